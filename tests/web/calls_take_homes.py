"""A call of every service of what is taken home (see service_calls.py): service, who acts, with what."""

from datetime import timedelta

from django.utils import timezone

from potensi.web.people.queries import actor_of
from potensi.web.visits.services import take_homes as services
from potensi.web.visits.services.take_homes import Promise


def calls(world):
    """Return (service, actor, arguments by name) by the action that its audit row names."""
    there, actor, today = world.journey, actor_of(world.people.participant), timezone.localdate()
    promise = Promise("Satu loket di kecamatan", "Rapat.", today + timedelta(days=3), step_who="Camat", money="Nol.")
    own = {"take_home": there.take_home}
    closing = {"state": "dropped", "on": today, "outcome": "Gedungnya dijual."}
    return {
        "take_home.promised": (services.promise_take_home, actor, {"visit": there.visit, "promise": promise}),
        "take_home.edited": (services.edit_take_home, actor, own | {"revision": 1, "promise": promise}),
        "take_home.step_done": (services.do_step, actor, own | {"on": today, "why": "Camat setuju."}),
        "take_home.closed": (services.close_take_home, actor, own | closing),
    }
