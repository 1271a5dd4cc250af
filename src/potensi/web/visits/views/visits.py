"""Visits: whom to visit and why, planned, edited, moved from state to state; the page that leads to all else."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_http_methods

from potensi.language import say
from potensi.web.edits import Outdated
from potensi.web.people.cells import region_of
from potensi.web.people.models import Region
from potensi.web.refused import require
from potensi.web.templatetags.words import language
from potensi.web.visits import rules, suggestions
from potensi.web.visits.forms.visits import EditVisitForm, MoveForm, VisitForm
from potensi.web.visits.models import Cohort, Visit
from potensi.web.visits.queries import programmes as people
from potensi.web.visits.queries import visits as queries
from potensi.web.visits.services import visits as services
from potensi.web.visits.states import NEEDS_WHY, NEXT
from potensi.web.visits.views.shared import actor_of_request, load, overtaken, posted, told

SHOW, TAKE = ["GET", "HEAD"], ["GET", "HEAD", "POST"]
REGION, VIEWPOINT = "daerah", "untuk"
_LONGEST = 120


@login_required
@require_http_methods(SHOW)
def choose(request: HttpRequest, pk: int) -> HttpResponse:
    """Show whom to visit, as the figures say, seen from one of the cohort's regions."""
    cohort = load(request, rules.visible_cohorts, pk)
    require(rules.may_run(actor_of_request(request), cohort))
    regions = people.learning_regions(cohort)
    held = suggestions.with_figures([each.pk for each in regions])
    asked = request.GET.get(VIEWPOINT, "")
    viewpoint = asked if asked in held else next(iter(held), "")
    found = suggestions.suggest(viewpoint) if viewpoint else None
    lang = language()
    hosts = [(each, each.sentences(lang)) for each in found.hosts] if found is not None else []
    shown = {"cohort": cohort, "viewpoint": viewpoint, "viewpoints": [each for each in regions if each.pk in held]}
    receiving = Region.objects.filter(agencies__host__open=True).distinct().order_by("name")
    shown |= {"found": found, "hosts": hosts, "receiving": receiving}
    return render(request, "visits/choose.html", shown)


@login_required
@require_http_methods(TAKE)
def make(request: HttpRequest, pk: int) -> HttpResponse:
    """Plan a visit to a region; one that the figures do not suggest needs a reason in words."""
    actor, cohort = actor_of_request(request), load(request, rules.visible_cohorts, pk)
    require(rules.may_run(actor, cohort))
    region = _region(request)
    if region is None:
        messages.error(request, say("visits.choose.unknown", language(), name=_asked(request, REGION)))
        return redirect("visits:visit_choose", pk)
    reasons, _ = suggestions.kept(_viewpoint(request, cohort), region.pk, "")
    choices = {"hosts": queries.hosts_of(actor, region.pk), "slots": queries.free_slots(actor, region.pk)}
    days = {"starts": cohort.starts, "ends": cohort.ends}
    form = VisitForm(posted(request), initial=days, cohort=cohort, suggested=reasons["suggested"], **choices)
    if not form.is_valid():
        said = suggestions.sentences(reasons, language())
        return _form(request, "visit_new", form, cohort, region=region, reasons=said, suggested=reasons["suggested"])
    why = {"viewpoint": reasons["region"], "why": form.cleaned_data["why"]}
    made = services.make_visit(actor=actor, cohort=cohort, host_region=region, frame=form.frame(), **why)
    told(request, "visit_made", region=region.name)
    return redirect("visits:visit", made.pk)


