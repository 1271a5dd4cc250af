"""Regions side by side: the figures are those of the profile, of one year and series, and poor data are told."""

import gzip
import html
from dataclasses import replace
from functools import cache

import polars as pl
import pytest
from present.made_up import INJECTIONS
from present.stories import assert_readable, page_of, whole

from potensi.data.samples import load, load_indicators
from potensi.errors import UsageError
from potensi.language import LANGUAGES
from potensi.panel import Papers, panel_from
from potensi.present.comparison import comparison_story
from potensi.present.comparison_facts import compare
from potensi.present.facts import gather, gather_all
from potensi.present.story import Figure, KeyFigures, Table
from potensi.present.story_tables import tables

TEN = [f"35{k:02d}" for k in range(1, 11)]


@cache
def shared():
    return gather_all(load("jatim"), indicators=load_indicators("jatim"))


def table(story, key):
    return next(block for block in story.blocks(Table) if block.key == key)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("regions", [["3510", "3509"], ["3510", "3578", "3573"], TEN])
def test_two_to_ten_regions_have_a_story_without_a_hole(regions, lang):
    story = comparison_story(shared(), regions, lang)
    page = assert_readable(story)
    assert len(gzip.compress(page.encode())) < 40_000
    assert len(next(story.blocks(KeyFigures)).items) == len(regions)
    keys = [section.key for section in story.sections]
    assert keys == ["glance", "figures", "common", "differ", "growth", "indicators", "alike", "sources"]
    for key in ("quotients", "shares"):
        assert len(table(story, key).rows) == 17
        assert len(table(story, key).columns) == len(regions) + (2 if key == "shares" else 1)


def test_the_figures_are_those_of_each_region():
    story = comparison_story(shared(), ["3510", "3578"], "id")
    for row, code in zip(table(story, "figures").rows, ("3510", "3578"), strict=True):
        facts = gather(shared(), code)
        assert row[1] == pytest.approx(facts.total)
        assert row[2] == pytest.approx(100 * facts.share)
        assert row[3] == pytest.approx(100 * facts.growth)
        start = facts.total / (1 + facts.growth) ** 4
        assert row[4] == pytest.approx(100 * facts.own["shift_regional"].sum() / start)
        assert row[5] == facts.own.filter(pl.col("lq") >= 1).height
    shares = table(story, "shares")
    for k in (1, 2, 3):
        assert sum(row[k] for row in shares.rows) == pytest.approx(100)


def test_likeness_is_that_of_the_region_itself():
    found = compare(shared(), ["3510", "3578", "3573"])
    likeness = gather(shared(), "3510").likeness
    assert found.similarity["3510", "3578"] == pytest.approx(likeness["3578"])
    assert found.similarity["3510", "3573"] == pytest.approx(likeness["3573"])


def test_what_is_shared_holds_for_each_and_what_is_own_for_one():
    found = compare(shared(), ["3510", "3509"])
    quotients = found.of_cells("lq")
    both = {a for a, values in quotients.items() if min(values.values()) >= 1}
    assert both == {"A", "B", "P"}
    text = whole(comparison_story(shared(), ["3510", "3509"], "en"))
    assert (
        "with a larger share than in the reference by location quotient (LQ): Agriculture, Mining, and Education."
        in text
    )
    assert "Base industries in Kabupaten Banyuwangi only: Construction." in text


def test_indicators_are_of_one_year_and_one_series():
    indicators = load_indicators("jatim")
    moved = (
        (pl.col("region") == "3578") & (pl.col("indicator") == "human_development_index") & (pl.col("period") == 2024)
    )
    frame = indicators.frame.with_columns(series=pl.when(moved).then(pl.lit("other")).otherwise("series"))
    broken = gather_all(load("jatim"), indicators=replace(indicators, frame=frame))
    level = next(
        x for x in compare(broken, ["3510", "3578", "3573"]).levels if x.card.indicator == "human_development_index"
    )
    assert (level.period, set(level.values)) == (2024, {"3510", "3573"})
    assert level.values["3510"] == pytest.approx(74.30)
    row = table(comparison_story(broken, ["3510", "3578", "3573"], "id"), "indicators").rows[1]
    assert row[0] == "Kota Surabaya"
    assert None in row
    two = next(x for x in compare(broken, ["3510", "3578"]).levels if x.card.indicator == "human_development_index")
    assert two.period == 2023


@pytest.mark.parametrize("regions", [[], ["3510"], ["3510", "Banyuwangi", "35.10"]])
def test_fewer_than_two_different_regions_are_refused(regions):
    with pytest.raises(UsageError) as refused:
        comparison_story(shared(), regions, "id")
    assert refused.value.code == "compare_too_few"
    assert "sedikitnya 2" in refused.value.message("id")


def test_more_than_ten_and_unknown_regions_are_refused():
    with pytest.raises(UsageError) as refused:
        comparison_story(shared(), [*TEN, "3511"], "id")
    assert refused.value.code == "compare_too_many"
    assert "11" in refused.value.message("en")
    with pytest.raises(UsageError) as unknown:
        comparison_story(shared(), ["3510", "<script>"], "id")
    assert unknown.value.code == "unknown_region"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_one_year_without_indicators_says_nothing_of_growth(lang):
    one = gather_all(load("jatim").keep(periods=[2024]))
    story = comparison_story(one, ["3510", "3509"], lang)
    assert_readable(story)
    assert [section.key for section in story.sections] == ["glance", "figures", "common", "differ", "alike", "sources"]
    assert not list(story.blocks(Figure))
    assert table(story, "figures").rows[0][3] is None


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_panel_of_two_regions_can_be_compared(lang):
    assert_readable(comparison_story(gather_all(load("jatim").keep(regions=["3510", "3578"])), ["3578", "3510"], lang))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("others", [["3578"], ["3578", "3573"]])
def test_a_region_with_a_withheld_cell_stays_missing(others, lang):
    panel = load("jatim")
    lost = (pl.col("region") == "3510") & (pl.col("activity") == "B") & (pl.col("period") == 2024)
    frame = panel.frame.with_columns(
        value=pl.when(lost).then(None).otherwise("value"),
        status=pl.when(lost).then(pl.lit("withheld")).otherwise("status"),
    )
    story = comparison_story(gather_all(replace(panel, frame=frame)), ["3510", *others], lang)
    assert_readable(story)
    row = table(story, "figures").rows[0]
    assert row[1:] == (None,) * 6
    assert all(row[1] is None for row in table(story, "shares").rows)
    assert (
        "Kabupaten Banyuwangi" in next(section for section in story.sections if section.key == "glance").blocks[1].text
    )


@pytest.mark.parametrize("injected", INJECTIONS)
def test_hostile_names_stay_texts(injected):
    rows = [{"region": r, "activity": a, "period": 2024, "value": 1.0 + k} for k, r in enumerate("ab") for a in "xy"]
    names = pl.DataFrame({"region": ["a", "b"], "name": [injected, injected]})
    panel = panel_from(pl.DataFrame(rows), papers=Papers(unit="orang", source="S"), regions=names)
    story = comparison_story(gather_all(panel), ["a", "b"], "id")
    page = page_of(story)
    assert "<script" not in page
    assert injected in html.unescape(page)
    assert len(tables(story)["shares"].frame.columns) == 4
