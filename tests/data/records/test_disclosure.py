"""No withheld cell can be worked out: attacked with every total that may be published, by linear programming."""

from itertools import product

import numpy as np
import polars as pl
import pytest
from data.records import twin
from data.records.registers import texts
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from potensi.data.records import Asked, records
from potensi.data.records.asked import ALL
from potensi.data.records.disclosure import withheld_frame, withhold
from potensi.errors import UsageError

NOTHING: dict[str, tuple[str, ...]] = {}


def attack(cells, hidden, secret_totals, floor, regions, activities):
    """Return the least and greatest value that each hidden cell can have, for all that is shown.

    Shown are the other cells and every total of every level (regions × activities) that is not kept secret; a reader
    knows that a hidden cell is at least ``floor`` and that a cell which is not there is nought.
    """
    hidden = sorted(hidden)
    equations: dict[tuple[str, str], list[float]] = {}
    for region, activity in cells:
        wholes = product((region, *regions.get(region, ()), ALL), (activity, *activities.get(activity, ()), ALL))
        for total in set(wholes) - {(region, activity)}:
            if total not in secret_totals and total not in hidden:
                row = equations.setdefault(total, [0.0] * (len(hidden) + 1))
                if (region, activity) in hidden:
                    row[hidden.index((region, activity))] = 1.0
                    row[-1] += cells[region, activity]
    rows = np.array(list(equations.values()) or [[0.0] * (len(hidden) + 1)])
    bounds = [(floor, None)] * len(hidden)
    ranges = {}
    for place, cell in enumerate(hidden):
        aim = np.eye(len(hidden))[place]
        ends = []
        for sign in (1, -1):
            answer = linprog(sign * aim, A_eq=rows[:, :-1], b_eq=rows[:, -1], bounds=bounds)
            assert answer.status in (0, 3), answer.message  # 3: without bound
            ends.append(sign * answer.fun if answer.status == 0 else sign * -np.inf)
        ranges[cell] = tuple(ends)
    return ranges


def assert_safe(cells, bound, floor, regions=NOTHING, activities=NOTHING):
    """Withhold, attack, and return what was withheld."""
    found = withhold(cells, bound, floor=floor, regions=regions, activities=activities)
    small = {cell for cell, (count, _) in cells.items() if 0 < count < bound}
    assert found.primary == small
    assert not found.complementary & small
    hidden = found.primary | found.complementary
    values = {cell: value for cell, (_, value) in cells.items()}
    for cell, (least, most) in attack(values, hidden, found.totals, floor, regions, activities).items():
        assert most - least > 0.5, (cell, least, most)
    return found


def table(rows):
    """Return a table of counts as cells."""
    return {(f"r{i}", f"a{j}"): (n, n) for i, row in enumerate(rows) for j, n in enumerate(row) if n}


def test_the_attack_itself_succeeds_where_one_cell_alone_is_hidden():
    cells = {cell: value for cell, (_, value) in table([[2, 9], [8, 7]]).items()}
    assert attack(cells, {("r0", "a0")}, set(), 1, {}, {}) == {("r0", "a0"): (2.0, 2.0)}
    bridge = {
        ("r0", "a0"),
        ("r0", "a1"),
        ("r1", "a0"),
        ("r1", "a1"),
        ("r1", "a2"),
        ("r2", "a2"),
        ("r2", "a3"),
        ("r3", "a2"),
        ("r3", "a3"),
    }
    ranges = attack(
        {cell: 5 for cell in product(("r0", "r1", "r2", "r3"), ("a0", "a1", "a2", "a3"))}, bridge, set(), 1, {}, {}
    )
    # Two hidden cells in every row and column are not enough: the one that joins two loops is given away.
    assert ranges["r1", "a2"] == pytest.approx((5.0, 5.0))
    assert ranges["r0", "a0"][1] - ranges["r0", "a0"][0] > 1


def test_the_smallest_cells_that_serve_are_chosen():
    found = assert_safe(table([[2, 9, 50], [8, 7, 60], [70, 80, 90]]), 3, 1)
    assert found.complementary == {("r0", "a1"), ("r1", "a0"), ("r1", "a1")}
    assert found.totals == frozenset()


