"""Worked examples of the literature and of other programs' handbooks, figure by figure."""

import numpy as np
import pytest

from potensi.measures import disparity, growth, location
from potensi.measures import specialisation as special

NEAR = 1e-9
# Farhauer & Kröll (2013), Standorttheorien: regions A, B and C make up the nation; as printed in the handbook of the
# R package REAT under shift, locq, gini.spec and gini.conc. Region B's parts are reckoned by hand.
THREE = (
    np.array([[90.0, 20, 10, 60], [60, 30, 30, 40], [250, 100, 110, 300]]),
    np.array([[100.0, 40, 10, 55], [85, 55, 40, 35], [255, 115, 85, 390]]),
)
# The five regions and five industries of the EconGeo handbook (Balland): cells of quotient exactly 1 and a block
# that touches nothing else.
COUNTS = np.array(
    [[100, 0, 0, 0, 0], [0, 15, 5, 70, 10], [0, 20, 10, 20, 50], [0, 25, 30, 5, 40], [0, 40, 55, 5, 0]], float
)


def against_rest(part, whole):
    """Return a table of two rows, the part and the rest, whose sum is the whole."""
    return np.vstack([part, whole - part])


def test_location_quotient():
    table = against_rest(np.array([1714.0, 79_006 - 1714]), np.array([879_213.0, 15_593_224 - 879_213]))
    expected = (1714 / 79_006) / (879_213 / 15_593_224)
    assert location.location_quotient(table)[0, 0] == pytest.approx(expected, abs=NEAR)
    assert expected == pytest.approx(0.3847623, abs=5e-8)


@pytest.mark.parametrize(
    ("region", "national", "mix", "regional"), [(0, 27, 1, -3), (1, 24, -1, 32), (2, 114, 0, -29)], ids=["A", "B", "C"]
)
def test_shift_share_farhauer_kroell(region, national, mix, regional):
    start, end = THREE
    assert start.sum(axis=0).tolist() == [400, 150, 150, 400]
    assert end.sum(axis=0).tolist() == [440, 210, 135, 480]
    parts = growth.shift_share(start, end)
    found = [part[region].sum() for part in (parts.national, parts.mix, parts.regional)]
    assert found == pytest.approx([national, mix, regional], abs=NEAR)
    assert sum(found) == pytest.approx((end - start)[region].sum(), abs=NEAR)


def test_herfindahl_normalised_and_equivalent_number():
    values = np.array([[20.0, 50, 20, 10]])
    assert special.herfindahl(values)[0] == pytest.approx(0.34, abs=NEAR)
    assert special.herfindahl_normalised(values)[0] == pytest.approx(0.12, abs=NEAR)
    assert special.equivalent_number(values)[0] == pytest.approx(1 / 0.34, abs=NEAR)


def test_gini_of_specialisation_farhauer_kroell():
    table = against_rest(
        np.array([700.0, 600, 500, 10_000, 40_000]), np.array([30_000.0, 15_000, 10_000, 60_000, 50_000])
    )
    assert special.gini_specialisation(table)[0] == pytest.approx(28 / 45, abs=NEAR)


def test_gini_of_concentration_farhauer_kroell():
    table = against_rest(np.array([500.0, 500, 1000, 7000, 1000]), np.array([20_000.0, 15_000, 20_000, 40_000, 5000])).T
    assert special.gini_concentration(table)[0] == pytest.approx(59 / 145, abs=NEAR)


@pytest.mark.parametrize(
    ("measure", "expected", "near"),
    [
        (special.krugman, [1.6, 1.0, 0.6, 0.7, 1.1], NEAR),
        (special.hoover_specialisation, [0.8, 0.5, 0.3, 0.35, 0.55], NEAR),
        (special.hachman, [0.2, 1 / 2.625, 1 / 1.7, 1 / 1.575, 1 / 2.325], NEAR),
        (special.herfindahl, [1, 0.525, 0.34, 0.315, 0.465], NEAR),
        (special.entropy, [0, 1.319, 1.761, 1.766, 1.219], 5e-4),
    ],
    ids=["krugman", "hoover", "hachman", "herfindahl", "entropy"],
)
def test_specialisation_of_the_five_regions(measure, expected, near):
    assert measure(COUNTS) == pytest.approx(expected, abs=near)


def test_location_quotients_of_the_five_regions():
    expected = [[5, 0, 0, 0, 0], [0, 0.75, 0.25, 3.5, 0.5], [0, 1, 0.5, 1, 2.5], [0, 1.25, 1.5, 0.25, 2]]
    found = location.location_quotient(COUNTS)
    assert found == pytest.approx(np.array([*expected, [0, 2, 2.75, 0.25, 0]]), abs=NEAR)
    # A share equal to the reference's must pass "at least 1" and not fall short by rounding.
    assert (found[2, [1, 3]] == 1).all()


def test_inequality_of_ten_twenty_thirty_forty():
    values = np.array([10.0, 20, 30, 40])
    assert disparity.gini(values) == pytest.approx(0.25, abs=NEAR)
    assert disparity.hoover(values) == pytest.approx(0.2, abs=NEAR)
    assert disparity.coefficient_of_variation(values) == pytest.approx(np.sqrt(500 / 3) / 25, abs=NEAR)
    assert disparity.mean_log_deviation(values, np.ones(4)) == pytest.approx(0.1217773, abs=5e-8)
