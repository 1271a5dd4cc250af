"""Charts on slides: native and editable where PowerPoint has the kind, sharp pictures otherwise."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from typing import Any

from potensi.language import number, say
from potensi.present import shown
from potensi.present.charts import QuadrantChart, QuadrantPoint, ShiftShareBars, ShiftShareRow, svg
from potensi.present.fonts import text_width
from potensi.present.legends import Colouring, colouring
from potensi.present.maps import Tile, TileMap
from potensi.present.palette import FAINT, GRID, GROUPS, INK, MISSING, MUTED, PAPER, PARTS, QUADRANTS, ink_on
from potensi.present.pptx_parts import (
    FONT,
    Place,
    Words,
    box,
    colour,
    corners,
    describe,
    fill_line,
    lines_of,
    unstyled,
    write,
)
from potensi.present.story import Figure

_LETTERS = 11
# The plot's inner area as parts of the chart's frame: left, top, width, height.
_INNER = (0.075, 0.03, 0.905, 0.83)
# The largest circle's diameter, in points.
_LARGEST = 26


def add(slide: Any, figure: Figure, place: Place, lang: str) -> None:
    """Put a figure on the slide, with its alternative text."""
    match figure.chart:
        case QuadrantChart() if any(_drawable(p) for p in figure.chart.points):
            shape = _quadrants(slide, figure.chart, place, lang)
        case ShiftShareBars() if figure.chart.rows:
            shape = _bars(slide, figure.chart, place, lang)
        case TileMap() if figure.chart.tiles:
            shape = _tiles(slide, figure.chart, place, lang)
        case _:
            shape = _picture(slide, figure, place, lang)
    describe(shape, figure.alt)


def _picture(slide: Any, figure: Figure, place: Place, lang: str) -> Any:
    from pptx.util import Inches

    png = shown.svg_png(svg(figure.chart, lang, 640), scale=3)
    picture = slide.shapes.add_picture(io.BytesIO(png), *corners(place)[:2])
    shrink = min(Inches(place.width) / picture.width, Inches(place.height) / picture.height)
    picture.width, picture.height = int(picture.width * shrink), int(picture.height * shrink)
    return picture


def _drawable(point: QuadrantPoint) -> bool:
    return all(value is not None and math.isfinite(value) for value in (point.x, point.y))


def _quadrants(slide: Any, chart: QuadrantChart, place: Place, lang: str) -> Any:
    """Draw a scatter chart whose axes cross at the splits, with a name at each circle."""
    from pptx.chart.data import XyChartData
    from pptx.enum.chart import XL_CHART_TYPE

    points = sorted((p for p in chart.points if _drawable(p)), key=lambda p: -p.size)
    # One series for all: LibreOffice loses the circles of some where there are several.
    data = XyChartData()
    added = data.add_series(chart.y_label)
    for point in points:
        added.add_data_point(point.x, point.y)
    notes = _notes(chart, lang)
    under = 0.22 * len(notes)
    room = Place(place.x, place.y, place.width, place.height - under)
    frame = slide.shapes.add_chart(XL_CHART_TYPE.XY_SCATTER, *corners(room), data)
    made = frame.chart
    made.has_legend = made.has_title = False
    _letters(made)
    spans = _axes(made, chart, points)
    plotted = made.plots[0].series[0]
    plotted.format.line.fill.background()
    _label(plotted, chart, points, spans, room)
    _inner(made)
    _corner_words(slide, chart, room)
    low = Place(place.x, place.y + place.height - under, place.width, under)
    write(slide, [Words(note) for note in notes], low, 10, ink=MUTED)
    return frame


def _notes(chart: QuadrantChart, lang: str) -> list[str]:
    """Return the lines under a quadrant chart: its axes, what a circle's size shows, what is not drawn."""
    axes = f"{chart.x_label} →  ·  ↑ {chart.y_label}" + (f"  ·  {chart.size_label}" if chart.size_label else "")
    left_out = [p.label for p in chart.points if not _drawable(p)]
    return [axes, say("charts.not_drawn", lang, list=", ".join(left_out))] if left_out else [axes]


def _colour(chart: QuadrantChart, point: QuadrantPoint) -> str:
    if point.group in GROUPS:
        return GROUPS[point.group]
    left, low = (point.x or 0) < chart.x_split, (point.y or 0) < chart.y_split
    return QUADRANTS[2 * low + left]


