"""Would this advice have been right before? Ranked as of earlier years, held against what regions really took up.

Nothing is learnt from the entries on which it is tested: a learned ranker sees only windows that have ended when the
tested one begins. Whatever the figures say is said beside the advice.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from potensi.analysis.entries import History, Rule, entered, history_of, places_of, windows_of
from potensi.analysis.known import FEATURES
from potensi.analysis.ranker import FEWEST_ENTRIES, Known, can_learn, known_by, learn
from potensi.analysis.reasons import Reason
from potensi.measures import prediction as pre
from potensi.panel import Panel

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
Measure = Callable[[Bools, Floats, Ints], Floats]

BASELINES = ("rca", "ubiquity", "ubiquity_diversity", "random")
LASTING = Rule()
_FIRST = 10


@dataclass(frozen=True, eq=False)
class Backtest:
    """How well each score foretold the entries, over every window that was tested.

    ``scores``: one row a score and kind of case ("all"; "from_zero", "from_something"; "never_had", "had_before"):
    cases, entries, roc_area with its interval, precision_area, roc_within_region, roc_within_activity, precision_10,
    each with its interval. Figures by region (or activity) are means over windows first; intervals draw whole regions,
    a region's windows together. ``lifts``: precision_10 of density and of the learned ranker less that of each
    baseline, with its interval, and with that when whole activities are drawn instead, by kind too. ``calibration``:
    share that entered in ten equal groups by density (and by the learned chance). ``windows``: precision_10 of each
    score in each window. ``advice``: the ranking that the figures speak for, "learned" where it beat density and every
    baseline by more than chance. ``reasons``: the figures in words.
    """

    first: int
    last: int
    rule: Rule
    scores: pl.DataFrame
    lifts: pl.DataFrame
    calibration: pl.DataFrame
    windows: pl.DataFrame
    advice: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, eq=False)
class _Pool:
    """The cases of every window, one after the other; ``windows`` holds the number of each case's window."""

    entered: Bools
    regions: Ints
    activities: Ints
    windows: Ints
    from_zero: Bools
    had_before: Bools
    scores: dict[str, Floats]


def backtest(
    source: Panel | str | Path | History,
    *,
    first: int | None = None,
    last: int | None = None,
    rule: Rule = LASTING,
    learned: bool = True,
) -> Backtest:
    """Return how right a ranking as of ``first`` was about what regions had taken up by ``last``.

    Without years: over every window that can be tested (:func:`windows_of`), which tells more than any single one.
    ``learned``: try a learned ranker too (needs scikit-learn and earlier periods). With too few periods or entries
    nothing is tested, and this is said.

    >>> from potensi.data import samples
    >>> found = backtest(samples.load("jatim"))
    >>> found.scores.height, [reason.code for reason in found.reasons]
    (0, ['backtest_few_entries'])
    """
    history = source if isinstance(source, History) else history_of(source)
    if len(history.periods) < 2:
        return _untested(history, rule, "backtest_one_period")
    asked = first is not None or last is not None
    windows = [places_of(history, first, last, rule)] if asked else windows_of(history, rule)
    if not windows:
        return _untested(history, rule, "backtest_no_room")
    known = known_by(history, rule)
    truth = [entered(history, known(a)[0], b, rule) for a, b in windows]
    found = int(sum(each.sum() for each in truth))
    if found < FEWEST_ENTRIES:
        return _untested(history, rule, "backtest_few_entries", entries=found, fewest=FEWEST_ENTRIES)
    return _tested(history, rule, windows, _pool(history, rule, known, windows, truth, learned), learned)


def _tested(history: History, rule: Rule, windows: list[tuple[int, int]], pool: _Pool, learned: bool) -> Backtest:
    parts = {kind: _part(pool, part) for kind, part in _kinds(pool).items()}
    table = pl.concat([_measured(part, kind) for kind, part in parts.items()])
    lifts = pl.concat([_lifts(part, kind) for kind, part in parts.items()])
    advice = _advice(lifts)
    years = {"base": history.periods[windows[0][0]], "year": max(history.periods[b] for _, b in windows)}
    return Backtest(
        years["base"],
        years["year"],
        rule,
        table,
        lifts,
        _calibration(pool),
        _by_window(history, windows, pool),
        advice,
        (*_words(table, lifts, advice, years, len(windows)), *_about_learning(pool, advice, learned)),
    )


def _untested(history: History, rule: Rule, code: str, **params: int) -> Backtest:
    """Return the answer where nothing can be tested: empty tables and the reason."""
    years = (history.periods[0], history.periods[-1])
    empty = pl.DataFrame()
    return Backtest(*years, rule, empty, empty, empty, empty, "density", (Reason("", code, params),))


