"""The story as Markdown: paragraphs, pipe tables with their source lines, figures in words; ready to paste."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count

from potensi.language import say
from potensi.present import shown, signs
from potensi.present.story import Block, Bullets, Figure, KeyFigures, Note, Paragraph, Story, Table

# Signs that Markdown or the HTML within it would read as markup, wherever they stand.
_MARKUP = re.compile(r"([\\`*_\[\]<>|~&{}$])")
# Signs that mean something at the start of a line only: headings, lists, rules; and numbered lists.
_AT_START = re.compile(r"^([#+=:-])")
_NUMBERED = re.compile(r"^(\d+)([.)])(?=\s|$)")


def to_markdown(story: Story) -> str:
    """Return the story as Markdown text (tables as in GitHub's and Pandoc's dialect); texts stay literal.

    A figure is given by its caption, its description and its source, for a text has no picture.
    """
    story = shown.clean(story)
    return "\n\n".join(_parts(story)) + "\n"


def _parts(story: Story) -> Iterator[str]:
    counts = {"table": count(1), "figure": count(1)}
    if story.letterhead:
        yield f"**{literal(story.letterhead.agency)}**" + (
            f"\\\n{literal(story.letterhead.address)}" if story.letterhead.address else ""
        )
    yield f"# {literal(story.title)}"
    yield literal(story.subtitle)
    yield f"{literal(shown.source(story.source, story.lang))}\\\n{literal(shown.printed(story))}"
    for section in story.sections:
        yield f"## {literal(section.heading)}"
        for block in section.blocks:
            yield from _block(block, story.lang, counts)


def _block(block: Block, lang: str, counts: dict[str, count[int]]) -> Iterator[str]:
    match block:
        case Paragraph():
            yield literal(block.text)
        case Bullets():
            yield "\n".join(f"- {literal(item)}" for item in block.items)
        case Note():
            yield f"> **{say('print.note', lang)}.** {literal(block.text)}"
        case KeyFigures():
            yield "\n".join(
                f"- {literal(item.label)}: **{literal(item.value)}**"
                + (f" ({literal(item.note)})" if item.note else "")
                for item in block.items
            )
        case Table():
            yield f"**{literal(shown.numbered('table', next(counts['table']), block.caption, lang))}**"
            yield _table(block, lang)
            yield "\\\n".join(literal(line) for line in signs.below(block, lang))
        case Figure():
            yield f"**{literal(shown.numbered('figure', next(counts['figure']), block.caption, lang))}**"
            yield "\\\n".join(literal(line) for line in (block.alt, shown.source(block.source, lang)) if line)


def _table(table: Table, lang: str) -> str:
    sides = ["---:" if shown.is_number(column) else "---" for column in table.columns]
    heads = [shown.heading(column) for column in table.columns]
    lines = [_row(heads), "| " + " | ".join(sides) + " |", *(_row(row) for row in shown.texts(table, lang))]
    return "\n".join(lines)


def _row(texts: list[str]) -> str:
    return "| " + " | ".join(literal(text) for text in texts) + " |"


def literal(text: str) -> str:
    """Return ``text`` on one line, with every sign escaped that Markdown would take for markup."""
    escaped = _MARKUP.sub(r"\\\1", " ".join(text.split()))
    return _NUMBERED.sub(r"\1\\\2", _AT_START.sub(r"\\\1", escaped))
