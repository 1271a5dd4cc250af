"""The activity space under one set of conventions: how near, how complex, and what each region's options are worth.

What is small (activities × activities, one number a region or an activity) is made once by :func:`space_of`; what is
wide (regions × activities) is made for a block of regions at a time by :func:`block`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from potensi.measures import complexity as com
from potensi.measures import kernels
from potensi.measures import relatedness as rel
from potensi.measures.conventions import POTENSI, Conventions, conventions_of
from potensi.measures.lanes import on_lines
from potensi.measures.location import location_quotient
from potensi.measures.relatedness import Presence
from potensi.measures.threads import at_once, in_parts

Floats = NDArray[np.float64]
Reals = NDArray[np.floating]

# Activities of a part where each is a row of proximities.
_ROWS = 64
_HELD = {"undefined": np.nan, "zero": 0.0, "kept": np.inf}


@dataclass(frozen=True, eq=False)
class Indices:
    """Complexity under conventions. ``worth``: PCI as the outlook uses it; ``scale``: what divides its gain."""

    regions: Floats
    activities: Floats
    worth: Floats
    scale: float
    gap: float
    components: int


def indices_of(has: Presence, *, conventions: str | Conventions = POTENSI) -> Indices:
    """Return ECI and PCI under ``conventions``.

    >>> from potensi.measures.relatedness import presence
    >>> found = indices_of(presence(np.array([[1.0, 1, 1], [1, 1, 0], [1, 0, 0]])), conventions="ecomplexity")
    >>> found.regions.round(4), found.activities.round(4)
    (array([ 1.2247,  0.    , -1.2247]), array([-1.2247,  1.2247,  3.6742]))
    """
    chosen = conventions_of(conventions)
    raw = com.eigenvectors(has)
    regions = com.standardised(raw.regions, chosen.deviation)
    activities = com.standardised(raw.activities, chosen.deviation)
    if chosen.complexity == "reflections":
        regions, activities = _reflected(has, chosen)
    if chosen.sign == "apart":
        activities = activities * _against(activities, has.ubiquity)
    worth, scale = activities, 1.0
    if chosen.outlook_pci == "raw":
        worth, scale = raw.activities, _deviation(raw.regions)
    if chosen.pci_scale == "eci":
        activities = (raw.activities - _mean(raw.regions)) / _deviation(raw.regions)
    return Indices(regions, activities, worth, scale, raw.gap, raw.components)


def _reflected(has: Presence, chosen: Conventions) -> tuple[Floats, Floats]:
    """Return regions after ``steps`` and activities after one more, both as averages of diversity."""
    regions, _ = com.reflections(has, chosen.steps)
    _, activities = com.reflections(has, chosen.steps + 1)
    return com.standardised(regions, chosen.deviation), com.standardised(activities, chosen.deviation)


def _against(index: Floats, ubiquity: NDArray[np.int64]) -> float:
    known = ~np.isnan(index)
    lean = np.dot(index[known], ubiquity[known] - ubiquity[known].mean()) if known.any() else 0.0
    return -1.0 if lean > 0 else 1.0


def _mean(values: Floats) -> float:
    known = values[~np.isnan(values)]
    return float(known.mean()) if len(known) else float("nan")


def _deviation(values: Floats) -> float:
    """Return the deviation of what is there; NaN where nothing is, or all are alike."""
    known = values[~np.isnan(values)]
    spread = float(known.std()) if len(known) else 0.0
    return spread if spread > 0 else float("nan")


@dataclass(frozen=True, eq=False)
class Space:
    """What does not grow with regions × activities: presence, proximity, complexity, and what the blocks are made of.

    ``tiles``: proximity without NaN, cut for the kernels; ``vectors``: what each activity adds, is divided by and is
    worth, see :func:`potensi.measures.kernels.options`.
    """

    conventions: Conventions
    has: Presence
    proximity: Floats
    indices: Indices
    tiles: Reals
    vectors: Reals
    unrelated: NDArray[np.bool_]


def space_of(has: Presence, *, conventions: str | Conventions = POTENSI, exact: bool = False) -> Space:
    """Return the activity space of ``has``; ``exact``: float64 in the blocks (twice the time), else float32.

    >>> from potensi.measures.relatedness import presence
    >>> found = space_of(presence(np.array([[1.0, 1.0, 0.0], [0.0, 1.0, 1.0]])))
    >>> found.proximity.tolist()
    [[0.0, 0.5, 0.0], [0.5, 0.0, 0.5], [0.0, 0.5, 0.0]]
    """
    chosen = conventions_of(conventions)

    def nearness() -> tuple[Floats, Reals, Floats]:
        near = rel.proximity(rel.co_occurrence(has), diagonal=chosen.diagonal)
        return near, *_cut(near, exact)

    works: tuple[Callable[[], Any], ...] = nearness, lambda: indices_of(has, conventions=chosen)
    # Neither knows of the other; with many regions each has work for all cores.
    (near, tiles, sums), indices = at_once(*works) if has.regions <= rel.LIGHT else [work() for work in works]
    return _put_together(has, near, tiles, sums, indices, chosen)


def space_from(
    has: Presence,
    near: Floats,
    indices: Indices,
    *,
    conventions: str | Conventions = POTENSI,
    exact: bool = False,
) -> Space:
    """Return the activity space of proximities and indices that are there already; see :func:`space_of`.

    >>> from potensi.measures.relatedness import presence
    >>> has = presence(np.array([[1.0, 1.0, 0.0], [0.0, 1.0, 1.0]]))
    >>> space_from(has, np.ones((3, 3)), indices_of(has)).unrelated.tolist()
    [False, False, False]
    """
    return _put_together(has, near, *_cut(near, exact), indices, conventions_of(conventions))


def _cut(near: Floats, exact: bool) -> tuple[Reals, Floats]:
    """Return proximities as the kernels take them, and their sum over all that goes with each activity."""
    width, kind = len(near), np.dtype(np.float64 if exact else np.float32)
    size = kernels.ROW // kind.itemsize
    tiles, sums = on_lines((-(-width // size), width, size), kind), np.empty(width)
    in_parts(width, lambda first, end: kernels.cut(near, tiles, sums, first, end), part=_ROWS)
    return tiles, sums


def _put_together(
    has: Presence, near: Floats, tiles: Reals, sums: Floats, indices: Indices, chosen: Conventions
) -> Space:
    width, worth = len(near), np.nan_to_num(indices.worth)
    inverse = 1.0 / np.where(sums > 0, sums, 1.0)
    rows = worth / indices.scale * (inverse if chosen.gain == "opened" else 1.0)
    columns = inverse if chosen.gain == "target" else np.ones_like(inverse)
    taken = worth / indices.scale if chosen.gain_own else np.zeros_like(worth)
    # Proximity is symmetric: what goes with an activity stands in its row too.
    opened = np.empty(width)
    in_parts(width, lambda first, end: kernels.weighted_sums(near, rows, opened, first, end), part=_ROWS)
    vectors: Reals = np.zeros((6, len(tiles) * tiles.shape[2]), dtype=tiles.dtype)
    vectors[:, :width] = rows, inverse, columns, opened * columns, worth, taken
    return Space(chosen, has, near, indices, tiles, vectors, sums == 0)


@dataclass(frozen=True, eq=False)
class Block:
    """Some regions × all activities: ``density``, ``gain`` (NaN where undefined), and each region's ``outlook``."""

    density: Reals
    gain: Reals
    outlook: Floats

    def rows(self, first: int, end: int) -> Block:
        """Return some of the regions, without copying."""
        return Block(self.density[first:end], self.gain[first:end], self.outlook[first:end])


