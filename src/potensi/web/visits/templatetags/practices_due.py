"""Practice cards of which nobody has said whether they still run: for the host's page and the organiser's."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils import timezone

from potensi.web.visits import rules
from potensi.web.visits.models import Programme
from potensi.web.visits.queries import practices as queries

register = template.Library()


@register.inclusion_tag("visits/parts/practices_overdue.html", takes_context=True)
def practices_due(context: dict[str, Any], region: str = "", programme: Programme | None = None) -> dict[str, Any]:
    """Write the cards whose "still running?" is overdue, of a host's region or a programme, for those concerned."""
    actor = context["request"].actor
    due = queries.overdue(actor, timezone.localdate(), region=region, programme=programme)
    return {"overdue": due, "received": rules.received(actor)}
