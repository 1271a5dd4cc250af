"""Where a person's name stands in other people's words: each app says how it is taken out of its own.

When an account is erased, lists and credits follow by themselves; words that were written with the name do not.
"""

from __future__ import annotations

from collections.abc import Callable

from potensi.web.people.models import User

_TAKERS: list[Callable[[User], None]] = []


def register(take: Callable[[User], None]) -> None:
    """Have ``take`` called with the person, still named, inside the transaction that erases their account."""
    if take not in _TAKERS:
        _TAKERS.append(take)


def take_name_out(user: User) -> None:
    """Take the person's name out of every app's words."""
    for take in _TAKERS:
        take(user)
