"""What the API of ideas shares: its router, an idea as it is answered, and how it is found."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field, Router, Schema

from potensi.language import say
from potensi.web.actor import Actor
from potensi.web.ideas import rules, standing, told
from potensi.web.ideas.models import CONTRIBUTION_STATES, CRITERIA, ENDED, STAGES, Idea
from potensi.web.ideas.queries.lists import whole
from potensi.web.ideas.queries.origins import shown_origins
from potensi.web.ideas.queries.scores import Spread, scores
from potensi.web.ideas.queries.waiting import Wait, waits
from potensi.web.routers import actor_of_request
from potensi.web.templatetags.words import language

router = Router(tags=["ideas"])

_STAGES = ", ".join((*STAGES, ENDED))


class GroundOut(Schema):
    """Something that an idea stands on."""

    id: int
    kind: str = Field(description="asset or finding.")
    text: str = Field(description="What it is, or the finding as it was when it was chosen.")
    hidden: bool = Field(description="It is not open to who asks: the text only says so.")
    asset: int | None
    source: str
    changed: str = Field(description="What has become of it since; empty: nothing.")
    now: str = Field(description="What the newest version of the figures says instead.")


class ContributionOut(Schema):
    """What an agency brings."""

    id: int
    agency: int
    agency_name: str
    kind: str
    state: str = Field(description=f"One of: {', '.join(CONTRIBUTION_STATES)}.")
    wish: str
    what: str = Field(description="What is promised; of a declined one, why.")
    asked: datetime
    answered: datetime | None
    revision: int


class AgreementOut(Schema):
    """The agreement of an agency's head."""

    agency: int
    agency_name: str
    agreed: bool | None = Field(description="null: not decided yet.")
    asked: datetime
    decided: datetime | None
    note: str


class TrialOut(Schema):
    """One run of the small test."""

    id: int
    began: date
    ended: date | None
    result: str
    verdict: str
    lesson: str


class WaitOut(Schema):
    """For whom an idea waits."""

    kind: str = Field(description="contribution, agreement, review or owner.")
    agency: int | None
    days: int
    text: str


class MissingOut(Schema):
    """Something without which an idea may not run, and the agencies that can supply it."""

    code: str
    agencies: list[int]
    text: str


class SpreadOut(Schema):
    """The middle, lowest and highest of the scores."""

    name: str = Field(description=f"One of: {', '.join(CRITERIA)}; overall.")
    median: float
    lowest: float
    highest: float


class ScoresOut(Schema):
    """What reviewers say; ``spread`` is null where who asks may not see it yet."""

    given: int
    invited: int
    spread: list[SpreadOut] | None


class IdeaShort(Schema):
    """An idea as a list has it."""

    id: int
    title: str
    region: str
    agency: int
    agency_name: str
    stage: str = Field(description=f"One of: {_STAGES}.")
    stage_name: str
    stage_since: datetime
    visibility: str
    sample: bool
    waiting: list[WaitOut]


class IdeaOut(IdeaShort):
    """An idea with everything of it."""

    summary: str
    cost: str
    cost_rupiah: int | None
    trial: str
    wrong_if: str
    stop_when: str
    stop_on: date | None
    stop_passed: bool
    lesson: str
    revision: int
    owner: int | None = Field(description="Number of the office in charge.")
    owner_name: str
    practice: int | None
    take_home: int | None
    bases: list[GroundOut]
    contributions: list[ContributionOut]
    agreements: list[AgreementOut]
    trials: list[TrialOut]
    missing: list[MissingOut] = Field(description="What is missing before it may run.")
    warnings: list[str]
    scores: ScoresOut


def found(request: HttpRequest, key: int) -> Idea:
    """Return an idea that who asks may read; any other is not there (404)."""
    return get_object_or_404(whole(rules.visible(actor_of_request(request))), pk=key)


