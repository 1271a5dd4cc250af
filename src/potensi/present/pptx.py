"""A story as at most ten slides: one thought a slide, charts that can be edited, the whole text in the notes."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from potensi.language import say
from potensi.present import pptx_charts, shown
from potensi.present.palette import GRID, INK, MUTED, TEAL
from potensi.present.pptx_parts import (
    EDGE,
    HIGH,
    WIDE,
    Place,
    Words,
    box,
    corners,
    describe,
    fill_line,
    fitted,
    height_of,
    write,
)
from potensi.present.story import Block, Bullets, Figure, KeyFigures, Note, Paragraph, Section, Story, Table

MOST_SLIDES = 10
_MOST_ROWS = 18
_TOP, _BOTTOM = 1.5, 6.75
_SIZES = (20, 18, 16, 15, 14, 13, 12)
_CROWDED = 0.27
# Lines longer than this are hard to read, in inches.
_MEASURE = 10.8
_LOCALES = {"id": "id-ID", "en": "en-GB"}


def to_pptx(story: Story) -> bytes:
    """Return the story as slides, 16:9, at most ten, each with a title, the source and the date.

    Text that does not fit is left to the slide's notes, which hold the section in full. The same story gives the
    same bytes. Raises UsageError for an unreadable logo.
    """
    from pptx import Presentation

    story = shown.clean(story)
    deck = Presentation()
    _design(deck)
    _about(deck, story)
    _opening(deck, story)
    for number, page in enumerate(_pages(story), start=2):
        _page(deck, page, story, number)
    _languages(deck, story.lang)
    out = io.BytesIO()
    deck.save(out)
    return shown.same_bytes(out.getvalue())


def _pages(story: Story) -> list[_Page]:
    """Return what comes on the slides after the first: each section, then its further pictures while room lasts."""
    sections = [section for section in story.sections if section.slide][: MOST_SLIDES - 1]
    room = MOST_SLIDES - 1 - len(sections)
    pages = []
    for section in sections:
        main, *others = _visuals(section) or [None]
        pages.append(_Page(section, main, tuple(_words(section))))
        for visual in others[:room]:
            pages.append(_Page(section, visual, ()))
            room -= 1
    return pages


def _visuals(section: Section) -> list[Any]:
    """Return the section's figures and tables that fit a slide, figures first."""
    figures = [block for block in section.blocks if isinstance(block, Figure)]
    tables = [block for block in section.blocks if isinstance(block, Table) and len(block.rows) <= _MOST_ROWS]
    return [*figures, *tables]


def _words(section: Section) -> Iterator[Words]:
    for block in section.blocks:
        if isinstance(block, Paragraph | Note):
            yield Words(block.text)
        elif isinstance(block, Bullets):
            yield from (Words(item, bullet=True) for item in block.items)


def _design(deck: Any) -> None:
    """Make the deck 16:9 with a title at the same place everywhere, our colours, and no layout that is not used."""
    from pptx.util import Inches

    deck.slide_width, deck.slide_height = Inches(WIDE), Inches(HIGH)
    keep = deck.slide_layouts[5]
    for layout in list(deck.slide_layouts):
        if layout is not keep and layout.name != keep.name:
            deck.slide_layouts.remove(layout)
    for holder in (deck.slide_master, keep):
        for shape in list(holder.placeholders):
            if shape.placeholder_format.type == 1 or shape.placeholder_format.idx == 0:
                shape.left, shape.top, shape.width, shape.height = corners(Place(EDGE, 0.5, WIDE - 2 * EDGE, 0.8))
            elif holder is keep:
                shape._element.getparent().remove(shape._element)
            else:
                shape.left, shape.width = int(shape.left * WIDE / 10), int(shape.width * WIDE / 10)


