"""Input–output analysis: what a change in one industry's final demand does to all of them.

Arrays follow the textbook: ``flows`` Z (industries × industries, row sells to column), ``output`` x, technical
coefficients A, Leontief inverse L, allocation coefficients B, Ghosh inverse G. An industry without output (x = 0) is
NaN in its row and column and everywhere else as if it were absent: "no such industry" is not "no dependence".
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def technical_coefficients(flows: Floats, output: Floats) -> Floats:
    """Return what a unit of each industry's output needs of every other's, a_ij = z_ij / x_j.

    ``flows``: industries × industries, ``output``: industries, one unit. Result: a fraction. An industry without
    output is NaN in its row and column. Source: Miller & Blair (2009), Input–Output Analysis, eq. 2.3.

    >>> technical_coefficients(np.array([[150.0, 500.0], [200.0, 100.0]]), np.array([1000.0, 2000.0]))
    array([[0.15, 0.25],
           [0.2 , 0.05]])
    """
    return _blanked(flows, output, output[None, :])


def allocation_coefficients(flows: Floats, output: Floats) -> Floats:
    """Return where a unit of each industry's output goes, b_ij = z_ij / x_i.

    Shapes and NaN as in :func:`technical_coefficients`. Source: Miller & Blair (2009), eq. 12.1.

    >>> allocation_coefficients(np.array([[150.0, 500.0], [200.0, 100.0]]), np.array([1000.0, 2000.0]))
    array([[0.15, 0.5 ],
           [0.1 , 0.05]])
    """
    return _blanked(flows, output, output[:, None])


def _blanked(flows: Floats, output: Floats, divisor: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        coefficients = np.asarray(flows / divisor, dtype=np.float64)
    idle = output == 0
    coefficients[idle, :] = coefficients[:, idle] = np.nan
    return coefficients


def spectral_radius(coefficients: Floats) -> float:
    """Return the largest absolute eigenvalue of A: under 1, the rounds of demand die out and L exists.

    Industries that are NaN are left out. Source: Miller & Blair (2009), section 2.4.

    >>> round(spectral_radius(np.array([[0.15, 0.25], [0.20, 0.05]])), 4)
    0.3291
    """
    part = coefficients[np.ix_(_known(coefficients), _known(coefficients))]
    return float(np.abs(np.linalg.eigvals(part)).max()) if part.size else 0.0


def leontief_inverse(coefficients: Floats) -> Floats:
    """Return total requirements, L = (I − A)⁻¹: output of i that a unit of final demand for j calls for.

    ``coefficients``: A. Result: same shape; NaN for industries that are NaN in A, and everywhere if the spectral
    radius of A is 1 or more (the rounds of demand would never end). Source: Miller & Blair (2009), eq. 2.11.

    >>> leontief_inverse(np.array([[0.15, 0.25], [0.20, 0.05]])).round(4)
    array([[1.2541, 0.33  ],
           [0.264 , 1.1221]])
    """
    known = _known(coefficients)
    inverse = np.full(coefficients.shape, np.nan)
    part = coefficients[np.ix_(known, known)]
    if part.size and spectral_radius(part) < 1:
        inverse[np.ix_(known, known)] = np.linalg.inv(np.eye(len(part)) - part)
    return inverse


def ghosh_inverse(allocation: Floats) -> Floats:
    """Return the supply-side inverse, G = (I − B)⁻¹; NaN as in :func:`leontief_inverse`.

    Source: Ghosh (1958), Economica 25; Miller & Blair (2009), eq. 12.3.

    >>> ghosh_inverse(np.array([[0.15, 0.50], [0.10, 0.05]])).round(4)
    array([[1.2541, 0.6601],
           [0.132 , 1.1221]])
    """
    return leontief_inverse(allocation)


def _known(coefficients: Floats) -> NDArray[np.bool_]:
    return np.asarray(~np.isnan(np.diagonal(coefficients)))


def output_multipliers(inverse: Floats) -> Floats:
    """Return the output of all industries that a unit of final demand for each calls for: column sums of L.

    Source: Miller & Blair (2009), eq. 6.1.

    >>> output_multipliers(np.array([[1.2541, 0.3300], [0.2640, 1.1221]])).round(4)
    array([1.5181, 1.4521])
    """
    return _sums(inverse, axis=0)


def effect_multipliers(inverse: Floats, per_output: Floats) -> Floats:
    """Return income (or jobs) in all industries per unit of final demand for each: Σ_i h_i l_ij.

    ``per_output``: income or jobs per unit of output, h. NaN where the industry is. The unit is that of ``per_output``.
    Source: Miller & Blair (2009), eq. 6.6.

    >>> effect_multipliers(np.array([[1.2541, 0.3300], [0.2640, 1.1221]]), np.array([0.3, 0.25])).round(4)
    array([0.4422, 0.3795])
    """
    return _sums(inverse * per_output[:, None], axis=0)


def type_one(inverse: Floats, per_output: Floats) -> Floats:
    """Return direct and indirect effect per direct effect: Σ_i h_i l_ij / h_j; NaN where h_j is 0.

    Source: Miller & Blair (2009), eq. 6.9.

    >>> type_one(np.array([[1.2541, 0.3300], [0.2640, 1.1221]]), np.array([0.3, 0.25])).round(3)
    array([1.474, 1.518])
    """
    return _ratio(effect_multipliers(inverse, per_output), per_output)


def type_two(closed: Floats, per_output: Floats) -> Floats:
    """Return direct, indirect and induced effect per direct effect; ``closed`` is :func:`closed_inverse`'s.

    The sum runs over the industries alone (the truncated form). Source: Miller & Blair (2009), section 6.2.3.

    >>> a, households = np.array([[0.15, 0.25], [0.20, 0.05]]), np.array([0.3, 0.25])
    >>> type_two(closed_inverse(a, households, np.array([0.05, 0.4]), within=0.05), households).round(2)
    array([1.8 , 1.86])
    """
    return type_one(closed, per_output)


def closed_inverse(coefficients: Floats, income: Floats, consumption: Floats, *, within: float = 0.0) -> Floats:
    """Return the industries' part of the inverse with households inside: induced demand included.

    ``income``: household income per unit of output; ``consumption``: what a unit of household income is spent on,
    ``within``: on households' own services. NaN as in :func:`leontief_inverse`.
    Source: Miller & Blair (2009), section 2.5 and its worked example.

    >>> a, households = np.array([[0.15, 0.25], [0.20, 0.05]]), np.array([0.3, 0.25])
    >>> closed_inverse(a, households, np.array([0.05, 0.4]), within=0.05).round(4)
    array([[1.3651, 0.4253],
           [0.5273, 1.3481]])
    """
    size = len(coefficients)
    closed = np.zeros((size + 1, size + 1))
    closed[:size, :size] = coefficients
    closed[size, :size], closed[:size, size], closed[size, size] = income, consumption, within
    idle = ~_known(coefficients)
    closed[:size][idle] = closed[:, :size][:, idle] = np.nan
    return leontief_inverse(closed)[:size, :size]


@dataclass(frozen=True)
class Linkages:
    """How much an industry pulls (``backward``) and pushes (``forward``); 1 is the average industry."""

    backward: Floats
    forward: Floats


def linkages(leontief: Floats, ghosh: Floats) -> Linkages:
    """Return Rasmussen's normalised linkages, n Σ_i l_ij / ΣΣ l and, on Ghosh's supply side, n Σ_j g_ij / ΣΣ g.

    Above 1 in both: a key industry. n counts the industries that have output.
    Source: Rasmussen (1956); Hirschman (1958); Miller & Blair (2009), section 12.2.

    >>> identity = np.eye(2)
    >>> linkages(identity, identity).backward
    array([1., 1.])
    """
    return Linkages(_normal(_sums(leontief, axis=0)), _normal(_sums(ghosh, axis=1)))


def _normal(sums: Floats) -> Floats:
    known = sums[~np.isnan(sums)]
    return np.asarray(sums / known.mean()) if len(known) else sums


def _sums(matrix: Floats, *, axis: int) -> Floats:
    """Return sums over the industries that are there; NaN for one that is not."""
    return np.where(np.isnan(np.diagonal(matrix)), np.nan, np.nansum(matrix, axis=axis))


def _ratio(effect: Floats, direct: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(direct == 0, np.nan, effect / direct)


def simple_quotients(region: Floats, nation: Floats) -> Floats:
    """Return simple location quotients of supply, SLQ_i = (x_i^r / x^r) / (x_i^n / x^n).

    ``region``, ``nation``: output or jobs by industry. NaN where the nation has none of it.
    Source: Miller & Blair (2009), eq. 8.1.

    >>> simple_quotients(np.array([10.0, 30.0]), np.array([200.0, 200.0]))
    array([0.5, 1.5])
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray((region / region.sum()) / (nation / nation.sum()))


