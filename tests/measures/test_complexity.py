"""Complexity: exact truths of nested tables, the eigenvector written out densely, signs, blocks, and nothing at all."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from measures.test_relatedness import patterns

from potensi.measures import complexity as com
from potensi.measures import relatedness as rel
from potensi.measures.relatedness import presence


def of(table):
    return presence(np.asarray(table, dtype=float))


def nested(size):
    return np.array([[1] * (size - row) + [0] * row for row in range(size)])


@pytest.mark.parametrize(
    ("size", "expected"), [(3, [1 / 2, -1 / 4, -1]), (4, [1 / 2, 0, -1 / 2, -1])], ids=["three", "four"]
)
def test_nested_tables_have_exact_values(size, expected):
    found = com.complexity(of(nested(size)))
    assert found.regions == pytest.approx(com.standardised(np.array(expected)), abs=1e-12)
    assert found.eigenvalues == pytest.approx((1 / 4, 1 / 9), abs=1e-12)
    assert found.gap == pytest.approx(1 - 4 / 9)


def literal(there):
    """The second right eigenvector of D⁻¹ M U⁻¹ Mᵀ by a dense decomposition without symmetry."""
    m = there.astype(float)
    step = (m / m.sum(axis=1, keepdims=True)) @ (m / m.sum(axis=0, keepdims=True)).T
    values, vectors = np.linalg.eig(step)
    order = np.argsort(-values.real)
    return values.real[order], vectors[:, order[1]].real


@given(st.integers(0, 2**32 - 1), st.integers(3, 40), st.integers(3, 40))
def test_the_index_is_the_second_eigenvector(seed, rows, columns):
    there = np.random.default_rng(seed).random((rows, columns)) < 0.5
    assume(there.any(axis=1).all())
    assume(there.any(axis=0).all())
    values, vector = literal(there)
    found = com.complexity(of(there))
    assume(found.components == 1)
    assume(values[1] > 1e-6)
    assume(values[1] - values[2] > 1e-3)
    assert found.eigenvalues[0] == pytest.approx(values[1], abs=1e-9)
    expected = com.standardised(vector)
    assert np.abs(found.regions) == pytest.approx(np.abs(expected), abs=1e-7)
    # One sign for both: with diversity, and a region's index is the mean of its activities'.
    assert np.dot(found.regions, there.sum(axis=1) - there.sum(axis=1).mean()) >= -1e-9
    means = (there * found.activities).sum(axis=1) / there.sum(axis=1)
    assert np.corrcoef(means, found.regions)[0, 1] == pytest.approx(1, abs=1e-6)


def test_many_activities_give_what_few_would(monkeypatch):
    there = np.random.default_rng(7).random((60, 120)) < np.linspace(0.1, 0.8, 60)[:, None]
    whole = com.complexity(of(there))
    monkeypatch.setattr(com, "_SMALL", 10)
    by_steps = com.complexity(of(there))
    assert by_steps.regions == pytest.approx(whole.regions, abs=1e-9)
    assert by_steps.activities == pytest.approx(whole.activities, abs=1e-9)
    assert by_steps.eigenvalues[0] == pytest.approx(whole.eigenvalues[0], abs=1e-12)
    assert by_steps.eigenvalues[1] == pytest.approx(whole.eigenvalues[1], rel=1e-3)


@pytest.mark.parametrize(
    "table",
    [np.ones((5, 400)), np.ones((400, 400)), np.vstack([np.ones(400), np.eye(1, 400)])],
    ids=["few", "many", "two"],
)
def test_many_activities_without_anything_to_tell_apart(table):
    found = com.complexity(of(table))
    if len(table) == 2:
        assert found.regions == pytest.approx([1, -1])
    else:
        assert np.isnan(found.regions).all()


def test_blocks_apart_leave_the_smaller_undefined():
    there = np.zeros((6, 7), dtype=int)
    there[:4, :4] = nested(4)
    there[4:, 4:6] = [[1, 1], [1, 0]]
    found = com.complexity(of(there))
    assert found.components == 2
    assert found.regions[:4] == pytest.approx(com.complexity(of(nested(4))).regions)
    assert np.isnan(found.regions[4:]).all()
    assert np.isnan(found.activities[4:]).all()


@given(patterns())
def test_undefined_in_exactly_the_affected_cells(there):
    found = com.complexity(of(there))
    nothing, nobody = ~there.any(axis=1), ~there.any(axis=0)
    assert np.isnan(found.regions[nothing]).all()
    assert np.isnan(found.activities[nobody]).all()
    if found.components == 1 and not np.isnan(found.regions).all():
        assert (np.isnan(found.regions) == nothing).all()


@pytest.mark.parametrize(
    "table",
    [np.zeros((3, 3)), np.ones((3, 3)), np.ones((1, 4)), np.ones((4, 1)), np.zeros((1, 1)), np.eye(3)],
    ids=["empty", "all alike", "one region", "one activity", "one empty cell", "nothing shared"],
)
def test_no_second_eigenvector_no_index(table):
    found = com.complexity(of(table))
    assert np.isnan(found.regions).all()
    assert np.isnan(found.activities).all()
    assert np.isnan(found.gap)


def test_one_region_without_any_speciality_spoils_nobody_else():
    there = np.vstack([nested(4), np.zeros(4)])
    found = com.complexity(of(there))
    assert found.regions[:4] == pytest.approx(com.complexity(of(nested(4))).regions)
    assert np.isnan(found.regions[4])


def test_reflections_near_the_eigenvector_where_the_gap_is_wide():
    table = of(nested(8))
    regions, activities = com.reflections(table, 12)
    found = com.complexity(table)
    assert np.corrcoef(regions, found.regions)[0, 1] > 0.9999
    # An even number of steps leaves the activities' side on its own averages of averages: less ubiquitous, rarer.
    assert abs(np.corrcoef(activities, found.activities)[0, 1]) > 0.9999
    assert np.isnan(com.reflections(of(np.vstack([nested(3), np.zeros(3)])))[0][3])


def test_fitness_is_its_map_written_out():
    there = np.random.default_rng(5).random((12, 9)) < 0.6
    f, q = np.ones(12), np.ones(9)
    found = com.fitness(of(there), most=25, tolerance=0)
    for _ in range(25):
        f_next = np.array([sum(q[i] for i in range(9) if there[j, i]) for j in range(12)])
        q_next = np.array([1 / sum(1 / f[j] for j in range(12) if there[j, i]) for i in range(9)])
        f, q = f_next / f_next.mean(), q_next / q_next.mean()
    assert found.regions == pytest.approx(f)
    assert found.activities == pytest.approx(q)
    assert (found.steps, found.stopped) == (25, "steps")


def test_fitness_says_how_it_stopped(monkeypatch):
    settled = com.fitness(of(np.ones((3, 3))))
    assert settled.stopped == "converged"
    monkeypatch.setattr(com, "_ZERO_FRONT", 1e-4)  # where it would be after millions of steps
    running = com.fitness(of(nested(6)), most=10_000, tolerance=0)
    assert running.stopped == "zero front"
    assert np.isfinite(running.regions).all()
    with_nobody = com.fitness(of(np.array([[1, 0], [0, 0]])))
    assert np.isnan(with_nobody.regions[1])
    assert np.isnan(with_nobody.activities[1])
    assert com.fitness(of(np.zeros((2, 2)))).steps == 0


def test_income_of_activities_and_of_structures():
    values = np.array([[2.0, 2.0], [0.0, 5.0], [1.0, 0.0]])
    income = np.array([10.0, 40.0, np.nan])
    assert com.prody(values, income) == pytest.approx([10, (0.5 * 10 + 1 * 40) / 1.5])
    assert com.expy(values, income)[1] == pytest.approx(30)


@pytest.mark.parametrize("seed", range(4))
def test_lanczos_finds_what_a_full_decomposition_finds(seed):
    random = np.random.default_rng(seed)
    has = of(random.random((200, 340)) < random.uniform(0.02, 0.4, 340))
    values, vectors = com._all_of(has)
    found, vector = com._three_of(has)
    assert found[1:] == pytest.approx(values[-2:], abs=1e-12)
    assert found[0] == pytest.approx(values[-3], rel=2e-2)
    assert abs(vector[:, 1] @ vectors[:, -2]) == pytest.approx(1, abs=1e-10)


def test_an_eigenvalue_that_occurs_twice_is_seen_twice():
    # Four like groups, joined by one activity that everybody has: the second eigenvalue is the third and the fourth.
    table = np.kron(np.eye(4), np.ones((5, 80)))
    has = of(np.hstack([table, np.ones((20, 1))]))
    found, _ = com._three_of(has)
    assert found[0] == pytest.approx(found[1], rel=1e-6)
    assert com.complexity(has).gap == pytest.approx(0, abs=1e-6)


def test_there_and_back_is_its_two_halves():
    has = of(np.random.default_rng(2).random((90, 41)) < 0.3)
    values = np.random.default_rng(3).normal(size=41)
    twin = rel.column_sums(has, rel.row_means(has, values))
    assert rel.there_and_back(has)(values) == pytest.approx(twin)
    wide = rel.Presence(has.starts, has.columns, 70_000)
    assert rel.there_and_back(wide)(np.resize(values, 70_000))[:41] == pytest.approx(twin)