def _about(deck: Any, story: Story) -> None:
    about = deck.core_properties
    about.title, about.subject, about.language = story.title[:255], story.subtitle[:255], story.lang
    about.author = story.letterhead.agency[:255] if story.letterhead else ""
    about.last_modified_by = ""
    about.created = about.modified = shown.moment(story).replace(tzinfo=None)


def _languages(deck: Any, lang: str) -> None:
    """Mark every run with the story's language, so that it is read aloud and spelled right."""
    for slide in deck.slides:
        for part in (slide, slide.notes_slide) if slide.has_notes_slide else (slide,):
            for run in part._element.iter("{http://schemas.openxmlformats.org/drawingml/2006/main}r"):
                run.get_or_add_rPr().set("lang", _LOCALES[lang])


def _titled(deck: Any, text: str, size: float, place: Place) -> Any:
    """Add a slide with its title; a long one is set smaller until it fits."""
    from pptx.enum.text import MSO_ANCHOR

    slide = deck.slides.add_slide(deck.slide_layouts[0])
    title = slide.shapes.title
    title.left, title.top, title.width, title.height = corners(place)
    frame = title.text_frame
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    frame.word_wrap, frame.vertical_anchor = True, MSO_ANCHOR.BOTTOM
    words, fit, _ = fitted([Words(text)], place, (size, size * 0.85, size * 0.7, size * 0.55, size * 0.45))
    fill_line(frame.paragraphs[0], (words or [Words("–")])[0], fit, bold=True)
    return slide


def _opening(deck: Any, story: Story) -> None:
    """Add the first slide: who, what, when, from which figures."""
    slide = _titled(deck, story.title, 44, Place(1.2, 2.0, 10.6, 1.75))
    box(slide, Place(0, 0, 0.32, HIGH), TEAL)
    box(slide, Place(1.2, 3.95, 1.1, 0.06), TEAL)
    words, size, _ = fitted([Words(story.subtitle)], Place(0, 0, 10.2, 1.1), (22, 20, 18, 16))
    write(slide, words, Place(1.2, 4.25, 10.2, 1.1), size, ink=MUTED)
    if story.letterhead:
        _letterhead(slide, story)
    _foot(slide, story, 1, x=1.2)
    slide.notes_slide.notes_text_frame.text = f"{story.title}\n{story.subtitle}"


def _letterhead(slide: Any, story: Story) -> None:
    from pptx.util import Inches

    head = story.letterhead
    assert head is not None
    x = 1.2
    if head.logo:
        logo = slide.shapes.add_picture(
            io.BytesIO(shown.logo_png(head.logo)), Inches(x), Inches(0.6), height=Inches(0.75)
        )
        describe(logo, head.agency)
        x += logo.width / Inches(1) + 0.25
    words, size, _ = fitted([Words(head.agency)], Place(x, 0.6, 11.8 - x, 0.36), (18, 16, 14, 12))
    write(slide, words, Place(x, 0.62, 11.8 - x, 0.36), size, bold=True)
    if head.address:
        words, size, _ = fitted([Words(head.address)], Place(x, 0, 11.8 - x, 0.3), (12, 11, 10))
        write(slide, words, Place(x, 1.0, 11.8 - x, 0.3), size, ink=MUTED)


def _foot(slide: Any, story: Story, number: int, x: float = EDGE) -> None:
    """Write the source on the left, date and number on the right, above nothing else."""
    box(slide, Place(x, 6.93, WIDE - EDGE - x, 0.01), GRID)
    place = Place(x, 7.0, WIDE - EDGE - x - 3.2, 0.36)
    words, size, _ = fitted([Words(shown.source(story.source, story.lang))], place, (10, 9, 8))
    write(slide, words, place, size, ink=MUTED)
    right = Place(WIDE - EDGE - 3.0, 7.0, 3.0, 0.2)
    write(slide, [Words(f"{shown.printed(story)}  ·  {number}")], right, 10, ink=MUTED, align="right")


