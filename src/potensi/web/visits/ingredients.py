"""Does a region have what a practice takes? Asked of the public figures and of the assets, as they stand today.

The answer is a snapshot of plain values: what was asked, each ingredient with its verdict and figures, and the papers
of the figures. It stays as it was when the promise was given, whatever is published or entered later.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl
from django.db.models import QuerySet
from django.utils import timezone

from potensi.analysis.grid import make_grid
from potensi.analysis.peers import alike
from potensi.errors import PotensiError
from potensi.panel import Panel
from potensi.web.actor import Actor
from potensi.web.assets import rules as asset_rules
from potensi.web.assets.lists import business_fields, creative_subsectors
from potensi.web.assets.models import KINDS, Asset
from potensi.web.assets.queries import standing
from potensi.web.datasets import answers, queries
from potensi.web.datasets.figures import panel_of
from potensi.web.datasets.models import Version
from potensi.web.refused import Invalid

THERE, PARTLY, MISSING, UNKNOWN = "there", "partly", "missing", "unknown"
VERDICTS = (THERE, PARTLY, MISSING, UNKNOWN)
INDUSTRY, STRUCTURE = "industry", "structure"
ASSETS = {"kind": "kind", "subsector": "creative_subsector", "field": "business_field"}
# An industry is there where it is a base (LQ of one and more) or weighs at least as much as at the host; partly where
# it has at least half of either. Two structures are alike where the host is among the likest quarter, partly half.
BASE, HALF, QUARTER = 1.0, 0.5, 0.25
# In use or usable at once; poor ones and those nobody has looked at count as partly there.
_USABLE = ("good", "fair", "idle")
_MOST_INDUSTRIES, _MOST_COMPARED, _NAMED = 60, 2_000, 5
_FIGURES = {"share": "share", "lq": "lq", "growth": "growth_yearly"}


@dataclass(frozen=True)
class Needs:
    """What a practice takes, as somebody picks it: industries, and kinds, sub-sectors and business fields of assets."""

    industries: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    subsectors: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return any(getattr(self, name) for name in self.__dataclass_fields__)

    def plain(self) -> dict[str, list[str]]:
        """Return them as they are kept."""
        return {name: list(getattr(self, name)) for name in self.__dataclass_fields__}


@dataclass(frozen=True)
class Found:
    """The answer, ready to be kept, and the figures it comes from."""

    snapshot: dict[str, Any]
    version: Version | None


def needs_of(snapshot: Mapping[str, Any]) -> Needs:
    """Return what was asked for in a kept answer."""
    asked = snapshot.get("needs") or {}
    return Needs(**{name: tuple(asked.get(name) or ()) for name in Needs.__dataclass_fields__})


def offered_industries(region: str, lang: str) -> list[tuple[str, str]]:
    """Return the industries that can be asked for: those of the figures of a region, where it has a list to read."""
    version = queries.main_version(region=region)
    codes = queries.activities_of(version) if version is not None else ()
    if version is None or len(codes) > _MOST_INDUSTRIES:
        return []
    panel = panel_of(version)
    return [(code, panel.activity_name(code, lang)) for code in codes]


def ingredients(actor: Actor, region: str, host: str, needs: Needs) -> Found:
    """Return whether ``region`` has what is needed, beside the ``host``; without needs there is nothing to answer."""
    if not needs:
        return Found({}, None)
    if not _listed(needs):
        raise Invalid("visits_promise_needs")
    version = queries.main_version(region=region)
    items = _of_figures(version, region, host, needs) if version is not None else _without_figures(needs)
    items += _of_assets(standing(asset_rules.visible(actor)).filter(region=region), needs)
    return Found(
        {
            "made": timezone.localdate().isoformat(),
            "region": region,
            "host": host,
            "needs": needs.plain(),
            "figures": _papers(version) if version is not None else None,
            "items": items,
        },
        version,
    )


def verdict_of(share: float | None, lq: float | None, host_share: float | None) -> str:
    """Return how far an industry is there, from its weight at home, its location quotient, its weight at the host.

    >>> verdict_of(0.04, 1.2, 0.08), verdict_of(0.05, 0.6, 0.08), verdict_of(0.01, 0.2, 0.08), verdict_of(None, 1, 1)
    ('there', 'partly', 'missing', 'unknown')
    """
    if share is None or (lq is None and host_share is None):
        return UNKNOWN
    ratios = [lq or 0.0, share / host_share if host_share else 0.0]
    if share > 0 and max(ratios) >= BASE:
        return THERE
    return PARTLY if share > 0 and max(ratios) >= HALF else MISSING


def _listed(needs: Needs) -> bool:
    """Whether the lists know every kind, sub-sector and business field; which industries there are, the figures say."""
    known = ((needs.kinds, KINDS), (needs.subsectors, creative_subsectors()), (needs.fields, business_fields()))
    return all(code in list_ for codes, list_ in known for code in codes)


def _of_figures(version: Version, region: str, host: str, needs: Needs) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = []
    if needs.industries:
        cells = answers.tables(version, "cells").filter(pl.col("region").is_in([region, host]))
        panel = panel_of(version)
        items += [_industry(cells, panel, region, host, code) for code in needs.industries]
    if region != host:
        items.append(_structure(version, region, host))
    return items


def _without_figures(needs: Needs) -> list[dict[str, Any]]:
    return [{"what": INDUSTRY, "code": code, "name_id": code, "name_en": code, "verdict": UNKNOWN}
            for code in needs.industries]  # fmt: skip


def _industry(cells: pl.DataFrame, panel: Panel, region: str, host: str, code: str) -> dict[str, Any]:
    own, there = _cell(cells, region, code), {} if host == region else _cell(cells, host, code)
    figures = {name: own.get(name) for name in _FIGURES} | {f"host_{name}": there.get(name) for name in _FIGURES}
    verdict = verdict_of(figures["share"], figures["lq"], figures["host_share"])
    names = {f"name_{lang}": panel.activity_name(code, lang) for lang in ("id", "en")}
    return {"what": INDUSTRY, "code": code, **names, "verdict": verdict, **figures}


def _cell(cells: pl.DataFrame, region: str, activity: str) -> dict[str, float | None]:
    rows = cells.filter((pl.col("region") == region) & (pl.col("activity") == activity))
    row = rows.row(0, named=True) if rows.height else {}
    return {name: _finite(row.get(column)) for name, column in _FIGURES.items()}


def _finite(value: Any) -> float | None:
    return float(value) if value is not None and math.isfinite(value) else None


def _structure(version: Version, region: str, host: str) -> dict[str, Any]:
    """Return how alike the two economies are: the similarity of their shares, and its rank among all regions."""
    unknown = {"what": STRUCTURE, "code": host, "verdict": UNKNOWN}
    codes = queries.regions_of(version)
    if region not in codes or host not in codes or len(codes) > _MOST_COMPARED:
        return unknown
    panel = panel_of(version)
    try:
        grid = make_grid(panel, base=panel.periods[-1], year=panel.periods[-1])
        table = alike(grid, grid.place(region)) if region in grid.reference else None
    except PotensiError:
        return unknown
    others = table["region"].to_list() if table is not None else []
    if table is None or host not in others:
        return unknown
    rank, of = others.index(host) + 1, len(others)
    verdict = THERE if rank <= of * QUARTER else PARTLY if rank <= of * HALF else MISSING
    return unknown | {"verdict": verdict, "similarity": float(table["similarity"][rank - 1]), "rank": rank, "of": of}


def _of_assets(known: QuerySet[Asset], needs: Needs) -> list[dict[str, Any]]:
    anything = known.exists()
    wanted = [("kind", code) for code in needs.kinds]
    wanted += [("subsector", code) for code in needs.subsectors]
    wanted += [("field", code) for code in needs.fields]
    return [_asset(known.filter(**{ASSETS[what]: code}), anything, what, code) for what, code in wanted]


def _asset(found: Iterable[Asset], anything: bool, what: str, code: str) -> dict[str, Any]:
    """Return whether a region has assets of a kind; where nobody has entered any asset yet, it cannot be told."""
    assets = list(found)
    usable = [each for each in assets if each.condition in _USABLE]
    verdict = THERE if usable else PARTLY if assets else MISSING if anything else UNKNOWN
    # Names of those alone that anybody may see: whoever was on the visit reads the promise.
    named = [each for each in [*usable, *assets] if each.visibility == "public"]
    examples = [{"pk": each.pk, "name": each.name} for each in dict.fromkeys(named)][:_NAMED]
    counts = {"count": len(assets), "usable": len(usable), "examples": examples}
    return {"what": what, "code": code, "verdict": verdict, **counts}


def _papers(version: Version) -> dict[str, Any]:
    panel = panel_of(version)
    cells = answers.tables(version, "cells")
    year = int(cells["period"][0]) if cells.height else panel.periods[-1]
    return {
        "slug": version.dataset.slug,
        "title": version.dataset.title,
        "number": version.number,
        "source": panel.papers.source,
        "price": panel.papers.price,
        "base": panel.periods[0],
        "year": year,
    }
