"""Reading data sets: what there is, its papers and versions, what changed between two, the figures as files."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from potensi.web.datasets import downloads, jobs, queries, rules, shown
from potensi.web.datasets.comparison import Comparison
from potensi.web.datasets.comparison import compare as differences
from potensi.web.datasets.figures import panel_of
from potensi.web.datasets.forms import WhyForm
from potensi.web.datasets.models import DRAFT, Dataset, Version
from potensi.web.templatetags.words import language

_MOST_CHANGES = 200


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List the data sets that the reader may see."""
    actor = request.actor  # type: ignore[attr-defined]
    context = {"rows": shown.listed(actor, language()), "may_upload": bool(rules.may_upload(actor))}
    return render(request, "datasets/list.html", context)


@require_safe
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the papers of a data set and its versions."""
    dataset = dataset_of(request, slug)
    return render(request, "datasets/detail.html", shown.dataset_page(request.actor, dataset, language()))  # type: ignore[attr-defined]


@require_safe
def version(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Show one version: a draft to look over before it is published, or what was published."""
    found = version_of(request, slug, number)
    _look_after(found)
    context = shown.version_page(request.actor, found, language())  # type: ignore[attr-defined]
    if context["may_change"]:
        context["publish_form"] = WhyForm(what="publish")
        context["withdraw_form"] = WhyForm(what="withdraw", auto_id="withdraw_%s")
    return render(request, "datasets/version.html", context)


@require_safe
def progress(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Answer how far the computation of a version is: a piece of a page for htmx, a page of its own without."""
    found = version_of(request, slug, number)
    _look_after(found)
    computation = queries.computation_of(found)
    htmx = bool(getattr(request, "htmx", False))
    page = "datasets/progress.html" if htmx else "datasets/progress_page.html"
    context = {
        "version": found,
        "dataset": found.dataset,
        "progress": shown.progress(computation, language()),
        "may_change": bool(rules.may_change(request.actor, found.dataset)),  # type: ignore[attr-defined]
    }
    response = render(request, page, context)
    patch_cache_control(response, no_store=True)
    return response


@require_safe
def figures_file(request: HttpRequest, slug: str, number: int, form: str) -> HttpResponse:
    """Hand over all figures of a version as csv, xlsx or Parquet."""
    if form not in downloads.FORMS:
        raise Http404
    found = version_of(request, slug, number)
    content = downloads.figures_file(panel_of(found), form, language(), downloads.day_of(found))
    return downloads.attachment(content, form, f"{found.dataset.slug}-v{found.number}")


@require_safe
def compare(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what differs between two versions, the largest changes first."""
    dataset = dataset_of(request, slug)
    old, new = _pair(request, dataset)
    context: dict[str, Any] = {"dataset": dataset, "choices": _choices(request, dataset), "old": old, "new": new}
    if old is not None and new is not None:
        found = _differences(old, new)
        context |= shown.comparison(found, language(), most=_MOST_CHANGES)
    return render(request, "datasets/compare.html", context)


@require_safe
def compare_file(request: HttpRequest, slug: str) -> HttpResponse:
    """Hand over everything that differs between two versions as csv."""
    dataset = dataset_of(request, slug)
    old, new = _pair(request, dataset)
    if old is None or new is None:
        raise Http404
    content = downloads.comparison_file(_differences(old, new))
    return downloads.attachment(content, "csv", f"{dataset.slug}-v{old.number}-v{new.number}")


def dataset_of(request: HttpRequest, slug: str) -> Dataset:
    """Return a data set that the reader may see; any other is not there."""
    visible = rules.visible(request.actor).select_related("region", "office__agency")  # type: ignore[attr-defined]
    return get_object_or_404(visible, slug=slug)


def version_of(request: HttpRequest, slug: str, number: int) -> Version:
    """Return a version that the reader may see; any other is not there."""
    return get_object_or_404(rules.visible_versions(request.actor), dataset__slug=slug, number=number)  # type: ignore[attr-defined]


def _look_after(version: Version) -> None:
    """Have a job whose worker is gone queued again, as soon as somebody looks."""
    computation = queries.computation_of(version)
    if computation is not None and jobs.looks_dead(computation):
        jobs.recover()


def _choices(request: HttpRequest, dataset: Dataset) -> list[Version]:
    return list(rules.visible_versions(request.actor).filter(dataset=dataset).order_by("number"))  # type: ignore[attr-defined]


def _pair(request: HttpRequest, dataset: Dataset) -> tuple[Version | None, Version | None]:
    """Return the versions that the address names; without any, the last two that are there."""
    choices = _choices(request, dataset)
    known = {str(each.number): each for each in choices}
    last = [each for each in choices if each.state != DRAFT][-2:]
    ends = (last[0], last[1]) if len(last) == 2 else (None, None)
    found = []
    for name, usual in zip("ab", ends, strict=True):
        asked = request.GET.get(name)
        if asked is not None and asked not in known:
            raise Http404
        found.append(known[asked] if asked is not None else usual)
    return found[0], found[1]


def _differences(old: Version, new: Version) -> Comparison:
    return differences(panel_of(old), panel_of(new), language())
