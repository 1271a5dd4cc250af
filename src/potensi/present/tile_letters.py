"""The letters on a map's tiles: names where they fit, three letters where they do not."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence

from potensi.present.fonts import text_width, wrap

# Tiles narrower than this carry no letters.
SMALLEST_LABELLED = 22.0
_SMALLEST_LETTERS = 9.5


def name_size(labels: Sequence[tuple[str, bool]], room: float) -> float:
    """Return the largest letter size at which every name fits its tile in three lines; 0 where none does.

    ``labels`` pairs each name with whether it is set in bold.
    """
    words = [(word, bold) for label, bold in labels for word in label.split()] or [("?", False)]
    most = max(text_width(word, 1, 1.06 if bold else 1) for word, bold in words)
    size = min(12.0, math.floor(2 * room / most) / 2)
    fits = size >= _SMALLEST_LETTERS and all(len(wrap(label, size, room)) <= 3 for label, _ in labels)
    return size if fits else 0.0


def short_lines(label: str, short: str, side: float) -> list[tuple[str, float]]:
    """Return the lines of a short form with their letter sizes; a city says so above, where there is room."""
    letters = min(12.0, math.floor(side / 2.2))
    if _is_city(label) and side >= 30:
        return [("Kota", min(9.0, letters)), (short, letters)]
    return [(short, letters)]


def _is_city(label: str) -> bool:
    return label.startswith("Kota ") and len(label) > 5


def abbreviations(labels: Iterable[str]) -> dict[str, str]:
    """Return a three-letter form of each name: its first letter and two that follow, consonants first.

    No two names of the same kind (city or not) share one as long as letters last.
    """
    found: dict[str, str] = {}
    used: set[tuple[bool, str]] = set()
    for label in sorted(set(labels)):
        city = _is_city(label)
        name = re.sub(r"[^\w]", "", label.removeprefix("Kota ").removeprefix("Kab. ").removeprefix("Kabupaten "))
        choice = next((short for short in _choices(name) if (city, short) not in used), name[:3] or "?")
        used.add((city, choice))
        found[label] = choice
    return found


def _choices(name: str) -> Iterable[str]:
    if len(name) <= 3:
        yield name
        return
    rest = name[1:].lower()
    hard = [letter for letter in rest if letter not in "aeiou"]
    for letters in (hard, list(rest)):
        for i in range(len(letters)):
            for j in range(i + 1, len(letters)):
                yield name[0].upper() + letters[i] + letters[j]
    yield name[:3]
