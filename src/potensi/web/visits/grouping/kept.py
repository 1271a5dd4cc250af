"""Wishes and broken wishes as a cohort keeps them (JSON), and back. Pins are not among them: they stand at people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from potensi.web.visits.grouping.wishes import Broken, Grouping, Place, Reason, Wish, Wishes


def wishes_kept(wishes: Wishes) -> dict[str, Any]:
    """Return wishes as they are kept."""
    return {
        "groups": wishes.groups,
        "least": wishes.least,
        "most": wishes.most,
        "agencies_apart": wishes.agencies_apart,
        "regions_apart": wishes.regions_apart,
        "free_regions": sorted(wishes.free_regions),
        "each_kind": dict(wishes.each_kind),
        "apart": [list(pair) for pair in wishes.apart],
        "together": [list(pair) for pair in wishes.together],
    }


def wishes_of(kept: Mapping[str, Any], pins: Iterable[tuple[str, int]] = ()) -> Wishes:
    """Return the wishes that were kept, with the pins of today; nothing kept yet means the usual ones."""
    return Wishes(
        groups=kept.get("groups"),
        least=kept.get("least"),
        most=kept.get("most"),
        agencies_apart=kept.get("agencies_apart", True),
        regions_apart=kept.get("regions_apart", True),
        free_regions=frozenset(kept.get("free_regions", ())),
        each_kind=tuple(sorted(kept.get("each_kind", {}).items())),
        apart=tuple((one, two) for one, two in kept.get("apart", ())),
        together=tuple((one, two) for one, two in kept.get("together", ())),
        pins=tuple(pins),
    )


def grouping_kept(grouping: Grouping) -> dict[str, Any]:
    """Return what came of a search as it is kept: who is where stands at the participants."""
    broken = [_broken_kept(each) for each in grouping.broken]
    return {"groups": grouping.groups, "proven": grouping.proven, "broken": broken}


def broken_of(kept: Mapping[str, Any]) -> tuple[Broken, ...]:
    """Return the broken wishes that were kept."""
    return tuple(_broken(each) for each in kept.get("broken", ()))


def _broken_kept(broken: Broken) -> dict[str, Any]:
    return {
        "wish": _wish_kept(broken.wish),
        "amount": broken.amount,
        "places": [[place.group, list(place.members), place.amount] for place in broken.places],
        "reasons": [
            {"code": each.code, "params": dict(each.params), "wishes": [_wish_kept(wish) for wish in each.wishes]}
            for each in broken.reasons
        ],
    }


def _broken(kept: Mapping[str, Any]) -> Broken:
    places = tuple(Place(group, tuple(members), amount) for group, members, amount in kept["places"])
    reasons = tuple(
        Reason(each["code"], each["params"], tuple(_wish(wish) for wish in each["wishes"])) for each in kept["reasons"]
    )
    return Broken(_wish(kept["wish"]), kept["amount"], places, reasons)


def _wish_kept(wish: Wish) -> list[str]:
    return [wish.code, *wish.about]


def _wish(kept: list[str]) -> Wish:
    return Wish(kept[0], tuple(kept[1:]))
