"""The picture that goes with a link: its size, its weight, the region marked, and names that stay within it."""

import io
from functools import cache

import numpy as np
import polars as pl
import pytest
from PIL import Image
from present.made_up import INJECTIONS

from potensi.data.samples import load, load_indicators
from potensi.language import LANGUAGES
from potensi.panel import Papers, panel_from
from potensi.present.facts import gather, gather_all
from potensi.present.palette import AMBER
from potensi.present.preview import SIZE, preview, site_preview

LIMIT = 300_000
# The right part of the picture, where the map is; the bars before the figures are amber too, but stand on the left.
MAP = (slice(60, 470), slice(660, 1200))


@cache
def shared():
    return gather_all(load("jatim"), indicators=load_indicators("jatim"))


def pixels(png):
    assert png.startswith(b"\x89PNG")
    assert len(png) < LIMIT
    picture = Image.open(io.BytesIO(png))
    assert picture.size == SIZE == (1200, 630)
    return np.asarray(picture.convert("RGB")).astype(int)


def amber(picture):
    wanted = np.array([int(AMBER[i : i + 2], 16) for i in (1, 3, 5)])
    return np.abs(picture - wanted).max(axis=2) < 12


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_region_is_marked_on_the_map_and_the_site_marks_none(lang):
    whole = pixels(site_preview(load("jatim"), lang))
    assert not amber(whole)[MAP].any()
    places = {}
    for code in ("3510", "3501"):
        marked = amber(pixels(preview(gather(shared(), code), lang)))[MAP]
        assert 600 < marked.sum() < 4_000
        places[code] = np.argwhere(marked).mean(axis=0)
    assert places["3510"][1] > places["3501"][1] + 200


def test_the_two_languages_and_two_regions_differ_and_the_same_is_the_same():
    one = preview(gather(shared(), "3510"), "id")
    assert one == preview(gather(shared(), "3510"), "id")
    assert one != preview(gather(shared(), "3510"), "en")
    assert one != preview(gather(shared(), "3509"), "id")


@pytest.mark.parametrize("keep", [{"periods": [2024]}, {"regions": ["3510"]}, {"regions": ["3510", "3578"]}])
def test_poor_data_still_have_a_picture(keep):
    panel = load("jatim").keep(**keep)
    assert amber(pixels(preview(gather(gather_all(panel), "3510"), "id"))).any()
    pixels(site_preview(panel, "en"))


def made(name, count=3):
    rows = [
        {"region": f"{k:03d}", "activity": a, "period": 2024, "value": None if (k, a) == (0, "y") else 1.0 + k}
        for k in range(count)
        for a in "xy"
    ]
    names = pl.DataFrame({"region": [f"{k:03d}" for k in range(count)], "name": [name] * count})
    activities = pl.DataFrame({"activity": ["x", "y"], "name_id": [name] * 2, "name_en": [name] * 2})
    papers = Papers(unit="orang", source=name * 3)
    return panel_from(pl.DataFrame(rows), papers=papers, regions=names, activities=activities)


@pytest.mark.parametrize(
    "name", [*INJECTIONS, "W" * 200, "Kabupaten Kepulauan Bangka Belitung Selatan Raya", "a\x00\u202eb", "<&>\"'"]
)
def test_any_name_stays_on_its_side_of_the_picture(name):
    facts = gather(gather_all(made(name)), "001")
    picture = pixels(preview(facts, "id"))
    gap = picture[60:270, 668:690]
    assert (gap == gap[0, 0]).all()
    margin = picture[:540, 1150:]
    assert (margin == margin[0, 0]).all()


def test_a_region_with_a_missing_figure_and_many_regions_have_a_picture():
    pixels(preview(gather(gather_all(made("x")), "000"), "id"))
    pixels(preview(gather(gather_all(made("x", 514)), "007"), "en"))
