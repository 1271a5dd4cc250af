"""Every write to data sets: bring in, publish, discard, withdraw, edit, compute again. Each leaves one audit row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError
from django.db.models import Max
from django.utils import timezone
from django.utils.text import slugify

from potensi.data.understood import Understood, understood_panel
from potensi.language import say
from potensi.panel import Panel
from potensi.web.actor import SYSTEM, Actor
from potensi.web.audit.services import Change, service
from potensi.web.datasets import figures, jobs, rules
from potensi.web.datasets.models import (
    DRAFT,
    FAILED,
    PUBLISHED,
    REPLACED,
    WITHDRAWN,
    Computation,
    Dataset,
    Version,
)
from potensi.web.datasets.papers import plain_papers
from potensi.web.refused import Forbidden, Invalid, require

# Words that are addresses of their own below /data/ and /api/v1/datasets/.
_TAKEN = frozenset({"unggah", "check", "datasets", "versions", "data"})
_SLUG = 70
_SAMPLE_REGION = "3500"
_SAMPLE_PRICES = {"constant2010": "jawa-timur-pdrb-konstan-2010", "current": "jawa-timur-pdrb-berlaku"}


@dataclass(frozen=True)
class NewDataset:
    """What a data set is called, whose it is and who may see it."""

    title: str
    region: str
    office: int | None = None
    visibility: str = "region"


@dataclass(frozen=True, eq=False)
class Figures:
    """A file's figures as they were understood, under the name that the file had."""

    panel: Panel
    understood: Understood
    file_name: str


def bring_in(*, actor: Actor, target: Dataset | NewDataset, content: Figures) -> Version:
    """Keep a clean file's figures as the draft of a new data set's first version, or of one more version.

    The figures are on the disk before the row that names them, so that no row ever names half a file.
    """
    require(_may_bring_in(actor, target))
    if not content.panel.papers.source:
        raise Invalid("datasets_source_needed")
    digest = figures.keep(content.panel)
    try:
        return _bring_in(actor=actor, target=target, content=content, digest=digest)
    except IntegrityError:  # somebody took the same address at the same moment; now it is seen as taken
        return _bring_in(actor=actor, target=target, content=content, digest=digest)


@service("dataset.brought_in")
def _bring_in(*, actor: Actor, target: Dataset | NewDataset, content: Figures, digest: str) -> Change[Version]:
    require(_may_bring_in(actor, target))
    dataset = target if isinstance(target, Dataset) else _new_dataset(actor, target)
    version = _add_version(dataset, content, digest, actor)
    return Change(version, target=version, region=dataset.region_id, after=_shown(version))


@service("dataset.published")
def publish(*, actor: Actor, version: Version, why: str) -> Change[Version]:
    """Publish a draft: it becomes the current version, the one before is replaced, its computation is queued."""
    require(rules.may_change(actor, version.dataset))
    if not why.strip():
        raise Invalid("datasets_why_missing")
    version = _locked(version)
    if version.state != DRAFT:
        raise Invalid("datasets_not_a_draft")
    before = _current(version.dataset)
    _make_current(version, why.strip())
    return Change(
        version,
        target=version,
        region=version.dataset.region_id,
        before={"current": before.number if before else None},
        after=_shown(version) | {"current": version.number},
    )


@service("dataset.discarded")
def discard(*, actor: Actor, version: Version) -> Change[None]:
    """Throw a draft away, and with it a data set that has nothing else."""
    require(rules.may_change(actor, version.dataset))
    version = _locked(version)
    if version.state != DRAFT:
        raise Invalid("datasets_not_a_draft")
    dataset, before = version.dataset, _shown(version)
    Version.objects.filter(pk=version.pk).delete()
    if not dataset.versions.exists():
        Dataset.objects.filter(pk=dataset.pk).delete()
    return Change(None, target=version, region=dataset.region_id, before=before)


@service("dataset.withdrawn")
def withdraw(*, actor: Actor, version: Version, why: str) -> Change[Version | None]:
    """Withdraw a version; where it was the current one, the one published before it is current again, or none."""
    require(rules.may_change(actor, version.dataset))
    if not why.strip():
        raise Invalid("datasets_why_missing")
    version = _locked(version)
    if not version.readable:
        raise Invalid("datasets_not_published")
    was_current = version.state == PUBLISHED
    Version.objects.filter(pk=version.pk).update(state=WITHDRAWN)
    now_current = _bring_back(version.dataset) if was_current else _current(version.dataset)
    return Change(
        now_current,
        target=version,
        region=version.dataset.region_id,
        before={"state": version.state},
        after={"state": WITHDRAWN, "current": now_current.number if now_current else None},
    )


@service("dataset.edited")
def edit(*, actor: Actor, dataset: Dataset, title: str, visibility: str, office: int | None) -> Change[Dataset]:
    """Change what a data set is called, which office owns it and who may see it; its figures stay as they are."""
    require(rules.may_change(actor, dataset))
    dataset = Dataset.objects.select_for_update().get(pk=dataset.pk)
    if office != dataset.office_id:
        _check_office(actor, office)
    if visibility == "office" and office is None:
        raise Invalid("datasets_needs_office")
    before = _about(dataset)
    Dataset.objects.filter(pk=dataset.pk).update(title=title, visibility=visibility, office=office)
    dataset.refresh_from_db()
    return Change(dataset, target=dataset, region=dataset.region_id, before=before, after=_about(dataset))


