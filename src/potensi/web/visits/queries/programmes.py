"""Reading programmes, cohorts and who is in them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from potensi.web.actor import Actor
from potensi.web.people.models import Office, Region
from potensi.web.visits import rules
from potensi.web.visits.models import Cohort, Participant, Programme

NAMED = 12


@dataclass(frozen=True)
class Frame:
    """What everybody may know of a cohort's people: how many, of which kinds, from how many regions and agencies."""

    people: int
    regions: int
    agencies: int
    kinds: tuple[tuple[str, int], ...]
    left: int


def programmes(actor: Actor) -> QuerySet[Programme]:
    """Return the programmes this actor may see, with the number of their cohorts."""
    return rules.visible_programmes(actor).annotate(cohort_count=Count("cohorts")).order_by("-created", "name")


def cohorts(actor: Actor, programme: Programme | None = None) -> QuerySet[Cohort]:
    """Return the cohorts this actor may see, of one programme or of all, with how many take part."""
    taking = Count("participants", filter=Q(participants__left__isnull=True), distinct=True)
    found = rules.visible_cohorts(actor).annotate(people=taking, visit_count=Count("visits", distinct=True))
    return (found if programme is None else found.filter(programme=programme)).order_by("-starts", "name")


def own_cohorts(actor: Actor) -> QuerySet[Cohort]:
    """Return the cohorts that this actor is inside of: organises, takes part in or receives."""
    inside = rules.inside(actor).values("pk")
    return cohorts(actor).filter(pk__in=inside) if actor.user else Cohort.objects.none()


def frame(cohort: Cohort) -> Frame:
    """Return the counts of a cohort: who dropped out is counted apart."""
    rows = list(cohort.participants.values_list("kind", "agency", "agency__region", "left"))
    here = [row for row in rows if row[3] is None]
    kinds = Counter(kind for kind, *_ in here)
    return Frame(
        people=len(here),
        regions=len({region for _, _, region, _ in here}),
        agencies=len({agency for _, agency, _, _ in here}),
        kinds=tuple(sorted(kinds.items(), key=lambda each: (not each[0], -each[1], each[0]))),
        left=len(rows) - len(here),
    )


def participants(visible: QuerySet[Participant], *, text: str = "", kind: str = "") -> QuerySet[Participant]:
    """Return those of the visible participants whose name, agency or region holds every word; by region and name."""
    found = visible.filter(kind=kind) if kind else visible
    for word in text.split():
        of_agency = Q(agency__name__icontains=word) | Q(agency__short__icontains=word)
        found = found.filter(Q(user__name__icontains=word) | of_agency | Q(agency__region__name__icontains=word))
    return found.order_by("left", "agency__region_id", "agency__name", "user__name", "pk")


def kinds(cohort: Cohort) -> list[str]:
    """Return the kinds of participants that a cohort has, as they are written there."""
    found = cohort.participants.exclude(kind="").order_by().values_list("kind", flat=True).distinct()
    return sorted(found)


def learning_regions(cohort: Cohort) -> list[Region]:
    """Return the regions that a cohort's people come from, those of most people first, then the programme's own."""
    here = Counter(cohort.participants.filter(left__isnull=True).values_list("agency__region", flat=True))
    order = [code for code, _ in sorted(here.items(), key=lambda each: (-each[1], each[0]))]
    order += [] if cohort.programme.region_id in here else [cohort.programme.region_id]
    known = Region.objects.in_bulk(order)
    return [known[code] for code in order]


def own_offices(actor: Actor, kept: Office | None = None) -> QuerySet[Office]:
    """Return the offices this actor holds where they organise, and the one that is kept in a record already."""
    held = [each.office for each in actor.held if each.role in rules.ORGANISERS]
    return Office.objects.filter(Q(pk__in=held) | Q(pk=kept.pk if kept else None)).select_related("agency__region")


def agency_names(cohort: Cohort) -> list[str]:
    """Return the names of the agencies that a cohort's people come from."""
    found = cohort.participants.order_by().values_list("agency__name", flat=True).distinct()
    return sorted(found)
