"""Invented agencies with their heads' offices."""

from __future__ import annotations

from potensi.web.people.models import Agency, Office

DOMAIN = "contoh.invalid"


def agency(region: str, name: str) -> Agency:
    """Return an invented agency of a region with its head's office, made where it is not there yet."""
    found, _ = Agency.objects.get_or_create(region_id=region, name=name)
    if not found.offices.filter(head=True).exists():
        Office.objects.create(agency=found, title="Kepala", head=True)
    return found


def head_of(found: Agency) -> Office:
    """Return the office of an agency's head."""
    return found.offices.get(head=True)
