"""Practice cards for programs: the published ones for anybody; drafted, edited, corrected, published, answered."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from ninja import Field, Query, Router, Schema, Status

from potensi.web.photos.serving import SMALL, WHOLE, photo_response
from potensi.web.refused import require
from potensi.web.routers import FARTHEST, Page, a_file, actor_of_request
from potensi.web.templatetags.words import language
from potensi.web.visits import rules
from potensi.web.visits.merging import TEXTS
from potensi.web.visits.models import Observation, Practice
from potensi.web.visits.queries import practices as queries
from potensi.web.visits.queries.practices import Asked
from potensi.web.visits.services import practices as services
from potensi.web.visits.services.practices import TITLE_LENGTH, Answer, Card, half_a_year_after

router = Router(tags=["visits"])
LONGEST, LONGEST_WHY, MOST = 200_000, 1_000, 1_000
Running = Literal["unknown", "running", "changed", "stopped"]


class CreditOut(Schema):
    """An agency and the people of it whose observations a card merges."""

    agency: str
    names: list[str]


class PracticeOut(Schema):
    """A practice card."""

    id: int
    visit: int
    host_region: str = Field(description="Code of the host's region.")
    host: str = Field(description="Name of the host's region.")
    title: str
    what: str
    works_because: str
    cost: str
    limits: str
    needs: str
    by: list[CreditOut]
    state: str = Field(description="One of: draft, published, withdrawn.")
    published: datetime | None
    corrected: datetime | None
    corrected_by: str = Field(description="The host's office that corrected it; empty where none did.")
    running: Running
    running_on: date | None
    ask_again: date | None
    revision: int
    photo: str | None = Field(description="Address of its photo.")
    page: str = Field(description="Address of its page.")


class PracticesOut(Schema):
    """Part of the list of cards."""

    count: int
    items: list[PracticeOut]


class WhichPractices(Page):
    """Which cards are asked for."""

    q: str = Field("", max_length=120, description="Words, each of which stands somewhere on the card.")
    region: str = Field("", max_length=10, description="Code of the host's region.")
    running: Running | None = Field(None, description="What the host last answered.")
    visit: int | None = Field(None, ge=1, le=FARTHEST, description="Number of a visit.")
    drafts: bool = Field(False, description="The drafts of your cohorts instead of the published cards.")


class DraftIn(Schema):
    """Which observations are merged."""

    observations: list[int] = Field(min_length=1, max_length=MOST, description="Numbers of observations of the visit.")
    title: str = Field("", max_length=TITLE_LENGTH, description="Empty: that of the first observation's stop.")


class MoreIn(Schema):
    """Which observations are added."""

    observations: list[int] = Field(min_length=1, max_length=MOST)


class CardIn(Schema):
    """What stands on a card, begun from ``revision``; its photo stays as it is."""

    revision: int = Field(ge=1, le=FARTHEST)
    title: str = Field(min_length=1, max_length=TITLE_LENGTH)
    what: str = Field(min_length=1, max_length=LONGEST)
    works_because: str = Field("", max_length=LONGEST)
    cost: str = Field("", max_length=LONGEST)
    limits: str = Field("", max_length=LONGEST)
    needs: str = Field("", max_length=LONGEST)


class CorrectionIn(CardIn):
    """A card as its host corrects it."""

    why: str = Field("", max_length=LONGEST_WHY)


class WhyIn(Schema):
    """Why a card is withdrawn."""

    why: str = Field(min_length=1, max_length=LONGEST_WHY)


class RunningIn(Schema):
    """Whether a practice still runs."""

    running: Literal["running", "changed", "stopped"]
    on: date = Field(description="The day on which that was seen.")
    ask_again: date | None = Field(None, description="Without it: half a year from now, or never where it has stopped.")
    why: str = Field("", max_length=LONGEST_WHY, description="A note; it shows in the card's history.")


@router.get("/practices", response=PracticesOut, summary="Practice cards", operation_id="practices")
def practices(request: HttpRequest, which: Query[WhichPractices]) -> dict[str, Any]:
    """Return the published cards, the newest first; with ``drafts`` those of the cohorts that you are inside of."""
    actor = actor_of_request(request)
    visit = None
    if which.visit is not None:
        visit = get_object_or_404(rules.visible_visits(actor), pk=which.visit)
    asked = Asked(which.q, which.region, which.running or "", visit)
    found = queries.drafts(actor, visit) if which.drafts else queries.published(asked)
    rows = queries.with_credits(found)[which.offset : which.offset + which.limit]
    return {"count": found.count(), "items": [_out(each) for each in rows]}


@router.get("/practices/{int:key}", response=PracticeOut, summary="One practice card", operation_id="practice")
def practice(request: HttpRequest, key: int) -> dict[str, Any]:
    """Return one card."""
    return _out(_found(request, key))


@router.get(
    "/practices/{int:key}/photo",
    summary="A card's photo",
    operation_id="practice_photo",
    url_name="practice_photo",
    openapi_extra=a_file("image/jpeg"),
)
def photo(request: HttpRequest, key: int, small: bool = False) -> HttpResponse:
    """Return the photo of a card."""
    found = _found(request, key)
    if found.photo is None:
        raise Http404("no photo")
    return photo_response(request, found.photo, SMALL if small else WHOLE)


@router.post(
    "/visits/{int:key}/practices",
    response={201: PracticeOut},
    summary="Merge observations into a draft",
    operation_id="draft_practice",
)
def draft(request: HttpRequest, key: int, said: DraftIn) -> Any:
    """Merge observations of a visit into the draft of a card: everybody's every word, each with its name."""
    actor = actor_of_request(request)
    visit = get_object_or_404(rules.visible_visits(actor), pk=key)
    require(rules.may_draft_practice(actor, visit))
    chosen = [Observation(pk=number) for number in said.observations]
    made = services.draft_practice(
        actor=actor, visit=visit, observations=chosen, title=said.title, lang=language()
    )  # fmt: skip
    return Status(201, _out(made))


