"""Where activities stand in a picture of the activity space: the same places for the same proximities, every time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import minimum_spanning_tree, shortest_path
from scipy.sparse.linalg import eigsh
from scipy.spatial import cKDTree

Floats = NDArray[np.float64]
Places = NDArray[np.int64]

# Links shown of each activity beside the tree: enough to see clusters, few enough to see through. The strongest of the
# whole table would all lie in its densest corner.
_STRONGEST = 2
# Under this many a full decomposition is as quick.
_FEW = 50
_STEPS, _STILL, _RELAXED, _ROWS = 200, 1e-5, 1.5, 32
# Blocks that share nothing stand this much farther apart than the farthest that do.
_APART = 2.0
# How far two neighbours at least stand apart, in units of the room that each of them has on average.
_ROOM, _PUSHES = 0.62, 80
# A newcomer stands amid so many of those that it is nearest to.
_AMID = 3


@dataclass(frozen=True, eq=False)
class Links:
    """Pairs of activities, ``one`` < ``other``, with their proximity; the strongest first."""

    one: Places
    other: Places
    strength: Floats


def backbone(near: Floats, *, strongest: int = _STRONGEST) -> Links:
    """Return the maximum spanning tree of proximity, and the ``strongest`` links of each activity.

    The tree holds every activity that is related to any (a forest where blocks share nothing); each one's strong links
    show the clusters. Of equal links the earlier pair goes first. Source: the tree, Hidalgo et al. (2007), Science 317.

    >>> found = backbone(np.array([[0, 0.9, 0.2], [0.9, 0, 0.4], [0.2, 0.4, 0]]), strongest=1)
    >>> found.one.tolist(), found.other.tolist(), found.strength.tolist()
    ([0, 1], [1, 2], [0.9, 0.4])
    """
    one, other = np.nonzero(np.triu(np.nan_to_num(near), 1) > 0)
    strength = near[one, other]
    order = np.argsort(-strength, kind="stable")
    one, other, strength = one[order], other[order], strength[order]
    # By rank and not by proximity, so that equal links are not left to chance.
    ranks = csr_array(coo_array((np.arange(1.0, len(order) + 1), (one, other)), shape=near.shape))
    kept = np.zeros(len(order), dtype=np.bool_)
    kept[minimum_spanning_tree(ranks).data.astype(np.int64) - 1] = True
    kept[_first_of_each(one, other, strongest)] = True
    return Links(one[kept], other[kept], strength[kept])


def _first_of_each(one: Places, other: Places, count: int) -> Places:
    """Return which links are among the first ``count`` of either of their ends."""
    ends, link = np.concatenate([one, other]), np.tile(np.arange(len(one)), 2)
    order = np.lexsort((link, ends))
    place = np.arange(len(order)) - np.searchsorted(ends[order], ends[order])
    return np.unique(link[order][place < count])


def places(near: Floats, links: Links) -> Floats:
    """Return where each activity stands: activities × (x, y), the whole between 0 and 1, its longer side across.

    Activities stand as far apart as the links between them are long (stress majorisation: Gansner, Koren & North 2005),
    begun from their classical scaling, so that nothing is left to chance; then they are moved apart until none hides
    another. What is related to nothing stands in a row below.

    >>> near = np.array([[0, 0.9, 0.2], [0.9, 0, 0.9], [0.2, 0.9, 0]])
    >>> places(near, backbone(near, strongest=1)).round(2).tolist()
    [[0.0, 0.0], [0.5, 0.0], [1.0, 0.0]]
    """
    found = np.zeros((len(near), 2))
    linked = np.unique(np.concatenate([links.one, links.other]))
    alone = np.setdiff1d(np.arange(len(near)), linked)
    if len(linked):
        found[linked] = _upright(_apart(_settled(_lengths(near, links)[np.ix_(linked, linked)])))
    if len(alone):
        below = found[:, 1].max() + (0.06 if len(linked) else 0.0)
        found[alone] = np.column_stack([(np.arange(len(alone)) + 0.5) / len(alone), np.full(len(alone), below)])
    return found


def beside(near: Floats, at: Floats) -> Floats:
    """Return the places with those that are NaN put amid what they are nearest to, and upon nothing; the others stay.

    ``at``: activities × (x, y) as :func:`places` gives them. What is near to nothing that has a place stands below.

    >>> near = np.array([[0, 0.9, 0.5], [0.9, 0, 0.5], [0.5, 0.5, 0]])
    >>> beside(near, np.array([[0.0, 0.0], [1.0, 0.0], [np.nan, np.nan]])).round(2).tolist()
    [[0.0, 0.0], [1.0, 0.0], [0.5, 0.0]]
    """
    at, known = at.copy(), ~np.isnan(at[:, 0])
    below = at[known, 1].max(initial=0.0) + 0.06
    room = _room(at[known], len(at))
    for i in np.nonzero(~known)[0]:
        weights = np.where(known, np.nan_to_num(near[i]), 0.0)
        amid = np.argsort(-weights, kind="stable")[:_AMID]
        amid = amid[weights[amid] > 0]
        centre = np.average(at[amid], axis=0, weights=weights[amid]) if len(amid) else np.array([0.5, below])
        at[i] = _free(centre, at[known], room)
        known[i] = True
    return at


def _free(centre: Floats, taken: Floats, room: float) -> Floats:
    """Return the place nearest to the centre, on a spiral, that is ``room`` away from all that are taken."""
    for k in range(64 * (len(taken) + 1)):
        turn = 2.399963 * k
        spot = centre + 0.5 * room * np.sqrt(k) * np.array([np.cos(turn), np.sin(turn)])
        within = 0 <= spot[0] <= 1 and spot[1] >= 0
        if within and (np.hypot(*(taken - spot).T) >= room).all():
            return spot
    return centre


def _room(at: Floats, count: int) -> float:
    """Return how far two neighbours should at least stand apart."""
    extent = np.ptp(at, axis=0) if len(at) else np.ones(2)
    return float(_ROOM * np.sqrt(max(extent[0] * extent[1], 0.02 * extent.max() ** 2) / count))


def _lengths(near: Floats, links: Links) -> Floats:
    """Return the shortest way between any two activities along the links; a close link is a short one."""
    steps = 1.5 - links.strength / links.strength.max(initial=1e-300)
    graph = csr_array(coo_array((steps, (links.one, links.other)), shape=near.shape))
    lengths = shortest_path(graph, method="D", directed=False)
    far = ~np.isfinite(lengths)
    lengths[far] = _APART * lengths[~far].max(initial=1.0)
    return np.asarray(lengths)


def _settled(lengths: Floats) -> Floats:
    """Return the places whose distances differ least from ``lengths``, near ones counting most."""
    count = len(lengths)
    if count < 3:
        return np.column_stack([np.arange(float(count)), np.zeros(count)])
    weights = np.zeros_like(lengths)
    np.divide(1.0, lengths**2, out=weights, where=lengths > 0)
    # The first place is held fixed, or the sums would not determine where the whole stands.
    inverse = np.linalg.inv((np.diag(weights.sum(axis=1)) - weights)[1:, 1:])
    at, before, pulls = _scaled(lengths), np.inf, weights * lengths
    at -= at[0]
    for _ in range(_STEPS):
        wanted, stress = _wanted(at, pulls, weights)
        if before - stress <= _STILL * float((pulls * lengths).sum()):
            break
        before, settled = stress, np.zeros_like(at)
        for side in (0, 1):
            # Loops, not BLAS: two columns are too thin for its threads, which would wait for each other.
            settled[1:, side] = np.einsum("ij,j->i", inverse, wanted[1:, side])
        # Half as far again: fewer steps to the same stress (de Leeuw & Heiser 1980).
        at += _RELAXED * (settled - at)
    return at


def _wanted(at: Floats, pulls: Floats, weights: Floats) -> tuple[Floats, float]:
    """Return where the lengths pull each place, and the stress but for what no place changes.

    In parts of the rows that stay in cache. ``pulls``: weights · lengths.
    """
    wanted, stress = np.empty_like(at), 0.0
    for first in range(0, len(at), _ROWS):
        part = slice(first, first + _ROWS)
        apart, up = (at[part, None, side] - at[None, :, side] for side in (0, 1))
        apart *= apart
        up *= up
        apart += up
        stress += float(np.einsum("ij,ij->", weights[part], apart))
        np.sqrt(apart, out=apart)
        stress -= 2 * float(np.einsum("ij,ij->", pulls[part], apart))
        pull = np.divide(pulls[part], apart, out=np.zeros_like(apart), where=apart > 0)
        total = pull.sum(axis=1)
        for side in (0, 1):
            wanted[part, side] = total * at[part, side] - np.einsum("ij,j->i", pull, at[:, side])
    return wanted, stress


def _scaled(lengths: Floats) -> Floats:
    """Return the classical scaling of distances in the plane; each axis points where its farthest place is."""
    squared = lengths**2
    centred = -0.5 * (squared - squared.mean(axis=0) - squared.mean(axis=1)[:, None] + squared.mean())
    if len(centred) < _FEW:
        values, vectors = np.linalg.eigh(centred)
    else:
        values, vectors = eigsh(centred, k=2, which="LA", v0=np.linspace(1.0, 2.0, len(centred)))
    at = vectors[:, -2:][:, ::-1] * np.sqrt(np.maximum(values[-2:][::-1], 1e-12 * max(values[-1], 1e-12)))
    return at * np.where(at[np.abs(at).argmax(axis=0), (0, 1)] < 0, -1.0, 1.0)


def _apart(at: Floats) -> Floats:
    """Return the places with those that stand too close pushed apart, each pair alike."""
    least, at = _room(at, len(at)), at.copy()
    for _ in range(_PUSHES):
        pairs = cKDTree(at).query_pairs(least, output_type="ndarray")
        if not len(pairs):
            break
        pairs = pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]
        between = at[pairs[:, 1]] - at[pairs[:, 0]]
        gap = np.hypot(*between.T)
        # Two in the very same place part along a direction that only their numbers decide.
        turn = 2.399963 * (pairs[:, 0] + pairs[:, 1])
        away = np.where(
            gap[:, None] > 0,
            between / np.where(gap > 0, gap, 1.0)[:, None],
            np.column_stack([np.cos(turn), np.sin(turn)]),
        )
        move = 0.5 * (least * 1.001 - gap)[:, None] * away
        np.add.at(at, pairs[:, 0], -move)
        np.add.at(at, pairs[:, 1], move)
    return at


def _upright(at: Floats) -> Floats:
    """Return the places turned so that they fill the least rectangle that is wider than high, between 0 and 1."""
    best, least = at, np.inf
    for angle in np.radians(np.arange(0.0, 180.0, 3.0)):
        turned = at @ np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
        wide, high = np.ptp(turned, axis=0)
        if wide >= high and wide * max(high, 0.02 * wide) < least * (1 - 1e-9):
            best, least = turned, wide * max(high, 0.02 * wide)
    best = best - best.min(axis=0)
    return np.asarray(best / max(np.ptp(best[:, 0]), 1e-12))
