"""From marks in pixels and Altair layers to one compact SVG; the only module that calls the drawing engine."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from potensi.language import number
from potensi.present import fonts
from potensi.present.palette import FAINT, GRID, INK, MUTED, PAPER
from potensi.present.shown import clean

_LOCALES: dict[str, dict[str, Any]] = {
    "id": {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["Rp", ""], "minus": "−"},
    "en": {"decimal": ".", "thousands": ",", "grouping": [3], "currency": ["Rp", ""], "minus": "−"},
}
_CONFIG: dict[str, Any] = {
    "font": fonts.FAMILY,
    "aria": False,
    "background": PAPER,
    "view": {"stroke": None},
    "axis": {
        "labelColor": MUTED,
        "labelFontSize": 11,
        "gridColor": GRID,
        "domain": False,
        "ticks": False,
        "labelPadding": 6,
        "labelFlush": False,
        "labelOverlap": False,
        "title": None,
    },
}


@dataclass(frozen=True)
class Frame:
    """The plot's size and the room around it, in pixels."""

    width: float
    height: float
    left: float = 0.0
    right: float = 0.0
    top: float = 0.0
    bottom: float = 0.0


@dataclass(frozen=True)
class Scale:
    """From data to pixels along one side of the plot; ``flipped`` for upward y."""

    low: float
    high: float
    pixels: float
    log: bool = False
    flipped: bool = False

    def __call__(self, value: float) -> float:
        """Return the pixel of ``value``."""
        low, high, at = (
            (math.log(self.low), math.log(self.high), math.log(value)) if self.log else (self.low, self.high, value)
        )
        part = (at - low) / (high - low)
        return self.pixels * ((1 - part) if self.flipped else part)

    def altair(self) -> alt.Scale:
        """Return the same scale for a layer in data units."""
        return alt.Scale(domain=[self.low, self.high], type="log" if self.log else "linear", nice=False, zero=False)


@dataclass(frozen=True)
class Text:
    """A text at a point; ``align`` is left, center or right; vertically it is centred."""

    x: float
    y: float
    text: str
    size: float = 12
    colour: str = INK
    align: str = "left"
    weight: str = "normal"
    halo: bool = False


@dataclass(frozen=True)
class Box:
    """A filled rectangle with an optional outline; ``dash`` for a hatched look of missing data."""

    x: float
    y: float
    x2: float
    y2: float
    fill: str
    radius: float = 0
    stroke: str = "none"
    stroke_width: float = 0
    dash: tuple[float, ...] = ()


@dataclass(frozen=True)
class Stroke:
    """A straight line."""

    x: float
    y: float
    x2: float
    y2: float
    colour: str = FAINT
    width: float = 1
    dash: tuple[float, ...] = ()


@dataclass(frozen=True)
class Dot:
    """A circle or diamond of a radius."""

    x: float
    y: float
    radius: float
    fill: str
    stroke: str = PAPER
    stroke_width: float = 1
    shape: str = "circle"


Mark = Text | Box | Stroke | Dot
# A layer in data units, by Altair; or one in pixels, which needs no more than its plain Vega-Lite form.
Part = alt.Chart | dict[str, Any]


def _grouped(marks: Iterable[Any], *names: str) -> dict[tuple[Any, ...], list[Any]]:
    groups: dict[tuple[Any, ...], list[Any]] = defaultdict(list)
    for mark in marks:
        groups[tuple(getattr(mark, name) for name in names)].append(mark)
    return groups


def _rounded(value: float) -> float:
    return round(float(value), 2)


def _layer(kind: str, style: dict[str, Any], rows: list[dict[str, Any]], **channels: str) -> dict[str, Any]:
    """Return a Vega-Lite layer whose places, sizes and colours are given, not scaled: channel → column."""
    encoding: dict[str, Any] = {}
    for channel, column in ({"x": "x", "y": "y"} | channels).items():
        encoding[channel] = {"field": column}
        if channel not in ("x2", "y2"):
            encoding[channel] |= {"type": "nominal" if column in "tcf" else "quantitative"}
            encoding[channel] |= {"scale": None} if channel != "text" else {}
        if channel in ("x", "y"):
            encoding[channel] |= {"axis": None}
    return {"mark": {"type": kind} | style, "data": {"values": rows}, "encoding": encoding}


def _texts(marks: Sequence[Text]) -> list[dict[str, Any]]:
    made = []
    for (align, weight, size, halo), group in _grouped(marks, "align", "weight", "size", "halo").items():
        rows = [{"x": _rounded(m.x), "y": _rounded(m.y), "t": m.text, "c": m.colour} for m in group]
        style = {"align": align, "baseline": "middle", "fontSize": size, "fontWeight": weight}
        if halo:
            around = style | {"stroke": PAPER, "strokeWidth": 3, "color": PAPER}
            made.append(_layer("text", around, rows, text="t"))
        made.append(_layer("text", style, rows, text="t", color="c"))
    return made


def _corners(mark: Box | Stroke) -> dict[str, Any]:
    return {name: _rounded(getattr(mark, name)) for name in ("x", "y", "x2", "y2")}


def _boxes(marks: Sequence[Box]) -> list[dict[str, Any]]:
    made = []
    groups = _grouped(marks, "radius", "stroke", "stroke_width", "dash")
    for (radius, stroke, width, dash), group in groups.items():
        rows = [_corners(m) | {"c": m.fill} for m in group]
        style: dict[str, Any] = {"cornerRadius": radius} if radius else {}
        if width:
            style |= {"stroke": stroke, "strokeWidth": width} | ({"strokeDash": list(dash)} if dash else {})
        made.append(_layer("rect", style, rows, x2="x2", y2="y2", fill="c"))
    return made


