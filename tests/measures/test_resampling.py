"""Standard errors by drawing regions: they cover the truth of a population, and are the same at every run."""

import numpy as np
import pytest
from scipy.sparse import csr_array, vstack

from potensi.measures import relatedness as rel
from potensi.measures import threads
from potensi.measures.location import location_quotient
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


def read(values, rows=None):
    """Density and ECI of every region, against the regions ``rows`` (default: all)."""
    rows = np.arange(values.shape[0]) if rows is None else rows
    found = _read_against(values, rows, 1.0, (0, values.shape[0]))
    return found.density, found.index


def ranks_of(values, options):
    found = np.full(len(values), np.nan)
    found[options] = _ranks(values[options])
    return found


def covered_by_samples(samples):
    """How often an interval holds the population's truth: of density, of ECI, of the options' ranks, of ECI's rank.

    Two columns: the intervals as they are, and drawn in to half their width.
    """
    whole, covered = population(6_000), np.zeros((4, 2, 2))
    first = csr_array(whole[:5])
    # The first five regions are the same in every sample; their truth is read against the population.
    truth, index = read(csr_array(whole))
    for sample in range(samples):
        rows, asked = np.random.default_rng(sample).integers(5, len(whole), 115), sample % 5
        table = csr_array(vstack([first, csr_array(whole[rows])]))
        found = uncertainty(table, region=asked, draws=Draws(replicates=60, seed=sample))
        ours, mine = read(table)
        # ECI is relative to its table: compare after bringing the population's to the sample's scale.
        fit = np.polyfit(index[rows], mine[5:], 1)
        options = ~rel.presence_of_values(table).dense(asked, asked + 1)[0]
        places = _ranks(np.concatenate([index[:5], index[rows]]))[:5]
        for kind, (true, low, high) in enumerate(
            [
                (truth[:5], *around(ours[:5], found.density_error[:5])),
                (np.polyval(fit, index[:5]), *around(mine[:5], found.eci_error[:5])),
                (ranks_of(truth[asked], options)[options], found.rank_low[options], found.rank_high[options]),
                (places, found.eci_rank_low[:5], found.eci_rank_high[:5]),
            ]
        ):
            middle, half = (low + high) / 2, (high - low) / 2
            for column, part in enumerate((1.0, 0.5)):
                inside = np.abs(true - middle) <= part * half + 1e-9
                covered[kind, column] += inside.sum(), inside.size
    return covered[..., 0] / covered[..., 1]


def around(values, error):
    return values - 1.96 * error, values + 1.96 * error


def test_intervals_cover_the_truth_of_the_population_and_half_of_them_would_not():
    share = covered_by_samples(12)
    # Asked for is 0.95, of some hundred cases each (of ECI sixty).
    assert (share[:, 0] > 0.85).all(), share
    assert share[0, 0] < 0.99, share
    assert (share[:, 1] < 0.80).all(), share


def test_an_error_is_the_spread_of_replicates_written_out():
    values, draws = population(40, 6), Draws(replicates=30, seed=8)
    values[2:, 5] = 0  # two regions have it, and many a draw has neither
    found = uncertainty(csr_array(values), region=3, draws=draws)
    made, options = [], location_quotient(values)[3] < 1
    for k in range(30):
        rows = np.random.default_rng([8, k]).integers(0, 40, 40)
        tops = values[rows].sum(axis=0)
        with np.errstate(divide="ignore", invalid="ignore"):
            there = (values / values.sum(axis=1, keepdims=True) / (tops / tops.sum()) >= 1) & (tops > 0)
        m = there[rows].astype(float)
        together, had = m.T @ m, m.sum(axis=0)
        near = np.divide(together, np.maximum(had[:, None], had), out=np.zeros_like(together), where=together > 0)
        np.fill_diagonal(near, 0)
        with np.errstate(invalid="ignore"):
            made.append(there @ near / near.sum(axis=0))
    made = np.array(made)
    assert np.isnan(made).any()  # such a draw says nothing of it
    expected = np.nanstd(made, axis=0, ddof=1)
    assert found.density_error == pytest.approx(expected, abs=2e-5)
    ranks = np.array([ranks_of(each[3], options) for each in made])
    low, high = np.nanquantile(ranks[:, options], [0.025, 0.975], axis=0)
    # In single precision what is equal may come apart: no rank by more than one place.
    assert np.abs(found.rank_low[options] - low).max() <= 1
    assert np.abs(found.rank_high[options] - high).max() <= 1


def test_an_empty_region_has_no_errors_and_no_ranks():
    values = np.insert(population(30, 2), 4, 0, axis=0)
    found = uncertainty(csr_array(values), region=4, draws=Draws(replicates=25))
    assert np.isnan(found.density_error[4]).all()
    assert not np.isnan(np.delete(found.density_error, 4, axis=0)).any()
    assert np.isnan(found.rank_low).all()
    assert np.isnan(found.eci_error).tolist() == [row == 4 for row in range(31)]


def test_one_region_s_errors_need_no_others():
    table = csr_array(population(40, 4))
    every = uncertainty(table, region=2, draws=Draws(replicates=45))
    alone = uncertainty(table, region=2, draws=Draws(replicates=45, cells=False))
    assert alone.density_error.shape == (1, ACTIVITIES)
    assert np.array_equal(alone.density_error[0], every.density_error[2], equal_nan=True)
    for name in ("eci_error", "rank_low", "rank_high", "eci_rank_high"):
        assert np.array_equal(getattr(alone, name), getattr(every, name), equal_nan=True), name
    assert uncertainty(table, draws=Draws(replicates=4, cells=False)).density_error.shape == (0, ACTIVITIES)


@pytest.mark.parametrize("shape", [(0, 3), (3, 0), (1, 3), (3, 1)])
@pytest.mark.parametrize("replicates", [0, 1, 5])
def test_hardly_any_table_and_hardly_any_draws_leave_errors_undefined(shape, replicates):
    region = 0 if shape[0] else None
    found = uncertainty(csr_array(np.ones(shape)), region=region, draws=Draws(replicates=replicates))
    assert np.isnan(found.eci_error).all()
    assert found.density_error.shape == shape
    if replicates < 2:
        assert np.isnan(found.density_error).all()


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
    dense = read(table)[0][7]
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
