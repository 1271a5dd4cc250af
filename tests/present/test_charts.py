"""Charts: valid, complete, the same every time, in the reader's numbers, and with labels that do not overlap."""

from __future__ import annotations

import itertools
import random
import re
import xml.etree.ElementTree as ET

import pytest

from potensi.present.charts import (
    Bar,
    BarChart,
    Line,
    LineChart,
    LinePoint,
    QuadrantChart,
    QuadrantPoint,
    ShiftShareBars,
    ShiftShareRow,
    svg,
)
from potensi.present.fonts import shorten, text_width, wrap
from potensi.present.labels import Rectangle, Spot, place, spread
from potensi.present.maps import Tile, TileMap
from potensi.present.palette import GROUPS, INK, PAPER, SEQUENTIAL, ink_on, luminance

NAMES = (
    "Pertanian", "Pertambangan", "Industri pengolahan", "Listrik dan gas", "Air dan sampah", "Konstruksi",
    "Perdagangan", "Transportasi", "Akomodasi dan makan minum", "Informasi dan komunikasi", "Jasa keuangan",
    "Real estat", "Jasa perusahaan", "Pemerintahan", "Pendidikan", "Kesehatan", "Jasa lainnya",
)  # fmt: skip
WIDTHS = (360, 640, 1000)


def quadrants(seed: int = 7, **changes) -> QuadrantChart:
    rng = random.Random(seed)
    points = tuple(
        QuadrantPoint(name, name, rng.lognormvariate(0, 0.6), rng.gauss(0.05, 0.03), rng.uniform(1, 100))
        for name in NAMES
    )
    labels = ("Unggulan", "Andalan", "Prospektif", "Tertinggal")
    given = {"points": points, "x_label": "Kuosien lokasi", "y_label": "Pertumbuhan", "y_split": 0.047}
    return QuadrantChart(**(given | {"quadrant_labels": labels} | changes))


def shift_share() -> ShiftShareBars:
    rng = random.Random(3)
    rows = tuple(ShiftShareRow(n, rng.uniform(0, 2500), rng.gauss(0, 700), rng.gauss(0, 700)) for n in NAMES)
    return ShiftShareBars(rows, "miliar rupiah", ("Acuan", "Bauran", "Daya saing"), "Perubahan bersih")


def bars() -> BarChart:
    values = (Bar("Banyuwangi", 0.0712, True), Bar("Jember", 0.0912), Bar("Bojonegoro", -0.012), Bar("Gresik", None))
    return BarChart(values, "persen penduduk", "percent", 1, 0.0979, "Jawa Timur")


def lines() -> LineChart:
    def points(level: float, gap: int | None = None) -> tuple[LinePoint, ...]:
        return tuple(LinePoint(y, None if y == gap else level + 0.3 * (y - 2016), y >= 2023) for y in range(2016, 2025))

    return LineChart(
        (Line("Banyuwangi", points(70), True), Line("Jember", points(70.1, 2019)), Line("Gresik", points(75))),
        "Indeks pembangunan manusia",
    )


def tiles() -> TileMap:
    return TileMap((Tile("1", "Ngawi", 0, 0, 0.5), Tile("2", "Kota Batu", 0, 1, None)))


CHARTS = {"quadrants": quadrants, "shift_share": shift_share, "bars": bars, "lines": lines, "tiles": tiles}


def texts(drawn: str) -> list[str]:
    return [node.text or "" for node in ET.fromstring(drawn).iter() if node.tag.endswith("text")]


@pytest.mark.parametrize("lang", ["id", "en"])
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", CHARTS)
def test_drawing_is_valid_compact_self_contained_and_as_wide_as_asked(name, width, lang):
    drawn = svg(CHARTS[name](), lang, width)
    root = ET.fromstring(drawn)
    assert float(root.attrib["width"]) == pytest.approx(width, abs=1)
    assert len(drawn.encode()) < 40_000
    assert not re.search(r"href|url\(|<script|<image|@import|<foreignObject", drawn)
    assert {u for u in re.findall(r"https?://[^\"' ]+", drawn)} <= {
        "http://www.w3.org/2000/svg",
        "http://www.w3.org/1999/xlink",
    }


@pytest.mark.parametrize("name", CHARTS)
def test_drawing_twice_gives_the_same_bytes(name):
    assert svg(CHARTS[name](), "id", 640) == svg(CHARTS[name](), "id", 640)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("seed", range(4))
def test_every_industry_and_quadrant_is_named(seed, width):
    found = texts(svg(quadrants(seed), "id", width))
    assert set(NAMES) <= set(found)
    assert {"UNGGULAN", "ANDALAN", "PROSPEKTIF", "TERTINGGAL"} <= set(found)


@pytest.mark.parametrize("name", ["shift_share", "bars", "lines"])
@pytest.mark.parametrize("width", WIDTHS)
def test_every_row_or_line_is_named(name, width):
    chart = CHARTS[name]()
    rows = getattr(chart, "rows", None) or getattr(chart, "bars", None) or chart.lines
    assert {row.label for row in rows} <= set(texts(svg(chart, "id", width)))


