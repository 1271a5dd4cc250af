"""A story as Markdown: paragraphs and tables with their source lines, ready to paste into a plan."""

from __future__ import annotations

import re

from potensi.language import say
from potensi.present import shown, signs
from potensi.present.story import Block, Bullets, Figure, KeyFigures, Note, Paragraph, Story, Table

_SIGNS = re.compile(r"([\\`*_\[\]<>|~#]|&(?=[#\w]+;))")
# What opens a list, a heading's underline or a numbered item at the start of a line.
_OPENING = re.compile(r"^(\d*)([-+=]|(?<=\d)[.)](?=\s))")


def to_markdown(story: Story) -> str:
    """Return the story as Markdown. Every text is escaped: none becomes a tag, a link, a heading or a column."""
    story = signs.explained(shown.clean(story))
    counts = {"table": 0, "figure": 0}
    parts = [f"# {_plain(story.title)}", _plain(story.subtitle)]
    for section in story.sections:
        parts.append(f"## {_plain(section.heading)}")
        parts += [_block(block, story.lang, counts) for block in section.blocks]
    parts.append(f"{_source(story.source, story.lang)}  \n{_plain(shown.printed(story))}")
    return "\n\n".join(part for part in parts if part) + "\n"


def _plain(text: str) -> str:
    """Return text on one line with Markdown's signs made harmless; an ordinary sentence stays as it is."""
    line = _SIGNS.sub(r"\\\1", " ".join(text.split()))
    return _OPENING.sub(r"\1\\\2", line)


def _source(text: str, lang: str) -> str:
    line = shown.source(text, lang)
    return f"*{_plain(line)}*" if line else ""


def _block(block: Block, lang: str, counts: dict[str, int]) -> str:
    match block:
        case Paragraph():
            return _plain(block.text)
        case Note():
            return f"> **{_plain(say('print.note', lang))}.** {_plain(block.text)}"
        case Bullets():
            return "\n".join(f"- {_plain(item)}" for item in block.items)
        case KeyFigures():
            return "\n".join(_key(item.label, item.value, item.note) for item in block.items)
        case Figure():
            counts["figure"] += 1
            caption = shown.numbered("figure", counts["figure"], block.caption, lang)
            return f"**{_plain(caption)}**\n\n{_plain(block.alt)}\n\n{_source(block.source, lang)}"
        case Table():
            return _table(block, lang, counts)


def _key(label: str, value: str, note: str) -> str:
    return f"- {_plain(label)}: **{_plain(value)}**" + (f" ({_plain(note)})" if note else "")


def _table(table: Table, lang: str, counts: dict[str, int]) -> str:
    counts["table"] += 1
    caption = shown.numbered("table", counts["table"], table.caption, lang)
    ruler = ["---:" if shown.is_number(column) else ":---" for column in table.columns]
    head = [_cell(shown.heading(column)) for column in table.columns]
    rows = [[_cell(text) for text in row] for row in shown.texts(table, lang)]
    lines = [f"| {' | '.join(row)} |" for row in (head, ruler, *rows)]
    after = [part for part in (_plain(table.note), _source(table.source, lang)) if part]
    return "\n\n".join([f"**{_plain(caption)}**", "\n".join(lines), *after])


def _cell(text: str) -> str:
    # Nothing opens a list inside a cell, so a minus or a number at its start needs no help.
    return _SIGNS.sub(r"\\\1", " ".join(text.split()))
