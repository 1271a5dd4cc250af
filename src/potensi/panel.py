"""The one table that flows through everything: observations and the papers that belong to them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import narwhals as nw
import numpy as np
import polars as pl
from numpy.typing import NDArray

from potensi.errors import DataProblems, Problem, UsageError

if TYPE_CHECKING:
    import pandas as pd

FIGURE_STATUSES = ("final", "provisional", "very_provisional", "derived")
MISSING_STATUSES = ("not_available", "not_applicable", "withheld")
STATUSES = FIGURE_STATUSES + MISSING_STATUSES
KEY = ["region", "activity", "period"]
SCHEMA = {
    "region": pl.String,
    "activity": pl.String,
    "period": pl.Int32,
    "value": pl.Float64,
    "status": pl.String,
}
REGION_SCHEMA = {
    "region": pl.String,
    "name": pl.String,
    "kind": pl.String,
    "code_kemendagri": pl.String,
    "parent": pl.String,
    "lat": pl.Float64,
    "lon": pl.Float64,
    "area_km2": pl.Float64,
}
ACTIVITY_SCHEMA = {"activity": pl.String, "name_id": pl.String, "name_en": pl.String, "parent": pl.String}
# Under this key a panel's own Parquet file carries papers and names.
PAPERS_KEY = b"potensi"


@dataclass(frozen=True)
class Papers:
    """What must be known of figures before they may be shown: unit, price basis, source, dates, steps."""

    title: str = ""
    measure: str = "grdp"
    unit: str = ""
    price: str = ""
    source: str = ""
    licence: str = ""
    accessed: str = ""
    url: str = ""
    notes: tuple[str, ...] = ()
    history: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Panel:
    """Observations, one row per region, activity and period, with their papers. Immutable.

    ``frame`` has the columns region, activity, period, value, status, sorted by the first three.
    ``regions`` and ``activities`` name the codes (columns as in REGION_SCHEMA and ACTIVITY_SCHEMA).
    A null value always has a status from MISSING_STATUSES, a figure one from FIGURE_STATUSES.
    """

    frame: pl.DataFrame
    papers: Papers
    regions: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=REGION_SCHEMA))
    activities: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=ACTIVITY_SCHEMA))

    @cached_property
    def periods(self) -> list[int]:
        """The years, in order."""
        return self.frame["period"].unique().sort().to_list()

    @cached_property
    def region_codes(self) -> list[str]:
        """The regions' codes, in order: the rows of :meth:`cube`."""
        return self.frame["region"].unique().sort().to_list()

    @cached_property
    def activity_codes(self) -> list[str]:
        """The activities' codes, in order: the columns of :meth:`cube`."""
        return self.frame["activity"].unique().sort().to_list()

    def cube(self, periods: Sequence[int] | None = None) -> NDArray[np.float64]:
        """Return the values as periods × regions × activities; missing is NaN, zero is zero."""
        if periods is not None and list(periods) != self.periods:
            return self._scattered(list(periods))
        shape = (len(self.region_codes), len(self.activity_codes), len(self.periods))
        if self.frame.height != shape[0] * shape[1] * shape[2]:
            return self._scattered(self.periods)
        # Keys are unique and sorted, so a full table is the cube itself, row after row.
        values = self.frame["value"].fill_null(np.nan).to_numpy().reshape(shape)
        return np.ascontiguousarray(np.moveaxis(values, 2, 0))

    def _scattered(self, periods: list[int]) -> NDArray[np.float64]:
        frame = self.frame.filter(pl.col("period").is_in(periods))
        axes = (periods, self.region_codes, self.activity_codes)
        cube = np.full([len(axis) for axis in axes], np.nan)
        places = (
            np.searchsorted(np.asarray(sorted(periods)), frame["period"].to_numpy()),
            frame["region"].cast(pl.Enum(self.region_codes)).to_physical().to_numpy(),
            frame["activity"].cast(pl.Enum(self.activity_codes)).to_physical().to_numpy(),
        )
        cube[places] = frame["value"].fill_null(np.nan).to_numpy()
        order = np.argsort(np.argsort(np.asarray(periods)))
        return cube[order]

    def matrix(self, period: int) -> NDArray[np.float64]:
        """Return one year's values as regions × activities; missing is NaN."""
        if period not in self.periods:
            raise UsageError("unknown_period", period=period, known=", ".join(map(str, self.periods)))
        return self.cube([period])[0]

    def region_name(self, code: str) -> str:
        """Return the region's name, or its code where no name is known."""
        found = self.regions.filter(pl.col("region") == code)["name"]
        return found[0] if len(found) and found[0] else code

    def activity_name(self, code: str, lang: str = "id") -> str:
        """Return the activity's name in ``lang``, or its code where no name is known."""
        found = self.activities.filter(pl.col("activity") == code)[f"name_{lang}"]
        return found[0] if len(found) and found[0] else code

    def find_region(self, text: str) -> str:
        """Return the code of the panel's region called ``text`` (a code of either system, or a usual spelling).

        Raises UsageError with the nearest names where the panel has no such region.
        """
        from potensi.codes import regions

        wanted = text.strip()
        named = self.regions.filter(
            (pl.col("region") == wanted)
            | (pl.col("code_kemendagri") == wanted)
            | (pl.col("name").str.to_lowercase() == wanted.lower())
        )["region"].to_list()
        code = named[0] if named else regions().find(wanted)
        if code in self.region_codes:
            return code
        raise unknown_region(text, dict(self.regions.select("region", "name").iter_rows()))

    def keep(
        self,
        *,
        regions: Sequence[str] | None = None,
        activities: Sequence[str] | None = None,
        periods: Sequence[int] | None = None,
    ) -> Panel:
        """Return the panel of the named regions, activities and years only."""
        frame = self.frame
        for name, wanted in (("region", regions), ("activity", activities), ("period", periods)):
            if wanted is not None:
                frame = frame.filter(pl.col(name).is_in(list(wanted)))
        return replace(self, frame=frame)

    def with_step(self, step: str) -> Panel:
        """Return the panel with one more line in the history of its papers."""
        return replace(self, papers=replace(self.papers, history=(*self.papers.history, step)))

    def to_polars(self) -> pl.DataFrame:
        """Return the observations as a Polars frame."""
        return self.frame

    def to_pandas(self) -> pd.DataFrame:
        """Return the observations as a pandas frame (needs pandas)."""
        return self.frame.to_pandas()

    def write_parquet(self, path: str | Path) -> None:
        """Write observations, names and papers into one Parquet file that :func:`read_parquet` reads back."""
        import pyarrow.parquet as pq

        told = papers_text(self.papers, self.regions, self.activities)
        table = self.frame.to_arrow().replace_schema_metadata({PAPERS_KEY: told.encode()})
        pq.write_table(table, path)