def test_long_quadrant_names_break_rather_than_meet():
    names = ("Khas, tumbuh di atas acuan", "Belum khas, tumbuh di atas acuan", "Khas", "Belum khas")
    found = texts(svg(quadrants(quadrant_labels=names), "id", 360))
    upper = [text for text in found if text.isupper() and ("KHAS" in text or "ACUAN" in text)]
    assert len(upper) > 4
    assert all(text_width(text, 11) < 160 for text in upper)


def test_numbers_are_in_the_readers_locale():
    assert any(re.search(r"\d\.\d{3}$", text) for text in texts(svg(shift_share(), "id")))
    assert any(re.search(r"\d,\d{3}$", text) for text in texts(svg(shift_share(), "en")))
    assert {"7,1%", "−1,2%"} <= set(texts(svg(bars(), "id")))
    assert {"7.1%", "−1.2%"} <= set(texts(svg(bars(), "en")))


def test_a_point_that_cannot_be_drawn_is_named_below():
    points = (*quadrants().points, QuadrantPoint("Tanpa angka", "Tanpa angka", float("nan"), 0.1))
    found = " ".join(texts(svg(quadrants(points=points), "id")))
    assert "Tidak digambar" in found
    assert "Tanpa angka" in found


def test_a_tiny_industry_does_not_squeeze_the_others():
    points = (*quadrants().points, QuadrantPoint("Kecil", "Kecil", 0.0001, 0.02))
    found = texts(svg(quadrants(points=points), "id", 640))
    assert any("tepi kiri" in text for text in found)
    assert set(NAMES) <= set(found)


@pytest.mark.parametrize("x", [0.0, 1.0])
def test_one_point_and_a_zero_quotient_can_be_drawn(x):
    chart = quadrants(points=(QuadrantPoint("Satu", "Satu", x, 0.047),))
    assert "Satu" in texts(svg(chart, "id", 360))


def test_charts_without_data_say_so():
    empty = (
        quadrants(points=()),
        ShiftShareBars((), "", ("a", "b", "c"), "d"),
        BarChart((Bar("x", None),)),
        LineChart((Line("x", (LinePoint(2020, None),)),)),
        TileMap(()),
    )
    for chart in empty:
        assert texts(svg(chart, "id")) == ["Tidak ada data yang dapat digambar"]


def test_no_line_crosses_a_gap_and_provisional_years_are_dashed():
    drawn = svg(lines(), "id", 640)
    assert drawn.count("stroke-dasharray") >= 3
    paths = [node for node in ET.fromstring(drawn).iter() if node.tag.endswith("path")]
    solid = [p.attrib["d"] for p in paths if p.attrib.get("fill") in (None, "none") and "L" in p.attrib.get("d", "")]
    # Three lines have a firm and a dashed stretch each; Jember's gap cuts its firm stretch in two.
    assert sum(d.count("M") for d in solid) == 7


def test_another_record_is_refused():
    with pytest.raises(TypeError, match="not a chart"):
        svg("a chart", "id")  # type: ignore[arg-type]


@pytest.mark.parametrize("seed", range(10))
def test_labels_overlap_neither_each_other_nor_a_point(seed):
    rng = random.Random(seed)
    spots = [Spot(rng.uniform(0, 500), rng.uniform(0, 300), 6, rng.uniform(30, 120), 14) for _ in range(25)]
    placed = place(spots, Rectangle(0, 0, 500, 300))
    boxes = [found.box for found in placed if found]
    assert not any(a.meets(b) for a, b in itertools.combinations(boxes, 2))
    for k, found in enumerate(placed):
        assert not (found and any(found.box.meets(s.circle()) for j, s in enumerate(spots) if j != k))
    assert placed == place(spots, Rectangle(0, 0, 500, 300))


def test_spread_keeps_order_distance_and_bounds():
    moved = spread([50, 51, 52, 99], 10, 0, 100)
    assert moved == sorted(moved)
    assert min(b - a for a, b in itertools.pairwise(moved)) >= 10 - 1e-9
    assert max(moved) <= 100
    assert spread([30.0, 60.0], 10, 0, 100) == [30.0, 60.0]


def test_text_breaks_and_shortens_within_its_width():
    assert all(text_width(line, 12) <= 90 for line in wrap("Akomodasi dan makan minum", 12, 90))
    short = shorten("Informasi dan komunikasi", 12, 60)
    assert short.endswith("…")
    assert text_width(short, 12) <= 60
    assert shorten("Air", 12, 60) == "Air"


def _contrast(one: str, two: str) -> float:
    high, low = sorted((luminance(one), luminance(two)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("colour", [*SEQUENTIAL, *GROUPS.values(), PAPER])
def test_letters_on_a_colour_can_be_read(colour):
    assert _contrast(colour, ink_on(colour)) >= 4.5
    assert _contrast(INK, PAPER) >= 7


@pytest.mark.parametrize("label", ["a\x00b", "a\u202eb", "a\ud800b", "a\ufffeb"])
def test_signs_that_no_drawing_can_hold_are_left_out(label):
    assert "ab" in texts(svg(BarChart((Bar(label, 1.0), Bar("c", 2.0))), "id", 360))
