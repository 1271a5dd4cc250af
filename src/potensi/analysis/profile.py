"""What has this region? The full set of methods, what they cannot say, and how steady their classes are."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from potensi.analysis import regional
from potensi.analysis.cells import UNSTABLE_BELOW, cells_table, frame_of
from potensi.analysis.grid import make_grid
from potensi.analysis.sensitivity import Variant, sensitivity
from potensi.errors import Refusal
from potensi.indicators import Indicators
from potensi.panel import Panel


def profile(
    panel: Panel,
    *,
    region: str | None = None,
    year: int | None = None,
    base: int | None = None,
    indicators: Indicators | None = None,
    unstable_below: float = UNSTABLE_BELOW,
) -> Profile:
    """Return every measure of every region of ``panel`` in ``year``, growth since ``base``, and its limits.

    ``year`` and ``base`` default to the last and the first year. ``region`` (a code or a usual spelling) is
    the one the answer is about; all are computed either way, since the reference is their sum.
    ``indicators`` gives population for what is told by head. A region whose total is under
    ``unstable_below`` of the mean region is flagged. Raises UsageError for an unknown region or year; what
    the data cannot bear is null and in ``refusals``.
    """
    grid = make_grid(panel, base=base, year=year)
    code = None if region is None else grid.reference[grid.place(region)]
    columns = cells_table(grid, unstable_below=unstable_below)
    hangs = sensitivity(grid, region=code)
    columns.values |= hangs.columns
    cells = frame_of(grid, columns)
    regions, without_class = regional.regions_table(grid, cells, indicators)
    disparity, without_people = regional.disparity_table(grid, indicators)
    refusals = (*grid.refusals, *columns.refusals, *without_class, *without_people)
    return Profile(
        panel=grid.panel,
        region=code,
        year=grid.year,
        base=grid.base,
        reference=grid.reference,
        cells=cells,
        regions=regions,
        activities=regional.activities_table(grid),
        disparity=disparity,
        variant_list=hangs.variants,
        variants=hangs.table,
        refusals=refusals,
    )


@dataclass(frozen=True, eq=False)
class Profile:
    """The answer to "what has this region?": tables by grain, what was refused, and how the classes were
    tested.

    ``cells`` (region × activity), ``regions``, ``activities`` and ``disparity`` (years) have one column a
    measure, named as on its card. ``reference`` names the regions whose sum everything is compared with.
    """

    panel: Panel
    region: str | None
    year: int
    base: int
    reference: tuple[str, ...]
    cells: pl.DataFrame
    regions: pl.DataFrame
    activities: pl.DataFrame
    disparity: pl.DataFrame
    variant_list: tuple[Variant, ...]
    variants: pl.DataFrame
    refusals: tuple[Refusal, ...]

    def of(self, region: str | None = None) -> pl.DataFrame:
        """Return the cells of one region (default: the one asked about), largest activity first."""
        code = region or self.region
        return self.cells.filter(pl.col("region") == code).sort("value", descending=True, nulls_last=True)

    def refusals_of(self, region: str | None = None) -> tuple[Refusal, ...]:
        """Return what was refused for everybody or for this region."""
        return tuple(r for r in self.refusals if r.region in (None, region or self.region))
