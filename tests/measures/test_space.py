"""Outlook, gain and blocks against their formulas written out with one loop a letter, under every convention."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from measures.test_relatedness import literal_density, patterns

from potensi.measures import relatedness as rel
from potensi.measures import space
from potensi.measures.conventions import POTENSI, Conventions, conventions_of, known_conventions


def made(there, pci, conventions=POTENSI):
    """A space with the complexity that the test says, so that the formulas are tested and not the eigenvector."""
    has = rel.presence(there.astype(float))
    near = rel.proximity(rel.co_occurrence(has), diagonal=conventions.diagonal)
    indices = space.Indices(np.zeros(len(there)), pci, pci, 1.0, 0.5, 1)
    return space.space_from(has, near, indices, conventions=conventions, exact=True), near


def literal_gain(there, near, pci, chosen):
    """Gain by its formula; NaN where it is undefined."""
    regions, activities = there.shape
    clean, dense = np.nan_to_num(near), literal_density(there, near)
    gain = np.full((regions, activities), np.nan)
    for j in range(regions):
        for i in range(activities):
            if np.isnan(pci[i]) or clean[i].sum() == 0 or not there[j].any():
                continue
            opened = 0.0
            for k in range(activities):
                divisor = clean[k].sum() if chosen.gain == "opened" else clean[i].sum()
                if not there[j, k] and not np.isnan(pci[k]) and divisor > 0:
                    opened += clean[i, k] / divisor * pci[k]
            gain[j, i] = opened - (dense[j, i] * pci[i] if chosen.gain_own else 0)
            if there[j, i] and chosen.gain_held != "kept":
                gain[j, i] = np.nan if chosen.gain_held == "undefined" else 0
    return gain


GAINS = [name for name in known_conventions() if conventions_of(name).gain]


@pytest.mark.parametrize("name", GAINS)
@given(there=patterns(), seed=st.integers(0, 2**32 - 1))
def test_outlook_and_gain_are_their_formulas(name, there, seed):
    chosen = conventions_of(name)
    pci = np.random.default_rng(seed).normal(size=there.shape[1])
    pci[~there.any(axis=0)] = np.nan
    made_space, near = made(there, pci, chosen)
    found = space.block(made_space)
    dense = literal_density(there, near)
    assert found.density == pytest.approx(dense * chosen.density_scale, abs=1e-9, nan_ok=True)
    outlook = np.where(there.any(axis=1), np.nansum(np.where(there, 0, dense) * pci, axis=1), np.nan)
    assert found.outlook == pytest.approx(outlook, abs=1e-9, nan_ok=True)
    assert found.gain == pytest.approx(literal_gain(there, near, pci, chosen), abs=1e-9, nan_ok=True)


@given(patterns(), st.data())
def test_blocks_of_regions_are_the_whole(there, data):
    whole = space.space_of(rel.presence(there.astype(float)))
    cut = data.draw(st.integers(0, len(there)))
    one, other, all_of = space.block(whole, end=cut), space.block(whole, first=cut), space.block(whole)
    assert np.array_equal(np.vstack([one.density, other.density]), all_of.density, equal_nan=True)
    assert np.array_equal(np.vstack([one.gain, other.gain]), all_of.gain, equal_nan=True)
    assert np.array_equal(np.concatenate([one.outlook, other.outlook]), all_of.outlook, equal_nan=True)


def test_single_precision_errs_by_less_than_is_stated():
    random = np.random.default_rng(11)
    has = rel.presence((random.random((400, 300)) < random.lognormal(-2, 1, 300)).astype(float))
    single, double = space.block(space.space_of(has)), space.block(space.space_of(has, exact=True))
    assert single.density.dtype == np.float32
    assert np.nanmax(np.abs(single.density - double.density)) < 4e-6
    assert np.nanmax(np.abs(single.gain - double.gain)) < 4e-6 * np.nanmax(np.abs(double.gain)) + 4e-6


def test_an_empty_region_and_an_empty_activity_change_nothing_for_the_others():
    random = np.random.default_rng(3)
    values = random.lognormal(0, 2, (20, 12))
    wider = np.zeros((21, 13))
    wider[:-1, :-1] = values
    small, large = space.activity_space(values), space.activity_space(wider)
    for name in ("density", "cog", "rca"):
        assert getattr(large, name)[:-1, :-1] == pytest.approx(getattr(small, name), nan_ok=True), name
        assert np.isnan(getattr(large, name)[:, -1]).all(), name
        assert np.isnan(getattr(large, name)[-1]).all(), name
    for name in ("eci", "coi"):
        assert getattr(large, name)[:-1] == pytest.approx(getattr(small, name)), name
    assert large.pci[:-1] == pytest.approx(small.pci)
    assert np.isnan([large.eci[-1], large.coi[-1], large.pci[-1]]).all()


def test_outside_the_largest_block_there_is_no_outlook():
    random = np.random.default_rng(3)
    there = np.zeros((26, 17))
    there[:20, :12], there[20:, 12:] = random.random((20, 12)) < 0.5, random.random((6, 5)) < 0.7
    whole = space.space_of(rel.presence(there), exact=True)
    alone = space.space_of(rel.presence(there[:20, :12]), exact=True)
    assert whole.indices.components == 2
    found = space.block(whole)
    assert found.outlook[:20] == pytest.approx(space.block(alone).outlook)
    assert np.isnan(found.outlook[20:]).all()
    # Nearness needs no index: what goes with what they have is known.
    other = space.space_of(rel.presence(there[20:, 12:]), exact=True)
    assert found.density[20:, 12:] == pytest.approx(space.block(other).density)


@pytest.mark.parametrize(
    "table",
    [np.zeros((3, 3)), np.ones((3, 3)), np.ones((1, 4)), np.ones((4, 1)), np.zeros((1, 1)), np.eye(3), np.eye(2)],
    ids=["empty", "all alike", "one region", "one activity", "one empty cell", "nothing shared", "two blocks"],
)
@pytest.mark.parametrize("name", known_conventions())
def test_where_there_is_no_complexity_nothing_is_made_of_it(name, table):
    found = space.activity_space(table, conventions=name)
    assert np.isnan(found.eci).all()
    assert np.isnan(found.pci).all()
    if found.coi is not None:
        assert np.isnan(found.coi).all()
    if found.cog is not None:
        assert np.isin(np.nan_to_num(found.cog), 0).all()


def test_the_region_s_index_is_the_mean_of_its_activities_on_the_scale_of_eci():
    values = np.random.default_rng(8).lognormal(0, 2, (30, 25))
    for name in ("stata", "ecomplexity"):
        found = space.activity_space(values, conventions=name)
        means = (found.presence * found.pci).sum(axis=1) / found.presence.sum(axis=1)
        assert means == pytest.approx(found.eci), name


def test_more_than_is_not_at_least():
    values = np.ones((2, 2))
    assert space.activity_space(values, conventions="atlas").presence.all()
    assert not space.activity_space(values, conventions="stata").presence.any()


def test_conventions_are_found_by_name_or_taken_as_they_are():
    own = Conventions("mine", diagonal=1.0)
    assert conventions_of(own) is own
    with pytest.raises(ValueError, match="unknown conventions 'harvard': one of potensi, atlas"):
        conventions_of("harvard")
