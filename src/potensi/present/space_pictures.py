"""A region's two pictures of what it can become: the activity space with its own lit up, and near against worth."""

from __future__ import annotations

import hashlib
import json
import math
import os
import re
from collections.abc import Sequence
from dataclasses import fields
from html import escape, unescape
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from potensi.analysis.network import Network, network_of
from potensi.analysis.opportunity import Opportunities
from potensi.errors import UsageError
from potensi.language import number, percent, say
from potensi.panel import PAPERS_KEY, Panel, Papers
from potensi.present import fonts
from potensi.present.charts import FrontierChart, FrontierPoint, NetworkChart, NetworkPoint, svg
from potensi.present.draw_frontier import on_frontier
from potensi.present.numbers import listing, price_name, short_name, unit_name
from potensi.present.palette import INK, MUTED, PAPER
from potensi.present.story import Figure

# A phone, and a slide or a wide page.
WIDTHS = (360, 1280)
_OWN_NAMED, _OTHERS_NAMED, _SAID = 5, 8, 3
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_SIZE = re.compile(r'<svg\b[^>]*? width="([\d.]+)"[^>]*? height="([\d.]+)"|<svg\b')
_MARGIN = 12.0
# A text of more than one sign, its letter size; and how much wider bold letters are.
_TEXT, _BOLD = re.compile(r'<text([^>]* font-size="([\d.]+)px"[^>]*)>([^<]{2,})</text>'), 1.05


def activity_space(found: Opportunities, lang: str, source: str = "", *, kept: str | Path | None = None) -> Figure:
    """Return the network of activities: the region's own lit up, its best options numbered as in the list.

    Every activity stands where it stands for every other region; see :func:`~potensi.analysis.network.network_of` for
    ``kept``.
    """
    drawn, word = network_of(found.space, kept=kept), _word(lang)
    own = found.space.has.dense(_place(found), _place(found) + 1)[0]
    chart = NetworkChart(
        _points(found, drawn, own, lang),
        tuple(zip(drawn.links.one.tolist(), drawn.links.other.tolist(), strict=True)),
        word("own", name=_name(found)),
        word("option"),
        word("other"),
        word("largest"),
        (word("present"), word("size"), word("reading"), *_alone(drawn, word)),
    )
    params = {"name": _name(found), "year": _year(found, lang), "own": int(own.sum()), "count": len(own)}
    return Figure(chart, word("space", **params), word("space_alt", **params, list=_best(found, lang)), source)


def _alone(drawn: Network, word: Any) -> list[str]:
    """Return the sentence about those that no line reaches, where there are any."""
    lone = len(drawn.activities) - len(np.unique(np.concatenate([drawn.links.one, drawn.links.other])))
    return [word("alone", count=lone)] if lone else []


def _points(found: Opportunities, drawn: Network, own: np.ndarray, lang: str) -> tuple[NetworkPoint, ...]:
    matrix, ranks = found.space.matrix, dict(found.table.select("activity", "rank").iter_rows())
    sizes = np.asarray(matrix.values.sum(axis=0)).ravel()
    mine = matrix.values[[_place(found)]].toarray()[0]
    largest = [int(i) for i in np.argsort(-mine, kind="stable") if own[i]][:_OWN_NAMED]
    letters = {drawn.activities[i]: _LETTERS[k] for k, i in enumerate(largest)}
    return tuple(
        NetworkPoint(
            _activity(found, code, lang),
            float(drawn.at[i, 0]),
            float(drawn.at[i, 1]),
            float(sizes[i]),
            "option" if code in ranks else "own" if own[i] else "other",
            str(ranks[code]) if code in ranks else letters.get(code, ""),
        )
        for i, code in enumerate(drawn.activities)
    )


