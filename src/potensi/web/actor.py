"""Who acts, and by what right: a person with the offices they hold today."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

ORGANISER, PARTICIPANT, ANALYST = "organiser", "participant", "analyst"
LEADER, HOST, ADMINISTRATOR = "leader", "host", "administrator"
ROLES = (ORGANISER, PARTICIPANT, ANALYST, LEADER, HOST, ADMINISTRATOR)
COUNTRY = "0000"


@dataclass(frozen=True)
class Held:
    """One office held today: in which agency and region, with what role; ``acting`` for an acting head."""

    membership: int
    office: int
    title: str
    agency: int
    agency_name: str
    region: str
    role: str
    acting: bool = False
    head: bool = False


@dataclass(frozen=True)
class Actor:
    """A person (``user`` is None for the system and for somebody not signed in) and the offices they hold.

    ``regions_below`` names, for each region where they administer, every region under it: an administrator of a
    province also administers its regencies and cities; every other role is for one region.
    """

    user: int | None = None
    name: str = ""
    held: tuple[Held, ...] = ()
    regions_below: frozenset[str] = frozenset()
    system: bool = False

    @property
    def known(self) -> bool:
        """Whether somebody is signed in (or the system itself acts)."""
        return self.user is not None or self.system

    def has(self, roles: Iterable[str], region: str) -> bool:
        """Return whether they hold one of ``roles`` in ``region``; an administrator above it counts as one there."""
        wanted = set(roles)
        if self.system:
            return True
        if ADMINISTRATOR in wanted and region in self.regions_below:
            return True
        return any(each.role in wanted and each.region == region for each in self.held)

    def anywhere(self, roles: Iterable[str]) -> bool:
        """Return whether they hold one of ``roles`` in any region."""
        wanted = set(roles)
        return self.system or any(each.role in wanted for each in self.held)

    def belongs_to(self, region: str) -> bool:
        """Return whether they hold any office in ``region`` or administer it."""
        return self.has(ROLES, region)

    @property
    def regions(self) -> frozenset[str]:
        """Every region in which they hold an office or which they administer."""
        return frozenset(each.region for each in self.held) | self.regions_below

    def office_for(self, region: str | None) -> Held | None:
        """Return the office in which they act on something of ``region``: one held there, else the first held."""
        there = [each for each in self.held if each.region == region]
        return next(iter(there or self.held), None)


NOBODY = Actor()
SYSTEM = Actor(system=True)
