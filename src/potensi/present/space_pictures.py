"""A region's two pictures of what it can become: the activity space with its own lit up, and near against worth."""

from __future__ import annotations

import math
import re
from html import escape
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from potensi.analysis.network import Network, network_of
from potensi.analysis.opportunity import Opportunities
from potensi.errors import UsageError
from potensi.language import percent, say
from potensi.present.charts import FrontierChart, FrontierPoint, NetworkChart, NetworkPoint, svg
from potensi.present.draw_frontier import on_frontier
from potensi.present.numbers import listing, short_name
from potensi.present.story import Figure

# A phone, and a slide or a wide page.
WIDTHS = (360, 1280)
_OWN_NAMED, _OTHERS_NAMED, _SAID = 5, 8, 3
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_OPENING = re.compile(r"<svg\b")


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
        (word("size"), word("reading")),
    )
    params = {"name": _name(found), "year": found.year, "own": int(own.sum()), "count": len(own)}
    return Figure(chart, word("space", **params), word("space_alt", **params, list=_best(found, lang)), source)


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
    letters = dict(zip([k for k in edge if codes[k] not in ranks][:_OTHERS_NAMED], _LETTERS, strict=False))
    points = tuple(
        FrontierPoint(
            _activity(found, codes[k], lang), at.near, at.worth, str(ranks.get(codes[k], "")) or letters.get(k, "")
        )
        for k, at in enumerate(plain)
    )
    chart = FrontierChart(
        points, word("near"), word(f"worth_{worth}"), word("frontier_line"), word("option"), word("rest"),
        "percent" if worth == "growth" else "number", (word("frontier_reading"),),
    )  # fmt: skip
    params = {"name": _name(found), "year": found.year, "worth": word(f"worth_{worth}")}
    first, last = (_activity(found, codes[k], lang) for k in (edge[0], edge[-1]))
    alt = word("frontier_alt", **params, count=len(points), edge=len(edge), nearest=first, best=last)
    return Figure(chart, word("frontier", **params), alt, source)


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
            path = place / f"{found.region}-{found.year}-{name}-{lang}-{width}.svg"
            path.write_text(described(figure, lang, width), encoding="utf-8")
            paths.append(path)
    return paths


def described(figure: Figure, lang: str, width: int) -> str:
    """Return a figure as an SVG that stands alone: with its title, and its description for those who cannot see it."""
    drawn = _OPENING.sub(f'<svg role="img" xml:lang="{lang}" aria-labelledby="t d" ', svg(figure.chart, lang, width), 1)
    start = drawn.index(">") + 1
    words = f'<title id="t">{escape(figure.caption)}</title><desc id="d">{escape(figure.alt)}</desc>'
    return drawn[:start] + words + drawn[start:]


def _word(lang: str) -> Any:
    return lambda key, **params: say(f"space.{key}", lang, **params)


def has_worth(found: Opportunities) -> bool:
    """Return whether there is anything that nearness can be drawn against."""
    return _worth(found) is not None


def _worth(found: Opportunities) -> str | None:
    return next((name for name in ("cog", "pci", "growth") if found.options[name].is_finite().any()), None)


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
