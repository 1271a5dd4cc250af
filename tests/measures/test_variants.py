"""What goes beyond one table's space, beside its peers: quotients per head, two lists, likeness, options, fitness, income."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from measures.test_agreement import peers_run, seeded  # noqa: F401
from measures.test_relatedness import patterns

from potensi.measures import complexity as com
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
    has, beside = (rel.presence(each.to_numpy()) for each in quotients)
    near = rel.cross_proximity(has, beside)
    expected = package.cross_proximity(*quotients)
    assert near == pytest.approx(expected.to_numpy())
    theirs = package.cross_relatedness(quotients[0], expected).to_numpy().copy()
    # A region that has nothing of the first list is 0 there, and undefined here.
    theirs[has.diversity == 0] = np.nan
    assert rel.density(has, near) == pytest.approx(theirs, nan_ok=True)


def test_co_occurrence_as_econcomplex():
    package = pytest.importorskip("econcomplex", reason="the package econcomplex is not installed")
    has = rel.presence(location.location_quotient(VALUES))
    assert (rel.co_occurrence(has) == package.co_occurrence(has.dense().astype(float), diagonal=True)).all()


def test_options_of_a_region_as_econcomplex_and_economic_complexity():
    econcomplex = pytest.importorskip("econcomplex", reason="the package econcomplex is not installed")
    package = pytest.importorskip("economic_complexity", reason="the package economic-complexity is not installed")
    table = seeded(8)
    quotients = package.rca(table)
    has = rel.presence(quotients.to_numpy())
    there = has.dense()
    found = rel.relative_relatedness(rel.density(has, rel.proximity(rel.co_occurrence(has))), there)
    assert found == pytest.approx(econcomplex.relative_relatedness(table).to_numpy(), nan_ok=True)
    # The other divides by n − 1, and fills in what the region has.
    theirs = package.relative_relatedness(quotients).to_numpy(dtype=float)
    options = (~there).sum(axis=1, keepdims=True)
    other = np.where(there, np.nan, theirs * np.sqrt(options / (options - 1)))
    assert found == pytest.approx(other, nan_ok=True)


def test_reflections_as_econcomplex():
    package = pytest.importorskip("econcomplex", reason="the package econcomplex is not installed")
    there = (location.location_quotient(VALUES) >= 1).astype(float)
    ours = com.reflections(rel.presence(there), 20)
    theirs = package.method_of_reflections(there, use_rca=False, iterations=20, tol=None)
    for one, other in zip(ours, theirs, strict=True):
        # They turn their signs, each by itself.
        assert np.abs(one) == pytest.approx(np.abs(other), abs=1e-6)


def test_fitness_as_econcomplex():
    package = pytest.importorskip("econcomplex", reason="the package econcomplex is not installed")
    there = (np.random.default_rng(9).random((30, 22)) < np.linspace(0.4, 0.9, 30)[:, None]).astype(float)
    ours = com.fitness(rel.presence(there), most=5000, tolerance=1e-13)
    assert ours.stopped == "converged"
    fit, worth = package.fitness_complexity(there, use_rca=False, iterations=5000, tol=1e-13)
    assert ours.regions == pytest.approx(fit, rel=1e-6)
    assert ours.activities == pytest.approx(worth, rel=1e-6)


def test_income_as_econcomplex():
    package = pytest.importorskip("econcomplex", reason="the package econcomplex is not installed")
    assert com.prody(VALUES, PEOPLE) == pytest.approx(package.prody(VALUES, PEOPLE))
    assert com.expy(VALUES, PEOPLE) == pytest.approx(package.expy(VALUES, PEOPLE))


def test_income_that_nobody_can_tell_is_not_zero():
    values = np.array([[1.0, 0.0, 0.0], [1.0, 1.0, 0.0], [3.0, 0.0, 0.0], [0.0, 0.0, 0.0]])
    income = np.array([10.0, np.nan, 30.0, 5.0])
    # Only the second region does the second activity, and its income is unknown; nobody does the third.
    assert com.prody(values, income) == pytest.approx([20, np.nan, np.nan], nan_ok=True)
    assert com.expy(values, income) == pytest.approx([20, np.nan, 20, np.nan], nan_ok=True)


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
