"""What the pages and files of ideas say in words: stages, what is waited for, what is missing, what it stands on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from potensi.language import number, say
from potensi.present.numbers import listing, money
from potensi.web.actor import Actor
from potensi.web.assets import rules as asset_rules
from potensi.web.assets.models import Asset
from potensi.web.datasets import rules as dataset_rules
from potensi.web.datasets.models import Dataset
from potensi.web.ideas.findings import later
from potensi.web.ideas.models import ENDED, NATIONAL, STAGES, Basis, Idea
from potensi.web.ideas.queries.waiting import Wait
from potensi.web.ideas.standing import Missing
from potensi.web.people.models import Agency


@dataclass(frozen=True)
class Ground:
    """One thing that an idea stands on, as this reader may see it; ``hidden`` where it is not for them.

    ``changed`` says what has become of it since: an asset withdrawn, newer figures that say otherwise.
    """

    basis: Basis
    text: str
    hidden: bool = False
    asset: Asset | None = None
    source: str = ""
    dataset: Dataset | None = None
    changed: str = ""
    now: str = ""


def stage_name(stage: str, names: str, lang: str) -> str:
    """Return what a stage is called: by us, or by the national innovation drive."""
    if names == "national" and stage in STAGES:
        return say(f"ideas.national.{NATIONAL[STAGES.index(stage)]}", lang)
    return say(f"ideas.stage.{stage}", lang)


def stages(idea: Idea, lang: str) -> list[dict[str, Any]]:
    """Return the five stages in order, each with its name and whether the idea is past it or in it."""
    here = STAGES.index(idea.stage) if idea.stage in STAGES else -1
    return [
        {"name": stage_name(stage, idea.stage_names, lang), "done": place < here, "here": place == here}
        for place, stage in enumerate(STAGES)
    ]


def agency_name(agency: Agency, home: str) -> str:
    """Return an agency's name, with its region's where that is another than ``home``."""
    return agency.name if agency.region_id == home else f"{agency.name}, {agency.region.name}"


def wait_sentence(wait: Wait, lang: str) -> str:
    """Return "waiting for whom, for how long" as one sentence."""
    whom = agency_name(wait.agency, wait.idea.region_id) if wait.agency is not None else ""
    return say(f"ideas.wait.{wait.kind}", lang, whom=whom, days=days(wait.days, lang))


def days(count: int, lang: str) -> str:
    """Return "since today", "for one day", "for 12 days"."""
    form = "today" if count == 0 else "one" if count == 1 else "many"
    return say(f"ideas.days.{form}", lang, count=number(count, lang))


def missing_sentence(each: Missing, idea: Idea, lang: str) -> str:
    """Return a condition that is not met, with who can supply it."""
    names = listing([agency_name(agency, idea.region_id) for agency in each.agencies], lang)
    form = f"ideas.missing.{each.code}"
    if each.code == "team":
        form = f"{form}_asked" if each.agencies else f"{form}_open"
    return say(form, lang, who=names, have=number(each.have, lang))


def cost_sentence(idea: Idea, lang: str) -> str:
    """Return what it costs using only what exists; empty where nobody has said."""
    amount = "" if idea.cost_rupiah is None else cost_amount(idea, lang)
    return "\n".join(text for text in (amount, idea.cost.strip()) if text)


def cost_amount(idea: Idea, lang: str) -> str:
    """Return the cost in rupiah; nothing to pay is told as such."""
    assert idea.cost_rupiah is not None
    return say("ideas.cost_nothing", lang) if not idea.cost_rupiah else money(float(idea.cost_rupiah), "rupiah", lang)


def owner_name(idea: Idea) -> str:
    """Return the office in charge with its agency; empty where there is none."""
    return f"{idea.owner.title}, {idea.owner.agency.name}" if idea.owner is not None else ""


def state_line(idea: Idea, waiting: Sequence[Wait], lang: str) -> str:
    """Return the first thing that an idea waits for, and how many more; that nothing is waited for."""
    if idea.stage == ENDED:
        return say("ideas.wait.stopped", lang)
    if not waiting:
        return say("ideas.wait.nothing", lang)
    first = wait_sentence(waiting[0], lang)
    rest = len(waiting) - 1
    return f"{first} {say('ideas.wait.more', lang, count=number(rest, lang))}" if rest else first


def grounds(actor: Actor, idea: Idea, lang: str, *, look: bool = True) -> list[Ground]:
    """Return what an idea stands on as a reader may see it; ``look`` whether newer figures are asked, too."""
    bases: Iterable[Basis] = idea.bases.all()
    assets = _seen(asset_rules.visible(actor), [each.asset_id for each in bases])
    datasets = _seen(dataset_rules.visible(actor), [each.version.dataset_id for each in bases if each.version])
    return [
        _asset_ground(each, assets, lang) if each.kind == "asset" else _finding_ground(each, datasets, lang, look)
        for each in bases
    ]


def _seen(visible: QuerySet[Any], wanted: list[Any]) -> set[Any]:
    there = [each for each in wanted if each is not None]
    return set(visible.filter(pk__in=there).values_list("pk", flat=True)) if there else set()


def _asset_ground(basis: Basis, seen: set[Any], lang: str) -> Ground:
    asset = basis.asset
    if asset is None or (asset.pk not in seen and asset.visibility != "public"):
        return Ground(basis, say("ideas.base.hidden_asset", lang), hidden=True)
    name = str(basis.snapshot.get("name") or asset.name)
    if asset.withdrawn is not None:
        return Ground(
            basis, name, asset=asset if asset.pk in seen else None, changed=say("ideas.base.asset_withdrawn", lang)
        )
    renamed = say("ideas.base.renamed", lang, name=asset.name) if asset.name != name else ""
    return Ground(basis, name, asset=asset, changed=renamed)


def _finding_ground(basis: Basis, seen: set[Any], lang: str, look: bool) -> Ground:
    kept, version = basis.snapshot, basis.version
    public = bool(kept.get("public")) if version is None else version.dataset_id in seen
    if not public:
        return Ground(basis, say("ideas.base.hidden_finding", lang), hidden=True)
    text = str(kept.get(f"sentence_{lang}") or kept.get("sentence_id") or kept.get("name") or "")
    about = {"source": kept.get("source", ""), "title": kept.get("dataset", ""), "number": kept.get("number", "")}
    source = say("ideas.base.source", lang, **about)
    dataset = version.dataset if version is not None else None
    if not look:
        return Ground(basis, text, source=source, dataset=dataset)
    since = later(kept, version)
    changed = "" if since.state == "same" else say(f"ideas.base.{since.state}", lang)
    return Ground(basis, text, source=source, dataset=dataset, changed=changed, now=since.sentence(lang))
