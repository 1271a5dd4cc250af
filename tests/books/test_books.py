"""Worked examples of others, with author and work; the example's place where it is known.

Farhauer & Kröll (2013), Standorttheorien: Regional- und Stadtökonomik in Theorie und Praxis, Springer.
Dörsam (2004), Wirtschaftsstatistik anschaulich dargestellt, PD-Verlag.
Störmann (2009), Regionalökonomik: Theorie und Politik, Oldenbourg.
Balland (2017), Economic Geography in R: Introduction to the EconGeo package.
"""

from math import log, log2

import numpy as np
import pytest
from numpy.testing import assert_allclose

from potensi.measures import disparity, growth, location, specialisation

# Balland (2017): five regions, five industries, 100 jobs each; holds an isolated pair (R1, I1).
BALLAND = np.array(
    [
        [100.0, 0, 0, 0, 0],
        [0, 15, 5, 70, 10],
        [0, 20, 10, 20, 50],
        [0, 25, 30, 5, 40],
        [0, 40, 55, 5, 0],
    ]
)
# Farhauer & Kröll (2013), the shift-share example of regions A and C in nation X, two years.
NATION = (np.array([400.0, 150, 150, 400]), np.array([440.0, 210, 135, 480]))
REGION_A = (np.array([90.0, 20, 10, 60]), np.array([100.0, 40, 10, 55]))
REGION_C = (np.array([250.0, 100, 110, 300]), np.array([255.0, 115, 85, 390]))
INCOMES = np.array([10.0, 20, 30, 40])


def in_nation(region, nation):
    """A table of two rows, the region and the rest of its nation."""
    return np.array([region, nation - region])


def exactly(found, wanted):
    assert_allclose(found, wanted, rtol=1e-9, atol=1e-9)


def test_location_quotient_farhauer_kroell():
    table = in_nation(np.array([1714.0, 79_006 - 1714]), np.array([879_213.0, 15_593_224 - 879_213]))
    found = location.location_quotient(table)[0, 0]
    exactly(found, (1714 / 79_006) / (879_213 / 15_593_224))
    assert found == pytest.approx(0.3847623, abs=5e-8)


@pytest.mark.parametrize(("region", "wanted"), [(REGION_A, (25, 27, 1, -3)), (REGION_C, (85, 114, 0, -29))], ids="AC")
def test_shift_share_farhauer_kroell(region, wanted):
    start, end = (in_nation(region[year], NATION[year]) for year in (0, 1))
    parts = growth.shift_share(start, end)
    change = (end - start)[0].sum()
    exactly([change, parts.national[0].sum(), parts.mix[0].sum(), parts.regional[0].sum()], wanted)


def test_shift_share_by_industry_in_region_a():
    start, end = (in_nation(REGION_A[year], NATION[year]) for year in (0, 1))
    parts = growth.shift_share(start, end)
    exactly(parts.national[0], [13.5, 3, 1.5, 9])
    exactly(parts.mix[0], [-4.5, 5, -2.5, 3])
    exactly(parts.regional[0], [1, 12, 1, -17])


def test_herfindahl_doersam():
    sales = np.array([[20.0, 50, 20, 10]])
    exactly(specialisation.herfindahl(sales), [0.34])
    exactly(specialisation.herfindahl_normalised(sales), [0.12])
    exactly(specialisation.equivalent_number(sales), [1 / 0.34])
    assert specialisation.equivalent_number(sales)[0] == pytest.approx(2.94, abs=0.005)


def test_gini_of_specialisation_farhauer_kroell():
    table = in_nation(np.array([700.0, 600, 500, 10_000, 40_000]), np.array([30_000.0, 15_000, 10_000, 60_000, 50_000]))
    exactly(specialisation.gini_specialisation(table)[0], 28 / 45)
    assert specialisation.gini_specialisation(table)[0] == pytest.approx(0.6222222, abs=5e-8)


def test_gini_of_concentration_farhauer_kroell():
    jobs, regions = np.array([500.0, 500, 1000, 7000, 1000]), np.array([20_000.0, 15_000, 20_000, 40_000, 5000])
    found = specialisation.gini_concentration(np.column_stack([jobs, regions - jobs]))[0]
    exactly(found, 59 / 145)
    assert found == pytest.approx(0.4068966, abs=5e-8)


def test_location_quotients_balland():
    wanted = [
        [5, 0, 0, 0, 0],
        [0, 0.75, 0.25, 3.5, 0.5],
        [0, 1, 0.5, 1, 2.5],
        [0, 1.25, 1.5, 0.25, 2],
        [0, 2, 2.75, 0.25, 0],
    ]
    exactly(location.location_quotient(BALLAND), wanted)


def test_specialisation_balland():
    exactly(specialisation.krugman(BALLAND), [1.6, 1, 0.6, 0.7, 1.1])
    exactly(specialisation.hoover_specialisation(BALLAND), [0.8, 0.5, 0.3, 0.35, 0.55])
    exactly(specialisation.herfindahl(BALLAND), [1, 0.525, 0.34, 0.315, 0.465])
    exactly(specialisation.hachman(BALLAND), [1 / 5, 8 / 21, 10 / 17, 40 / 63, 40 / 93])
    printed = [0.2, 0.3809524, 0.5882353, 0.6349206, 0.4301075]
    assert_allclose(specialisation.hachman(BALLAND), printed, atol=5e-8)


def test_entropy_balland():
    shares = [[1], [0.15, 0.05, 0.7, 0.1], [0.2, 0.1, 0.2, 0.5], [0.25, 0.3, 0.05, 0.4], [0.4, 0.55, 0.05]]
    exactly(specialisation.entropy(BALLAND), [-sum(s * log2(s) for s in row) for row in shares])
    assert_allclose(specialisation.entropy(BALLAND), [0, 1.319, 1.761, 1.766, 1.219], atol=5e-4)


def test_four_incomes():
    exactly(disparity.gini(INCOMES), 0.25)
    exactly(disparity.hoover(INCOMES), 0.2)
    exactly(disparity.coefficient_of_variation(INCOMES), (4 / 15) ** 0.5)
    assert disparity.coefficient_of_variation(INCOMES) == pytest.approx(0.5163978, abs=5e-8)


def test_theil_of_four_incomes_is_the_form_weighted_by_people():
    """The published .1217773 is Theil's L (mean log deviation); his T of the same incomes is .1064402."""
    found = disparity.mean_log_deviation(INCOMES, np.ones(4))
    exactly(found, log(25) - log(10 * 20 * 30 * 40) / 4)
    assert found == pytest.approx(0.1217773, abs=5e-8)
    wanted = sum(s * log(4 * s) for s in (0.1, 0.2, 0.3, 0.4))
    exactly(disparity.theil(INCOMES, np.ones(4)), wanted)


def test_theil_stoermann():
    """Störmann's regional incomes 10, 10, 10, 20, 50 give 0.2326302 by the same form."""
    found = disparity.mean_log_deviation(np.array([10.0, 10, 10, 20, 50]), np.ones(5))
    assert found == pytest.approx(0.2326302, abs=5e-8)
