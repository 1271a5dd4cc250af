"""The first page, the search, and what this is."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from potensi.web.datasets import answers
from potensi.web.pages.caching import public
from potensi.web.pages.choice import Choice, choose
from potensi.web.pages.doors import doors
from potensi.web.pages.find import Known, find
from potensi.web.pages.links import filled, link_of
from potensi.web.templatetags.words import language


@public
def home(request: HttpRequest) -> HttpResponse:
    """Answer the first page: what this is, the map, the search, a way in for each."""
    choice = choose(request)
    site = None if choice is None else answers.site(choice.version, language())
    maps = {} if site is None or choice is None else {name: filled(html, choice) for name, html in site["maps"].items()}
    asked = request.GET.get("peta", "")
    measure = asked if asked in maps else next(iter(maps), "")
    context = {
        "choice": choice,
        "site": site,
        "map": maps.get(measure, ""),
        "measure": measure,
        "measures": list(maps),
        "doors": doors(),
    }
    return render(request, "pages/home.html", context)


@public
def search(request: HttpRequest) -> HttpResponse:
    """Answer what was searched for: the page itself where only one thing can be meant, else the candidates."""
    text = request.GET.get("q", "").strip()
    choice = choose(request)
    hits = find(text, known(choice))
    links = [(hit, link_of(hit, choice)) for hit in hits]
    if len(hits) == 1 and hits[0].exact and links[0][1]:
        return redirect(links[0][1])
    context = {"q": text, "links": links, "exact": any(hit.exact for hit in hits), "choice": choice}
    return render(request, "pages/search.html", context)


@public
def about(request: HttpRequest) -> HttpResponse:
    """Answer what this is, what it promises, its licence, and how to cite it."""
    return render(request, "pages/about.html", {"choice": choose(request)})


def known(choice: Choice | None) -> Known:
    """Return what the figures shown call their regions and industries."""
    if choice is None:
        return Known({}, {})
    site = answers.site(choice.version, language())
    return Known(dict(site["regions"]), dict(site["industries"]))
