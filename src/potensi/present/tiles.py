"""The map that leads to the regions: one tile a region, each a link, drawn for a phone and for a wider page."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl
from markupsafe import Markup

from potensi.analysis.regional import per_head_unit
from potensi.errors import UsageError
from potensi.language import number, percent, say
from potensi.panel import Panel
from potensi.present import fonts, shown
from potensi.present.facts import Shared
from potensi.present.maps import Legend, Tile, place_tiles
from potensi.present.numbers import money, short_name, unit_name
from potensi.present.palette import FAINT, MISSING, PAPER, ink_on
from potensi.present.parts import source_line
from potensi.present.templating import render
from potensi.present.tile_letters import SMALLEST_LABELLED, abbreviations, name_size, short_lines

MEASURES = ("growth", "per_head", "total", "largest")
# The pixels a map is drawn for, and the largest tile: on a phone with short forms, wider with names.
_WIDTHS = {"narrow": 328, "wide": 696}
_LARGEST = 79.0
_GAP = 3.0
# The page's own letters may be wider than those that are measured here.
_WIDER = 1.12
# More kinds than this cannot be told apart by colour.
_MOST_GROUPS = 5
_OTHER = "other"
_COLUMN = {"growth": "growth_yearly", "per_head": "per_head", "total": "value"}


@dataclass(frozen=True)
class RegionTile:
    """One region's tile: its code, a form of three letters, its name without and with its kind, its place."""

    code: str
    short: str
    label: str
    name: str
    kind: str
    column: int
    row: int


def tiles(panel: Panel) -> tuple[RegionTile, ...]:
    """Return the tiles of the panel's regions in reading order, placed as in geography.

    A region that holds others of the panel (a province among its own regencies) has none. Regions whose coordinates
    are not known stand below the others in the order of their codes.
    """
    codes = _codes(panel)
    known = {row["region"]: row for row in panel.regions.iter_rows(named=True)}
    names = {code: shown.clean(panel.region_name(code)) for code in codes}
    labels = {code: tile_label(name) for code, name in names.items()}
    places, shorts = tile_places(panel, codes), abbreviations(labels.values())
    made = [
        RegionTile(
            code, shorts[labels[code]], labels[code], names[code], (known.get(code) or {}).get("kind") or "",
            column=places[code][1], row=places[code][0],
        )
        for code in codes
    ]  # fmt: skip
    return tuple(sorted(made, key=lambda tile: (tile.row, tile.column)))


def tile_label(name: str) -> str:
    """Return a region's name as it stands on a tile: without the word for regency, which most are."""
    return name.removeprefix("Kabupaten ")


