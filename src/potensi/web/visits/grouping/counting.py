"""What no grouping can keep, shown by counting alone: a person can follow each of these arguments with a pencil.

For wishes about agencies, regions and kinds these bounds are exact as long as nobody is pinned and no pair is named:
a cohort can always be dealt out so that every agency, region and kind comes out even (an even colouring of the edges
of a bipartite graph). The search is needed for what pins and pairs do to that.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from math import comb

from potensi.web.visits.grouping.wishes import APART, KIND, TOGETHER, Member, Reason, Wish, Wishes, every_wish, one_each


def dealt_out(people: int, pinned: Sequence[int]) -> list[int]:
    """Return how many go into each group when ``people`` more join those pinned, as evenly as can be."""
    counts = list(pinned)
    for _ in range(people):
        counts[counts.index(min(counts))] += 1
    return counts


def pinned_counts(keys: Iterable[str], pins: Mapping[str, int], groups: int) -> list[int]:
    """Return how many of some members are pinned into each group."""
    found = Counter(pins[key] for key in keys if key in pins)
    return [found[group] for group in range(1, groups + 1)]


def bounds(members: Sequence[Member], wishes: Wishes, pins: Mapping[str, int], groups: int) -> dict[Wish, int]:
    """Return for every wish by how much it is broken at least, whatever the grouping."""
    classes = one_each(members, wishes)
    return {wish: _bound(wish, members, wishes, pins, groups, classes) for wish in every_wish(members, wishes)}


def _bound(
    wish: Wish,
    members: Sequence[Member],
    wishes: Wishes,
    pins: Mapping[str, int],
    groups: int,
    classes: Mapping[Wish, tuple[str, ...]],
) -> int:
    if wish.code in (APART, TOGETHER):
        where = [pins.get(key) for key in wish.about]
        return int(None not in where and (where[0] == where[1]) == (wish.code == APART))
    if wish.code == KIND:
        keys = [each.key for each in members if each.kind == wish.about[0]]
        pinned = pinned_counts(keys, pins, groups)
        missing = sum(max(0, dict(wishes.each_kind)[wish.about[0]] - there) for there in pinned)
        return max(0, missing - (len(keys) - sum(pinned)))
    pinned = pinned_counts(classes[wish], pins, groups)
    return sum(comb(count, 2) for count in dealt_out(len(classes[wish]) - sum(pinned), pinned))


def argument(wish: Wish, members: Sequence[Member], wishes: Wishes, pins: Mapping[str, int], groups: int) -> Reason:
    """Return the argument by counting for the bound of a wish: without the pins where that is enough already."""
    classes = one_each(members, wishes)
    least = _bound(wish, members, wishes, pins, groups, classes)
    if wish.code == APART:
        return Reason("pinned_into_one", {"group": pins[wish.about[0]]})
    if wish.code == TOGETHER:
        return Reason("pinned_apart", {"one": pins[wish.about[0]], "two": pins[wish.about[1]]})
    by_pins = "" if _bound(wish, members, wishes, {}, groups, classes) == least else "_pinned"
    if wish.code == KIND:
        there = sum(each.kind == wish.about[0] for each in members)
        each = dict(wishes.each_kind)[wish.about[0]]
        numbers = {"each": each, "groups": groups, "needed": each * groups, "there": there, "least": least}
        return Reason(f"too_few{by_pins}", numbers)
    people = len(classes[wish])
    return Reason(f"too_many{by_pins}", {"people": people, "groups": groups, "least": least})
