"""The participants of a cohort: listed for those inside, brought in from a spreadsheet or by hand, changed."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_http_methods

from potensi.errors import DataProblems, Problem
from potensi.language import say
from potensi.web.people.models import Agency
from potensi.web.refused import Invalid, require
from potensi.web.templatetags.words import language
from potensi.web.visits import agreed, enrolling, rules
from potensi.web.visits.forms.programmes import (
    AddParticipantForm,
    AgreeForm,
    LeaveForm,
    ListForm,
    ParticipantForm,
    ReturnForm,
)
from potensi.web.visits.models import Cohort, Participant
from potensi.web.visits.queries import programmes as queries
from potensi.web.visits.services import participants as services
from potensi.web.visits.sheet import FIELDS, Person, ReadPersons, blank_sheet, read_participants
from potensi.web.visits.views.shared import actor_of_request, load, posted, told

SHOW, TAKE = ["GET", "HEAD"], ["GET", "HEAD", "POST"]
_PER_PAGE, _SHOWN_PROBLEMS, _LONGEST = 100, 300, 200
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@login_required
@require_http_methods(SHOW)
def index(request: HttpRequest, pk: int) -> HttpResponse:
    """List who takes part, to those inside."""
    actor, cohort = actor_of_request(request), load(request, rules.visible_cohorts, pk)
    require(rules.may_see_inside(actor, cohort))
    text, kind = (request.GET.get(name, "").replace("\0", "").strip()[:_LONGEST] for name in ("q", "jenis"))
    visible = rules.visible_participants(actor).filter(cohort=cohort)
    page = Paginator(queries.participants(visible, text=text, kind=kind), _PER_PAGE).get_page(request.GET.get("page"))
    shown = {"cohort": cohort, "page": page, "q": text, "kind": kind, "kinds": queries.kinds(cohort)}
    shown |= {"frame": queries.frame(cohort), "may_run": rules.may_run(actor, cohort)}
    return render(request, "visits/participants.html", shown)


@login_required
@require_http_methods(TAKE)
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring one person into a cohort by hand."""
    actor, cohort = actor_of_request(request), _run(request, pk)
    form = AddParticipantForm(posted(request))
    if form.is_valid() and _addable(form, cohort):
        may_make = form.cleaned_data["make_agency"]
        made = services.add_participant(actor=actor, cohort=cohort, person=_person(form), make_agency=may_make)
        told(request, "participant_added", name=str(made))
        return redirect("visits:participants", cohort.pk)
    lists = {"daerah": queries.learning_regions(cohort), "jenis": queries.kinds(cohort)}
    lists["perangkat"] = queries.agency_names(cohort)
    return _form(request, "participant_new", form, cohort, lists=lists)


@login_required
@require_http_methods(TAKE)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change from which agency somebody comes, their title and kind."""
    actor, found = actor_of_request(request), _participant(request, pk)
    initial = {"agency": found.agency, "title": found.title, "kind": found.kind}
    agencies = Agency.objects.filter(region=found.agency.region_id)
    form = ParticipantForm(posted(request), initial=initial, agencies=agencies)
    if not form.is_valid():
        lists = {"jenis": queries.kinds(found.cohort)}
        return _form(request, "participant_edit", form, found.cohort, person=found, lists=lists)
    services.change_participant(actor=actor, participant=found, **form.cleaned_data)
    told(request, "saved")
    return redirect("visits:participants", found.cohort_id)


@login_required
@require_http_methods(TAKE)
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that somebody dropped out."""
    actor, found = actor_of_request(request), _participant(request, pk)
    form = LeaveForm(posted(request))
    if not form.is_valid():
        return _form(request, "participant_leave", form, found.cohort, person=found)
    services.leave(actor=actor, participant=found, **form.cleaned_data)
    told(request, "participant_left", name=str(found))
    return redirect("visits:participants", found.cohort_id)


@login_required
@require_http_methods(TAKE)
def come_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that somebody takes part again."""
    actor, found = actor_of_request(request), _participant(request, pk)
    form = ReturnForm(posted(request))
    if not form.is_valid():
        return _form(request, "participant_return", form, found.cohort, person=found)
    services.return_to(actor=actor, participant=found, **form.cleaned_data)
    told(request, "participant_returned", name=str(found))
    return redirect("visits:participants", found.cohort_id)


@login_required
@require_http_methods(TAKE)
def import_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Read a spreadsheet of participants and show what it would do; every problem at once where there is one."""
    cohort = _run(request, pk)
    form = ListForm(posted(request), request.FILES if request.method == "POST" else None)
    if not form.is_valid():
        return _import(request, cohort, form)
    file: UploadedFile = form.cleaned_data["file"]
    read = _read(file)
    plan = enrolling.plan(cohort, read.rows, _name(file))
    problems = tuple(read.problems) + tuple(plan.problems)
    if problems:
        return _refused(request, cohort, problems, read)
    rows = agreed.sealed(cohort.pk, actor_of_request(request), read.rows, plan, _name(file))
    shown = {"cohort": cohort, "plan": plan, "read": read, "file": _name(file), "form": AgreeForm({"rows": rows})}
    return render(request, "visits/import_plan.html", shown | {"personal": _personal(read)})


