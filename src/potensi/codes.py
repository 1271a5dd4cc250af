"""Code lists: which region or industry is meant by what stands in a table, and what each is called.

A label is *found* only where it can mean one thing. What could be two things ("Kediri" is a regency and a
city) or is merely close ("Banyuwngi") is never decided here: :meth:`CodeList.nearest` offers candidates.
The lists themselves stand in ``lists/*.csv``.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

PROVINCE_TOTAL = "3500"
COUNTRY = "0000"
_WORTH_NAMING = 50.0
_FILLERS = frozenset({"dan", "and", "the", "of", "serta"})
_KINDS = {
    "regency": ("kabupaten", "kab", "regency"),
    "city": ("kota", "kotamadya", "kodya", "city", "municipality"),
    "province": ("provinsi", "propinsi", "prov", "province"),
}
_KIND_OF = {word: kind for kind, words in _KINDS.items() for word in words}
_TOTAL_HEADS = (
    "pdrb",
    "grdp",
    "jumlah",
    "total",
    "produk domestik regional bruto",
    "gross regional domestic product",
    "product domestic regional bruto",
)
_TOTAL_TAILS = (
    "adhk adhb atas dasar harga konstan berlaku pasar 2000 2010 2020 at current constant market price prices "
    "kabupaten kab kota provinsi province semua seluruh all sektor sector sectors lapangan usaha industry "
    "industries keseluruhan grand regency regencies city cities daerah region regions"
)
_NUMBERING = re.compile(
    r"^\(?([0-9]{1,4}(?:\.[0-9]{2})?|[ivxlc]+|mn|rstu|[a-z](?:\s*[,/.\-–]\s*[a-z])*)\s*[.):\]\-–]*\s+(?=\S)"
)
_FOOTNOTE = re.compile(r"(?:\s*\*+\)?|\s+[0-9]\)|[¹²³⁴⁵]+)$")


@dataclass(frozen=True)
class Entry:
    """One member of a code list; dates are ISO texts, empty where open or not known."""

    code: str
    name_id: str
    name_en: str
    short_id: str = ""
    short_en: str = ""
    kind: str = ""
    parent: str = ""
    spellings: tuple[str, ...] = ()
    valid_from: str = ""
    valid_to: str = ""
    basis: str = ""
    code_kemendagri: str = ""
    lat: float | None = None
    lon: float | None = None
    area_km2: float | None = None

    def valid(self, year: int) -> bool:
        """Return whether the entry existed on 31 December of ``year`` as far as its dates are known."""
        day = f"{year:04d}-12-31"
        return self.valid_from <= day and (not self.valid_to or day <= self.valid_to)


@dataclass(frozen=True, eq=False)
class CodeList:
    """A list of codes with everything they are called.

    ``find`` and ``nearest`` read any spelling; ``name``, ``short`` and ``entry`` answer for a known code.
    """

    title: str
    entries: tuple[Entry, ...]
    _lookup: Callable[[str, str | None], set[str]]
    _labels: tuple[tuple[str, str], ...]

    def __contains__(self, code: object) -> bool:
        return any(entry.code == code for entry in self.entries)

    def codes(self) -> list[str]:
        """Return every code, in the order of the list."""
        return [entry.code for entry in self.entries]

    def entry(self, code: str) -> Entry:
        """Return what is known of ``code``; KeyError where it is not in the list."""
        return {entry.code: entry for entry in self.entries}[code]

    def find(self, text: Any, kind: str | None = None) -> str | None:
        """Return the code that ``text`` means, or None where it means none or more than one.

        ``text`` may be a code of either system (3510, "35.10", "3510.0"), a name in Indonesian or English
        or a usual spelling, numbered or not. ``kind`` ("regency", "city", "province", or "kabupaten", "kota")
        says what a bare name under such a heading is; a kind in the text itself goes before it.
        """
        wanted = _KIND_OF.get(kind.casefold(), kind) if kind else None
        found = self._lookup(_clean(text), wanted)
        return found.pop() if len(found) == 1 else None

    def nearest(self, text: Any, count: int = 3) -> list[tuple[str, str, float]]:
        """Return up to ``count`` candidates (code, Indonesian name, likeness 50–100), the likeliest first."""
        from rapidfuzz import fuzz

        wanted = key(_unnumbered(_clean(text)))
        meant = self._lookup(_clean(text), None)
        scores: dict[str, float] = {code: 100.0 for code in meant}
        for label, code in self._labels:
            likeness = fuzz.ratio(wanted, label) * 0.7 + fuzz.token_sort_ratio(wanted, label) * 0.3
            scores[code] = max(scores.get(code, 0.0), likeness)
        likely = [pair for pair in scores.items() if pair[1] >= _WORTH_NAMING]
        best = sorted(likely, key=lambda pair: (-pair[1], pair[0]))[:count]
        return [(code, self.name(code), round(score, 1)) for code, score in best]

    def name(self, code: str, lang: str = "id") -> str:
        """Return the full name of ``code`` in ``lang``; the code itself where it is not in the list."""
        return self._called(code, "name", lang)

    def short(self, code: str, lang: str = "id") -> str:
        """Return a name short enough for a chart; the full name where there is no shorter one."""
        return self._called(code, "short", lang) or self.name(code, lang)

    def _called(self, code: str, which: str, lang: str) -> str:
        for entry in self.entries:
            if entry.code == code:
                return str(getattr(entry, f"{which}_{lang}"))
        return code


def key(text: str) -> str:
    """Return ``text`` as it is compared: no case, punctuation, accents or joining words ("dan", "and")."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    plain = "".join(" " if not letter.isalnum() else letter for letter in plain if not unicodedata.combining(letter))
    return " ".join(word for word in plain.split() if word not in _FILLERS)


