"""Reading hosts: who is open, the calendar of a month, visits received, who adopted what was seen there."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from potensi.web.actor import Actor
from potensi.web.people.models import Agency, Office
from potensi.web.visits import rules
from potensi.web.visits.models import TAKE_HOME_STATES, Host, Participant, Practice, Slot, TakeHome, Visit

_MONTH = re.compile(r"(?P<year>20[0-9]{2})-(?P<month>0[1-9]|1[0-2])")
_NEXT_FREE = 5


@dataclass(frozen=True)
class SlotShown:
    """A slot: whether it is taken, and by which visit, where the reader may see that visit."""

    slot: Slot
    taken: bool
    visit: Visit | None


@dataclass(frozen=True)
class CalendarDay:
    """A day of a month with its slots."""

    day: date
    slots: tuple[SlotShown, ...]


@dataclass(frozen=True)
class Month:
    """A month of a host's calendar."""

    first: date
    days: tuple[CalendarDay, ...]
    before: date
    after: date

    @property
    def blanks(self) -> range:
        """Return a place for every day of the week that stands before the first, which Mondays begin."""
        return range(self.first.weekday())

    @property
    def slots(self) -> int:
        """Return how many slots there are."""
        return sum(len(each.slots) for each in self.days)


@dataclass(frozen=True)
class Adoption:
    """What became of one thing seen at a host: a practice (None: promised without one), counted by state."""

    practice: Practice | None
    counts: dict[str, int]


@dataclass(frozen=True)
class Adopted:
    """Who adopted what: counts by practice, the promises that the reader may see, how many they may not."""

    practices: tuple[Adoption, ...]
    shown: tuple[TakeHome, ...]
    withheld: int


def hosts(actor: Actor, text: str = "") -> QuerySet[Host]:
    """Return the hosts this actor may see, by region, with how many of their slots are free from now on."""
    ahead = Q(slots__starts__gte=timezone.now(), slots__visit__isnull=True)
    found = rules.visible_hosts(actor).annotate(free=Count("slots", filter=ahead, distinct=True))
    for word in text.split():
        found = found.filter(
            Q(agency__name__icontains=word) | Q(agency__short__icontains=word) | Q(agency__region__name__icontains=word)
        )
    return found.order_by("agency__region__name", "agency__name")


def possible_agencies(actor: Actor) -> QuerySet[Agency]:
    """Return the agencies that this actor may make hosts."""
    found = Agency.objects.select_related("region").filter(dissolved__isnull=True, host__isnull=True)
    return found if actor.system else found.filter(region__in=rules.received(actor))


def offices_of(host: Host) -> QuerySet[Office]:
    """Return the offices that may answer for a host."""
    return Office.objects.filter(agency=host.agency_id)


def next_free(host: Host) -> list[Slot]:
    """Return the next slots that are free."""
    return list(host.slots.filter(starts__gte=timezone.now(), visit__isnull=True).order_by("starts")[:_NEXT_FREE])


def month_asked(text: str) -> date:
    """Return the first day of the month that is asked for as "2026-11"; this month for anything else."""
    asked = _MONTH.fullmatch(text)
    if asked is None:
        return timezone.localdate().replace(day=1)
    return date(int(asked["year"]), int(asked["month"]), 1)


def month_of(actor: Actor, host: Host, first: date) -> Month:
    """Return a month of a host's calendar: every day, with the slots that begin on it."""
    zone = timezone.get_current_timezone()
    last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
    begins = datetime.combine(first, time(), tzinfo=zone)
    ends = datetime.combine(last + timedelta(days=1), time(), tzinfo=zone)
    slots = host.slots.filter(starts__gte=begins, starts__lt=ends).select_related("visit").order_by("starts")
    seen = {visit.slot_id: visit for visit in rules.visible_visits(actor).filter(slot__in=slots.order_by())}
    by_day: dict[date, list[SlotShown]] = {}
    for slot in slots:
        shown = SlotShown(slot, getattr(slot, "visit", None) is not None, seen.get(slot.pk))
        by_day.setdefault(timezone.localtime(slot.starts).date(), []).append(shown)
    every = [first + timedelta(days=count) for count in range(last.day)]
    days = tuple(CalendarDay(day, tuple(by_day.get(day, ()))) for day in every)
    return Month(first, days, (first - timedelta(days=1)).replace(day=1), last + timedelta(days=1))


def received_visits(actor: Actor, host: Host) -> QuerySet[Visit]:
    """Return the visits to a host that this actor may see; a visit to its region that names no host counts to it."""
    return with_people(rules.visible_visits(actor)).filter(_at(host)).order_by("-starts", "pk")


def with_people(visits: QuerySet[Visit]) -> QuerySet[Visit]:
    """Return visits with how many people come: those of the cohort who have not dropped out."""
    coming = Participant.objects.filter(cohort=OuterRef("cohort"), left__isnull=True).order_by()
    number = coming.values("cohort").annotate(count=Count("pk")).values("count")
    return visits.annotate(people=Coalesce(Subquery(number), 0))


def adopted(actor: Actor, host: Host) -> Adopted:
    """Return what became of the practices seen at a host, by practice, and the promises that this actor may see."""
    visits = received_visits(actor, host).exclude(state="cancelled").order_by().values("pk")
    every = TakeHome.objects.filter(visit__in=visits)
    counted: dict[int | None, dict[str, int]] = {}
    for practice, state, count in every.order_by().values_list("practice", "state").annotate(count=Count("pk")):
        counted.setdefault(practice, dict.fromkeys(TAKE_HOME_STATES, 0))[state] = count
    named = rules.visible_practices(actor).filter(visit__in=visits).order_by("title", "pk")
    rows = [Adoption(each, counted.pop(each.pk, dict.fromkeys(TAKE_HOME_STATES, 0))) for each in named]
    # Promises without a card, or on a card that the reader may not see, are counted together.
    rest = {state: sum(each[state] for each in counted.values()) for state in TAKE_HOME_STATES}
    rows += [Adoption(None, rest)] if any(rest.values()) else []
    cards = Prefetch("practice", rules.visible_practices(actor))
    # The card comes apart from the promise: a reader may see one and not the other.
    own = rules.visible_take_homes(actor).filter(visit__in=visits).select_related(None).select_related("region")
    own = own.prefetch_related(cards)
    shown = tuple(own.order_by("region__name", "state", "step_by", "pk"))
    return Adopted(tuple(rows), shown, every.count() - len(shown))


def _at(host: Host) -> Q:
    return Q(host=host) | Q(host__isnull=True, host_region=host.agency.region_id)
