"""Reading practice cards: found by anybody, what waits for an answer, whose words they are, what was changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Prefetch, Q, QuerySet, prefetch_related_objects

from potensi.web.actor import Actor
from potensi.web.audit.models import AuditRow
from potensi.web.edits import Piece, pieces
from potensi.web.people.models import Region
from potensi.web.photos.models import Photo
from potensi.web.visits import rules
from potensi.web.visits.models import Group, Observation, Practice, Programme, Stop, Visit
from potensi.web.visits.models.learned import PRACTICE_TEXTS

KIND = "practice"
_SEARCHED = (*PRACTICE_TEXTS, "visit__host_region__name", "visit__host__agency__name")


@dataclass(frozen=True)
class Asked:
    """What somebody looks for among the cards; empty where they do not mind."""

    text: str = ""
    region: str = ""
    running: str = ""
    visit: Visit | None = None


@dataclass(frozen=True)
class Credit:
    """An agency and the people of it whose observations a card merges."""

    agency: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class Rewritten:
    """One text of a card that was changed, word by word."""

    field: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Act:
    """One thing that was done to a card: when, by whom in which office, why, and the texts it changed."""

    at: datetime
    action: str
    who: str
    office: str
    why: str
    changed: tuple[Rewritten, ...]
    running: str = ""
    on: date | None = None

    @property
    def verb(self) -> str:
        """What was done, without the kind of thing that it was done to."""
        return self.action.partition(".")[2]


@dataclass(frozen=True)
class Adopters:
    """How many promises stand on a card, by what became of them."""

    open: int
    adopted: int
    dropped: int
    regions: tuple[str, ...]  # of the adopted ones


def published(asked: Asked | None = None) -> QuerySet[Practice]:
    """Return the published cards that are asked for, the newest first."""
    asked = asked or Asked()
    found = _whole(Practice.objects.filter(state="published"))
    if asked.region:
        found = found.filter(visit__host_region=asked.region)
    if asked.running:
        found = found.filter(running=asked.running)
    if asked.visit is not None:
        found = found.filter(visit=asked.visit)
    for word in asked.text.split():
        anywhere = Q()
        for name in _SEARCHED:
            anywhere |= Q(**{f"{name}__icontains": word})
        found = found.filter(anywhere)
    return found.order_by("-published", "-pk")


def host_regions() -> QuerySet[Region]:
    """Return the regions that were host to a published card."""
    cards = Practice.objects.filter(state="published")
    return Region.objects.filter(pk__in=cards.values("visit__host_region")).order_by("name")


def drafts(actor: Actor, visit: Visit | None = None) -> QuerySet[Practice]:
    """Return the drafts of cohorts that this actor is inside of, of one visit or of all."""
    if not actor.known:
        return Practice.objects.none()
    found = _whole(Practice.objects.filter(state="draft", visit__cohort__in=rules.inside(actor)))
    found = found.filter(visit=visit) if visit is not None else found
    return found.order_by("-created", "-pk")


def of_visit(actor: Actor, visit: Visit) -> QuerySet[Practice]:
    """Return the cards of a visit that this actor may read."""
    return rules.visible_practices(actor).filter(visit=visit).order_by("-created", "-pk")


def overdue(actor: Actor, today: date, *, region: str = "", programme: Programme | None = None) -> QuerySet[Practice]:
    """Return the published cards whose "still running?" is past its day and unanswered, for host and organiser.

    With ``region``, those alone of that host; with ``programme``, those alone of its visits.
    """
    if not actor.known:
        return Practice.objects.none()
    due = Practice.objects.filter(state="published", ask_again__lt=today)
    if not actor.system:
        own = Q(visit__host_region__in=rules.received(actor))
        due = due.filter(own | Q(visit__cohort__programme__region__in=rules.organised(actor)))
    due = due.filter(visit__host_region=region) if region else due
    due = due.filter(visit__cohort__programme=programme) if programme is not None else due
    return _whole(due).order_by("ask_again", "pk")


def observations(
    actor: Actor, visit: Visit, *, stop: Stop | None = None, group: Group | None = None
) -> QuerySet[Observation]:
    """Return what was observed on a visit (at a stop, by a group), side by side: stop by stop, group by group."""
    found = rules.visible_observations(actor).filter(stop__visit=visit, withdrawn__isnull=True)
    if stop is not None:
        found = found.filter(stop=stop)
    if group is not None:
        found = found.filter(participant__group=group)
    cards = Prefetch("practices", Practice.objects.exclude(state="withdrawn"))
    found = found.select_related("participant__agency__region", "participant__group").prefetch_related(cards)
    return found.order_by("stop__starts", "stop", "participant__group__number", "participant__user__name", "pk")


def with_credits(found: QuerySet[Practice]) -> QuerySet[Practice]:
    """Return cards along with what :func:`credits_of` reads of each, in a few queries for all of them."""
    merged = Observation.objects.select_related("participant__user", "participant__agency__region")
    return found.prefetch_related(Prefetch("observations", merged)).select_related("corrected_by__agency")


def credits_of(practice: Practice) -> list[Credit]:
    """Return the names of all whose observations a card merges, by agency: region by region, by the alphabet."""
    if "observations" not in getattr(practice, "_prefetched_objects_cache", {}):
        there = "observations__participant"
        prefetch_related_objects([practice], f"{there}__user", f"{there}__agency__region")
    people = {each.participant_id: each.participant for each in practice.observations.all()}.values()
    found: dict[str, dict[str, None]] = {}
    for each in sorted(people, key=lambda one: (one.agency.region_id, one.agency.name, str(one.user), one.pk)):
        found.setdefault(f"{each.agency}, {each.agency.region}", {})[str(each.user)] = None
    return [Credit(agency, tuple(names)) for agency, names in found.items()]


def candidates(practice: Practice) -> list[tuple[Photo, Observation]]:
    """Return the photos that a card may show: those of its observations, each with the one it came with."""
    found: dict[int, tuple[Photo, Observation]] = {}
    merged = practice.observations.filter(photo__isnull=False).select_related("photo", "stop", "participant__user")
    for each in merged.order_by("stop__starts", "pk"):
        if each.photo is not None:
            found.setdefault(each.photo.pk, (each.photo, each))
    return list(found.values())


def adopters(practice: Practice) -> Adopters:
    """Return what became of the promises that stand on a card."""
    counts = dict(practice.take_homes.order_by().values_list("state").annotate(count=Count("pk")))
    names = practice.take_homes.filter(state="adopted").order_by("region__name").values_list("region__name", flat=True)
    regions = tuple(dict.fromkeys(names))
    return Adopters(counts.get("open", 0), counts.get("adopted", 0), counts.get("dropped", 0), regions)


def history(practice: Practice) -> list[Act]:
    """Return everything that was done to a card, the latest first. For those who are inside its cohort."""
    rows = AuditRow.objects.filter(target_kind=KIND, target_id=str(practice.pk)).select_related("user")
    return [_act(row) for row in rows]


def _act(row: AuditRow) -> Act:
    drafted = row.action == "practice.drafted"
    on = row.after.get("running_on")
    return Act(
        at=row.at,
        action=row.action,
        who=str(row.user) if row.user is not None else "",
        office=row.office,
        why=row.why,
        changed=() if drafted else tuple(_rewritten(row.changed)),
        running=str(row.after.get("running") or ""),
        on=date.fromisoformat(on) if on else None,
    )


def _rewritten(changed: Iterable[tuple[str, object, object]]) -> Iterable[Rewritten]:
    for name, old, new in changed:
        if name in PRACTICE_TEXTS:
            yield Rewritten(name, tuple(pieces(str(old or ""), str(new or ""))))


def _whole(found: QuerySet[Practice]) -> QuerySet[Practice]:
    return found.select_related("visit__host_region", "visit__host__agency", "visit__cohort__programme", "photo")