def again(request: HttpRequest, idea: Idea) -> dict[str, Any]:
    """Return an idea as it is after a write."""
    return out(actor_of_request(request), found(request, idea.pk))


def short(idea: Idea, waiting: list[Wait], lang: str) -> dict[str, Any]:
    """Return an idea as a list has it."""
    plain = ("title", "stage", "stage_since", "visibility", "sample")
    return {
        "id": idea.pk,
        "region": idea.region_id,
        "agency": idea.agency_id,
        "agency_name": idea.agency.name,
        "stage_name": told.stage_name(idea.stage, idea.stage_names, lang),
        "waiting": [_wait(each, lang) for each in waiting],
        **{name: getattr(idea, name) for name in plain},
    }


def out(actor: Actor, idea: Idea) -> dict[str, Any]:
    """Return an idea with everything of it, as far as this actor may see it."""
    lang, today = language(), timezone.localdate()
    origins = shown_origins(actor, idea)
    texts = ("summary", "cost", "trial", "wrong_if", "stop_when", "stop_on", "lesson", "revision")
    return {
        **short(idea, waits([idea]).get(idea.pk, []), lang),
        **{name: getattr(idea, name) for name in texts},
        "cost_rupiah": None if idea.cost_rupiah is None else int(idea.cost_rupiah),
        "stop_passed": standing.stop_passed(idea, today),
        "owner": idea.owner_id,
        "owner_name": told.owner_name(idea),
        **{name: getattr(origin, "pk", None) for name, origin in origins.items()},
        "bases": [_ground(each) for each in told.grounds(actor, idea, lang)],
        "contributions": [_contribution(each) for each in idea.contributions.all()],
        "agreements": [_agreement(each) for each in idea.agreements.all()],
        "trials": [_fields(each, "pk", "began", "ended", "result", "verdict", "lesson") for each in idea.trials.all()],
        "missing": [
            {
                "code": each.code,
                "agencies": [agency.pk for agency in each.agencies],
                "text": told.missing_sentence(each, idea, lang),
            }
            for each in standing.missing(idea)
        ],
        "warnings": [say(f"ideas.warning.{each}", lang) for each in standing.warnings(idea, today)],
        "scores": _scores(actor, idea),
    }


def _fields(record: Any, *names: str) -> dict[str, Any]:
    return {"id" if name == "pk" else name: getattr(record, name) for name in names}


def _ground(each: told.Ground) -> dict[str, Any]:
    shown = _fields(each, "text", "hidden", "source", "changed", "now")
    return shown | {
        "id": each.basis.pk,
        "kind": each.basis.kind,
        "asset": each.asset.pk if each.asset is not None else None,
    }


def _contribution(each: Any) -> dict[str, Any]:
    plain = _fields(each, "pk", "kind", "state", "wish", "what", "asked", "answered", "revision")
    return plain | {"agency": each.agency_id, "agency_name": each.agency.name}


def _agreement(each: Any) -> dict[str, Any]:
    plain = _fields(each, "agreed", "asked", "decided", "note")
    return plain | {"agency": each.agency_id, "agency_name": each.agency.name}


def _wait(each: Wait, lang: str) -> dict[str, Any]:
    agency = each.agency.pk if each.agency is not None else None
    return {"kind": each.kind, "agency": agency, "days": each.days, "text": told.wait_sentence(each, lang)}


def _scores(actor: Actor, idea: Idea) -> dict[str, Any]:
    all_of_it = scores(idea)
    shown = {"given": all_of_it.given, "invited": all_of_it.invited, "spread": None}
    if not rules.may_see_scores(actor, idea):
        return shown
    overall = [("overall", all_of_it.overall)] if all_of_it.overall is not None else []
    return shown | {"spread": [_spread(name, each) for name, each in (*all_of_it.criteria, *overall)]}


def _spread(name: str, each: Spread) -> dict[str, Any]:
    return {"name": name, "median": each.middle, "lowest": each.lowest, "highest": each.highest}
