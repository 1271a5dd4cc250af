"""Many people at once, from a spreadsheet: all of them or none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password

from potensi.codes import key
from potensi.errors import DataProblems
from potensi.web.actor import Actor
from potensi.web.audit.services import Change, service
from potensi.web.people import matching, rules, tenure
from potensi.web.people.matching import Known
from potensi.web.people.models import Agency, Membership, Office, User
from potensi.web.people.services.offices import lock_administrators
from potensi.web.people.sheet import Row
from potensi.web.refused import require


@dataclass(frozen=True)
class Imported:
    """What an import made, and whom it found: names for the page that tells, counts for the audit trail."""

    people: int
    roles: int
    roles_before: int
    accounts: int
    known: tuple[str, ...]
    agencies: tuple[str, ...]
    offices: tuple[str, ...]


@service("people.people_imported")
def import_people(*, actor: Actor, rows: Sequence[Row], file: str, why: str = "") -> Change[Imported]:
    """Make accounts, agencies, offices and roles of the rows of a spreadsheet.

    Raises DataProblems with everything that forbids it, and then nothing is written. What is there already is found
    and kept: the same spreadsheet a second time changes nothing.
    """
    require(rules.may_administer(actor))
    lock_administrators()
    there = matching.known(rows)
    problems = matching.problems_of(actor, rows, there, file)
    if problems:
        raise DataProblems(problems)
    before = {user.email.lower(): str(user) for user in there.accounts.values()}
    accounts = _accounts(rows, there)
    agencies, offices = _agencies(rows, there), _offices(rows, there)
    roles, roles_before = _roles(rows, there)
    done = Imported(
        people=len({row.email for row in rows}),
        roles=roles,
        roles_before=roles_before,
        accounts=accounts,
        known=tuple(sorted(before.values())),
        agencies=agencies,
        offices=offices,
    )
    region = tenure.common_region(row.region for row in rows)
    counts = {"people": done.people, "accounts": accounts, "agencies": len(agencies), "offices": len(offices)}
    return Change(done, region=region, after={"file": file, **counts, "roles_given": roles})


def _accounts(rows: Sequence[Row], there: Known) -> int:
    new = {row.email: row for row in reversed(rows) if row.email not in there.accounts}
    for row in rows:
        if row.email in new and row.nip and not new[row.email].nip:
            new[row.email] = row
    made = User.objects.bulk_create(
        User(email=row.email, name=row.name, nip=row.nip, phone=row.phone, password=make_password(None))
        for row in new.values()
    )
    there.accounts |= {user.email: user for user in made}
    return len(made)


def _agencies(rows: Sequence[Row], there: Known) -> tuple[str, ...]:
    new = {matching.agency_key(row): row for row in reversed(rows) if matching.agency_key(row) not in there.agencies}
    for place, row in new.items():
        there.agencies[place] = Agency.objects.create(region_id=row.region, name=row.agency)
    return tuple(sorted(row.agency for row in new.values()))


def _offices(rows: Sequence[Row], there: Known) -> tuple[str, ...]:
    made = []
    for row in rows:
        if there.office(row) is None:
            agency = there.agencies[matching.agency_key(row)]
            office = Office.objects.create(agency=agency, title=row.office, head=matching.leads(row, there))
            there.offices[row.region, str(agency.pk), key(row.office)] = office
            made.append(f"{office.title}, {agency.name}")
    return tuple(sorted(made))


def _roles(rows: Sequence[Row], there: Known) -> tuple[int, int]:
    wanted = [(row, role) for row in rows for role in row.roles]
    new = [(row, role) for row, role in wanted if not matching.already_held(row, role, there)]
    Membership.objects.bulk_create(
        Membership(
            user=there.accounts[row.email],
            office=there.office(row),
            role=role,
            since=row.since,
            acting=row.acting,
        )
        for row, role in new
    )
    return len(new), len(wanted) - len(new)
