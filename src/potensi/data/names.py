"""Labels to codes: which code list governs a table, what each label means, which labels name the whole."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from potensi import codes
from potensi.codes import CodeList

LISTS = {"region": ("auto", "own", "indonesia"), "activity": ("auto", "own", "industries")}
_NEAR = 85.0
_TRIED = 300
_DETAIL = re.compile(r"^\(?[A-Ua-u]\.?\d+(?:\.[\da-z]+)*\.?(?:\s|$)")
_WITHOUT = re.compile(r"^(?:pdrb|grdp|produk domestik regional bruto)\b.*\b(?:tanpa|without|non)\b", re.IGNORECASE)
_OWN_KINDS = {"regency": "Kabupaten", "city": "Kota"}

Label = tuple[str, str]


@dataclass(frozen=True)
class Names:
    """What the labels of one axis mean: ``code`` per label, the labels that are ``totals``, ``details`` or unknown.

    A label is a text with the kind that its heading gives ("" where there is none). ``level`` is "regency" or
    "province" for regions; ``list`` names the governing code list ("own" where the labels stand for themselves).
    """

    list: str
    code: dict[Label, str]
    totals: frozenset[Label]
    details: frozenset[Label]
    unknown: tuple[Label, ...]
    level: str = "regency"
    problems: dict[Label, tuple[str, dict[str, Any]]] = field(default_factory=dict)


def code_list(what: str) -> CodeList:
    """Return the list that the package knows for "region" or "activity"."""
    return codes.regions() if what == "region" else codes.industries()


def resolve(labels: list[Label], what: str, choice: str = "auto") -> Names:
    """Return what every label of an axis ("region" or "activity") means.

    ``choice`` forces a list; "auto" takes the known list where at least half of the distinct labels are in it,
    exactly or nearly, and otherwise the labels themselves. Whole-table labels ("PDRB", "Jumlah", the province
    above its regencies) are totals. Unknown labels of a governing list carry their nearest candidates.
    """
    known = code_list(what)
    found = {label: known.find(label[0], label[1] or None) for label in labels}
    level = _level(found) if what == "region" else "regency"
    totals = _totals(labels, found, what, level)
    details = (_details(labels, found) if what == "activity" else frozenset()) - totals
    whole = [label for label in labels if label not in totals]
    parts = [label for label in whole if label not in details]
    # "K12" is a part of industry K only beside the industries; alone it is somebody's own code.
    if choice == "own" or (choice == "auto" and not _governs(parts or whole, found, known)):
        own = {label: _own(label) for label in whole if label[0]}
        empty = tuple(label for label in whole if not label[0])
        return Names(
            "own", own, totals, frozenset(), empty, level, {label: _problem(label, what, known) for label in empty}
        )
    unknown = tuple(label for label in parts if not found[label])
    problems = {label: _problem(label, what, known) for label in unknown}
    code = {label: str(found[label]) for label in parts if found[label]}
    return Names(LISTS[what][2], code, totals, details, unknown, level, problems)


def _own(label: Label) -> str:
    text, kind = label
    heading = _OWN_KINDS.get(kind, "")
    return f"{heading} {text}".strip() if heading and not text.casefold().startswith(heading.casefold()) else text


def _level(found: dict[Label, str | None]) -> str:
    kinds = [codes.regions().entry(code).kind for code in found.values() if code]
    unplaced = sum(code is None for code in found.values())
    provinces = kinds.count("province")
    return "province" if provinces > 1 and provinces > len(kinds) - provinces + unplaced else "regency"


def _totals(labels: list[Label], found: dict[Label, str | None], what: str, level: str) -> frozenset[Label]:
    """Return the labels of the whole; a table with nothing but a province is a table of that province."""
    whole = [label for label in labels if _is_whole(label[0], what, level)]
    if len(whole) < len(labels):
        return frozenset(whole)
    return frozenset(label for label in whole if found[label] is None) if what == "region" else frozenset(whole)


def _is_whole(text: str, what: str, level: str) -> bool:
    return codes.is_total(text, what, level=level)


def _details(labels: list[Label], found: dict[Label, str | None]) -> frozenset[Label]:
    """Return the labels that would count an industry twice: its parts ("A.1.b Tanaman Pangan") where the
    industry itself is in the table, and sums of some industries ("PDRB Tanpa Migas").

    Codes of one's own that merely look like parts ("K00012", without any K) stand for themselves.
    """
    whole = {letter for code in found.values() if code for letter in code.split(",")}
    unknown = [label for label in labels if found[label] is None]
    parts = [label for label in unknown if _DETAIL.match(label[0]) and label[0].lstrip("(")[0].upper() in whole]
    sums = [label for label in unknown if _WITHOUT.match(label[0])]
    return frozenset([*parts, *sums])


def _governs(parts: list[Label], found: dict[Label, str | None], known: CodeList) -> bool:
    if not parts:
        return True
    tried = parts[:_TRIED]
    exact = sum(found[label] is not None for label in tried)
    if exact * 2 >= len(tried):
        return True
    missing = [label for label in tried if found[label] is None]
    return (exact + sum(_is_near(label, known) for label in missing)) * 2 >= len(tried)


def _is_near(label: Label, known: CodeList) -> bool:
    near = known.nearest(label[0], count=1)
    return bool(near) and near[0][2] >= _NEAR


def _problem(label: Label, what: str, known: CodeList) -> tuple[str, dict[str, Any]]:
    near = known.nearest(label[0])
    names = [f"{name} ({code})" for code, name, _ in near]
    several = [code for code, _, score in near if score >= 100.0]
    params = {"candidates": "; ".join(names) or "–", "nearest": [code for code, _, _ in near]}
    return (f"ambiguous_{what}" if len(several) > 1 else f"unknown_{what}"), params
