"""Sentences and numbers in the reader's language; the only module that knows Babel.

Every sentence that a person reads stands in ``words/NAME.toml`` as ``[key]`` with ``id`` and ``en``;
code asks for it by ``say("NAME.key", lang, **parameters)``.
"""

from __future__ import annotations

import math
import tomllib
from functools import cache
from importlib import resources
from typing import Any

LANGUAGES = ("id", "en")
DEFAULT_LANGUAGE = "id"


@cache
def _words(name: str) -> dict[str, Any]:
    text = resources.files("potensi").joinpath("words", f"{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def say(key: str, lang: str = DEFAULT_LANGUAGE, **params: Any) -> str:
    """Return the sentence ``key`` ("file.section.key") in ``lang`` with its parameters filled in.

    Parameters that are floats or integers above 9,999 should be passed as text made by :func:`number`.
    Raises ``KeyError`` for an unknown key or a parameter that the sentence names and the caller forgot.
    """
    name, *path = key.split(".")
    node: Any = _words(name)
    for step in path:
        node = node[step]
    text: str = node[lang]
    return text.format(**params)


def knows(key: str) -> bool:
    """Return whether there is a sentence ``key``."""
    name, *path = key.split(".")
    node: Any = _words(name)
    for step in path:
        node = node.get(step)
        if node is None:
            return False
    return True


def number(value: float | int | None, lang: str = DEFAULT_LANGUAGE, *, decimals: int = 0) -> str:
    """Return ``value`` as the reader writes it: 1.234,5 in Indonesian, 1,234.5 in English.

    Missing (None) gives "…", undefined (NaN) gives "–": two different facts.
    """
    if value is None:
        return "…"
    if isinstance(value, float) and math.isnan(value):
        return "–"
    from babel.numbers import format_decimal

    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    text = format_decimal(value, format=pattern, locale=lang)
    return text.replace("-", "−") if text.strip("-0.,") else text.lstrip("-")


def percent(fraction: float | None, lang: str = DEFAULT_LANGUAGE, *, decimals: int = 1) -> str:
    """Return a fraction as a percentage: 0.0512 → "5,1 persen" / "5.1 percent"."""
    shown = number(None if fraction is None else fraction * 100, lang, decimals=decimals)
    return shown if shown in ("…", "–") else f"{shown} {'persen' if lang == 'id' else 'percent'}"
