"""How special a region's structure is, and how concentrated an activity is over regions.

Arrays are regions × activities, float64, missing = NaN. Specialisation gives one number a region (row),
concentration one an activity (column); an empty region or activity is NaN for it alone.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from potensi.measures.location import share

Floats = NDArray[np.float64]


def _reference_shares(values: Floats) -> Floats:
    """Return the reference's shares s_iN."""
    totals = values.sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(totals / totals.sum())


def krugman(values: Floats) -> Floats:
    """Return the Krugman index, Σ_i |s_ij − s_iN|: 0 (the reference's structure) … 2 (nothing in common).

    Source: Krugman (1991), Geography and Trade, p. 76.

    >>> krugman(np.array([[1.0, 0.0], [0.0, 1.0]]))
    array([1., 1.])
    """
    return np.asarray(np.abs(share(values) - _reference_shares(values)).sum(axis=1))


def herfindahl(values: Floats) -> Floats:
    """Return the Herfindahl index, Σ_i s_ij²: 1/n (all equal) … 1 (one activity only).

    >>> herfindahl(np.array([[20.0, 50.0, 20.0, 10.0]])).round(2)
    array([0.34])
    """
    return np.asarray((share(values) ** 2).sum(axis=1))


def herfindahl_normalised(values: Floats) -> Floats:
    """Return the Herfindahl index brought to 0 … 1, (H − 1/n) / (1 − 1/n), n the number of activities.

    With one activity only the form is 0/0: NaN.

    >>> herfindahl_normalised(np.array([[20.0, 50.0, 20.0, 10.0]])).round(2)
    array([0.12])
    """
    floor = 1 / values.shape[1]
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray((herfindahl(values) - floor) / np.float64(1 - floor))


def equivalent_number(values: Floats) -> Floats:
    """Return how many activities of equal size would give the same Herfindahl index, 1 / H.

    >>> equivalent_number(np.array([[20.0, 50.0, 20.0, 10.0]])).round(2)
    array([2.94])
    """
    return np.asarray(1 / herfindahl(values))


def entropy(values: Floats, base: float = 2.0) -> Floats:
    """Return Shannon's entropy of the shares, −Σ s_ij log s_ij: 0 … log n, in bits for base 2.

    An absent activity adds nothing (0 log 0 = 0).

    >>> entropy(np.array([[1.0, 1.0], [2.0, 0.0]]))
    array([1., 0.])
    """
    shares = share(values)
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = np.where(shares > 0, shares * np.log(shares), shares)
    return np.asarray(np.abs(-terms.sum(axis=1) / np.log(base)))


def hachman(values: Floats) -> Floats:
    """Return the Hachman index, 1 / Σ_i (s_ij² / s_iN): near 0 (special) … 1 (the reference's structure).

    Activities that nobody has are left out.

    >>> hachman(np.array([[1.0, 1.0], [2.0, 2.0]]))
    array([1., 1.])
    """
    return np.asarray(1 / _over_reference(share(values), _reference_shares(values)))


def _over_reference(shares: Floats, reference: Floats) -> Floats:
    known = np.isnan(reference) | (reference > 0)
    return np.asarray((shares[:, known] ** 2 / reference[known]).sum(axis=1))


def gini_specialisation(values: Floats) -> Floats:
    """Return the Gini coefficient of a region's location quotients: 0 (all alike) … 1 − 1/n.

    G = 2 / (n² R̄) Σ_i λ_i (R_i − R̄), R the quotients in ascending order, λ their ranks. Activities that nobody
    has are left out. Source: Farhauer & Kröll (2013), Standorttheorien.

    >>> gini_specialisation(np.array([[1.0, 1.0], [2.0, 2.0]])).round(12)
    array([0., 0.])
    """
    return _gini_of_quotients(values)


def gini_concentration(values: Floats) -> Floats:
    """Return the Gini coefficient of an activity's location quotients over regions: 0 … 1 − 1/n.

    As :func:`gini_specialisation` with regions and activities changing places; empty regions are left out.

    >>> gini_concentration(np.array([[1.0, 1.0], [2.0, 2.0]])).round(12)
    array([0., 0.])
    """
    return _gini_of_quotients(values.T)


def _gini_of_quotients(values: Floats) -> Floats:
    reference = _reference_shares(values)
    known = np.isnan(reference) | (reference > 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratios = np.sort(share(values)[:, known] / reference[known], axis=1)
        count = ratios.shape[1]
        mean = ratios.mean(axis=1, keepdims=True)
        ranks = np.arange(1, count + 1)
        return np.asarray(2 * (ranks * (ratios - mean)).sum(axis=1) / (count**2 * mean[:, 0]))


def hoover_specialisation(values: Floats) -> Floats:
    """Return Hoover's index of a region, ½ Σ_i |s_ij − s_iN|: the share that would have to change its activity.

    Half the Krugman index by construction; both names are in use.

    >>> hoover_specialisation(np.array([[1.0, 0.0], [0.0, 1.0]]))
    array([0.5, 0.5])
    """
    return krugman(values) / 2


def hoover_concentration(values: Floats) -> Floats:
    """Return Hoover's localisation coefficient of an activity, ½ Σ_j |E_ij/E_iN − E_j/E|: 0 … 1.

    Source: Hoover (1936), The measurement of industrial localization, Review of
    Economic Statistics 18, pp. 162–171.

    >>> hoover_concentration(np.array([[1.0, 0.0], [0.0, 1.0]]))
    array([0.5, 0.5])
    """
    return krugman(values.T) / 2


def krugman_concentration(values: Floats) -> Floats:
    """Return the Krugman index of an activity over regions, Σ_j |E_ij/E_iN − E_j/E|: 0 … 2.

    >>> krugman_concentration(np.array([[1.0, 0.0], [0.0, 1.0]]))
    array([1., 1.])
    """
    return krugman(values.T)


def herfindahl_concentration(values: Floats) -> Floats:
    """Return the Herfindahl index of an activity over regions, Σ_j (E_ij/E_iN)²: 1/n … 1.

    >>> herfindahl_concentration(np.array([[1.0, 1.0], [3.0, 1.0]]))
    array([0.625, 0.5  ])
    """
    return herfindahl(values.T)


def theil_specialisation(values: Floats) -> Floats:
    """Return Theil's index of a region against the reference, Σ_i s_ij ln(s_ij / s_iN): 0 … ln(1/min s_iN).

    >>> theil_specialisation(np.array([[1.0, 1.0], [2.0, 2.0]]))
    array([0., 0.])
    """
    shares, reference = share(values), _reference_shares(values)
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = np.where(shares > 0, shares * np.log(shares / reference), shares)
    return np.asarray(terms.sum(axis=1))


def theil_concentration(values: Floats) -> Floats:
    """Return Theil's index of an activity over regions, Σ_j (E_ij/E_iN) ln[(E_ij/E_iN) / (E_j/E)].

    >>> theil_concentration(np.array([[1.0, 1.0], [2.0, 2.0]]))
    array([0., 0.])
    """
    return theil_specialisation(values.T)
