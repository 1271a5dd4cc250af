"""Made-up tables for the tests of identities."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

POSITIVE = st.floats(0.5, 1e5)
ANY = st.one_of(st.just(0.0), POSITIVE)
SIZES = st.tuples(st.integers(1, 5), st.integers(1, 5))


def tables(elements=ANY, least=1):
    sizes = st.tuples(st.integers(least, 5), st.integers(least, 5))
    return sizes.flatmap(lambda size: arrays(np.float64, size, elements=elements))


@st.composite
def spans(draw, elements=ANY, years=2):
    """``years`` tables of one shape, the first and last with something in them."""
    size = draw(SIZES)
    cube = draw(arrays(np.float64, (years, *size), elements=elements))
    cube[:, 0, 0] += 1.0
    return cube


def close(found, wanted, scale=1.0, rtol=1e-9):
    np.testing.assert_allclose(found, wanted, rtol=rtol, atol=1e-9 * scale)
