"""What can go wrong, as records: a code, its parameters, where it stands, and what to do about it.

Nothing here holds a sentence. The sentences live in ``words/*.toml`` under the same code, in every
language, and are put together by :mod:`potensi.language` when somebody is there to read them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from potensi.language import DEFAULT_LANGUAGE, knows, number, say

# So many problems fit a terminal; `potensi check` lists them all.
_SAID = 20


@dataclass(frozen=True)
class Problem:
    """One thing wrong with some data: where it stands, what was found, what to do.

    The sentences speak to somebody at a command line; where another ``surface`` ("web") needs other words, they
    stand beside as ``message_web`` and ``hint_web``.
    """

    code: str
    file: str = ""
    sheet: str | None = None
    cell: str | None = None
    value: str | None = None
    params: Mapping[str, Any] = field(default_factory=dict)

    def message(self, lang: str = DEFAULT_LANGUAGE, *, surface: str = "") -> str:
        """Return the sentence that says what was found and what was expected."""
        return self._sentence("message", lang, surface)

    def hint(self, lang: str = DEFAULT_LANGUAGE, *, surface: str = "") -> str:
        """Return the sentence that says what to do."""
        return self._sentence("hint", lang, surface)

    def place(self) -> str:
        """Return where it stands, to go before the sentence ("Sheet1!B12: "); nothing where it has no cell."""
        return "!".join(filter(None, [self.sheet, self.cell])) + ": " if self.cell else ""

    def as_dict(self, lang: str = DEFAULT_LANGUAGE, *, surface: str = "") -> dict[str, Any]:
        """Return the problem as plain values, ready for JSON."""
        return {
            "code": self.code,
            "file": self.file,
            "sheet": self.sheet,
            "cell": self.cell,
            "value": self.value,
            "message": self.message(lang, surface=surface),
            "hint": self.hint(lang, surface=surface),
        }

    def _sentence(self, kind: str, lang: str, surface: str) -> str:
        key = f"problems.{self.code}.{kind}"
        own = f"{key}_{surface}"
        params = {name: _readable(name, value, lang) for name, value in self._parameters().items()}
        return say(own if surface and knows(own) else key, lang, **params)

    def _parameters(self) -> dict[str, Any]:
        where = {"file": self.file, "sheet": self.sheet, "cell": self.cell, "value": self.value}
        return where | dict(self.params)


def _readable(name: str, value: Any, lang: str) -> Any:
    """Return a figure or a count as the reader writes it, with the decimals it has; years stay as they are."""
    figure = isinstance(value, float) and math.isfinite(value)
    if not figure and not (name == "count" and isinstance(value, int)):
        return value
    digits = f"{value:.6f}".rstrip("0").partition(".")[2]
    return number(value, lang, decimals=len(digits))


def _in_language(params: Mapping[str, Any], lang: str) -> dict[str, Any]:
    """Return the parameters with ``x_id`` or ``x_en`` standing for ``x`` as well."""
    own = {key.removesuffix(f"_{lang}"): text for key, text in params.items() if key.endswith(f"_{lang}")}
    return dict(params) | own


class PotensiError(Exception):
    """Base of every error that Potensi raises on purpose; ``code`` names its sentence in ``words/errors.toml``."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.params = params

    def message(self, lang: str = DEFAULT_LANGUAGE) -> str:
        """Return the error as one sentence; a parameter ``x_id`` or ``x_en`` is ``x`` in that language."""
        return say(f"errors.{self.code}", lang, **_in_language(self.params, lang))

    def __str__(self) -> str:
        return self.message("en")


class UsageError(PotensiError):
    """The question itself cannot be asked this way (an unknown region, a year that is not there)."""


class DataProblems(PotensiError):
    """The data were refused; ``problems`` holds every reason at once."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("data_problems", count=len(self.problems))

    def message(self, lang: str = DEFAULT_LANGUAGE) -> str:
        """Return a headline followed by the problems, one a line with its place; how many more there are."""
        lines = [super().message(lang)]
        lines += [
            f"- {problem.place()}{problem.message(lang)} {problem.hint(lang)}" for problem in self.problems[:_SAID]
        ]
        if len(self.problems) > _SAID:
            more = {"count": number(len(self.problems) - _SAID, lang), "file": self.problems[0].file}
            lines.append(say("errors.data_problems_more", lang, **more))
        return "\n".join(lines)


@dataclass(frozen=True)
class Refusal:
    """A method that these data cannot bear: which one, for what, and why (``words/refusals.toml``)."""

    method: str
    code: str
    region: str | None = None
    activity: str | None = None
    params: Mapping[str, Any] = field(default_factory=dict)

    def message(self, lang: str = DEFAULT_LANGUAGE) -> str:
        """Return the reason as a sentence; a parameter ``x_id`` or ``x_en`` is ``x`` in that language."""
        about = {"method": self.method, "region": self.region, "activity": self.activity}
        return say(f"refusals.{self.code}", lang, **_in_language(about | dict(self.params), lang))
