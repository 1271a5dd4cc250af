"""The picture that goes with a link (Open Graph): the name large, three figures, a map with the region marked."""

from __future__ import annotations

import io
from collections.abc import Sequence

import polars as pl

from potensi.language import number, percent, say
from potensi.panel import Panel
from potensi.present import sentences, shown
from potensi.present.canvas import Box, Frame, Mark, Text, draw, layers
from potensi.present.facts import Facts
from potensi.present.fonts import shorten, text_width, wrap
from potensi.present.numbers import listing, money
from potensi.present.palette import AMBER, PAPER
from potensi.present.tiles import RegionTile, tiles

SIZE = (1200, 630)
_GROUND, _SOFT, _PALE, _TILE = "#00524a", "#0d6a60", "#bfe0da", "#2b877b"
_EDGE = 64.0
# The column of words on the left, the map on the right.
_WORDS, _MAP = 600.0, (700.0, 84.0, 1136.0, 450.0)
_FOOT = 566.0
_LARGEST_TILE, _GAP = 84.0, 0.09
_COLOURS = 128


def preview(facts: Facts, lang: str) -> bytes:
    """Return the picture of one region as PNG, 1200 x 630."""
    name, kind = _split_name(facts.name)
    marks = [*_title(kind or say("preview.kicker", lang), name), *_figures(_region_figures(facts, lang))]
    marks += _line(_strongest(facts, lang))
    return _png([*marks, *_foot(facts.panel, lang)], tiles(facts.panel), facts.region, lang)


def site_preview(panel: Panel, lang: str) -> bytes:
    """Return the picture of the site as a whole as PNG, 1200 x 630."""
    places = tiles(panel)
    years = panel.periods
    span = "–".join(str(year) for year in dict.fromkeys((years[0], years[-1])))
    figures = [
        (number(len(places), lang), say("preview.regions", lang)),
        (number(len(panel.activity_codes), lang), say("preview.industries", lang)),
        (span, say("preview.years", lang)),
    ]
    marks = [*_title("", say("preview.site", lang)), *_figures(figures), *_line(say("preview.site_line", lang))]
    return _png([*marks, *_foot(panel, lang)], places, "", lang)


def _region_figures(facts: Facts, lang: str) -> list[tuple[str, str]]:
    """Return at most three figures, each with what it is; what is not known is left out."""
    found = []
    if facts.total is not None:
        found.append((money(facts.total, facts.unit, lang), say("preview.grdp", lang, year=facts.year)))
    if facts.has_growth:
        label = f"{say('preview.growth', lang)}, {facts.base}–{facts.year}"
        found.append((percent(facts.growth, lang, decimals=2), label))
    if facts.own["lq"].count():
        count = facts.own.filter(pl.col("lq") >= 1).height
        value = say("preview.base_value", lang, count=count, total=facts.own.height)
        found.append((value, say("preview.base", lang)))
    return found


def _strongest(facts: Facts, lang: str) -> str:
    """Return the line on the industries most special to the region, or else its largest."""
    base = facts.own.filter(pl.col("lq") >= 1).sort("lq", descending=True)
    largest = facts.own.drop_nulls("value").sort("value", descending=True)
    key, rows = ("strongest", base) if base.height else ("largest", largest)
    named = [sentences.short(facts, code, lang) for code in rows["activity"][:3]]
    return say(f"preview.{key}", lang, list=listing(named, lang)) if named else ""


def _split_name(name: str) -> tuple[str, str]:
    """Return a region's own name, and the word for its kind before it."""
    for kind in ("Kabupaten", "Kota", "Provinsi"):
        if name.startswith(f"{kind} "):
            return name.removeprefix(f"{kind} "), kind
    return name, ""


def _title(kind: str, name: str) -> list[Mark]:
    """Return the name in one line as large as fits, or in two."""
    size = next((size for size in (92.0, 80.0, 68.0) if text_width(name, size) <= _WORDS), 54.0)
    lines = wrap(name, size, _WORDS)
    if len(lines) > 2:
        size = 44.0
        lines = wrap(name, size, _WORDS)
    # A third line, or a word wider than the column, is cut.
    lines = [shorten(line, size, _WORDS) for line in [*lines[:1], " ".join(lines[1:])] if line]
    top = 104.0
    marks: list[Mark] = [Text(_EDGE, top, kind, 34, _PALE)] if kind else []
    first = top + (30 if kind else -20) + size * 0.62
    return marks + [
        Text(_EDGE, first + k * size * 1.08, line, size, PAPER, weight="bold") for k, line in enumerate(lines)
    ]


def _figures(figures: Sequence[tuple[str, str]]) -> list[Mark]:
    """Return the figures one below the other: each value large, what it is beside its foot."""
    marks: list[Mark] = []
    for k, (value, label) in enumerate(figures):
        y = 286.0 + k * 66
        marks.append(Box(_EDGE, y - 22, _EDGE + 6, y + 22, AMBER, 3))
        size = 40.0 if text_width(value, 40) <= 400 else 32.0
        value = shorten(value, size, 440)
        marks.append(Text(_EDGE + 24, y, value, size, PAPER, weight="bold"))
        at = _EDGE + 24 + text_width(value, size) * 1.02 + 14
        marks.append(Text(at, y + size * 0.09, shorten(label, 26, _EDGE + _WORDS - at), 26, _PALE))
    return marks


def _line(text: str) -> list[Mark]:
    return [Text(_EDGE, 492, shorten(text, 28, SIZE[0] - 2 * _EDGE), 28, PAPER)] if text else []


def _foot(panel: Panel, lang: str) -> list[Mark]:
    brand = say("preview.brand", lang)
    source = shown.source(panel.papers.source or panel.papers.title, lang)
    room = SIZE[0] - 2 * _EDGE - text_width(brand, 34) - 40
    return [
        Box(0, _FOOT - 26, SIZE[0], SIZE[1], _SOFT),
        Text(_EDGE, _FOOT + 19, shorten(source, 21, room), 21, _PALE),
        Text(SIZE[0] - _EDGE, _FOOT + 18, brand, 34, PAPER, "right", "bold"),
    ]


def _map(places: Sequence[RegionTile], region: str) -> list[Mark]:
    """Return the regions as tiles on the right, the one spoken of in amber."""
    left, top, right, bottom = _MAP
    columns = max((tile.column for tile in places), default=0) + 1
    rows = max((tile.row for tile in places), default=0) + 1
    pitch = min((right - left) / columns, (bottom - top) / rows, _LARGEST_TILE)
    x0, y0 = right - pitch * columns, top + (bottom - top - pitch * rows) / 2
    side = pitch * (1 - _GAP)
    marks: list[Mark] = []
    for tile in places:
        x, y = x0 + tile.column * pitch, y0 + tile.row * pitch
        fill = AMBER if tile.code == region else _TILE
        marks.append(Box(x, y, x + side, y + side, fill, round(side / 7, 1)))
    return marks


def _png(marks: Sequence[Mark], places: Sequence[RegionTile], region: str, lang: str) -> bytes:
    width, height = SIZE
    ground = Box(0, 0, width, height, _GROUND)
    parts = [*layers([ground]), *layers([*_map(places, region), *marks])]
    return _light(shown.svg_png(draw(parts, Frame(width, height), lang), scale=1))


def _light(png: bytes) -> bytes:
    """Return a picture of few colours at a fraction of its weight: it is fetched by telephones on slow links."""
    from PIL import Image

    out = io.BytesIO()
    picture = Image.open(io.BytesIO(png)).convert("RGB").quantize(_COLOURS, dither=Image.Dither.NONE)
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()
