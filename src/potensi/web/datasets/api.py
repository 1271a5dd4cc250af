"""Data sets for programs: papers, versions, figures, comparison, the check of a file, and writing."""

from __future__ import annotations

from typing import Any

import polars as pl
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import File, Form, Query, Router, Status
from ninja.decorators import decorate_view
from ninja.files import UploadedFile

from potensi.errors import DataProblems, UsageError
from potensi.panel import KEY
from potensi.web.datasets import api_schemas as schemas
from potensi.web.datasets import downloads, intake, rules, services, uploads
from potensi.web.datasets.comparison import compare
from potensi.web.datasets.figures import panel_of
from potensi.web.datasets.models import Dataset, Version
from potensi.web.datasets.papers import stated
from potensi.web.datasets.problems_shown import SURFACE
from potensi.web.errors import answer
from potensi.web.people.models import Region
from potensi.web.refused import require
from potensi.web.routers import Page, a_file, actor_of_request
from potensi.web.templatetags.words import language

router = Router(tags=["datasets"])


@router.get("/datasets", response=schemas.Datasets, summary="Data sets")
def datasets(request: HttpRequest, page: Query[Page]) -> dict[str, Any]:
    """Return the data sets that are open to you."""
    found = rules.visible(actor_of_request(request)).select_related("region").prefetch_related("versions")
    rows = found[page.offset : page.offset + page.limit]
    return {"count": found.count(), "items": [schemas.dataset(each) for each in rows]}


@router.post("/datasets/check", response=schemas.Report, summary="Check a file without storing it")
@decorate_view(uploads.bounded_operation)
def check(request: HttpRequest, options: Form[schemas.Reading], file: File[UploadedFile]) -> Any:
    """Return what is understood of a file, and every problem in it; nothing is stored."""
    require(rules.may_upload(actor_of_request(request)))
    found = _read(request, file, options)
    return found if isinstance(found, HttpResponse) else _report(found)


@router.post("/datasets", response={201: schemas.VersionOut}, summary="Upload a new data set")
@decorate_view(uploads.bounded_operation)
def upload_dataset(request: HttpRequest, about: Form[schemas.NewDataset], file: File[UploadedFile]) -> Any:
    """Bring in a file as the draft of a new data set; refused whole where it has a problem."""
    get_object_or_404(Region, pk=about.region)
    target = services.NewDataset(about.title, about.region, about.office, about.visibility)
    require(rules.may_upload(actor_of_request(request), about.region))
    return _bring_in(request, target, about, file)


@router.get("/datasets/{slug}", response=schemas.DatasetOut, summary="One data set")
def dataset(request: HttpRequest, slug: str) -> dict[str, Any]:
    """Return what a data set is and which version is current."""
    return schemas.dataset(_dataset(request, slug))


@router.patch("/datasets/{slug}", response=schemas.DatasetOut, summary="Change title and visibility")
def edit(request: HttpRequest, slug: str, change: schemas.Change) -> dict[str, Any]:
    """Change what a data set is called and who may see it; its figures stay as they are."""
    found = _dataset(request, slug)
    title, visibility = change.title or found.title, change.visibility or found.visibility
    edited = services.edit(
        actor=actor_of_request(request), dataset=found, title=title, visibility=visibility, office=found.office_id
    )
    return schemas.dataset(edited)


@router.get("/datasets/{slug}/versions", response=schemas.Versions, summary="Versions")
def versions(request: HttpRequest, slug: str, page: Query[Page]) -> dict[str, Any]:
    """Return the versions that are open to you, the latest first, each with its papers."""
    found = (
        rules.visible_versions(actor_of_request(request)).filter(dataset=_dataset(request, slug)).order_by("-number")
    )
    rows = found[page.offset : page.offset + page.limit]
    return {"count": found.count(), "items": [schemas.version(each) for each in rows]}


@router.post("/datasets/{slug}/versions", response={201: schemas.VersionOut}, summary="Upload a new version")
@decorate_view(uploads.bounded_operation)
def upload_version(request: HttpRequest, slug: str, about: Form[schemas.Papers], file: File[UploadedFile]) -> Any:
    """Bring in a file as the draft of one more version; refused whole where it has a problem."""
    found = _dataset(request, slug)
    require(rules.may_change(actor_of_request(request), found))
    return _bring_in(request, found, about, file)


@router.get("/datasets/{slug}/versions/{int:number}", response=schemas.VersionOut, summary="One version")
def version(request: HttpRequest, slug: str, number: int) -> dict[str, Any]:
    """Return a version with its papers, and how far what is computed of it is."""
    return schemas.version(_version(request, slug, number))


