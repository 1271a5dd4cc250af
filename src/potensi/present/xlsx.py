"""A story's tables as a workbook: real numbers, signs for what is missing, nothing that a spreadsheet would run."""

from __future__ import annotations

import io
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from potensi.language import number, say
from potensi.present import shown
from potensi.present.story import Column, Story, Table

_INK, _MUTED, _ACCENT, _RULE = "#1d2a33", "#566470", "#00695c", "#d5dbe0"
_NAME_LENGTH = 31
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_CELL_LENGTH = 32_767
_HEAD_ROW = 3
_WIDEST = 60
_PAGE_WIDTH = 190
# Instead of a number of decimals: years, which take no thousands separator.
_YEARS = -1


def to_xlsx(story: Story) -> bytes:
    """Return a workbook: contents with the signs, every table a sheet, and the units of the columns.

    Numbers stay numbers. A missing cell holds "…", an undefined one "–" (texts, so that no sum takes them for zero).
    Every text is written as text: none becomes a formula or a link. The same story gives the same bytes.
    """
    import xlsxwriter

    story = shown.clean(story)
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(out, options)
    moment = shown.moment(story).replace(tzinfo=None)
    agency = story.letterhead.agency if story.letterhead else ""
    book.set_properties({"title": story.title, "subject": story.subtitle, "author": agency, "created": moment})
    styles = _Styles(book)
    grids = _grids(story)
    _contents(book, styles, story, grids)
    for grid in grids:
        _sheet(book, styles, grid, story)
    book.close()
    return out.getvalue()


def _grids(story: Story) -> list[_Grid]:
    """Return every sheet after the contents: whole tables, the tables of the text, the units."""
    lang = story.lang
    found = [_from_frame(sheet.name, sheet.title, sheet.frame, sheet.note) for sheet in story.tables]
    tables = list(story.blocks(Table))
    for k, table in enumerate(tables, start=1):
        name = f"{say('print.table', lang)} {k}"
        found.append(_Grid(name, table.caption, table.columns, table.rows, table.note, table.source))
    if tables:
        found.append(_units(tables, lang))
    return _with_names(found, say("print.contents", lang))


def _from_frame(name: str, title: str, frame: pl.DataFrame, note: str) -> _Grid:
    columns = tuple(
        Column(column, "number" if kind.is_numeric() else "text", _decimals(frame[column]))
        for column, kind in frame.schema.items()
    )
    return _Grid(name, title, columns, frame.rows(), note)


def _decimals(values: pl.Series) -> int:
    """Return how many decimals a column is shown with: none for whole numbers, more for small ones."""
    if not values.dtype.is_numeric():
        return 0
    if values.dtype.is_integer():
        # A column of small integers cannot even be compared with a year unless it is widened first.
        years = values.drop_nulls().cast(pl.Int64, strict=False).is_between(1800, 2200)
        return _YEARS if years.all() and values.count() else 0
    sizes = values.drop_nulls().fill_nan(None).drop_nulls().abs()
    if sizes.is_empty() or (sizes == sizes.round(0)).all():
        return 0
    largest = float(sizes.max())  # type: ignore[arg-type]
    return 4 if largest < 10 else 2


def _units(tables: Sequence[Table], lang: str) -> _Grid:
    word = lambda key: say(f"print.{key}", lang)  # noqa: E731
    rows = tuple(
        (f"{word('table')} {k}", column.name, column.unit or word("count_unit"), max(column.decimals, 0))
        for k, table in enumerate(tables, start=1)
        for column in table.columns
        if shown.is_number(column)
    )
    columns = (Column(word("table")), Column(word("column")), Column(word("units")), Column(word("decimals"), "number"))
    return _Grid(word("units"), word("units_title"), columns, rows)


def _with_names(grids: list[_Grid], first: str) -> list[_Grid]:
    """Return the sheets under names that a workbook takes: short, without its signs, each only once."""
    taken = {first.casefold(), "history"}
    named = []
    for grid in grids:
        base = " ".join(_NOT_IN_NAMES.sub(" ", grid.name).split()).strip("'") or "-"
        name, count = base[:_NAME_LENGTH].rstrip("'"), 1
        while name.casefold() in taken:
            count += 1
            name = f"{base[: _NAME_LENGTH - 4]} {count}"
        taken.add(name.casefold())
        named.append(_Grid(name, grid.title, grid.columns, grid.rows, grid.note, grid.source))
    return named


def _contents(book: Any, styles: _Styles, story: Story, grids: Sequence[_Grid]) -> None:
    lang = story.lang
    sheet = book.add_worksheet(say("print.contents", lang))
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 1, 90)
    lines = [(story.title, styles.title), (story.subtitle, styles.muted)]
    lines += [(shown.source(story.source, lang), styles.muted), (shown.printed(story), styles.muted)]
    for row, (text, style) in enumerate(lines):
        sheet.write_string(row, 0, text, style)
    row = len(lines) + 1
    for k, key in enumerate(("sheet_name", "sheet_title")):
        sheet.write_string(row, k, say(f"print.{key}", lang), styles.head)
    for grid in grids:
        row += 1
        place = grid.name.replace("'", "''")
        sheet.write_url(row, 0, f"internal:'{place}'!A1", styles.link, string=grid.name)
        sheet.write_string(row, 1, grid.title, styles.text)
    row += 2
    sheet.write_string(row, 0, say("print.signs", lang), styles.head)
    for k, key in enumerate(("missing", "undefined", "zero"), start=1):
        sheet.write_string(row + k, 0, say(f"print.{key}", lang), styles.plain)
    _printing(sheet, story)


