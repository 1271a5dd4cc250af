"""A spreadsheet of people as rows, with everything wrong with it at once; nothing is written here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from potensi.codes import key
from potensi.errors import Problem
from potensi.web.people import cells
from potensi.web.people.numbers import digits, masked, nip_fault, phone_of
from potensi.web.tabular import Line, Shape, SheetProblem, read_list, text_of

# What a column is called, by what it holds; compared without case and punctuation.
HEADINGS: dict[str, tuple[str, ...]] = {
    "name": ("nama", "nama lengkap", "name", "full name"),
    "email": ("e mail", "email", "surel", "alamat e mail", "alamat email", "email address", "e mail address"),
    "nip": ("nip", "nomor induk pegawai", "civil servant number", "employee number"),
    "phone": ("telepon", "telp", "no telepon", "nomor telepon", "hp", "no hp", "nomor hp", "wa", "no wa", "phone",
              "telephone", "mobile", "phone number"),
    "agency": ("perangkat daerah", "opd", "skpd", "instansi", "unit kerja", "agency", "regional agency"),
    "region": ("daerah", "kabupaten kota", "kab kota", "kabupaten", "kota", "wilayah", "region", "regency", "city"),
    "office": ("jabatan", "office", "position", "post"),
    "role": ("peran", "role", "roles"),
    "since": ("mulai", "mulai tanggal", "sejak", "tmt", "since", "start", "from"),
}  # fmt: skip
NEEDED = ("name", "email", "agency", "region", "office", "role")
SHAPE = Shape(HEADINGS, NEEDED, "people")


@dataclass(frozen=True)
class PersonProblem(SheetProblem):
    """A problem of a spreadsheet of people; its sentences stand in ``words/people.toml``."""

    words: str = "people"


@dataclass(frozen=True)
class Row:
    """One person in one office, as the spreadsheet has it; ``at`` names the cell of each column."""

    name: str
    email: str
    nip: str
    phone: str
    agency: str
    region: str
    office: str
    acting: bool
    roles: tuple[str, ...]
    since: date
    sheet: str | None
    at: Mapping[str, str]


@dataclass(frozen=True)
class ReadPeople:
    """The rows that could be read, everything wrong with the others, and the columns nobody looked at."""

    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]
    unread: tuple[str, ...] = ()


def read_people(path: Path, today: date) -> ReadPeople:
    """Read a spreadsheet of people: its first sheet with the headings. ``today`` is when an office without a day began.

    What keeps the whole file from being read (a wrong kind, a password, too large) is one problem.
    """
    listed = read_list(path, SHAPE)
    rows: list[Row] = []
    problems = list(listed.problems)
    for line in listed.lines:
        row = _row(line, today)
        problems += line.problems
        rows += [row] if row is not None else []
    return ReadPeople(tuple(rows), tuple(problems), listed.unread)


def _row(line: Line, today: date) -> Row | None:
    """Return a line as a person in an office, or None where the line has a problem."""
    name, email, nip, phone = _words(line, "name"), cells.email_of(line), _nip(line), _phone(line)
    agency, office, region = _words(line, "agency"), _words(line, "office"), _region(line)
    roles, since = _roles(line), _since(line, today)
    if line.problems:
        return None
    title, acting = cells.acting_in(office)
    return Row(
        name=name, email=email, nip=nip, phone=phone, agency=agency, region=region, office=title, acting=acting,
        roles=roles, since=since, sheet=line.sheet, at=line.at,
    )  # fmt: skip


def _words(line: Line, name: str) -> str:
    text = line.text(name)
    fault = cells.words_fault(text)
    if fault:
        line.wrong(fault, name, column=name)
    return text


def _nip(line: Line) -> str:
    raw = line.raw("nip")
    text = digits(text_of(raw))
    if not text:
        return ""
    if isinstance(raw, (int, float)):
        # A number keeps fifteen digits; the last three of a NIP are then lost, and what is shown is not it.
        line.wrong("nip_as_number", "nip", value=masked(text))
    elif fault := nip_fault(text):
        line.wrong(fault, "nip", value=masked(text), found=str(len(text)))
    return text


def _phone(line: Line) -> str:
    text = line.text("phone")
    if not text:
        return ""
    number = phone_of(text)
    if number is None:
        line.wrong("phone", "phone", value=masked(digits(text)))
    return number or ""


def _region(line: Line) -> str:
    code, candidates = cells.region_of(line.text("region"))
    if code is None:
        text = line.text("region")
        fault = "region_near" if candidates else ("region_unknown" if text else "empty")
        line.wrong(fault, "region", near=", ".join(candidates), column="region")
    return code or ""


def _roles(line: Line) -> tuple[str, ...]:
    found: list[str] = []
    parts = list(_parts(line.text("role")))
    if not parts:
        line.wrong("empty", "role", column="role")
    for part in parts:
        role = cells.ROLES_BY_WORD.get(key(part))
        if role is None:
            line.wrong("role", "role", value=part)
        elif role not in found:
            found.append(role)
    return tuple(found)


def _since(line: Line, today: date) -> date:
    raw = line.raw("since")
    if not text_of(raw):
        return today
    found = cells.date_of(raw)
    if found is None or found < cells.EARLIEST or found.year > today.year + 1:
        line.wrong("since", "since", latest=str(today.year + 1))
    return found or today


def _parts(text: str) -> Iterator[str]:
    for part in text.replace(";", ",").replace("/", ",").replace(" dan ", ",").replace(" and ", ",").split(","):
        if part.strip():
            yield part.strip()