def _pool(
    history: History, rule: Rule, known: Known, windows: list[tuple[int, int]], truth: list[Bools], learned: bool
) -> _Pool:
    cases = [known(a)[0] for a, _ in windows]
    scores = [_scores(history, rule, known, a) for a, _ in windows]
    if learned:
        for each, chances in zip(scores, _learned(history, rule, known, windows), strict=True):
            each |= chances
    names = set.intersection(*(set(each) for each in scores))
    return _Pool(
        np.concatenate(truth),
        np.concatenate([each.regions for each in cases]),
        np.concatenate([each.activities for each in cases]),
        np.repeat(np.arange(len(cases)), [len(each.regions) for each in cases]),
        np.concatenate([each.from_zero for each in cases]),
        np.concatenate([each.had_before for each in cases]),
        {name: np.concatenate([each[name] for each in scores]) for name in scores[0] if name in names},
    )


def _scores(history: History, rule: Rule, known: Known, first: int) -> dict[str, Floats]:
    """Return density and the baselines; guessing scores all alike, and equals count with the mean of every order."""
    cases, table = known(first)
    there = history.quotients[first] >= rule.high
    ubiquity, diversity = there.sum(axis=0)[cases.activities], there.sum(axis=1)[cases.regions]
    return {
        "density": table[:, FEATURES.index("density")],
        "rca": table[:, FEATURES.index("rca")],
        "ubiquity": ubiquity.astype(np.float64),
        "ubiquity_diversity": (ubiquity * diversity).astype(np.float64),
        "random": np.zeros(len(cases.regions)),
    }


def _learned(history: History, rule: Rule, known: Known, windows: list[tuple[int, int]]) -> list[dict[str, Floats]]:
    """Return, for each window, the chances by a ranker that learnt from what had ended before; nothing if it cannot."""
    chances: dict[tuple[int, int], Floats | None] = {}
    for first, last in windows:
        # A longer window needs longer lessons; all others of one first period have the same.
        key = first, max(last - first, 2 * rule.years)
        if key not in chances:
            chances[key] = learn(history, rule, known, *known(first), span=key[1])
    found = [chances[first, max(last - first, 2 * rule.years)] for first, last in windows]
    return [{} if each is None else {"learned": each} for each in found]


def _kinds(pool: _Pool) -> dict[str, Bools]:
    every = np.ones_like(pool.entered)
    kinds = {
        "all": every,
        "from_zero": pool.from_zero,
        "from_something": ~pool.from_zero,
        "never_had": ~pool.had_before,
        "had_before": pool.had_before,
    }
    return {kind: part for kind, part in kinds.items() if pool.entered[part].sum() >= FEWEST_ENTRIES}


def _part(pool: _Pool, part: Bools) -> _Pool:
    return _Pool(
        pool.entered[part],
        pool.regions[part],
        pool.activities[part],
        pool.windows[part],
        pool.from_zero[part],
        pool.had_before[part],
        {name: each[part] for name, each in pool.scores.items()},
    )


def _measured(pool: _Pool, kind: str) -> pl.DataFrame:
    rows = []
    for name, score in pool.scores.items():
        row = {"score": name, "kind": kind, "cases": len(score), "entries": int(pool.entered.sum())}
        drawn = pre.areas_of_draws(pool.entered, score, pool.regions)
        low, high = pre.interval(drawn[0])
        row |= {"roc_area": pre.roc_area(pool.entered, score), "roc_low": low, "roc_high": high}
        low, high = pre.interval(drawn[1])
        row |= {"precision_area": pre.precision_area(pool.entered, score)}
        row |= {"precision_area_low": low, "precision_area_high": high}
        means = {
            "roc_within_region": _over_windows(pre.areas_within, pool, score, pool.regions),
            "roc_within_activity": _over_windows(pre.areas_within, pool, score, pool.activities),
            "precision_10": _right(pool, score),
        }
        for key, each in means.items():
            low, high = pre.interval(pre.means_of_draws(each))
            row |= {key: _mean(each), f"{key}_low": low, f"{key}_high": high}
        rows.append(row)
    return pl.DataFrame(rows)


def _right(pool: _Pool, score: Floats) -> Floats:
    """Return, for each region, the share of its first ten that came, in the mean of the windows."""
    return _over_windows(pre.first_hits, pool, score, pool.regions)


def _over_windows(measure: Measure, pool: _Pool, score: Floats, groups: Ints) -> Floats:
    """Return a measure within each group (region or activity) of each window, in the mean of the group's windows."""
    count, windows = int(groups.max()) + 1, int(pool.windows.max()) + 1
    found = measure(pool.entered, score, groups + count * pool.windows)
    every = np.full(windows * count, np.nan)
    every[: len(found)] = found
    table = every.reshape(windows, count)
    known = ~np.isnan(table)
    with np.errstate(invalid="ignore"):
        return np.asarray(np.where(known, table, 0).sum(axis=0) / known.sum(axis=0))


def _mean(values: Floats) -> float:
    return float(np.nanmean(values)) if not np.isnan(values).all() else float("nan")


