"""The rows of a spreadsheet of people set against what is there: the same agency, office and account, or a new one.

Everything that forbids the import is found here, before anything is written.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from potensi.codes import key
from potensi.errors import Problem
from potensi.web.actor import ADMINISTRATOR, Actor
from potensi.web.people.cells import is_head
from potensi.web.people.models import Agency, Membership, Office, User
from potensi.web.people.numbers import masked
from potensi.web.people.sheet import PersonProblem, Row
from potensi.web.tabular import in_order

AgencyKey = tuple[str, str]
OfficeKey = tuple[str, str, str]


@dataclass
class Known:
    """What is there already of what the rows name; agencies are found by any name they bear or bore."""

    agencies: dict[AgencyKey, Agency] = field(default_factory=dict)
    offices: dict[OfficeKey, Office] = field(default_factory=dict)
    accounts: dict[str, User] = field(default_factory=dict)
    by_nip: dict[str, User] = field(default_factory=dict)
    held: dict[int, list[Membership]] = field(default_factory=dict)

    def office(self, row: Row) -> Office | None:
        """Return the office that a row means, if it is there."""
        agency = self.agencies.get(agency_key(row))
        return self.offices.get((row.region, str(agency.pk), key(row.office))) if agency is not None else None


def agency_key(row: Row) -> AgencyKey:
    """Return by what two rows mean the same agency."""
    return row.region, key(row.agency)


def agencies_named(regions: Iterable[str]) -> dict[AgencyKey, Agency]:
    """Return the agencies of some regions by every name that they bear or bore; one that is there goes first."""
    found: dict[AgencyKey, Agency] = {}
    agencies = Agency.objects.filter(region__in=set(regions)).select_related("region").prefetch_related("former_names")
    for agency in sorted(agencies, key=lambda each: each.dissolved is None):
        for name in (*(former.name for former in agency.former_names.all()), agency.short, agency.name):
            if name:
                found[agency.region_id, key(name)] = agency
    return found


def known(rows: Sequence[Row]) -> Known:
    """Return what is there of what ``rows`` name, in a handful of queries."""
    found = Known(agencies=agencies_named({row.region for row in rows}))
    agencies = {agency.pk for agency in found.agencies.values()}
    for office in Office.objects.filter(agency__in=agencies).select_related("agency"):
        found.offices[office.agency.region_id, str(office.agency_id), key(office.title)] = office
    emails, nips = {row.email for row in rows}, {row.nip for row in rows if row.nip}
    found.accounts = {user.email.lower(): user for user in User.objects.filter(email__in=emails)}
    found.by_nip = {user.nip: user for user in User.objects.filter(nip__in=nips)}
    still = Membership.objects.filter(Q(until__isnull=True) | Q(until__gte=min(row.since for row in rows)))
    for membership in still.filter(office__agency__in=agencies).select_related("user"):
        found.held.setdefault(membership.office_id, []).append(membership)
    return found


def problems_of(actor: Actor, rows: Sequence[Row], there: Known, file: str) -> list[Problem]:
    """Return everything that forbids these rows, in the order of the spreadsheet."""
    found = [each for row in rows for each in _alone(actor, row, there, file)]
    found += _same_person(rows, file)
    found += _heads(rows, there, file)
    return in_order(found)


def already_held(row: Row, role: str, there: Known) -> bool:
    """Return whether the person holds this office with this role already."""
    office, user = there.office(row), there.accounts.get(row.email)
    if office is None or user is None:
        return False
    return any(each.user_id == user.pk and each.role == role for each in there.held.get(office.pk, ()))


def leads(row: Row, there: Known) -> bool:
    """Return whether the office of a row leads its agency."""
    office, agency = there.office(row), there.agencies.get(agency_key(row))
    if office is not None:
        return office.head
    names = (agency.name, agency.short) if agency is not None else (row.agency, "")
    return is_head(row.office, *names)


def _alone(actor: Actor, row: Row, there: Known, file: str) -> Iterable[Problem]:
    """Yield what forbids one row by itself."""
    user, other = there.accounts.get(row.email), there.by_nip.get(row.nip)
    agency = there.agencies.get(agency_key(row))
    if not actor.has({ADMINISTRATOR}, row.region):
        yield _wrong("region_not_yours", row, "region", file, row.region)
    if agency is not None and agency.dissolved:
        yield _wrong("agency_dissolved", row, "agency", file, row.agency)
    if user is not None and not user.is_active:
        yield _wrong("account_closed", row, "email", file, row.email)
    if other is not None and other != user:
        yield _wrong("nip_other_account", row, "nip", file, masked(row.nip))
    if user is not None and row.nip and user.nip and user.nip != row.nip:
        yield _wrong("nip_differs", row, "nip", file, masked(row.nip), email=row.email)


def _same_person(rows: Sequence[Row], file: str) -> Iterable[Problem]:
    """Yield rows that give one address to two people, one number to two addresses, or say the same twice."""
    by_email: dict[str, Row] = {}
    by_nip: dict[str, Row] = {}
    seen: dict[tuple[Any, ...], Row] = {}
    for row in rows:
        first = by_email.setdefault(row.email, row)
        if key(first.name) != key(row.name) or (first.nip and row.nip and first.nip != row.nip):
            yield _wrong("email_two_people", row, "email", file, row.email, first=first.at["email"])
        if row.nip:
            first = by_nip.setdefault(row.nip, row)
            if first.email != row.email:
                yield _wrong("nip_two_people", row, "nip", file, masked(row.nip), first=first.at["nip"])
        for role in row.roles:
            first = seen.setdefault((row.email, *agency_key(row), key(row.office), role), row)
            if first is not row:
                yield _wrong("row_twice", row, "email", file, row.email, first=first.at["email"])
                break


def _heads(rows: Sequence[Row], there: Known, file: str) -> Iterable[Problem]:
    """Yield heads that would be two: in the file, or beside who leads the agency already."""
    by_agency: dict[AgencyKey, Row] = {}
    for row in rows:
        if row.acting or not leads(row, there):
            continue
        first = by_agency.setdefault(agency_key(row), row)
        if first.email != row.email or key(first.office) != key(row.office):
            yield _wrong("head_twice", row, "office", file, row.office, first=first.at["office"])
        yield from _head_there(row, there, file)


def _head_there(row: Row, there: Known, file: str) -> Iterable[Problem]:
    agency, office, user = there.agencies.get(agency_key(row)), there.office(row), there.accounts.get(row.email)
    if agency is not None and office is None:
        heads = [each for each in there.offices.values() if each.agency_id == agency.pk and each.head]
        if heads:
            yield _wrong("head_other_title", row, "office", file, row.office, title=heads[0].title)
    if office is not None:
        held = [each for each in there.held.get(office.pk, ()) if not each.acting and each.user != user]
        if held:
            yield _wrong("head_taken", row, "office", file, row.office, holder=str(held[0].user))


def _wrong(code: str, row: Row, column: str, file: str, value: str, **params: Any) -> Problem:
    return PersonProblem(code, file, row.sheet, row.at.get(column), value, params)
