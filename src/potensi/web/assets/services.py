"""Every write of assets: entered, edited, withdrawn, restored, imported."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from potensi.web.actor import Actor
from potensi.web.assets import rules
from potensi.web.assets.entries import Entry, Imported
from potensi.web.assets.models import Asset
from potensi.web.assets.values import same_name
from potensi.web.audit.services import Change, service
from potensi.web.edits import hold
from potensi.web.photos.models import Photo
from potensi.web.refused import Invalid, require

# What the audit trail keeps of an asset; the whole texts, so that nobody's words vanish.
_KEPT = (
    "name", "kind", "description", "place", "lat", "lon", "owner", "business_field", "creative_subsector", "condition",
    "evidence", "seen", "visibility",
)  # fmt: skip
_ALL_AT_ONCE = 500


@service("asset.entered")
def enter(
    *, actor: Actor, region: str, values: Mapping[str, Any], photo: Photo | None = None, sample: bool = False
) -> Change[Asset]:
    """Enter an asset of ``region``; ``values`` by field, as ``values.understood`` makes them."""
    require(rules.may_enter(actor, region))
    asset = Asset(
        region_id=region,
        office_id=_office(actor, region),
        created_by_id=actor.user,
        sample=sample,
        photo=photo,
        **values,
    )
    _unlike_others(asset)
    _save(asset)
    return Change(asset, target=asset, region=region, after=_said(asset))


@service("asset.edited")
def edit(
    *,
    actor: Actor,
    asset: Asset,
    revision: int,
    values: Mapping[str, Any],
    photo: Photo | None = None,
    without_photo: bool = False,
) -> Change[Asset]:
    """Change an asset begun from ``revision``. A new photo takes the old one's place; without one the old stays.

    Raises Outdated where somebody else saved since. What differs in nothing is not written anew.
    """
    require(rules.may_change(actor, asset))
    stored = hold(asset, revision, values)
    if stored.withdrawn:
        raise Invalid("assets_withdrawn")
    before = _said(stored)
    for name, value in values.items():
        setattr(stored, name, value)
    stored.photo = photo or (None if without_photo else stored.photo)
    after = _said(stored)
    if after != before:
        stored.revision += 1
        _unlike_others(stored)
        _save(stored)
    return Change(stored, target=stored, region=stored.region_id, **_differing(before, after))


@service("asset.withdrawn")
def withdraw(*, actor: Actor, asset: Asset, why: str) -> Change[Asset]:
    """Take an asset out of sight, with the reason. It stays, since ideas may stand on it."""
    require(rules.may_change(actor, asset))
    stored = _locked(asset)
    if stored.withdrawn:
        raise Invalid("assets_withdrawn")
    if not why.strip():
        raise Invalid("assets_why")
    stored.withdrawn, stored.revision = timezone.now(), stored.revision + 1
    stored.save(update_fields=["withdrawn", "revision"])
    return Change(
        stored, target=stored, region=stored.region_id, before={"withdrawn": False}, after={"withdrawn": True}
    )


@service("asset.restored")
def restore(*, actor: Actor, asset: Asset) -> Change[Asset]:
    """Bring a withdrawn asset back, unless another bears its name by now."""
    require(rules.may_change(actor, asset))
    stored = _locked(asset)
    if not stored.withdrawn:
        raise Invalid("assets_not_withdrawn")
    _unlike_others(stored)
    stored.withdrawn, stored.revision = None, stored.revision + 1
    _save(stored)
    return Change(
        stored, target=stored, region=stored.region_id, before={"withdrawn": True}, after={"withdrawn": False}
    )


@service("assets.imported")
def import_assets(
    *, actor: Actor, entries: Sequence[Entry], file: str, sample: bool = False, why: str = ""
) -> Change[Imported]:
    """Enter and change the assets of a spreadsheet, all of them or none.

    Where an asset changed after the import was looked over, nothing is written and the sentence says to look again.
    """
    regions = sorted({entry.region for entry in entries})
    for region in regions:
        require(rules.may_enter(actor, region))
    new = [_made(actor, entry, sample) for entry in entries if entry.asset is None]
    taken = _names_there(regions)
    if any((each.region_id, each.kind, same_name(each.name)) in taken for each in new):
        raise Invalid("assets_import_moved")
    changed = _changed(entries)
    try:
        with transaction.atomic():
            Asset.objects.bulk_create(new, batch_size=_ALL_AT_ONCE)
            Asset.objects.bulk_update([each for each, _ in changed], [*_KEPT, "revision"], batch_size=_ALL_AT_ONCE)
    except IntegrityError as error:
        raise Invalid("assets_import_moved") from error
    done = Imported(len(new), len(changed), len(entries) - len(new) - len(changed))
    told = {each.name: _differing(before, _said(each)) for each, before in changed}
    counts = {"file": file, "entered": done.entered, "edited": done.changed, "names": [each.name for each in new]}
    return Change(
        done,
        region=regions[0] if len(regions) == 1 else None,
        before={name: each["before"] for name, each in told.items()},
        after=counts | {name: each["after"] for name, each in told.items()},
    )


def _office(actor: Actor, region: str) -> int | None:
    """Return the office that keeps an entry: the one held there; nobody's where it is entered from above."""
    held = actor.office_for(region)
    return held.office if held is not None and held.region == region else None


