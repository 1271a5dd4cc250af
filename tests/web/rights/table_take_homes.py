"""Who may do what: what is taken home (see table.py). The promise is the participant's, for Banyuwangi: whoever holds an
office there reads it, Bondowoso's analyst does not."""

from datetime import timedelta
from functools import partial

from django.utils import timezone
from web.rights.rows import Row

Of = partial(Row, wrong="analyst", right="participant")


def visit(world):
    """The visit."""
    return {"pk": world.journey.visit.pk}


def promise(world):
    """The participant's promise."""
    return {"pk": world.journey.take_home.pk}


def visit_key(world):
    """The visit, as the API calls it."""
    return {"key": world.journey.visit.pk}


def promise_key(world):
    """The promise, as the API calls it."""
    return {"key": world.journey.take_home.pk}


def promised(world):
    """A promise, on top of the first revision where it is edited."""
    soon = timezone.localdate() + timedelta(days=7)
    step = {"first_step": "Rapat dengan camat.", "step_by": soon.isoformat(), "step_who": "Camat Kalibaru"}
    return {"title": "Satu loket di kecamatan", "revision": 1} | step


def done(world):
    """That it was done today."""
    return {"on": timezone.localdate().isoformat()}


def adopted(world):
    """That it runs at home since today."""
    return done(world) | {"state": "adopted", "outcome": "Berjalan di tiga kecamatan."}


ADDRESSES = [
    Of("visits:take_homes", "sign-in 200 200 200"),
    Of("visits:take_home", "sign-in 404 200 200", promise),
    Of("visits:take_home_new", "sign-in 403 403 200", visit),
    Of("visits:take_home_new", "sign-in 403 403 302", visit, "POST", promised),
    Of("visits:take_home_edit", "sign-in 404 403 200", promise),
    Of("visits:take_home_edit", "sign-in 404 403 302", promise, "POST", promised),
    Of("visits:take_home_step", "sign-in 404 403 200", promise),
    Of("visits:take_home_step", "sign-in 404 403 302", promise, "POST", done),
    Of("visits:take_home_close", "sign-in 404 403 200", promise),
    Of("visits:take_home_close", "sign-in 404 403 302", promise, "POST", adopted),
]
OPERATIONS = [
    Of("take_homes", "401 200 200 200"),
    Of("take_home", "404 404 200 200", promise_key),
    Of("promise_take_home", "401 403 403 201", visit_key, "POST", promised),
    Of("edit_take_home", "401 404 403 200", promise_key, "PUT", promised),
    Of("do_take_home_step", "401 404 403 200", promise_key, "POST", done),
    Of("close_take_home", "401 404 403 200", promise_key, "POST", adopted),
]
# Addresses that only take something, so that whoever looks there is told so (405).
ONLY_TAKE = set()
