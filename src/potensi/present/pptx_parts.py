"""The pieces of a slide: places in inches, text that is made to fit, and what a screen reader is told."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from potensi.present.fonts import wrap
from potensi.present.palette import INK

FONT = "Calibri"
WIDE, HIGH = 13.333, 7.5
EDGE = 0.65
LINE = 1.22
_BULLET_INDENT = 0.22
_BETWEEN = 0.45
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-ZÀ-Ý0-9])")


@dataclass(frozen=True)
class Place:
    """A rectangle on the slide, in inches."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Words:
    """One paragraph of a slide, with or without a bullet."""

    text: str
    bullet: bool = False


def lines_of(text: str, size: float, width: float) -> int:
    """Return how many lines ``text`` takes at ``size`` points in ``width`` inches."""
    return sum(len(wrap(part, size, width * 72)) for part in text.split("\n"))


def height_of(words: Sequence[Words], size: float, width: float) -> float:
    """Return how high paragraphs are, in inches, with half a line between them."""
    lines = sum(lines_of(w.text, size, width - (_BULLET_INDENT if w.bullet else 0)) for w in words)
    return (lines * LINE + max(len(words) - 1, 0) * _BETWEEN) * size / 72


def fitted(words: Sequence[Words], place: Place, sizes: Sequence[float]) -> tuple[list[Words], float, bool]:
    """Return the words that fit a place, the letter size, and whether everything is there.

    The largest size that holds everything is taken; where none does, sentences are left out from the end.
    """
    kept = [w for w in words if w.text]
    for size in sizes:
        if height_of(kept, size, place.width) <= place.height:
            return kept, size, True
    size = sizes[-1]
    while kept and height_of(kept, size, place.width) > place.height:
        kept = _less(kept)
    return kept, size, False


def _less(words: list[Words]) -> list[Words]:
    """Return the words without the last sentence, or without the end of a sentence that stands alone."""
    *before, last = words
    sentences = _SENTENCE.split(last.text)
    if len(sentences) > 1:
        return [*before, Words(" ".join(sentences[:-1]), last.bullet)]
    if before:
        return before
    shorter = last.text[: int(len(last.text) * 0.85)].rsplit(" ", 1)[0].rstrip(" …")
    return [Words(shorter + "…", last.bullet)] if len(shorter) > 1 else []


def colour(code: str) -> Any:
    """Return "#rrggbb" as the colour of a slide."""
    from pptx.dml.color import RGBColor

    return RGBColor.from_string(code.removeprefix("#").upper())


def write(
    slide: Any,
    words: Sequence[Words],
    place: Place,
    size: float,
    *,
    ink: str = INK,
    bold: bool = False,
    align: str = "left",
    anchor: str = "top",
) -> Any:
    """Put a text box on the slide; return its shape."""
    from pptx.enum.text import MSO_ANCHOR

    box = slide.shapes.add_textbox(*_emu(place))
    frame = box.text_frame
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    frame.vertical_anchor = {"top": MSO_ANCHOR.TOP, "middle": MSO_ANCHOR.MIDDLE, "bottom": MSO_ANCHOR.BOTTOM}[anchor]
    for k, part in enumerate(words):
        line = frame.paragraphs[0] if k == 0 else frame.add_paragraph()
        fill_line(line, part, size, ink=ink, bold=bold, align=align, first=k == 0)
    return box


def fill_line(
    line: Any, part: Words, size: float, *, ink: str = INK, bold: bool = False, align: str = "left", first: bool = True
) -> None:
    """Write one paragraph: letters, spacing, and a real bullet where it has one."""
    from pptx.enum.text import PP_ALIGN
    from pptx.util import Pt

    run = line.add_run()
    run.text = part.text
    run.font.size, run.font.bold, run.font.name, run.font.color.rgb = Pt(size), bold, FONT, colour(ink)
    line.alignment = {"left": PP_ALIGN.LEFT, "right": PP_ALIGN.RIGHT, "center": PP_ALIGN.CENTER}[align]
    line.line_spacing = 1.0
    line.space_before = Pt(0 if first else size * _BETWEEN)
    if part.bullet:
        _bullet(line)


def _bullet(line: Any) -> None:
    from pptx.oxml.xmlchemy import OxmlElement
    from pptx.util import Inches

    properties = line._p.get_or_add_pPr()
    properties.set("marL", str(Inches(_BULLET_INDENT)))
    properties.set("indent", str(-Inches(_BULLET_INDENT)))
    sign = OxmlElement("a:buChar")
    sign.set("char", "•")
    properties.append(sign)


def box(slide: Any, place: Place, fill: str) -> Any:
    """Put a plain filled rectangle on the slide, as decoration without text."""
    from pptx.enum.shapes import MSO_SHAPE

    shape = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, *_emu(place))
    shape.fill.solid()
    shape.fill.fore_color.rgb = colour(fill)
    shape.line.fill.background()
    unstyled(shape)
    return shape


def unstyled(shape: Any) -> None:
    """Take away the theme's effects on a shape: no shadow in any program."""
    for style in shape._element.findall("{*}style"):
        shape._element.remove(style)


def describe(shape: Any, text: str) -> None:
    """Give a picture, chart, table or group its alternative text."""
    shape._element.xpath(".//p:cNvPr")[0].set("descr", text)


def _emu(place: Place) -> tuple[Any, Any, Any, Any]:
    from pptx.util import Inches

    return Inches(place.x), Inches(place.y), Inches(place.width), Inches(place.height)


def corners(place: Place) -> tuple[Any, Any, Any, Any]:
    """Return a place as left, top, width and height in the file's own unit."""
    return _emu(place)
