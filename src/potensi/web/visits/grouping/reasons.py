"""Why a wish is not kept: by counting where that is enough, else by the smallest set of wishes that cannot hold along.

"Cannot" is always shown and never guessed: where the work allowed ran out first, the reason says so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from potensi.web.visits.grouping import counting
from potensi.web.visits.grouping.solving import IMPOSSIBLE, Effort, Task, conflict, within
from potensi.web.visits.grouping.wishes import BALANCE, NUMBER, PIN, SIZE, WEIGHTS, Broken, Reason, Wish

NOT_SETTLED, ALONG, BEST = "not_settled", "not_along", "best_there_is"


def explained(
    task: Task, broken: Sequence[Broken], bounds: Mapping[Wish, int], *, proven: bool, effort: Effort
) -> tuple[Broken, ...]:
    """Return the broken wishes with their reasons, the heaviest first; ``bounds`` are those found by counting."""
    amounts = {each.wish: each.amount for each in broken}
    levels = {wish: amounts.get(wish, 0) for wish in bounds}
    order = sorted(broken, key=lambda each: (-WEIGHTS.get(each.wish.code, 99) * each.amount, each.wish))
    return tuple(
        replace(each, reasons=_reasons(task, each, bounds, levels, proven=proven, effort=effort)) for each in order
    )


def _reasons(
    task: Task, each: Broken, bounds: Mapping[Wish, int], levels: Mapping[Wish, int], *, proven: bool, effort: Effort
) -> tuple[Reason, ...]:
    if each.wish not in bounds:
        return (of_frame(task, each),)
    found = []
    if bounds[each.wish]:
        found.append(counting.argument(each.wish, task.members, task.wishes, task.pins, task.groups))
    if each.amount > bounds[each.wish]:
        found.append(_along(task, each, levels, effort) if proven else Reason(NOT_SETTLED))
    return tuple(found)


def of_frame(task: Task, each: Broken) -> Reason:
    """Return why the number of groups, their sizes or a pin are not as wished: follows from numbers alone."""
    people, groups = len(task.members), task.groups
    if each.wish.code == NUMBER:
        return Reason("fewer_people", {"people": people, "groups": groups})
    if each.wish.code == PIN:
        where = int(each.wish.about[1])
        return Reason("no_such_group" if where > groups else "pinned_twice", {"group": where, "groups": groups})
    room = -(-people // groups)
    pinned = counting.pinned_counts(task.pins, task.pins, groups)
    if max(pinned) > room:
        fullest = pinned.index(max(pinned))
        return Reason("pins_fill", {"group": fullest + 1, "pinned": pinned[fullest], "room": room})
    if each.wish.code == BALANCE:
        full = sum(there == room for there in pinned)
        return Reason("pins_fill_many", {"full": full, "room": room, "spare": people % groups})
    low, numbers = people // groups, {"people": people, "groups": groups, "high": room}
    wished = {"least": task.wishes.least or 0, "most": task.wishes.most or people}
    code = "no_number_fits" if task.wishes.groups is None and each.wish.code == SIZE else "sizes_follow"
    return Reason(code, {**numbers, "low": low, **wished})


def _along(task: Task, each: Broken, levels: Mapping[Wish, int], effort: Effort) -> Reason:
    """Return the smallest set found of wishes, none of which could be kept as it is if this one were kept better."""
    better = {**levels, each.wish: each.amount - 1}
    every = [wish for wish in (*task.whole, *levels) if wish != each.wish]

    def impossible(held: Sequence[Wish]) -> bool:
        chosen = {wish: better[wish] for wish in (*held, each.wish) if wish in better}
        conditions = [wish for wish in held if wish not in better]
        return within(task, chosen, conditions, effort).status == IMPOSSIBLE

    # The solver's core makes the search for the smallest set short; it is checked, as it can leave something out.
    core = set(conflict(task, better, effort).core)
    others = [wish for wish in every if wish in core]
    if not impossible(others):
        others = every
        if not impossible(others):
            return Reason(BEST)
    if impossible([]):
        return Reason(ALONG)
    return Reason(ALONG, wishes=tuple(_smallest(impossible, [], False, others)))


def _smallest(
    impossible: Callable[[Sequence[Wish]], bool], held: list[Wish], new: bool, others: list[Wish]
) -> list[Wish]:
    """Return a smallest set of ``others`` that cannot hold along with ``held``, by halving (QuickXplain, Junker 2004).

    ``new`` says whether something was held since the last look.
    """
    if new and impossible(held):
        return []
    if len(others) == 1:
        return others
    half = len(others) // 2
    one, two = others[:half], others[half:]
    of_two = _smallest(impossible, held + one, bool(one), two)
    of_one = _smallest(impossible, held + of_two, bool(of_two), one)
    return of_one + of_two