def _letters(made: Any) -> None:
    from pptx.util import Pt

    made.font.size, made.font.name, made.font.color.rgb = Pt(_LETTERS), FONT, colour(INK)


def _axes(made: Any, chart: QuadrantChart, points: Sequence[QuadrantPoint]) -> tuple[tuple[float, float], ...]:
    """Scale both axes and let them cross at the splits; return (low, high) of each."""
    from pptx.enum.chart import XL_TICK_LABEL_POSITION

    # Always evenly scaled: office programs do not agree on where a logarithmic axis has its ticks.
    across, up = made.category_axis, made.value_axis
    spans = (
        _span([p.x or 0 for p in points] + [chart.x_split], 0.08, True),
        _span([p.y or 0 for p in points] + [chart.y_split], 0.14, False),
    )
    forms = ("0.##", "0%" if chart.y_kind == "percent" else "0.#")
    for axis, span, form, split in zip((across, up), spans, forms, (chart.x_split, chart.y_split), strict=True):
        axis.minimum_scale, axis.maximum_scale = span
        axis.tick_labels.number_format, axis.tick_labels.number_format_is_linked = form, False
        axis.tick_labels.font.color.rgb = colour(MUTED)
        axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
        axis.has_major_gridlines = axis is up
        axis.format.line.color.rgb = colour(MUTED)
        # The place on this axis where the other one crosses it.
        axis.crosses_at = split
    up.major_gridlines.format.line.color.rgb = colour(GRID)
    return spans


def _span(values: Sequence[float], part: float, floor: bool) -> tuple[float, float]:
    """Return round limits with a part of the span as room on both sides; with ``floor`` not below zero needlessly."""
    low, high = min(values), max(values)
    wide = (high - low) or abs(high) or 1.0
    step = 10.0 ** math.floor(math.log10(wide)) / 2
    digits = max(0, 3 - math.floor(math.log10(wide)))
    down, up = math.floor((low - part * wide) / step), math.ceil((high + part * wide) / step)
    return round(max(down, 0 if floor and low >= 0 else down) * step, digits), round(up * step, digits)


def _fill(plotted: Any, code: str) -> None:
    plotted.format.fill.solid()
    plotted.format.fill.fore_color.rgb = colour(code)
    plotted.format.line.color.rgb = colour(PAPER)


def _label(plotted: Any, chart: QuadrantChart, points: Sequence[QuadrantPoint], spans: Any, room: Place) -> None:
    """Size each circle, and name it on the side on which its name meets the fewest others."""
    from pptx.enum.chart import XL_LABEL_POSITION, XL_MARKER_STYLE
    from pptx.util import Pt

    sides = _sides(points, spans, room)
    places = {"r": XL_LABEL_POSITION.RIGHT, "l": XL_LABEL_POSITION.LEFT}
    places |= {"t": XL_LABEL_POSITION.ABOVE, "b": XL_LABEL_POSITION.BELOW}
    for k, point in enumerate(points):
        marker = plotted.points[k].marker
        marker.style, marker.size = XL_MARKER_STYLE.CIRCLE, _diameter(point, points)
        _fill(marker, _colour(chart, point))
        label = plotted.points[k].data_label
        label.text_frame.text = point.short or point.label
        run = label.text_frame.paragraphs[0].runs[0]
        run.font.size, run.font.name, run.font.color.rgb = Pt(10), FONT, colour(INK)
        label.position = places[sides[k]]


def _diameter(point: QuadrantPoint, points: Sequence[QuadrantPoint]) -> int:
    """Return a circle's diameter in points; its area shows the size."""
    most = max(p.size for p in points) or 1.0
    return max(5, round(_LARGEST * math.sqrt(max(point.size, 0.0) / most)))


def _sides(points: Sequence[QuadrantPoint], spans: Any, room: Place) -> list[str]:
    """Return for each point the side (r, l, t, b) on which its name overlaps least, the largest points first."""
    dots = [_spot(point, spans, room) for point in points]
    radii = [_diameter(point, points) / 144 for point in points]
    taken = [(x - r, y - r, x + r, y + r) for (x, y), r in zip(dots, radii, strict=True)]
    chosen = ["r"] * len(points)
    frame = (0.0, 0.0, room.width * _INNER[2], room.height * _INNER[3])
    for k in sorted(range(len(points)), key=lambda k: -points[k].size):
        text = points[k].short or points[k].label
        options = _boxes(dots[k], radii[k] + 0.03, text_width(text, 10) / 72)
        chosen[k], best = min(options.items(), key=lambda item: _cost(item[1], taken, taken[k], frame))
        taken.append(best)
    return chosen


