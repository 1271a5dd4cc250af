"""Ideas for programs: the list, one idea, those like a draft, findings to stand on, and its texts' writes."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Schema, Status

from potensi.web.assets import rules as asset_rules
from potensi.web.ideas import findings, rules
from potensi.web.ideas.api.common import IdeaOut, IdeaShort, again, found, out, router, short
from potensi.web.ideas.models import ENDED, STAGES, VISIBILITIES
from potensi.web.ideas.queries import lists, origins
from potensi.web.ideas.queries.similar import Draft, similar
from potensi.web.ideas.queries.waiting import waits
from potensi.web.ideas.services import bases, texts
from potensi.web.refused import require
from potensi.web.routers import FARTHEST, Page, actor_of_request
from potensi.web.templatetags.words import language

_LONG = 4000
_COST = 10**15 - 1


class Ideas(Schema):
    """Part of the list of ideas."""

    count: int
    items: list[IdeaShort]


class WhichIdeas(Page):
    """Which ideas are asked for."""

    q: str = Field("", max_length=400, description="Words in the title or summary.")
    stage: str = Field("", max_length=10, description=f"One of: {', '.join((*STAGES, ENDED))}.")
    region: str = Field("", max_length=10, description="Code of a region.")
    agency: int | None = Field(
        None, ge=1, le=FARTHEST, description="An agency that brought it up, owns it or contributes."
    )
    waiting: bool = Field(False, description="Only those that wait for who asks.")


class SimilarOut(Schema):
    """An idea like the one asked with."""

    idea: int
    title: str
    region: str
    stage: str
    lesson: str = Field(description="What was learnt, where it was stopped.")
    why: list[str] = Field(description="words, asset, practice, field.")


class Wanted(Schema):
    """The beginning of an idea."""

    title: str = Field("", max_length=400)
    summary: str = Field("", max_length=_LONG)


class Texts(Schema):
    """What an idea says of itself."""

    title: str = Field(min_length=1, max_length=160)
    summary: str = Field(min_length=1, max_length=_LONG)
    cost: str = Field("", max_length=_LONG)
    cost_rupiah: int | None = Field(None, ge=0, le=_COST)
    trial: str = Field("", max_length=_LONG, description="The smallest test.")
    wrong_if: str = Field("", max_length=_LONG, description="What would prove us wrong.")
    stop_when: str = Field("", max_length=_LONG)
    stop_on: date | None = None
    visibility: str = Field("region", description=f"One of: {', '.join(VISIBILITIES)}.")


class NewIdea(Texts):
    """A new idea, for which agency, and where it comes from."""

    agency: int = Field(ge=1, le=FARTHEST)
    practice: int | None = Field(None, ge=1, le=FARTHEST)
    take_home: int | None = Field(None, ge=1, le=FARTHEST)


class Edited(Texts):
    """The texts as they shall be, begun from a revision."""

    revision: int = Field(ge=1, le=FARTHEST)


class FindingOut(Schema):
    """Something that the published figures say of the idea's region."""

    version: int
    key: str
    text: str
    value: float
    unit: str = Field(description="times, fraction, or fraction_a_year.")
    base: int
    year: int


class Ground(Schema):
    """What an idea shall stand on: an asset, or a finding of a version by its key."""

    asset: int | None = Field(None, ge=1, le=FARTHEST)
    version: int | None = Field(None, ge=1, le=FARTHEST)
    finding: str = Field("", max_length=80)


@router.get("/ideas", response=Ideas, summary="Ideas")
def ideas(request: HttpRequest, which: Query[WhichIdeas]) -> dict[str, Any]:
    """Return the ideas that who asks may read, the latest first, with what each waits for."""
    asked = lists.Asked(which.q, which.stage, which.region, which.agency, which.waiting)
    every = lists.listed(actor_of_request(request), asked)
    part = list(every[which.offset : which.offset + which.limit])
    waiting, lang = waits(part), language()
    return {"count": every.count(), "items": [short(each, waiting.get(each.pk, []), lang) for each in part]}


