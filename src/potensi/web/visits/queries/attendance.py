"""Reading attendance and certificates: who was at a stop, who earned a certificate, who is short of one."""

from __future__ import annotations

from dataclasses import dataclass

from potensi.web.actor import Actor
from potensi.web.visits import rules
from potensi.web.visits.models import Attendance, Certificate, Cohort, Participant, Stop
from potensi.web.visits.presence import Hours, hours_of


@dataclass(frozen=True)
class OnList:
    """A participant on a stop's list, and how they were marked, where they were."""

    participant: Participant
    attendance: Attendance | None


@dataclass(frozen=True)
class Awards:
    """A cohort's certificates: issued, earned and not yet issued, and those below with what they miss."""

    issued: tuple[Hours, ...]
    due: tuple[Hours, ...]
    below: tuple[Hours, ...]


def on_list(stop: Stop) -> list[OnList]:
    """Return a stop's list: everybody who has not dropped out or was there, by region, agency and name."""
    there = {each.participant_id: each for each in stop.attendance.select_related("marked_by")}
    people = stop.visit.cohort.participants.select_related("user", "agency__region", "group")
    order = people.order_by("agency__region_id", "agency__name", "user__name", "pk")
    return [OnList(each, there.get(each.pk)) for each in order if each.left is None or each.pk in there]


def stop_by_secret(secret: str) -> Stop | None:
    """Return the stop whose code was scanned; whoever has the code may know which stop it is."""
    found: Stop | None = (
        Stop.objects.select_related("visit__cohort__programme", "visit__host_region").filter(secret=secret).first()
    )
    return found


def own_attendance(actor: Actor, stop: Stop) -> Attendance | None:
    """Return the actor's own attendance at a stop."""
    own = rules.own_participations(actor).values("pk")
    found: Attendance | None = stop.attendance.filter(participant__in=own).first()
    return found


def hours_shown(actor: Actor, cohort: Cohort) -> list[Hours]:
    """Return the training hours that this actor may see: everybody's for who runs the cohort, else their own."""
    every = hours_of(cohort)
    return every if rules.may_run(actor, cohort) else [each for each in every if each.participant.user_id == actor.user]


def awards(hours: list[Hours]) -> Awards:
    """Return who holds a certificate, who has earned one, who is short of one."""
    issued = tuple(each for each in hours if _certificate(each) is not None)
    rest = [each for each in hours if _certificate(each) is None]
    due, below = (tuple(each for each in rest if each.enough is enough) for enough in (True, False))
    return Awards(issued, due, below)


def certificate(number: str) -> Certificate | None:
    """Return the certificate of a number, however it was typed: anybody may verify one that they hold in hands."""
    found: Certificate | None = (
        Certificate.objects.select_related("participant__user", "participant__cohort__programme")
        .filter(number=number.strip().upper())
        .first()
    )
    return found


def _certificate(hours: Hours) -> Certificate | None:
    return getattr(hours.participant, "certificate", None)
