"""Lines over years, named at their ends; provisional years open and dashed; no line across a break."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import altair as alt

from potensi.language import say
from potensi.present.canvas import Dot, Frame, Mark, Part, Scale, Stroke, Text, draw, layers, pattern, shown, steps
from potensi.present.fonts import text_width, wrap
from potensi.present.labels import spread
from potensi.present.palette import INK, LINES, MUTED, PAPER, TEAL

if TYPE_CHECKING:
    from potensi.present.charts import Line, LineChart, LinePoint

_LEFT = 50.0


def _known(line: Line) -> list[LinePoint]:
    return [p for p in line.points if p.value is not None and math.isfinite(p.value)]


def lines(chart: LineChart, lang: str, width: int) -> str:
    """Return the SVG of a line chart; each line is named, with its last value, at its right end."""
    drawn = [line for line in chart.lines if _known(line)]
    if not drawn:
        return draw(layers([Text(16, 30, say("charts.empty", lang), colour=MUTED)]), Frame(width, 60), lang)
    colours = _colours(drawn)
    ends = [_end_label(chart, line, lang, width) for line in drawn]
    right = max(text_width(text, 12) for label in ends for text in label) + 18
    across = width - _LEFT - right
    x, y = _scales(chart, drawn, across, min(max(across * 0.7, 200), 420))
    parts: list[Part] = [_axes(chart, drawn, x, y, width)]
    parts += [
        _path(line, colour, x, y, dashed)
        for line, colour in zip(drawn, colours, strict=True)
        for dashed in (False, True)
    ]
    marks = _dots(drawn, colours, x, y) + _names(drawn, ends, colours, x, y)
    note, bottom = _note(drawn, y.pixels, lang)
    title = [Text(-_LEFT + 4, -16, chart.y_label, 12, INK, "left", "bold")]
    parts += layers([*title, *marks, *note])
    return draw(parts, Frame(across, y.pixels, _LEFT, right, 32, bottom), lang)


def _colours(drawn: list[Line]) -> list[str]:
    """Teal for the line spoken of, the others in order."""
    others = iter(LINES * len(drawn))
    return [TEAL if line.highlight else next(others) for line in drawn]


def _end_label(chart: LineChart, line: Line, lang: str, width: int) -> list[str]:
    last = _known(line)[-1].value or 0.0
    return [*wrap(line.label, 12, width * 0.24), shown(last, chart.kind, chart.decimals, lang)]


def _scales(chart: LineChart, drawn: list[Line], across: float, down: float) -> tuple[Scale, Scale]:
    values = [float(p.value or 0) for line in drawn for p in _known(line)]
    years = [p.year for line in drawn for p in line.points]
    low, high = min([*values, 0.0] if chart.from_zero else values), max(values)
    room = (high - low) or abs(high) or 1.0
    bottom = low if chart.from_zero and low == 0 else low - 0.08 * room
    first, last = min(years), max(years)
    x = Scale(first, last, across) if last > first else Scale(first - 1, last + 1, across)
    return x, Scale(bottom, high + 0.08 * room, down, flipped=True)


def _axes(chart: LineChart, drawn: list[Line], x: Scale, y: Scale, width: int) -> alt.Chart:
    years = sorted({p.year for line in drawn for p in line.points})
    each = max(1, math.ceil(len(years) * 38 / x.pixels))
    ticks = steps(y.low, y.high, 5)
    labels = alt.Axis(values=years[::-1][::each][::-1], format="d", grid=False)
    numbers = alt.Axis(values=ticks, format=pattern(ticks, chart.kind))
    return (
        alt.Chart(alt.InlineData([{"a": years[0], "b": y.low}]))
        .mark_point(opacity=0, size=1)
        .encode(x=alt.X("a:Q", scale=x.altair(), axis=labels), y=alt.Y("b:Q", scale=y.altair(), axis=numbers))
    )


def _path(line: Line, colour: str, x: Scale, y: Scale, dashed: bool) -> alt.Chart:
    """Draw the firm or the provisional stretches of one line."""
    style: dict[str, Any] = {
        "color": colour,
        "strokeWidth": 3 if line.highlight else 1.8,
        "strokeCap": "round",
    }
    if dashed:
        style |= {"strokeDash": [2, 5]}
    return (
        alt.Chart(alt.InlineData(_stretches(line, dashed)))
        .mark_line(**style)
        .encode(x=alt.X("a:Q", scale=x.altair()), y=alt.Y("b:Q", scale=y.altair()), detail=alt.Detail("s:N"))
    )


def _stretches(line: Line, dashed: bool) -> list[dict[str, Any]]:
    """Return the unbroken stretches that are firm, or that touch a provisional year; a missing value cuts."""
    rows: list[dict[str, Any]] = []
    stretch, going = 0, False
    points = sorted(line.points, key=lambda p: p.year)
    for one, two in pairwise(points):
        wanted = not (_is_gap(one) or _is_gap(two)) and (one.provisional or two.provisional) == dashed
        if wanted and not going:
            stretch += 1
            rows.append({"a": one.year, "b": one.value, "s": stretch})
        if wanted:
            rows.append({"a": two.year, "b": two.value, "s": stretch})
        going = wanted
    return rows


def _is_gap(point: LinePoint) -> bool:
    return point.value is None or not math.isfinite(point.value)


def _dots(drawn: list[Line], colours: list[str], x: Scale, y: Scale) -> list[Mark]:
    return [
        Dot(
            x(p.year),
            y(float(p.value or 0)),
            4.2 if line.highlight else 3.2,
            PAPER if p.provisional else colour,
            colour,
            1.8,
        )
        for line, colour in zip(drawn, colours, strict=True)
        for p in _known(line)
    ]


def _names(drawn: list[Line], ends: list[list[str]], colours: list[str], x: Scale, y: Scale) -> list[Mark]:
    wanted = [y(float(_known(line)[-1].value or 0)) for line in drawn]
    gap = 14.0 * max(len(label) for label in ends) + 3
    middles = spread(wanted, gap, 6, max(y.pixels, gap * (len(drawn) - 1) + 6))
    marks: list[Mark] = []
    for line, label, colour, want, middle in zip(drawn, ends, colours, wanted, middles, strict=True):
        last = x(_known(line)[-1].year)
        if abs(middle - want) > 8 or last < x.pixels - 1:
            marks.append(Stroke(last + 5, want, x.pixels + 11, middle, colour, 0.8))
        top = middle - 14 * (len(label) - 1) / 2
        for k, text in enumerate(label):
            heavy = "bold" if line.highlight or k == len(label) - 1 else "normal"
            marks.append(Text(x.pixels + 13, top + 14 * k, text, 12, INK, "left", heavy))
    return marks


def _note(drawn: list[Line], down: float, lang: str) -> tuple[list[Mark], float]:
    if not any(p.provisional for line in drawn for p in line.points):
        return [], 30
    y = down + 40
    return [
        Stroke(-_LEFT + 6, y, -_LEFT + 30, y, MUTED, 1.8, (2, 4)),
        Dot(-_LEFT + 18, y, 3.4, PAPER, MUTED, 1.8),
        Text(-_LEFT + 36, y, say("charts.provisional", lang), 11, MUTED),
    ], 54
