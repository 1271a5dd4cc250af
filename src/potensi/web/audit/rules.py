"""Who may read the audit trail."""

from __future__ import annotations

from django.db.models import QuerySet

from potensi.web.actor import ADMINISTRATOR, COUNTRY, LEADER, Actor
from potensi.web.audit.models import AuditRow


def visible(actor: Actor) -> QuerySet[AuditRow]:
    """Return the rows this actor may read: those of regions they administer or lead, and their own."""
    rows = AuditRow.objects.all()
    if actor.system or actor.has({ADMINISTRATOR}, COUNTRY):
        return rows
    regions = {each.region for each in actor.held if each.role in (ADMINISTRATOR, LEADER)} | actor.regions_below
    return rows.filter(region__in=regions) | rows.filter(user_id=actor.user, user_id__isnull=False)
