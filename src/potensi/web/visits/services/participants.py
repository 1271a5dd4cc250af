"""Who takes part in a cohort: many at once from a spreadsheet, one by hand, changed, dropped out, back again.

A participant's account has no password and no office: they sign in by the link sent to their address, and have rights
in their cohort alone. An agency that is made here gives nobody any right either.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.hashers import make_password

from potensi.errors import DataProblems
from potensi.web.actor import Actor
from potensi.web.audit.services import Change, service
from potensi.web.people.matching import AgencyKey
from potensi.web.people.models import Agency, Region, User
from potensi.web.refused import Invalid, require
from potensi.web.visits import enrolling, rules
from potensi.web.visits.enrolling import Plan
from potensi.web.visits.models import Cohort, Participant
from potensi.web.visits.sheet import Person


@dataclass(frozen=True)
class Enrolled:
    """What an import did."""

    people: int
    new: int
    changed: int
    same: int
    left: int
    accounts: int
    agencies: tuple[str, ...]


@service("participants.imported")
def import_participants(
    *, actor: Actor, cohort: Cohort, rows: Sequence[Person], file: str, agreed: Collection[AgencyKey] | None = None
) -> Change[Enrolled]:
    """Bring the rows of a spreadsheet into a cohort: all of them or none.

    Raises DataProblems with everything that forbids it. Who is in the cohort already is updated, who dropped out
    stays out; the same spreadsheet again changes nothing. ``agreed`` are the new agencies that were shown and agreed
    to (None: whatever is needed); one more than those is refused.
    """
    require(rules.may_run(actor, cohort))
    Cohort.objects.select_for_update().get(pk=cohort.pk)
    found = enrolling.plan(cohort, rows, file)
    if found.problems:
        raise DataProblems(found.problems)
    if agreed is not None and not set(found.agencies) <= set(agreed):
        raise Invalid("visits_import_outdated")
    done = Enrolled(
        people=len(rows),
        new=len(found.new),
        changed=len(found.changed),
        same=len(found.same),
        left=len(found.left),
        accounts=found.new_accounts,
        agencies=tuple(sorted(f"{each.name}, {each.region_name}" for each in found.agencies.values())),
    )
    _enrol(cohort, found)
    counts = {name: getattr(done, name) for name in ("people", "new", "changed", "same", "left", "accounts")}
    after = {"file": file, **counts, "agencies": list(done.agencies)}
    return Change(done, target=cohort, region=cohort.programme.region_id, after=after)


@service("participant.added")
def add_participant(*, actor: Actor, cohort: Cohort, person: Person, make_agency: bool = False) -> Change[Participant]:
    """Bring one person into a cohort; an agency not entered yet is made where ``make_agency`` says so."""
    require(rules.may_run(actor, cohort))
    Cohort.objects.select_for_update().get(pk=cohort.pk)
    found = enrolling.plan(cohort, [person])
    if found.problems:
        raise DataProblems(found.problems)
    if not found.new:
        raise Invalid("visits_takes_part_already")
    if found.agencies and not make_agency:
        raise Invalid("visits_agency_unknown")
    made = [f"{each.name}, {each.region_name}" for each in found.agencies.values()]
    (participant,) = _enrol(cohort, found)
    after = _plain(participant) | {"agencies": made, "accounts": found.new_accounts}
    return Change(participant, target=cohort, region=cohort.programme.region_id, after=after)


@service("participant.changed")
def change_participant(
    *, actor: Actor, participant: Participant, agency: Agency, title: str, kind: str, why: str = ""
) -> Change[Participant]:
    """Change from which agency somebody comes, their title and kind; their name is their account's."""
    require(rules.may_run(actor, participant.cohort))
    stored = _held(participant)
    if agency.dissolved and agency.pk != stored.agency_id:
        raise Invalid("people_agency_dissolved")
    before = _plain(stored)
    stored.agency, stored.title, stored.kind = agency, _line(title), _line(kind)
    stored.save(update_fields=["agency", "title", "kind"])
    return _changed(stored, before)


@service("participant.left")
def leave(*, actor: Actor, participant: Participant, day: date, why: str = "") -> Change[Participant]:
    """Note that somebody dropped out on a day; what they wrote stays, and their rights in the cohort end."""
    require(rules.may_run(actor, participant.cohort))
    stored = _held(participant)
    if stored.left is not None:
        raise Invalid("visits_left_already")
    before = _plain(stored)
    stored.left = day
    stored.save(update_fields=["left"])
    return _changed(stored, before)


@service("participant.returned")
def return_to(*, actor: Actor, participant: Participant, why: str = "") -> Change[Participant]:
    """Note that somebody who dropped out takes part again."""
    require(rules.may_run(actor, participant.cohort))
    stored = _held(participant)
    if stored.left is None:
        raise Invalid("visits_not_left")
    before = _plain(stored)
    stored.left = None
    stored.save(update_fields=["left"])
    return _changed(stored, before)


def _enrol(cohort: Cohort, found: Plan) -> list[Participant]:
    regions = Region.objects.in_bulk({row.region for row in (*found.new, *(row for row, _ in found.changed))})
    for place, each in found.agencies.items():
        found.there[place] = Agency.objects.create(region_id=each.region, name=" ".join(each.name.split()))
    accounts = found.accounts | _accounts(found)
    for row, participant in found.changed:
        participant.agency = _agency(row, found, regions)
        participant.title = row.title or participant.title
        participant.kind = found.kind_of(row) or participant.kind
    Participant.objects.bulk_update([each for _, each in found.changed], ["agency", "title", "kind"])
    return Participant.objects.bulk_create(
        Participant(
            cohort=cohort,
            user=accounts[row.email],
            agency=_agency(row, found, regions),
            title=row.title,
            kind=found.kind_of(row),
        )
        for row in found.new
    )


def _accounts(found: Plan) -> dict[str, User]:
    new = {row.email: row.name for row in found.new if row.email not in found.accounts}
    made = User.objects.bulk_create(
        User(email=email, name=name, password=make_password(None)) for email, name in new.items()
    )
    return {user.email: user for user in made}


def _agency(row: Person, found: Plan, regions: dict[str, Region]) -> Agency:
    agency = enrolling.agency_of(row, found, regions[row.region])
    assert agency is not None
    return agency


def _held(participant: Participant) -> Participant:
    rows = Participant.objects.select_for_update(of=("self",))
    return rows.select_related("cohort__programme", "agency", "user").get(pk=participant.pk)


def _changed(stored: Participant, before: dict[str, Any]) -> Change[Participant]:
    cohort = stored.cohort
    return Change(stored, target=cohort, region=cohort.programme.region_id, before=before, after=_plain(stored))


def _plain(participant: Participant) -> dict[str, Any]:
    """Return somebody's row as plain values: the person by number, so that an erased account leaves no name behind."""
    left = participant.left.isoformat() if participant.left else None
    kind = {"participant_kind": participant.kind, "left": left}
    return {"users": [participant.user_id], "agency": str(participant.agency), "title": participant.title} | kind


def _line(text: str) -> str:
    return " ".join(text.split())