def frontier(found: Opportunities, lang: str, source: str = "") -> Figure:
    """Return every option by nearness and by worth: gain where it is known, else complexity, else growth.

    Raises UsageError where none of the three is known: then there is nothing to weigh nearness against.
    """
    word = _word(lang)
    worth = _worth(found)
    if worth is None:
        raise UsageError("frontier_worthless")
    rows = found.options.filter(pl.col(worth).is_not_null() & pl.col(worth).is_not_nan())
    plain = [FrontierPoint("", near, value) for near, value in rows.select("density", worth).iter_rows()]
    edge = on_frontier(plain)
    ranks = dict(found.table.select("activity", "rank").iter_rows())
    codes = rows["activity"].to_list()
    letters = dict(zip(_far_apart(plain, edge, [k for k in edge if codes[k] not in ranks]), _LETTERS, strict=False))
    points = tuple(
        FrontierPoint(
            _activity(found, codes[k], lang), at.near, at.worth, str(ranks.get(codes[k], "")) or letters.get(k, "")
        )
        for k, at in enumerate(plain)
    )
    years = {"base": found.base, "year": found.year}
    axis = word(f"axis_{worth}", **years)
    chart = FrontierChart(
        points, word("near"), axis, word("frontier_line"), word("option"), word("rest"),
        "percent" if worth == "growth" else "number", (word("frontier_reading"),),
    )  # fmt: skip
    params = {"name": _name(found), "year": _year(found, lang), "worth": word(f"worth_{worth}")}
    first, last = (_activity(found, codes[k], lang) for k in (edge[0], edge[-1]))
    alt = word("frontier_alt", **params, count=len(points), edge=len(edge), nearest=first, best=last)
    return Figure(chart, word("frontier", **params), alt, source)


def _far_apart(points: Sequence[FrontierPoint], edge: Sequence[int], free: Sequence[int]) -> list[int]:
    """Return whom of the frontier to name beside the numbered: the one worth most, then each farthest from the rest."""
    spread = [np.ptp([getattr(point, side) for point in points]) or 1.0 for side in ("near", "worth")]

    def gap(one: int, other: int) -> float:
        sides = zip(("near", "worth"), spread, strict=True)
        return math.hypot(*((getattr(points[one], n) - getattr(points[other], n)) / wide for n, wide in sides))

    left, named = list(free), [k for k in edge if k not in free]
    chosen: list[int] = []
    while left and len(chosen) < _OTHERS_NAMED:
        best = left[-1] if not chosen else max(left, key=lambda k: min(gap(k, other) for other in named))
        left.remove(best)
        chosen.append(best)
        named.append(best)
    return sorted(chosen, key=edge.index)


def write(found: Opportunities, lang: str, folder: str | Path, source: str = "") -> list[Path]:
    """Write both pictures at the width of a phone and of a slide; return the files.

    The layout of the activity space is kept in the folder, so that pictures of other regions put each activity in the
    same place. Without anything to weigh nearness against there is no frontier.
    """
    place = Path(folder)
    place.mkdir(parents=True, exist_ok=True)
    figures = {"space": activity_space(found, lang, source, kept=place)}
    if has_worth(found):
        figures["frontier"] = frontier(found, lang, source)
    paths = []
    for name, figure in figures.items():
        for width in WIDTHS:
            parts = [file_name(found.region), *([str(found.year)] if found.year else []), name, lang, str(width)]
            path = place / f"{'-'.join(parts)}.svg"
            part = path.with_name(f".{path.name}.{os.getpid()}.tmp")
            part.write_text(_held(described(figure, lang, width)), encoding="utf-8")
            os.replace(part, path)
            paths.append(path)
    return paths


def file_name(code: str) -> str:
    """Return a region's code as part of a file's name: itself, or without what a name of a file cannot hold.

    >>> file_name("3510"), file_name("Kab/Kota")
    ('3510', 'Kab_Kota-5573')
    """
    plain = re.sub(r"[^\w.-]+", "_", code).strip("._")[:60]
    return plain if plain == code else f"{plain}-{hashlib.blake2b(code.encode(), digest_size=2).hexdigest()}"


def source_said(found: Opportunities, source: Panel | str | Path, lang: str) -> str:
    """Return where the figures of a picture come from: source, unit, prices, and how many regions and activities."""
    papers = source.papers if isinstance(source, Panel) else _papers(Path(source))
    origin = papers.source or papers.title or ("" if isinstance(source, Panel) else Path(source).name)
    unit = ", ".join(filter(None, [unit_name(papers.unit, lang), price_name(papers.price, lang)]))
    matrix = found.space.matrix
    counts = {"regions": number(len(matrix.regions), lang), "activities": number(len(matrix.activities), lang)}
    word = _word(lang)
    said = [word("source", source=origin)] if origin else []
    return " ".join([*said, word("unit", unit=unit, **counts) if unit else word("counts", **counts)])


