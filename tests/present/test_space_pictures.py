"""The pictures of what a region can become: its own lit up, places that stay, a frontier that nothing beats."""

from __future__ import annotations

import itertools
import re
import xml.etree.ElementTree as ET

import polars as pl
import pytest
from analysis.made import long_of, panel_of, values_of

from potensi.analysis.opportunity import Wanted, opportunities
from potensi.data import samples
from potensi.errors import UsageError
from potensi.panel import Papers, panel_from
from potensi.present import keyed, space_pictures
from potensi.present.charts import FrontierChart, FrontierPoint, NetworkChart, NetworkPoint, svg
from potensi.present.draw_frontier import on_frontier
from potensi.present.fonts import text_width
from potensi.present.labels import Rectangle
from potensi.present.palette import AMBER, INK, PALE, TEAL, ink_on, luminance

PANEL = panel_of(values_of(45, 70, seed=5))
WIDTHS = (360, 1280)


@pytest.fixture(scope="module")
def found():
    return {region: opportunities(PANEL, region=region) for region in ("R007", "R020")}


def texts(drawn: str) -> list[str]:
    return [node.text or "" for node in ET.fromstring(drawn).iter() if node.tag.endswith("text")]


def test_every_text_of_a_file_is_held_to_its_width_whatever_the_readers_font(found, tmp_path):
    for path in space_pictures.write(found["R007"], "id", tmp_path, "sumber & lainnya"):
        tree = ET.fromstring(path.read_text(encoding="utf-8"))
        shown = [node for node in tree.iter() if node.tag.endswith("}text") and len(node.text or "") > 1]
        assert len(shown) > 10
        for node in shown:
            size, bold = float(node.get("font-size").removesuffix("px")), node.get("font-weight") == "bold"
            wanted = text_width(node.text, size, 1.05 if bold else 1)
            assert float(node.get("textLength")) == pytest.approx(wanted, abs=0.06), node.text
            if node.get("x"):  # the title and the source, in the picture's own coordinates
                assert float(node.get("x")) + wanted <= float(tree.get("width"))


def test_every_activity_keeps_its_place_and_the_regions_own_are_lit(found):
    charts = {region: space_pictures.activity_space(each, "id").chart for region, each in found.items()}
    one, other = charts.values()
    assert [(p.x, p.y, p.size, p.label) for p in one.points] == [(p.x, p.y, p.size, p.label) for p in other.points]
    assert one.links == other.links
    for region, chart in charts.items():
        each = found[region]
        has = each.space.has.dense()[each.space.matrix.regions.index(region)]
        assert [p.group == "own" for p in chart.points] == has.tolist()
        numbered = {p.label: p.sign for p in chart.points if p.group == "option"}
        assert numbered == {row["activity"]: str(row["rank"]) for row in each.table.iter_rows(named=True)}
    assert [p.group for p in one.points] != [p.group for p in other.points]


@pytest.mark.parametrize("lang", ["id", "en"])
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", ["activity_space", "frontier"])
def test_the_same_picture_has_the_same_bytes_and_stays_within_its_width(found, name, width, lang):
    make = getattr(space_pictures, name)
    figure = make(found["R007"], lang, "sumber")
    drawn = svg(figure.chart, lang, width)
    again = svg(make(opportunities(PANEL, region="R007"), lang, "sumber").chart, lang, width)
    assert drawn == again
    root = ET.fromstring(drawn)
    assert float(root.get("width")) == width
    for at, size, text in re.findall(
        r'<text[^>]*?transform="translate\(([-\d.]+),[^"]*"[^>]*?font-size="([\d.]+)px"[^>]*>([^<]*)', drawn
    ):
        assert float(at) <= width
        assert text_width(text, float(size), 0.9) <= width
        assert float(size) >= 10
    assert figure.alt
    assert "R007" in figure.alt
    assert "{" not in figure.alt + figure.caption


@pytest.mark.parametrize("width", WIDTHS)
def test_every_numbered_option_is_named_in_full(found, width):
    for name in ("activity_space", "frontier"):
        chart = getattr(space_pictures, name)(found["R007"], "en").chart
        shown = texts(svg(chart, "en", width))
        for point in chart.points:
            if point.sign:
                assert point.label in shown
                assert shown.count(point.sign) >= 2  # on the picture, and in the key


def test_a_long_name_is_broken_and_not_cut():
    name = "Manufacture of other parts and accessories for motor vehicles and for many other things"
    given = [keyed.Sign(5, 5, "1", name, AMBER, "square")]
    marks, end = keyed.key(given, 0, 200)
    lines = [mark.text for mark in marks if isinstance(mark, keyed.Text)][1:]
    assert " ".join(lines) == name
    assert all(text_width(line, 11.5) <= 200 for line in lines)
    assert end >= 14 * len(lines)


