"""What every printer needs: cells, dates and source lines as text, clean strings, the same bytes every time."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

import polars as pl

from potensi.errors import UsageError
from potensi.language import number, say
from potensi.present.story import Column, DataSheet, Story, Table

# Signs that XML (and so docx, pptx, xlsx, svg) cannot hold, and those that turn the reading direction unseen.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\u202a-\u202e\u2066-\u2069]")
_EPOCH = (1980, 1, 1, 0, 0, 0)
_MOMENT = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def cell(value: Any, column: Column, lang: str) -> str:
    """Return one table cell as text: numbers in the reader's locale, "…" missing, "–" undefined."""
    if value is None or (isinstance(value, float) and value != value):
        return number(value, lang)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    return number(value, lang, decimals=column.decimals)


def heading(column: Column) -> str:
    """Return a column's heading with its unit in brackets."""
    return f"{column.name} ({column.unit})" if column.unit else column.name


def is_number(column: Column) -> bool:
    """Return whether the column is set to the right."""
    return column.kind == "number"


def day(iso: str, lang: str) -> str:
    """Return an ISO date as people write it: 24 November 2026 / November 24, 2026."""
    from babel.dates import format_date

    return format_date(date.fromisoformat(iso), format="long", locale=lang)


def printed(story: Story) -> str:
    """Return the line that says when the story was printed."""
    return say("print.date", story.lang, date=day(story.date, story.lang))


def source(text: str, lang: str) -> str:
    """Return the line under a table or figure that says where its figures come from; empty for no source."""
    return say("print.source", lang, text=text) if text else ""


def numbered(kind: str, count: int, caption: str, lang: str) -> str:
    """Return a caption with its number: "Tabel 1. …"; ``kind`` is "table" or "figure"."""
    return say("print.numbered", lang, kind=say(f"print.{kind}", lang), count=count, caption=caption)


def moment(story: Story) -> datetime:
    """Return the story's date as a moment: the only time that any file carries."""
    return datetime.fromisoformat(story.date).replace(tzinfo=UTC)


def clean(thing: Any) -> Any:
    """Return a story (or any part of it) without the signs that no office format can hold."""
    if isinstance(thing, str):
        return _FORBIDDEN.sub("", thing)
    if isinstance(thing, tuple):
        return tuple(clean(part) for part in thing)
    if isinstance(thing, DataSheet):
        return replace(thing, name=clean(thing.name), title=clean(thing.title), note=clean(thing.note))
    if is_dataclass(thing) and not isinstance(thing, type | pl.DataFrame):
        return replace(thing, **{part.name: clean(getattr(thing, part.name)) for part in fields(thing)})
    return thing


def logo_kind(logo: bytes) -> str:
    """Return "png", "jpg" or "svg" by the first bytes; UsageError for anything else."""
    if logo.startswith(b"\x89PNG\r\n"):
        return "png"
    if logo.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if b"<svg" in logo[:2000]:
        return "svg"
    raise UsageError("logo_unreadable")


def logo_png(logo: bytes) -> bytes:
    """Return a logo as PNG or JPEG bytes, for the forms that take no SVG."""
    return svg_png(logo.decode("utf-8"), scale=4) if logo_kind(logo) == "svg" else logo


def svg_png(text: str, scale: float) -> bytes:
    """Return an SVG as a PNG, ``scale`` pixels a unit."""
    import vl_convert

    from potensi.present import fonts

    fonts.register()
    png: bytes = vl_convert.svg_to_png(text, scale=scale)
    return png


def same_bytes(archive: bytes) -> bytes:
    """Return an office file (a zip) with every entry dated alike, so that the same story gives the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, date_time=_EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, _undated(name, old.read(name)))
    return out.getvalue()


def _undated(name: str, content: bytes) -> bytes:
    """Return a file within an office file; a chart's workbook without the moment at which a library made it."""
    if not name.endswith(".xlsx"):
        return content
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            text = old.read(part)
            if part == "docProps/core.xml":
                text = _MOMENT.sub(b"1980-01-01T00:00:00Z", text)
            new.writestr(zipfile.ZipInfo(part, date_time=_EPOCH), text, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def widths(table: Table, lang: str) -> list[float]:
    """Return how much of the width each column should have: by its longest word and its usual text."""
    found = []
    for k, column in enumerate(table.columns):
        texts = [cell(row[k], column, lang) for row in table.rows]
        word = max((len(part) for text in (*texts, heading(column)) for part in text.split()), default=1)
        whole = max((len(text) for text in texts), default=1)
        found.append(float(max(word + 1, min(whole, 34), 5)))
    return found


def texts(table: Table, lang: str) -> list[list[str]]:
    """Return a table's cells as text, row by row."""
    return [[cell(value, column, lang) for value, column in zip(row, table.columns, strict=True)] for row in table.rows]
