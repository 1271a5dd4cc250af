"""What a rule answers: yes, or no with the reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from potensi.errors import PotensiError
from potensi.language import DEFAULT_LANGUAGE, say


@dataclass(frozen=True)
class Verdict:
    """The answer of a rule; where it is no, ``reason`` names the sentence in ``words/rules.toml`` that says why."""

    allowed: bool
    reason: str = ""

    def __bool__(self) -> bool:
        return self.allowed

    def message(self, lang: str = DEFAULT_LANGUAGE) -> str:
        """Return the reason of a refusal as a sentence."""
        return say(f"rules.{self.reason}", lang) if self.reason else ""


YES = Verdict(True)


def no(reason: str) -> Verdict:
    """Return a refusal for ``reason``."""
    return Verdict(False, reason)


def yes_if(condition: bool, reason: str) -> Verdict:
    """Return yes where ``condition`` holds, else a refusal for ``reason``."""
    return YES if condition else no(reason)


class Forbidden(PotensiError):
    """The actor may see the object and still may not do this; the sentence says why."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__("forbidden")
        self.verdict = verdict

    def message(self, lang: str = DEFAULT_LANGUAGE) -> str:
        """Return the reason as a sentence."""
        return self.verdict.message(lang)


class Invalid(PotensiError):
    """What was asked for cannot be done as things stand; the sentence (``words/rules.toml``) says why."""

    def __init__(self, reason: str, **params: Any) -> None:
        super().__init__("invalid", **params)
        self.reason = reason

    def message(self, lang: str = DEFAULT_LANGUAGE) -> str:
        """Return the reason as a sentence."""
        return say(f"rules.{self.reason}", lang, **self.params)


def require(verdict: Verdict) -> None:
    """Raise Forbidden unless the rule said yes."""
    if not verdict:
        raise Forbidden(verdict)
