"""How alike two regions' structures are: regions × regions, 1 = the same structure."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from potensi.measures.location import share

Floats = NDArray[np.float64]


def hellinger_similarity(values: Floats) -> Floats:
    """Return 1 − Hellinger distance of shares, d = sqrt(1 − Σ_i sqrt(s_ij s_ik)): 0 (nothing in common) … 1.

    ``values``: regions × activities. An empty region is NaN in its row and column. Source: Hellinger (1909).

    >>> hellinger_similarity(np.array([[1.0, 0.0], [2.0, 0.0], [0.0, 5.0]]))
    array([[1., 1., 0.],
           [1., 1., 0.],
           [0., 0., 1.]])
    """
    roots = np.sqrt(share(values))
    overlap = np.clip(roots @ roots.T, None, 1.0)
    similarity = 1 - np.sqrt(1 - overlap)
    # A region is itself: rounding in the product must not say 0.99999998.
    known = ~np.isnan(roots).any(axis=1)
    similarity[known, known] = 1.0
    return np.asarray(similarity)


def cosine_similarity(values: Floats) -> Floats:
    """Return the cosine of the angle between shares: 0 … 1. Small activities count little.

    >>> cosine_similarity(np.array([[1.0, 0.0], [1.0, 1.0]])).round(4)
    array([[1.    , 0.7071],
           [0.7071, 1.    ]])
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        unit = values / np.sqrt((values**2).sum(axis=1, keepdims=True))
    return np.asarray(unit @ unit.T)


def export_similarity(quotients: Floats, epsilon: float = 0.1) -> Floats:
    """Return the correlation of two regions' specialisations, corr(log(RCA + ε)): −1 … 1.

    ``quotients``: RCA, regions × activities; ``epsilon`` keeps 0 from the logarithm. A region that is NaN, or the same
    in everything, is NaN in its row and column. Source: Bahar, Hausmann & Hidalgo (2014), Journal of International
    Economics 92.

    >>> export_similarity(np.array([[2.0, 0.5, 0.0], [2.0, 0.5, 0.0], [0.0, 0.5, 2.0]])).round(2)
    array([[ 1.  ,  1.  , -0.98],
           [ 1.  ,  1.  , -0.98],
           [-0.98, -0.98,  1.  ]])
    """
    logs = np.log(quotients + epsilon)
    with np.errstate(divide="ignore", invalid="ignore"):
        centred = logs - logs.mean(axis=1, keepdims=True)
        lengths = np.sqrt((centred**2).sum(axis=1, keepdims=True))
        unit = np.where(lengths > 1e-12, centred / lengths, np.nan)
    return np.clip(unit @ unit.T, -1.0, 1.0)


def size_distance(values: Floats) -> Floats:
    """Return how far apart regions are in size, |ln(E_j / E_k)|: 0 the same size, ln 2 twice as large.

    >>> size_distance(np.array([[1.0], [2.0]])).round(4)
    array([[0.    , 0.6931],
           [0.6931, 0.    ]])
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.log(values.sum(axis=1))
        return np.asarray(np.abs(logs[:, None] - logs[None, :]))
