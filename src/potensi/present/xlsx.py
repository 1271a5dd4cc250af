"""The story as a workbook: every table on its own sheet, with contents, units, signs and sources.

Missing ("…"), undefined ("–") and zero (0) stay three different cells; no text is ever run as a formula.
"""

from __future__ import annotations

import io
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

import polars as pl

from potensi.language import say
from potensi.measures.catalogue import cards
from potensi.present import shown, signs
from potensi.present.palette import BAND, MUTED, TEAL
from potensi.present.story import Column, Story, Table

_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
# What a sheet's name may not hold, and how long it may be, by the file format.
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\']")
_LONGEST_NAME = 31
_RESERVED = "history"
_WIDEST, _NARROWEST = 60, 9
_MOST_WIDTHS = 200


@dataclass(frozen=True)
class _Sheet:
    """One table as it will stand on a sheet: ``formats`` are number formats, "" for text."""

    name: str
    title: str
    headings: tuple[str, ...]
    formats: tuple[str, ...]
    rows: Sequence[tuple[Any, ...]]
    below: tuple[str, ...] = ()


def to_xlsx(story: Story) -> bytes:
    """Return the story's tables as the bytes of an xlsx file; the same story gives the same bytes."""
    import xlsxwriter

    story = shown.clean(story)
    sheets = _named([*_tables(story), *_data(story), _units(story)], say("print.contents", story.lang))
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, _OPTIONS) as book:
        book.set_properties({"title": story.title, "created": shown.moment(story).replace(tzinfo=None)})
        styles = _styles(book)
        _write_contents(book, story, sheets, styles)
        for sheet in sheets:
            _write_sheet(book, story, sheet, styles)
    return out.getvalue()


def _tables(story: Story) -> Iterator[_Sheet]:
    lang = story.lang
    for number, table in enumerate(story.blocks(Table), start=1):
        yield _Sheet(
            f"{say('print.table', lang)} {number}",
            table.caption,
            tuple(shown.heading(column) for column in table.columns),
            tuple(_column_format(column) for column in table.columns),
            table.rows,
            tuple(signs.below(table, lang)),
        )


def _column_format(column: Column) -> str:
    if not shown.is_number(column):
        return ""
    return "#,##0" + ("." + "0" * column.decimals if column.decimals else "")


def _data(story: Story) -> Iterator[_Sheet]:
    for sheet in story.tables:
        below = (sheet.note, shown.source(story.source, story.lang))
        formats = tuple(_frame_format(sheet.frame[name]) for name in sheet.frame.columns)
        lines = tuple(line for line in below if line)
        yield _Sheet(sheet.name, sheet.title, tuple(sheet.frame.columns), formats, sheet.frame.rows(), lines)


def _frame_format(values: pl.Series) -> str:
    """Return a number format fit for the column's size: years plain, large figures with one decimal, ratios four."""
    if not values.dtype.is_numeric():
        return ""
    if values.dtype.is_integer():
        return "0" if values.name in ("period", "year", "base", "by") else "#,##0"
    sizes = [abs(value) for value in values if value is not None and math.isfinite(value)]
    return "#,##0.0" if max(sizes, default=0.0) >= 1000 else "#,##0.0000"


def _units(story: Story) -> _Sheet:
    """Return the unit of every column: of the prospectus's tables by their heading, of data sheets by their card."""
    lang = story.lang
    known = {card.name: card for card in cards()}
    plain = say("print.count_unit", lang)
    rows = [(c.name, "", c.unit or plain) for table in story.blocks(Table) for c in table.columns if shown.is_number(c)]
    used = dict.fromkeys(name for sheet in story.tables for name in sheet.frame.columns if name in known)
    rows += [(name, known[name].text("label", lang), known[name].text("unit", lang)) for name in used]
    headings = tuple(say(f"print.{key}", lang) for key in ("column", "sheet_title", "units"))
    title = say("print.units_title", lang)
    return _Sheet(say("print.units", lang), title, headings, ("", "", ""), list(dict.fromkeys(rows)))


def _named(sheets: list[_Sheet], first: str) -> list[_Sheet]:
    """Give every sheet a name that the format allows and that no other sheet has, whatever the case of letters."""
    taken, named = {first.casefold(), _RESERVED}, []
    for sheet in sheets:
        base = " ".join(_NOT_IN_NAMES.sub(" ", sheet.name).split())[:_LONGEST_NAME].strip() or "-"
        name = next(name for name in _candidates(base) if name.casefold() not in taken)
        taken.add(name.casefold())
        named.append(_Sheet(name, sheet.title, sheet.headings, sheet.formats, sheet.rows, sheet.below))
    return named


def _candidates(base: str) -> Iterator[str]:
    yield base
    for number in count(2):
        end = f" {number}"
        yield base[: _LONGEST_NAME - len(end)] + end