def is_total(text: Any, what: str, *, level: str = "regency") -> bool:
    """Return whether a label names the whole and not one of its parts.

    ``what`` is "activity" ("PDRB", "Jumlah", "GRDP", "Produk Domestik Regional Bruto / Gross …") or "region"
    ("Jumlah", "Total", "Provinsi Jawa Timur"). Among regencies (``level``) a province and the country are
    wholes, among provinces (``level="province"``) the country alone. "PDRB tanpa migas" is no whole.
    """
    if what == "region":
        code = regions().find(text)
        if code is not None:
            return code == COUNTRY or (level != "province" and regions().entry(code).kind == "province")
    rest = f" {key(_clean(text))} "
    found = False
    for head in _TOTAL_HEADS:
        if f" {head} " in rest:
            found, rest = True, rest.replace(f" {head} ", " ")
    words = set(rest.split()) - set(_TOTAL_TAILS.split())
    if what == "activity":
        words -= set(key(" ".join(_region_words())).split())
    return found and not words


@cache
def regions() -> CodeList:
    """Return the country, its 38 provinces and the 38 regencies and cities of East Java.

    Codes are those of the statistical office in four digits (3510; provinces 3500, the country 0000). Code
    systems differ for the provinces of Papua: a bare "94" could be two of them and is not found.
    Coordinates (representative points) and areas are known for East Java.
    """
    entries = tuple(_entries("regions"))
    codes: dict[str, set[str]] = {}
    names: dict[str, set[str]] = {}
    kinds = {entry.code: entry.kind for entry in entries}
    for entry in entries:
        for text in _region_codes(entry):
            codes.setdefault(text, set()).add(entry.code)
        for text in (entry.name_id, entry.name_en, *entry.spellings):
            names.setdefault(_bare(key(text))[0], set()).add(entry.code)

    def lookup(text: str, kind: str | None) -> set[str]:
        if text in codes:
            return set(codes[text])
        number, rest = _numbered(text)
        bare, said = _bare(key(rest))
        found = {c for c in names.get(bare, set()) if (said or kind) in (None, kinds[c])}
        if number and re.fullmatch(r"\d{4}|\d\d\.\d\d", number):
            found &= codes.get(number, set())
        return found

    return CodeList("regions", entries, lookup, _labels(entries))


@cache
def industries() -> CodeList:
    """Return the 17 industries of gross regional domestic product (base year 2010), "A" to "R,S,T,U"."""
    entries = tuple(_entries("industries"))
    names: dict[str, set[str]] = {}
    for entry in entries:
        for text in (entry.name_id, entry.name_en, entry.short_id, entry.short_en, *entry.spellings):
            names.setdefault(key(text), set()).add(entry.code)
    letters = {entry.code.replace(",", "").casefold(): entry.code for entry in entries}
    places = {entry.code: place for place, entry in enumerate(entries, start=1)}

    def lookup(text: str, kind: str | None) -> set[str]:
        letter = re.sub(r"[\s,./\-–()]", "", text)
        if letter in letters:
            return {letters[letter]}
        found = _industry(text, names)
        number, rest = _numbered(text)
        if found or not number:
            return found
        found = _industry(rest, names)
        return {code for code in found if _heads(number, places[code], code)}

    return CodeList("industries", entries, lookup, _labels(entries))


def region_rows(codes: Iterable[str] | None = None) -> list[dict[str, Any]]:
    """Return the regions as rows for a panel's table of regions: code, names, kind, parent, point, area."""
    wanted = None if codes is None else set(codes)
    return [
        {
            "region": entry.code,
            "name": entry.name_id,
            "kind": entry.kind,
            "code_kemendagri": entry.code_kemendagri,
            "parent": entry.parent,
            "lat": entry.lat,
            "lon": entry.lon,
            "area_km2": entry.area_km2,
        }
        for entry in regions().entries
        if wanted is None or entry.code in wanted
    ]