def cross_quotients(region: Floats, nation: Floats) -> Floats:
    """Return cross-industry quotients, CILQ_ij = SLQ_i / SLQ_j (SLQ_i on the diagonal): can i here supply j here?

    Result: industries × industries, seller × buyer. An industry that the region has not supplies nothing (0 in its row)
    and buys nothing (NaN in its column). Source: Miller & Blair (2009), eq. 8.6; Flegg & Webber (1997).

    >>> cross_quotients(np.array([10.0, 30.0]), np.array([200.0, 200.0])).round(3)
    array([[0.5  , 0.333],
           [3.   , 1.5  ]])
    """
    simple = simple_quotients(region, nation)
    with np.errstate(divide="ignore", invalid="ignore"):
        quotients = np.asarray(simple[:, None] / simple[None, :])
    np.fill_diagonal(quotients, simple)
    quotients[:, simple == 0] = np.nan
    return quotients


def flegg_weight(region: Floats, nation: Floats, delta: float = 0.3) -> float:
    """Return λ* = [log₂(1 + x^r / x^n)]^δ: the smaller the region, the more it buys from outside.

    NaN where the nation has nothing. Source: Flegg & Webber (1997), Regional Studies 31; δ about 0.3 by their estimate.

    >>> round(flegg_weight(np.array([1.0]), np.array([1.0])), 3)
    1.0
    """
    whole = float(nation.sum())
    return float(np.log2(1 + region.sum() / whole) ** delta) if whole else float("nan")


