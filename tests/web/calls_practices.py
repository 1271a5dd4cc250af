"""A call of every service of practices (see service_calls.py): service, who acts, with what."""

from uuid import UUID

from django.utils import timezone
from web.rights.journey import at

from potensi.web.people.queries import actor_of
from potensi.web.visits.models import Observation
from potensi.web.visits.services import practices as services
from potensi.web.visits.services.practices import Answer, Card


def calls(world):
    """Return (service, actor, arguments by name) by the action that its audit row names."""
    there, writer, host = world.journey, actor_of(world.people.participant), actor_of(world.people.host)
    of_card, of_draft = {"practice": there.practice}, {"practice": there.draft}
    card, today = Card("Satu loket", "Semua izin di satu tempat."), timezone.localdate()
    more = Observation.objects.create(
        stop=there.stop, participant=there.guest, client_id=UUID(int=77), saw="Antrean pendek.", written=at(4)
    )
    answer = Answer("running", today, services.half_a_year_after(today))
    return {
        "practice.drafted": (
            services.draft_practice, writer, {"visit": there.visit, "observations": [there.observation]}
        ),
        "practice.observations_added": (services.add_observations, writer, of_card | {"observations": [more]}),
        "practice.edited": (services.edit_practice, writer, of_draft | {"revision": 1, "card": card}),
        "practice.corrected": (
            services.correct_practice, host, of_card | {"revision": 1, "card": card, "why": "Loketnya dua."}
        ),
        "practice.published": (services.publish_practice, writer, of_draft),
        "practice.withdrawn": (services.withdraw_practice, writer, of_card | {"why": "Salah tempat."}),
        "practice.running_answered": (services.answer_running, host, of_card | {"answer": answer}),
    }  # fmt: skip