def tile_places(panel: Panel, codes: Sequence[str]) -> dict[str, tuple[int, int]]:
    """Return each code's (row, column): as in geography, and below that in order where coordinates are not known."""
    wanted = panel.regions.filter(pl.col("region").is_in(list(codes)))
    known = {
        code: (lat, lon)
        for code, lat, lon in wanted.select("region", "lat", "lon").drop_nulls().iter_rows()
        if math.isfinite(lat) and math.isfinite(lon)
    }
    places = place_tiles(known)
    rest = sorted(set(codes) - set(places))
    columns = max((column for _, column in places.values()), default=math.ceil(math.sqrt(1.3 * len(rest))) - 1) + 1
    first = max((row for row, _ in places.values()), default=-1) + 1
    return places | {code: (first + k // columns, k % columns) for k, code in enumerate(rest)}


def measures(shared: Shared) -> tuple[str, ...]:
    """Return those of MEASURES that these data can show."""
    return tuple(name for name in MEASURES if name == "largest" or _values(shared, name))


def tile_map(
    shared: Shared, lang: str, *, measure: str = "", href: Callable[[str], str], highlight: str = ""
) -> Markup:
    """Return the map as a ``figure``: tiles coloured by ``measure``, each a link to ``href(code)``, with a legend.

    ``measure`` is one of ``measures(shared)``, by default the first. Tiles are reached by keyboard in reading order
    and say name and value. Raises UsageError for a measure that these data cannot show.
    """
    known = measures(shared)
    measure = measure or known[0]
    if measure not in known:
        raise UsageError("unknown_map", measure=measure, known=", ".join(known))
    showing = _largest(shared, lang) if measure == "largest" else _amounts(shared, measure, lang)
    places = tiles(shared.panel)
    colours = _colours(showing, places, lang)
    return render(
        "tile_map.html.j2",
        title=showing.title,
        label=say("tiles.map", lang, title=showing.title),
        font=fonts.FAMILY,
        drawings=[_drawing(kind, places, colours.fills, highlight) for kind in _WIDTHS],
        words=_words(showing, places, lang),
        links={tile.code: href(tile.code) for tile in places},
        legend=colours.legend,
        source=shown.source(source_line(shared.panel, lang), lang),
    )


def _words(showing: _Showing, places: Sequence[RegionTile], lang: str) -> dict[str, str]:
    """Return what each tile says to those who hear it: name and value."""
    none = say("tiles.no_data", lang)
    return {
        tile.code: say("tiles.tile", lang, name=tile.name, value=showing.words.get(tile.code, none)) for tile in places
    }


def _codes(panel: Panel) -> list[str]:
    present = panel.regions.filter(pl.col("region").is_in(panel.region_codes))
    parents = set(present.filter(pl.col("parent") != pl.col("region"))["parent"].drop_nulls())
    return [code for code in panel.region_codes if code not in parents]


def _values(shared: Shared, measure: str) -> dict[str, float]:
    """Return region → value of those that have one."""
    rows = shared.profile.regions.select("region", pl.col(_COLUMN[measure]).fill_nan(None)).drop_nulls()
    return dict(rows.iter_rows())


def _amounts(shared: Shared, measure: str, lang: str) -> _Showing:
    whole, panel = shared.profile, shared.panel
    values = _values(shared, measure)
    kind = per_head_unit(panel.papers.unit)
    head = say("tiles.million_per_head" if kind == "million_rupiah" else "tiles.unit_per_head", lang)
    unit = head if measure == "per_head" else unit_name(panel.papers.unit, lang)
    form: dict[str, Callable[[float], str]] = {
        "growth": lambda value: percent(value, lang),
        "per_head": lambda value: f"{number(value, lang, decimals=1)} {head}",
        "total": lambda value: money(value, panel.papers.unit, lang),
    }
    title = say(f"tiles.{measure}", lang, base=whole.base, year=whole.year, unit=unit)
    legend = Legend(kind="percent", decimals=1) if measure == "growth" else Legend(decimals=0)
    return _Showing(title, legend, values, {}, {code: form[measure](value) for code, value in values.items()})


def _largest(shared: Shared, lang: str) -> _Showing:
    """Return each region's largest industry: the most frequent ones by colour, all others as one."""
    rows = shared.profile.cells.filter(pl.col("region").is_in(shared.profile.reference))
    rows = rows.sort("region", "value", descending=[False, True]).unique("region", keep="first", maintain_order=True)
    found = dict(rows.select("region", "activity").iter_rows())
    shares = dict(rows.select("region", "share").iter_rows())
    often = [code for code, _ in sorted(Counter(found.values()).items(), key=lambda item: (-item[1], item[0]))]
    names = {code: short_name(code, shared.panel.activity_name(code, lang), lang) for code in often}
    kept = often if len(often) <= _MOST_GROUPS + 1 else often[:_MOST_GROUPS]
    groups = [(code, names[code]) for code in kept]
    if len(kept) < len(often):
        groups.append((_OTHER, say("tiles.other", lang)))
    by_region = {region: code if code in kept else _OTHER for region, code in found.items()}
    words = {region: f"{names[code]} ({percent(shares[region], lang)})" for region, code in found.items()}
    title = say("tiles.largest", lang, year=shared.profile.year)
    return _Showing(title, Legend(groups=tuple(groups)), {}, by_region, words)


def _colours(showing: _Showing, places: Sequence[RegionTile], lang: str) -> _Colours:
    from potensi.present.legends import colouring

    drawn = [
        Tile(t.code, t.label, t.row, t.column, showing.values.get(t.code), showing.groups.get(t.code, ""))
        for t in places
    ]
    made = colouring(showing.legend, drawn, lang)
    fills = {tile.code: made.colour(tile) for tile in drawn}
    legend = list(zip(made.names, made.colours, strict=False))
    if None in fills.values():
        legend.append((say("tiles.no_data", lang), ""))
    return _Colours(fills, tuple(legend))


def _drawing(
    kind: str, places: Sequence[RegionTile], fills: Mapping[str, str | None], highlight: str
) -> dict[str, Any]:
    width = _WIDTHS[kind]
    columns, rows = (max((getattr(tile, side) for tile in places), default=0) + 1 for side in ("column", "row"))
    pitch = math.floor(10 * min((width + _GAP) / columns, _LARGEST)) / 10
    side = round(pitch - _GAP, 1)
    size = name_size([(tile.label, tile.code == highlight) for tile in places], (side - 4) / _WIDER)
    left = round((width - pitch * columns + _GAP) / 2, 1)
    return {
        "kind": kind,
        "width": width,
        "height": math.ceil(rows * pitch - _GAP + 4),
        "side": side,
        "radius": round(min(6.0, side / 6), 1),
        "tiles": [
            _tile(tile, (left + tile.column * pitch, 2 + tile.row * pitch), side, size)
            | {"fill": fills[tile.code] or MISSING, "missing": fills[tile.code] is None}
            | {"ink": ink_on(fills[tile.code] or PAPER), "lit": tile.code == highlight}
            for tile in places
        ],
        "dash": FAINT,
    }


def _tile(tile: RegionTile, corner: tuple[float, float], side: float, size: float) -> dict[str, Any]:
    x, y = corner
    lines: list[tuple[str, float]] = []
    if side >= SMALLEST_LABELLED:
        names = [(line, size) for line in fonts.wrap(tile.label, size, (side - 4) / _WIDER)] if size else []
        lines = names or short_lines(tile.label, tile.short, side)
    placed = [
        # Letters stand a third of their size below the middle that they are centred on.
        (line, letters, round(y + side / 2 + (k - (len(lines) - 1) / 2) * letters * 1.12 + letters / 3, 1))
        for k, (line, letters) in enumerate(lines)
    ]
    return {"code": tile.code, "x": round(x, 1), "y": round(y, 1), "middle": round(x + side / 2, 1), "lines": placed}


@dataclass(frozen=True)
class _Showing:
    title: str
    legend: Legend
    values: Mapping[str, float]
    groups: Mapping[str, str]
    words: Mapping[str, str]


@dataclass(frozen=True)
class _Colours:
    fills: Mapping[str, str | None]
    legend: tuple[tuple[str, str], ...]
