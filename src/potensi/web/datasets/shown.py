"""What the pages of data sets show, put together from rows and files before a template writes it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from potensi.data.check import Report
from potensi.language import number, say
from potensi.web.actor import Actor
from potensi.web.audit.models import AuditRow
from potensi.web.datasets import downloads, papers, queries, rules
from potensi.web.datasets import understood as understood_lines
from potensi.web.datasets.comparison import Comparison, compare
from potensi.web.datasets.figures import panel_of
from potensi.web.datasets.models import (
    DONE,
    DRAFT,
    FAILED,
    PUBLISHED,
    RUNNING,
    WITHDRAWN,
    Computation,
    Dataset,
    Version,
)

_FIRST_ROWS = 10
_FEW_CHANGES = 10
_DECIMALS = 2


@dataclass(frozen=True)
class Listed:
    """One data set in the list: its current version, and whether the reader may change it."""

    dataset: Dataset
    current: Version | None
    drafts: int
    price: str
    mine: bool


@dataclass(frozen=True)
class Row:
    """One version in the list of a data set's versions, with who published or withdrew it, in which office."""

    version: Version
    published: AuditRow | None
    withdrawn: AuditRow | None
    open: bool


@dataclass(frozen=True)
class Progress:
    """How far a computation is: its state, the sentence, and what a bar shows."""

    state: str
    sentence: str
    done: int
    total: int
    over: bool


def listed(actor: Actor, lang: str) -> list[Listed]:
    """Return the data sets that the actor may see, each with its current version."""
    mine = set(rules.changeable(actor).values_list("pk", flat=True))
    found = []
    for dataset in rules.visible(actor).select_related("region").prefetch_related("versions"):
        versions = list(dataset.versions.all())
        current = next((each for each in versions if each.state == PUBLISHED), None)
        own = dataset.pk in mine
        if current is None and not own and all(each.state != WITHDRAWN for each in versions):
            continue
        drafts = sum(each.state == DRAFT for each in versions) if own else 0
        latest = current or versions[0]
        price = papers.price_name(str(latest.papers.get("price") or ""), lang)
        found.append(Listed(dataset, current, drafts, price, own))
    return found


def dataset_page(actor: Actor, dataset: Dataset, lang: str) -> dict[str, Any]:
    """Return what the page of a data set shows."""
    acts = queries.acts(dataset)
    open_ones = set(rules.visible_versions(actor).filter(dataset=dataset).values_list("pk", flat=True))
    versions = [each for each in dataset.versions.all() if each.state != DRAFT or each.pk in open_ones]
    rows = [_row(each, acts.get(each.pk, []), each.pk in open_ones) for each in versions]
    current = next((each for each in versions if each.state == PUBLISHED), None)
    context = {
        "dataset": dataset,
        "rows": rows,
        "current": current,
        "may_change": bool(rules.may_change(actor, dataset)),
        "comparable": len(open_ones) > 1,
        "forms": downloads.FORMS,
    }
    return context | (_papers(current, lang) if current else {})


def version_page(actor: Actor, version: Version, lang: str) -> dict[str, Any]:
    """Return what the page of a version shows; a draft is compared with the version it would replace."""
    acts = queries.acts(version.dataset).get(version.pk, [])
    context: dict[str, Any] = {
        "dataset": version.dataset,
        "version": version,
        "row": _row(version, acts, True),
        "may_change": bool(rules.may_change(actor, version.dataset)),
        "forms": downloads.FORMS,
        "understood": understood_lines.lines(version.understood, lang),
        "totals": understood_lines.totals_sentence(version.understood, lang),
        "head": first_rows(version, lang),
        "draft": version.state == DRAFT,
        "progress": progress(queries.computation_of(version), lang) if version.readable else None,
    }
    before = _before(version)
    if before is not None:
        context |= {"before": before} | comparison(
            compare(panel_of(before), panel_of(version), lang), lang, most=_FEW_CHANGES
        )
    return context | _papers(version, lang)


