"""The network of activities: what a region has lit up, what is proposed to it marked, the rest in the background."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from potensi.language import say
from potensi.present import keyed
from potensi.present.canvas import Dot, Frame, Mark, Stroke, Text, draw, layers
from potensi.present.fonts import text_width
from potensi.present.labels import Rectangle, Spot, place
from potensi.present.palette import AMBER, INK, MUTED, PALE, TEAL

if TYPE_CHECKING:
    from potensi.present.charts import NetworkChart, NetworkPoint

_COLOURS = {"own": TEAL, "option": AMBER, "other": PALE}
_SHAPES = {"own": "circle", "option": "square", "other": "circle"}
# Links in the background must still be seen in print.
_LINK, _LIT = "#d3dade", "#7db8ad"
_MARGIN = 12.0
_TALLEST = 900.0
# So many names fit beside their circles, if the picture is this wide.
_NAMED, _WIDE = 40, 480


def network(chart: NetworkChart, lang: str, width: int) -> str:
    """Return the SVG of a network; every activity keeps its place, whatever is lit."""
    if not chart.points:
        return draw(layers([Text(16, 30, say("charts.empty", lang), colour=MUTED)]), Frame(width, 60), lang)
    wide = width - 2 * _MARGIN
    # Room at the rims for a sign on the outermost point.
    scale = wide - 2 * keyed.RADIUS
    high = max(point.y for point in chart.points)
    tallest = min(_TALLEST, 120 + 110 * math.sqrt(len(chart.points))) - 2 * keyed.RADIUS
    scale = min(scale, tallest / high) if high > 0 else scale
    start = (wide - scale) / 2
    spots = [(start + point.x * scale, keyed.RADIUS + point.y * scale) for point in chart.points]
    height = high * scale + 2 * keyed.RADIUS
    radii = _radii(chart, wide)
    marks = _names(chart, spots, radii, Rectangle(0, 0, wide, height))
    given: list[keyed.Sign] = []
    if not marks:
        given = _signs(chart, spots)
        marks = keyed.signs(given, Rectangle(0, 0, wide, height))
    below, end = _below(chart, given, height + 22, wide)
    frame = Frame(wide, height, _MARGIN, _MARGIN, _MARGIN, end - height + 4)
    # Layer by layer: links, background, what the region has, what is proposed, names or signs on top of all.
    hidden = {(sign.x, sign.y) for sign in given}
    dots = {group: _dots(chart, spots, radii, group, hidden) for group in _COLOURS}
    parts = [*layers(_links(chart, spots, width, lit=False)), *layers(dots["other"])]
    parts += [*layers(_links(chart, spots, width, lit=True)), *layers(dots["own"]), *layers(dots["option"])]
    return draw([*parts, *layers(marks), *layers(below)], frame, lang)


def _names(
    chart: NetworkChart, spots: Sequence[tuple[float, float]], radii: Sequence[float], area: Rectangle
) -> list[Mark]:
    """Return every activity's name beside its circle, numbered as in the list; nothing where not all of them fit."""
    if len(spots) > _NAMED or area.x2 < _WIDE:
        return []
    names = [f"{p.sign} {p.label}" if p.group == "option" else p.label for p in chart.points]
    room = [Spot(x, y, r, text_width(n, 12), 14) for (x, y), r, n in zip(spots, radii, names, strict=True)]
    placed = place(room, area)
    if not all(placed):
        return []
    marks: list[Mark] = []
    for at, name, point in zip(placed, names, chart.points, strict=True):
        assert at is not None
        x, y = (at.box.x + at.box.x2) / 2, (at.box.y + at.box.y2) / 2
        weight = "normal" if point.group == "other" else "bold"
        marks.append(Text(x, y, name, 12, INK, "center", weight, halo=True))
    return marks


def _links(chart: NetworkChart, spots: Sequence[tuple[float, float]], width: int, *, lit: bool) -> list[Mark]:
    """Return the links; one between two activities that the region has is lit."""
    marks: list[Mark] = []
    thick = (1.1 if lit else 0.7) * (0.6 if width < 480 and len(chart.points) > 100 else 1.0)
    for one, other in chart.links:
        both = chart.points[one].group == chart.points[other].group == "own"
        if both == lit:
            marks.append(Stroke(*spots[one], *spots[other], _LIT if lit else _LINK, thick))
    return marks


def _dots(
    chart: NetworkChart,
    spots: Sequence[tuple[float, float]],
    radii: Sequence[float],
    group: str,
    hidden: set[tuple[float, float]],
) -> list[Mark]:
    found = [
        Dot(x, y, radius, _COLOURS[group], stroke_width=0.6, shape=_SHAPES[group])
        for point, (x, y), radius in zip(chart.points, spots, radii, strict=True)
        if point.group == group and (x, y) not in hidden
    ]
    return [*sorted(found, key=lambda dot: -dot.radius)]


def _radii(chart: NetworkChart, wide: float) -> list[float]:
    most = max((point.size for point in chart.points if math.isfinite(point.size)), default=1.0) or 1.0
    # What one activity has of the picture's surface decides how large its circle may be.
    room = wide / math.sqrt(len(chart.points))
    low, high = min(max(0.09 * room, 1.4), 4.0), min(max(0.3 * room, 3.0), 14.0)
    return [_radius(point, most, low, high) for point in chart.points]


def _radius(point: NetworkPoint, most: float, low: float, high: float) -> float:
    share = max(point.size, 0.0) / most if math.isfinite(point.size) else 0.0
    least = low * (1.5 if point.group == "own" else 1.0)
    return max(least, high * math.sqrt(share))


def _signs(chart: NetworkChart, spots: Sequence[tuple[float, float]]) -> list[keyed.Sign]:
    found = [
        keyed.Sign(x, y, point.sign, point.label, _COLOURS[point.group], _SHAPES[point.group])
        for point, (x, y) in zip(chart.points, spots, strict=True)
        if point.sign
    ]
    return keyed.in_order(found)


def _below(chart: NetworkChart, given: Sequence[keyed.Sign], at: float, wide: float) -> tuple[list[Mark], float]:
    labels = {"own": chart.own_label, "option": chart.option_label, "other": chart.other_label}
    there = [group for group in labels if any(point.group == group for point in chart.points)]
    marks, at = keyed.swatches([(labels[g], _COLOURS[g], _SHAPES[g]) for g in there], at, wide)
    for group in ("option", "own"):
        own = [each for each in given if each.fill == _COLOURS[group]]
        if own and group == "own":
            more, at = keyed.notes((chart.largest_label,), at + 3, wide)
            marks += more
        more, at = keyed.key(own, at + 2, wide)
        marks += more
        at += 4 if own else 0
    more, at = keyed.notes(chart.notes, at + 4, wide)
    return marks + more, at
