"""Hosts for programs: who receives visitors, the times they give, their answers."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema, Status

from potensi.web.routers import FARTHEST, Page, actor_of_request
from potensi.web.visits import rules
from potensi.web.visits.models import VISIT_STATES, Host, Slot
from potensi.web.visits.queries import hosts as queries
from potensi.web.visits.services import hosts as services
from potensi.web.visits.services.hosts import MOST_PLACES, MOST_SLOTS, Time

router = Router(tags=["visits"])


class HostOut(Schema):
    """An agency that receives visitors. Whom to call is not among it: it is told to visitors on its page."""

    id: int
    agency: str
    region: str = Field(description="Code of the region.")
    welcome: str
    getting_there: str
    house_rules: str
    largest: int | None = Field(description="How many people at a time at most; null: not stated.")
    open: bool


class Hosts(Schema):
    """Hosts, by region."""

    count: int
    items: list[HostOut]


class TimeOut(Schema):
    """A time that a host gives."""

    id: int
    starts: datetime
    ends: datetime
    places: int
    note: str
    taken: bool


class Times(Schema):
    """A host's times, in order."""

    count: int
    items: list[TimeOut]


class TimeIn(Schema):
    """From when until when."""

    starts: datetime
    ends: datetime


class TimesIn(Schema):
    """Several times at once; those at which the host has another one already are left out."""

    times: list[TimeIn] = Field(min_length=1, max_length=MOST_SLOTS)
    places: int = Field(ge=1, le=MOST_PLACES)
    note: str = Field("", max_length=200)


class GivenOut(Schema):
    """The times that were added, and how many were left out."""

    items: list[TimeOut]
    left_out: int


class AnswerIn(Schema):
    """The host's answer; a no needs its reason."""

    accept: bool
    why: str = Field("", max_length=500)


class AnsweredOut(Schema):
    """The visit and its state."""

    id: int
    state: str = Field(description=f"One of: {', '.join(VISIT_STATES)}.")


@router.get("/hosts", response=Hosts, summary="Hosts", operation_id="visits_receiving")
def receiving(request: HttpRequest, page: Query[Page]) -> dict[str, Any]:
    """Return the agencies that receive visitors."""
    found = queries.hosts(actor_of_request(request))
    return {"count": found.count(), "items": [_host(each) for each in found[page.offset : page.offset + page.limit]]}


@router.get("/hosts/{int:key}", response=HostOut, summary="One host", operation_id="visits_receiver")
def receiver(request: HttpRequest, key: int) -> dict[str, Any]:
    """Return a host with its visitors' kit."""
    return _host(_found(request, key))


@router.get("/hosts/{int:key}/times", response=Times, summary="Times of a host", operation_id="visits_times")
def times(request: HttpRequest, key: int, page: Query[Page]) -> dict[str, Any]:
    """Return the times that a host gives, and whether a visit has taken them."""
    found = _found(request, key).slots.select_related("visit").order_by("starts", "pk")
    rows = found[page.offset : page.offset + page.limit]
    return {"count": found.count(), "items": [_time(each) for each in rows]}


@router.post("/hosts/{int:key}/times", response={201: GivenOut}, summary="Give times", operation_id="visits_give_times")
def give_times(request: HttpRequest, key: int, given: TimesIn) -> Status[dict[str, Any]]:
    """Give several times at once, all or none."""
    wanted = [Time(_aware(each.starts), _aware(each.ends)) for each in given.times]
    actor, host = actor_of_request(request), _found(request, key)
    made = services.make_slots(actor=actor, host=host, times=wanted, places=given.places, note=given.note)
    return Status(201, {"items": [_time(each) for each in made.slots], "left_out": made.left_out})


@router.delete(
    "/times/{int:key}", response={204: None}, summary="Take a time back", operation_id="visits_take_time_back"
)
def take_time_back(request: HttpRequest, key: int) -> Status[None]:
    """Remove a time that no visit has taken."""
    actor = actor_of_request(request)
    services.remove_slot(actor=actor, slot=_kept(rules.visible_slots(actor), key))
    return Status(204, None)


@router.post(
    "/visits/{int:key}/answer", response=AnsweredOut, summary="Answer as the host", operation_id="visits_answer"
)
def answer(request: HttpRequest, key: int, given: AnswerIn) -> dict[str, Any]:
    """Confirm a planned visit to your region, or decline it with the reason."""
    actor = actor_of_request(request)
    visit = _kept(rules.visible_visits(actor), key)
    done = services.answer_visit(actor=actor, visit=visit, accept=given.accept, why=given.why)
    return {"id": done.pk, "state": done.state}


def _found(request: HttpRequest, key: int) -> Host:
    found: Host = _kept(rules.visible_hosts(actor_of_request(request)), key)
    return found


def _kept(visible: Any, key: int) -> Any:
    # A number that no database keeps is nobody's.
    return get_object_or_404(visible, pk=min(key, FARTHEST))


def _host(host: Host) -> dict[str, Any]:
    names = ("welcome", "getting_there", "house_rules", "largest", "open")
    about = {"id": host.pk, "agency": host.agency.name, "region": host.agency.region_id}
    return about | {name: getattr(host, name) for name in names}


def _time(slot: Slot) -> dict[str, Any]:
    about = {"id": slot.pk, "starts": slot.starts, "ends": slot.ends, "places": slot.places, "note": slot.note}
    return about | {"taken": getattr(slot, "visit", None) is not None}


def _aware(moment: datetime) -> datetime:
    """Return a moment with its zone: ours, where none is stated."""
    from django.utils import timezone

    return timezone.make_aware(moment) if timezone.is_naive(moment) else moment
