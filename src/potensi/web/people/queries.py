"""Reading people: who acts, and what they hold."""

from __future__ import annotations

from potensi.web.actor import ADMINISTRATOR, NOBODY, Actor, Held
from potensi.web.people.models import Membership, Region, User


def actor_of(user: User | None) -> Actor:
    """Return the actor that a signed-in person is today; NOBODY for nobody."""
    if user is None or not user.is_active:
        return NOBODY
    rows = Membership.objects.today().filter(user=user).select_related("office__agency")
    held = tuple(_held(row) for row in rows)
    above = {each.region for each in held if each.role == ADMINISTRATOR}
    return Actor(user=user.pk, name=str(user), held=held, regions_below=below(above))


def below(codes: set[str]) -> frozenset[str]:
    """Return ``codes`` with every region under them."""
    found, layer = set(codes), set(codes)
    while layer:
        layer = set(Region.objects.filter(parent__in=layer).values_list("code", flat=True)) - found
        found |= layer
    return frozenset(found)


def _held(row: Membership) -> Held:
    office = row.office
    return Held(
        membership=row.pk,
        office=office.pk,
        title=office.title,
        agency=office.agency_id,
        agency_name=office.agency.name,
        region=office.agency.region_id,
        role=row.role,
        acting=row.acting,
        head=office.head,
    )
