"""The stops of a visit: shown, made, edited, removed."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from potensi.web.edits import Outdated
from potensi.web.refused import require
from potensi.web.visits import rules
from potensi.web.visits.forms.shared import written_point
from potensi.web.visits.forms.visits import EditStopForm, RemoveForm, StopForm
from potensi.web.visits.models import Stop, Visit
from potensi.web.visits.queries import visits as queries
from potensi.web.visits.services import stops as services
from potensi.web.visits.views.shared import actor_of_request, load, overtaken, posted, told

SHOW, TAKE = ["GET", "HEAD"], ["GET", "HEAD", "POST"]


@require_http_methods(SHOW)
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a stop: when, where, who is in charge (to those inside), and the one question."""
    actor, found = actor_of_request(request), load(request, rules.visible_stops, pk)
    cohort = found.visit.cohort
    shown = {
        "stop": found,
        "visit": found.visit,
        "ends": queries.ends_of(found),
        "inside": rules.may_see_inside(actor, cohort),
        "may_run": rules.may_run(actor, cohort),
        "takes_part": rules.may_take_part(actor, cohort),
        "keeps_list": rules.may_keep_attendance(actor, found),
        "shows_code": rules.may_show_code(actor, found),
        "attended": queries.attended(actor, found.visit),
    }
    return render(request, "visits/stop.html", shown)


@login_required
@require_http_methods(TAKE)
def make(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a stop to a visit."""
    actor, visit = actor_of_request(request), load(request, rules.visible_visits, pk)
    require(rules.may_run(actor, visit.cohort))
    initial = {"day": visit.starts}
    form = StopForm(posted(request), initial=initial, visit=visit, offices=queries.offices_at(actor, visit))
    if not form.is_valid():
        return _form(request, "stop_new", form, visit)
    made = services.make_stop(actor=actor, visit=visit, session=form.session())
    told(request, "stop_made", title=made.title)
    return redirect("visits:visit", visit.pk)


@login_required
@require_http_methods(TAKE)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Edit a stop or move it to another time; who comes second sees what the first one changed."""
    actor, found = actor_of_request(request), load(request, rules.visible_stops, pk)
    visit = found.visit
    require(rules.may_run(actor, visit.cohort))
    offices = queries.offices_at(actor, visit, found.office)
    form = EditStopForm(posted(request), initial=_initial(found), visit=visit, offices=offices)
    if not form.is_valid():
        return _form(request, "stop_edit", form, visit)
    try:
        services.edit_stop(actor=actor, stop=found, revision=form.cleaned_data["revision"], session=form.session())
    except Outdated as error:
        return _form(request, "stop_edit", visit=visit, **overtaken(form, error))
    told(request, "saved")
    return redirect("visits:stop", pk)


@login_required
@require_http_methods(TAKE)
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a stop out of its visit, where nothing hangs on it yet."""
    actor, found = actor_of_request(request), load(request, rules.visible_stops, pk)
    require(rules.may_run(actor, found.visit.cohort))
    form = RemoveForm(posted(request))
    if not form.is_valid():
        return _form(request, "stop_remove", form, found.visit, named=found.title)
    services.remove_stop(actor=actor, stop=found, **form.cleaned_data)
    told(request, "stop_removed", title=found.title)
    return redirect("visits:visit", found.visit_id)


def _initial(stop: Stop) -> dict[str, Any]:
    same = ("title", "question", "minutes", "place", "in_charge", "office", "hours", "revision")
    starts = timezone.localtime(stop.starts)
    own = {"day": starts.date(), "time": starts.time(), "point": written_point(stop.lat, stop.lon)}
    return {name: getattr(stop, name) for name in same} | own


def _form(request: HttpRequest, what: str, form: Any, visit: Visit, **more: Any) -> HttpResponse:
    back = {"back": reverse("visits:visit", args=[visit.pk]), "back_name": visit.host_region.name}
    return render(request, "visits/form.html", {"what": what, "form": form, **back, **more})


urls: list[URLPattern] = [
    path("titik/<int:pk>/", stop, name="stop"),
    path("titik/<int:pk>/ubah/", edit, name="stop_edit"),
    path("titik/<int:pk>/hapus/", remove, name="stop_remove"),
    path("kunjungan/<int:pk>/titik-baru/", make, name="stop_new"),
]
