"""A call of every service of observe (see service_calls.py): service, who acts, with what."""

from uuid import UUID

from potensi.web.people.queries import actor_of
from potensi.web.visits.services import observations
from potensi.web.visits.services.observations import Answers


def calls(world):
    """Return (service, actor, arguments by name) by the action that its audit row names."""
    own, journey = actor_of(world.people.participant), world.journey
    answers = Answers(saw="Antrean hanya sepuluh menit.", take_home="Satu loket.")
    new = {"stop": journey.stop, "client_id": UUID(int=2015), "written": None, "photo": None, "answers": answers}
    changed = {"observation": journey.observation, "revision": 1, "answers": answers, "photo": None}
    return {
        "observation.sent": (observations.send, own, new),
        "observation.edited": (observations.edit, own, changed),
        "observation.withdrawn": (observations.withdraw, own, {"observation": journey.observation}),
    }
