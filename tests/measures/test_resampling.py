"""Standard errors by drawing regions: they cover the truth of a population, and are the same at every run."""

import numpy as np
import pytest
from scipy.sparse import csr_array, vstack

from potensi.measures import relatedness as rel
from potensi.measures import threads
from potensi.measures.resampling import Draws, _ranks, _read_against, uncertainty

ACTIVITIES = 30


def population(regions, seed=1):
    """Nested and noisy: many regions of one make, so that a few of them are a sample."""
    random = np.random.default_rng(seed)
    level = random.normal(0, 1, regions)[:, None] - np.linspace(-1.5, 1.5, ACTIVITIES)[None, :]
    there = random.random(level.shape) < 1 / (1 + np.exp(-2 * level))
    values = random.lognormal(1, 1, level.shape) * there
    values[np.arange(regions), random.integers(0, ACTIVITIES, regions)] += 0.5
    return values


def test_intervals_cover_the_truth_of_the_population():
    whole, covered, counted = population(6_000), np.zeros(2), np.zeros(2)
    first = csr_array(whole[:5])
    # The first five regions are the same in every sample; their truth is read against the population.
    truth, index = _read_against(csr_array(whole), np.arange(len(whole)), 1.0)
    for sample in range(12):
        rows = np.random.default_rng(sample).integers(5, len(whole), 115)
        table = csr_array(vstack([first, csr_array(whole[rows])]))
        found = uncertainty(table, draws=Draws(replicates=60, seed=sample))
        ours, mine = _read_against(table, np.arange(table.shape[0]), 1.0)
        error = found.density_error[:5]
        covered[0] += (np.abs(ours[:5] - truth[:5]) <= 1.96 * error + 1e-9).sum()
        counted[0] += error.size
        # ECI is relative to its table: compare after bringing the population's to the sample's scale.
        fit = np.polyfit(index[rows], mine[5:], 1)
        covered[1] += (np.abs(mine[:5] - np.polyval(fit, index[:5])) <= 1.96 * found.eci_error[:5]).sum()
        counted[1] += 5
    share = covered / counted
    assert 0.85 < share[0] < 0.995, share
    assert share[1] > 0.80, share


def test_more_regions_less_error():
    small, large = (uncertainty(csr_array(population(n, 3)), draws=Draws(replicates=40)) for n in (60, 960))
    assert np.nanmedian(small.density_error) / np.nanmedian(large.density_error) == pytest.approx(4, rel=0.35)
    assert np.nanmedian(large.eci_error) < np.nanmedian(small.eci_error)


def test_the_same_with_any_number_of_cores(monkeypatch):
    table, draws = csr_array(population(40, 4)), Draws(replicates=45)
    one = uncertainty(table, region=2, draws=draws)
    monkeypatch.setattr(threads, "cores", lambda: 1)
    other = uncertainty(table, region=2, draws=draws)
    for name in ("eci_error", "density_error", "rank_low", "rank_high", "eci_rank_low"):
        assert np.array_equal(getattr(one, name), getattr(other, name), equal_nan=True), name
    assert not np.array_equal(uncertainty(table, draws=Draws(replicates=45, seed=1)).eci_error, one.eci_error)


def test_ranks_are_of_what_the_region_has_not():
    table = csr_array(population(40, 5))
    found = uncertainty(table, region=7, draws=Draws(replicates=30))
    held = rel.presence_of_values(table).dense(7, 8)[0]
    assert (np.isnan(found.rank_low) == held).all()
    options = (~held).sum()
    assert np.nanmin(found.rank_low) >= 1
    assert np.nanmax(found.rank_high) <= options
    dense = _read_against(table, np.arange(40), 1.0)[0][7]
    rank = np.full(ACTIVITIES, np.nan)
    rank[~held] = _ranks(dense[~held])
    inside = (found.rank_low <= rank) & (rank <= found.rank_high)
    assert inside[~held].mean() > 0.9


def test_nothing_to_learn_from_is_undefined_not_certain():
    found = uncertainty(csr_array(np.ones((5, 4))), region=0, draws=Draws(replicates=10))
    assert np.isnan(found.eci_error).all()
    assert np.isnan(found.eci_rank_low).all()


def test_rows_of_presence_may_be_named_twice():
    has = rel.presence(np.array([[1.0, 0, 1], [0, 0, 0], [0, 1, 1]]))
    drawn = has.of_rows(np.array([2, 0, 1, 2]))
    assert drawn.dense().astype(int).tolist() == [[0, 1, 1], [1, 0, 1], [0, 0, 0], [0, 1, 1]]