def test_signs_move_apart_within_the_picture():
    given = [keyed.Sign(4, 4, str(k), "", TEAL) for k in range(6)]
    marks = [m for m in keyed.signs(given, Rectangle(0, 0, 200, 100)) if isinstance(m, keyed.Text)]
    assert len(marks) == 6
    for one, other in itertools.combinations(marks, 2):
        assert (one.x - other.x) ** 2 + (one.y - other.y) ** 2 > (2 * keyed.RADIUS - 0.5) ** 2
    assert all(0 <= m.x <= 200 and 0 <= m.y <= 101 for m in marks)


def test_few_activities_are_named_on_the_picture_itself():
    chart = space_pictures.activity_space(opportunities(samples.load("jatim"), region="3510"), "id").chart
    wide, narrow = (texts(svg(chart, "id", width)) for width in (1280, 360))
    assert "Pertanian" in wide
    assert "1 Pemerintahan" in wide
    assert "1 Pemerintahan" not in narrow
    assert "Pemerintahan" in narrow


def test_nothing_is_both_nearer_and_worth_more_than_the_frontier(found):
    chart = space_pictures.frontier(found["R007"], "id").chart
    edge = on_frontier(chart.points)
    for k, point in enumerate(chart.points):
        beaten = any(o.near >= point.near and o.worth >= point.worth and o != point for o in chart.points)
        assert (k in edge) == (not beaten)
    assert len(chart.points) == found["R007"].options.height
    letters = [p.sign for p in chart.points if p.sign.isalpha()]
    assert letters
    assert all(k in edge for k, p in enumerate(chart.points) if p.sign.isalpha())


def test_equal_options_and_a_single_one_have_a_frontier():
    same = [FrontierPoint("a", 0.5, 1.0), FrontierPoint("b", 0.5, 1.0), FrontierPoint("c", 0.5, 0.5)]
    assert on_frontier(same) == [0]
    for points in (same[:1], same):
        chart = FrontierChart(tuple(points), "x", "y", "f", "o", "r")
        assert ET.fromstring(svg(chart, "id", 360)).tag.endswith("svg")


@pytest.mark.parametrize("chart", [NetworkChart((), (), "a", "b", "c"), FrontierChart((), "x", "y", "f", "o", "r")])
def test_without_points_a_sentence_stands_there(chart):
    assert texts(svg(chart, "id", 360)) == ["Tidak ada data yang dapat digambar"]


def test_worth_is_growth_where_complexity_is_refused_and_nothing_is_said_instead_of_a_picture(tmp_path):
    grown = opportunities(samples.load("jatim"), region="3510", base=2020)
    assert space_pictures.frontier(grown, "en").chart.y_kind == "percent"
    without = opportunities(samples.load("jatim"), region="3510")
    assert not space_pictures.has_worth(without)
    with pytest.raises(UsageError) as stop:
        space_pictures.frontier(without, "id")
    assert stop.value.code == "frontier_worthless"
    assert len(space_pictures.write(without, "id", tmp_path)) == 2
    assert len(space_pictures.write(grown, "id", tmp_path)) == 4


def test_the_files_are_described_for_those_who_cannot_see_them(found, tmp_path):
    paths = space_pictures.write(found["R007"], "en", tmp_path, "a <source> & more")
    assert sorted(path.name for path in tmp_path.glob("*.svg")) == sorted(path.name for path in paths)
    assert len(list(tmp_path.glob("layout-*.csv"))) == 1
    for path in paths:
        root = ET.parse(path).getroot()
        named = {child.get("id"): child.text for child in root if child.tag.split("}")[1] in ("title", "desc")}
        assert root.get("role") == "img"
        assert len(named) == 2
        assert all("R007" in text for text in named.values())
        assert set(root.get("aria-labelledby").split()) == set(named)
    assert len({ET.parse(path).getroot().get("aria-labelledby") for path in paths}) == 2
    assert all("a <source> & more" in texts(path.read_text()) for path in paths)
    before = [path.read_bytes() for path in paths]
    again = space_pictures.write(found["R007"], "en", tmp_path, "a <source> & more")
    assert [path.read_bytes() for path in again] == before


@pytest.mark.parametrize("lang", ["id", "en"])
@pytest.mark.parametrize("width", WIDTHS)
def test_a_picture_by_itself_says_what_it_shows_of_which_year_in_what_unit_and_from_where(lang, width):
    panel = samples.load("jatim")
    found = opportunities(panel, region="3510", base=2021)
    source = space_pictures.source_said(found, panel, lang)
    for figure in (
        space_pictures.activity_space(found, lang, source),
        space_pictures.frontier(found, lang, source),
    ):
        drawn = space_pictures.described(figure, lang, width)
        root, said = ET.fromstring(drawn), " ".join(texts(drawn))
        for word in ("Kabupaten Banyuwangi, 2024", "BPS", "rupiah", "38", "17", "2010"):
            assert word in said, word
        assert ("2021–2024" in said) == isinstance(figure.chart, FrontierChart)
        assert figure.caption in said
        assert float(root.get("width")) == width
        inner = next(node for node in root if node.tag.endswith("}svg"))
        top, high = float(inner.get("y")), float(inner.get("height"))
        own = [float(node.get("y")) for node in root if node.tag.endswith("text")]
        assert all(y < top or y > top + high for y in own)
        assert float(root.get("height")) > max(own)
        assert all(text_width(node.text, 11, 1.0) < width for node in root if node.tag.endswith("text"))


