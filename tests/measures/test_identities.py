"""What must hold for any table: parts add up, order and scale do not matter."""

from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from measures.tables import POSITIVE, close, spans, tables

from potensi.measures import disparity, growth, location, similarity, specialisation

PER_REGION = (
    specialisation.krugman,
    specialisation.herfindahl,
    specialisation.entropy,
    specialisation.hachman,
    specialisation.gini_specialisation,
    specialisation.hoover_specialisation,
    specialisation.theil_specialisation,
)
PER_ACTIVITY = (
    specialisation.krugman_concentration,
    specialisation.herfindahl_concentration,
    specialisation.gini_concentration,
    specialisation.hoover_concentration,
    specialisation.theil_concentration,
)


def parts_of(record):
    return sum(getattr(record, field.name) for field in fields(record))


@given(tables())
def test_shares_sum_to_one_unless_empty(values):
    filled = values.sum(axis=1) > 0
    sums = location.share(values).sum(axis=1)
    close(sums[filled], 1.0)
    assert np.isnan(sums[~filled]).all()


@given(tables(POSITIVE))
def test_quotients_weighted_by_reference_shares_give_one(values):
    reference = values.sum(axis=0) / values.sum()
    close(location.location_quotient(values) @ reference, 1.0)


@pytest.mark.parametrize("split", [growth.shift_share, growth.esteban_marquillas, growth.arcelus])
@given(cube=spans())
def test_parts_add_up_to_the_change_even_with_new_entries(split, cube):
    start, end = cube
    close(parts_of(split(start, end)), end - start, scale=cube.max() * 1e3)


@given(cube=spans(years=4))
def test_dynamic_parts_add_up_to_the_change(cube):
    close(parts_of(growth.dynamic_shift_share(cube)), cube[-1] - cube[0], scale=cube.max() * 1e3)


@given(cube=spans())
def test_esteban_marquillas_splits_the_classic_regional_part(cube):
    start, end = cube
    split, classic = growth.esteban_marquillas(start, end), growth.shift_share(start, end)
    close(split.competitive + split.allocation, classic.regional, scale=cube.max() * 1e3)


@given(cube=spans(POSITIVE))
def test_arcelus_pairs_add_up_to_the_classic_parts(cube):
    start, end = cube
    eight, classic = growth.arcelus(start, end), growth.shift_share(start, end)
    close(eight.national_expected + eight.national_differential, classic.national, scale=1e6)
    close(eight.mix_expected + eight.mix_differential, classic.mix, scale=1e6)


@given(cube=spans())
def test_regional_parts_of_an_activity_cancel_over_the_reference(cube):
    start, end = cube
    close(growth.shift_share(start, end).regional.sum(axis=0)[start.sum(axis=0) > 0], 0.0, scale=1e9)


@given(cube=spans())
def test_contributions_add_up_to_the_regions_growth(cube):
    start, end = cube
    filled = start.sum(axis=1) > 0
    found = growth.contribution(start, end)[filled].sum(axis=1)
    close(found, end.sum(axis=1)[filled] / start.sum(axis=1)[filled] - 1, scale=1e6)


@given(cube=spans(POSITIVE), years=st.integers(1, 12))
def test_dynamic_quotient_is_the_ratio_of_the_two_quotients(cube, years):
    start, end = cube
    wanted = location.location_quotient(end) / location.location_quotient(start)
    close(growth.dynamic_location_quotient(start, end, years=years), wanted)


@given(cube=spans(POSITIVE), years=st.integers(1, 12))
def test_mean_growth_compounds_to_total_growth(cube, years):
    start, end = cube
    pace = growth.mean_growth(start, end, years=years)
    close((1 + pace) ** years, 1 + growth.total_growth(start, end))


@pytest.mark.parametrize("measure", [*PER_REGION, *PER_ACTIVITY, location.location_quotient])
@given(values=tables(POSITIVE), factor=st.floats(1e-3, 1e3))
def test_the_unit_does_not_matter(measure, values, factor):
    close(measure(values * factor), measure(values))


@pytest.mark.parametrize("measure", PER_REGION)
@given(values=tables(POSITIVE), seed=st.integers(0, 99))
def test_the_order_does_not_matter_to_regions(measure, values, seed):
    rng = np.random.default_rng(seed)
    rows, columns = rng.permutation(values.shape[0]), rng.permutation(values.shape[1])
    close(measure(values[rows][:, columns]), measure(values)[rows])


@pytest.mark.parametrize("measure", PER_ACTIVITY)
@given(values=tables(POSITIVE), seed=st.integers(0, 99))
def test_the_order_does_not_matter_to_activities(measure, values, seed):
    rng = np.random.default_rng(seed)
    rows, columns = rng.permutation(values.shape[0]), rng.permutation(values.shape[1])
    close(measure(values[rows][:, columns]), measure(values)[columns])


@given(tables(POSITIVE))
def test_ranges(values):
    count = values.shape[1]
    slack = 1e-9
    assert (specialisation.krugman(values) <= 2 + slack).all()
    assert (specialisation.herfindahl(values) >= 1 / count - slack).all()
    assert (specialisation.entropy(values) <= np.log2(count) + slack).all()
    hachman = specialisation.hachman(values)
    assert ((hachman > 0) & (hachman <= 1 + slack)).all()
    gini = specialisation.gini_specialisation(values)
    assert ((gini >= -slack) & (gini <= 1 - 1 / count + slack)).all()
    assert (specialisation.theil_specialisation(values) >= -slack).all()


@given(tables(POSITIVE, least=2))
def test_regions_alike_to_the_reference_are_not_special(values):
    alike = np.outer(values[:, 0], values[0])
    for measure in (specialisation.krugman, specialisation.gini_specialisation):
        close(measure(alike), 0.0)
    close(specialisation.hachman(alike), 1.0)


@pytest.mark.parametrize("kernel", [similarity.hellinger_similarity, similarity.cosine_similarity])
@given(values=tables(POSITIVE))
def test_similarity_is_symmetric_bounded_and_one_with_itself(kernel, values):
    found = kernel(values)
    close(found, found.T)
    close(np.diag(found), 1.0)
    assert ((found >= -1e-12) & (found <= 1 + 1e-12)).all()


@given(values=tables(POSITIVE, least=2), seed=st.integers(0, 99))
def test_theil_between_and_within_add_up(values, seed):
    per_head, people = values[:, 0], values[:, 1]
    groups = np.random.default_rng(seed).integers(0, 2, len(per_head))
    close(sum(disparity.theil_decomposition(per_head, people, groups)), disparity.theil(per_head, people))


@given(tables(POSITIVE, least=2), st.floats(0.01, 100))
def test_disparity_does_not_depend_on_the_unit(values, factor):
    per_head, people = values[:, 0], values[:, 1]
    for measure in (disparity.williamson, disparity.theil):
        close(measure(per_head * factor, people), measure(per_head, people))
        close(measure(per_head, people * factor), measure(per_head, people))


@given(tables(POSITIVE, least=2))
def test_size_distance_is_the_log_of_the_ratio(values):
    totals = values.sum(axis=1)
    close(np.exp(similarity.size_distance(values))[0, 1], max(totals[:2]) / min(totals[:2]))
