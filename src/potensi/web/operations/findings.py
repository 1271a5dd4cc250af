"""What ``potensi doctor`` finds: one thing looked at, how it is, and a sentence about it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from potensi.language import number, say

FINE, NOTE, WRONG = "fine", "note", "wrong"


@dataclass(frozen=True)
class Finding:
    """One thing looked at: ``state`` is fine, note (worth knowing) or wrong (to be mended)."""

    code: str
    state: str
    params: dict[str, Any] = field(default_factory=dict)
    variant: str = ""

    def message(self, lang: str) -> str:
        """Return how it is and, where it is not fine, what to do."""
        key = f"operations.doctor.{self.code}.{self.variant or self.state}"
        shown = {name: _shown(value, lang) for name, value in self.params.items()}
        return say(key, lang, **shown)

    def as_dict(self, lang: str) -> dict[str, Any]:
        """Return it as plain values."""
        return {"code": self.code, "state": self.state, "message": self.message(lang)}


def fine(code: str, variant: str = "", **params: Any) -> Finding:
    """Return that a thing is as it should be."""
    return Finding(code, FINE, params, variant)


def note(code: str, variant: str = "", **params: Any) -> Finding:
    """Return what is worth knowing about a thing."""
    return Finding(code, NOTE, params, variant)


def wrong(code: str, variant: str = "", **params: Any) -> Finding:
    """Return that a thing must be mended."""
    return Finding(code, WRONG, params, variant)


def _shown(value: Any, lang: str) -> Any:
    return number(value, lang) if isinstance(value, int) and not isinstance(value, bool) else value