@router.delete("/datasets/{slug}/versions/{int:number}", response={204: None}, summary="Discard a draft")
def discard(request: HttpRequest, slug: str, number: int) -> Status[None]:
    """Throw a draft away, and with it a data set that has nothing else."""
    services.discard(actor=actor_of_request(request), version=_version(request, slug, number))
    return Status(204, None)


@router.post("/datasets/{slug}/versions/{int:number}/publish", response=schemas.VersionOut, summary="Publish a draft")
def publish(request: HttpRequest, slug: str, number: int, reason: schemas.Why) -> dict[str, Any]:
    """Publish a draft: it becomes the current version."""
    found = _version(request, slug, number)
    return schemas.version(services.publish(actor=actor_of_request(request), version=found, why=reason.why))


@router.post(
    "/datasets/{slug}/versions/{int:number}/withdraw", response=schemas.DatasetOut, summary="Withdraw a version"
)
def withdraw(request: HttpRequest, slug: str, number: int, reason: schemas.Why) -> dict[str, Any]:
    """Withdraw a version; the one published before becomes current again. Returns the data set."""
    services.withdraw(actor=actor_of_request(request), version=_version(request, slug, number), why=reason.why)
    return schemas.dataset(_dataset(request, slug))


@router.get("/datasets/{slug}/versions/{int:number}/figures", response=schemas.Figures, summary="Figures, page by page")
def figures(
    request: HttpRequest, slug: str, number: int, page: Query[Page], only: Query[schemas.Only]
) -> dict[str, Any]:
    """Return a version's figures in the order of region, activity and period."""
    frame = panel_of(_version(request, slug, number)).frame
    for name in KEY:
        if (wanted := getattr(only, name)) is not None:
            frame = frame.filter(pl.col(name) == wanted)
    return {"count": frame.height, "items": frame.slice(page.offset, page.limit).to_dicts()}


@router.get(
    "/datasets/{slug}/versions/{int:number}/figures.{form}",
    summary="Figures as csv, xlsx or parquet",
    openapi_extra=a_file(*downloads.TYPES.values()),
)
def figures_file(request: HttpRequest, slug: str, number: int, form: schemas.FileForm) -> HttpResponse:
    """Return all figures of a version as one file."""
    found = _version(request, slug, number)
    content = downloads.figures_file(panel_of(found), form, language(), downloads.day_of(found))
    return downloads.attachment(content, form, f"{found.dataset.slug}-v{found.number}")


@router.get("/datasets/{slug}/comparison", response=schemas.ComparisonOut, summary="What differs between two versions")
def comparison(request: HttpRequest, slug: str, ends: Query[schemas.Ends], page: Query[Page]) -> dict[str, Any]:
    """Return every cell that differs, the largest change first, and the papers that differ."""
    _dataset(request, slug)
    old, new = _version(request, slug, ends.a), _version(request, slug, ends.b)
    found = compare(panel_of(old), panel_of(new), language())
    return {
        "count": found.cells.height,
        "counts": found.counts,
        "papers": [{"paper": name, "old": before, "new": after} for name, before, after in found.papers],
        "items": found.cells.slice(page.offset, page.limit).to_dicts(),
    }


def _actor(request: HttpRequest) -> Any:
    return request.actor  # type: ignore[attr-defined]


def _dataset(request: HttpRequest, slug: str) -> Dataset:
    return get_object_or_404(rules.visible(actor_of_request(request)).select_related("region"), slug=slug)


def _version(request: HttpRequest, slug: str, number: int) -> Version:
    return get_object_or_404(rules.visible_versions(actor_of_request(request)), dataset__slug=slug, number=number)


def _read(request: HttpRequest, file: UploadedFile, said: schemas.Reading) -> intake.Reading | HttpResponse:
    try:
        return intake.read(file, said.options())
    except UsageError as error:
        return answer(request, 422, error.message(language()), code=error.code)


def _bring_in(
    request: HttpRequest, target: Dataset | services.NewDataset, about: schemas.Papers, file: UploadedFile
) -> Any:
    found = _read(request, file, about)
    if isinstance(found, HttpResponse):
        return found
    report = found.report
    if report.panel is None or report.understood is None:
        raise DataProblems(report.problems)
    content = services.Figures(stated(report.panel, about.papers()), report.understood, report.file)
    version = services.bring_in(actor=actor_of_request(request), target=target, content=content)
    return Status(201, schemas.version(version))


def _report(found: intake.Reading) -> dict[str, Any]:
    report, lang = found.report, language()
    return {
        "file": report.file,
        "usable": report.panel is not None,
        "understood": report.understood.as_dict() if report.understood else None,
        "problems": [problem.as_dict(lang, surface=SURFACE) for problem in report.problems],
    }
