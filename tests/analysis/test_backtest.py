"""Backtests where the truth is known: entries by relatedness, at random, by the region's own trend; and real panels."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from analysis.made import long_of

from potensi.analysis import learned as learned_module
from potensi.analysis.backtest import BASELINES, backtest
from potensi.analysis.entries import Rule, cases_of, entered, history_of, lessons_of, windows_of
from potensi.analysis.known import features_of
from potensi.analysis.learned import learned
from potensi.analysis.opportunity import Wanted, opportunities
from potensi.analysis.ranker import known_by, learn
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


def lift(found, score, against, kind="all"):
    mine = (pl.col("score") == score) & (pl.col("against") == against) & (pl.col("kind") == kind)
    return found.lifts.filter(mine).row(0, named=True)


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


def test_what_activities_add_is_the_lift(tested):
    """Drawn by activity instead of by region it is the same lift, with another interval."""
    for found in tested.values():
        for row in found.lifts.iter_rows(named=True):
            assert row["lift_low_activities"] - 1e-9 <= row["lift"] <= row["lift_high_activities"] + 1e-9


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


def test_the_report_on_density_alone_says_that_the_baseline_wins():
    """Over every window, as the list by relatedness is told beside it."""
    found = backtest(world("trend"), learned=False)
    assert found.advice == "density"
    assert found.reasons[1].code == "backtest_worse_than_rca"
    assert "forecast by that instead" in found.reasons[1].message("en")
    assert "pakailah pembanding itu" in found.reasons[1].message("id")


def test_at_random_nothing_is_learnt_in_any_window():
    found = backtest(world("chance").keep(periods=YEARS[:7]))
    for score in ("density", "rca"):
        assert of(found, score, "roc_low") < 0.5 < of(found, score, "roc_high"), score
    for score in ("density", "learned"):
        assert lift(found, score, "random")["lift_low"] <= 0
    assert found.advice == "density"
    assert found.reasons[-1].code == "backtest_learner_no_better"


def test_the_rule_is_what_it_says():
    history, rule = history_of(world("chance")), Rule()
    cases = cases_of(history, 3, rule)
    known = set(zip(cases.regions.tolist(), cases.activities.tolist(), strict=True))
    q = history.quotients
    for j in range(0, REGIONS, 7):
        for i in range(ACTIVITIES):
            absent = q[2, j, i] < 0.5 and q[3, j, i] < 0.5
            assert ((j, i) in known) == absent
    for after, places in ((2, (5, 6)), (1, (6,))):
        came = entered(history, cases, 6, rule, after=after)
        for j, i, here in zip(cases.regions, cases.activities, came, strict=True):
            assert here == all(q[k, j, i] >= 1 for k in places)
    for j, i, had in zip(cases.regions, cases.activities, cases.had_before, strict=True):
        assert had == any(q[k, j, i] >= 1 for k in range(4))


def test_features_know_nothing_of_later_years():
    history, rule = history_of(world("relatedness")), Rule()
    cases = cases_of(history, 3, rule)
    before = features_of(history, cases, rule)
    history.values[4:] = 7.0
    history.quotients[4:] = 7.0
    after = features_of(history, cases, rule)
    assert all(np.array_equal(before[name], after[name]) for name in before)


def test_one_never_learns_from_what_is_tested():
    history, rule = history_of(world("relatedness")), Rule()
    for first in range(len(YEARS)):
        cases = cases_of(history, first, rule) if first >= rule.years - 1 else None
        for start, end, after in lessons_of(first, rule):
            assert rule.years - 1 <= start < end - after + 1
            assert end <= first
            # What had come by the last year of a lesson is there: it is not among the tested cases.
            past = cases_of(history, start, rule)
            came = entered(history, past, end, rule, after=after)
            learnt = set(zip(past.regions[came].tolist(), past.activities[came].tolist(), strict=True))
            if end == first:
                assert not learnt & set(zip(cases.regions.tolist(), cases.activities.tolist(), strict=True))
    assert {after for _, _, after in lessons_of(4, rule)} == {1, 2}
    assert {end for _, end, _ in lessons_of(4, rule)} == {2, 3, 4}


def test_what_came_later_changes_no_chance():
    """The same ranking comes out when the years of the answer are others: nothing of them is learnt."""
    panel = world("trend")
    history, other = history_of(panel), history_of(panel)
    other.values[5:], other.quotients[5:] = other.values[5:][:, ::-1], other.quotients[5:][:, ::-1]
    rule = Rule()
    found = [learn(h, rule, known_by(h, rule), *known_by(h, rule)(4)) for h in (history, other)]
    assert np.array_equal(*found)


def test_every_window_is_tested_before_which_one_has_ended():
    history = history_of(world("relatedness"))
    assert windows_of(history, Rule()) == [(3, 5), (3, 6), (3, 7), (4, 6), (4, 7), (5, 7)]
    short = history_of(world("relatedness").keep(periods=YEARS[:5]))
    assert windows_of(short, Rule()) == [(1, 3), (1, 4), (2, 4)]
    assert windows_of(history_of(world("relatedness").keep(periods=YEARS[:3])), Rule()) == []


def test_windows_are_put_together_region_by_region():
    history = history_of(world("relatedness"))
    found = backtest(history, learned=False)
    windows = [(YEARS[a], YEARS[b]) for a, b in windows_of(history, Rule())]
    assert list(found.windows.select("from", "to").unique(maintain_order=True).iter_rows()) == windows
    single = [backtest(history, first=a, last=b, learned=False) for a, b in windows]
    assert of(found, "density", "cases") == sum(of(each, "density", "cases") for each in single)
    assert of(found, "density", "entries") == sum(of(each, "density", "entries") for each in single)
    # Every region has ten cases in every window here, so that the mean of means is the mean.
    hits = [of(each, "density", "precision_10") for each in single]
    assert of(found, "density", "precision_10") == pytest.approx(np.mean(hits))
    shown = found.windows.filter(pl.col("score") == "density")["precision_10"].to_list()
    assert shown == pytest.approx(hits)
    assert "6 windows between 2018 and 2022" in found.reasons[2].message("en")
    # A region's windows hang together: they are not drawn as if they were six regions.
    widths = [of(each, "density", "precision_10_high") - of(each, "density", "precision_10_low") for each in single]
    whole = of(found, "density", "precision_10_high") - of(found, "density", "precision_10_low")
    assert whole > np.mean(widths) / np.sqrt(len(windows))


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


def test_every_verdict_has_its_sentence(tested):
    for found in tested.values():
        for lang in ("id", "en"):
            for reason in found.reasons:
                assert "{" not in reason.message(lang)


@pytest.fixture(scope="module", params=["gb_itl2_sic4_bres_2015_2022", "nz_urban_nzsioc_census_1976_2013"])
def real(request):
    """A real panel tested over every window, by entries that last two periods."""
    path = DATA / f"{request.param}.parquet"
    if not path.exists():
        pytest.skip("the panel is not part of the project and not at hand")
    return backtest(path)


def test_real_panels_are_tested_and_told_honestly(real):
    entries = of(real, "density", "entries")
    assert entries > 300
    for parts in (("from_zero", "from_something"), ("never_had", "had_before")):
        assert sum(of(real, "density", "entries", part) for part in parts) == entries
    assert 0.55 < of(real, "density", "roc_area") < 0.75
    # Density does not beat the best simple comparison on either: where it is the advice, the words must say so.
    assert min(lift(real, "density", baseline)["lift_low"] for baseline in BASELINES) <= 0
    assert "Relatedness alone was right" in real.reasons[-1].message("en")


def test_what_is_learnt_beats_every_baseline_on_both_real_panels(real):
    """Also where the activity was at zero, and where the region had never had it: it does not live on what returns."""
    for kind in ("all", "from_zero", "never_had"):
        for other in ("density", *BASELINES):
            assert lift(real, "learned", other, kind)["lift_low"] > 0, (kind, other)
    for within in ("roc_within_region", "roc_within_activity"):
        assert of(real, "learned", f"{within}_low") > 0.6
    assert real.advice == "learned"
    assert "better_than" in real.reasons[1].code
    assert "no_better" not in real.reasons[1].code
    best = real.calibration.filter(pl.col("score") == "learned").row(-1, named=True)
    assert 0.6 < best["mean"] / best["entered"] < 1.6


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
    for panel in (world("chance").keep(periods=YEARS[:5]), world("trend").keep(periods=[2022])):
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
    asked = learned(panel, region="R003", year=2020)
    assert asked.chances == learned(panel.keep(periods=YEARS[:-2]), region="R003").chances
    assert all(0 <= chance <= 1 for chance in asked.chances.values())
