"""A story as one web page: no script, no reference to anything outside, readable on a phone, in the dark, on paper."""

from __future__ import annotations

import base64
import re
from functools import cache
from importlib import resources
from typing import Any

from potensi.language import say
from potensi.present import shown, signs
from potensi.present.charts import svg
from potensi.present.story import Block, Bullets, Figure, KeyFigures, Note, Paragraph, Story, Table

# Letters in charts keep their size, so each chart is drawn twice: for a phone and for a wider page.
NARROW, WIDE = 328, 696
_SHORT = 14
_MIME = {"png": "image/png", "jpg": "image/jpeg", "svg": "image/svg+xml"}
_OPENING = re.compile(r"<svg\b[^>]*?>")
_KEPT = re.compile(r'\b(?:viewBox|font-family)="[^"]*"')


def to_html(story: Story) -> bytes:
    """Return the story as one HTML page in UTF-8; every text of the story is escaped.

    Raises UsageError for an unreadable logo.
    """
    story = signs.explained(shown.clean(story))
    lang = story.lang
    counts = {"table": 0, "figure": 0}
    sections = [
        {"heading": section.heading, "blocks": [_block(block, lang, counts) for block in section.blocks]}
        for section in story.sections
    ]
    page = _template().render(
        story=story,
        sections=sections,
        style=_style(),
        logo=_logo(story),
        source=shown.source(story.source, lang),
        printed=shown.printed(story),
        words={key: say(f"print.{key}", lang) for key in ("skip", "contents", "note")},
    )
    return str(page).encode("utf-8")


@cache
def _template() -> Any:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    loader = PackageLoader("potensi.present", "templates")
    made = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, keep_trailing_newline=True)
    return made.get_template("story.html.j2")


@cache
def _style() -> Any:
    from markupsafe import Markup

    text = resources.files("potensi.present").joinpath("templates", "story.css").read_text(encoding="utf-8")
    return Markup(text.strip())


def _logo(story: Story) -> str:
    if story.letterhead is None or not story.letterhead.logo:
        return ""
    logo = story.letterhead.logo
    return f"data:{_MIME[shown.logo_kind(logo)]};base64,{base64.b64encode(logo).decode('ascii')}"


def _block(block: Block, lang: str, counts: dict[str, int]) -> dict[str, Any]:
    kind = {"kind": type(block).__name__}
    match block:
        case Paragraph() | Note():
            return kind | {"text": block.text}
        case Bullets():
            return kind | {"lines": block.items}
        case KeyFigures():
            return kind | {"figures": block.items}
        case Figure():
            return kind | _figure(block, lang, counts)
        case Table():
            return kind | _table(block, lang, counts)


def _figure(figure: Figure, lang: str, counts: dict[str, int]) -> dict[str, Any]:
    counts["figure"] += 1
    name = f"f{counts['figure']}"
    return {
        "caption": shown.numbered("figure", counts["figure"], figure.caption, lang),
        "wide": _inline(svg(figure.chart, lang, WIDE), figure, f"{name}w"),
        "narrow": _inline(svg(figure.chart, lang, NARROW), figure, f"{name}n"),
        "source": shown.source(figure.source, lang),
    }


def _inline(text: str, figure: Figure, name: str) -> Any:
    """Return a drawing for the page: sized by the page, named and described for those who cannot see it."""
    from markupsafe import Markup, escape

    opening = _OPENING.search(text)
    assert opening is not None
    kept = " ".join(_KEPT.findall(opening[0]))
    start = f'<svg {kept} role="img" aria-labelledby="{name}t {name}d">'
    words = f'<title id="{name}t">{escape(figure.caption)}</title><desc id="{name}d">{escape(figure.alt)}</desc>'
    return Markup(start + words + text[opening.end() :])


def _table(table: Table, lang: str, counts: dict[str, int]) -> dict[str, Any]:
    counts["table"] += 1
    return {
        "caption": shown.numbered("table", counts["table"], table.caption, lang),
        "head": [shown.heading(column) for column in table.columns],
        "style": [_style_of(table, k, lang) for k in range(len(table.columns))],
        "rows": shown.texts(table, lang),
        "note": table.note,
        "source": shown.source(table.source, lang),
    }


def _style_of(table: Table, k: int, lang: str) -> str:
    """Return a column's class: n for numbers, s for texts so short that they should not break, else none."""
    column = table.columns[k]
    if shown.is_number(column):
        return "n"
    longest = max((len(shown.cell(row[k], column, lang)) for row in table.rows), default=0)
    return "s" if longest <= _SHORT else ""