def unknown_region(text: str, names: Mapping[str, str | None]) -> UsageError:
    """Return the error that ``names`` (by code) have no such region, with the three whose code or name comes nearest.

    >>> print(unknown_region("3501", {"3510": "Banyuwangi", "Wellington": "Wellington"}).params["candidates"])
    Banyuwangi (3510), Wellington
    """
    from rapidfuzz import process

    shown = {code: code if name in (None, code) else f"{name} ({code})" for code, name in names.items()}
    near = process.extract(text, shown, limit=3, processor=str.lower)
    return UsageError("unknown_region", region=text, candidates=", ".join(name for name, *_ in near))


def papers_text(papers: Papers, regions: pl.DataFrame, activities: pl.DataFrame) -> str:
    """Return the papers and names that a panel's file carries under ``PAPERS_KEY``, as JSON.

    Written by polars, since a nation has tens of thousands of regions.
    """
    names = f'"regions": {regions.write_json()}, "activities": {activities.write_json()}'
    return f'{{"papers": {json.dumps(asdict(papers))}, {names}}}'


def read_parquet(path: str | Path) -> Panel | None:
    """Return the panel that :meth:`Panel.write_parquet` wrote, or None where the file is another table."""
    import pyarrow.parquet as pq

    metadata = pq.read_schema(path).metadata or {}
    if PAPERS_KEY not in metadata:
        return None
    extra = json.loads(metadata[PAPERS_KEY])
    papers: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in extra["papers"].items()}
    return panel_from(
        pl.read_parquet(path),
        papers=Papers(**papers),
        regions=pl.DataFrame(extra["regions"], schema=REGION_SCHEMA),
        activities=pl.DataFrame(extra["activities"], schema=ACTIVITY_SCHEMA),
    )


