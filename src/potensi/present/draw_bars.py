"""Bars: the three parts of shift-share to both sides of zero, and plain bars with a reference line."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import altair as alt

from potensi.language import number, say
from potensi.present.canvas import (
    Box,
    Dot,
    Frame,
    Mark,
    Part,
    Scale,
    Stroke,
    Text,
    draw,
    layers,
    pattern,
    shown,
    steps,
)
from potensi.present.fonts import text_width, wrap
from potensi.present.palette import INK, MUTED, PALE, PAPER, PARTS, TEAL

if TYPE_CHECKING:
    from potensi.present.charts import BarChart, ShiftShareBars, ShiftShareRow

_SIZE = 12.0


@dataclass(frozen=True)
class _Rows:
    """How rows lie: labels at the left where there is room, above their bars on a phone."""

    count: int
    width: int
    left: float
    right: float
    pitch: float
    above: bool

    @property
    def across(self) -> float:
        return self.width - self.left - self.right

    @property
    def down(self) -> float:
        return self.count * self.pitch

    def bar(self, k: int) -> tuple[float, float]:
        """Top and bottom of bar ``k``."""
        top = k * self.pitch + (19 if self.above else (self.pitch - 15) / 2)
        return top, top + (12 if self.above else 15)


def _rows(labels: Sequence[str], width: int, right: float) -> _Rows:
    longest = max(text_width(label, _SIZE) for label in labels)
    if width < 480 or longest > width * 0.4:
        return _Rows(len(labels), width, 8, right, 36, True)
    return _Rows(len(labels), width, longest + 14, right, 25, False)


def _finite(value: float | None) -> bool:
    return value is not None and math.isfinite(value)


def _empty(lang: str, width: int) -> str:
    return draw(layers([Text(16, 30, say("charts.empty", lang), colour=MUTED)]), Frame(width, 60), lang)


def _row_labels(rows: _Rows, labels: Sequence[str], bold: Sequence[bool]) -> list[Mark]:
    marks: list[Mark] = []
    for k, (label, heavy) in enumerate(zip(labels, bold, strict=True)):
        weight = "bold" if heavy else "normal"
        if rows.above:
            marks.append(Text(0, k * rows.pitch + 10, label, _SIZE, INK, "left", weight, halo=True))
        else:
            top, end = rows.bar(k)
            marks.append(Text(-8, (top + end) / 2, label, _SIZE, INK, "right", weight))
    return marks


def _axis_and_bars(data: list[dict[str, Any]], scale: Scale, rows: _Rows, kind: str) -> list[Part]:
    """Draw the bars in data units along x; their tops and bottoms are pixels."""
    ticks = steps(scale.low, scale.high, max(3, int(rows.across // 110)))
    axis = alt.Axis(values=ticks, format=pattern(ticks, kind))
    base = alt.Chart(alt.InlineData(data))
    return [
        base.mark_rect().encode(
            x=alt.X("a:Q", scale=scale.altair(), axis=axis),
            x2=alt.X2("b:Q"),
            y=alt.Y("y:Q", scale=None, axis=None),
            y2=alt.Y2("y2:Q"),
            fill=alt.Fill("c:N", scale=None),
        )
    ]


def _span(values: Iterable[float], pixels: float) -> Scale:
    values = [0.0, *values]
    low, high = min(values), max(values)
    room = (high - low) or 1.0
    return Scale(low - (0.02 * room if low < 0 else 0), high + 0.02 * room, pixels)


def _zero(rows: _Rows, scale: Scale) -> list[Mark]:
    """Draw the zero line; only along the bars where labels stand above them."""
    if not rows.above:
        return [Stroke(scale(0), 0, scale(0), rows.down, MUTED, 1.2)]
    spans = (rows.bar(k) for k in range(rows.count))
    return [Stroke(scale(0), top - 2, scale(0), end + 2, MUTED, 1.2) for top, end in spans]


def _sum(row: ShiftShareRow) -> float | None:
    parts = (row.national, row.mix, row.regional)
    return sum(float(p or 0) for p in parts) if all(_finite(p) for p in parts) else None


def _stack(row: ShiftShareRow) -> list[tuple[float, float, str]]:
    """Return the row's pieces (from, to, colour): gains to the right of zero, losses to the left, in order."""
    gain = loss = 0.0
    pieces = []
    for part, colour in zip((row.national, row.mix, row.regional), PARTS, strict=True):
        part = float(part or 0)
        if part >= 0:
            pieces.append((gain, gain + part, colour))
            gain += part
        else:
            pieces.append((loss + part, loss, colour))
            loss += part
    return pieces


def shift_share(chart: ShiftShareBars, lang: str, width: int) -> str:
    """Return the SVG of shift-share bars: three parts stacked about zero, a diamond and a figure at their sum."""
    if not any(_sum(row) is not None for row in chart.rows):
        return _empty(lang, width)
    nets = [_sum(row) for row in chart.rows]
    figures = ["…" if net is None else _signed(net, chart.decimals, lang) for net in nets]
    right = max(text_width(text, 12) for text in (*figures, chart.net_label)) + 16
    rows = _rows([row.label for row in chart.rows], width, right)
    pieces = [_stack(row) if net is not None else [] for row, net in zip(chart.rows, nets, strict=True)]
    scale = _span((edge for row in pieces for piece in row for edge in piece[:2]), rows.across)
    data = [
        {"a": a, "b": b, "y": rows.bar(k)[0], "y2": rows.bar(k)[1], "c": c}
        for k, row in enumerate(pieces)
        for a, b, c in row
        if a != b
    ]
    marks = _nets(nets, figures, rows, scale) + _row_labels(
        rows, [row.label for row in chart.rows], [False] * len(chart.rows)
    )
    legend, top = _parts_legend(chart, rows)
    unit = Text(rows.across, rows.down + 34, chart.unit, 11, MUTED, "right")
    parts = [*_axis_and_bars(data, scale, rows, "number"), *layers([*_zero(rows, scale), *marks, *legend, unit])]
    return draw(parts, Frame(rows.across, rows.down, rows.left, right, top, 46), lang)


