"""What the kernels do where a formula cannot be read: zero, missing, 0/0, one region, nothing at first."""

from dataclasses import fields

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from potensi.measures import disparity, growth, location, similarity, specialisation, typology

NAN = np.nan
FULL = np.array([[10.0, 20, 30], [5, 5, 10], [40, 10, 10]])
REGIONAL = (
    specialisation.krugman,
    specialisation.herfindahl,
    specialisation.herfindahl_normalised,
    specialisation.equivalent_number,
    specialisation.entropy,
    specialisation.hachman,
    specialisation.gini_specialisation,
    specialisation.hoover_specialisation,
    specialisation.theil_specialisation,
)
BY_ACTIVITY = (
    specialisation.krugman_concentration,
    specialisation.herfindahl_concentration,
    specialisation.gini_concentration,
    specialisation.hoover_concentration,
    specialisation.theil_concentration,
)
QUOTIENTS = (
    location.location_quotient,
    location.location_quotient_minus_self,
    location.symmetric_location_quotient,
)


@pytest.mark.parametrize("measure", [*REGIONAL, *QUOTIENTS, location.share])
def test_an_empty_region_is_nan_for_itself_alone(measure):
    with_empty = np.vstack([FULL, np.zeros(3)])
    found = measure(with_empty)
    assert np.isnan(found[-1]).all()
    assert_allclose(found[:-1], measure(FULL))


@pytest.mark.parametrize("measure", BY_ACTIVITY)
def test_an_empty_activity_is_nan_for_itself_alone(measure):
    found = measure(np.column_stack([FULL, np.zeros(3)]))
    assert np.isnan(found[-1])
    assert_allclose(found[:-1], measure(FULL))


@pytest.mark.parametrize("measure", BY_ACTIVITY)
def test_an_empty_region_does_not_touch_concentration_against_the_whole(measure):
    assert_allclose(measure(np.vstack([FULL, np.zeros(3)])), measure(FULL))


def test_an_activity_that_nobody_has_has_no_quotient():
    found = location.location_quotient(np.column_stack([FULL, np.zeros(3)]))
    assert np.isnan(found[:, -1]).all()
    assert_allclose(found[:, :-1], location.location_quotient(FULL))


def test_a_reported_zero_is_a_quotient_of_zero():
    assert location.location_quotient(np.array([[0.0, 1], [1, 1]]))[0, 0] == 0


def test_the_only_region_that_has_an_activity_is_infinite_against_the_others():
    found = location.location_quotient_minus_self(np.array([[1.0, 1], [0, 1]]))
    assert found[0, 0] == np.inf
    assert found[1, 0] == 0


@pytest.mark.parametrize("measure", [*REGIONAL, *QUOTIENTS])
def test_one_region_is_its_own_reference(measure):
    found = measure(FULL[:1])
    assert found.shape[0] == 1
    assert_allclose(specialisation.krugman(FULL[:1]), 0)


@pytest.mark.parametrize("measure", [*REGIONAL[:1], *REGIONAL[5:], *BY_ACTIVITY, *QUOTIENTS[:1]])
def test_a_missing_cell_is_never_read_as_zero(measure):
    values = FULL.copy()
    values[1, 1] = NAN
    assert np.isnan(measure(values)).any()


def test_a_missing_cell_spoils_the_region_that_has_it_and_no_other_share():
    values = FULL.copy()
    values[1, 1] = NAN
    assert_array_equal(np.isnan(location.share(values)).all(axis=1), [False, True, False])
    assert_array_equal(np.isnan(specialisation.herfindahl(values)), [False, True, False])
    assert np.isnan(location.location_quotient(values)).all()


def test_a_missing_cell_runs_through_all_parts_of_shift_share():
    end = FULL * 1.1
    end[0, 0] = NAN
    parts = growth.shift_share(FULL, end)
    assert np.isnan(parts.national).all()
    assert np.isnan(parts.regional).all()


