"""Who may see data sets and who may change them, and why not."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from potensi.web.actor import ADMINISTRATOR, ANALYST, LEADER, Actor
from potensi.web.datasets.models import DRAFT, READABLE, Dataset, Version
from potensi.web.people.models import Region
from potensi.web.refused import YES, Verdict, no, yes_if

WRITERS = (ANALYST, LEADER, ADMINISTRATOR)


def visible(actor: Actor) -> QuerySet[Dataset]:
    """Return the data sets this actor may see.

    Public ones are everybody's; a region's are those of the people with an office there (or who administer it);
    an office's are its holders'. One without anything published is there only for those who may change it.
    """
    every = Dataset.objects.all()
    if actor.system:
        return every
    come_out = Exists(Version.objects.filter(dataset=OuterRef("pk")).exclude(state=DRAFT))
    return every.filter(_seen(actor), Q(come_out) | _changed(actor))


def visible_versions(actor: Actor) -> QuerySet[Version]:
    """Return the versions whose figures this actor may see: drafts and withdrawn ones only where they may change."""
    versions = Version.objects.filter(dataset__in=visible(actor)).select_related("dataset", "dataset__region")
    if actor.system:
        return versions
    return versions.filter(Q(state__in=READABLE) | Q(dataset__in=changeable(actor)))


def changeable(actor: Actor) -> QuerySet[Dataset]:
    """Return the data sets this actor may change."""
    every = Dataset.objects.all()
    return every if actor.system else every.filter(_seen(actor), _changed(actor))


def writing_regions(actor: Actor) -> QuerySet[Region]:
    """Return the regions for which this actor may bring in data sets."""
    every = Region.objects.all()
    return every if actor.system else every.filter(pk__in=_regions(actor))


def may_upload(actor: Actor, region: str = "") -> Verdict:
    """Whether they may bring in figures: for ``region``, or for any region at all."""
    if not actor.known:
        return no("sign_in")
    if not region:
        return yes_if(actor.anywhere(WRITERS), "datasets_no_region")
    return yes_if(actor.has(WRITERS, region), "datasets_other_region")


def may_change(actor: Actor, dataset: Dataset) -> Verdict:
    """Whether they may bring in, publish and withdraw versions of a data set, and edit its papers."""
    if not actor.known:
        return no("sign_in")
    if actor.has(WRITERS, dataset.region_id):
        return YES
    return yes_if(dataset.office_id is not None and dataset.office_id in _offices(actor), "datasets_not_yours")


def _seen(actor: Actor) -> Q:
    offices = [each.office for each in actor.held]
    return (
        Q(visibility="public")
        | Q(visibility="region", region__in=actor.regions)
        | Q(visibility="office", office__in=offices)
    )


def _changed(actor: Actor) -> Q:
    return Q(region__in=_regions(actor)) | Q(office__in=_offices(actor))


def _regions(actor: Actor) -> set[str]:
    return {each.region for each in actor.held if each.role in WRITERS} | actor.regions_below


def _offices(actor: Actor) -> set[int]:
    return {each.office for each in actor.held if each.role in WRITERS}
