"""What goes with what: presence, co-occurrence, proximity, density, and what an activity would open up.

Presence is kept as a pattern (which columns each row has), so that 83,000 villages × 1,789 activities fit in memory;
what is wide (regions × activities) is made for a block of regions at a time, see :mod:`potensi.measures.space`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from potensi.measures import kernels, pairs
from potensi.measures.threads import in_parts

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]

# Rows of a part where a row costs little, and where it costs less than that of :data:`~potensi.measures.threads.PART`.
LIGHT, _SMALL = 8192, 1024
# What is equal differs by so much of itself where density is of single precision.
_ROUNDING = 4e-6
PROXIMITIES = ("minimum", "cosine", "jaccard", "association")


@dataclass(frozen=True, eq=False)
class Presence:
    """Which activities each region has: region j has ``columns[starts[j]:starts[j + 1]]`` of ``width`` activities.

    The columns of a region are in order, each there once.

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

    def sparse(self) -> csr_array:
        """Return presence as a SciPy matrix of ones, regions × activities."""
        ones = np.ones(len(self.columns))
        return csr_array((ones, self.columns, self.starts), shape=(self.regions, self.width))

    def of_rows(self, rows: Counts) -> Presence:
        """Return the regions ``rows``, in that order, each as often as it is named."""
        sizes = self.diversity[rows]
        starts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
        places = np.arange(starts[-1]) + np.repeat(self.starts[rows] - starts[:-1], sizes)
        return Presence(starts, self.columns[places], self.width)

    def dense(self, first: int = 0, end: int | None = None) -> NDArray[np.bool_]:
        """Return the regions ``first`` … ``end`` as a table of yes and no."""
        last = self.regions if end is None else min(end, self.regions)
        table = np.zeros((last - first, self.width), dtype=np.bool_)
        part = slice(self.starts[first], self.starts[last])
        table[np.repeat(np.arange(last - first), self.diversity[first:last]), self.columns[part]] = True
        return table


def presence(quotients: Floats, threshold: float = 1.0) -> Presence:
    """Return where a quotient reaches ``threshold`` (RCA ≥ 1 is the usual reading of "has it"); NaN and 0 are absent.

    ``quotients``: regions × activities, dense. For values too large to be dense see :func:`presence_of_values`.

    >>> presence(np.array([[0.4, 1.0], [np.nan, 2.0]])).dense().astype(int).tolist()
    [[0, 1], [0, 1]]
    """
    with np.errstate(invalid="ignore"):
        there = (quotients >= threshold) & (quotients > 0)
    counts = there.sum(axis=1)
    columns = np.nonzero(there)[1].astype(np.int32)
    return Presence(np.concatenate([[0], np.cumsum(counts)]).astype(np.int64), columns, quotients.shape[1])


def presence_of_values(values: csr_array, threshold: float = 1.0, *, reference: Floats | None = None) -> Presence:
    """Return where the location quotient (RCA of Balassa, 1965) of sparse values reaches ``threshold``.

    ``values``: regions × activities, non-negative; what is not stored is zero. An empty region has nothing.
    ``reference``: totals by activity to compare with; default, the sum of the regions.
    The quotient itself is never formed: E_ij E ≥ E_j · threshold E_iN is asked instead. Of counts both sides are exact,
    so that a quotient of exactly the threshold never falls short of it by rounding.

    >>> presence_of_values(csr_array(np.array([[1.0, 3.0], [3.0, 1.0]]))).dense().astype(int).tolist()
    [[0, 1], [1, 0]]
    """
    starts, columns, data, rows, tops, whole = compared(values, reference)
    # A stored zero is no activity, whatever the threshold.
    bounds = np.maximum(tops * threshold, np.finfo(np.float64).tiny)
    asked = starts, columns, data, rows, bounds, whole
    regions, width = values.shape
    counts, room = np.empty(regions, dtype=np.int64), np.empty(len(columns), dtype=np.int32)
    in_parts(regions, lambda first, end: kernels.keep_columns(asked, counts, room, first, end), part=_SMALL)
    kept_starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    parts = [*range(0, regions, _SMALL), regions]
    pieces = [room[starts[one] : starts[one] + kept_starts[end] - kept_starts[one]] for one, end in pairwise(parts)]
    return Presence(kept_starts, np.concatenate([room[:0], *pieces]), width)


