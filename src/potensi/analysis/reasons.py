"""A reason is a code and its parameters; its sentence stands in ``words/reasons.toml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from potensi.language import DEFAULT_LANGUAGE, LANGUAGES, number, percent, say
from potensi.panel import Panel

PERCENTAGES = ("shift", "shift_ours", "activity_shift", "stability", "share")
DECIMALS = {"similarity": 2, "km": 0, "hours": 1, "years": 1, "value": 2, "peer_value": 2, "gap": 2,
            "hits": 2, "luck": 2, "low": 2, "high": 2, "theirs": 2}  # fmt: skip


def names_of(panel: Panel, *, region: str | None = None, activity: str | None = None) -> dict[str, str]:
    """Return the parameters that name a region and an activity in every language."""
    found = {} if region is None else {"region": panel.region_name(region)}
    if activity is not None:
        found |= {f"activity_{lang}": panel.activity_name(activity, lang) for lang in LANGUAGES}
    return found


@dataclass(frozen=True)
class Reason:
    """Why something is said of a region: a code, and plain parameters (numbers unformatted)."""

    region: str
    code: str
    params: Mapping[str, Any] = field(default_factory=dict)

    def message(self, lang: str = DEFAULT_LANGUAGE) -> str:
        """Return the reason as one sentence, numbers and names as the reader writes them."""
        shown = {name: _shown(name, value, lang) for name, value in self.params.items()}
        shown |= {name.removesuffix(f"_{lang}"): text for name, text in shown.items() if name.endswith(f"_{lang}")}
        return say(f"reasons.{self.code}", lang, **shown)


def _shown(name: str, value: Any, lang: str) -> Any:
    if name in PERCENTAGES:
        return percent(value, lang)
    if name in DECIMALS:
        return number(value, lang, decimals=DECIMALS[name])
    return value
