"""What the pages of assets share: who asks, the asset they may see, one line that tells what was done."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from potensi.language import say
from potensi.web.actor import Actor
from potensi.web.assets import rules
from potensi.web.assets.models import Asset
from potensi.web.templatetags.words import language


def actor_of_request(request: HttpRequest) -> Actor:
    """Return who asks."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def asset_of(request: HttpRequest, pk: int) -> Asset:
    """Return an asset that whoever asks may see; what is another's is not there (404)."""
    return get_object_or_404(rules.visible(actor_of_request(request)), pk=pk)


def told(request: HttpRequest, what: str, **params: Any) -> None:
    """Tell on the next page what was done (``assets.done.WHAT``)."""
    messages.success(request, say(f"assets.done.{what}", language(), **params))