def panel_from(
    data: Any,
    *,
    papers: Papers,
    regions: pl.DataFrame | None = None,
    activities: pl.DataFrame | None = None,
) -> Panel:
    """Return a panel made of any data frame (pandas, Polars, PyArrow, …) that narwhals knows.

    Needs the columns region, activity, period (or year), value; status is "final" where not given.
    Raises DataProblems naming every missing column, duplicate cell, unknown status, infinite or negative-zero
    contradiction between value and status.
    """
    frame = nw.from_native(data, eager_only=True).to_polars()
    if "period" not in frame.columns and "year" in frame.columns:
        frame = frame.rename({"year": "period"})
    lost = [name for name in ("region", "activity", "period", "value") if name not in frame.columns]
    if lost:
        raise DataProblems([Problem("column_missing", params={"column": name}) for name in lost])
    value = pl.col("value").cast(pl.Float64).fill_nan(None)
    if "status" not in frame.columns:
        frame = frame.with_columns(
            status=pl.when(value.is_null()).then(pl.lit("not_available")).otherwise(pl.lit("final"))
        )
    frame = _sorted(frame.with_columns(value=value).select(pl.col(n).cast(t) for n, t in SCHEMA.items()))
    problems = _contradictions(frame)
    if problems:
        raise DataProblems(problems)
    return Panel(
        frame,
        papers,
        _names(frame, "region", regions, REGION_SCHEMA, "name"),
        _names(frame, "activity", activities, ACTIVITY_SCHEMA, "name_id"),
    )


def _sorted(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the frame in the order of its key; one that is in order already, as in a panel's own file, as it is."""
    (region, activity, period), (r, a, p) = (tuple(map(pl.col, KEY)), tuple(pl.col(key).shift(1) for key in KEY))
    onward = (region > r) | ((region == r) & ((activity > a) | ((activity == a) & (period >= p))))
    in_order = frame.select(onward.slice(1).fill_null(False).all()).item()
    return frame if in_order else frame.sort(KEY)


def _contradictions(frame: pl.DataFrame) -> list[Problem]:
    """Return every row of a frame in order that cannot be."""
    # In order, what occurs twice stands side by side: far quicker than comparing every row with every other.
    like = [pl.all_horizontal(pl.col(k).eq_missing(pl.col(k).shift(step)) for k in KEY) for step in (1, -1)]
    place = pl.int_range(pl.len())
    tests = {
        "duplicate_cell": (like[0] & (place > 0)) | (like[1] & (place < pl.len() - 1)),
        "unknown_status": ~pl.col("status").is_in(STATUSES),
        "value_not_finite": pl.col("value").is_infinite(),
        "status_contradicts_value": pl.col("value").is_null() != pl.col("status").is_in(MISSING_STATUSES),
    }
    problems = []
    for code, test in tests.items():
        for row in frame.filter(test).iter_rows(named=True):
            problems.append(Problem(code, value=str(row["value"]), params=row))
    return problems


def _names(
    frame: pl.DataFrame, key: str, known: pl.DataFrame | None, schema: dict[str, Any], label: str
) -> pl.DataFrame:
    """Return one row per code of ``frame``, with what ``known`` says of it."""
    codes = frame.select(pl.col(key).unique().sort())
    table = pl.DataFrame(schema=schema) if known is None else known
    absent = [pl.lit(None, dtype=t).alias(n) for n, t in schema.items() if n not in table.columns]
    table = table.with_columns(absent).select(pl.col(n).cast(t) for n, t in schema.items())
    joined = codes.join(table.unique(key), on=key, how="left", maintain_order="left")
    return joined.with_columns(pl.col(label).fill_null(pl.col(key)))
