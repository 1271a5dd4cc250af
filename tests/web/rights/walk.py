"""Every address and every API operation that there is, read off the URL table itself."""

from dataclasses import dataclass
from functools import cache

from django.urls import URLResolver, get_resolver
from django.urls.resolvers import LocalePrefixPattern

from potensi.web.api import api

# ninja's own two addresses beside the operations: the document, and the root that "service" answers.
API_BESIDE = {"api:openapi-json", "api:api-root"}


@dataclass(frozen=True)
class Address:
    """One address: its name with namespaces ("datasets:detail"; empty where it has none) and its route."""

    name: str
    route: str


@dataclass(frozen=True)
class Operation:
    """One operation of the API: its id, method and path as in the OpenAPI document."""

    name: str
    method: str
    path: str


def addresses() -> list[Address]:
    """Every address outside the API's operations; the English twins of pages are folded into theirs."""
    return [each for each in _below(get_resolver(None)) if not each.name.startswith("api:") or each.name in API_BESIDE]


@cache
def operations() -> tuple[Operation, ...]:
    """Every operation of the API."""
    paths = api.get_openapi_schema()["paths"]
    return tuple(
        Operation(about["operationId"], method.upper(), path)
        for path, methods in paths.items()
        for method, about in methods.items()
    )


def api_routes() -> set[str]:
    """The routes of the API's URL table, written as paths of the OpenAPI document."""
    found = [each.route for each in _below(get_resolver(None)) if each.name.startswith("api:")]
    return {"/" + _as_path(route) for route in found}


def _as_path(route: str) -> str:
    for kind in ("int:", "str:", "slug:", "path:", "uuid:"):
        route = route.replace(f"<{kind}", "<")
    return route.replace("<", "{").replace(">", "}")


def _below(resolver, namespaces=(), route=""):
    for pattern in resolver.url_patterns:
        # A language's prefix is empty here: every page has one row, for both languages.
        own = "" if isinstance(pattern.pattern, LocalePrefixPattern) else str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = (*namespaces, pattern.namespace) if pattern.namespace else namespaces
            yield from _below(pattern, inner, route + own)
        else:
            yield Address(":".join([*namespaces, pattern.name]) if pattern.name else "", route + own)
