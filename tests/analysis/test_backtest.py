"""Backtests where the truth is known: entries by relatedness, at random, by the region's own trend; and real panels."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from analysis.made import long_of

from potensi.analysis import learned as learned_module
from potensi.analysis.backtest import backtest
from potensi.analysis.entries import Rule, cases_of, features_of, history_of, rehearsals
from potensi.analysis.learned import learned
from potensi.analysis.opportunity import Wanted, opportunities
from potensi.errors import UsageError
from potensi.panel import Papers, panel_from

DATA = Path(__file__).parents[3] / "shared" / "data"
REGIONS, ACTIVITIES, YEARS = 60, 90, list(range(2015, 2023))


def world(driven_by, seed=1):
    """A seeded panel: groups of activities that go together; some of what a region lacks comes in, once, for a reason.

    What is there is large, what is not is a trace; the reason is ``relatedness``, ``chance`` or ``trend``.
    """
    random = np.random.default_rng(seed)
    group, leaning = random.integers(0, 6, ACTIVITIES), random.dirichlet(np.full(6, 0.5), REGIONS)
    there = random.random((REGIONS, ACTIVITIES)) < np.minimum(0.9, 1.6 * leaning[:, group] + 0.03)
    there[np.arange(REGIONS), random.integers(0, ACTIVITIES, REGIONS)] = True
    trace = random.uniform(0, 0.35, there.shape)
    frames = []
    for year in YEARS:
        values = np.where(there, 1.0, trace * 0.25) * random.lognormal(0, 0.02, there.shape)
        frames.append(long_of(np.round(values * 1000), year, zeros=True))
        common = np.array([there[:, group == g].mean(axis=1) for g in range(6)])[group].T
        pull = {"relatedness": common**2, "chance": np.ones_like(trace), "trend": trace**4}[driven_by]
        odds = np.where(there, 0.0, pull)
        there = there | (random.random(there.shape) < 120 * odds / odds.sum())
    return panel_from(pl.concat(frames), papers=Papers())


def of(found, score, column, kind="all"):
    return found.scores.filter((pl.col("score") == score) & (pl.col("kind") == kind))[column].item()


def lift(found, score, against):
    return found.lifts.filter((pl.col("score") == score) & (pl.col("against") == against)).row(0, named=True)


@pytest.fixture(scope="module")
def tested():
    return {reason: backtest(world(reason), first=2019, last=2022) for reason in ("relatedness", "chance", "trend")}


def test_entries_by_relatedness_are_found(tested):
    found = tested["relatedness"]
    assert of(found, "density", "roc_low") > 0.6
    assert of(found, "density", "precision_10") > 2 * of(found, "random", "precision_10")
    for baseline in ("rca", "random"):
        assert lift(found, "density", baseline)["lift_low"] > 0
    assert "better_than" in found.reasons[1].code


def test_every_figure_lies_in_its_interval(tested):
    table = tested["relatedness"].scores
    for name in ("roc", "precision_area", "roc_within_region", "roc_within_activity", "precision_10"):
        middle = "roc_area" if name == "roc" else name
        for row in table.filter((pl.col("score") != "random") & (pl.col("kind") == "all")).iter_rows(named=True):
            assert row[f"{name}_low"] <= row[middle] <= row[f"{name}_high"], (name, row["score"], row["kind"])
        whole = table.filter((pl.col("score") == "density") & (pl.col("kind") == "all")).row(0, named=True)
        assert whole[f"{name}_low"] < whole[f"{name}_high"]


def test_entries_at_random_are_luck(tested):
    found = tested["chance"]
    for score in ("density", "rca"):
        assert of(found, score, "roc_low") < 0.5 < of(found, score, "roc_high")
    assert "no_better_than" in found.reasons[1].code
    assert "bahan diskusi" in found.reasons[1].message("id")


def test_entries_by_own_trend_are_the_baseline_s_and_the_report_says_so(tested):
    found = tested["trend"]
    assert of(found, "rca", "roc_low") > of(found, "density", "roc_high")
    if found.advice == "density":
        assert found.reasons[1].code == "backtest_worse_than_rca"
    assert lift(found, "density", "rca")["lift_high"] < 0
    # A learned ranker may use the trend, and then it is the advice.
    assert of(found, "learned", "roc_area") > of(found, "density", "roc_area")


def test_the_rule_is_what_it_says():
    history, rule = history_of(world("chance")), Rule()
    cases = cases_of(history, 3, 6, rule)
    known = set(zip(cases.regions.tolist(), cases.activities.tolist(), strict=True))
    q = history.quotients
    for j in range(0, REGIONS, 7):
        for i in range(ACTIVITIES):
            absent = q[2, j, i] < 0.5 and q[3, j, i] < 0.5
            assert ((j, i) in known) == absent
    for j, i, entered in zip(cases.regions, cases.activities, cases.entered, strict=True):
        assert entered == (q[5, j, i] >= 1 and q[6, j, i] >= 1)


def test_features_know_nothing_of_later_years():
    history, rule = history_of(world("relatedness")), Rule()
    cases = cases_of(history, 3, 6, rule)
    before = features_of(history, cases, rule)
    history.values[4:] = 7.0
    history.quotients[4:] = 7.0
    after = features_of(history, cases, rule)
    assert all(np.array_equal(before[name], after[name]) for name in before)


def test_one_never_learns_from_what_is_tested():
    history, rule = history_of(world("relatedness")), Rule()
    cases = cases_of(history, 4, 7, rule)
    windows = rehearsals(cases, rule)
    assert windows
    tested = {(j, i) for j, i, e in zip(cases.regions, cases.activities, cases.entered, strict=True) if e}
    assert {kind.years for _, _, kind in windows} == {1, 2}
    for first, last, kind in windows:
        assert last <= cases.first
        assert abs((last - first) - 3) <= 1
        past = cases_of(history, first, last, kind)
        entered = {(j, i) for j, i, e in zip(past.regions, past.activities, past.entered, strict=True) if e}
        if last == cases.first:
            assert not entered & tested


def test_what_cannot_be_tested_says_so():
    whole = world("chance")
    assert "one year" in backtest(whole.keep(periods=[2015])).reasons[0].message("en")
    assert "too few years" in backtest(whole.keep(periods=[2015, 2016, 2017])).reasons[0].message("en")
    with pytest.raises(UsageError, match="overlap"):
        backtest(whole, first=2015, last=2016)
    with pytest.raises(UsageError, match="1999"):
        backtest(whole, first=1999)
    few = backtest(whole, first=2018, last=2021, rule=Rule(low=0.001))
    assert "really entered" in few.reasons[0].message("en")


def test_without_years_the_last_that_leave_room():
    found = backtest(world("relatedness"), learned=False)
    assert (found.first, found.last) == (2019, 2022)
    assert "learned" not in found.scores["score"].to_list()


def test_every_verdict_has_its_sentence(tested):
    for found in tested.values():
        for lang in ("id", "en"):
            for reason in found.reasons:
                assert "{" not in reason.message(lang)


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [("gb_itl2_sic4_bres_2015_2022", 2019, 2022), ("nz_urban_nzsioc_census_1976_2013", 1996, 2013)],
)
def test_real_panels_are_tested_and_told_honestly(name, first, last):
    path = DATA / f"{name}.parquet"
    if not path.exists():
        pytest.skip("the panel is not part of the project and not at hand")
    found = backtest(path, first=first, last=last)
    entries = of(found, "density", "entries")
    assert entries > 50
    assert of(found, "density", "entries", "from_zero") + of(found, "density", "entries", "from_something") == entries
    assert 0.55 < of(found, "density", "roc_area") < 0.75
    # Density does not beat the best simple comparison on either: the words must not say that it does.
    assert lift(found, "density", "ubiquity")["lift_low"] <= 0
    if found.advice == "density":
        assert "better_than" not in found.reasons[1].code.replace("no_better_than", "")


@pytest.mark.parametrize(
    ("name", "first", "last", "baseline"),
    [
        ("gb_itl2_sic4_bres_2015_2022", 2019, 2022, "rca"),
        ("nz_urban_nzsioc_census_1976_2013", 1996, 2006, "ubiquity"),
    ],
)
def test_what_is_learnt_beats_the_best_baseline_on_both_real_panels(name, first, last, baseline):
    """Entries of one period; of those that lasted two there are too few to tell."""
    path = DATA / f"{name}.parquet"
    if not path.exists():
        pytest.skip("the panel is not part of the project and not at hand")
    found = backtest(path, first=first, last=last, rule=Rule(years=1))
    others = found.lifts.filter((pl.col("score") == "learned") & (pl.col("against") != "density"))
    assert others.sort("precision_10_against")["against"][-1].startswith(baseline)
    assert (others["lift_low"] > 0).all()
    assert found.advice == "learned"
    assert "better_than" in found.reasons[1].code


def test_a_learned_ranking_orders_today_s_options_where_it_has_passed_its_test(monkeypatch):
    """Entries by the region's own trend: a ranker sees it, density does not; what is advised next really comes."""
    panel, passed, kept = world("trend"), learned_module._tested, {}

    def once(history, rule):  # the test that it must pass is the same for every region of a panel
        if rule not in kept:
            kept[rule] = passed(history, rule)
        return kept[rule]

    monkeypatch.setattr(learned_module, "_tested", once)
    past = panel.keep(periods=YEARS[:-1])
    found = opportunities(past, region="R003", wanted=Wanted({"learned": 1.0}, count=1000))
    assert "learned" in found.proof[0].code
    by_density = opportunities(past, region="R003", wanted=Wanted(count=1000))
    assert found.table["activity"].to_list() != by_density.table["activity"].to_list()
    assert set(found.table["activity"]) == set(by_density.table["activity"])
    hits = {"learned": 0, "density": 0}
    history = history_of(panel)
    now = history.quotients[-1] >= 1
    for region in history.regions[::20]:
        for name in hits:
            best = opportunities(past, region=region, wanted=Wanted({name: 1.0})).table["activity"]
            hits[name] += sum(now[history.regions.index(region), history.activities.index(code)] for code in best)
    assert hits["learned"] > hits["density"]


def test_a_learned_ranking_is_not_offered_where_it_is_not_better_or_cannot_be_tested(monkeypatch):
    for panel in (world("chance"), world("trend").keep(periods=[2022])):
        with pytest.raises(UsageError) as stop:
            opportunities(panel, region="R003", wanted=Wanted({"learned": 1.0}))
        assert stop.value.code == "learned_no_better"
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(UsageError, match="scikit-learn"):
        opportunities(world("trend"), region="R003", wanted=Wanted({"learned": 1.0}))
    said = backtest(world("trend"), first=2019, last=2022).reasons
    assert said[-1].code == "backtest_learner_missing"
    assert "scikit-learn" in said[-1].message("id")


def test_the_learned_ranking_knows_nothing_of_years_after_the_one_asked():
    panel = world("trend")
    asked = learned(panel, region="R003", year=2021)
    assert asked.chances == learned(panel.keep(periods=YEARS[:-1]), region="R003").chances
    assert all(0 <= chance <= 1 for chance in asked.chances.values())
