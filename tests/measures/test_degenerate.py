"""Tables at the edge: what is empty, missing, alone or refused is NaN there, and only there."""

import numpy as np
import pytest

from potensi.measures import disparity, growth, location, similarity, typology
from potensi.measures import specialisation as special

FULL = np.array([[10.0, 20, 30], [40, 10, 5], [8, 8, 20]])
BY_REGION = [
    special.krugman, special.herfindahl, special.herfindahl_normalised, special.equivalent_number, special.entropy,
    special.hachman, special.gini_specialisation, special.hoover_specialisation, special.theil_specialisation,
]  # fmt: skip
BY_ACTIVITY = [
    special.gini_concentration, special.hoover_concentration, special.theil_concentration,
    special.krugman_concentration,
]  # fmt: skip
BY_CELL = [
    location.share, location.location_quotient, location.location_quotient_minus_self,
    location.symmetric_location_quotient, lambda values: location.location_quotient_interval(values)[0],
    lambda values: location.location_quotient_interval(values)[1],
]  # fmt: skip
EVERY = [*BY_REGION, *BY_CELL]
WITH_EMPTY_REGION = np.insert(FULL, 1, 0.0, axis=0)
WITH_EMPTY_ACTIVITY = np.insert(FULL, 1, 0.0, axis=1)


@pytest.mark.parametrize("kernel", EVERY)
def test_an_empty_region_is_nan_and_the_others_do_not_notice(kernel):
    found = kernel(WITH_EMPTY_REGION)
    assert np.isnan(found[1]).all()
    np.testing.assert_allclose(np.delete(found, 1, axis=0), kernel(FULL), rtol=1e-12)


@pytest.mark.parametrize("kernel", BY_ACTIVITY)
def test_an_empty_activity_is_nan_and_the_others_do_not_notice(kernel):
    found = kernel(WITH_EMPTY_ACTIVITY)
    assert np.isnan(found[1])
    np.testing.assert_allclose(np.delete(found, 1), kernel(FULL), rtol=1e-12)


@pytest.mark.parametrize("kernel", BY_CELL[1:])
def test_quotients_of_an_empty_activity_are_nan_and_the_others_do_not_notice(kernel):
    found = kernel(WITH_EMPTY_ACTIVITY)
    assert np.isnan(found[:, 1]).all()
    np.testing.assert_allclose(np.delete(found, 1, axis=1), kernel(FULL), rtol=1e-12)


@pytest.mark.parametrize("kernel", BY_ACTIVITY)
def test_an_empty_region_does_not_move_concentration(kernel):
    np.testing.assert_allclose(kernel(WITH_EMPTY_REGION), kernel(FULL), rtol=1e-12)


@pytest.mark.parametrize("kernel", [k for k in BY_REGION if k is not special.herfindahl_normalised])
def test_an_activity_that_nobody_has_does_not_move_specialisation(kernel):
    np.testing.assert_allclose(kernel(WITH_EMPTY_ACTIVITY), kernel(FULL), rtol=1e-12)


def test_one_region_is_its_own_reference():
    alone = np.array([[3.0, 1.0]])
    assert location.location_quotient(alone).tolist() == [[1, 1]]
    assert special.krugman(alone).tolist() == [0]
    assert special.hachman(alone) == pytest.approx([1])
    assert np.isnan(disparity.sigma_convergence(np.array([[1.0]]))).all()


def test_one_activity_has_no_normalised_herfindahl():
    assert np.isnan(special.herfindahl_normalised(np.array([[3.0], [1.0]]))).all()


@pytest.mark.parametrize("kernel", [special.krugman, special.hachman, special.gini_specialisation])
def test_a_missing_cell_is_never_read_as_zero(kernel):
    holed = FULL.copy()
    holed[0, 0] = np.nan
    # The reference needs the missing cell, so nobody's number can be told.
    assert np.isnan(kernel(holed)).all()


@pytest.mark.parametrize("kernel", [special.herfindahl, special.entropy])
def test_a_missing_cell_spoils_its_own_region_only_where_no_reference_is_needed(kernel):
    holed = FULL.copy()
    holed[0, 0] = np.nan
    found = kernel(holed)
    assert np.isnan(found).tolist() == [True, False, False]
    assert found[1:] == pytest.approx(kernel(FULL)[1:])


def test_a_missing_cell_spoils_its_change_and_every_part():
    holed = FULL.copy()
    holed[0, 0] = np.nan
    assert np.isnan(growth.shift_share(holed, FULL).regional[0, 0])
    assert np.isnan(growth.shift_share(FULL, holed).regional[0, 0])
    assert np.isnan(growth.growth_ratios(FULL, holed).rpr).all()


