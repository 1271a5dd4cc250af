"""What goes with what: presence, co-occurrence, proximity, density, and what an activity would open up.

Presence is kept as a pattern (which columns each row has), so that 83,000 villages × 1,789 activities fit in memory;
what is wide (regions × activities) is made for a block of regions at a time. Floats that are wide are float32: the
error of density is under 1e-5, that of everything else under the precision of the data.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from potensi.measures import kernels

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
Counts = NDArray[np.int64]

PROXIMITIES = ("minimum", "cosine", "jaccard", "association")


@dataclass(frozen=True, eq=False)
class Presence:
    """Which activities each region has: region j has ``columns[starts[j]:starts[j + 1]]`` of ``width`` activities.

    >>> has = presence(np.array([[2.0, 0.0], [1.0, 1.0]]))
    >>> has.dense().astype(int).tolist(), has.diversity.tolist(), has.ubiquity.tolist()
    ([[1, 0], [1, 1]], [1, 2], [2, 1])
    """

    starts: Counts
    columns: NDArray[np.int32]
    width: int

    @property
    def regions(self) -> int:
        """How many regions there are."""
        return len(self.starts) - 1

    @property
    def diversity(self) -> Counts:
        """How many activities each region has, k_j."""
        return np.diff(self.starts)

    @cached_property
    def ubiquity(self) -> Counts:
        """How many regions have each activity, u_i."""
        return np.bincount(self.columns, minlength=self.width).astype(np.int64)

    @cached_property
    def transposed(self) -> Presence:
        """Which regions each activity is in."""
        turned = self.sparse().T.tocsr()
        return Presence(turned.indptr.astype(np.int64), turned.indices.astype(np.int32), self.regions)

    def sparse(self) -> csr_array:
        """Return presence as a SciPy matrix of ones, regions × activities."""
        ones = np.ones(len(self.columns))
        return csr_array((ones, self.columns, self.starts), shape=(self.regions, self.width))

    def dense(self, first: int = 0, end: int | None = None) -> NDArray[np.bool_]:
        """Return the regions ``first`` … ``end`` as a table of yes and no."""
        last = self.regions if end is None else min(end, self.regions)
        table = np.zeros((last - first, self.width), dtype=np.bool_)
        part = slice(self.starts[first], self.starts[last])
        table[np.repeat(np.arange(last - first), self.diversity[first:last]), self.columns[part]] = True
        return table


def presence(quotients: Floats, threshold: float = 1.0) -> Presence:
    """Return where a quotient reaches ``threshold`` (RCA ≥ 1 is the usual reading of "has it"); NaN is absent.

    ``quotients``: regions × activities, dense. For values too large to be dense see :func:`presence_of_values`.

    >>> presence(np.array([[0.4, 1.0], [np.nan, 2.0]])).dense().astype(int).tolist()
    [[0, 1], [0, 1]]
    """
    with np.errstate(invalid="ignore"):
        there = quotients >= threshold
    counts = there.sum(axis=1)
    columns = np.nonzero(there)[1].astype(np.int32)
    return Presence(np.concatenate([[0], np.cumsum(counts)]).astype(np.int64), columns, quotients.shape[1])


def presence_of_values(values: csr_array, threshold: float = 1.0) -> Presence:
    """Return where the location quotient (RCA of Balassa, 1965) of sparse values reaches ``threshold``.

    ``values``: regions × activities, non-negative; what is not stored is zero. An empty region has nothing.
    The quotient itself is never formed: E_ij E ≥ threshold · E_j E_iN is asked instead.

    >>> presence_of_values(csr_array(np.array([[1.0, 3.0], [3.0, 1.0]]))).dense().astype(int).tolist()
    [[0, 1], [1, 0]]
    """
    starts, columns = values.indptr.astype(np.int64), values.indices.astype(np.int32)
    data = np.ascontiguousarray(values.data, dtype=np.float64)
    regions = np.asarray(values.sum(axis=1)).ravel()
    tops = np.bincount(columns, weights=data, minlength=values.shape[1])
    with np.errstate(divide="ignore"):
        rows = np.where(regions > 0, tops.sum() / np.where(regions > 0, regions, 1.0), 0.0)
    # A stored zero is no activity, whatever the threshold.
    bounds = np.where(tops > 0, tops * threshold, np.inf)
    counts = kernels.kept_per_row(starts, data, columns, rows, bounds)
    kept_starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    kept = np.empty(kept_starts[-1], dtype=np.int32)
    kernels.keep_columns(starts, data, columns, rows, bounds, kept_starts, kept)
    return Presence(kept_starts, kept, values.shape[1])


def co_occurrence(has: Presence) -> NDArray[np.int32]:
    """Return in how many regions two activities are found together, C = Mᵀ M; on the diagonal the ubiquity.

    Result: activities × activities, exact. Counted by the bits that two activities share.

    >>> co_occurrence(presence(np.array([[1.0, 1.0], [1.0, 0.0]]))).tolist()
    [[2, 1], [1, 1]]
    """
    upper = kernels.shared_bits(kernels.packed(has.starts, has.columns, has.width))
    return np.asarray(upper + np.triu(upper, 1).T)


def proximity(together: NDArray[np.int32], variant: str = "minimum", *, diagonal: float = 0.0) -> Floats:
    """Return how near two activities are, from co-occurrence: activities × activities, symmetric.

    ``variant``: "minimum", C_ik / max(u_i, u_k), the smaller conditional probability, 0 … 1 (Hidalgo et al. 2007,
    Science 317). With s_i the times that i is found together with any other, S their sum: "cosine",
    C_ik / sqrt(s_i s_k); "jaccard", C_ik / (s_i + s_k − C_ik); "association", C_ik S / (s_i s_k), 1 = as often as by
    chance (van Eck & Waltman 2009, JASIST 60). ``diagonal`` replaces φ_ii; an activity that nobody has is NaN in its
    row and column, one that is found with no other is 0.

    >>> proximity(np.array([[2, 1], [1, 1]], dtype=np.int32))
    array([[0. , 0.5],
           [0.5, 0. ]])
    """
    if variant not in PROXIMITIES:
        raise ValueError(f"unknown proximity {variant!r}: one of {', '.join(PROXIMITIES)}")
    ubiquity = np.diagonal(together).astype(np.float64)
    nobody = ubiquity == 0
    sums = ubiquity if variant == "minimum" else together.sum(axis=0) - ubiquity
    one, other = sums[:, None], sums[None, :]
    with np.errstate(divide="ignore", invalid="ignore"):
        match variant:
            case "minimum":
                near = together / np.maximum(one, other)
            case "cosine":
                near = together / np.sqrt(one * other)
            case "jaccard":
                near = together / (one + other - together)
            case _:
                near = together * sums.sum() / (one * other)
    near[sums == 0, :] = near[:, sums == 0] = 0.0
    np.fill_diagonal(near, diagonal)
    near[nobody, :] = near[:, nobody] = np.nan
    return np.asarray(near)


def density(has: Presence, near: Floats, *, first: int = 0, end: int | None = None) -> Singles:
    """Return how much of what goes with an activity each region has, ω_ji = Σ_k M_jk φ_ik / Σ_k φ_ik: 0 … 1.

    ``near``: proximity, activities × activities. Result: regions ``first`` … ``end`` × activities, float32; NaN for an
    activity with no related activity at all. Distance is 1 − ω. Source: Hidalgo et al. (2007), Science 317.

    >>> has = presence(np.array([[1.0, 1.0, 0.0], [0.0, 1.0, 1.0]]))
    >>> density(has, proximity(co_occurrence(has))).tolist()
    [[1.0, 0.5, 1.0], [1.0, 0.5, 1.0]]
    """
    last = has.regions if end is None else min(end, has.regions)
    clean = np.nan_to_num(near)
    with np.errstate(divide="ignore", invalid="ignore"):
        weighted = (clean / clean.sum(axis=0)[None, :]).astype(np.float32)
    idle = clean.sum(axis=0) == 0
    weighted[:, idle] = 0.0
    found = kernels.row_sums(has.starts, has.columns, weighted, first, last)
    found[:, idle] = np.nan
    return np.asarray(found)


def contributions(has: Presence, near: Floats, *, region: int, activity: int) -> Floats:
    """Return how much each activity adds to one density, M_jk φ_ik / Σ_k φ_ik: the parts add up to ω_ji.

    >>> has = presence(np.array([[1.0, 1.0, 0.0], [0.0, 1.0, 1.0]]))
    >>> contributions(has, proximity(co_occurrence(has)), region=0, activity=2).tolist()
    [0.0, 1.0, 0.0]
    """
    column = np.nan_to_num(near[:, activity])
    parts = np.zeros(has.width)
    held = has.columns[has.starts[region] : has.starts[region + 1]]
    with np.errstate(invalid="ignore", divide="ignore"):
        parts[held] = column[held] / column.sum()
    return parts


def relative_relatedness(dense: Floats, there: NDArray[np.bool_]) -> Floats:
    """Return density in units of its spread over what the region does not have: 0 is the region's average option.

    ``dense``: ω, ``there``: presence, regions × activities. NaN for what a region has, and where it has fewer than two
    options or all are equal. Source: Pinheiro et al. (2022), Research Policy 51.

    >>> relative_relatedness(np.array([[0.9, 0.2, 0.4]]), np.array([[True, False, False]])).round(3)
    array([[nan, -1.,  1.]])
    """
    options = np.where(there, np.nan, dense).astype(np.float64)
    known = ~np.isnan(options)
    count = known.sum(axis=1, keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = np.nansum(options, axis=1, keepdims=True) / count
        spread = np.sqrt(np.nansum((options - mean) ** 2, axis=1, keepdims=True) / count)
        relative = (options - mean) / spread
    relative[np.broadcast_to(spread == 0, relative.shape)] = np.nan
    return np.asarray(relative)


@dataclass(frozen=True, eq=False)
class Outlook:
    """What a region's options are worth: ``coi`` a region, ``gain`` a region and activity (NaN for what it has)."""

    coi: Floats
    gain: Singles


