"""What differs between two versions: cells changed, added and removed, statuses, papers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from potensi.panel import KEY, Panel

KINDS = ("changed", "status", "added", "removed")
COLUMNS = ("kind", "region", "region_name", "activity", "activity_name", "period", "old", "new", "difference",
           "difference_percent", "old_status", "new_status")  # fmt: skip
_LARGEST = 1e300


@dataclass(frozen=True, eq=False)
class Comparison:
    """``cells`` (columns as in COLUMNS): the largest changes first; ``papers``: (name, old, new) where they differ.

    ``difference_percent`` is a percentage of the old figure: null where one is missing, infinite where it was zero.
    """

    cells: pl.DataFrame
    papers: tuple[tuple[str, str, str], ...]

    def count(self, kind: str) -> int:
        """Return how many cells are of one of KINDS."""
        return int((self.cells["kind"] == kind).sum())

    @property
    def counts(self) -> dict[str, int]:
        """How many cells are of each kind that occurs."""
        return {kind: count for kind in KINDS if (count := self.count(kind))}

    @property
    def same(self) -> bool:
        """Whether nothing differs."""
        return self.cells.is_empty() and not self.papers


def compare(old: Panel, new: Panel, lang: str) -> Comparison:
    """Return what changed from ``old`` to ``new``."""
    both = old.frame.join(new.frame, on=KEY, how="full", suffix="_new", coalesce=True)
    before, after = pl.col("value"), pl.col("value_new")
    kind = (
        pl.when(pl.col("status").is_null())
        .then(pl.lit("added"))
        .when(pl.col("status_new").is_null())
        .then(pl.lit("removed"))
        .when(before.ne_missing(after))
        .then(pl.lit("changed"))
        .when(pl.col("status") != pl.col("status_new"))
        .then(pl.lit("status"))
    )
    gap = after - before
    cells = both.with_columns(
        kind=kind,
        old=before,
        new=after,
        difference=gap,
        difference_percent=pl.when(gap == 0.0).then(0.0).otherwise(100 * gap / before.abs()),
        old_status="status",
        new_status="status_new",
    ).filter(pl.col("kind").is_not_null())
    named = cells.with_columns(
        region_name=_named(cells["region"], _region_names(old, new)),
        activity_name=_named(cells["activity"], _activity_names(old, new, lang=lang)),
    )
    return Comparison(_sorted(named).select(COLUMNS), _papers(old, new))


def _sorted(cells: pl.DataFrame) -> pl.DataFrame:
    rank = pl.col("kind").replace_strict({kind: place for place, kind in enumerate(KINDS)}, return_dtype=pl.Int8)
    # A figure that appeared or went has no percentage and comes before every one that merely grew.
    size = pl.col("difference_percent").abs().fill_null(_LARGEST)
    order = [rank.alias("_rank"), size.alias("_size"), pl.col("difference").abs().fill_null(_LARGEST).alias("_gap")]
    return cells.with_columns(order).sort(
        ["_rank", "_size", "_gap", *KEY], descending=[False, True, True, False, False, False]
    )


def _papers(old: Panel, new: Panel) -> tuple[tuple[str, str, str], ...]:
    names = ("title", "measure", "unit", "price", "source", "licence", "accessed", "url")
    pairs = [(name, str(getattr(old.papers, name)), str(getattr(new.papers, name))) for name in names]
    pairs.append(("note", "; ".join(old.papers.notes), "; ".join(new.papers.notes)))
    return tuple(pair for pair in pairs if pair[1] != pair[2])


def _named(codes: pl.Series, names: Mapping[str, str]) -> pl.Series:
    return pl.Series([names.get(code) or code for code in codes], dtype=pl.String)


def _region_names(*panels: Panel) -> dict[str, Any]:
    return {code: name for panel in panels for code, name in panel.regions.select("region", "name").iter_rows()}


def _activity_names(*panels: Panel, lang: str) -> dict[str, Any]:
    return {
        code: name for panel in panels for code, name in panel.activities.select("activity", f"name_{lang}").iter_rows()
    }