@router.get("/ideas/similar", response=list[SimilarOut], summary="Ideas like another")
def like_this(request: HttpRequest, wanted: Query[Wanted]) -> list[dict[str, Any]]:
    """Return earlier ideas, stopped ones with their lesson, that are like what is being written."""
    hits = similar(actor_of_request(request), Draft(wanted.title, wanted.summary))
    return [
        {
            "idea": each.idea.pk,
            "title": each.idea.title,
            "region": each.idea.region_id,
            "stage": each.idea.stage,
            "lesson": each.idea.lesson,
            "why": list(each.why),
        }
        for each in hits
    ]


@router.get("/ideas/{int:key}", response=IdeaOut, summary="An idea")
def idea(request: HttpRequest, key: int) -> dict[str, Any]:
    """Return an idea: what it stands on, costs and tests, who contributes and agreed, for whom it waits."""
    return out(actor_of_request(request), found(request, key))


@router.post("/ideas", response={201: IdeaOut}, summary="Bring up an idea")
def write(request: HttpRequest, body: NewIdea) -> Status[dict[str, Any]]:
    """Bring up an idea for an agency that who asks speaks for."""
    actor = actor_of_request(request)
    require(rules.may_write(actor))
    sent = body.dict()
    agency = get_object_or_404(rules.own_agencies(actor), pk=sent.pop("agency"))
    practice, take_home = sent.pop("practice"), sent.pop("take_home")
    made = texts.write(
        actor=actor,
        agency=agency,
        texts=sent,
        practice=get_object_or_404(origins.practices(actor), pk=practice) if practice else None,
        take_home=get_object_or_404(origins.take_homes(actor), pk=take_home) if take_home else None,
    )
    return Status(201, again(request, made))


@router.put("/ideas/{int:key}", response=IdeaOut, summary="Edit an idea")
def edit(request: HttpRequest, key: int, body: Edited) -> dict[str, Any]:
    """Change an idea's texts; 409 where somebody saved them since that revision: read it again first."""
    actor, stored = actor_of_request(request), found(request, key)
    sent = body.dict()
    revision = sent.pop("revision")
    texts.edit(actor=actor, idea=stored, revision=revision, texts=sent)
    return again(request, stored)


@router.get("/ideas/{int:key}/findings", response=list[FindingOut], summary="What an idea could stand on")
def idea_findings(request: HttpRequest, key: int) -> list[dict[str, Any]]:
    """Return what the published figures say of the idea's region, from the main version that holds it."""
    actor, stored = actor_of_request(request), found(request, key)
    require(rules.may_edit(actor, stored))
    lang = language()
    version = next(iter(findings.versions_for(actor, stored.region_id)), None)
    every = findings.candidates(version, stored.region_id) if version is not None else []
    plain = ("key", "value", "unit", "base", "year")
    return [
        {"version": each.version.pk, "text": each.sentence(lang), **{name: getattr(each, name) for name in plain}}
        for each in every
    ]


@router.post("/ideas/{int:key}/bases", response=IdeaOut, summary="Lay something under an idea")
def base_on(request: HttpRequest, key: int, body: Ground) -> dict[str, Any]:
    """Let an idea stand on an asset of its region, or on a finding, kept as it is today."""
    actor, stored = actor_of_request(request), found(request, key)
    require(rules.may_edit(actor, stored))
    asset = get_object_or_404(asset_rules.visible(actor), pk=body.asset) if body.asset else None
    finding = None
    if body.version is not None:
        versions = findings.versions_for(actor, stored.region_id)
        version = next((each for each in versions if each.pk == body.version), None)
        finding = findings.finding_of(version, stored.region_id, body.finding) if version is not None else None
        if finding is None:
            raise Http404
    bases.base_on(actor=actor, idea=stored, asset=asset, finding=finding)
    return again(request, stored)


@router.delete("/ideas/{int:key}/bases/{int:base}", response=IdeaOut, summary="Take something away from under an idea")
def remove_base(request: HttpRequest, key: int, base: int) -> dict[str, Any]:
    """Take away something that an idea stands on."""
    actor, stored = actor_of_request(request), found(request, key)
    basis = get_object_or_404(rules.visible_bases(actor), pk=base, idea=stored)
    bases.remove_base(actor=actor, basis=basis)
    return again(request, stored)