def _spot(point: QuadrantPoint, spans: Any, room: Place) -> tuple[float, float]:
    (low, high), (bottom, top) = spans
    across = ((point.x or 0.0) - low) / (high - low) * room.width * _INNER[2]
    return across, (top - (point.y or 0.0)) / (top - bottom) * room.height * _INNER[3]


Area = tuple[float, float, float, float]


def _boxes(spot: tuple[float, float], off: float, wide: float) -> dict[str, Area]:
    x, y = spot
    half, line = wide / 2, 0.16
    return {
        "r": (x + off, y - line / 2, x + off + wide, y + line / 2),
        "l": (x - off - wide, y - line / 2, x - off, y + line / 2),
        "t": (x - half, y - off - line, x + half, y - off),
        "b": (x - half, y + off, x + half, y + off + line),
    }


def _cost(area: Area, taken: Sequence[Area], own: Area, frame: Area) -> float:
    """Return how much of other names and bubbles a name would cover, and how far it would leave the plot."""
    hidden = sum(_common(area, other) for other in taken if other is not own)
    whole = (area[2] - area[0]) * (area[3] - area[1])
    return hidden + 3 * (whole - _common(area, frame))


def _common(one: Area, other: Area) -> float:
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    return max(wide, 0.0) * max(high, 0.0)


def _inner(made: Any) -> None:
    """Fix the plot's place in its frame, so that names can be laid out beforehand."""
    from pptx.oxml import parse_xml

    space = "http://schemas.openxmlformats.org/drawingml/2006/chart"
    parts = "".join(f'<c:{n} val="{v}"/>' for n, v in zip("xywh", _INNER, strict=True))
    text = (
        f'<c:layout xmlns:c="{space}"><c:manualLayout><c:layoutTarget val="inner"/>'
        f'<c:xMode val="edge"/><c:yMode val="edge"/>{parts}</c:manualLayout></c:layout>'
    )
    area = made._chartSpace.find(".//{*}plotArea")
    for old in area.findall("{*}layout"):
        area.remove(old)
    area.insert(0, parse_xml(text))


def _corner_words(slide: Any, chart: QuadrantChart, room: Place) -> None:
    left, top = room.x + room.width * _INNER[0] + 0.08, room.y + room.height * _INNER[1] + 0.04
    wide, high = room.width * _INNER[2] - 0.16, room.height * _INNER[3]
    half = wide / 2 - 0.1
    for k, label in enumerate(chart.quadrant_labels):
        x = left if k % 2 else left + wide - half
        y = top if k < 2 else top + high - 0.26
        write(
            slide,
            [Words(label)],
            Place(x, y, half, 0.2),
            10,
            ink=MUTED,
            bold=True,
            align="left" if k % 2 else "right",
        )


def _bars(slide: Any, chart: ShiftShareBars, place: Place, lang: str) -> Any:
    """Draw stacked bars, the first row at the top, each named with its sum."""
    from pptx.chart.data import CategoryChartData
    from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION, XL_TICK_LABEL_POSITION
    from pptx.util import Pt

    data = CategoryChartData(number_format="#,##0")
    rows = chart.rows[::-1]
    data.categories = [f"{row.label}  {_net(row, chart, lang)}" for row in rows]
    for name, part in zip(chart.part_labels, ("national", "mix", "regional"), strict=True):
        data.add_series(name, [_finite(getattr(row, part)) for row in rows])
    frame = slide.shapes.add_chart(XL_CHART_TYPE.BAR_STACKED, *corners(place), data)
    made = frame.chart
    _letters(made)
    made.has_title, made.has_legend = False, True
    made.legend.position, made.legend.include_in_layout = XL_LEGEND_POSITION.TOP, False
    made.plots[0].overlap, made.plots[0].gap_width = 100, 45
    for plotted, code in zip(made.plots[0].series, PARTS, strict=True):
        _fill(plotted, code)
        plotted.invert_if_negative = False
    down, across = made.category_axis, made.value_axis
    down.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    down.tick_labels.font.size = Pt(_LETTERS if len(rows) <= 18 else 9)
    down.format.line.color.rgb = colour(MUTED)
    across.major_gridlines.format.line.color.rgb = colour(GRID)
    across.format.line.fill.background()
    across.has_title = True
    across.axis_title.text_frame.text = f"{chart.unit}; {chart.net_label.lower()}: Σ"
    across.axis_title.text_frame.paragraphs[0].runs[0].font.size = Pt(10)
    across.axis_title.text_frame.paragraphs[0].runs[0].font.bold = False
    return frame


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None


