"""A map of points: every sign is on it, north is up, piles carry all their signs, the scale is right."""

import math
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from potensi.present.draw_points import point_map
from potensi.present.maps import PointMap, Spot, Town

SPOTS = (Spot("1", -8.0, 114.0), Spot("2", -8.3, 114.3))
TOWNS = (Town("Banyuwangi", -8.15, 114.15, highlight=True), Town("Jember", -8.2, 113.0), Town("Bondowoso", -7.2, 114.1))


def texts(svg: str) -> dict[str, tuple[float, float]]:
    """Return where each text stands; a text with a halo is drawn twice in one place."""
    found = re.findall(r'<text[^>]*transform="translate\(([-\d.]+),([-\d.]+)\)"[^>]*>([^<]+)</text>', svg)
    return {text: (float(x), float(y)) for x, y, text in found}


def test_north_is_up_and_east_is_right():
    at = texts(point_map(PointMap(SPOTS, TOWNS), "id", 360))
    assert at["1"][0] < at["2"][0]
    assert at["1"][1] < at["2"][1]
    assert at["1"][1] < at["Banyuwangi"][1] < at["2"][1]


def test_towns_off_the_map_are_named_at_its_edge_with_their_direction():
    at = texts(point_map(PointMap(SPOTS, TOWNS), "id", 360))
    assert at["← Jember"][0] < 30
    assert at["↑ Bondowoso"][1] < 30


def test_spots_in_one_place_share_a_sign_that_names_them_all():
    spots = tuple(Spot(str(k), -8.0, 114.0) for k in range(1, 4))
    assert "1, 2, 3" in texts(point_map(PointMap(spots), "id", 360))
    many = tuple(Spot(str(k), -8.0, 114.0) for k in range(1, 9))
    assert "1, 2, 3 …" in texts(point_map(PointMap(many), "id", 360))


@pytest.mark.parametrize("width", [328, 696])
def test_the_scale_is_a_round_number_and_as_long_as_it_says(width):
    svg = point_map(PointMap(SPOTS), "en", width)
    km = int(re.search(r"(\d+) kilometres", svg)[1])
    assert km in (1, 2, 5, 10, 20, 50, 100)
    at = texts(svg)
    pixels = at["2"][1] - at["1"][1]
    long = max(
        abs(float(x)) for x in re.findall(r'<line[^>]* x2="([-\d.]+)" y2="0"', svg) if abs(float(x)) < width / 2.9
    )
    assert long / km == pytest.approx(pixels / (0.3 * 111.2), rel=0.02)


def test_one_spot_and_none():
    assert "●" in texts(point_map(PointMap((Spot("●", -8.0, 114.0),)), "id", 328))
    assert "<svg" in point_map(PointMap(()), "id", 328)


@settings(deadline=None, max_examples=25)
@given(
    st.lists(st.tuples(st.floats(-11, 6), st.floats(95, 141)), min_size=1, max_size=30),
    st.sampled_from([328, 696]),
)
def test_whatever_lies_wherever_is_drawn_inside_and_named(places, width):
    spots = tuple(Spot(str(k), lat, lon) for k, (lat, lon) in enumerate(places, start=1))
    svg = point_map(PointMap(spots, TOWNS), "id", width)
    high = float(re.search(r'viewBox="0 0 [\d.]+ ([\d.]+)"', svg)[1])
    at = texts(svg)
    assert all(0 <= x <= width and 0 <= y <= high for x, y in at.values())
    assert all(math.isfinite(x) for place in at.values() for x in place)
    named = {sign for text in at for sign in re.findall(r"\d+", text) if "kilometer" not in text}
    hidden = any("…" in text for text in at)
    assert hidden or named >= {spot.sign for spot in spots}
