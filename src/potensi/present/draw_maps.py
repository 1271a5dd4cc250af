"""Maps: equal tiles with names that fit, or outlines from a GeoJSON, simplified to what can be seen."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

import altair as alt

from potensi.language import say
from potensi.present.canvas import Box, Frame, Mark, Part, Text, draw, layers
from potensi.present.fonts import shorten, text_width, wrap
from potensi.present.labels import Rectangle
from potensi.present.legends import MISSING_DASH, Colouring, colouring, legend_marks
from potensi.present.maps import RegionMap, RegionValue, Tile, TileMap
from potensi.present.palette import FAINT, INK, MISSING, MUTED, PAPER, ink_on
from potensi.present.tile_letters import SMALLEST_LABELLED, abbreviations, name_size, short_lines

_EDGE = 8.0
_GAP = 3.0
_LARGEST_TILE = 76.0

Ring = list[tuple[float, float]]


def region_map(chart: TileMap | RegionMap, lang: str, width: int) -> str:
    """Return the SVG of a map, tiles or outlines."""
    inner = width - 2 * _EDGE
    if isinstance(chart, RegionMap):
        return _outlines(chart, lang, inner)
    if not chart.tiles:
        return draw(layers([Text(16, 30, say("charts.empty", lang), colour=MUTED)]), Frame(width, 60), lang)
    return _tiles(chart, lang, inner)


def _tiles(chart: TileMap, lang: str, inner: float) -> str:
    tiles = sorted(chart.tiles, key=lambda tile: tile.code)
    columns = max(tile.column for tile in tiles) + 1
    rows = max(tile.row for tile in tiles) + 1
    pitch = min(inner / columns, _LARGEST_TILE + _GAP)
    left = (inner - pitch * columns + _GAP) / 2
    colours = colouring(chart.legend, tiles, lang)
    corners = {tile.code: (left + tile.column * pitch, tile.row * pitch) for tile in tiles}
    side = pitch - _GAP
    plain, lit = _split(_tile_box(tile, corners[tile.code], side, colours) for tile in tiles)
    texts, key = _tile_texts(tiles, corners, side, colours)
    missing = any(colours.colour(t) is None and not t.highlight for t in tiles)
    marks, end = legend_marks(
        colours, rows * pitch + 16, inner, lang, missing=missing, highlight=any(t.highlight for t in tiles)
    )
    keys, end = _key(key, end + 4, inner)
    parts = [*layers(plain), *layers(lit), *layers([*texts, *marks, *keys])]
    return draw(parts, Frame(inner, rows * pitch, _EDGE, _EDGE, _EDGE, end - rows * pitch + 4), lang)


def _split(boxes: Iterable[tuple[bool, Box]]) -> tuple[list[Box], list[Box]]:
    """Part the highlighted from the others, so that their outlines lie on top."""
    found = list(boxes)
    return [box for lit, box in found if not lit], [box for lit, box in found if lit]


def _tile_box(tile: Tile, corner: tuple[float, float], side: float, colours: Colouring) -> tuple[bool, Box]:
    x, y = corner
    fill = colours.colour(tile)
    radius = min(6.0, side / 6)
    if tile.highlight:
        return True, Box(x, y, x + side, y + side, fill or PAPER, radius, INK, max(1.5, min(3.0, side / 12)))
    if fill is None:
        return False, Box(x, y, x + side, y + side, MISSING, radius, FAINT, 1, MISSING_DASH)
    return False, Box(x, y, x + side, y + side, fill, radius)


def _tile_texts(
    tiles: Sequence[Tile], corners: dict[str, tuple[float, float]], side: float, colours: Colouring
) -> tuple[list[Mark], list[tuple[str, str]]]:
    """Return the tiles' letters, and a key (short form, name) where names do not fit."""
    if side < SMALLEST_LABELLED:
        return [], []
    size = name_size([(tile.label, tile.highlight) for tile in tiles], side - 4)
    shorts = {} if size else abbreviations(tile.label for tile in tiles)
    marks: list[Mark] = []
    for tile in tiles:
        lines = (
            [(line, size) for line in wrap(tile.label, size, side)]
            if size
            else short_lines(tile.label, shorts[tile.label], side)
        )
        x, y = corners[tile.code]
        colour = ink_on(colours.colour(tile) or PAPER)
        weight = "bold" if tile.highlight else "normal"
        for k, (line, letters) in enumerate(lines):
            middle = y + side / 2 + (k - (len(lines) - 1) / 2) * letters * 1.12
            marks.append(Text(x + side / 2, middle, line, letters, colour, "center", weight))
    return marks, [(shorts[tile.label], tile.label) for tile in tiles] if shorts else []