def test_the_source_is_the_panel_s_papers_also_from_its_file_and_else_the_file_s_name(found, tmp_path):
    panel = samples.load("jatim")
    panel.write_parquet(tmp_path / "own.parquet")
    panel.frame.write_parquet(tmp_path / "bare.parquet")
    own = opportunities(panel, region="3510")
    assert space_pictures.source_said(own, panel, "en") == space_pictures.source_said(
        own, tmp_path / "own.parquet", "en"
    )
    assert space_pictures.source_said(own, tmp_path / "bare.parquet", "en").startswith("Source: bare.parquet.")
    assert (
        space_pictures.source_said(found["R007"], PANEL, "id")
        == "Dihitung dari angka dalam orang; 45 daerah × 70 kegiatan."
    )


def test_both_ends_of_the_frontier_are_named(found):
    for each in found.values():
        points = space_pictures.frontier(each, "id").chart.points
        edge = on_frontier(points)
        assert points[edge[-1]].sign, "the one worth most"
        assert points[edge[0]].sign, "the nearest"
        letters = [points[k].sign for k in edge if points[k].sign.isalpha()]
        assert letters == sorted(letters)


def test_of_many_on_the_frontier_those_far_apart_are_named():
    points = [FrontierPoint("", 1 - k / 100, k / 100) for k in range(100)]
    chosen = space_pictures._far_apart(points, range(100), list(range(5, 100)))
    assert len(chosen) == 8
    assert chosen[-1] == 99
    assert min(b - a for a, b in itertools.pairwise(chosen)) >= 6
    assert space_pictures._far_apart(points[:3], range(3), [1]) == [1]


@pytest.mark.parametrize("code", ["Kab/Kota", "../up", "UKC1 Tees Valley", "..", "a" * 300])
def test_a_code_that_no_file_can_be_named_by_stays_in_the_folder(code, tmp_path):
    frame = long_of(values_of(45, 70, seed=5)).with_columns(pl.col("region").replace("R007", code))
    made = opportunities(panel_from(frame, papers=Papers()), region=code)
    paths = space_pictures.write(made, "id", tmp_path / "in")
    assert all(path.parent == tmp_path / "in" and path.exists() for path in paths)
    assert [path.name for path in tmp_path.iterdir()] == ["in"]
    assert space_pictures.file_name("Kab/Kota") != space_pictures.file_name("Kab_Kota") == "Kab_Kota"


def test_no_tie_s_end_lies_on_a_sign():
    given = [keyed.Sign(60 + k, 60, str(k), "", TEAL) for k in range(6)]
    marks = keyed.signs(given, Rectangle(0, 0, 200, 100))
    radii = [mark.radius for mark in marks if isinstance(mark, keyed.Dot)]
    assert 2.2 in radii
    assert radii == sorted(radii)


def test_what_no_line_reaches_is_said():
    values = values_of(45, 70, seed=5)
    values[:, 3] = 0
    values[4, :] = 0
    values[4, 3] = 9
    chart = space_pictures.activity_space(opportunities(panel_of(values), region="R007"), "en").chart
    assert any("never found together" in note for note in chart.notes)
    usual = space_pictures.activity_space(opportunities(PANEL, region="R007"), "en").chart
    assert not any("never found together" in note for note in usual.notes)


def test_the_colours_differ_in_lightness_and_by_form_and_signs_are_readable():
    lights = sorted(luminance(colour) for colour in (TEAL, AMBER, PALE))
    assert all(high > low + 0.1 for low, high in itertools.pairwise(lights))
    for colour in (TEAL, AMBER):
        light, ink = luminance(colour), luminance(ink_on(colour))
        assert (max(light, ink) + 0.05) / (min(light, ink) + 0.05) >= 4.5
    assert ink_on(AMBER) == INK
    points = (NetworkPoint("a", 0, 0, group="own"), NetworkPoint("b", 1, 1, group="option"))
    drawn = svg(NetworkChart(points, ((0, 1),), "a", "b", "c"), "id", 360)
    assert len(set(re.findall(r'<path[^>]*d="([^"]+)"[^>]*fill="#(?:00695c|d98200)"', drawn))) >= 2


def test_opportunities_give_every_option_and_the_space_that_they_were_read_from():
    found = opportunities(PANEL, region="R007", wanted=Wanted(count=3))
    assert found.table.height == 3
    assert found.options.height > 3
    assert found.options.head(3).equals(found.table)
    assert found.space.matrix.year == found.year
