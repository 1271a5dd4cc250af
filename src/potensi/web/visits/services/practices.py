"""Practice cards: merged from observations, edited, corrected by the host, published, withdrawn, asked about again."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from potensi.language import DEFAULT_LANGUAGE
from potensi.web.actor import Actor
from potensi.web.audit.services import Change, service
from potensi.web.edits import hold
from potensi.web.people.models import Office
from potensi.web.photos.models import Photo
from potensi.web.refused import Invalid, require
from potensi.web.visits import rules
from potensi.web.visits.merging import TEXTS, Voice, joined, merged, written
from potensi.web.visits.models import RUNNING_ANSWERS, Observation, Practice, Visit

TITLE_LENGTH = 160
# A card of which nobody asks whether it still runs becomes a fairy tale: asked again after half a year.
ASK_AFTER_MONTHS = 6
_ANSWERS = RUNNING_ANSWERS[1:]


@dataclass(frozen=True)
class Card:
    """What stands on a card."""

    title: str
    what: str
    works_because: str = ""
    cost: str = ""
    limits: str = ""
    needs: str = ""
    photo: Photo | None = None

    def fields(self) -> dict[str, Any]:
        """Return it by field, with plain line ends and without blanks around."""
        texts = {name: written(getattr(self, name)) for name in TEXTS}
        return {"title": " ".join(self.title.split()), **texts, "photo": self.photo}


@dataclass(frozen=True)
class Answer:
    """Whether a practice still runs, as seen on a day; ``ask_again`` is when to ask next (None: never)."""

    running: str
    on: date
    ask_again: date | None


@service("practice.drafted")
def draft_practice(
    *, actor: Actor, visit: Visit, observations: Iterable[Observation], title: str = "", lang: str = DEFAULT_LANGUAGE
) -> Change[Practice]:
    """Merge observations of one visit into the draft of a card: everybody's every word, each with its name.

    Without a title it bears that of the first observation's stop.
    """
    require(rules.may_draft_practice(actor, visit))
    chosen = _of_visit(actor, visit, observations)
    groups = {each.participant.group_id for each in chosen}
    name = " ".join(title.split()) or chosen[0].stop.title
    texts = merged(map(voice, chosen), lang)
    practice = Practice.objects.create(
        visit=visit, group_id=groups.pop() if len(groups) == 1 else None, title=name[:TITLE_LENGTH], **texts
    )
    practice.observations.set(chosen)
    after = _plain(practice) | {"observations": [each.pk for each in chosen]}
    return Change(practice, target=practice, region=visit.cohort.programme.region_id, after=after)


@service("practice.observations_added")
def add_observations(
    *, actor: Actor, practice: Practice, observations: Iterable[Observation], lang: str = DEFAULT_LANGUAGE
) -> Change[Practice]:
    """Add further observations to a card (one that arrived late, say): their words below those that stand there."""
    require(rules.may_draft_practice(actor, practice.visit))
    stored = _stored(practice)
    known = set(stored.observations.values_list("pk", flat=True))
    chosen = [each for each in _of_visit(actor, stored.visit, observations) if each.pk not in known]
    if not chosen:
        raise Invalid("visits_practice_no_observations")
    before = _plain(stored)
    for name, more in merged(map(voice, chosen), lang).items():
        setattr(stored, name, joined(getattr(stored, name), more))
    stored.revision += 1
    stored.save(update_fields=[*TEXTS, "revision"])
    stored.observations.add(*chosen)
    after = _plain(stored) | {"observations": [each.pk for each in chosen]}
    region = stored.visit.cohort.programme.region_id
    return Change(stored, target=stored, region=region, before=before, after=after)


@service("practice.edited")
def edit_practice(*, actor: Actor, practice: Practice, revision: int, card: Card) -> Change[Practice]:
    """Edit a card, begun from ``revision``; the cohort does so."""
    require(rules.may_draft_practice(actor, practice.visit))
    stored, before = _rewritten(practice, revision, card)
    stored.save()
    region = stored.visit.cohort.programme.region_id
    return Change(stored, target=stored, region=region, before=before, after=_plain(stored))


@service("practice.corrected")
def correct_practice(*, actor: Actor, practice: Practice, revision: int, card: Card, why: str = "") -> Change[Practice]:
    """Correct a card as its host, begun from ``revision``; the host's office is credited."""
    require(rules.may_correct_practice(actor, practice))
    region = practice.visit.host_region_id
    stored, before = _rewritten(practice, revision, card)
    held = actor.office_for(region)
    stored.corrected = timezone.now()
    stored.corrected_by = Office.objects.get(pk=held.office) if held else None
    stored.save()
    return Change(stored, target=stored, region=region, before=before, after=_plain(stored))


@service("practice.published")
def publish_practice(*, actor: Actor, practice: Practice) -> Change[Practice]:
    """Publish a card: from now on anybody may read it."""
    require(rules.may_publish_practice(actor, practice))
    stored = _locked(practice)
    if stored.state == "published":
        raise Invalid("visits_practice_published")
    before = {"state": stored.state}
    stored.state = "published"
    stored.published = stored.published or timezone.now()
    stored.ask_again = stored.ask_again or half_a_year_after(timezone.localdate())
    stored.revision += 1
    stored.save(update_fields=["state", "published", "ask_again", "revision"])
    return _of_programme(stored, before, {"state": "published"})


