"""What is taken home, for programs: promises that you may read, the late ones first; given, edited, stepped, closed."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from ninja import Field, Query, Router, Schema, Status

from potensi.web.refused import Invalid, require
from potensi.web.routers import FARTHEST, Page, actor_of_request
from potensi.web.visits import rules
from potensi.web.visits.forms.take_homes import LONGEST, MOST_FIELDS, offices_of
from potensi.web.visits.ingredients import Needs, ingredients
from potensi.web.visits.models import TakeHome, Visit
from potensi.web.visits.models.learned import MUST_CHANGE
from potensi.web.visits.queries import take_homes as queries
from potensi.web.visits.queries.take_homes import Asked
from potensi.web.visits.services import take_homes as services
from potensi.web.visits.services.take_homes import WITHIN_DAYS, Promise

router = Router(tags=["visits"])
_WITHIN = f"Between today and {WITHIN_DAYS} days from now."
Stand = Literal["late", "due", "stepped", "adopted", "dropped"]


class NeedsIn(Schema):
    """What the practice takes; the answer to whether the region has it comes from public figures and assets."""

    industries: list[str] = Field([], max_length=60, description="Codes of industries.")
    kinds: list[str] = Field([], max_length=10, description="Kinds of assets.")
    subsectors: list[str] = Field([], max_length=20, description="Sub-sectors of the creative economy.")
    fields: list[str] = Field([], max_length=MOST_FIELDS, description="Business fields (five-digit KBLI codes).")

    def needs(self) -> Needs:
        """Return them as they are looked up."""
        return Needs(tuple(self.industries), tuple(self.kinds), tuple(self.subsectors), tuple(self.fields))


class PromiseIn(Schema):
    """A promise for your own region."""

    title: str = Field(min_length=1, max_length=160, description="What shall work there.")
    practice: int | None = Field(None, ge=1, le=FARTHEST, description="Number of a card of the same visit.")
    rules: str = Field("", max_length=LONGEST, description="Which rules must change there.")
    money: str = Field("", max_length=LONGEST, description="How much, from which budget.")
    people: str = Field("", max_length=LONGEST, description="Who does the work.")
    culture: str = Field("", max_length=LONGEST, description="Which habit stands in the way.")
    scale: str = Field("", max_length=LONGEST, description="What is smaller or larger there.")
    first_step: str = Field(min_length=1, max_length=LONGEST)
    step_by: date = Field(description=_WITHIN)
    step_office: int | None = Field(None, ge=1, le=FARTHEST, description="Number of an office of the region.")
    step_who: str = Field("", max_length=200, description="Who takes the step, where it is no office.")
    needs: NeedsIn | None = Field(None, description="Without it, what the region has is not looked up (again).")


class PromiseEdit(PromiseIn):
    """A promise anew, begun from ``revision``."""

    revision: int = Field(ge=1, le=FARTHEST)


class StepIn(Schema):
    """That the first step was taken."""

    on: date
    why: str = Field("", max_length=1_000, description="A note; it shows in the history of changes.")


class CloseIn(Schema):
    """What became of a promise."""

    state: Literal["adopted", "dropped"]
    on: date
    outcome: str = Field(min_length=1, max_length=LONGEST)


class TakeHomeOut(Schema):
    """A promise."""

    id: int
    visit: int
    practice: int | None
    region: str
    participant: int
    name: str
    title: str
    rules: str
    money: str
    people: str
    culture: str
    scale: str
    first_step: str
    step_by: date
    promised_by: date = Field(description="The day that the first step was promised for at first.")
    step_office: int | None
    step_who: str
    step_done: date | None
    late_days: int = Field(description="By how many days the first step is or was late, against that day.")
    stand: Stand
    state: str = Field(description="One of: open, adopted, dropped.")
    closed: date | None
    outcome: str
    ingredients: dict[str, Any] = Field(description="Whether the region has what it takes, as kept; empty: not asked.")
    version: int | None = Field(description="Number of the figures' version in the data set that `ingredients` names.")
    revision: int
    created: datetime
    page: str = Field(description="Address of its page.")


class TakeHomesOut(Schema):
    """Part of the list of promises."""

    count: int
    items: list[TakeHomeOut]


class WhichTakeHomes(Page):
    """Which promises are asked for."""

    mine: bool = Field(False, description="Your own alone.")
    region: str = Field("", max_length=10, description="Code of a region.")
    visit: int | None = Field(None, ge=1, le=FARTHEST, description="Number of a visit.")
    stand: Stand | None = Field(None, description="How they stand.")


@router.get("/take-homes", response=TakeHomesOut, summary="What is taken home", operation_id="take_homes")
def take_homes(request: HttpRequest, which: Query[WhichTakeHomes]) -> dict[str, Any]:
    """Return the promises for your regions and of your cohorts, the late ones first."""
    actor = actor_of_request(request)
    require(rules.may_read_promises(actor))
    visit = None
    if which.visit is not None:
        visit = get_object_or_404(rules.visible_visits(actor), pk=which.visit)
    found = queries.take_homes(actor, Asked(which.mine, which.region, visit, which.stand or ""), timezone.localdate())
    rows = found.select_related("version")[which.offset : which.offset + which.limit]
    return {"count": found.count(), "items": [_out(each) for each in rows]}


@router.get("/take-homes/{int:key}", response=TakeHomeOut, summary="One promise", operation_id="take_home")
def take_home(request: HttpRequest, key: int) -> dict[str, Any]:
    """Return one promise."""
    return _out(_found(request, key))


@router.post(
    "/visits/{int:key}/take-homes",
    response={201: TakeHomeOut},
    summary="Promise to take something home",
    operation_id="promise_take_home",
)
def promise(request: HttpRequest, key: int, said: PromiseIn) -> Any:
    """Promise to take something of a visit that you took part in home to your own region."""
    actor = actor_of_request(request)
    visit = get_object_or_404(rules.visible_visits(actor), pk=key)
    require(rules.may_promise(actor, visit))
    region = rules.own_participations(actor).get(cohort=visit.cohort_id).agency.region_id
    needs = said.needs.needs() if said.needs is not None else Needs()
    found = ingredients(actor, region, visit.host_region_id, needs)
    given = _promise(request, said, visit, region)
    return Status(201, _out(services.promise_take_home(actor=actor, visit=visit, promise=given, found=found)))


@router.put("/take-homes/{int:key}", response=TakeHomeOut, summary="Edit a promise", operation_id="edit_take_home")
def edit(request: HttpRequest, key: int, said: PromiseEdit) -> Any:
    """Edit a promise; with ``needs`` what the region has is looked up again. 409 where somebody saved meanwhile."""
    actor, kept = actor_of_request(request), _found(request, key)
    require(rules.may_keep_promise(actor, kept))
    found = None
    if said.needs is not None:
        found = ingredients(actor, kept.region_id, kept.visit.host_region_id, said.needs.needs())
    given = _promise(request, said, kept.visit, kept.region_id, kept)
    sent: dict[str, Any] = {"take_home": kept, "revision": said.revision, "promise": given, "found": found}
    return _out(services.edit_take_home(actor=actor, **sent))


@router.post(
    "/take-homes/{int:key}/step",
    response=TakeHomeOut,
    summary="Say that the first step was taken",
    operation_id="do_take_home_step",
)
def step(request: HttpRequest, key: int, said: StepIn) -> dict[str, Any]:
    """Say on which day the first step was taken."""
    actor, kept = actor_of_request(request), _found(request, key)
    return _out(services.do_step(actor=actor, take_home=kept, on=said.on, why=said.why))


@router.post(
    "/take-homes/{int:key}/close", response=TakeHomeOut, summary="Close a promise", operation_id="close_take_home"
)
def close(request: HttpRequest, key: int, said: CloseIn) -> dict[str, Any]:
    """Close a promise: adopted (it runs at home) or dropped, with what came of it."""
    actor, kept = actor_of_request(request), _found(request, key)
    return _out(services.close_take_home(actor=actor, take_home=kept, **said.dict()))


def _found(request: HttpRequest, key: int) -> TakeHome:
    return get_object_or_404(rules.visible_take_homes(actor_of_request(request)), pk=key)


def _promise(request: HttpRequest, said: PromiseIn, visit: Visit, region: str, kept: TakeHome | None = None) -> Promise:
    cards = queries.offered(actor_of_request(request), visit, kept.practice if kept else None)
    practice = cards.filter(pk=said.practice).first() if said.practice is not None else None
    office = offices_of(region, kept).filter(pk=said.step_office).first() if said.step_office is not None else None
    if said.practice is not None and practice is None:
        raise Invalid("visits_promise_practice")
    if said.step_office is not None and office is None:
        raise Invalid("visits_promise_office")
    texts = {name: getattr(said, name) for name in ("title", "first_step", "step_by", "step_who", *MUST_CHANGE)}
    return Promise(**texts, practice=practice, step_office=office)


def _out(each: TakeHome) -> dict[str, Any]:
    today = timezone.localdate()
    same = ("title", *MUST_CHANGE, "first_step", "step_by", "step_who", "step_done", "state", "closed", "outcome")
    return {name: getattr(each, name) for name in (*same, "ingredients", "revision", "created")} | {
        "id": each.pk,
        "visit": each.visit_id,
        "practice": each.practice_id,
        "region": each.region_id,
        "participant": each.participant_id,
        "name": str(each.participant.user),
        "promised_by": services.first_day(each),
        "step_office": each.step_office_id,
        "late_days": queries.late_days(each, today),
        "stand": queries.stand_of(each, today),
        "version": each.version.number if each.version is not None else None,
        "page": reverse("visits:take_home", args=[each.pk]),
    }
