"""Reading data sets: what is published, which version speaks for a region, what was done and by whom."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from potensi.web.actor import NOBODY, Actor
from potensi.web.audit.models import AuditRow
from potensi.web.datasets import figures, rules
from potensi.web.datasets.models import PUBLISHED, Computation, Dataset, Version

_REMEMBERED = 4096


def published(actor: Actor) -> list[Version]:
    """Return the current version of every data set that this actor may see, by title."""
    versions = Version.objects.filter(state=PUBLISHED, dataset__in=rules.visible(actor))
    return list(versions.select_related("dataset", "dataset__region").order_by("dataset__title"))


def main_version(region: str | None = None, activity: str | None = None) -> Version | None:
    """Return the published public version that speaks for a region (and an activity), or None.

    A table that compares at least half as many regions as the widest comes before a narrower one (what is said of a
    region is said against the others), the 17 industries before other lists, one's own before the sample, constant
    prices before current ones, newer before older. Cheap: one query, the rest is remembered for as long as the same
    versions are published.
    """
    versions = published(NOBODY)
    key = _chosen(tuple(_candidate(version) for version in versions), region, activity)
    return next((version for version in versions if version.pk == key), None)


def regions_of(version: Version) -> tuple[str, ...]:
    """Return the codes of the regions that a version holds, in order."""
    return figures.codes_of(version.digest).regions


def activities_of(version: Version) -> tuple[str, ...]:
    """Return the codes of the activities that a version holds, in order."""
    return figures.codes_of(version.digest).activities


def computation_of(version: Version) -> Computation | None:
    """Return the newest computation of a version: how far it is, or that it is done."""
    return Computation.objects.filter(version=version).first()


def acts(dataset: Dataset) -> dict[int, list[AuditRow]]:
    """Return what was done to each version of a data set (by its key), the latest first."""
    keys = [str(key) for key in dataset.versions.values_list("pk", flat=True)]
    rows = AuditRow.objects.filter(target_kind="version", target_id__in=keys).select_related("user")
    found: dict[int, list[AuditRow]] = {}
    for row in rows:
        found.setdefault(int(row.target_id), []).append(row)
    return found


@dataclass(frozen=True)
class _Candidate:
    """A published version as it is remembered: its row, its figures, and how it ranks."""

    key: int
    digest: str
    regions: int
    rank: tuple[bool, bool, bool, float]


def _candidate(version: Version) -> _Candidate:
    understood, papers = version.understood, version.papers
    rank = (
        understood.get("activity_list") == "industries",
        not version.dataset.sample,
        str(papers.get("price", "")).startswith("constant"),
        version.published.timestamp() if version.published else 0.0,
    )
    return _Candidate(version.pk, version.digest, int(understood.get("regions") or 0), rank)


@lru_cache(maxsize=_REMEMBERED)
def _chosen(candidates: tuple[_Candidate, ...], region: str | None, activity: str | None) -> int | None:
    fitting = [each for each in candidates if _holds(each.digest, region, activity)]
    widest = max((each.regions for each in fitting), default=0)
    best = max(fitting, key=lambda each: (2 * each.regions >= widest, each.rank), default=None)
    return None if best is None else best.key


def _holds(digest: str, region: str | None, activity: str | None) -> bool:
    codes = figures.codes_of(digest)
    return (region is None or region in codes.regions) and (activity is None or activity in codes.activities)