def first_rows(version: Version, lang: str) -> list[tuple[str, ...]]:
    """Return the first rows of the figures as texts: region, industry, year, value, status."""
    frame = downloads.readable(panel_of(version), lang).head(_FIRST_ROWS)
    return [
        (
            row["region_name"],
            row["activity_name"],
            str(row["year"]),
            _figure(row["value"], lang),
            _status(row["status"], lang),
        )
        for row in frame.iter_rows(named=True)
    ]


def comparison(found: Comparison, lang: str, *, most: int) -> dict[str, Any]:
    """Return a comparison as texts: how many cells differ in which way, the largest changes, the papers."""
    rows = found.cells.head(most)
    return {
        "same": found.same,
        "counts": [
            (kind, say(f"datasets.change.{kind}", lang, count=number(n, lang))) for kind, n in found.counts.items()
        ],
        "changes": [_change(row, lang) for row in rows.iter_rows(named=True)],
        "changes_left": number(found.cells.height - rows.height, lang) if found.cells.height > rows.height else "",
        "papers_changed": [
            (say(f"datasets.paper.{name}", lang), papers.shown(name, old, lang), papers.shown(name, new, lang))
            for name, old, new in found.papers
        ],
    }


def progress(computation: Computation | None, lang: str) -> Progress | None:
    """Return how far a computation is, as a sentence and a bar."""
    if computation is None:
        return None
    state = computation.state
    if state == FAILED:
        sentence = say(f"datasets.failure.{computation.failure or 'step'}", lang)
    elif state == RUNNING and computation.total:
        counts = {name: number(getattr(computation, name), lang) for name in ("done", "total")}
        sentence = say("datasets.progress.counted", lang, **counts)
    else:
        sentence = say(f"datasets.progress.{state}", lang)
    return Progress(state, sentence, computation.done, max(computation.total, 1), state in (DONE, FAILED))


def understood(report: Report, lang: str) -> list[tuple[str, str]]:
    """Return what was understood of a file that cannot be used yet."""
    return understood_lines.lines(report.understood.as_dict(), lang) if report.understood else []


def _papers(version: Version, lang: str) -> dict[str, Any]:
    years = version.understood.get("provisional_years") or []
    return {
        "papers": papers.lines(version.papers, lang),
        "history": papers.history(version.papers, lang),
        "provisional_years": ", ".join(map(str, years)),
    }


def _row(version: Version, acts: list[AuditRow], open_: bool) -> Row:
    by = {act.action: act for act in reversed(acts)}
    published = by.get("dataset.published") or by.get("dataset.sample_loaded")
    return Row(version, published, by.get("dataset.withdrawn") if version.state == WITHDRAWN else None, open_)


def _before(version: Version) -> Version | None:
    """Return the version that a draft would replace, or the readable one before a published version."""
    others = version.dataset.versions.exclude(pk=version.pk)
    if version.state == DRAFT:
        return others.filter(state=PUBLISHED).first()
    return others.filter(state__in=("published", "replaced"), number__lt=version.number).order_by("-number").first()


def _change(row: dict[str, Any], lang: str) -> dict[str, str]:
    gap = row["difference_percent"]
    size = ""
    if gap is not None and math.isfinite(gap):
        size = say(
            "datasets.change.percent", lang, sign="+" if gap > 0 else "", size=number(gap, lang, decimals=_DECIMALS)
        )
    return {
        "kind": row["kind"],
        "where": f"{row['region_name']} · {row['activity_name']} · {row['period']}",
        "old": _cell(row["old"], row["old_status"], lang),
        "new": _cell(row["new"], row["new_status"], lang),
        "size": size,
    }


def _cell(value: float | None, status: str | None, lang: str) -> str:
    if status is None:
        return "–"
    return _figure(value, lang) if status == "final" else f"{_figure(value, lang)} ({_status(status, lang)})"


def _status(status: str, lang: str) -> str:
    return say(f"datasets.status.{status}", lang)


def _figure(value: float | None, lang: str) -> str:
    if value is None:
        return number(None, lang)
    digits = f"{value:.4f}".rstrip("0").partition(".")[2]
    return number(value, lang, decimals=len(digits))
