"""Programmes and their cohorts: made and edited."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q

from potensi.web.actor import Actor
from potensi.web.audit.services import Change, service
from potensi.web.edits import hold
from potensi.web.people.models import Office, Region
from potensi.web.refused import Invalid, require
from potensi.web.visits import rules
from potensi.web.visits.models import Cohort, Programme

PROGRAMME = ("name", "aim", "office", "public")
COHORT = ("name", "starts", "ends", "threshold")


@service("programme.made")
def make_programme(
    *, actor: Actor, region: Region, name: str, aim: str = "", office: Office | None = None, public: bool = True
) -> Change[Programme]:
    """Make a programme of a region; ``office`` organises it."""
    require(rules.may_organise(actor, region.pk))
    sent = {"name": _line(name), "aim": aim.strip(), "office": office, "public": public}
    _programme_fits(region.pk, sent)
    programme = Programme.objects.create(region=region, **sent)
    return Change(programme, target=programme, region=region.pk, after=_plain(programme, PROGRAMME))


@service("programme.edited")
def edit_programme(
    *, actor: Actor, programme: Programme, revision: int, name: str, aim: str, office: Office | None, public: bool
) -> Change[Programme]:
    """Edit a programme, begun from ``revision``. Raises Outdated where somebody saved it meanwhile."""
    require(rules.may_organise(actor, programme.region_id))
    sent = {"name": _line(name), "aim": aim.strip(), "office": office, "public": public}
    stored = hold(programme, revision, sent)
    _programme_fits(stored.region_id, sent, but=stored.pk)
    before = _plain(stored, PROGRAMME)
    _save(stored, sent)
    return Change(stored, target=stored, region=stored.region_id, before=before, after=_plain(stored, PROGRAMME))


@service("cohort.made")
def make_cohort(
    *, actor: Actor, programme: Programme, name: str, starts: date, ends: date, threshold: int = 80
) -> Change[Cohort]:
    """Make a cohort of a programme: the people who travel together, from one day to another."""
    require(rules.may_organise(actor, programme.region_id))
    sent = {"name": _line(name), "starts": starts, "ends": ends, "threshold": threshold}
    _cohort_fits(programme.pk, sent)
    cohort = Cohort.objects.create(programme=programme, **sent)
    return Change(cohort, target=cohort, region=programme.region_id, after=_plain(cohort, COHORT))


@service("cohort.edited")
def edit_cohort(
    *, actor: Actor, cohort: Cohort, revision: int, name: str, starts: date, ends: date, threshold: int
) -> Change[Cohort]:
    """Edit a cohort, begun from ``revision``. Its days hold those of its visits."""
    require(rules.may_run(actor, cohort))
    sent = {"name": _line(name), "starts": starts, "ends": ends, "threshold": threshold}
    stored = hold(cohort, revision, sent)
    _cohort_fits(stored.programme_id, sent, but=stored.pk)
    outside = stored.visits.exclude(state="cancelled").filter(Q(starts__lt=starts) | Q(ends__gt=ends))
    if outside.exists():
        raise Invalid("visits_cohort_leaves_visit")
    before = _plain(stored, COHORT)
    _save(stored, sent)
    region = stored.programme.region_id
    return Change(stored, target=stored, region=region, before=before, after=_plain(stored, COHORT))


def _programme_fits(region: str, sent: dict[str, Any], but: int | None = None) -> None:
    office = sent["office"]
    if office is not None and office.agency.region_id != region:
        raise Invalid("visits_programme_office")
    if Programme.objects.filter(region=region, name__iexact=sent["name"]).exclude(pk=but).exists():
        raise Invalid("visits_name_taken", name=sent["name"])


def _cohort_fits(programme: int, sent: dict[str, Any], but: int | None = None) -> None:
    if sent["ends"] < sent["starts"]:
        raise Invalid("visits_ends_before_it_begins")
    if not 1 <= sent["threshold"] <= 100:
        raise Invalid("visits_threshold")
    if Cohort.objects.filter(programme=programme, name__iexact=sent["name"]).exclude(pk=but).exists():
        raise Invalid("visits_name_taken", name=sent["name"])


def _save(stored: Programme | Cohort, sent: dict[str, Any]) -> None:
    for name, value in sent.items():
        setattr(stored, name, value)
    stored.revision += 1
    stored.save(update_fields=[*sent, "revision"])


def _line(text: str) -> str:
    return " ".join(text.split())


def _plain(record: Programme | Cohort, names: tuple[str, ...]) -> dict[str, Any]:
    """Return a record's fields as plain values for the audit trail."""
    found = {name: getattr(record, name) for name in names}
    plain = (bool, int, str)
    return {name: value if value is None or isinstance(value, plain) else str(value) for name, value in found.items()}
