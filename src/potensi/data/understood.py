"""What was understood of a file, as plain values: printed as a short table, written as JSON."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import polars as pl

from potensi.panel import FIGURE_STATUSES, Panel


@dataclass(frozen=True)
class Understood:
    """Kind and layout of a file, what its axes are, its unit and price basis and where they come from.

    ``totals`` counts published totals: found, compared, agree, and the largest tolerance used; ``missing``
    counts figures that are not there by status; ``*_from`` is "file", "option" or "" where nothing says it.
    """

    kind: str = ""
    layouts: tuple[str, ...] = ()
    sheets: tuple[str, ...] = ()
    sheets_left_out: tuple[str, ...] = ()
    regions: int = 0
    region_list: str = ""
    activities: int = 0
    activity_list: str = ""
    years: tuple[int, ...] = ()
    provisional_years: tuple[int, ...] = ()
    unit: str = ""
    unit_from: str = ""
    price: str = ""
    price_from: str = ""
    decimal_sign: str | None = None
    decimals: int = 0
    figures: int = 0
    missing: tuple[tuple[str, int], ...] = ()
    filled: int = 0
    totals_found: int = 0
    totals_compared: int = 0
    totals_agree: int = 0
    totals_tolerance: float = 0.0
    parts_left_out: tuple[str, ...] = ()
    source: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Return plain values, ready for JSON; totals and missing figures as objects of their own."""
        plain: dict[str, Any] = {
            name: list(value) if isinstance(value, tuple) else value for name, value in asdict(self).items()
        }
        plain["missing"] = dict(self.missing)
        names = ("found", "compared", "agree", "tolerance")
        plain["totals"] = {name: plain.pop(f"totals_{name}") for name in names}
        plain["totals"]["reconciled"] = self.reconciled
        return plain

    @property
    def reconciled(self) -> bool | None:
        """Whether every compared total adds up; None where the file has none to compare."""
        return self.totals_agree == self.totals_compared if self.totals_compared else None


def understood_panel(panel: Panel) -> Understood:
    """Return what is understood of a panel that Potensi itself wrote."""
    frame = panel.frame
    known = ("indonesia", "industries") if len(panel.regions["kind"].drop_nulls()) else ("own", "own")
    return Understood(
        kind="parquet",
        layouts=("panel",),
        regions=len(panel.region_codes),
        region_list=known[0],
        activities=len(panel.activity_codes),
        activity_list=known[1],
        years=tuple(panel.periods),
        unit=panel.papers.unit,
        unit_from="file",
        price=panel.papers.price,
        price_from="file",
        source=panel.papers.source,
        **figures_of(frame),
    )


def figures_of(frame: pl.DataFrame) -> dict[str, Any]:
    """Return how many figures there are, how many are missing by status, and which years are provisional."""
    status = pl.col("status")
    missing = frame.filter(~status.is_in(FIGURE_STATUSES))["status"].value_counts().sort("status")
    early = frame.filter(status.is_in(["provisional", "very_provisional"]))["period"].unique().sort()
    return {
        "figures": int(frame["value"].count()),
        "missing": tuple(missing.iter_rows()),
        "provisional_years": tuple(early.to_list()),
    }
