"""What the lists of cards and promises are asked for in an address, and whole addresses to pass on."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

from potensi.web.visits import rules
from potensi.web.visits.models import Visit
from potensi.web.visits.views.shared import actor_of_request

_LONGEST, _DIGITS = 120, 9


def text_asked_for(request: HttpRequest, name: str) -> str:
    """Return a text of an address, within reason; empty where there is none."""
    return request.GET.get(name, "").replace("\0", "").strip()[:_LONGEST]


def visit_asked_for(request: HttpRequest) -> Visit | None:
    """Return the visit that a list is asked for (``kunjungan``), where whoever asks may see it."""
    number = request.GET.get("kunjungan", "")
    if not (number.isascii() and number.isdigit() and len(number) <= _DIGITS):
        return None
    return rules.visible_visits(actor_of_request(request)).filter(pk=number).first()


def whole_address(request: HttpRequest, place: str) -> str:
    """Return a path as a whole address, as it is passed on to others."""
    return settings.SITE_URL + place if settings.SITE_URL else request.build_absolute_uri(place)
