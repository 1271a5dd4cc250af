"""Stages and trials for programs."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Schema

from potensi.web.ideas import rules
from potensi.web.ideas.api.common import IdeaOut, again, found, router
from potensi.web.ideas.models import STAGE_NAMES, STAGES, TRIAL_VERDICTS
from potensi.web.ideas.services import moving, trials
from potensi.web.routers import actor_of_request

_TEXT = 4000


class Move(Schema):
    """To which stage; back with the reason."""

    stage: str = Field(description=f"One of: {', '.join(STAGES)}.")
    why: str = Field("", max_length=_TEXT)


class Stop(Schema):
    """What was learnt."""

    lesson: str = Field(min_length=1, max_length=_TEXT)


class Naming(Schema):
    """Whose names the stages carry."""

    names: str = Field(description=f"One of: {', '.join(STAGE_NAMES)}.")


class Begin(Schema):
    """When the small test began."""

    began: date


class End(Schema):
    """What came out of a trial."""

    ended: date
    result: str = Field(min_length=1, max_length=_TEXT)
    verdict: str = Field(description=f"One of: {', '.join(TRIAL_VERDICTS)}.")
    lesson: str = Field("", max_length=_TEXT)


@router.post("/ideas/{int:key}/stage", response=IdeaOut, summary="Move an idea to another stage")
def move(request: HttpRequest, key: int, body: Move) -> dict[str, Any]:
    """Move an idea one stage onward or back to an earlier one; 409 where what it needs is missing."""
    actor, stored = actor_of_request(request), found(request, key)
    moving.move(actor=actor, idea=stored, stage=body.stage, why=body.why)
    return again(request, stored)


@router.post("/ideas/{int:key}/stop", response=IdeaOut, summary="Stop an idea")
def stop(request: HttpRequest, key: int, body: Stop) -> dict[str, Any]:
    """Stop an idea, with what was learnt."""
    actor, stored = actor_of_request(request), found(request, key)
    moving.stop(actor=actor, idea=stored, lesson=body.lesson)
    return again(request, stored)


@router.put("/ideas/{int:key}/stage-names", response=IdeaOut, summary="Choose the names of an idea's stages")
def choose_naming(request: HttpRequest, key: int, body: Naming) -> dict[str, Any]:
    """Choose our own names of the stages, or the national ones."""
    actor, stored = actor_of_request(request), found(request, key)
    moving.choose_naming(actor=actor, idea=stored, names=body.names)
    return again(request, stored)


@router.post("/ideas/{int:key}/trials", response=IdeaOut, summary="Begin the small test")
def begin_trial(request: HttpRequest, key: int, body: Begin) -> dict[str, Any]:
    """Begin the small test; one at a time."""
    actor, stored = actor_of_request(request), found(request, key)
    trials.begin(actor=actor, idea=stored, began=body.began)
    return again(request, stored)


@router.put("/ideas/{int:key}/trials/{int:trial}", response=IdeaOut, summary="End a trial")
def end_trial(request: HttpRequest, key: int, trial: int, body: End) -> dict[str, Any]:
    """End a trial with its result and verdict."""
    actor, stored = actor_of_request(request), found(request, key)
    under_way = get_object_or_404(rules.visible_trials(actor), pk=trial, idea=stored)
    trials.end(actor=actor, trial=under_way, **body.dict())
    return again(request, stored)
