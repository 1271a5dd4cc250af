"""People for programs: who one is, agencies and offices of one's regions, and the two writes that registers need.

Personal numbers and e-mail addresses never leave here; today's holders are named, to members alone.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema

from potensi.web.actor import ROLES
from potensi.web.people import queries, rules, services
from potensi.web.people.models import Agency, Office
from potensi.web.people.queries import Holder
from potensi.web.refused import Invalid, require
from potensi.web.routers import Page, actor_of_request

router = Router(tags=["people"])

_WHY = "Such as the number of the decree; the history shows it."


class HeldOut(Schema):
    """An office that somebody holds today."""

    office: int
    title: str
    agency: int
    agency_name: str
    region: str = Field(description="Code of the region.")
    role: str = Field(description=f"One of: {', '.join(ROLES)}.")
    acting: bool
    head: bool = Field(description="The office leads its agency.")


class Me(Schema):
    """Who asks."""

    name: str
    offices: list[HeldOut]
    regions: list[str] = Field(description="Codes of the regions where an office is held, or that are administered.")


class HolderOut(Schema):
    """Somebody who holds an office today."""

    name: str
    roles: list[str]
    since: date
    until: date | None
    acting: bool


class OfficeOut(Schema):
    """An office and who holds it today."""

    id: int
    title: str
    head: bool
    holders: list[HolderOut]


class Former(Schema):
    """A name that an agency bore, up to and including a day."""

    name: str
    until: date


class AgencyOut(Schema):
    """A regional agency."""

    id: int
    region: str
    name: str
    short: str
    dissolved: date | None
    former_names: list[Former]


class AgencyWhole(AgencyOut):
    """A regional agency with its offices."""

    offices: list[OfficeOut]


class Agencies(Schema):
    """Part of the list of agencies."""

    count: int
    items: list[AgencyOut]


class Which(Page):
    """Which agencies are asked for."""

    q: str = Field("", max_length=200, description="Part of a name, also of a former one.")
    region: str = Field("", max_length=10, description="Code of a region.")


class Rename(Schema):
    """An agency's new name."""

    name: str = Field(min_length=1, max_length=200)
    short: str = Field("", max_length=40)
    since: date = Field(description="First day of the new name.")
    why: str = Field(min_length=1, max_length=500, description=_WHY)


class HandOver(Schema):
    """To whom an office goes."""

    email: str = Field(max_length=254, description="E-mail address of the successor's account.")
    since: date = Field(description="First day of the successor; whoever holds the office ends the day before.")
    acting: bool = False
    why: str = Field(min_length=1, max_length=500, description=_WHY)


@router.get("/me", response=Me, summary="Who you are")
def me(request: HttpRequest) -> dict[str, Any]:
    """Return the person of the token with the offices they hold today."""
    actor = actor_of_request(request)
    require(rules.is_known(actor))
    return {"name": actor.name, "offices": actor.held, "regions": sorted(actor.regions)}


@router.get("/agencies", response=Agencies, summary="Agencies of your regions")
def agencies(request: HttpRequest, which: Query[Which]) -> dict[str, Any]:
    """Return the agencies of the regions where you hold an office or which you administer."""
    actor = actor_of_request(request)
    require(rules.is_member(actor))
    found = queries.agencies(rules.visible_agencies(actor), text=which.q, region=which.region)
    rows = found.prefetch_related("former_names")[which.offset : which.offset + which.limit]
    return {"count": found.count(), "items": [_agency(each) for each in rows]}


@router.get("/agencies/{int:key}", response=AgencyWhole, summary="One agency with its offices")
def agency(request: HttpRequest, key: int) -> dict[str, Any]:
    """Return an agency with its offices and who holds them today."""
    found = get_object_or_404(rules.visible_agencies(actor_of_request(request)), pk=key)
    return _agency(found) | {"offices": [_office(post.office, post.now) for post in queries.posts(found)]}


@router.post("/agencies/{int:key}/rename", response=AgencyOut, summary="Rename an agency")
def rename_agency(request: HttpRequest, key: int, body: Rename) -> dict[str, Any]:
    """Give an agency a new name from a day on; its former name is kept."""
    actor = actor_of_request(request)
    found = get_object_or_404(rules.visible_agencies(actor), pk=key)
    return _agency(services.rename_agency(actor=actor, agency=found, **body.dict()))


@router.get("/offices/{int:key}", response=OfficeOut, summary="One office")
def office(request: HttpRequest, key: int) -> dict[str, Any]:
    """Return an office and who holds it today."""
    found = get_object_or_404(rules.visible_offices(actor_of_request(request)), pk=key)
    return _office(found, queries.post(found).now)


@router.post("/offices/{int:key}/hand-over", response=OfficeOut, summary="Hand an office over")
def hand_over(request: HttpRequest, key: int, body: HandOver) -> dict[str, Any]:
    """Hand an office over to somebody who has an account; what belongs to the office stays with it."""
    actor = actor_of_request(request)
    found = get_object_or_404(rules.visible_offices(actor), pk=key)
    require(rules.may_change_office(actor, found))
    successor = queries.account_by_email(body.email)
    if successor is None:
        raise Invalid("people_no_account")
    about = {"since": body.since, "acting": body.acting, "why": body.why}
    services.hand_over(actor=actor, office=found, to_user=successor, **about)  # type: ignore[arg-type]
    return _office(found, queries.post(found).now)


def _agency(found: Agency) -> dict[str, Any]:
    former = [{"name": each.name, "until": each.until} for each in found.former_names.all()]
    names = {"id": found.pk, "region": found.region_id, "name": found.name, "short": found.short}
    return names | {"dissolved": found.dissolved, "former_names": former}


def _office(found: Office, holders: list[Holder]) -> dict[str, Any]:
    shown = [
        {
            "name": each.user.name,
            "roles": list(each.roles),
            "since": each.since,
            "until": each.until,
            "acting": each.acting,
        }
        for each in holders
    ]
    return {"id": found.pk, "title": found.title, "head": found.head, "holders": shown}
