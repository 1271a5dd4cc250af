"""Attendance for programs: a stop's list, the code that was scanned, training hours, certificates."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Router, Schema, Status

from potensi.web.refused import require
from potensi.web.routers import FARTHEST, actor_of_request
from potensi.web.visits import rules
from potensi.web.visits.models import Certificate, Cohort, Stop
from potensi.web.visits.presence import Hours
from potensi.web.visits.queries import attendance as queries
from potensi.web.visits.services import attendance as services

router = Router(tags=["visits"])
_MOST = 5000


class OnListOut(Schema):
    """A participant on a stop's list; ``how`` and ``marked`` are null for who is not present."""

    participant: int
    name: str
    agency: str
    region: str = Field(description="Code of the region.")
    present: bool
    how: str | None = Field(description="qr: scanned the code; list: ticked.")
    marked: datetime | None


class ListOut(Schema):
    """A stop's attendance list."""

    stop: int
    present: int
    items: list[OnListOut]


class ListIn(Schema):
    """Who is present and who is corrected to absent, by their numbers; a correction needs its reason."""

    present: list[int] = Field([], max_length=_MOST)
    absent: list[int] = Field([], max_length=_MOST)
    why: str = Field("", max_length=500)


class KeptOut(Schema):
    """How many were added and how many were corrected to absent."""

    added: int
    removed: int


class ScannedIn(Schema):
    """What stands in a stop's QR code after ``/hadir/``."""

    secret: str = Field(max_length=100)


class ScannedOut(Schema):
    """That you are present, where and since when."""

    stop: int
    title: str
    marked: datetime


class HoursOut(Schema):
    """A participant's training hours (of 45 minutes)."""

    participant: int
    name: str
    attended: float
    offered: float
    needed: float = Field(description="What a certificate needs.")
    certificate: str | None = Field(description="Number of the certificate, where one was issued.")


class HoursList(Schema):
    """Training hours: everybody's to who runs the cohort, your own to you."""

    items: list[HoursOut]


class CertificateOut(Schema):
    """What anybody may verify of a certificate."""

    number: str
    name: str
    hours: float
    of_hours: float
    programme: str
    cohort: str


class CertificatesOut(Schema):
    """Certificates that you may hold in hands."""

    items: list[CertificateOut]


class IssuedOut(Schema):
    """Numbers of the certificates that are new."""

    issued: date
    new: list[str]


@router.get("/stops/{int:key}/attendance", response=ListOut, summary="Attendance", operation_id="visits_present")
def present(request: HttpRequest, key: int) -> dict[str, Any]:
    """Return who is present at a stop, for who keeps its list."""
    stop = _stop(request, key)
    require(rules.may_keep_attendance(actor_of_request(request), stop))
    rows = queries.on_list(stop)
    found = [_on_list(row) for row in rows]
    return {"stop": stop.pk, "present": sum(row["present"] for row in found), "items": found}


@router.post("/stops/{int:key}/attendance", response=KeptOut, summary="Keep the list", operation_id="visits_keep_list")
def keep_list(request: HttpRequest, key: int, given: ListIn) -> dict[str, Any]:
    """Mark participants as present; correct others to absent with a reason."""
    actor, stop = actor_of_request(request), _stop(request, key)
    added, removed = services.list_attendance(
        actor=actor, stop=stop, present=given.present, absent=given.absent, why=given.why
    )
    return {"added": added, "removed": removed}


@router.post("/attendance", response={201: ScannedOut}, summary="Mark yourself", operation_id="visits_scanned")
def scanned(request: HttpRequest, given: ScannedIn) -> Status[dict[str, Any]]:
    """Mark yourself as present by the code that is shown at a stop; a second time is told as 409."""
    stop = queries.stop_by_secret(given.secret)
    if stop is None:
        raise Http404("no such code")
    marked = services.mark_present(actor=actor_of_request(request), stop=stop, secret=given.secret)
    return Status(201, {"stop": stop.pk, "title": stop.title, "marked": marked.marked})


@router.get("/cohorts/{int:key}/hours", response=HoursList, summary="Training hours", operation_id="visits_hours")
def hours(request: HttpRequest, key: int) -> dict[str, Any]:
    """Return training hours attended and offered."""
    actor, cohort = actor_of_request(request), _cohort(request, key)
    require(rules.may_see_hours(actor, cohort))
    return {"items": [_hours(each) for each in queries.hours_shown(actor, cohort)]}


@router.get(
    "/cohorts/{int:key}/certificates",
    response=CertificatesOut,
    summary="Certificates of a cohort",
    operation_id="visits_certificates",
)
def certificates(request: HttpRequest, key: int) -> dict[str, Any]:
    """Return a cohort's certificates: all to who runs it, your own to you."""
    actor, cohort = actor_of_request(request), _cohort(request, key)
    require(rules.may_see_hours(actor, cohort))
    found = rules.visible_certificates(actor).filter(participant__cohort=cohort)
    rows = found.select_related("participant__cohort__programme", "participant__user").order_by("number")
    return {"items": [_certificate(each) for each in rows]}


@router.post(
    "/cohorts/{int:key}/certificates",
    response=IssuedOut,
    summary="Issue certificates",
    operation_id="visits_issue",
)
def issue(request: HttpRequest, key: int) -> dict[str, Any]:
    """Issue certificates to everybody who earned one and has none."""
    from django.utils import timezone

    issued = services.issue_certificates(actor=actor_of_request(request), cohort=_cohort(request, key))
    return {"issued": timezone.localdate(), "new": [each.number for each in issued]}


@router.get(
    "/certificates/{number}", response=CertificateOut, summary="Verify a certificate", operation_id="visits_certificate"
)
def certificate(request: HttpRequest, number: str) -> dict[str, Any]:
    """Return whose a certificate is, how many training hours it tells of and of which cohort."""
    found = queries.certificate(number)
    if found is None:
        raise Http404("no such certificate")
    return _certificate(found)


def _stop(request: HttpRequest, key: int) -> Stop:
    found: Stop = get_object_or_404(rules.visible_stops(actor_of_request(request)), pk=min(key, FARTHEST))
    return found


def _cohort(request: HttpRequest, key: int) -> Cohort:
    found: Cohort = get_object_or_404(rules.visible_cohorts(actor_of_request(request)), pk=min(key, FARTHEST))
    return found


def _on_list(row: queries.OnList) -> dict[str, Any]:
    each, there = row.participant, row.attendance
    about = {"participant": each.pk, "name": str(each.user), "agency": each.agency.name}
    marked = {"how": there.how, "marked": there.marked} if there is not None else {"how": None, "marked": None}
    return about | marked | {"region": each.agency.region_id, "present": there is not None}


def _hours(each: Hours) -> dict[str, Any]:
    counted = {"attended": float(each.attended), "offered": float(each.offered), "needed": float(each.needed)}
    issued = getattr(each.participant, "certificate", None)
    about = {"participant": each.participant.pk, "name": str(each.participant.user)}
    return about | counted | {"certificate": issued.number if issued is not None else None}


def _certificate(each: Certificate) -> dict[str, Any]:
    cohort = each.participant.cohort
    counted = {"hours": float(each.hours), "of_hours": float(each.of_hours)}
    about = {"number": each.number, "name": str(each.participant.user)}
    return about | counted | {"programme": cohort.programme.name, "cohort": cohort.name}
