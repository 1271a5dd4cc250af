"""What a host does: keeps its page and visitors' kit, gives times, answers visits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from django.db.models import Q

from potensi.web.actor import Actor
from potensi.web.audit.services import Change, service
from potensi.web.edits import hold
from potensi.web.people.models import Agency, Office
from potensi.web.refused import Invalid, require
from potensi.web.visits import rules
from potensi.web.visits.models import Host, Slot, Visit

MOST_SLOTS, MOST_PLACES = 100, 10_000


@dataclass(frozen=True)
class Kit:
    """The visitors' kit of a host: written once, used by every visit."""

    welcome: str = ""
    getting_there: str = ""
    house_rules: str = ""
    contact: str = ""
    largest: int | None = None
    open: bool = True

    def values(self) -> dict[str, Any]:
        """Return it by field, without blanks around the texts."""
        found = {part.name: getattr(self, part.name) for part in fields(self)}
        return {name: value.strip() if isinstance(value, str) else value for name, value in found.items()}


@dataclass(frozen=True)
class Time:
    """From when until when a host can receive somebody."""

    starts: datetime
    ends: datetime


@dataclass(frozen=True)
class Given:
    """The slots that were made, and how many times were left out because the host has another slot then."""

    slots: tuple[Slot, ...]
    left_out: int


@service("host.made")
def make_host(*, actor: Actor, agency: Agency, kit: Kit, office: Office | None = None) -> Change[Host]:
    """Make an agency a host. Without ``office`` the office answers for it that the actor holds there."""
    require(rules.may_receive(actor, agency.region_id))
    agency = Agency.objects.select_for_update(of=("self",)).get(pk=agency.pk)
    if agency.dissolved:
        raise Invalid("people_agency_dissolved")
    if Host.objects.filter(agency=agency).exists():
        raise Invalid("visits_host_already")
    _checked(agency, office, kit)
    own = Office.objects.filter(agency=agency, pk__in=[held.office for held in actor.held]).first()
    host = Host.objects.create(agency=agency, office=office or own, **kit.values())
    return Change(host, target=host, region=agency.region_id, after=_plain(host) | {"agency": agency.name})


@service("host.edited")
def edit_host(*, actor: Actor, host: Host, revision: int, kit: Kit, office: Office | None = None) -> Change[Host]:
    """Edit a host's kit, begun from ``revision``; every visit that is not over shows the new one."""
    require(rules.may_receive(actor, host.agency.region_id))
    _checked(host.agency, office, kit)
    sent = kit.values() | {"office": office}
    stored = hold(host, revision, sent)
    before, contact = _plain(stored), stored.contact
    for name, value in sent.items():
        setattr(stored, name, value)
    stored.revision += 1
    stored.save(update_fields=[*sent, "revision"])
    # Whom to call may be a telephone number, so that it is never told; only that it changed.
    after = _plain(stored) | ({"contact_changed": True} if contact != stored.contact else {})
    return Change(stored, target=stored, region=host.agency.region_id, before=before, after=after)


@service("slots.made")
def make_slots(*, actor: Actor, host: Host, times: Sequence[Time], places: int, note: str = "") -> Change[Given]:
    """Give several times at once; a time at which the host has a slot already is left out."""
    require(rules.may_receive(actor, host.agency.region_id))
    if not times:
        raise Invalid("visits_no_slots")
    if len(times) > MOST_SLOTS:
        raise Invalid("visits_many_slots", most=MOST_SLOTS)
    host = _locked(host)
    made = []
    for each in sorted(times, key=lambda one: one.starts):
        _possible(host, each, places)
        if not _others(host, each).exists():
            slot = Slot.objects.create(host=host, starts=each.starts, ends=each.ends, places=places, note=note.strip())
            made.append(slot)
    if not made:
        raise Invalid("visits_slot_overlaps")
    after = {"slots": len(made), "first": str(made[0]), "last": str(made[-1]), "places": places}
    given = Given(tuple(made), len(times) - len(made))
    return Change(given, target=host, region=host.agency.region_id, after=after)


