"""Agencies and their offices: made, renamed, dissolved."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Q

from potensi.web.actor import Actor
from potensi.web.audit.services import Change, service
from potensi.web.people import rules
from potensi.web.people.models import Agency, FormerName, Membership, Office, Region
from potensi.web.people.services.offices import possible, reason
from potensi.web.refused import Invalid, require


@service("people.agency_made")
def make_agency(*, actor: Actor, region: Region, name: str, short: str = "") -> Change[Agency]:
    """Make an agency of a region."""
    require(rules.may_administer(actor, region.pk))
    name = _free_name(region.pk, name)
    agency = Agency.objects.create(region=region, name=name, short=short.strip())
    return Change(agency, target=agency, region=region.pk, after={"name": name, "short": agency.short})


@service("people.agency_renamed")
def rename_agency(*, actor: Actor, agency: Agency, name: str, since: date, why: str, short: str = "") -> Change[Agency]:
    """Give an agency a new name from a day on; the old one is kept, so that it is still found by it."""
    require(rules.may_administer(actor, agency.region_id))
    reason(why)
    possible(since)
    agency = Agency.objects.select_for_update().get(pk=agency.pk)
    before = {"name": agency.name, "short": agency.short}
    if name.strip() != agency.name:
        new = _free_name(agency.region_id, name)
        FormerName.objects.create(agency=agency, name=agency.name, until=since - timedelta(days=1))
        agency.name = new
    agency.short = short.strip()
    agency.save(update_fields=["name", "short"])
    after = {"name": agency.name, "short": agency.short, "since": since.isoformat()}
    return Change(agency, target=agency, region=agency.region_id, before=before, after=after)


@service("people.agency_dissolved")
def dissolve_agency(*, actor: Actor, agency: Agency, day: date, why: str) -> Change[Agency]:
    """Dissolve an agency whose offices nobody holds after ``day``; its records stay."""
    require(rules.may_administer(actor, agency.region_id))
    reason(why)
    possible(day)
    agency = Agency.objects.select_for_update().get(pk=agency.pk)
    later = Membership.objects.filter(office__agency=agency).filter(Q(until__isnull=True) | Q(until__gt=day))
    if later.exists():
        raise Invalid("people_agency_still_held")
    agency.dissolved = day
    agency.save(update_fields=["dissolved"])
    return Change(
        agency, target=agency, region=agency.region_id, before={"dissolved": None}, after={"dissolved": day.isoformat()}
    )


@service("people.office_made")
def make_office(*, actor: Actor, agency: Agency, title: str, head: bool = False) -> Change[Office]:
    """Make an office in an agency; an agency has one head."""
    require(rules.may_administer(actor, agency.region_id))
    agency = Agency.objects.select_for_update().get(pk=agency.pk)
    if agency.dissolved:
        raise Invalid("people_agency_dissolved")
    title = _free_title(agency, title)
    if head and agency.offices.filter(head=True).exists():
        raise Invalid("people_one_head")
    office = Office.objects.create(agency=agency, title=title, head=head)
    return Change(office, target=office, region=agency.region_id, after={"title": title, "head": head})


@service("people.office_renamed")
def rename_office(*, actor: Actor, office: Office, title: str, why: str) -> Change[Office]:
    """Give an office another title; who holds it and what it owns stay."""
    require(rules.may_change_office(actor, office))
    reason(why)
    office = Office.objects.select_for_update().select_related("agency").get(pk=office.pk)
    before = {"title": office.title}
    office.title = _free_title(office.agency, title, but=office.pk)
    office.save(update_fields=["title"])
    return Change(office, target=office, region=office.agency.region_id, before=before, after={"title": office.title})


def _free_name(region: str, name: str) -> str:
    name = " ".join(name.split())
    if Agency.objects.filter(region=region, name__iexact=name).exists():
        raise Invalid("people_agency_name_taken", name=name)
    return name


def _free_title(agency: Agency, title: str, but: int | None = None) -> str:
    title = " ".join(title.split())
    if agency.offices.filter(title__iexact=title).exclude(pk=but).exists():
        raise Invalid("people_office_title_taken", title=title)
    return title
