"""How unequal regions are, and whether they draw together. Value per head and people; never across a break."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class BetaConvergence:
    """Ordinary least squares of yearly log growth on the log of the first level.

    ``slope`` is the regression's; ``beta`` the speed of convergence a year, −ln(1 + slope·T)/T (positive where the
    poorer grow faster; NaN where the slope allows none); ``half_life`` ln 2 / beta in years, NaN without
    convergence; ``standard_error`` that of the slope.
    """

    slope: float
    intercept: float
    standard_error: float
    r_squared: float
    beta: float
    half_life: float


def gini(values: Floats) -> float:
    """Return the Gini coefficient of non-negative values: 0 (equal) … 1 − 1/n; NaN when all are zero.

    >>> round(gini(np.array([10.0, 20.0, 30.0, 40.0])), 12)
    0.25
    """
    ordered, count = np.sort(values), len(values)
    ranks = np.arange(1, count + 1)
    with np.errstate(invalid="ignore"):
        return float((2 * ranks - count - 1) @ ordered / (count * ordered.sum()))


def hoover(values: Floats) -> float:
    """Return Hoover's index against equality, ½ Σ |x/Σx − 1/n|: the share to be moved to make all equal.

    >>> round(hoover(np.array([10.0, 20.0, 30.0, 40.0])), 12)
    0.2
    """
    with np.errstate(invalid="ignore"):
        return float(np.abs(values / values.sum() - 1 / len(values)).sum() / 2)


def coefficient_of_variation(values: Floats) -> float:
    """Return the sample standard deviation (n − 1) over the mean; NaN for fewer than two values.

    >>> round(coefficient_of_variation(np.array([10.0, 20.0, 30.0, 40.0])), 7)
    0.5163978
    """
    if len(values) < 2:
        return float("nan")
    with np.errstate(divide="ignore", invalid="ignore"):
        return float(np.std(values, ddof=1) / np.mean(values))


def williamson(per_head: Floats, population: Floats) -> float:
    """Return Williamson's index, sqrt(Σ (y_j − ȳ)² n_j/n) / ȳ, ȳ the population-weighted mean: 0 is equal.

    Source: Williamson (1965), Economic Development and Cultural Change 13.

    >>> williamson(np.array([1.0, 3.0]), np.array([1.0, 1.0]))
    0.5
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        weights = population / population.sum()
        mean = weights @ per_head
        return float(np.sqrt(weights @ (per_head - mean) ** 2) / mean)


def theil(per_head: Floats, population: Floats) -> float:
    """Return Theil's index T, Σ w_j ln(w_j / p_j), w the shares of value, p of people: 0 (equal) … ln n.

    A region without value adds nothing. Source: Theil (1967), Economics and Information Theory.

    >>> theil(np.array([2.0, 2.0]), np.array([1.0, 3.0]))
    0.0
    """
    value = per_head * population
    with np.errstate(divide="ignore", invalid="ignore"):
        people, shares = population / population.sum(), value / value.sum()
        terms = np.where(shares == 0, 0.0, shares * np.log(shares / people))
    return float(terms.sum())


def mean_log_deviation(per_head: Floats, population: Floats) -> float:
    """Return Theil's index L, Σ p_j ln(ȳ / y_j): weighs the poor more than T does; infinite with a zero.

    >>> round(mean_log_deviation(np.array([10.0, 20.0, 30.0, 40.0]), np.ones(4)), 7)
    0.1217773
    """
    people = population / population.sum()
    with np.errstate(divide="ignore"):
        return float(people @ np.log((people @ per_head) / per_head))


def theil_decomposition(per_head: Floats, population: Floats, groups: NDArray[Any]) -> tuple[float, float]:
    """Return Theil's T between groups and within groups of regions; they add up to :func:`theil`.

    >>> between, within = theil_decomposition(np.array([1.0, 1.0, 3.0]), np.ones(3), np.array(["a", "a", "b"]))
    >>> within
    0.0
    """
    value = per_head * population
    names = np.unique(groups)
    sums = np.array([value[groups == name].sum() for name in names])
    people = np.array([population[groups == name].sum() for name in names])
    between = theil(sums / people, people)
    # A group without value has no shares of its own; it adds nothing.
    own = [
        theil(per_head[groups == name], population[groups == name]) if total != 0 else 0.0
        for name, total in zip(names, sums, strict=True)
    ]
    return between, float(sums / sums.sum() @ np.array(own))


def sigma_convergence(log_per_head: Floats) -> Floats:
    """Return the standard deviation (n − 1) of log value per head in each period: falling is convergence.

    ``log_per_head``: periods × regions. One region only: NaN.

    >>> sigma_convergence(np.log(np.array([[1.0, 4.0], [2.0, 2.0]]))).round(6)
    array([0.980258, 0.      ])
    """
    if log_per_head.shape[1] < 2:
        return np.full(len(log_per_head), np.nan)
    return np.asarray(log_per_head.std(axis=1, ddof=1))


def beta_convergence(first: Floats, last: Floats, *, years: int) -> BetaConvergence:
    """Return whether poorer regions grew faster: ln(last/first)/T regressed on ln(first).

    Regions without a positive first and last level are left out. Needs three regions at least and first levels
    that differ, else every field is NaN. Source: Barro & Sala-i-Martin (1992), Journal of Political Economy 100.

    >>> found = beta_convergence(np.array([1.0, 2.0, 4.0]), np.array([2.0, 2.83, 4.0]), years=10)
    >>> bool(found.slope < 0 < found.beta)
    True
    """
    usable = (first > 0) & (last > 0)
    x, count = np.log(first[usable]), int(usable.sum())
    if count < 3 or years < 1 or np.ptp(x) == 0:
        return BetaConvergence(*[float("nan")] * 6)
    y = np.log(last[usable] / first[usable]) / years
    spread = ((x - x.mean()) ** 2).sum()
    slope = float(((x - x.mean()) * (y - y.mean())).sum() / spread)
    intercept = float(y.mean() - slope * x.mean())
    residual = float(((y - intercept - slope * x) ** 2).sum())
    error, total = np.sqrt(residual / (count - 2) / spread), float(((y - y.mean()) ** 2).sum())
    r_squared = 1 - residual / total if total > 0 else float("nan")
    beta = float(-np.log1p(slope * years) / years) if slope * years > -1 else float("nan")
    half_life = float(np.log(2) / beta) if beta > 0 else float("nan")
    return BetaConvergence(slope, intercept, float(error), r_squared, beta, half_life)
