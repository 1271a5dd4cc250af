"""Reading assets: found by what somebody asks for, counted, and those that may be the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet, Subquery, Sum, Value

from potensi.codes import key
from potensi.web.assets.lists import creative_subsectors
from potensi.web.assets.models import CONDITIONS, KINDS, Asset

# How alike two names of one region are, from 0 to 100, before somebody is asked whether they mean one asset.
ALIKE = 86.0
_MOST_ALIKE = 5


@dataclass(frozen=True)
class Asked:
    """What somebody looks for; empty where they do not mind."""

    text: str = ""
    region: str = ""
    kind: str = ""
    subsector: str = ""
    condition: str = ""

    @property
    def narrowed(self) -> bool:
        """Whether more than words is asked for."""
        return any((self.region, self.kind, self.subsector, self.condition))


@dataclass(frozen=True)
class Counts:
    """How many assets there are: all, by kind, by sub-sector, in the order of the lists; none is not named."""

    total: int
    kinds: tuple[tuple[str, int], ...]
    subsectors: tuple[tuple[str, int], ...]
    conditions: tuple[tuple[str, int], ...]


def found(assets: QuerySet[Asset], asked: Asked) -> QuerySet[Asset]:
    """Return those of ``assets`` that are asked for; every word must stand somewhere in what is said of one."""
    exact = {
        "region": asked.region,
        "kind": asked.kind,
        "creative_subsector": asked.subsector,
        "condition": asked.condition,
    }
    assets = assets.filter(**{name: value for name, value in exact.items() if value})
    for word in asked.text.split()[:8]:
        spots = ("name", "description", "place", "owner", "region__name")
        assets = assets.filter(Q(*((f"{spot}__icontains", word) for spot in spots), _connector=Q.OR))
    return assets.order_by("region__name", "name", "pk")


def standing(assets: QuerySet[Asset]) -> QuerySet[Asset]:
    """Return those that are not withdrawn."""
    return assets.filter(withdrawn__isnull=True)


def public(region: str = "") -> QuerySet[Asset]:
    """Return what anybody may read: of one region, or of all."""
    every = standing(Asset.objects.filter(visibility="public")).select_related("region")
    return every.filter(region=region) if region else every


def counts(assets: Sequence[Asset]) -> Counts:
    """Count assets by what they are."""
    kinds = Counter(each.kind for each in assets)
    subsectors = Counter(each.creative_subsector for each in assets)
    conditions = Counter(each.condition for each in assets)
    return Counts(
        len(assets),
        tuple((kind, kinds[kind]) for kind in KINDS if kinds[kind]),
        tuple((code, subsectors[code]) for code in creative_subsectors() if subsectors[code]),
        tuple((each, conditions[each]) for each in CONDITIONS if conditions[each]),
    )


def alike(names: Sequence[str], others: Sequence[Asset]) -> list[list[Asset]]:
    """Return, for each name, those of ``others`` that it may mean too, the likest first; words in any order."""
    import numpy as np
    from rapidfuzz import fuzz, process

    if not names or not others:
        return [[] for _ in names]
    wanted, there = [_sorted(name) for name in names], [_sorted(each.name) for each in others]
    scores = process.cdist(wanted, there, scorer=fuzz.ratio, score_cutoff=ALIKE, dtype=np.uint8)
    found = []
    for row in scores:
        near = np.flatnonzero(row)
        found.append([others[place] for place in near[np.argsort(-row[near].astype(int), kind="stable")][:_MOST_ALIKE]])
    return found


def _sorted(name: str) -> str:
    return " ".join(sorted(key(name).split()))


def written() -> Subquery:
    """Return how much has been written of assets, to be asked within another query.

    Every write raises a revision or adds one, and none is ever deleted: the sum names one state of all assets.
    """
    whole = Asset.objects.order_by().annotate(whole=Value(1)).values("whole")
    return Subquery(whole.annotate(sum=Sum("revision")).values("sum"))
