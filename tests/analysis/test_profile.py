"""What has this region? Worked by hand, held to identities, and asked of data that cannot bear the question."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from polars.testing import assert_frame_equal

from potensi.analysis.profile import profile
from potensi.errors import UsageError
from potensi.language import LANGUAGES
from potensi.panel import Papers

START = [[90, 20, 10, 60], [310, 130, 140, 340]]
END = [[100, 40, 10, 55], [340, 170, 125, 425]]
MEASURES = ("share", "lq", "dlq", "growth", "mrp_rpr", "shift_national", "sector_class", "klassen_class")


def of(result, region, column):
    return result.cells.filter(pl.col("region") == region)[column].to_list()


def codes(result):
    return {refusal.code for refusal in result.refusals}


def test_shift_share_of_the_worked_example(make_panel):
    result = profile(make_panel({2020: START, 2024: END}), region="r0")
    parts = [sum(of(result, "r0", f"shift_{part}")) for part in ("national", "mix", "regional")]
    assert parts == pytest.approx([27, 1, -3])
    row = result.regions.filter(pl.col("region") == "r0").row(0, named=True)
    assert [row[f"shift_total_{part}"] for part in ("national", "mix", "regional")] == pytest.approx([27, 1, -3])
    assert (result.base, result.year, result.reference) == (2020, 2024, ("r0", "r1"))


def test_quotients_and_classes_by_hand(make_panel):
    # Region r0: shares 3/4 and 1/4 of 4; the whole 5/8 and 3/8 of 8 in the first year, 6/11 and 5/11 in the last.
    result = profile(make_panel({2020: [[3, 1], [2, 2]], 2021: [[4, 1], [2, 4]]}), region="r0")
    assert of(result, "r0", "share") == pytest.approx([0.8, 0.2])
    assert of(result, "r0", "lq") == pytest.approx([0.8 / (6 / 11), 0.2 / (5 / 11)])
    before = [0.75 / (5 / 8), 0.25 / (3 / 8)]
    assert of(result, "r0", "dlq") == pytest.approx([0.8 / (6 / 11) / before[0], 0.2 / (5 / 11) / before[1]])
    assert of(result, "r0", "sector_class") == ["leading", "lagging"]
    assert of(result, "r0", "klassen_class") == ["advanced_growing", "behind"]
    assert of(result, "r0", "overlay_pattern") == ["YNY", "NYN"]
    assert of(result, "r0", "overlay_count") == [2, 1]


def test_a_region_with_a_missing_cell_is_left_out_and_said_to_be(make_panel):
    years = {2020: [[1, 2], [3, 4], [5, 6]], 2021: [[2, 2], [3, np.nan], [6, 6]]}
    result = profile(make_panel(years))
    assert result.reference == ("r0", "r2")
    assert all(of(result, "r1", name) == [None, None] for name in MEASURES)
    assert of(result, "r1", "status") == ["final", "not_available"]
    assert of(result, "r1", "value") == [3.0, None]
    assert [r.region for r in result.refusals if r.code == "cells_missing"] == ["r1"]
    whole = profile(make_panel({k: [v[0], v[2]] for k, v in years.items()}))
    assert of(result, "r0", "lq") == pytest.approx(of(whole, "r0", "lq"))
    with pytest.raises(UsageError, match="r1"):
        profile(make_panel(years), region="r1")


def test_withheld_keeps_its_name(make_panel):
    frame = make_panel({2020: [[1, 2], [3, 4], [5, 6]]}).frame
    hidden = (pl.col("region") == "r1") & (pl.col("activity") == "a0")
    frame = frame.with_columns(
        value=pl.when(hidden).then(None).otherwise(pl.col("value")),
        status=pl.when(hidden).then(pl.lit("withheld")).otherwise(pl.col("status")),
    )
    from potensi.panel import panel_from

    assert of(profile(panel_from(frame, papers=Papers())), "r1", "status") == ["withheld", "final"]


def test_an_aggregate_row_is_not_counted_twice(make_panel):
    names = pl.DataFrame({"region": ["p", "r0", "r1"], "parent": [None, "p", "p"]})
    years = {2020: [[4, 6], [1, 2], [3, 4]], 2021: [[6, 6], [2, 2], [4, 4]]}
    result = profile(make_panel(years, regions=["p", "r0", "r1"], names=names))
    assert result.reference == ("r0", "r1")
    assert "p" not in result.cells["region"]
    assert "aggregate_left_out" in codes(result)


def test_growth_ratios_are_refused_where_the_whole_shrinks(make_panel):
    result = profile(make_panel({2019: [[5, 5], [5, 5]], 2020: [[4, 6], [5, 4]]}))
    assert "growth_too_small" in codes(result)
    assert result.cells["mrp_rpr"].null_count() == 4
    assert result.cells["overlay_judged"].to_list() == [1, 1, 1, 1]


def test_a_start_from_nothing_has_no_class(make_panel):
    result = profile(make_panel({2019: [[0, 5], [5, 5]], 2020: [[4, 6], [5, 6]]}))
    assert of(result, "r0", "dlq")[0] is None
    assert of(result, "r0", "sector_class")[0] is None
    assert of(result, "r0", "klassen_class")[0] is None
    refusal = next(r for r in result.refusals if r.code == "start_not_positive")
    assert (refusal.region, refusal.params["count"], refusal.params["activities"]) == ("r0", 1, "a0")
    change = [sum(of(result, r, f"shift_{p}")[0] for p in ("national", "mix", "regional")) for r in ("r0", "r1")]
    assert change == pytest.approx([4, 0])


def test_nobody_has_it_is_undefined_not_missing(make_panel):
    result = profile(make_panel({2020: [[0, 1], [0, 2]], 2021: [[0, 2], [0, 2]]}))
    assert np.isnan(of(result, "r0", "lq")[0])
    assert of(result, "r0", "sector_class")[0] is None


@pytest.mark.parametrize(
    ("years", "code"),
    [
        ({2020: [[1, 2]], 2021: [[2, 2]]}, "nothing_to_compare_with"),
        ({2020: [[1, 2], [3, 4]]}, "one_year_only"),
        ({2020: [[1, np.nan], [np.nan, 4]], 2021: [[1, 2], [3, 4]]}, "no_complete_region"),
        ({2020: [[1], [3]], 2021: [[2], [3]]}, "counts_needed"),
        ({2020: [[1, 2], [0, 0]], 2021: [[2, 3], [0, 0]]}, "start_not_positive"),
        ({2020: [[1, 2], [3, 4]], 2021: [[1, np.nan], [3, 4]], 2022: [[1, 3], [3, 4]]}, "years_between_missing"),
        ({2020: [[1, 2], [300, 400]], 2021: [[1, 2], [310, 420]]}, "region_small"),
    ],
)
def test_what_the_data_cannot_bear_is_said(make_panel, years, code):
    result = profile(make_panel(years))
    assert code in codes(result)
    for refusal in result.refusals:
        assert all(refusal.message(lang) for lang in LANGUAGES)
    refused = result.cells["sector_class"] if code in ("nothing_to_compare_with", "one_year_only") else []
    assert all(value is None for value in refused)


def test_one_region_still_has_its_own_growth(make_panel):
    result = profile(make_panel({2020: [[1, 2]], 2021: [[2, 2]]}))
    assert of(result, "r0", "growth") == pytest.approx([1, 0])
    assert of(result, "r0", "lq") == [None, None]


def test_the_kind_of_column_does_not_hang_on_refusals(make_panel):
    whole = profile(make_panel({2020: [[1, 2], [3, 4]], 2021: [[2, 3], [3, 5]]})).cells.schema
    alone = profile(make_panel({2020: [[1, 2]], 2021: [[2, 2]]})).cells.schema
    single = profile(make_panel({2020: [[1, 2], [3, 4]]})).cells.schema
    assert list(whole) == list(single)
    assert dict(whole)["sector_class"] == dict(alone)["sector_class"] == dict(single)["sector_class"] == pl.String
    assert dict(alone)["lq"] == pl.Float64


def test_intervals_for_counts_only(make_panel):
    years = {2020: [[30, 10], [20, 20]], 2021: [[30, 10], [20, 20]]}
    result = profile(make_panel(years, papers=Papers(measure="employment")))
    low, lq, high = (np.array(of(result, "r0", name)) for name in ("lq_low", "lq", "lq_high"))
    assert (low < lq).all()
    assert (lq < high).all()


def test_unknown_years_and_regions_are_refused(make_panel):
    panel = make_panel({2020: [[1, 2], [3, 4]], 2021: [[2, 3], [3, 5]]})
    for wrong in ({"year": 1999}, {"base": 2021, "year": 2020}, {"region": "nowhere at all"}):
        with pytest.raises(UsageError):
            profile(panel, **wrong)


def test_agreement_counts_variants_by_hand(make_panel):
    # a0 of r0 gains share 2020→2022 and 2021→2022, loses it 2020→2021.
    years = {2020: [[4, 4], [4, 4]], 2021: [[4, 5], [4, 4]], 2022: [[7, 4], [4, 4]]}
    result = profile(make_panel(years), region="r0")
    assert [v.name for v in result.variant_list] == ["base_later", "year_earlier", "minus_self"]
    assert of(result, "r0", "sector_class")[0] == "leading"
    assert of(result, "r0", "sector_class_agreement")[0] == pytest.approx(2 / 3)
    assert of(result, "r0", "sector_class_variants")[0] == 3
    assert result.variants.height == 3 * 4
    named = result.variants.filter(region="r0", activity="a0", variant="year_earlier").row(0, named=True)
    assert (named["base"], named["year"], named["sector_class"]) == (2020, 2021, "lagging")


def test_a_provisional_year_is_left_out_in_a_variant_of_its_own(sample):
    result = profile(sample, region="3510")
    assert {v.name: (v.base, v.year) for v in result.variant_list}["final_years"] == (2020, 2022)


matrices = st.integers(2, 5).flatmap(
    lambda rows: st.integers(1, 4).flatmap(
        lambda width: arrays(np.float64, (3, rows, width), elements=st.floats(1, 1e4, allow_nan=False))
    )
)


@settings(max_examples=25, deadline=None)
@given(cube=matrices, seed=st.integers(0, 9))
def test_row_order_does_not_matter(make_panel, cube, seed):
    years = dict(zip((2020, 2021, 2022), cube, strict=True))
    assert_frame_equal(profile(make_panel(years)).cells, profile(make_panel(years, shuffle=seed)).cells)


@settings(max_examples=25, deadline=None)
@given(cube=matrices)
def test_the_unit_does_not_matter_to_classes_and_quotients(make_panel, cube):
    one = profile(make_panel(dict(zip((2020, 2021, 2022), cube, strict=True)))).cells
    two = profile(make_panel(dict(zip((2020, 2021, 2022), cube * 1024, strict=True)))).cells
    names = ["lq", "dlq", "mrp_rps", "sector_class", "klassen_class", "overlay_pattern", "sector_class_agreement"]
    assert_frame_equal(one.select(names), two.select(names))
    assert_frame_equal(one.select(pl.col("shift_regional") * 1024), two.select("shift_regional"))


@settings(max_examples=25, deadline=None)
@given(cube=matrices)
def test_parts_add_up_and_agreement_is_a_share(make_panel, cube):
    cells = profile(make_panel(dict(zip((2020, 2021, 2022), cube, strict=True)))).cells
    change = (cube[2] - cube[0]).ravel()
    parts = {
        "": ("national", "mix", "regional"),
        "em": ("competitive", "allocation"),
        "dynamic": ("national", "mix", "regional"),
    }
    total = cells.select(pl.sum_horizontal(f"shift_{p}" for p in parts[""])).to_series()
    assert np.allclose(total, change)
    assert np.allclose(cells["shift_em_competitive"] + cells["shift_em_allocation"], cells["shift_regional"])
    assert np.allclose(cells.select(pl.sum_horizontal(f"shift_dynamic_{p}" for p in parts[""])).to_series(), change)
    arcelus = [name for name in cells.columns if name.startswith("arcelus_")]
    assert len(arcelus) == 8
    assert np.allclose(cells.select(pl.sum_horizontal(arcelus)).to_series(), change)
    assert cells["sector_class_agreement"].drop_nulls().is_between(0, 1).all()


def test_the_real_figures_of_banyuwangi(sample, sample_indicators):
    result = profile(sample, region="3510", indicators=sample_indicators)
    own = result.of()
    assert own["activity"][0] == "A"
    base = own.filter(pl.col("lq") >= 1)["activity"].to_list()
    assert sorted(base) == ["A", "B", "F", "P"]
    assert dict(own.select("activity", "sector_class").iter_rows())["A"] == "declining_base"
    assert result.cells.height == 38 * 17
    assert result.regions.height == 38
    assert result.activities.height == 17
    assert result.disparity["period"].to_list() == [2020, 2021, 2022, 2023, 2024]
    beta = dict(result.disparity.select("period", "beta_convergence").iter_rows())
    assert beta[2023] is not None
    assert beta[2024] is None
    assert {"series_broken", "start_not_positive", "growth_too_small_activity"} <= codes(result)
    row = result.regions.filter(region="3510").row(0, named=True)
    assert row["per_head"] == pytest.approx(36.3, abs=0.1)
    assert result.regions["klassen_region_class"].null_count() == 0
    assert all(refusal.message(lang) for refusal in result.refusals for lang in LANGUAGES)


def test_without_population_the_classes_of_regions_are_refused(sample):
    result = profile(sample)
    assert result.regions["klassen_region_class"].null_count() == 38
    assert "population_needed" in codes(result)
    assert result.disparity.height == 0


# What relatedness and complexity need finer activities for, and what stands on an input–output table: no column of a
# profile.
ELSEWHERE = {
    "rca", "rca_weighted", "rpop", "presence", "density", "distance", "relative_relatedness", "cog", "diversity", "eci",
    "fitness", "coi", "expy", "ubiquity", "pci", "complexity_fitness", "prody",
    "density_error", "rank_low", "rank_high", "eci_error", "eci_rank_low", "eci_rank_high",
    "output_multiplier", "income_multiplier", "employment_multiplier", "backward_linkage", "forward_linkage",
}  # fmt: skip


def test_every_column_of_a_card_is_there(sample, sample_indicators):
    from potensi.measures import catalogue

    result = profile(sample, indicators=sample_indicators)
    tables = {"cells": result.cells, "regions": result.regions, "activities": result.activities}
    tables["disparity"] = result.disparity
    elsewhere = {each.name for each in catalogue.cards() if each.name in ELSEWHERE}
    lost = [
        (card.grain, card.name)
        for card in catalogue.cards()
        if card.grain in tables and card.name not in tables[card.grain].columns and card.name not in elsewhere
    ]
    assert lost == []
    assert elsewhere == ELSEWHERE
