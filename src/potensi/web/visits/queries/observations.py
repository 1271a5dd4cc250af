"""Observations as they are read: of a visit by stop, and whose drafts a browser keeps."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.crypto import salted_hmac

from potensi.web.actor import Actor
from potensi.web.visits import rules
from potensi.web.visits.models import Group, Observation, Stop, Visit

# How many of a stop's are shown beside those of the other stops.
SHOWN = 12


@dataclass(frozen=True)
class AtStop:
    """A stop, what was observed there (the first of it where all stops are shown), and how many observations it has."""

    stop: Stop
    observations: tuple[Observation, ...]
    count: int

    @property
    def more(self) -> bool:
        """Whether there is more than is shown."""
        return self.count > sum(each.withdrawn is None for each in self.observations)


def stops_of(visit: Visit) -> QuerySet[Stop]:
    """Return a visit's stops in the order in which one comes to them."""
    return Stop.objects.filter(visit=visit).order_by("starts", "pk")


def by_stop(actor: Actor, visit: Visit, *, stop: str = "", group: str = "", own: bool = False) -> list[AtStop]:
    """Return what this actor may read of a visit's observations, by stop; of one stop, one group, or their own."""
    found = rules.visible_observations(actor).filter(stop__visit=visit).order_by("stop__starts", "stop", "received")
    found = found.select_related("participant__agency__region", "participant__group")
    if group.isdecimal():
        found = found.filter(participant__group__number=int(group[:6]))
    if own:
        found = found.filter(participant__user_id=actor.user)
    every, one = list(found), stop.isdecimal()
    stops = [each for each in stops_of(visit) if not one or each.pk == int(stop[:18])]
    return [_at(each, [seen for seen in every if seen.stop_id == each.pk], None if one else SHOWN) for each in stops]


def _at(stop: Stop, seen: list[Observation], most: int | None) -> AtStop:
    """What a writer has withdrawn is shown to them and counts no more."""
    return AtStop(stop, tuple(seen[:most]), sum(each.withdrawn is None for each in seen))


def groups_of(visit: Visit) -> QuerySet[Group]:
    """Return the groups that a visit's people are in."""
    return Group.objects.filter(cohort=visit.cohort_id).order_by("number")


def account_key(actor: Actor) -> str:
    """Return what names an account to its own browser, so that nobody else's drafts are shown or sent there.

    It is not the account's number and leads to nobody.
    """
    if actor.user is None:
        return ""
    return salted_hmac("potensi.web.visits.observe", str(actor.user)).hexdigest()[:24]