@router.post(
    "/practices/{int:key}/observations",
    response=PracticeOut,
    summary="Add observations to a card",
    operation_id="add_to_practice",
)
def add(request: HttpRequest, key: int, said: MoreIn) -> dict[str, Any]:
    """Add observations of the same visit; their words are put below those that stand there."""
    chosen = [Observation(pk=number) for number in said.observations]
    actor, found = actor_of_request(request), _found(request, key)
    return _out(services.add_observations(actor=actor, practice=found, observations=chosen, lang=language()))


@router.put("/practices/{int:key}", response=PracticeOut, summary="Edit a card", operation_id="edit_practice")
def edit(request: HttpRequest, key: int, said: CardIn) -> Any:
    """Edit a card of your cohort; 409 where somebody saved since the revision you began from."""
    actor, found = actor_of_request(request), _found(request, key)
    made = services.edit_practice(actor=actor, practice=found, revision=said.revision, card=_card(said, found))
    return _out(made)


@router.post(
    "/practices/{int:key}/correct", response=PracticeOut, summary="Correct a card", operation_id="correct_practice"
)
def correct(request: HttpRequest, key: int, said: CorrectionIn) -> Any:
    """Correct a card as its host; your office is credited. 409 where somebody saved meanwhile."""
    actor, found = actor_of_request(request), _found(request, key)
    sent: dict[str, Any] = {"practice": found, "revision": said.revision, "card": _card(said, found)}
    return _out(services.correct_practice(actor=actor, why=said.why, **sent))


@router.post(
    "/practices/{int:key}/publish", response=PracticeOut, summary="Publish a card", operation_id="publish_practice"
)
def publish(request: HttpRequest, key: int) -> dict[str, Any]:
    """Publish a card: from then on anybody may read it."""
    return _out(services.publish_practice(actor=actor_of_request(request), practice=_found(request, key)))


@router.post(
    "/practices/{int:key}/withdraw", response=PracticeOut, summary="Withdraw a card", operation_id="withdraw_practice"
)
def withdraw(request: HttpRequest, key: int, said: WhyIn) -> dict[str, Any]:
    """Take a card back, with the reason."""
    actor, found = actor_of_request(request), _found(request, key)
    return _out(services.withdraw_practice(actor=actor, practice=found, why=said.why))


@router.post(
    "/practices/{int:key}/running",
    response=PracticeOut,
    summary="Say whether a practice still runs",
    operation_id="answer_practice_running",
)
def running(request: HttpRequest, key: int, said: RunningIn) -> dict[str, Any]:
    """Say as the host whether a practice still runs, on which day that was seen, and when to ask again."""
    actor, found, again = actor_of_request(request), _found(request, key), said.ask_again
    if again is None and said.running != "stopped":
        again = half_a_year_after(timezone.localdate())
    answer = Answer(said.running, said.on, again)
    return _out(services.answer_running(actor=actor, practice=found, answer=answer, why=said.why))


def _found(request: HttpRequest, key: int) -> Practice:
    return get_object_or_404(rules.visible_practices(actor_of_request(request)), pk=key)


def _card(said: CardIn, kept: Practice) -> Card:
    return Card(said.title, photo=kept.photo, **{name: getattr(said, name) for name in TEXTS})


def _out(each: Practice) -> dict[str, Any]:
    same = ("title", *TEXTS, "state", "published", "corrected", "running", "running_on", "ask_again", "revision")
    office = each.corrected_by
    return {name: getattr(each, name) for name in same} | {
        "id": each.pk,
        "visit": each.visit_id,
        "host_region": each.visit.host_region_id,
        "host": each.visit.host_region.name,
        "by": [{"agency": credit.agency, "names": list(credit.names)} for credit in queries.credits_of(each)],
        "corrected_by": f"{office.title}, {office.agency}" if office is not None else "",
        "photo": reverse("api:practice_photo", args=[each.pk]) if each.photo_id else None,
        "page": reverse("visits:practice", args=[each.pk]),
    }
