"""People of one's regions: found by name, shown with masked numbers, corrected, imported."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from potensi.errors import DataProblems, Problem
from potensi.language import say
from potensi.web.people import queries, rules, services
from potensi.web.people.blank_sheet import blank_sheet
from potensi.web.people.forms import DetailsForm, UploadForm
from potensi.web.people.models import User
from potensi.web.people.sheet import ReadPeople, read_people
from potensi.web.people.views.me import save_details
from potensi.web.people.views.shared import actor_of_request, asked, posted, told
from potensi.web.refused import require
from potensi.web.templatetags.words import language

_PER_PAGE = 50
_SHOWN_PROBLEMS = 300
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@login_required
@require_http_methods(["GET", "HEAD"])
def index(request: HttpRequest) -> HttpResponse:
    """Find people of the regions one administers by name or address."""
    actor = actor_of_request(request)
    require(rules.may_administer(actor))
    text, region = asked(request, "q"), asked(request, "daerah")
    found = queries.people(rules.visible_people(actor), text=text, region=region)
    page = Paginator(found, _PER_PAGE).get_page(request.GET.get("page"))
    shown = {"page": page, "q": text, "region": region, "regions": rules.administered(actor)}
    return render(request, "people/people.html", shown)


@login_required
@require_http_methods(["GET", "HEAD"])
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a person with the offices they hold and held in the regions one administers."""
    actor = actor_of_request(request)
    person = _visible(request, pk)
    held = rules.changeable_memberships(actor).filter(user=person).select_related("office__agency__region")
    shown = {"person": person, "held": held.order_by("-since"), "allowed": rules.may_correct(actor, person)}
    return render(request, "people/person.html", shown | {"today": timezone.localdate()})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct somebody's name and numbers."""
    person = _visible(request, pk)
    require(rules.may_correct(actor_of_request(request), person))
    form = DetailsForm(posted(request), user=person)
    if not form.is_valid():
        return render(request, "people/form.html", {"form": form, "what": "person_edit", "person": person})
    save_details(request, person, form)
    told(request, "saved")
    return redirect("people:person", person.pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def import_people(request: HttpRequest) -> HttpResponse:
    """Import people from a spreadsheet: all of them, or none and every reason."""
    require(rules.may_administer(actor_of_request(request)))
    form = UploadForm(posted(request), request.FILES if request.method == "POST" else None)
    if not form.is_valid():
        return render(request, "people/import.html", {"form": form})
    file: UploadedFile = form.cleaned_data["file"]
    read = _read(file)
    if read.problems:
        return _problems(request, read.problems, read)
    try:
        done = services.import_people(actor=actor_of_request(request), rows=read.rows, file=_name(file))
    except DataProblems as refused:
        return _problems(request, refused.problems, read)
    return render(request, "people/imported.html", {"done": done, "unread": read.unread, "file": _name(file)})


@login_required
@require_GET
def blank(request: HttpRequest) -> HttpResponse:
    """Hand out the empty spreadsheet."""
    require(rules.may_administer(actor_of_request(request)))
    response = HttpResponse(blank_sheet(language()), content_type=_XLSX)
    response.headers["Content-Disposition"] = f'attachment; filename="{say("people.sheet.file", language())}"'
    return response


def _visible(request: HttpRequest, pk: int) -> User:
    return get_object_or_404(rules.visible_people(actor_of_request(request)), pk=pk)


def _name(file: UploadedFile) -> str:
    return Path((file.name or "").replace("\\", "/")).name[:200]


def _read(file: UploadedFile) -> ReadPeople:
    """Read an upload from a file of its own, which is gone afterwards: what it says of people is kept nowhere else."""
    with tempfile.TemporaryDirectory(dir=settings.FILE_UPLOAD_TEMP_DIR) as folder:
        place = Path(folder) / f"orang{Path(_name(file)).suffix.lower()[:10]}"
        with place.open("wb") as out:
            for chunk in file.chunks():
                out.write(chunk)
        return read_people(place, timezone.localdate())


def _problems(request: HttpRequest, problems: tuple[Problem, ...], read: ReadPeople) -> HttpResponse:
    lang = language()
    shown: list[dict[str, Any]] = [problem.as_dict(lang, surface="web") for problem in problems[:_SHOWN_PROBLEMS]]
    found = {"problems": shown, "count": len(problems), "more": len(problems) - len(shown), "unread": read.unread}
    return render(request, "people/import.html", {"form": UploadForm(), **found}, status=422)
