"""The search for a grouping: the only module that knows the solver (CP-SAT of OR-tools).

Members who differ in nothing that a wish asks about are one *type*, and the model counts how many of each type go
into each group: 142 people become a few dozen small counts. The search is repeatable: one worker, a fixed seed, and
an end by the solver's own count of its work and never by the clock.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from potensi.web.visits.grouping.chains import Chain, chains
from potensi.web.visits.grouping.wishes import (
    APART,
    BALANCE,
    KIND,
    PIN,
    TOGETHER,
    WEIGHTS,
    Member,
    Wish,
    Wishes,
    one_each,
)

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

FOUND, IMPOSSIBLE, UNDECIDED = "found", "impossible", "undecided"


@dataclass(frozen=True)
class Task:
    """People to be put into groups; ``pins`` that contradict are left out.

    ``uneven`` is by how much the pins alone force sizes away from balanced ones, over all groups: 0 where they do not.
    The sizes are never more uneven than that; ``sizes`` are the most even ones that the pins allow, to be preferred.
    """

    members: tuple[Member, ...]
    wishes: Wishes
    groups: int
    sizes: tuple[tuple[int, int], ...]
    uneven: int
    pins: Mapping[str, int]

    @property
    def balanced(self) -> tuple[int, int]:
        """The sizes of groups in a balanced grouping."""
        return len(self.members) // self.groups, -(-len(self.members) // self.groups)

    @property
    def whole(self) -> tuple[Wish, ...]:
        """The conditions that hold before any wish: balanced sizes, and every pin."""
        return (Wish(BALANCE), *(Wish(PIN, (key,)) for key in sorted(self.pins)))


@dataclass
class Effort:
    """How much work may still be done: by the solver's own measure (about a second each), and how many searches."""

    left: float = 6.0
    each: float = 3.0
    searches: int = 160

    def share(self) -> float:
        """Return what the next search may take; nothing once either is used up."""
        self.searches -= 1
        return max(0.0, min(self.left, self.each)) if self.searches >= 0 else 0.0


@dataclass(frozen=True)
class Answer:
    """What a search found: an assignment, or that there is none, or neither in the work allowed."""

    status: str
    assignment: Mapping[str, int] = field(default_factory=dict)
    bound: int = 0
    core: tuple[Wish, ...] = ()


@dataclass
class _Model:
    """The solver's model, the types, how many of each type are in each group, and what every wish costs."""

    cp: cp_model.CpModel
    types: list[tuple[str, ...]]
    counts: list[list[Any]]
    costs: dict[Wish, Any]
    switches: dict[Wish, Any]
    missing: dict[Wish, list[Any]] = field(default_factory=dict)


