"""What stands on an asset. Apps above (ideas) say it here, since this one knows nothing of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from potensi.web.actor import Actor
from potensi.web.assets.models import Asset


@dataclass(frozen=True)
class Standing:
    """Something that stands on an asset: what it is called, and its address."""

    title: str
    href: str


Finder = Callable[[Actor, Asset], Sequence[Standing]]
_finders: list[Finder] = []


def register(finder: Finder) -> Finder:
    """Have ``finder`` asked what stands on an asset; it returns only what this actor may see."""
    if finder not in _finders:
        _finders.append(finder)
    return finder


def on(actor: Actor, asset: Asset) -> list[Standing]:
    """Return everything that stands on an asset, as far as this actor may see it."""
    return [each for finder in _finders for each in finder(actor, asset)]
