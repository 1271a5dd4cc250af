"""How well a score foretold what happened: areas under curves, the first ten of each region, calibration, intervals.

``truth``: what happened, yes or no; ``scores``: higher is likelier; ``groups``: which region each case belongs to.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]


def roc_area(truth: Bools, scores: Floats) -> float:
    """Return the chance that a case that happened scores above one that did not (equals count half); 0.5 is luck.

    NaN where all happened, or none. Source: Hanley & McNeil (1982), Radiology 143.

    >>> roc_area(np.array([True, False, False]), np.array([0.9, 0.4, 0.95]))
    0.5
    """
    yes = int(truth.sum())
    no = len(truth) - yes
    if not yes or not no:
        return float("nan")
    return float((rankdata(scores)[truth].sum() - yes * (yes + 1) / 2) / (yes * no))


def precision_area(truth: Bools, scores: Floats) -> float:
    """Return the mean precision at each case that happened (area under precision and recall); luck is its share.

    Cases of one score count together. NaN where none happened.

    >>> precision_area(np.array([True, False, True]), np.array([0.9, 0.8, 0.7])).__round__(3)
    0.833
    """
    yes = int(truth.sum())
    if not yes:
        return float("nan")
    order = np.argsort(-scores, kind="stable")
    ends = np.append(np.nonzero(np.diff(scores[order]))[0], len(order) - 1)
    hits = np.cumsum(truth[order])[ends]
    gained = np.diff(hits, prepend=0)
    return float((gained * hits / (ends + 1)).sum() / yes)


def first_hits(truth: Bools, scores: Floats, groups: Ints, *, first: int = 10) -> Floats:
    """Return, for each group, the share of its ``first`` cases by score that happened; equals by their share.

    Where cases of one score stand on both sides of the last place, each counts with the chance that a drawn order
    would let it in: the mean of all orders, so that no luck is in it. Result: one a group (0 … the largest group);
    NaN for a group with fewer cases than ``first``. A group in which nothing happened counts with 0: advice there was
    wrong.

    >>> first_hits(np.array([True, False, False]), np.array([3.0, 2.0, 1.0]), np.array([0, 0, 0]), first=2).tolist()
    [0.5]
    >>> first_hits(np.array([True, False, False]), np.zeros(3), np.array([0, 0, 0]), first=1).round(3).tolist()
    [0.333]
    """
    hits = np.bincount(groups, weights=among_first(scores, groups, first=first) * truth)
    return np.where(np.bincount(groups) >= first, hits / first, np.nan)


def among_first(scores: Floats, groups: Ints, *, first: int = 10) -> Floats:
    """Return, for each case, the chance that it is among the ``first`` of its group by score, equals drawn.

    >>> among_first(np.array([3.0, 1.0, 1.0]), np.array([0, 0, 0]), first=2).tolist()
    [1.0, 0.5, 0.5]
    """
    order, starts, ends = _ties(-scores, groups)
    sizes = np.bincount(groups)
    before = starts - (np.cumsum(sizes) - sizes)[groups[order][starts]]
    chances = np.empty(len(scores))
    chances[order] = np.repeat(np.clip((first - before) / (ends - starts), 0, 1), ends - starts)
    return chances


def _ties(scores: Floats, groups: Ints) -> tuple[Ints, Ints, Ints]:
    """Return the order by group, then score, and where in it each run of equals starts and ends."""
    order = np.lexsort((scores, groups))
    new = (np.diff(scores[order]) != 0) | (np.diff(groups[order]) != 0)
    starts = np.concatenate([[0], np.nonzero(new)[0] + 1])
    return order, starts, np.append(starts[1:], len(order))


def areas_within(truth: Bools, scores: Floats, groups: Ints) -> Floats:
    """Return :func:`roc_area` of each group (0 … the largest group); NaN where all of its cases happened, or none.

    >>> areas_within(np.array([True, False, True]), np.array([2.0, 1.0, 5.0]), np.array([0, 0, 1])).tolist()
    [1.0, nan]
    """
    order, starts, ends = _ties(scores, groups)
    sizes, yes = np.bincount(groups), np.bincount(groups, weights=truth)
    # The mean rank of each run of equals, within its group.
    ranks = (starts + ends + 1) / 2 - (np.cumsum(sizes) - sizes)[groups[order][starts]]
    happened = np.add.reduceat(truth[order].astype(np.float64), starts)
    sums = np.bincount(groups[order][starts], weights=ranks * happened, minlength=len(sizes))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray((sums - yes * (yes + 1) / 2) / (yes * (sizes - yes)))


def calibration(truth: Bools, scores: Floats, bins: int = 10) -> tuple[Floats, Floats, Ints]:
    """Return mean score, share that happened, and number of cases of ``bins`` equally large groups by score.

    >>> calibration(np.array([False, True]), np.array([0.1, 0.8]), bins=2)
    (array([0.1, 0.8]), array([0., 1.]), array([1, 1]))
    """
    parts = [part for part in np.array_split(np.argsort(scores, kind="stable"), bins) if len(part)]
    return (
        np.array([scores[part].mean() for part in parts]),
        np.array([truth[part].mean() for part in parts]),
        np.array([len(part) for part in parts]),
    )


def areas_of_draws(truth: Bools, scores: Floats, groups: Ints, *, draws: int = 200) -> tuple[Floats, Floats]:
    """Return :func:`roc_area` and :func:`precision_area` of each draw in which whole groups are drawn anew.

    A region's cases hang together; drawing cases one by one would make the interval too narrow. Ranked once: a group
    that is drawn twice counts twice. NaN for a draw in which all happened, or none.

    >>> roc, precision = areas_of_draws(np.array([True, False]), np.array([2.0, 1.0]), np.array([0, 0]), draws=3)
    >>> roc.tolist(), precision.tolist()
    ([1.0, 1.0, 1.0], [1.0, 1.0, 1.0])
    """
    order, starts, _ = _ties(-scores, np.zeros(len(scores), dtype=np.int64))
    names, place = np.unique(groups, return_inverse=True)
    random, happened, place = np.random.default_rng(0), truth[order], place[order]
    found = np.empty((2, draws))
    for k in range(draws):
        weights = np.bincount(random.integers(0, len(names), len(names)), minlength=len(names))[place]
        yes = np.add.reduceat(weights * happened, starts)
        every = np.add.reduceat(weights, starts)
        found[:, k] = _areas(yes.astype(np.float64), (every - yes).astype(np.float64))
    return found[0], found[1]


def _areas(yes: Floats, no: Floats) -> tuple[float, float]:
    """Return both areas from how many happened and did not at each score, highest first."""
    if not yes.sum() or not no.sum():
        return float("nan"), float("nan")
    hits, misses = np.cumsum(yes), np.cumsum(no)
    wrong = (yes * (misses - no / 2)).sum() / (hits[-1] * misses[-1])
    with np.errstate(invalid="ignore"):
        precision = np.nan_to_num(hits / (hits + misses))
    return float(1 - wrong), float((yes * precision).sum() / hits[-1])


def means_of_draws(values: Floats, *, draws: int = 2000) -> Floats:
    """Return the mean of ``values`` (one a region; NaN left out) in each draw of as many regions, drawn anew.

    >>> means_of_draws(np.array([1.0, 1.0, np.nan]), draws=2).tolist()
    [1.0, 1.0]
    """
    known = values[~np.isnan(values)]
    if not len(known):
        return np.full(draws, np.nan)
    return np.asarray(known[np.random.default_rng(0).integers(0, len(known), (draws, len(known)))].mean(axis=1))


def interval(drawn: Floats) -> tuple[float, float]:
    """Return the 95 per cent interval of what was drawn; NaN where nothing is known.

    >>> interval(np.arange(1001.0))
    (25.0, 975.0)
    """
    known = drawn[~np.isnan(drawn)]
    if not len(known):
        return float("nan"), float("nan")
    low, high = np.quantile(known, [0.025, 0.975])
    return float(low), float(high)
