"""Observations for programs: sent exactly once, read, changed, withdrawn, with their photos."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from ninja import Field, File, Form, Query, Router, Schema, Status
from ninja.decorators import decorate_view
from ninja.files import UploadedFile

from potensi.web.datasets import uploads
from potensi.web.errors import answer
from potensi.web.photos.intake import take
from potensi.web.photos.picture import PhotoRefused
from potensi.web.photos.serving import SMALL, WHOLE, photo_response
from potensi.web.refused import Invalid, require
from potensi.web.routers import FARTHEST, Page, a_file, actor_of_request
from potensi.web.templatetags.words import language
from potensi.web.visits import rules
from potensi.web.visits.models import Observation
from potensi.web.visits.models.learned import OBSERVED
from potensi.web.visits.queries.observations import account_key
from potensi.web.visits.services import observations as services
from potensi.web.visits.services.observations import LONGEST, Answers

router = Router(tags=["visits"])


class AnswersIn(Schema):
    """Five short answers."""

    saw: str = Field(min_length=1, max_length=LONGEST, description="What was seen.")
    works_because: str = Field("", max_length=LONGEST, description="Why it works there.")
    cost: str = Field("", max_length=LONGEST, description="What it costs.")
    not_at_home: str = Field("", max_length=LONGEST, description="What would not work at home.")
    take_home: str = Field("", max_length=LONGEST, description="What is taken home.")

    def answers(self) -> Answers:
        """Return them as the services take them."""
        return Answers(**{name: getattr(self, name) for name in OBSERVED})


class ObservationIn(AnswersIn):
    """An observation as it is sent. The same ``client_id`` again is the same observation again."""

    stop: int = Field(ge=1, le=FARTHEST)
    client_id: UUID = Field(description="Made where the observation was written, once for each.")
    written: datetime | None = Field(None, description="When it was written, by the clock of the device.")
    account: str = Field("", max_length=80, description="The account's key in the browser that wrote it, if any.")


class ObservationEdit(AnswersIn):
    """An observation's answers anew, begun from ``revision``."""

    revision: int = Field(ge=1, le=FARTHEST)


class ObservationOut(AnswersIn):
    """An observation."""

    id: int
    client_id: UUID
    visit: int
    stop: int
    stop_title: str
    participant: int
    name: str
    saw: str
    written: datetime
    received: datetime
    withdrawn: datetime | None
    revision: int
    photo: str | None = Field(description="Address of its photo.")
    page: str = Field(description="Address of its page.")


class ObservationsOut(Schema):
    """Observations in a list."""

    count: int
    items: list[ObservationOut]


class OfVisit(Page):
    """Which observations."""

    visit: int | None = Field(None, ge=1, le=FARTHEST, description="Number of a visit.")
    stop: int | None = Field(None, ge=1, le=FARTHEST, description="Number of a stop.")
    own: bool = Field(False, description="Only your own.")


@router.get(
    "/visits/observations", response=ObservationsOut, summary="Observations", operation_id="visits_observations"
)
def observations(request: HttpRequest, which: Query[OfVisit]) -> dict[str, Any]:
    """Return the observations that you may read: of the cohorts that you take part in, organise or receive."""
    actor = actor_of_request(request)
    found = rules.visible_observations(actor).order_by("received", "pk")
    if which.visit is not None:
        found = found.filter(stop__visit=which.visit)
    if which.stop is not None:
        found = found.filter(stop=which.stop)
    if which.own:
        found = found.filter(participant__user_id=actor.user)
    rows = found[which.offset : which.offset + which.limit]
    return {"count": found.count(), "items": [_out(each) for each in rows]}


@router.post(
    "/visits/observations",
    response={200: ObservationOut, 201: ObservationOut},
    summary="Send an observation",
    operation_id="visits_send_observation",
    url_name="visits_send_observation",
)
@decorate_view(uploads.bounded_operation)
def send(request: HttpRequest, said: Form[ObservationIn], photo: File[UploadedFile | None] = None) -> Any:
    """Keep an observation at a stop of a visit that you take part in: 201, or 200 where it was kept before.

    Nothing is changed by sending it again, whatever is sent; an edit states the revision that it began from.
    """
    actor = actor_of_request(request)
    if said.account and said.account != account_key(actor):
        raise Invalid("visits_observation_of_another")
    before = services.sent_before(actor=actor, client_id=said.client_id)
    if before is not None:
        return Status(200, _out(before))
    stop = get_object_or_404(rules.visible_stops(actor), pk=said.stop)
    require(rules.may_take_part(actor, stop.visit.cohort))
    try:
        kept = take(photo, actor) if photo is not None else None
    except PhotoRefused as error:
        return answer(request, 422, error.message(language()), code=error.code)
    sent = services.send(
        actor=actor, stop=stop, client_id=said.client_id, answers=said.answers(), written=said.written, photo=kept
    )
    return Status(201 if sent.new else 200, _out(sent.observation))


@router.get(
    "/visits/observations/{int:key}",
    response=ObservationOut,
    summary="One observation",
    operation_id="visits_observation",
)
def observation(request: HttpRequest, key: int) -> dict[str, Any]:
    """Return one observation."""
    return _out(_found(request, key))


@router.put(
    "/visits/observations/{int:key}",
    response=ObservationOut,
    summary="Change one's own observation",
    operation_id="visits_edit_observation",
)
def edit(request: HttpRequest, key: int, said: ObservationEdit) -> Any:
    """Change the answers of your own observation; 409 where it was changed since the revision you began from."""
    found = _found(request, key)
    sent: dict[str, Any] = {"revision": said.revision, "answers": said.answers(), "photo": found.photo}
    return _out(services.edit(actor=actor_of_request(request), observation=found, **sent))


@router.post(
    "/visits/observations/{int:key}/withdraw",
    response=ObservationOut,
    summary="Withdraw one's own observation",
    operation_id="visits_withdraw_observation",
)
def withdraw(request: HttpRequest, key: int) -> dict[str, Any]:
    """Take your own observation back: from then on you alone see it."""
    return _out(services.withdraw(actor=actor_of_request(request), observation=_found(request, key)))


@router.get(
    "/visits/observations/{int:key}/photo",
    summary="An observation's photo",
    operation_id="visits_observation_photo",
    url_name="visits_observation_photo",
    openapi_extra=a_file("image/jpeg"),
)
def photo_file(request: HttpRequest, key: int, small: bool = False) -> HttpResponse:
    """Return the photo of an observation."""
    found = _found(request, key)
    if found.photo is None:
        raise Http404("no photo")
    return photo_response(request, found.photo, SMALL if small else WHOLE)


def _found(request: HttpRequest, key: int) -> Observation:
    return get_object_or_404(rules.visible_observations(actor_of_request(request)), pk=key)


def _out(each: Observation) -> dict[str, Any]:
    same = (*OBSERVED, "client_id", "written", "received", "withdrawn", "revision")
    return {name: getattr(each, name) for name in same} | {
        "id": each.pk,
        "visit": each.stop.visit_id,
        "stop": each.stop_id,
        "stop_title": each.stop.title,
        "participant": each.participant_id,
        "name": each.participant.user.name,
        "photo": reverse("api:visits_observation_photo", args=[each.pk]) if each.photo_id else None,
        "page": reverse("visits:observation", args=[each.pk]),
    }
