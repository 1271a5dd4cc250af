"""What the writes of ideas share."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import models

from potensi.web.actor import Actor
from potensi.web.ideas.models import Idea
from potensi.web.people.models import Agency


def locked(idea: Idea) -> Idea:
    """Return the idea as it is stored now, held until this write is done: what it may do depends on its parts."""
    return Idea.objects.select_for_update().get(pk=idea.pk)


def plain(record: models.Model, *names: str) -> dict[str, Any]:
    """Return fields as plain values for the audit trail; a record by its name."""
    return {name: _plain(getattr(record, name)) for name in names}


def line(text: str) -> str:
    """Return one line without superfluous blanks."""
    return " ".join(text.split())


def office_in(actor: Actor, agency: Agency) -> int | None:
    """Return the office that an actor holds in an agency today."""
    return next((each.office for each in actor.held if each.agency == agency.pk), None)


def head_office_in(actor: Actor, agency: Agency) -> int | None:
    """Return the office in which an actor leads an agency today, an acting head included."""
    there = [each for each in actor.held if each.agency == agency.pk]
    return next((each.office for each in there if each.head), office_in(actor, agency))


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value)
    return value if value is None or isinstance(value, bool | int | str) else str(value)
