"""Why a value is not there: whoever is empty, nowhere above the threshold, apart or unrelated is named in a sentence."""

import numpy as np
import pytest
from analysis.made import panel_of, values_of
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from potensi.analysis import relate as module
from potensi.analysis.matrix import matrix_of
from potensi.analysis.opportunity import Wanted, opportunities
from potensi.analysis.relate import Asked, read_tables, relate
from potensi.analysis.relatedness import relatedness_of
from potensi.errors import UsageError
from potensi.measures.resampling import Draws, uncertainty

BASE = values_of(20, 65, seed=6)


def found_in(values, **options):
    return relatedness_of(matrix_of(panel_of(values, zeros=True)), **options)


def said_by(values, **options):
    return {refusal.code: refusal for refusal in found_in(values, **options).refusals}


def apart(one, other):
    values = np.zeros((len(one) + len(other), one.shape[1] + other.shape[1]))
    values[: len(one), : one.shape[1]], values[len(one) :, one.shape[1] :] = one, other
    return values


CASES = {
    "an empty region": (np.insert(BASE, 3, 0, axis=0), {"regions_empty": "R003"}),
    "two empty regions": (np.insert(BASE, [3, 5], 0, axis=0), {"regions_empty": "R003, R006"}),
    "an empty activity": (np.insert(BASE, 64, 0, axis=1), {"activities_empty": "A064"}),
    "all empty": (
        np.zeros((4, 65)),
        {"index_none": "", "regions_empty": "R000, R001, R002, R003", "activities_empty": "A000, A001"},
    ),
    "all alike": (np.ones((4, 65)), {"index_none": ""}),
    "nothing shared": (np.eye(65), {"index_none": "", "activities_unrelated": "A000, A001, A002, A003, A004 …"}),
    "two groups": (apart(BASE, values_of(6, 30, seed=2)), {"blocks_apart": "R020, R021, R022, R023, R024 …"}),
    "one apart": (apart(BASE, np.ones((1, 1))), {"blocks_apart": "R020", "activities_unrelated": "A065"}),
}


@pytest.mark.parametrize("case", CASES)
def test_every_degenerate_case_is_said_and_names_who_is_meant(case):
    values, expected = CASES[case]
    said = said_by(values)
    assert set(said) - {"index_undetermined"} == set(expected)
    for code, names in expected.items():
        for lang in ("id", "en"):
            assert names in said[code].message(lang)


def test_how_many_groups_and_how_many_outside_the_largest():
    values, _ = CASES["two groups"]
    text = said_by(values)["blocks_apart"].message("en")
    assert "2 groups" in text
    assert "6 region(s) outside" in text


def test_a_high_threshold_is_not_called_emptiness():
    said = said_by(np.ones((4, 65)), threshold=1.5)
    assert set(said) == {"index_none", "regions_without", "activities_without"}
    assert "1.5" in said["regions_without"].message("en")
    assert "1,5" in said["regions_without"].message("id")


def test_with_few_activities_what_is_empty_is_said_all_the_same():
    said = said_by(np.insert(values_of(20, 17, seed=2), 3, 0, axis=0))
    assert set(said) == {"too_few_activities", "regions_empty"}


@settings(max_examples=40)
@given(st.integers(0, 10_000), st.sets(st.integers(0, 7)), st.sets(st.integers(0, 9)))
def test_rca_is_undefined_for_what_is_empty_and_nothing_else(seed, rows, columns):
    values = np.random.default_rng(seed).integers(1, 9, (8, 10)).astype(float)
    values[sorted(rows)] = 0
    values[:, sorted(columns)] = 0
    found = found_in(values, fewest=2).quotients()
    empty = (values.sum(axis=1) == 0)[:, None] | (values.sum(axis=0) == 0)[None, :]
    assert (np.isnan(found) == empty).all()


def tables_of(values, folder, **options):
    relate(panel_of(values, zeros=True), out=folder, asked=Asked(**options), fewest=2)
    return {name: frame.collect() for name, frame in read_tables(folder)}


def test_every_region_and_activity_without_an_index_has_its_reason_beside_it(tmp_path):
    values = np.insert(np.insert(apart(BASE, values_of(6, 30, seed=2)), 3, 0, axis=0), 7, 0, axis=1)
    tables = tables_of(values, tmp_path)
    regions, activities = tables["regions"], tables["activities"]
    assert regions["reason"].value_counts().sort("reason").rows() == [(None, 20), ("apart", 6), ("empty", 1)]
    assert activities["reason"].value_counts().sort("reason").rows() == [(None, 65), ("apart", 30), ("empty", 1)]
    for name in ("eci", "coi"):
        assert (regions[name].is_nan() == regions["reason"].is_not_null()).all(), name
    assert regions["fitness"].is_nan().to_list() == (regions["reason"] == "empty").fill_null(value=False).to_list()
    assert (activities["pci"].is_nan() == activities["reason"].is_not_null()).all()


def test_an_empty_region_s_cells_are_undefined_and_it_has_no_candidates(tmp_path):
    values = np.insert(np.insert(BASE, 3, 0, axis=0), 7, 0, axis=1)
    every = tables_of(values, tmp_path / "every", all_cells=True)["cells"]
    empty = (every["region"] == "R003") | (every["activity"] == "A007")
    for name in ("rca", "density", "distance"):
        assert (every[name].is_nan() == empty).all(), name
    assert every.filter(empty)["cog"].is_nan().all()
    some = tables_of(values, tmp_path / "some", candidates=5)["cells"]
    assert "R003" not in some["region"]
    assert "A007" not in some["activity"]
    assert not some["density"].is_nan().any()


def test_an_empty_region_has_no_options_and_is_told_so():
    with pytest.raises(UsageError, match="R003 has nothing"):
        opportunities(panel_of(np.insert(BASE, 3, 0, axis=0), zeros=True), region="R003")


def test_errors_of_draws_stand_beside_what_they_are_the_errors_of(tmp_path, monkeypatch):
    tables = tables_of(BASE, tmp_path, draws=40, all_cells=True)
    found = uncertainty(csr_array(BASE), draws=Draws(replicates=40))
    for name in ("eci_error", "eci_rank_low", "eci_rank_high"):
        assert np.array_equal(tables["regions"][name].to_numpy(), getattr(found, name), equal_nan=True), name
    cells = tables["cells"].sort("region", "activity")
    assert np.array_equal(cells["density_error"].to_numpy(), found.density_error.ravel(), equal_nan=True)
    assert (tables["regions"]["eci_error"] > 0).all()
    with pytest.raises(UsageError, match="atlas"):
        relate(panel_of(BASE), out=tmp_path, conventions="atlas", asked=Asked(draws=3))
    monkeypatch.setattr(module, "_MOST_DRAWN", 100)
    large = relate(panel_of(BASE), out=tmp_path / "large", asked=Asked(draws=200))
    assert large.refusals[-1].code == "draws_of_regions"
    assert "density_error" not in dict(read_tables(tmp_path / "large"))["cells"].collect_schema()


def test_one_region_s_draws_are_those_of_the_whole():
    found = opportunities(panel_of(BASE), region="R007", wanted=Wanted(count=1000, replicates=40))
    every = uncertainty(csr_array(BASE), region=7, draws=Draws(replicates=40))
    for row in found.table.iter_rows(named=True):
        place = int(row["activity"][1:])
        assert row["density_error"] == pytest.approx(every.density_error[7, place], nan_ok=True)
        assert row["rank_high"] == np.ceil(every.rank_high[place])