def within(
    task: Task, levels: Mapping[Wish, int], conditions: Iterable[Wish], effort: Effort, *, even: bool = False
) -> Answer:
    """Return an assignment that breaks each wish of ``levels`` by no more than its level, under ``conditions``.

    ``even`` asks besides that what is missing of a kind be missing in as many groups as can be, a little in each, and
    that the sizes be as even as the pins allow.
    """
    model = _model(task, levels, set(conditions))
    if even:
        for (low, high), size in zip(task.sizes, _all_inside(model, task), strict=True):
            model.cp.add_linear_constraint(size, low, high)
        for wish, each in model.missing.items():
            for short in each:
                model.cp.add(short <= -(-(levels[wish] or 0) // task.groups))
    return _solved(model, effort)


def least_broken(task: Task, at_least: Mapping[Wish, int], begin: Mapping[str, int], effort: Effort) -> Answer:
    """Return the assignment whose breaks weigh least; ``at_least`` are known bounds, ``begin`` a first assignment."""
    model = _model(task, dict.fromkeys(at_least), set(task.whole))
    for wish, bound in at_least.items():
        model.cp.add(model.costs[wish] >= bound)
    for type_, row in zip(model.types, model.counts, strict=True):
        for group, count in enumerate(row, 1):
            if begin:
                model.cp.add_hint(count, sum(begin[key] == group for key in type_))
    model.cp.minimize(sum(WEIGHTS[wish.code] * cost for wish, cost in model.costs.items()))
    return _solved(model, effort)


def conflict(task: Task, levels: Mapping[Wish, int], effort: Effort) -> Answer:
    """Return the solver's own core: wishes and conditions of which it showed that they cannot hold together."""
    model = _model(task, levels, set(task.whole), switched=True)
    model.cp.add_assumptions(list(model.switches.values()))
    return _solved(model, effort, model.switches)


def _model(task: Task, levels: Mapping[Wish, int | None], conditions: set[Wish], *, switched: bool = False) -> _Model:
    from ortools.sat.python import cp_model

    cp = cp_model.CpModel()
    types = _types(task, levels, conditions, switched=switched)
    counts = [
        [cp.new_int_var(0, len(each), f"t{index}g{group}") for group in range(task.groups)]
        for index, each in enumerate(types)
    ]
    model = _Model(cp, types, counts, {}, {})
    for each, row in zip(types, counts, strict=True):
        cp.add(sum(row) == len(each))
    _sizes(model, task, conditions, switched=switched)
    _pins(model, task, conditions, switched=switched)
    for wish, level in levels.items():
        _wish(model, task, wish, level, switched=switched)
    _consequences(model, task, conditions, switched=switched)
    return model


def _types(
    task: Task, levels: Mapping[Wish, int | None], conditions: set[Wish], *, switched: bool
) -> list[tuple[str, ...]]:
    """Return the members in bundles of those whom no wish asked about here can tell apart."""
    named = {key for wish in levels if wish.code in (APART, TOGETHER) for key in wish.about}
    pinned = {wish.about[0] for wish in conditions if wish.code == PIN}
    codes = {(wish.code, wish.about[0]) for wish in levels}
    found: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for each in task.members:
        marks = [("agency", each.agency), ("region", each.region), ("kind", each.kind)]
        look = [about if (code, about) in codes else "" for code, about in marks]
        alone = each.key in named or (switched and each.key in pinned)
        pin = str(task.pins[each.key]) if each.key in pinned else ""
        found[*look, pin, each.key if alone else ""].append(each.key)
    return [tuple(keys) for _, keys in sorted(found.items())]


def _sizes(model: _Model, task: Task, conditions: set[Wish], *, switched: bool) -> None:
    """Hold the sizes; groups into which nobody is pinned are alike, so let the larger come first."""
    sums = _all_inside(model, task)
    if Wish(BALANCE) in conditions:
        low, high = task.balanced
        switch = _switch(model, Wish(BALANCE), switched=switched)
        off = [model.cp.new_int_var(0, len(task.members), "") for _ in sums]
        for each, size in zip(off, sums, strict=True):
            model.cp.add(each >= low - size)
            model.cp.add(each >= size - high)
        _when(model.cp.add(sum(off) <= task.uneven), switch)
    pinned = {task.pins[wish.about[0]] for wish in conditions if wish.code == PIN}
    for one, two in pairwise(size for at, size in enumerate(sums, 1) if at not in pinned):
        model.cp.add(one >= two)


def _pins(model: _Model, task: Task, conditions: set[Wish], *, switched: bool) -> None:
    pinned = {wish.about[0]: wish for wish in conditions if wish.code == PIN}
    for each, row in zip(model.types, model.counts, strict=True):
        if each[0] in pinned:
            switch = _switch(model, pinned[each[0]], switched=switched)
            _when(model.cp.add(row[task.pins[each[0]] - 1] == len(each)), switch)


def _wish(model: _Model, task: Task, wish: Wish, level: int | None, *, switched: bool) -> None:
    cost = model.costs[wish] = _cost(model, task, wish, level)
    if level is not None:
        _when(model.cp.add(cost <= level), _switch(model, wish, switched=switched))


def _consequences(model: _Model, task: Task, conditions: set[Wish], *, switched: bool) -> None:
    """Say what follows from wishes to be together: redundant, and what makes a proof short."""
    held = () if switched else (wish.about[0] for wish in conditions if wish.code == PIN)
    joined = chains(model.costs, {key: task.pins[key] for key in held})
    if not joined.edges:
        return
    classes = one_each(task.members, task.wishes)
    for wish, cost in model.costs.items():
        if wish in classes or wish.code == APART:
            met = [_met(model, each) for each in joined.among(classes.get(wish, wish.about))]
            if met:
                model.cp.add(cost >= sum(met))
    for clash in joined.clashes():
        model.cp.add(sum(model.costs[wish] for wish in clash) >= 1)
    if Wish(BALANCE) in conditions and not switched:
        largest = task.balanced[1] + task.uneven
        for members, wishes in joined.bundles():
            parts = -(-len(members) // largest)
            model.cp.add(sum(model.costs[wish] for wish in wishes) >= parts - 1)


def _met(model: _Model, chain: Chain) -> Any:
    """Return a variable that is 1 where two members meet because every wish of a chain is kept."""
    met = model.cp.new_bool_var("")
    model.cp.add(met >= 1 - sum(model.costs[wish] for wish in chain.wishes))
    return met


def _cost(model: _Model, task: Task, wish: Wish, level: int | None) -> Any:
    cp = model.cp
    if wish.code in (APART, TOGETHER):
        one, two = (_row(model, key) for key in wish.about)
        cost = cp.new_bool_var("")
        for here, there in zip(one, two, strict=True):
            cp.add(here + there <= 1 + cost if wish.code == APART else here - there <= cost)
        return cost
    if wish.code == KIND:
        keys = {each.key for each in task.members if each.kind == wish.about[0]}
        each_group = dict(task.wishes.each_kind)[wish.about[0]]
        model.missing[wish] = [_missing(cp, there, each_group, level) for there in _inside(model, task, keys)]
        return sum(model.missing[wish])
    keys = set(one_each(task.members, task.wishes)[wish])
    return sum(_pairs(cp, there, len(keys), level) for there in _inside(model, task, keys))


def _row(model: _Model, key: str) -> list[Any]:
    return next(row for each, row in zip(model.types, model.counts, strict=True) if each == (key,))


def _all_inside(model: _Model, task: Task) -> list[Any]:
    """Return the sizes of the groups."""
    return [sum(row[group] for row in model.counts) for group in range(task.groups)]


def _inside(model: _Model, task: Task, keys: set[str]) -> list[Any]:
    """Return how many of some members are in each group."""
    rows = [row for each, row in zip(model.types, model.counts, strict=True) if each[0] in keys]
    return [sum(row[group] for row in rows) for group in range(task.groups)]


def _missing(cp: cp_model.CpModel, there: Any, wanted: int, level: int | None) -> Any:
    short = cp.new_int_var(0, wanted if level is None else min(wanted, level), "")
    cp.add(short >= wanted - there)
    return short


def _pairs(cp: cp_model.CpModel, there: Any, people: int, level: int | None) -> Any:
    """Return a variable that is at least the number of pairs among those there: the hull of n(n-1)/2 at whole n."""
    most = people * (people - 1) // 2
    found = cp.new_int_var(0, most if level is None else min(most, level), "")
    for step in range(1, people):
        cp.add(found >= step * there - step * (step + 1) // 2)
    return found


def _switch(model: _Model, wish: Wish, *, switched: bool) -> Any:
    if not switched:
        return None
    if wish not in model.switches:
        model.switches[wish] = model.cp.new_bool_var("")
    return model.switches[wish]


def _when(constraint: cp_model.Constraint, switch: Any) -> None:
    if switch is not None:
        constraint.only_enforce_if(switch)


def _solved(model: _Model, effort: Effort, switches: Mapping[Wish, Any] | None = None) -> Answer:
    from ortools.sat.python import cp_model

    share = effort.share()
    if share <= 0:
        return Answer(UNDECIDED)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 2015
    # The whole model is in the linear relaxation: the arguments by counting are sums, and hold there at once.
    solver.parameters.linearization_level = 2
    solver.parameters.max_deterministic_time = share
    status = solver.solve(model.cp)
    effort.left -= solver.deterministic_time
    if status == cp_model.INFEASIBLE:
        named = set(solver.sufficient_assumptions_for_infeasibility()) if switches else set()
        core = tuple(wish for wish, switch in (switches or {}).items() if switch.index in named)
        return Answer(IMPOSSIBLE, core=core)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Answer(UNDECIDED)
    bound = round(solver.best_objective_bound) if model.cp.has_objective() else 0
    return Answer(FOUND, _named(model, solver), bound)


def _named(model: _Model, solver: cp_model.CpSolver) -> dict[str, int]:
    """Return who goes where: the members of a type are dealt out one group after the other."""
    found: dict[str, int] = {}
    for each, row in zip(model.types, model.counts, strict=True):
        left = [solver.value(count) for count in row]
        keys: Sequence[str] = list(each)
        while keys:
            for group in [index for index, count in enumerate(left) if count]:
                found[keys[0]], keys = group + 1, keys[1:]
                left[group] -= 1
    return found
