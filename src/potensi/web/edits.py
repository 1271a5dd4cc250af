"""Two people edit one text: the later is shown what the earlier changed, and nobody's words vanish."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from django import forms
from django.db import models

from potensi.errors import PotensiError
from potensi.language import DEFAULT_LANGUAGE, say

M = TypeVar("M", bound=models.Model)
SAME, ADDED, REMOVED = "same", "added", "removed"


@dataclass(frozen=True)
class Piece:
    """Some words, and whether both texts have them, only the new one or only the stored one."""

    words: str
    kind: str


@dataclass(frozen=True)
class Difference:
    """One field that differs: what is stored by now, what was sent, and word by word what changed between them."""

    field: str
    stored: str
    sent: str
    pieces: tuple[Piece, ...]


class Outdated(PotensiError):
    """Somebody saved this while it was being edited. Nothing was written; ``differences`` say what differs."""

    def __init__(self, stored: models.Model, differences: tuple[Difference, ...]) -> None:
        super().__init__("outdated")
        self.stored = stored
        self.revision: int = stored.revision  # type: ignore[attr-defined]
        self.differences = differences

    def message(self, lang: str = DEFAULT_LANGUAGE) -> str:
        """Return the sentence that says so."""
        return say("web.outdated.lead", lang)


class RevisionForm(forms.Form):
    """A form that remembers which revision of a record it began from."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


def hold(record: M, revision: int, sent: Mapping[str, Any]) -> M:
    """Lock a record for a change begun from ``revision`` and return it as it is stored now.

    ``sent`` are the new values by field. Call it inside a service; save the record with the next revision.
    Raises Outdated where somebody else has saved since and something differs.
    """
    stored = type(record)._base_manager.select_for_update().get(pk=record.pk)
    if stored.revision != revision:  # type: ignore[attr-defined]
        raise Outdated(stored, differences(stored, sent))
    return stored


def differences(stored: models.Model, sent: Mapping[str, Any]) -> tuple[Difference, ...]:
    """Return the fields whose stored value is not what was sent, word by word."""
    found = []
    for name, value in sent.items():
        there, new = _text(getattr(stored, name)), _text(value)
        if there != new:
            found.append(Difference(name, there, new, tuple(pieces(there, new))))
    return tuple(found)


def pieces(stored: str, sent: str) -> Iterable[Piece]:
    """Yield the words of both texts in order: those in both, only stored, only sent."""
    before, after = re.findall(r"\s+|\S+", stored), re.findall(r"\s+|\S+", sent)
    for act, a, b, c, d in difflib.SequenceMatcher(a=before, b=after, autojunk=False).get_opcodes():
        if act == "equal":
            yield Piece("".join(before[a:b]), SAME)
            continue
        if a < b:
            yield Piece("".join(before[a:b]), REMOVED)
        if c < d:
            yield Piece("".join(after[c:d]), ADDED)


def _text(value: Any) -> str:
    return "" if value is None else str(value.pk if isinstance(value, models.Model) else value)
