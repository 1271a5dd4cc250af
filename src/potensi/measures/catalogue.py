"""The cards of the measures: what each column of the tables is, in which unit, and when it is refused.

Texts for people stand in both languages; ``unit``, ``needs`` and ``guards`` hold codes whose sentences are in
``words/card_terms.toml``, so that one guard is worded once.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

GRAINS = ("cells", "regions", "activities", "disparity")


@cache
def cards() -> tuple[Card, ...]:
    """Return every card, in the order of the tables' columns.

    >>> cards()[0].name
    'share'
    """
    text = resources.files("potensi.measures").joinpath("cards.toml").read_text(encoding="utf-8")
    return tuple(_card(name, fields) for name, fields in tomllib.loads(text).items())


def card(name: str) -> Card:
    """Return the card of one measure; ``KeyError`` for a name that no card has.

    >>> card("lq").formula
    's_ij / s_iN'
    """
    return _by_name()[name]


@cache
def _by_name() -> dict[str, Card]:
    return {each.name: each for each in cards()}


def _card(name: str, fields: dict[str, Any]) -> Card:
    lists = {key: tuple(fields.pop(key, ())) for key in ("needs", "guards", "variants")}
    return Card(name=name, default_variant=fields.pop("default_variant", ""), **fields, **lists)


@dataclass(frozen=True)
class Card:
    """What a measure is. ``grain``: the tables it stands in, several with commas between (``grains``)."""

    name: str
    grain: str
    label_id: str
    label_en: str
    formula: str
    unit: str
    range: str
    needs: tuple[str, ...]
    guards: tuple[str, ...]
    source: str
    reading_id: str
    reading_en: str
    default_variant: str
    variants: tuple[str, ...]

    @property
    def grains(self) -> tuple[str, ...]:
        """Return the tables the measure stands in."""
        return tuple(self.grain.split(", "))
