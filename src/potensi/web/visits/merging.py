"""What several people saw, merged into the draft of one practice card: everybody's every word, each with its name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from potensi.language import say

# Which answers of an observation go into which text of a card; every answer goes somewhere.
TEXTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "what": ("saw",),
        "works_because": ("works_because",),
        "cost": ("cost",),
        "limits": ("not_at_home",),
        "needs": ("take_home",),
    }
)


@dataclass(frozen=True)
class Voice:
    """Somebody, as they are credited, and their answers by field."""

    who: str
    answers: Mapping[str, str]


def merged(voices: Iterable[Voice], lang: str) -> dict[str, str]:
    """Return the texts of a card: a line for each answer with who gave it; the same answer twice has both names.

    >>> merged([Voice("Joko", {"saw": "Satu loket."}), Voice("Nia", {"saw": "Satu loket."})], "id")["what"]
    '– Satu loket. (Joko; Nia)'
    """
    people = list(voices)
    return {text: _lines(people, fields, lang) for text, fields in TEXTS.items()}


def joined(text: str, more: str) -> str:
    """Return a text with further lines below it."""
    return "\n".join(part for part in (text, more) if part)


def _lines(people: list[Voice], fields: tuple[str, ...], lang: str) -> str:
    said: dict[str, list[str]] = {}
    for each in people:
        for name in fields:
            words = written(each.answers.get(name, ""))
            if words:
                said.setdefault(words, []).append(each.who)
    return "\n".join(_line(words, who, lang) for words, who in said.items())


def _line(words: str, who: list[str], lang: str) -> str:
    return say("visits_practices.merged.line", lang, words=words, who="; ".join(dict.fromkeys(who)))


def written(text: str) -> str:
    """Return a text with plain line ends and without blanks around it."""
    return text.replace("\r\n", "\n").strip()
