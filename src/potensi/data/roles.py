"""What a label of a cross table can be: a year, an industry, a region, a heading of regencies or cities, a price."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from potensi.codes import industries, is_total, key, regions
from potensi.data.clean import text_of, year_of
from potensi.data.papers import prices_in

ROLES = ("period", "activity", "region")
_KINDS = {
    "kabupaten": "regency",
    "regency": "regency",
    "kabupaten regency": "regency",
    "kota": "city",
    "city": "city",
}
_KINDS |= {"kota city": "city", "municipality": "city", "kota municipality": "city"}
_YEARS = re.compile(r"(?<![\d=–/-])((?:19|20)\d{2})(\*{0,2})(?!\d|\s*[-–/=]|\*)")
_BASE_YEAR = re.compile(
    r"(?:konstan|constant|adhk|dasar)\D{0,12}(?:19|20)\d{2}|(?:19|20)\d{2}\s+constant|(?:19|20)\d{2}\s*=\s*100",
    re.I,
)
_WORDS = re.compile(r"[A-Za-z']+\.?")
_KIND_WORDS = ("kabupaten", "kab", "kab.", "kota", "provinsi", "prov", "prov.", "regency", "city", "province")
_LONGEST_NAME = 5


@lru_cache(maxsize=50_000)
def _role(text: str) -> str | None:
    whole = is_total(text, "activity") and regions().find(text) is None
    if industries().find(text) is not None or (whole and key(text) not in ("jumlah", "total")):
        return "activity"
    if any(regions().find(text, kind) for kind in (None, "regency", "city")) or is_total(text, "region"):
        return "region"
    return None


def role_of(cell: Any) -> str | None:
    """Return "period", "activity" or "region", or None for a cell that is none of them; a number can be a year."""
    if year_of(cell):
        return "period"
    text = text_of(cell)
    if not isinstance(cell, str) or not text or text.replace(".", "").replace(",", "").lstrip("-").isdigit():
        return None
    return _role(text)


def kind_of(cell: Any) -> str | None:
    """Return "regency" or "city" for a heading that stands above the names of such regions."""
    return _KINDS.get(key(text_of(cell)))


def year_in(text: str) -> tuple[int, str] | None:
    """Return the one year that a title names, with the status its stars say; None for none, several or a base year."""
    whole = year_of(text)
    if whole:
        return whole
    found = set(_YEARS.findall(_BASE_YEAR.sub("", text)))
    return year_of("".join(found.pop())) if len(found) == 1 else None


def region_in(text: str) -> str | None:
    """Return the name of the region that a title names, a regency or city before its province, or None.

    A name inside a sentence counts only with its kind ("PDRB Kabupaten Banyuwangi Menurut …"): "batu" in a
    title is not always a city.
    """
    parts = [part.strip(" )") for part in (text, *re.split(r"[,;:(]|\s[-–]\s", text))]
    words = _WORDS.findall(text)
    for start, word in enumerate(words):
        if word.casefold() in _KIND_WORDS:
            parts += [" ".join(words[start:end]) for end in range(start + _LONGEST_NAME, start + 1, -1)]
    return smallest_region([part for part in parts if regions().find(part) is not None])


def smallest_region(names: list[str]) -> str | None:
    """Return the first name of a regency or city, else the first name, None of none; all are known names."""
    kinds = {name: regions().entry(str(regions().find(name))).kind for name in names}
    return min(names, key=lambda name: kinds[name] not in ("regency", "city"), default=None)


def activity_in(text: str) -> str | None:
    """Return the name of the industry that a title is made of ("Lapangan Usaha: Industri Pengolahan"), or None."""
    return next((part.strip() for part in (text, text.partition(":")[2]) if industries().find(part)), None)


def prices_of(cell: Any) -> set[str]:
    """Return the price bases that a label names."""
    return prices_in(text_of(cell)) if isinstance(cell, str) else set()
