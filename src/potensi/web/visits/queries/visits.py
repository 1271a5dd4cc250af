"""Reading visits and their stops: what comes when, training hours offered, slots that are free."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.utils import timezone

from potensi.web.actor import Actor
from potensi.web.people import rules as people_rules
from potensi.web.people.models import Office
from potensi.web.visits import rules
from potensi.web.visits.models import Attendance, Cohort, Host, Participant, Practice, Slot, Stop, Visit


@dataclass(frozen=True)
class Day:
    """One day of a visit with its stops in the order of the clock."""

    day: date
    stops: tuple[Stop, ...]


@dataclass(frozen=True)
class Coming:
    """One participation on a telephone: the stop that is on or comes next, today's, and those attended (by key)."""

    participant: Participant
    stop: Stop | None
    today: tuple[Stop, ...]
    visits: tuple[Visit, ...]
    attended: frozenset[int]


def stops_of(visit: Visit) -> QuerySet[Stop]:
    """Return the stops of a visit in the order of the clock, with counts of who was there and what was written."""
    written = Count("observations", filter=Q(observations__withdrawn__isnull=True), distinct=True)
    found = Stop.objects.filter(visit=visit).select_related("office__agency", "visit__cohort")
    return found.annotate(present=Count("attendance", distinct=True), written=written).order_by("starts", "pk")


def days_of(visit: Visit) -> list[Day]:
    """Return the days of a visit that have stops, each with its stops."""
    days: dict[date, list[Stop]] = {}
    for stop in stops_of(visit):
        days.setdefault(timezone.localtime(stop.starts).date(), []).append(stop)
    return [Day(day, tuple(stops)) for day, stops in sorted(days.items())]


def ends_of(stop: Stop) -> datetime:
    """Return when a stop is over."""
    ends: datetime = stop.starts + timedelta(minutes=stop.minutes)
    return ends


def offered_stops(cohort: Cohort) -> QuerySet[Stop]:
    """Return the stops whose training hours count for a cohort: those of visits that were not called off."""
    return Stop.objects.filter(visit__cohort=cohort).exclude(visit__state="cancelled").order_by("starts", "pk")


def hours_offered(cohort: Cohort) -> Decimal:
    """Return the training hours that a cohort is offered altogether."""
    return _hours(offered_stops(cohort))


def hours_of_visit(visit: Visit) -> Decimal:
    """Return the training hours that one visit offers."""
    return _hours(Stop.objects.filter(visit=visit))


def visits_of(cohort: Cohort) -> QuerySet[Visit]:
    """Return the visits of a cohort in order, with the number of stops."""
    found = Visit.objects.filter(cohort=cohort).select_related("host_region", "host__agency", "slot")
    return found.annotate(stop_count=Count("stops")).order_by("starts", "pk")


def free_slots(actor: Actor, region: str, kept: Slot | None = None) -> QuerySet[Slot]:
    """Return the slots of a region's open hosts that no visit has taken, and the one that a visit keeps already."""
    free = rules.visible_slots(actor).filter(visit__isnull=True, host__agency__region=region, host__open=True)
    own = Q(pk__in=free.values("pk")) | Q(pk=kept.pk if kept else None)
    return Slot.objects.filter(own).select_related("host__agency__region").order_by("starts")


def hosts_of(actor: Actor, region: str, kept: Host | None = None) -> QuerySet[Host]:
    """Return the open hosts of a region, and the one that a visit keeps already."""
    open_ones = rules.visible_hosts(actor).filter(agency__region=region, open=True)
    own = Q(pk__in=open_ones.values("pk")) | Q(pk=kept.pk if kept else None)
    return Host.objects.filter(own).select_related("agency__region").order_by("agency__name")


def offices_at(actor: Actor, visit: Visit, kept: Office | None = None) -> QuerySet[Office]:
    """Return the offices that may be in charge of a stop: of the region visited, as far as this actor may see them.

    The one that answers for the host, and one that is kept in a stop already, are always among them.
    """
    hosts = rules.visible_hosts(actor).filter(agency__region=visit.host_region_id)
    shown = people_rules.visible_offices(actor).filter(agency__region=visit.host_region_id)
    own = Q(pk__in=shown.values("pk")) | Q(pk__in=hosts.values("office")) | Q(pk=kept.pk if kept else None)
    return Office.objects.filter(own).select_related("agency__region").order_by("agency__name", "-head", "title")


def attended(actor: Actor, visit: Visit) -> frozenset[int]:
    """Return the stops of a visit (by key) at which this actor was present."""
    own = rules.own_participations(actor).filter(cohort=visit.cohort_id)
    found = Attendance.objects.filter(participant__in=own.values("pk"), stop__visit=visit)
    return frozenset(found.values_list("stop", flat=True))


def practices_of(actor: Actor, visit: Visit) -> QuerySet[Practice]:
    """Return the cards of a visit that this actor may read, the published ones first."""
    found = rules.visible_practices(actor).filter(visit=visit).exclude(state="withdrawn")
    return found.order_by("-published", "title")


def coming(actor: Actor, now: datetime) -> list[Coming]:
    """Return for each of one's cohorts, the running and coming ones first, what is on or comes next."""
    mine = list(rules.own_participations(actor).order_by("-cohort__starts"))
    found = [_coming(each, now) for each in mine]
    return sorted(found, key=lambda each: (each.stop is None, each.stop.starts if each.stop else now))


def _coming(participant: Participant, now: datetime) -> Coming:
    cohort, today = participant.cohort, timezone.localtime(now).date()
    stops = list(offered_stops(cohort).select_related("visit__host_region", "office__agency"))
    after = [each for each in stops if ends_of(each) > now]
    days = tuple(each for each in stops if timezone.localtime(each.starts).date() == today)
    visits = tuple(visits_of(cohort).exclude(state="cancelled"))
    attended = frozenset(participant.attendance.values_list("stop", flat=True))
    return Coming(participant, after[0] if after else None, days, visits, attended)


def _hours(stops: QuerySet[Stop]) -> Decimal:
    found: Any = stops.order_by().aggregate(hours=Sum("hours"))["hours"]
    return found or Decimal(0)
