"""The prospectus says what the facts say, in both languages, for every region, and never more than the guards allow."""

import re
from dataclasses import replace

import polars as pl
import pytest
from present.stories import texts

from potensi.data.samples import load, load_indicators
from potensi.language import LANGUAGES
from potensi.panel import Papers, panel_from
from potensi.present import sentences
from potensi.present.chapter import chapter, value_table
from potensi.present.facts import gather, gather_all
from potensi.present.parts import source_points
from potensi.present.prospectus import prospectus, prospectus_of
from potensi.present.story import Figure


@pytest.fixture(scope="module")
def shared():
    return gather_all(load("jatim"), indicators=load_indicators("jatim"))


@pytest.fixture(scope="module")
def banyuwangi(shared):
    return gather(shared, "3510")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_region_has_a_story_without_a_hole(shared, lang):
    for code in shared.panel.region_codes:
        facts = gather(shared, code)
        for story in (prospectus_of(facts, lang), chapter(facts, lang)):
            for text in texts(story):
                assert not re.search(r"\bnan\b|\bNone\b|\{|\}|\binf\b", text), (code, text)
                assert "  " not in text, (code, text)


@pytest.mark.parametrize(("lang", "amount"), [("id", "63,69 triliun rupiah"), ("en", "63.69 trillion rupiah")])
def test_the_size_is_the_sum_of_the_published_industries(banyuwangi, lang, amount):
    assert banyuwangi.total == pytest.approx(63693.56, abs=0.01)
    assert amount in sentences.glance(banyuwangi, lang)[0]


def test_the_parts_of_the_change_add_up_to_it(banyuwangi):
    parts = banyuwangi.own.select(pl.sum("shift_national", "shift_mix", "shift_regional")).row(0)
    assert sum(parts) == pytest.approx(63693.56 - 53295.13, abs=0.02)


def test_each_figure_has_words_for_those_who_cannot_see_it_and_a_source(banyuwangi):
    for lang in LANGUAGES:
        figures = list(prospectus_of(banyuwangi, lang).blocks(Figure))
        assert len(figures) == 3
        assert all(len(figure.alt) > 60 and "BPS" in figure.source for figure in figures)


def test_what_is_refused_is_said_and_gets_no_class(banyuwangi):
    refused = sentences.refusals(banyuwangi, "id")
    assert any("RPs" in text and "Pertambangan" in text for text in refused)
    mining = banyuwangi.own.row(by_predicate=pl.col("activity") == "B", named=True)
    assert mining["mrp_rps"] is None


def test_one_year_gives_no_word_on_growth():
    story = prospectus(load("jatim").keep(periods=[2024]), region="3510", lang="en")
    whole = " ".join(texts(story))
    assert "one year only" in whole
    assert "grown by" not in whole
    assert "Leading" not in whole


def test_one_region_alone_is_not_compared():
    story = prospectus(load("jatim").keep(regions=["3510"]), region="3510", lang="en")
    whole = " ".join(texts(story))
    assert "Most alike" not in whole
    assert "base industries, with" not in whole


def test_a_region_with_a_withheld_cell_says_so_and_shows_no_sum():
    panel = load("jatim")
    lost = (pl.col("region") == "3510") & (pl.col("activity") == "B") & (pl.col("period") == 2024)
    frame = panel.frame.with_columns(
        value=pl.when(lost).then(None).otherwise("value"),
        status=pl.when(lost).then(pl.lit("withheld")).otherwise("status"),
    )
    spoiled = panel_from(frame, papers=panel.papers, regions=panel.regions, activities=panel.activities)
    facts = gather(gather_all(spoiled), "3510")
    assert facts.total is None
    assert facts.reference_count == 37
    story = prospectus_of(facts, "en")
    assert "…" in next(text for text in texts(story) if "GRDP 2024" in text)
    assert value_table(facts, "en").rows[-1][-1] is None


def test_regions_without_coordinates_have_no_map_but_a_story():
    frame = pl.DataFrame(
        [
            (r, a, y, float(k + 1))
            for k, (r, a, y) in enumerate((r, a, y) for r in "PQR" for a in "xyz" for y in (1, 2))
        ],
        schema=["region", "activity", "period", "value"],
        orient="row",
    )
    panel = panel_from(frame, papers=Papers(unit="orang", source="S", price="constant2010"))
    story = prospectus(panel, region="P", lang="id")
    assert len(list(story.blocks(Figure))) == 2


def test_hosts_come_with_three_reasons_and_their_steadiness(banyuwangi):
    for line in sentences.host_sentences(banyuwangi.hosts, "en"):
        assert all(word in line for word in ("similar", "does not explain", "km", "choices of two years"))


def test_real_boundaries_take_the_place_of_tiles(banyuwangi):
    square = {"type": "Polygon", "coordinates": [[[114, -8], [115, -8], [115, -9], [114, -9], [114, -8]]]}
    boundaries = {
        "type": "FeatureCollection",
        "features": [{"type": "Feature", "properties": {"code": "3510"}, "geometry": square}],
    }
    charts = [type(figure.chart).__name__ for figure in prospectus_of(banyuwangi, "id", boundaries).blocks(Figure)]
    assert charts[-1] == "RegionMap"


def test_the_sources_of_indicators_and_their_breaks_are_read_off_the_data(shared):
    for lang, label in (("id", "Indeks pembangunan manusia (pada 2020)"), ("en", "Human development index (at 2020)")):
        lines = source_points(shared.profile, shared.indicators, lang)
        assert "belum dicocokkan dengan terbitan" in lines[-2]
        assert label in lines[-1]
        assert "2020 dan 2024" in lines[-1] or "2020 and 2024" in lines[-1]
    frame = shared.indicators.frame.with_columns(source=pl.lit(None, dtype=pl.String), series=pl.lit("one"))
    lines = source_points(shared.profile, replace(shared.indicators, frame=frame), "id")
    assert lines[-1] == "Sumber indikator tidak disebut dalam datanya."