@pytest.mark.parametrize("first", [0.0, -1.0])
def test_dlq_is_refused_where_the_first_value_is_not_positive(first):
    start = FULL.copy()
    start[0, 0] = first
    found = growth.dynamic_location_quotient(start, FULL, years=4)
    assert np.isnan(found[0, 0])
    assert np.isfinite(found).sum() == FULL.size - 1
    assert np.isnan(growth.total_growth(start, FULL)[0, 0])
    assert np.isnan(growth.mean_growth(start, FULL, years=4)[0, 0])


def test_no_years_no_rates():
    assert np.isnan(growth.dynamic_location_quotient(FULL, FULL, years=0)).all()
    assert np.isnan(growth.mean_growth(FULL, FULL, years=0)).all()


def test_growth_ratios_are_refused_for_a_shrinking_reference():
    found = growth.growth_ratios(FULL, FULL * 0.98)
    assert np.isnan(found.rpr).all()
    assert np.isnan(found.rps).all()


@pytest.mark.parametrize(("rate", "readable"), [(-0.2, False), (0.0099, False), (0.0101, True), (0.3, True)])
def test_growth_ratios_need_one_per_cent_over_the_span(rate, readable):
    end = FULL.copy()
    end[:, 0] *= 1 + rate
    end[:, 1] *= 1.5
    nation_ok, activity_ok = growth.growth_ratio_readable(FULL, end)
    found = growth.growth_ratios(FULL, end)
    assert nation_ok
    assert activity_ok.tolist() == [readable, True, False]
    assert np.isfinite(found.rps[:, 0]).all() == readable
    assert np.isfinite(found.rpr).all()
    assert np.isnan(found.rps[:, 2]).all()


def test_growth_ratios_of_an_activity_that_nobody_had():
    start = FULL.copy()
    start[:, 2] = 0
    found = growth.growth_ratios(start, FULL * 2)
    assert np.isnan(found.rpr[2])
    assert np.isnan(found.rps[:, 2]).all()


def test_a_new_entry_is_told_apart_and_all_regional():
    start, end = FULL.copy(), FULL * 1.2
    start[0, 0] = 0
    assert np.argwhere(growth.new_entries(start, end)).tolist() == [[0, 0]]
    parts, split = growth.shift_share(start, end), growth.esteban_marquillas(start, end)
    assert (parts.national[0, 0], parts.mix[0, 0], parts.regional[0, 0]) == (0, 0, end[0, 0])
    assert (split.competitive[0, 0], split.allocation[0, 0]) == (end[0, 0], 0)
    eight = growth.arcelus(start, end)
    assert_allclose(eight.national_expected[0, 0], -eight.national_differential[0, 0])
    assert eight.regional_mix_expected[0, 0] == end[0, 0]


@pytest.mark.parametrize("split", [growth.shift_share, growth.esteban_marquillas, growth.arcelus])
def test_an_activity_that_nobody_had_still_adds_up(split):
    start = FULL.copy()
    start[:, 1] = 0
    record = split(start, FULL)
    assert_allclose(sum(getattr(record, f.name) for f in fields(record)), FULL - start, atol=1e-12)


@pytest.mark.parametrize("split", [growth.shift_share, growth.esteban_marquillas, growth.arcelus])
def test_nothing_at_all_at_first_is_undefined_and_silent(split):
    record = split(np.zeros_like(FULL), FULL)
    assert np.isnan(next(iter(vars(record).values()))).all()


def test_a_vanished_activity_loses_its_whole_value():
    end = FULL * 1.1
    end[2, 0] = 0
    assert growth.total_growth(FULL, end)[2, 0] == -1
    assert growth.dynamic_location_quotient(FULL, end, years=3)[2, 0] == 0


def test_no_change_has_no_parts():
    for part in vars(growth.dynamic_shift_share(np.array([FULL, FULL, FULL]))).values():
        assert_allclose(part, 0, atol=1e-12)


def test_interval_is_open_at_no_case_and_undefined_for_an_empty_region():
    low, high = location.location_quotient_interval(np.array([[0.0, 10], [5, 5], [0, 0]]))
    assert low[0, 0] == 0 < high[0, 0]
    assert np.isnan(low[2]).all()
    assert np.isnan(high[2]).all()