def _styles(book: Any) -> dict[str, Any]:
    looks: dict[str, dict[str, Any]] = {
        "title": {"bold": True, "font_size": 14, "font_color": TEAL},
        "muted": {"font_color": MUTED},
        "link": {"font_color": TEAL, "underline": 1},
        "text": {"valign": "top", "text_wrap": True},
        "sign": {"align": "right", "font_color": MUTED, "valign": "top"},
        "head": {"bold": True, "bg_color": BAND, "bottom": 2, "bottom_color": TEAL, "text_wrap": True, "valign": "top"},
    }
    looks["head_number"] = looks["head"] | {"align": "right"}
    return {name: book.add_format(look) for name, look in looks.items()}


def _number_style(book: Any, styles: dict[str, Any], form: str) -> Any:
    if form not in styles:
        styles[form] = book.add_format({"num_format": form, "valign": "top", "align": "right"})
    return styles[form]


def _write_contents(book: Any, story: Story, sheets: list[_Sheet], styles: dict[str, Any]) -> None:
    page = book.add_worksheet(say("print.contents", story.lang))
    page.set_column(0, 0, 34)
    page.set_column(1, 1, 90)
    page.write_string(0, 0, story.title, styles["title"])
    lines = (story.subtitle, shown.source(story.source, story.lang), shown.printed(story))
    for row, line in enumerate(lines, start=1):
        page.write_string(row, 0, line, styles["muted"])
    top = len(lines) + 2
    page.write_string(top, 0, say("print.sheet_name", story.lang), styles["head"])
    page.write_string(top, 1, say("print.sheet_title", story.lang), styles["head"])
    for row, sheet in enumerate(sheets, start=top + 1):
        page.write_url(row, 0, f"internal:'{sheet.name}'!A1", styles["link"], string=sheet.name)
        page.write_string(row, 1, sheet.title, styles["text"])
    below = top + len(sheets) + 2
    page.write_string(below, 0, say("print.signs", story.lang), styles["head"])
    page.write_blank(below, 1, None, styles["head"])
    for row, sign in enumerate(("missing", "undefined", "zero"), start=below + 1):
        page.write_string(row, 0, say(f"print.{sign}", story.lang))
    _printed_page(page, story)


def _write_sheet(book: Any, story: Story, sheet: _Sheet, styles: dict[str, Any]) -> None:
    page = book.add_worksheet(sheet.name)
    page.write_string(0, 0, sheet.title, styles["title"])
    top = 2
    forms = [_number_style(book, styles, form) if form else styles["text"] for form in sheet.formats]
    for column, heading in enumerate(sheet.headings):
        page.write_string(top, column, heading, styles["head_number" if sheet.formats[column] else "head"])
        page.set_column(column, column, _width(sheet, column))
    for at, row in enumerate(sheet.rows, start=top + 1):
        for column, value in enumerate(row):
            _write_cell(page, (at, column), value, forms[column], styles["sign"])
    for at, line in enumerate(sheet.below, start=top + len(sheet.rows) + 2):
        page.write_string(at, 0, line, styles["muted"])
    page.freeze_panes(top + 1, 1)
    page.repeat_rows(top)
    if sheet.rows:
        page.autofilter(top, 0, top + len(sheet.rows), max(len(sheet.headings) - 1, 0))
    _printed_page(page, story)


def _write_cell(page: Any, place: tuple[int, int], value: Any, form: Any, sign: Any) -> None:
    """Write one cell by its kind; texts always as texts, so that "=1+1" stays what it is."""
    if value is None:
        page.write_string(*place, "…", sign)
    elif isinstance(value, bool):
        page.write_boolean(*place, value, form)
    elif isinstance(value, float) and math.isnan(value):
        page.write_string(*place, "–", sign)
    elif isinstance(value, int | float) and math.isfinite(value):
        page.write_number(*place, value, form)
    else:
        page.write_string(*place, str(value), form)


def _width(sheet: _Sheet, column: int) -> float:
    form = sheet.formats[column]
    heading = sheet.headings[column]
    longest = max((len(part) for part in re.split(r"[\s_]", heading)), default=0) if form else len(heading)
    if form:
        return float(min(max(longest + 4, 12), 24))
    texts = [len(str(row[column])) for row in sheet.rows[:_MOST_WIDTHS] if row[column] is not None]
    return float(min(max([longest + 2, _NARROWEST, *texts]) + 1, _WIDEST))


def _printed_page(page: Any, story: Story) -> None:
    """Set the page for paper: A4 across, one page wide, source and date at the foot."""
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.hide_gridlines(2)
    text = shown.source(story.source, story.lang).replace("&", "&&")
    page.set_footer(f"&L&8{text[:170]}&R&8{shown.printed(story)} · &P/&N")
