"""Programmes and their cohorts: read by everybody, made and edited by who organises them."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from potensi.web.edits import Outdated
from potensi.web.refused import require
from potensi.web.visits import rules
from potensi.web.visits.forms.programmes import CohortForm, EditCohortForm, EditProgrammeForm, ProgrammeForm
from potensi.web.visits.queries import programmes as queries
from potensi.web.visits.queries import visits
from potensi.web.visits.services import programmes as services
from potensi.web.visits.views.shared import actor_of_request, load, overtaken, posted, told

SHOW, TAKE = ["GET", "HEAD"], ["GET", "HEAD", "POST"]
_PER_PAGE = 30


@require_http_methods(SHOW)
def index(request: HttpRequest) -> HttpResponse:
    """Say what this is; show a participant what comes next, everybody the programmes, one's own cohorts first."""
    actor = actor_of_request(request)
    now = timezone.now()
    shown = {
        "page": Paginator(queries.programmes(actor), _PER_PAGE).get_page(request.GET.get("page")),
        "cohorts": queries.own_cohorts(actor),
        "coming": visits.coming(actor, now),
        "today": timezone.localtime(now).date(),
        "may_organise": rules.may_organise(actor),
    }
    return render(request, "visits/programmes.html", shown)


@require_http_methods(SHOW)
def programme(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a programme with its cohorts."""
    actor, found = actor_of_request(request), load(request, rules.visible_programmes, pk)
    shown = {"programme": found, "cohorts": queries.cohorts(actor, found)}
    shown["may_run"] = rules.may_organise(actor, found.region_id)
    return render(request, "visits/programme.html", shown)


@login_required
@require_http_methods(TAKE)
def make(request: HttpRequest) -> HttpResponse:
    """Make a programme."""
    actor = actor_of_request(request)
    require(rules.may_organise(actor))
    offices, regions = queries.own_offices(actor), rules.organising_regions(actor)
    form = ProgrammeForm(posted(request), offices=offices, regions=regions)
    if not form.is_valid():
        return _form(request, "programme_new", form)
    made = services.make_programme(actor=actor, **form.cleaned_data)
    told(request, "programme_made", name=made.name)
    return redirect("visits:programme", made.pk)


@login_required
@require_http_methods(TAKE)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Edit a programme; who comes second sees what the first one changed."""
    actor, found = actor_of_request(request), load(request, rules.visible_programmes, pk)
    require(rules.may_organise(actor, found.region_id))
    initial = {name: getattr(found, name) for name in (*services.PROGRAMME, "revision")}
    form = EditProgrammeForm(posted(request), initial=initial, offices=queries.own_offices(actor, found.office))
    back = {"back": reverse("visits:programme", args=[pk]), "back_name": found.name}
    if not form.is_valid():
        return _form(request, "programme_edit", form, **back)
    try:
        services.edit_programme(actor=actor, programme=found, **form.cleaned_data)
    except Outdated as error:
        return _form(request, "programme_edit", **overtaken(form, error), **back)
    told(request, "saved")
    return redirect("visits:programme", pk)


@login_required
@require_http_methods(TAKE)
def make_cohort(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a cohort of a programme."""
    actor, found = actor_of_request(request), load(request, rules.visible_programmes, pk)
    require(rules.may_organise(actor, found.region_id))
    form = CohortForm(posted(request))
    if not form.is_valid():
        return _form(request, "cohort_new", form, back=reverse("visits:programme", args=[pk]), back_name=found.name)
    made = services.make_cohort(actor=actor, programme=found, **form.cleaned_data)
    told(request, "cohort_made", name=made.name)
    return redirect("visits:cohort", made.pk)


@require_http_methods(SHOW)
def cohort(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a cohort: its frame for everybody, the ways further in for those inside."""
    actor, found = actor_of_request(request), load(request, rules.visible_cohorts, pk)
    shown = {
        "cohort": found,
        "frame": queries.frame(found),
        "visits": visits.visits_of(found),
        "hours": visits.hours_offered(found),
        "inside": rules.may_see_inside(actor, found),
        "may_run": rules.may_run(actor, found),
    }
    return render(request, "visits/cohort.html", shown)


@login_required
@require_http_methods(TAKE)
def edit_cohort(request: HttpRequest, pk: int) -> HttpResponse:
    """Edit a cohort; who comes second sees what the first one changed."""
    actor, found = actor_of_request(request), load(request, rules.visible_cohorts, pk)
    require(rules.may_run(actor, found))
    initial = {name: getattr(found, name) for name in (*services.COHORT, "revision")}
    form = EditCohortForm(posted(request), initial=initial)
    back = {"back": reverse("visits:cohort", args=[pk]), "back_name": found.name}
    if not form.is_valid():
        return _form(request, "cohort_edit", form, **back)
    try:
        services.edit_cohort(actor=actor, cohort=found, **form.cleaned_data)
    except Outdated as error:
        return _form(request, "cohort_edit", **overtaken(form, error), **back)
    told(request, "saved")
    return redirect("visits:cohort", pk)


def _form(request: HttpRequest, what: str, form: Any, **more: Any) -> HttpResponse:
    return render(request, "visits/form.html", {"what": what, "form": form, **more})


urls: list[URLPattern] = [
    path("", index, name="programmes"),
    path("program/baru/", make, name="programme_new"),
    path("program/<int:pk>/", programme, name="programme"),
    path("program/<int:pk>/ubah/", edit, name="programme_edit"),
    path("program/<int:pk>/angkatan-baru/", make_cohort, name="cohort_new"),
    path("angkatan/<int:pk>/", cohort, name="cohort"),
    path("angkatan/<int:pk>/ubah/", edit_cohort, name="cohort_edit"),
]
