"""A story as a Word document with real headings, captions, repeated table heads and described pictures."""

from __future__ import annotations

import io
from typing import Any

from potensi.language import say
from potensi.present import shown, signs
from potensi.present.charts import svg
from potensi.present.story import Block, Bullets, Figure, KeyFigures, Letterhead, Note, Paragraph, Story, Table

_INK, _MUTED, _ACCENT, _RULE = "1D2A33", "566470", "00695C", "D5DBE0"
_FONT = "Calibri"
_TEXT_WIDTH_CM = 16.0
_CHART_WIDTH = 620
_LOCALES = {"id": "id-ID", "en": "en-GB"}
_FEW_COLUMNS = 6


def to_docx(story: Story) -> bytes:
    """Return the story as a Word document; every text is text, pictures carry their description.

    The same story gives the same bytes. Raises UsageError for an unreadable logo.
    """
    import docx

    story = signs.explained(shown.clean(story))
    paper = docx.Document()
    _page(paper, story)
    _styles(paper, story.lang)
    if story.letterhead:
        _letterhead(paper, story.letterhead)
    paper.add_paragraph(story.title, style="Title")
    paper.add_paragraph(story.subtitle, style="Subtitle")
    counts = {"table": 0, "figure": 0}
    for section in story.sections:
        paper.add_heading(section.heading, level=1)
        for block in section.blocks:
            _add(paper, block, story.lang, counts)
    out = io.BytesIO()
    paper.save(out)
    return shown.same_bytes(out.getvalue())


def _page(paper: Any, story: Story) -> None:
    """Set A4, margins, the document's properties, and the footer: source, date, page x of y."""
    from docx.enum.text import WD_TAB_ALIGNMENT
    from docx.shared import Cm

    about = paper.core_properties
    about.title, about.subject, about.language = story.title[:255], story.subtitle[:255], story.lang
    about.author = story.letterhead.agency[:255] if story.letterhead else ""
    about.comments = ""
    about.created = about.modified = shown.moment(story).replace(tzinfo=None)
    section = paper.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    section.top_margin, section.bottom_margin = Cm(2.5), Cm(2.5)
    footer = section.footer.paragraphs[0]
    footer.text = shown.source(story.source, story.lang)
    line = section.footer.add_paragraph(style="Footer")
    paper.styles["Footer"].paragraph_format.tab_stops.clear_all()
    line.paragraph_format.tab_stops.add_tab_stop(Cm(_TEXT_WIDTH_CM), WD_TAB_ALIGNMENT.RIGHT)
    line.add_run(f"{shown.printed(story)}\t")
    before, between, after = _around_page(story.lang)
    for text, field in ((before, "PAGE"), (between, "NUMPAGES"), (after, "")):
        line.add_run(text)
        if field:
            _field(line, field)


def _around_page(lang: str) -> tuple[str, str, str]:
    """Return what stands before, between and after the two page numbers."""
    before, rest = say("print.page", lang, page="\x01", pages="\x02").split("\x01")
    between, after = rest.split("\x02")
    return before, between, after


def _field(paragraph: Any, name: str) -> None:
    element = _element("w:fldSimple", **{"w:instr": name})
    run = _element("w:r")
    text = _element("w:t")
    text.text = "1"
    run.append(text)
    element.append(run)
    paragraph._p.append(element)


def _element(tag: str, **attributes: str) -> Any:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(name), value)
    return made


def _styles(paper: Any, lang: str) -> None:
    """Set letters, colours and spaces of the named styles, and the language of every run."""
    from docx.shared import Pt

    looks = {
        "Normal": (11, _INK, False, 0, 8), "Title": (26, _INK, True, 0, 4), "Subtitle": (13, _MUTED, False, 0, 18),
        "Heading 1": (16, _ACCENT, True, 20, 8), "Caption": (10, _INK, True, 12, 4), "Footer": (8, _MUTED, False, 0, 2),
        "List Bullet": (11, _INK, False, 0, 4), "Intense Quote": (10.5, _INK, False, 10, 10),
    }  # fmt: skip
    for name, (size, colour, bold, before, after) in looks.items():
        style = paper.styles[name]
        _font(style, size, colour, bold)
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
    paper.styles["Caption"].paragraph_format.keep_with_next = True
    _unruled(paper.styles["Title"])
    defaults = paper.styles.element.find(".//{*}rPrDefault/{*}rPr")
    for old in defaults.findall("{*}lang"):
        defaults.remove(old)
    defaults.append(_element("w:lang", **{"w:val": _LOCALES[lang], "w:eastAsia": "en-US", "w:bidi": "ar-SA"}))


def _font(style: Any, size: float, colour: str, bold: bool) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    style.font.name, style.font.size, style.font.bold, style.font.italic = _FONT, Pt(size), bold, False
    style.font.color.rgb = RGBColor.from_string(colour)
    fonts = style.element.rPr.rFonts
    for name in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
        fonts.attrib.pop(qn(name), None)
    fonts.set(qn("w:hAnsi"), _FONT)


def _unruled(style: Any) -> None:
    for ruled in style.element.findall(".//{*}pBdr"):
        ruled.getparent().remove(ruled)