def _page(deck: Any, page: _Page, story: Story, number: int) -> None:
    """Add one slide: key figures or a picture with the words beside it, or words alone."""
    alone = not page.words and page.visual is not None
    title = page.visual.caption if alone else page.section.heading
    slide = _titled(deck, title, 30, Place(EDGE, 0.45, WIDE - 2 * EDGE, 0.8))
    box(slide, Place(EDGE, 0.36, 0.7, 0.05), TEAL)
    body = Place(EDGE, _TOP, WIDE - 2 * EDGE, _BOTTOM - _TOP)
    keys = next((block for block in page.section.blocks if isinstance(block, KeyFigures)), None)
    if keys is not None and not alone:
        body = _keys(slide, keys, body)
    room = _show(slide, page, body, story.lang)
    if room is not None:
        _say(slide, page.words, room, story.lang)
    _foot(slide, story, number)
    notes = "\n".join(_in_full(page.section.blocks))
    slide.notes_slide.notes_text_frame.text = f"{say('print.in_full', story.lang)}\n{notes}"


def _show(slide: Any, page: _Page, body: Place, lang: str) -> Place | None:
    """Put the picture or table on the slide; return the room that is left for words, None for none."""
    match page.visual:
        case Figure() if page.words:
            wide = 7.85
            pptx_charts.add(slide, page.visual, Place(body.x, body.y, wide, body.height), lang)
            return Place(body.x + wide + 0.35, body.y, body.width - wide - 0.35, body.height)
        case Figure():
            pptx_charts.add(slide, page.visual, body, lang)
            return None
        case Table():
            return _show_table(slide, page, body, lang)
    return body


def _show_table(slide: Any, page: _Page, body: Place, lang: str) -> Place | None:
    """Put the table under the words, or where the words would stand; return the room for the words."""
    lines = len(page.visual.rows) + 1.6
    row = min(0.4, body.height * (0.6 if page.words else 1) / lines)
    high = row * lines
    if not page.words:
        _table(slide, page.visual, Place(body.x, body.y, body.width, high), row, lang)
        return None
    room = Place(body.x, body.y, body.width, body.height - high - 0.35)
    kept, size, whole = fitted(page.words, Place(room.x, room.y, min(room.width, _MEASURE), room.height), _SIZES)
    used = height_of(kept, size, min(room.width, _MEASURE)) if whole else room.height
    _table(slide, page.visual, Place(body.x, body.y + used + 0.35, body.width, high), row, lang)
    return room


def _say(slide: Any, words: Sequence[Words], room: Place, lang: str) -> None:
    """Write the words into the room they have; what does not fit is said to be in the notes."""
    narrow = Place(room.x, room.y, min(room.width, _MEASURE), room.height)
    kept, size, whole = fitted(words, narrow, _SIZES)
    if not whole:
        more = Words(say("print.continued", lang))
        under = height_of([more], 11, narrow.width) + 0.1
        kept, size, _ = fitted(words, Place(narrow.x, narrow.y, narrow.width, narrow.height - under), _SIZES)
        write(
            slide, [more], Place(narrow.x, narrow.y + narrow.height - under + 0.1, narrow.width, under), 11, ink=MUTED
        )
    if kept:
        write(slide, kept, Place(narrow.x, narrow.y, narrow.width, height_of(kept, size, narrow.width)), size)


def _keys(slide: Any, keys: KeyFigures, body: Place) -> Place:
    """Write the key figures in one row; return the room below."""
    gap = 0.3
    wide = (body.width - gap * (len(keys.items) - 1)) / max(len(keys.items), 1)
    values = [Words(item.value) for item in keys.items]
    size = min(fitted([value], Place(0, 0, wide, 0.5), (28, 26, 24, 22, 20, 18, 16, 14, 12))[1] for value in values)
    for k, item in enumerate(keys.items):
        x = body.x + k * (wide + gap)
        box(slide, Place(x, body.y, wide, 0.04), TEAL)
        for text, y, room, sizes, ink, bold in (
            (item.label, 0.14, 0.42, (13, 12, 11, 10), MUTED, False),
            (item.value, 0.58, 0.5, (size,), INK, True),
            (item.note, 1.1, 0.42, (12, 11, 10, 9), MUTED, False),
        ):
            place = Place(x, body.y + y, wide, room)
            words, fit, _ = fitted([Words(text)], place, sizes)
            if words:
                write(slide, words, place, fit, ink=ink, bold=bold)
    return Place(body.x, body.y + 1.85, body.width, body.height - 1.85)


