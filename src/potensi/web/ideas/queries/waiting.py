"""Waiting for whom, and for how long: one question, asked of one idea, of many, and by whoever is waited for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from potensi.web.actor import Actor
from potensi.web.ideas import rules
from potensi.web.ideas.models import ENDED, Agreement, Contribution, Idea, Review
from potensi.web.people.models import Agency

CONTRIBUTION, AGREEMENT, REVIEW, OWNER = "contribution", "agreement", "review", "owner"
# From this stage on somebody should be in charge.
_OWNED_FROM = "designed"


@dataclass(frozen=True)
class Wait:
    """Something that an idea waits for: from which agency (its head for an agreement), or from a reviewer."""

    kind: str
    idea: Idea
    since: datetime
    key: int
    agency: Agency | None = None
    reviewer: int | None = None

    @property
    def days(self) -> int:
        """How many days it has been waited for; 0 is today."""
        return max(0, (timezone.localdate() - timezone.localtime(self.since).date()).days)


def waits(ideas: Iterable[Idea]) -> dict[int, list[Wait]]:
    """Return what each of some ideas waits for, the longest first; a stopped one waits for nothing."""
    alive = {each.pk: each for each in ideas if each.stage != ENDED}
    found: dict[int, list[Wait]] = {key: [] for key in alive}
    for wait in (*_contributions(alive), *_agreements(alive), *_reviews(alive), *_owners(alive)):
        found[wait.idea.pk].append(wait)
    for each in found.values():
        each.sort(key=lambda wait: wait.since)
    return found


def waiting_for(actor: Actor) -> QuerySet[Idea]:
    """Return the living ideas that wait for this actor: their agency's answer, their agreement, their judgement."""
    every = rules.visible(actor).exclude(stage=ENDED)
    return every.filter(_waits_for(actor)) if actor.user else every.none()


def mine(actor: Actor) -> list[Wait]:
    """Return everything that waits for this actor, the longest first."""
    ideas = list(waiting_for(actor).order_by("pk"))
    found = [wait for each in waits(ideas).values() for wait in each if _is_for(actor, wait)]
    return sorted(found, key=lambda wait: wait.since)


def _waits_for(actor: Actor) -> Q:
    held, headed = {each.agency for each in actor.held}, rules.headed(actor)
    here = {"idea": OuterRef("pk")}
    asked = Contribution.objects.filter(**here, agency__in=held, state="asked")
    undecided = Agreement.objects.filter(**here, agency__in=headed, decided__isnull=True)
    to_judge = Review.objects.filter(**here, reviewer_id=actor.user, given__isnull=True, conflict="")
    return Exists(asked) | Exists(undecided) | Exists(to_judge)


def _is_for(actor: Actor, wait: Wait) -> bool:
    if wait.kind == REVIEW:
        return wait.reviewer == actor.user
    if wait.agency is None or wait.kind == OWNER:
        return False
    those = rules.headed(actor) if wait.kind == AGREEMENT else {each.agency for each in actor.held}
    return wait.agency.pk in those


def _contributions(ideas: dict[int, Idea]) -> Iterable[Wait]:
    rows = Contribution.objects.filter(idea__in=ideas, state="asked").select_related("agency__region")
    return (Wait(CONTRIBUTION, ideas[each.idea_id], each.asked, each.pk, each.agency) for each in rows)


def _agreements(ideas: dict[int, Idea]) -> Iterable[Wait]:
    rows = Agreement.objects.filter(idea__in=ideas, decided__isnull=True).select_related("agency__region")
    return (Wait(AGREEMENT, ideas[each.idea_id], each.asked, each.pk, each.agency) for each in rows)


def _reviews(ideas: dict[int, Idea]) -> Iterable[Wait]:
    rows = Review.objects.filter(idea__in=ideas, given__isnull=True, conflict="")
    return (Wait(REVIEW, ideas[each.idea_id], each.invited, each.pk, reviewer=each.reviewer_id) for each in rows)


def _owners(ideas: dict[int, Idea]) -> Iterable[Wait]:
    without = (each for each in ideas.values() if each.owner_id is None and each.stage == _OWNED_FROM)
    return (Wait(OWNER, each, each.stage_since, each.pk, each.agency) for each in without)
