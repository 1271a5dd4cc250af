"""Rows of participants set against what is there: who is new, who changes, whose agency would be made, what forbids it.

Nothing is written here; the page shows a plan before anything is, and the service makes the same plan again.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from potensi.codes import key
from potensi.errors import Problem
from potensi.web.people.matching import AgencyKey, agencies_named
from potensi.web.people.models import Agency, Region, User
from potensi.web.tabular import SheetProblem, in_order
from potensi.web.visits.models import Cohort, Participant
from potensi.web.visits.sheet import WORDS, Person

_ALIKE = 0.85
_OF_REGION = ("kabupaten", "kab", "kota", "provinsi", "prov")


@dataclass(frozen=True)
class NewAgency:
    """An agency that the rows name and nobody has entered yet; ``near`` is one there that is called almost so."""

    region: str
    region_name: str
    name: str
    near: str = ""


@dataclass
class Plan:
    """What bringing rows into a cohort would do: by row, in the order of the spreadsheet."""

    new: list[Person] = field(default_factory=list)
    changed: list[tuple[Person, Participant]] = field(default_factory=list)
    same: list[Participant] = field(default_factory=list)
    left: list[Participant] = field(default_factory=list)
    agencies: dict[AgencyKey, NewAgency] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    there: dict[AgencyKey, Agency] = field(default_factory=dict)
    accounts: dict[str, User] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)

    @property
    def new_accounts(self) -> int:
        """How many of the new people have no account yet."""
        return len({row.email for row in self.new} - self.accounts.keys())

    @property
    def listed_agencies(self) -> list[NewAgency]:
        """The agencies that would be made, those that may be a slip of the pen first."""
        return sorted(self.agencies.values(), key=lambda each: (not each.near, each.region, each.name))

    def kind_of(self, row: Person) -> str:
        """Return a kind as it was first written in this cohort: "Kepala OPD" and "kepala opd" are one."""
        return self.kinds.get(key(row.kind), row.kind)


def plan(cohort: Cohort, rows: Sequence[Person], file: str = "") -> Plan:
    """Return what bringing ``rows`` into a cohort would do; with problems, nothing may be done."""
    regions = Region.objects.in_bulk({row.region for row in rows})
    found = Plan(there=_agencies(regions.values()))
    emails = {row.email for row in rows}
    found.accounts = {user.email.lower(): user for user in User.objects.filter(email__in=emails)}
    taking = Participant.objects.filter(cohort=cohort).select_related("user", "agency")
    by_email = {each.user.email.lower(): each for each in taking}
    for written in (*(each.kind for each in taking), *(row.kind for row in rows)):
        found.kinds.setdefault(key(written), written)
    found.problems = in_order([*_alone(rows, found, regions, file), *_twice(rows, file)])
    for row in rows:
        _new_agency(row, found, regions)
        _sort(row, found, by_email.get(row.email))
    return found


def agency_key(row: Person, region: Region | None) -> AgencyKey:
    """Return by what rows mean the same agency: its name, without the region's after it."""
    name = key(row.agency)
    for tail in _tails(region):
        shorter = name.removesuffix(f" {tail}")
        if shorter != name:
            return row.region, shorter
    return row.region, name


def agency_of(row: Person, found: Plan, region: Region | None) -> Agency | None:
    """Return the agency that a row means, by any name that it bears or bore, with the region's after it or not."""
    return found.there.get((row.region, key(row.agency))) or found.there.get(agency_key(row, region))


def _agencies(regions: Iterable[Region]) -> dict[AgencyKey, Agency]:
    by_code = {region.pk: region for region in regions}
    named = agencies_named(by_code)
    short: dict[AgencyKey, Agency] = {}
    for (code, name), agency in named.items():
        for tail in _tails(by_code[code]):
            short.setdefault((code, name.removesuffix(f" {tail}")), agency)
    return short | named


def _tails(region: Region | None) -> list[str]:
    """Return how a region's name may follow an agency's: "Kabupaten Banyuwangi", "Kab. Banyuwangi", "Banyuwangi"."""
    if region is None:
        return []
    name = key(region.name)
    kind, _, own = name.partition(" ")
    own = own if kind in _OF_REGION and own else name
    return sorted({name, *(f"{word} {own}" for word in _OF_REGION), own}, key=len, reverse=True)


def _alone(rows: Sequence[Person], found: Plan, regions: dict[str, Region], file: str) -> Iterable[Problem]:
    for row in rows:
        agency, user = agency_of(row, found, regions.get(row.region)), found.accounts.get(row.email)
        if agency is not None and agency.dissolved:
            yield _wrong("agency_dissolved", row, "agency", file, row.agency)
        if user is not None and not user.is_active:
            yield _wrong("account_closed", row, "email", file, row.email)


def _twice(rows: Sequence[Person], file: str) -> Iterable[Problem]:
    first: dict[str, Person] = {}
    for row in rows:
        before = first.setdefault(row.email, row)
        if before is not row:
            code = "row_twice" if key(before.name) == key(row.name) else "email_two_people"
            yield _wrong(code, row, "email", file, row.email, first=before.at.get("email", ""))


def _new_agency(row: Person, found: Plan, regions: dict[str, Region]) -> None:
    region = regions.get(row.region)
    place = agency_key(row, region)
    if region is None or place in found.agencies or agency_of(row, found, region) is not None:
        return
    there = {name: agency for (code, name), agency in found.there.items() if code == row.region}
    near = difflib.get_close_matches(place[1], there, 1, _ALIKE)
    found.agencies[place] = NewAgency(row.region, region.name, row.agency, there[near[0]].name if near else "")


def _sort(row: Person, found: Plan, participant: Participant | None) -> None:
    if participant is None:
        found.new.append(row)
    elif participant.left is not None:
        found.left.append(participant)
    elif _differs(row, found, participant):
        found.changed.append((row, participant))
    else:
        found.same.append(participant)


def _differs(row: Person, found: Plan, participant: Participant) -> bool:
    """Return whether a row says something else of a participant; what it leaves empty stays as it is."""
    agency = agency_of(row, found, participant.agency.region if participant.agency.region_id == row.region else None)
    return bool(
        agency is None
        or agency.pk != participant.agency_id
        or (row.title and row.title != participant.title)
        or (row.kind and found.kind_of(row) != participant.kind)
    )


def _wrong(code: str, row: Person, column: str, file: str, value: str, **params: Any) -> Problem:
    return SheetProblem(code, file, row.sheet, row.at.get(column), value, params, WORDS)
