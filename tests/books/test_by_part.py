"""What the books' examples say beyond their headline figures: parts by industry, and which of Theil's two forms.

Farhauer & Kröll (2013), Standorttheorien: Regional- und Stadtökonomik in Theorie und Praxis, Springer.
Störmann (2009), Regionalökonomik: Theorie und Politik, Oldenbourg.
"""

from math import log

import numpy as np
import pytest
from numpy.testing import assert_allclose

from potensi.measures import disparity, growth

# Farhauer & Kröll (2013), the shift-share example of region A in nation X, two years.
NATION = (np.array([400.0, 150, 150, 400]), np.array([440.0, 210, 135, 480]))
REGION_A = (np.array([90.0, 20, 10, 60]), np.array([100.0, 40, 10, 55]))
INCOMES = np.array([10.0, 20, 30, 40])


def in_nation(region, nation):
    """A table of two rows, the region and the rest of its nation."""
    return np.array([region, nation - region])


def exactly(found, wanted):
    assert_allclose(found, wanted, rtol=1e-9, atol=1e-9)


def test_shift_share_by_industry_in_region_a():
    start, end = (in_nation(REGION_A[year], NATION[year]) for year in (0, 1))
    parts = growth.shift_share(start, end)
    exactly(parts.national[0], [13.5, 3, 1.5, 9])
    exactly(parts.mix[0], [-4.5, 5, -2.5, 3])
    exactly(parts.regional[0], [1, 12, 1, -17])


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
