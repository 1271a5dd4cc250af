"""Reads one file in a process of its own, with bounds on memory and time.

A small file can ask for any amount of memory (a sheet with two cells in its far corners, a csv with one endless
line), and some libraries then end their whole process. Here that is only this process; the site goes on.

``python -m potensi.web.datasets.apart '{"place": …, "options": …, "answer": …}'`` writes a pickled :class:`Found`.
"""

from __future__ import annotations

import json
import pickle
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from potensi.data.check import Report, check
from potensi.data.load import BOOK_KINDS, Sheet, load
from potensi.data.table import cell_name, problem_at
from potensi.errors import DataProblems, Problem, UsageError
from potensi.panel import Panel
from potensi.present.tables import FORMULA_STARTS

MEMORY = 2 << 30
SECONDS = 60
_UNPACKED = 300_000_000
_MEGABYTE = 1_000_000
_AROUND_ROWS, _AROUND_COLUMNS = 2, 3
_SHOWN = 40
_MACROS = ("vbaproject.bin", "xl/macrosheets/", "basic/", "scripts/")
_LINKS = ("xl/externallinks/", "xl/connections.xml")


@dataclass(frozen=True)
class Excerpt:
    """The cells around a faulty one: column letters, then (row number, its texts); ``hit`` is (row, column) in them."""

    columns: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    hit: tuple[int, int]


@dataclass(frozen=True, eq=False)
class Found:
    """What a file holds: the report of its check, and an excerpt for the first problem of each code."""

    report: Report
    excerpts: dict[str, Excerpt]


def find(place: Path, options: dict[str, Any]) -> Found:
    """Check a file; also refuse what a site must not take in: macros, links to other files, formulas as names."""
    problems = _refused(place)
    if problems:
        return Found(Report(place.name, None, tuple(problems), None), {})
    report = check(place, **options)
    if report.panel is not None:
        problems = list(_formula_names(place, report.panel))
        if problems:
            report = replace(report, problems=tuple(problems), panel=None)
    return Found(report, _excerpts(place, report.problems))


def _refused(place: Path) -> list[Problem]:
    kind = place.suffix.lower().removeprefix(".")
    if kind in BOOK_KINDS and zipfile.is_zipfile(place):
        return _refused_book(place)
    if kind in ("csv", "txt", "tsv"):
        content = place.read_bytes()
        wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
        if b"\0" in content and not wide:
            return [Problem("content_not_as_named", file=place.name, value=place.suffix)]
    return []


def _refused_book(place: Path) -> list[Problem]:
    try:
        with zipfile.ZipFile(place) as book:
            parts = book.infolist()
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        return [Problem("file_broken", file=place.name, params={"reason": str(error)[:200]})]
    names = [part.filename.lower() for part in parts]
    size = sum(part.file_size for part in parts)
    if size > _UNPACKED:
        shown = {"size": str(round(size / _MEGABYTE)), "bound": str(_UNPACKED // _MEGABYTE)}
        return [Problem("file_too_large", file=place.name, params=shown)]
    found = []
    if any(name.endswith(_MACROS[0]) or name.startswith(_MACROS[1:]) for name in names):
        found.append(Problem("file_with_macros", file=place.name))
    if any(name.startswith(_LINKS) for name in names):
        found.append(Problem("file_with_links", file=place.name))
    return found


def _formula_names(place: Path, panel: Panel) -> Iterator[Problem]:
    """Yield a problem for every name that a spreadsheet would take for a formula, at the first cell where it stands."""
    names = [*panel.regions["name"], *panel.activities["name_id"], *panel.region_codes, *panel.activity_codes]
    wrong = {name for name in names if name and name.startswith(FORMULA_STARTS)}
    if not wrong:
        return
    try:
        sheets = load(place)
    except DataProblems:
        sheets = ()
    for name in sorted(wrong):
        sheet, row, column = _stands(name, sheets)
        yield replace(problem_at("formula_in_name", sheet, row, column, name), file=place.name)


def _stands(name: str, sheets: tuple[Sheet, ...]) -> tuple[str | None, int, int]:
    for sheet in sheets:
        for row, cells in enumerate(sheet.rows):
            for column, cell in enumerate(cells):
                if str(cell).strip() == name:
                    return sheet.name, row, column
    return None, -1, -1


def _excerpts(place: Path, problems: tuple[Problem, ...]) -> dict[str, Excerpt]:
    first: dict[str, Problem] = {}
    for problem in problems:
        # A column may also be named by its heading, which is no place in the sheet.
        if problem.cell and all(isinstance(problem.params.get(name), int) for name in ("row", "column")):
            first.setdefault(problem.code, problem)
    if not first:
        return {}
    try:
        sheets = {sheet.name: sheet for sheet in load(place)}
    except DataProblems:
        return {}
    found = {code: _excerpt(sheets.get(problem.sheet), problem) for code, problem in first.items()}
    return {code: excerpt for code, excerpt in found.items() if excerpt is not None}


def _excerpt(sheet: Sheet | None, problem: Problem) -> Excerpt | None:
    if sheet is None or not sheet.rows:
        return None
    row, column = int(problem.params["row"]) - 1, int(problem.params["column"]) - 1
    top, left = max(0, row - _AROUND_ROWS), max(0, column - _AROUND_COLUMNS)
    bottom = min(len(sheet.rows), row + _AROUND_ROWS + 1)
    right = min(len(sheet.rows[0]), column + _AROUND_COLUMNS + 1)
    if not (top <= row < bottom and left <= column < right):
        return None
    letters = tuple(cell_name(0, place)[:-1] for place in range(left, right))
    rows = tuple((n + 1, tuple(_text(cell) for cell in sheet.rows[n][left:right])) for n in range(top, bottom))
    return Excerpt(letters, rows, (row - top, column - left))


def _text(cell: Any) -> str:
    whole = isinstance(cell, float) and cell.is_integer()
    text = "" if cell is None else str(int(cell) if whole else cell)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def _bound() -> None:
    try:
        import resource
    except ImportError:  # a system without such bounds; the time that the caller allows still holds
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def main(asked: str) -> None:
    """Read the file that ``asked`` (JSON) names and write what was found, or the UsageError, as its answer."""
    _bound()
    task = json.loads(asked)
    found: Found | UsageError
    try:
        found = find(Path(task["place"]), task["options"])
    except UsageError as error:
        found = error
    Path(task["answer"]).write_bytes(pickle.dumps(found))


if __name__ == "__main__":
    # By its own name, so that what is pickled is found again by whoever reads it.
    from potensi.web.datasets import apart

    apart.main(sys.argv[1])
