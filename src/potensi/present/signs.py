"""What "…" and "–" mean, said below every table that uses them."""

from __future__ import annotations

import math
from dataclasses import replace

from potensi.language import say
from potensi.present.story import Section, Story, Table


def explained(story: Story) -> Story:
    """Return the story with the meaning of "…" (missing) and "–" (undefined) added to the notes of its tables.

    A table without such cells stays as it is.
    """
    return replace(story, sections=tuple(_section(section, story.lang) for section in story.sections))


def _section(section: Section, lang: str) -> Section:
    blocks = tuple(_table(block, lang) if isinstance(block, Table) else block for block in section.blocks)
    return replace(section, blocks=blocks)


def _table(table: Table, lang: str) -> Table:
    parts = [table.note, *(say(f"print.{name}", lang) for name in _used(table))]
    return replace(table, note=" ".join(part for part in parts if part))


def _used(table: Table) -> list[str]:
    values = [value for row in table.rows for value in row]
    undefined = any(isinstance(value, float) and math.isnan(value) for value in values)
    found = {"missing": any(value is None for value in values), "undefined": undefined}
    return [name for name, there in found.items() if there]
