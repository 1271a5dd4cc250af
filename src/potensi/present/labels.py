"""Where labels go: beside their points, over nothing else, the same way every time."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

# Right first, then left, then the corners, then above and below: as people read.
_ANGLES = (0, 180, 30, 150, -30, -150, 90, -90, 60, 120, -60, -120)
_REACHES = (3.0, 9.0, 18.0, 30.0)
# From this distance on a thin line ties the label to its point.
LEADER_FROM = 8.0


@dataclass(frozen=True)
class Rectangle:
    """A rectangle in pixels, y downward."""

    x: float
    y: float
    x2: float
    y2: float

    def meets(self, other: Rectangle) -> bool:
        """Whether the two overlap."""
        return self.x < other.x2 and other.x < self.x2 and self.y < other.y2 and other.y < self.y2

    def within(self, other: Rectangle) -> bool:
        """Whether this one lies wholly inside ``other``."""
        return self.x >= other.x and self.y >= other.y and self.x2 <= other.x2 and self.y2 <= other.y2


@dataclass(frozen=True)
class Spot:
    """A point that wants a label of a size: centre, radius, label width and height."""

    x: float
    y: float
    radius: float
    width: float
    height: float

    def circle(self) -> Rectangle:
        """The rectangle around the point."""
        r = self.radius
        return Rectangle(self.x - r, self.y - r, self.x + r, self.y + r)


@dataclass(frozen=True)
class Placed:
    """A label's rectangle and how far it stands off its point's rim."""

    box: Rectangle
    reach: float


def _candidate(spot: Spot, angle: float, reach: float) -> Rectangle:
    cos, sin = math.cos(math.radians(angle)), -math.sin(math.radians(angle))
    # The label's nearest edge or corner lies on a ring around the point.
    x = spot.x + (spot.radius + reach) * cos
    y = spot.y + (spot.radius + reach) * sin
    left = x if cos > 0.3 else x - spot.width if cos < -0.3 else x - spot.width / 2
    top = y - spot.height / 2 if abs(sin) < 0.3 else y if sin > 0 else y - spot.height
    return Rectangle(left, top, left + spot.width, top + spot.height)


def place(
    spots: Sequence[Spot],
    bounds: Rectangle,
    taken: Sequence[Rectangle] = (),
    *,
    reaches: Sequence[float] = _REACHES,
) -> list[Placed | None]:
    """Return for each spot where its label goes, or None where there is no free room beside it.

    Greedy, the most crowded spots first; no label overlaps a point, another label, or what is ``taken``.
    The answer depends on the spots alone, ties going to the earlier one.
    """
    circles = [spot.circle() for spot in spots]
    crowd = [sum(math.dist((s.x, s.y), (o.x, o.y)) < 60 for o in spots) for s in spots]
    placed: list[Placed | None] = [None] * len(spots)
    full = list(taken)
    for i in sorted(range(len(spots)), key=lambda i: (-crowd[i], i)):
        others = full + circles[:i] + circles[i + 1 :]
        found = _first_free(spots[i], bounds, others, reaches)
        placed[i] = found
        if found:
            full.append(found.box)
    return placed


def _first_free(spot: Spot, bounds: Rectangle, others: Sequence[Rectangle], reaches: Sequence[float]) -> Placed | None:
    for reach in reaches:
        for angle in _ANGLES:
            box = _candidate(spot, angle, reach)
            if box.within(bounds) and not any(box.meets(other) for other in others):
                return Placed(box, reach)
    return None


def spread(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Return the ``wanted`` positions moved as little as needed to stand ``gap`` apart within low..high.

    Order is kept. Where they cannot all fit, they stand evenly from ``low`` on.
    """
    order = sorted(range(len(wanted)), key=lambda i: (wanted[i], i))
    if (len(wanted) - 1) * gap > high - low:
        gap = (high - low) / max(len(wanted) - 1, 1)
    at = [min(max(wanted[i], low), high) for i in order]
    for i in range(1, len(at)):
        at[i] = max(at[i], at[i - 1] + gap)
    ceiling = high
    for i in range(len(at) - 1, -1, -1):
        at[i] = min(at[i], ceiling)
        ceiling = at[i] - gap
    moved = [0.0] * len(wanted)
    for i, position in zip(order, at, strict=True):
        moved[i] = position
    return moved
