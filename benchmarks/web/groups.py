"""How long it takes to deal 142 people into 14 groups: `python benchmarks/web/groups.py [cohorts]`.

The cohorts are those of 2015 in number and kind (38 heads of regency personnel agencies, 64 heads of provincial
agencies, 40 young civil servants), their agencies drawn anew for each seed; the wishes are such as can all be kept,
and such as cannot, where the time holds the search for the reasons too.
"""

from __future__ import annotations

import itertools
import random
import statistics
import sys
from pathlib import Path
from time import perf_counter

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "src"))

from potensi.web.visits.grouping.best import best_grouping
from potensi.web.visits.grouping.wishes import Member, Wishes

GROUPS, PROVINCE = 14, "3500"
REGENCIES = [f"35{number:02d}" for number in range(1, 39)]


def cohort(seed: int) -> tuple[Member, ...]:
    dice = random.Random(seed)
    members = [Member(f"b{at}", f"B{at}", f"BKD {code}", code, "bkd") for at, code in enumerate(REGENCIES)]
    members += [Member(f"p{at}", f"P{at}", f"Dinas {at}", PROVINCE, "provinsi") for at in range(64)]
    for at in range(40):
        code = dice.choice([*REGENCIES, *[PROVINCE] * 20])
        agency = f"Dinas {dice.randrange(64)}" if code == PROVINCE else f"{dice.choice(['BKD', 'Bappeda'])} {code}"
        members.append(Member(f"c{at}", f"C{at}", agency, code, "muda"))
    return tuple(members)


def questions(members: tuple[Member, ...], seed: int) -> dict[str, Wishes]:
    dice = random.Random(seed)
    free = {"groups": GROUPS, "free_regions": frozenset([PROVINCE])}
    kinds = (("bkd", 2), ("muda", 2), ("provinsi", 4))
    keys = [each.key for each in members]
    apart = tuple(tuple(dice.sample(keys, 2)) for _ in range(10))
    chosen = dice.sample(keys, 24)
    friends = tuple(zip(chosen[:12], chosen[12:], strict=True))
    pins = tuple((key, dice.randint(1, GROUPS)) for key in dice.sample(keys, 20))
    chain = tuple(itertools.pairwise(keys[:15]))
    mates = [(one.key, two.key) for one in members for two in members if one.key < two.key and one.agency == two.agency]
    return {
        "all kept: the stated rules": Wishes(**free, each_kind=kinds),
        "all kept: ten pairs apart besides": Wishes(**free, each_kind=kinds, apart=apart),
        "not all: no region excepted": Wishes(groups=GROUPS, each_kind=kinds),
        "not all: three heads of each kind": Wishes(**free, each_kind=(("bkd", 3), ("muda", 3))),
        "not all: colleagues together": Wishes(**free, each_kind=kinds, together=tuple(mates[:5])),
        "not all: twelve pairs together, twenty pins": Wishes(**free, each_kind=kinds, together=friends, pins=pins),
        "not all: a chain of fifteen together": Wishes(**free, each_kind=kinds, together=chain),
        "any number of groups, 8 to 12 people": Wishes(least=8, most=12, regions_apart=True, each_kind=(("bkd", 3),)),
    }


def main() -> None:
    seeds = range(int(sys.argv[1]) if len(sys.argv) > 1 else 10)
    taken: dict[str, list[tuple[float, int, bool, int]]] = {}
    best_grouping(cohort(0), Wishes(groups=GROUPS))  # the solver is loaded once a process
    for seed in seeds:
        members = cohort(seed)
        for name, wishes in questions(members, seed).items():
            began = perf_counter()
            grouping = best_grouping(members, wishes)
            open_ = sum(
                reason.code in ("not_settled", "best_there_is") for each in grouping.broken for reason in each.reasons
            )
            taken.setdefault(name, []).append((perf_counter() - began, len(grouping.broken), grouping.proven, open_))
    print(f"142 people, {len(seeds)} cohorts; seconds: median, slowest; wishes broken: median; proven; without a cause")
    for name, found in taken.items():
        seconds = [each[0] for each in found]
        broken = statistics.median(each[1] for each in found)
        print(
            f"{name:45} {statistics.median(seconds):6.2f} {max(seconds):6.2f} {broken:5.0f}"
            f"   {sum(each[2] for each in found)}/{len(found)}   {sum(each[3] for each in found)}"
        )


if __name__ == "__main__":
    main()
