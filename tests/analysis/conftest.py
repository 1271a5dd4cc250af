"""Small panels whose answers are worked by hand."""

import numpy as np
import polars as pl
import pytest

from potensi.indicators import IndicatorCard, Indicators
from potensi.panel import Papers, panel_from


@pytest.fixture(scope="session")
def make_panel():
    """A panel from {year: regions × activities}; regions r0, r1 … and activities a0, a1 … ; NaN is missing."""

    def make(years, *, regions=None, papers=None, shuffle=None, names=None, activities=None):
        rows = []
        for period, matrix in years.items():
            for j, line in enumerate(matrix):
                for i, value in enumerate(line):
                    region = (regions or [f"r{k}" for k in range(len(matrix))])[j]
                    rows.append((region, f"a{i}", period, None if np.isnan(value) else float(value)))
        frame = pl.DataFrame(rows, schema=["region", "activity", "period", "value"], orient="row")
        frame = frame.with_columns(pl.col("value").cast(pl.Float64))
        if shuffle is not None:
            frame = frame.sample(fraction=1, shuffle=True, seed=shuffle)
        return panel_from(frame, papers=papers or Papers(), regions=names, activities=activities)

    return make


@pytest.fixture(scope="session")
def make_indicators():
    """Indicators from rows (region, indicator, period, value[, series]); ``better`` by indicator."""

    def make(rows, better):
        full = [(*row, "one") if len(row) == 4 else row for row in rows]
        frame = pl.DataFrame(full, schema=["region", "indicator", "period", "value", "series"], orient="row")
        frame = frame.with_columns(
            pl.col("period").cast(pl.Int32), pl.col("value").cast(pl.Float64), unit=pl.lit(""), source=pl.lit("")
        ).select("region", "indicator", "period", "value", "unit", "series", "source")
        return Indicators(frame, tuple(IndicatorCard(name, name, name, "", "", way) for name, way in better.items()))

    return make


@pytest.fixture(scope="session")
def sample():
    from potensi.data import samples

    return samples.load("jatim", price="constant2010")


@pytest.fixture(scope="session")
def sample_indicators():
    from potensi.data import samples

    return samples.load_indicators("jatim")
