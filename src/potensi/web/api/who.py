"""Who asks: the person of a token, the one who is signed in, or nobody."""

from __future__ import annotations

from django.http import HttpRequest
from ninja.errors import AuthenticationError, HttpError
from ninja.utils import check_csrf

from potensi.language import say
from potensi.web.actor import Actor
from potensi.web.people.queries import actor_of_token
from potensi.web.templatetags.words import language

READING = ("GET", "HEAD", "OPTIONS")
_SCHEME = "bearer"


def who_asks(request: HttpRequest) -> Actor:
    """Return who asks and set ``request.actor``.

    A token that is not valid is refused even where nobody need be known: its sender believes to be somebody. A write
    by session needs the protection against foreign forms; a token is never sent by a browser on its own.
    """
    stated = request.headers.get("Authorization", "")
    if stated:
        request.actor = _by_token(stated)  # type: ignore[attr-defined]
        return request.actor  # type: ignore[attr-defined, no-any-return]
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if request.method not in READING:
        _check_write(request, actor)
    return actor


def _by_token(stated: str) -> Actor:
    scheme, _, token = stated.partition(" ")
    actor = actor_of_token(token.strip()) if scheme.lower() == _SCHEME else None
    if actor is None or not actor.known:
        raise AuthenticationError(message=say("api.token_unknown", language()))
    return actor


def _check_write(request: HttpRequest, actor: Actor) -> None:
    if not actor.known:
        raise AuthenticationError(message=say("api.sign_in", language()))
    if check_csrf(request) is not None:
        raise HttpError(403, say("api.foreign_form", language()))
