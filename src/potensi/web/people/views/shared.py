"""What several pages need: who asks, one line that tells what was done, who may be named in a form."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, QueryDict

from potensi.language import say
from potensi.web.actor import Actor
from potensi.web.people import queries, rules
from potensi.web.people.models import User
from potensi.web.templatetags.words import language

_OFFERED, _LONGEST = 500, 200


def actor_of_request(request: HttpRequest) -> Actor:
    """Return who asks."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def posted(request: HttpRequest) -> QueryDict | None:
    """Return what a form was sent with; None where the page is only looked at."""
    return request.POST if request.method == "POST" else None


def own_account(request: HttpRequest) -> User:
    """Return the account of whoever is signed in."""
    return User.objects.get(pk=request.user.pk)


def told(request: HttpRequest, what: str, **params: Any) -> None:
    """Tell on the next page what was done (``people.done.WHAT``)."""
    messages.success(request, say(f"people.done.{what}", language(), **params))


def offered(actor: Actor) -> list[User]:
    """Return the people that a form offers by name, those of the actor's regions; any address may be typed."""
    return list(queries.people(rules.visible_people(actor))[:_OFFERED])


def asked(request: HttpRequest, name: str) -> str:
    """Return what is searched for; zero bytes, which no database keeps, are left out."""
    return request.GET.get(name, "").replace("\0", "").strip()[:_LONGEST]
