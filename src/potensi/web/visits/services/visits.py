"""Visits: made for a host with the reasons kept, edited, moved from state to state."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils import timezone

from potensi.web.actor import Actor
from potensi.web.audit.services import Change, service
from potensi.web.edits import hold
from potensi.web.people.models import Region
from potensi.web.refused import Invalid, require
from potensi.web.visits import rules, suggestions
from potensi.web.visits.models import Cohort, Host, Slot, Stop, Visit
from potensi.web.visits.states import NEEDS_WHY, NEXT

VISIT = ("starts", "ends", "cost", "host", "slot")


@dataclass(frozen=True)
class Frame:
    """When a visit is, at which host and slot, and what it costs in rupiah (None: not known yet)."""

    starts: date
    ends: date
    host: Host | None = None
    slot: Slot | None = None
    cost: Decimal | None = None

    def fields(self) -> dict[str, Any]:
        """Return them by field; a slot is its host's."""
        host = self.slot.host if self.slot is not None else self.host
        return {"starts": self.starts, "ends": self.ends, "cost": self.cost, "host": host, "slot": self.slot}


@service("visit.made")
def make_visit(
    *, actor: Actor, cohort: Cohort, host_region: Region, frame: Frame, viewpoint: str = "", why: str = ""
) -> Change[Visit]:
    """Plan a visit of a cohort to a region.

    ``viewpoint`` is the region (its code) for which hosts were suggested; the reasons and the figures they come from
    are kept with the visit. A region that is not suggested needs ``why``.
    """
    require(rules.may_run(actor, cohort))
    reasons, version = suggestions.kept(viewpoint, host_region.pk, why.strip())
    if not reasons["suggested"] and not why.strip():
        raise Invalid("visits_why_this_host")
    fields = frame.fields()
    _fits(cohort, host_region.pk, fields)
    visit = Visit.objects.create(cohort=cohort, host_region=host_region, reasons=reasons, version=version, **fields)
    after = _plain(visit) | {"host_region": host_region.pk, "suggested": reasons["suggested"]}
    return Change(visit, target=visit, region=cohort.programme.region_id, after=after)


@service("visit.edited")
def edit_visit(*, actor: Actor, visit: Visit, revision: int, frame: Frame) -> Change[Visit]:
    """Edit a visit's days, host, slot and cost, begun from ``revision``; its stops stay within its days."""
    require(rules.may_run(actor, visit.cohort))
    fields = frame.fields()
    stored = hold(visit, revision, fields)
    if stored.state == "cancelled":
        raise Invalid("visits_visit_cancelled")
    _fits(stored.cohort, stored.host_region_id, fields, but=stored)
    if any(not _within(stop, frame.starts, frame.ends) for stop in stored.stops.all()):
        raise Invalid("visits_stop_left_outside")
    before = _plain(stored)
    for name, value in fields.items():
        setattr(stored, name, value)
    stored.revision += 1
    stored.save(update_fields=[*fields, "revision"])
    region = stored.cohort.programme.region_id
    return Change(stored, target=stored, region=region, before=before, after=_plain(stored))


@service("visit.moved")
def move_visit(*, actor: Actor, visit: Visit, state: str, why: str = "") -> Change[Visit]:
    """Move a visit to another state; calling it off needs a reason and gives its slot back."""
    require(rules.may_run(actor, visit.cohort))
    stored = Visit.objects.select_for_update(of=("self",)).select_related("cohort__programme").get(pk=visit.pk)
    if state not in NEXT[stored.state]:
        raise Invalid("visits_state_impossible")
    if state in NEEDS_WHY and not why.strip():
        raise Invalid("visits_why_cancelled")
    if state == "cancelled" and _used(stored):
        raise Invalid("visits_visit_used")
    if state == "held" and stored.starts > timezone.localdate():
        raise Invalid("visits_not_yet")
    before = {"visit_state": stored.state, "slot": _text(stored.slot)}
    stored.state = state
    stored.slot = None if state == "cancelled" else stored.slot
    stored.revision += 1
    stored.save(update_fields=["state", "slot", "revision"])
    after = {"visit_state": state, "slot": _text(stored.slot)}
    return Change(stored, target=stored, region=stored.cohort.programme.region_id, before=before, after=after)


def _fits(cohort: Cohort, region: str, fields: dict[str, Any], but: Visit | None = None) -> None:
    """Refuse days that cannot be, a host of elsewhere, and a slot that is taken, too small or on another day."""
    if fields["ends"] < fields["starts"]:
        raise Invalid("visits_ends_before_it_begins")
    if fields["starts"] < cohort.starts or fields["ends"] > cohort.ends:
        raise Invalid("visits_outside_cohort")
    if fields["cost"] is not None and fields["cost"] < 0:
        raise Invalid("visits_cost")
    host, slot = fields["host"], fields["slot"]
    if host is not None and host.agency.region_id != region:
        raise Invalid("visits_host_elsewhere")
    if host is not None and not host.open and (but is None or but.host_id != host.pk):
        raise Invalid("visits_host_closed")
    if slot is not None and (but is None or but.slot_id != slot.pk):
        _book(cohort, slot, fields)


def _book(cohort: Cohort, slot: Slot, fields: dict[str, Any]) -> None:
    """Refuse a slot that cannot be had. Its row is locked, so that of two who book it one is told."""
    locked = Slot.objects.select_for_update().get(pk=slot.pk)
    if Visit.objects.filter(slot=locked).exists():
        raise Invalid("visits_slot_taken")
    if locked.places < cohort.participants.filter(left__isnull=True).count():
        raise Invalid("visits_slot_small", places=locked.places)
    days = (timezone.localtime(locked.starts).date(), timezone.localtime(locked.ends).date())
    if days[0] < fields["starts"] or days[1] > fields["ends"]:
        raise Invalid("visits_slot_other_day")


def _within(stop: Stop, starts: date, ends: date) -> bool:
    return starts <= timezone.localtime(stop.starts).date() <= ends


def _used(visit: Visit) -> bool:
    """Return whether anybody was there already or wrote of it."""
    return visit.stops.filter(Q(attendance__isnull=False) | Q(observations__isnull=False)).exists()


def _plain(visit: Visit) -> dict[str, Any]:
    return {name: _text(getattr(visit, name)) for name in VISIT} | {"visit_state": visit.state}


def _text(value: Any) -> str | None:
    return None if value is None else str(value)
