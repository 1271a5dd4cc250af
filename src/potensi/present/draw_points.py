"""A map of points: signs where things lie, the towns around, and a scale; no tiles and no outlines are needed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from potensi.language import number, say
from potensi.present.canvas import Box, Dot, Frame, Mark, Stroke, Text, draw, layers, steps
from potensi.present.fonts import text_width
from potensi.present.labels import Rectangle
from potensi.present.maps import PointMap, Spot, Town
from potensi.present.palette import BAND, FAINT, GRID, INK, MUTED, PAPER, TEAL

_EDGE = 2.0
_KM_A_DEGREE = 111.2
_RADIUS, _LETTERS, _TOWN_LETTERS = 10.0, 11.0, 11.0
_HIGHEST, _LOWEST = 0.85, 0.5
_ROOM = 1.18
_GRID_LINES = 4
_ARROWS, _MOST_BEYOND = "→↗↑↖←↙↓↘", 5


@dataclass(frozen=True)
class _View:
    """From degrees to pixels: the middle, pixels a degree of latitude, and the size of the picture."""

    lat: float
    lon: float
    scale: float
    wide: float
    high: float

    @property
    def narrow(self) -> float:
        return math.cos(math.radians(self.lat))

    def __call__(self, lat: float, lon: float) -> tuple[float, float]:
        east = (lon - self.lon) * self.narrow * self.scale
        return self.wide / 2 + east, self.high / 2 - (lat - self.lat) * self.scale


@dataclass(frozen=True)
class _Pile:
    """Spots so near each other that they share one sign, around their middle."""

    signs: tuple[str, ...]
    x: float
    y: float

    @property
    def text(self) -> str:
        """What stands in the sign: "3", "3, 7", or with many "3, 7, 8 …"."""
        return ", ".join(self.signs[:3]) + (" …" if len(self.signs) > 3 else "")

    @property
    def half(self) -> float:
        """Half the width of the sign."""
        return max(_RADIUS, text_width(self.text, _LETTERS) / 2 + 5)

    def with_(self, other: _Pile) -> _Pile:
        """Return both as one."""
        here, there = len(self.signs), len(other.signs)
        x, y = ((one * here + two * there) / (here + there) for one, two in ((self.x, other.x), (self.y, other.y)))
        return _Pile((*self.signs, *other.signs), x, y)


def point_map(chart: PointMap, lang: str, width: int) -> str:
    """Return the SVG of a map of points."""
    inner = width - 2 * _EDGE
    if not chart.spots:
        return draw(layers([Text(16, 30, say("charts.empty", lang), colour=MUTED)]), Frame(inner, 60), lang)
    view = _view(chart, inner)
    piles = _piles(chart.spots, view)
    taken = [_around(pile) for pile in piles]
    ground: list[Mark] = [Box(0, 0, view.wide, view.high, BAND, 6), *_grid(view)]
    around = [*_scale_bar(view, lang, taken), *_towns(chart.towns, view, taken), *_beyond(chart.towns, view, taken)]
    signs = [mark for pile in piles for mark in _drawn(pile)]
    parts = [*layers(ground), *layers(around), *layers(signs)]
    return draw(parts, Frame(view.wide, view.high, _EDGE, _EDGE, _EDGE, _EDGE), lang)


def _view(chart: PointMap, inner: float) -> _View:
    """Return a view that holds every spot and the highlighted towns, as high as they ask for within bounds."""
    places = [(each.lat, each.lon) for each in chart.spots]
    places += [(each.lat, each.lon) for each in chart.towns if each.highlight]
    lats, lons = [p[0] for p in places], [p[1] for p in places]
    lat, lon = (min(lats) + max(lats)) / 2, (min(lons) + max(lons)) / 2
    narrow = math.cos(math.radians(lat))
    least = 2 * chart.reach / _KM_A_DEGREE
    north = max((max(lats) - min(lats)) * _ROOM, least)
    east = max((max(lons) - min(lons)) * narrow * _ROOM, least)
    room = inner - 4 * _RADIUS
    high = min(max(inner * north / east, inner * _LOWEST), inner * _HIGHEST)
    return _View(lat, lon, min(room / east, (high - 4 * _RADIUS) / north), inner, high)


def _grid(view: _View) -> list[Mark]:
    """Return thin lines of latitude and longitude, so that the ground does not look empty."""
    half_lat, half_lon = view.high / 2 / view.scale, view.wide / 2 / view.scale / view.narrow
    marks: list[Mark] = []
    for lat in steps(view.lat - half_lat, view.lat + half_lat, _GRID_LINES):
        y = view(lat, view.lon)[1]
        marks.append(Stroke(0, y, view.wide, y, GRID))
    for lon in steps(view.lon - half_lon, view.lon + half_lon, _GRID_LINES):
        x = view(view.lat, lon)[0]
        marks.append(Stroke(x, 0, x, view.high, GRID))
    return marks


def _piles(spots: Sequence[Spot], view: _View) -> list[_Pile]:
    """Return the spots as they are drawn; those whose signs would cover each other become one with both."""
    piles: list[_Pile] = []
    for spot in spots:
        pile = _Pile((spot.sign,), *view(spot.lat, spot.lon))
        while (near := next((each for each in piles if _around(each).meets(_around(pile))), None)) is not None:
            piles.remove(near)
            pile = near.with_(pile)
        piles.append(pile)
    return piles


def _around(pile: _Pile) -> Rectangle:
    return Rectangle(pile.x - pile.half, pile.y - _RADIUS, pile.x + pile.half, pile.y + _RADIUS)


def _drawn(pile: _Pile) -> list[Mark]:
    at = _around(pile)
    box = Box(at.x, at.y, at.x2, at.y2, TEAL, _RADIUS, PAPER, 1.5)
    return [box, Text(pile.x, pile.y + 0.5, pile.text, _LETTERS, PAPER, "center", "bold")]


def _towns(towns: Sequence[Town], view: _View, taken: list[Rectangle]) -> list[Mark]:
    """Return the towns that fall on the map, each with its name where there is room; the highlighted one first."""
    marks: list[Mark] = []
    for town in sorted(towns, key=lambda each: (not each.highlight, each.label)):
        x, y = view(town.lat, town.lon)
        if not (6 <= x <= view.wide - 6 and 6 <= y <= view.high - 6):
            continue
        if any(Rectangle(x - 3, y - 3, x + 3, y + 3).meets(each) for each in taken):
            continue  # a sign lies on it
        marks.append(Dot(x, y, 3.5, INK if town.highlight else FAINT, PAPER, 1))
        wide = text_width(town.label, _TOWN_LETTERS) + 10
        boxes = {"left": Rectangle(x, y - 7, x + wide, y + 7), "right": Rectangle(x - wide, y - 7, x, y + 7)}
        whole = Rectangle(0, 0, view.wide, view.high)
        side = next((s for s, box in boxes.items() if box.within(whole) and not any(map(box.meets, taken))), None)
        if side is None:
            continue
        taken.append(boxes[side])
        at = x + 7 if side == "left" else x - 7
        colour, weight = (INK, "bold") if town.highlight else (MUTED, "normal")
        marks.append(Text(at, y, town.label, _TOWN_LETTERS, colour, side, weight, halo=True))
    return marks


def _beyond(towns: Sequence[Town], view: _View, taken: list[Rectangle]) -> list[Mark]:
    """Return the names of the nearest towns off the map at its edge, each with the direction where it lies."""
    marks: list[Mark] = []
    for town in towns:
        x, y = view(town.lat, town.lon)
        if 0 <= x <= view.wide and 0 <= y <= view.high:
            continue
        turn = round(math.degrees(math.atan2(view.high / 2 - y, x - view.wide / 2)) / 45) % 8
        text = f"{_ARROWS[turn]} {town.label}"
        wide = text_width(text, 10) + 6
        left = min(max(x - wide / 2, 4.0), view.wide - wide - 4)
        top = min(max(y - 7, 4.0), view.high - 18)
        box = Rectangle(left, top, left + wide, top + 14)
        if len(marks) < _MOST_BEYOND and not any(map(box.meets, taken)):
            taken.append(box)
            marks.append(Text(left + 3, top + 7, text, 10, MUTED))
    return marks


def _scale_bar(view: _View, lang: str, taken: list[Rectangle]) -> list[Mark]:
    """Return a bar of a round number of kilometres, in the first corner where nothing lies, and which side is north."""
    third = view.wide / view.scale * _KM_A_DEGREE / 3
    rounds = [first * 10.0**power for power in range(-1, 4) for first in (1, 2, 5)]
    km = max((each for each in rounds if each <= third), default=rounds[0])
    long = km / _KM_A_DEGREE * view.scale
    label = say("charts.kilometres", lang, count=number(km, lang, decimals=0 if km >= 1 else 1))
    label = f"{label} · {say('charts.north_up', lang)}"
    high, wide = 26.0, max(long, text_width(label, 10)) + 12
    lefts, tops = (6.0, view.wide - wide - 6), (view.high - high - 4, 4.0)
    boxes = [Rectangle(left, top, left + wide, top + high) for top in tops for left in lefts]
    box = next((each for each in boxes if not any(map(each.meets, taken))), boxes[0])
    taken.append(box)
    x, y = box.x + 6, box.y2 - 6
    ends = [Stroke(at, y - 3, at, y + 3, INK, 1.5) for at in (x, x + long)]
    return [Stroke(x, y, x + long, y, INK, 1.5), *ends, Text(x, y - 11, label, 10, MUTED, halo=True)]
