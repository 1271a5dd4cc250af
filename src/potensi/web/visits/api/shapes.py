"""What the API answers and takes of programmes, cohorts, participants, visits and stops."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from ninja import Field, Schema
from pydantic import AwareDatetime

from potensi.web.routers import Figure, Page
from potensi.web.visits.states import NEXT

Line = Annotated[str, Field(min_length=1, max_length=160)]
STATES = ", ".join(NEXT)


class ProgrammeOut(Schema):
    """A programme: a series of study visits."""

    id: int
    region: str = Field(description="Code of the region that organises it.")
    office: int | None
    name: str
    aim: str
    public: bool
    sample: bool
    revision: int


class CohortOut(Schema):
    """A cohort, with the counts that everybody may know."""

    id: int
    programme: int
    name: str
    starts: date
    ends: date
    threshold: int = Field(description="Share of training hours (%) that earns a certificate.")
    people: int
    agencies: int
    regions: int
    left: int = Field(description="How many dropped out.")
    kinds: dict[str, int]
    hours: float = Field(description="Training hours offered.")
    visits: list[int]
    revision: int


class ProgrammeWhole(ProgrammeOut):
    """A programme with its cohorts."""

    cohorts: list[CohortOut]


class ParticipantOut(Schema):
    """Somebody who takes part; for those inside alone."""

    id: int
    name: str
    agency: int
    agency_name: str
    region: str
    title: str
    kind: str
    group: int | None = Field(description="Number of their group.")
    left: date | None


class HostReasonOut(Schema):
    """Why a region is worth a visit."""

    code: str
    text: str


class SuggestedOut(Schema):
    """A region that the figures suggest as host."""

    region: str
    name: str
    rank: int
    stability: Figure = Field(description="Share of all choices of two years under which it is suggested.")
    reasons: list[HostReasonOut]


class SuggestionsOut(Schema):
    """Whom to visit, as the public figures say."""

    region: str = Field(description="Code of the region from which it is seen; empty where no figures hold one.")
    dataset: str | None
    version: int | None
    base: int | None
    year: int | None
    items: list[SuggestedOut]


class VisitOut(Schema):
    """A visit of a cohort to a region."""

    id: int
    cohort: int
    host_region: str
    host: int | None
    slot: int | None
    starts: date
    ends: date
    state: str = Field(description=f"One of: {STATES}.")
    cost: int | None = Field(description="In rupiah. null: not known, never zero.")
    suggested: bool = Field(description="Whether the figures suggested this region.")
    reasons: list[HostReasonOut]
    why: str
    revision: int


class StopOut(Schema):
    """A stop of a visit."""

    id: int
    visit: int
    title: str
    starts: datetime
    minutes: int
    place: str
    lat: float | None
    lon: float | None
    in_charge: str | None = Field(description="For those inside alone; null for others.")
    office: int | None
    question: str
    hours: float
    revision: int


class Programmes(Schema):
    """Part of the list of programmes."""

    count: int
    items: list[ProgrammeOut]


class Participants(Schema):
    """Part of the list of participants."""

    count: int
    items: list[ParticipantOut]


class Visits(Schema):
    """Part of the list of visits."""

    count: int
    items: list[VisitOut]


class Stops(Schema):
    """The stops of a visit."""

    items: list[StopOut]


class ProgrammeIn(Schema):
    """A new programme."""

    region: str = Field(max_length=10, description="Code of the region.")
    name: Line
    aim: str = Field("", max_length=5000)
    public: bool = True


class CohortIn(Schema):
    """A new cohort."""

    name: str = Field(min_length=1, max_length=120)
    starts: date
    ends: date
    threshold: int = Field(80, ge=1, le=100)


class ParticipantIn(Schema):
    """Somebody to bring into a cohort."""

    name: str = Field(min_length=1, max_length=200)
    email: str = Field(min_length=3, max_length=254)
    agency: str = Field(min_length=1, max_length=200, description="Its name, or one that it bore.")
    region: str = Field(min_length=1, max_length=120, description="Code or name of the agency's region.")
    title: str = Field("", max_length=200)
    kind: str = Field("", max_length=80)
    make_agency: bool = Field(False, description="Make the agency where it is not entered yet.")


class ParticipantsImported(Schema):
    """What an import did, or (``dry_run``) would do."""

    people: int
    new: int
    changed: int
    same: int
    left: int
    accounts: int
    agencies: list[str] = Field(description="Agencies made (or that would be made).")
    unread: list[str] = Field(description="Headings of columns that were not read.")
    personal: list[str] = Field(description="Columns of personal data, which are never read.")
    written: bool


class VisitIn(Schema):
    """A new visit."""

    host_region: str = Field(max_length=10, description="Code of the region to visit.")
    starts: date
    ends: date
    slot: int | None = Field(None, description="A free time of a host there.")
    cost: int | None = Field(None, ge=0, le=10**15 - 1, description="In rupiah.")
    viewpoint: str = Field("", max_length=10, description="Code of the cohort's region for which it was suggested.")
    why: str = Field("", max_length=500, description="Needed where the figures do not suggest the region.")


class StateIn(Schema):
    """Another state of a visit."""

    state: str = Field(max_length=10, description=f"One of: {STATES}.")
    why: str = Field("", max_length=500, description="Needed for calling it off.")


class StopIn(Schema):
    """A new stop."""

    title: Line
    starts: AwareDatetime
    place: str = Field(min_length=1, max_length=200)
    minutes: int = Field(90, ge=5, le=1440)
    lat: float | None = Field(None, ge=-90, le=90)
    lon: float | None = Field(None, ge=-180, le=180)
    in_charge: str = Field("", max_length=160)
    question: str = Field("", max_length=500)
    hours: float = Field(2, ge=0, le=24, multiple_of=0.5)


class WhichParticipants(Page):
    """Which participants are asked for."""

    q: str = Field("", max_length=200, description="Part of a name, agency or region.")
    kind: str = Field("", max_length=80)


def plain(record: Any, *names: str) -> dict[str, Any]:
    """Return some fields of a record."""
    return {name: getattr(record, name) for name in names}
