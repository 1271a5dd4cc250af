"""Whom a region should visit, from what is computed of the published figures: ranked, with three reasons each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from potensi.analysis.reasons import Reason
from potensi.web.datasets import answers, queries
from potensi.web.datasets.models import Version


@dataclass(frozen=True)
class Suggested:
    """A region that is worth a visit: its place in the ranking, why, and how often other years say the same."""

    region: str
    name: str
    rank: int
    stability: float
    reasons: tuple[Reason, ...]

    def sentences(self, lang: str) -> list[str]:
        """Return the reasons as a person reads them."""
        return [each.message(lang) for each in self.reasons]


@dataclass(frozen=True)
class Suggestions:
    """What the figures of ``version`` say to ``region`` about whom to visit; nobody where nothing can be compared."""

    region: str
    version: Version
    year: int | None
    base: int | None
    hosts: tuple[Suggested, ...]

    def of(self, region: str) -> Suggested | None:
        """Return what is said of one region, or None where it is not suggested."""
        return next((each for each in self.hosts if each.region == region), None)


def suggest(region: str) -> Suggestions | None:
    """Return whom ``region`` should visit; None where no public figures hold it."""
    version = queries.main_version(region=region)
    if version is None:
        return None
    found = answers.host_reasons(version, region)
    hosts = tuple(_suggested(row) for row in found["hosts"])
    return Suggestions(region, version, found.get("year"), found.get("base"), hosts)


def with_figures(regions: Sequence[str]) -> list[str]:
    """Return those of some regions that public figures hold, in their order."""
    return [code for code in regions if queries.main_version(region=code) is not None]


def kept(viewpoint: str, region: str, why: str) -> tuple[dict[str, Any], Version | None]:
    """Return why a visit goes to ``region``, as it is kept with the visit, and the figures that say so."""
    found = suggest(viewpoint) if viewpoint else None
    chosen = found.of(region) if found is not None else None
    reasons: dict[str, Any] = {"region": viewpoint, "suggested": chosen is not None, "why": why}
    if found is None or chosen is None:
        return reasons, found.version if found is not None else None
    said = [{"code": each.code, "params": dict(each.params)} for each in chosen.reasons]
    reasons |= {"rank": chosen.rank, "stability": chosen.stability, "year": found.year, "base": found.base}
    return reasons | {"reasons": said}, found.version


def sentences(reasons: Mapping[str, Any], lang: str) -> list[str]:
    """Return kept reasons as a person reads them."""
    return [Reason("", each["code"], each["params"]).message(lang) for each in reasons.get("reasons", ())]


def _suggested(row: Mapping[str, Any]) -> Suggested:
    reasons = tuple(Reason(row["region"], each["code"], each["params"]) for each in row["reasons"])
    return Suggested(row["region"], row["name"], row["rank"], row["stability"], reasons)