def industry_rows() -> list[dict[str, Any]]:
    """Return the 17 industries as rows for a panel's table of activities."""
    return [
        {"activity": entry.code, "name_id": entry.name_id, "name_en": entry.name_en, "parent": None}
        for entry in industries().entries
    ]


def _entries(name: str) -> Iterable[Entry]:
    text = resources.files("potensi").joinpath("lists", f"{name}.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines()):
        values: dict[str, Any] = dict(row)
        values["spellings"] = tuple(filter(None, row["spellings"].split("|")))
        for number in ("lat", "lon", "area_km2"):
            if number in row:
                values[number] = float(row[number]) if row[number] else None
        yield Entry(**values)


def _labels(entries: Iterable[Entry]) -> tuple[tuple[str, str], ...]:
    labels = {
        (key(text), entry.code)
        for entry in entries
        for text in (
            entry.name_id,
            entry.name_en,
            entry.short_id,
            *entry.spellings,
            _bare(key(entry.name_id))[0],
        )
        if text
    }
    return tuple(sorted(labels))


def _region_codes(entry: Entry) -> set[str]:
    """Return the ways in which the codes of a region are written, with what spreadsheets make of them."""
    if entry.kind == "country":
        return {"0000", "9999"}
    texts = {entry.code, f"{entry.code[:2]}.{entry.code[2:]}"} if entry.parent == PROVINCE_TOTAL else {entry.code}
    texts.add(entry.code_kemendagri)
    if entry.kind == "province":
        texts |= {entry.code[:2], f"{entry.code[:2]}.0", f"{entry.code_kemendagri}.00"}
    elif entry.code_kemendagri.endswith("0"):
        texts.add(entry.code_kemendagri[:-1])  # 35.10 typed as a number comes back as 35.1
    return texts | {f"{entry.code}.0"}


@cache
def _region_words() -> frozenset[str]:
    return frozenset(_bare(key(entry.name_id))[0] for entry in regions().entries)


def _clean(text: Any) -> str:
    """Return a cell's content as one line of plain text without footnote marks."""
    if text is None:
        return ""
    if isinstance(text, float) and text.is_integer():
        text = int(text)
    line = " ".join(unicodedata.normalize("NFKC", _FOOTNOTE.sub("", str(text).strip())).split())
    return line.casefold().lstrip("[").strip()


def _numbered(text: str) -> tuple[str, str]:
    """Return a label's number or letter, and the label: "1. Pacitan" → ("1", "pacitan")."""
    match = _NUMBERING.match(text)
    if match and _KIND_OF.get(match[1]) is None:
        return match[1], text[match.end() :]
    glued = re.match(r"^([0-9]{1,2}|[ivx]+|[a-z])[.)](?=[a-z]{3})", text)
    if glued:
        return glued[1], text[glued.end() :]
    return "", text


def _unnumbered(text: str) -> str:
    return _numbered(text)[1]


def _bare(name: str) -> tuple[str, str | None]:
    """Return a region's name without its kind, and the kind: "kab banyuwangi" → ("banyuwangi", "regency")."""
    words = name.split()
    for place in (0, -1):
        if len(words) > 1 and words[place] in _KIND_OF:
            kind = _KIND_OF[words.pop(place)]
            return " ".join(words), kind
    return name, None


def _industry(text: str, names: dict[str, set[str]]) -> set[str]:
    """Return the industries a label means: whole, or bilingual with both halves meaning the same."""
    whole = key(text)
    if whole in names:
        return set(names[whole])
    words = whole.split()
    for cut in range(1, len(words)):
        first = names.get(" ".join(words[:cut]))
        second = names.get(" ".join(words[cut:]))
        if first and second and first & second:
            return first & second
    parts = [names[key(part)] for part in re.split(r"[/|(\n]", text) if key(part) in names]
    return set.intersection(*parts) if parts else set()


def _heads(number: str, place: int, code: str) -> bool:
    """Return whether a number, roman numeral or letter may stand before this industry."""
    letter = re.sub(r"[^a-z]", "", number)
    return not letter or letter == code.replace(",", "").casefold() or _roman(letter) == place


def _roman(text: str) -> int:
    values = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
    if not set(text) <= set(values):
        return 0
    digits = [values[letter] for letter in text]
    pairs = zip(digits, [*digits[1:], 0], strict=True)
    return sum(-digit if digit < following else digit for digit, following in pairs)
