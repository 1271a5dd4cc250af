"""What is said of an asset, understood: degrees, places, codes and words, and every mistake at once."""

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from potensi.web.assets import lists, places
from potensi.web.assets.values import FIELDS, LENGTHS, understood

TODAY = date(2026, 1, 15)
OUTLINES = Path(__file__).parents[3].parent / "shared" / "data" / "jatim.geojson"


def faults(region="3510", **raw):
    return [
        (fault.field, fault.code) for fault in understood({"name": "X", "kind": "place"} | raw, region, TODAY).faults
    ]


def values(region="3510", **raw):
    found = understood({"name": "X", "kind": "place"} | raw, region, TODAY)
    assert not found.faults
    return found.values


@pytest.mark.parametrize(
    ("text", "degrees"),
    [
        ("-8.2191", -8.2191), ("-8,2191", -8.2191), ("−8,2191", -8.2191), ("8,2191 LS", -8.2191), ("8.2191° S", -8.2191),
        ("114,3691 BT", 114.3691), ("114.3691e", 114.3691), (" 114 ", 114.0), (-8.2191, -8.2191), (114, 114.0),
        ("8°13'8\"", None), ("1.234,5", None), ("abc", None), ("8,2 XX", None), (float("nan"), None), (True, None),
    ],
)  # fmt: skip
def test_degrees_as_people_write_them(text, degrees):
    assert places.degrees_of(text) == degrees


@given(st.floats(-90, 90).map(lambda x: round(x, 6)), st.sampled_from(".,"))
def test_degrees_come_back_as_they_were(value, mark):
    assert places.degrees_of(f"{value:.6f}".replace(".", mark)) == value


@pytest.mark.parametrize(
    "pair", ["-8.2191, 114.3691", "-8,2191; 114,3691", "(-8.2191, 114.3691)", "8,2191 LS, 114,3691 BT"]
)
def test_a_pair_copied_from_a_map_fills_both(pair):
    found = values(lat=pair, lon="")
    assert (found["lat"], found["lon"]) == (-8.2191, 114.3691)


def test_points_that_cannot_be_right_say_what_is_wrong():
    assert faults(lat="114.36", lon="-8.21") == [("lat", "swapped")]
    assert faults(lat="52.5", lon="13.4") == [("lat", "abroad")]
    assert faults(lat="8.21", lon="114.36") == [("lat", "abroad")]  # the minus forgotten
    assert faults(lat="-8.21", lon="") == [("lon", "half_a_point")]
    assert faults(lat="", lon="114.36") == [("lat", "half_a_point")]
    assert faults(lat="di sana", lon="114.36") == [("lat", "degrees")]
    assert faults(lat="-7.2575", lon="112.7521") == [("lat", "elsewhere")]  # Surabaya
    assert faults(region="3578", lat="-7.2575", lon="112.7521") == []
    assert faults(region="5100", lat="-8.65", lon="115.2") == []  # no centre of Bali is known


def test_no_point_of_any_region_is_refused_as_lying_elsewhere():
    if not OUTLINES.exists():
        pytest.skip("the outlines of East Java's regions are not part of the project")
    for feature in json.loads(OUTLINES.read_text(encoding="utf-8"))["features"]:
        shape = feature["geometry"]
        polygons = shape["coordinates"] if shape["type"] == "MultiPolygon" else [shape["coordinates"]]
        code = feature["properties"]["code"]
        wrong = [p for rings in polygons for ring in rings for p in ring if places.misplaced(p[1], p[0], code)]
        assert wrong == [], code


def test_words_and_codes_in_both_languages():
    assert values(kind="Bangunan", condition="tidak terpakai", visibility="orang daerahnya saja") | {"name": ""} == {
        "name": "", "kind": "building", "condition": "idle", "visibility": "region",
    }  # fmt: skip
    assert values(kind="Building")["kind"] == "building"
    assert values(condition="", visibility="") | {"name": "", "kind": ""} == {
        "name": "", "kind": "", "condition": "unknown", "visibility": "public",
    }  # fmt: skip
    assert faults(kind="rumah makan") == [("kind", "not_offered")]
    assert faults(kind="") == [("kind", "empty")]


def test_creative_sub_sectors_nearly_right():
    assert values(creative_subsector="Kuliner")["creative_subsector"] == "culinary"
    assert values(creative_subsector="seni pertunjukkan")["creative_subsector"] == "performing_arts"
    assert values(creative_subsector="")["creative_subsector"] == ""
    assert faults(creative_subsector="tambang") == [("creative_subsector", "not_offered")]
    assert len(lists.creative_subsectors()) == 17


def test_business_fields_by_code_also_without_its_first_zero_or_with_its_name():
    assert values(business_field="10761")["business_field"] == "10761"
    assert values(business_field=1111)["business_field"] == "01111"
    assert values(business_field="10761 Industri Pengolahan Kopi")["business_field"] == "10761"
    found = understood({"name": "X", "kind": "place", "business_field": "kopi"}, "3510", TODAY).faults
    assert [(fault.code, "10761" in fault.params["near"]) for fault in found] == [("field_near", True)]
    assert "fotokopi" not in found[0].params["near"].casefold()
    assert faults(business_field="xqzw") == [("business_field", "field_unknown")]
    assert len(lists.business_fields()) == 1790


def test_days_texts_and_names():
    assert values(seen="31/01/2025")["seen"] == date(2025, 1, 31)
    assert faults(seen="16/01/2026") == [("seen", "seen")]  # tomorrow
    assert faults(seen="31/02/2025") == [("seen", "seen")]
    assert faults(name="") == [("name", "empty")]
    assert faults(name="…") == [("name", "no_words")]
    assert faults(name="a\x07b") == [("name", "control")]
    assert faults(owner="x" * (LENGTHS["owner"] + 1)) == [("owner", "too_long")]
    assert values(name="  Gudang   kopi \n tua ")["name"] == "Gudang kopi tua"
    assert values(description=" satu\r\n\r\ndua ")["description"] == "satu\n\ndua"


def test_every_mistake_is_said_at_once():
    wrong = {"name": "", "kind": "x", "lat": "a", "lon": "b", "business_field": "zzqq", "creative_subsector": "zz",
             "condition": "zz", "seen": "zz", "visibility": "zz"}  # fmt: skip
    assert {field for field, _ in faults(**wrong)} == set(wrong)


@given(st.dictionaries(st.sampled_from(FIELDS), st.one_of(st.text(max_size=40), st.none(), st.integers(), st.floats())))
def test_nothing_that_is_said_breaks_it(raw):
    found = understood(raw, "3510", TODAY)
    assert {fault.field for fault in found.faults} <= {*raw, "lat", "lon"}
