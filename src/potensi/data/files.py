"""A file in, a panel out; or every reason why not."""

from __future__ import annotations

from pathlib import Path

from potensi.data.check import check
from potensi.errors import DataProblems
from potensi.panel import Panel


def read(
    path: str | Path,
    *,
    unit: str | None = None,
    price: str | None = None,
    sheet: str | None = None,
    regions: str = "auto",
    activities: str = "auto",
    absent: str | None = None,
) -> Panel:
    """Return the panel in a csv, xlsx, xls, ods or Parquet file. All or nothing.

    The options are those of :func:`potensi.data.check.check`. Raises DataProblems with every problem of the
    file, UsageError for an option that means nothing, OSError where the file cannot be had.
    """
    report = check(path, unit=unit, price=price, sheet=sheet, regions=regions, activities=activities, absent=absent)
    if report.panel is None:
        raise DataProblems(report.problems)
    return report.panel