def _made(actor: Actor, entry: Entry, sample: bool) -> Asset:
    office = _office(actor, entry.region)
    about = {"region_id": entry.region, "office_id": office, "created_by_id": actor.user, "sample": sample}
    return Asset(**about, **entry.values)


def _changed(entries: Sequence[Entry]) -> list[tuple[Asset, dict[str, Any]]]:
    """Return the assets that entries change, locked and changed, each with what it was before."""
    wanted = {entry.asset: entry for entry in entries if entry.asset is not None and entry.changes}
    found = list(Asset.objects.select_for_update().filter(pk__in=wanted).order_by("pk"))
    if len(found) < len(wanted) or any(each.withdrawn or each.revision != wanted[each.pk].revision for each in found):
        raise Invalid("assets_import_moved")
    before = {each.pk: _said(each) for each in found}
    for each in found:
        entry = wanted[each.pk]
        for name in entry.changes:
            setattr(each, name, entry.values[name])
        each.revision += 1
    return [(each, before[each.pk]) for each in found]


def _names_there(regions: Sequence[str]) -> set[tuple[str, str, str]]:
    rows = Asset.objects.filter(region__in=regions, withdrawn__isnull=True).values_list("region", "kind", "name")
    return {(region, kind, same_name(name)) for region, kind, name in rows}


def _unlike_others(asset: Asset) -> None:
    """Refuse a second asset of one name and kind in a region, however the name is written."""
    others = Asset.objects.filter(region=asset.region_id, kind=asset.kind, withdrawn__isnull=True).exclude(pk=asset.pk)
    wanted = same_name(asset.name)
    if any(same_name(name) == wanted for name in others.values_list("name", flat=True)):
        raise Invalid("assets_same_name", name=asset.name)


def _save(asset: Asset) -> None:
    try:
        with transaction.atomic():
            asset.save()
    except IntegrityError as error:  # somebody entered the same name at this very moment
        raise Invalid("assets_same_name", name=asset.name) from error


def _locked(asset: Asset) -> Asset:
    return Asset.objects.select_for_update().select_related("region").get(pk=asset.pk)


def _said(asset: Asset) -> dict[str, Any]:
    said = {name: _plain(getattr(asset, name)) for name in _KEPT}
    return {name: value for name, value in said.items() if value not in ("", None)} | {"photo": asset.photo_id or ""}


def _plain(value: Any) -> Any:
    if isinstance(value, float):
        return repr(value)  # degrees, which lose nothing as text
    return value.isoformat() if isinstance(value, date) else value


def _differing(before: dict[str, Any], after: dict[str, Any]) -> dict[str, dict[str, Any]]:
    names = [name for name in {**before, **after} if before.get(name, "") != after.get(name, "")]
    return {
        "before": {name: before.get(name, "") for name in names},
        "after": {name: after.get(name, "") for name in names},
    }
