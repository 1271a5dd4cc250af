"""Which region or industry somebody means: codes, names, usual spellings; near ones are offered, never decided."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from potensi.codes import CodeList, industries, key, regions

EXACT, PART = 100.0, 92.0
_LONGEST = 100
_LEAST_PART = 3
_WORTH_NAMING = 55.0


@dataclass(frozen=True)
class Hit:
    """One thing that may be meant: "region" or "industry", its code and name, and how near it is (0 … 100)."""

    kind: str
    code: str
    name: str
    score: float

    @property
    def exact(self) -> bool:
        """Whether it is what was typed, and not merely close to it."""
        return self.score >= EXACT


@dataclass(frozen=True)
class Known:
    """What a data set calls its regions and industries: code → name, in the reader's language."""

    regions: Mapping[str, str]
    industries: Mapping[str, str]


def find(text: str, known: Known, *, count: int = 8) -> list[Hit]:
    """Return what ``text`` may mean, the likeliest first; exact hits alone where there are any."""
    wanted = text.strip()[:_LONGEST]
    if not wanted:
        return []
    found = [
        *_hits("region", wanted, regions(), known.regions),
        *_hits("industry", wanted, industries(), known.industries),
    ]
    exact = [hit for hit in found if hit.exact]
    best = exact or [hit for hit in found if hit.score >= _WORTH_NAMING]
    return sorted(best, key=lambda hit: (-hit.score, hit.kind == "industry", hit.code))[:count]


def official_code(address: str, known: Iterable[str]) -> str | None:
    """Return the official code that an address means in another way (35.10, a name), if it is one of ``known``."""
    code = regions().find(address.replace("-", " ").replace("_", " ")) or regions().find(address)
    return code if code is not None and code != address and code in set(known) else None


def _hits(kind: str, wanted: str, listed: CodeList, own: Mapping[str, str]) -> list[Hit]:
    scores = {code: score for code, _, score in listed.nearest(wanted, count=12)}
    plain = key(wanted)
    for code, name in own.items():
        scores[code] = max(scores.get(code, 0.0), _score(plain, wanted, code, name))
    names = {code: own.get(code) or listed.name(code) for code in scores}
    return [Hit(kind, code, names[code], score) for code, score in scores.items()]


def _score(plain: str, wanted: str, code: str, name: str) -> float:
    from rapidfuzz import fuzz

    called = key(name)
    if wanted.casefold() == code.casefold() or plain == called:
        return EXACT
    if len(plain) >= _LEAST_PART and (called.startswith(plain) or f" {plain}" in called):
        return PART
    return fuzz.ratio(plain, called)
