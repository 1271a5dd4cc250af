"""How far behind, how many years, how fast? Never across a break in a series."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from potensi.analysis.catchup import catchup, years_behind
from potensi.errors import UsageError

PEER = [(2018, 60.0), (2020, 64.0), (2022, 70.0)]


def line(region, measure, points, series="one"):
    return [(region, measure, year, value, series) for year, value in points]


@pytest.fixture
def panel(make_panel):
    return make_panel({2022: [[1, 2], [1, 2], [2, 1]]})


@pytest.fixture
def ask(panel, make_indicators):
    def run(rows, better="higher", peers=("r1",), **more):
        known = make_indicators(rows, {"level": better})
        found = catchup(panel, region="r0", peers=peers, indicators=known, **more)
        return found.table.row(0, named=True)

    return run


def test_the_gap_in_years_and_pace_by_hand(ask):
    row = ask(line("r1", "level", PEER) + line("r0", "level", [(2018, 59.0), (2022, 67.0)]), by=2027)
    # 67 stands half way between 64 (2020) and 70 (2022): the peer was there in 2021.
    assert row["gap"] == pytest.approx(3)
    assert row["years_behind"] == pytest.approx(1.0)
    assert (row["pace_own"], row["pace_peer"]) == pytest.approx((2.0, 2.5))
    assert row["pace_needed_level"] == pytest.approx(3 / 5)
    assert row["pace_needed_path"] == pytest.approx(3 / 5 + 2.5)
    assert (row["status"], row["meets_path"], row["period"], row["by"]) == ("reachable", False, 2022, 2027)


def test_less_is_better(ask):
    rows = line("r1", "level", [(2018, 12.0), (2022, 8.0)]) + line("r0", "level", [(2018, 11.0), (2022, 10.0)])
    row = ask(rows, better="lower", by=2026)
    assert (row["gap"], row["years_behind"]) == pytest.approx((2.0, 2.0))
    assert (row["pace_own"], row["pace_needed_level"], row["pace_needed_path"]) == pytest.approx((-0.25, -0.5, -1.5))
    assert row["status"] == "receding"


@pytest.mark.parametrize(
    ("own", "peer", "status"),
    [
        ([(2020, 70.0), (2022, 71.0)], [(2020, 60.0), (2022, 70.0)], "ahead"),
        ([(2020, 60.0), (2022, 64.0)], [(2020, 69.0), (2022, 70.0)], "reachable"),
        ([(2020, 60.0), (2022, 62.0)], [(2020, 79.0), (2022, 80.0)], "not_at_this_pace"),
        ([(2020, 60.0), (2022, 62.0)], [(2020, 70.0), (2022, 80.0)], "receding"),
        ([(2022, 62.0)], [(2020, 70.0), (2022, 80.0)], "break_in_series"),
        ([(2020, 60.0), (2022, 62.0)], [(2020, 70.0)], "no_data"),
    ],
)
def test_statuses(ask, own, peer, status):
    assert ask(line("r0", "level", own) + line("r1", "level", peer))["status"] == status


def test_no_pace_and_no_gap_across_a_break(ask):
    old, new = line("r0", "level", [(2018, 50.0)], "old"), line("r0", "level", [(2022, 62.0)], "new")
    row = ask(old + new + line("r1", "level", [(2018, 55.0)], "old") + line("r1", "level", [(2022, 66.0)], "new"))
    assert (row["status"], row["pace_own"], row["gap"]) == ("break_in_series", None, pytest.approx(4))
    # 62 lies between 55 and 66, but on the other side of the break.
    assert (row["years_behind"], row["years_behind_code"]) == (None, "beyond_series")
    mixed = ask(new + line("r1", "level", [(2022, 66.0)], "other"))
    assert (mixed["status"], mixed["gap"]) == ("break_in_series", None)


def test_the_latest_year_with_a_pace_is_taken(ask):
    own = line("r0", "level", [(2020, 60.0), (2021, 61.0)], "old") + line("r0", "level", [(2022, 70.0)], "new")
    peer = line("r1", "level", [(2020, 62.0), (2021, 64.0)], "old") + line("r1", "level", [(2022, 75.0)], "new")
    row = ask(own + peer)
    assert (row["period"], row["series"], row["pace_own"]) == (2021, "old", pytest.approx(1.0))


def test_without_indicators_and_with_wrong_years(panel):
    found = catchup(panel, region="r0")
    assert found.table.height == 0
    assert [refusal.code for refusal in found.refusals] == ["indicators_needed"]
    with pytest.raises(UsageError):
        catchup(panel, region="r0", by=2022)


def test_peers_default_to_the_most_alike(panel, make_indicators):
    rows = [row for region in ("r0", "r1", "r2") for row in line(region, "level", PEER)]
    found = catchup(panel, region="r0", indicators=make_indicators(rows, {"level": "higher"}), count=1)
    assert found.table["peer"].to_list() == ["r1"]
    assert found.table["status"].to_list() == ["ahead"]


@settings(max_examples=100, deadline=None)
@given(steps=st.lists(st.floats(0.01, 10), min_size=4, max_size=12), lag=st.integers(1, 3))
def test_a_series_is_as_many_years_behind_as_it_lags(steps, lag):
    values = np.cumsum(steps)
    years = np.arange(2000.0, 2000 + len(values))
    assert years_behind(years, values, values[-1 - lag]) == pytest.approx(lag, abs=1e-6)


@settings(max_examples=100, deadline=None)
@given(values=st.lists(st.floats(-100, 100), min_size=2, max_size=10), low=st.floats(-100, 100), more=st.floats(0, 50))
def test_the_lower_the_level_the_more_years(values, low, more):
    years = np.arange(2000.0, 2000 + len(values))
    deep, shallow = (years_behind(years, np.array(values), level) for level in (low, low + more))
    if deep is not None:
        assert shallow is not None
        assert deep >= shallow - 1e-9
        assert 0 <= deep <= len(values) - 1


def test_years_behind_at_the_edges():
    years = np.array([2000.0, 2001.0])
    assert years_behind(years, np.array([1.0, 2.0]), 3.0) == 0.0
    assert years_behind(years, np.array([1.0, 2.0]), 0.5) is None
    assert years_behind(np.array([]), np.array([]), 0.5) is None


def test_the_real_figures(sample, sample_indicators):
    table = catchup(sample, region="3510", indicators=sample_indicators, by=2029).table
    assert set(table["measure"]) == {"grdp_per_head", "human_development_index", "poverty_rate", "unemployment_rate"}
    # Population breaks in 2024, so that no pace of value by head can be read there: 2023 is the last such year.
    assert set(table.filter(measure="grdp_per_head")["period"]) == {2023}
    assert set(table.filter(measure="human_development_index")["series"]) == {"hdi_new"}
    nganjuk = table.filter(measure="human_development_index", peer="3518").row(0, named=True)
    assert nganjuk["gap"] == pytest.approx(0.94)
    assert nganjuk["years_behind"] == pytest.approx(1.533, abs=1e-3)
    assert nganjuk["status"] == "reachable"
