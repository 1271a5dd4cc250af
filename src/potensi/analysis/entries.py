"""What regions really took up later: years as arrays, cases that could enter, and which did, by a stated rule."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from potensi.analysis.matrix import matrix_of, years_in
from potensi.errors import UsageError
from potensi.measures.location import location_quotient
from potensi.panel import Panel

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

# Long series: more windows would take longer, and say little more.
_MOST_WINDOWS, _MOST_LESSONS = 12, 24


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
    periods = source.periods if isinstance(source, Panel) else years_in(Path(source)) or [0]
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


@dataclass(frozen=True, eq=False)
class Cases:
    """What could enter after the period at place ``first``: region and activity of each; was it zero; had the region
    had it in an earlier period."""

    first: int
    regions: NDArray[np.int64]
    activities: NDArray[np.int64]
    from_zero: Bools
    had_before: Bools


def cases_of(history: History, first: int, rule: Rule) -> Cases:
    """Return what was absent up to the period at place ``first``; UsageError where the rule has no room before it."""
    if first - rule.years + 1 < 0:
        raise UsageError("no_room_for_rule", years=rule.years, known=", ".join(map(str, history.periods)))
    before = slice(first - rule.years + 1, first + 1)
    return cases_at(history, first, np.asarray((history.quotients[before] < rule.low).all(axis=0)), rule)


def cases_at(history: History, first: int, chosen: Bools, rule: Rule) -> Cases:
    """Return the chosen cells (regions × activities) as cases of the period at place ``first``."""
    regions, activities = np.nonzero(chosen)
    before = history.values[max(first - rule.years + 1, 0) : first + 1, regions, activities]
    had = (history.quotients[: first + 1, regions, activities] >= rule.high).any(axis=0)
    return Cases(first, regions, activities, (before == 0).all(axis=0), np.asarray(had))


def entered(history: History, cases: Cases, last: int, rule: Rule, *, after: int | None = None) -> Bools:
    """Return which cases are there in each of ``after`` periods (the rule's, unless told) up to the place ``last``."""
    periods = rule.years if after is None else after
    if last - periods + 1 <= cases.first:
        raise UsageError("no_room_for_rule", years=rule.years, known=", ".join(map(str, history.periods)))
    later = history.quotients[last - periods + 1 : last + 1, cases.regions, cases.activities]
    return np.asarray((later >= rule.high).all(axis=0))


def places_of(history: History, first: int | None, last: int | None, rule: Rule) -> tuple[int, int]:
    """Return the places of the asked years; by default the last that leave the rule, and a rehearsal, some room."""
    for year in (first, last):
        if year is not None and year not in history.periods:
            raise UsageError("unknown_period", period=year, known=", ".join(map(str, history.periods)))
    end = len(history.periods) - 1 if last is None else history.periods.index(last)
    start = max(end - rule.years - 1, rule.years - 1) if first is None else history.periods.index(first)
    return start, end


def windows_of(history: History, rule: Rule) -> list[tuple[int, int]]:
    """Return every window (places of first and last) that can be tested, up to twice as long as the rule needs.

    Those before which a whole window of the same rule has ended, so that a ranker could have learnt from it; where
    there are none, every one that leaves the rule room. The latest, where there are very many.
    """
    years, end = rule.years, len(history.periods) - 1
    every = [(a, b) for a in range(years - 1, end) for b in range(a + years, min(a + 2 * years, end) + 1)]
    taught = [(a, b) for a, b in every if a >= 2 * years - 1]
    return (taught or every)[-_MOST_WINDOWS:]


def lessons_of(first: int, rule: Rule, *, span: int = 0) -> list[tuple[int, int, int]]:
    """Return the windows that end when the one that begins at place ``first`` does begin, or before: first, last, and
    for how many periods up to the last an entry must be there.

    What could enter is the same as in the test: absent for as long as the rule asks. What counts as an entry is what
    lasted as long as the rule asks, and besides what was there for fewer periods: lasting ones are few.
    """
    years = rule.years
    longest = max(2 * years, span)
    return [
        (start, end, after)
        for end in range(1, first + 1)
        for start in range(max(years - 1, end - longest), end)
        for after in range(1, years + 1)
        if end - after + 1 > start
    ][-_MOST_LESSONS:]
