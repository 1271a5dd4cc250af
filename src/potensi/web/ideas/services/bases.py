"""What an idea stands on: laid under it, and taken away again."""

from __future__ import annotations

from potensi.web.actor import Actor
from potensi.web.assets import rules as asset_rules
from potensi.web.assets.models import Asset
from potensi.web.audit.services import Change, service
from potensi.web.datasets import rules as dataset_rules
from potensi.web.ideas import rules
from potensi.web.ideas.findings import Finding
from potensi.web.ideas.models import Basis, Idea
from potensi.web.ideas.services.shared import locked
from potensi.web.refused import Forbidden, Invalid, no, require


@service("idea.based_on")
def base_on(*, actor: Actor, idea: Idea, asset: Asset | None = None, finding: Finding | None = None) -> Change[Basis]:
    """Lay an asset or a finding of the idea's region under it, as it is today: later figures do not change it."""
    require(rules.may_edit(actor, idea))
    locked(idea)
    if asset is not None:
        basis = _on_asset(actor, idea, asset)
    elif finding is not None:
        basis = _on_finding(actor, idea, finding)
    else:
        raise Invalid("ideas_nothing_chosen")
    return Change(basis, target=idea, region=idea.region_id, after={"basis": str(basis)})


@service("idea.base_removed")
def remove_base(*, actor: Actor, basis: Basis) -> Change[None]:
    """Take away something that an idea stands on; what it was stays in the audit trail."""
    idea = basis.idea
    require(rules.may_edit(actor, idea))
    locked(idea)
    before = {"basis": str(basis)}
    if not Basis.objects.filter(pk=basis.pk).delete()[0]:
        raise Invalid("ideas_base_gone")
    return Change(None, target=idea, region=idea.region_id, before=before)


def _on_asset(actor: Actor, idea: Idea, asset: Asset) -> Basis:
    if not asset_rules.visible(actor).filter(pk=asset.pk).exists():
        raise Forbidden(no("ideas_asset_not_yours"))
    if asset.region_id != idea.region_id:
        raise Invalid("ideas_asset_elsewhere")
    if asset.withdrawn is not None:
        raise Invalid("ideas_asset_withdrawn")
    if idea.bases.filter(asset=asset).exists():
        raise Invalid("ideas_base_there")
    names = ("name", "kind", "place", "condition", "owner", "visibility")
    snapshot = {name: getattr(asset, name) for name in names} | {"revision": asset.revision}
    return Basis.objects.create(idea=idea, kind="asset", asset=asset, snapshot=snapshot)


def _on_finding(actor: Actor, idea: Idea, finding: Finding) -> Basis:
    if not dataset_rules.visible_versions(actor).filter(pk=finding.version.pk).exists():
        raise Forbidden(no("ideas_figures_not_yours"))
    if finding.region != idea.region_id:
        raise Invalid("ideas_finding_elsewhere")
    there = [each.snapshot.get("key") for each in idea.bases.filter(kind="finding", version=finding.version)]
    if finding.key in there:
        raise Invalid("ideas_base_there")
    return Basis.objects.create(idea=idea, kind="finding", version=finding.version, snapshot=finding.snapshot())
