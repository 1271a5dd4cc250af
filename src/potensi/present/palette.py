"""Colours of charts and maps: few, told apart by readers who do not see red and green, and in grey print.

Teal, sky blue, amber and grey differ in lightness as well as in hue; nothing is said by red against green.
"""

from __future__ import annotations

INK = "#1d2a33"
MUTED = "#566470"
FAINT = "#8b97a1"
GRID = "#e4e8eb"
BAND = "#f0f2f4"
PAPER = "#ffffff"

TEAL = "#00695c"
SKY = "#469cd9"
AMBER = "#d98200"
GREY = "#8a959f"
PALE = "#b9c2ca"

# In the order upper right, upper left, lower right, lower left of a quadrant chart.
QUADRANTS = (TEAL, SKY, AMBER, GREY)
GROUPS = {
    "leading": TEAL,
    "rising": SKY,
    "declining_base": AMBER,
    "lagging": GREY,
    "advanced_growing": TEAL,
    "potential": SKY,
    "advanced_pressed": AMBER,
    "behind": GREY,
}
PARTS = (PALE, AMBER, TEAL)
LINES = (SKY, AMBER, GREY, "#6b4e9b", "#7a5c00")
FILLS = (TEAL, SKY, AMBER, GREY, "#6b4e9b", "#9fd3c7")

SEQUENTIAL = ("#e0f1ee", "#a9d8d0", "#66b6aa", "#1d7f73", "#00524a")
DIVERGING = ("#b86b00", "#efbd70", "#f3f1ec", "#8ac8bf", "#00695c")
MISSING = "#e9ecef"


def luminance(colour: str) -> float:
    """Return the relative luminance (0 black to 1 white) of ``#rrggbb``, by WCAG 2's formula."""
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ink_on(colour: str) -> str:
    """Return the letter colour, dark or white, that reads better on ``colour``."""
    light = luminance(colour)
    on_white = 1.05 / (light + 0.05)
    on_dark = (light + 0.05) / (luminance(INK) + 0.05)
    return PAPER if on_white > on_dark else INK
