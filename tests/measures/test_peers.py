"""Against the package ``inequality`` (PySAL), under its conventions: no weights, natural logs."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_allclose

from potensi.measures import disparity

gini = pytest.importorskip("inequality.gini", reason="the package inequality is not installed")
theil = pytest.importorskip("inequality.theil", reason="the package inequality is not installed")

INCOMES = arrays(np.float64, st.integers(2, 30), elements=st.floats(0.5, 1e5))


@given(INCOMES)
def test_gini(incomes):
    assert_allclose(disparity.gini(incomes), gini.Gini(incomes).g, atol=1e-9)


@given(INCOMES)
def test_theil(incomes):
    assert_allclose(disparity.theil(incomes, np.ones(len(incomes))), theil.Theil(incomes).T, atol=1e-9)


@given(INCOMES, st.integers(0, 99))
def test_theil_between_and_within(incomes, seed):
    groups = np.random.default_rng(seed).integers(0, 3, len(incomes))
    between, within = disparity.theil_decomposition(incomes, np.ones(len(incomes)), groups)
    found = theil.TheilD(incomes, groups)
    assert_allclose([between, within], [np.sum(found.bg), np.sum(found.wg)], atol=1e-9)
