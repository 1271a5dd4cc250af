"""The content model: one story, which every printer turns into its own form. No form knows where it came from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import polars as pl


@dataclass(frozen=True)
class Letterhead:
    """Who hands the story over: agency, address, and a logo's bytes (PNG, JPEG or SVG) if there is one."""

    agency: str
    address: str = ""
    logo: bytes | None = None


@dataclass(frozen=True)
class Paragraph:
    """Running text."""

    text: str


@dataclass(frozen=True)
class Bullets:
    """Points of equal weight."""

    items: tuple[str, ...]


@dataclass(frozen=True)
class Note:
    """A caution that the reader should not miss."""

    text: str


@dataclass(frozen=True)
class KeyFigure:
    """One figure to remember: already formatted, with what it is and what to know of it."""

    label: str
    value: str
    note: str = ""


@dataclass(frozen=True)
class KeyFigures:
    """Three to six figures side by side."""

    items: tuple[KeyFigure, ...]


@dataclass(frozen=True)
class Column:
    """A table's column: its heading, whether it holds numbers, how they are shown, and its name in a file."""

    name: str
    kind: str = "text"
    decimals: int = 0
    unit: str = ""
    key: str = ""


@dataclass(frozen=True)
class Table:
    """A table to read: raw values (None is missing, NaN undefined), shown in the reader's locale.

    ``key`` names the table in addresses and files, the same in both languages; without one it is only read.
    """

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Any, ...], ...]
    source: str
    note: str = ""
    key: str = ""


@dataclass(frozen=True)
class Figure:
    """A chart or map record (``charts``, ``maps``) with what it shows in words, for those who cannot see it."""

    chart: Any
    caption: str
    alt: str
    source: str


Block = Paragraph | Bullets | Note | KeyFigures | Table | Figure


@dataclass(frozen=True)
class Section:
    """One heading with its blocks; ``slide`` says whether it gets a slide of its own; ``key`` names it in links."""

    heading: str
    blocks: tuple[Block, ...]
    slide: bool = True
    key: str = ""


@dataclass(frozen=True, eq=False)
class DataSheet:
    """A whole table for the workbook; ``key`` names it in addresses and files."""

    name: str
    title: str
    frame: pl.DataFrame
    note: str = ""
    key: str = ""


@dataclass(frozen=True, eq=False)
class Story:
    """What is handed over: ``source`` and ``date`` (ISO) stand on every page."""

    title: str
    subtitle: str
    lang: str
    region: str
    date: str
    source: str
    sections: tuple[Section, ...]
    tables: tuple[DataSheet, ...] = ()
    letterhead: Letterhead | None = None

    def blocks(self, kind: type) -> Iterator[Any]:
        """Yield every block of one kind, in order."""
        for section in self.sections:
            yield from (block for block in section.blocks if isinstance(block, kind))
