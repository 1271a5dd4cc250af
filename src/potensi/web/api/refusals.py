"""Every no of the API, as a problem document, in one place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError

from potensi.errors import DataProblems, UsageError
from potensi.language import knows, say
from potensi.web.edits import Outdated
from potensi.web.errors import answer
from potensi.web.refused import Forbidden, Invalid
from potensi.web.templatetags.words import language

# ninja's own sentences, which are English only; an HttpError of ours brings its sentence along.
_NINJAS = ("Cannot parse request body", "Unauthorized", "Forbidden", "Too many requests.")
_LIMITS = ("le", "lt", "ge", "gt", "min_length", "max_length", "expected", "decimal_places", "multiple_of")


def answer_refusals(api: NinjaAPI) -> None:
    """Give every error that has a meaning its problem document."""
    handlers: dict[type[Exception], Callable[..., HttpResponse]] = {
        ValidationError: _not_accepted,
        Http404: _not_there,
        AuthenticationError: _unknown,
        HttpError: _stated,
        Forbidden: _forbidden,
        Invalid: _conflict,
        Outdated: _overtaken,
        UsageError: _wrong_question,
        DataProblems: _refused_data,
        RequestDataTooBig: _too_large,
        UnreadablePostError: _unreadable,
    }
    for kind, handler in handlers.items():
        api.add_exception_handler(kind, handler)


def _not_accepted(request: HttpRequest, error: ValidationError) -> HttpResponse:
    errors = [_field(each) for each in error.errors]
    return answer(request, 422, say("api.not_accepted", language()), code="not_accepted", errors=errors)


def _field(error: dict[str, Any]) -> dict[str, str]:
    """Return one field that was not accepted: where it stands, what kind of fault, and a sentence."""
    kind = str(error["type"])
    limits = {name: value for name, value in error.get("ctx", {}).items() if name in _LIMITS}
    key = f"api.field.{kind}"
    sentence = say(key if knows(key) else "api.field.other", language(), **limits)
    return {"field": _place(error["loc"]), "code": kind, "detail": sentence}


def _place(steps: tuple[Any, ...]) -> str:
    """Return where a field stands: "query.limit", "body.title" (ninja also names its own parameter in between)."""
    source, *rest = map(str, steps)
    return ".".join([source, *(rest[1:] if source == "body" and len(rest) > 1 else rest)])


def _not_there(request: HttpRequest, error: Http404) -> HttpResponse:
    return answer(request, 404, say("web.status.not_found_long", language()))


def _unknown(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    sentence = say("api.sign_in", language()) if error.message in _NINJAS else error.message
    return _who(answer(request, 401, sentence))


def _who(response: HttpResponse) -> HttpResponse:
    response.headers["WWW-Authenticate"] = 'Bearer realm="Potensi"'
    return response


def _stated(request: HttpRequest, error: HttpError) -> HttpResponse:
    sentence = _sentence(error.status_code) if error.message in _NINJAS else error.message
    response = answer(request, error.status_code, sentence)
    if isinstance(error, Throttled) and error.wait:
        response.headers["Retry-After"] = str(int(error.wait) + 1)
    return response


def _sentence(status: int) -> str:
    key = {400: "api.unreadable", 403: "web.status.forbidden_long", 429: "api.too_many"}.get(status)
    return say(key or "web.status.bad_request_long", language())


def _forbidden(request: HttpRequest, error: Forbidden) -> HttpResponse:
    """Answer a rule's no; to somebody unknown it means: say who you are."""
    known = request.actor.known  # type: ignore[attr-defined]
    response = answer(request, 403 if known else 401, error.message(language()), code=error.verdict.reason)
    return response if known else _who(response)


def _overtaken(request: HttpRequest, error: Outdated) -> HttpResponse:
    differences = [{"field": each.field, "stored": each.stored, "sent": each.sent} for each in error.differences]
    more = {"code": "outdated", "revision": error.revision, "differences": differences}
    return answer(request, 409, say("api.outdated", language()), **more)


def _conflict(request: HttpRequest, error: Invalid) -> HttpResponse:
    return answer(request, 409, error.message(language()), code=error.reason)


def _wrong_question(request: HttpRequest, error: UsageError) -> HttpResponse:
    """Answer a question that cannot be asked this way; what it names and nobody knows is not there."""
    status = 404 if error.code.startswith("unknown_") else 422
    return answer(request, status, error.message(language()), code=error.code)


def _refused_data(request: HttpRequest, error: DataProblems) -> HttpResponse:
    lang = language()
    problems = [problem.as_dict(lang, surface="web") for problem in error.problems]
    return answer(request, 422, say("api.data_refused", lang, count=len(problems)), code=error.code, problems=problems)


def _too_large(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
    return answer(request, 413, say("api.too_large", language()))


def _unreadable(request: HttpRequest, error: UnreadablePostError) -> HttpResponse:
    return answer(request, 400, say("api.unreadable", language()))
