"""A call of every service of attendance (see service_calls.py): service, who acts, with what."""

from __future__ import annotations

from potensi.web.people.queries import actor_of
from potensi.web.visits.models import Stop
from potensi.web.visits.services import attendance


def calls(world):
    """Return (service, actor, arguments by name) by the action that its audit row names."""
    journey = world.journey
    own, organiser = actor_of(world.people.participant), actor_of(world.people.organiser)
    other = Stop.objects.create(visit=journey.visit, title="Pasar", starts=journey.stop.starts, place="Kota", hours=0)
    scanned = {"stop": other, "secret": other.secret, "moment": other.starts}
    listed = {"present": [journey.guest.pk], "absent": [journey.participant.pk], "why": "Salah centang."}
    # Other parts' calls add stops to the visit; whoever was at one of them has earned enough.
    type(journey.cohort).objects.filter(pk=journey.cohort.pk).update(threshold=1)
    return {
        "attendance.marked": (attendance.mark_present, own, scanned),
        "attendance.listed": (attendance.list_attendance, organiser, {"stop": journey.stop} | listed),
        "stop.secret_renewed": (attendance.renew_secret, organiser, {"stop": journey.stop}),
        "certificates.issued": (attendance.issue_certificates, organiser, {"cohort": journey.cohort}),
    }
