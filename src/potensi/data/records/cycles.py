"""Cycles in a table of cells: rows and columns are nodes; a cell leads on from its row by growing, from its column by
shrinking.

Every cell can grow; only some can shrink. A cell can be moved if it lies on a cycle, grown or shrunk.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order, connected_components

Indices = NDArray[np.int64]
_TRIED = 60  # of the cheapest cells of a row or column, before a longer search


def on_cycles(rows: Indices, columns: Indices, shrinks: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return which cells lie on a cycle; ``rows`` and ``columns`` number each cell's two nodes.

    A cell lies on a cycle where its nodes can be reached from one another, unless it is the only bridge between two
    parts: there and back over the same cell is no cycle. (A mixed graph that is strongly connected and has no bridge
    can be directed so that it stays strongly connected: Boesch and Tindell, American Mathematical Monthly 87, 1980.)

    >>> square = np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])
    >>> on_cycles(*square, np.array([True, False, False, True])).tolist()
    [True, True, True, True]
    >>> on_cycles(*square, np.array([True, False, False, False])).tolist()
    [False, False, False, False]
    """
    if not rows.size:
        return np.empty(0, dtype=np.bool_)
    starts, ends = (np.unique(each, return_inverse=True)[1] for each in (rows, columns))
    ends = ends + int(starts.max()) + 1
    count = int(ends.max()) + 1
    tails, heads = np.concatenate([starts, ends[shrinks]]), np.concatenate([ends, starts[shrinks]])
    graph = csr_array((np.ones(tails.size, dtype=np.int8), (tails, heads)), shape=(count, count))
    part = connected_components(graph, directed=True, connection="strong")[1]
    joined = part[starts] == part[ends]
    inner = np.flatnonzero(joined)
    joined[inner] = ~_bridges(starts[inner], ends[inner], count)
    return joined


def _bridges(starts: Indices, ends: Indices, count: int) -> NDArray[np.bool_]:
    """Return which edges of a graph are bridges: the only way between their two sides.

    Every edge outside a spanning tree gets a random number and gives it to both its ends; the numbers below an edge of
    the tree, put together bit by bit (exclusive or), are nought where no other edge crosses. By chance they could be
    nought elsewhere, once in 2⁶⁴: a cell would be taken for a bridge and more withheld than need be, never less.
    """
    root = count  # a node that leads to one node of every part, so that one tree spans them all
    edges = csr_array((np.ones(starts.size, dtype=np.int8), (starts, ends)), shape=(count, count))
    firsts = np.unique(connected_components(edges, directed=False)[1], return_index=True)[1]
    tails, heads = np.concatenate([starts, np.full(firsts.size, root)]), np.concatenate([ends, firsts])
    whole = csr_array((np.ones(tails.size, dtype=np.int8), (tails, heads)), shape=(count + 1, count + 1))
    order, above = breadth_first_order(whole, root, directed=False)
    tree = (above[ends] == starts) | (above[starts] == ends)
    drawn = np.random.default_rng(0).integers(1, 2**63, starts.size, dtype=np.int64)
    drawn[tree] = 0
    below = np.zeros(count + 1, dtype=np.int64)
    for side in (starts, ends):
        np.bitwise_xor.at(below, side, drawn)
    under, parents = below.tolist(), above.tolist()
    for node in order[:0:-1].tolist():
        under[parents[node]] ^= under[node]
    lower = np.where(above[ends] == starts, ends, starts)
    return tree & (np.array(under)[lower] == 0)