@service("practice.withdrawn")
def withdraw_practice(*, actor: Actor, practice: Practice, why: str) -> Change[Practice]:
    """Take a card back, with the reason; the cohort and the host still see it."""
    require(rules.may_publish_practice(actor, practice))
    stored = _locked(practice)
    if stored.state == "withdrawn":
        raise Invalid("visits_practice_withdrawn")
    if not why.strip():
        raise Invalid("visits_practice_why")
    before = {"state": stored.state}
    stored.state = "withdrawn"
    stored.revision += 1
    stored.save(update_fields=["state", "revision"])
    return _of_programme(stored, before, {"state": "withdrawn"})


@service("practice.running_answered")
def answer_running(*, actor: Actor, practice: Practice, answer: Answer, why: str = "") -> Change[Practice]:
    """Say whether a published practice still runs, on which day that was seen, and when to ask again."""
    require(rules.may_correct_practice(actor, practice))
    stored, today = _locked(practice), timezone.localdate()
    if stored.state != "published":
        raise Invalid("visits_practice_not_published")
    if answer.running not in _ANSWERS:
        raise Invalid("visits_running_answer")
    if not stored.visit.starts <= answer.on <= today:
        raise Invalid("visits_running_day")
    if answer.ask_again is not None and answer.ask_again <= today:
        raise Invalid("visits_running_again")
    if answer.ask_again is None and answer.running != "stopped":
        raise Invalid("visits_running_never")
    names = ("running", "running_on", "ask_again")
    before = {name: _text(getattr(stored, name)) for name in names}
    stored.running, stored.running_on, stored.ask_again = answer.running, answer.on, answer.ask_again
    stored.save(update_fields=names)
    after = {name: _text(getattr(stored, name)) for name in names}
    # The same answer as before is an answer too: the day it was given is news.
    return Change(stored, target=stored, region=stored.visit.host_region_id, before=before, after=after)


def half_a_year_after(day: date) -> date:
    """Return the same day half a year later, or that month's last.

    >>> half_a_year_after(date(2025, 8, 31))
    datetime.date(2026, 2, 28)
    """
    months = day.month - 1 + ASK_AFTER_MONTHS
    year, month = day.year + months // 12, months % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def voice(observation: Observation) -> Voice:
    """Return who observed, as they are credited, and what they answered."""
    names = {name for fields in TEXTS.values() for name in fields}
    return Voice(credit(observation), {name: getattr(observation, name) for name in names})


def credit(observation: Observation) -> str:
    """Return an observer's name with agency and region."""
    there = observation.participant
    return f"{there.user}, {there.agency}, {there.agency.region}"


def _of_visit(actor: Actor, visit: Visit, observations: Iterable[Observation]) -> list[Observation]:
    """Return observations anew, those alone that are of this visit, were not withdrawn and may be read."""
    keys = {each.pk for each in observations}
    found = rules.visible_observations(actor).filter(pk__in=keys, stop__visit=visit, withdrawn__isnull=True)
    found = found.select_related("stop", "participant__user", "participant__agency__region")
    chosen = list(found.order_by("stop__starts", "participant__user__name", "pk"))
    if not chosen or len(chosen) != len(keys):
        raise Invalid("visits_practice_no_observations")
    return chosen


def _rewritten(practice: Practice, revision: int, card: Card) -> tuple[Practice, dict[str, Any]]:
    """Return a card with its new texts, not saved yet, and what stood on it before."""
    fields = card.fields()
    stored = hold(practice, revision, fields)
    _must_stand(stored)
    if not fields["title"] or not fields["what"]:
        raise Invalid("visits_practice_empty")
    photo = fields["photo"]
    if photo is not None and photo.pk != stored.photo_id and not stored.observations.filter(photo=photo).exists():
        raise Invalid("visits_practice_photo")
    before = _plain(stored)
    for name, value in fields.items():
        setattr(stored, name, value)
    stored.revision += 1
    return stored, before


def _locked(practice: Practice) -> Practice:
    return (
        Practice.objects.select_for_update(of=("self",)).select_related("visit__cohort__programme").get(pk=practice.pk)
    )


def _stored(practice: Practice) -> Practice:
    stored = _locked(practice)
    _must_stand(stored)
    return stored


def _must_stand(practice: Practice) -> None:
    if practice.state == "withdrawn":
        raise Invalid("visits_practice_withdrawn")


def _of_programme(practice: Practice, before: Mapping[str, Any], after: Mapping[str, Any]) -> Change[Practice]:
    region = practice.visit.cohort.programme.region_id
    return Change(practice, target=practice, region=region, before=dict(before), after=dict(after))


def _plain(practice: Practice) -> dict[str, Any]:
    return {name: getattr(practice, name) for name in ("title", *TEXTS, "photo_id", "state")}


def _text(value: Any) -> str | None:
    return None if value is None else str(value)
