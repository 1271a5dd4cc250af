"""Relatedness against its formulas written out, worked examples, identities, and tables with nothing in them."""

import numpy as np
import pytest
from analysis.made import values_of
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
    """ω_ji = Σ_k M_jk φ_ik / Σ_k φ_ik, one loop a letter; a region that has nothing is undefined."""
    regions, activities = there.shape
    dense = np.full((regions, activities), np.nan)
    for j in range(regions):
        for i in range(activities):
            related = sum(near[i, k] for k in range(activities) if not np.isnan(near[i, k]))
            had = sum(near[i, k] for k in range(activities) if there[j, k] and not np.isnan(near[i, k]))
            if related > 0 and there[j].any():
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


# Sizes about which the counting is divided: 64 activities a word, 256 a row of bits, 2,048 regions a block, eight rows
# added at once; and what every region has.
@pytest.mark.parametrize(("regions", "activities"), [(7, 64), (8, 65), (9, 255), (600, 257), (2048, 3), (4097, 130)])
def test_co_occurrence_of_larger_tables_is_the_product(regions, activities):
    odds = np.linspace(0, 1, activities) ** 2
    there = np.random.default_rng(regions).random((regions, activities)) < odds
    there[:, -1] = True
    product = there.T.astype(np.float64) @ there.astype(np.float64)
    assert (rel.co_occurrence(rel.presence(there.astype(float))) == product).all()


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


@given(patterns(), st.data())
def test_without_what_carries_it_a_density_is_less_by_that_part(there, data):
    has = rel.presence(there.astype(float))
    near = rel.proximity(rel.co_occurrence(has))
    dense = rel.density(has, near)
    region = data.draw(st.integers(0, len(there) - 1))
    for activity in np.nonzero(~np.isnan(dense[region]))[0]:
        parts = rel.contributions(has, near, region=region, activity=int(activity))
        for carrier in np.nonzero(parts)[0]:
            poorer = there.copy()
            poorer[region, carrier] = False
            left = rel.density(rel.presence(poorer.astype(float)), near)[region, activity]
            # Without its only activity the region has nothing, and there is no density to speak of.
            assert np.nan_to_num(left) == pytest.approx(dense[region, activity] - parts[carrier], abs=1e-12)
            assert np.nan_to_num(left) < dense[region, activity]


def of_values(values):
    """Presence, proximity and density of a table, and each region's options, nearest first."""
    has = rel.presence(location_quotient(values))
    near = rel.proximity(rel.co_occurrence(has))
    dense = rel.density(has, near)
    lacking = np.where(has.dense(), np.nan, dense)
    return has, near, [np.argsort(-row, kind="stable")[: (~np.isnan(row)).sum()].tolist() for row in lacking]


def test_without_its_main_carrier_an_option_falls_back():
    values = values_of(45, 70, seed=5)
    has, near, options = of_values(values)
    fell = []
    for region, mine in enumerate(options):
        place = len(mine) // 2
        parts = rel.contributions(has, near, region=region, activity=mine[place])
        poorer = values.copy()
        poorer[region, parts.argmax()] = 0
        # Everything comes anew: presence, proximity, and with the lost activity one option more.
        after = of_values(poorer)[2][region]
        fell.append(mine[place] not in after or after.index(mine[place]) > place)
    assert len(fell) == 45
    assert np.mean(fell) > 0.9


@given(patterns(), st.integers(0, 2**32 - 1), st.sampled_from([0.5, 1.0, 2.0]))
def test_presence_of_sparse_values_is_that_of_the_quotient(there, seed, threshold):
    values = np.where(there, np.random.default_rng(seed).integers(1, 50, there.shape), 0).astype(float)
    sparse = rel.presence_of_values(csr_array(values), threshold).dense()
    quotient = np.nan_to_num(location_quotient(values))
    # Where the quotient is the threshold to the last digit, rounding decides; nowhere else.
    unsure = np.isclose(quotient, threshold, rtol=1e-12)
    assert (sparse == (quotient >= threshold))[~unsure].all()


