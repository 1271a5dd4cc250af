"""Assets for programs: found, read, entered, edited, withdrawn, restored, imported, taken along as a file."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from ninja import Field, File, Form, Path, Query, Router, Schema, Status
from ninja.files import UploadedFile

from potensi.codes import regions as region_list
from potensi.errors import DataProblems
from potensi.web.assets import matching, queries, rules, services
from potensi.web.assets.export import assets_file
from potensi.web.assets.models import CONDITIONS, KINDS, Asset
from potensi.web.assets.queries import Asked
from potensi.web.assets.sheet import problem_of
from potensi.web.assets.shown import facts
from potensi.web.assets.uploaded import file_name, read_upload
from potensi.web.assets.values import FIELDS, understood
from potensi.web.datasets import downloads
from potensi.web.people.models import Region
from potensi.web.refused import require
from potensi.web.routers import Page, a_file, actor_of_request
from potensi.web.templatetags.words import language

router = Router(tags=["assets"])
_TEXT = 4000


class AssetOut(Schema):
    """A regional asset."""

    id: int
    region: str = Field(description="Code of the region.")
    region_name: str
    name: str
    kind: str = Field(description=f"One of: {', '.join(KINDS)}.")
    description: str
    place: str
    lat: float | None = Field(description="Degrees, north positive. null: not known.")
    lon: float | None
    owner: str
    business_field: str = Field(description="Five-digit class of KBLI 2020; empty: not stated.")
    business_field_name: str
    creative_subsector: str = Field(description="One of the seventeen sub-sectors; empty: none.")
    creative_subsector_name: str
    condition: str = Field(description=f"One of: {', '.join(CONDITIONS)}.")
    evidence: str
    seen: date | None
    visibility: str
    has_photo: bool
    withdrawn: datetime | None
    sample: bool
    revision: int = Field(description="Send it back when editing; a newer one is answered 409.")
    url: str


class Assets(Schema):
    """Part of a list of assets."""

    count: int
    items: list[AssetOut]


class WhichAssets(Page):
    """Which assets are asked for."""

    q: str = Field("", max_length=100, description="Words of the name, description, place or owner.")
    region: str = Field("", max_length=10, description="Code of a region.")
    kind: str = Field("", max_length=12)
    subsector: str = Field("", max_length=40)
    condition: str = Field("", max_length=10)

    def asked(self) -> Asked:
        """Return what is asked for."""
        return Asked(self.q, self.region, self.kind, self.subsector, self.condition)


class AssetIn(Schema):
    """What is said of an asset. Codes or their names in either language; what is left out takes its usual value."""

    name: str = Field(max_length=160)
    kind: str = Field(max_length=40)
    description: str = Field("", max_length=_TEXT)
    place: str = Field("", max_length=200)
    lat: float | None = Field(None, ge=-180, le=180)
    lon: float | None = Field(None, ge=-180, le=180)
    owner: str = Field("", max_length=160)
    business_field: str = Field("", max_length=120)
    creative_subsector: str = Field("", max_length=80)
    condition: str = Field("unknown", max_length=40)
    evidence: str = Field("", max_length=_TEXT)
    seen: date | None = None
    visibility: str = Field("public", max_length=40)


class AssetNew(AssetIn):
    """A new asset of a region."""

    region: str = Field(max_length=10, description="Code of the region.")


class AssetEdited(AssetIn):
    """An asset as it is to be from now on."""

    revision: int = Field(ge=1, le=2_000_000_000, description="The revision that the change began from.")


class WhyWithdrawn(Schema):
    """A reason."""

    why: str = Field(min_length=1, max_length=500, description="The history shows it.")


class ImportIn(Schema):
    """Whether to save."""

    save: bool = Field(False, description="Without it only what would happen is answered.")


class ImportOut(Schema):
    """What an import did, or would do."""

    saved: bool
    entered: int
    changed: int
    same: int
    unread: list[str] = Field(description="Headings that nobody understood.")
    alike: dict[str, list[str]] = Field(description="New names that are much like assets already there.")


@router.get("/assets", response=Assets, summary="Regional assets")
def assets(request: HttpRequest, which: Query[WhichAssets]) -> dict[str, Any]:
    """Return the assets that anybody may see, and those of your regions, that are asked for."""
    found = queries.found(queries.standing(rules.visible(actor_of_request(request))), which.asked())
    return {"count": found.count(), "items": [_out(each) for each in found[which.offset : which.offset + which.limit]]}


@router.get("/regions/{code}/assets", response=Assets, summary="Assets of one region")
def region_assets(request: HttpRequest, page: Query[Page], code: str = Path(..., max_length=120)) -> dict[str, Any]:
    """Return the assets of one region, by its code or a usual spelling of its name."""
    region = get_object_or_404(Region, code=region_list().find(code) or code)
    every = queries.standing(rules.visible(actor_of_request(request)))
    found = queries.found(every, Asked(region=region.code))
    return {"count": found.count(), "items": [_out(each) for each in found[page.offset : page.offset + page.limit]]}


@router.get(
    "/assets.{form}",
    summary="Assets as csv or xlsx",
    openapi_extra=a_file(downloads.TYPES["csv"], downloads.TYPES["xlsx"]),
)
def assets_table(request: HttpRequest, form: Literal["csv", "xlsx"], which: Query[WhichAssets]) -> HttpResponse:
    """Return all assets that are asked for as one file, which can be filled in further and imported again."""
    found = queries.found(queries.standing(rules.visible(actor_of_request(request))), which.asked())
    return downloads.attachment(assets_file(found, form, language()), form, "assets")


@router.get("/assets/{int:key}", response=AssetOut, summary="One asset")
def asset(request: HttpRequest, key: int) -> dict[str, Any]:
    """Return an asset."""
    return _out(_asset(request, key))


@router.post("/assets", response={201: AssetOut}, summary="Enter an asset")
def enter_asset(request: HttpRequest, body: AssetNew) -> Status[Any]:
    """Enter an asset of a region that you serve."""
    actor = actor_of_request(request)
    require(rules.may_enter(actor, body.region))
    made = services.enter(actor=actor, region=body.region, values=_values(body, body.region))
    return Status(201, _out(made))


@router.put("/assets/{int:key}", response=AssetOut, summary="Edit an asset")
def edit_asset(request: HttpRequest, key: int, body: AssetEdited) -> dict[str, Any]:
    """Change an asset. Where somebody else saved it since ``revision``, 409: read it again first."""
    actor, found = actor_of_request(request), _asset(request, key)
    require(rules.may_change(actor, found))
    values = _values(body, found.region_id)
    return _out(services.edit(actor=actor, asset=found, revision=body.revision, values=values))


@router.post("/assets/{int:key}/withdraw", response=AssetOut, summary="Withdraw an asset")
def withdraw_asset(request: HttpRequest, key: int, body: WhyWithdrawn) -> dict[str, Any]:
    """Take an asset out of public sight; it is kept and can be restored."""
    return _out(services.withdraw(actor=actor_of_request(request), asset=_asset(request, key), why=body.why))


@router.post("/assets/{int:key}/restore", response=AssetOut, summary="Restore an asset")
def restore_asset(request: HttpRequest, key: int) -> dict[str, Any]:
    """Bring a withdrawn asset back."""
    return _out(services.restore(actor=actor_of_request(request), asset=_asset(request, key)))


@router.post("/assets/import", response=ImportOut, summary="Import assets from a spreadsheet")
def import_assets(request: HttpRequest, about: Form[ImportIn], file: File[UploadedFile]) -> dict[str, Any]:
    """Answer what importing a spreadsheet would do; with ``save`` do it. Refused with every problem of the file."""
    actor = actor_of_request(request)
    require(rules.may_enter(actor))
    read = read_upload(file)
    plan = matching.plan(actor, read.rows, file_name(file)) if not read.problems else matching.Plan((), read.problems)
    if plan.problems:
        raise DataProblems(plan.problems)
    if about.save:
        services.import_assets(actor=actor, entries=plan.entries, file=file_name(file))
    counts = {"entered": len(plan.new), "changed": len(plan.changed), "same": len(plan.same)}
    alike = {str(entry.values["name"]): list(entry.alike) for entry in plan.new if entry.alike}
    return {"saved": about.save, "unread": list(read.unread), "alike": alike, **counts}


def _asset(request: HttpRequest, key: int) -> Asset:
    return get_object_or_404(rules.visible(actor_of_request(request)), pk=key)


def _values(body: AssetIn, region: str) -> dict[str, Any]:
    """Return what is said as it is kept. Raises DataProblems with everything that cannot be right."""
    raw = {name: value for name, value in body.dict().items() if name in FIELDS}
    found = understood(raw, region, timezone.localdate())
    if found.faults:
        raise DataProblems([problem_of(fault, raw.get(fault.field) or "") for fault in found.faults])
    return found.values


def _out(found: Asset) -> dict[str, Any]:
    words = facts(found, language())
    plain = ("name", "kind", "description", "place", "lat", "lon", "owner", "business_field", "creative_subsector",
             "condition", "evidence", "seen", "visibility", "withdrawn", "sample", "revision")  # fmt: skip
    return {name: getattr(found, name) for name in plain} | {
        "id": found.pk,
        "region": found.region_id,
        "region_name": region_list().name(found.region_id, language()),
        "business_field_name": words["field"],
        "creative_subsector_name": words["subsector"],
        "has_photo": found.photo_id is not None,
        "url": reverse("assets:asset", args=[found.pk]),
    }
