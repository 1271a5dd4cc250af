"""Reading ideas: the list, one idea, those like a draft, what waits for oneself, and files."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_http_methods

from potensi.language import say
from potensi.web.ideas import files, page, rules, told
from potensi.web.ideas.models import ENDED, STAGES
from potensi.web.ideas.queries import lists, waiting
from potensi.web.ideas.queries.similar import Draft, similar
from potensi.web.ideas.views.shared import SHOW, idea_of
from potensi.web.routers import actor_of_request
from potensi.web.templatetags.words import language

PER_PAGE = 24
_LONGEST = 400


@require_http_methods(SHOW)
def index(request: HttpRequest) -> HttpResponse:
    """List the ideas that whoever asks may read: all, or those of a stage, an agency, a region, waiting for oneself."""
    actor, lang, asked = actor_of_request(request), language(), _asked(request)
    found = lists.listed(actor, asked)
    shown = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    waits = waiting.waits(shown.object_list)
    context = {
        "page": shown,
        "rows": [page.row(each, waits.get(each.pk, []), lang) for each in shown.object_list],
        "asked": asked,
        "stages": [(each, told.stage_name(each, "own", lang)) for each in (*STAGES, ENDED)],
        "regions": lists.regions(actor),
        "agencies": lists.agencies(actor),
        "may_write": bool(rules.may_write(actor)),
        "query": request.GET.urlencode(),
    }
    return render(request, "ideas/list.html", context)


@require_http_methods(SHOW)
def idea(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an idea: at a glance what it stands on, costs, tests and waits for; below, everything else."""
    found = idea_of(request, pk)
    context = page.idea_page(actor_of_request(request), found, language())
    return render(request, "ideas/idea.html", context)


@login_required
@require_http_methods(SHOW)
def mine(request: HttpRequest) -> HttpResponse:
    """Show what waits for whoever asks, the longest first."""
    lang = language()
    rows = [(each, told.wait_sentence(each, lang)) for each in waiting.mine(actor_of_request(request))]
    return render(request, "ideas/mine.html", {"rows": rows})


@require_http_methods(SHOW)
def like_this(request: HttpRequest) -> HttpResponse:
    """Show earlier ideas and failures like what is being typed: a piece of a page for htmx, a page without."""
    asked = {name: request.GET.get(name, "")[:_LONGEST] for name in ("title", "summary")}
    practice = request.GET.get("practice", "")
    besides = request.GET.get("besides", "")
    draft = Draft(**asked, besides=_whole(besides), practice=_whole(practice))
    found = similar(actor_of_request(request), draft)
    piece = bool(getattr(request, "htmx", False))
    context = {"similar": page.similar_rows(found, language()), "draft": draft, "typed": any(asked.values())}
    response = render(request, "ideas/parts/similar.html" if piece else "ideas/similar.html", context)
    patch_cache_control(response, private=True, no_store=True)
    return response


@require_http_methods(SHOW)
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand out an idea as one page (PDF)."""
    found = idea_of(request, pk)
    lang = language()
    content = files.one_page(actor_of_request(request), found, lang, timezone.localdate())
    return _file(content, "pdf", say("ideas.file.idea", lang, number=found.pk))


@require_http_methods(SHOW)
def table(request: HttpRequest, form: str) -> HttpResponse:
    """Hand out the list that is asked for as a table."""
    if form not in files.TABLES:
        raise Http404(form)
    found = lists.listed(actor_of_request(request), _asked(request))
    lang = language()
    return _file(files.table(found, form, lang, timezone.localdate()), form, say("ideas.file.list", lang))


def _file(content: bytes, form: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}.{form}"', "Cache-Control": "private, no-store"}
    return HttpResponse(content, content_type=files.FORMS[form], headers=headers)


def _asked(request: HttpRequest) -> lists.Asked:
    given: dict[str, Any] = {name: request.GET.get(name, "").strip()[:_LONGEST] for name in ("text", "stage", "region")}
    return lists.Asked(**given, agency=_whole(request.GET.get("agency", "")), waiting=bool(request.GET.get("waiting")))


def _whole(text: str) -> int | None:
    """Return a key that stands in an address; a number that no database holds is nobody's."""
    return int(text) if text.isdecimal() and len(text) < 10 else None


urls: list[URLPattern] = [
    path("", index, name="list"),
    path("menunggu/", mine, name="mine"),
    path("mirip/", like_this, name="similar"),
    path("daftar.<slug:form>", table, name="table"),
    path("<int:pk>/", idea, name="idea"),
    path("<int:pk>/lembar.pdf", sheet, name="sheet"),
]
