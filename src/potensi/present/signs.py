"""The lines below a printed table: its note, what its signs mean where it uses them, its source."""

from __future__ import annotations

import math

from potensi.language import say
from potensi.present import shown
from potensi.present.story import Table


def below(table: Table, lang: str) -> list[str]:
    """Return the note, the meaning of "…" and "–" if the table holds any, and the source; empty ones left out."""
    lines = [table.note, *(say(f"print.{sign}", lang) for sign in used(table)), shown.source(table.source, lang)]
    return [line for line in lines if line]


def used(table: Table) -> list[str]:
    """Return which of "missing" and "undefined" the table holds."""
    values = [value for row in table.rows for value in row]
    undefined = any(isinstance(value, float) and math.isnan(value) for value in values)
    missing = any(value is None for value in values)
    return [name for name, found in (("missing", missing), ("undefined", undefined)) if found]
