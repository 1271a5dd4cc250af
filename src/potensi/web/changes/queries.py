"""The chain of records after a visit, step by step: which records, how many, when, what is late."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Max, Min, Model, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from potensi.web.changes.scopes import Scope
from potensi.web.ideas.models import Agreement, Contribution, Idea
from potensi.web.people.models import Agency, Region
from potensi.web.visits.models import Attendance, Observation, Participant, Practice, TakeHome, Visit

# A first step is promised within a fortnight; an answer that another agency waits for is late after as long.
PATIENCE = timedelta(days=14)
RUNNING = ("running", "shown")


def visits(scope: Scope, today: date) -> QuerySet[Visit]:
    """The visits themselves."""
    return Visit.objects.filter(pk__in=scope.visits.values("pk"))


def participants(scope: Scope, today: date) -> QuerySet[Participant]:
    """Who took part, those included who dropped out later."""
    return _of_learner(
        scope, Participant.objects.filter(cohort__visits__in=_visits(scope)), "agency__region"
    ).distinct()


def present(scope: Scope, today: date) -> QuerySet[Participant]:
    """Who was at one stop at least."""
    there = Attendance.objects.filter(stop__visit__in=_visits(scope)).values("participant")
    return participants(scope, today).filter(pk__in=there)


def observations(scope: Scope, today: date) -> QuerySet[Observation]:
    """What was observed and not withdrawn."""
    found = Observation.objects.filter(stop__visit__in=_visits(scope), withdrawn__isnull=True)
    return _of_learner(scope, found, "participant__agency__region")


def practices(scope: Scope, today: date) -> QuerySet[Practice]:
    """The practice cards; for a region, those that its people's observations or promises stand in."""
    found = Practice.objects.filter(visit__in=_visits(scope)).exclude(state="withdrawn")
    if not scope.learner:
        return found
    theirs = Q(observations__in=observations(scope, today)) | Q(take_homes__region=scope.learner)
    return found.filter(theirs).distinct()


def published(scope: Scope, today: date) -> QuerySet[Practice]:
    """The practice cards that anybody may read."""
    return practices(scope, today).filter(state="published")


def take_homes(scope: Scope, today: date) -> QuerySet[TakeHome]:
    """The promises to take something home."""
    return _of_learner(scope, TakeHome.objects.filter(visit__in=_visits(scope)), "region")


def steps_done(scope: Scope, today: date) -> QuerySet[TakeHome]:
    """The promises whose first step was taken."""
    return take_homes(scope, today).filter(step_done__isnull=False)


def adoptions(scope: Scope, today: date) -> QuerySet[TakeHome]:
    """The promises that were kept: what was seen works at home."""
    return take_homes(scope, today).filter(state="adopted")


def ideas(scope: Scope, today: date) -> QuerySet[Idea]:
    """The ideas that stand on a practice seen or on a promise made there."""
    seen = Q(practice__visit__in=_visits(scope)) | Q(take_home__visit__in=_visits(scope))
    return _of_learner(scope, Idea.objects.filter(seen).distinct(), "region")


def running(scope: Scope, today: date) -> QuerySet[Idea]:
    """The ideas that run, or whose results are shown already."""
    return ideas(scope, today).filter(stage__in=RUNNING)


def stopped(scope: Scope, today: date) -> QuerySet[Idea]:
    """The ideas that were stopped: each keeps its lesson."""
    return ideas(scope, today).filter(stage="stopped")


def late_steps(scope: Scope, today: date) -> QuerySet[TakeHome]:
    """Open promises whose first step is not taken, past the day first promised: putting it off keeps it late."""
    due = take_homes(scope, today).annotate(due=Coalesce("promised_by", "step_by"))
    return due.filter(state="open", step_done__isnull=True, due__lt=today)


def late_practices(scope: Scope, today: date) -> QuerySet[Practice]:
    """Published practices of which the host was to say by now whether they still run."""
    return published(scope, today).filter(ask_again__lt=today)


def late_contributions(scope: Scope, today: date) -> QuerySet[Contribution]:
    """Agencies asked for a contribution longer ago than our patience, without an answer, for a living idea."""
    found = Contribution.objects.filter(idea__in=_living(scope, today), state="asked")
    return found.filter(asked__lt=_patience_over(today))


def late_agreements(scope: Scope, today: date) -> QuerySet[Agreement]:
    """Heads asked for their agreement longer ago than our patience, without a decision, for a living idea."""
    found = Agreement.objects.filter(idea__in=_living(scope, today), decided__isnull=True)
    return found.filter(asked__lt=_patience_over(today))


def late_ideas(scope: Scope, today: date) -> QuerySet[Idea]:
    """Running ideas past the day on which they were to stop or to be judged."""
    return ideas(scope, today).filter(stage="running", stop_on__lt=today)


def never_shared(scope: Scope, today: date) -> QuerySet[Agency]:
    """Agencies that sent somebody and have neither brought up an idea nor promised to contribute to one."""
    took_part = participants(scope, today).values("agency")
    promised = Contribution.objects.filter(state="promised").values("agency")
    brought_up = Idea.objects.values("agency")
    every = Agency.objects.filter(pk__in=took_part, dissolved__isnull=True).select_related("region")
    return every.exclude(pk__in=promised).exclude(pk__in=brought_up)


