"""The quadrant chart: industries by location quotient and growth, with labels that do not overlap."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import altair as alt

from potensi.language import number, say
from potensi.present.canvas import (
    Box,
    Dot,
    Frame,
    Mark,
    Scale,
    Stroke,
    Text,
    draw,
    layers,
    pattern,
    steps,
)
from potensi.present.fonts import shorten, text_width, wrap
from potensi.present.labels import LEADER_FROM, Placed, Rectangle, Spot, place
from potensi.present.palette import BAND, FAINT, GROUPS, INK, MUTED, QUADRANTS

if TYPE_CHECKING:
    from potensi.present.charts import QuadrantChart, QuadrantPoint

_SIZE = 12.0
_LINE = 15.0
_LOG_TICKS = tuple(m * 10.0**p for p in range(-4, 5) for m in (1, 2, 5))
# A logarithmic axis reaches down to a twentieth of the split; a tinier industry stands at the edge as a pointer,
# or it would push all others together.
_FARTHEST = 20.0
# Quadrant in the order upper right, upper left, lower right, lower left: (right?, upper?).
_CORNERS = ((True, True), (False, True), (True, False), (False, False))


@dataclass(frozen=True)
class _Plot:
    """The chart's scales and the points that can be drawn."""

    chart: QuadrantChart
    points: tuple[QuadrantPoint, ...]
    x: Scale
    y: Scale
    wide: bool

    @property
    def area(self) -> Rectangle:
        return Rectangle(0, 0, self.x.pixels, self.y.pixels)


def quadrants(chart: QuadrantChart, lang: str, width: int) -> str:
    """Return the SVG of a quadrant chart: names beside the points, or numbers and a key where names do not fit."""
    plot = _plot(chart, width)
    if not plot.points:
        return draw(layers([Text(16, 30, say("charts.empty", lang), colour=MUTED)]), Frame(width, 60), lang)
    corners, taken = _corners(plot)
    spots = [_spot(plot, point, point.short or point.label) for point in plot.points]
    placed = place(spots, plot.area, taken)
    named = all(placed)
    if not named:
        spots = [_spot(plot, point, str(k + 1)) for k, point in enumerate(plot.points)]
        placed = place(spots, plot.area, taken)
    marks = corners + _points(plot, spots) + _labels(plot, spots, placed, named)
    below, bottom = _below(plot, lang, named)
    frame = Frame(plot.x.pixels, plot.y.pixels, _left(plot), 14, 30, bottom)
    parts = [*layers(_ground(plot)), _axes(plot), *layers(_splits(plot)), *layers(marks + below)]
    return draw(parts, frame, lang)


def _left(plot: _Plot) -> float:
    return 44 if plot.chart.y_kind == "percent" else 52


def _finite(value: float | None) -> bool:
    return value is not None and math.isfinite(value)


def _plot(chart: QuadrantChart, width: int) -> _Plot:
    points = tuple(p for p in chart.points if _finite(p.x) and _finite(p.y))
    xs = [float(p.x or 0) for p in points] + [chart.x_split]
    ys = [float(p.y or 0) for p in points] + [chart.y_split]
    log = _is_log(chart, xs)
    across = width - (44 if chart.y_kind == "percent" else 52) - 14
    down = min(max(across * (0.9 if width < 480 else 0.68), 250), 560)
    x = _x_scale(xs, chart.x_split, log, across)
    # Above and below the points there is room for the quadrants' names and for half a circle.
    most = max(len(_corner_lines(chart, x, k)) for k in range(4))
    edge = (13 * most + 22) / down
    room = ((max(ys) - min(ys)) or abs(chart.y_split) or 0.1) / (1 - 2 * edge) * edge
    y = Scale(min(ys) - room, max(ys) + room, down, flipped=True)
    return _Plot(chart, points, x, y, width >= 480)


def _corner_lines(chart: QuadrantChart, x: Scale, k: int) -> list[str]:
    """Break a quadrant's name to stay on its own side of the split, where that side is not too narrow."""
    label, split = chart.quadrant_labels[k], x(chart.x_split)
    room = x.pixels - split if _CORNERS[k][0] else split
    return wrap(label.upper(), 11, max(room - 12, 84)) if label else []


def _is_log(chart: QuadrantChart, xs: Sequence[float]) -> bool:
    if min(xs) <= 0 or chart.x_scale == "linear":
        return False
    return chart.x_scale == "log" or max(xs) / min(xs) > 8


def _x_scale(xs: Sequence[float], split: float, log: bool, pixels: float) -> Scale:
    if log:
        low, high = max(min(xs), split / _FARTHEST), max(xs)
        ratio = (high / low) ** 0.07 if high > low else 1.5
        return Scale(low / ratio, high * ratio, pixels, log=True)
    room = (max(xs) - min(xs)) or abs(xs[0]) or 1.0
    return Scale(min(xs) - 0.07 * room, max(xs) + 0.07 * room, pixels)