def _papers(path: Path) -> Papers:
    """Return the papers that a panel's own Parquet file carries; empty ones for any other file."""
    import pyarrow.parquet as pq

    held = json.loads((pq.read_schema(path).metadata or {}).get(PAPERS_KEY, b"{}")).get("papers", {})
    names = {each.name for each in fields(Papers)}
    return Papers(**{name: value for name, value in held.items() if name in names})


def described(figure: Figure, lang: str, width: int) -> str:
    """Return a figure as an SVG that stands alone: title above, source below, and its description for who cannot see.

    ``width`` in pixels, as everywhere at least 280.
    """
    drawn = svg(figure.chart, lang, width)
    size = _SIZE.match(drawn)
    assert size is not None
    wide, high = float(size[1]), float(size[2])
    above, top = _lines(figure.caption, 15, wide, 22.0, f'font-weight="bold" fill="{INK}"')
    below, end = (
        _lines(figure.source, 11, wide, top + high + 14, f'fill="{MUTED}"') if figure.source else ("", top + high)
    )
    name = hashlib.blake2b(figure.caption.encode(), digest_size=4).hexdigest()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" xml:lang="{lang}" aria-labelledby="t{name} d{name}" '
        f'font-family="{fonts.FAMILY}" width="{wide:g}" height="{end:g}" viewBox="0 0 {wide:g} {end:g}">'
        f'<title id="t{name}">{escape(figure.caption)}</title><desc id="d{name}">{escape(figure.alt)}</desc>'
        f'<rect width="{wide:g}" height="{end:g}" fill="{PAPER}"/>{above}'
        f'{drawn.replace("<svg ", f"""<svg y="{top:g}" """, 1)}{below}</svg>'
    )


def _held(drawn: str) -> str:
    """Hold every text to the width that it was laid out for: who looks at the file may not have the font."""

    def hold(found: re.Match[str]) -> str:
        look, size, text = found.groups()
        width = fonts.text_width(unescape(text), float(size), _BOLD if 'font-weight="bold"' in look else 1)
        return f'<text{look} textLength="{width:.1f}" lengthAdjust="spacingAndGlyphs">{text}</text>'

    return _TEXT.sub(hold, drawn)


def _lines(text: str, size: float, wide: float, at: float, look: str) -> tuple[str, float]:
    """Return a text broken to fit, its first baseline at ``at``, and where it ends."""
    lines = fonts.wrap(text, size * 1.05, wide - 2 * _MARGIN)
    step = size * 1.3
    drawn = "".join(
        f'<text x="{_MARGIN:g}" y="{at + k * step:.1f}" font-size="{size:g}px" {look}>{escape(line)}</text>'
        for k, line in enumerate(lines)
    )
    return drawn, at + (len(lines) - 1) * step + 10


def _word(lang: str) -> Any:
    return lambda key, **params: say(f"space.{key}", lang, **params)


def has_worth(found: Opportunities) -> bool:
    """Return whether there is anything that nearness can be drawn against."""
    return _worth(found) is not None


def _worth(found: Opportunities) -> str | None:
    return next((name for name in ("cog", "pci", "growth") if found.options[name].is_finite().any()), None)


def _year(found: Opportunities, lang: str) -> str:
    return str(found.year) if found.year else say("space.no_year", lang)


def _place(found: Opportunities) -> int:
    return found.space.matrix.regions.index(found.region)


def _name(found: Opportunities) -> str:
    return found.space.matrix.region_name(found.region)


def _activity(found: Opportunities, code: str, lang: str) -> str:
    name = found.space.matrix.activity_name(code, lang)
    return short_name(code, name, lang)


def _best(found: Opportunities, lang: str) -> str:
    best = found.table.head(_SAID).iter_rows(named=True)
    said = [
        f"{_activity(found, row['activity'], lang)} ({percent(row['density'], lang, decimals=0)})"
        for row in best
        if math.isfinite(row["density"])
    ]
    return listing(said, lang) or say("space.none", lang)
