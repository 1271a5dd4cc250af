"""A spreadsheet of participants as rows, with everything wrong with it at once; nothing is written here.

Personal numbers are not asked for: a column of them is left unread, and one that stands in another column is a problem.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from potensi.errors import Problem
from potensi.web.blank_sheet import BlankColumn, blank_book
from potensi.web.people import cells
from potensi.web.people.numbers import digits, masked
from potensi.web.tabular import Line, Shape, read_list

WORDS = "visits_people"
PERSONAL = ("nip", "nik", "phone", "birth")
FIELDS = ("name", "email", "agency", "region", "title", "kind")
_WIDTHS = {"name": 28, "email": 30, "agency": 40, "region": 26, "title": 34, "kind": 28}

# What a column is called, by what it holds; compared without case and punctuation.
HEADINGS: dict[str, tuple[str, ...]] = {
    "name": ("nama", "nama lengkap", "nama peserta", "name", "full name"),
    "email": ("e mail", "email", "surel", "alamat e mail", "alamat email", "email address", "e mail address"),
    "agency": ("perangkat daerah", "opd", "skpd", "instansi", "unit kerja", "asal instansi", "agency",
               "regional agency"),
    "region": ("daerah", "kabupaten kota", "kab kota", "kabupaten", "kota", "wilayah", "asal daerah", "region",
               "regency", "city"),
    "title": ("jabatan", "nama jabatan", "title", "position", "office", "post", "job title"),
    "kind": ("jenis", "jenis peserta", "kategori", "kategori peserta", "unsur", "kind", "kind of participant",
             "category"),
    "nip": ("nip", "nomor induk pegawai", "nip nomor induk pegawai", "civil servant number", "employee number"),
    "nik": ("nik", "no ktp", "nomor ktp", "ktp", "nomor induk kependudukan", "citizen number", "identity number"),
    "phone": ("telepon", "telp", "no telepon", "no telp", "nomor telepon", "hp", "no hp", "nomor hp", "wa", "no wa",
              "nomor wa", "whatsapp", "phone", "telephone", "mobile", "phone number"),
    "birth": ("tanggal lahir", "tgl lahir", "tempat tanggal lahir", "ttl", "date of birth", "birthday"),
}  # fmt: skip
NEEDED = ("name", "email", "agency", "region")
SHAPE = Shape(HEADINGS, NEEDED, WORDS)
# Sixteen digits or more in a row, however they are set apart: a citizen's or a civil servant's number.
_LONG_NUMBER = re.compile(r"\d(?:[ .\-]?\d){15,}")


@dataclass(frozen=True)
class Person:
    """Somebody who is to take part: from which agency of which region, with what title, of what kind."""

    name: str
    email: str
    agency: str
    region: str
    title: str = ""
    kind: str = ""
    sheet: str | None = None
    at: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ReadPersons:
    """The rows that could be read, everything wrong with the others, the columns left unread, those of numbers."""

    rows: tuple[Person, ...]
    problems: tuple[Problem, ...] = ()
    unread: tuple[str, ...] = ()
    personal: tuple[str, ...] = ()


def read_participants(path: Path) -> ReadPersons:
    """Read a spreadsheet of participants: its first sheet with the headings."""
    listed = read_list(path, SHAPE)
    problems, rows = list(listed.problems), []
    for line in listed.lines:
        row = _person(line)
        problems += line.problems
        rows += [] if line.problems else [row]
    there = listed.lines[0].at if listed.lines else {}
    return ReadPersons(tuple(rows), tuple(problems), listed.unread, tuple(name for name in PERSONAL if name in there))


def blank_sheet(lang: str, kinds: tuple[str, ...]) -> bytes:
    """Return the empty spreadsheet; ``kinds`` are those to choose from."""
    columns = [BlankColumn(name, width, kinds if name == "kind" else ()) for name, width in _WIDTHS.items()]
    return blank_book(lang, WORDS, columns)


def fault_of(text: str) -> str:
    """Return what is wrong with a name, an agency, a title or a kind, as a code; empty where nothing is."""
    if _LONG_NUMBER.search(text):
        return "personal_number"
    return cells.words_fault(text)


def _person(line: Line) -> Person:
    return Person(
        name=_words(line, "name"),
        email=cells.email_of(line),
        agency=_words(line, "agency"),
        region=_region(line),
        title=_words(line, "title"),
        kind=_words(line, "kind", longest=80),
        sheet=line.sheet,
        at=line.at,
    )


def _words(line: Line, name: str, longest: int = 200) -> str:
    text = line.text(name)
    fault = fault_of(text)
    if fault == "empty" and name not in NEEDED:
        return ""
    if not fault and len(text) > longest:
        line.wrong("kind_too_long", name, column=name, most=str(longest))
    elif fault == "personal_number":
        line.wrong(fault, name, value=masked(digits(text)), column=name)
    elif fault:
        line.wrong(fault, name, column=name)
    return text


def _region(line: Line) -> str:
    text = line.text("region")
    code, candidates = cells.region_of(text)
    if code is None:
        fault = "region_near" if candidates else ("region_unknown" if text else "empty")
        line.wrong(fault, "region", near=", ".join(candidates), column="region")
    return code or ""
