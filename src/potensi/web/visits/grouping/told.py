"""Groups, wishes and reasons as somebody reads them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from potensi.language import number, say
from potensi.present.numbers import listing
from potensi.web.visits.grouping.best import USUAL_SIZE
from potensi.web.visits.grouping.standing import Standing
from potensi.web.visits.grouping.wishes import (
    AGENCY,
    APART,
    KIND,
    NUMBER,
    PIN,
    REGION,
    SIZE,
    TOGETHER,
    Broken,
    Place,
    Reason,
    Wish,
    Wishes,
)
from potensi.web.visits.models import Group, Participant


@dataclass(frozen=True)
class ReasonTold:
    """Why a wish is not kept, and the wishes that it stands against."""

    text: str
    wishes: tuple[str, ...]


@dataclass(frozen=True)
class BrokenTold:
    """A wish that is not kept: what it is, where it is broken, why."""

    wish: str
    places: tuple[str, ...]
    reasons: tuple[ReasonTold, ...]


@dataclass(frozen=True)
class Card:
    """One group with its people."""

    group: Group
    people: tuple[Participant, ...]


@dataclass(frozen=True)
class Teller:
    """Tells wishes and reasons of one cohort in one language, with the names of its people, agencies and regions."""

    standing: Standing
    lang: str

    def wish(self, wish: Wish) -> str:
        """Return a wish as a sentence."""
        return say(f"visits_groups.wish.{wish.code}", self.lang, **self._params(wish))

    def broken(self, broken: Iterable[Broken]) -> list[BrokenTold]:
        """Return broken wishes with their places and reasons."""
        return [
            BrokenTold(
                self.wish(each.wish),
                tuple(self._place(each.wish, place) for place in each.places),
                tuple(self._reason(each.wish, reason) for reason in each.reasons),
            )
            for each in broken
        ]

    def listed(self, broken: Iterable[Broken]) -> str:
        """Return broken wishes in one line: "a; b"."""
        return "; ".join(self.wish(each.wish) for each in broken)

    def effect(self, worse: Sequence[Broken]) -> str:
        """Return in a word or two what a change would newly break, or break more."""
        if not worse:
            return say("visits_groups.move.keeps", self.lang)
        return say("visits_groups.move.breaks", self.lang, count=number(len(worse), self.lang))

    def asked(self) -> list[str]:
        """Return what is wished, line by line."""
        wishes = self.standing.wishes
        lines = [self._sizes(wishes)]
        if wishes.agencies_apart:
            lines.append(say("visits_groups.asked.agencies", self.lang))
        if wishes.regions_apart:
            lines.append(self._regions(wishes))
        lines += [self.wish(Wish(KIND, (kind,))) for kind, least in wishes.each_kind if least > 0]
        known = {each.key for each in self.standing.members}
        for code, pairs in ((TOGETHER, wishes.together), (APART, wishes.apart)):
            lines += [self.wish(Wish(code, pair)) for pair in pairs if set(pair) <= known]
        if wishes.pins:
            lines.append(say("visits_groups.asked.pins", self.lang, count=number(len(wishes.pins), self.lang)))
        return lines

    def name(self, key: str) -> str:
        """Return the name of a participant; of one who has left, that of nobody any more."""
        found = self._names.get(key)
        return found if found is not None else say("audit.somebody", self.lang)

    @property
    def _names(self) -> dict[str, str]:
        return {str(each.pk): str(each.user) for each in self.standing.participants}

    def _sizes(self, wishes: Wishes) -> str:
        if wishes.groups:
            return say("visits_groups.asked.groups", self.lang, count=number(wishes.groups, self.lang))
        if wishes.least and wishes.most:
            return say("visits_groups.asked.sizes", self.lang, least=wishes.least, most=wishes.most)
        if wishes.least:
            return say("visits_groups.asked.least", self.lang, least=wishes.least)
        if wishes.most:
            return say("visits_groups.asked.most", self.lang, most=wishes.most)
        return say("visits_groups.asked.usual", self.lang, count=USUAL_SIZE)

    def _regions(self, wishes: Wishes) -> str:
        free = [self._region(code) for code in sorted(wishes.free_regions)]
        if not free:
            return say("visits_groups.asked.regions", self.lang)
        return say("visits_groups.asked.regions_but", self.lang, names=listing(free, self.lang))

    def _params(self, wish: Wish) -> dict[str, Any]:
        wishes = self.standing.wishes
        if wish.code in (APART, TOGETHER):
            return {"one": self.name(wish.about[0]), "two": self.name(wish.about[1])}
        if wish.code == PIN:
            # In a proof a pin is named by its person alone; broken, it says into which group it was.
            group = wish.about[1] if len(wish.about) > 1 else dict(wishes.pins).get(wish.about[0], "–")
            return {"one": self.name(wish.about[0]), "group": group}
        if wish.code == KIND:
            return {"name": wish.about[0], "least": dict(wishes.each_kind).get(wish.about[0], 0)}
        if wish.code == SIZE:
            return {"least": wishes.least or 0, "most": wishes.most or len(self.standing.members)}
        if wish.code == NUMBER:
            return {"groups": wishes.groups or 0}
        return {"name": self._called(wish)} if wish.about else {}

    def _called(self, wish: Wish) -> str:
        """Return what a wish is about: an agency, a region or a kind."""
        if wish.code == AGENCY:
            names = {str(each.agency_id): each.agency.name for each in self.standing.participants}
            return names.get(wish.about[0], wish.about[0])
        return self._region(wish.about[0]) if wish.code == REGION else " ".join(wish.about)

    def _region(self, code: str) -> str:
        names = {each.agency.region_id: each.agency.region.name for each in self.standing.participants}
        return names.get(code, code)

    def _place(self, wish: Wish, place: Place) -> str:
        if wish.code in (AGENCY, REGION, APART, TOGETHER, PIN):
            people = listing([self.name(key) for key in place.members], self.lang)
            return say("visits_groups.place.met", self.lang, group=place.group, people=people)
        if wish.code == KIND:
            there = len(place.members)
            return say("visits_groups.place.short", self.lang, group=place.group, there=there, short=place.amount)
        there = Counter(self.standing.assignment.values())[place.group]
        return say("visits_groups.place.size", self.lang, group=place.group, there=there)

    def _reason(self, wish: Wish, reason: Reason) -> ReasonTold:
        params = {name: number(value, self.lang) for name, value in reason.params.items()}
        text = say(f"visits_groups.reason.{reason.code}", self.lang, **params, name=self._called(wish))
        if wish.code == REGION and reason.code == "too_many":
            text = f"{text} {say('visits_groups.reason.free_region', self.lang, name=self._called(wish))}"
        return ReasonTold(text, tuple(self.wish(each) for each in reason.wishes))


def cards(standing: Standing) -> list[Card]:
    """Return the groups with their people, in the order of the list of participants."""
    there: dict[int, list[Participant]] = {each.pk: [] for each in standing.groups}
    for each in standing.participants:
        if each.group_id in there:
            there[each.group_id].append(each)
    return [Card(each, tuple(there[each.pk])) for each in standing.groups]
