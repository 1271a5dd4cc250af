"""What regions really took up later: years as arrays, cases that could enter, and which did, by a stated rule."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.sparse import csr_array

from potensi.analysis.matrix import matrix_of
from potensi.errors import UsageError
from potensi.measures import relatedness as rel
from potensi.measures.location import location_quotient
from potensi.measures.space import block, space_of
from potensi.panel import Panel

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Rule:
    """When an activity enters: RCA under ``low`` in each of ``years`` periods up to the first year, and at least
    ``high`` in each of as many up to the last. Two periods keep out what comes one year and is gone the next."""

    low: float = 0.5
    high: float = 1.0
    years: int = 2


@dataclass(frozen=True, eq=False)
class History:
    """Values and RCA by period, regions × activities each, on the same axes."""

    periods: list[int]
    regions: list[str]
    activities: list[str]
    values: Floats
    quotients: Floats


def history_of(source: Panel | str | Path) -> History:
    """Return every period of a panel on one pair of axes; a cell that is missing counts as not present."""
    periods = source.periods if isinstance(source, Panel) else _periods_of(Path(source))
    read = [matrix_of(source, year=period, missing="cell") for period in periods]
    regions = sorted(set().union(*(each.regions for each in read)))
    activities = sorted(set().union(*(each.activities for each in read)))
    values = np.zeros((len(periods), len(regions), len(activities)))
    for k, each in enumerate(read):
        rows, columns = np.searchsorted(regions, each.regions), np.searchsorted(activities, each.activities)
        values[k][np.ix_(rows, columns)] = each.values.toarray()
    quotients = np.stack([np.nan_to_num(location_quotient(year)) for year in values])
    return History(periods, regions, activities, values, quotients)


def size_of(source: Panel | str | Path) -> int:
    """Return how many cells :func:`history_of` would hold, without reading the values."""
    frame = source.frame.lazy() if isinstance(source, Panel) else pl.scan_parquet(source)
    names = frame.collect_schema().names()
    sides = [name for name in ("region", "activity", "period", "year") if name in names]
    counts = frame.select(pl.col(name).n_unique() for name in sides).collect().row(0)
    return int(np.prod(counts))


def _periods_of(path: Path) -> list[int]:
    columns = pl.scan_parquet(path).collect_schema().names()
    name = "period" if "period" in columns else "year"
    if name not in columns:
        return [0]
    return pl.scan_parquet(path).select(pl.col(name).unique().sort()).collect()[name].to_list()


@dataclass(frozen=True, eq=False)
class Cases:
    """What could have entered: region and activity of each, whether it did, and whether it was zero before."""

    first: int
    last: int
    regions: NDArray[np.int64]
    activities: NDArray[np.int64]
    entered: Bools
    from_zero: Bools


def cases_of(history: History, first: int, last: int, rule: Rule) -> Cases:
    """Return the cases between the periods at places ``first`` and ``last``; UsageError where the rule has no room."""
    if first - rule.years + 1 < 0 or last - rule.years + 1 <= first:
        raise UsageError("no_room_for_rule", years=rule.years, known=", ".join(map(str, history.periods)))
    before = history.quotients[first - rule.years + 1 : first + 1]
    after = history.quotients[last - rule.years + 1 : last + 1]
    regions, activities = np.nonzero((before < rule.low).all(axis=0))
    entered = np.asarray((after[:, regions, activities] >= rule.high).all(axis=0))
    zero = np.asarray((history.values[first - rule.years + 1 : first + 1, regions, activities] == 0).all(axis=0))
    return Cases(first, last, regions, activities, entered, zero)


FEATURES = (
    "density", "rca", "rca_before", "rca_trend", "gain", "relative", "pci", "eci", "ubiquity", "diversity",
    "activity_growth", "region_growth", "ubiquity_change", "likest", "size",
)  # fmt: skip


def features_of(history: History, cases: Cases, rule: Rule) -> dict[str, Floats]:
    """Return what was known of each case in its first year, and not a year later: one array a name of FEATURES."""
    now, rows, columns = cases.first, cases.regions, cases.activities
    past = now - rule.years + 1
    has = rel.presence(history.quotients[now], rule.high)
    space = space_of(has)
    made, there = block(space), has.dense()
    relative = rel.relative_relatedness(made.density.astype(np.float64), there)
    values, before = history.values[now], history.values[past]
    earlier = (history.quotients[past] >= rule.high).sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        growth = [np.log(values.sum(axis=axis) / before.sum(axis=axis)) for axis in (0, 1)]
    grids = {
        "density": made.density, "rca": history.quotients[now], "gain": made.gain, "relative": relative,
        "rca_before": history.quotients[past], "rca_trend": history.quotients[now] - history.quotients[past],
        "likest": _likest(there), "size": np.log1p(values),
    }  # fmt: skip
    by_activity = {
        "pci": space.indices.activities, "ubiquity": has.ubiquity, "activity_growth": growth[0],
        "ubiquity_change": has.ubiquity - earlier,
    }  # fmt: skip
    by_region = {"eci": space.indices.regions, "diversity": has.diversity, "region_growth": growth[1]}
    found = {name: grid[rows, columns] for name, grid in grids.items()}
    found |= {name: line[columns] for name, line in by_activity.items()}
    found |= {name: line[rows] for name, line in by_region.items()}
    return {name: np.nan_to_num(found[name].astype(np.float64), posinf=0.0, neginf=0.0) for name in FEATURES}


def _likest(there: Bools, count: int = 10) -> Floats:
    """Return the share of each region's ten likest regions that have the activity, weighted by their likeness."""
    has = csr_array(there.astype(np.float64))
    shared = (has @ has.T).toarray()
    size = np.sqrt(np.maximum(np.diagonal(shared), 1))
    alike = shared / size[:, None] / size[None, :]
    np.fill_diagonal(alike, 0.0)
    if len(alike) > count:
        alike[alike < np.sort(alike, axis=1)[:, [-count]]] = 0.0
    return np.asarray(alike @ there / np.maximum(alike.sum(axis=1), 1e-12)[:, None])


def places_of(history: History, first: int | None, last: int | None, rule: Rule) -> tuple[int, int]:
    """Return the places of the asked years; by default the last that leave the rule, and a rehearsal, some room."""
    for year in (first, last):
        if year is not None and year not in history.periods:
            raise UsageError("unknown_period", period=year, known=", ".join(map(str, history.periods)))
    end = len(history.periods) - 1 if last is None else history.periods.index(last)
    start = max(end - rule.years - 1, rule.years - 1) if first is None else history.periods.index(first)
    return start, end


def rehearsals(cases: Cases, rule: Rule) -> list[tuple[int, int, Rule]]:
    """Return earlier windows, about as long as the tested one, that end when it begins or before: there one may learn.

    Each with the rule of its entries: the asked one, and besides entries of a single period, since lasting ones are
    few. What entered by then is not among the tested cases, which are still absent.
    """
    span = cases.last - cases.first
    return [
        (start, end, kind)
        for kind in dict.fromkeys((rule, replace(rule, years=1)))
        for end in range(1, cases.first + 1)
        for start in range(max(end - span - 1, kind.years - 1), end - max(span - 1, kind.years) + 1)
        if end - kind.years + 1 > start
    ]
