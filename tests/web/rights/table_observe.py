"""Who may do what: observe (see table.py)."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile
from web.photos.pictures import PHOTO
from web.rights.rows import EVERYBODY, Row

from potensi.web.actor import SYSTEM
from potensi.web.photos.intake import take
from potensi.web.visits.models import Observation, Stop

# The wrong one organises the cohort or receives it, the right one takes part in it; the stranger has no part in it.
Of = partial(Row, wrong="organiser", right="participant")


def visit(world):
    """The visit."""
    return {"pk": world.journey.visit.pk}


def hidden_visit(world):
    """The visit of a programme that is not public."""
    return {"pk": world.journey.hidden_visit.pk}


def stop(world):
    """A stop of the visit."""
    return {"pk": world.journey.stop.pk}


def observation(world):
    """The participant's own observation."""
    return {"pk": world.journey.observation.pk}


def withdrawn(world):
    """Another observation of the participant's, withdrawn: its writer alone sees it."""
    own = world.journey.observation
    texts = {"stop": own.stop, "participant": own.participant, "saw": "Salah tulis.", "written": own.written}
    found, _ = Observation.objects.get_or_create(client_id=UUID(int=2016), defaults=texts | {"withdrawn": own.received})
    return {"pk": found.pk}


def with_photo(world):
    """The participant's own observation, which shows a photo."""
    world.journey.observation.photo = take(SimpleUploadedFile("a.jpg", PHOTO), SYSTEM)
    world.journey.observation.save(update_fields=["photo"])
    return observation(world)


def small_photo(world):
    """Its photo, small."""
    return with_photo(world) | {"size": "small"}


def key(of):
    """The same, as the API calls it."""

    def keyed(world):
        return {"key": of(world)["pk"]}

    keyed.__name__ = of.__name__
    return keyed


def seen(world):
    """A new observation."""
    texts = {"saw": "Antrean hanya sepuluh menit.", "take_home": "Satu loket."}
    return texts | {
        "stop": world.journey.stop.pk,
        "client_id": str(UUID(int=2015)),
        "written": "2025-09-15T10:00:00+07:00",
    }


def seen_with_photo(world):
    """A new observation with its photo."""
    return seen(world) | {"photo": SimpleUploadedFile("a.jpg", PHOTO, "image/jpeg")}


def seen_elsewhere(world):
    """A new observation at a stop of a visit that one does not see."""
    elsewhere = Stop.objects.get(visit__cohort=world.journey.hidden_cohort)
    return seen_with_photo(world) | {"stop": elsewhere.pk}


def changed(world):
    """The observation in other words."""
    return {"saw": "Satu loket untuk semua izin, dijaga bergantian.", "revision": world.journey.observation.revision}


ADDRESSES = [
    Row("visits:observe_key", EVERYBODY),
    Row("visits:observe_worker", EVERYBODY),
    Of("visits:observe", "sign-in 302 302 302", stop, about="leads to the visit's page"),
    Of("visits:observe_visit", "sign-in 403 403 200", visit),
    Of("visits:observe_visit", "sign-in 404 403 404", hidden_visit, about="not public"),
    Of("visits:observe_visit", "sign-in 403 403 302", visit, "POST", seen),
    Of("visits:observations", "sign-in 403 200 200", visit),
    Of("visits:observations", "sign-in 403 200 200", visit, wrong="host", about="by the host"),
    Of("visits:observation", "sign-in 404 200 200", observation),
    Of("visits:observation", "sign-in 404 404 200", withdrawn),
    Of("visits:observation_photo", "sign-in 404 200 200", small_photo),
    Of("visits:observation_edit", "sign-in 404 403 200", observation),
    Of("visits:observation_edit", "sign-in 404 403 302", observation, "POST", changed),
    Of("visits:observation_withdraw", "sign-in 404 403 302", observation, "POST"),
]
OPERATIONS = [
    Of("visits_observations", "200 200 200 200"),
    Of("visits_send_observation", "401 403 403 201", method="POST", data=seen_with_photo),
    Of("visits_send_observation", "401 404 403 404", method="POST", data=seen_elsewhere, about="not public"),
    Of("visits_observation", "404 404 200 200", key(observation)),
    Of("visits_observation", "404 404 404 200", key(withdrawn)),
    Of("visits_edit_observation", "401 404 403 200", key(observation), "PUT", changed),
    Of("visits_withdraw_observation", "401 404 403 200", key(observation), "POST"),
    Of("visits_observation_photo", "404 404 200 200", key(with_photo)),
]
# Addresses that only take something, so that whoever looks there is told so (405).
ONLY_TAKE = {"visits:observation_withdraw"}
