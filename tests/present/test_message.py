"""The text to send on: short, with year, source and address, nothing that is not the region's own figures."""

from dataclasses import replace
from functools import cache

import polars as pl
import pytest
from present.made_up import INJECTIONS

from potensi.data.samples import load, load_indicators
from potensi.language import LANGUAGES
from potensi.panel import Papers, panel_from
from potensi.present.facts import gather, gather_all
from potensi.present.message import LONGEST, message

URL = "https://potensi.example.go.id/daerah/3510/"


@cache
def shared():
    return gather_all(load("jatim"), indicators=load_indicators("jatim"))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_region_has_a_short_text_with_source_year_and_address(lang):
    for code in shared().panel.region_codes:
        text = message(gather(shared(), code), lang, URL)
        assert len(text) < LONGEST
        assert text.endswith(URL)
        assert "BPS Provinsi Jawa Timur" in text
        assert shared().panel.region_name(code) in text.splitlines()[0]
        assert text.count("*") % 2 == 0
        assert "None" not in text
        assert "nan" not in text.split()


def test_it_says_what_the_page_says():
    text = message(gather(shared(), "3510"), "id", URL)
    assert text.startswith("*Potensi Kabupaten Banyuwangi*\n")
    assert "2024: *63,69 triliun rupiah*" in text
    assert "*4,56 persen* setahun, 2020–2024" in text
    assert "Indeks pembangunan manusia 2024: *74,30*" in text
    assert "2024 masih sementara" in text


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("keep", [{"periods": [2024]}, {"regions": ["3510"]}, {"regions": ["3510", "3578"]}])
def test_poor_data_give_a_shorter_text(keep, lang):
    facts = gather(gather_all(load("jatim").keep(**keep)), "3510")
    text = message(facts, lang, URL)
    assert len(text) < LONGEST
    assert ("persen" in text or "percent" in text) == ("regions" in keep)


def test_a_withheld_cell_gives_no_sum():
    panel = load("jatim")
    lost = (pl.col("region") == "3510") & (pl.col("activity") == "B") & (pl.col("period") == 2024)
    frame = panel.frame.with_columns(
        value=pl.when(lost).then(None).otherwise("value"),
        status=pl.when(lost).then(pl.lit("withheld")).otherwise("status"),
    )
    assert "2024: *…*" in message(gather(gather_all(replace(panel, frame=frame)), "3510"), "id", URL)


@pytest.mark.parametrize(
    "injected", [*INJECTIONS, "*tebal* _miring_ ~x~ `y`", "baris\nbaru\r\ndan\ttab", "n" * 500, "a\x00\u202eb"]
)
def test_names_and_sources_break_neither_line_nor_mark(injected):
    rows = [{"region": r, "activity": a, "period": 2024, "value": 1.0 + k} for k, r in enumerate("ab") for a in "xy"]
    names = pl.DataFrame({"region": ["a", "b"], "name": [injected, injected]})
    activities = pl.DataFrame({"activity": ["x", "y"], "name_id": [injected] * 2, "name_en": [injected] * 2})
    papers = Papers(unit=injected, source=injected)
    panel = panel_from(pl.DataFrame(rows), papers=papers, regions=names, activities=activities)
    text = message(gather(gather_all(panel), "a"), "id", URL)
    assert len(text) < LONGEST
    assert text.splitlines()[1] == ""
    assert text.count("*") == 4
    assert not set(text) & set("_~`\r\t\x00\u202e")


def test_a_long_address_takes_the_place_of_the_last_points():
    text = message(gather(shared(), "3510"), "id", URL + "x" * 290)
    assert len(text) <= LONGEST
    assert "63,69 triliun" in text
    assert text.endswith("x")