@pytest.mark.parametrize("years", [0, -1])
def test_no_span_no_pace(years):
    assert np.isnan(growth.mean_growth(FULL, FULL, years=years)).all()
    assert np.isnan(growth.dynamic_location_quotient(FULL, FULL, years=years)).all()


def test_growth_from_nothing_is_refused_cell_by_cell():
    start = FULL.copy()
    start[2, 1] = 0.0
    for found in (
        growth.total_growth(start, FULL),
        growth.mean_growth(start, FULL, years=3),
        growth.dynamic_location_quotient(start, FULL, years=3),
        growth.growth_ratios(start, FULL * 2).rps,
    ):
        assert np.argwhere(np.isnan(found)).tolist() == [[2, 1]]
    assert np.argwhere(growth.new_entries(start, FULL)).tolist() == [[2, 1]]


@pytest.mark.parametrize(("factor", "readable"), [(1.02, True), (1.009, False), (1.0, False), (0.9, False)])
def test_ratios_are_refused_under_one_per_cent(factor, readable):
    assert growth.growth_ratio_readable(FULL, FULL * factor)[0] is readable
    ratios = growth.growth_ratios(FULL, FULL * factor)
    assert np.isnan(ratios.rpr).any() != readable
    assert np.isnan(ratios.rps).any() != readable


def test_ratios_are_refused_for_the_shrinking_activity_alone():
    end = FULL * np.array([1.5, 0.9, 1.2])
    ratios = growth.growth_ratios(FULL, end)
    assert np.isnan(ratios.rps).all(axis=0).tolist() == [False, True, False]
    assert not np.isnan(ratios.rpr).any()


def test_classes_without_a_figure_are_none():
    assert typology.sector_class(np.array([np.nan, 1.0]), np.array([1.0, np.nan])).tolist() == [-1, -1]
    assert typology.sector_class(np.array([1.0]), np.array([1.0])).tolist() == [0]
    with pytest.raises(ValueError, match="against"):
        typology.klassen_activities(FULL, FULL, years=1, against="nobody")


def test_overlay_counts_only_what_could_be_judged():
    count, judged, passed = typology.overlay([np.array([1.0, np.nan]), np.array([0.99, np.nan])])
    assert (count.tolist(), judged.tolist()) == ([1, 0], [2, 0])
    assert passed.tolist() == [[True, False], [False, False]]


def test_an_empty_region_is_like_nobody():
    for kernel in (similarity.hellinger_similarity, similarity.cosine_similarity):
        alike = kernel(WITH_EMPTY_REGION)
        assert np.isnan(alike[1]).all()
        assert np.isnan(alike[:, 1]).all()
        assert not np.isnan(np.delete(np.delete(alike, 1, 0), 1, 1)).any()


def test_convergence_needs_three_regions_and_differing_levels():
    for first in (np.array([1.0, 2.0]), np.array([2.0, 2.0, 2.0])):
        assert np.isnan(disparity.beta_convergence(first, first * 2, years=5).beta)
    parting = disparity.beta_convergence(np.array([1.0, 2, 4]), np.array([1.0, 3, 9]), years=5)
    assert parting.beta < 0
    assert np.isnan(parting.half_life)


def test_equal_regions_are_equal_by_every_index():
    level, people = np.full(4, 7.0), np.array([1.0, 2, 3, 4])
    assert disparity.williamson(level, people) == pytest.approx(0)
    assert disparity.theil(level, people) == pytest.approx(0)
    assert disparity.gini(level) == pytest.approx(0)


def test_agreement_with_the_package_inequality():
    """Theil's T and the Gini coefficient of plain numbers, where the conventions are the same."""
    theirs = pytest.importorskip("inequality")
    from inequality.gini import Gini
    from inequality.theil import Theil, TheilD

    values = np.array([10.0, 20, 30, 40, 5, 5, 17])
    assert theirs is not None
    assert disparity.gini(values) == pytest.approx(Gini(values).g, abs=1e-9)
    assert disparity.theil(values, np.ones(7)) == pytest.approx(float(Theil(values).T), abs=1e-9)
    groups = np.array([0, 0, 1, 1, 2, 2, 2])
    between, within = disparity.theil_decomposition(values, np.ones(7), groups)
    split = TheilD(values, groups)
    assert between == pytest.approx(float(np.squeeze(split.bg)), abs=1e-9)
    assert within == pytest.approx(float(np.squeeze(split.wg)), abs=1e-9)
