"""Findings that an idea may stand on: what a region's kept figures say of it, and what newer figures say by now.

A finding is taken over as a snapshot with its sentence in both languages, its figure, unit, years and source and the
version it was read from: what comes later does not alter it. A page may ask the newest version for the same finding.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from potensi.language import LANGUAGES, number, percent, say
from potensi.present.numbers import short_name
from potensi.web.datasets import answers, queries
from potensi.web.datasets.figures import codes_of, panel_of
from potensi.web.datasets.models import PUBLISHED, WITHDRAWN, Version

# What is told of a region: one of its industries' class, size or growth, or its own growth.
SECTOR, SHARE, GROWTH, REGION = "sector", "share", "growth", "region"
CLASSES = ("leading", "rising", "declining_base")
_MOST = 5


@dataclass(frozen=True)
class Finding:
    """One thing that ``version`` says of ``region``; ``code`` names its sentence, ``value`` is the bare figure."""

    version: Version
    region: str
    key: str
    code: str
    activity: str
    value: float
    base: int
    year: int

    @property
    def kind(self) -> str:
        """What it is told of: SECTOR, SHARE, GROWTH or REGION."""
        return self.key.partition(":")[0]

    @property
    def unit(self) -> str:
        """What the figure is counted in: times as large, or a fraction (a year)."""
        return {SECTOR: "times", SHARE: "fraction"}.get(self.kind, "fraction_a_year")

    def sentence(self, lang: str) -> str:
        """Return the finding as a person reads it."""
        panel = panel_of(self.version)
        shown = number(self.value, lang, decimals=2) if self.unit == "times" else percent(self.value, lang)
        name = panel.region_name(self.region)
        what = short_name(self.activity, panel.activity_name(self.activity), lang) if self.activity else ""
        years = {"base": self.base, "year": self.year}
        return say(f"ideas_basis.finding.{self.code}", lang, region=name, activity=what, value=shown, **years)

    def snapshot(self) -> dict[str, Any]:
        """Return what is kept of it, whatever becomes of the figures."""
        dataset, papers = self.version.dataset, self.version.papers
        plain = {name: getattr(self, name) for name in ("key", "code", "region", "activity", "value", "unit")}
        told = {f"sentence_{lang}": self.sentence(lang) for lang in LANGUAGES}
        origin = {
            "source": papers.get("source", ""),
            "dataset": dataset.title,
            "dataset_id": dataset.pk,
            "slug": dataset.slug,
            "version": self.version.pk,
            "number": self.version.number,
            "public": dataset.visibility == "public",
        }
        return plain | told | origin | {"name": told["sentence_id"], "base": self.base, "year": self.year}


@dataclass(frozen=True)
class Later:
    """What has become of a finding's figures: ``state`` is same, changed, silent, withdrawn or unknown.

    ``silent``: the newest version no longer says anything of the kind; ``unknown``: its figures are gone.
    """

    state: str
    version: Version | None = None
    finding: Finding | None = None

    def sentence(self, lang: str) -> str:
        """Return what the newest version says instead."""
        return self.finding.sentence(lang) if self.finding is not None else ""


def candidates(version: Version, region: str) -> list[Finding]:
    """Return what a version says of a region that an idea could stand on, its special industries first."""
    cells, own = _cells(version, region), _region(version, region)
    found = [_sector(version, row) for row in cells if row["sector_class"] in CLASSES and not row["unstable"]]
    sectors = [each for each in found if each is not None]
    sectors.sort(key=lambda each: (CLASSES.index(each.code), -each.value))
    shares = sorted(_known(cells, "share"), key=lambda row: -row["share"])[:_MOST]
    grown = [row for row in _known(cells, "growth_yearly") if row["growth_yearly"] > 0 and not row["unstable"]]
    grown.sort(key=lambda row: -row["growth_yearly"])
    whole = _whole(version, own) if own is not None else None
    return [
        *sectors,
        *[_share(version, row) for row in shares],
        *[_growth(version, row) for row in grown[:_MOST]],
        *([whole] if whole is not None else []),
    ]


def finding_of(version: Version, region: str, key: str) -> Finding | None:
    """Return the same finding as a version has it; None where it says nothing of the kind."""
    if region not in codes_of(version.digest).regions:
        return None
    kind, _, activity = key.partition(":")
    if kind == REGION:
        own = _region(version, region)
        return _whole(version, own) if own is not None else None
    row = next((each for each in _cells(version, region) if each["activity"] == activity), None)
    if row is None:
        return None
    if kind == SECTOR:
        return _sector(version, row)
    column = {SHARE: "share", GROWTH: "growth_yearly"}.get(kind, "")
    if column not in row or not _figure(row[column]):
        return None
    return _share(version, row) if kind == SHARE else _growth(version, row)


def later(snapshot: Mapping[str, Any], version: Version | None) -> Later:
    """Return what the newest version of the same figures says of a finding that was kept."""
    if version is None:
        return Later("unknown")
    if version.state == WITHDRAWN:
        return Later("withdrawn", version)
    newest = version.dataset.versions.filter(state=PUBLISHED).select_related("dataset").first()
    if newest is None or newest.pk == version.pk:
        return Later("same", version)
    now = finding_of(newest, str(snapshot["region"]), str(snapshot["key"]))
    if now is None:
        return Later("silent", newest)
    return Later("same" if _says_the_same(snapshot, now) else "changed", newest, now)


def versions_for(actor: Any, region: str) -> list[Version]:
    """Return the published versions that hold a region and that an actor may see, the main one first."""
    main = queries.main_version(region=region)
    found = [each for each in queries.published(actor) if region in codes_of(each.digest).regions]
    return sorted(found, key=lambda each: (main is None or each.pk != main.pk, each.dataset.title))


def _says_the_same(snapshot: Mapping[str, Any], now: Finding) -> bool:
    """Whether a reader would read the same: the class, the years and the figure as it is written."""
    written = 2 if now.unit == "times" else 3
    alike = round(float(snapshot["value"]), written) == round(now.value, written)
    return alike and (snapshot["code"], snapshot["base"], snapshot["year"]) == (now.code, now.base, now.year)


def _sector(version: Version, row: Mapping[str, Any]) -> Finding | None:
    code = str(row["sector_class"] or "")
    if not code or not _figure(row["lq"]):
        return None
    return _made(version, row, SECTOR, code, row["lq"])


def _share(version: Version, row: Mapping[str, Any]) -> Finding:
    return _made(version, row, SHARE, "share", row["share"])


def _growth(version: Version, row: Mapping[str, Any]) -> Finding:
    return _made(version, row, GROWTH, "growth", row["growth_yearly"])


def _whole(version: Version, row: Mapping[str, Any]) -> Finding | None:
    growth = row.get("growth_yearly")
    return _made(version, row, REGION, "region_growth", growth) if _figure(growth) else None


def _made(version: Version, row: Mapping[str, Any], kind: str, code: str, value: Any) -> Finding:
    activity = str(row.get("activity") or "")
    year = int(row["period"])
    key = f"{kind}:{activity}" if activity else kind
    return Finding(version, str(row["region"]), key, code, activity, float(value), _base(version, year), year)


def _base(version: Version, year: int) -> int:
    """Return the first of the years that growth is read over, as the kept tables have it."""
    kept = version.understood.get("years") or ()
    return min((int(each) for each in kept), default=year)


def _cells(version: Version, region: str) -> list[dict[str, Any]]:
    return answers.tables(version, "cells").filter(pl.col("region") == region).to_dicts()


def _region(version: Version, region: str) -> dict[str, Any] | None:
    rows = answers.tables(version, "regions").filter(pl.col("region") == region).to_dicts()
    return rows[0] if rows else None


def _known(rows: list[dict[str, Any]], column: str) -> list[dict[str, Any]]:
    return [row for row in rows if _figure(row[column])]


def _figure(value: Any) -> bool:
    return value is not None and math.isfinite(value)
