"""Seeded tables for the tests of relatedness: nested, noisy, with names and years."""

from __future__ import annotations

import numpy as np
import polars as pl

from potensi.panel import Panel, Papers, panel_from


def values_of(regions: int, activities: int, seed: int = 1, filled: float = 0.3) -> np.ndarray:
    """Regions × activities with many zeros; every region and activity has something."""
    random = np.random.default_rng(seed)
    level = random.normal(0, 1, regions)[:, None] - random.normal(0, 1, activities)[None, :]
    odds = np.log(filled / (1 - filled)) + 1.5 * level
    values = np.round(random.lognormal(2, 1, level.shape) * (random.random(level.shape) < 1 / (1 + np.exp(-odds))))
    values[np.arange(regions), random.integers(0, activities, regions)] += 3
    values[random.integers(0, regions, activities), np.arange(activities)] += 3
    return values


def long_of(values: np.ndarray, year: int = 2024, *, zeros: bool = False) -> pl.DataFrame:
    """The table's long form: R000 …, A000 …; without the rows that are zero unless asked."""
    rows, columns = np.indices(values.shape) if zeros else (None, None)
    rows, columns = (rows.ravel(), columns.ravel()) if zeros else np.nonzero(values)
    return pl.DataFrame(
        {
            "region": [f"R{row:03}" for row in rows],
            "activity": [f"A{column:03}" for column in columns],
            "period": np.full(len(rows), year, dtype=np.int32),
            "value": values[rows, columns].astype(float),
        }
    )


def panel_of(values: np.ndarray, year: int = 2024, *, zeros: bool = False) -> Panel:
    """The table as a panel."""
    return panel_from(long_of(values, year, zeros=zeros), papers=Papers(measure="jobs", unit="orang"))