def _table(slide: Any, table: Table, place: Place, row: float, lang: str) -> None:
    """Put a native table on the slide: light rules, numbers to the right, letters that fit every cell."""
    rows = [[shown.heading(column) for column in table.columns], *shown.texts(table, lang)]
    parts = shown.widths(table, lang)
    shape = slide.shapes.add_table(len(rows), len(table.columns), *corners(place))
    describe(shape, table.caption)
    grid = shape.table
    _plain(shape)
    wide = [place.width * part / sum(parts) for part in parts]
    size = 12.0 if row > 0.3 else 11.0 if row > _CROWDED else 10.0
    from pptx.util import Inches

    for k, width in enumerate(wide):
        grid.columns[k].width = Inches(width)
    for j, texts in enumerate(rows):
        grid.rows[j].height = Inches(row * (1.6 if j == 0 else 1))
        for k, text in enumerate(texts):
            numeric = shown.is_number(table.columns[k])
            _cell(
                grid.cell(j, k), text, numeric, Place(0, 0, wide[k] - 0.16, row * (1.6 if j == 0 else 1)), size, j == 0
            )


def _cell(cell: Any, text: str, numeric: bool, room: Place, size: float, head: bool) -> None:
    from pptx.enum.text import MSO_ANCHOR
    from pptx.util import Inches

    cell.margin_left = cell.margin_right = Inches(0.08)
    cell.margin_top = cell.margin_bottom = 0
    cell.vertical_anchor = MSO_ANCHOR.BOTTOM if head else MSO_ANCHOR.MIDDLE
    words, fit, _ = fitted([Words(text)], room, (size, size - 1, size - 2, size - 3))
    part = words[0] if words else Words("")
    align = "right" if numeric else "left"
    fill_line(cell.text_frame.paragraphs[0], part, fit, ink=MUTED if head else INK, bold=head, align=align)


def _plain(shape: Any) -> None:
    """Take a table's loud default style away; keep a thin rule under each row."""
    style = shape._element.find(".//{*}tableStyleId")
    # "No Style, Table Grid" and "No Style, No Grid" are built in; the latter has no fill and no rule.
    style.text = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
    shape.table.horz_banding = False
    from pptx.oxml import parse_xml

    space = "http://schemas.openxmlformats.org/drawingml/2006/main"
    for j, line in enumerate(shape.table.rows):
        width, code = (12700, INK) if j == 0 else (6350, GRID)
        for cell in line.cells:
            cell._tc.get_or_add_tcPr().append(
                parse_xml(
                    f'<a:lnB xmlns:a="{space}" w="{width}"><a:solidFill><a:srgbClr val="{code[1:].upper()}"/>'
                    "</a:solidFill></a:lnB>"
                )
            )


def _in_full(blocks: Sequence[Block]) -> Iterator[str]:
    for block in blocks:
        match block:
            case Paragraph() | Note():
                yield block.text
            case Bullets():
                yield from (f"• {item}" for item in block.items)
            case KeyFigures():
                yield from (f"{item.label}: {item.value} ({item.note})" for item in block.items)
            case Figure():
                yield f"{block.caption}. {block.alt}"
            case Table():
                yield block.caption


@dataclass(frozen=True)
class _Page:
    """One slide to be: its section, the picture or table on it, and the words beside it."""

    section: Section
    visual: Any
    words: tuple[Words, ...]