def _net(row: ShiftShareRow, chart: ShiftShareBars, lang: str) -> str:
    parts = (row.national, row.mix, row.regional)
    if any(part is None for part in parts):
        return number(None, lang)
    total = sum(part for part in parts if part is not None)
    return f"Σ {'+' if total > 0 else ''}{number(total, lang, decimals=chart.decimals)}"


def _tiles(slide: Any, chart: TileMap, place: Place, lang: str) -> Any:
    """Draw one square a region as a group of shapes, with the legend below."""
    columns = max(tile.column for tile in chart.tiles) + 1
    rows = max(tile.row for tile in chart.tiles) + 1
    pitch = min(place.width / columns, (place.height - 0.6) / rows, 1.1)
    colours = colouring(chart.legend, chart.tiles, lang)
    group = slide.shapes.add_group_shape()
    left = place.x + (place.width - pitch * columns) / 2
    for tile in sorted(chart.tiles, key=lambda t: (t.highlight, t.row, t.column)):
        at = Place(left + tile.column * pitch, place.y + tile.row * pitch, pitch - 0.05, pitch - 0.05)
        _tile(group, tile, at, colours)
    _legend(slide, chart, colours, Place(place.x, place.y + rows * pitch + 0.15, place.width, 0.5))
    return group


def _tile(group: Any, tile: Tile, at: Place, colours: Colouring) -> None:
    from pptx.enum.shapes import MSO_SHAPE
    from pptx.enum.text import MSO_ANCHOR
    from pptx.util import Pt

    fill = colours.colour(tile)
    ground = fill or (PAPER if tile.highlight else MISSING)
    shape = group.shapes.add_shape(MSO_SHAPE.ROUNDED_RECTANGLE, *corners(at))
    shape.adjustments[0] = 0.08
    shape.name = tile.label
    unstyled(shape)
    shape.fill.solid()
    shape.fill.fore_color.rgb = colour(ground)
    if tile.highlight:
        shape.line.color.rgb, shape.line.width = colour(INK), Pt(2.5)
    elif fill is None:
        shape.line.color.rgb, shape.line.width = colour(FAINT), Pt(0.75)
    else:
        shape.line.fill.background()
    frame = shape.text_frame
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    frame.word_wrap, frame.vertical_anchor = True, MSO_ANCHOR.MIDDLE
    size = _tile_size(tile.label, at.width)
    fill_line(frame.paragraphs[0], Words(tile.label), size, ink=ink_on(ground), bold=tile.highlight, align="center")


def _tile_size(label: str, wide: float) -> float:
    """Return the letter size at which the longest word fits the tile, and the name fits in three lines."""
    for size in (11, 10, 9, 8, 7, 6):
        longest = max(text_width(word, size) for word in (label.split() or [""]))
        if longest <= (wide - 0.02) * 72 and lines_of(label, size, wide) <= 3:
            return float(size)
    return 5.0


def _legend(slide: Any, chart: TileMap, colours: Colouring, place: Place) -> None:
    legend = chart.legend
    items = list(zip(colours.colours, colours.names, strict=False))
    if legend.missing_label and any(colours.colour(t) is None and not t.highlight for t in chart.tiles):
        items.append((MISSING, legend.missing_label))
    x, y = place.x, place.y
    if legend.title:
        write(slide, [Words(legend.title)], Place(x, y, text_width(legend.title, 10) / 72 + 0.2, 0.2), 10, bold=True)
        x += text_width(legend.title, 10) / 72 + 0.35
    for code, name in items:
        wide = text_width(name, 10) / 72 + 0.15
        if x + 0.25 + wide > place.x + place.width:
            x, y = place.x, y + 0.24
        box(slide, Place(x, y + 0.02, 0.17, 0.17), code)
        write(slide, [Words(name)], Place(x + 0.24, y, wide, 0.2), 10, ink=MUTED)
        x += 0.24 + wide + 0.15