def block(space: Space, *, first: int = 0, end: int | None = None) -> Block:
    """Return density, outlook gain and outlook of the regions ``first`` … ``end``.

    Density ω_ji = Σ_k M_jk φ_ik / Σ_k φ_ik, NaN for an activity with no related one. Outlook
    COI_j = Σ_i ω_ji (1 − M_ji) PCI_i; gain COG_ji = (1 − M_ji) [Σ_k (φ_ik / Σ_l φ_kl)(1 − M_jk) PCI_k − ω_ji PCI_i];
    an activity without PCI adds nothing and gains NaN. Other forms as the space's conventions say. A region that has
    nothing is NaN throughout, one without ECI has no outlook. Source: Hausmann, Hidalgo et al. (2014), The Atlas of
    Economic Complexity.

    >>> from potensi.measures.relatedness import presence
    >>> found = block(space_of(presence(np.array([[1.0, 1, 1, 0], [1, 1, 0, 0], [1, 0, 0, 1]]))), end=2)
    >>> np.round(found.density.astype(float), 3).tolist()[1]
    [0.5, 0.571, 1.0, 1.0]
    """
    last = space.has.regions if end is None else min(end, space.has.regions)
    whole = empty_block(space, max(last - first, 0))
    in_parts(len(whole.outlook), lambda low, high: write_block(space, first + low, whole.rows(low, high)))
    return whole


