"""The page of one industry says what the profile says, in both languages, whatever the data hold."""

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
from potensi.present.facts import gather_all
from potensi.present.industry import MOST_ROWS, activity_slug, find_activity, industry_story
from potensi.present.story import Figure, KeyFigures, Table
from potensi.present.story_tables import table_of


@cache
def shared():
    return gather_all(load("jatim"), indicators=load_indicators("jatim"))


def region_table(story):
    return next(table for table in story.blocks(Table) if table.key == "regions")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_industry_has_a_story_without_a_hole(lang):
    for code in shared().panel.activity_codes:
        story = industry_story(shared(), code, lang)
        page = assert_readable(story)
        assert len(gzip.compress(page.encode())) < 40_000
        keys = [section.key for section in story.sections]
        assert keys == ["glance", "where", "own", "spread", "sure", "sources"]


def test_mining_is_the_speciality_of_bojonegoro_and_shrinks():
    story = industry_story(shared(), "B", "id")
    table = region_table(story)
    assert table.rows[0][0] == "Kabupaten Bojonegoro"
    quotients = [row[1] for row in table.rows if row[1] is not None]
    assert quotients == sorted(quotients, reverse=True)
    panel = shared().panel.frame.filter((pl.col("activity") == "B") & (pl.col("period") == 2024))
    assert sum(row[2] for row in table.rows) == pytest.approx(panel["value"].sum())
    assert sum(row[4] for row in table.rows) == pytest.approx(100)
    figures = next(story.blocks(KeyFigures)).items
    assert figures[3].value == f"{sum(value >= 1 for value in quotients)} dari 38"
    assert "menyusut rata-rata 3,25 persen" in whole(story)
    assert "Tidak ada lapangan usaha lain" in whole(story)


def test_own_performance_over_all_regions_adds_up_to_nothing():
    for code in shared().panel.activity_codes:
        table = table_of(industry_story(shared(), code, "id"), "regions").frame
        assert table["shift_regional"].sum() == pytest.approx(0, abs=1e-6 * table["value"].sum())


@pytest.mark.parametrize("text", ["M,N", "m-n", "Jasa Perusahaan", "business activities", " M-N "])
def test_an_industry_is_found_by_code_address_and_name(text):
    assert find_activity(load("jatim"), text) == "M,N"
    assert activity_slug("R,S,T,U") == "r-s-t-u"


def test_an_unknown_industry_is_a_sentence_with_the_nearest():
    with pytest.raises(UsageError) as refused:
        industry_story(shared(), "Pertanain", "id")
    assert "Pertanian" in refused.value.message("id")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_one_year_says_nothing_of_growth(lang):
    one = gather_all(load("jatim").keep(periods=[2024]))
    story = industry_story(one, "A", lang)
    assert_readable(story)
    assert len(list(story.blocks(Figure))) == 1
    labels = [item.label for item in next(story.blocks(KeyFigures)).items]
    assert not [label for label in labels if "tumbuh" in label.lower() or "growth" in label.lower()]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("regions", [["3510"], ["3510", "3578"]])
def test_one_or_two_regions_still_have_a_story(regions, lang):
    story = industry_story(gather_all(load("jatim").keep(regions=regions)), "C", lang)
    assert_readable(story)
    assert len(region_table(story).rows) == len(regions)
    assert bool(list(story.blocks(Figure))) == (len(regions) > 1)


def test_a_withheld_cell_is_missing_not_zero_and_its_region_is_told():
    panel = load("jatim")
    lost = (pl.col("region") == "3510") & (pl.col("activity") == "B") & (pl.col("period") == 2024)
    frame = panel.frame.with_columns(
        value=pl.when(lost).then(None).otherwise("value"),
        status=pl.when(lost).then(pl.lit("withheld")).otherwise("status"),
    )
    story = industry_story(gather_all(replace(panel, frame=frame)), "B", "id")
    assert_readable(story)
    row = next(row for row in region_table(story).rows if row[0] == "Kabupaten Banyuwangi")
    assert row[1:7] == (None,) * 6
    assert "Kabupaten Banyuwangi tidak ikut dihitung" in whole(story)
    assert sum(row[4] for row in region_table(story).rows if row[4] is not None) == pytest.approx(100)


def made(count, name="x", start=1.0):
    rows = [
        {"region": f"{k:04d}", "activity": activity, "period": period, "value": start if period == 1 else 2.0 + k}
        for k in range(count)
        for activity in ("A", "zz")
        for period in (1, 2)
    ]
    regions = pl.DataFrame(
        {"region": [f"{k:04d}" for k in range(count)], "name": [f"{name} {k}" for k in range(count)]}
    )
    activities = pl.DataFrame({"activity": ["A", "zz"], "name_id": [name, "b"], "name_en": [name, "b"]})
    return panel_from(
        pl.DataFrame(rows), papers=Papers(unit="orang", source="S"), regions=regions, activities=activities
    )


@pytest.mark.parametrize("injected", INJECTIONS)
def test_hostile_names_stay_texts(injected):
    page = page_of(industry_story(gather_all(made(3, injected)), "A", "id"))
    assert "<script" not in page
    assert injected in html.unescape(page)


def test_an_industry_that_began_from_zero_has_no_growth_but_a_story():
    story = industry_story(gather_all(made(3, start=0.0)), "A", "en")
    assert_readable(story)
    assert "cannot be computed" in whole(story)


def test_many_regions_are_cut_on_the_page_and_whole_in_the_file():
    story = industry_story(gather_all(made(514)), "A", "id")
    assert len(region_table(story).rows) == MOST_ROWS
    assert "514" in region_table(story).note
    assert table_of(story, "cells").frame.height == 514
