"""The records behind a number as a reader sees them: those they may open, and how many they may not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from potensi.language import say
from potensi.web.actor import Actor
from potensi.web.changes.queries import STEPS, records
from potensi.web.changes.scopes import Scope
from potensi.web.ideas import rules as ideas
from potensi.web.ideas.models import Agreement, Contribution, Idea
from potensi.web.people.models import Agency
from potensi.web.templatetags.words import language
from potensi.web.visits import rules as visits
from potensi.web.visits.models import Observation, Participant, Practice, TakeHome, Visit

PER_PAGE = 100


@dataclass(frozen=True)
class Row:
    """One record: what it is called, whose it is, its day, and where it stands (empty: it has no page)."""

    title: str
    about: str = ""
    day: date | datetime | None = None
    url: str = ""

    @property
    def on(self) -> date | None:
        """The day without the time."""
        return timezone.localtime(self.day).date() if isinstance(self.day, datetime) else self.day


@dataclass(frozen=True, eq=False)
class Shown:
    """A part of the records behind a number; ``withheld`` are those that this reader may not open."""

    rows: list[Row]
    count: int
    withheld: int
    page: Page[Any]


def shown(actor: Actor, scope: Scope, step: str, today: date, number: str | int = 1) -> Shown:
    """Return a page of the records behind one number of the answer."""
    seen, count = _seen(actor, scope, step, today)
    paginator = Paginator(seen, PER_PAGE)
    page = paginator.get_page(number)
    return Shown([row_of(each, step) for each in page], count, count - paginator.count, page)


def part_of(actor: Actor, scope: Scope, step: str, today: date, offset: int, limit: int) -> tuple[list[Row], int, int]:
    """Return some of the records behind one number, how many this reader may open, and how many there are."""
    seen, count = _seen(actor, scope, step, today)
    return [row_of(each, step) for each in seen[offset : offset + limit]], seen.count(), count


def every_row(actor: Actor, scope: Scope, step: str, today: date) -> list[Row]:
    """Return all rows that this reader may open, for a file."""
    seen, _ = _seen(actor, scope, step, today)
    return [row_of(each, step) for each in seen]


def _seen(actor: Actor, scope: Scope, step: str, today: date) -> tuple[QuerySet[Any], int]:
    every = records(scope, step, today)
    model = every.model
    # By their keys, so that no join doubles a row.
    open_to_them = model._base_manager.filter(pk__in=_visible(actor, model).order_by().values("pk"))
    seen = open_to_them.filter(pk__in=every.order_by().values("pk")).select_related(*_JOINED[model])
    dated = STEPS[step][1]
    return seen.order_by(*([dated] if dated else []), "pk"), every.count()


def row_of(record: Any, step: str) -> Row:
    """Return one record as a row, dated by the step that it is told under."""
    dated = STEPS[step][1]
    row = _ROWS[type(record)](record)
    return Row(row.title, row.about, getattr(record, dated) if dated else None, row.url)


def _visible(actor: Actor, model: type) -> QuerySet[Any]:
    if model is Agency:
        return Agency.objects.all()
    if model in (Contribution, Agreement):
        return model._default_manager.filter(idea__in=ideas.visible(actor).order_by().values("pk"))  # type: ignore[attr-defined]
    return _VISIBLE[model](actor)


_VISIBLE: dict[type, Callable[[Actor], QuerySet[Any]]] = {
    Visit: visits.visible_visits,
    Participant: visits.visible_participants,
    Observation: visits.visible_observations,
    Practice: visits.visible_practices,
    TakeHome: visits.visible_take_homes,
    Idea: ideas.visible,
}
_JOINED: dict[type, tuple[str, ...]] = {
    Visit: ("cohort", "host_region"),
    Participant: ("user", "agency__region", "cohort"),
    Observation: ("participant__user", "participant__agency", "stop"),
    Practice: ("visit__host_region",),
    TakeHome: ("region", "participant__user"),
    Idea: ("region", "agency"),
    Contribution: ("agency__region", "idea"),
    Agreement: ("agency__region", "idea"),
    Agency: ("region",),
}


def _of_agency(agency: Agency) -> str:
    return f"{agency.name}, {agency.region.name}"


def _of_observation(one: Observation) -> Row:
    url = reverse("visits:observations", args=[one.stop.visit_id])
    return Row(one.saw, f"{one.participant.user}, {one.stop.title}", url=url)


def _waiting(record: Contribution | Agreement) -> Row:
    return Row(_of_agency(record.agency), record.idea.title, url=reverse("ideas:idea", args=[record.idea_id]))


_ROWS: dict[type, Callable[[Any], Row]] = {
    Visit: lambda one: Row(one.host_region.name, one.cohort.name, url=reverse("visits:visit", args=[one.pk])),
    Participant: lambda one: Row(
        str(one.user), _of_agency(one.agency), url=reverse("visits:participants", args=[one.cohort_id])
    ),
    Observation: _of_observation,
    Practice: lambda one: Row(
        one.title,
        say("changes.seen_in", language(), name=one.visit.host_region.name),
        url=reverse("visits:practice", args=[one.pk]),
    ),
    TakeHome: lambda one: Row(
        one.title, f"{one.region.name}, {one.participant.user}", url=reverse("visits:take_home", args=[one.pk])
    ),
    Idea: lambda one: Row(one.title, _of_agency(one.agency), url=reverse("ideas:idea", args=[one.pk])),
    Contribution: _waiting,
    Agreement: _waiting,
    Agency: lambda one: Row(one.name, one.region.name),
}