# The steps in the order in which they are told, each with the field that dates a record of it.
CHAIN: dict[str, tuple[Callable[[Scope, date], QuerySet[Any]], str]] = {
    "visits": (visits, "starts"),
    "participants": (participants, "joined"),
    "present": (present, ""),
    "observations": (observations, "received"),
    "practices": (practices, "created"),
    "published": (published, "published"),
    "take_homes": (take_homes, "created"),
    "steps_done": (steps_done, "step_done"),
    "adoptions": (adoptions, "closed"),
    "ideas": (ideas, "created"),
    "running": (running, "stage_since"),
    "stopped": (stopped, "stage_since"),
}
LATE: dict[str, tuple[Callable[[Scope, date], QuerySet[Any]], str]] = {
    "late_steps": (late_steps, "step_by"),
    "late_practices": (late_practices, "ask_again"),
    "late_contributions": (late_contributions, "asked"),
    "late_agreements": (late_agreements, "asked"),
    "late_ideas": (late_ideas, "stop_on"),
}
STEPS = CHAIN | LATE | {"never_shared": (never_shared, "")}


@dataclass(frozen=True)
class Step:
    """One number of the answer: how many records, the first and the last day of them (None: no day of their own)."""

    key: str
    count: int
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True)
class Cost:
    """What the visits cost in rupiah: the sum of what is stated, and of how many visits it is not."""

    stated: int | None
    unstated: int


@dataclass(frozen=True)
class RegionRow:
    """What the people of one region did."""

    code: str
    name: str
    participants: int
    observations: int
    take_homes: int
    adoptions: int
    ideas: int


@dataclass(frozen=True)
class Changed:
    """The whole answer."""

    scope: Scope
    day: date
    chain: tuple[Step, ...]
    late: tuple[Step, ...]
    never_shared: int
    cost: Cost
    regions: tuple[RegionRow, ...]

    def count(self, key: str) -> int:
        """Return how many records a step of the chain has."""
        return next(step.count for step in self.chain if step.key == key)

    @property
    def per_adoption(self) -> int | None:
        """Rupiah per adoption: None where nothing was adopted, a visit's cost is not stated, or a part is asked."""
        adopted = self.count("adoptions")
        if self.scope.learner or not adopted or self.cost.stated is None or self.cost.unstated:
            return None
        return round(self.cost.stated / adopted)


def what_changed(scope: Scope, today: date) -> Changed:
    """Return every number of the answer as of a day."""
    cost = visits(scope, today).aggregate(stated=Sum("cost"), unstated=Count("pk", filter=Q(cost__isnull=True)))
    return Changed(
        scope,
        today,
        tuple(_step(key, scope, today) for key in CHAIN),
        tuple(_step(key, scope, today) for key in LATE),
        never_shared(scope, today).count(),
        Cost(None if cost["stated"] is None else int(cost["stated"]), cost["unstated"]),
        _regions(scope, today),
    )


def records(scope: Scope, step: str, today: date) -> QuerySet[Any]:
    """Return the records behind one number, as many as it says."""
    return STEPS[step][0](scope, today)


def _step(key: str, scope: Scope, today: date) -> Step:
    make, dated = STEPS[key]
    found = make(scope, today)
    if not dated:
        return Step(key, found.count())
    # Of the primary keys alone, so that a join that doubles rows can double no number.
    plain = _plain(found)
    told = plain.aggregate(count=Count("pk"), first=Min(dated), last=Max(dated))
    return Step(key, told["count"], _day(told["first"]), _day(told["last"]))


def _plain(found: QuerySet[Any]) -> QuerySet[Any]:
    model: type[Model] = found.model
    return model._base_manager.filter(pk__in=found.order_by().values("pk"))


def _regions(scope: Scope, today: date) -> tuple[RegionRow, ...]:
    counted = {
        "participants": _by(participants(scope, today), "agency__region"),
        "observations": _by(observations(scope, today), "participant__agency__region"),
        "take_homes": _by(take_homes(scope, today), "region"),
        "adoptions": _by(adoptions(scope, today), "region"),
        "ideas": _by(ideas(scope, today), "region"),
    }
    codes = sorted(set().union(*counted.values()))
    names = dict(Region.objects.filter(pk__in=codes).values_list("pk", "name"))
    return tuple(
        RegionRow(code, names[code], **{key: found.get(code, 0) for key, found in counted.items()}) for code in codes
    )


def _by(found: QuerySet[Any], path: str) -> dict[str, int]:
    rows = _plain(found).order_by().values_list(path).annotate(n=Count("pk"))
    return {code: n for code, n in rows}


def _visits(scope: Scope) -> QuerySet[Any]:
    return scope.visits.order_by().values("pk")


def _living(scope: Scope, today: date) -> QuerySet[Any]:
    return ideas(scope, today).exclude(stage__in=("stopped", "shown"))


def _of_learner(scope: Scope, found: QuerySet[Any], path: str) -> QuerySet[Any]:
    return found.filter(**{path: scope.learner}) if scope.learner else found


def _patience_over(today: date) -> datetime:
    return timezone.make_aware(datetime.combine(today, datetime.min.time())) - PATIENCE


def _day(moment: Any) -> date | None:
    return timezone.localtime(moment).date() if isinstance(moment, datetime) else moment
