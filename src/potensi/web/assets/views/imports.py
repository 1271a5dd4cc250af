"""Importing assets from a spreadsheet: read, look over, confirm. All of them, or none and every reason."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from potensi.errors import Problem
from potensi.language import say
from potensi.web.actor import Actor
from potensi.web.assets import matching, rules, services
from potensi.web.assets.entries import Entry, entry_of
from potensi.web.assets.export import blank_sheet
from potensi.web.assets.forms import ImportForm
from potensi.web.assets.matching import Plan
from potensi.web.assets.sheet import AssetProblem, ReadAssets
from potensi.web.assets.shown import heading
from potensi.web.assets.shown import told as told_value
from potensi.web.assets.uploaded import file_name, read_upload
from potensi.web.assets.views.shared import actor_of_request, told
from potensi.web.datasets import uploads
from potensi.web.datasets.downloads import attachment
from potensi.web.refused import Invalid, require
from potensi.web.templatetags.words import language

_SHOWN, _SHOWN_PROBLEMS = 200, 300
_SALT, _VALID_SECONDS = "assets.import", 6 * 3600
# What is carried from looking over to confirming must come back in one form.
_LARGEST_CARRIED = settings.DATA_UPLOAD_MAX_MEMORY_SIZE - 100_000


@uploads.bounded
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Read a spreadsheet: back comes what importing it would do, or every problem of it."""
    actor = actor_of_request(request)
    require(rules.may_enter(actor))
    form = ImportForm(*((request.POST, request.FILES) if request.method == "POST" else (None,)))
    if getattr(request, "upload_too_large", False):
        form.errors.pop("file", None)
        form.wrong("file", "file_too_large", most=settings.UPLOAD_LIMIT_MB)
    if request.method != "POST" or not form.is_valid():
        return render(request, "assets/import.html", {"form": form}, status=422 if form.is_bound else 200)
    file: UploadedFile = form.cleaned_data["file"]
    read = read_upload(file)
    plan = matching.plan(actor, read.rows, file_name(file)) if not read.problems else Plan((), read.problems)
    if plan.problems:
        return _problems(request, plan.problems, read)
    carried = signing.dumps(
        {"file": file_name(file), "user": actor.user, "rows": [entry.as_json() for entry in plan.entries]},
        salt=_SALT, compress=True,
    )  # fmt: skip
    if len(carried) > _LARGEST_CARRIED:
        return _problems(request, (AssetProblem("too_much_text", file=file_name(file)),), read)
    return render(request, "assets/look_over.html", _looked_over(plan, read, carried, file_name(file)))


@require_POST
@login_required
def confirm(request: HttpRequest) -> HttpResponse:
    """Import what was looked over."""
    actor = actor_of_request(request)
    require(rules.may_enter(actor))
    file, entries = _carried(request, actor)
    done = services.import_assets(actor=actor, entries=entries, file=file)
    told(request, "imported", entered=done.entered, changed=done.changed, same=done.same)
    return redirect("assets:list")


@login_required
@require_safe
def blank(request: HttpRequest) -> HttpResponse:
    """Hand out the empty spreadsheet."""
    require(rules.may_enter(actor_of_request(request)))
    return attachment(blank_sheet(language()), "xlsx", say("assets_sheet.sheet.blank_file", language()))


def _carried(request: HttpRequest, actor: Actor) -> tuple[str, list[Entry]]:
    """Return what was looked over; refuses what we did not write, another's, and what is older than a working day."""
    try:
        said = signing.loads(request.POST.get("carried", ""), salt=_SALT, max_age=_VALID_SECONDS)
    except signing.BadSignature as error:
        raise Invalid("assets_import_again") from error
    if said["user"] != actor.user:
        raise Invalid("assets_import_again")
    return str(said["file"]), [entry_of(row) for row in said["rows"]]


def _looked_over(plan: Plan, read: ReadAssets, carried: str, file: str) -> dict[str, Any]:
    lang = language()
    changed = [(entry.values["name"], _differences(entry, lang)) for entry in plan.changed[:_SHOWN]]
    alike = [(entry.values["name"], entry.alike) for entry in plan.new if entry.alike]
    return {
        "file": file, "carried": carried, "unread": read.unread, "same": len(plan.same),
        "new": plan.new[:_SHOWN], "new_count": len(plan.new),
        "changed": changed, "changed_count": len(plan.changed), "alike": alike[:_SHOWN],
    }  # fmt: skip


def _differences(entry: Entry, lang: str) -> list[tuple[str, str, str]]:
    """Return the fields that an entry changes: what each is called, what is there, and what would be."""
    return [
        (heading(name, lang), told_value(name, entry.before[name], lang), told_value(name, entry.values[name], lang))
        for name in entry.changes
    ]


def _problems(request: HttpRequest, problems: tuple[Problem, ...], read: ReadAssets) -> HttpResponse:
    lang = language()
    shown = [problem.as_dict(lang, surface="web") for problem in problems[:_SHOWN_PROBLEMS]]
    found = {"problems": shown, "count": len(problems), "more": len(problems) - len(shown), "unread": read.unread}
    return render(request, "assets/import.html", {"form": ImportForm(), **found}, status=422)


urls = [
    path("impor/", upload, name="import"),
    path("impor/simpan/", confirm, name="import_confirm"),
    path("impor/contoh.xlsx", blank, name="blank_sheet"),
]
