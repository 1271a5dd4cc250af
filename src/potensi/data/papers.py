"""Unit and price basis as files state them: in a column, a title row, a heading or the name of a sheet."""

from __future__ import annotations

import re

from potensi.errors import UsageError

_SCALES = {
    "rupiah": "rupiah",
    "ribu": "ribu rupiah",
    "thousand": "ribu rupiah",
    "juta": "juta rupiah",
    "million": "juta rupiah",
    "miliar": "miliar rupiah",
    "milyar": "miliar rupiah",
    "milliar": "miliar rupiah",
    "billion": "miliar rupiah",
    "triliun": "triliun rupiah",
    "trilyun": "triliun rupiah",
    "trillion": "triliun rupiah",
}
_UNIT = re.compile(
    r"\b(ribu|thousand|juta|million|miliar|milyar|milliar|billion|triliun|trilyun|trillion)s?\b[\s.]*"
    r"(?:of\s+)?(?:rupiahs?|rp\.?|idr)|\b(?:rupiahs?|rp\.?|idr)\s+(ribu|juta|miliar|milyar|triliun)\b",
    re.IGNORECASE,
)
_MONEY = re.compile(r"rupiah|\b(?:rp|idr|usd|us\$|dollars?|dolar|euros?|eur)\b|[$€£]", re.IGNORECASE)
_BARE_UNIT = re.compile(r"[(\[]\s*(?:dalam\s+)?(rupiah)\s*[)\]]|satuan\s*:?\s*(rupiah)", re.IGNORECASE)
# A year beside "konstan" is a base year only if it is one of the offices' base years: "ADHK 2020–2024" is not.
_BASES = r"(1973|1983|1993|2000|2010)"
_CONSTANT = re.compile(
    rf"(?:\b{_BASES}\s+)?\b(?:adhk|konstan|constant|riil|real)(?:\s+(?:market\s+)?(?:prices?|tahun|dasar))*"
    rf"[\s(_-]*(?:{_BASES}(?!\d|\s*[-–/]))?",
    re.IGNORECASE,
)
_CURRENT = re.compile(r"(?:\b|_)(?:adhb|berlaku|current|nominal)(?:\b|_)", re.IGNORECASE)
_BASE = re.compile(r"\b((?:19|20)\d{2})\s*=\s*100\b")
_IDENTIFIER = re.compile(r"^constant(\d{4})$")


def unit_of(text: str) -> str | None:
    """Return the unit that a whole cell names ("Miliar Rupiah" → "miliar rupiah"); other units as they stand."""
    words = " ".join(text.strip(" ()[]").casefold().split())
    if not words:
        return None
    return unit_in(words) or _SCALES.get(words, words)


def is_money(unit: str) -> bool:
    """Return whether a unit is one of money, and so has prices; "orang" (people), "usaha" (businesses) or "ton" is not.

    >>> is_money("miliar rupiah"), is_money("USD million"), is_money("orang")
    (True, True, False)
    """
    return _MONEY.search(unit) is not None


def unit_in(text: str) -> str | None:
    """Return the unit of money named somewhere in a line of text, or None."""
    match = _UNIT.search(text)
    if match:
        return _SCALES[(match[1] or match[2]).casefold()]
    return "rupiah" if _BARE_UNIT.search(text) else None


def prices_in(text: str) -> set[str]:
    """Return the price bases that a line names: "current", "constant2010", "constant" where no year is said."""
    found = {"current"} if _CURRENT.search(text) else set()
    base = _BASE.search(text)
    for match in _CONSTANT.finditer(text):
        year = match[1] or match[2] or (base[1] if base else "")
        found.add(f"constant{year}")
    return found - {"constant"} if any(_IDENTIFIER.match(price) for price in found) else found


def price_of(text: str) -> str | None:
    """Return the price basis that a whole cell names, or None."""
    plain = text.strip().casefold()
    if _IDENTIFIER.match(plain) or plain == "current":
        return plain
    found = prices_in(plain)
    return found.pop() if len(found) == 1 else None


def price_asked(text: str | None) -> str | None:
    """Return the option ``--price`` as an identifier: "adhb" → "current", "adhk" → "constant" (any base year).

    Raises UsageError where it names no price basis.
    """
    if text is None:
        return None
    found = price_of(text)
    if found is None:
        raise UsageError("unknown_kind", kind=text, known="constant2010, current, adhk, adhb")
    return found
