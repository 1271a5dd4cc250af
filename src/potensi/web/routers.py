"""What every app's part of the API shares: lists in parts, figures in JSON, files, who asks."""

from __future__ import annotations

import math
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Schema
from pydantic import PlainSerializer, WithJsonSchema

from potensi.web.actor import Actor

UNDEFINED = "NaN"
PER_PAGE, AT_MOST, FARTHEST = 100, 1000, 2_000_000_000


def in_json(value: Any) -> Any:
    """Return a value as JSON can hold it: figures that are not finite by their names, everything else as it is."""
    if not isinstance(value, float) or math.isfinite(value):
        return value
    return UNDEFINED if math.isnan(value) else ("Infinity" if value > 0 else "-Infinity")


# JSON has no NaN: an undefined figure (0/0) is the text "NaN", a missing one is null; they are different facts.
Figure = Annotated[
    float | None,
    PlainSerializer(in_json),
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
    """Which part of a list is asked for; the answer has ``items`` and ``count`` (of the whole list)."""

    limit: int = Field(PER_PAGE, ge=1, le=AT_MOST, description="How many items at most.")
    offset: int = Field(0, ge=0, le=FARTHEST, description="How many items to leave out at the beginning.")


def actor_of_request(request: HttpRequest) -> Actor:
    """Return who asks: by token, by session, or nobody."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def a_file(*media_types: str) -> dict[str, Any]:
    """Return what the OpenAPI document says of an operation that answers with a file of one of some kinds."""
    content = {kind: {"schema": {"type": "string", "format": "binary"}} for kind in media_types}
    return {"responses": {200: {"description": "The file.", "content": content}}}
