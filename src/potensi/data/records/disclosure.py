"""Withhold small cells so that nobody can work them out from what is still shown.

A cell with fewer records than the bound is withheld. That is not enough: with the total of its row known and one
cell withheld, a subtraction gives it back. So further cells are withheld until every withheld cell can be *moved*:
there is a way to make it larger or smaller, and others with it, that leaves every figure still shown as it is and
every withheld cell at least as large as a reader must suppose (one record, or a size of nought). A cell that can be
moved is not determined, by any arithmetic whatever.

Such a way is a cycle: along a row, down a column, along a row … back to the start, one cell made larger, the next
smaller. A table with totals is a network (rows and columns are its nodes, cells its arcs), and the cheapest cycle
through a cell, cells already withheld costing nothing, is a shortest path. See Gusfield, "A graph theoretic approach
to statistical data security", SIAM Journal on Computing 17 (1988), and Hundepool et al., Statistical Disclosure
Control (2012), chapter 4.

Cycles are looked for inside the smallest wholes first (one district × one KBLI class), where they leave the totals of
every level as they are. Where there is none, larger wholes are tried, in the end the whole table and its totals
themselves; the totals that such a cycle moves are listed, since they must not be published.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

ALL = "*"
Node = tuple[str, Any]
Cell = tuple[str, str]
_OUTSIDE: Node = ("total", ALL)
_SMALL_BLOCK = 64


@dataclass(frozen=True, eq=False)
class Withheld:
    """Which cells of one table are withheld, why, and which totals must not be published beside it.

    ``primary`` are the cells under the bound, ``complementary`` those withheld for their sake; ``totals`` pairs a
    region or a whole of regions ("*" is all) with an activity or a whole of activities.
    """

    primary: frozenset[Cell]
    complementary: frozenset[Cell]
    totals: frozenset[Cell]


@dataclass
class _Table:
    """One period's cells on their way to being safe: values, what is withheld so far, what is known to be movable."""

    values: dict[Cell, float]
    floor: float | None
    above: tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]
    withheld: set[Cell] = field(default_factory=set)
    safe: set[Cell] = field(default_factory=set)
    totals: set[Cell] = field(default_factory=set)

    def can_shrink(self, cell: Cell) -> bool:
        """Return whether a reader must reckon with the cell being smaller than it is."""
        return self.floor is None or self.values[cell] > self.floor


def withhold(
    cells: dict[Cell, tuple[float, float]],
    bound: int,
    *,
    floor: float | None,
    regions: dict[str, tuple[str, ...]],
    activities: dict[str, tuple[str, ...]],
) -> Withheld:
    """Return what to withhold of one table: ``cells`` maps (region, activity) to (records, value).

    Cells with more than none and fewer than ``bound`` records are withheld, and others so that none of them can be
    worked out. ``floor`` is the least value that a reader must suppose in a withheld cell: 1 where records are
    counted, 0 for sizes, None where sizes may be negative. ``regions`` and ``activities`` name the wholes
    above each code, nearest first; the whole of all is always one of them.
    """
    there = {cell: pair for cell, pair in cells.items() if pair[0] > 0}
    small = {cell for cell, (records, _) in there.items() if records < bound}
    table = _Table({cell: value for cell, (_, value) in there.items()}, floor, (regions, activities), set(small))
    depth = max((len(above) for side in table.above for above in side.values()), default=0)
    for scope in range(depth + 2):
        left = table.withheld - table.safe
        if not left:
            break
        _protect(table, left, scope, last=scope >= depth, totals_too=scope > depth)
    return Withheld(frozenset(small), frozenset(table.withheld - small), frozenset(table.totals))


def _protect(table: _Table, left: set[Cell], scope: int, *, last: bool, totals_too: bool) -> None:
    """Find a cycle for each cell in ``left``, within the blocks of one scope; withhold what its cycle needs."""
    blocks: dict[tuple[str, str], list[Cell]] = {}
    for cell in table.values:
        blocks.setdefault(_block(table, cell, scope), []).append(cell)
    wanted = {_block(table, cell, scope) for cell in left}
    for name in sorted(wanted):
        cells = blocks[name] if totals_too else _on_cycles(blocks[name])
        arcs = _Arcs(table, cells, last=last, totals_too=totals_too)
        for cell in sorted(left.intersection(cells), key=lambda each: (table.values[each], each)):
            if cell not in table.safe:
                _move(table, arcs, cell)


