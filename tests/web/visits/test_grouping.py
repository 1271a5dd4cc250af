"""Groups by rules: every wish is kept or named, the best is the best, and every "cannot" is shown another way."""

import random
from collections import Counter
from itertools import combinations, product
from math import ceil

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from potensi.web.visits.grouping.best import best_grouping, numbers
from potensi.web.visits.grouping.counting import bounds
from potensi.web.visits.grouping.solving import Effort
from potensi.web.visits.grouping.wishes import WEIGHTS, Member, Wish, Wishes, recount, weight

slow = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])


def literally(members, wishes, assignment, groups):
    """Return {(code, about): amount} of what is broken, by looking at every pair and every group in turn."""
    notes = [*pairwise_breaks(members, wishes, assignment), *group_breaks(members, wishes, assignment, groups)]
    notes += [("pin", (key, str(group)), assignment[key] != group) for key, group in wishes.pins]
    notes.append(("number", (), abs((wishes.groups or groups) - groups)))
    broken = Counter()
    for code, about, amount in notes:
        broken[code, about] += int(amount)
    return dict(+broken)


def pairwise_breaks(members, wishes, assignment):
    for one, two in combinations(members, 2):
        met = assignment[one.key] == assignment[two.key]
        pair = tuple(sorted((one.key, two.key)))
        yield "agency", (one.agency,), met and wishes.agencies_apart and one.agency == two.agency != ""
        if wishes.regions_apart and one.region not in wishes.free_regions:
            yield "region", (one.region,), met and one.region == two.region
        yield "apart", pair, met and any(set(pair) == set(each) for each in wishes.apart)
        yield "together", pair, not met and any(set(pair) == set(each) for each in wishes.together)


def group_breaks(members, wishes, assignment, groups):
    few, many = len(members) // groups, ceil(len(members) / groups)
    for group in range(1, groups + 1):
        there = [each for each in members if assignment[each.key] == group]
        for kind, least in wishes.each_kind:
            yield "kind", (kind,), max(0, least - sum(each.kind == kind for each in there))
        yield "balance", (), max(0, len(there) - many, few - len(there))
        yield "size", (), max(0, (wishes.least or 0) - len(there), len(there) - (wishes.most or len(members)))


def heavy(broken):
    return sum(WEIGHTS.get(code, 0) * amount for (code, _), amount in broken.items())


def named(grouping):
    return {(each.wish.code, each.wish.about): each.amount for each in grouping.broken}


@st.composite
def cohorts(draw, most=30, groups=6, pairs=3, pins=4):
    """A cohort and wishes that often cannot be kept: few agencies, few regions, pairs and pins at will."""
    size = draw(st.integers(1, most))
    agencies, regions = draw(st.integers(1, 8)), draw(st.integers(1, 4))
    members = []
    for at in range(size):
        agency = draw(st.integers(0, agencies))
        region = f"r{agency % regions}"
        members.append(Member(f"m{at}", f"M{at}", f"a{agency}" if agency else "", region, draw(st.sampled_from("xyz"))))
    keys = st.sampled_from([each.key for each in members])
    a_pair = st.tuples(keys, keys).filter(lambda pair: pair[0] != pair[1])
    named_pairs = st.lists(a_pair, max_size=pairs).map(tuple) if size > 1 and pairs else st.just(())
    number = draw(st.integers(1, groups))
    wishes = Wishes(
        groups=number,
        agencies_apart=draw(st.booleans()),
        regions_apart=draw(st.booleans()),
        free_regions=frozenset(draw(st.lists(st.just("r0"), max_size=1))),
        each_kind=tuple(draw(st.dictionaries(st.sampled_from("xyz"), st.integers(1, 3), max_size=2)).items()),
        apart=draw(named_pairs),
        together=draw(named_pairs),
        pins=tuple(draw(st.dictionaries(keys, st.integers(1, number + 1), max_size=pins)).items()) if pins else (),
    )
    return tuple(members), wishes


@slow
@given(cohorts())
def test_every_broken_wish_is_named_with_its_amount_and_a_reason(case):
    members, wishes = case
    grouping = best_grouping(members, wishes)
    assert set(grouping.assignment) == {each.key for each in members}
    assert set(grouping.assignment.values()) <= set(range(1, grouping.groups + 1))
    assert named(grouping) == literally(members, wishes, grouping.assignment, grouping.groups)
    assert all(each.reasons for each in grouping.broken)
    for each in grouping.broken:
        if each.wish.code in ("agency", "region", "apart"):
            for place in each.places:
                assert all(grouping.assignment[key] == place.group for key in place.members)


