"""What happened on the invented journey, as plain records: the same every time, since the dice are seeded."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

_SEED = 2015
# Who travelled: 38 + 64 + 40 = 142.
TRAINEES = 40


@dataclass(frozen=True)
class Traveller:
    """An invented participant: name, kind, title, and the agency (of which region) that sent them."""

    number: int
    name: str
    kind: str
    title: str
    region: str
    agency: str


@dataclass(frozen=True)
class Seen:
    """What a traveller saw at a stop (by its place in the list): the five answers, how many minutes after it began."""

    stop: int
    traveller: int
    answers: dict[str, str]
    minutes: int


@dataclass(frozen=True)
class Promised:
    """What a traveller promised (by its place in the list), and what became of it by today."""

    promise: int
    traveller: int
    state: str
    step_done: bool
    recent: bool


@cache
def told() -> dict[str, Any]:
    """Return the story as it is written down."""
    text = resources.files("potensi.web.operations.retold").joinpath("retold.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def travellers(regencies: list[tuple[str, str]], province: str) -> list[Traveller]:
    """Return the 142: one for each of the regencies and cities (code, name), 64 provincial heads, 40 young ones."""
    story, dice = told(), random.Random(_SEED)
    names = [f"{first} {last} (contoh)" for first in story["first"] for last in story["last"]]
    dice.shuffle(names)
    kinds, agencies = story["kinds"], story["agencies"]
    sent = [(kinds["regency"], code, agencies["regency"].format(region=name)) for code, name in regencies]
    provincial = [agencies["province_name"].format(name=name) for name in agencies["province"]]
    sent += [(kinds["province"], province, name) for name in provincial]
    sent += [(kinds["trainee"], province, name) for name in dice.sample(provincial, TRAINEES)]
    return [
        Traveller(number, names[number], kind, kind if kind == kinds["trainee"] else "Kepala", region, agency)
        for number, (kind, region, agency) in enumerate(sent)
    ]


def seen(count: int) -> list[Seen]:
    """Return what ``count`` travellers observed: most of them at one stop or two."""
    dice, found = random.Random(_SEED + 1), []
    for traveller in range(count):
        for stop in dice.sample(range(len(told()["stops"])), dice.choice((0, 1, 1, 2))):
            place = told()["stops"][stop]
            names = {"saw": 1.0, "works_because": 0.9, "cost": 0.6, "not_at_home": 0.8, "take_home": 0.8}
            answers = {name: dice.choice(place[name]) if dice.random() < often else "" for name, often in names.items()}
            found.append(Seen(stop, traveller, answers, dice.randint(10, 110)))
    return found


def promised(regencies: int) -> Iterator[Promised]:
    """Yield what the heads of the regencies promised: some keep it, some are late, some let it go, some just began."""
    dice = random.Random(_SEED + 2)
    fates = [("adopted", True, False)] * 9 + [("open", True, False)] * 8 + [("open", False, False)] * 6
    fates += [("dropped", True, False)] * 3 + [("open", False, True)] * 5
    dice.shuffle(fates)
    chosen = dice.sample(range(regencies), min(len(fates), regencies))
    for traveller, (state, done, recent) in zip(sorted(chosen), fates, strict=False):
        yield Promised(dice.randrange(len(told()["promises"])), traveller, state, done, recent)


def was_there(travellers_count: int, stops: int) -> set[tuple[int, int]]:
    """Return who was at which stop: nearly everybody nearly everywhere."""
    dice = random.Random(_SEED + 3)
    return {(stop, one) for stop in range(stops) for one in range(travellers_count) if dice.random() < 0.93}
