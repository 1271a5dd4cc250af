"""The activity space as a network: each activity keeps its place, in another region and another year."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from analysis.made import long_of, panel_of, values_of
from numpy.testing import assert_allclose

from potensi.analysis.matrix import matrix_of
from potensi.analysis.network import digest, network_of
from potensi.analysis.relatedness import relatedness_of
from potensi.data import samples
from potensi.errors import UsageError
from potensi.measures.layout import backbone, places
from potensi.panel import Papers, panel_from


def space(values, year=2024):
    return relatedness_of(matrix_of(panel_of(values, year)))


def test_a_layout_is_kept_and_found_again_by_other_figures_of_the_same_activities(tmp_path):
    first = network_of(space(values_of(45, 70, seed=5)), kept=tmp_path)
    files = list(tmp_path.iterdir())
    assert [path.name for path in files] == [f"layout-{digest(first.activities)}.csv"]
    before = files[0].read_bytes()
    later = network_of(space(values_of(45, 70, seed=6), 2025), kept=tmp_path)
    assert (later.at == first.at).all()
    assert files[0].read_bytes() == before
    assert [*later.links.one, *later.links.other] != [*first.links.one, *first.links.other]
    assert (network_of(space(values_of(45, 70, seed=6))).at != first.at).any()


def test_a_part_of_a_classification_keeps_its_places(tmp_path):
    whole = values_of(45, 70, seed=5)
    every = network_of(space(whole), kept=tmp_path)
    part = network_of(space(whole[:, :60]), kept=tmp_path)
    assert part.activities == every.activities[:60]
    assert (part.at == every.at[:60]).all()
    assert len(list(tmp_path.iterdir())) == 1


def test_a_layout_of_these_very_activities_goes_before_one_that_holds_more(tmp_path):
    whole = values_of(45, 70, seed=5)
    for count in (60, 65):
        first = network_of(space(whole[:, :count]), kept=tmp_path)
    assert len(list(tmp_path.iterdir())) == 2
    network_of(space(whole), kept=tmp_path)
    for each in (65, 65):
        assert (network_of(space(whole[:, :each]), kept=tmp_path).at == first.at).all()


def test_an_activity_that_comes_later_moves_none_of_the_others(tmp_path):
    whole = values_of(45, 70, seed=5)
    before = network_of(space(whole[:, :66]), kept=tmp_path)
    after = network_of(space(whole), kept=tmp_path)
    assert (after.at[:66] == before.at).all()
    assert np.isfinite(after.at).all()
    gaps = np.hypot(*(after.at[:, None] - after.at[None]).T) + np.eye(70)
    assert gaps.min() > 0.02
    assert (network_of(space(whole), kept=tmp_path).at == after.at).all()


@pytest.mark.parametrize(
    "text", ["activity,x,y\nA000,0.1,ten\n", "activity,x,y\nA000,0.1,\n", "activity,x,y\nA000,1,1\nA000,0,0\n", ""]
)
def test_a_layout_that_is_none_is_refused_in_a_sentence(tmp_path, text):
    (tmp_path / "layout-own.csv").write_text(text)
    with pytest.raises(UsageError) as stop:
        network_of(space(values_of(45, 70, seed=5)), kept=tmp_path)
    assert all("layout-own.csv" in stop.value.message(lang) for lang in ("id", "en"))


def test_another_classification_gets_a_layout_of_its_own(tmp_path):
    network_of(space(values_of(45, 70, seed=5)), kept=tmp_path)
    first = next(tmp_path.iterdir()).read_bytes()
    other = long_of(values_of(45, 70, seed=5)).with_columns(activity="B" + pl.col("activity"))
    network_of(relatedness_of(matrix_of(panel_from(other, papers=Papers()))), kept=tmp_path)
    assert len(list(tmp_path.iterdir())) == 2
    assert first in [path.read_bytes() for path in tmp_path.iterdir()]


def test_the_layout_of_the_17_industries_comes_along_and_is_what_the_sample_gives():
    found = relatedness_of(matrix_of(samples.load("jatim")))
    drawn = network_of(found)
    assert drawn.activities == sorted(drawn.activities)
    near = found.space.proximity
    # Other machines round otherwise: the shape is the same, not the last digit.
    assert_allclose(drawn.at, places(near, backbone(near)), atol=0.02)
    earlier = network_of(relatedness_of(matrix_of(samples.load("jatim"), year=2020)))
    assert (earlier.at == drawn.at).all()


def test_a_layout_by_hand_is_taken_as_it_is(tmp_path):
    found = space(values_of(45, 70, seed=5))
    at = np.random.default_rng(1).random((70, 2)).round(3)
    codes = found.matrix.activities
    pl.DataFrame({"activity": codes, "x": at[:, 0], "y": at[:, 1]})[::-1].write_csv(tmp_path / "layout-own.csv")
    assert_allclose(network_of(found, kept=tmp_path).at, at)


def test_codes_that_look_like_numbers_stay_codes(tmp_path):
    frame = long_of(values_of(45, 70, seed=5)).with_columns(pl.col("activity").str.replace("A", "0"))
    frame.write_parquet(tmp_path / "codes.parquet")
    found = relatedness_of(matrix_of(tmp_path / "codes.parquet"))
    first = network_of(found, kept=tmp_path / "kept")
    assert first.activities[0] == "0000"
    assert (network_of(found, kept=tmp_path / "kept").at == first.at).all()


@pytest.mark.parametrize("seed", range(3))
def test_links_join_activities_that_are_found_together(seed):
    found = space(values_of(45, 70, seed=seed))
    drawn = network_of(found)
    near = found.space.proximity[drawn.links.one, drawn.links.other]
    assert (near > 0).all()
    assert_allclose(near, drawn.links.strength)