def _signed(value: float, decimals: int, lang: str) -> str:
    return ("+" if round(value, decimals) > 0 else "") + number(value, lang, decimals=decimals)


def _nets(nets: Sequence[float | None], figures: Sequence[str], rows: _Rows, scale: Scale) -> list[Mark]:
    marks: list[Mark] = []
    for k, (net, figure) in enumerate(zip(nets, figures, strict=True)):
        middle = sum(rows.bar(k)) / 2
        if net is not None:
            marks.append(Dot(scale(net), middle, 4.2, PAPER, INK, 1.6, "diamond"))
        marks.append(Text(rows.across + rows.right - 6, middle, figure, 12, INK, "right", "bold"))
    return marks


def _parts_legend(chart: ShiftShareBars, rows: _Rows) -> tuple[list[Mark], float]:
    """Name the colours and the diamond above the plot; return the marks and the room they take."""
    marks: list[Mark] = []
    items = [*zip(chart.part_labels, PARTS, strict=True), (chart.net_label, "")]
    places, lines = _flow([label for label, _ in items], rows.width - 12)
    top = lines * 18 + 14
    for (label, colour), (x, line) in zip(items, places, strict=True):
        at = -rows.left + 8 + x
        y = -top + 12 + line * 18
        if colour:
            marks.append(Box(at, y - 5, at + 11, y + 5, colour))
        else:
            marks.append(Dot(at + 5, y, 4.2, PAPER, INK, 1.6, "diamond"))
        marks.append(Text(at + 16, y, label, 12))
    return marks, top


def _flow(labels: Sequence[str], wide: float) -> tuple[list[tuple[float, int]], int]:
    """Lay legend items out in lines of at most ``wide`` pixels."""
    places = []
    x, line = 0.0, 0
    for label in labels:
        need = text_width(label, 12) + 34
        if x and x + need > wide:
            x, line = 0.0, line + 1
        places.append((x, line))
        x += need
    return places, line + 1


def bars(chart: BarChart, lang: str, width: int) -> str:
    """Return the SVG of horizontal bars with their figures, and a dashed line at the reference."""
    values = [float(bar.value or 0) for bar in chart.bars if _finite(bar.value)]
    if not values:
        return _empty(lang, width)
    figures = [
        shown(float(b.value or 0), chart.kind, chart.decimals, lang)
        if _finite(b.value)
        else say("charts.no_data", lang)
        for b in chart.bars
    ]
    right = max(text_width(figure, 12) for figure in figures) + 14
    right += 10 if chart.reference is not None else 0
    rows = _rows([bar.label for bar in chart.bars], width, right)
    scale = _span([*values, *([chart.reference] if chart.reference is not None else [])], rows.across)
    lit = [bar.highlight for bar in chart.bars]
    data = [
        {
            "a": min(0.0, float(bar.value or 0)),
            "b": max(0.0, float(bar.value or 0)),
            "y": rows.bar(k)[0],
            "y2": rows.bar(k)[1],
            "c": TEAL if bar.highlight or not any(lit) else PALE,
        }
        for k, bar in enumerate(chart.bars)
        if _finite(bar.value)
    ]
    marks = _row_labels(rows, [bar.label for bar in chart.bars], lit)
    marks += _bar_figures(chart, figures, rows, scale)
    reference, top = _reference(chart, rows, scale)
    parts = [*_axis_and_bars(data, scale, rows, chart.kind), *layers(marks + reference)]
    return draw(parts, Frame(rows.across, rows.down, rows.left, right, top, 46), lang)


def _bar_figures(chart: BarChart, figures: Sequence[str], rows: _Rows, scale: Scale) -> list[Mark]:
    marks: list[Mark] = _zero(rows, scale)
    marks.append(Text(rows.across, rows.down + 34, chart.unit, 11, MUTED, "right"))
    for k, (bar, figure) in enumerate(zip(chart.bars, figures, strict=True)):
        at = scale(max(float(bar.value or 0), 0.0)) if _finite(bar.value) else scale(0)
        edge = None if chart.reference is None else scale(chart.reference)
        if edge is not None and at <= edge < at + 7 + text_width(figure, 12):
            at = edge
        colour = INK if _finite(bar.value) else MUTED
        weight = "bold" if bar.highlight else "normal"
        marks.append(Text(at + 5, sum(rows.bar(k)) / 2, figure, 12, colour, "left", weight, halo=True))
    return marks


def _reference(chart: BarChart, rows: _Rows, scale: Scale) -> tuple[list[Mark], float]:
    if chart.reference is None:
        return [], 8
    x = scale(chart.reference)
    marks: list[Mark] = [Stroke(x, -4, x, rows.down, INK, 1.2, (4, 3))]
    lines = wrap(chart.reference_label, 11, rows.width * 0.6)
    for k, line in enumerate(lines):
        align = "right" if x > rows.across / 2 else "left"
        marks.append(Text(x, -12 - 14 * (len(lines) - 1 - k), line, 11, MUTED, align))
    return marks, 12 + 14 * len(lines)