def _radius(plot: _Plot, point: QuadrantPoint) -> float:
    most = max((p.size for p in plot.points if _finite(p.size)), default=1.0) or 1.0
    low, high = (3.5, 15.0) if plot.wide else (3.0, 10.0)
    share = max(point.size, 0.0) / most if _finite(point.size) else 0.0
    return max(5.0 if _off_scale(plot, point) else low, high * math.sqrt(share))


def _off_scale(plot: _Plot, point: QuadrantPoint) -> bool:
    return plot.x.log and float(point.x or 0) < plot.x.low


def _spot(plot: _Plot, point: QuadrantPoint, label: str) -> Spot:
    return Spot(
        6.0 if _off_scale(plot, point) else plot.x(float(point.x or 0)),
        plot.y(float(point.y or 0)),
        _radius(plot, point),
        text_width(label, _SIZE),
        _LINE - 1,
    )


def _colour(plot: _Plot, point: QuadrantPoint) -> str:
    if point.group in GROUPS:
        return GROUPS[point.group]
    at = (float(point.x or 0) > plot.chart.x_split, float(point.y or 0) > plot.chart.y_split)
    return QUADRANTS[_CORNERS.index(at)]


def _ground(plot: _Plot) -> list[Mark]:
    zone = plot.chart.grey_zone
    if zone is None:
        return []
    low, high = (min(max(edge, plot.x.low), plot.x.high) for edge in zone)
    return [Box(plot.x(low), 0, plot.x(high), plot.y.pixels, BAND)] if high > low else []


def _axes(plot: _Plot) -> alt.Chart:
    """Draw both axes with the reader's numbers; the invisible point carries the scales."""
    x_ticks = _x_ticks(plot.x)
    y_ticks = steps(plot.y.low, plot.y.high, 6 if plot.wide else 5)
    x = alt.Axis(values=x_ticks, format=",.4~f" if plot.x.log else pattern(x_ticks, "number"), grid=False)
    y = alt.Axis(values=y_ticks, format=pattern(y_ticks, plot.chart.y_kind))
    rows = [{"a": plot.chart.x_split, "b": plot.chart.y_split}]
    return (
        alt.Chart(alt.InlineData(rows))
        .mark_point(opacity=0, size=1)
        .encode(x=alt.X("a:Q", scale=plot.x.altair(), axis=x), y=alt.Y("b:Q", scale=plot.y.altair(), axis=y))
    )


def _x_ticks(scale: Scale) -> list[float]:
    if not scale.log:
        return steps(scale.low, scale.high, 5)
    ticks: list[float] = []
    for tick in (t for t in _LOG_TICKS if scale.low <= t <= scale.high):
        if not ticks or scale(tick) - scale(ticks[-1]) > 28:
            ticks.append(tick)
    return ticks


def _splits(plot: _Plot) -> list[Mark]:
    x, y = plot.x(plot.chart.x_split), plot.y(plot.chart.y_split)
    return [
        Stroke(x, 0, x, plot.y.pixels, MUTED, 1.2),
        Stroke(0, y, plot.x.pixels, y, MUTED, 1.2),
    ]


def _corners(plot: _Plot) -> tuple[list[Mark], list[Rectangle]]:
    """Name the quadrants in their corners, and the horizontal split at its end; return what room they take."""
    marks: list[Mark] = []
    taken = []
    for corner, ((right, upper), colour) in enumerate(zip(_CORNERS, QUADRANTS, strict=True)):
        x = plot.x.pixels - 4 if right else 4
        lines = _corner_lines(plot.chart, plot.x, corner)
        for k, line in enumerate(lines):
            y = 11.0 + 13 * k if upper else plot.y.pixels - 11 - 13 * (len(lines) - 1 - k)
            marks.append(_corner(x, y, line, colour, right))
            taken.append(_text_room(x, y, line, 13, right))
    if plot.chart.y_split_label:
        at = _split_label(plot)
        marks.append(at)
        taken.append(_text_room(at.x, at.y, at.text, 11, at.align == "right"))
    return marks, taken


def _split_label(plot: _Plot) -> Text:
    """Name the horizontal split at its right end, or at its left where circles stand in the way."""
    text, y = plot.chart.y_split_label, plot.y(plot.chart.y_split) - 8
    room = _text_room(plot.x.pixels - 4, y, text, 11, True)
    if any(room.meets(_spot(plot, point, "").circle()) for point in plot.points):
        return Text(4, y, text, 11, MUTED, "left", halo=True)
    return Text(plot.x.pixels - 4, y, text, 11, MUTED, "right", halo=True)


def _corner(x: float, y: float, label: str, colour: str, right: bool) -> Mark:
    return Text(x, y, label, 11, _deeper(colour), "right" if right else "left", "bold")


def _deeper(colour: str) -> str:
    """A letter colour of the same hue that is dark enough to read on white and on the grey band."""
    return {QUADRANTS[1]: "#1c6ea4", QUADRANTS[2]: "#9a5b00", QUADRANTS[3]: "#5d6871"}.get(colour, colour)