def _key(pairs: Sequence[tuple[str, str]], y: float, wide: float) -> tuple[list[Mark], float]:
    """Spell the short forms out, in as many columns as fit."""
    if not pairs:
        return [], y
    pairs = sorted(pairs, key=lambda pair: (pair[1].removeprefix("Kota "), pair[1]))
    need = max(text_width(name, 11, 1) for _, name in pairs) + 34
    columns = max(1, int(wide // need))
    rows = math.ceil(len(pairs) / columns)
    marks: list[Mark] = []
    for k, (short, name) in enumerate(pairs):
        x, at = (k // rows) * wide / columns, y + 8 + (k % rows) * 15
        marks.append(Text(x, at, short, 11, INK, "left", "bold"))
        marks.append(Text(x + 26, at, name, 11, MUTED))
    return marks, y + 8 + rows * 15


def _outlines(chart: RegionMap, lang: str, inner: float) -> str:
    by_code = {_digits(region.code): region for region in chart.regions}
    shapes = [(_match(feature, chart, by_code), _rings(feature)) for feature in chart.geojson["features"]]
    shapes = [(region, rings) for region, rings in shapes if rings]
    if not shapes:
        return draw(layers([Text(16, 30, say("charts.empty", lang), colour=MUTED)]), Frame(inner, 60), lang)
    shapes, down = _to_pixels(shapes, inner)
    colours = colouring(chart.legend, chart.regions, lang)
    missing = any(r is None or (colours.colour(r) is None and not r.highlight) for r, _ in shapes)
    lit = any(r is not None and r.highlight for r, _ in shapes)
    marks, end = legend_marks(colours, down + 18, inner, lang, missing=missing, highlight=lit)
    drawn = {region.code for region, _ in shapes if region}
    absent = [region.label for region in chart.regions if region.code not in drawn]
    for line in wrap(say("charts.no_outline", lang, list=", ".join(absent)), 11, inner) if absent else []:
        marks.append(Text(0, end + 4, line, 11, MUTED))
        end += 14
    parts = [*_shapes(shapes, colours), *layers([*_shape_names(shapes, colours), *marks])]
    return draw(parts, Frame(inner, down, _EDGE, _EDGE, _EDGE, end - down + 4), lang)


def _digits(code: Any) -> str:
    return re.sub(r"\W", "", str(code))


def _match(feature: Any, chart: RegionMap, by_code: dict[str, RegionValue]) -> RegionValue | None:
    properties = feature.get("properties") or {}
    codes = (_digits(properties[name]) for name in chart.code_properties if name in properties)
    return next((by_code[code] for code in codes if code in by_code), None)


def _rings(feature: Any) -> list[list[Ring]]:
    """Return the feature's polygons, each a list of rings of (longitude, latitude); other shapes give none."""
    geometry = feature.get("geometry") or {}
    coordinates = geometry.get("coordinates", [])
    polygons = {"Polygon": [coordinates], "MultiPolygon": coordinates}.get(str(geometry.get("type")), [])
    return [[[(float(p[0]), float(p[1])) for p in ring] for ring in rings] for rings in polygons if rings]


def _to_pixels(
    shapes: Sequence[tuple[RegionValue | None, list[list[Ring]]]], inner: float
) -> tuple[list[tuple[RegionValue | None, list[list[Ring]]]], float]:
    """Project to pixels (equirectangular at the middle latitude) and drop what is too small to see."""
    points = [p for _, polygons in shapes for rings in polygons for ring in rings for p in ring]
    west, east = min(p[0] for p in points), max(p[0] for p in points)
    south, north = min(p[1] for p in points), max(p[1] for p in points)
    narrow = math.cos(math.radians((south + north) / 2))
    wide, high = max((east - west) * narrow, 1e-9), max(north - south, 1e-9)
    scale = min(inner / wide, inner * 1.2 / high)
    left = (inner - wide * scale) / 2

    def pixel(point: tuple[float, float]) -> tuple[float, float]:
        return left + (point[0] - west) * narrow * scale, (north - point[1]) * scale

    step = 1.5 * max(1.0, inner / 624)
    moved = [
        (region, _visible([[[pixel(p) for p in ring] for ring in rings] for rings in polygons], step))
        for region, polygons in shapes
    ]
    return moved, high * scale


def _visible(polygons: list[list[Ring]], step: float) -> list[list[Ring]]:
    """Keep the largest polygon and every ring above a pixel and a half, thinned to points ``step`` apart."""
    largest = max(range(len(polygons)), key=lambda k: abs(_area(polygons[k][0])))
    kept = []
    for k, rings in enumerate(polygons):
        if k == largest or abs(_area(rings[0])) > 1.5:
            holes = [_thin(ring, step) for ring in rings[1:] if abs(_area(ring)) > 1.5]
            kept.append([_thin(rings[0], step), *holes])
    return kept


def _area(ring: Ring) -> float:
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring)) / 2


def _thin(ring: Ring, step: float) -> Ring:
    kept = [ring[0]]
    for point in ring[1:-1]:
        if math.dist(point, kept[-1]) >= step:
            kept.append(point)
    thinned = kept if len(kept) > 2 else ring[:-1]
    return [(round(x, 1), round(y, 1)) for x, y in [*thinned, thinned[0]]]


def _shapes(shapes: Sequence[tuple[RegionValue | None, list[list[Ring]]]], colours: Colouring) -> list[Part]:
    """Return the outlines in three layers: known, missing (dashed), highlighted on top."""
    groups: dict[str, list[dict[str, Any]]] = {"known": [], "missing": [], "lit": []}
    for region, polygons in shapes:
        fill = colours.colour(region) if region else None
        lit = region is not None and region.highlight
        kind = "lit" if lit else "missing" if fill is None else "known"
        geometry = {"type": "MultiPolygon", "coordinates": polygons}
        colour = fill or (PAPER if lit else MISSING)
        groups[kind].append({"type": "Feature", "geometry": geometry, "properties": {"c": colour}})
    styles: dict[str, dict[str, Any]] = {
        "known": {"stroke": PAPER, "strokeWidth": 0.8},
        "missing": {"stroke": FAINT, "strokeWidth": 0.8, "strokeDash": list(MISSING_DASH)},
        "lit": {"stroke": INK, "strokeWidth": 2.5},
    }
    return [
        alt.Chart(alt.InlineData(features))
        .mark_geoshape(clip=False, strokeJoin="round", **styles[kind])
        .encode(fill=alt.Fill("properties.c:N", scale=None))
        .project(type="identity", scale=1, translate=[0, 0])
        for kind, features in groups.items()
        if features
    ]


def _shape_names(shapes: Sequence[tuple[RegionValue | None, list[list[Ring]]]], colours: Colouring) -> list[Mark]:
    """Name the highlighted region, then the others that have room for their name, the largest first."""
    found: list[tuple[bool, float, RegionValue, Ring]] = []
    for region, polygons in shapes:
        if region:
            ring = max((rings[0] for rings in polygons), key=lambda ring: abs(_area(ring)))
            found.append((not region.highlight, -abs(_area(ring)), region, ring))
    marks: list[Mark] = []
    taken: list[Rectangle] = []
    for plain, _, region, ring in sorted(found, key=lambda item: (item[0], item[1], item[2].code)):
        name = shorten(region.label.removeprefix("Kabupaten "), 11, 160)
        wide = text_width(name, 11)
        x, y = _middle(ring)
        box = Rectangle(x - wide / 2, y - 7, x + wide / 2, y + 7)
        if plain and (any(box.meets(other) for other in taken) or not _holds(ring, box)):
            continue
        taken.append(box)
        colour = ink_on(colours.colour(region) or PAPER)
        marks.append(Text(x, y, name, 11, colour, "center", "normal" if plain else "bold", not plain and colour == INK))
    return marks


def _holds(ring: Ring, box: Rectangle) -> bool:
    """Whether the corners of ``box`` lie inside the ring (even-odd rule)."""
    return all(_inside(ring, x, y) for x in (box.x, box.x2) for y in (box.y + 2, box.y2 - 2))


def _inside(ring: Ring, x: float, y: float) -> bool:
    crossed = False
    for a, b in pairwise(ring):
        if (a[1] > y) != (b[1] > y) and x < a[0] + (y - a[1]) / (b[1] - a[1]) * (b[0] - a[0]):
            crossed = not crossed
    return crossed


def _middle(ring: Ring) -> tuple[float, float]:
    """Return the ring's centre of area."""
    area = _area(ring) or 1.0
    pairs = [(a, b, a[0] * b[1] - b[0] * a[1]) for a, b in pairwise(ring)]
    return (
        sum((a[0] + b[0]) * w for a, b, w in pairs) / (6 * area),
        sum((a[1] + b[1]) * w for a, b, w in pairs) / (6 * area),
    )
