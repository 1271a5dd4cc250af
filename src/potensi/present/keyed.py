"""Signs on a picture and their names below it: for points that stand too close for their names."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from potensi.present.canvas import Box, Dot, Mark, Stroke, Text
from potensi.present.fonts import text_width, wrap
from potensi.present.labels import Rectangle
from potensi.present.palette import INK, MUTED, ink_on

RADIUS = 8.5
_LINE, _SIZE = 17.0, 11.5
# A square of the same surface looks larger than a circle.
_PART = {"circle": 1.0, "square": 0.94}
_GAP, _PUSHES = 2 * RADIUS + 1.0, 60


@dataclass(frozen=True)
class Sign:
    """A sign for a point: where the point is, what stands on it, what it means, and how it looks."""

    x: float
    y: float
    sign: str
    label: str
    fill: str
    shape: str = "circle"


def signs(given: Sequence[Sign], area: Rectangle) -> list[Mark]:
    """Return the signs on their points, moved apart where they would hide each other, then tied to their points."""
    # Ties first, so that no tie's end lies on a sign.
    ties: list[Mark] = []
    marks: list[Mark] = []
    for at, own in zip(_apart(given, area), given, strict=True):
        if math.dist((at.x, at.y), (own.x, own.y)) > 3:
            ties += [Stroke(own.x, own.y, at.x, at.y, INK, 0.9), Dot(own.x, own.y, 2.2, INK, stroke_width=0.5)]
        marks.append(Dot(at.x, at.y, RADIUS * _PART[own.shape], own.fill, stroke_width=1.4, shape=own.shape))
        marks.append(Text(at.x, at.y + 0.5, own.sign, 10.5, ink_on(own.fill), "center", "bold"))
    return [*ties, *marks]


def _apart(given: Sequence[Sign], area: Rectangle) -> list[Sign]:
    """Move signs that overlap away from each other, both by the same length, within the area."""
    moved = list(given)
    for _ in range(_PUSHES):
        still = True
        for i in range(len(moved)):
            for k in range(i + 1, len(moved)):
                one, other = moved[i], moved[k]
                gap = math.dist((one.x, one.y), (other.x, other.y))
                if gap >= _GAP - 0.01:
                    continue
                still = False
                # In the very same place they part along a direction that only their order decides.
                turn = 2.4 * (i + k)
                x, y = ((other.x - one.x) / gap, (other.y - one.y) / gap) if gap else (math.cos(turn), math.sin(turn))
                push = (_GAP - gap) / 2
                moved[i] = _within(one, -x * push, -y * push, area)
                moved[k] = _within(other, x * push, y * push, area)
        if still:
            break
    return moved


def _within(sign: Sign, x: float, y: float, area: Rectangle) -> Sign:
    return replace(
        sign,
        x=min(max(sign.x + x, area.x + RADIUS), area.x2 - RADIUS),
        y=min(max(sign.y + y, area.y + RADIUS), area.y2 - RADIUS),
    )


def key(given: Sequence[Sign], at: float, wide: float, *, left: float = 0.0) -> tuple[list[Mark], float]:
    """Return the signs' names from ``at`` down, in as many columns as fit, and where they end."""
    if not given:
        return [], at
    needs = [text_width(each.label, _SIZE, 1.03) + 34 for each in given]
    rows, widths = _columns(needs, wide)
    marks: list[Mark] = []
    ends = []
    for first in range(0, len(given), rows):
        x, y = left + RADIUS + sum(widths[: first // rows]), at
        for each in given[first : first + rows]:
            radius = (RADIUS - 1.5) * _PART[each.shape]
            marks.append(Dot(x, y, radius, each.fill, stroke_width=0.5, shape=each.shape))
            marks.append(Text(x, y + 0.5, each.sign, 10, ink_on(each.fill), "center", "bold"))
            for k, line in enumerate(wrap(each.label, _SIZE, wide - 30)):
                y += 14 if k else 0
                marks.append(Text(x + 13, y, line, _SIZE))
            y += _LINE
        ends.append(y)
    return marks, max(ends)


def in_order(given: Sequence[Sign]) -> list[Sign]:
    """Return the signs as people read them: 1, 2 … 10, then A, B …"""
    return sorted(given, key=lambda each: (not each.sign.isdigit(), len(each.sign), each.sign))


def _columns(needs: Sequence[float], wide: float) -> tuple[int, list[float]]:
    for columns in (4, 3, 2, 1):
        rows = math.ceil(len(needs) / columns)
        widths = [max(needs[i : i + rows]) for i in range(0, len(needs), rows)]
        if sum(widths) <= wide:
            break
    return rows, widths


def notes(texts: Sequence[str], at: float, wide: float, *, left: float = 0.0) -> tuple[list[Mark], float]:
    """Return small lines of text, broken to fit, and where they end."""
    lines = [line for text in texts if text for line in wrap(text, 11, wide - 4)]
    marks: list[Mark] = [Text(left, at + 14 * k, line, 11, MUTED) for k, line in enumerate(lines)]
    return marks, at + 14 * len(lines)


def swatches(
    given: Sequence[tuple[str, str, str]], at: float, wide: float, *, left: float = 0.0
) -> tuple[list[Mark], float]:
    """Return a legend of (label, fill, shape) in lines of at most ``wide`` pixels, and where it ends.

    The shape is "circle", "square" or "line".
    """
    marks: list[Mark] = []
    x = 0.0
    for label, fill, shape in given:
        need = 20 + text_width(label, 12) + 12
        if x and x + need > wide + 12:
            x, at = 0.0, at + 18
        here = left + x + 6
        if shape == "line":
            marks += [Box(here - 7, at - 1, here + 7, at + 1, fill), Dot(here, at, 4, fill, stroke_width=0.5)]
        else:
            marks.append(Dot(here, at, 5.5, fill, stroke_width=0.5, shape=shape))
        for k, line in enumerate(wrap(label, 12, wide - 22)):
            at += 15 if k else 0
            marks.append(Text(here + 12, at, line, 12))
        x += need
    return marks, at + 20
