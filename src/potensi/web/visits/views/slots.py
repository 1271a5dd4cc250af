"""A host's calendar: a month at a time; slots made several at once, changed, removed."""

from __future__ import annotations

from datetime import date
from typing import Any

from babel.dates import format_date, get_day_names
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from potensi.language import number
from potensi.present.forms import day as whole_day
from potensi.web.refused import require
from potensi.web.templatetags.words import language
from potensi.web.visits import rules
from potensi.web.visits.forms.hosts import SlotForm, SlotsForm
from potensi.web.visits.models import Slot
from potensi.web.visits.queries import hosts as queries
from potensi.web.visits.services import hosts as services
from potensi.web.visits.services.hosts import Time
from potensi.web.visits.views.shared import actor_of_request, load, posted, told


@require_http_methods(["GET", "HEAD"])
def calendar(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a month of a host's calendar."""
    actor, host = actor_of_request(request), load(request, rules.visible_hosts, pk)
    month = queries.month_of(actor, host, queries.month_asked(request.GET.get("bulan", "")))
    may_receive = bool(rules.may_receive(actor, host.agency.region_id))
    shown = {"host": host, "month": month, "may_receive": may_receive, "today": timezone.localdate()}
    return render(request, "visits/calendar.html", shown | _named(month))


def _named(month: queries.Month) -> dict[str, Any]:
    """Return the names that a calendar shows: of its months, of the days of the week, of its days."""
    lang = language()

    def name(first: date) -> str:
        return str(format_date(first, "MMMM y", locale=lang))

    week = get_day_names("abbreviated", locale=lang)
    return {
        "title": name(month.first),
        "before": name(month.before),
        "after": name(month.after),
        "week": [week[day] for day in range(7)],
        "days": [(each, whole_day(each.day, lang)) for each in month.days],
    }


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, pk: int) -> HttpResponse:
    """Make several slots at once."""
    actor, host = actor_of_request(request), load(request, rules.visible_hosts, pk)
    require(rules.may_receive(actor, host.agency.region_id))
    form = SlotsForm(posted(request), initial={"places": host.largest})
    if not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return render(request, "visits/slots_new.html", {"form": form, "host": host}, status=status)
    times = [Time(*each) for each in form.times()]
    more = {"places": form.cleaned_data["places"], "note": form.cleaned_data["note"]}
    given = services.make_slots(actor=actor, host=host, times=times, **more)
    counts = {"count": number(len(given.slots), language()), "left": number(given.left_out, language())}
    told(request, "slots_left_out" if given.left_out else "slots", "visits_hosts", **counts)
    return _calendar(given.slots[0])


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a slot that is free."""
    actor, slot = actor_of_request(request), load(request, rules.visible_slots, pk)
    require(rules.may_receive(actor, slot.host.agency.region_id))
    form = SlotForm(posted(request), slot=slot)
    if not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return render(request, "visits/slot_form.html", {"form": form, "slot": slot, "host": slot.host}, status=status)
    more = {"places": form.cleaned_data["places"], "note": form.cleaned_data["note"]}
    changed = services.change_slot(actor=actor, slot=slot, time=Time(*form.time()), **more)
    told(request, "saved", "visits_hosts")
    return _calendar(changed)


@login_required
@require_http_methods(["POST"])
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove a slot that is free."""
    slot = load(request, rules.visible_slots, pk)
    services.remove_slot(actor=actor_of_request(request), slot=slot)
    told(request, "slot_removed", "visits_hosts")
    return _calendar(slot)


def _calendar(slot: Slot) -> HttpResponse:
    month = timezone.localtime(slot.starts).strftime("%Y-%m")
    return redirect(f"{reverse('visits:calendar', args=[slot.host_id])}?bulan={month}")


urls: list[URLPattern] = [
    path("tuan-rumah/<int:pk>/kalender/", calendar, name="calendar"),
    path("tuan-rumah/<int:pk>/kalender/baru/", new, name="slots_new"),
    path("waktu/<int:pk>/ubah/", edit, name="slot_edit"),
    path("waktu/<int:pk>/hapus/", remove, name="slot_remove"),
]
