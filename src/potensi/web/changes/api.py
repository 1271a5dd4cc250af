"""What changed after a visit, for programs: the counts, and the records behind each."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Field, Query, Router, Schema

from potensi.web.changes.queries import STEPS, Step, what_changed
from potensi.web.changes.scopes import scope_of
from potensi.web.changes.shown import part_of
from potensi.web.routers import Page, actor_of_request

router = Router(tags=["changes"])
Kind = Literal["visit", "cohort", "host", "region"]


class StepOut(Schema):
    """One number, with the first and last day of the records behind it."""

    step: str
    count: int
    first: date | None
    last: date | None


class RegionOut(Schema):
    """What the people of one region did."""

    region: str
    name: str
    participants: int
    observations: int
    take_homes: int
    adoptions: int
    ideas: int


class ChangedOut(Schema):
    """The whole answer, as of ``day``."""

    kind: Kind
    key: str
    name: str
    sample: bool = Field(description="Whether all of it is an invented example.")
    day: date
    chain: list[StepOut]
    late: list[StepOut]
    never_shared: int = Field(description="Agencies that sent somebody and have not shared an idea yet.")
    cost: int | None = Field(description="Rupiah, of the visits whose cost is stated. null: of none.")
    cost_unstated: int = Field(description="Visits whose cost is not stated.")
    cost_per_adoption: int | None = Field(description="Rupiah. null: it cannot be told.")
    regions: list[RegionOut]


class RecordOut(Schema):
    """One record behind a number."""

    title: str
    about: str
    day: date | None
    url: str = Field(description="Its page; empty: it has none.")


class Records(Schema):
    """Records behind a number: ``count`` of those open to you; ``withheld`` are not."""

    count: int
    withheld: int
    items: list[RecordOut]


@router.get("/changes/{kind}/{key}", response=ChangedOut, summary="What changed after a visit")
def changed(request: HttpRequest, kind: Kind, key: str) -> dict[str, Any]:
    """Return the counts of a visit, a cohort (by number), a host or a learning region (by code)."""
    scope = scope_of(actor_of_request(request), kind, key)
    found = what_changed(scope, timezone.localdate())
    return {
        "kind": kind,
        "key": key,
        "name": scope.name,
        "sample": scope.sample,
        "day": found.day,
        "chain": [_step(step) for step in found.chain],
        "late": [_step(step) for step in found.late],
        "never_shared": found.never_shared,
        "cost": found.cost.stated,
        "cost_unstated": found.cost.unstated,
        "cost_per_adoption": found.per_adoption,
        "regions": [vars(row) | {"region": row.code} for row in found.regions],
    }


@router.get("/changes/{kind}/{key}/{step}", response=Records, summary="The records behind a number")
def changed_records(request: HttpRequest, kind: Kind, key: str, step: str, page: Query[Page]) -> dict[str, Any]:
    """Return the records behind one number that are open to you."""
    if step not in STEPS:
        raise Http404(step)
    actor = actor_of_request(request)
    rows, seen, count = part_of(actor, scope_of(actor, kind, key), step, timezone.localdate(), page.offset, page.limit)
    items = [{"title": row.title, "about": row.about, "day": row.on, "url": row.url} for row in rows]
    return {"count": seen, "withheld": count - seen, "items": items}


def _step(step: Step) -> dict[str, Any]:
    return vars(step) | {"step": step.key}