def test_cells_of_one_record_do_not_protect_one_another():
    # Two rows that add up to 2, and every hidden cell holds one record at least: a reader would know all four.
    found = assert_safe(table([[1, 1, 9], [1, 1, 9], [9, 9, 9]]), 2, 1)
    assert found.complementary


def test_where_the_table_has_no_way_out_its_totals_are_named():
    found = assert_safe({("r0", "a0"): (2, 2), ("r1", "a1"): (40, 40)}, 5, 1)
    assert found.totals
    alone = assert_safe({("r0", "a0"): (2, 2)}, 5, 1)
    assert (ALL, ALL) in alone.totals


def test_a_whole_of_one_part_gives_its_part_away_and_is_named():
    regions = {"r0": ("north",), "r1": ("south",), "r2": ("south",)}
    found = assert_safe(table([[2, 9], [8, 7], [20, 30]]), 3, 1, regions)
    assert ("north", "a0") in found.totals


def test_nothing_small_nothing_withheld():
    found = withhold(table([[5, 9], [8, 7]]), 5, floor=1, regions={}, activities={})
    assert not found.primary | found.complementary | found.totals


counts = st.integers(0, 8)


@settings(max_examples=60, deadline=None)
@given(rows=st.lists(st.lists(counts, min_size=4, max_size=4), min_size=1, max_size=5), bound=st.integers(2, 5))
def test_no_count_can_be_worked_out(rows, bound):
    assert_safe(table(rows), bound, 1)


@settings(max_examples=40, deadline=None)
@given(rows=st.lists(st.lists(counts, min_size=5, max_size=5), min_size=4, max_size=4), bound=st.integers(2, 4))
def test_no_count_can_be_worked_out_with_totals_of_every_level(rows, bound):
    regions = {"r0": ("d0", "k0"), "r1": ("d0", "k0"), "r2": ("d1", "k0"), "r3": ("d2", "k1")}
    activities = {"a0": ("g0",), "a1": ("g0",), "a2": ("g1",), "a3": ("g1",), "a4": ("g2",)}
    assert_safe(table(rows), bound, 1, regions, activities)


@settings(max_examples=40, deadline=None)
@given(
    rows=st.lists(st.lists(st.tuples(counts, st.integers(0, 50)), min_size=4, max_size=4), min_size=2, max_size=4),
    bound=st.integers(2, 4),
)
def test_no_size_can_be_worked_out(rows, bound):
    cells = {(f"r{i}", f"a{j}"): pair for i, row in enumerate(rows) for j, pair in enumerate(row) if pair[0]}
    assert_safe(cells, bound, 0)


def test_every_period_is_a_table_of_its_own():
    frame = pl.DataFrame(
        {
            "region": ["r0", "r0", "r1", "r1"] * 2,
            "activity": ["a0", "a1"] * 4,
            "period": [2023] * 4 + [2024] * 4,
            "value": [1.0, 9, 9, 9, 9, 9, 9, 9],
            "records": [1.0, 9, 9, 9, 9, 9, 9, 9],
            "status": ["final"] * 8,
        }
    )
    done, totals = withheld_frame(frame, 3, floor=1, regions={}, activities={})
    assert done.group_by("period").agg(pl.col("value").null_count()).sort("period")["value"].to_list() == [4, 0]
    assert set(done.filter(pl.col("value").is_null())["status"]) == {"withheld"}
    assert totals.is_empty()


def test_a_panel_withholds_and_says_so(tmp_path):
    texts(twin.rows(2, 400)).write_parquet(tmp_path / "r.parquet")
    asked = {"by": "industry", "level": "regency"}
    shown = records(tmp_path / "r.parquet", Asked(**asked)).panel.frame
    found = records(tmp_path / "r.parquet", Asked(**asked, withhold_under=5))
    both = found.panel.frame.join(shown, on=["region", "activity", "period"], suffix="_shown")
    assert both.height == shown.height
    hidden = both.filter(pl.col("status") == "withheld")
    assert hidden.height == sum(found.withheld)
    assert hidden["value"].null_count() == hidden.height
    assert hidden.filter(pl.col("value_shown") < 5).height == found.withheld[0] > 0
    assert both.filter(pl.col("status") == "final")["value"].min() >= 5
    assert any(f"({hidden.height} sel" in step for step in found.panel.papers.history)


def test_a_bound_of_one_means_nothing():
    with pytest.raises(UsageError, match="withhold"):
        Asked(withhold_under=1)