def _lifts(pool: _Pool, kind: str) -> pl.DataFrame:
    """Return precision_10 of density (and of the learned ranker) less that of every other score, region by region."""
    hits = {name: _right(pool, each) for name, each in pool.scores.items()}
    rows = []
    for name in ("density", "learned"):
        for other in hits if name in hits else ():
            if other not in (name, "learned"):
                less = hits[name] - hits[other]
                by_region = pre.interval(pre.means_of_draws(less))
                by_activity = pre.interval(pre.means_of_draws(_by_activity(pool, name, other)))
                rows.append((name, kind, other, _mean(hits[other]), _mean(less), *by_region, *by_activity))
    schema = ["score", "kind", "against", "precision_10_against", "lift", "lift_low", "lift_high"]
    return pl.DataFrame(rows, schema=[*schema, "lift_low_activities", "lift_high_activities"], orient="row")


def _by_activity(pool: _Pool, name: str, other: str) -> Floats:
    """Return what each activity adds to the lift, times how many there are: the mean of these is the lift."""
    count = int(pool.regions.max()) + 1
    groups = pool.regions + count * pool.windows
    sizes = np.bincount(groups, minlength=count * (int(pool.windows.max()) + 1))
    windows = (sizes.reshape(-1, count) >= _FIRST).sum(axis=0)
    first, theirs = (pre.among_first(pool.scores[each], groups) for each in (name, other))
    counted = pool.entered & (sizes[groups] >= _FIRST)
    weights = np.where(counted, (first - theirs) / _FIRST / np.maximum(windows[pool.regions], 1), 0.0)
    added = np.bincount(pool.activities, weights=weights)
    return added * len(added) / max((windows > 0).sum(), 1)


def _advice(lifts: pl.DataFrame) -> str:
    """Return which ranking the figures speak for: the learned one where it beats all others by more than chance."""
    learned = lifts.filter((pl.col("score") == "learned") & (pl.col("kind") == "all"))
    return "learned" if len(learned) and (learned["lift_low"] > 0).all() else "density"


def _calibration(pool: _Pool) -> pl.DataFrame:
    tables = []
    for name in ("density", "learned"):
        if name in pool.scores:
            mean, share, count = pre.calibration(pool.entered, pool.scores[name])
            tables.append(pl.DataFrame({"score": [name] * len(mean), "mean": mean, "entered": share, "cases": count}))
    return pl.concat(tables)


def _by_window(history: History, windows: list[tuple[int, int]], pool: _Pool) -> pl.DataFrame:
    rows = []
    for k, (first, last) in enumerate(windows):
        part = _part(pool, pool.windows == k)
        years = {"from": history.periods[first], "to": history.periods[last]}
        for name, score in part.scores.items():
            hits = pre.first_hits(part.entered, score, part.regions)
            counts = {"cases": len(score), "entries": int(part.entered.sum())}
            rows.append(years | {"score": name} | counts | {"precision_10": _mean(hits)})
    return pl.DataFrame(rows)


def _words(
    table: pl.DataFrame, lifts: pl.DataFrame, advice: str, years: dict[str, int], windows: int
) -> tuple[Reason, ...]:
    """Return what the figures say of the advice: how often it was right, and whether that beats the best baseline."""
    whole = {row["score"]: row for row in table.filter(pl.col("kind") == "all").iter_rows(named=True)}
    figures = {
        "hits": whole[advice]["precision_10"] * 10,
        "luck": whole["random"]["precision_10"] * 10,
        "low": whole[advice]["precision_10_low"] * 10,
        "high": whole[advice]["precision_10_high"] * 10,
    }
    mine = (pl.col("score") == advice) & (pl.col("kind") == "all")
    against = lifts.filter(mine & pl.col("against").is_in(BASELINES))
    best = against.sort("precision_10_against", descending=True, maintain_order=True).row(0, named=True)
    code = "better" if best["lift_low"] > 0 else "worse" if best["lift_high"] < 0 else "no_better"
    pooled = (Reason("", "backtest_windows", {"windows": windows} | years),) if windows > 1 else ()
    return (
        Reason("", f"backtest_right_{advice}", figures | years),
        Reason("", f"backtest_{code}_than_{best['against']}", {"theirs": best["precision_10_against"] * 10}),
        *pooled,
    )


def _about_learning(pool: _Pool, advice: str, asked: bool) -> tuple[Reason, ...]:
    """Return what became of the learned ranking, where it was asked for, and of relatedness beside it."""
    if not asked:
        return ()
    if "learned" not in pool.scores:
        return () if can_learn() else (Reason("", "backtest_learner_missing"),)
    hits = {name: _mean(_right(pool, pool.scores[name])) * 10 for name in ("learned", "density")}
    if advice == "learned":
        return (Reason("", "backtest_learner_offered", {"hits": hits["density"]}),)
    return (Reason("", "backtest_learner_no_better", {"hits": hits["learned"]}),)