def test_sector_classes_by_name():
    lq, dlq = np.array([1.0, 0.9, 1.1, 0.9, NAN, 1.0]), np.array([1.0, 1.1, 0.9, 0.9, 1.0, NAN])
    places = typology.sector_class(lq, dlq)
    named = [typology.SECTOR_CLASSES[place] if place >= 0 else None for place in places]
    assert named == ["leading", "rising", "declining_base", "lagging", None, None]
    assert places.dtype == np.int8


def test_klassen_classes_by_name():
    start = np.array([[10.0, 10, 10], [10, 10, 10]])
    end = np.array([[30.0, 12, 10], [10, 10, 10]])
    places = typology.klassen_activities(start, end, years=2)
    named = [[typology.KLASSEN_CLASSES[p] for p in row] for row in places]
    assert named[0] == ["advanced_growing", "potential", "potential"]
    assert named[1] == ["behind", "advanced_pressed", "advanced_growing"]


def test_klassen_gives_no_class_where_growth_has_none():
    start = FULL.copy()
    start[0, 0] = 0
    assert typology.klassen_activities(start, FULL, years=2)[0, 0] == -1
    assert typology.klassen_activities(start, FULL, years=2, against="own")[0, 0] == -1


def test_klassen_knows_two_comparisons_only():
    with pytest.raises(ValueError, match="against"):
        typology.klassen_activities(FULL, FULL, years=1, against="nation")


def test_klassen_regions():
    pace, level = np.array([0.06, 0.04, 0.06, 0.04, NAN]), np.array([60.0, 60, 50, 50, 60])
    found = typology.klassen_regions(pace, level, reference_growth=0.05, reference_per_head=55.0)
    assert found.tolist() == [0, 1, 2, 3, -1]


def test_overlay_does_not_count_a_refused_test_as_failed():
    count, judged, passed = typology.overlay([np.array([1.0, 0.9]), np.array([NAN, 1.2]), np.array([NAN, 2.0])])
    assert count.tolist() == [1, 2]
    assert judged.tolist() == [1, 3]
    assert passed.T.tolist() == [[True, False, False], [False, True, True]]


@pytest.mark.parametrize("kernel", [similarity.hellinger_similarity, similarity.cosine_similarity])
def test_an_empty_region_is_like_nobody(kernel):
    found = kernel(np.vstack([FULL, np.zeros(3)]))
    assert np.isnan(found[-1]).all()
    assert np.isnan(found[:, -1]).all()
    assert np.isfinite(found[:-1, :-1]).all()


def test_disparity_of_equal_regions_is_nil():
    level, people = np.full(4, 7.0), np.array([1.0, 2, 3, 4])
    assert disparity.williamson(level, people) == pytest.approx(0, abs=1e-12)
    assert disparity.theil(level, people) == pytest.approx(0, abs=1e-12)


def test_disparity_of_nothing_is_undefined_and_silent():
    nothing = np.zeros(3)
    for found in (
        disparity.gini(nothing),
        disparity.hoover(nothing),
        disparity.williamson(nothing, np.ones(3)),
        disparity.theil(nothing, np.ones(3)),
        disparity.coefficient_of_variation(np.array([5.0])),
    ):
        assert np.isnan(found)


def test_theil_of_a_group_without_value():
    level, people = np.array([0.0, 0, 4, 2]), np.ones(4)
    parts = disparity.theil_decomposition(level, people, np.array(["a", "a", "b", "b"]))
    assert sum(parts) == pytest.approx(disparity.theil(level, people))


def test_sigma_of_one_region_is_undefined():
    assert np.isnan(disparity.sigma_convergence(np.array([[1.0], [2.0]]))).all()


@pytest.mark.parametrize(
    ("first", "last"), [([1.0, 2], [2.0, 3]), ([2.0, 2, 2], [3.0, 4, 5]), ([0.0, 1, 2, NAN], [1.0, 2, 3, 4])]
)
def test_beta_needs_three_regions_that_differ(first, last):
    found = disparity.beta_convergence(np.array(first), np.array(last), years=3)
    assert all(np.isnan(value) for value in vars(found).values())


def test_no_half_life_without_convergence():
    found = disparity.beta_convergence(np.array([1.0, 2, 4]), np.array([1.0, 3, 9]), years=5)
    assert found.slope > 0 > found.beta
    assert np.isnan(found.half_life)
