"""Of what one asks "what changed?": a visit, a cohort, everything at a host, or what a region took home."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import Http404

from potensi.web.actor import Actor
from potensi.web.people.models import Region
from potensi.web.visits import rules
from potensi.web.visits.models import Visit

KINDS = ("visit", "cohort", "host", "region")
_LARGEST_KEY = 2**63


@dataclass(frozen=True, eq=False)
class Scope:
    """Which visits are asked about, none of them cancelled; ``learner`` keeps to what one region's people did."""

    kind: str
    key: str
    name: str
    visits: QuerySet[Visit]
    learner: str = ""
    sample: bool = False


def scope_of(actor: Actor, kind: str, key: str) -> Scope:
    """Return what is asked about, of the visits this actor may see. Raises Http404 for what is not there for them."""
    visits = rules.visible_visits(actor).exclude(state="cancelled")
    if kind in ("host", "region"):
        return _of_region(visits, kind, key)
    number = _number(key)
    if kind == "visit":
        visit = rules.visible_visits(actor).filter(pk=number).first()
        if visit is None:
            raise Http404(key)
        return Scope(kind, key, str(visit), visits.filter(pk=number), sample=visit.cohort.programme.sample)
    cohort = rules.visible_cohorts(actor).filter(pk=number).first()
    if cohort is None:
        raise Http404(key)
    name = f"{cohort.programme}, {cohort}"
    return Scope("cohort", key, name, visits.filter(cohort=cohort), sample=cohort.programme.sample)


def _of_region(visits: QuerySet[Visit], kind: str, code: str) -> Scope:
    region = Region.objects.filter(pk=code).first()
    if region is None:
        raise Http404(code)
    if kind == "host":
        mine = visits.filter(host_region=region)
    else:
        mine = visits.filter(cohort__participants__agency__region=region).distinct()
    sample = mine.exists() and not mine.exclude(cohort__programme__sample=True).exists()
    return Scope(kind, code, region.name, mine, learner=code if kind == "region" else "", sample=sample)


def _number(key: str) -> int:
    if not key.isdecimal() or int(key) >= _LARGEST_KEY:
        raise Http404(key)
    return int(key)
