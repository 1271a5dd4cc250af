"""Who may see and enter regional assets, and why not."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from potensi.web.actor import ROLES, Actor
from potensi.web.assets.models import Asset
from potensi.web.people.models import Region
from potensi.web.refused import Verdict, no, yes_if

# Whoever serves a region knows some of what it has.
WRITERS = ROLES


def visible(actor: Actor) -> QuerySet[Asset]:
    """Return the assets this actor may see: public ones and their regions'; withdrawn ones in their regions alone."""
    every = Asset.objects.select_related("region", "office", "photo")
    if actor.system:
        return every
    own = Q(region__in=actor.regions)
    return every.filter(own | Q(visibility="public", withdrawn__isnull=True))


def writing_regions(actor: Actor) -> QuerySet[Region]:
    """Return the regions for which this actor may enter assets."""
    every = Region.objects.all()
    return every if actor.system else every.filter(pk__in=actor.regions)


def may_enter(actor: Actor, region: str = "") -> Verdict:
    """Whether they may enter assets: of ``region``, or of any region at all."""
    if not actor.known:
        return no("sign_in")
    if not region:
        return yes_if(actor.anywhere(WRITERS), "assets_no_region")
    return yes_if(actor.has(WRITERS, region), "assets_other_region")


def may_change(actor: Actor, asset: Asset) -> Verdict:
    """Whether they may change or withdraw an asset: whoever serves its region."""
    return may_enter(actor, asset.region_id)
