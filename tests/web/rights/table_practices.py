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
OPERATIONS = []
# Addresses that only take something, so that whoever looks there is told so (405).
ONLY_TAKE = {"visits:practice_publish"}
