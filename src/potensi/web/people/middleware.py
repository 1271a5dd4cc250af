"""Who acts, known to every view as ``request.actor``."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from potensi.web.people.models import User
from potensi.web.people.queries import actor_of


def actor(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Set ``request.actor``, looked up when it is first asked for."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: _actor(request))  # type: ignore[attr-defined]
        return get_response(request)

    return middleware


def _actor(request: HttpRequest) -> object:
    user = request.user
    return actor_of(user if isinstance(user, User) and user.is_authenticated else None)
