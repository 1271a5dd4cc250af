"""Relatedness against its formulas written out, worked examples, identities, and tables with nothing in them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array

from potensi.measures import relatedness as rel
from potensi.measures.location import location_quotient

# The 5 × 5 example of METHODS: quotients of exactly 1 and a block of its own.
COUNTS = np.array(
    [[100, 0, 0, 0, 0], [0, 15, 5, 70, 10], [0, 20, 10, 20, 50], [0, 25, 30, 5, 40], [0, 40, 55, 5, 0]], dtype=float
)


@st.composite
def patterns(draw, most=9):
    """Yes and no, regions × activities, with empty rows and columns as they come."""
    rows, columns = draw(st.integers(1, most)), draw(st.integers(1, most))
    cell = st.booleans()
    return np.array(draw(st.lists(st.lists(cell, min_size=columns, max_size=columns), min_size=rows, max_size=rows)))


def literal_density(there, near):
    """ω_ji = Σ_k M_jk φ_ik / Σ_k φ_ik, one loop a letter."""
    regions, activities = there.shape
    dense = np.full((regions, activities), np.nan)
    for j in range(regions):
        for i in range(activities):
            related = sum(near[i, k] for k in range(activities) if not np.isnan(near[i, k]))
            had = sum(near[i, k] for k in range(activities) if there[j, k] and not np.isnan(near[i, k]))
            if related > 0:
                dense[j, i] = had / related
    return dense


def test_the_worked_example_of_five_regions():
    has = rel.presence(location_quotient(COUNTS))
    together = rel.co_occurrence(has)
    assert together[1, 2] == 2
    for variant, expected in (("cosine", 0.5163978), ("association", 1.8666667), ("jaccard", 1 / 3)):
        assert rel.proximity(together, variant)[1, 2] == pytest.approx(expected, abs=1e-6), variant


@given(patterns())
def test_co_occurrence_is_the_product(there):
    has = rel.presence(there.astype(float))
    assert (rel.co_occurrence(has) == there.astype(int).T @ there.astype(int)).all()
    assert (has.dense() == there).all()


@given(patterns(), st.integers(0, 2**32 - 1))
def test_means_over_rows_and_sums_over_columns(there, seed):
    has, random = rel.presence(there.astype(float)), np.random.default_rng(seed)
    per_region, per_activity = random.normal(size=len(there)), random.normal(size=there.shape[1])
    means = (there * per_activity).sum(axis=1) / np.maximum(there.sum(axis=1), 1)
    assert rel.row_means(has, per_activity) == pytest.approx(means, abs=1e-12)
    assert rel.column_sums(has, per_region) == pytest.approx((there.T * per_region).sum(axis=1), abs=1e-12)


@given(patterns(), st.sampled_from(rel.PROXIMITIES))
def test_proximity_is_symmetric_and_nobody_s_activity_is_undefined(there, variant):
    near = rel.proximity(rel.co_occurrence(rel.presence(there.astype(float))), variant)
    nobody = ~there.any(axis=0)
    assert (np.isnan(near) == (nobody[:, None] | nobody[None, :])).all()
    assert np.array_equal(near, near.T, equal_nan=True)
    if variant != "association":
        assert np.nanmax(near, initial=0) <= 1


@given(patterns())
def test_density_is_its_formula(there):
    has = rel.presence(there.astype(float))
    near = rel.proximity(rel.co_occurrence(has))
    assert rel.density(has, near) == pytest.approx(literal_density(there, near), abs=4e-6, nan_ok=True)


@given(patterns(), st.data())
def test_blocks_of_regions_are_the_whole(there, data):
    has = rel.presence(there.astype(float))
    near = rel.proximity(rel.co_occurrence(has))
    cut = data.draw(st.integers(0, len(there)))
    pieces = np.vstack([rel.density(has, near, end=cut), rel.density(has, near, first=cut)])
    assert np.array_equal(pieces, rel.density(has, near), equal_nan=True)


@given(patterns())
def test_the_parts_of_a_density_add_up_to_it(there):
    has = rel.presence(there.astype(float))
    near = rel.proximity(rel.co_occurrence(has))
    dense = rel.density(has, near)
    for region, activity in np.ndindex(*there.shape):
        parts = rel.contributions(has, near, region=region, activity=activity)
        if np.isnan(dense[region, activity]):
            assert parts[~there[region]].sum() == 0
        else:
            assert parts.sum() == pytest.approx(dense[region, activity], abs=4e-6)


@given(patterns(), st.integers(0, 2**32 - 1), st.sampled_from([0.5, 1.0, 2.0]))
def test_presence_of_sparse_values_is_that_of_the_quotient(there, seed, threshold):
    values = np.where(there, np.random.default_rng(seed).integers(1, 50, there.shape), 0).astype(float)
    sparse = rel.presence_of_values(csr_array(values), threshold).dense()
    quotient = np.nan_to_num(location_quotient(values))
    # Where the quotient is the threshold to the last digit, rounding decides; nowhere else.
    unsure = np.isclose(quotient, threshold, rtol=1e-12)
    assert (sparse == (quotient >= threshold))[~unsure].all()


@given(patterns())
def test_an_empty_region_and_an_empty_activity_change_nothing_for_the_others(there):
    wider = np.zeros((there.shape[0] + 1, there.shape[1] + 1), dtype=bool)
    wider[:-1, :-1] = there
    small, large = rel.presence(there.astype(float)), rel.presence(wider.astype(float))
    one = rel.density(small, rel.proximity(rel.co_occurrence(small)))
    other = rel.density(large, rel.proximity(rel.co_occurrence(large)))
    assert np.array_equal(other[:-1, :-1], one, equal_nan=True)
    assert np.isnan(other[:, -1]).all()
    assert (np.nan_to_num(other[-1]) == 0).all()


def test_relative_relatedness_is_standardised_over_what_is_not_there():
    dense = np.array([[0.9, 0.2, 0.4, 0.6], [0.5, 0.5, 0.5, 0.1]])
    there = np.array([[True, False, False, False], [False, False, False, True]])
    found = rel.relative_relatedness(dense, there)
    assert np.nanmean(found[0]) == pytest.approx(0)
    assert np.nanstd(found[0]) == pytest.approx(1)
    assert np.isnan(found[1]).all()


def test_an_unknown_proximity_is_refused_by_name():
    with pytest.raises(ValueError, match="unknown proximity 'euclid'"):
        rel.proximity(np.eye(2, dtype=np.int32), "euclid")
