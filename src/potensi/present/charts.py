"""Charts as plain records, and ``svg``, which draws any of them: charts here, maps in ``maps``.

A record says what is shown; it knows no colour, pixel or library. Letters have the same size (10–12 px) at every
width, so ask for the width at which the picture will be seen: 360 for a phone, 640 for A4, 960 for a slide.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from potensi.present.maps import PointMap, RegionMap, TileMap

NumberKind = Literal["number", "percent"]
DEFAULT_WIDTH = 640


@dataclass(frozen=True)
class QuadrantPoint:
    """One industry: its name, a short one for the label, where it lies, its size, and a class if it has one.

    ``group`` is a class identifier ("leading", "behind", …) that gives the colour; empty means: by quadrant.
    A point whose ``x`` or ``y`` is missing or undefined is named below the chart instead of drawn.
    """

    label: str
    short: str
    x: float | None
    y: float | None
    size: float = 1.0
    group: str = ""


@dataclass(frozen=True)
class QuadrantChart:
    """Points in four fields split at ``x_split`` and ``y_split``.

    ``quadrant_labels`` in the order upper right, upper left, lower right, lower left. ``grey_zone`` is the band of
    x that is too near the split to call; None draws none. ``x_scale`` "auto" is logarithmic where all x are above
    zero and the largest is over eight times the smallest. ``size_label`` says what a circle's area shows.
    """

    points: tuple[QuadrantPoint, ...]
    x_label: str
    y_label: str
    x_split: float = 1.0
    y_split: float = 0.0
    quadrant_labels: tuple[str, str, str, str] = ("", "", "", "")
    grey_zone: tuple[float, float] | None = (0.75, 1.25)
    grey_zone_label: str = ""
    y_split_label: str = ""
    x_scale: Literal["auto", "log", "linear"] = "auto"
    y_kind: NumberKind = "percent"
    size_label: str = ""


@dataclass(frozen=True)
class ShiftShareRow:
    """One industry's change in three parts, in the chart's unit; the net change is their sum."""

    label: str
    national: float | None
    mix: float | None
    regional: float | None


@dataclass(frozen=True)
class ShiftShareBars:
    """Stacked bars to both sides of zero, one a row in the order given, with a mark at the sum."""

    rows: tuple[ShiftShareRow, ...]
    unit: str
    part_labels: tuple[str, str, str]
    net_label: str
    decimals: int = 0


@dataclass(frozen=True)
class Bar:
    """One bar; ``highlight`` makes it the one that is spoken of."""

    label: str
    value: float | None
    highlight: bool = False


@dataclass(frozen=True)
class BarChart:
    """Horizontal bars in the order given, with an optional reference line."""

    bars: tuple[Bar, ...]
    unit: str = ""
    kind: NumberKind = "number"
    decimals: int = 1
    reference: float | None = None
    reference_label: str = ""


@dataclass(frozen=True)
class LinePoint:
    """One year's value; None breaks the line. ``provisional`` is drawn open and dashed."""

    year: int
    value: float | None
    provisional: bool = False


@dataclass(frozen=True)
class Line:
    """One line with its name at its end; ``highlight`` makes it the one that is spoken of."""

    label: str
    points: tuple[LinePoint, ...]
    highlight: bool = False


@dataclass(frozen=True)
class LineChart:
    """Lines over years. A break in a series is a point without a value: no line crosses it."""

    lines: tuple[Line, ...]
    y_label: str = ""
    kind: NumberKind = "number"
    decimals: int = 1
    from_zero: bool = False


@dataclass(frozen=True)
class NetworkPoint:
    """One activity of a network: its name, its place (x from 0 to 1 across, y downward), its size, what it is here.

    ``group``: "own" is lit up, "option" is proposed, "other" stays in the background. Whoever has a ``sign`` (a number
    or a letter) carries it and is named below the picture by it.
    """

    label: str
    x: float
    y: float
    size: float = 1.0
    group: Literal["own", "option", "other"] = "other"
    sign: str = ""


@dataclass(frozen=True)
class NetworkChart:
    """Activities and the links between them, as pairs of places in ``points``; the labels say what is lit and why.

    ``largest_label`` stands above the names of the region's own that carry a sign.
    """

    points: tuple[NetworkPoint, ...]
    links: tuple[tuple[int, int], ...]
    own_label: str
    option_label: str
    other_label: str
    largest_label: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class FrontierPoint:
    """One option: how near it is, what it is worth; with a ``sign`` it is named below the picture."""

    label: str
    near: float
    worth: float
    sign: str = ""


@dataclass(frozen=True)
class FrontierChart:
    """Options by nearness (across) and worth (upward), and the frontier: those that no other beats in both."""

    points: tuple[FrontierPoint, ...]
    x_label: str
    y_label: str
    frontier_label: str
    option_label: str
    other_label: str
    y_kind: NumberKind = "number"
    notes: tuple[str, ...] = ()


Chart = (
    QuadrantChart
    | ShiftShareBars
    | BarChart
    | LineChart
    | NetworkChart
    | FrontierChart
    | TileMap
    | RegionMap
    | PointMap
)


def svg(chart: Chart, lang: str = "id", width: int = DEFAULT_WIDTH) -> str:
    """Return ``chart`` as SVG text, ``width`` pixels wide (at least 280), with numbers as ``lang`` writes them.

    The same chart gives the same bytes. The SVG refers to nothing outside itself; letters are text in Source Sans
    Pro with fall-backs, so register ``fonts.folder()`` where it is printed. Raises ``TypeError`` for another record.
    """
    from potensi.present import (
        draw_bars,
        draw_frontier,
        draw_lines,
        draw_maps,
        draw_network,
        draw_points,
        draw_quadrant,
    )

    width = max(280, int(width))
    match chart:
        case QuadrantChart():
            return draw_quadrant.quadrants(chart, lang, width)
        case ShiftShareBars():
            return draw_bars.shift_share(chart, lang, width)
        case BarChart():
            return draw_bars.bars(chart, lang, width)
        case LineChart():
            return draw_lines.lines(chart, lang, width)
        case NetworkChart():
            return draw_network.network(chart, lang, width)
        case FrontierChart():
            return draw_frontier.frontier(chart, lang, width)
        case TileMap() | RegionMap():
            return draw_maps.region_map(chart, lang, width)
        case PointMap():
            return draw_points.point_map(chart, lang, width)
    raise TypeError(f"not a chart: {type(chart).__name__}")
