"""What programs send and get of data sets. English, as the documents of such interfaces are."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from ninja import Field, Schema

from potensi.web.datasets import models, queries
from potensi.web.datasets.intake import Options
from potensi.web.routers import FARTHEST, Figure

FileForm = Literal["csv", "xlsx", "parquet"]
Visibility = Literal["public", "region", "office"]
_TITLE = 200
_TEXT = 300


class Only(Schema):
    """Which figures."""

    region: str | None = Field(None, description="Code of a region.")
    activity: str | None = Field(None, description="Code of an activity.")
    period: int | None = Field(None, ge=-32768, le=32767, description="Year.")


class Ends(Schema):
    """Which two versions."""

    a: int = Field(ge=0, le=FARTHEST, description="Number of the version to start from.")
    b: int = Field(ge=0, le=FARTHEST, description="Number of the version to go to.")


class Reading(Schema):
    """What the file itself does not say."""

    unit: str = Field("", max_length=_TEXT, description="Such as `miliar rupiah`.")
    price: str = Field("", max_length=_TEXT, description="`current`, `constant2010` …")
    sheet: str = Field("", max_length=_TEXT, description="The one sheet to read.")
    absent: Literal["", "missing", "zero"] = Field("", description="What a combination without a row is.")
    regions: Literal["auto", "own", "indonesia"] = "auto"
    activities: Literal["auto", "own", "industries"] = "auto"

    def options(self) -> Options:
        """Return how the file is to be read."""
        names = ("unit", "price", "sheet", "absent", "regions", "activities")
        return Options(**{name: getattr(self, name) for name in names})


class Papers(Reading):
    """The papers that the file itself does not hold."""

    source: str = Field("", max_length=_TEXT)
    licence: str = Field("", max_length=_TITLE)
    accessed: date | None = None

    def papers(self) -> dict[str, str]:
        """Return what is said of the figures."""
        accessed = self.accessed.isoformat() if self.accessed else ""
        return {"source": self.source, "licence": self.licence, "accessed": accessed}


class NewDataset(Papers):
    """What a new data set is."""

    title: str = Field(min_length=1, max_length=_TITLE)
    region: str = Field(max_length=10, description="Code of the region that keeps it.")
    office: int | None = Field(None, ge=1, le=9_000_000_000_000_000_000, description="An office that you hold.")
    visibility: Visibility = "region"


class Change(Schema):
    """What is to change; what is left out stays."""

    title: str | None = Field(None, min_length=1, max_length=_TITLE)
    visibility: Visibility | None = None


class Why(Schema):
    """The reason, which readers see."""

    why: str = Field(min_length=1, max_length=1000)


class DatasetOut(Schema):
    """A data set."""

    slug: str
    title: str
    region: str
    region_name: str
    visibility: Visibility
    sample: bool = Field(description="It came along as a demonstration.")
    current: int | None = Field(description="Number of the current version.")


class Datasets(Schema):
    """A piece of the list of data sets."""

    count: int
    items: list[DatasetOut]


class Computing(Schema):
    """How far what is computed of a version is."""

    state: Literal["waiting", "running", "done", "failed"]
    done: int
    total: int


class VersionOut(Schema):
    """A version with its papers."""

    dataset: str
    number: int
    state: Literal["draft", "published", "replaced", "withdrawn"]
    uploaded: datetime
    published: datetime | None
    note: str
    file: str
    digest: str = Field(description="SHA-256 of the figures as they are kept.")
    papers: dict[str, Any] = Field(description="Unit, price basis, source, licence, date accessed, history.")
    understood: dict[str, Any] = Field(description="What the check read of the file.")
    computation: Computing | None


class Versions(Schema):
    """A piece of the list of versions."""

    count: int
    items: list[VersionOut]


class FigureOut(Schema):
    """One figure."""

    region: str
    activity: str
    period: int
    value: Figure
    status: str


class Figures(Schema):
    """A piece of a version's figures."""

    count: int
    items: list[FigureOut]


class Difference(Schema):
    """One cell that differs."""

    kind: Literal["changed", "status", "added", "removed"]
    region: str
    region_name: str
    activity: str
    activity_name: str
    period: int
    old: Figure
    new: Figure
    difference: Figure
    difference_percent: Figure = Field(description="Of the old figure; infinite where that is zero.")
    old_status: str | None
    new_status: str | None


class PaperChange(Schema):
    """One paper that differs."""

    paper: str
    old: str
    new: str


class ComparisonOut(Schema):
    """What differs between two versions."""

    count: int
    counts: dict[str, int]
    papers: list[PaperChange]
    items: list[Difference]


class Report(Schema):
    """What a check found."""

    file: str
    usable: bool
    understood: dict[str, Any] | None
    problems: list[dict[str, Any]]


def dataset(found: models.Dataset) -> dict[str, Any]:
    """Return a data set as programs get it."""
    current = [each.number for each in found.versions.all() if each.state == models.PUBLISHED]
    return {
        "slug": found.slug,
        "title": found.title,
        "region": found.region_id,
        "region_name": found.region.name,
        "visibility": found.visibility,
        "sample": found.sample,
        "current": current[0] if current else None,
    }


def version(found: models.Version) -> dict[str, Any]:
    """Return a version as programs get it."""
    computation = queries.computation_of(found)
    names = ("number", "state", "uploaded", "published", "note", "digest", "papers", "understood")
    return {name: getattr(found, name) for name in names} | {
        "dataset": found.dataset.slug,
        "file": found.file_name,
        "computation": computation and {name: getattr(computation, name) for name in ("state", "done", "total")},
    }
