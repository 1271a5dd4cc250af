"""Who may do what: attendance and certificates (see table.py)."""

from __future__ import annotations

from datetime import date
from functools import partial

from django.utils import timezone
from web.rights.rows import EVERYBODY, Row

from potensi.web.visits.models import Certificate, Stop


def stop(world):
    """The stop that everybody may know of."""
    return {"pk": world.journey.stop.pk}


def hidden_stop(world):
    """A stop of a cohort that only its organisers and its host see."""
    return {"pk": world.journey.hidden_stop.pk}


def visit(world):
    """The visit that everybody may know of."""
    return {"pk": world.journey.visit.pk}


def hidden_visit(world):
    """A visit of a cohort that only its organisers and its host see."""
    return {"pk": world.journey.hidden_visit.pk}


def cohort(world):
    """The cohort that everybody may know of."""
    return {"pk": world.journey.cohort.pk}


def hidden_cohort(world):
    """A cohort that only its organisers and its host see."""
    return {"pk": world.journey.hidden_cohort.pk}


def code(world):
    """The code of a stop of long ago."""
    return {"secret": world.journey.stop.secret}


def code_of_today(world):
    """The code of a stop that is on now."""
    about = {"starts": timezone.now(), "place": "Kota"}
    found, _ = Stop.objects.get_or_create(visit=world.journey.visit, title="Kini", defaults=about)
    return {"secret": found.secret}


def no_code(world):
    """A code that no stop has."""
    return {"secret": "tidak-ada"}


def earned(world):
    """The participant's certificate."""
    found, _ = Certificate.objects.get_or_create(
        participant=world.journey.participant,
        defaults={"number": "2025-0001-001-K7QF3M", "hours": 2, "of_hours": 2, "issued": date(2025, 9, 18)},
    )
    return {"number": found.number}


def of_nobody(world):
    """A number that no certificate has."""
    return {"number": "2025-0001-001-AAAAAA"}


def cohort_with_certificate(world):
    """The cohort, somebody of which holds a certificate."""
    earned(world)
    return cohort(world)


def ticked(world):
    """The guest ticked beside the participant, who was there already."""
    there = world.journey.participant.pk
    return {"present": [there, world.journey.guest.pk], "shown": [there]}


def unticked(world):
    """Nobody ticked any more, and no reason."""
    return {"shown": [world.journey.participant.pk]}


def as_key(of):
    """The same object, as the API calls it."""

    def keyed(world):
        return {"key": of(world)["pk"]}

    keyed.__name__ = of.__name__
    return keyed


def ticked_on(world):
    """The guest, as JSON."""
    return {"present": [world.journey.guest.pk], "absent": []}


def scanned_on(world):
    """The code of a stop that is on now, as JSON."""
    return code_of_today(world)


# Who organises is the right one to ask.
Of = partial(Row, right="organiser")
# A participant is the right one; those who only organise or serve elsewhere are the wrong ones.
Own = partial(Row, wrong="organiser", right="participant")
ADDRESSES = [
    Own("visits:present", "sign-in 403 403 200", code),
    Own("visits:present", "sign-in 403 403 409", code, "POST", about="long ago"),
    Own("visits:present", "sign-in 403 403 200", code_of_today),
    Own("visits:present", "sign-in 403 403 302", code_of_today, "POST"),
    Own("visits:present", "sign-in 404 404 404", no_code),
    Of("visits:code", "sign-in 403 403 200", stop),
    Of("visits:code", "sign-in 404 404 200", hidden_stop),
    Row("visits:code", "sign-in 403 403 200", stop, right="host", about="the host"),
    Of("visits:code_renew", "sign-in 403 403 302", stop, "POST"),
    Of("visits:attendance", "sign-in 403 200 200", stop),
    Of("visits:attendance", "sign-in 404 404 200", hidden_stop),
    Of("visits:attendance", "sign-in 403 403 302", stop, "POST", ticked),
    Of("visits:attendance", "sign-in 403 403 422", stop, "POST", unticked),
    Row("visits:attendance", "sign-in 403 200 200", stop, right="host", about="one's own, and the host"),
    Row("visits:attendance", "sign-in 403 403 403", stop, "POST", ticked, right="host", about="the host"),
    Of("visits:hours", "sign-in 403 200 200", cohort),
    Of("visits:hours", "sign-in 404 404 200", hidden_cohort),
    Of("visits:certificates", "sign-in 403 200 200", cohort_with_certificate),
    Of("visits:certificates", "sign-in 404 404 200", hidden_cohort),
    Of("visits:certificates", "sign-in 403 403 302", cohort, "POST"),
    Of("visits:certificates_file", "sign-in 403 200 200", cohort_with_certificate),
    Of("visits:certificates_file", "sign-in 404 404 404", hidden_cohort),
    Row("visits:verify", EVERYBODY),
    Row("visits:certificate", EVERYBODY, earned),
    Row("visits:certificate", "404 404 404 404", of_nobody),
    Of("visits:booklet", "sign-in 403 200 200", visit),
    Of("visits:booklet", "sign-in 404 404 200", hidden_visit),
    Of("visits:question_sheets", "sign-in 403 200 200", visit),
    Of("visits:question_sheets", "sign-in 404 404 200", hidden_visit),
    Of("visits:question_sheet", "sign-in 403 200 200", stop),
    Of("visits:question_sheet", "sign-in 404 404 200", hidden_stop),
    Of("visits:attendance_sheet", "sign-in 403 403 200", stop),
    Row("visits:attendance_sheet", "sign-in 403 403 200", stop, right="host", about="the host"),
    Of("visits:attendance_sheet", "sign-in 404 404 200", hidden_stop),
]
OPERATIONS = [
    Of("visits_present", "401 403 403 200", as_key(stop)),
    Of("visits_present", "404 404 404 200", as_key(hidden_stop)),
    Of("visits_keep_list", "401 403 403 200", as_key(stop), "POST", ticked_on),
    Own("visits_scanned", "401 403 403 201", method="POST", data=scanned_on),
    Of("visits_hours", "401 403 200 200", as_key(cohort)),
    Of("visits_certificates", "401 403 200 200", as_key(cohort_with_certificate)),
    Of("visits_issue", "401 403 403 200", as_key(cohort), "POST"),
    Row("visits_certificate", EVERYBODY, earned),
]
# Addresses that only take something, so that whoever looks there is told so (405).
ONLY_TAKE = {"visits:code_renew"}
