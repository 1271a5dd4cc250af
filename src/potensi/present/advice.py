"""Opportunities in sentences: how near each is, what carries it, what is missing, who does it already."""

from __future__ import annotations

import polars as pl

from potensi.analysis.opportunity import Opportunities
from potensi.language import percent, say

_CARRIERS, _LACKS, _REGIONS = 3, 2, 3


def explained(found: Opportunities, lang: str) -> list[str]:
    """Return one sentence or two for each opportunity, best first."""
    return [_explained(found, row, lang) for row in found.table.iter_rows(named=True)]


def _explained(found: Opportunities, row: dict[str, object], lang: str) -> str:
    activity = row["activity"]
    carried = _named(found.parts, activity, lang, _CARRIERS)
    lacks = _named(found.missing, activity, lang, _LACKS)
    regions = found.similar.filter(pl.col("activity") == activity)["name"].head(_REGIONS).to_list()
    lines = [
        say(
            "engine.opportunities.near" if carried else "engine.opportunities.alone",
            lang,
            activity=row[f"name_{lang}"],
            share=percent(float(str(row["density"])), lang, decimals=0),
            carriers=", ".join(carried),
        )
    ]
    if lacks:
        lines.append(say("engine.opportunities.lacks", lang, lacks=", ".join(lacks)))
    if regions:
        lines.append(say("engine.opportunities.regions", lang, regions=", ".join(regions)))
    return " ".join(lines)


def _named(parts: pl.DataFrame, activity: object, lang: str, count: int) -> list[str]:
    rows = parts.filter(pl.col("activity") == activity).head(count).iter_rows(named=True)
    return [f"{row[f'name_{lang}']} ({percent(row['part'], lang)})" for row in rows]