def _text_room(x: float, y: float, label: str, size: float, right: bool) -> Rectangle:
    wide = text_width(label, size)
    left = x - wide if right else x
    return Rectangle(left, y - size * 0.65, left + wide, y + size * 0.65)


def _points(plot: _Plot, spots: Sequence[Spot]) -> list[Mark]:
    pairs = sorted(zip(plot.points, spots, strict=True), key=lambda pair: -pair[1].radius)
    return [
        Dot(s.x, s.y, s.radius, _colour(plot, p), shape="triangle-left" if _off_scale(plot, p) else "circle")
        for p, s in pairs
    ]


def _labels(plot: _Plot, spots: Sequence[Spot], placed: Sequence[Placed | None], named: bool) -> list[Mark]:
    marks: list[Mark] = []
    for k, (point, spot, at) in enumerate(zip(plot.points, spots, placed, strict=True)):
        text = (point.short or point.label) if named else str(k + 1)
        if at is None:  # a number with no free room stands on its point
            marks.append(Text(spot.x, spot.y, text, 11, INK, "center", "bold", halo=True))
            continue
        box = at.box
        x, y = (box.x + box.x2) / 2, (box.y + box.y2) / 2
        if at.reach > LEADER_FROM:
            marks.append(_leader(spot, box))
        marks.append(Text(x, y, text, _SIZE if named else 11, INK, "center", "normal" if named else "bold", True))
    return marks


def _leader(spot: Spot, box: Rectangle) -> Mark:
    """Tie a label that stands off to its point's rim."""
    x = min(max(spot.x, box.x + 2), box.x2 - 2)
    y = min(max(spot.y, box.y + 3), box.y2 - 3)
    away = math.dist((x, y), (spot.x, spot.y)) or 1.0
    part = min(spot.radius / away, 1.0)
    return Stroke(spot.x + (x - spot.x) * part, spot.y + (y - spot.y) * part, x, y, MUTED, 0.8)


def _below(plot: _Plot, lang: str, named: bool) -> tuple[list[Mark], float]:
    """Return axis titles, key and notes below the plot, and the room they need."""
    chart, wide = plot.chart, plot.x.pixels + _left(plot)
    marks: list[Mark] = [
        Text(-_left(plot) + 4, -16, shorten(f"↑ {chart.y_label}", 12, wide), 12, INK, "left", "bold"),
        Text(plot.x.pixels, plot.y.pixels + 36, f"{chart.x_label} →", 12, INK, "right", "bold"),
    ]
    at = plot.y.pixels + 58
    if not named:
        key, at = _key(plot, at, wide)
        marks += key
    notes, at = _notes(plot, lang, at, wide)
    return marks + notes, at - plot.y.pixels


def _key(plot: _Plot, at: float, wide: float) -> tuple[list[Mark], float]:
    """Name the numbered points, in as many columns as fit without cutting a name."""
    names = [p.short or p.label for p in plot.points]
    size = _SIZE if plot.wide else 11.0
    needs = [text_width(name, size, 1) + 36 for name in names]
    rows, widths = _key_columns(needs, wide)
    marks: list[Mark] = []
    for k, (point, name) in enumerate(zip(plot.points, names, strict=True)):
        x = -_left(plot) + 9 + sum(widths[: k // rows])
        y = at + (k % rows) * 17
        marks.append(Dot(x, y, 4.5, _colour(plot, point)))
        marks.append(Text(x + 22, y, str(k + 1), 11, INK, "right", "bold"))
        marks.append(Text(x + 27, y, shorten(name, size, wide - 40), size))
    return marks, at + rows * 17 + 4


def _key_columns(needs: Sequence[float], wide: float) -> tuple[int, list[float]]:
    for columns in (4, 3, 2, 1):
        rows = math.ceil(len(needs) / columns)
        widths = [max(needs[i : i + rows]) for i in range(0, len(needs), rows)]
        if sum(widths) <= wide:
            break
    return rows, widths


def _notes(plot: _Plot, lang: str, at: float, wide: float) -> tuple[list[Mark], float]:
    chart, left = plot.chart, -_left(plot) + 4
    marks: list[Mark] = []
    if chart.grey_zone:
        low, high = (number(edge, lang, decimals=2) for edge in chart.grey_zone)
        label = chart.grey_zone_label or say("charts.grey_zone", lang, low=low, high=high)
        marks.append(Box(left, at - 5, left + 12, at + 5, BAND, 0, FAINT, 0.6))
        for line in wrap(label, 11, wide - 22):
            marks.append(Text(left + 18, at, line, 11, MUTED))
            at += 14
    gone = [p.label for p in chart.points if not (_finite(p.x) and _finite(p.y))]
    lines = [chart.size_label] if chart.size_label else []
    if any(_off_scale(plot, p) for p in plot.points):
        lines.append(say("charts.off_scale", lang, low=number(plot.x.low, lang, decimals=2)))
    lines += [say("charts.not_drawn", lang, list=", ".join(gone))] if gone else []
    for line in (part for text in lines for part in wrap(text, 11, wide - 8)):
        marks.append(Text(left, at, line, 11, MUTED))
        at += 14
    return marks, at
