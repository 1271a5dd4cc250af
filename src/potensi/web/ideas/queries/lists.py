"""The list of ideas, by what somebody asks for."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from potensi.web.actor import Actor
from potensi.web.ideas import rules
from potensi.web.ideas.models import Agreement, Basis, Contribution, Idea
from potensi.web.ideas.queries.waiting import waiting_for
from potensi.web.people.models import Agency, Region


@dataclass(frozen=True)
class Asked:
    """What somebody looks for; empty where they do not mind."""

    text: str = ""
    stage: str = ""
    region: str = ""
    agency: int | None = None
    waiting: bool = False


def listed(actor: Actor, asked: Asked) -> QuerySet[Idea]:
    """Return the ideas that this actor may read and asks for, the latest first.

    An agency's ideas are those it brought up, owns or has promised something to.
    """
    found = waiting_for(actor) if asked.waiting else rules.visible(actor)
    if asked.stage:
        found = found.filter(stage=asked.stage)
    if asked.region:
        found = found.filter(region=asked.region)
    if asked.agency is not None:
        promised = Contribution.objects.filter(idea=OuterRef("pk"), agency=asked.agency, state="promised")
        found = found.filter(Q(agency=asked.agency) | Q(owner__agency=asked.agency) | Exists(promised))
    for word in asked.text.split()[:8]:
        found = found.filter(Q(title__icontains=word) | Q(summary__icontains=word))
    return whole(found).order_by("-created", "-pk")


def whole(ideas: QuerySet[Idea]) -> QuerySet[Idea]:
    """Return ideas with everything that their standing is read from, in a few queries for all of them."""
    contributions = Contribution.objects.select_related("agency__region", "answered_by").order_by("asked", "pk")
    bases = Basis.objects.select_related("asset__region", "version__dataset").order_by("pk")
    agreements = Agreement.objects.select_related("agency__region", "office").order_by("asked", "pk")
    return ideas.prefetch_related(
        Prefetch("contributions", contributions),
        Prefetch("bases", bases),
        Prefetch("agreements", agreements),
        "trials",
        "reviews",
    )


def regions(actor: Actor) -> QuerySet[Region]:
    """Return the regions that have an idea which this actor may read."""
    return Region.objects.filter(pk__in=rules.visible(actor).order_by().values("region")).order_by("name")


def agencies(actor: Actor) -> QuerySet[Agency]:
    """Return the agencies that brought up an idea which this actor may read."""
    those = rules.visible(actor).order_by().values("agency")
    return Agency.objects.filter(pk__in=those).select_related("region").order_by("region__name", "name")
