"""A map's colours: which class a region falls in, and the legend that says so."""

from __future__ import annotations

import bisect
import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from potensi.language import say
from potensi.present.canvas import Box, Mark, Text, shown
from potensi.present.fonts import text_width
from potensi.present.maps import Legend, RegionValue, Tile
from potensi.present.palette import DIVERGING, FAINT, FILLS, GROUPS, INK, MISSING, PAPER, SEQUENTIAL

_CLASSES = 5
MISSING_DASH = (2.0, 2.0)


@dataclass(frozen=True)
class Colouring:
    """The classes of one map: where they are cut, their colours, and their names."""

    legend: Legend
    breaks: tuple[float, ...]
    colours: tuple[str, ...]
    names: tuple[str, ...]

    def colour(self, region: Tile | RegionValue) -> str | None:
        """Return a region's colour; None where nothing is known of it."""
        if self.legend.groups:
            keys = [key for key, _ in self.legend.groups]
            return self.colours[keys.index(region.group)] if region.group in keys else None
        if region.value is None or not math.isfinite(region.value):
            return None
        return self.colours[bisect.bisect_right(self.breaks, region.value)]


def colouring(legend: Legend, regions: Sequence[Tile | RegionValue], lang: str) -> Colouring:
    """Return the classes for ``regions``: the legend's groups, its breaks, or classes of about equal count."""
    if legend.groups:
        colours = tuple(GROUPS.get(key, FILLS[k % len(FILLS)]) for k, (key, _) in enumerate(legend.groups))
        return Colouring(legend, (), colours, tuple(name for _, name in legend.groups))
    values = [r.value for r in regions if r.value is not None and math.isfinite(r.value)]
    breaks = legend.breaks or _breaks(values, legend)
    if not values:
        return Colouring(legend, (), (MISSING,), ())
    return Colouring(legend, breaks, _colours(breaks, legend.middle), _names(breaks, legend, lang))


def _breaks(values: Sequence[float], legend: Legend) -> tuple[float, ...]:
    if not values:
        return ()
    digits = legend.decimals + (2 if legend.kind == "percent" else 0)
    if legend.middle is not None:
        sides = ([v for v in values if v < legend.middle], [v for v in values if v >= legend.middle])
        cuts = [float(np.median(side)) for side in sides if side] + [legend.middle]
    else:
        count = min(_CLASSES, len(set(values)))
        cuts = [float(np.quantile(values, k / count)) for k in range(1, count)]
    # A class edge is what the legend prints; an edge that rounds to the least value would cut off nothing.
    rounded = sorted({round(cut, digits) for cut in cuts})
    return tuple(cut for cut in rounded if cut > min(values) or cut == legend.middle)


def _colours(breaks: Sequence[float], middle: float | None) -> tuple[str, ...]:
    count = len(breaks) + 1
    if middle is not None and middle in breaks:
        below = breaks.index(middle) + 1
        left = DIVERGING[:2] if below > 1 else DIVERGING[1:2]
        right = DIVERGING[3:] if count - below > 1 else DIVERGING[3:4]
        return tuple([*_picked(left, below), *_picked(right, count - below)])
    return tuple(_picked(SEQUENTIAL, count))


def _picked(colours: Sequence[str], count: int) -> list[str]:
    if count == 1:
        return [colours[len(colours) // 2]]
    return [colours[round(k * (len(colours) - 1) / (count - 1))] for k in range(count)]


def _names(breaks: Sequence[float], legend: Legend, lang: str) -> tuple[str, ...]:
    edges = [shown(edge, legend.kind, legend.decimals, lang) for edge in breaks]
    if not edges:
        return (legend.title,)
    inner = [say("charts.between", lang, low=a, high=b) for a, b in pairwise(edges)]
    return (say("charts.under", lang, high=edges[0]), *inner, say("charts.from", lang, low=edges[-1]))


def legend_marks(
    colours: Colouring, y: float, wide: float, lang: str, *, missing: bool, highlight: bool
) -> tuple[list[Mark], float]:
    """Return the legend's marks from ``y`` down, in lines of at most ``wide`` pixels, and where it ends."""
    legend = colours.legend
    marks: list[Mark] = []
    if legend.title:
        marks.append(Text(0, y, legend.title, 12, INK, "left", "bold"))
        y += 19
    x = 0.0
    for name, box in _items(colours, lang, missing, highlight):
        need = 18 + text_width(name, 12) + 14
        if x and x + need > wide + 14:
            x, y = 0.0, y + 18
        fill, stroke, width, dash = box
        marks.append(Box(x + 1, y - 6, x + 13, y + 6, fill, 2, stroke, width, dash))
        marks.append(Text(x + 18, y, name, 12))
        x += need
    return marks, y + 14


def _items(
    colours: Colouring, lang: str, missing: bool, highlight: bool
) -> list[tuple[str, tuple[str, str, float, tuple[float, ...]]]]:
    items = [(name, (colour, "none", 0.0, ())) for name, colour in zip(colours.names, colours.colours, strict=False)]
    found: list[tuple[str, tuple[str, str, float, tuple[float, ...]]]] = [*items]
    if missing:
        label = colours.legend.missing_label or say("charts.no_data", lang)
        found.append((label, (MISSING, FAINT, 1.0, MISSING_DASH)))
    if highlight and colours.legend.highlight_label:
        found.append((colours.legend.highlight_label, (PAPER, INK, 2.5, ())))
    return found
