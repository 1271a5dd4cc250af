"""Programmes, cohorts and participants for programs."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import File, Query, Router, Status
from ninja.files import UploadedFile

from potensi.errors import DataProblems
from potensi.web.people.cells import region_of
from potensi.web.people.models import Region
from potensi.web.refused import Invalid, require
from potensi.web.routers import Page, actor_of_request
from potensi.web.visits import enrolling, rules
from potensi.web.visits.api import shapes
from potensi.web.visits.models import Cohort, Participant, Programme
from potensi.web.visits.queries import programmes as queries
from potensi.web.visits.queries import visits
from potensi.web.visits.services import participants as taking
from potensi.web.visits.services import programmes as services
from potensi.web.visits.sheet import Person, fault_of, read_participants

router = Router(tags=["visits"])
LARGEST = 10_000_000


@router.get("/programmes", response=shapes.Programmes, summary="Programmes of study visits")
def programmes(request: HttpRequest, page: Query[Page]) -> dict[str, Any]:
    """Return the programmes that are open to you, the newest first."""
    found = queries.programmes(actor_of_request(request))
    return {
        "count": found.count(),
        "items": [_programme(each) for each in found[page.offset : page.offset + page.limit]],
    }


@router.get("/programmes/{int:key}", response=shapes.ProgrammeWhole, summary="One programme with its cohorts")
def programme(request: HttpRequest, key: int) -> dict[str, Any]:
    """Return a programme with its cohorts."""
    actor = actor_of_request(request)
    found = get_object_or_404(rules.visible_programmes(actor), pk=key)
    return _programme(found) | {"cohorts": [cohort_out(each) for each in queries.cohorts(actor, found)]}


@router.post("/programmes", response={201: shapes.ProgrammeOut}, summary="Make a programme")
def make_programme(request: HttpRequest, body: shapes.ProgrammeIn) -> Any:
    """Make a programme of a region for which you organise."""
    actor = actor_of_request(request)
    require(rules.may_organise(actor))
    region = get_object_or_404(Region, pk=body.region)
    made = services.make_programme(actor=actor, region=region, name=body.name, aim=body.aim, public=body.public)
    return Status(201, _programme(made))


@router.post("/programmes/{int:key}/cohorts", response={201: shapes.CohortOut}, summary="Make a cohort")
def make_cohort(request: HttpRequest, key: int, body: shapes.CohortIn) -> Any:
    """Make a cohort of a programme."""
    actor = actor_of_request(request)
    found = get_object_or_404(rules.visible_programmes(actor), pk=key)
    return Status(201, cohort_out(services.make_cohort(actor=actor, programme=found, **body.dict())))


@router.get("/cohorts/{int:key}", response=shapes.CohortOut, summary="One cohort")
def cohort(request: HttpRequest, key: int) -> dict[str, Any]:
    """Return a cohort: its days, its counts, its visits."""
    return cohort_out(_cohort(request, key))


@router.get("/cohorts/{int:key}/participants", response=shapes.Participants, summary="Who takes part")
def participants(request: HttpRequest, key: int, which: Query[shapes.WhichParticipants]) -> dict[str, Any]:
    """Return who takes part in a cohort, to those inside of it."""
    actor, found = actor_of_request(request), _cohort(request, key)
    require(rules.may_see_inside(actor, found))
    visible = rules.visible_participants(actor).filter(cohort=found)
    rows = queries.participants(visible, text=which.q, kind=which.kind)
    return {
        "count": rows.count(),
        "items": [_participant(each) for each in rows[which.offset : which.offset + which.limit]],
    }


@router.post("/cohorts/{int:key}/participants", response={201: shapes.ParticipantOut}, summary="Add a participant")
def add_participant(request: HttpRequest, key: int, body: shapes.ParticipantIn) -> Any:
    """Bring one person into a cohort. Their account, where it must be made, has no password and no office."""
    actor, found = actor_of_request(request), _cohort(request, key)
    require(rules.may_run(actor, found))
    made = taking.add_participant(actor=actor, cohort=found, person=_person(body), make_agency=body.make_agency)
    return Status(201, _participant(made))


@router.post("/cohorts/{int:key}/participants/import", response=shapes.ParticipantsImported, summary="Bring in a list")
def import_participants(
    request: HttpRequest, key: int, file: File[UploadedFile], dry_run: bool = False
) -> dict[str, Any]:
    """Bring a spreadsheet of participants into a cohort, all of it or nothing; ``dry_run`` only says what it would do.

    Everything wrong with it comes at once (422, ``problems``). The same file again changes nothing.
    """
    actor, found = actor_of_request(request), _cohort(request, key)
    require(rules.may_run(actor, found))
    if (file.size or 0) > LARGEST:
        raise Invalid("visits_file_too_large", most=LARGEST // 1_000_000)
    read = _read(file)
    plan = enrolling.plan(found, read.rows, file.name or "")
    if read.problems or plan.problems:
        raise DataProblems([*read.problems, *plan.problems])
    about = {"unread": list(read.unread), "personal": list(read.personal), "written": not dry_run}
    if dry_run:
        return _planned(plan, len(read.rows)) | about
    done = taking.import_participants(actor=actor, cohort=found, rows=read.rows, file=file.name or "")
    names = ("people", "new", "changed", "same", "left", "accounts")
    return shapes.plain(done, *names) | {"agencies": list(done.agencies)} | about


def cohort_out(found: Cohort) -> dict[str, Any]:
    """Return a cohort as the API tells it."""
    frame = queries.frame(found)
    counts = shapes.plain(frame, "people", "agencies", "regions", "left") | {"kinds": dict(frame.kinds)}
    own = shapes.plain(found, "name", "starts", "ends", "threshold", "revision")
    more = {"hours": float(visits.hours_offered(found)), "visits": [each.pk for each in visits.visits_of(found)]}
    return {"id": found.pk, "programme": found.programme_id, **own, **counts, **more}


def _programme(found: Programme) -> dict[str, Any]:
    own = shapes.plain(found, "name", "aim", "public", "sample", "revision")
    return {"id": found.pk, "region": found.region_id, "office": found.office_id, **own}


def _participant(found: Participant) -> dict[str, Any]:
    of = {"agency": found.agency_id, "agency_name": found.agency.name, "region": found.agency.region_id}
    group = found.group.number if found.group is not None else None
    own = shapes.plain(found, "title", "kind", "left")
    return {"id": found.pk, "name": found.user.name, **of, **own, "group": group}


def _cohort(request: HttpRequest, key: int) -> Cohort:
    return get_object_or_404(rules.visible_cohorts(actor_of_request(request)), pk=key)


def _person(body: shapes.ParticipantIn) -> Person:
    """Return somebody as they were sent, held to what a spreadsheet is held to."""
    said = {name: " ".join(getattr(body, name).split()) for name in ("name", "agency", "title", "kind")}
    code, _ = region_of(body.region)
    if code is None:
        raise Invalid("visits_region_unknown")
    if any(fault_of(text) for name, text in said.items() if text or name in ("name", "agency")):
        raise Invalid("visits_no_such_words")
    email = body.email.strip().lower()
    try:
        validate_email(email)
    except ValidationError as error:
        raise Invalid("visits_no_address") from error
    return Person(said["name"], email, said["agency"], code, said["title"], said["kind"])


def _read(file: UploadedFile) -> Any:
    name = Path((file.name or "").replace("\\", "/"))
    with tempfile.TemporaryDirectory(dir=settings.FILE_UPLOAD_TEMP_DIR) as folder:
        place = Path(folder) / f"peserta{name.suffix.lower()[:10]}"
        with place.open("wb") as out:
            for chunk in file.chunks():
                out.write(chunk)
        return read_participants(place)


def _planned(plan: enrolling.Plan, people: int) -> dict[str, Any]:
    counts = {name: len(getattr(plan, name)) for name in ("new", "changed", "same", "left")}
    agencies = sorted(f"{each.name}, {each.region_name}" for each in plan.agencies.values())
    return {"people": people, "accounts": plan.new_accounts, "agencies": agencies, **counts}
