"""Every write is a service: one function, one transaction, one row in the audit trail.

A service is a function with keyword-only parameters, one of which is ``actor``; it checks its rule, writes,
and returns a :class:`Change`. The decorator opens the transaction, writes the audit row and hands back the result:
a write without its row, or a row without its write, cannot happen.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Generic, ParamSpec, TypeVar

from django.db import models, transaction

from potensi.web.actor import Actor
from potensi.web.audit.models import AuditRow

P = ParamSpec("P")
T = TypeVar("T")

# Every service by its action ("dataset.published"), so that a test can walk them all.
SERVICES: dict[str, Callable[..., Any]] = {}


@dataclass(frozen=True)
class Change(Generic[T]):
    """What a service did: its result, the object it concerns, and that object before and after, as plain values.

    ``region`` is the region concerned (who may read the row follows from it); ``public`` values only: never put a
    password, token, NIP, NIK or telephone into ``before`` or ``after``.
    """

    result: T
    target: models.Model | None = None
    region: str | None = None
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)


def service(action: str) -> Callable[[Callable[P, Change[T]]], Callable[P, T]]:
    """Make a function a service named ``action``: one transaction and one audit row for every call.

    The keyword ``why`` (if the function takes one) is the reason that the audit row keeps.
    """

    def decorate(function: Callable[P, Change[T]]) -> Callable[P, T]:
        @functools.wraps(function)
        def call(*args: P.args, **kwargs: P.kwargs) -> T:
            with transaction.atomic():
                change = function(*args, **kwargs)
                record(action, change, actor=kwargs["actor"], why=str(kwargs.get("why") or ""))  # type: ignore[arg-type]
            return change.result

        SERVICES[action] = call
        return call

    return decorate


def record(action: str, change: Change[Any], *, actor: Actor, why: str = "") -> AuditRow:
    """Write the row of one write. Call it inside the write's own transaction."""
    held = actor.office_for(change.region)
    target = change.target
    return AuditRow.objects.create(
        action=action,
        user_id=actor.user,
        office=f"{held.title}, {held.agency_name}"[:300] if held else "",
        region=change.region or "",
        target_kind=target._meta.model_name if target is not None else "",
        target_id=str(target.pk) if target is not None and target.pk is not None else "",
        target_name=str(target)[:300] if target is not None else "",
        before=change.before,
        after=change.after,
        why=why,
    )


def forget(objects: Iterable[models.Model]) -> None:
    """Take the names of a person, and of what they named, out of the rows about them, when an account is erased.

    That somebody did something stays, as does what; the account's number leads to nobody any more.
    """
    for each in objects:
        AuditRow.objects.filter(target_kind=each._meta.model_name, target_id=str(each.pk)).update(target_name="")


def forget_words(objects: Iterable[models.Model], words: str, instead: str) -> None:
    """Replace words (a person's name) in what the rows about some objects keep of them before and after."""
    for each in objects:
        for row in AuditRow.objects.filter(target_kind=each._meta.model_name, target_id=str(each.pk)):
            row.before, row.after = (_without(kept, words, instead) for kept in (row.before, row.after))
            row.save(update_fields=["before", "after"])


def _without(kept: Any, words: str, instead: str) -> Any:
    if isinstance(kept, str):
        return kept.replace(words, instead)
    if isinstance(kept, dict):
        return {key: _without(value, words, instead) for key, value in kept.items()}
    return [_without(value, words, instead) for value in kept] if isinstance(kept, list) else kept
