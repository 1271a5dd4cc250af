"""Areas, first hits and calibration against scikit-learn and by hand."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from potensi.measures import prediction as pre

SEEDS = st.integers(0, 2**32 - 1)


def drawn(seed, size=60):
    random = np.random.default_rng(seed)
    return random.random(size) < 0.3, random.integers(0, 12, size).astype(float), random.integers(0, 5, size)


@given(SEEDS)
def test_areas_as_scikit_learn(seed):
    metrics = pytest.importorskip("sklearn.metrics", reason="the package scikit-learn is not installed")
    truth, scores, _ = drawn(seed)
    if truth.any() and not truth.all():
        assert pre.roc_area(truth, scores) == pytest.approx(metrics.roc_auc_score(truth, scores))
        assert pre.precision_area(truth, scores) == pytest.approx(metrics.average_precision_score(truth, scores))


def test_what_cannot_be_read_is_undefined():
    nothing, all_of, scores = np.zeros(4, bool), np.ones(4, bool), np.arange(4.0)
    assert np.isnan([pre.roc_area(nothing, scores), pre.roc_area(all_of, scores)]).all()
    assert np.isnan(pre.precision_area(nothing, scores))
    assert np.isnan(pre.areas_within(nothing, scores, np.zeros(4, int))).all()


@given(SEEDS)
def test_the_first_ten_of_each_region(seed):
    truth, scores, groups = drawn(seed)
    scores = scores + np.random.default_rng(seed).random(len(scores))  # no equals: the order is one
    found = pre.first_hits(truth, scores, groups, first=10)
    for group in range(groups.max() + 1):
        mine = groups == group
        if mine.sum() < 10:
            assert np.isnan(found[group])
        else:
            assert found[group] == pytest.approx(truth[mine][np.argsort(-scores[mine])[:10]].mean())


@settings(max_examples=10)
@given(SEEDS)
def test_equals_count_with_the_mean_of_every_order(seed):
    truth, scores, groups = drawn(seed, 40)
    random = np.random.default_rng(seed)
    orders = [pre.first_hits(truth, scores + random.random(40) / 2, groups, first=3) for _ in range(400)]
    assert pre.first_hits(truth, scores, groups, first=3) == pytest.approx(
        np.mean(orders, axis=0), abs=0.1, nan_ok=True
    )


@given(SEEDS)
def test_within_groups_are_the_areas_of_each(seed):
    truth, scores, groups = drawn(seed)
    areas = [pre.roc_area(truth[groups == g], scores[groups == g]) for g in range(groups.max() + 1)]
    assert pre.areas_within(truth, scores, groups) == pytest.approx(areas, nan_ok=True)


def test_calibration_counts_every_case_once():
    truth, scores, _ = drawn(3, 95)
    mean, share, count = pre.calibration(truth, scores)
    assert count.sum() == 95
    assert (count * share).sum() == truth.sum()
    assert (np.diff(mean) >= 0).all()


@given(SEEDS)
def test_a_region_that_is_drawn_twice_counts_twice(seed):
    truth, scores, groups = drawn(seed)
    found = pre.areas_of_draws(truth, scores, groups, draws=5)
    names, random = np.unique(groups), np.random.default_rng(0)
    for k in range(5):
        chosen = names[random.integers(0, len(names), len(names))]
        cases = np.concatenate([np.nonzero(groups == name)[0] for name in chosen])
        for areas, area in zip(found, (pre.roc_area, pre.precision_area), strict=True):
            if truth[cases].any() and not truth[cases].all():
                assert areas[k] == pytest.approx(area(truth[cases], scores[cases]))
            else:
                assert np.isnan(areas[k])


def test_an_interval_by_region_is_wider_than_one_by_case():
    random = np.random.default_rng(1)
    groups = np.repeat(np.arange(20), 50)
    # In half of the groups the score foretells, in the others it misleads: there are 20 cases of that, not 1000.
    truth = random.random(1000) < 0.5
    scores = truth * np.where(groups % 2, 1, -1) + random.normal(0, 1, 1000)
    by_group, by_case = (
        np.ptp(pre.interval(pre.areas_of_draws(truth, scores, each)[0])) for each in (groups, np.arange(1000))
    )
    assert by_group > 1.5 * by_case


def test_the_interval_of_a_mean_covers_it_as_often_as_it_says():
    """500 samples of 50 from a normal distribution: the interval holds the true mean in about 95 of 100."""
    random = np.random.default_rng(2)
    intervals = [pre.interval(pre.means_of_draws(random.normal(0, 1, 50), draws=400)) for _ in range(500)]
    assert 0.91 < np.mean([low < 0 < high for low, high in intervals]) < 0.97
