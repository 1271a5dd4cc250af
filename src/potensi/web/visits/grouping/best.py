"""The best grouping of a cohort: every wish kept, or what cannot be kept named with its reason.

First the counting arguments say by how much each wish is broken at least; then the search asks for a grouping that
breaks none by more. Where there is one, nothing better exists. Else the breaks that weigh least are searched for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from potensi.web.visits.grouping import counting
from potensi.web.visits.grouping.reasons import explained
from potensi.web.visits.grouping.solving import FOUND, Answer, Effort, Task, least_broken, within
from potensi.web.visits.grouping.wishes import (
    AGENCY,
    APART,
    KIND,
    REGION,
    TOGETHER,
    WEIGHTS,
    Grouping,
    Member,
    Wish,
    Wishes,
    pairs,
    recount,
    weight,
)

USUAL_SIZE, MOST_TRIED = 10, 12


@dataclass(frozen=True)
class _Try:
    """One number of groups: what is to be done, what counting says of it, which pins are lost in it."""

    task: Task
    bounds: dict[Wish, int]
    lost: int
    begin: dict[str, int]

    @property
    def least(self) -> int:
        return sum(WEIGHTS[wish.code] * bound for wish, bound in self.bounds.items())


@dataclass(frozen=True)
class _Found:
    """What came of one number of groups."""

    attempt: _Try
    assignment: dict[str, int]
    breaks: int
    bound: int


def best_grouping(members: Sequence[Member], wishes: Wishes, effort: Effort | None = None) -> Grouping:
    """Return the best grouping of ``members``: the same one for the same people, wishes and effort."""
    effort = effort or Effort()
    if not members:
        return Grouping(0, {})
    tries = [_attempt(tuple(members), wishes, number) for number in numbers(len(members), wishes)]
    order = sorted(range(len(tries)), key=lambda at: (tries[at].lost, tries[at].least, at))
    best: _Found | None = None
    bound = 0
    for at in order:
        attempt = tries[at]
        if best is not None and (attempt.lost > best.attempt.lost or attempt.least >= best.breaks):
            break
        found = _search(attempt, effort)
        bound = found.bound if best is None else min(bound, found.bound)
        if best is None or found.breaks < best.breaks:
            best = found
    assert best is not None
    return _answer(best, proven=best.breaks <= bound, effort=effort)


def numbers(people: int, wishes: Wishes) -> list[int]:
    """Return the numbers of groups to try, the dearest first: the one wished, or those with groups of a wished size.

    Only where both a least and a most are stated is one number as good as another; else the nearest is meant.
    """
    if wishes.groups is not None:
        return [max(1, min(wishes.groups, people))]
    least, most = wishes.least or 1, wishes.most or people
    dear = (least + most) / 2 if wishes.least and wishes.most else wishes.least or wishes.most or USUAL_SIZE

    def off(groups: int) -> tuple[int, float, int]:
        outside = max(0, least - people // groups) + max(0, -(-people // groups) - most)
        return (outside, abs(people / groups - dear), groups)

    order = sorted(range(1, people + 1), key=off)
    tried = MOST_TRIED if wishes.least and wishes.most else 1
    return [groups for groups in order if off(groups)[0] == off(order[0])[0]][:tried]


def _attempt(members: tuple[Member, ...], wishes: Wishes, groups: int) -> _Try:
    keys = {each.key for each in members}
    pins: dict[str, int] = {}
    asked = [(key, group) for key, group in dict.fromkeys(wishes.pins) if key in keys]
    for key, group in asked:
        if 1 <= group <= groups:
            pins.setdefault(key, group)
    pinned = counting.pinned_counts(keys, pins, groups)
    target = counting.dealt_out(len(members) - len(pins), pinned)
    low = min(target)
    # A group into which too many are pinned has just those; all others are of one size or of one more.
    sizes = tuple((size, size) if size > low + 1 else (low, low + 1) for size in target)
    few, many = len(members) // groups, -(-len(members) // groups)
    task = Task(members, wishes, groups, sizes, sum(max(0, few - size, size - many) for size in target), pins)
    bounds = counting.bounds(members, wishes, pins, groups)
    return _Try(task, bounds, len(asked) - len(pins), first_try(task, target))


def _search(attempt: _Try, effort: Effort) -> _Found:
    task = attempt.task
    answer = _evenly(task, attempt.bounds, effort)
    if answer.status == FOUND:
        return _Found(attempt, dict(answer.assignment), attempt.least, attempt.least)
    answer = least_broken(task, attempt.bounds, attempt.begin, effort)
    assignment = dict(answer.assignment) if answer.status == FOUND else attempt.begin
    broken = recount(task.members, task.wishes, assignment, task.groups)
    amounts = {each.wish: each.amount for each in broken}
    even = within(task, {wish: amounts.get(wish, 0) for wish in attempt.bounds}, task.whole, effort, even=True)
    assignment = dict(even.assignment) if even.status == FOUND else assignment
    return _Found(attempt, assignment, weight(broken), max(attempt.least, answer.bound))


def _evenly(task: Task, levels: Mapping[Wish, int], effort: Effort) -> Answer:
    """Return an assignment within levels, if there is one: where it can be, no group bears more than its part."""
    even = within(task, levels, task.whole, effort, even=True)
    preferred = task.uneven or any(wish.code == KIND and level for wish, level in levels.items())
    return within(task, levels, task.whole, effort) if preferred and even.status != FOUND else even


def _answer(best: _Found, *, proven: bool, effort: Effort) -> Grouping:
    task = best.attempt.task
    order = {each.key: best.assignment[each.key] for each in task.members}
    grouping = Grouping(task.groups, order, recount(task.members, task.wishes, order, task.groups), proven)
    broken = explained(task, grouping.broken, best.attempt.bounds, proven=proven, effort=effort)
    return replace(grouping, broken=broken)


def first_try(task: Task, target: Sequence[int]) -> dict[str, int]:
    """Return a passable assignment at once: each person, those hard to place first, where it breaks least.

    The search begins from it; and should no work be allowed at all, it is the answer, with its breaks named.
    """
    found: dict[str, int] = dict(task.pins)
    pinned = counting.pinned_counts(task.pins, task.pins, task.groups)
    room = [size - there for size, there in zip(target, pinned, strict=True)]
    together = [wish.about for wish in pairs(task.wishes, (each.key for each in task.members)) if wish.code == TOGETHER]
    apart = [wish.about for wish in pairs(task.wishes, (each.key for each in task.members)) if wish.code == APART]
    of = {each.key: each for each in task.members}
    named = {key for pair in together + apart for key in pair}
    sizes = {each.key: sum(other.agency == each.agency for other in task.members) for each in task.members}
    for each in sorted(task.members, key=lambda one: (one.key not in named, -sizes[one.key])):
        if each.key in found:
            continue
        costs = []
        for group in (at + 1 for at, left in enumerate(room) if left > 0):
            there = [of[key] for key, at in found.items() if at == group]
            costs.append((_joining(each, there, task.wishes, apart, together, found), group))
        group = min(costs)[1]
        found[each.key] = group
        room[group - 1] -= 1
    return found


def _joining(
    one: Member,
    there: Sequence[Member],
    wishes: Wishes,
    apart: Sequence[tuple[str, ...]],
    together: Sequence[tuple[str, ...]],
    placed: dict[str, int],
) -> int:
    """Return what it costs that somebody joins those already there."""
    keys = {each.key for each in there}
    cost = 0
    if wishes.agencies_apart and one.agency:
        cost += WEIGHTS[AGENCY] * sum(each.agency == one.agency for each in there)
    if wishes.regions_apart and one.region and one.region not in wishes.free_regions:
        cost += WEIGHTS[REGION] * sum(each.region == one.region for each in there)
    if sum(each.kind == one.kind for each in there) < dict(wishes.each_kind).get(one.kind, 0):
        cost -= WEIGHTS[KIND]
    for pair in apart:
        cost += WEIGHTS[APART] * (one.key in pair and bool(keys & set(pair)))
    for pair in together:
        other = set(pair) - {one.key}
        cost += WEIGHTS[TOGETHER] * (one.key in pair and other <= placed.keys() and not other & keys)
    return cost
