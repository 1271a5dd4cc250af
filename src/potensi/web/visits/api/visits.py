"""Visits and their stops for programs: whom to visit and why, planned, moved; stops made and removed."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Status

from potensi.web.people.models import Region
from potensi.web.refused import Invalid, require
from potensi.web.routers import Page, actor_of_request
from potensi.web.templatetags.words import language
from potensi.web.visits import rules, suggestions
from potensi.web.visits.api import shapes
from potensi.web.visits.models import Cohort, Stop, Visit
from potensi.web.visits.queries import programmes as people
from potensi.web.visits.queries import visits as queries
from potensi.web.visits.services import stops as stopping
from potensi.web.visits.services import visits as services
from potensi.web.visits.services.stops import Session
from potensi.web.visits.services.visits import Frame
from potensi.web.visits.states import NEXT

router = Router(tags=["visits"])


@router.get("/cohorts/{int:key}/suggested-hosts", response=shapes.SuggestionsOut, summary="Whom a cohort should visit")
def suggested_hosts(request: HttpRequest, key: int, viewpoint: str = "") -> dict[str, Any]:
    """Return whom to visit, seen from one of the cohort's regions (``viewpoint``; else that of most people)."""
    cohort = _cohort(request, key)
    require(rules.may_run(actor_of_request(request), cohort))
    held = suggestions.with_figures([each.pk for each in people.learning_regions(cohort)])
    region = viewpoint if viewpoint in held else next(iter(held), "")
    found = suggestions.suggest(region) if region else None
    if found is None:
        return {"region": "", "dataset": None, "version": None, "base": None, "year": None, "items": []}
    of = {"dataset": found.version.dataset.slug, "version": found.version.number}
    return {"region": region, **of, "base": found.base, "year": found.year, "items": [_host(x) for x in found.hosts]}


@router.get("/visits", response=shapes.Visits, summary="Study visits")
def visits(request: HttpRequest, page: Query[Page]) -> dict[str, Any]:
    """Return the visits that are open to you, the latest first."""
    found = rules.visible_visits(actor_of_request(request)).order_by("-starts", "pk")
    return {"count": found.count(), "items": [_visit(each) for each in found[page.offset : page.offset + page.limit]]}


@router.post("/cohorts/{int:key}/visits", response={201: shapes.VisitOut}, summary="Plan a visit")
def make_visit(request: HttpRequest, key: int, body: shapes.VisitIn) -> Any:
    """Plan a visit of a cohort; the reasons for the region and the figures they come from are kept with it."""
    actor, cohort = actor_of_request(request), _cohort(request, key)
    require(rules.may_run(actor, cohort))
    region = get_object_or_404(Region, pk=body.host_region)
    regions = {each.pk for each in people.learning_regions(cohort)}
    viewpoint = body.viewpoint if body.viewpoint in regions else ""
    slot = get_object_or_404(queries.free_slots(actor, region.pk), pk=body.slot) if body.slot is not None else None
    cost = None if body.cost is None else Decimal(body.cost)
    frame = Frame(body.starts, body.ends, slot=slot, cost=cost)
    made = services.make_visit(
        actor=actor, cohort=cohort, host_region=region, frame=frame, viewpoint=viewpoint, why=body.why
    )
    return Status(201, _visit(made))


@router.get("/visits/{int:key}", response=shapes.VisitOut, summary="One visit")
def visit(request: HttpRequest, key: int) -> dict[str, Any]:
    """Return a visit with the reasons for its host."""
    return _visit(_load(request, key))


@router.post("/visits/{int:key}/state", response=shapes.VisitOut, summary="Move a visit")
def move_visit(request: HttpRequest, key: int, body: shapes.StateIn) -> dict[str, Any]:
    """Move a visit to another state."""
    found = _load(request, key)
    if body.state not in NEXT:
        raise Invalid("visits_state_impossible")
    return _visit(services.move_visit(actor=actor_of_request(request), visit=found, state=body.state, why=body.why))


@router.get("/visits/{int:key}/stops", response=shapes.Stops, summary="The stops of a visit")
def stops(request: HttpRequest, key: int) -> dict[str, Any]:
    """Return the stops of a visit in the order of the clock."""
    found = _load(request, key)
    inside = bool(rules.may_see_inside(actor_of_request(request), found.cohort))
    return {"items": [_stop(each, inside=inside) for each in queries.stops_of(found)]}


@router.post("/visits/{int:key}/stops", response={201: shapes.StopOut}, summary="Add a stop")
def make_stop(request: HttpRequest, key: int, body: shapes.StopIn) -> Any:
    """Add a stop to a visit."""
    found = _load(request, key)
    session = Session(**body.dict() | {"hours": Decimal(str(body.hours))})
    made = stopping.make_stop(actor=actor_of_request(request), visit=found, session=session)
    return Status(201, _stop(made, inside=True))


@router.get("/stops/{int:key}", response=shapes.StopOut, summary="One stop")
def stop(request: HttpRequest, key: int) -> dict[str, Any]:
    """Return a stop: when, where, and its one question."""
    actor = actor_of_request(request)
    found = get_object_or_404(rules.visible_stops(actor), pk=key)
    return _stop(found, inside=bool(rules.may_see_inside(actor, found.visit.cohort)))


@router.delete("/stops/{int:key}", response={204: None}, summary="Remove a stop")
def remove_stop(request: HttpRequest, key: int) -> Any:
    """Take a stop out of its visit, where nobody was there yet and nobody wrote of it."""
    actor = actor_of_request(request)
    stopping.remove_stop(actor=actor, stop=get_object_or_404(rules.visible_stops(actor), pk=key))
    return Status(204, None)


def _cohort(request: HttpRequest, key: int) -> Cohort:
    return get_object_or_404(rules.visible_cohorts(actor_of_request(request)), pk=key)


def _load(request: HttpRequest, key: int) -> Visit:
    return get_object_or_404(rules.visible_visits(actor_of_request(request)), pk=key)


def _host(found: suggestions.Suggested) -> dict[str, Any]:
    reasons = [{"code": each.code, "text": each.message(language())} for each in found.reasons]
    return shapes.plain(found, "region", "name", "rank", "stability") | {"reasons": reasons}


def _visit(found: Visit) -> dict[str, Any]:
    own = shapes.plain(found, "starts", "ends", "state", "revision")
    of = {"cohort": found.cohort_id, "host_region": found.host_region_id, "host": found.host_id, "slot": found.slot_id}
    texts = suggestions.sentences(found.reasons, language())
    codes = [each["code"] for each in found.reasons.get("reasons", ())]
    reasons = [{"code": code, "text": text} for code, text in zip(codes, texts, strict=True)]
    chosen = {"suggested": bool(found.reasons.get("suggested")), "why": found.reasons.get("why", "")}
    cost = None if found.cost is None else int(found.cost)
    return {"id": found.pk, **of, **own, **chosen, "reasons": reasons, "cost": cost}


def _stop(found: Stop, *, inside: bool) -> dict[str, Any]:
    own = shapes.plain(found, "title", "starts", "minutes", "place", "lat", "lon", "question", "revision")
    of = {"visit": found.visit_id, "office": found.office_id, "hours": float(found.hours)}
    return {"id": found.pk, **of, **own, "in_charge": found.in_charge if inside else None}