@settings(deadline=None, max_examples=200)
@given(cohorts(most=20), st.randoms(use_true_random=False))
def test_the_recount_of_any_assignment_is_the_literal_one(case, dice):
    members, wishes = case
    groups = min(wishes.groups, len(members))
    assignment = {each.key: dice.randint(1, groups) for each in members}
    found = recount(members, wishes, assignment, groups)
    assert {(each.wish.code, each.wish.about): each.amount for each in found} == literally(
        members, wishes, assignment, groups
    )
    assert weight(found) == heavy(literally(members, wishes, assignment, groups))


@slow
@given(cohorts())
def test_pins_are_kept_unless_they_contradict(case):
    members, wishes = case
    grouping = best_grouping(members, wishes)
    for key, group in wishes.pins:
        assert (grouping.assignment[key] == group) == (group <= grouping.groups)


@slow
@given(cohorts(pairs=0, pins=0))
def test_without_pins_and_pairs_counting_is_the_whole_truth(case):
    """A bipartite graph has an even colouring of its edges (de Werra), so each bound is reached, all at once."""
    members, wishes = case
    grouping = best_grouping(members, wishes)
    by_counting = bounds(members, wishes, {}, grouping.groups)
    assert grouping.proven
    for wish, least in by_counting.items():
        assert named(grouping).get((wish.code, wish.about), 0) == least


def enumerated(members, groups, pins, uneven=None):
    """Yield every assignment of a small cohort that holds the pins and is no more ``uneven`` (None: as it likes)."""
    low, high = len(members) // groups, ceil(len(members) / groups)
    for chosen in product(range(1, groups + 1), repeat=len(members)):
        assignment = {each.key: group for each, group in zip(members, chosen, strict=True)}
        if all(assignment[key] == group for key, group in pins.items()):
            sizes = [chosen.count(group) for group in range(1, groups + 1)]
            if uneven is None or sum(max(0, low - size, size - high) for size in sizes) <= uneven:
                yield assignment


@slow
@given(cohorts(most=7, groups=3, pairs=5, pins=3))
def test_the_best_of_a_small_cohort_is_the_best_of_all(case):
    members, wishes = case
    grouping = best_grouping(members, wishes)
    pins = {key: group for key, group in wishes.pins if group <= grouping.groups}
    uneven = named(grouping).get(("balance", ()), 0)
    assert not uneven or not list(enumerated(members, grouping.groups, pins, uneven - 1)), "pins alone unbalance sizes"
    every = list(enumerated(members, grouping.groups, pins, uneven))
    best = min(heavy(literally(members, wishes, each, grouping.groups)) for each in every)
    assert grouping.proven
    assert heavy(literally(members, wishes, grouping.assignment, grouping.groups)) == best


@slow
@given(cohorts(most=7, groups=3, pairs=5, pins=3))
def test_what_cannot_be_kept_along_is_shown_by_looking_at_every_grouping(case):
    members, wishes = case
    grouping = best_grouping(members, wishes)
    amounts = named(grouping)
    for each in grouping.broken:
        for reason in each.reasons:
            assert reason.code != "not_settled"
            if reason.code == "not_along" and grouping.groups == wishes.groups:
                assert not possible(members, wishes, grouping, each, reason.wishes, amounts)
                for one in reason.wishes:
                    others = [other for other in reason.wishes if other != one]
                    assert possible(members, wishes, grouping, each, others, amounts), "more is named than needed"


def possible(members, wishes, grouping, broken, along, amounts):
    """Whether some grouping keeps ``broken`` better while ``along`` hold as they do, and no other wish counts."""
    where = dict(wishes.pins)
    pins = {wish.about[0]: where[wish.about[0]] for wish in along if wish.code == "pin"}
    uneven = amounts.get(("balance", ()), 0) if Wish("balance") in along else None
    for assignment in enumerated(members, grouping.groups, pins, uneven):
        now = literally(members, wishes, assignment, grouping.groups)
        asked = [wish for wish in along if wish.code not in ("pin", "balance")]
        if now.get((broken.wish.code, broken.wish.about), 0) < broken.amount and all(
            now.get((wish.code, wish.about), 0) <= amounts.get((wish.code, wish.about), 0) for wish in asked
        ):
            return True
    return False


