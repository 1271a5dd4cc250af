"""Contributions, agreement and judgement for programs."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Schema

from potensi.web.ideas import rules
from potensi.web.ideas.api.common import IdeaOut, again, found, router
from potensi.web.ideas.models import CONTRIBUTION_KINDS, CRITERIA
from potensi.web.ideas.services import agreements, contributions, judging, moving
from potensi.web.people.models import Agency
from potensi.web.people.queries import account_by_email
from potensi.web.refused import Invalid, require
from potensi.web.routers import FARTHEST, actor_of_request

_TEXT = 2000
_KINDS = f"One of: {', '.join(CONTRIBUTION_KINDS)}."


class Owner(Schema):
    """The office in charge; null: nobody."""

    office: int | None = Field(ge=1, le=FARTHEST)


class Ask(Schema):
    """What is asked of an agency."""

    wish: str = Field(min_length=1, max_length=_TEXT)
    kind: str = Field("other", description=_KINDS)


class Promise(Schema):
    """What an agency brings. ``revision`` is the contribution's as it was read; 0: there was none."""

    what: str = Field(min_length=1, max_length=_TEXT)
    kind: str = Field("other", description=_KINDS)
    revision: int = Field(0, ge=0, le=FARTHEST)


class Decline(Schema):
    """Why an agency does not contribute."""

    why: str = Field(min_length=1, max_length=_TEXT)
    revision: int = Field(ge=1, le=FARTHEST)


class Decision(Schema):
    """A head's decision; a no has its reason."""

    agreed: bool
    note: str = Field("", max_length=_TEXT)


class Invite(Schema):
    """Whom to invite."""

    email: str = Field(max_length=254, description="E-mail address of the reviewer's account.")


class Judgement(Schema):
    """A score from 1 to 5 for every criterion."""

    scores: dict[str, int] = Field(description=f"By criterion: {', '.join(CRITERIA)}.")
    note: str = Field("", max_length=_TEXT)


class WhyIdea(Schema):
    """A reason."""

    why: str = Field(min_length=1, max_length=_TEXT)


@router.put("/ideas/{int:key}/owner", response=IdeaOut, summary="Name an idea's owner")
def name_owner(request: HttpRequest, key: int, body: Owner) -> dict[str, Any]:
    """Name the office in charge."""
    actor, stored = actor_of_request(request), found(request, key)
    require(rules.may_move(actor, stored))
    office = get_object_or_404(rules.owning_offices(stored), pk=body.office) if body.office else None
    moving.name_owner(actor=actor, idea=stored, office=office)
    return again(request, stored)


@router.post("/ideas/{int:key}/contributions/{int:agency}/ask", response=IdeaOut, summary="Ask an agency")
def ask(request: HttpRequest, key: int, agency: int, body: Ask) -> dict[str, Any]:
    """Ask an agency, of any region, for something."""
    actor, stored = actor_of_request(request), found(request, key)
    require(rules.may_edit(actor, stored))
    asked = get_object_or_404(rules.askable_agencies(actor, stored), pk=agency)
    contributions.ask(actor=actor, idea=stored, agency=asked, wish=body.wish, kind=body.kind)
    return again(request, stored)


@router.put("/ideas/{int:key}/contributions/{int:agency}", response=IdeaOut, summary="Promise a contribution")
def promise(request: HttpRequest, key: int, agency: int, body: Promise) -> dict[str, Any]:
    """Promise what an agency brings, asked or not; 409 where somebody of it has answered meanwhile."""
    actor, stored = actor_of_request(request), found(request, key)
    brings = get_object_or_404(Agency, pk=agency)
    require(rules.may_answer(actor, brings))
    contributions.promise(actor=actor, idea=stored, agency=brings, **body.dict())
    return again(request, stored)


@router.post("/ideas/{int:key}/contributions/{int:agency}/decline", response=IdeaOut, summary="Decline to contribute")
def decline(request: HttpRequest, key: int, agency: int, body: Decline) -> dict[str, Any]:
    """Decline what an agency was asked for, or take back what it promised."""
    actor, stored = actor_of_request(request), found(request, key)
    asked = get_object_or_404(rules.visible_contributions(actor), idea=stored, agency=agency)
    contributions.decline(actor=actor, contribution=asked, why=body.why, revision=body.revision)
    return again(request, stored)


@router.post("/ideas/{int:key}/agreements/{int:agency}/ask", response=IdeaOut, summary="Ask a head to agree")
def ask_agreement(request: HttpRequest, key: int, agency: int) -> dict[str, Any]:
    """Ask the head of an agency that is in it to agree that it runs."""
    actor, stored = actor_of_request(request), found(request, key)
    require(rules.may_edit(actor, stored))
    agreements.ask_agreement(actor=actor, idea=stored, agency=get_object_or_404(Agency, pk=agency))
    return again(request, stored)


@router.put("/ideas/{int:key}/agreements/{int:agency}", response=IdeaOut, summary="Decide as a head")
def decide(request: HttpRequest, key: int, agency: int, body: Decision) -> dict[str, Any]:
    """Agree, or not, as the head or acting head of an agency that is in it."""
    actor, stored = actor_of_request(request), found(request, key)
    headed = get_object_or_404(Agency, pk=agency)
    require(rules.may_agree(actor, headed))
    agreements.decide(actor=actor, idea=stored, agency=headed, agreed=body.agreed, note=body.note)
    return again(request, stored)


@router.post("/ideas/{int:key}/reviews", response=IdeaOut, summary="Invite a reviewer")
def invite(request: HttpRequest, key: int, body: Invite) -> dict[str, Any]:
    """Invite somebody who has no stake in it to judge an idea."""
    actor, stored = actor_of_request(request), found(request, key)
    require(rules.may_invite(actor, stored))
    reviewer = account_by_email(body.email)
    if reviewer is None:
        raise Invalid("ideas_no_account")
    judging.invite(actor=actor, idea=stored, reviewer=reviewer)
    return again(request, stored)


@router.put("/ideas/{int:key}/review", response=IdeaOut, summary="Give one's judgement")
def judge(request: HttpRequest, key: int, body: Judgement) -> dict[str, Any]:
    """Give one's judgement, or correct it; invited people alone."""
    actor, stored = actor_of_request(request), found(request, key)
    own = get_object_or_404(rules.own_reviews(actor), idea=stored)
    judging.judge(actor=actor, review=own, scores=body.scores, note=body.note, revision=own.revision)
    return again(request, stored)


@router.post("/ideas/{int:key}/review/decline", response=IdeaOut, summary="Decline to judge")
def decline_review(request: HttpRequest, key: int, body: WhyIdea) -> dict[str, Any]:
    """Declare what binds one to an idea, or why one will not judge it."""
    actor, stored = actor_of_request(request), found(request, key)
    own = get_object_or_404(rules.own_reviews(actor), idea=stored)
    judging.decline(actor=actor, review=own, why=body.why)
    return again(request, stored)
