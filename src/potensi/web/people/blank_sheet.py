"""The empty spreadsheet that administrators fill in: headings, how each column is written, one example."""

from __future__ import annotations

import io

import xlsxwriter

from potensi.language import say
from potensi.web.actor import ROLES

COLUMNS = ("name", "email", "nip", "phone", "agency", "region", "office", "role", "since")
_WIDTHS = (28, 30, 22, 18, 40, 26, 34, 20, 14)
_ROWS = 1_000


def blank_sheet(lang: str) -> bytes:
    """Return the workbook. Every cell to fill is text, so that no number loses its first zero or its last digits."""
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True, "default_date_format": "yyyy-mm-dd"})
    book.set_properties({"title": say("people.sheet.title", lang)})
    bold = book.add_format({"bold": True, "bottom": 1})
    text = book.add_format({"num_format": "@"})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    sheet = book.add_worksheet(say("people.sheet.people", lang))
    for place, (name, width) in enumerate(zip(COLUMNS, _WIDTHS, strict=True)):
        sheet.set_column(place, place, width, text)
        sheet.write_string(0, place, say(f"people.sheet.heading.{name}", lang), bold)
    sheet.freeze_panes(1, 0)
    roles = [say(f"people.role.{role}", lang) for role in ROLES]
    sheet.data_validation(1, COLUMNS.index("role"), _ROWS, COLUMNS.index("role"), {
        "validate": "list", "source": roles, "error_type": "information",
        "error_title": say("people.sheet.heading.role", lang), "error_message": say("people.sheet.how.role", lang),
    })  # fmt: skip
    help_sheet = book.add_worksheet(say("people.sheet.help", lang))
    help_sheet.set_column(0, 0, 22, wrapped)
    help_sheet.set_column(1, 2, 60, wrapped)
    for place, heading in enumerate(("column", "how_to", "example")):
        help_sheet.write_string(0, place, say(f"people.sheet.{heading}", lang), bold)
    for line, name in enumerate(COLUMNS, start=1):
        help_sheet.write_string(line, 0, say(f"people.sheet.heading.{name}", lang), wrapped)
        help_sheet.write_string(line, 1, say(f"people.sheet.how.{name}", lang), wrapped)
        help_sheet.write_string(line, 2, say(f"people.sheet.sample.{name}", lang), wrapped)
    book.close()
    return content.getvalue()
