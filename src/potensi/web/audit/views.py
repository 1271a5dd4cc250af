"""The history pages: everything one may read, and one object's."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from potensi.web.actor import Actor
from potensi.web.audit import queries
from potensi.web.audit.queries import Asked
from potensi.web.templatetags.words import language

_PER_PAGE = 50
_LONGEST = 100


@login_required
@require_http_methods(["GET", "HEAD"])
def history(request: HttpRequest) -> HttpResponse:
    """Show who changed what, for those who administer or lead a region, and one's own acts for everybody else."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    asked = _asked(request)
    page = Paginator(queries.history(actor, asked), _PER_PAGE).get_page(request.GET.get("page"))
    shown = {"page": page, "lines": queries.lines(page, language()), "asked": asked}
    return render(request, "audit/history.html", shown | {"choices": queries.choices(actor, language())})


@login_required
@require_http_methods(["GET", "HEAD"])
def of_object(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """Show everything that was done to one object; what one may not read is not there."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    rows = queries.history(actor, Asked(kind=kind)).filter(target_id=key)
    page = Paginator(rows, _PER_PAGE).get_page(request.GET.get("page"))
    lines = queries.lines(page, language())
    if not lines:
        raise Http404
    return render(request, "audit/object.html", {"page": page, "lines": lines, "first": lines[0]})


def _asked(request: HttpRequest) -> Asked:
    texts = {
        name: request.GET.get(name, "").replace("\0", "").strip()[:_LONGEST]
        for name in ("daerah", "jenis", "aksi", "orang")
    }
    return Asked(
        region=texts["daerah"],
        kind=texts["jenis"],
        action=texts["aksi"],
        person=texts["orang"],
        since=_day(request.GET.get("dari", "")),
        until=_day(request.GET.get("sampai", "")),
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None