def _on_cycles(cells: Sequence[Cell]) -> list[Cell]:
    """Return the cells without those on no cycle: alone in their row or column, or so once others are gone."""
    lines: dict[Node, set[Cell]] = {}
    for cell in cells:
        for line in (("row", cell[0]), ("column", cell[1])):
            lines.setdefault(line, set()).add(cell)
    alone = [line for line, there in lines.items() if len(there) == 1]
    while alone:
        line = alone.pop()
        if len(lines[line]) != 1:
            continue
        (cell,) = lines[line]
        for other in (("row", cell[0]), ("column", cell[1])):
            lines[other].discard(cell)
            if len(lines[other]) == 1:
                alone.append(other)
    return [cell for cell in cells if cell in lines["row", cell[0]]]


def _block(table: _Table, cell: Cell, scope: int) -> tuple[str, str]:
    return _whole(table.above[0], cell[0], scope), _whole(table.above[1], cell[1], scope)


def _whole(above: dict[str, tuple[str, ...]], code: str, scope: int) -> str:
    wholes = above.get(code, ())
    return wholes[scope] if scope < len(wholes) else ALL


def _move(table: _Table, arcs: _Arcs, cell: Cell) -> None:
    """Withhold the cheapest cycle through ``cell``, if there is one, and note the totals that it moves.

    Four cells in two rows and two columns nearly always serve and are found fast; only without such is there a longer
    search.
    """
    signs = (1, -1) if table.can_shrink(cell) else (1,)
    for search in (_four, _longer) if arcs.worth_searching else (_four,):
        ways = [way for sign in signs if (way := search(table, arcs, cell, sign)) is not None]
        if ways:
            _, moved = min(ways, key=lambda way: way[0])
            table.withheld.update(moved)
            table.safe.update(moved)
            table.totals.update(_moved_totals(table, moved))
            return


def _four(table: _Table, arcs: _Arcs, cell: Cell, sign: int) -> tuple[float, dict[Cell, int]] | None:
    """Return the cheapest cycle of four cells through one that grows (``sign`` 1) or shrinks, and its cost."""
    best: tuple[float, dict[Cell, int]] | None = None
    bound = math.inf
    for below in arcs.columns[cell[1]]:
        first = arcs.cost(below, -sign) if below != cell else math.inf
        if first >= bound:
            continue
        for beside in arcs.rows[cell[0]]:
            second = first + (arcs.cost(beside, -sign) if beside != cell else math.inf)
            if second == math.inf:
                continue
            if second >= bound:
                break  # the rest of the row costs more, but for cells withheld since it was put in order
            across = (below[0], beside[1])
            cost = second + (arcs.cost(across, sign) if across in table.values else math.inf)
            if cost < bound:
                bound, best = cost, (cost, {cell: sign, below: -sign, beside: -sign, across: sign})
        if bound == 0:
            break
    return best


def _longer(table: _Table, arcs: _Arcs, cell: Cell, sign: int) -> tuple[float, dict[Cell, int]] | None:
    """Return the cheapest cycle of any length through one cell, totals among its arcs where they may be."""
    row, column = ("row", cell[0]), ("column", cell[1])
    found = _cheapest(arcs, column, row, cell) if sign > 0 else _cheapest(arcs, row, column, cell)
    if found is None:
        return None
    moved = {cell: sign}
    for start, end in found[1]:
        between = _cell_between(start, end)
        if between is not None:
            moved[between] = 1 if start[0] == "row" else -1
    return found[0], moved


def _cell_between(start: Node, end: Node) -> Cell | None:
    if _OUTSIDE in (start, end):
        return None
    return (start[1], end[1]) if start[0] == "row" else (end[1], start[1])


def _moved_totals(table: _Table, moved: dict[Cell, int]) -> Iterator[Cell]:
    """Yield the totals, of every level crossed with every level, that change when the cells are moved."""
    sums: dict[Cell, int] = {}
    for cell, sign in moved.items():
        for region in (cell[0], *table.above[0].get(cell[0], ()), ALL):
            for activity in (cell[1], *table.above[1].get(cell[1], ()), ALL):
                if (region, activity) != cell:
                    sums[region, activity] = sums.get((region, activity), 0) + sign
    return (total for total, change in sums.items() if change)


