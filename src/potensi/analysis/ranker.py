"""A ranker that learns which options come: a logistic regression and boosted trees, each as good a guess, averaged.

It sees only windows that have ended when the one begins for which it is asked.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from potensi.analysis.entries import Cases, History, Rule, cases_of, entered, lessons_of
from potensi.analysis.known import FEATURES, features_of

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
Known = Callable[[int], tuple[Cases, Floats]]

FEWEST_ENTRIES = 20
# More cases than this are drawn from: they would teach the same.
_MOST_CASES = 400_000
_SEEDS = range(3)


def can_learn() -> bool:
    """Return whether scikit-learn is there."""
    return importlib.util.find_spec("sklearn") is not None


def known_by(history: History, rule: Rule) -> Known:
    """Return a function that gives the cases of a first period (by its place) and their features, worked out once."""

    @cache
    def known(first: int) -> tuple[Cases, Floats]:
        cases = cases_of(history, first, rule)
        return cases, table_of(history, cases, rule)

    return known


def table_of(history: History, cases: Cases, rule: Rule) -> Floats:
    """Return the features of the cases: cases × FEATURES."""
    found = features_of(history, cases, rule)
    return np.column_stack([found[name] for name in FEATURES])


def learn(history: History, rule: Rule, known: Known, cases: Cases, asked: Floats, *, span: int = 0) -> Floats | None:
    """Return the chance of each of the ``cases``, whose features are ``asked``; None where too little can be learnt.

    ``span``: how many periods later the cases are looked at, where that is longer than twice what the rule needs.
    """
    lessons = lessons_of(cases.first, rule, span=span)
    if not lessons or not can_learn():
        return None
    from threadpoolctl import threadpool_limits

    truth = np.concatenate([entered(history, known(a)[0], b, rule, after=n) for a, b, n in lessons])
    if truth.sum() < FEWEST_ENTRIES:
        return None
    count = len(history.regions)
    # A region's cases of one window: among them, and only there, options stand against each other.
    groups = np.concatenate([known(a)[0].regions + k * count for k, (a, _, _) in enumerate(lessons)])
    table = np.vstack([known(a)[1] for a, _, _ in lessons])
    kept = _drawn(len(truth))
    # One thread: these tables are small, and threads that wait for each other cost more than they bring.
    with threadpool_limits(1):
        by_line = _by_regression(_centred(table, groups)[kept], truth[kept], _centred(asked, cases.regions))
        by_trees = _by_trees(table[kept], truth[kept], asked)
    lasting = np.concatenate([np.full(len(known(a)[0].regions), n == rule.years) for a, _, n in lessons])
    return np.asarray(expit((by_line + by_trees) / 2 + _rarer(truth, lasting)))


def _rarer(truth: Bools, lasting: Bools) -> float:
    """Return by how much the log odds of lasting entries are under those of all that was learnt from; 0 where unknown.

    Source: King & Zeng (2001), Political Analysis 9 (prior correction). It moves every chance alike: no order changes.
    """
    if not truth[lasting].any():
        return 0.0
    rates = truth[lasting].mean(), truth.mean()
    return float(np.log(rates[0] / (1 - rates[0])) - np.log(rates[1] / (1 - rates[1])))


def _drawn(cases: int) -> Ints:
    """Return the places of the cases to learn from: all of them, or a draw of the most that are needed."""
    if cases <= _MOST_CASES:
        return np.arange(cases)
    return np.random.default_rng(0).choice(cases, _MOST_CASES, replace=False)


def _centred(table: Floats, groups: Ints) -> Floats:
    """Return each feature less its mean in the case's group."""
    sizes = np.maximum(np.bincount(groups), 1)
    means = [np.bincount(groups, weights=column) / sizes for column in table.T]
    return table - np.column_stack(means)[groups]


def _by_regression(known: Floats, truth: Bools, asked: Floats) -> Floats:
    """Return the log odds by a ridge logistic regression on standardised features."""
    from sklearn.linear_model import LogisticRegression

    scale = known.std(axis=0)
    scale[scale < 1e-9] = np.inf  # what did not differ where one learnt says nothing
    model = LogisticRegression(C=0.1, max_iter=1000).fit(known / scale, truth)
    return np.asarray(model.decision_function(asked / scale))


def _by_trees(known: Floats, truth: Bools, asked: Floats) -> Floats:
    """Return the mean log odds by gradient boosting, over a few seeds."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    odds = [
        HistGradientBoostingClassifier(
            learning_rate=0.05, max_iter=120, max_leaf_nodes=8, min_samples_leaf=100, l2_regularization=5.0,
            max_features=0.4, early_stopping=False, random_state=seed,
        ).fit(known, truth).decision_function(asked)
        for seed in _SEEDS
    ]  # fmt: skip
    return np.asarray(np.mean(odds, axis=0))
