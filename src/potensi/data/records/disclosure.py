"""Withhold small cells so that nobody can work them out from what is still shown.

A cell with fewer records than the bound is withheld. That is not enough: with the total of its row known and one
cell withheld, a subtraction gives it back. So further cells are withheld until every withheld cell can be *moved*:
there is a way to make it larger or smaller, and others with it, that leaves every figure still shown as it is and
every withheld cell at least as large as a reader must suppose (one record, or a size of nought). A cell that can be
moved is not determined, by any arithmetic whatever.

Such a way is a cycle: along a row, down a column, along a row … back to the start, one cell made larger, the next
smaller. A table with totals is a network (rows and columns are its nodes, cells its arcs), and the cheapest cycle
through a cell, cells already withheld costing nothing, is a shortest path (cycles.py). See Gusfield, "A graph
theoretic approach to statistical data security", SIAM Journal on Computing 17 (1988), and Hundepool et al.,
Statistical Disclosure Control (2012), chapter 4.

Cycles are looked for inside the smallest wholes first (one district × one KBLI class), where they leave the totals of
every level as they are. Where there is none, larger wholes are tried, in the end the whole table; the totals that such
a cycle moves are listed, since they must not be published. A cell on no cycle at all moves its own totals.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from potensi.data.records.asked import ALL
from potensi.data.records.cycles import Arcs, on_cycles

Cell = tuple[str, str]
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


@dataclass(eq=False)
class _Table:
    """One period's cells, in order, on their way to being safe; a cell is known by its place.

    ``rows`` and ``columns`` number the cells' regions and activities; ``shrinks`` says of which a reader must reckon
    with their being smaller than they are; ``safe`` which withheld cells are known to be movable.
    """

    cells: list[Cell]
    rows: NDArray[np.int64]
    columns: NDArray[np.int64]
    values: NDArray[np.float64]
    shrinks: NDArray[np.bool_]
    withheld: NDArray[np.bool_]
    safe: NDArray[np.bool_]
    above: tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]
    totals: set[Cell] = field(default_factory=set)

    def named(self, chosen: NDArray[np.bool_]) -> frozenset[Cell]:
        """Return the chosen cells by region and activity."""
        return frozenset(self.cells[place] for place in np.flatnonzero(chosen).tolist())

    def blocks(self, scope: int) -> NDArray[np.int64]:
        """Return the number of the block of each cell: the wholes of one scope that its region and activity lie in."""
        sides = []
        for side, numbers in enumerate((self.rows, self.columns)):
            codes = sorted({cell[side] for cell in self.cells})
            wholes = [_whole(self.above[side], code, scope) for code in codes]
            sides.append(np.unique(wholes, return_inverse=True)[1][numbers])
        return np.unique(sides[0] * (sides[1].max() + 1) + sides[1], return_inverse=True)[1]


def withhold(
    cells: Mapping[Cell, tuple[float, float]],
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
    there = {cell: cells[cell] for cell in sorted(cells) if cells[cell][0] > 0}
    if not there:
        return Withheld(frozenset(), frozenset(), frozenset())
    small = np.array([records < bound for records, _ in there.values()])
    table = _table({cell: value for cell, (_, value) in there.items()}, floor, (regions, activities), small)
    depth = max((len(above) for side in table.above for above in side.values()), default=0)
    for scope in range(depth + 1):
        if (table.withheld & ~table.safe).any():
            _protect(table, scope, last=scope == depth)
    for place in np.flatnonzero(table.withheld & ~table.safe).tolist():
        table.totals.update(_moved_totals(table, {place: 1}))
    return Withheld(table.named(small), table.named(table.withheld & ~small), frozenset(table.totals))


def _table(values: dict[Cell, float], floor: float | None, above: Any, small: NDArray[np.bool_]) -> _Table:
    cells = list(values)
    rows, columns = (np.unique([cell[side] for cell in cells], return_inverse=True)[1] for side in (0, 1))
    figures = np.array(list(values.values()), dtype=np.float64)
    shrinks = np.full(len(cells), True) if floor is None else figures > floor
    return _Table(cells, rows, columns, figures, shrinks, small.copy(), np.full(len(cells), False), above)


def _whole(above: dict[str, tuple[str, ...]], code: str, scope: int) -> str:
    wholes = above.get(code, ())
    return wholes[scope] if scope < len(wholes) else ALL


def _protect(table: _Table, scope: int, *, last: bool) -> None:
    """Find a cycle for each withheld cell not yet safe, within the blocks of one scope; withhold what it needs."""
    block = table.blocks(scope)
    width = int(max(table.rows.max(), table.columns.max())) + 1
    nodes = (block * width + table.rows, block * width + table.columns)
    if scope == 0:  # a cycle in here moves no total, so it need not be known which it is
        hidden = np.flatnonzero(table.withheld)
        table.safe[hidden] |= on_cycles(nodes[0][hidden], nodes[1][hidden], table.shrinks[hidden])
    possible = on_cycles(*nodes, table.shrinks)
    left = np.flatnonzero(table.withheld & ~table.safe & possible)
    order = left[np.lexsort((left, table.values[left], block[left]))]
    members = _members(block, possible)
    arcs: Arcs | None = None
    here = -1
    for place in order.tolist():
        if table.safe[place]:
            continue
        if block[place] != here or arcs is None:
            here, inside = block[place], members(block[place])
            arcs = Arcs(inside, table.rows, table.columns, table.values, table.shrinks, table.withheld)
            arcs.worth_searching = last or len(inside) <= _SMALL_BLOCK
        moved = arcs.cheapest(place)
        if moved:
            table.withheld[list(moved)] = table.safe[list(moved)] = True
            if scope:
                table.totals.update(_moved_totals(table, moved))


def _members(block: NDArray[np.int64], possible: NDArray[np.bool_]) -> Any:
    """Return a function that gives the possible cells of a block."""
    places = np.flatnonzero(possible)
    places = places[np.argsort(block[places], kind="stable")]
    sorted_blocks = block[places]

    def of(number: int) -> list[int]:
        start, end = np.searchsorted(sorted_blocks, [number, number + 1])
        inside: list[int] = places[start:end].tolist()
        return inside

    return of


def _moved_totals(table: _Table, moved: Mapping[int, int]) -> Iterator[Cell]:
    """Yield the totals, of every level crossed with every level, that change when the cells are moved."""
    sums: dict[Cell, int] = {}
    for place, sign in moved.items():
        cell = table.cells[place]
        for region in (cell[0], *table.above[0].get(cell[0], ()), ALL):
            for activity in (cell[1], *table.above[1].get(cell[1], ()), ALL):
                if (region, activity) != cell:
                    sums[region, activity] = sums.get((region, activity), 0) + sign
    return (total for total, change in sums.items() if change)


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