def _sheet(book: Any, styles: _Styles, grid: _Grid, story: Story) -> None:
    sheet = book.add_worksheet(grid.name)
    sheet.hide_gridlines(2)
    sheet.write_string(0, 0, grid.title, styles.title)
    lang = story.lang
    under = " ".join(part for part in (shown.source(grid.source or story.source, lang), grid.note) if part)
    sheet.write_string(1, 0, under[:_CELL_LENGTH], styles.muted)
    for k, column in enumerate(grid.columns):
        right = shown.is_number(column)
        sheet.write_string(_HEAD_ROW, k, shown.heading(column), styles.head_right if right else styles.head)
        sheet.set_column(k, k, _width(grid, k, lang))
    for row, values in enumerate(grid.rows, start=_HEAD_ROW + 1):
        for k, value in enumerate(values):
            _write(sheet, row, k, value, grid.columns[k], styles)
    sheet.freeze_panes(_HEAD_ROW + 1, 1)
    if grid.rows:
        sheet.autofilter(_HEAD_ROW, 0, _HEAD_ROW + len(grid.rows), len(grid.columns) - 1)
    sheet.repeat_rows(_HEAD_ROW)
    sheet.repeat_columns(0)
    _printing(sheet, story, sum(_width(grid, k, lang) for k in range(len(grid.columns))))


def _write(sheet: Any, row: int, k: int, value: Any, column: Column, styles: _Styles) -> None:
    """Write one cell by its kind; a text is never read as a formula, a link or a number."""
    if isinstance(value, bool):
        sheet.write_boolean(row, k, value, styles.text)
    elif isinstance(value, int | float) and math.isfinite(value):
        sheet.write_number(row, k, value, styles.number(column.decimals))
    elif value is None or (isinstance(value, float) and math.isnan(value)):
        sheet.write_string(row, k, number(value), styles.sign if shown.is_number(column) else styles.sign_left)
    else:
        sheet.write_string(row, k, shown.clean(str(value))[:_CELL_LENGTH], styles.text)


def _width(grid: _Grid, k: int, lang: str) -> float:
    column = grid.columns[k]
    longest = max((len(shown.cell(row[k], column, lang)) for row in grid.rows[:2000]), default=0)
    heading = max(len(word) for word in shown.heading(column).split() or [""])
    return min(_WIDEST, max(8, longest, heading + 2)) + 2


def _printing(sheet: Any, story: Story, wide: float = 0) -> None:
    """Set the page for printing: A4 across, fitted to its width where it stays readable, with source, date, page."""
    sheet.set_paper(9)
    sheet.set_landscape()
    if wide <= _PAGE_WIDTH:
        sheet.fit_to_pages(1, 0)
    # An ampersand opens a command in a footer; the whole footer may hold 255 signs.
    line = shown.source(story.source, story.lang)[:120].replace("&", "&&")
    page = say("print.page", story.lang, page="&P", pages="&N")
    sheet.set_footer(f"&L&8{line}&R&8{shown.printed(story)} · {page}")


@dataclass(frozen=True)
class _Grid:
    name: str
    title: str
    columns: tuple[Column, ...]
    rows: Sequence[tuple[Any, ...]]
    note: str = ""
    source: str = ""


class _Styles:
    """The workbook's few cell styles, each made once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        base = {"font_name": "Calibri", "font_size": 10, "font_color": _INK, "valign": "top"}
        line = {"bottom": 1, "bottom_color": _RULE}
        head = {"bold": True, "bottom": 2, "bottom_color": _ACCENT, "text_wrap": True, "valign": "bottom"}
        self.title = book.add_format(base | {"bold": True, "font_size": 15, "font_color": _ACCENT})
        self.muted = book.add_format(base | {"font_color": _MUTED})
        self.plain = book.add_format(base)
        self.text = book.add_format(base | line | {"text_wrap": True, "indent": 1})
        self.link = book.add_format(base | line | {"font_color": _ACCENT, "underline": 1})
        self.head = book.add_format(base | head | {"indent": 1})
        self.head_right = book.add_format(base | head | {"align": "right"})
        self.sign = book.add_format(base | line | {"align": "right", "font_color": _MUTED})
        self.sign_left = book.add_format(base | line | {"font_color": _MUTED, "indent": 1})
        self._numeric = base | line | {"align": "right"}
        self._numbers: dict[int, Any] = {}

    def number(self, decimals: int) -> Any:
        """Return the style of numbers with so many decimals; years stand without separators."""
        if decimals not in self._numbers:
            shape = "0" if decimals == _YEARS else "#,##0" + ("." + "0" * decimals if decimals else "")
            self._numbers[decimals] = self._book.add_format(self._numeric | {"num_format": shape})
        return self._numbers[decimals]