def empty_block(space: Space, rows: int) -> Block:
    """Return room for the results of ``rows`` regions, to be filled by :func:`write_block`.

    >>> from potensi.measures.relatedness import presence
    >>> empty_block(space_of(presence(np.ones((2, 3)))), 2).density.shape
    (2, 3)
    """
    dense, gain = (np.empty((rows, space.has.width), dtype=space.tiles.dtype) for _ in range(2))
    return Block(dense, gain, np.empty(rows))


def write_block(space: Space, first: int, into: Block) -> None:
    """Write what :func:`block` returns for the regions from ``first`` on, as many as ``into`` holds, in this thread.

    >>> from potensi.measures.relatedness import presence
    >>> known = space_of(presence(np.array([[1.0, 1, 1, 0], [1, 1, 0, 0], [1, 0, 0, 1]])))
    >>> own = empty_block(known, 1)
    >>> write_block(known, 1, own)
    >>> bool((own.density[0] == block(known).density[1]).all())
    True
    """
    has, held, dense, gain = space.has, _HELD[space.conventions.gain_held], into.density, into.gain
    kernels.options(
        has.starts,
        has.columns,
        space.tiles,
        space.vectors,
        held,
        dense,
        gain,
        into.outlook,
        first,
        first + len(dense),
    )
    lost = np.isnan(space.indices.worth) | space.unrelated
    if lost.any():
        gain[:, lost] = np.nan
        dense[:, space.unrelated] = np.nan
    end = first + len(dense)
    nothing = np.diff(has.starts[first : end + 1]) == 0
    if nothing.any():
        dense[nothing] = gain[nothing] = np.nan
    into.outlook[nothing | np.isnan(space.indices.regions[first:end])] = np.nan
    if space.conventions.density_scale != 1:
        dense *= space.conventions.density_scale


@dataclass(frozen=True, eq=False)
class Everything:
    """All measures of one table under one set of conventions; ``coi`` or ``cog`` is None where these have none.

    Regions × activities: ``rca``, ``presence``, ``density``, ``cog``; activities × activities: ``proximity``.
    """

    conventions: Conventions
    rca: Floats
    presence: NDArray[np.bool_]
    proximity: Floats
    density: Reals
    eci: Floats
    pci: Floats
    coi: Floats | None
    cog: Reals | None


def activity_space(values: Floats, *, conventions: str | Conventions = POTENSI, threshold: float = 1.0) -> Everything:
    """Return RCA, presence, proximity, density, ECI, PCI, outlook and gain of a table, by one set of conventions.

    ``values``: regions × activities, non-negative, without missing cells. For tables that do not fit in memory several
    times over see :func:`space_of` and :func:`block`. Differences between the conventions: docs/relatedness.md.

    >>> found = activity_space(np.array([[8.0, 4, 2], [6, 5, 0.1], [9, 1, 0.1]]), conventions="econcomplex")
    >>> found.presence.astype(int).tolist()
    [[0, 1, 1], [0, 1, 0], [1, 0, 0]]
    """
    chosen = conventions_of(conventions)
    quotients = location_quotient(values)
    least = np.nextafter(threshold, np.inf) if chosen.presence == "more than" else threshold
    has = rel.presence(quotients, least)
    space = space_of(has, conventions=chosen, exact=True)
    found = block(space)
    outlook = com.standardised(found.outlook) if chosen.coi == "standardised" else found.outlook
    return Everything(
        chosen,
        quotients,
        has.dense(),
        space.proximity,
        found.density,
        space.indices.regions,
        space.indices.activities,
        outlook if chosen.coi else None,
        found.gain if chosen.gain else None,
    )