@service("dataset.computed_again")
def compute_again(*, actor: Actor, version: Version) -> Change[Computation]:
    """Queue a computation that failed once more."""
    require(rules.may_change(actor, version.dataset))
    failed = Computation.objects.filter(version=version, measures=jobs.measures(), state=FAILED).first()
    if failed is None:
        raise Invalid("datasets_nothing_to_restart")
    before = {"state": failed.state, "failure": failed.failure}
    computation = jobs.queue(version)
    return Change(computation, target=version, region=version.dataset.region_id, before=before,
                  after={"state": computation.state})  # fmt: skip


def load_sample(*, actor: Actor = SYSTEM) -> list[Version]:
    """Publish the figures that come along, marked as a sample, unless they are there; return what is new.

    A sample that somebody withdrew stays withdrawn; one whose figures a newer release corrects gets a new version.
    """
    from potensi.data import samples

    loaded = []
    for price, slug in _SAMPLE_PRICES.items():
        panel = samples.load("jatim", price=price)
        if not _holds(slug, panel):
            content = Figures(panel, understood_panel(panel), f"{slug}.parquet")
            loaded.append(_load_sample(actor=actor, slug=slug, content=content, digest=figures.keep(panel)))
    return loaded


@service("dataset.sample_loaded")
def _load_sample(*, actor: Actor, slug: str, content: Figures, digest: str) -> Change[Version]:
    if not actor.system:
        raise Forbidden(rules.may_upload(actor, _SAMPLE_REGION))
    dataset, _ = Dataset.objects.get_or_create(
        slug=slug,
        defaults={
            "title": say(f"datasets.sample.{content.panel.papers.price}"),
            "region_id": _SAMPLE_REGION,
            "visibility": "public",
            "sample": True,
        },
    )
    version = _add_version(dataset, content, digest, actor)
    _make_current(version, "")
    return Change(version, target=version, region=dataset.region_id, after=_shown(version))


def _holds(slug: str, panel: Panel) -> bool:
    """Whether a sample holds these very figures and papers in some version (the file's bytes may differ)."""
    versions = Version.objects.filter(dataset__slug=slug, dataset__sample=True)
    known = ((version, figures.panel_of(version)) for version in versions)
    return any(old.papers == panel.papers and old.frame.equals(panel.frame) for _, old in known)


def _may_bring_in(actor: Actor, target: Dataset | NewDataset) -> Any:
    if isinstance(target, Dataset):
        return rules.may_change(actor, target)
    return rules.may_upload(actor, target.region)


def _new_dataset(actor: Actor, about: NewDataset) -> Dataset:
    _check_office(actor, about.office)
    if about.visibility == "office" and about.office is None:
        raise Invalid("datasets_needs_office")
    dataset = Dataset(
        slug=_free_slug(about.title),
        title=about.title,
        region_id=about.region,
        office_id=about.office,
        visibility=about.visibility,
    )
    dataset.save(force_insert=True)
    return dataset


def _check_office(actor: Actor, office: int | None) -> None:
    if office is not None and not actor.system and office not in {each.office for each in actor.held}:
        raise Invalid("datasets_office_not_held")


def _free_slug(title: str) -> str:
    stem = slugify(title)[:_SLUG].strip("-") or "data"
    taken = set(Dataset.objects.filter(slug__startswith=stem).values_list("slug", flat=True)) | _TAKEN
    names = (stem if count == 1 else f"{stem}-{count}" for count in range(1, len(taken) + 2))
    return next(name for name in names if name not in taken)


def _add_version(dataset: Dataset, content: Figures, digest: str, actor: Actor) -> Version:
    dataset = Dataset.objects.select_for_update().get(pk=dataset.pk)
    last = dataset.versions.aggregate(last=Max("number"))["last"] or 0
    version = Version(
        dataset=dataset,
        number=last + 1,
        digest=digest,
        file_name=content.file_name,
        papers=plain_papers(content.panel.papers),
        understood=content.understood.as_dict(),
        uploaded_by_id=actor.user,
    )
    version.save(force_insert=True)
    return version


def _locked(version: Version) -> Version:
    """Return the version as it is now, its data set held until the transaction ends."""
    dataset = Dataset.objects.select_for_update().get(pk=version.dataset_id)
    fresh = dataset.versions.get(pk=version.pk)
    fresh.dataset = dataset
    return fresh


def _current(dataset: Dataset) -> Version | None:
    return dataset.versions.filter(state=PUBLISHED).first()


def _make_current(version: Version, note: str) -> None:
    version.dataset.versions.filter(state=PUBLISHED).update(state=REPLACED)
    version.state, version.note, version.published = PUBLISHED, note, timezone.now()
    version.save(update_fields=["state", "note", "published"])
    jobs.queue(version)


def _bring_back(dataset: Dataset) -> Version | None:
    last = dataset.versions.filter(state=REPLACED).order_by("-published", "-number").first()
    if last is not None:
        Version.objects.filter(pk=last.pk).update(state=PUBLISHED)
        last.refresh_from_db()
        jobs.queue(last)
    return last


def _shown(version: Version) -> dict[str, Any]:
    return {
        "dataset": version.dataset.slug,
        "number": version.number,
        "state": version.state,
        "file": version.file_name,
        "digest": version.digest,
        "figures": version.understood.get("figures"),
    }


def _about(dataset: Dataset) -> dict[str, Any]:
    return {"title": dataset.title, "visibility": dataset.visibility, "office": dataset.office_id}
