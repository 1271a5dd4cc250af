"""An industry's page, and the list of industries."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from potensi.codes import industries as official
from potensi.web.datasets import answers
from potensi.web.datasets.addresses import code_of
from potensi.web.pages.caching import public
from potensi.web.pages.choice import choose
from potensi.web.pages.find import find
from potensi.web.pages.industry_address import industry_address, industry_of_address
from potensi.web.pages.links import filled, industry_url, region_url
from potensi.web.pages.region_views import missing, public_url
from potensi.web.pages.views import known
from potensi.web.templatetags.words import language

METHODS = {
    "glance": ("share", "growth_yearly"),
    "where": ("lq", "sector_class", "sector_class_agreement"),
    "own": ("shift_regional",),
    "spread": ("gini_concentration", "hoover_concentration", "base_regions"),
    "sure": ("sector_class_agreement",),
}


@public
def industry(request: HttpRequest, address: str) -> HttpResponse:
    """Answer an industry's page across regions."""
    choice = choose(request)
    code = None if choice is None else industry_of_address(address, choice.activities)
    if choice is None or code is None:
        return _elsewhere(request, address)
    if industry_address(code, choice.activities) != address:
        return redirect(industry_url(code, choice), permanent=True)
    page = answers.industry_page(choice.version, code, language())
    names = known(choice).regions
    context = {
        "choice": choice,
        "page": page,
        "url": public_url(request, choice),
        "sections": [
            each | {"html": filled(each["html"], choice), "methods": METHODS.get(each["anchor"], ())}
            for each in page["sections"]
        ],
        "strongest": [(names[region], region_url(region, choice)) for region in page["strongest"]],
    }
    return render(request, "pages/industry.html", context)


@public
def industries(request: HttpRequest) -> HttpResponse:
    """Answer the list of industries that have figures."""
    choice = choose(request)
    found = known(choice).industries
    links = [] if choice is None else [(code, name, industry_url(code, choice)) for code, name in found.items()]
    return render(request, "pages/industries.html", {"choice": choice, "links": links})


def _elsewhere(request: HttpRequest, address: str) -> HttpResponse:
    text, choice = code_of(address), choose(request)
    code = official().find(text)
    if choice is not None and code is not None and code in choice.activities:
        return redirect(industry_url(code, choice), permanent=True)
    hits = [hit for hit in find(text, known(choice)) if hit.kind == "industry"]
    return missing(request, text, choice, hits)
