"""Fragments: the same blocks as the stand-alone page, harmless under a strict policy, each id once."""

import gzip
import html
from functools import cache

import polars as pl
import pytest
from present.made_up import INJECTIONS, story
from present.reading import assert_harmless, ids, tags

from potensi.data.samples import load, load_indicators
from potensi.language import LANGUAGES
from potensi.present.charts import svg
from potensi.present.facts import gather, gather_all
from potensi.present.fragments import TableLink, sections
from potensi.present.html import to_html
from potensi.present.maps import Legend, RegionMap, RegionValue
from potensi.present.prospectus import prospectus_of
from potensi.present.story import Paragraph, Section, Story


@cache
def shared():
    return gather_all(load("jatim"), indicators=load_indicators("jatim"))


@cache
def banyuwangi(lang):
    return sections(prospectus_of(gather(shared(), "3510"), lang))


def joined(found):
    return "".join(f'<h2 id="{section.anchor}">{section.heading}</h2>{section.html}' for section in found)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_region_is_light_and_harmless_and_each_id_is_there_once(lang):
    text = joined(banyuwangi(lang))
    assert_harmless(text)
    names = ids(text)
    assert len(names) == len(set(names))
    assert len(gzip.compress(text.encode())) < 30_000
    for drawing in tags(text, "svg"):
        assert drawing["role"] == "img"
        assert set(drawing["aria-labelledby"].split()) <= set(names)


def test_anchors_are_readable_and_the_same_in_both_languages():
    anchors = [section.anchor for section in banyuwangi("id")]
    assert anchors == [section.anchor for section in banyuwangi("en")]
    assert anchors == ["glance", "has", "moves", "alike", "hosts", "catchup", "sure", "sources"]
    assert banyuwangi("id")[0].heading == "Sekilas"


def plain(*parts):
    made = tuple(Section(heading, (Paragraph("x"),), key=key) for heading, key in parts)
    return Story("t", "s", "id", "", "2026-11-24", "", made)


def test_headings_without_a_key_give_anchors_of_their_own():
    story_ = plain(("Apa & siapa?", ""), ("Apa & siapa?", ""), ("2.1 Geografi", ""), ("", ""), ("Content", ""))
    assert [section.anchor for section in sections(story_)] == [
        "apa-siapa",
        "apa-siapa-2",
        "s-2-1-geografi",
        "s",
        "content-2",
    ]


@pytest.mark.parametrize("injected", INJECTIONS)
def test_texts_stay_texts(injected):
    text = joined(sections(story(injected=injected)))
    assert "<script" not in text
    assert injected in html.unescape(text)


def test_the_stand_alone_page_is_made_of_the_same_fragments():
    page = to_html(story()).decode()
    for section in sections(story()):
        assert str(section.html) in page
        assert f'<h2 id="{section.anchor}">{section.heading}</h2>' in page


@pytest.mark.parametrize("lang", LANGUAGES)
def test_wide_tables_can_be_scrolled_by_keyboard(lang):
    text = joined(sections(story(lang)))
    regions = [attributes for attributes in tags(text, "div") if attributes.get("class") == "scroll"]
    assert len(regions) == len(tags(text, "table")) == 2
    assert all(region["role"] == "region" and region["tabindex"] == "0" for region in regions)
    assert len({region["aria-label"] for region in regions}) == 2


def test_each_table_that_has_a_key_gets_its_links():
    asked = []

    def links(key, caption):
        asked.append((key, caption))
        return [TableLink("csv", f"tabel/{key}.csv?a=1&b=<", f"Unduh {caption}")]

    made = prospectus_of(gather(shared(), "3510"), "id")
    text = joined(sections(made, links=links))
    assert asked == [
        ("industries", "Tabel 1. Lapangan usaha Kabupaten Banyuwangi menurut kekhasan dan pertumbuhan, 2020–2024")
    ]
    found = tags(text, "a")
    assert [link["href"] for link in found] == [f"tabel/{key}.csv?a=1&b=<" for key, _ in asked]
    assert found[0]["aria-label"] == f"Unduh {asked[0][1]}"
    assert not tags(joined(sections(story(), links=links)), "a")


def test_no_chart_or_map_brings_a_style_of_its_own():
    ring = [[112, -8], [113, -8], [113, -7], [112, -7], [112, -8]]
    shape = {"type": "Feature", "properties": {"code": "1"}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
    outlines = RegionMap(
        (RegionValue("1", "Satu", 0.5),), {"type": "FeatureCollection", "features": [shape]}, Legend("x")
    )
    assert_harmless(svg(outlines, "id", 328))
    assert_harmless(joined(sections(story())))


def spoiled(panel):
    lost = (pl.col("region") == "3510") & (pl.col("activity") == "B")
    frame = panel.frame.with_columns(
        value=pl.when(lost).then(None).otherwise("value"),
        status=pl.when(lost).then(pl.lit("withheld")).otherwise("status"),
    )
    from dataclasses import replace

    return replace(panel, frame=frame)


@pytest.mark.parametrize("make", [
    lambda panel: panel.keep(periods=[2024]),
    lambda panel: panel.keep(regions=["3510"]),
    lambda panel: panel.keep(regions=["3510", "3578"]),
    spoiled,
])  # fmt: skip
def test_poor_data_still_give_sections(make):
    for lang in LANGUAGES:
        text = joined(sections(prospectus_of(gather(gather_all(make(load("jatim"))), "3510"), lang)))
        assert_harmless(text)
        assert len(ids(text)) == len(set(ids(text)))
        assert "nan" not in html.unescape(text).split()


def test_each_caption_can_stay_in_sight_while_its_table_is_scrolled():
    text = joined(sections(story()))
    captions = [found.split("</caption>")[0] for found in text.split("<caption>")[1:]]
    assert len(captions) == 2
    assert all(caption.startswith("<span>") and caption.endswith("</span>") for caption in captions)
