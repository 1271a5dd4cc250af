"""The lists that an asset is described by: business fields (five-digit KBLI classes) and creative sub-sectors."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib import resources

from potensi.codes import key

FIELD_DIGITS = 5
_LIKELY, _WORTH_NAMING = 90.0, 60.0


@dataclass(frozen=True)
class Listed:
    """A code and what it is called; ``name_en`` is empty where the official list has no English."""

    code: str
    name_id: str
    name_en: str = ""

    def name(self, lang: str) -> str:
        """Return the name in a language, the Indonesian one where there is no other."""
        return (self.name_en if lang == "en" else "") or self.name_id


@cache
def business_fields() -> dict[str, Listed]:
    """Return every five-digit class of KBLI 2020 by its code, in the order of the list."""
    rows = (row for row in _rows("kbli2020") if len(row["code"]) == FIELD_DIGITS)
    return {row["code"]: Listed(row["code"], row["name_id"]) for row in rows}


@cache
def creative_subsectors() -> dict[str, Listed]:
    """Return the seventeen sub-sectors of the creative economy by their code."""
    return {row["code"]: Listed(**row) for row in _rows("creative_subsectors")}


def field_name(code: str, lang: str) -> str:
    """Return what a business field is called; empty where it is none of the list."""
    found = business_fields().get(code)
    return found.name(lang) if found else ""


def subsector_name(code: str, lang: str) -> str:
    """Return what a sub-sector is called; empty where it is none of the seventeen."""
    found = creative_subsectors().get(code)
    return found.name(lang) if found else ""


def fields_like(text: str, count: int = 12) -> list[Listed]:
    """Return the business fields whose code begins with or whose name holds what is typed, else the likest names."""
    wanted = key(text)
    if not wanted:
        return []
    digits = wanted.replace(" ", "")
    if digits.isdigit():
        return [each for code, each in business_fields().items() if code.startswith(digits)][:count]
    holding = [each for each in business_fields().values() if _holds(key(each.name_id), wanted.split())]
    return sorted(holding, key=lambda each: len(each.name_id))[:count] or _likest(wanted, count)


def _holds(name: str, words: list[str]) -> bool:
    """Whether every word begins a word of the name: "kopi" is not meant by "fotokopi"."""
    return all(any(part.startswith(word) for part in name.split()) for word in words)


def _likest(wanted: str, count: int) -> list[Listed]:
    from rapidfuzz import fuzz, process

    names = {code: key(each.name_id) for code, each in business_fields().items()}
    found = process.extract(wanted, names, scorer=fuzz.token_set_ratio, limit=count, score_cutoff=_WORTH_NAMING)
    return [business_fields()[code] for _, _, code in found]


def subsector_of(text: str) -> str | None:
    """Return the code of the sub-sector that a text means: its code or its name, nearly right; None where unclear."""
    from rapidfuzz import fuzz, process

    wanted = key(text)
    names = {
        label: code
        for code, each in creative_subsectors().items()
        for label in (key(code), key(each.name_id), key(each.name_en))
    }
    if wanted in names:
        return names[wanted]
    found = process.extract(wanted, list(names), scorer=fuzz.ratio, limit=1, score_cutoff=_LIKELY)
    return names[found[0][0]] if found else None


def _rows(name: str) -> list[dict[str, str]]:
    text = resources.files("potensi").joinpath("lists", f"{name}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
