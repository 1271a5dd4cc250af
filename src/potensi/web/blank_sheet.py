"""The spreadsheet of a list, empty or filled: headings, the words that a column allows, how each is written."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

import xlsxwriter

from potensi.language import say

_ROWS = 1_000
_COLUMN_WIDTHS = (24, 60, 40)


@dataclass(frozen=True)
class BlankColumn:
    """A column to fill in. ``choices`` are offered in every cell; other words are taken, and read with a warning."""

    name: str
    width: int
    choices: tuple[str, ...] = ()


Row = Sequence[str | float | None]


def blank_book(lang: str, words: str, columns: Sequence[BlankColumn], rows: Sequence[Row] = ()) -> bytes:
    """Return the workbook; ``words`` names the file of sentences with ``sheet.title``, ``.list``, ``.heading.…``.

    Every cell to fill is text, so that no number loses its first zero or its last digits. ``rows`` are what the list
    holds already: texts stay texts, whatever they begin with, and none is run as a formula.
    """
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True})
    book.set_properties({"title": say(f"{words}.sheet.title", lang)})
    sheet = _to_fill(book, lang, words, columns)
    for line, row in enumerate(rows, start=1):
        for place, value in enumerate(row):
            if isinstance(value, str) and value:
                sheet.write_string(line, place, value)
            elif isinstance(value, float):
                sheet.write_number(line, place, value)
    _how_to(book, lang, words, columns)
    _choices(book, sheet, lang, words, columns)
    book.close()
    return content.getvalue()


def _to_fill(
    book: xlsxwriter.Workbook, lang: str, words: str, columns: Sequence[BlankColumn]
) -> xlsxwriter.worksheet.Worksheet:
    bold, text = book.add_format({"bold": True, "bottom": 1}), book.add_format({"num_format": "@"})
    sheet = book.add_worksheet(say(f"{words}.sheet.list", lang))
    for place, column in enumerate(columns):
        sheet.set_column(place, place, column.width, text)
        sheet.write_string(0, place, say(f"{words}.sheet.heading.{column.name}", lang), bold)
    sheet.freeze_panes(1, 0)
    return sheet


def _how_to(book: xlsxwriter.Workbook, lang: str, words: str, columns: Sequence[BlankColumn]) -> None:
    bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
    sheet = book.add_worksheet(say("tabular.sheet.help", lang))
    for place, (name, width) in enumerate(zip(("column", "how_to", "example"), _COLUMN_WIDTHS, strict=True)):
        sheet.set_column(place, place, width, wrapped)
        sheet.write_string(0, place, say(f"tabular.sheet.{name}", lang), bold)
    for line, column in enumerate(columns, start=1):
        for place, about in enumerate(("heading", "how", "sample")):
            sheet.write_string(line, place, say(f"{words}.sheet.{about}.{column.name}", lang), wrapped)


def _choices(
    book: xlsxwriter.Workbook,
    sheet: xlsxwriter.worksheet.Worksheet,
    lang: str,
    words: str,
    columns: Sequence[BlankColumn],
) -> None:
    """Offer the allowed words; from a sheet of their own, since a cell's own list ends at 255 letters."""
    offered = [(place, column) for place, column in enumerate(columns) if column.choices]
    if not offered:
        return
    name = say("tabular.sheet.choices", lang)
    lists, bold = book.add_worksheet(name), book.add_format({"bold": True})
    for at, (place, column) in enumerate(offered):
        heading = say(f"{words}.sheet.heading.{column.name}", lang)
        lists.set_column(at, at, max(map(len, (heading, *column.choices))) + 2)
        lists.write_string(0, at, heading, bold)
        lists.write_column(1, at, column.choices)
        letter = xlsxwriter.utility.xl_col_to_name(at, col_abs=True)
        sheet.data_validation(1, place, _ROWS, place, {
            "validate": "list", "source": f"='{name}'!{letter}$2:{letter}${len(column.choices) + 1}",
            "error_type": "information", "error_title": heading[:32],
            "error_message": say("tabular.sheet.choose", lang, name=name),
        })  # fmt: skip
