"""Would this advice have been right before? Ranked as of an earlier year, held against what regions really took up.

Nothing is learnt from the entries on which it is tested: a learned ranker sees only windows that end when the tested
one begins. Whatever the figures say is said beside the advice.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from potensi.analysis.entries import (
    FEATURES,
    Cases,
    History,
    Rule,
    cases_of,
    features_of,
    history_of,
    places_of,
    rehearsals,
)
from potensi.analysis.reasons import Reason
from potensi.errors import UsageError
from potensi.measures import prediction as pre
from potensi.panel import Panel

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

BASELINES = ("rca", "ubiquity", "ubiquity_diversity", "random")
LASTING = Rule()
_FIRST = 10
_FEWEST = 20


@dataclass(frozen=True, eq=False)
class Backtest:
    """How well each score foretold the entries.

    ``scores``: one row a score and kind of case ("all", "from_zero", "from_something"): cases, entries, roc_area with
    its interval, precision_area, roc_within_region, roc_within_activity, precision_10, each with its interval.
    ``lifts``: precision_10 of the advice less that of each baseline, with its interval. ``calibration``: share that
    entered in ten equal groups by density (and by the learned chance). ``reasons``: the figures in words.
    """

    first: int
    last: int
    rule: Rule
    scores: pl.DataFrame
    lifts: pl.DataFrame
    calibration: pl.DataFrame
    advice: str
    reasons: tuple[Reason, ...]


def backtest(
    source: Panel | str | Path | History,
    *,
    first: int | None = None,
    last: int | None = None,
    rule: Rule = LASTING,
    learned: bool = True,
) -> Backtest:
    """Return how right a ranking as of ``first`` was about what regions had taken up by ``last``.

    Without years: the last ones that leave room for the rule and for learning before. ``learned``: try a learned ranker
    too (needs scikit-learn and earlier periods); it becomes the advice only where it beats density by more than chance.
    With too few periods or entries nothing is tested, and this is said.
    """
    history = source if isinstance(source, History) else history_of(source)
    if len(history.periods) < 2:
        return _untested(history, rule, "backtest_one_period")
    start, end = places_of(history, first, last, rule)
    try:
        cases = cases_of(history, start, end, rule)
    except UsageError:
        if first is not None or last is not None:
            raise
        return _untested(history, rule, "backtest_no_room")
    if cases.entered.sum() < _FEWEST:
        return _untested(history, rule, "backtest_few_entries", entries=int(cases.entered.sum()), fewest=_FEWEST)
    scores = _scores(history, cases, rule)
    if learned:
        scores |= learn(history, cases, rule)
    table = pl.concat(
        [_measured(cases, scores, kind, part) for kind, part in _kinds(cases).items() if part.sum() >= _FEWEST]
    )
    lifts = _lifts(cases, scores)
    advice = _advice(lifts)
    return Backtest(
        history.periods[start],
        history.periods[end],
        rule,
        table,
        lifts,
        _calibration(cases, scores),
        advice,
        (*_words(history, cases, table, lifts, advice), *_unlearned(learned, "learned" in scores)),
    )


def _unlearned(asked: bool, there: bool) -> tuple[Reason, ...]:
    """Return why there is no learned ranking where one was asked for and only the package for it is missing."""
    from importlib.util import find_spec

    missing = asked and not there and find_spec("sklearn") is None
    return (Reason("", "backtest_learner_missing"),) if missing else ()


def _untested(history: History, rule: Rule, code: str, **params: int) -> Backtest:
    """Return the answer where nothing can be tested: empty tables and the reason."""
    years = (history.periods[0], history.periods[-1])
    empty = pl.DataFrame()
    return Backtest(*years, rule, empty, empty, empty, "density", (Reason("", code, params),))


def _scores(history: History, cases: Cases, rule: Rule) -> dict[str, Floats]:
    found = features_of(history, cases, rule)
    return {
        "density": found["density"],
        "rca": found["rca"],
        "ubiquity": found["ubiquity"],
        "ubiquity_diversity": found["ubiquity"] * found["diversity"],
        "random": np.random.default_rng(0).random(len(cases.entered)),
    }


def learn(history: History, cases: Cases, rule: Rule) -> dict[str, Floats]:
    """Return the chance that a ranker gives each case which learnt from earlier windows; nothing if there is none."""
    from importlib.util import find_spec

    windows = rehearsals(cases, rule)
    if not windows or find_spec("sklearn") is None:
        return {}
    past = [(cases_of(history, first, last, kind), kind) for first, last, kind in windows]
    truth = np.concatenate([each.entered for each, _ in past])
    if truth.sum() < _FEWEST:
        return {}
    from sklearn.ensemble import HistGradientBoostingClassifier
    from threadpoolctl import threadpool_limits

    known = np.vstack([_table(history, each, kind) for each, kind in past])
    asked = _table(history, cases, rule)
    # One thread: these tables are small, and threads that wait for each other cost more than they bring.
    with threadpool_limits(1):
        chances = [
            HistGradientBoostingClassifier(
                learning_rate=0.05, max_iter=120, max_leaf_nodes=8, min_samples_leaf=100, l2_regularization=5.0,
                max_features=0.4, early_stopping=False, random_state=seed,
            ).fit(known, truth).predict_proba(asked)[:, 1]
            for seed in range(5)
        ]  # fmt: skip
    return {"learned": np.mean(chances, axis=0)}


def _table(history: History, cases: Cases, rule: Rule) -> Floats:
    found = features_of(history, cases, rule)
    return np.column_stack([found[name] for name in FEATURES])


def _kinds(cases: Cases) -> dict[str, Bools]:
    return {"all": np.ones_like(cases.entered), "from_zero": cases.from_zero, "from_something": ~cases.from_zero}


def _measured(cases: Cases, scores: dict[str, Floats], kind: str, part: Bools) -> pl.DataFrame:
    truth, regions, activities = cases.entered[part], cases.regions[part], cases.activities[part]
    rows = []
    for name, every in scores.items():
        score = every[part]
        means = {
            "roc_within_region": pre.areas_within(truth, score, regions),
            "roc_within_activity": pre.areas_within(truth, score, activities),
            "precision_10": pre.first_hits(truth, score, regions, first=_FIRST),
        }
        areas = {"roc": pre.roc_area, "precision": pre.precision_area}
        row = {"score": name, "kind": kind, "cases": len(truth), "entries": int(truth.sum())}
        for key, area in areas.items():
            # Whole regions are drawn anew: the cases of one hang together.
            low, high = pre.interval_by_group(regions, _drawn(area, truth, score), draws=200)
            long = "_area" if key == "precision" else ""
            row |= {f"{key}_area": area(truth, score), f"{key}{long}_low": low, f"{key}{long}_high": high}
        for key, each in means.items():
            low, high = _interval_of_mean(each)
            row |= {key: _mean(each), f"{key}_low": low, f"{key}_high": high}
        rows.append(row)
    return pl.DataFrame(rows)


def _drawn(area: Callable[[Bools, Floats], float], truth: Bools, score: Floats) -> Callable[[NDArray[np.int64]], float]:
    """Return the function that gives the area of the cases that are drawn."""
    return lambda drawn: area(truth[drawn], score[drawn])


def _mean(hits: Floats) -> float:
    return float(np.nanmean(hits)) if not np.isnan(hits).all() else float("nan")


def _interval_of_mean(hits: Floats, draws: int = 2000) -> tuple[float, float]:
    """Return the interval of a mean over regions when regions are drawn anew."""
    known = hits[~np.isnan(hits)]
    if not len(known):
        return float("nan"), float("nan")
    means = known[np.random.default_rng(0).integers(0, len(known), (draws, len(known)))].mean(axis=1)
    low, high = np.quantile(means, [0.025, 0.975])
    return float(low), float(high)


def _lifts(cases: Cases, scores: dict[str, Floats]) -> pl.DataFrame:
    """Return precision_10 of density (and of the learned ranker) less that of every other score, region by region."""
    hits = {name: pre.first_hits(cases.entered, each, cases.regions, first=_FIRST) for name, each in scores.items()}
    rows = []
    for name in ("density", "learned"):
        for other in hits if name in hits else ():
            if other not in (name, "learned"):
                low, high = _interval_of_mean(hits[name] - hits[other])
                rows.append((name, other, _mean(hits[other]), _mean(hits[name] - hits[other]), low, high))
    schema = ["score", "against", "precision_10_against", "lift", "lift_low", "lift_high"]
    return pl.DataFrame(rows, schema=schema, orient="row")


def _advice(lifts: pl.DataFrame) -> str:
    """Return which ranking the advice should follow: the learned one where it beats density by more than chance."""
    better = lifts.filter((pl.col("score") == "learned") & (pl.col("against") == "density") & (pl.col("lift_low") > 0))
    return "learned" if len(better) else "density"


def _calibration(cases: Cases, scores: dict[str, Floats]) -> pl.DataFrame:
    tables = []
    for name in ("density", "learned"):
        if name in scores:
            mean, share, count = pre.calibration(cases.entered, scores[name])
            tables.append(pl.DataFrame({"score": [name] * len(mean), "mean": mean, "entered": share, "cases": count}))
    return pl.concat(tables)


def _words(history: History, cases: Cases, table: pl.DataFrame, lifts: pl.DataFrame, advice: str) -> tuple[Reason, ...]:
    """Return what the figures say of the advice: how often it was right, and whether that beats the best baseline."""
    whole = {row["score"]: row for row in table.filter(pl.col("kind") == "all").iter_rows(named=True)}
    years = {"base": history.periods[cases.first], "year": history.periods[cases.last]}
    figures = {
        "hits": whole[advice]["precision_10"] * 10,
        "luck": whole["random"]["precision_10"] * 10,
        "low": whole[advice]["precision_10_low"] * 10,
        "high": whole[advice]["precision_10_high"] * 10,
    }
    against = lifts.filter((pl.col("score") == advice) & pl.col("against").is_in(BASELINES))
    best = against.sort("precision_10_against", descending=True).row(0, named=True)
    code = "better" if best["lift_low"] > 0 else "worse" if best["lift_high"] < 0 else "no_better"
    return (
        Reason("", f"backtest_right_{advice}", figures | years),
        Reason("", f"backtest_{code}_than_{best['against']}", {"theirs": best["precision_10_against"] * 10}),
    )
