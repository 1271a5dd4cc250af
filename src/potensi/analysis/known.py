"""What was known of each case in its first period, and not a period later: what a ranker may look at."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from potensi.analysis.entries import Cases, History, Rule
from potensi.measures import relatedness as rel
from potensi.measures.space import block, space_of

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

FEATURES = (
    "rca", "rca_mean", "rca_highest", "rca_trend", "rca_swings", "was_zero", "had_share", "half_share",
    "expected", "density", "gain", "likest", "ubiquity", "pci", "activity_growth", "activity_swings",
    "entry_rate", "stay_rate",
)  # fmt: skip
# Added to an RCA before the logarithm: nothing and next to nothing are alike.
_LEAST = 0.1
# How many periods a trend and swings look back on.
_RECENT = 3


def features_of(history: History, cases: Cases, rule: Rule) -> dict[str, Floats]:
    """Return one array a name of FEATURES: the region's own past, what is near, and how the activity behaves.

    Of its past: the logarithm of RCA now, in the mean of all periods and at its highest, its trend and swings, the
    share of periods in which it was at the rule's ``high`` and ``low``. ``expected``: the logarithm of its size if the
    region had its share; small ones come and go. Of the activity everywhere: how often it entered and how often it
    stayed from one period to the next, up to now.
    """
    now, rows, columns = cases.first, cases.regions, cases.activities
    past, values = history.quotients[: now + 1], history.values[: now + 1]
    has = rel.presence(past[now], rule.high)
    space = space_of(has)
    made, there = block(space), has.dense()
    grids = _own_past(past, rule) | {
        "density": made.density, "gain": made.gain, "likest": _likest(there), "expected": _expected(values[now]),
        "was_zero": (values[now] == 0).astype(np.float64),
    }  # fmt: skip
    by_activity = _behaviour(past, values, rule) | {"pci": space.indices.activities}
    found = {name: grid[rows, columns] for name, grid in grids.items()}
    found |= {name: line[columns] for name, line in by_activity.items()}
    return {name: np.nan_to_num(found[name].astype(np.float64), posinf=0.0, neginf=0.0) for name in FEATURES}


def _own_past(past: Floats, rule: Rule) -> dict[str, Floats]:
    logs = np.log(past + _LEAST)
    recent = logs[-_RECENT:]
    steps = np.abs(np.diff(recent, axis=0))
    return {
        "rca": logs[-1],
        "rca_mean": logs.mean(axis=0),
        "rca_highest": logs.max(axis=0),
        "rca_trend": recent[-1] - recent[0],
        "rca_swings": steps.mean(axis=0) if len(steps) else np.zeros_like(logs[-1]),
        "had_share": (past >= rule.high).mean(axis=0),
        "half_share": (past >= rule.low).mean(axis=0),
    }


def _expected(values: Floats) -> Floats:
    """Return the logarithm of what each cell would hold if every region had the whole's shares."""
    if not values.sum():
        return np.zeros_like(values)
    expected = np.outer(values.sum(axis=1), values.sum(axis=0)) / values.sum()
    return np.asarray(np.log(expected + expected.mean() / 1000))


def _behaviour(past: Floats, values: Floats, rule: Rule) -> dict[str, Floats]:
    """Return what is known of each activity over all regions; rates are drawn towards that of all activities."""
    high, low = past >= rule.high, past < rule.low
    share = high[-1].mean(axis=0)
    before, after = values[max(len(values) - 2, 0)].sum(axis=0), values[-1].sum(axis=0)
    steps = np.abs(np.diff(np.log(past + _LEAST), axis=0))
    with np.errstate(divide="ignore", invalid="ignore"):
        growth = np.log(after / before)
    return {
        "ubiquity": np.log((share + 0.01) / (1.01 - share)),
        "activity_growth": growth,
        "activity_swings": steps.mean(axis=(0, 1)) if len(steps) else np.zeros(past.shape[2]),
        "entry_rate": _rate((low[:-1] & high[1:]).sum(axis=(0, 1)), low[:-1].sum(axis=(0, 1)), 20),
        "stay_rate": _rate((high[:-1] & high[1:]).sum(axis=(0, 1)), high[:-1].sum(axis=(0, 1)), 10),
    }


def _rate(times: NDArray[np.int64], cases: NDArray[np.int64], weight: int) -> Floats:
    """Return the logarithm of times / cases, each as if ``weight`` cases of the common rate came on top."""
    common = (times.sum() + 1) / (cases.sum() + 2)
    return np.asarray(np.log((times + weight * common) / (cases + weight)))


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
