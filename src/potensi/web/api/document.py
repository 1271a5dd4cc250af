"""The OpenAPI document: what ninja writes of the operations, and what all of them have in common."""

from __future__ import annotations

import json
from typing import Any, TypeVar

from potensi.web.api.texts import STATUSES
from potensi.web.errors import PROBLEM_JSON

D = TypeVar("D", bound=dict[str, Any])

_PROBLEM = {
    "type": "object",
    "title": "Problem",
    "description": "Why a request was not answered (RFC 9457).",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "description": "Always `about:blank`: the status says what kind it is."},
        "title": {"type": "string", "description": "The kind of problem, for people."},
        "status": {"type": "integer", "description": "The HTTP status once more."},
        "detail": {"type": "string", "description": "What happened and what to do, a sentence for people."},
        "code": {"type": "string", "description": "The reason, for programs."},
        "errors": {
            "type": "array",
            "description": "Every field that was not accepted.",
            "items": {
                "type": "object",
                "required": ["field", "code", "detail"],
                "properties": {
                    "field": {"type": "string", "description": "Where it stands: `query.limit`, `body.title`."},
                    "code": {"type": "string"},
                    "detail": {"type": "string"},
                },
            },
        },
        "problems": {
            "type": "array",
            "description": "Every problem of a refused file: sheet, cell, what was found, what to do.",
            "items": {"type": "object"},
        },
    },
    "examples": [
        {
            "type": "about:blank",
            "title": "Not found",
            "status": 404,
            "detail": "This address does not exist, or is not open to you.",
        }
    ],
}
_WAYS = {
    "token": {"type": "http", "scheme": "bearer", "description": "A token made on one's own account's page."},
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": "sessionid",
        "description": "Signed in with a browser; writing also needs the header `X-CSRFToken`.",
    },
}
_LANGUAGE = {
    "name": "lang",
    "in": "query",
    "required": False,
    "description": "Language of names and sentences; without it, `Accept-Language` decides.",
    "schema": {"type": "string", "enum": ["id", "en"]},
}
_KNOWN: list[dict[str, list[str]]] = [{"token": []}, {"session": []}]
_READING = ("get", "head")
_ANY, _WRITING = ("400", "401", "403", "404", "422", "503"), ("409", "413", "507")


def complete(document: D) -> D:
    """Add to a document what its operations share: errors, ways to be known, the language."""
    for methods in document["paths"].values():
        for method, operation in methods.items():
            _complete(operation, reading=method in _READING)
    parts = document["components"]
    parts["securitySchemes"] = _WAYS
    parts["schemas"]["Problem"] = _PROBLEM
    parts["responses"] = {status: _response(text) for status, text in STATUSES.items()}
    return document


def as_text(document: dict[str, Any]) -> str:
    """Return a document as it is kept under version control: sorted, one line a value."""
    return json.dumps(document, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def _complete(operation: dict[str, Any], *, reading: bool) -> None:
    # Which reads need somebody, and which find nothing, the document cannot know: it says both of all.
    statuses = {*_ANY, *(() if reading else _WRITING)}
    own = {str(status): response for status, response in operation["responses"].items()}
    shared = {status: {"$ref": f"#/components/responses/{status}"} for status in sorted(statuses)}
    operation["responses"] = shared | own
    operation["security"] = [*_KNOWN, {}] if reading else _KNOWN
    parameters = operation.get("parameters", [])
    if not any(each["name"] == _LANGUAGE["name"] for each in parameters):
        operation["parameters"] = [*parameters, _LANGUAGE]


def _response(description: str) -> dict[str, Any]:
    content = {PROBLEM_JSON: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {"description": description, "content": content}
