"""Variants of the quotient, nearness between two lists, likeness of specialisation: peers, identities, edges."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from measures.test_agreement import peers_run, seeded  # noqa: F401
from measures.test_relatedness import patterns

from potensi.measures import location, similarity
from potensi.measures import relatedness as rel

RANDOM = np.random.default_rng(4)
VALUES = seeded(5).to_numpy()
PEOPLE = RANDOM.lognormal(3, 1, len(VALUES))


def test_weighted_by_its_own_totals_the_quotient_is_the_usual_one():
    found = location.weighted_location_quotient(VALUES, VALUES.sum(axis=1))
    assert found == pytest.approx(location.location_quotient(VALUES))


def test_the_weighted_quotient_averages_to_one():
    found = location.weighted_location_quotient(VALUES, PEOPLE)
    assert (found * PEOPLE[:, None]).sum(axis=0) / PEOPLE.sum() == pytest.approx(np.ones(VALUES.shape[1]))
    with_empty = np.vstack([VALUES, np.zeros(VALUES.shape[1])])
    wider = location.weighted_location_quotient(with_empty, np.append(PEOPLE, 7.0))
    assert wider[:-1] == pytest.approx(found)
    assert np.isnan(wider[-1]).all()
    empty = location.weighted_location_quotient(np.column_stack([VALUES, np.zeros(len(VALUES))]), PEOPLE)
    assert np.isnan(empty[:, -1]).all()


def test_per_head_as_econcomplex():
    package = pytest.importorskip("econcomplex", reason="the package econcomplex is not installed")
    from econcomplex.core.rca import rpop

    assert package
    assert location.per_head_quotient(VALUES, PEOPLE) == pytest.approx(rpop(VALUES, PEOPLE))


def test_a_region_without_population_is_undefined_for_itself_alone():
    people = PEOPLE.copy()
    people[2] = 0
    found = location.per_head_quotient(VALUES, people)
    assert np.isnan(found[2]).all()
    assert not np.isnan(np.delete(found, 2, axis=0)).any()


def test_between_two_lists_as_economic_complexity():
    package = pytest.importorskip("economic_complexity", reason="the package economic-complexity is not installed")
    table = seeded(6)
    one, other = table.iloc[:, :12], table.iloc[:, 12:]
    quotients = package.rca(one), package.rca(other)
    has, theirs = (rel.presence(each.to_numpy()) for each in quotients)
    near = rel.cross_proximity(has, theirs)
    expected = package.cross_proximity(*quotients)
    assert near == pytest.approx(expected.to_numpy())
    assert rel.density(has, near) == pytest.approx(package.cross_relatedness(quotients[0], expected).to_numpy())


@given(patterns())
def test_a_list_beside_itself_is_its_own_proximity(there):
    has = rel.presence(there.astype(float))
    together = rel.proximity(rel.co_occurrence(has), diagonal=1.0)
    assert np.array_equal(rel.cross_proximity(has, has), together, equal_nan=True)


def test_two_lists_need_the_same_regions():
    with pytest.raises(ValueError, match="not the same regions: 2 and 3"):
        rel.cross_proximity(rel.presence(np.ones((2, 2))), rel.presence(np.ones((3, 2))))


def test_likeness_of_specialisation_as_economic_complexity():
    package = pytest.importorskip("economic_complexity", reason="the package economic-complexity is not installed")
    table = seeded(7)
    quotients = package.rca(table)
    assert similarity.export_similarity(quotients.to_numpy()) == pytest.approx(package.similarity(quotients).to_numpy())


@given(st.integers(2, 6))
def test_a_region_with_nothing_or_the_same_in_everything_is_undefined(size):
    quotients = np.vstack([np.arange(size), np.ones(size), np.full(size, np.nan)])
    found = similarity.export_similarity(quotients)
    assert found[0, 0] == pytest.approx(1)
    assert np.isnan(found[1:]).all()
    assert np.isnan(found[0, 1:]).all()