@slow
@given(cohorts())
def test_arguments_by_counting_are_counted_again(case):
    members, wishes = case
    grouping = best_grouping(members, wishes)
    for each in grouping.broken:
        for reason in each.reasons:
            check_argument(members, wishes, grouping, each, reason)


def check_argument(members, wishes, grouping, broken, reason):
    """Count an argument again; one that a person could not follow has no place among the codes."""
    pins = {key: group for key, group in wishes.pins if group <= grouping.groups}
    said, about = reason.params, broken.wish.about
    if reason.code.startswith("too_many"):
        check_pairs(members, pins, grouping.groups, broken, reason)
    elif reason.code == "too_few":
        there = sum(each.kind == about[0] for each in members)
        assert said["there"] == there < said["needed"] == dict(wishes.each_kind)[about[0]] * grouping.groups
        assert said["least"] == said["needed"] - there <= broken.amount
    elif reason.code == "too_few_pinned":
        keys = {each.key for each in members if each.kind == about[0]}
        held = [sum(pins.get(key) == group for key in keys) for group in range(1, grouping.groups + 1)]
        lacking = sum(max(0, dict(wishes.each_kind)[about[0]] - there) for there in held)
        assert said["least"] == lacking - (len(keys) - sum(held)) <= broken.amount
    elif reason.code == "pinned_into_one":
        assert pins[about[0]] == pins[about[1]] == said["group"]
    elif reason.code == "pinned_apart":
        assert {pins[about[0]], pins[about[1]]} == {said["one"], said["two"]}
        assert said["one"] != said["two"]
    else:
        check_frame(members, pins, grouping, reason)