def _strokes(marks: Sequence[Stroke]) -> list[dict[str, Any]]:
    made = []
    for (width, dash), group in _grouped(marks, "width", "dash").items():
        rows = [_corners(m) | {"c": m.colour} for m in group]
        style = {"strokeWidth": width} | ({"strokeDash": list(dash)} if dash else {})
        made.append(_layer("rule", style, rows, x2="x2", y2="y2", color="c"))
    return made


def _dots(marks: Sequence[Dot]) -> list[dict[str, Any]]:
    made = []
    for (shape, width), group in _grouped(marks, "shape", "stroke_width").items():
        rows = [
            {"x": _rounded(m.x), "y": _rounded(m.y), "s": _rounded(math.pi * m.radius**2)}
            | {"f": m.fill, "c": m.stroke}
            for m in group
        ]
        style = {"shape": shape, "strokeWidth": width, "opacity": 1}
        made.append(_layer("point", style, rows, size="s", fill="f", stroke="c"))
    return made


def layers(marks: Iterable[Mark]) -> list[Part]:
    """Return layers for marks in pixels: boxes below lines below dots below texts."""
    marks = list(marks)
    return [
        *_boxes([m for m in marks if isinstance(m, Box)]),
        *_strokes([m for m in marks if isinstance(m, Stroke)]),
        *_dots([m for m in marks if isinstance(m, Dot)]),
        *_texts([m for m in marks if isinstance(m, Text)]),
    ]


def draw(parts: Sequence[Part], frame: Frame, lang: str) -> str:
    """Return the SVG of ``parts``, one above the other, in ``frame``; the same input gives the same bytes."""
    import vl_convert

    fonts.register()
    spec = {
        "$schema": alt.SCHEMA_URL,
        "width": _rounded(frame.width),
        "height": _rounded(frame.height),
        "padding": {side: _rounded(getattr(frame, side)) for side in ("left", "right", "top", "bottom")},
        "autosize": {"type": "none"},
        "config": _CONFIG,
        "layer": [part if isinstance(part, dict) else _plain(part) for part in parts],
    }
    # A sign that no XML can hold would end the whole process inside the engine, not just this drawing.
    return _slim(vl_convert.vegalite_to_svg(_drawable(spec), format_locale=_LOCALES[lang]))


def _drawable(spec: Any) -> Any:
    """Return a specification with every text freed of the signs that the engine cannot draw."""
    if isinstance(spec, dict):
        return {key: _drawable(value) for key, value in spec.items()}
    if isinstance(spec, list):
        return [_drawable(value) for value in spec]
    return clean(spec) if isinstance(spec, str) else spec


def _plain(part: alt.Chart) -> dict[str, Any]:
    """Return an Altair layer's own specification, with its rows beside it rather than in a shared store."""
    spec: dict[str, Any] = part.to_dict(validate=False)
    kept = {name: spec[name] for name in ("mark", "encoding", "projection") if name in spec}
    rows = spec["datasets"][spec["data"]["name"]] if "name" in spec["data"] else spec["data"]["values"]
    return kept | {"data": {"values": rows}}


_NEEDLESS = re.compile(r' (?:class|role|aria-[a-z]+|pointer-events|font-family|stroke-miterlimit)="[^"]*"| opacity="1"')
_NOTHING = re.compile(r'<path(?: d=""| d="M0,0h0v0h0Z"| display="none")+ ?/>|<g></g>')
_LONG = re.compile(r"-?\d+\.\d{3,}(?:e-?\d+)?")


_TAG = re.compile(r"<[^>]+>")


def _short(found: re.Match[str]) -> str:
    return f"{float(found.group()):.2f}".rstrip("0").rstrip(".")


def _slim(text: str) -> str:
    """Drop what no reader or printer needs: class names, repeated fonts, digits beyond a hundredth of a pixel."""
    text = _NEEDLESS.sub("", text)
    text = _TAG.sub(lambda tag: _LONG.sub(_short, tag.group()), text)
    for _ in range(4):
        text = _NOTHING.sub("", text)
    return text.replace("<svg ", f'<svg font-family="{fonts.FAMILY}" ', 1)


def steps(low: float, high: float, count: int) -> list[float]:
    """Return round numbers (1, 2 or 5 times a power of ten apart) within ``low`` and ``high``, about ``count``."""
    rough = (high - low) / max(count, 1)
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * m for m in (1, 2, 5, 10) if power * m >= rough * 0.999)
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    return [round(i * step, 12) for i in range(first, last + 1)]


def shown(value: float, kind: str, decimals: int, lang: str) -> str:
    """Return a value for a label: a number, or a percentage with its sign, as ``lang`` writes it."""
    if kind == "percent":
        return number(100 * value, lang, decimals=decimals) + "%"
    return number(value, lang, decimals=decimals)


def pattern(ticks: Sequence[float], kind: str) -> str:
    """Return the axis's number pattern: no more decimals than its ticks need."""
    scale = 100 if kind == "percent" else 1
    need = next((d for d in range(6) if all(abs(round(t * scale, d) - t * scale) < 1e-9 for t in ticks)), 6)
    return f",.{need}{'%' if kind == 'percent' else 'f'}"