def quotients_of_values(values: csr_array, *, reference: Floats | None = None) -> csr_array:
    """Return the location quotient (RCA of Balassa, 1965) of what is stored; elsewhere it is 0.

    Shapes and arguments as :func:`presence_of_values`; NaN in an activity that the reference does not have.

    >>> quotients_of_values(csr_array(np.array([[1.0, 3.0], [3.0, 1.0]]))).toarray()
    array([[0.5, 1.5],
           [1.5, 0.5]])
    """
    entries = compared(values, reference)
    found = np.empty(len(entries[2]))
    in_parts(values.shape[0], lambda first, end: kernels.quotients(entries, found, first, end), part=_SMALL)
    return csr_array((found, entries[1], entries[0]), shape=values.shape)


def compared(values: csr_array, reference: Floats | None = None) -> kernels.Compared:
    """Return what quotients are made of: where each region's entries begin, their activities in order, their values;
    E_j of each region and E_iN of each activity (NaN where there is nothing), and E.

    Arguments as :func:`presence_of_values`. The quotient of an entry is E_ij E / (E_j E_iN).

    >>> found = compared(csr_array(np.array([[1.0, 3.0], [0.0, 0.0]])))
    >>> found[3].tolist(), found[4].tolist(), float(found[5])
    ([4.0, nan], [1.0, 3.0], 4.0)
    """
    if not values.has_sorted_indices:
        values = values.sorted_indices()
    starts, columns = values.indptr.astype(np.int64), values.indices.astype(np.int32, copy=False)
    data = np.ascontiguousarray(values.data, dtype=np.float64)
    regions, width = values.shape
    totals, sums = np.empty(regions), np.zeros((-(-regions // _SMALL), width))
    in_parts(
        regions,
        lambda first, end: kernels.add_totals(starts, columns, data, totals, sums[first // _SMALL], first, end),
        part=_SMALL,
    )
    tops = sums.sum(axis=0) if reference is None else reference
    nothing = np.nan
    return starts, columns, data, np.where(totals > 0, totals, nothing), np.where(tops > 0, tops, nothing), tops.sum()


def co_occurrence(has: Presence) -> NDArray[np.int32]:
    """Return in how many regions two activities are found together, C = Mᵀ M; on the diagonal the ubiquity.

    Result: activities × activities, exact.

    >>> co_occurrence(presence(np.array([[1.0, 1.0], [1.0, 0.0]]))).tolist()
    [[2, 1], [1, 1]]
    """
    return pairs.together(has.starts, has.columns, has.width)


def row_means(has: Presence, values: Floats) -> Floats:
    """Return the mean of ``values`` (one an activity) over what each region has; 0 for a region that has nothing.

    >>> row_means(presence(np.array([[1.0, 1.0], [0.0, 0.0]])), np.array([1.0, 3.0])).tolist()
    [2.0, 0.0]
    """
    means, given = np.empty(has.regions), np.ascontiguousarray(values, dtype=np.float64)
    in_parts(
        has.regions,
        lambda first, end: kernels.row_means(has.starts, has.columns, given, means, first, end),
        part=LIGHT,
    )
    return means


def column_sums(has: Presence, values: Floats) -> Floats:
    """Return, for each activity, the sum of ``values`` (one a region) over the regions that have it.

    >>> column_sums(presence(np.array([[1.0, 1.0], [1.0, 0.0]])), np.array([1.0, 3.0])).tolist()
    [4.0, 1.0]
    """
    given = np.ascontiguousarray(values, dtype=np.float64)
    sums = np.zeros((-(-has.regions // LIGHT), has.width))
    in_parts(
        has.regions,
        lambda first, end: kernels.column_sums(has.starts, has.columns, given, sums[first // LIGHT], first, end),
        part=LIGHT,
    )
    # Added up in the order of the parts, whichever thread was first: the same answer at every run.
    return np.asarray(sums.sum(axis=0))


def there_and_back(has: Presence) -> Callable[[Floats], Floats]:
    """Return the function that gives :func:`column_sums` of :func:`row_means` of values, one an activity.

    It is there for many calls: it walks over a copy of the columns that takes as little room as their number allows.

    >>> there_and_back(presence(np.array([[1.0, 1.0], [1.0, 0.0]])))(np.array([1.0, 3.0])).tolist()
    [3.0, 2.0]
    """
    columns: NDArray[Any] = has.columns.astype(np.uint16) if has.width <= 1 << 16 else has.columns

    def work(values: Floats) -> Floats:
        sums = np.zeros((-(-has.regions // LIGHT), has.width))
        in_parts(
            has.regions,
            lambda first, end: kernels.there_and_back(has.starts, columns, values, sums[first // LIGHT], first, end),
            part=LIGHT,
        )
        return np.asarray(sums.sum(axis=0))

    return work


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
    if variant == "minimum":
        return _smaller_probability(together, diagonal)
    nobody = np.diagonal(together) == 0
    sums = together.sum(axis=0) - np.diagonal(together).astype(np.float64)
    one, other = sums[:, None], sums[None, :]
    with np.errstate(divide="ignore", invalid="ignore"):
        match variant:
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


def _smaller_probability(together: NDArray[np.int32], diagonal: float) -> Floats:
    ubiquity, near = np.diagonal(together).astype(np.float64), np.empty(together.shape)
    in_parts(
        len(near),
        lambda first, end: kernels.smaller_probability(together, ubiquity, diagonal, near, first, end),
        part=128,
    )
    return near


def cross_proximity(has: Presence, other: Presence) -> Floats:
    """Return how near each activity is to each of another classification, C_ik / max(u_i, u_k), in the same regions.

    Industries to occupations, products to patents, crops to creative sub-sectors. Result: the activities of ``has`` ×
    those of ``other``, 0 … 1; NaN for an activity that nobody has. :func:`density` takes it as it takes proximity: how
    much of what goes with an activity of ``other`` a region has in ``has``.
    Source: Catalán, Navarrete & Figueroa (2022), Research Policy 51.

    >>> crops, trades = presence(np.array([[1.0, 0.0], [1.0, 1.0]])), presence(np.array([[1.0], [0.0]]))
    >>> cross_proximity(crops, trades)
    array([[0.5],
           [0. ]])
    """
    if has.regions != other.regions:
        raise ValueError(f"not the same regions: {has.regions} and {other.regions}")
    together = (has.sparse().T @ other.sparse()).toarray()
    with np.errstate(divide="ignore", invalid="ignore"):
        near = together / np.maximum(has.ubiquity[:, None], other.ubiquity[None, :])
    near[has.ubiquity == 0, :] = near[:, other.ubiquity == 0] = np.nan
    return np.asarray(near)


def density(has: Presence, near: Floats, *, first: int = 0, end: int | None = None) -> Floats:
    """Return how much of what goes with an activity each region has, ω_ji = Σ_k M_jk φ_ik / Σ_k φ_ik: 0 … 1.

    ``near``: proximity, activities × activities (or the rows of ``has`` × the columns of another classification).
    Result: regions ``first`` … ``end`` × activities; NaN for an activity with no related activity at all, and for a
    region that has nothing. Distance is 1 − ω. Many regions are quicker by :func:`potensi.measures.space.block`.
    Source: Hidalgo et al. (2007), Science 317.

    >>> has = presence(np.array([[1.0, 1.0, 0.0], [0.0, 1.0, 1.0]]))
    >>> density(has, proximity(co_occurrence(has))).tolist()
    [[1.0, 0.5, 1.0], [1.0, 0.5, 1.0]]
    """
    clean = np.nan_to_num(near)
    sums = clean.sum(axis=0)
    weights = np.divide(clean, sums, out=np.zeros_like(clean), where=sums > 0)
    found = np.asarray(has.sparse()[first:end] @ weights)
    found[:, sums == 0] = np.nan
    found[has.diversity[first:end] == 0] = np.nan
    return found


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
    alike = spread <= _ROUNDING * np.nanmax(np.abs(options), axis=1, keepdims=True, initial=0.0)
    relative[np.broadcast_to(alike, relative.shape)] = np.nan
    return np.asarray(relative)