@service("slot.changed")
def change_slot(*, actor: Actor, slot: Slot, time: Time, places: int, note: str = "") -> Change[Slot]:
    """Change a slot that no visit has taken."""
    require(rules.may_receive(actor, slot.host.agency.region_id))
    host = _locked(slot.host)
    stored = _free(slot)
    _possible(host, time, places)
    if _others(host, time).exclude(pk=stored.pk).exists():
        raise Invalid("visits_slot_overlaps")
    before = _slot(stored)
    stored.starts, stored.ends, stored.places, stored.note = time.starts, time.ends, places, note.strip()
    stored.save(update_fields=["starts", "ends", "places", "note"])
    return Change(stored, target=stored, region=host.agency.region_id, before=before, after=_slot(stored))


@service("slot.removed")
def remove_slot(*, actor: Actor, slot: Slot) -> Change[None]:
    """Remove a slot that no visit has taken."""
    require(rules.may_receive(actor, slot.host.agency.region_id))
    stored = _free(slot)
    change = Change(None, target=stored, region=slot.host.agency.region_id, before=_slot(stored))
    # Deleted without emptying the record at hand: the audit row still names it.
    Slot.objects.filter(pk=stored.pk).delete()
    return change


@service("visit.answered")
def answer_visit(*, actor: Actor, visit: Visit, accept: bool, why: str = "") -> Change[Visit]:
    """Confirm a planned visit as its host, or decline it with the reason; declined, its slot is free again."""
    require(rules.may_receive(actor, visit.host_region_id))
    stored = Visit.objects.select_for_update(of=("self",)).get(pk=visit.pk)
    if stored.state != "planned":
        raise Invalid("visits_already_answered")
    if not accept and not why.strip():
        raise Invalid("visits_why_declined")
    if not accept and stored.stops.filter(Q(attendance__isnull=False) | Q(observations__isnull=False)).exists():
        raise Invalid("visits_visit_used")
    before = {"state": stored.state}
    stored.state = "confirmed" if accept else "cancelled"
    stored.slot = stored.slot if accept else None
    stored.revision += 1
    stored.save(update_fields=["state", "slot", "revision"])
    return Change(stored, target=stored, region=stored.host_region_id, before=before, after={"state": stored.state})


def _checked(agency: Agency, office: Office | None, kit: Kit) -> None:
    if office is not None and office.agency_id != agency.pk:
        raise Invalid("visits_office_elsewhere")
    if kit.largest is not None and not 1 <= kit.largest <= MOST_PLACES:
        raise Invalid("visits_places", most=MOST_PLACES)


def _possible(host: Host, time: Time, places: int) -> None:
    if time.ends <= time.starts:
        raise Invalid("visits_slot_ends_first")
    if not 1 <= places <= MOST_PLACES:
        raise Invalid("visits_places", most=MOST_PLACES)
    if host.largest is not None and places > host.largest:
        raise Invalid("visits_slot_larger_than_host", largest=host.largest)


def _others(host: Host, time: Time) -> Any:
    """Return the host's slots that share a moment with a time."""
    return Slot.objects.filter(host=host, starts__lt=time.ends, ends__gt=time.starts)


def _locked(host: Host) -> Host:
    """Hold the host's row, so that two who give times at once do not give the same."""
    return Host.objects.select_for_update(of=("self",)).select_related("agency__region").get(pk=host.pk)


def _free(slot: Slot) -> Slot:
    stored = Slot.objects.select_for_update(of=("self",)).filter(pk=slot.pk).first()
    if stored is None:
        raise Invalid("visits_slot_gone")
    if Visit.objects.filter(slot=stored).exists():
        raise Invalid("visits_slot_in_use")
    return stored


def _plain(host: Host) -> dict[str, Any]:
    names = ("welcome", "getting_there", "house_rules", "largest", "open")
    return {name: getattr(host, name) for name in names} | {"office": host.office_id}


def _slot(slot: Slot) -> dict[str, Any]:
    starts, ends = slot.starts.isoformat(), slot.ends.isoformat()
    return {"starts": starts, "ends": ends, "places": slot.places, "note": slot.note}
