"""Who was there: by a stop's QR code, by the list, corrected with a reason; certificates for who earned one."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from potensi.web.actor import Actor
from potensi.web.audit.services import Change, service
from potensi.web.refused import Forbidden, Invalid, require
from potensi.web.visits import rules
from potensi.web.visits.models import Attendance, Certificate, Cohort, Participant, Stop
from potensi.web.visits.presence import counts_at, hours_of

# Letters and digits that nobody takes for one another when a certificate's number is copied from paper.
_SIGNS, _CHECK = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789", 6


@service("attendance.marked")
def mark_present(*, actor: Actor, stop: Stop, secret: str, moment: datetime | None = None) -> Change[Attendance]:
    """Mark whoever scanned a stop's code as present there, once; ``moment`` is when, by default now."""
    require(rules.may_take_part(actor, stop.visit.cohort))
    moment = moment or timezone.now()
    stored = Stop.objects.select_related("visit__cohort__programme").get(pk=stop.pk)
    if not secrets.compare_digest(stored.secret.encode(), secret.encode()):
        raise Invalid("visits_code_renewed")
    if stored.visit.state == "cancelled":
        raise Invalid("visits_visit_cancelled")
    if not counts_at(stored, moment):
        raise Invalid("visits_code_other_day")
    own = rules.own_participations(actor).select_related(None).filter(cohort=stored.visit.cohort)
    # Held, so that of two scans at once the second finds the first.
    participant = own.select_for_update(of=("self",)).first()
    if participant is None:
        raise Forbidden(rules.may_take_part(actor, stored.visit.cohort))
    if Attendance.objects.filter(stop=stored, participant=participant).exists():
        raise Invalid("visits_already_present")
    marked = Attendance.objects.create(
        stop=stored, participant=participant, how="qr", marked=moment, marked_by_id=actor.user
    )
    return Change(marked, target=stored, region=_region(stored.visit.cohort), after={"present": participant.pk})


@service("attendance.listed")
def list_attendance(
    *, actor: Actor, stop: Stop, present: Iterable[int] = (), absent: Iterable[int] = (), why: str = ""
) -> Change[tuple[int, int]]:
    """Mark participants (their numbers) as present at a stop by the list, and correct others to absent with a reason.

    Returns how many were added and taken off. Whoever is as told already stays as they are.
    """
    require(rules.may_keep_attendance(actor, stop))
    come, gone = set(present), set(absent)
    if come & gone:
        raise Invalid("visits_both_present_and_absent")
    stored = Stop.objects.select_for_update(of=("self",)).select_related("visit__cohort__programme").get(pk=stop.pk)
    cohort = stored.visit.cohort
    if stored.visit.state == "cancelled":
        raise Invalid("visits_visit_cancelled")
    people = Participant.objects.filter(cohort=cohort, pk__in=come | gone)
    if set(people.values_list("pk", flat=True)) != come | gone:
        raise Invalid("visits_people_elsewhere")
    if people.filter(pk__in=come, left__isnull=False).exists():
        raise Invalid("visits_people_left")
    there = set(Attendance.objects.filter(stop=stored).values_list("participant", flat=True))
    added, removed = sorted(come - there), sorted(gone & there)
    if removed and not why.strip():
        raise Invalid("visits_why_absent")
    rows = [Attendance(stop=stored, participant_id=pk, how="list", marked_by_id=actor.user) for pk in added]
    # Whoever scans the code at this moment is present already: the row that is there stays.
    Attendance.objects.bulk_create(rows, ignore_conflicts=True)
    Attendance.objects.filter(stop=stored, participant__in=removed).delete()
    before = {"present": _numbers(removed)} if removed else {}
    after = {"present": _numbers(added), "absent": _numbers(removed)}
    return Change((len(added), len(removed)), target=stored, region=_region(cohort), before=before, after=after)


@service("stop.secret_renewed")
def renew_secret(*, actor: Actor, stop: Stop) -> Change[Stop]:
    """Give a stop another QR code: the one shown until now counts no more. Who is present stays present."""
    require(rules.may_show_code(actor, stop))
    stored = Stop.objects.select_for_update(of=("self",)).get(pk=stop.pk)
    stored.secret = Stop._meta.get_field("secret").get_default()
    stored.save(update_fields=["secret"])
    region = _region(stop.visit.cohort)
    return Change(stored, target=stored, region=region, after={"renewed": timezone.now().isoformat()})


@service("certificates.issued")
def issue_certificates(*, actor: Actor, cohort: Cohort, day: date | None = None) -> Change[list[Certificate]]:
    """Issue certificates to everybody who earned one and has none; issued again nothing changes.

    Returns the new ones. What they say of hours is what was attended on the day they were issued.
    """
    require(rules.may_run(actor, cohort))
    stored = Cohort.objects.select_for_update(of=("self",)).select_related("programme").get(pk=cohort.pk)
    kept = Certificate.objects.filter(participant__cohort=stored)
    holders, count = set(kept.values_list("participant", flat=True)), kept.count()
    due = [each for each in hours_of(stored) if each.enough and each.participant.pk not in holders]
    issued = []
    for number, each in enumerate(due, count + 1):
        made = Certificate.objects.create(
            participant=each.participant,
            number=_number(stored, number),
            hours=each.attended,
            of_hours=each.offered,
            issued=day or timezone.localdate(),
            issued_by_id=actor.user,
        )
        issued.append(made)
    after: dict[str, Any] = {"certificates": count + len(issued), "new": len(issued)}
    return Change(issued, target=stored, region=_region(stored), before={"certificates": count}, after=after)


def _number(cohort: Cohort, count: int) -> str:
    """Return a certificate's number: year, cohort, which of it, and signs that nobody can guess.

    The page that verifies a number tells a name, so that numbers must not be found by counting.
    """
    check = "".join(secrets.choice(_SIGNS) for _ in range(_CHECK))
    return f"{cohort.ends.year}-{cohort.pk:04d}-{count:03d}-{check}"


def _region(cohort: Cohort) -> str:
    region: str = cohort.programme.region_id
    return region


def _numbers(participants: Iterable[int]) -> str:
    return ", ".join(str(each) for each in participants)
