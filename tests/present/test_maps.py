"""Maps: every region one tile, neighbours still neighbours, outlines drawn, missing shown as missing."""

from __future__ import annotations

import json
import random
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from potensi.present.charts import svg
from potensi.present.draw_maps import abbreviations
from potensi.present.legends import colouring
from potensi.present.maps import Legend, RegionMap, RegionValue, Tile, TileMap, place_tiles

OUTLINES = Path(__file__).parents[2] / "../shared/data/jatim.geojson"


def texts(drawn: str) -> list[str]:
    return [node.text or "" for node in ET.fromstring(drawn).iter() if node.tag.endswith("text")]


def scattered(count: int, seed: int = 1) -> dict[str, tuple[float, float]]:
    rng = random.Random(seed)
    return {f"{k:04}": (rng.uniform(-11, 6), rng.uniform(95, 141)) for k in range(count)}


@pytest.mark.parametrize("count", [0, 1, 2, 3, 17, 38, 120, 600])
def test_every_region_gets_a_tile_of_its_own(count):
    places = place_tiles(scattered(count))
    assert set(places) == set(scattered(count))
    assert len(set(places.values())) == count
    if places:
        assert min(row for row, _ in places.values()) == min(column for _, column in places.values()) == 0


def test_order_of_input_does_not_matter():
    given = scattered(38)
    turned = dict(reversed(given.items()))
    assert place_tiles(given) == place_tiles(turned)


@pytest.mark.parametrize(("rows", "columns"), [(4, 5), (6, 6), (3, 7), (1, 8), (8, 1), (9, 8)])
def test_a_grid_keeps_its_places(rows, columns):
    given = {f"{i}{j}": (-0.5 * i, 110 + 0.5 * j) for i in range(rows) for j in range(columns)}
    assert place_tiles(given) == {f"{i}{j}": (i, j) for i in range(rows) for j in range(columns)}


def test_regions_at_one_point_still_get_tiles():
    places = place_tiles(dict.fromkeys("abcde", (-7.0, 112.0)))
    assert len(set(places.values())) == 5


def test_a_coordinate_that_is_not_finite_is_refused():
    with pytest.raises(ValueError, match="finite"):
        place_tiles({"a": (1.0, 2.0), "b": (float("nan"), 2.0)})


def test_east_java_lies_as_on_the_map():
    from potensi import codes

    listed = {entry.code: entry for entry in codes.regions().entries if entry.code.startswith("35")}
    points = {c: (e.lat, e.lon) for c, e in listed.items() if getattr(e, "lat", None) is not None}
    if len(points) < 38:
        pytest.skip("the list of regions carries no coordinates")
    places = place_tiles(points)
    last_row, last_column = (max(place[k] for place in places.values()) for k in (0, 1))
    assert places["3510"] == (last_row, last_column)  # Banyuwangi, the south-eastern end
    assert places["3529"] == (0, last_column)  # Sumenep, the eastern end of Madura
    assert places["3501"] == (last_row, 0)  # Pacitan, the south-western end


