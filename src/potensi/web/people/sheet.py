"""A spreadsheet of people as rows, with everything wrong with it at once; nothing is written here."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from potensi.codes import key
from potensi.data.load import Sheet, load
from potensi.data.table import cell_name
from potensi.errors import DataProblems, Problem
from potensi.language import say
from potensi.web.people import cells
from potensi.web.people.numbers import digits, masked, nip_fault, phone_of

MOST_ROWS = 5_000
LARGEST_UNPACKED = 100_000_000
KINDS = ("xlsx", "xlsm", "xls", "ods", "csv")
_HEADING_WITHIN = 30

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


@dataclass(frozen=True)
class PersonProblem(Problem):
    """A problem of a spreadsheet of people; its sentences stand in ``words/people.toml``."""

    def _sentence(self, kind: str, lang: str, surface: str) -> str:
        params = self._parameters()
        if "column" in params:
            params["column"] = say(f"people.sheet.heading.{params['column']}", lang)
        return say(f"people.problem.{self.code}.{kind}", lang, **params)


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
    try:
        _bounded(path)
        sheets = load(path)
    except DataProblems as refused:
        return ReadPeople((), refused.problems)
    for sheet in sheets:
        top = _heading(sheet)
        if top is not None:
            return _read(path.name, sheet, top, today)
    return ReadPeople((), (PersonProblem("no_heading", file=path.name, sheet=sheets[0].name),))


def _bounded(path: Path) -> None:
    """Refuse other kinds, and a packed workbook that would unpack to more than any list of people."""
    kind = path.suffix.lower().removeprefix(".")
    if kind not in KINDS:
        params = {"known": ", ".join(KINDS)}
        raise DataProblems([Problem("unknown_file_type", file=path.name, value=path.suffix, params=params)])
    if not zipfile.is_zipfile(path):
        return
    try:
        with zipfile.ZipFile(path) as packed:
            size = sum(part.file_size for part in packed.infolist())
    except zipfile.BadZipFile:
        return  # reading it says so
    if size > LARGEST_UNPACKED:
        params = {"size": str(size // 1_000_000), "bound": str(LARGEST_UNPACKED // 1_000_000)}
        raise DataProblems([PersonProblem("too_large", file=path.name, params=params)])


def _heading(sheet: Sheet) -> int | None:
    """Return the row of headings: the first with at least three columns that are understood."""
    for top, row in enumerate(sheet.rows[:_HEADING_WITHIN]):
        if len({_column(cell) for cell in row} - {None}) >= 3:
            return top
    return None


def _column(cell: Any) -> str | None:
    wanted = key(str(cell))
    return next((name for name, texts in HEADINGS.items() if wanted in texts), None)


def _read(file: str, sheet: Sheet, top: int, today: date) -> ReadPeople:
    columns, problems = _columns(file, sheet, top)
    unread = tuple(str(cell).strip() for cell in sheet.rows[top] if str(cell).strip() and _column(cell) is None)
    body = [(place, row) for place, row in enumerate(sheet.rows) if place > top and any(_text(cell) for cell in row)]
    if len(body) > MOST_ROWS:
        params = {"count": str(len(body)), "most": str(MOST_ROWS)}
        problems.append(PersonProblem("too_many_rows", file=file, sheet=sheet.name, params=params))
    elif not body:
        problems.append(PersonProblem("no_rows", file=file, sheet=sheet.name))
    if problems:
        return ReadPeople((), tuple(problems), unread)
    rows: list[Row] = []
    for place, cells_of_row in body:
        reader = _Line(file, sheet.name, place, columns, cells_of_row)
        row = reader.read(today)
        problems += reader.problems
        rows += [row] if row is not None else []
    return ReadPeople(tuple(rows), tuple(problems), unread)


def _columns(file: str, sheet: Sheet, top: int) -> tuple[dict[str, int], list[Problem]]:
    found: dict[str, int] = {}
    problems: list[Problem] = []
    for place, cell in enumerate(sheet.rows[top]):
        name = _column(cell)
        if name in found:
            where = cell_name(top, place)
            problems.append(PersonProblem("heading_twice", file, sheet.name, where, str(cell).strip()))
        elif name is not None:
            found[name] = place
    for name in NEEDED:
        if name not in found:
            problems.append(PersonProblem("heading_missing", file, sheet.name, params={"column": name}))
    return found, problems


def _text(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return " ".join(str("" if cell is None else cell).split())


class _Line:
    """Reads one line of the spreadsheet, collecting what is wrong with it."""

    def __init__(self, file: str, sheet: str | None, place: int, columns: dict[str, int], row: list[Any]) -> None:
        self.file, self.sheet, self.row = file, sheet, row
        self.columns = columns
        self.at = {name: cell_name(place, col) for name, col in columns.items()}
        self.problems: list[Problem] = []

    def read(self, today: date) -> Row | None:
        name, email, nip, phone = self._name(), self._email(), self._nip(), self._phone()
        agency, office, region = self._words("agency"), self._words("office"), self._region()
        roles, since = self._roles(), self._since(today)
        if self.problems:
            return None
        title, acting = cells.acting_in(office)
        return Row(
            name=name, email=email, nip=nip, phone=phone, agency=agency, region=region, office=title, acting=acting,
            roles=roles, since=since, sheet=self.sheet, at=self.at,
        )  # fmt: skip

    def _raw(self, name: str) -> Any:
        return self.row[self.columns[name]] if name in self.columns else ""

    def _wrong(self, code: str, name: str, value: str | None = None, **params: Any) -> None:
        shown = _text(self._raw(name)) if value is None else value
        self.problems.append(PersonProblem(code, self.file, self.sheet, self.at.get(name), shown, params))

    def _words(self, name: str) -> str:
        text = _text(self._raw(name))
        fault = cells.words_fault(text)
        if fault:
            self._wrong(fault, name, column=name)
        return text

    def _name(self) -> str:
        return self._words("name")

    def _email(self) -> str:
        text = _text(self._raw("email")).lower()
        if not text:
            self._wrong("empty", "email", column="email")
            return text
        try:
            validate_email(text)
        except ValidationError:
            self._wrong("email", "email")
        return text

    def _nip(self) -> str:
        raw = self._raw("nip")
        text = digits(_text(raw))
        if not text:
            return ""
        if isinstance(raw, (int, float)):
            # A number keeps fifteen digits; the last three of a NIP are then lost, and what is shown is not it.
            self._wrong("nip_as_number", "nip", value=masked(text))
        elif fault := nip_fault(text):
            self._wrong(fault, "nip", value=masked(text), found=str(len(text)))
        return text

    def _phone(self) -> str:
        text = _text(self._raw("phone"))
        if not text:
            return ""
        number = phone_of(text)
        if number is None:
            self._wrong("phone", "phone", value=masked(digits(text)))
        return number or ""

    def _region(self) -> str:
        code, candidates = cells.region_of(_text(self._raw("region")))
        if code is None:
            text = _text(self._raw("region"))
            fault = "region_near" if candidates else ("region_unknown" if text else "empty")
            self._wrong(fault, "region", near=", ".join(candidates), column="region")
        return code or ""

    def _roles(self) -> tuple[str, ...]:
        found: list[str] = []
        parts = list(_parts(_text(self._raw("role"))))
        if not parts:
            self._wrong("empty", "role", column="role")
        for part in parts:
            role = cells.ROLES_BY_WORD.get(key(part))
            if role is None:
                self._wrong("role", "role", value=part)
            elif role not in found:
                found.append(role)
        return tuple(found)

    def _since(self, today: date) -> date:
        raw = self._raw("since")
        if not _text(raw):
            return today
        found = cells.date_of(raw)
        if found is None or found < cells.EARLIEST or found.year > today.year + 1:
            self._wrong("since", "since", latest=str(today.year + 1))
        return found or today


def _parts(text: str) -> Iterator[str]:
    for part in text.replace(";", ",").replace("/", ",").replace(" dan ", ",").replace(" and ", ",").split(","):
        if part.strip():
            yield part.strip()
