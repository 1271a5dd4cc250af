"""One file, understood or refused: everything that was found in it and everything that is wrong, at once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import polars as pl

from potensi.data.assemble import Asked, assemble
from potensi.data.layout import recognise
from potensi.data.load import Sheet, load
from potensi.data.names import LISTS
from potensi.data.papers import is_money, price_asked, unit_of
from potensi.data.table import problem_at
from potensi.data.understood import Understood, understood_panel
from potensi.errors import DataProblems, Problem, UsageError
from potensi.language import DEFAULT_LANGUAGE
from potensi.panel import Panel, read_parquet

ABSENT = ("zero", "missing")


@dataclass(frozen=True, eq=False)
class Report:
    """What a check found: ``panel`` is there exactly where there is no problem."""

    file: str
    understood: Understood | None
    problems: tuple[Problem, ...]
    panel: Panel | None

    def as_dict(self, lang: str = DEFAULT_LANGUAGE) -> dict[str, Any]:
        """Return the report as plain values; a problem in a csv carries its row and column too."""
        return {
            "file": self.file,
            "understood": self.understood.as_dict() if self.understood else None,
            "problems": [_plain(problem, lang) for problem in self.problems],
        }


def check(
    path: str | Path,
    *,
    unit: str | None = None,
    price: str | None = None,
    sheet: str | None = None,
    regions: str = "auto",
    activities: str = "auto",
    absent: str | None = None,
) -> Report:
    """Read a file and say what was understood and every problem in it.

    ``unit`` and ``price`` state what the file does not; ``price`` also picks one of two labelled bases. ``sheet``
    takes one sheet of a workbook. ``regions`` ("auto", "own", "indonesia") and ``activities`` ("auto", "own",
    "industries") force a code list. ``absent`` says what a combination without a row is: "zero" or "missing".
    Raises UsageError for an option that means nothing and OSError where the file cannot be had.
    """
    for text, known in (
        (regions, LISTS["region"]),
        (activities, LISTS["activity"]),
        (absent, (None, *ABSENT)),
    ):
        if text not in known:
            raise UsageError("unknown_kind", kind=text, known=", ".join(filter(None, known)))
    asked = Asked(unit_of(unit or ""), price_asked(price), regions, activities, absent)
    place = Path(path)
    try:
        return _named(_report(place, asked, sheet), place.name)
    except DataProblems as refused:
        return _named(Report(place.name, None, refused.problems, None), place.name)


def _report(place: Path, asked: Asked, wanted: str | None) -> Report:
    own = _own_parquet(place)
    if own is not None:
        return _of_panel(place.name, own, asked)
    sheets = load(place)
    chosen = _chosen(sheets, wanted)
    found = [(each, recognise(each)) for each in chosen]
    tables = [table for _, table in found if table is not None]
    if not tables:
        raise DataProblems([problem_at("no_header", each.name, -1, -1) for each in chosen])
    made = assemble(tables, asked, place.name)
    left = tuple(str(each.name) for each, table in found if table is None)
    left += tuple(str(each.name) for each in sheets if each not in chosen)
    understood = replace(made.understood, kind=chosen[0].kind, sheets_left_out=left)
    return Report(place.name, understood, made.problems, made.panel)


def _chosen(sheets: tuple[Sheet, ...], wanted: str | None) -> tuple[Sheet, ...]:
    if wanted is None:
        return sheets
    chosen = tuple(each for each in sheets if each.name == wanted)
    if not chosen:
        names = ", ".join(each.name for each in sheets if each.name is not None)
        raise UsageError("unknown_sheet", sheet=wanted, known=names or "–")
    return chosen


def _own_parquet(place: Path) -> Panel | None:
    """Return the panel where the file is one that a panel wrote; any other table is read as such."""
    if place.suffix.lower() != ".parquet" or not place.is_file():
        return None
    try:
        return read_parquet(place)
    except (ValueError, KeyError, TypeError, pl.exceptions.PolarsError):
        return None


def _of_panel(name: str, panel: Panel, asked: Asked) -> Report:
    problems = []
    papers = panel.papers
    if asked.price and papers.price and not papers.price.startswith(asked.price):
        problems.append(Problem("price_contradicts", value=papers.price, params={"asked": asked.price}))
    if asked.unit and papers.unit and asked.unit != papers.unit:
        problems.append(Problem("unit_contradicts", value=papers.unit, params={"asked": asked.unit}))
    unit, price = papers.unit or asked.unit or "", papers.price or asked.price or ""
    problems += [] if unit else [Problem("unit_missing")]
    problems += [] if price or (unit and not is_money(unit)) else [Problem("price_missing")]
    whole = replace(panel, papers=replace(papers, unit=unit, price=price))
    return Report(name, understood_panel(whole), tuple(problems), None if problems else whole)


def _named(report: Report, name: str) -> Report:
    return replace(report, problems=tuple(replace(problem, file=name) for problem in report.problems))


def _plain(problem: Problem, lang: str) -> dict[str, Any]:
    places = {
        name: problem.params[name] for name in ("row", "column") if problem.sheet is None and name in problem.params
    }
    numbers = {name: place for name, place in places.items() if isinstance(place, int)}
    return problem.as_dict(lang) | numbers