class _Arcs:
    """The network of one block: which cells lead on from a row or a column, and at what cost.

    From a row to a column a cell grows, from a column to a row it shrinks. A cell that is shown costs its value and is
    withheld if it is used.
    """

    def __init__(self, table: _Table, cells: Sequence[Cell], *, last: bool, totals_too: bool) -> None:
        self.table = table
        # In a block of middling size a long search fails more often than not, and a wider block comes next.
        self.worth_searching = last or len(cells) <= _SMALL_BLOCK
        self.totals_cost = 1 + sum(abs(table.values[cell]) for cell in cells) if totals_too else None
        self.rows: dict[str, list[Cell]] = {}
        self.columns: dict[str, list[Cell]] = {}
        # The cheapest first: withheld ones, then by value.
        for cell in sorted(cells, key=lambda each: (each not in table.withheld, abs(table.values[each]), each)):
            self.rows.setdefault(cell[0], []).append(cell)
            self.columns.setdefault(cell[1], []).append(cell)

    def cost(self, cell: Cell, sign: int) -> float:
        """Return what it costs to let a cell grow (1) or shrink (−1): nothing if it is withheld already."""
        if sign < 0 and not self.table.can_shrink(cell):
            return math.inf
        return 0.0 if cell in self.table.withheld else 1.0 + abs(self.table.values[cell])

    def onward(self, node: Node, without: Cell) -> Iterator[tuple[float, Node]]:
        """Yield the next nodes from ``node`` with the cost of going there, not by way of one cell."""
        kind, code = node
        if node == _OUTSIDE:
            yield from self._from_outside()
            return
        for cell in (self.rows if kind == "row" else self.columns)[code]:
            cost = self.cost(cell, 1 if kind == "row" else -1)
            if cell != without and cost < math.inf:
                yield cost, (("column", cell[1]) if kind == "row" else ("row", cell[0]))
        if self.totals_cost is not None:
            yield self.totals_cost, _OUTSIDE

    def _from_outside(self) -> Iterator[tuple[float, Node]]:
        cost = self.totals_cost or 0.0
        yield from ((cost, ("row", code)) for code in self.rows)
        yield from ((cost, ("column", code)) for code in self.columns)


def _cheapest(arcs: _Arcs, start: Node, goal: Node, without: Cell) -> tuple[float, list[tuple[Node, Node]]] | None:
    """Return the cheapest way from one node to another that does not use one cell (Dijkstra), or None.

    The steps are counted too: of two ways that withhold as much the shorter one is taken.
    """
    best: dict[Node, tuple[float, int]] = {start: (0.0, 0)}
    came: dict[Node, Node] = {}
    queue: list[tuple[float, int, Node]] = [(0.0, 0, start)]
    while queue:
        cost, steps, node = heapq.heappop(queue)
        if node == goal:
            break
        if (cost, steps) > best[node]:
            continue
        for more, following in arcs.onward(node, without):
            offer = (cost + more, steps + 1)
            if following not in best or offer < best[following]:
                best[following], came[following] = offer, node
                heapq.heappush(queue, (*offer, following))
    if goal not in best:
        return None
    path, node = [], goal
    while node != start:
        path.append((came[node], node))
        node = came[node]
    return best[goal][0], path


def withheld_frame(
    frame: pl.DataFrame, bound: int, *, floor: float | None, **wholes: Any
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the cells with the withheld ones emptied, and the totals that must not be published beside them.

    ``frame`` has the columns of a panel and ``records``; every period is a table of its own.
    """
    done, totals = [], []
    for (period,), part in sorted(frame.group_by(["period"]), key=lambda pair: pair[0]):
        rows = part.select("region", "activity", "records", "value").iter_rows()
        found = withhold({(r, a): (n, v) for r, a, n, v in rows}, bound, floor=floor, **wholes)
        gone = pl.DataFrame(sorted(found.primary | found.complementary), schema=["region", "activity"], orient="row")
        done.append(_emptied(part, gone))
        totals += [(period, *pair) for pair in sorted(found.totals)]
    listed = pl.DataFrame(totals, schema={"period": pl.Int32, "region": pl.String, "activity": pl.String}, orient="row")
    return pl.concat(done).sort("region", "activity", "period"), listed


def _emptied(part: pl.DataFrame, gone: pl.DataFrame) -> pl.DataFrame:
    marked = part.join(gone.cast(pl.String).with_columns(gone=pl.lit(True)), on=["region", "activity"], how="left")
    hidden = pl.col("gone").fill_null(False)
    return marked.with_columns(
        value=pl.when(hidden).then(None).otherwise(pl.col("value")),
        status=pl.when(hidden).then(pl.lit("withheld")).otherwise(pl.col("status")),
    ).drop("gone")