class Arcs:
    """The network of one block of cells, and what it costs to use one: nothing if it is withheld, else its value."""

    worth_searching = True

    def __init__(
        self,
        inside: Sequence[int],
        rows: Indices,
        columns: Indices,
        values: NDArray[np.float64],
        shrinks: NDArray[np.bool_],
        withheld: NDArray[np.bool_],
    ) -> None:
        self.withheld = withheld
        self.place = {(int(rows[each]), int(columns[each])): each for each in inside}
        self.ends = {each: pair for pair, each in self.place.items()}
        self.worth = {each: 1.0 + abs(float(values[each])) for each in inside}
        self.shrinks = {each: bool(shrinks[each]) for each in inside}
        # From a row a cell leads on by growing, from a column by shrinking; the cheapest first.
        self.grow: tuple[dict[int, list[int]], dict[int, list[int]]] = ({}, {})
        self.shrink: tuple[dict[int, list[int]], dict[int, list[int]]] = ({}, {})
        for each in sorted(inside, key=lambda each: (not withheld[each], self.worth[each], each)):
            for side, node in enumerate(self.ends[each]):
                self.grow[side].setdefault(node, []).append(each)
                if self.shrinks[each]:
                    self.shrink[side].setdefault(node, []).append(each)

    def cost(self, cell: int) -> float:
        """Return what it costs to use a cell."""
        return 0.0 if self.withheld[cell] else self.worth[cell]

    def cheapest(self, cell: int) -> dict[int, int] | None:
        """Return the cheapest cycle through a cell, each of its cells with 1 (grows) or −1 (shrinks), or None.

        Four cells in two rows and two columns nearly always serve and are found fast; only without such is there a
        longer search.
        """
        signs = (1, -1) if self.shrinks[cell] else (1,)
        for search in (self._four, self._longer) if self.worth_searching else (self._four,):
            ways = [way for sign in signs if (way := search(cell, sign)) is not None]
            if ways:
                return min(ways, key=lambda way: way[0])[1]
        return None

    def _four(self, cell: int, sign: int) -> tuple[float, dict[int, int]] | None:
        """Return a cheap cycle of four cells through one that grows (``sign`` 1) or shrinks, and its cost."""
        best: tuple[float, dict[int, int]] | None = None
        bound = math.inf
        row, column = self.ends[cell]
        beside = (self.shrink if sign > 0 else self.grow)[0].get(row, [])[:_TRIED]
        for below in (self.shrink if sign > 0 else self.grow)[1].get(column, [])[:_TRIED]:
            first = self.cost(below)
            if below == cell or first >= bound:
                continue
            for other in beside:
                across = self.place.get((self.ends[below][0], self.ends[other][1]))
                if other == cell or across is None or (sign < 0 and not self.shrinks[across]):
                    continue
                cost = first + self.cost(other) + self.cost(across)
                if cost < bound:
                    bound, best = cost, (cost, {cell: sign, below: -sign, other: -sign, across: sign})
            if bound == 0:
                break
        return best

    def _longer(self, cell: int, sign: int) -> tuple[float, dict[int, int]] | None:
        """Return the cheapest cycle of any length through one cell (Dijkstra), and its cost.

        The steps are counted too: of two ways that withhold as much the shorter one is taken.
        """
        row, column = self.ends[cell]
        start, goal = ((1, column), (0, row)) if sign > 0 else ((0, row), (1, column))
        best: dict[tuple[int, int], tuple[float, int]] = {start: (0.0, 0)}
        came: dict[tuple[int, int], tuple[tuple[int, int], int]] = {}
        queue = [(0.0, 0, start)]
        while queue:
            cost, steps, node = heapq.heappop(queue)
            if node == goal:
                return cost, {cell: sign} | dict(self._walked(came, start, goal))
            if (cost, steps) > best[node]:
                continue
            for over in self._onward(node):
                following = (1 - node[0], self.ends[over][1 - node[0]])
                offer = (cost + self.cost(over), steps + 1)
                if over != cell and (following not in best or offer < best[following]):
                    best[following], came[following] = offer, (node, over)
                    heapq.heappush(queue, (*offer, following))
        return None

    def _onward(self, node: tuple[int, int]) -> list[int]:
        side, number = node
        return (self.grow[0] if side == 0 else self.shrink[1]).get(number, [])

    @staticmethod
    def _walked(
        came: dict[tuple[int, int], tuple[tuple[int, int], int]], start: tuple[int, int], goal: tuple[int, int]
    ) -> Iterator[tuple[int, int]]:
        """Yield the cells between two nodes, each with 1 where it grows (left from its row) or −1."""
        node = goal
        while node != start:
            node, over = came[node]
            yield over, 1 if node[0] == 0 else -1