def check_pairs(members, pins, groups, broken, reason):
    """No way of adding the free ones makes fewer pairs: each step takes the cheapest group, and pairs are convex."""
    keys = [each.key for each in members if getattr(each, broken.wish.code) == broken.wish.about[0]]
    held = [0] * groups
    if reason.code == "too_many_pinned":
        held = [sum(pins.get(key) == group for key in keys) for group in range(1, groups + 1)]
    pairs = sum(count * (count - 1) // 2 for count in held)
    for _ in range(len(keys) - sum(held)):
        pairs += min(held)
        held[held.index(min(held))] += 1
    assert (reason.params["people"], reason.params["groups"]) == (len(keys), groups)
    assert 0 < reason.params["least"] == pairs <= broken.amount


def check_frame(members, pins, grouping, reason):
    said, room = reason.params, ceil(len(members) / grouping.groups)
    held = Counter(pins.values())
    if reason.code == "pins_fill":
        assert held[said["group"]] == said["pinned"] > said["room"] == room
    elif reason.code == "pins_fill_many":
        # That many of the larger size leave too few people for the others to have the smaller one.
        assert said["room"] == room
        assert list(held.values()).count(room) == said["full"] > len(members) % grouping.groups > 0
    elif reason.code == "no_such_group":
        assert said["group"] > said["groups"] == grouping.groups
    else:
        assert reason.code in ("not_along", "fewer_people", "sizes_follow")


def journey(seed):
    """The cohort of 2015: 38 heads of regency personnel agencies, 64 of provincial agencies, 40 young civil servants."""
    dice = random.Random(seed)
    regencies = [f"35{number:02d}" for number in range(1, 39)]
    members = [Member(f"b{at}", f"B{at}", f"BKD {code}", code, "bkd") for at, code in enumerate(regencies)]
    members += [Member(f"p{at}", f"P{at}", f"Dinas {at}", "3500", "provinsi") for at in range(64)]
    for at in range(40):
        code = dice.choice([*regencies, *["3500"] * 20])
        agency = f"Dinas {dice.randrange(64)}" if code == "3500" else f"{dice.choice(['BKD', 'Bappeda'])} {code}"
        members.append(Member(f"c{at}", f"C{at}", agency, code, "muda"))
    return tuple(members)


RULES = Wishes(groups=14, free_regions=frozenset(["3500"]), each_kind=(("bkd", 2), ("provinsi", 4), ("muda", 2)))


@pytest.mark.parametrize("seed", range(3))
def test_142_people_under_the_stated_rules(seed):
    members = journey(seed)
    grouping = best_grouping(members, RULES)
    assert grouping.proven
    assert grouping.broken == ()
    assert literally(members, RULES, grouping.assignment, 14) == {}


def test_142_people_under_a_rule_that_cannot_be_kept():
    members = journey(1)
    province = sum(each.region == "3500" for each in members)
    wishes = Wishes(groups=14, each_kind=(("bkd", 3),))
    grouping = best_grouping(members, wishes)
    assert grouping.proven
    of = {each.wish.code: each for each in grouping.broken if each.wish.about in (("3500",), ("bkd",))}
    assert [place.amount for place in of["kind"].places] == [1, 1, 1, 1], "no group bears what four can share"
    assert of["region"].reasons[0].code == "too_many"
    assert of["region"].reasons[0].params["people"] == province
    assert len(of["region"].places) == 14
    assert dict(of["kind"].reasons[0].params) == {"each": 3, "groups": 14, "needed": 42, "there": 38, "least": 4}
    assert named(grouping) == literally(members, wishes, grouping.assignment, 14)


def test_the_same_question_has_the_same_answer():
    members = journey(2)
    wishes = Wishes(groups=14, each_kind=(("muda", 3),), together=(("b1", "b2"), ("b2", "c3")), pins=(("b1", 4),))
    assert best_grouping(members, wishes) == best_grouping(members, wishes)


def test_what_is_found_is_pinned_and_found_again():
    members = journey(0)
    first = best_grouping(members, RULES)
    pins = tuple((each.key, first.assignment[each.key]) for each in members)
    again = best_grouping(
        members, Wishes(groups=14, each_kind=RULES.each_kind, free_regions=RULES.free_regions, pins=pins)
    )
    assert again.assignment == first.assignment
    assert again.broken == ()


def test_a_triangle_of_wishes_names_the_two_that_stand_against_it():
    members = tuple(Member(f"m{at}", f"M{at}") for at in range(6))
    wishes = Wishes(groups=2, together=(("m0", "m1"), ("m1", "m2")), apart=(("m0", "m2"),))
    (broken,) = best_grouping(members, wishes).broken
    every = {Wish("together", ("m0", "m1")), Wish("together", ("m1", "m2")), Wish("apart", ("m0", "m2"))}
    assert {broken.wish, *broken.reasons[0].wishes} == every


def test_with_no_work_allowed_the_answer_is_still_honest():
    members = journey(0)
    wishes = Wishes(groups=14, each_kind=(("bkd", 2),), together=(("b1", "b2"), ("b2", "b3")), apart=(("b1", "b3"),))
    grouping = best_grouping(members, wishes, Effort(left=0))
    assert not grouping.proven
    assert named(grouping) == literally(members, wishes, grouping.assignment, 14)
    codes = {reason.code for each in grouping.broken for reason in each.reasons}
    assert "not_along" not in codes


def test_nobody_and_more_groups_than_people():
    assert best_grouping((), Wishes(groups=3)).assignment == {}
    grouping = best_grouping((Member("a", "A"), Member("b", "B")), Wishes(groups=5))
    assert sorted(grouping.assignment.values()) == [1, 2]
    assert named(grouping) == {("number", ()): 3}


@pytest.mark.parametrize(
    ("people", "wishes", "groups"),
    [
        (142, Wishes(least=10, most=11), 14),
        (142, Wishes(), 14),
        (12, Wishes(most=5), 3),
        (12, Wishes(least=5), 2),
        (7, Wishes(least=4, most=5), 2),
        (3, Wishes(groups=9), 3),
    ],
)
def test_the_number_of_groups_follows_from_their_size(people, wishes, groups):
    assert numbers(people, wishes)[0] == groups


def test_a_size_that_no_number_of_groups_gives_is_named():
    members = tuple(Member(f"m{at}", f"M{at}") for at in range(7))
    grouping = best_grouping(members, Wishes(least=4, most=5))
    (broken,) = grouping.broken
    assert broken.wish.code == "size"
    assert broken.reasons[0].code == "no_number_fits"


def test_the_number_with_all_wishes_kept_is_chosen_among_those_of_the_size():
    members = tuple(Member(f"m{at}", f"M{at}", kind="k" if at < 6 else "") for at in range(24))
    grouping = best_grouping(members, Wishes(least=2, most=12, each_kind=(("k", 2),)))
    assert grouping.groups == 3
    assert grouping.broken == ()


def test_a_proof_that_needs_a_pin_names_it():
    members = tuple(Member(f"m{at}", f"M{at}") for at in range(3))
    wishes = Wishes(groups=2, together=(("m0", "m2"),), pins=(("m0", 1), ("m1", 1)))
    (broken,) = best_grouping(members, wishes).broken
    assert set(broken.reasons[0].wishes) == {Wish("balance"), Wish("pin", ("m0",)), Wish("pin", ("m1",))}
