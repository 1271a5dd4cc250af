"""What a layout makes of a sheet: one row a figure cell, with the labels that it stands under and where they are."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import polars as pl

from potensi.errors import Problem

CELLS = {
    "sheet": pl.String,
    "row": pl.Int32,
    "col": pl.Int32,
    "raw": pl.String,
    "figure": pl.Float64,
    "region": pl.String,
    "kind": pl.String,
    "region_row": pl.Int32,
    "region_col": pl.Int32,
    "activity": pl.String,
    "activity_row": pl.Int32,
    "activity_col": pl.Int32,
    "period": pl.Int32,
    "period_mark": pl.String,
    "price": pl.String,
    "unit": pl.String,
    "status": pl.String,
}


@dataclass(frozen=True, eq=False)
class Table:
    """A recognised sheet: its figure cells (columns as in CELLS), what is wrong with its frame, and what it says.

    Rows and columns count from 0; -1 says that a label stands in the title or the name of the sheet.
    """

    sheet: str | None
    layout: str
    cells: pl.DataFrame
    problems: tuple[Problem, ...] = ()
    titles: tuple[str, ...] = ()
    source: str = ""
    status_col: int = -1
    notes: tuple[str, ...] = field(default_factory=tuple)


def cells_from(columns: dict[str, Any]) -> pl.DataFrame:
    """Return a frame with the columns of CELLS; what is not given is null, places are -1."""
    size = len(columns["raw"])
    places = [name for name in CELLS if name.endswith(("_row", "_col"))]
    filled = {name: [-1] * size for name in places} | columns
    series = [pl.Series(name, filled.get(name, [None] * size), dtype=kind) for name, kind in CELLS.items()]
    return pl.DataFrame(series)


def cell_name(row: int, col: int) -> str:
    """Return a place as Excel names it: row 10, column 3 (from 0) → "D11"."""
    letters, rest = "", col + 1
    while rest:
        rest, digit = divmod(rest - 1, 26)
        letters = chr(ord("A") + digit) + letters
    return f"{letters}{row + 1}"


def problem_at(code: str, sheet: str | None, row: int, col: int, value: Any = None, **params: Any) -> Problem:
    """Return a problem with its place; a label from the title or the sheet's name has no cell."""
    here = row >= 0 and col >= 0
    where = {"row": row + 1, "column": col + 1} if here else {}
    found = None if value is None else str(value)
    return Problem(code, sheet=sheet, cell=cell_name(row, col) if here else None, value=found, params=where | params)
