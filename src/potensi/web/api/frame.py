"""The frame around every operation: its language, one form for every error, and the OpenAPI document."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import URLPattern, URLResolver
from django.utils import translation
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation

from potensi.language import say
from potensi.web.api.document import complete
from potensi.web.errors import answer, asked_language
from potensi.web.templatetags.words import language

View = Callable[..., HttpResponse]


class FramedAPI(NinjaAPI):
    """A NinjaAPI whose every answer has the reader's language, and whose every error is a problem document."""

    @property
    def urls(self) -> tuple[list[URLPattern | URLResolver], str, str]:
        """The addresses, each view in its frame."""
        patterns, app, namespace = super().urls
        return [_in_frame(each) for each in patterns], app, namespace

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """Return "app_function": it stays when a function moves to another file of its app."""
        app = operation.view_func.__module__.removeprefix("potensi.web.").partition(".")[0]
        return f"{app}_{operation.view_func.__name__}"

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        """Return the OpenAPI document, with the errors and the ways to be known that all operations share."""
        return complete(super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params))


def framed(view: View) -> View:
    """Answer in the language asked for; make the refusal of a wrong method a problem document."""

    @functools.wraps(view, assigned=())
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        translation.activate(asked_language(request))
        request.LANGUAGE_CODE = language()
        with _head_as_get(request):
            response = view(request, *args, **kwargs)
        return _not_allowed(request, response) if isinstance(response, HttpResponseNotAllowed) else response

    wrapped.csrf_exempt = True  # type: ignore[attr-defined]  # who.py looks after it
    return wrapped


def _in_frame(pattern: URLPattern | URLResolver) -> URLPattern | URLResolver:
    if isinstance(pattern, URLResolver):
        return pattern
    return URLPattern(pattern.pattern, framed(pattern.callback), pattern.default_args, pattern.name)


@contextmanager
def _head_as_get(request: HttpRequest) -> Iterator[None]:
    """Let HEAD be answered as GET is; the server leaves the body out. ninja has no operation for it."""
    asked = request.method
    request.method = "GET" if asked == "HEAD" else asked
    try:
        yield
    finally:
        request.method = asked


def _not_allowed(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    problem = answer(request, 405, say("api.wrong_method", language(), allowed=response.headers["Allow"]))
    problem.headers["Allow"] = ", ".join(sorted(response.headers["Allow"].split(", ")))
    return problem
