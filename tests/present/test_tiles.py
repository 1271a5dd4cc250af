"""The map that leads to the regions: every region a link with a name, light, placed even without coordinates."""

import gzip
import html
from functools import cache

import polars as pl
import pytest
from present.made_up import INJECTIONS
from present.reading import assert_harmless, tags

from potensi.data.samples import load, load_indicators
from potensi.errors import UsageError
from potensi.language import LANGUAGES
from potensi.panel import Papers, panel_from
from potensi.present.facts import gather_all
from potensi.present.tiles import MEASURES, measures, tile_map, tiles


@cache
def shared():
    return gather_all(load("jatim"), indicators=load_indicators("jatim"))


def page(code):
    return f"/daerah/{code}/"


def made(regions, periods=(2020, 2024), names=None, **columns):
    rows = [
        {"region": region, "activity": activity, "period": period, "value": 10.0 + k + period - 2000}
        for k, region in enumerate(regions)
        for activity in ("A", "B")
        for period in periods
    ]
    table = pl.DataFrame({"region": list(regions), "name": list(names or regions)} | columns)
    papers = Papers(unit="orang", source="S", price="current")
    return panel_from(pl.DataFrame(rows), papers=papers, regions=table)


def test_every_region_has_a_place_of_its_own_in_reading_order():
    found = tiles(load("jatim"))
    assert len(found) == len({tile.code for tile in found}) == 38
    places = [(tile.row, tile.column) for tile in found]
    assert places == sorted(set(places))
    banyuwangi = next(tile for tile in found if tile.code == "3510")
    assert (banyuwangi.label, banyuwangi.name, banyuwangi.kind) == ("Banyuwangi", "Kabupaten Banyuwangi", "regency")
    # Banyuwangi is the easternmost on the mainland, Pacitan the westernmost on the south coast.
    assert banyuwangi.column > next(tile for tile in found if tile.code == "3501").column


def test_without_coordinates_regions_stand_in_the_order_of_their_codes():
    codes = [f"{k:02d}" for k in range(11)]
    found = tiles(made(codes))
    assert [tile.code for tile in found] == codes
    assert max(tile.column for tile in found) + 1 == 4


def test_a_region_without_coordinates_stands_below_the_others():
    found = tiles(made("abc", lat=[-8.0, -7.0, None], lon=[112.0, 113.0, None]))
    rows = {tile.code: tile.row for tile in found}
    assert rows["c"] > max(rows["a"], rows["b"])


def test_a_province_among_its_own_regencies_has_no_tile():
    found = tiles(made(["35", "3501", "3502"], parent=[None, "35", "35"]))
    assert [tile.code for tile in found] == ["3501", "3502"]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("measure", MEASURES)
def test_each_tile_is_a_link_that_says_name_and_value(lang, measure):
    text = tile_map(shared(), lang, measure=measure, href=page)
    assert_harmless(text)
    assert len(gzip.compress(text.encode())) < 12_000
    links = tags(text, "a")
    assert len(links) == 2 * 38
    assert {link["href"] for link in links} == {page(code) for code in shared().panel.region_codes}
    assert all(link["aria-label"].partition(": ")[2] for link in links)
    drawings = [drawing for drawing in tags(text, "svg") if drawing.get("role") == "group"]
    assert [drawing["class"] for drawing in drawings] == ["narrow", "wide"]
    assert len(tags(text, "li")) >= 3


def test_values_are_those_of_the_profile_as_the_reader_writes_them():
    words = {
        lang: {
            link["href"]: link["aria-label"] for link in tags(tile_map(shared(), lang, measure="total", href=page), "a")
        }
        for lang in LANGUAGES
    }
    assert words["id"][page("3510")] == "Kabupaten Banyuwangi: 63,69 triliun rupiah"
    assert words["en"][page("3510")] == "Kabupaten Banyuwangi: 63.69 trillion rupiah"


def test_the_region_spoken_of_is_marked():
    text = tile_map(shared(), "id", measure="largest", href=page, highlight="3510")
    current = [link for link in tags(text, "a") if "aria-current" in link]
    assert {link["href"] for link in current} == {page("3510")}
    assert text.count('stroke="currentColor" stroke-width="3"') == 2


def test_one_year_or_no_population_leaves_fewer_maps_and_says_so():
    poor = gather_all(load("jatim").keep(periods=[2024]))
    assert measures(poor) == ("total", "largest")
    assert tile_map(poor, "id", href=page) == tile_map(poor, "id", measure="total", href=page)
    with pytest.raises(UsageError) as refused:
        tile_map(poor, "id", measure="growth", href=page)
    assert "growth" in refused.value.message("id")


@pytest.mark.parametrize("count", [1, 2])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_one_or_two_regions_make_a_map(count, lang):
    few = gather_all(made("ab"[:count]))
    for measure in measures(few):
        text = tile_map(few, lang, measure=measure, href=page)
        assert len(tags(text, "a")) == 2 * count


def test_a_region_with_a_missing_cell_is_drawn_as_missing():
    panel = made("abc")
    lost = (pl.col("region") == "b") & (pl.col("activity") == "B")
    frame = panel.frame.with_columns(
        value=pl.when(lost).then(None).otherwise("value"),
        status=pl.when(lost).then(pl.lit("withheld")).otherwise("status"),
    )
    spoiled = gather_all(panel_from(frame, papers=panel.papers, regions=panel.regions))
    for measure in measures(spoiled):
        text = tile_map(spoiled, "id", measure=measure, href=page)
        labels = {link["href"]: link["aria-label"] for link in tags(text, "a")}
        assert labels[page("b")] == "b: belum ada angka"
        assert text.count('stroke-dasharray="2 2"') == 3


@pytest.mark.parametrize("injected", INJECTIONS)
def test_hostile_names_stay_texts(injected):
    text = tile_map(gather_all(made("ab", names=[injected, "b"])), "id", href=lambda code: f"/?d={code}&x=<\"'")
    assert_harmless(text)
    assert "<script" not in text
    assert injected in html.unescape(text)
    assert tags(text, "a")[0]["href"] == "/?d=a&x=<\"'"


def test_signs_that_no_page_can_hold_are_left_out():
    text = tile_map(gather_all(made("ab", names=["a\x00\u202eb", "b"])), "id", href=page)
    assert not set(text) & {"\x00", "\u202e"}


def test_many_regions_are_drawn_without_letters():
    text = tile_map(gather_all(made([f"{k:04d}" for k in range(514)])), "id", href=page)
    assert len(tags(text, "a")) == 2 * 514
    assert len(gzip.compress(text.encode())) < 60_000
