"""The problems of a file as a page shows them: by kind, equal ones together, with the table around the first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

from potensi.errors import Problem
from potensi.language import knows, number, say
from potensi.web.datasets.intake import Reading

if TYPE_CHECKING:
    from potensi.web.datasets.apart import Excerpt

SURFACE = "web"
_MOST_LINES = 500
_MOST_PLACES = 30
# A cell or a name that cannot be read leaves a gap, a row that stands twice a sum too large: once those are mended,
# these may be gone too.
_FOLLOWING = (
    "activity_total_off",
    "region_total_off",
    "activity_missing_in_period",
    "region_missing_in_period",
    "cells_absent",
)
_CELL = re.compile(r"^([A-Z]+)(\d+)$")


@dataclass(frozen=True)
class Cell:
    """A cell of an excerpt; ``hit`` marks the faulty one."""

    text: str
    hit: bool


@dataclass(frozen=True)
class Around:
    """A piece of the table around a faulty cell."""

    columns: tuple[str, ...]
    rows: tuple[tuple[int, tuple[Cell, ...]], ...]


@dataclass(frozen=True)
class Line:
    """One sentence with the places where it holds ("" where it concerns the whole file)."""

    places: str
    message: str


@dataclass(frozen=True)
class Group:
    """All problems of one kind: what to do, the first one, the others, how many lines are not shown.

    ``follows`` says that they may come of the problems above, and be gone once those are mended.
    """

    code: str
    title: str
    count: int
    hint: str
    first: Line
    others: tuple[Line, ...]
    others_count: int
    left_out: int
    around: Around | None
    follows: bool = False


def groups(reading: Reading, lang: str) -> list[Group]:
    """Return the problems by kind: of the whole file first, then the most frequent, last what may follow from them."""
    found: dict[str, list[Problem]] = {}
    for problem in reading.report.problems:
        found.setdefault(problem.code, []).append(problem)
    made = [_group(code, each, reading, lang) for code, each in found.items()]
    if not all(group.code in _FOLLOWING for group in made):
        made = [replace(group, follows=group.code in _FOLLOWING) for group in made]
    return sorted(made, key=lambda group: (group.follows, bool(group.first.places), -group.count))


def _group(code: str, problems: Sequence[Problem], reading: Reading, lang: str) -> Group:
    lines = list(_lines(problems, lang))
    key = f"datasets.kind.{code}"
    return Group(
        code=code,
        title=say(key, lang) if knows(key) else problems[0].message(lang, surface=SURFACE),
        count=len(problems),
        hint=problems[0].hint(lang, surface=SURFACE),
        first=lines[0],
        others=tuple(lines[1:_MOST_LINES]),
        others_count=len(lines) - 1,
        left_out=max(0, len(lines) - _MOST_LINES),
        around=_around(reading.excerpts.get(code)),
    )


def _lines(problems: Iterable[Problem], lang: str) -> Iterator[Line]:
    """Yield one line for each sentence, with every place where it holds, in the order of the file."""
    said: dict[str, list[Problem]] = {}
    for problem in problems:
        said.setdefault(problem.message(lang, surface=SURFACE), []).append(problem)
    for message, each in said.items():
        yield Line(_places(each, lang), message)


def _places(problems: Sequence[Problem], lang: str) -> str:
    by_sheet: dict[str | None, list[str]] = {}
    for problem in problems:
        if problem.cell:
            by_sheet.setdefault(problem.sheet, []).append(problem.cell)
    return "; ".join(_in_sheet(sheet, cells, lang) for sheet, cells in by_sheet.items())


def _in_sheet(sheet: str | None, cells: Sequence[str], lang: str) -> str:
    runs = list(_runs(cells))
    shown = ", ".join(runs[:_MOST_PLACES])
    if len(runs) > _MOST_PLACES:
        shown = say("datasets.place.more", lang, places=shown, count=number(len(runs) - _MOST_PLACES, lang))
    key = "datasets.place.cells" if len(cells) > 1 else "datasets.place.cell"
    plain = say(key, lang, cells=shown)
    return plain if sheet is None else say("datasets.place.sheet", lang, sheet=sheet, cells=plain)


def _runs(cells: Sequence[str]) -> Iterator[str]:
    """Yield cells, those that stand below one another without a gap as one: D2–D40."""
    split = [(match[1], int(match[2])) for cell in cells if (match := _CELL.match(cell))]
    numbered = enumerate(sorted(split, key=lambda place: (len(place[0]), place)))
    for _, run in groupby(numbered, key=lambda each: (each[1][0], each[1][1] - each[0])):
        places = [place for _, place in run]
        first, last = places[0], places[-1]
        yield f"{first[0]}{first[1]}" if first == last else f"{first[0]}{first[1]}–{last[0]}{last[1]}"


def _around(excerpt: Excerpt | None) -> Around | None:
    if excerpt is None:
        return None
    rows = tuple(
        (number_, tuple(Cell(text, (r, c) == excerpt.hit) for c, text in enumerate(texts)))
        for r, (number_, texts) in enumerate(excerpt.rows)
    )
    return Around(excerpt.columns, rows)
