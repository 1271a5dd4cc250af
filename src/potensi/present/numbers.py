"""Figures as a person reads them: locale, units spelled out, signs, lists."""

from __future__ import annotations

import math
from collections.abc import Sequence

from potensi.language import number, say

# Rupiah units as papers state them → how many rupiah; miliar = 10⁹, triliun = 10¹², always spelled out.
RUPIAH = {"rupiah": 1.0, "ribu rupiah": 1e3, "juta rupiah": 1e6, "miliar rupiah": 1e9, "triliun rupiah": 1e12}
_STEPS = ((1e12, "triliun"), (1e9, "miliar"), (1e6, "juta"))


def money(value: float | None, unit: str, lang: str, *, signed: bool = False) -> str:
    """Return an amount with its unit: 63693.56 "miliar rupiah" → "63,69 triliun rupiah" / "63.69 trillion rupiah".

    A unit that is not in rupiah is kept as it is. Missing gives "…", undefined "–".
    """
    if value is None or math.isnan(value):
        return number(value, lang)
    sign = "+" if signed and value > 0 else ""
    if unit not in RUPIAH:
        return f"{sign}{number(value, lang, decimals=2)} {unit}"
    rupiah = value * RUPIAH[unit]
    for size, step in _STEPS:
        if abs(rupiah) >= size:
            shown = number(rupiah / size, lang, decimals=2 if abs(rupiah) < 100 * size else 0)
            return f"{sign}{shown} {say(f'numbers.{step}', lang)} rupiah"
    return f"{sign}{number(rupiah, lang)} rupiah"


def unit_name(unit: str, lang: str) -> str:
    """Return a unit of the papers in the reader's language ("miliar rupiah" → "billion rupiah")."""
    step, _, money_word = unit.partition(" ")
    return f"{say(f'numbers.{step}', lang)} {money_word}" if unit in RUPIAH and money_word else unit


def price_name(price: str, lang: str) -> str:
    """Return a price basis in words: "constant2010" → "atas dasar harga konstan 2010"."""
    if price.startswith("constant"):
        return say("numbers.constant", lang, base=price.removeprefix("constant"))
    return say("numbers.current", lang) if price == "current" else price


def signed_percent(fraction: float | None, lang: str, *, decimals: int = 1) -> str:
    """Return a change as a percentage with its sign: 0.195 → "+19,5 persen"."""
    if fraction is None or math.isnan(fraction):
        return number(fraction, lang)
    sign = "+" if fraction > 0 else ""
    return f"{sign}{number(100 * fraction, lang, decimals=decimals)} {say('numbers.percent', lang)}"


def short_name(code: str, name: str, lang: str) -> str:
    """Return an industry's short name, or the name up to its first comma for any other activity."""
    try:
        return say(f"short.{code}", lang)
    except (KeyError, TypeError):
        return name.split(",")[0]


def listing(parts: Sequence[str], lang: str) -> str:
    """Return "a, b, dan c" / "a, b, and c"."""
    if len(parts) < 2:
        return "".join(parts)
    joint = say("numbers.and", lang)
    if len(parts) == 2:
        return f"{parts[0]} {joint} {parts[1]}"
    return f"{', '.join(parts[:-1])}, {joint} {parts[-1]}"
