"""Attendance: a stop's QR code, the page it leads to, the list to be ticked, a cohort's training hours."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from potensi.language import number
from potensi.present.qr import qr_svg
from potensi.web.actor import Actor
from potensi.web.refused import Invalid, require
from potensi.web.templatetags.words import language
from potensi.web.visits import rules
from potensi.web.visits.forms.attendance import ListForm
from potensi.web.visits.models import Stop
from potensi.web.visits.presence import counts_at, opened
from potensi.web.visits.queries import attendance as queries
from potensi.web.visits.services import attendance as services
from potensi.web.visits.views.addresses import whole_address
from potensi.web.visits.views.shared import actor_of_request, load, posted, told


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def present(request: HttpRequest, secret: str) -> HttpResponse:
    """Say to whoever scanned a stop's code where they are, and mark them as present when they confirm it."""
    actor, stop = actor_of_request(request), queries.stop_by_secret(secret)
    if stop is None:
        return render(request, "visits/code_unknown.html", status=404)
    require(rules.may_take_part(actor, stop.visit.cohort))
    if request.method == "POST":
        try:
            services.mark_present(actor=actor, stop=stop, secret=secret)
        except Invalid as error:
            if error.reason != "visits_already_present":
                raise
        return redirect("visits:present", secret)
    own, begins_ends = queries.own_attendance(actor, stop), opened(stop)
    shown = {"stop": stop, "own": own, "opens": begins_ends[0], "closes": begins_ends[1]}
    return render(request, "visits/present.html", shown | {"counts": counts_at(stop, timezone.now())})


@login_required
@never_cache
@require_http_methods(["GET", "HEAD"])
def code(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a stop's QR code, as large as the screen, to be scanned."""
    actor, stop = actor_of_request(request), load(request, rules.visible_stops, pk)
    require(rules.may_show_code(actor, stop))
    address = whole_address(request, "visits:present", stop.secret)
    # Made of nothing but numbers: the address stands in it only as squares.
    drawn = mark_safe(qr_svg(address))
    begins, ends = opened(stop)
    shown = {"stop": stop, "drawn": drawn, "address": address, "opens": begins, "closes": ends}
    return render(request, "visits/code.html", shown | {"counts": counts_at(stop, timezone.now())})


@login_required
@require_http_methods(["POST"])
def renew(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a stop another code."""
    stop = load(request, rules.visible_stops, pk)
    services.renew_secret(actor=actor_of_request(request), stop=stop)
    told(request, "renewed", "visits_attendance")
    return redirect("visits:code", stop.pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def attendance(request: HttpRequest, pk: int) -> HttpResponse:
    """Show who is at a stop, and take the list as it was ticked; whoever does not keep it is shown their own."""
    actor, stop = actor_of_request(request), load(request, rules.visible_stops, pk)
    if request.method != "POST" and not rules.may_keep_attendance(actor, stop):
        return _own(request, actor, stop)
    require(rules.may_keep_attendance(actor, stop))
    rows = queries.on_list(stop)
    form = ListForm(posted(request), people=[row.participant.pk for row in rows])
    if form.is_valid():
        _listed(request, actor, stop, form)
        return redirect("visits:attendance", stop.pk)
    there = {row.participant.pk for row in rows if row.attendance is not None}
    ticked = form.ticked if form.is_bound else there
    shown = {"stop": stop, "rows": rows, "form": form, "ticked": ticked, "present": len(there)}
    return render(request, "visits/attendance.html", shown, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "HEAD"])
def hours(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the training hours of a cohort: everybody's to who runs it, one's own to a participant."""
    actor, cohort = actor_of_request(request), load(request, rules.visible_cohorts, pk)
    require(rules.may_see_hours(actor, cohort))
    rows = queries.hours_shown(actor, cohort)
    shown = {"cohort": cohort, "rows": rows, "may_run": bool(rules.may_run(actor, cohort))}
    return render(request, "visits/hours.html", shown)


def _own(request: HttpRequest, actor: Actor, stop: Stop) -> HttpResponse:
    """Show somebody inside of the cohort whether they are marked as present, and how they will be."""
    require(rules.may_see_inside(actor, stop.visit.cohort))
    shown = {
        "stop": stop,
        "own": queries.own_attendance(actor, stop),
        "takes_part": bool(rules.may_take_part(actor, stop.visit.cohort)),
        "may_show": bool(rules.may_show_code(actor, stop)),
        "present": stop.attendance.count(),
    }
    return render(request, "visits/attendance_own.html", shown)


def _listed(request: HttpRequest, actor: Actor, stop: Stop, form: ListForm) -> None:
    """Write down what changed on the list; where nothing did, nothing is written."""
    if not form.come and not form.gone:
        told(request, "nothing", "visits_attendance")
        return
    why = form.cleaned_data["why"]
    added, removed = services.list_attendance(actor=actor, stop=stop, present=form.come, absent=form.gone, why=why)
    counts = {"added": number(added, language()), "removed": number(removed, language())}
    told(request, "listed", "visits_attendance", **counts)


urls: list[URLPattern] = [
    path("hadir/<str:secret>/", present, name="present"),
    path("titik/<int:pk>/kode/", code, name="code"),
    path("titik/<int:pk>/kode/ganti/", renew, name="code_renew"),
    path("titik/<int:pk>/kehadiran/", attendance, name="attendance"),
    path("angkatan/<int:pk>/kehadiran/", hours, name="hours"),
]
