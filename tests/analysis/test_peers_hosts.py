"""Who is alike, and whom to visit? Worked by hand on panels small enough to see through."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from potensi.analysis.hosts import great_circle, hosts
from potensi.analysis.peers import peers
from potensi.errors import UsageError
from potensi.language import LANGUAGES
from potensi.panel import Papers

NAMES = ["us", "near", "far", "other"]
# Four regions on the equator: one degree is 111.2 km.
PLACES = pl.DataFrame({"region": NAMES, "name": NAMES, "lat": [0.0] * 4, "lon": [0.0, 1.0, 4.0, 0.5]})
FIRST = [[10, 10], [20, 20], [10, 10], [1, 99]]
LAST = [[10, 10], [40, 24], [30, 12], [1, 99]]


@pytest.fixture
def panel(make_panel):
    return make_panel({2020: FIRST, 2022: LAST}, regions=NAMES, names=PLACES)


def test_alike_and_ahead_by_hand(panel, make_indicators):
    known = make_indicators(
        [
            *[("us", "poverty", 2022, 10), ("near", "poverty", 2022, 8), ("far", "poverty", 2022, 12)],
            *[("us", "index", 2022, 70, "new"), ("near", "index", 2022, 75, "old"), ("far", "index", 2022, 71, "new")],
        ],
        {"poverty": "lower", "index": "higher"},
    )
    found = peers(panel, region="us", indicators=known, count=3)
    assert found.table["region"].to_list() == ["near", "far", "other"]
    assert found.table["similarity"].is_sorted(descending=True)
    assert found.table["size_ratio"].to_list() == pytest.approx([3.2, 2.1, 5.0])
    assert found.table["ahead_poverty"].to_list() == [True, False, None]
    # An index of another series is not compared.
    assert found.table["ahead_index"].to_list() == [None, True, None]
    rows = {row["measure"]: row for row in found.ahead.iter_rows(named=True)}
    assert (rows["poverty"]["ahead"], rows["poverty"]["of"], rows["poverty"]["peers_ahead"]) == (1, 2, "near")
    assert (rows["index"]["ahead"], rows["index"]["of"], rows["index"]["period"]) == (1, 1, 2022)


def test_value_by_head_is_worked_out_from_the_panel(make_panel, make_indicators):
    papers = Papers(unit="miliar rupiah", price="constant2010")
    panel = make_panel({2022: [[600, 400], [300, 200]]}, papers=papers)
    people = make_indicators(
        [("r0", "population", 2022, 50_000), ("r1", "population", 2022, 20_000)], {"population": ""}
    )
    found = peers(panel, region="r0", indicators=people)
    assert found.ahead.row(0, named=True)["value"] == pytest.approx(20.0)
    assert found.table["ahead_grdp_per_head"].to_list() == [True]


def test_peers_without_indicators_say_nothing_of_ahead(panel):
    found = peers(panel, region="us")
    assert found.ahead.height == 0
    assert found.table["ahead_judged"].to_list() == [0, 0, 0]


def test_one_region_has_no_peers_and_no_hosts(make_panel):
    alone = make_panel({2020: [[1, 2]], 2021: [[2, 3]]})
    assert peers(alone, region="r0").table.height == 0
    found = hosts(alone, region="r0")
    assert found.table.height == 0
    assert [refusal.code for refusal in found.refusals] == ["nothing_to_compare_with"]


def test_a_host_is_alike_ahead_and_near(panel):
    found = hosts(panel, region="us", max_km=300)
    # "far" grew most beside the structure but is 445 km away; "other" is no likeness of ours.
    assert found.table["region"].to_list() == ["near"]
    row = found.table.row(0, named=True)
    # The whole's a0 goes from 41 to 81, its a1 from 139 to 145; near less what it would have at those rates.
    by_hand = (40 - 20 * 81 / 41 + 24 - 20 * 145 / 139) / 40
    assert row["regional_shift"] == pytest.approx(by_hand)
    assert row["regional_shift"] > row["regional_shift_ours"] == found.regional_shift
    assert row["distance_km"] == pytest.approx(111.19, abs=0.01)
    assert row["hours"] == pytest.approx(row["distance_km"] * 1.4 / 45)
    assert (row["stability"], row["year_choices"]) == (1.0, 1)
    assert [reason.code for reason in found.reasons_of("near")] == ["host_alike", "host_ahead_in", "host_near"]
    assert "near" in found.reasons[0].message("en")


def test_farther_and_fussier_doors(panel):
    assert hosts(panel, region="us", max_km=500).table["region"].to_list() == ["far", "near"]
    closed = hosts(panel, region="us", max_km=1)
    assert closed.table.height == 0
    assert [refusal.code for refusal in closed.refusals] == ["no_host"]


def test_without_coordinates_the_distance_is_refused_not_guessed(make_panel):
    found = hosts(make_panel({2020: FIRST, 2022: LAST}, regions=NAMES), region="us")
    assert found.table["distance_km"].null_count() == found.table.height == 2
    assert {refusal.code for refusal in found.refusals} == {"no_coordinates"}
    assert {reason.code for reason in found.reasons} >= {"host_distance_unknown"}
    assert all(reason.message(lang) for reason in found.reasons for lang in LANGUAGES)


def test_stability_counts_year_choices(make_panel):
    years = {2020: FIRST, 2021: FIRST, 2022: LAST}
    row = hosts(make_panel(years, regions=NAMES, names=PLACES), region="us").table.row(0, named=True)
    # Nothing moves from 2020 to 2021, so nobody is ahead in one of the three choices.
    assert (row["region"], row["stability"], row["year_choices"]) == ("near", pytest.approx(2 / 3), 3)


def test_distances():
    there = great_circle(0.0, 0.0, np.array([0.0, 90.0, 0.0, np.nan]), np.array([0.0, 0.0, 180.0, 0.0]))
    quarter = 6371 * np.pi / 2
    assert there[:3].tolist() == pytest.approx([0, quarter, 2 * quarter])
    assert np.isnan(there[3])


def test_unknown_region(panel):
    for question in (peers, hosts):
        with pytest.raises(UsageError):
            question(panel, region="nowhere at all")


@settings(max_examples=25, deadline=None)
@given(
    matrix=arrays(np.float64, (4, 3), elements=st.floats(1, 1e4, allow_nan=False)),
    grown=st.floats(0.5, 20, allow_nan=False),
)
def test_the_same_structure_is_the_nearest_peer_at_any_size(make_panel, matrix, grown):
    twin = np.vstack([matrix, matrix[0] * grown])
    table = peers(make_panel({2020: twin}), region="r0").table
    best = table.row(0, named=True)
    assert best["similarity"] == pytest.approx(1.0, abs=1e-6)
    ratio = dict(table.select("region", "size_ratio").iter_rows())["r4"]
    assert ratio == pytest.approx(grown)
    assert "r0" not in table["region"]


def test_the_real_figures(sample, sample_indicators):
    found = peers(sample, region="3510", indicators=sample_indicators)
    assert found.table["region"].to_list()[:3] == ["3501", "3505", "3503"]
    assert found.ahead["of"].to_list() == [5] * found.ahead.height
    suggested = {code: hosts(sample, region=code).table for code in sample.region_codes}
    assert "3510" in suggested["3509"]["region"]
    assert suggested["3510"]["region"].to_list() == ["3529"]
    for code, table in suggested.items():
        assert code not in table["region"]
        assert (table["regional_shift"] > table["regional_shift_ours"]).all()
        assert (table["distance_km"] <= 300).all()
        assert table["stability"].is_between(0, 1).all()


def test_every_reason_has_its_sentence(sample):
    found = hosts(sample, region="3509")
    assert len(found.reasons) == 3 * found.table.height
    for lang in LANGUAGES:
        texts = [reason.message(lang) for reason in found.reasons]
        assert all("{" not in text and "None" not in text for text in texts)
    assert "Pertambangan" in " ".join(reason.message("id") for reason in found.reasons)
