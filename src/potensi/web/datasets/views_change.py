"""Changing data sets: uploading, publishing, discarding, withdrawing, editing, computing again."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from potensi.errors import UsageError
from potensi.language import number, say
from potensi.web.datasets import intake, problems_shown, rules, services, shown, uploads
from potensi.web.datasets.forms import EditForm, UploadForm, WhyForm
from potensi.web.datasets.models import Version
from potensi.web.datasets.papers import stated
from potensi.web.datasets.views import dataset_of, version_of
from potensi.web.refused import require
from potensi.web.templatetags.words import language


@uploads.bounded
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Take in a file: back come its problems, or a draft to look over."""
    actor = request.actor  # type: ignore[attr-defined]
    require(rules.may_upload(actor))
    if request.method != "POST":
        return _upload_page(request, UploadForm(actor=actor, initial=_initial(request)), 200)
    form = UploadForm(request.POST, request.FILES, actor=actor)
    if getattr(request, "upload_too_large", False):
        form.is_valid()
        form.errors.pop("file", None)
        form.add_error("file", uploads.too_large_sentence(language()))
        return _upload_page(request, form, 413)
    if not form.is_valid():
        return _upload_page(request, form, 422)
    try:
        reading = intake.read(form.cleaned_data["file"], form.options())
    except UsageError as error:
        form.add_error("sheet" if error.code == "unknown_sheet" else None, error.message(language()))
        return _upload_page(request, form, 422)
    return _taken_in(request, form, reading)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Change what a data set is called and who may see it."""
    actor = request.actor  # type: ignore[attr-defined]
    dataset = dataset_of(request, slug)
    require(rules.may_change(actor, dataset))
    form = EditForm(request.POST or None, actor=actor, dataset=dataset)
    if request.method == "POST" and form.is_valid():
        services.edit(actor=actor, dataset=dataset, **form.values())
        messages.success(request, say("datasets.done.edited", language()))
        return redirect("datasets:detail", slug=slug)
    status = 422 if request.method == "POST" else 200
    return render(request, "datasets/edit.html", {"dataset": dataset, "form": form}, status=status)


@require_POST
def publish(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Publish a draft, with the reason."""
    version = version_of(request, slug, number)
    services.publish(actor=request.actor, version=version, why=_why(request, "publish"))  # type: ignore[attr-defined]
    messages.success(request, say("datasets.done.published", language()))
    return redirect(_place(version))


@require_POST
def withdraw(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Withdraw a version, with the reason."""
    version = version_of(request, slug, number)
    services.withdraw(actor=request.actor, version=version, why=_why(request, "withdraw"))  # type: ignore[attr-defined]
    messages.success(request, say("datasets.done.withdrawn", language()))
    return redirect("datasets:detail", slug=slug)


@require_POST
def discard(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Throw a draft away."""
    version = version_of(request, slug, number)
    services.discard(actor=request.actor, version=version)  # type: ignore[attr-defined]
    messages.success(request, say("datasets.done.discarded", language()))
    left = rules.visible(request.actor).filter(slug=slug).exists()  # type: ignore[attr-defined]
    return redirect("datasets:detail", slug=slug) if left else redirect("datasets:list")


@require_POST
def compute_again(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Queue a failed computation once more."""
    version = version_of(request, slug, number)
    services.compute_again(actor=request.actor, version=version)  # type: ignore[attr-defined]
    return redirect(_place(version))


def _taken_in(request: HttpRequest, form: UploadForm, reading: intake.Reading) -> HttpResponse:
    """Show the problems of a file, or keep its figures as a draft."""
    report = reading.report
    if report.panel is None or report.understood is None:
        return _problems_page(request, form, reading)
    panel = stated(report.panel, form.papers())
    if not panel.papers.source:
        form.add_error("source", say("datasets.upload.source_needed", language()))
        return _upload_page(request, form, 422)
    content = services.Figures(panel, report.understood, report.file)
    version = services.bring_in(actor=request.actor, target=form.where(), content=content)  # type: ignore[attr-defined]
    return redirect(_place(version))


def _upload_page(request: HttpRequest, form: UploadForm, status: int) -> HttpResponse:
    return render(request, "datasets/upload.html", {"form": form}, status=status)


def _problems_page(request: HttpRequest, form: UploadForm, reading: intake.Reading) -> HttpResponse:
    lang = language()
    context = {
        "form": form,
        "file": reading.report.file,
        "count": number(len(reading.report.problems), lang),
        "groups": problems_shown.groups(reading, lang),
        "understood": shown.understood(reading.report, lang),
    }
    return render(request, "datasets/problems.html", context, status=422)


def _initial(request: HttpRequest) -> dict[str, str]:
    """Return what the address says beforehand: which data set gets one more version."""
    slug = request.GET.get("untuk", "")
    found = rules.changeable(request.actor).filter(slug=slug).first() if slug else None  # type: ignore[attr-defined]
    return {"target": str(found.pk)} if found else {}


def _why(request: HttpRequest, what: str) -> str:
    form = WhyForm(request.POST, what=what)
    return str(form.cleaned_data["why"]) if form.is_valid() else ""


def _place(version: Version) -> str:
    return reverse("datasets:version", args=[version.dataset.slug, version.number])
