"""Reading what was promised: one's own, a region's, a visit's; the late ones first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from potensi.web.actor import Actor
from potensi.web.people.models import Region
from potensi.web.visits import rules
from potensi.web.visits.models import Practice, TakeHome, Visit

MINE = "saya"
LATE, DUE, STEPPED, ADOPTED, DROPPED = "late", "due", "stepped", "adopted", "dropped"
STANDS = (LATE, DUE, STEPPED, ADOPTED, DROPPED)


@dataclass(frozen=True)
class Asked:
    """Which promises somebody looks for; empty where they do not mind."""

    mine: bool = False
    region: str = ""
    visit: Visit | None = None
    stand: str = ""


def take_homes(actor: Actor, asked: Asked, today: date) -> QuerySet[TakeHome]:
    """Return the promises this actor may read that are asked for: late ones first, then by the day of the step."""
    found = stood(rules.visible_take_homes(actor), today)
    if asked.mine:
        found = found.filter(participant__user=actor.user) if actor.user else found.none()
    if asked.region:
        found = found.filter(region=asked.region)
    if asked.visit is not None:
        found = found.filter(visit=asked.visit)
    if asked.stand in STANDS:
        found = found.filter(stand=STANDS.index(asked.stand))
    found = found.select_related("participant__agency__region", "step_office__agency", "visit__cohort__programme")
    return found.order_by("stand", "first_day", "pk")


def stood(found: QuerySet[TakeHome], today: date) -> QuerySet[TakeHome]:
    """Add to promises the day first promised (``first_day``) and how they stand, as a place in STANDS (``stand``)."""
    waiting = Q(state="open", step_done__isnull=True)
    cases = (
        When(waiting & Q(first_day__lt=today), then=Value(0)),
        When(waiting, then=Value(1)),
        When(state="open", then=Value(2)),
        When(state="adopted", then=Value(3)),
    )
    first = Coalesce("promised_by", "step_by")
    return found.annotate(first_day=first).annotate(stand=Case(*cases, default=Value(4), output_field=IntegerField()))


def stand_of(promise: TakeHome, today: date) -> str:
    """Return how one promise stands."""
    if promise.state != "open":
        return str(promise.state)
    if promise.step_done is not None:
        return STEPPED
    return LATE if (promise.promised_by or promise.step_by) < today else DUE


def counts(found: QuerySet[TakeHome]) -> list[tuple[str, int]]:
    """Return how many of the promises stand how, those alone that there are."""
    rows: Any = found.order_by().values_list("stand").annotate(count=Count("pk"))
    known = dict(rows)
    return [(name, known[place]) for place, name in enumerate(STANDS) if known.get(place)]


def regions_of(actor: Actor) -> QuerySet[Region]:
    """Return the regions for which promises were given that this actor may read."""
    return Region.objects.filter(pk__in=rules.visible_take_homes(actor).values("region")).order_by("name")


def late_days(promise: TakeHome, today: date) -> int:
    """Return by how many days the first step is or was late, against the day that was promised first."""
    first = promise.promised_by or promise.step_by
    until = promise.step_done or (today if promise.state == "open" else promise.closed or today)
    return max((until - first).days, 0)


def offered(actor: Actor, visit: Visit, kept: Practice | None = None) -> QuerySet[Practice]:
    """Return the cards that a promise of a visit can stand on, and the one that it stands on already."""
    found = rules.visible_practices(actor).filter(visit=visit)
    return found.filter(~Q(state="withdrawn") | Q(pk=kept.pk if kept else None)).order_by(
        F("published").desc(nulls_last=True), "pk"
    )