def flegg_quotients(region: Floats, nation: Floats, delta: float = 0.3) -> Floats:
    """Return Flegg's quotients, FLQ_ij = CILQ_ij λ*. Source: Flegg & Webber (1997), Regional Studies 31.

    >>> flegg_quotients(np.array([10.0, 30.0]), np.array([20.0, 60.0])).round(3)
    array([[0.851, 0.851],
           [0.851, 0.851]])
    """
    return np.asarray(cross_quotients(region, nation) * flegg_weight(region, nation, delta))


def augmented_flegg_quotients(region: Floats, nation: Floats, delta: float = 0.3) -> Floats:
    """Return augmented quotients, AFLQ_ij = FLQ_ij log₂(1 + SLQ_j) where the buyer is special here (SLQ_j > 1).

    Source: Flegg & Webber (2000), Regional Studies 34.

    >>> augmented_flegg_quotients(np.array([10.0, 30.0]), np.array([200.0, 200.0])).round(3)
    array([[0.276, 0.243],
           [1.654, 1.093]])
    """
    simple = simple_quotients(region, nation)
    with np.errstate(invalid="ignore"):
        weight = np.where(simple > 1, np.log2(1 + simple), 1.0)
    return np.asarray(flegg_quotients(region, nation, delta) * weight[None, :])


def regional_coefficients(national: Floats, quotients: Floats) -> Floats:
    """Return derived regional coefficients, r_ij = a_ij min(q_ij, 1): what the region can buy of its own.

    ``national``: A of the nation; ``quotients``: industries × industries (CILQ, FLQ, AFLQ), or one a row (SLQ).
    A derived table is an estimate and must be labelled as one. Source: Miller & Blair (2009), section 8.2.

    >>> regional_coefficients(np.array([[0.2, 0.1], [0.1, 0.3]]), np.array([0.5, 1.5]))
    array([[0.1 , 0.05],
           [0.1 , 0.3 ]])
    """
    ratio = quotients[:, None] if quotients.ndim == 1 else quotients
    return np.asarray(national * np.minimum(ratio, 1.0))
