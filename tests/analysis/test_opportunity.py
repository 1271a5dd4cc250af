"""Opportunities: right order, parts that add up, removing what carries one lowers it, and what cannot be asked."""

import numpy as np
import polars as pl
import pytest
from analysis.made import long_of, panel_of, values_of
from hypothesis import given, settings
from hypothesis import strategies as st

from potensi.analysis.opportunity import Wanted, opportunities
from potensi.errors import UsageError
from potensi.measures.space import activity_space
from potensi.panel import Papers, panel_from

VALUES = values_of(45, 70, seed=5)
PANEL = panel_of(VALUES)
EVERY = Wanted(count=1000)


def test_the_list_is_what_the_region_has_not_nearest_first():
    found, whole = opportunities(PANEL, region="R007", wanted=EVERY), activity_space(VALUES)
    assert set(found.table["activity"]) == {f"A{i:03}" for i in np.nonzero(~whole.presence[7])[0]}
    assert found.table["density"].is_sorted(descending=True)
    assert found.table["rank"].to_list() == list(range(1, len(found.table) + 1))
    for row in found.table.iter_rows(named=True):
        i = int(row["activity"][1:])
        assert row["density"] == pytest.approx(whole.density[7, i], abs=1e-5)
        assert row["cog"] == pytest.approx(whole.cog[7, i], abs=1e-4)
        assert row["pci"] == pytest.approx(whole.pci[i])
        assert row["rca"] == pytest.approx(whole.rca[7, i])
        assert row["regions_with"] == whole.presence[:, i].sum()


@settings(max_examples=25)
@given(st.integers(3, 25), st.integers(3, 30), st.integers(0, 10_000), st.data())
def test_the_parts_add_up_to_the_density_and_with_what_is_missing_to_one(regions, activities, seed, data):
    panel = panel_of(values_of(regions, activities, seed=seed))
    region = data.draw(st.sampled_from(panel.region_codes))
    try:
        found = opportunities(panel, region=region, wanted=EVERY)
    except UsageError as refused:
        # Nothing that the region lacks is related to anything: there is no order by density, and this is said.
        if refused.code == "criterion_refused":
            return
        raise
    parts = dict(found.parts.group_by("activity").agg(pl.col("part").sum()).iter_rows())
    lacks = dict(found.missing.group_by("activity").agg(pl.col("part").sum()).iter_rows())
    for activity, density in found.table.select("activity", "density").iter_rows():
        assert parts.get(activity, 0) == pytest.approx(density, abs=1e-5)
        assert parts.get(activity, 0) + lacks.get(activity, 0) == pytest.approx(1)


def test_without_a_supporting_activity_the_option_falls_back():
    before = opportunities(PANEL, region="R007", wanted=EVERY)
    activity = before.table["activity"][0]
    carrier = before.parts.filter(pl.col("activity") == activity)["carried_by"][0]
    poorer = VALUES.copy()
    poorer[7, int(carrier[1:])] = 0
    after = opportunities(panel_of(poorer), region="R007", wanted=EVERY)

    def of(found):
        return found.table.filter(pl.col("activity") == activity).row(0, named=True)

    assert of(after)["density"] < of(before)["density"]
    assert of(after)["rank"] > of(before)["rank"]


def test_similar_regions_have_it_and_are_the_likest():
    found, there = opportunities(PANEL, region="R007"), activity_space(VALUES).presence
    alike = there.astype(float) @ there[7] / np.sqrt(there.sum(axis=1) * there[7].sum())
    for activity in found.table["activity"]:
        rows = found.similar.filter(pl.col("activity") == activity)
        having = np.nonzero(there[:, int(activity[1:])])[0]
        assert {int(code[1:]) for code in rows["region"]} <= set(having)
        assert rows["similarity"].to_list() == pytest.approx(np.sort(alike[having])[::-1][:3].tolist())


def test_weights_order_the_list():
    one = opportunities(PANEL, region="R007", wanted=Wanted({"complexity": 1.0}, count=1000))
    assert one.table["pci"].is_sorted(descending=True)
    both = opportunities(PANEL, region="R007", wanted=Wanted({"density": 1.0, "complexity": 3.0}, count=1000))
    doubled = opportunities(PANEL, region="R007", wanted=Wanted({"density": 2.0, "complexity": 6.0}, count=1000))
    assert both.table["activity"].to_list() == doubled.table["activity"].to_list()
    assert both.table["activity"].to_list() != one.table["activity"].to_list()


def test_growth_is_the_mix_part_of_shift_share():
    frame = pl.concat([long_of(VALUES, 2020), long_of(VALUES * np.linspace(0.5, 2, 70), 2024)])
    panel = panel_from(frame, papers=Papers())
    found = opportunities(panel, region="R007", base=2020, wanted=Wanted({"growth": 1.0}, count=1000))
    whole = (VALUES * np.linspace(0.5, 2, 70)).sum() / VALUES.sum()
    for activity, growth in found.table.select("activity", "growth").iter_rows():
        assert growth == pytest.approx(np.linspace(0.5, 2, 70)[int(activity[1:])] - whole)
    assert found.table["growth"].is_sorted(descending=True)


def test_the_portfolio_balances_near_and_far():
    found = opportunities(PANEL, region="R007", wanted=EVERY)
    kinds = found.portfolio["distance_class"].to_list()
    assert kinds == ["near"] * 3 + ["middling"] * 3 + ["far"] * len(kinds[6:])
    near, far = (found.portfolio.filter(pl.col("distance_class") == kind)["density"] for kind in ("near", "far"))
    assert near.min() > far.max()
    assert (found.portfolio.filter(pl.col("distance_class") != "near")["cog"] >= found.table["cog"].median()).all()


def test_draws_give_an_interval_around_the_rank():
    found = opportunities(PANEL, region="R007", wanted=Wanted(count=1000, replicates=30))
    assert (found.table["rank_low"] <= found.table["rank_high"]).all()
    assert found.table["rank_high"].dtype == pl.Int64
    inside = (found.table["rank_low"] - 1 <= found.table["rank"]) & (
        found.table["rank"] <= found.table["rank_high"] + 1
    )
    assert inside.mean() > 0.9


def test_few_activities_are_ranked_by_density_alone():
    few = panel_of(values_of(30, 17, seed=2))
    found = opportunities(few, region="R003")
    assert found.table["cog"].is_nan().all()
    assert found.table["pci"].is_nan().all()
    assert any(refusal.code == "too_few_activities" for refusal in found.refusals)
    with pytest.raises(UsageError, match="gain"):
        opportunities(few, region="R003", wanted=Wanted({"gain": 1.0}))


@pytest.mark.parametrize(
    ("options", "word"),
    [
        ({"region": "R999"}, "R999"),
        ({"region": "R001", "wanted": Wanted({"luck": 1.0})}, "luck"),
        ({"region": "R001", "wanted": Wanted({"density": 0.0})}, "zero"),
        ({"region": "R001", "wanted": Wanted({"growth": 1.0})}, "--base"),
    ],
)
def test_what_cannot_be_asked_is_refused(options, word, tmp_path):
    long_of(VALUES).write_parquet(tmp_path / "jobs.parquet")
    for source in (PANEL, tmp_path / "jobs.parquet"):
        with pytest.raises(UsageError, match=word):
            opportunities(source, **options)