@login_required
@require_http_methods(["POST"])
def import_agreed(request: HttpRequest, pk: int) -> HttpResponse:
    """Write what was shown and agreed to."""
    actor, cohort = actor_of_request(request), _run(request, pk)
    form = AgreeForm(request.POST)
    try:
        if not form.is_valid():
            raise BadSignature
        rows, agencies, file = agreed.opened(cohort.pk, actor, form.cleaned_data["rows"])
    except BadSignature as error:
        raise Invalid("visits_import_outdated") from error
    try:
        done = services.import_participants(actor=actor, cohort=cohort, rows=rows, file=file, agreed=agencies)
    except DataProblems as refused:
        return _refused(request, cohort, refused.problems, ReadPersons(()))
    return render(request, "visits/imported.html", {"cohort": cohort, "done": done, "file": file})


@login_required
@require_http_methods(SHOW)
def blank(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand out the empty spreadsheet."""
    cohort = _run(request, pk)
    kinds = tuple(queries.kinds(cohort)) or tuple(say("visits_people.usual_kinds", language()).split("; "))
    response = HttpResponse(blank_sheet(language(), kinds), content_type=_XLSX)
    response.headers["Content-Disposition"] = f'attachment; filename="{say("visits_people.sheet.file", language())}"'
    return response


def _run(request: HttpRequest, pk: int) -> Cohort:
    cohort = load(request, rules.visible_cohorts, pk)
    require(rules.may_run(actor_of_request(request), cohort))
    return cohort


def _participant(request: HttpRequest, pk: int) -> Participant:
    found = load(request, rules.visible_participants, pk)
    require(rules.may_run(actor_of_request(request), found.cohort))
    return found


def _person(form: AddParticipantForm) -> Person:
    return Person(**{name: form.cleaned_data[name] for name in FIELDS})


def _addable(form: AddParticipantForm, cohort: Cohort) -> bool:
    """Return whether nothing forbids it; else say so at the field."""
    plan = enrolling.plan(cohort, [_person(form)])
    for problem in plan.problems:
        form.add_error("agency" if problem.code == "agency_dissolved" else "email", problem.message(language()))
    if plan.same or plan.changed or plan.left:
        form.wrong("email", "takes_part_already")
    if plan.agencies and not form.cleaned_data["make_agency"]:
        (new,) = plan.agencies.values()
        form.wrong("agency", "agency_near" if new.near else "agency_new", name=new.name, near=new.near)
    return not form.errors


def _read(file: UploadedFile) -> ReadPersons:
    """Read an upload from a file of its own, which is gone afterwards: what it says of people is kept nowhere else."""
    with tempfile.TemporaryDirectory(dir=settings.FILE_UPLOAD_TEMP_DIR) as folder:
        place = Path(folder) / f"peserta{Path(_name(file)).suffix.lower()[:10]}"
        with place.open("wb") as out:
            for chunk in file.chunks():
                out.write(chunk)
        return read_participants(place)


def _name(file: UploadedFile) -> str:
    return Path((file.name or "").replace("\\", "/")).name[:200]


def _personal(read: ReadPersons) -> list[str]:
    return [say(f"visits_people.sheet.heading.{name}", language()) for name in read.personal]


def _refused(request: HttpRequest, cohort: Cohort, problems: tuple[Problem, ...], read: ReadPersons) -> HttpResponse:
    lang = language()
    told_now: list[dict[str, Any]] = [each.as_dict(lang, surface="web") for each in problems[:_SHOWN_PROBLEMS]]
    found = {"problems": told_now, "count": len(problems), "more": len(problems) - len(told_now), "unread": read.unread}
    return _import(request, cohort, ListForm(), status=422, personal=_personal(read), **found)


def _import(request: HttpRequest, cohort: Cohort, form: ListForm, status: int = 200, **more: Any) -> HttpResponse:
    return render(request, "visits/import.html", {"cohort": cohort, "form": form, **more}, status=status)


def _form(request: HttpRequest, what: str, form: Any, cohort: Cohort, **more: Any) -> HttpResponse:
    back = {"back": reverse("visits:participants", args=[cohort.pk]), "back_name": cohort.name}
    return render(request, "visits/form.html", {"what": what, "form": form, **back, **more})


urls: list[URLPattern] = [
    path("angkatan/<int:pk>/peserta/", index, name="participants"),
    path("angkatan/<int:pk>/peserta/baru/", add, name="participant_new"),
    path("angkatan/<int:pk>/peserta/impor/", import_list, name="participants_import"),
    path("angkatan/<int:pk>/peserta/impor/setuju/", import_agreed, name="participants_agreed"),
    path("angkatan/<int:pk>/peserta/impor/contoh.xlsx", blank, name="participants_blank"),
    path("peserta/<int:pk>/ubah/", edit, name="participant_edit"),
    path("peserta/<int:pk>/mundur/", leave, name="participant_leave"),
    path("peserta/<int:pk>/kembali/", come_back, name="participant_return"),
]
