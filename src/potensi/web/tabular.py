"""A list that people keep in a spreadsheet, one record a row, with everything wrong with it at once.

What is a list of what (people, participants, assets) and what each column may hold, the apps say; here is what they
share: which sheet and row hold the headings, which column is which, the lines below, and problems that name their cell.
"""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from potensi.codes import key
from potensi.data.load import Sheet, load
from potensi.data.table import cell_name
from potensi.errors import DataProblems, Problem
from potensi.language import knows, say

MOST_ROWS = 5_000
LARGEST_UNPACKED = 100_000_000
KINDS = ("xlsx", "xlsm", "xls", "ods", "csv")
_HEADING_WITHIN, _UNDERSTOOD = 30, 3


@dataclass(frozen=True)
class SheetProblem(Problem):
    """A problem of such a list. ``words`` names the app's file of sentences; what it does not say, ``tabular`` does.

    A parameter ``column`` is the name of a column, which is said as its heading in the blank sheet.
    """

    words: str = ""

    def _sentence(self, kind: str, lang: str, surface: str) -> str:
        params = self._parameters()
        if "column" in params:
            params["column"] = say(f"{self.words}.sheet.heading.{params['column']}", lang)
        own = f"{self.words}.problem.{self.code}.{kind}"
        return say(own if knows(own) else f"tabular.problem.{self.code}.{kind}", lang, **params)


@dataclass(frozen=True)
class Shape:
    """What a list looks like: its columns with what each may be called, those it cannot do without, its words.

    Headings are compared by ``codes.key``: without case, punctuation, accents and joining words.
    """

    headings: Mapping[str, Sequence[str]]
    needed: Sequence[str]
    words: str

    def column(self, cell: Any) -> str | None:
        """Return the column that a heading means."""
        wanted = key(str(cell))
        return next((name for name, texts in self.headings.items() if wanted in texts), None)


@dataclass
class Line:
    """One line of the list; what is wrong with it is collected in ``problems``."""

    file: str
    sheet: str | None
    cells: Mapping[str, Any]
    at: Mapping[str, str]
    words: str
    problems: list[Problem] = field(default_factory=list)

    def raw(self, name: str) -> Any:
        """Return what stands in a column, as the spreadsheet has it; nothing where the column is not there."""
        return self.cells.get(name, "")

    def text(self, name: str) -> str:
        """Return what stands in a column as one line of text."""
        return text_of(self.raw(name))

    def wrong(self, code: str, name: str, value: str | None = None, **params: Any) -> None:
        """Note that something is wrong in a column; ``value`` where what stands there is not to be shown."""
        shown = self.text(name) if value is None else value
        self.problems.append(SheetProblem(code, self.file, self.sheet, self.at.get(name), shown, params, self.words))


@dataclass(frozen=True)
class Listed:
    """The lines of a list, what keeps it from being read at all, and the headings that nobody understood."""

    lines: tuple[Line, ...]
    problems: tuple[Problem, ...] = ()
    unread: tuple[str, ...] = ()


def read_list(path: Path, shape: Shape) -> Listed:
    """Read the first sheet with the headings; what keeps the file from being read (kind, password) is a problem."""
    try:
        _bounded(path, shape)
        sheets = load(path)
    except DataProblems as refused:
        return Listed((), refused.problems)
    for sheet in sheets:
        top = _heading(sheet, shape)
        if top is not None:
            return _lines(path.name, sheet, top, shape)
    return Listed((), (SheetProblem("no_heading", file=path.name, sheet=sheets[0].name, words=shape.words),))


def text_of(cell: Any) -> str:
    """Return a cell as one line of text: 3510.0 as 3510, blanks and line ends as one blank."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return " ".join(str("" if cell is None else cell).split())


def in_order(problems: Sequence[Problem]) -> list[Problem]:
    """Return problems in the order of the spreadsheet: line by line, from left to right."""
    return sorted(problems, key=lambda each: _place(each.cell))


def _place(cell: str | None) -> tuple[int, int, str]:
    letters = (cell or "A1").rstrip("0123456789")
    return int((cell or "A1")[len(letters) :]), len(letters), letters


def _bounded(path: Path, shape: Shape) -> None:
    """Refuse other kinds, and a packed workbook that would unpack to more than any such list."""
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
        raise DataProblems([SheetProblem("too_large", file=path.name, params=params, words=shape.words)])


def _heading(sheet: Sheet, shape: Shape) -> int | None:
    """Return the row of headings: the first with at least three columns that are understood."""
    for top, row in enumerate(sheet.rows[:_HEADING_WITHIN]):
        if len({shape.column(cell) for cell in row} - {None}) >= _UNDERSTOOD:
            return top
    return None


def _lines(file: str, sheet: Sheet, top: int, shape: Shape) -> Listed:
    columns, problems = _columns(file, sheet, top, shape)
    unread = tuple(text_of(cell) for cell in sheet.rows[top] if text_of(cell) and shape.column(cell) is None)
    body = [(place, row) for place, row in enumerate(sheet.rows) if place > top and any(text_of(cell) for cell in row)]
    if len(body) > MOST_ROWS:
        params = {"count": str(len(body)), "most": str(MOST_ROWS)}
        problems.append(SheetProblem("too_many_rows", file, sheet.name, params=params, words=shape.words))
    elif not body:
        problems.append(SheetProblem("no_rows", file, sheet.name, words=shape.words))
    if problems:
        return Listed((), tuple(problems), unread)
    return Listed(tuple(_line(file, sheet, place, row, columns, shape) for place, row in body), (), unread)


def _line(file: str, sheet: Sheet, place: int, row: list[Any], columns: dict[str, int], shape: Shape) -> Line:
    cells = {name: row[at] for name, at in columns.items() if at < len(row)}
    return Line(file, sheet.name, cells, {name: cell_name(place, at) for name, at in columns.items()}, shape.words)


def _columns(file: str, sheet: Sheet, top: int, shape: Shape) -> tuple[dict[str, int], list[Problem]]:
    found: dict[str, int] = {}
    problems: list[Problem] = []
    for place, cell in enumerate(sheet.rows[top]):
        name = shape.column(cell)
        if name in found:
            where = cell_name(top, place)
            problems.append(SheetProblem("heading_twice", file, sheet.name, where, text_of(cell), words=shape.words))
        elif name is not None:
            found[name] = place
    for name in shape.needed:
        if name not in found:
            missing = {"column": name}
            problems.append(SheetProblem("heading_missing", file, sheet.name, params=missing, words=shape.words))
    return found, problems
