"""The opportunity frontier: how near an option is against what it is worth, and the options that none beats in both."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import altair as alt

from potensi.language import say
from potensi.present import keyed
from potensi.present.canvas import Dot, Frame, Mark, Scale, Stroke, Text, draw, layers, pattern, steps
from potensi.present.fonts import wrap
from potensi.present.labels import Rectangle
from potensi.present.palette import AMBER, INK, MUTED, PALE, TEAL

if TYPE_CHECKING:
    from potensi.present.charts import FrontierChart, FrontierPoint

_LEFT, _RIGHT = 48.0, 14.0
# Where text begins, from the picture's left rim.
_EDGE = 12.0


def on_frontier(points: Sequence[FrontierPoint]) -> list[int]:
    """Return which points no other beats in nearness and worth at once, the nearest first."""
    order = sorted(range(len(points)), key=lambda k: (-points[k].near, -points[k].worth, k))
    found: list[int] = []
    for k in order:
        if not found or points[k].worth > points[found[-1]].worth:
            found.append(k)
    return found


@dataclass(frozen=True)
class _Plot:
    chart: FrontierChart
    points: tuple[FrontierPoint, ...]
    x: Scale
    y: Scale

    def spot(self, point: FrontierPoint) -> tuple[float, float]:
        return self.x(point.near), self.y(point.worth)


def frontier(chart: FrontierChart, lang: str, width: int) -> str:
    """Return the SVG of a frontier: every option a circle, the frontier a line of steps, the named ones with a sign."""
    points = tuple(p for p in chart.points if math.isfinite(p.near) and math.isfinite(p.worth))
    if not points:
        return draw(layers([Text(16, 30, say("charts.empty", lang), colour=MUTED)]), Frame(width, 60), lang)
    plot = _plot(chart, points, width)
    edge = set(on_frontier(points))
    given = keyed.in_order([_sign(plot, k, k in edge) for k in range(len(points)) if points[k].sign])
    background: list[Mark] = [
        Dot(*plot.spot(point), 4.6 if k in edge else 3.4, TEAL if k in edge else PALE, stroke_width=0.6)
        for k, point in enumerate(points)
        if not point.sign
    ]
    area = Rectangle(0, 0, plot.x.pixels, plot.y.pixels)
    above, top = _title(plot)
    below, end = _below(plot, given)
    frame = Frame(plot.x.pixels, plot.y.pixels, _LEFT, _RIGHT, top, end - plot.y.pixels + 4)
    parts = [_axes(plot), *layers(_line(plot, sorted(edge, key=lambda k: points[k].near))), *layers(background)]
    return draw([*parts, *layers(keyed.signs(given, area)), *layers(above + below)], frame, lang)


def _plot(chart: FrontierChart, points: tuple[FrontierPoint, ...], width: int) -> _Plot:
    across = width - _LEFT - _RIGHT
    down = min(max(across * (0.95 if width < 480 else 0.55), 250), 560)
    xs, ys = [p.near for p in points], [p.worth for p in points]
    return _Plot(chart, points, _scale(xs, across), _scale(ys, down, flipped=True))


def _scale(values: Sequence[float], pixels: float, *, flipped: bool = False) -> Scale:
    """Return a scale with room at both ends for half a sign."""
    room = (max(values) - min(values)) or abs(values[0]) or 1.0
    edge = room * (keyed.RADIUS + 4) / (pixels - 2 * keyed.RADIUS - 8)
    return Scale(min(values) - edge, max(values) + edge, pixels, flipped=flipped)


def _sign(plot: _Plot, k: int, edge: bool) -> keyed.Sign:
    point = plot.points[k]
    return keyed.Sign(
        *plot.spot(point), point.sign, point.label, TEAL if edge else AMBER, "circle" if edge else "square"
    )


def _line(plot: _Plot, edge: Sequence[int]) -> list[Mark]:
    """Return the frontier as steps: to the right of it and above it there is no option."""
    spots = [plot.spot(plot.points[k]) for k in edge]
    marks: list[Mark] = [Stroke(0, spots[0][1], *spots[0], TEAL, 1.6)]
    for (x, y), (x2, y2) in pairwise(spots):
        marks += [Stroke(x, y, x, y2, TEAL, 1.6), Stroke(x, y2, x2, y2, TEAL, 1.6)]
    return [*marks, Stroke(*spots[-1], spots[-1][0], plot.y.pixels, TEAL, 1.6)]


def _axes(plot: _Plot) -> alt.Chart:
    x_ticks, y_ticks = steps(plot.x.low, plot.x.high, 5), steps(plot.y.low, plot.y.high, 6)
    x = alt.Axis(values=x_ticks, format=pattern(x_ticks, "percent"), grid=False)
    y = alt.Axis(values=y_ticks, format=pattern(y_ticks, plot.chart.y_kind))
    rows = [{"a": plot.x.low, "b": plot.y.low}]
    return (
        alt.Chart(alt.InlineData(rows))
        .mark_point(opacity=0, size=1)
        .encode(x=alt.X("a:Q", scale=plot.x.altair(), axis=x), y=alt.Y("b:Q", scale=plot.y.altair(), axis=y))
    )


def _title(plot: _Plot) -> tuple[list[Mark], float]:
    """Name the upward axis above the plot, in as many lines as it needs."""
    lines = wrap(f"↑ {plot.chart.y_label}", 12, plot.x.pixels + _LEFT - _EDGE)
    top = 15.0 * len(lines) + 14
    marks: list[Mark] = [
        Text(_EDGE - _LEFT, 15 * k - top + 12, line, 12, INK, "left", "bold") for k, line in enumerate(lines)
    ]
    return marks, top


def _below(plot: _Plot, given: Sequence[keyed.Sign]) -> tuple[list[Mark], float]:
    chart, wide, left = plot.chart, plot.x.pixels + _LEFT - _EDGE, _EDGE - _LEFT
    at = plot.y.pixels + 36
    lines = wrap(f"{chart.x_label} →", 12, wide)
    marks: list[Mark] = [
        Text(plot.x.pixels, at + 15 * k, line, 12, INK, "right", "bold") for k, line in enumerate(lines)
    ]
    at += 15 * len(lines) + 10
    looks = [(chart.frontier_label, TEAL, "line"), (chart.option_label, AMBER, "square")]
    more, at = keyed.swatches([*looks, (chart.other_label, PALE, "circle")], at, wide, left=left)
    marks += more
    more, at = keyed.key(given, at + 2, wide, left=left)
    marks += more
    more, at = keyed.notes(chart.notes, at + 8, wide, left=left)
    return marks + more, at
