"""Who may do what: practice cards (see table.py). Of cards, Bondowoso's analyst stands outside the cohort, Banyuwangi's
analyst too; the participant writes, the host corrects."""

from functools import partial

from django.utils import timezone
from web.rights.rows import EVERYBODY, Row

# Banyuwangi's analyst is not in the cohort; its participant is.
Of = partial(Row, wrong="analyst", right="participant")
Hosts = partial(Row, wrong="participant", right="host")


def visit(world):
    """The visit."""
    return {"pk": world.journey.visit.pk}


def published(world):
    """The published card."""
    return {"pk": world.journey.practice.pk}


def draft(world):
    """The draft, which only those see who are inside the cohort."""
    return {"pk": world.journey.draft.pk}


def visit_key(world):
    """The visit, as the API calls it."""
    return {"key": world.journey.visit.pk}


def published_key(world):
    """The published card, as the API calls it."""
    return {"key": world.journey.practice.pk}


def draft_key(world):
    """The draft, as the API calls it."""
    return {"key": world.journey.draft.pk}


def ticked(world):
    """The participant's own observation."""
    return {"observations": [world.journey.observation.pk]}


def card(world):
    """What stands on a card, on top of its first revision."""
    return {"title": "Satu loket", "what": "Semua izin di satu tempat.", "revision": 1}


def reason(world):
    """Why a card is taken back."""
    return {"why": "Salah tempat."}


def running(world):
    """That it still runs."""
    return {"running": "running", "on": timezone.localdate().isoformat()}


def csv(world):
    """The list as csv."""
    return {"form": "csv"}


def no_photo(world):
    """A photo that the card does not have."""
    return published(world) | {"photo": 1, "size": "small"}


ADDRESSES = [
    Row("visits:practices", EVERYBODY),
    Row("visits:practices_file", EVERYBODY, csv),
    Row("visits:practice", EVERYBODY, published),
    Of("visits:practice", "404 404 404 200", draft),
    Row("visits:practice_photo", "404 404 404 404", no_photo),
    Of("visits:practice_new", "sign-in 403 403 200", visit),
    Of("visits:practice_new", "sign-in 403 403 302", visit, "POST", ticked),
    Of("visits:practice_observations", "sign-in 403 403 200", published),
    Of("visits:practice_observations", "sign-in 404 404 302", draft, "POST", ticked),
    Of("visits:practice_edit", "sign-in 403 403 200", published),
    Of("visits:practice_edit", "sign-in 404 404 200", draft),
    Of("visits:practice_edit", "sign-in 404 404 302", draft, "POST", card),
    Hosts("visits:practice_correct", "sign-in 403 403 200", published),
    Hosts("visits:practice_correct", "sign-in 403 403 302", published, "POST", card),
    Of("visits:practice_publish", "sign-in 404 404 302", draft, "POST"),
    Of("visits:practice_publish", "sign-in 403 403 409", published, "POST"),
    Of("visits:practice_withdraw", "sign-in 403 403 200", published),
    Of("visits:practice_withdraw", "sign-in 403 403 302", published, "POST", reason),
    Hosts("visits:practice_running", "sign-in 403 403 200", published),
    Hosts("visits:practice_running", "sign-in 403 403 302", published, "POST", running),
]
OPERATIONS = [
    Row("practices", EVERYBODY),
    Row("practices", EVERYBODY, query="drafts=true", about="drafts"),
    Row("practice", EVERYBODY, published_key),
    Of("practice", "404 404 404 200", draft_key),
    Row("practice_photo", "404 404 404 404", published_key),
    Of("draft_practice", "401 403 403 201", visit_key, "POST", ticked),
    Of("add_to_practice", "401 404 404 200", draft_key, "POST", ticked),
    Of("edit_practice", "401 404 404 200", draft_key, "PUT", card),
    Of("edit_practice", "401 403 403 200", published_key, "PUT", card),
    Hosts("correct_practice", "401 403 403 200", published_key, "POST", card),
    Of("publish_practice", "401 404 404 200", draft_key, "POST"),
    Of("withdraw_practice", "401 403 403 200", published_key, "POST", reason),
    Hosts("answer_practice_running", "401 403 403 200", published_key, "POST", running),
]
# Addresses that only take something, so that whoever looks there is told so (405).
ONLY_TAKE = {"visits:practice_publish"}
