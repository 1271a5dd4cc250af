"""Where the headings of a cross table stand, and what each figure column stands under."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from potensi.data.clean import text_of
from potensi.data.roles import prices_of, role_of

_SEARCHED = 40
_COLUMN_NUMBER = re.compile(r"^[(\[]?\d{1,2}[)\]]?$")


@dataclass(frozen=True)
class Header:
    """Rows of headings (``first`` to before ``body``), the first figure column, and labels per figure column.

    ``labels[role][col]`` is (row, cell): the heading of that role above the column.
    """

    first: int
    body: int
    left: int
    labels: dict[str, dict[int, tuple[int, Any]]]
    prices: dict[int, str]

    @property
    def lowest(self) -> int:
        """The row of the headings nearest to the figures."""
        return max(row for cells in self.labels.values() for row, _ in cells.values())

    def again(self, cells: list[Any]) -> bool:
        """Return whether a row repeats the headings, as at the top of a printed page."""
        low = {col: cell for under in self.labels.values() for col, (row, cell) in under.items() if row == self.lowest}
        marked = any(text_of(cell).startswith("(") for cell in cells)
        return (marked and _numbers(cells)) or all(text_of(cells[col]) == text_of(cell) for col, cell in low.items())

    @property
    def columns(self) -> list[int]:
        """The figure columns."""
        return sorted(set().union(*self.labels.values()))


def find_cross_header(rows: list[list[Any]]) -> Header | None:
    """Return the headings of a cross table, or None where no row names two years, industries or regions."""
    for row in range(min(_SEARCHED, len(rows))):
        role = row_role(rows[row])
        if role and row + 1 < len(rows):
            return _header(rows, row)
    return None


def row_role(cells: list[Any]) -> str | None:
    """Return the role that at least two different cells of a row of headings have, and half of them at least."""
    kinds: dict[str, set[str]] = {}
    texts = {text_of(cell): cell for cell in cells[1:] if text_of(cell)}
    for text, cell in texts.items():
        role = role_of(cell)
        if role:
            kinds.setdefault(role, set()).add(text)
    if not kinds:
        return None
    best = max(kinds, key=lambda role: len(kinds[role]))
    enough = len(kinds[best]) >= 2 or (best == "period" and len(texts) == 1 and not role_of(cells[0]))
    return best if enough and len(kinds[best]) * 2 >= len(texts) else None


def _header(rows: list[list[Any]], first: int) -> Header:
    body = first + 1
    while body < len(rows) and (row_role(rows[body]) not in (None, *_roles(rows, first, body)) or _numbers(rows[body])):
        body += 1
    heads = {row: row_role(rows[row]) for row in range(first, body)}
    left = min(_first_label(rows[row], role) for row, role in heads.items() if role)
    labels: dict[str, dict[int, tuple[int, Any]]] = {}
    lowest = max(row for row, role in heads.items() if role)
    for row, role in heads.items():
        if role:
            labels[role] = _spread(rows, row, left, fill=row < lowest)
    role = str(heads[lowest])
    used = {col for col, (_, cell) in labels[role].items() if _has_body(rows, body, col, role_of(cell) != role)}
    labels = {role: {col: found for col, found in cells.items() if col in used} for role, cells in labels.items()}
    return Header(first, body, left, labels, _prices(rows, first, body, left))


def _roles(rows: list[list[Any]], first: int, body: int) -> list[str | None]:
    return [row_role(rows[row]) for row in range(first, body)]


def _numbers(cells: list[Any]) -> bool:
    """Return whether a row only numbers the columns: (1) (2) (3)."""
    texts = [text_of(cell) for cell in cells if text_of(cell)]
    marks = [text.strip("()[]") for text in texts if _COLUMN_NUMBER.match(text)]
    if len(marks) < len(texts) or len(marks) < 2:
        return False
    return [int(mark) for mark in marks] == list(range(int(marks[0]), int(marks[0]) + len(marks)))


def _first_label(cells: list[Any], role: str) -> int:
    return next(col for col, cell in enumerate(cells) if col > 0 and role_of(cell) == role)


def _spread(rows: list[list[Any]], row: int, left: int, *, fill: bool) -> dict[int, tuple[int, Any]]:
    """Return the heading of each column; an upper heading holds for the empty cells to its right."""
    found, last = {}, None
    for col in range(left, len(rows[row])):
        cell = rows[row][col]
        if text_of(cell):
            last = cell
        elif not fill:
            continue
        if last is not None:
            found[col] = (row, last)
    return found


def _has_body(rows: list[list[Any]], body: int, col: int, odd: bool) -> bool:
    """Return whether a column holds figures; under an ``odd`` heading words alone are labels in a second language."""
    texts = {text_of(row[col]) for row in rows[body:]} - {""}
    return any(any(map(str.isdigit, text)) for text in texts) if odd else bool(texts)


def _prices(rows: list[list[Any]], first: int, body: int, left: int) -> dict[int, str]:
    """Return the price basis that a row of headings gives each column, where a row names two of them."""
    for row in range(max(0, first - 1), body):
        named = {col: prices_of(rows[row][col]) for col in range(left, len(rows[row]))}
        if len(set().union(*named.values())) < 2 or any(len(each) > 1 for each in named.values()):
            continue
        found, last = {}, ""
        for col, each in named.items():
            last = next(iter(each), last)
            if last:
                found[col] = last
        return found
    return {}
