"""The figures that come with Potensi: official, small, and with their papers.

Each sample is a folder with csv files and a ``datapackage.json`` that says what they are, where they come
from, which years are provisional, which values are derived and where a series breaks.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources
from io import BytesIO
from pathlib import Path
from typing import Any

import polars as pl

from potensi import codes
from potensi.errors import UsageError
from potensi.indicators import SCHEMA as INDICATOR_SCHEMA
from potensi.indicators import IndicatorCard, Indicators
from potensi.language import DEFAULT_LANGUAGE
from potensi.panel import ACTIVITY_SCHEMA, REGION_SCHEMA, Panel, Papers, panel_from

PRICES = ("constant2010", "current")
FORMATS = ("csv", "parquet", "xlsx")
_NAMES = ("jatim",)


@dataclass(frozen=True)
class Sample:
    """A sample's name, and what it is in both languages."""

    name: str
    title_id: str
    title_en: str
    description_id: str
    description_en: str

    def title(self, lang: str = DEFAULT_LANGUAGE) -> str:
        """Return the title in the reader's language."""
        return self.title_id if lang == "id" else self.title_en

    def description(self, lang: str = DEFAULT_LANGUAGE) -> str:
        """Return what is in the sample, in the reader's language."""
        return self.description_id if lang == "id" else self.description_en


def samples() -> tuple[Sample, ...]:
    """Return the samples that come with the package."""
    keys = ("title_id", "title_en", "description_id", "description_en")
    return tuple(Sample(name, *(descriptor(name)[key] for key in keys)) for name in _NAMES)


@cache
def descriptor(name: str = "jatim") -> dict[str, Any]:
    """Return the sample's Data Package descriptor. Raises UsageError for an unknown sample."""
    found: dict[str, Any] = json.loads(_bytes(name, "datapackage.json"))
    return found


@cache
def load(name: str = "jatim", price: str = "constant2010") -> Panel:
    """Return the sample's regional product at one price basis: "constant2010" or "current".

    Statuses tell final, provisional, very provisional and derived figures apart. Raises UsageError for an
    unknown sample or price basis.

    >>> load("jatim").papers.unit
    'miliar rupiah'
    """
    if price not in PRICES:
        raise UsageError("unknown_kind", kind=price, known=", ".join(PRICES))
    table = _table(name, "grdp").select(
        "region",
        "activity",
        "period",
        pl.col(price).alias("value"),
        pl.col(f"status_{price}").alias("status"),
    )
    about = descriptor(name)
    papers = about["papers"] | {"notes": tuple(about["papers"]["notes"][price])}
    return panel_from(
        table,
        papers=Papers(**papers, price=price, accessed=about["accessed"]),
        regions=pl.DataFrame(codes.region_rows(), schema=REGION_SCHEMA),
        activities=pl.DataFrame(codes.industry_rows(), schema=ACTIVITY_SCHEMA),
    )


@cache
def load_indicators(name: str = "jatim") -> Indicators:
    """Return the sample's indicators; the two sides of a break in a series carry different ``series``."""
    about = _table(name, "indicator_cards").with_columns(pl.all().fill_null(""))
    fields = ("indicator", "label_id", "label_en", "unit_id", "unit_en", "better")
    cards = tuple(IndicatorCard(*row) for row in about.select(fields).iter_rows())
    origin = about.select("indicator", "source", unit="unit_id")
    frame = _table(name, "indicators").join(origin, on="indicator", how="left", maintain_order="left")
    return Indicators(frame.select(pl.col(key).cast(kind) for key, kind in INDICATOR_SCHEMA.items()), cards)


def write(name: str, folder: str | Path, format: str = "csv") -> tuple[Path, ...]:
    """Write the sample into ``folder`` (made where absent) and return the files written.

    "csv" and "parquet" give one table a price basis, readable without any option; "xlsx" gives one workbook a
    price basis as an office would publish it, a sheet a year. Indicators, regions and the descriptor go along
    as csv and json. Raises UsageError for an unknown sample or format.
    """
    if format not in FORMATS:
        raise UsageError("unknown_kind", kind=format, known=", ".join(FORMATS))
    panels = [load(name, price) for price in PRICES]
    place = Path(folder)
    place.mkdir(parents=True, exist_ok=True)
    files = [_write_panel(panel, place, format) for panel in panels]
    indicators = place / "indicators.csv"
    load_indicators(name).frame.write_csv(indicators)
    regions = place / "regions.csv"
    panels[0].regions.write_csv(regions)
    papers = place / "datapackage.json"
    papers.write_text(_written(name, [*files, indicators, regions]), encoding="utf-8")
    return (*files, indicators, regions, papers)


def _write_panel(panel: Panel, place: Path, format: str) -> Path:
    path = place / f"grdp_{panel.papers.price}.{format}"
    if format == "parquet":
        panel.write_parquet(path)
    elif format == "xlsx":
        from potensi.data.samples.workbook import workbook

        path.write_bytes(workbook(panel))
    else:
        stated = {"price_basis": pl.lit(panel.papers.price), "unit": pl.lit(panel.papers.unit)}
        panel.frame.rename({"period": "year"}).with_columns(**stated).write_csv(path)
    return path


def _written(name: str, paths: Iterable[Path]) -> str:
    """Return the descriptor of a sample written out: the same papers, the files that are there."""
    dropped = ("resources", "papers", "title_id", "title_en", "description_id", "description_en")
    about = {key: value for key, value in descriptor(name).items() if key not in dropped}
    about["profile"] = "data-package"
    about["resources"] = [
        {"name": path.stem, "path": path.name, "format": path.suffix[1:], "bytes": path.stat().st_size}
        for path in paths
    ]
    return json.dumps(about, ensure_ascii=False, indent=1) + "\n"


def _table(name: str, resource: str) -> pl.DataFrame:
    """Return one resource of a sample, its columns typed as the descriptor says."""
    kinds = {"string": pl.String, "number": pl.Float64, "year": pl.Int32}
    found = next(each for each in descriptor(name)["resources"] if each["name"] == resource)
    schema = {column["name"]: kinds[column["type"]] for column in found["schema"]["fields"]}
    return pl.read_csv(BytesIO(_bytes(name, found["path"])), schema=schema)


def _bytes(name: str, file: str) -> bytes:
    if name not in _NAMES:
        raise UsageError("unknown_kind", kind=name, known=", ".join(_NAMES))
    return resources.files("potensi.data.samples").joinpath(name, file).read_bytes()
