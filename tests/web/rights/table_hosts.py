"""Who may do what: hosts (see table.py)."""

from __future__ import annotations

from functools import partial

from web.rights.rows import EVERYBODY, Row

from potensi.web.people.models import Agency
from potensi.web.visits.models import Visit


def host(world):
    """Banyuwangi's planning agency, which receives."""
    return {"pk": world.journey.host.pk}


def free_slot(world):
    """A time that nobody has taken."""
    return {"pk": world.journey.free_slot.pk}


def taken_slot(world):
    """The time of the visit."""
    return {"pk": world.journey.slot.pk}


def planned(world):
    """A visit to Banyuwangi that waits for its answer."""
    held = world.journey.visit
    days = {"cohort": held.cohort, "host": held.host, "starts": held.starts, "ends": held.ends}
    found, _ = Visit.objects.get_or_create(host_region=held.host_region, state="planned", defaults=days)
    return {"pk": found.pk}


def hidden_planned(world):
    """A visit of a cohort that only its organisers and its host see."""
    world.journey.hidden_visit.state = "planned"
    return {"pk": world.journey.hidden_visit.pk}


def becoming(world):
    """A second agency of Banyuwangi that becomes a host."""
    return {"agency": Agency.objects.get(region="3510", name="Dinas Pariwisata").pk, "welcome": "Selamat datang."}


def kit(world):
    """The kit with another welcome."""
    return {"welcome": "Mari datang.", "open": "on", "revision": world.journey.host.revision}


def times(world):
    """Two Mondays."""
    days = {"first": "2025-10-06", "last": "2025-10-13", "weekdays": ["0"]}
    return days | {"begins": "09:00", "until": "11:00", "places": 100}


def time(world):
    """Another time for a slot."""
    return {"day": "2025-10-07", "begins": "09:00", "until": "11:00", "places": 100}


def yes(world):
    """A yes."""
    return {"answer": "confirm"}


def refusal(world):
    """A no with its reason."""
    return {"answer": "decline", "why": "Ada acara lain."}


def as_key(of):
    """The same object, as the API calls it."""

    def keyed(world):
        return {"key": of(world)["pk"]}

    keyed.__name__ = of.__name__
    return keyed


def times_on(world):
    """One time, as JSON."""
    return {
        "times": [{"starts": "2025-10-06T09:00:00+07:00", "ends": "2025-10-06T11:00:00+07:00"}],
        "places": 100,
    }


def yes_on(world):
    """A yes, as JSON."""
    return {"accept": True}


# The host's people are the right ones to ask.
Of = partial(Row, right="host")
ADDRESSES = [
    Row("visits:hosts", EVERYBODY),
    Row("visits:hosts", EVERYBODY, query="q=bappeda", about="searched"),
    Of("visits:host", EVERYBODY, host),
    Of("visits:host_adopted", EVERYBODY, host),
    Of("visits:calendar", EVERYBODY, host),
    Of("visits:calendar", EVERYBODY, host, query="bulan=2025-09", about="of a month"),
    Of("visits:host_new", "sign-in 403 403 200"),
    Of("visits:host_new", "sign-in 403 403 302", method="POST", data=becoming),
    Of("visits:host_edit", "sign-in 403 403 200", host),
    Of("visits:host_edit", "sign-in 403 403 302", host, "POST", kit),
    Of("visits:slots_new", "sign-in 403 403 200", host),
    Of("visits:slots_new", "sign-in 403 403 302", host, "POST", times),
    Of("visits:slot_edit", "sign-in 403 403 200", free_slot),
    Of("visits:slot_edit", "sign-in 403 403 302", free_slot, "POST", time),
    Of("visits:slot_edit", "sign-in 403 403 409", taken_slot, "POST", time),
    Of("visits:slot_remove", "sign-in 403 403 302", free_slot, "POST"),
    Of("visits:slot_remove", "sign-in 403 403 409", taken_slot, "POST"),
    Of("visits:answer", "sign-in 403 403 200", planned),
    Of("visits:answer", "sign-in 403 403 302", planned, "POST", yes),
    Of("visits:answer", "sign-in 403 403 302", planned, "POST", refusal, about="declined"),
    Row("visits:answer", "sign-in 404 404 403", hidden_planned, right="organiser", about="of a hidden cohort"),
]
OPERATIONS = [
    Row("visits_receiving", EVERYBODY),
    Row("visits_receiver", EVERYBODY, as_key(host)),
    Row("visits_times", EVERYBODY, as_key(host)),
    Of("visits_give_times", "401 403 403 201", as_key(host), "POST", times_on),
    Of("visits_take_time_back", "401 403 403 204", as_key(free_slot), "DELETE"),
    Of("visits_answer", "401 403 403 200", as_key(planned), "POST", yes_on),
]
# Addresses that only take something, so that whoever looks there is told so (405).
ONLY_TAKE = {"visits:slot_remove"}