def _letterhead(paper: Any, head: Letterhead) -> None:
    from docx.shared import Cm, Pt

    line = paper.add_paragraph()
    if head.logo:
        picture = line.add_run().add_picture(io.BytesIO(shown.logo_png(head.logo)), height=Cm(1.6))
        _describe(picture, head.agency)
        line.add_run("   ")
    name = line.add_run(head.agency)
    name.bold, name.font.size = True, Pt(14)
    if head.address:
        line.add_run().add_break()
        line.add_run(head.address).font.size = Pt(9)
    line.paragraph_format.space_after = Pt(24)
    ruled = _element("w:pBdr")
    ruled.append(_element("w:bottom", **{"w:val": "single", "w:sz": "8", "w:space": "6", "w:color": _INK}))
    line._p.get_or_add_pPr().append(ruled)


def _describe(picture: Any, text: str) -> None:
    """Give a picture its alternative text."""
    picture._inline.docPr.set("descr", text)


def _add(paper: Any, block: Block, lang: str, counts: dict[str, int]) -> None:
    match block:
        case Paragraph():
            paper.add_paragraph(block.text)
        case Note():
            line = paper.add_paragraph(style="Intense Quote")
            line.add_run(f"{say('print.note', lang)}. ").bold = True
            line.add_run(block.text)
        case Bullets():
            for item in block.items:
                paper.add_paragraph(item, style="List Bullet")
        case KeyFigures():
            for figure in block.items:
                line = paper.add_paragraph(style="List Bullet")
                line.add_run(f"{figure.label}: ")
                line.add_run(figure.value).bold = True
                line.add_run(f" ({figure.note})" if figure.note else "")
        case Figure():
            _figure(paper, block, lang, counts)
        case Table():
            _table(paper, block, lang, counts)


def _figure(paper: Any, figure: Figure, lang: str, counts: dict[str, int]) -> None:
    from docx.shared import Cm

    counts["figure"] += 1
    paper.add_paragraph(shown.numbered("figure", counts["figure"], figure.caption, lang), style="Caption")
    png = shown.svg_png(svg(figure.chart, lang, _CHART_WIDTH), scale=2.5)
    line = paper.add_paragraph()
    line.paragraph_format.keep_with_next = True
    _describe(line.add_run().add_picture(io.BytesIO(png), width=Cm(_TEXT_WIDTH_CM)), figure.alt)
    _source_line(paper, figure.source, lang)


def _source_line(paper: Any, text: str, lang: str, note: str = "") -> None:
    from docx.shared import Pt, RGBColor

    lines = [part for part in (note, shown.source(text, lang)) if part]
    if not lines:
        return
    run = paper.add_paragraph().add_run("\n".join(lines))
    run.font.size, run.font.color.rgb = Pt(8.5), RGBColor.from_string(_MUTED)


def _table(paper: Any, table: Table, lang: str, counts: dict[str, int]) -> None:
    from docx.shared import Cm

    counts["table"] += 1
    caption = shown.numbered("table", counts["table"], table.caption, lang)
    paper.add_paragraph(caption, style="Caption")
    rows = [[shown.heading(column) for column in table.columns], *shown.texts(table, lang)]
    grid = paper.add_table(rows=len(rows), cols=len(table.columns))
    grid.autofit = False
    _frame(grid, caption)
    parts = shown.widths(table, lang)
    for k, part in enumerate(parts):
        grid.columns[k].width = Cm(_TEXT_WIDTH_CM * part / sum(parts))
    for line, texts in zip(grid.rows, rows, strict=True):
        for k, (cell, text) in enumerate(zip(line.cells, texts, strict=True)):
            cell.width = grid.columns[k].width
            _cell(cell, text, table, k, head=texts is rows[0])
        line._tr.get_or_add_trPr().append(_element("w:cantSplit"))
    grid.rows[0]._tr.get_or_add_trPr().append(_element("w:tblHeader"))
    _source_line(paper, table.source, lang, table.note)


def _cell(cell: Any, text: str, table: Table, k: int, *, head: bool) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    line = cell.paragraphs[0]
    run = line.add_run(text)
    run.font.size = Pt(9.5 if len(table.columns) <= _FEW_COLUMNS else 8.5)
    run.bold = head
    line.paragraph_format.space_before = line.paragraph_format.space_after = Pt(2)
    line.paragraph_format.keep_with_next = head
    if shown.is_number(table.columns[k]):
        line.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _frame(grid: Any, caption: str) -> None:
    """Rule a table across, calmly, and name it for those who cannot see it."""
    ruled = _element("w:tblBorders")
    for side, size, colour in (("top", "8", _INK), ("bottom", "8", _INK), ("insideH", "4", _RULE)):
        ruled.append(_element(f"w:{side}", **{"w:val": "single", "w:sz": size, "w:space": "0", "w:color": colour}))
    properties = grid._tbl.tblPr
    look = properties.find("{*}tblLook")
    (look.addprevious if look is not None else properties.append)(ruled)
    properties.append(_element("w:tblCaption", **{"w:val": caption}))
