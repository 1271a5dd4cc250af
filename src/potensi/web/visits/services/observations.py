"""Observations: sent exactly once, edited on top of what is stored, withdrawn by who wrote them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError
from django.utils import timezone

from potensi.web.actor import Actor
from potensi.web.audit.services import Change, service
from potensi.web.edits import hold
from potensi.web.photos.models import Photo
from potensi.web.refused import Invalid, require
from potensi.web.visits import rules
from potensi.web.visits.models import Observation, Stop
from potensi.web.visits.models.learned import OBSERVED

LONGEST = 600


@dataclass(frozen=True)
class Answers:
    """The five short answers of an observation."""

    saw: str
    works_because: str = ""
    cost: str = ""
    not_at_home: str = ""
    take_home: str = ""

    def fields(self) -> dict[str, str]:
        """Return them by field, without superfluous blanks, lines ending the same way wherever they were typed."""
        return {name: "\n".join(getattr(self, name).split("\r\n")).strip() for name in OBSERVED}


@dataclass(frozen=True)
class Sent:
    """An observation that was sent, and whether this was the first time."""

    observation: Observation
    new: bool


def sent_before(*, actor: Actor, client_id: UUID) -> Observation | None:
    """Return the observation that this was sent as already; Invalid where somebody else sent it."""
    found = (
        Observation.objects.select_related("participant", "stop__visit", "photo").filter(client_id=client_id).first()
    )
    if found is not None and found.participant.user_id != actor.user:
        raise Invalid("visits_observation_of_another")
    return found


def send(
    *,
    actor: Actor,
    stop: Stop,
    client_id: UUID,
    answers: Answers,
    written: datetime | None = None,
    photo: Photo | None = None,
) -> Sent:
    """Keep an observation. Sent again, however often and at once, it is the one that was kept first, unchanged."""
    found = sent_before(actor=actor, client_id=client_id)
    if found is not None:
        return Sent(found, new=False)
    try:
        made = _keep(actor=actor, stop=stop, client_id=client_id, answers=answers, written=written, photo=photo)
    except IntegrityError:
        # Two came at once: the database let one of them in.
        found = sent_before(actor=actor, client_id=client_id)
        if found is None:
            raise
        return Sent(found, new=False)
    return Sent(made, new=True)


@service("observation.sent")
def _keep(
    *, actor: Actor, stop: Stop, client_id: UUID, answers: Answers, written: datetime | None, photo: Photo | None
) -> Change[Observation]:
    """Write an observation down."""
    visit = stop.visit
    require(rules.may_take_part(actor, visit.cohort))
    if visit.state == "cancelled":
        raise Invalid("visits_observation_cancelled")
    fields = _checked(answers)
    now = timezone.now()
    made = Observation.objects.create(
        stop=stop,
        participant=rules.own_participations(actor).get(cohort=visit.cohort_id),
        client_id=client_id,
        photo=photo,
        # A telephone's clock may be wrong, but nothing is written after it was received.
        written=min(written or now, now),
        received=now,
        **fields,
    )
    return Change(made, target=made, region=_region(made), after=_plain(made))


@service("observation.edited")
def edit(
    *, actor: Actor, observation: Observation, revision: int, answers: Answers, photo: Photo | None
) -> Change[Observation]:
    """Change one's own observation, begun from ``revision``; ``photo`` is the one that it shall show."""
    require(rules.may_change_observation(actor, observation))
    fields: dict[str, Any] = _checked(answers)
    stored = hold(observation, revision, fields)
    before = _plain(stored)
    for name, value in (fields | {"photo": photo}).items():
        setattr(stored, name, value)
    stored.revision += 1
    stored.save(update_fields=[*fields, "photo", "revision"])
    return Change(stored, target=stored, region=_region(stored), before=before, after=_plain(stored))


@service("observation.withdrawn")
def withdraw(*, actor: Actor, observation: Observation) -> Change[Observation]:
    """Take one's own observation back: from now on its writer alone sees it."""
    require(rules.may_change_observation(actor, observation))
    stored = Observation.objects.select_for_update().get(pk=observation.pk)
    if stored.withdrawn is not None:
        raise Invalid("visits_observation_withdrawn")
    stored.withdrawn = timezone.now()
    stored.save(update_fields=["withdrawn"])
    after = {"withdrawn": stored.withdrawn.isoformat()}
    return Change(stored, target=stored, region=_region(stored), before={"withdrawn": None}, after=after)


def _checked(answers: Answers) -> dict[str, str]:
    fields = answers.fields()
    if not fields["saw"]:
        raise Invalid("visits_observation_empty")
    if any(len(text) > LONGEST for text in fields.values()):
        raise Invalid("visits_observation_long", longest=LONGEST)
    return fields


def _region(observation: Observation) -> str:
    return observation.stop.visit.cohort.programme.region_id


def _plain(observation: Observation) -> dict[str, Any]:
    found = {name: getattr(observation, name) for name in OBSERVED}
    return found | {"stop": observation.stop_id, "photo": observation.photo_id}
