"""Everything that a prospectus says of one region, gathered once before a word is written."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import polars as pl

from potensi.analysis.catchup import CatchUp, catchup
from potensi.analysis.grid import make_grid
from potensi.analysis.hosts import Hosts, hosts
from potensi.analysis.peers import Peers, alike, peers
from potensi.analysis.profile import Profile, profile
from potensi.indicators import Indicators
from potensi.panel import Panel

PROVISIONAL = ("provisional", "very_provisional")


@dataclass(frozen=True, eq=False)
class Shared:
    """What the prospectuses of all regions of one panel have in common."""

    panel: Panel
    profile: Profile
    indicators: Indicators | None


@dataclass(frozen=True, eq=False)
class Facts:
    """One region's answers. Rates are fractions a year, amounts in the panel's unit; None or NaN where refused."""

    panel: Panel
    profile: Profile
    region: str
    own: pl.DataFrame
    peers: Peers | None
    hosts: Hosts | None
    catchup: CatchUp | None
    indicators: Indicators | None

    @property
    def name(self) -> str:
        """The region's name."""
        return self.panel.region_name(self.region)

    @property
    def base(self) -> int:
        """The first year."""
        return self.profile.base

    @property
    def year(self) -> int:
        """The last year."""
        return self.profile.year

    @property
    def unit(self) -> str:
        """The unit of amounts."""
        return self.panel.papers.unit

    @property
    def price(self) -> str:
        """The price basis."""
        return self.panel.papers.price

    @property
    def has_growth(self) -> bool:
        """Whether there are two years to compare, and the region is complete in both."""
        return self.base < self.year and self.growth is not None

    @cached_property
    def total(self) -> float | None:
        """The region's sum in the last year; None where a cell is missing."""
        values = self.own["value"]
        return None if values.null_count() else float(values.sum())

    @cached_property
    def share(self) -> float | None:
        """The region's share of the reference in the last year."""
        whole = self._reference_total(self.year)
        return None if self.total is None or not whole else self.total / whole

    @cached_property
    def growth(self) -> float | None:
        """The region's mean yearly growth."""
        return self._yearly(self._own_total(self.base), self._own_total(self.year))

    @cached_property
    def reference_growth(self) -> float | None:
        """The reference's mean yearly growth."""
        return self._yearly(self._reference_total(self.base), self._reference_total(self.year))

    @property
    def reference_count(self) -> int:
        """How many regions the reference sums."""
        return len(self.profile.reference)

    @cached_property
    def likeness(self) -> dict[str, float]:
        """How alike every other region of the reference is: region → Hellinger similarity, 0 … 1."""
        grid = make_grid(self.panel, base=self.year, year=self.year)
        if self.region not in grid.reference:
            return {}
        table = alike(grid, grid.place(self.region))
        return dict(table.select("region", "similarity").iter_rows())

    @cached_property
    def provisional_years(self) -> list[int]:
        """The years with provisional figures."""
        return provisional_years(self.panel)

    def _own_total(self, period: int) -> float | None:
        values = self.panel.frame.filter((pl.col("region") == self.region) & (pl.col("period") == period))["value"]
        return None if values.null_count() else float(values.sum())

    def _reference_total(self, period: int) -> float:
        frame = self.panel.frame.filter(pl.col("period") == period)
        return float(frame.filter(pl.col("region").is_in(list(self.profile.reference)))["value"].sum())

    def _yearly(self, first: float | None, last: float | None) -> float | None:
        years = self.year - self.base
        if not first or last is None or years < 1:
            return None
        return float((last / first) ** (1 / years) - 1)


def provisional_years(panel: Panel) -> list[int]:
    """Return the years in which the panel has provisional figures."""
    rows = panel.frame.filter(pl.col("status").is_in(PROVISIONAL))
    return rows["period"].unique().sort().to_list()


def reference_growth(whole: Profile) -> float | None:
    """Return the mean yearly growth of the reference; None where there is one year only, or nothing to grow from."""
    frame = whole.panel.frame.filter(pl.col("region").is_in(list(whole.reference)))
    first, last = (
        float(frame.filter(pl.col("period") == period)["value"].sum()) for period in (whole.base, whole.year)
    )
    years = whole.year - whole.base
    return float((last / first) ** (1 / years) - 1) if years and first > 0 else None


def gather_all(
    panel: Panel, *, year: int | None = None, base: int | None = None, indicators: Indicators | None = None
) -> Shared:
    """Compute once what all prospectuses of a panel share: the profile of every region."""
    return Shared(panel, profile(panel, year=year, base=base, indicators=indicators), indicators)


def gather(shared: Shared, region: str) -> Facts:
    """Return the facts of one region; peers, hosts and catching up are None where nothing can be compared."""
    panel, whole = shared.panel, shared.profile
    comparable = region in whole.reference and len(whole.reference) > 1
    known = shared.indicators
    span = {"year": whole.year, "base": whole.base}
    return Facts(
        panel=panel,
        profile=whole,
        region=region,
        own=whole.cells.filter(pl.col("region") == region),
        peers=peers(panel, region=region, year=whole.year, indicators=known) if comparable else None,
        hosts=hosts(panel, region=region, indicators=known, **span) if comparable else None,
        catchup=catchup(panel, region=region, year=whole.year, indicators=known) if comparable and known else None,
        indicators=known,
    )
