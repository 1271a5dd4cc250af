"""The groups of a cohort for programs: what is wished, who is where, what is broken and why; made, pinned, moved."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Router, Schema

from potensi.web.actor import Actor
from potensi.web.refused import Invalid, require
from potensi.web.routers import FARTHEST, actor_of_request
from potensi.web.templatetags.words import language
from potensi.web.visits import rules
from potensi.web.visits.grouping.kept import wishes_of
from potensi.web.visits.grouping.standing import Standing, planned, standing
from potensi.web.visits.grouping.told import Teller, cards
from potensi.web.visits.grouping.wishes import Wishes
from potensi.web.visits.models import Cohort, Group, Participant
from potensi.web.visits.services import groups as services

router = Router(tags=["visits"])

MOST = 1000


class WishesIn(Schema):
    """What is wished of the groups. People are participants, by number; regions by code."""

    groups: int | None = Field(None, ge=1, le=200, description="Number of groups; without it, the sizes decide.")
    least: int | None = Field(None, ge=1, le=MOST, description="Fewest people in a group.")
    most: int | None = Field(None, ge=1, le=MOST, description="Most people in a group.")
    agencies_apart: bool = Field(True, description="No two people of one agency in a group.")
    regions_apart: bool = Field(True, description="No two people of one region in a group.")
    free_regions: list[str] = Field([], max_length=100, description="Regions whose people may meet in a group.")
    each_kind: dict[str, int] = Field({}, description="How many of a kind there are in every group, at least.")
    apart: list[tuple[int, int]] = Field([], max_length=MOST, description="Pairs that shall not share a group.")
    together: list[tuple[int, int]] = Field([], max_length=MOST, description="Pairs that shall share a group.")


class GroupedOut(Schema):
    """A participant in a group."""

    participant: int
    name: str
    agency: int
    agency_name: str
    region: str
    kind: str
    pinned: bool


class GroupOut(Schema):
    """A group and its people."""

    id: int
    number: int
    name: str
    people: list[GroupedOut]


class ReasonOut(Schema):
    """Why a wish is not kept, and the wishes that it cannot be kept along with."""

    code: str
    text: str
    wishes: list[str]


class BrokenOut(Schema):
    """A wish that is not kept."""

    kind: str = Field(description="One of: agency, region, kind, apart, together, pin, balance, size, number.")
    about: list[str] = Field(description="The agency, region, kind or participants that it is about.")
    wish: str
    amount: int = Field(description="By how much: pairs that meet, people missing, people too many.")
    places: list[str]
    reasons: list[ReasonOut]


class GroupsOut(Schema):
    """The groups of a cohort as they stand."""

    cohort: int
    wishes: WishesIn
    proven: bool = Field(description="No other way of grouping breaks less; false after a change by hand.")
    broken: list[BrokenOut]
    groups: list[GroupOut]
    without: list[GroupedOut] = Field(description="Participants who are in no group.")


class MoveIn(Schema):
    """Where somebody goes."""

    group: int = Field(ge=1, le=200, description="Number of the group.")


class SwapIn(Schema):
    """With whom somebody exchanges groups."""

    other: int = Field(ge=1, le=FARTHEST, description="The other participant.")


class PinIn(Schema):
    """Whether somebody stays in their group when groups are made anew."""

    pinned: bool


@router.get("/cohorts/{int:key}/groups", response=GroupsOut, summary="The groups of a cohort")
def groups(request: HttpRequest, key: int) -> dict[str, Any]:
    """Return who is in which group, what is wished, and every wish that is not kept with its reason."""
    cohort = _cohort(request, key)
    require(rules.may_see_inside(actor_of_request(request), cohort))
    return _out(standing(cohort))


@router.put("/cohorts/{int:key}/groups/wishes", response=GroupsOut, summary="Wish something of the groups")
def wish_groups(request: HttpRequest, key: int, body: WishesIn) -> dict[str, Any]:
    """Keep what is wished of the groups; the groups stay as they are until they are made anew."""
    actor, cohort = actor_of_request(request), _cohort(request, key)
    require(rules.may_run(actor, cohort))
    wishes = _wishes(body, standing(cohort))
    return _out(standing(services.wish_groups(actor=actor, cohort=cohort, wishes=wishes)))


@router.post("/cohorts/{int:key}/groups", response=GroupsOut, summary="Make the groups")
def make_groups(request: HttpRequest, key: int) -> dict[str, Any]:
    """Deal the participants into the best groups under the wishes; whoever is pinned stays."""
    actor, cohort = actor_of_request(request), _cohort(request, key)
    require(rules.may_run(actor, cohort))
    return _out(services.make_groups(actor=actor, cohort=cohort, plan=planned(cohort)))


@router.post("/participants/{int:key}/group", response=GroupsOut, summary="Move a participant to a group")
def move_to_group(request: HttpRequest, key: int, body: MoveIn) -> dict[str, Any]:
    """Move a participant and pin them there; a wish that this breaks is named in the answer."""
    actor, participant = actor_of_request(request), _participant(request, key)
    require(rules.may_run(actor, participant.cohort))
    group = get_object_or_404(Group, cohort=participant.cohort, number=body.group)
    services.move(actor=actor, participant=participant, group=group)
    return _after(actor, participant)


@router.post("/participants/{int:key}/group/swap", response=GroupsOut, summary="Let two participants exchange groups")
def swap_groups(request: HttpRequest, key: int, body: SwapIn) -> dict[str, Any]:
    """Let two participants exchange groups and pin both; a wish that this breaks is named in the answer."""
    actor, participant = actor_of_request(request), _participant(request, key)
    require(rules.may_run(actor, participant.cohort))
    services.swap(actor=actor, participant=participant, other=_participant(request, body.other))
    return _after(actor, participant)


@router.post("/participants/{int:key}/group/pin", response=GroupsOut, summary="Pin a participant, or take the pin out")
def pin_to_group(request: HttpRequest, key: int, body: PinIn) -> dict[str, Any]:
    """Pin a participant into their group, or take the pin out."""
    actor, participant = actor_of_request(request), _participant(request, key)
    services.pin(actor=actor, participant=participant, pinned=body.pinned)
    return _after(actor, participant)


def _cohort(request: HttpRequest, key: int) -> Cohort:
    return get_object_or_404(rules.visible_cohorts(actor_of_request(request)), pk=key)


def _participant(request: HttpRequest, key: int) -> Participant:
    return get_object_or_404(rules.visible_participants(actor_of_request(request)), pk=key)


def _after(actor: Actor, participant: Participant) -> dict[str, Any]:
    return _out(standing(get_object_or_404(rules.visible_cohorts(actor), pk=participant.cohort_id)))


def _wishes(body: WishesIn, now: Standing) -> Wishes:
    """Return wishes that were sent, as far as they speak of people and kinds of this cohort; else say what is wrong."""
    known = {each.pk for each in now.participants}
    for pair in (*body.apart, *body.together):
        if len({*pair}) < 2 or not known >= {*pair}:
            raise Invalid("visits_groups_two_people")
    if {frozenset(pair) for pair in body.apart} & {frozenset(pair) for pair in body.together}:
        raise Invalid("visits_groups_both_wished")
    if body.least and body.most and body.most < body.least:
        raise Invalid("visits_groups_most_below_least")
    kinds, regions = {each.kind for each in now.members}, {each.region for each in now.members}
    if not kinds >= body.each_kind.keys() or any(not 0 <= least <= MOST for least in body.each_kind.values()):
        raise Invalid("visits_groups_unknown_kind")
    if not regions >= {*body.free_regions}:
        raise Invalid("visits_groups_unknown_region")
    kept = body.dict()
    kept["each_kind"] = {kind: least for kind, least in body.each_kind.items() if least}
    return wishes_of(kept | {name: [(str(a), str(b)) for a, b in kept[name]] for name in ("apart", "together")})


def _out(now: Standing) -> dict[str, Any]:
    teller = Teller(now, language())
    told = zip(now.broken, teller.broken(now.broken), strict=True)
    wishes = now.wishes
    plain = ("groups", "least", "most", "agencies_apart", "regions_apart")
    return {
        "cohort": now.cohort.pk,
        "wishes": {name: getattr(wishes, name) for name in plain}
        | {"free_regions": sorted(wishes.free_regions), "each_kind": dict(wishes.each_kind)}
        | {name: [[int(a), int(b)] for a, b in getattr(wishes, name)] for name in ("apart", "together")},
        "proven": bool(now.cohort.grouping.get("proven", False)),
        "broken": [
            {
                "kind": each.wish.code,
                "about": each.wish.about,
                "wish": shown.wish,
                "amount": each.amount,
                "places": shown.places,
                "reasons": [
                    {"code": reason.code, "text": text.text, "wishes": text.wishes}
                    for reason, text in zip(each.reasons, shown.reasons, strict=True)
                ],
            }
            for each, shown in told
        ],
        "groups": [
            {"id": card.group.pk, "number": card.group.number, "name": card.group.name}
            | {"people": [_person(each) for each in card.people]}
            for card in cards(now)
        ],
        "without": [_person(each) for each in now.without],
    }


def _person(each: Participant) -> dict[str, Any]:
    return {
        "participant": each.pk,
        "name": str(each.user),
        "agency": each.agency_id,
        "agency_name": each.agency.name,
        "region": each.agency.region_id,
        "kind": each.kind,
        "pinned": each.pinned,
    }