def outlook(has: Presence, near: Floats, complexity: Floats, *, first: int = 0, end: int | None = None) -> Outlook:
    """Return the opportunity outlook and each activity's gain of it, for the regions ``first`` … ``end``.

    COI_j = Σ_i ω_ji (1 − M_ji) PCI_i; COG_ji = (1 − M_ji) [Σ_k (φ_ik / Σ_l φ_kl)(1 − M_jk) PCI_k − ω_ji PCI_i].
    ``complexity``: standardised PCI (the outlook depends on its origin). An activity without PCI adds nothing and gains
    NaN. Source: Hausmann, Hidalgo et al. (2014), The Atlas of Economic Complexity, technical box 5.4.

    >>> has = presence(np.array([[1.0, 1.0, 0.0], [0.0, 1.0, 1.0]]))
    >>> found = outlook(has, proximity(co_occurrence(has)), np.array([1.0, -1.0, 0.5]))
    >>> found.coi.tolist(), found.gain.tolist()
    ([0.5, 1.0], [[nan, nan, -0.5], [-1.0, nan, nan]])
    """
    last = has.regions if end is None else min(end, has.regions)
    worth, clean = np.nan_to_num(complexity), np.nan_to_num(near)
    sums = clean.sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        opened = np.where(sums[:, None] > 0, clean * worth[:, None] / sums[:, None], 0.0).astype(np.float32)
    dense = density(has, near, first=first, end=last)
    there = has.dense(first, last)
    known = np.nan_to_num(dense)
    gain = opened.sum(axis=0)[None, :] - kernels.row_sums(has.starts, has.columns, opened, first, last)
    gain -= known * worth.astype(np.float32)[None, :]
    gain[there] = np.nan
    gain[:, np.isnan(complexity) | (sums == 0)] = np.nan
    coi = (np.where(there, 0.0, known) * worth[None, :]).sum(axis=1, dtype=np.float64)
    return Outlook(coi, np.asarray(gain, dtype=np.float32))
