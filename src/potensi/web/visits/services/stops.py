"""The stops of a visit: made, edited, removed while nothing hangs on them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from potensi.web.actor import Actor
from potensi.web.audit.services import Change, service
from potensi.web.edits import hold
from potensi.web.people.models import Office
from potensi.web.refused import Invalid, require
from potensi.web.visits import rules
from potensi.web.visits.models import Stop, Visit

MINUTES, HOURS, YEARS = (5, 1440), (0, 24), (1945, 2200)


@dataclass(frozen=True)
class Session:
    """What a stop is: when, where, who is in charge, the one question to answer, training hours for being there."""

    title: str
    starts: datetime
    place: str
    minutes: int = 90
    lat: float | None = None
    lon: float | None = None
    in_charge: str = ""
    office: Office | None = None
    question: str = ""
    hours: Decimal = Decimal(2)

    def fields(self) -> dict[str, Any]:
        """Return it by field, without superfluous blanks."""
        found = {name: getattr(self, name) for name in self.__dataclass_fields__}
        lines = {name: " ".join(found[name].split()) for name in ("title", "place", "in_charge")}
        return found | lines | {"question": self.question.strip()}


@service("stop.made")
def make_stop(*, actor: Actor, visit: Visit, session: Session) -> Change[Stop]:
    """Add a stop to a visit."""
    require(rules.may_run(actor, visit.cohort))
    visit = Visit.objects.select_for_update(of=("self",)).select_related("cohort__programme").get(pk=visit.pk)
    fields = session.fields()
    _fits(visit, fields)
    stop = Stop.objects.create(visit=visit, **fields)
    return Change(stop, target=stop, region=visit.cohort.programme.region_id, after=_plain(stop))


@service("stop.edited")
def edit_stop(*, actor: Actor, stop: Stop, revision: int, session: Session) -> Change[Stop]:
    """Edit a stop or move it to another time, begun from ``revision``."""
    require(rules.may_run(actor, stop.visit.cohort))
    fields = session.fields()
    stored = hold(stop, revision, fields)
    _fits(Visit.objects.select_for_update().get(pk=stored.visit_id), fields)
    before = _plain(stored)
    for name, value in fields.items():
        setattr(stored, name, value)
    stored.revision += 1
    stored.save(update_fields=[*fields, "revision"])
    region = stored.visit.cohort.programme.region_id
    return Change(stored, target=stored, region=region, before=before, after=_plain(stored))


@service("stop.removed")
def remove_stop(*, actor: Actor, stop: Stop, why: str = "") -> Change[None]:
    """Take a stop out of a visit; one where somebody was, or of which somebody wrote, stays."""
    require(rules.may_run(actor, stop.visit.cohort))
    stored = Stop.objects.select_for_update(of=("self",)).select_related("visit__cohort__programme").get(pk=stop.pk)
    if stored.attendance.exists() or stored.observations.exists():
        raise Invalid("visits_stop_used")
    change = Change(None, target=stored, region=stored.visit.cohort.programme.region_id, before=_plain(stored))
    # The audit row names the stop by its number, which deleting it would take away.
    Stop.objects.filter(pk=stored.pk).delete()
    return change


def _fits(visit: Visit, fields: dict[str, Any]) -> None:
    if visit.state == "cancelled":
        raise Invalid("visits_visit_cancelled")
    if not YEARS[0] <= fields["starts"].year <= YEARS[1]:
        raise Invalid("visits_stop_outside")  # before it is put on the clock here, which ends at the last year there is
    first, last = fields["starts"], fields["starts"] + timedelta(minutes=fields["minutes"])
    if timezone.localtime(first).date() < visit.starts or timezone.localtime(last).date() > visit.ends:
        raise Invalid("visits_stop_outside")
    if not MINUTES[0] <= fields["minutes"] <= MINUTES[1]:
        raise Invalid("visits_minutes")
    if not HOURS[0] <= fields["hours"] <= HOURS[1]:
        raise Invalid("visits_hours")
    if (fields["lat"] is None) != (fields["lon"] is None):
        raise Invalid("visits_half_a_point")


def _plain(stop: Stop) -> dict[str, Any]:
    names = ("title", "starts", "minutes", "place", "in_charge", "office", "question", "hours", "lat", "lon")
    plain = (int, float)
    found = {name: getattr(stop, name) for name in names}
    found["starts"] = f"{timezone.localtime(stop.starts):%Y-%m-%d %H.%M}"
    return {name: value if value is None or isinstance(value, plain) else str(value) for name, value in found.items()}
