"""What is taken home: promised with a first step within fourteen days, edited, stepped, closed with its outcome."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from potensi.web.actor import Actor
from potensi.web.audit.services import Change, service
from potensi.web.edits import hold
from potensi.web.people.models import Office
from potensi.web.refused import Invalid, require
from potensi.web.visits import rules
from potensi.web.visits.ingredients import Found
from potensi.web.visits.merging import written
from potensi.web.visits.models import Practice, TakeHome, Visit
from potensi.web.visits.models.learned import MUST_CHANGE

# A step that is further away than this is no first step.
WITHIN_DAYS = 14
CLOSED = ("adopted", "dropped")
_STEP = ("first_step", "step_by", "step_office", "step_who")


@dataclass(frozen=True)
class Promise:
    """What somebody promises for their region: what must change for it, the first step, by when and by whom."""

    title: str
    first_step: str
    step_by: date
    step_office: Office | None = None
    step_who: str = ""
    practice: Practice | None = None
    rules: str = ""
    money: str = ""
    people: str = ""
    culture: str = ""
    scale: str = ""

    def fields(self) -> dict[str, Any]:
        """Return it by field, with plain line ends and without blanks around."""
        lines = {name: " ".join(getattr(self, name).split()) for name in ("title", "step_who")}
        texts = {name: written(getattr(self, name)) for name in (*MUST_CHANGE, "first_step")}
        whole = {"step_by": self.step_by, "step_office": self.step_office, "practice": self.practice}
        return lines | texts | whole


@service("take_home.promised")
def promise_take_home(*, actor: Actor, visit: Visit, promise: Promise, found: Found | None = None) -> Change[TakeHome]:
    """Promise to take something of a visit home, for one's own region; ``found`` says what the region has for it."""
    require(rules.may_promise(actor, visit))
    participant = rules.own_participations(actor).get(cohort=visit.cohort_id)
    region, fields = participant.agency.region_id, promise.fields()
    _check(visit, region, fields)
    _soon(promise.step_by)
    kept = {"ingredients": found.snapshot, "version": found.version} if found is not None else {}
    made = TakeHome.objects.create(
        participant=participant,
        region_id=region,
        visit=visit,
        promised_by=promise.step_by,
        created_by_id=actor.user,
        **fields,
        **kept,
    )
    return Change(made, target=made, region=region, after=_plain(made))


@service("take_home.edited")
def edit_take_home(
    *, actor: Actor, take_home: TakeHome, revision: int, promise: Promise, found: Found | None = None
) -> Change[TakeHome]:
    """Edit a promise, begun from ``revision``. A later first step is written down; that it is late stays to be seen.

    ``found`` replaces the answer of what the region has; without it the one that was kept stays.
    """
    require(rules.may_keep_promise(actor, take_home))
    fields = promise.fields()
    stored = hold(take_home, revision, fields)
    _must_be_open(stored)
    _check(stored.visit, stored.region_id, fields, but=stored)
    if stored.step_done is not None and any(getattr(stored, name) != fields[name] for name in _STEP):
        raise Invalid("visits_promise_step_done")
    if fields["step_by"] != stored.step_by:
        _soon(fields["step_by"])
    before = _plain(stored)
    stored.promised_by = first_day(stored)
    kept = {"ingredients": found.snapshot, "version": found.version} if found is not None else {}
    for name, value in (fields | kept).items():
        setattr(stored, name, value)
    stored.revision += 1
    stored.save()
    return Change(stored, target=stored, region=stored.region_id, before=before, after=_plain(stored))


@service("take_home.step_done")
def do_step(*, actor: Actor, take_home: TakeHome, on: date, why: str = "") -> Change[TakeHome]:
    """Say on which day the first step was taken; ``why`` tells how it went."""
    require(rules.may_keep_promise(actor, take_home))
    stored = _locked(take_home)
    _must_be_open(stored)
    if stored.step_done is not None:
        raise Invalid("visits_promise_step_done")
    _has_been(stored, on)
    stored.step_done = on
    stored.revision += 1
    stored.save(update_fields=["step_done", "revision"])
    after = {"step_done": on.isoformat()}
    return Change(stored, target=stored, region=stored.region_id, before={"step_done": None}, after=after)


@service("take_home.closed")
def close_take_home(*, actor: Actor, take_home: TakeHome, state: str, on: date, outcome: str) -> Change[TakeHome]:
    """Close a promise: *adopted* (it runs at home) or *dropped*, since which day and with what outcome."""
    require(rules.may_keep_promise(actor, take_home))
    stored = _locked(take_home)
    _must_be_open(stored)
    if state not in CLOSED:
        raise Invalid("visits_promise_state")
    _has_been(stored, on)
    if not outcome.strip():
        raise Invalid("visits_promise_outcome")
    before = {"promise_state": stored.state, "closed": None, "outcome": ""}
    stored.state, stored.closed, stored.outcome = state, on, written(outcome)
    stored.revision += 1
    stored.save(update_fields=["state", "closed", "outcome", "revision"])
    after = {"promise_state": state, "closed": on.isoformat(), "outcome": stored.outcome}
    return Change(stored, target=stored, region=stored.region_id, before=before, after=after)


def first_day(take_home: TakeHome) -> date:
    """Return the day that the first step was promised for at first."""
    day: date = take_home.promised_by or take_home.step_by
    return day


def _check(visit: Visit, region: str, fields: dict[str, Any], but: TakeHome | None = None) -> None:
    """Refuse a promise without a name, a step or somebody to take it, an office or a card of elsewhere."""
    if not fields["title"] or not fields["first_step"]:
        raise Invalid("visits_promise_empty")
    office, practice = fields["step_office"], fields["practice"]
    if office is None and not fields["step_who"]:
        raise Invalid("visits_promise_who")
    if office is not None and office.agency.region_id != region:
        raise Invalid("visits_promise_office")
    kept = but is not None and practice is not None and but.practice_id == practice.pk
    if practice is not None and not kept and (practice.visit_id != visit.pk or practice.state == "withdrawn"):
        raise Invalid("visits_promise_practice")


def _soon(day: date) -> None:
    today = timezone.localdate()
    if not today <= day <= today + timedelta(days=WITHIN_DAYS):
        raise Invalid("visits_promise_within", days=WITHIN_DAYS)


def _has_been(take_home: TakeHome, day: date) -> None:
    if not take_home.visit.starts <= day <= timezone.localdate():
        raise Invalid("visits_promise_day")


def _must_be_open(take_home: TakeHome) -> None:
    if take_home.state != "open":
        raise Invalid("visits_promise_closed")


def _locked(take_home: TakeHome) -> TakeHome:
    return TakeHome.objects.select_for_update(of=("self",)).select_related("visit").get(pk=take_home.pk)


def _plain(take_home: TakeHome) -> dict[str, Any]:
    own = {name: getattr(take_home, name) for name in ("title", "first_step", "step_who")}
    own |= {f"must_{name}": getattr(take_home, name) for name in MUST_CHANGE}
    own |= {"step_by": take_home.step_by.isoformat(), "practice": _name(take_home.practice)}
    items = take_home.ingredients.get("items") or ()
    counted = [f"{each['what']} {each['code']}: {each['verdict']}" for each in items]
    return own | {"step_office": _name(take_home.step_office), "ingredients": counted}


def _name(record: Practice | Office | None) -> str | None:
    return None if record is None else str(record)
