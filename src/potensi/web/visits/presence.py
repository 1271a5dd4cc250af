"""When a stop's QR code counts, and how many training hours whom it was counted: read alike by pages and services."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal

from django.db.models import QuerySet
from django.utils import timezone

from potensi.web.visits.models import Attendance, Cohort, Participant, Stop

# A stop's code counts on its day, and a little before and after: clocks differ, and evenings grow long.
MARGIN = timedelta(hours=3)


@dataclass(frozen=True)
class Hours:
    """Training hours of one participant: ``attended`` of ``offered``; a certificate needs ``needed``."""

    participant: Participant
    attended: Decimal
    offered: Decimal
    needed: Decimal
    missed: tuple[Stop, ...]

    @property
    def enough(self) -> bool:
        """Whether they earn a certificate; where nothing is offered nobody does."""
        return self.offered > 0 and self.attended >= self.needed

    @property
    def short_of(self) -> Decimal:
        """How many hours are missing."""
        return max(Decimal(0), self.needed - self.attended)

    @property
    def share(self) -> float | None:
        """The part of what was offered that was attended; None where nothing was."""
        return float(self.attended / self.offered) if self.offered else None


def opened(stop: Stop) -> tuple[datetime, datetime]:
    """Return from when until when the code of a stop counts."""
    zone = timezone.get_current_timezone()
    first = timezone.localtime(stop.starts).date()
    last = timezone.localtime(stop.starts + timedelta(minutes=stop.minutes)).date() + timedelta(days=1)
    begins, ends = (datetime.combine(day, time(), tzinfo=zone) for day in (first, last))
    return begins - MARGIN, ends + MARGIN


def counts_at(stop: Stop, moment: datetime) -> bool:
    """Return whether the code of a stop counts at a moment."""
    begins, ends = opened(stop)
    return begins <= moment < ends


def offered(cohort: Cohort) -> QuerySet[Stop]:
    """Return the stops whose hours count for a cohort: those of visits that were not called off."""
    return Stop.objects.filter(visit__cohort=cohort).exclude(visit__state="cancelled").order_by("starts", "pk")


def hours_of(cohort: Cohort) -> list[Hours]:
    """Return the training hours of everybody in a cohort who has not dropped out, in the order of their agencies."""
    stops = list(offered(cohort))
    there: dict[int, set[int]] = {}
    marked = Attendance.objects.filter(stop__in=stops).order_by().values_list("participant", "stop")
    for participant, stop in marked:
        there.setdefault(participant, set()).add(stop)
    total = sum((stop.hours for stop in stops), Decimal(0))
    needed = total * cohort.threshold / 100
    people = cohort.participants.filter(left__isnull=True).select_related(
        "user", "agency__region", "group", "certificate"
    )
    found = []
    for each in people.order_by("agency__region_id", "agency__name", "user__name", "pk"):
        seen = there.get(each.pk, set())
        attended = sum((stop.hours for stop in stops if stop.pk in seen), Decimal(0))
        missed = tuple(stop for stop in stops if stop.pk not in seen)
        found.append(Hours(each, attended, total, needed, missed))
    return found
