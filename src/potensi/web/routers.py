"""What every app's part of the API shares: lists in pages, figures in JSON, who must be known."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Annotated, Any, TypeVar

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Field, Schema
from ninja.pagination import LimitOffsetPagination, paginate
from pydantic import PlainSerializer, WithJsonSchema

from potensi.web.actor import Actor

UNDEFINED = "NaN"
PER_PAGE, AT_MOST, FARTHEST = 100, 1000, 2_000_000_000
F = TypeVar("F", bound=Callable[..., Any])


def _written(value: float | None) -> float | str | None:
    if value is None:
        return None
    if math.isfinite(value):
        return value
    return UNDEFINED if math.isnan(value) else ("Infinity" if value > 0 else "-Infinity")


# JSON has no NaN: an undefined figure (0/0) is the text "NaN", a missing one is null; they are different facts.
Figure = Annotated[
    float | None,
    PlainSerializer(_written),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "number"},
                {"type": "string", "enum": [UNDEFINED, "Infinity", "-Infinity"]},
                {"type": "null"},
            ],
            "description": 'A figure. null: missing (never zero). "NaN": undefined, as nothing divided by nothing.',
        }
    ),
]


class Page(Schema):
    """Which part of a list is asked for."""

    limit: int = Field(PER_PAGE, ge=1, le=AT_MOST, description="How many items at most.")
    offset: int = Field(0, ge=0, le=FARTHEST, description="How many items to leave out at the beginning.")


class Paged(LimitOffsetPagination):
    """Lists in pages: ``limit`` and ``offset`` of the request, ``items`` and ``count`` (of all) in the answer."""

    class Input(Page):
        """Which part of a list is asked for."""

    class Output(Schema):
        """One part of a list."""

        items: list[Any] = Field(description="The items asked for.")
        count: int = Field(description="How many items the whole list has.")

    def paginate_queryset(
        self, queryset: QuerySet[Any] | list[Any], pagination: Any, request: HttpRequest, **params: Any
    ) -> dict[str, Any]:
        """Return one part of a list and the length of the whole."""
        start, end = pagination.offset, pagination.offset + pagination.limit
        return {"items": list(queryset[start:end]), "count": self._items_count(queryset)}


def in_pages(view: F) -> F:
    """Answer a list (a query set or a list) in pages; stands directly above the function."""
    paged: F = paginate(Paged)(view)
    return paged


def actor_of_request(request: HttpRequest) -> Actor:
    """Return who asks: by token, by session, or nobody."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def a_file(*media_types: str) -> dict[str, Any]:
    """Return what the OpenAPI document says of an operation that answers with a file of one of some kinds."""
    content = {kind: {"schema": {"type": "string", "format": "binary"}} for kind in media_types}
    return {"responses": {200: {"description": "The file.", "content": content}}}
