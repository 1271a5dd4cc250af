"""Answers other than success, each a page with one sentence, or problem+json where a program asks."""

from __future__ import annotations

import errno
import sys
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.contrib.messages.storage.cookie import CookieStorage
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language_from_request

from potensi.errors import PotensiError
from potensi.language import LANGUAGES, say
from potensi.web.actor import NOBODY
from potensi.web.templatetags.words import language

PROBLEM_JSON = "application/problem+json"
API = "/api/"
RETRY_AFTER = {"database_busy": "5", "database_away": "30", "disk_full": "600"}
_FULL_DISK = (errno.ENOSPC, errno.EDQUOT)
_TITLES = {400: "bad_request", 403: "forbidden", 404: "not_found", 409: "conflict", 413: "too_large",
           422: "invalid", 429: "too_many", 500: "fault", 503: "unavailable", 507: "unavailable"}  # fmt: skip
_API_TITLES = {401: "unauthenticated", 405: "not_allowed"}


def asked_language(request: HttpRequest) -> str:
    """Return the language to answer in. Below /api/ no address names one: ``lang`` or else Accept-Language does."""
    if not request.path.startswith(API):
        return language()
    stated = request.GET.get("lang", "")
    return stated if stated in LANGUAGES else get_language_from_request(request)[:2]


def answer(request: HttpRequest, status: int, sentence: str, **more: Any) -> HttpResponse:
    """Return ``sentence`` with ``status`` as a page, or as problem+json (with ``more``) below /api/."""
    lang = asked_language(request)
    own = _API_TITLES.get(status)
    title = say(f"api.status.{own}" if own else f"web.status.{_TITLES.get(status, 'fault')}", lang)
    if request.path.startswith(API):
        return problem(status, title, sentence, **more)
    return render(request, "error.html", {"title": title, "sentence": sentence, "status": status}, status=status)


def problem(status: int, title: str, detail: str, **more: Any) -> JsonResponse:
    """Return an RFC 9457 problem document."""
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail} | more
    return JsonResponse(body, status=status, content_type=PROBLEM_JSON, json_dumps_params={"ensure_ascii": False})


def fault_of(error: BaseException | None) -> str:
    """Return which fault of the machine an error is: disk_full, database_busy, database_away, or nothing."""
    match error:
        case OSError(errno=number) if number in _FULL_DISK:
            return "disk_full"
        case OperationalError() if "full" in str(error):
            return "disk_full"
        case OperationalError() if "locked" in str(error) or "busy" in str(error):
            return "database_busy"
        case OperationalError() if "connect" in str(error):
            return "database_away"
    return ""


def fault(request: HttpRequest, code: str) -> HttpResponse:
    """Answer a fault of the machine (a full disk, a busy database): nothing was stored, and when to try again."""
    _ask_nobody(request)
    response = answer(request, 507 if code == "disk_full" else 503, say(f"web.fault.{code}", asked_language(request)))
    response.headers["Retry-After"] = RETRY_AFTER[code]
    return response


def forbidden(request: HttpRequest, error: PotensiError) -> HttpResponse:
    """Answer a rule's refusal with its reason; somebody who is not signed in is asked to do that first."""
    if not request.actor.known and not request.path.startswith(API):  # type: ignore[attr-defined]
        # A form was sent to its own address, which is no page: after signing in, one goes on from one's own page.
        return redirect_to_login(request.get_full_path()) if request.method == "GET" else redirect(settings.LOGIN_URL)
    return answer(request, 403, error.message(asked_language(request)))


def invalid(request: HttpRequest, error: PotensiError) -> HttpResponse:
    """Answer what cannot be done as things stand with the reason."""
    return answer(request, 409, error.message(asked_language(request)))


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose protection has run out."""
    return answer(request, 403, say("web.status.form_expired", asked_language(request)))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer an address that is not there, or not for this reader: the two look the same."""
    return answer(request, 404, say("web.status.not_found_long", asked_language(request)))


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer a request that makes no sense."""
    return answer(request, 400, say("web.status.bad_request_long", asked_language(request)))


def denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer what this reader may not do."""
    return answer(request, 403, say("web.status.forbidden_long", asked_language(request)))


def broken(request: HttpRequest) -> HttpResponse:
    """Answer an error of ours; or a fault of the machine met outside any view (a session that cannot be kept)."""
    code = fault_of(sys.exc_info()[1])
    if code:
        return fault(request, code)
    _ask_nobody(request)
    return answer(request, 500, say("web.status.fault_long", asked_language(request)))


def _ask_nobody(request: HttpRequest) -> None:
    """Let the page be drawn without the database, which may be what is at fault: for nobody, without messages."""
    request.actor = NOBODY  # type: ignore[attr-defined]
    request._messages = CookieStorage(request)  # type: ignore[attr-defined]
