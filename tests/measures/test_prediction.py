"""Areas, first hits and calibration against scikit-learn and by hand."""

import numpy as np
import pytest
from hypothesis import given
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
    assert np.isnan(pre.mean_area_within(nothing, scores, np.zeros(4, int)))


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


def test_equals_are_drawn_not_taken_in_the_order_of_the_table():
    truth = np.arange(1000) < 10
    hits = [pre.first_hits(truth, np.zeros(1000), np.zeros(1000, int), seed=seed)[0] for seed in range(50)]
    assert np.mean(hits) == pytest.approx(0.01, abs=0.02)


@given(SEEDS)
def test_within_groups_is_the_mean_of_their_areas(seed):
    truth, scores, groups = drawn(seed)
    areas = [pre.roc_area(truth[groups == g], scores[groups == g]) for g in range(5)]
    assert pre.mean_area_within(truth, scores, groups) == pytest.approx(np.nanmean(areas))


def test_calibration_counts_every_case_once():
    truth, scores, _ = drawn(3, 95)
    mean, share, count = pre.calibration(truth, scores)
    assert count.sum() == 95
    assert (count * share).sum() == truth.sum()
    assert (np.diff(mean) >= 0).all()


def test_an_interval_by_region_is_wider_than_one_by_case():
    random = np.random.default_rng(1)
    groups = np.repeat(np.arange(20), 50)
    level = random.normal(0, 1, 20)[groups]
    by_group = pre.interval_by_group(groups, lambda cases: float(level[cases].mean()))
    by_case = pre.interval_by_group(np.arange(1000), lambda cases: float(level[cases].mean()))
    assert by_group[1] - by_group[0] > 3 * (by_case[1] - by_case[0])