def tile_map(**changes) -> TileMap:
    names = {"3510": "Banyuwangi", "3509": "Jember", "3571": "Kota Kediri", "3506": "Kediri", "3524": "Lamongan"}
    values = {"3510": 0.9, "3509": 0.8, "3571": 0.2, "3506": 0.4}
    tiles = tuple(
        Tile(code, name, k // 3, k % 3, values.get(code), highlight=code == "3510")
        for k, (code, name) in enumerate(names.items())
    )
    legend = Legend("Kemiripan", decimals=2, highlight_label="Daerah ini")
    return TileMap(tiles, Legend(**changes) if changes else legend)


@pytest.mark.parametrize("width", [360, 640, 1000])
def test_tiles_are_named_and_the_legend_is_complete(width):
    found = texts(svg(tile_map(), "id", width))
    assert {"Banyuwangi", "Jember", "Lamongan", "Kemiripan", "Tidak ada data", "Daerah ini"} <= set(found)
    assert any("atau lebih" in text for text in found)


def test_many_tiles_on_a_phone_carry_short_forms_with_a_key():
    places = place_tiles(scattered(38))
    chart = TileMap(tuple(Tile(c, f"Wilayah{c}", *places[c], value=1.0) for c in places))
    found = texts(svg(chart, "id", 360))
    assert {f"Wilayah{c}" for c in places} <= set(found)


def test_six_hundred_tiles_are_drawn():
    places = place_tiles(scattered(600))
    drawn = svg(TileMap(tuple(Tile(c, c, *places[c], value=float(c)) for c in places)), "id", 640)
    assert ET.fromstring(drawn).tag.endswith("svg")


def test_short_forms_differ_within_a_kind():
    names = ["Banyuwangi", "Bangkalan", "Bondowoso", "Bojonegoro", "Blitar", "Kota Blitar", "Kota Batu", "Oo"]
    short = abbreviations(names)
    assert len({(name.startswith("Kota "), text) for name, text in short.items()}) == len(names)
    assert short["Blitar"] == short["Kota Blitar"]  # told apart by the word Kota on the tile


def test_classes_follow_breaks_groups_and_the_middle():
    regions = [RegionValue(str(k), str(k), value) for k, value in enumerate((0.2, 0.9, 1.1, 3.0, None))]
    cut = colouring(Legend(breaks=(0.5, 1.0)), regions, "id")
    assert cut.names == ("di bawah 0,5", "0,5 – 1,0", "1,0 atau lebih")
    assert [cut.colour(r) is None for r in regions] == [False, False, False, False, True]
    middle = colouring(Legend(middle=1.0), regions, "en")
    assert 1.0 in middle.breaks
    assert len(set(middle.colours)) == len(middle.breaks) + 1
    grouped = colouring(Legend(groups=(("leading", "Unggulan"),)), [], "id")
    assert grouped.colour(RegionValue("1", "x", group="leading")) == grouped.colours[0]
    assert grouped.colour(RegionValue("1", "x", group="")) is None


@pytest.mark.parametrize("values", [(1.0,), (2.0, 2.0, 2.0), (0.0, 1.0), (1.001, 1.002)])
def test_few_or_equal_values_have_a_class_each(values):
    regions = [RegionValue(str(k), str(k), value) for k, value in enumerate(values)]
    for legend in (Legend(), Legend(middle=1.0)):
        classes = colouring(legend, regions, "id")
        assert len(classes.names) == len(classes.colours) == len(classes.breaks) + 1
        assert all(classes.colour(region) for region in regions)


def square(x: float, y: float, **properties) -> dict:
    ring = [[x, y], [x + 1, y], [x + 1, y + 1], [x, y + 1], [x, y]]
    return {"type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": [ring]}}


def made_up() -> RegionMap:
    features = [
        square(110, -8, code="3501"),
        square(111, -8, code_kemendagri="35.02"),
        square(112, -8, code="9999"),
        {"type": "Feature", "properties": None, "geometry": None},
    ]
    regions = (
        RegionValue("3501", "Satu", 0.5, highlight=True),
        RegionValue("3502", "Dua", 0.7),
        RegionValue("3503", "Tiga", 0.6),
    )
    return RegionMap(regions, {"type": "FeatureCollection", "features": features}, Legend("Nilai"))


def test_outlines_are_matched_by_either_code_and_what_lacks_is_said():
    drawn = svg(made_up(), "id", 640)
    found = texts(drawn)
    assert {"Satu", "Dua", "Tidak ada data"} <= set(found)
    assert any("Tanpa batas wilayah" in text and "Tiga" in text for text in found)
    assert drawn == svg(made_up(), "id", 640)
    assert "url(" not in drawn
    outlines = [n for n in ET.fromstring(drawn).iter() if n.attrib.get("stroke-linejoin") == "round"]
    assert [n.attrib["d"].count("L") for n in outlines] == [3, 3, 3]


def test_a_map_without_outlines_says_so():
    chart = RegionMap(made_up().regions, {"type": "FeatureCollection", "features": []})
    assert texts(svg(chart, "id")) == ["Tidak ada data yang dapat digambar"]


@pytest.mark.parametrize("width", [360, 640, 1000])
def test_east_java_outlines_are_compact(width):
    if not OUTLINES.exists():
        pytest.skip("the boundary file is not beside the repository")
    geojson = json.loads(OUTLINES.read_text(encoding="utf-8"))
    codes = [(f["properties"]["code"], f["properties"]["name"]) for f in geojson["features"]]
    regions = tuple(RegionValue(c, n, float(c), highlight=c == "3510") for c, n in codes)
    drawn = svg(RegionMap(regions, geojson, Legend("Kode", decimals=0)), "id", width)
    found = texts(drawn)
    assert len(drawn.encode()) < 40_000
    assert drawn.count("stroke-linejoin") == 38
    assert "Banyuwangi" in found
    assert not any("Tanpa batas" in text for text in found)