@given(patterns(), st.integers(0, 2**32 - 1))
def test_quotients_of_sparse_values_are_those_of_dense_ones(there, seed):
    values = there * np.random.default_rng(seed).uniform(0.5, 2, there.shape)
    quotients = np.nan_to_num(location_quotient(values))
    assert rel.quotients_of_values(csr_array(values)).toarray() == pytest.approx(quotients, rel=1e-12)


def test_the_order_in_which_values_are_stored_changes_nothing():
    values = np.array([[1.0, 3.0, 2.0], [3.0, 1.0, 2.0]])
    turned = csr_array((np.array([2.0, 3, 1, 3, 2, 1]), np.array([2, 1, 0, 0, 2, 1]), np.array([0, 3, 6])))
    assert (rel.presence_of_values(turned).columns == rel.presence_of_values(csr_array(values)).columns).all()
    assert (rel.quotients_of_values(turned).toarray() == rel.quotients_of_values(csr_array(values)).toarray()).all()


@given(*[st.lists(st.integers(1, 3000), min_size=2, max_size=2).map(sorted)] * 2)
def test_exactly_its_share_is_present_whatever_the_numbers(one, other):
    (a, d), (b, c) = one, other
    # A cell of a·b, in a region of a·c and an activity of b·d, of c·d in all: its quotient is 1 to the last digit.
    cell, region, activity, rest = a * b, a * c, b * d, (c - b) * (d - a)
    values = np.array([[cell, region - cell], [activity - cell, rest]], dtype=float)
    assert location_quotient(values)[0, 0] == 1
    for has in (rel.presence(location_quotient(values)), rel.presence_of_values(csr_array(values))):
        assert has.dense()[0, 0]
    more = np.nextafter(1.0, 2)
    for has in (rel.presence(location_quotient(values), more), rel.presence_of_values(csr_array(values), more)):
        assert not has.dense()[0, 0]


@pytest.mark.parametrize("threshold", [0.0, 0.5])
def test_a_zero_is_no_activity_whatever_the_threshold(threshold):
    values = np.array([[1.0, 0.0, 3.0], [2.0, 4.0, 0.0], [0.0, 0.0, 0.0]])
    # With its zeros stored, too.
    stored = csr_array((values.ravel(), np.tile(np.arange(3), 3), np.arange(0, 10, 3)), shape=(3, 3))
    for has in (
        rel.presence(location_quotient(values), threshold),
        rel.presence_of_values(csr_array(values), threshold),
        rel.presence_of_values(stored, threshold),
    ):
        assert (has.dense() == (location_quotient(values) >= max(threshold, 1e-300))).all()


@given(patterns())
def test_an_empty_region_and_an_empty_activity_change_nothing_for_the_others(there):
    wider = np.zeros((there.shape[0] + 1, there.shape[1] + 1), dtype=bool)
    wider[:-1, :-1] = there
    small, large = rel.presence(there.astype(float)), rel.presence(wider.astype(float))
    one = rel.density(small, rel.proximity(rel.co_occurrence(small)))
    other = rel.density(large, rel.proximity(rel.co_occurrence(large)))
    assert np.array_equal(other[:-1, :-1], one, equal_nan=True)
    assert np.isnan(other[:, -1]).all()
    assert np.isnan(other[-1]).all()


def test_relative_relatedness_is_standardised_over_what_is_not_there():
    dense = np.array([[0.9, 0.2, 0.4, 0.6], [0.5, 0.5, 0.5, 0.1]])
    there = np.array([[True, False, False, False], [False, False, False, True]])
    found = rel.relative_relatedness(dense, there)
    assert np.nanmean(found[0]) == pytest.approx(0)
    assert np.nanstd(found[0]) == pytest.approx(1)
    assert np.isnan(found[1]).all()


@pytest.mark.parametrize("level", [0.1, 0.3, np.float32(0.7), 0.0])
def test_options_that_differ_by_rounding_alone_are_all_alike(level):
    dense = np.array([[level, level * (1 + 1e-7), level, level, 0.9]])
    there = np.array([[False, False, False, False, True]])
    assert np.isnan(rel.relative_relatedness(dense, there)).all()


def test_an_unknown_proximity_is_refused_by_name():
    with pytest.raises(ValueError, match="unknown proximity 'euclid'"):
        rel.proximity(np.eye(2, dtype=np.int32), "euclid")
