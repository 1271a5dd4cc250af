"""The learned ranking as advice for today: offered only where it was better than density out of time, in these data."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from potensi.analysis.backtest import LASTING, Backtest, backtest, learn
from potensi.analysis.entries import Cases, History, Rule, history_of
from potensi.analysis.reasons import Reason
from potensi.errors import UsageError
from potensi.panel import Panel

# What lasted two periods is asked first; where too little did to learn from, what came in one.
_RULES = (LASTING, replace(LASTING, years=1))


@dataclass(frozen=True)
class Learned:
    """By activity, the chance that it enters in as long a time as was tested; by which rule; how right it was."""

    chances: dict[str, float]
    rule: Rule
    proof: tuple[Reason, ...]


def learned(source: Panel | str | Path, *, region: str, year: int | None = None) -> Learned:
    """Return what a ranker makes of today's options that has learnt from every window up to ``year``, the last first.

    Raises UsageError where scikit-learn is not there, and where the ranking was not better than density by more than
    chance when it was tested on a window later than all that it had learnt from: then there is no ground to offer it.
    """
    _needs_learner()
    history = _until(history_of(source), year)
    tested = next((found for found in (_tested(history, rule) for rule in _RULES) if found is not None), None)
    if tested is None:
        raise UsageError("learned_no_better")
    now = len(history.periods) - 1
    span = history.periods.index(tested.last) - history.periods.index(tested.first)
    place = history.regions.index(region)
    options = np.nonzero(history.quotients[now, place] < tested.rule.high)[0]
    nothing = np.zeros(len(options), dtype=np.bool_)
    # Nobody knows yet what enters: the cases carry no answer, and none is looked at.
    cases = Cases(now, now + span, np.full(len(options), place), options, nothing, nothing)
    chances: NDArray[np.float64] = learn(history, cases, tested.rule)["learned"]
    named = [history.activities[i] for i in options]
    return Learned(dict(zip(named, chances.tolist(), strict=True)), tested.rule, tested.reasons)


def _needs_learner() -> None:
    from importlib.util import find_spec

    if find_spec("sklearn") is None:
        raise UsageError("records_extra_missing", package="scikit-learn", extra="learn")


def _until(history: History, year: int | None) -> History:
    """Return the periods up to ``year``: what came later is not known then."""
    if year is None:
        return history
    if year not in history.periods:
        raise UsageError("unknown_period", period=year, known=", ".join(map(str, history.periods)))
    end = history.periods.index(year) + 1
    return replace(
        history, periods=history.periods[:end], values=history.values[:end], quotients=history.quotients[:end]
    )


def _tested(history: History, rule: Rule) -> Backtest | None:
    """Return the test of the last window, where the learned ranking passed it."""
    found = backtest(history, rule=rule)
    return found if found.advice == "learned" else None
