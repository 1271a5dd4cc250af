"""Reading the groups of a cohort: who is where, what is wished, what is broken now and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from potensi.web.visits.grouping.best import best_grouping
from potensi.web.visits.grouping.kept import broken_of, wishes_of
from potensi.web.visits.grouping.wishes import Broken, Grouping, Member, Reason, Wish, Wishes, recount
from potensi.web.visits.models import Cohort, Group, Participant

BY_HAND, SINCE = "by_hand", "since"


@dataclass(frozen=True)
class Standing:
    """A cohort's groups as they stand: its participants (those still taking part), their groups, and the wishes."""

    cohort: Cohort
    participants: tuple[Participant, ...]
    groups: tuple[Group, ...]

    @cached_property
    def members(self) -> tuple[Member, ...]:
        """The participants as those to be grouped."""
        return tuple(
            Member(str(each.pk), each.user.name, str(each.agency_id), each.agency.region_id, each.kind)
            for each in self.participants
        )

    @cached_property
    def assignment(self) -> dict[str, int]:
        """Who is in which group now; who is in none is not in it."""
        return {str(each.pk): each.group.number for each in self.participants if each.group is not None}

    @cached_property
    def wishes(self) -> Wishes:
        """What is wished, with the pins of today."""
        pins = [(str(each.pk), each.group.number) for each in self.participants if each.pinned and each.group]
        return wishes_of(self.cohort.wishes, pins)

    @property
    def without(self) -> tuple[Participant, ...]:
        """Those who are in no group, where there are groups."""
        return tuple(each for each in self.participants if each.group is None) if self.groups else ()

    def worse(self, places: Mapping[str, int]) -> tuple[Broken, ...]:
        """Return what would be newly broken, or more, with some people in other groups; their pins go with them."""
        assignment = {**self.assignment, **places}
        pins = tuple((key, places.get(key, group)) for key, group in self.wishes.pins)
        then = self.counted(assignment, replace(self.wishes, pins=pins))
        return tuple(each for each in then if each.amount > self._amounts.get(each.wish, 0))

    @cached_property
    def _amounts(self) -> dict[Wish, int]:
        return {each.wish: each.amount for each in self.broken}

    def counted(self, assignment: Mapping[str, int], wishes: Wishes) -> tuple[Broken, ...]:
        """Return what an assignment breaks, without reasons."""
        if not self.groups or not assignment:
            return ()
        there = [each for each in self.members if each.key in assignment]
        return recount(there, wishes, assignment, max(each.number for each in self.groups))

    @cached_property
    def broken(self) -> tuple[Broken, ...]:
        """Every wish that is broken now: counted again, with the reasons kept for it."""
        return with_reasons(self.counted(self.assignment, self.wishes), broken_of(self.cohort.grouping), SINCE)


@dataclass(frozen=True)
class Plan:
    """A grouping found for a cohort as it stood; it is taken over only while the cohort still stands so."""

    members: tuple[Member, ...]
    wishes: Wishes
    grouping: Grouping


def standing(cohort: Cohort) -> Standing:
    """Return the groups of a cohort as they stand."""
    people = Participant.objects.filter(cohort=cohort, left__isnull=True)
    people = people.select_related("user", "agency__region", "group").order_by("agency__region", "agency", "pk")
    return Standing(cohort, tuple(people), tuple(Group.objects.filter(cohort=cohort).order_by("number")))


def planned(cohort: Cohort) -> Plan:
    """Return the best grouping of a cohort under its wishes. It takes seconds: look for it outside a transaction."""
    now = standing(cohort)
    return Plan(now.members, now.wishes, best_grouping(now.members, now.wishes))


def with_reasons(now: Iterable[Broken], kept: Iterable[Broken], other: str) -> tuple[Broken, ...]:
    """Return what is broken now with the reasons kept for it; what is new or has grown has the reason ``other``."""
    known = {each.wish: each for each in kept}
    found = []
    for each in now:
        before = known.get(each.wish)
        reasons = before.reasons if before is not None else ()
        if before is None or each.amount > before.amount:
            reasons = tuple(reason for reason in reasons if reason.code != other) + (Reason(other),)
        found.append(replace(each, reasons=reasons))
    order = {wish: at for at, wish in enumerate(known)}
    return tuple(sorted(found, key=lambda each: order.get(each.wish, len(order))))
