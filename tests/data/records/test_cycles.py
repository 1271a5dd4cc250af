"""Cells on cycles, found at once, are those that a walk over every way finds; the cheapest cycle is the cheapest."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from potensi.data.records.cycles import Arcs, on_cycles

TABLES = st.lists(st.lists(st.integers(0, 3), min_size=4, max_size=4), min_size=2, max_size=4)


def of(table):
    """Return a table's cells that are there: rows, columns, values, and which can shrink (all above one)."""
    rows, columns = np.nonzero(np.array(table))
    values = np.array(table)[rows, columns].astype(float)
    return rows, columns, values, values > 1


def cycles(rows, columns, shrinks, cell):
    """Yield every cycle through one cell as {cell: 1 or −1}, by walking every way that enters no node twice."""
    nodes = [((0, row), (1, column)) for row, column in zip(rows, columns, strict=True)]

    def walk(node, goal, seen, used):
        if node == goal:
            yield used
            return
        for other, (row, column) in enumerate(nodes):
            if other == cell or other in used:
                continue
            if row == node and column not in seen:
                yield from walk(column, goal, seen | {column}, used | {other: 1})
            if column == node and shrinks[other] and row not in seen:
                yield from walk(row, goal, seen | {row}, used | {other: -1})

    row, column = nodes[cell]
    yield from walk(column, row, {column}, {cell: 1})
    if shrinks[cell]:
        yield from walk(row, column, {row}, {cell: -1})


@settings(max_examples=150, deadline=None)
@given(table=TABLES)
def test_a_cell_is_on_a_cycle_where_a_walk_finds_one(table):
    rows, columns, _, shrinks = of(table)
    expected = [next(cycles(rows, columns, shrinks, cell), None) is not None for cell in range(len(rows))]
    assert on_cycles(rows, columns, shrinks).tolist() == expected


@settings(max_examples=100, deadline=None)
@given(table=TABLES, hidden=st.integers(0, 2**16))
def test_the_cycle_found_is_one_and_there_is_none_where_none_is_found(table, hidden):
    rows, columns, values, shrinks = of(table)
    withheld = np.array([bool(hidden >> place & 1) for place in range(len(rows))], dtype=bool)
    arcs = Arcs(range(len(rows)), rows, columns, values, shrinks, withheld)
    for cell in range(len(rows)):
        ways = list(cycles(rows, columns, shrinks, cell))
        found = arcs.cheapest(cell)
        assert (found is None) == (not ways)
        if found:
            assert found in ways
        for sign in (1, -1) if shrinks[cell] else (1,):  # the longer search is the cheapest there is that way round
            costs = [sum(map(arcs.cost, way.keys() - {cell})) for way in ways if way[cell] == sign]
            longer = arcs._longer(cell, sign)
            assert (longer[0] if longer else None) == min(costs, default=None)


def test_two_loops_joined_by_one_cell_do_not_move_that_cell():
    rows, columns = np.array([0, 0, 1, 1, 1, 2, 2, 3, 3]), np.array([0, 1, 0, 1, 2, 2, 3, 2, 3])
    assert on_cycles(rows, columns, np.full(9, True)).tolist() == [True] * 4 + [False] + [True] * 4
