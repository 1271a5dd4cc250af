"""Every table of a story as a file of its own: the tables that are shown, and the whole ones behind them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from potensi.errors import UsageError
from potensi.measures.catalogue import cards
from potensi.present.story import Column, DataSheet, Section, Story, Table
from potensi.present.tables import as_csv

# A file's own name for a column, so that a script reads it in either language.
_NOT_IN_NAMES = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True)
class TableColumn:
    """A column of the frame: its name there, what it is called on the page, and its unit."""

    name: str
    label: str
    unit: str = ""


@dataclass(frozen=True, eq=False)
class StoryTable:
    """One table: the frame (null is missing, NaN undefined) and what must be known of it.

    ``shown`` says whether the story shows it; the others hold every column behind the story.
    """

    key: str
    caption: str
    frame: pl.DataFrame
    columns: tuple[TableColumn, ...]
    source: str
    note: str
    shown: bool


def tables(story: Story) -> dict[str, StoryTable]:
    """Return the story's tables by key, in order: those shown, then the whole ones. Tables without a key are not."""
    found = [_from_block(table) for table in story.blocks(Table) if table.key]
    found += [_from_sheet(sheet, story) for sheet in story.tables if sheet.key]
    return {table.key: table for table in found}


def table_of(story: Story, key: str) -> StoryTable:
    """Return one table of the story; UsageError with the tables that there are for an unknown key."""
    found = tables(story)
    if key not in found:
        raise UsageError("unknown_table", table=key, known=", ".join(found))
    return found[key]


def table_csv(table: StoryTable) -> str:
    """Return the table as csv: a text that a sheet would run as a formula is preceded by an apostrophe."""
    return as_csv(table.frame)


def table_xlsx(table: StoryTable, story: Story) -> bytes:
    """Return the table as a workbook of one sheet with its source, unit and note, and a first sheet of contents."""
    from potensi.present.xlsx import to_xlsx

    if table.shown:
        blocks = tuple(block for block in story.blocks(Table) if block.key == table.key)
        return to_xlsx(replace(story, sections=(Section(table.caption, blocks),), tables=()))
    sheets = tuple(sheet for sheet in story.tables if _whole_key(sheet.key, story) == table.key)
    return to_xlsx(replace(story, sections=(), tables=sheets))


def _from_block(table: Table) -> StoryTable:
    names = _names(table.columns)
    data = {name: _series(name, [row[k] for row in table.rows], table.columns[k]) for k, name in enumerate(names)}
    columns = tuple(
        TableColumn(name, column.name, column.unit) for name, column in zip(names, table.columns, strict=True)
    )
    return StoryTable(table.key, table.caption, pl.DataFrame(data), columns, table.source, table.note, shown=True)


def _from_sheet(sheet: DataSheet, story: Story) -> StoryTable:
    columns = tuple(_measure(name, story.lang) for name in sheet.frame.columns)
    return StoryTable(
        _whole_key(sheet.key, story), sheet.title, sheet.frame, columns, story.source, sheet.note, shown=False
    )


def _whole_key(key: str, story: Story) -> str:
    """Return a whole table's key, told apart from that of a shown one of the same name."""
    return f"all_{key}" if any(table.key == key for table in story.blocks(Table)) else key


def _measure(name: str, lang: str) -> TableColumn:
    """Return a column with what the measure's card calls it; one that is no measure stands for itself."""
    known = {card.name: card for card in cards()}
    if name not in known:
        return TableColumn(name, name)
    return TableColumn(name, known[name].text("label", lang), known[name].text("unit", lang))


def _series(name: str, values: list[Any], column: Column) -> pl.Series:
    if column.kind == "number":
        return pl.Series(name, [None if value is None else float(value) for value in values], dtype=pl.Float64)
    return pl.Series(name, [None if value is None else str(value) for value in values], dtype=pl.String)


def _names(columns: Sequence[Column]) -> list[str]:
    """Return a name for each column: its key, or its heading in plain small letters, each only once."""
    found: list[str] = []
    for column in columns:
        plain = unicodedata.normalize("NFKD", column.name).encode("ascii", "ignore").decode("ascii").lower()
        base = column.key or _NOT_IN_NAMES.sub("_", plain).strip("_") or "column"
        name, count = base, 1
        while name in found:
            count += 1
            name = f"{base}_{count}"
        found.append(name)
    return found
