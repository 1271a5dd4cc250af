"""A call of every service of hosts (see service_calls.py): service, who acts, with what."""

from __future__ import annotations

from datetime import UTC, datetime

from potensi.web.people.queries import actor_of
from potensi.web.visits.models import Visit
from potensi.web.visits.services import hosts
from potensi.web.visits.services.hosts import Kit, Time

# Whom to call may be a telephone number; those of the world begin like this one.
CONTACT = "Lestari, 6281234500077"


def calls(world):
    """Return (service, actor, arguments by name) by the action that its audit row names."""
    journey, host = world.journey, actor_of(world.people.host)
    held = journey.visit
    days = {"starts": held.starts, "ends": held.ends}
    planned = Visit.objects.create(cohort=held.cohort, host_region=held.host_region, host=held.host, **days)
    time = Time(datetime(2025, 10, 6, 2, tzinfo=UTC), datetime(2025, 10, 6, 4, tzinfo=UTC))
    kit = Kit(welcome="Mari datang.", contact=CONTACT)
    return {
        "host.made": (hosts.make_host, host, {"agency": journey.partner, "kit": kit}),
        "host.edited": (hosts.edit_host, host, {"host": journey.host, "revision": 1, "kit": kit}),
        "slots.made": (hosts.make_slots, host, {"host": journey.host, "times": [time], "places": 150}),
        "slot.changed": (hosts.change_slot, host, {"slot": journey.free_slot, "time": time, "places": 150}),
        "slot.removed": (hosts.remove_slot, host, {"slot": journey.free_slot}),
        "visit.answered": (hosts.answer_visit, host, {"visit": planned, "accept": False, "why": "Ada acara lain."}),
    }
