"""The letters of charts: Source Sans Pro, how wide a text is, and where to break it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

FAMILY = "'Source Sans Pro', 'Source Sans 3', Helvetica, Arial, sans-serif"
# Advance widths of the signs from space to tilde, in hundredths of the letter size.
_WIDTHS = (
    "20 29 42 50 50 82 61 25 30 30 42 50 25 31 25 35 50 50 50 50 50 50 50 50 50 50 25 25 50 50 50 42 "
    "85 54 59 57 62 53 49 62 65 26 48 58 49 73 65 66 57 66 57 53 54 64 52 79 51 48 54 30 35 30 50 50 "
    "54 50 55 46 56 50 29 50 54 25 25 50 26 83 55 54 56 56 35 42 34 54 47 72 45 47 42 30 24 30 50"
)
_WIDTH = {chr(32 + i): int(width) / 100 for i, width in enumerate(_WIDTHS.split())}
_OTHER = 0.55
# A reader without the font sees a wider one; bold letters are wider too.
_SLACK = 1.08


@cache
def folder() -> Path:
    """Return the folder of the font files."""
    import font_source_sans_pro

    return Path(font_source_sans_pro.__file__).parent / "files"


@cache
def register() -> None:
    """Let the drawing engine know the font; once a process."""
    import vl_convert

    vl_convert.register_font_directory(str(folder()))


def text_width(text: str, size: float, slack: float = _SLACK) -> float:
    """Return how many pixels ``text`` needs at letter size ``size``, with a little slack (1 for none)."""
    return sum(_WIDTH.get(sign, _OTHER) for sign in text) * size * slack


def wrap(text: str, size: float, width: float) -> list[str]:
    """Break ``text`` at spaces into lines of at most ``width`` pixels; a longer word keeps its own line."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, size) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines or [""]


def shorten(text: str, size: float, width: float) -> str:
    """Return ``text``, cut with an ellipsis where it needs more than ``width`` pixels."""
    if text_width(text, size) <= width:
        return text
    while text and text_width(text + "…", size) > width:
        text = text[:-1]
    return text.rstrip() + "…"