@require_http_methods(SHOW)
def visit(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a visit: when, where, why there, its stops, and the ways to all that came of it."""
    actor, found = actor_of_request(request), load(request, rules.visible_visits, pk)
    cohort = found.cohort
    shown = {
        "visit": found,
        "cohort": cohort,
        "days": queries.days_of(found),
        "hours": queries.hours_of_visit(found),
        "reasons": suggestions.sentences(found.reasons, language()),
        "viewpoint": Region.objects.filter(pk=found.reasons.get("region", "")).first(),
        "inside": rules.may_see_inside(actor, cohort),
        "may_run": rules.may_run(actor, cohort),
        "takes_part": rules.may_take_part(actor, cohort),
        "receives": rules.may_receive(actor, found.host_region_id),
        "attended": queries.attended(actor, found),
        "practices": queries.practices_of(actor, found),
        "moves": NEXT[found.state],
        "crowded": _crowded(found),
    }
    return render(request, "visits/visit.html", shown)


@login_required
@require_http_methods(TAKE)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Edit a visit's days, host, slot and cost; who comes second sees what the first one changed."""
    actor, found = actor_of_request(request), load(request, rules.visible_visits, pk)
    require(rules.may_run(actor, found.cohort))
    initial = {name: getattr(found, name) for name in (*services.VISIT, "revision")}
    region = found.host_region_id
    hosts, slots = queries.hosts_of(actor, region, found.host), queries.free_slots(actor, region, found.slot)
    form = EditVisitForm(posted(request), initial=initial, cohort=found.cohort, hosts=hosts, slots=slots)
    back = {"back": reverse("visits:visit", args=[pk]), "back_name": found.host_region.name}
    if not form.is_valid():
        return _form(request, "visit_edit", form, found.cohort, **back)
    try:
        services.edit_visit(actor=actor, visit=found, revision=form.cleaned_data["revision"], frame=form.frame())
    except Outdated as error:
        return _form(request, "visit_edit", cohort=found.cohort, **overtaken(form, error), **back)
    told(request, "saved")
    return redirect("visits:visit", pk)


@login_required
@require_http_methods(TAKE)
def move(request: HttpRequest, pk: int, state: str) -> HttpResponse:
    """Move a visit to another state."""
    actor, found = actor_of_request(request), load(request, rules.visible_visits, pk)
    if state not in NEXT:
        raise Http404(state)
    require(rules.may_run(actor, found.cohort))
    form = MoveForm(posted(request), must_say_why=state in NEEDS_WHY)
    if not form.is_valid():
        back = {"back": reverse("visits:visit", args=[pk]), "back_name": found.host_region.name}
        return _form(request, f"visit_{state}", form, found.cohort, **back)
    services.move_visit(actor=actor, visit=found, state=state, why=form.cleaned_data["why"])
    told(request, f"visit_{state}")
    return redirect("visits:visit", pk)


def _crowded(visit: Visit) -> int:
    """Return how many more people come than the slot has places for; nothing where it has enough."""
    if visit.slot is None:
        return 0
    return max(0, visit.cohort.participants.filter(left__isnull=True).count() - visit.slot.places)


def _asked(request: HttpRequest, name: str) -> str:
    return request.GET.get(name, "").replace("\0", "").strip()[:_LONGEST]


def _region(request: HttpRequest) -> Region | None:
    code, _ = region_of(_asked(request, REGION))
    return Region.objects.filter(pk=code).first() if code else None


def _viewpoint(request: HttpRequest, cohort: Cohort) -> str:
    """Return the region from which it is seen, one of the cohort's own."""
    asked = _asked(request, VIEWPOINT)
    return asked if asked in {each.pk for each in people.learning_regions(cohort)} else ""


def _form(request: HttpRequest, what: str, form: Any, cohort: Cohort, **more: Any) -> HttpResponse:
    back = {"back": reverse("visits:cohort", args=[cohort.pk]), "back_name": cohort.name}
    return render(request, "visits/form.html", {"what": what, "form": form, **back, **more})


urls: list[URLPattern] = [
    path("angkatan/<int:pk>/tuan-rumah/", choose, name="visit_choose"),
    path("angkatan/<int:pk>/kunjungan-baru/", make, name="visit_new"),
    path("kunjungan/<int:pk>/", visit, name="visit"),
    path("kunjungan/<int:pk>/ubah/", edit, name="visit_edit"),
    path("kunjungan/<int:pk>/keadaan/<slug:state>/", move, name="visit_move"),
]
