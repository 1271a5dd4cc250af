"""The rows of a spreadsheet of assets set against what is there: new, changed, or the same. Nothing is written here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from potensi.errors import Problem
from potensi.web.actor import Actor
from potensi.web.assets import queries, rules
from potensi.web.assets.entries import Entry
from potensi.web.assets.models import Asset
from potensi.web.assets.sheet import AssetProblem, Row
from potensi.web.assets.values import same_name
from potensi.web.tabular import in_order

# What is taken for two points of one asset: a metre or so, as spreadsheets round.
_SAME_DEGREES = 1e-5
Key = tuple[str, str, str]


@dataclass(frozen=True)
class Plan:
    """What an import would do, or everything that forbids it."""

    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...] = ()

    @property
    def new(self) -> list[Entry]:
        """The assets that would be entered."""
        return [entry for entry in self.entries if entry.asset is None]

    @property
    def changed(self) -> list[Entry]:
        """The assets that would be changed."""
        return [entry for entry in self.entries if entry.changes]

    @property
    def same(self) -> list[Entry]:
        """The assets that are there as the spreadsheet has them."""
        return [entry for entry in self.entries if entry.asset is not None and not entry.changes]


def plan(actor: Actor, rows: Sequence[Row], file: str) -> Plan:
    """Return what importing ``rows`` would do for this actor."""
    there = _there({row.region for row in rows})
    problems = in_order([*_forbidden(actor, rows, there, file), *_twice(rows, file)])
    if problems:
        return Plan((), tuple(problems))
    return Plan(tuple(_entries(rows, there)))


def _key(row: Row) -> Key:
    return row.region, str(row.values["kind"]), same_name(str(row.values["name"]))


def _there(regions: set[str]) -> dict[Key, Asset]:
    """Return every asset of the regions by its key; one that stands goes before a withdrawn one."""
    found = Asset.objects.filter(region__in=regions)
    every = sorted(found, key=lambda each: each.withdrawn is None)
    return {(each.region_id, each.kind, same_name(each.name)): each for each in every}


def _forbidden(actor: Actor, rows: Sequence[Row], there: Mapping[Key, Asset], file: str) -> list[Problem]:
    found: list[Problem] = []
    for row in rows:
        asset = there.get(_key(row))
        if not rules.may_enter(actor, row.region):
            found.append(_wrong("region_not_yours", row, "region", file, row.region))
        elif asset is not None and asset.withdrawn:
            found.append(_wrong("withdrawn", row, "name", file, asset.name))
    return found


def _twice(rows: Sequence[Row], file: str) -> list[Problem]:
    first: dict[Key, Row] = {}
    found: list[Problem] = []
    for row in rows:
        other = first.setdefault(_key(row), row)
        if other is not row:
            found.append(_wrong("row_twice", row, "name", file, str(row.values["name"]), first=other.at["name"]))
    return found


def _entries(rows: Sequence[Row], there: Mapping[Key, Asset]) -> list[Entry]:
    alike = _alike([row for row in rows if _key(row) not in there], there)
    return [_entry(row, there.get(_key(row)), alike.get(_key(row), ())) for row in rows]


def _alike(new: Sequence[Row], there: Mapping[Key, Asset]) -> dict[Key, tuple[str, ...]]:
    """Return, for each new row, the names of assets of its region that may be the same."""
    found: dict[Key, tuple[str, ...]] = {}
    for region in {row.region for row in new}:
        rows = [row for row in new if row.region == region]
        others = [each for each in there.values() if each.region_id == region and each.withdrawn is None]
        close = queries.alike([str(row.values["name"]) for row in rows], others)
        found |= {_key(row): tuple(each.name for each in near) for row, near in zip(rows, close, strict=True)}
    return found


def _entry(row: Row, asset: Asset | None, alike: tuple[str, ...]) -> Entry:
    if asset is None:
        return Entry(row.region, row.values, alike=alike)
    changes = tuple(name for name, value in row.values.items() if not _same(name, getattr(asset, name), value))
    before = {name: getattr(asset, name) for name in changes}
    return Entry(row.region, row.values, asset.pk, asset.revision, changes, before=before)


def _same(name: str, there: Any, value: Any) -> bool:
    if name in ("lat", "lon") and there is not None and value is not None:
        return bool(abs(there - value) < _SAME_DEGREES)
    if name in ("name", "description", "evidence"):
        # A cell loses its line ends and doubled blanks; that is no change.
        return " ".join(str(there).split()) == " ".join(str(value).split())
    return bool(there == value)


def _wrong(code: str, row: Row, column: str, file: str, value: str, **params: Any) -> Problem:
    return AssetProblem(code, file, row.sheet, row.at.get(column), value, params)
