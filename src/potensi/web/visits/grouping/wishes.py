"""A cohort in groups by rules: who is to be grouped, what is wished, and a recount of what a grouping breaks.

Nothing here searches: :mod:`potensi.web.visits.grouping.best` finds the best grouping, and whoever moves somebody by
hand is told by :func:`recount` what that breaks. A wish is kept or it is named; there is no third.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import comb
from typing import Any

AGENCY, REGION, KIND, APART, TOGETHER = "agency", "region", "kind", "apart", "together"
PIN, BALANCE, SIZE, NUMBER = "pin", "balance", "size", "number"

# What one break weighs when not everything can be kept: a pair of one agency or region in a group, one person of a
# kind missing in a group, a named pair that is not as wished. Somebody named a pair on purpose: it weighs most.
WEIGHTS = {APART: 10, TOGETHER: 10, AGENCY: 4, KIND: 3, REGION: 2}


@dataclass(frozen=True)
class Member:
    """Somebody to be grouped. An agency, region or kind that is not known is empty, and no wish applies to it."""

    key: str
    name: str
    agency: str = ""
    region: str = ""
    kind: str = ""


@dataclass(frozen=True)
class Wishes:
    """What is wished of a grouping.

    ``groups`` is the number of groups; without it ``least`` and ``most`` people a group decide. ``each_kind`` says how
    many of a kind every group should have at least; ``free_regions`` are not meant by ``regions_apart`` (the
    province itself, where half of the cohort serves); ``pins`` set a member into a group (numbered from 1).
    """

    groups: int | None = None
    least: int | None = None
    most: int | None = None
    agencies_apart: bool = True
    regions_apart: bool = True
    free_regions: frozenset[str] = frozenset()
    each_kind: tuple[tuple[str, int], ...] = ()
    apart: tuple[tuple[str, str], ...] = ()
    together: tuple[tuple[str, str], ...] = ()
    pins: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, order=True)
class Wish:
    """One wish: its kind (``AGENCY`` …) and what it is about: an agency, a region, a kind, or members."""

    code: str
    about: tuple[str, ...] = ()


@dataclass(frozen=True)
class Place:
    """Where a wish is broken: in which group, who is concerned, and by how much (pairs, or people too few)."""

    group: int
    members: tuple[str, ...] = ()
    amount: int = 1


@dataclass(frozen=True)
class Reason:
    """Why a wish is not kept: the code of a sentence, its numbers, and the wishes that it cannot be kept along with."""

    code: str
    params: Mapping[str, Any] = field(default_factory=dict)
    wishes: tuple[Wish, ...] = ()


@dataclass(frozen=True)
class Broken:
    """A wish that a grouping breaks: by how much altogether, where, and why."""

    wish: Wish
    amount: int
    places: tuple[Place, ...] = ()
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True)
class Grouping:
    """Who goes into which group (from 1 to ``groups``), what is broken, and whether no better grouping exists."""

    groups: int
    assignment: Mapping[str, int]
    broken: tuple[Broken, ...] = ()
    proven: bool = True


def one_each(members: Iterable[Member], wishes: Wishes) -> dict[Wish, tuple[str, ...]]:
    """Return, for every agency and region that a group should have one person of at most, its members (two or more)."""
    found: dict[Wish, list[str]] = defaultdict(list)
    for each in members:
        if wishes.agencies_apart and each.agency:
            found[Wish(AGENCY, (each.agency,))].append(each.key)
        if wishes.regions_apart and each.region and each.region not in wishes.free_regions:
            found[Wish(REGION, (each.region,))].append(each.key)
    return {wish: tuple(keys) for wish, keys in sorted(found.items()) if len(keys) > 1}


def pairs(wishes: Wishes, keys: Iterable[str]) -> list[Wish]:
    """Return the wishes about two named members, each once, as far as both are in the cohort."""
    known, found = set(keys), []
    for code, named in ((APART, wishes.apart), (TOGETHER, wishes.together)):
        for one, two in named:
            if one != two and {one, two} <= known:
                found.append(Wish(code, (min(one, two), max(one, two))))
    return list(dict.fromkeys(found))


def every_wish(members: Sequence[Member], wishes: Wishes) -> list[Wish]:
    """Return every wish that a search weighs: pairs, agencies, kinds, regions."""
    kinds = [Wish(KIND, (kind,)) for kind, least in dict(wishes.each_kind).items() if least > 0]
    return [*pairs(wishes, (each.key for each in members)), *one_each(members, wishes), *kinds]


def inside(keys: Iterable[str], assignment: Mapping[str, int]) -> dict[int, tuple[str, ...]]:
    """Return which of some members are in each group."""
    found: dict[int, list[str]] = defaultdict(list)
    for key in keys:
        found[assignment[key]].append(key)
    return {group: tuple(there) for group, there in sorted(found.items())}


def recount(
    members: Sequence[Member], wishes: Wishes, assignment: Mapping[str, int], groups: int
) -> tuple[Broken, ...]:
    """Return every wish that an assignment breaks, with its places, counted from the beginning; without reasons."""
    return (
        *_pins_broken(wishes, assignment),
        *_pairs_broken(members, wishes, assignment),
        *_meetings(members, wishes, assignment),
        *_too_few(members, wishes, assignment, groups),
        *_sizes_broken(wishes, assignment, groups),
    )


def _pins_broken(wishes: Wishes, assignment: Mapping[str, int]) -> list[Broken]:
    found = []
    for key, group in dict.fromkeys(wishes.pins):
        if key in assignment and assignment[key] != group:
            found.append(Broken(Wish(PIN, (key, str(group))), 1, (Place(assignment[key], (key,)),)))
    return found


def _pairs_broken(members: Sequence[Member], wishes: Wishes, assignment: Mapping[str, int]) -> list[Broken]:
    found = []
    for wish in pairs(wishes, (each.key for each in members)):
        there = inside(wish.about, assignment)
        if (len(there) == 1) == (wish.code == APART):
            found.append(Broken(wish, 1, tuple(Place(group, keys) for group, keys in there.items())))
    return found


def _meetings(members: Sequence[Member], wishes: Wishes, assignment: Mapping[str, int]) -> list[Broken]:
    found = []
    for wish, keys in one_each(members, wishes).items():
        there = inside(keys, assignment)
        places = tuple(Place(group, met, comb(len(met), 2)) for group, met in there.items() if len(met) > 1)
        if places:
            found.append(Broken(wish, sum(place.amount for place in places), places))
    return found


def _too_few(members: Sequence[Member], wishes: Wishes, assignment: Mapping[str, int], groups: int) -> list[Broken]:
    found = []
    for kind, least in dict(wishes.each_kind).items():
        there = inside((each.key for each in members if each.kind == kind), assignment)
        short = [(group, there.get(group, ())) for group in range(1, groups + 1)]
        places = tuple(Place(group, keys, least - len(keys)) for group, keys in short if len(keys) < least)
        if places:
            found.append(Broken(Wish(KIND, (kind,)), sum(place.amount for place in places), places))
    return found


def _sizes_broken(wishes: Wishes, assignment: Mapping[str, int], groups: int) -> list[Broken]:
    found = []
    sizes = Counter(assignment.values())
    sizes.update(dict.fromkeys(range(1, groups + 1), 0))
    low, high = len(assignment) // groups, -(-len(assignment) // groups)
    if wishes.groups is not None and wishes.groups != groups:
        found.append(Broken(Wish(NUMBER), abs(wishes.groups - groups)))
    found.extend(_outside(Wish(BALANCE), sizes, low, high))
    found.extend(_outside(Wish(SIZE), sizes, wishes.least or 0, wishes.most or len(assignment)))
    return found


def _outside(wish: Wish, sizes: Mapping[int, int], low: int, high: int) -> list[Broken]:
    off = {group: max(low - size, size - high) for group, size in sorted(sizes.items())}
    places = tuple(Place(group, (), amount) for group, amount in off.items() if amount > 0)
    return [Broken(wish, sum(place.amount for place in places), places)] if places else []


def weight(broken: Iterable[Broken]) -> int:
    """Return what breaks weigh altogether: the sum that the best grouping makes least."""
    return sum(WEIGHTS.get(each.wish.code, 0) * each.amount for each in broken)
