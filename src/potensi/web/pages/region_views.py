"""A region's page, and the list of regions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from potensi.codes import regions as official
from potensi.web.datasets import answers
from potensi.web.datasets.addresses import address_of, code_of
from potensi.web.pages.assets_section import assets_section
from potensi.web.pages.caching import public
from potensi.web.pages.choice import Choice, choose, others
from potensi.web.pages.find import Hit, find, official_code
from potensi.web.pages.links import compare_url, filled, link_of, region_url
from potensi.web.pages.views import known
from potensi.web.templatetags.words import language

# Which methods stand behind each section of a region's page: one tap away.
METHODS = {
    "glance": ("growth_yearly", "lq"),
    "has": ("lq", "dlq", "sector_class", "sector_class_agreement"),
    "moves": ("shift_national", "shift_mix", "shift_regional"),
    "alike": ("similarity",),
    "hosts": ("similarity", "shift_total_regional"),
    "catchup": ("years_behind",),
    "sure": ("sector_class_agreement", "lq_base_agreement"),
}
FORMS = ("pdf", "pptx", "html", "xlsx")
CHAPTER_FORMS = ("docx", "md")


@public
def region(request: HttpRequest, address: str) -> HttpResponse:
    """Answer a region's page; another way of writing its code leads to it, an unknown one to the nearest."""
    code = code_of(address)
    choice = choose(request, code)
    if choice is None or code not in choice.regions:
        return _elsewhere(request, address)
    page = answers.region_page(choice.version, code, language())
    return render(request, "pages/region.html", _context(request, choice, page))


@public
def regions(request: HttpRequest) -> HttpResponse:
    """Answer the list of regions that have figures, by province."""
    choice = choose(request)
    groups: dict[str, list[tuple[str, str]]] = {}
    for code, name in known(choice).regions.items():
        groups.setdefault(_province(code), []).append((name, region_url(code, choice)))
    return render(request, "pages/regions.html", {"choice": choice, "groups": groups})


def missing(request: HttpRequest, text: str, choice: Choice | None, hits: list[Hit]) -> HttpResponse:
    """Answer 404 for a region or industry that the figures do not hold, with the nearest that they do."""
    links = [(hit, link_of(hit, choice)) for hit in hits]
    context = {"q": text, "links": [pair for pair in links if pair[1]], "choice": choice}
    return render(request, "pages/missing.html", context, status=404)


def _elsewhere(request: HttpRequest, address: str) -> HttpResponse:
    text = code_of(address)
    meant = official().find(text) or ""
    choice = choose(request, meant) or choose(request)
    held = choice.regions if choice else ()
    code = official_code(text, held)
    if code is not None:
        return redirect(region_url(code, choice), permanent=True)
    hits = [hit for hit in find(text, known(choice)) if hit.kind == "region"]
    return missing(request, official().name(meant, language()) if meant else text, choice, hits)


def _context(request: HttpRequest, choice: Choice, page: dict[str, Any]) -> dict[str, Any]:
    url = public_url(request, choice)
    names = known(choice).regions
    return {
        "choice": choice,
        "page": page,
        "url": url,
        "address": address_of(page["code"]),
        "sections": [_section(each, page, names, choice) for each in page["sections"]],
        "assets": assets_section(page["code"], language()),
        "message": page["message"].replace(answers.URL, url),
        "forms": FORMS,
        "chapter_forms": CHAPTER_FORMS,
        "others": others(request, choice, page["code"]),
        "compare": compare_url([page["code"], *(page["hosts"] or page["alike"])[:2]], choice),
    }


def _section(section: dict[str, Any], page: dict[str, Any], names: Mapping[str, str], choice: Choice) -> dict[str, Any]:
    """Return a section ready for the page: with links to the regions it speaks of and to its methods."""
    spoken_of = [code for code in page.get(section["anchor"], ()) if code in names]
    return section | {
        "html": filled(section["html"], choice),
        "methods": METHODS.get(section["anchor"], ()),
        "links": [(names[code], region_url(code, choice)) for code in spoken_of],
    }


def public_url(request: HttpRequest, choice: Choice) -> str:
    """Return the page's address as it is passed on to others: without what else stood in it."""
    address = request.path + choice.query
    return settings.SITE_URL + address if settings.SITE_URL else request.build_absolute_uri(address)


def _province(code: str) -> str:
    """Return the name of a region's province; empty for regions that are in no list."""
    listed = official()
    if code not in listed:
        return ""
    entry = listed.entry(code)
    return listed.name(entry.parent, language()) if entry.parent else listed.name(code, language())
