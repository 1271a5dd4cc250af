"""A story's sections as HTML fragments: what the stand-alone page and the website have in common.

A fragment has no script, no style of its own and no reference to anything outside, so that a page may forbid them all.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup, escape

from potensi.language import say
from potensi.present import shown, signs
from potensi.present.charts import svg
from potensi.present.story import Block, Bullets, Figure, KeyFigures, Note, Paragraph, Section, Story, Table
from potensi.present.templating import render

# Letters in charts keep their size, so each chart is drawn twice: for a phone and for a wider page.
NARROW, WIDE = 328, 696
# Anchors that a page around the fragments needs for itself.
_RESERVED = ("content", "main")
_SHORT = 14
_OPENING = re.compile(r"<svg\b[^>]*?>")
_KEPT = re.compile(r'\b(?:viewBox|font-family)="[^"]*"')


@dataclass(frozen=True)
class HtmlSection:
    """One section: its heading, an anchor unique in the story and the same in every language, and its blocks."""

    heading: str
    anchor: str
    html: Markup


@dataclass(frozen=True)
class TableLink:
    """A link below a table; ``label`` says in full where it leads, for those who hear only the link."""

    text: str
    href: str
    label: str = ""


Links = Callable[[str, str], Sequence[TableLink]]


def sections(story: Story, *, links: Links | None = None) -> tuple[HtmlSection, ...]:
    """Return the story's sections as HTML; every text is escaped, every id is unique in the story.

    ``links`` gives the links below each table that has a key, by key and numbered caption (see ``story_tables``).
    """
    story = signs.explained(shown.clean(story))
    page = _Page(story.lang, links)
    return tuple(_section(section, page) for section in story.sections)


def _section(section: Section, page: _Page) -> HtmlSection:
    anchor = page.anchor(section.key or section.heading)
    blocks = [_block(block, page) for block in section.blocks]
    html = render("blocks.html.j2", blocks=blocks, note_word=say("print.note", page.lang))
    return HtmlSection(section.heading, anchor, html)


def _block(block: Block, page: _Page) -> dict[str, Any]:
    kind = {"kind": type(block).__name__}
    match block:
        case Paragraph() | Note():
            return kind | {"text": block.text}
        case Bullets():
            return kind | {"lines": block.items}
        case KeyFigures():
            return kind | {"figures": block.items}
        case Figure():
            return kind | _figure(block, page)
        case Table():
            return kind | _table(block, page)


def _figure(figure: Figure, page: _Page) -> dict[str, Any]:
    caption = page.numbered("figure", figure.caption)
    name = f"f{page.counts['figure']}"
    return {
        "caption": caption,
        "wide": _inline(svg(figure.chart, page.lang, WIDE), figure, f"{name}_w"),
        "narrow": _inline(svg(figure.chart, page.lang, NARROW), figure, f"{name}_n"),
        "source": shown.source(figure.source, page.lang),
    }


def _inline(text: str, figure: Figure, name: str) -> Markup:
    return inline(text, figure.caption, figure.alt, name)


def inline(text: str, title: str, alt: str, name: str) -> Markup:
    """Return a drawing for a page: sized by the page, named and described for those who cannot see it.

    ``name`` begins the ids of both, and is the drawing's own on its page.
    """
    opening = _OPENING.search(text)
    assert opening is not None
    kept = " ".join(_KEPT.findall(opening[0]))
    start = f'<svg {kept} role="img" aria-labelledby="{name}t {name}d">'
    words = f'<title id="{name}t">{escape(title)}</title><desc id="{name}d">{escape(alt)}</desc>'
    return Markup(start + words + text[opening.end() :])


def _table(table: Table, page: _Page) -> dict[str, Any]:
    caption = page.numbered("table", table.caption)
    return {
        "caption": caption,
        "head": [shown.heading(column) for column in table.columns],
        "style": [_style_of(table, k, page.lang) for k in range(len(table.columns))],
        "rows": shown.texts(table, page.lang),
        "note": table.note,
        "source": shown.source(table.source, page.lang),
        "links": page.links(table.key, caption) if page.links is not None and table.key else (),
    }


def _style_of(table: Table, k: int, lang: str) -> str:
    """Return a column's class: n for numbers, s for texts so short that they should not break, else none."""
    column = table.columns[k]
    if shown.is_number(column):
        return "n"
    longest = max((len(shown.cell(row[k], column, lang)) for row in table.rows), default=0)
    return "s" if longest <= _SHORT else ""


@dataclass
class _Page:
    """What the sections of one story must not use twice: numbers of tables and figures, anchors."""

    lang: str
    links: Links | None
    counts: dict[str, int] = field(default_factory=lambda: {"table": 0, "figure": 0})
    taken: set[str] = field(default_factory=lambda: set(_RESERVED))

    def numbered(self, kind: str, caption: str) -> str:
        """Return the caption with the next number of its kind."""
        self.counts[kind] += 1
        return shown.numbered(kind, self.counts[kind], caption, self.lang)

    def anchor(self, text: str) -> str:
        """Return a readable id: lower-case letters, digits and hyphens, a letter first, not taken yet."""
        plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii").lower()
        base = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
        base = base if base[:1].isalpha() else f"s-{base}".strip("-")
        name, count = base, 1
        while name in self.taken:
            count += 1
            name = f"{base}-{count}"
        self.taken.add(name)
        return name
