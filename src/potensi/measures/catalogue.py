"""The cards: what each measure is called, how it is computed and read, what it needs, when it is refused.

Everything a card says stands in ``cards.toml``: a measure is its function and its card. Sentences that many
cards share (units, needs, guards) stand there once, under a key.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

GRAINS = ("cells", "regions", "activities", "pairs", "disparity")
LANGUAGES = ("id", "en")


@dataclass(frozen=True)
class Card:
    """One measure. ``name`` is also its column; ``grain`` the table it stands in, ``also_in`` other tables.

    Texts without a language in their name are English; :meth:`text` gives any field in either language.
    """

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
    unit_id: str
    needs_id: tuple[str, ...]
    guards_id: tuple[str, ...]
    default_variant_id: str
    variants_id: tuple[str, ...]
    also_in: tuple[str, ...]

    def text(self, field: str, lang: str) -> Any:
        """Return ``field`` ("label", "unit", "guards", "formula", …) in ``lang``; AttributeError for no such field.

        >>> card("lq").text("unit", "id")
        'tanpa satuan'
        """
        named = f"{field}_{lang}"
        return getattr(self, named) if hasattr(self, named) else getattr(self, field)


@cache
def cards() -> tuple[Card, ...]:
    """Return every card, in the order of ``cards.toml``: cells, regions, activities, pairs, disparity.

    >>> cards()[0].name
    'share'
    """
    text = resources.files("potensi.measures").joinpath("cards.toml").read_text(encoding="utf-8")
    whole = tomllib.loads(text)
    return tuple(_card(name, entry, whole) for name, entry in whole["cards"].items())


def card(name: str) -> Card:
    """Return the card called ``name``; KeyError where there is none.

    >>> card("dlq").label_en
    'Dynamic location quotient'
    """
    return {each.name: each for each in cards()}[name]


def _card(name: str, entry: Mapping[str, Any], whole: Mapping[str, Any]) -> Card:
    """Return the card of one entry, its keys of shared sentences replaced by the sentences."""
    texts: dict[str, Any] = {}
    for place, lang in enumerate(LANGUAGES):
        end = "" if lang == "en" else "_id"
        texts[f"label_{lang}"] = entry["label"][place]
        texts[f"reading_{lang}"] = entry["reading"][place]
        texts[f"unit{end}"] = whole["units"][entry["unit"]][place]
        texts[f"needs{end}"] = tuple(whole["needs"][key][place] for key in entry["needs"])
        texts[f"guards{end}"] = tuple(whole["guards"][key][place] for key in entry["guards"])
        texts[f"default_variant{end}"] = entry.get("default", whole["no_variant"])[place]
        texts[f"variants{end}"] = tuple(variant[place] for variant in entry.get("variants", ()))
    plain = {field: entry[field] for field in ("grain", "formula", "range", "source")}
    return Card(name=name, also_in=tuple(entry.get("also", ())), **plain, **texts)
