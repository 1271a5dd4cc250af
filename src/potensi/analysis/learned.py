"""The learned ranking as advice for today: offered only where it beat every other, out of time, in these very data."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from potensi.analysis.backtest import LASTING, Backtest, backtest
from potensi.analysis.entries import History, Rule, cases_at, history_of
from potensi.analysis.ranker import can_learn, known_by, learn, table_of
from potensi.analysis.reasons import Reason
from potensi.errors import UsageError
from potensi.panel import Panel

# What lasted two periods is asked first; where too little did to learn from, what came in one.
_RULES = (LASTING, replace(LASTING, years=1))


@dataclass(frozen=True)
class Learned:
    """By activity, the chance that it enters in about as long a time as was tested; by which rule; how right it was."""

    chances: dict[str, float]
    rule: Rule
    proof: tuple[Reason, ...]


def learned(source: Panel | str | Path, *, region: str, year: int | None = None) -> Learned:
    """Return what a ranker makes of today's options that has learnt from every window up to ``year``, the last first.

    Raises UsageError where scikit-learn is not there, and where the ranking did not beat density and every baseline by
    more than chance, over all windows that can be tested: then there is no ground to offer it.
    """
    if not can_learn():
        raise UsageError("records_extra_missing", package="scikit-learn", extra="learn")
    history = _until(history_of(source), year)
    tested = next((found for found in (_tested(history, rule) for rule in _RULES) if found is not None), None)
    if tested is None:
        raise UsageError("learned_no_better")
    rule, place = tested.rule, history.regions.index(region)
    # Every region's options of today, so that each is seen beside the others; nobody knows yet what enters.
    cases = cases_at(history, len(history.periods) - 1, history.quotients[-1] < rule.high, rule)
    chances = learn(history, rule, known_by(history, rule), cases, table_of(history, cases, rule))
    if chances is None:
        raise UsageError("learned_no_better")
    mine = cases.regions == place
    named = [history.activities[i] for i in cases.activities[mine]]
    return Learned(dict(zip(named, chances[mine].tolist(), strict=True)), rule, tested.reasons)


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
    """Return the test over every window, where the learned ranking passed it."""
    found = backtest(history, rule=rule)
    return found if found.advice == "learned" else None
