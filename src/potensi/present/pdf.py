"""A story as PDF/UA-1: tagged A4 pages set by Typst from data, never from pasted markup."""

from __future__ import annotations

import json
import re
from datetime import datetime
from functools import cache
from importlib import resources
from typing import Any

from potensi.language import say
from potensi.present import fonts, shown, signs
from potensi.present.charts import svg
from potensi.present.story import (
    Block,
    Bullets,
    Figure,
    KeyFigures,
    Letterhead,
    Note,
    Paragraph,
    Story,
    Table,
)

CHART_WIDTH = 640
# Places that the template fills with the page's number and the number of pages.
_PAGE, _PAGES = "\x01", "\x02"
# A sign without a shape in our fonts stops the typesetter. Scripts that they do not hold are boxed at once, single
# signs one by one, and after some tries everything beyond Latin.
_UNSHOWN = re.compile(r'the text `"(.+?)"` could not be displayed')
_FOREIGN = re.compile("[\u0530-\u1dff\u2e80-\U0010ffff]")
_FOREIGN_STRICT = re.compile("[\u0180-\u1fff\u2070-\U0010ffff]")
_BOX = "□"
_MOST_TRIES = 8
# A table with more columns is set in smaller letters, so that it still fits the page.
_FEW_COLUMNS = 6


def to_pdf(story: Story) -> bytes:
    """Return the story as PDF/UA-1 with its source, date and "page x of y" on each page.

    The same story gives the same bytes: the only time in the file is the story's date. A sign that no font has is
    shown as "□", since PDF/UA forbids signs without a shape. Raises UsageError for an unreadable logo.
    """
    return typeset(template("prospectus.typ"), _content(signs.explained(shown.clean(story))), shown.moment(story))


def typeset(source: bytes, content: dict[str, Any], moment: datetime) -> bytes:
    """Return the PDF/UA-1 that a template makes of ``content``; ``moment`` is the only time in the file."""
    import typst

    text = json.dumps(content, ensure_ascii=False)
    for _ in range(_MOST_TRIES):
        try:
            return _printed(source, text, moment)
        except typst.TypstError as error:
            found = _UNSHOWN.search(str(error))
            if found is None:
                raise
            text = _FOREIGN.sub(_BOX, text).replace(found[1], _BOX)
    return _printed(source, _FOREIGN_STRICT.sub(_BOX, text), moment)


@cache
def template(*names: str) -> bytes:
    """Return a template of this package; several files one after the other, the common one first."""
    folder = resources.files("potensi.present").joinpath("templates")
    return b"\n".join(folder.joinpath(name).read_bytes() for name in names)


def _printed(source: bytes, content: str, moment: datetime) -> bytes:
    import typst

    pdf = typst.compile(
        source,
        font_paths=_fonts(),
        sys_inputs={"story": content},
        pdf_standards=["ua-1"],
        timestamp=moment,
        format="pdf",
    )
    assert isinstance(pdf, bytes)
    return pdf


@cache
def _fonts() -> Any:
    """Return the fonts that may be used: ours and those that the typesetter carries, none of this machine's."""
    import typst

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(fonts.folder())])


def _content(story: Story) -> dict[str, Any]:
    """Return the story as plain values for the template."""
    lang = story.lang
    counts = {"table": 0, "figure": 0}
    return {
        "title": story.title,
        "subtitle": story.subtitle,
        "lang": lang,
        "author": story.letterhead.agency if story.letterhead else "",
        "keywords": [story.region] if story.region else [],
        "source": shown.source(story.source, lang),
        "printed": shown.printed(story),
        "words": {"note": say("print.note", lang), "page": say("print.page", lang, page=_PAGE, pages=_PAGES)},
        "letterhead": _letterhead(story.letterhead),
        "sections": [
            {"heading": section.heading, "blocks": [_block(block, lang, counts) for block in section.blocks]}
            for section in story.sections
        ],
    }


def _letterhead(head: Letterhead | None) -> dict[str, Any] | None:
    if head is None:
        return None
    logo = None if head.logo is None else list(head.logo)
    kind = shown.logo_kind(head.logo) if head.logo else ""
    return {"agency": head.agency, "address": head.address, "logo": logo, "kind": kind}


def _block(block: Block, lang: str, counts: dict[str, int]) -> dict[str, Any]:
    kind = {"kind": type(block).__name__}
    match block:
        case Paragraph() | Note():
            return kind | {"text": block.text}
        case Bullets():
            return kind | {"items": list(block.items)}
        case KeyFigures():
            items = [{"label": k.label, "value": k.value, "note": k.note} for k in block.items]
            return kind | {"items": items, "columns": 2 if len(items) in (2, 4) else 3}
        case Figure():
            return kind | _figure(block, lang, counts)
        case Table():
            return kind | _table(block, lang, counts)


def _figure(figure: Figure, lang: str, counts: dict[str, int]) -> dict[str, Any]:
    counts["figure"] += 1
    return {
        "svg": svg(figure.chart, lang, CHART_WIDTH),
        "caption": shown.numbered("figure", counts["figure"], figure.caption, lang),
        "alt": figure.alt,
        "source": shown.source(figure.source, lang),
    }


def _table(table: Table, lang: str, counts: dict[str, int]) -> dict[str, Any]:
    counts["table"] += 1
    return {
        "caption": shown.numbered("table", counts["table"], table.caption, lang),
        "head": [shown.heading(column) for column in table.columns],
        "numeric": [shown.is_number(column) for column in table.columns],
        "rows": shown.texts(table, lang),
        "widths": shown.widths(table, lang),
        "size": 9.5 if len(table.columns) <= _FEW_COLUMNS else 8.5,
        "foot": [line for line in (table.note, shown.source(table.source, lang)) if line],
    }
