"""Reading assets: the list, one asset, its photo, the list as a file, business fields to look up."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe

from potensi.language import say
from potensi.web.assets import queries, rules, standing
from potensi.web.assets.export import FORMS, assets_file
from potensi.web.assets.forms import FilterForm
from potensi.web.assets.lists import fields_like
from potensi.web.assets.maps import map_of_asset, map_of_region, where
from potensi.web.assets.queries import Asked
from potensi.web.assets.shown import card, facts
from potensi.web.assets.views.shared import actor_of_request, asset_of
from potensi.web.datasets.downloads import attachment
from potensi.web.people.models import Region
from potensi.web.photos.serving import photo_response
from potensi.web.templatetags.words import language

_PER_PAGE = 24


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Find assets by region, kind, sub-sector, condition and words."""
    actor, lang = actor_of_request(request), language()
    seen = rules.visible(actor)
    form, asked = _asked(request)
    withdrawn = actor.known and "ditarik" in request.GET
    shown = seen.filter(withdrawn__isnull=False) if withdrawn else queries.standing(seen)
    every = queries.found(shown, asked)
    page = Paginator(every, _PER_PAGE).get_page(request.GET.get("page"))
    cards = [card(number, asset, lang) for number, asset in enumerate(page, start=1)]
    drawn = map_of_region(asked.region, [each.asset for each in cards], lang) if asked.region else None
    context = {
        "form": form, "page": page, "cards": cards, "map": drawn, "withdrawn": withdrawn,
        "may_enter": bool(rules.may_enter(actor)), "query": request.GET.urlencode(), "asked": asked.narrowed,
    }  # fmt: skip
    return render(request, "assets/list.html", context)


@require_safe
def asset(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an asset: what it is, where, whose, who keeps the entry, what stands on it."""
    actor, lang = actor_of_request(request), language()
    found = asset_of(request, pk)
    context = {
        "asset": found,
        "facts": facts(found, lang),
        "map": map_of_asset(found, lang),
        "where": where(found, lang),
        "standing": standing.on(actor, found),
        "may_change": bool(rules.may_change(actor, found)),
    }
    return render(request, "assets/asset.html", context)


@require_safe
def photo(request: HttpRequest, pk: int, size: str) -> HttpResponse:
    """Answer an asset's photo to whoever may see the asset."""
    found = asset_of(request, pk)
    if found.photo is None:
        raise Http404
    return photo_response(request, found.photo, size)


@require_safe
def table(request: HttpRequest, kind: str) -> HttpResponse:
    """Answer the list that is asked for as a file, which can be imported again."""
    if kind not in FORMS:
        raise Http404(kind)
    _, asked = _asked(request)
    lang = language()
    every = queries.found(queries.standing(rules.visible(actor_of_request(request))), asked)
    name = "-".join(filter(None, (say("assets_sheet.sheet.file", lang), asked.region)))
    return attachment(assets_file(every, kind, lang), kind, name)


@require_safe
def business_fields(request: HttpRequest) -> HttpResponse:
    """Look up a business field by words or by the beginning of its code."""
    text = request.GET.get("q", "").replace("\0", "")[:100]
    found = [(each.code, each.name(language())) for each in fields_like(text, 40)]
    return render(request, "assets/business_fields.html", {"q": text, "found": found})


def _asked(request: HttpRequest) -> tuple[FilterForm, Asked]:
    seen = queries.standing(rules.visible(actor_of_request(request)))
    regions = list(Region.objects.filter(pk__in=seen.values("region")).order_by("name"))
    form = FilterForm(request.GET, regions=regions)
    return form, form.asked()


urls = [
    path("", index, name="list"),
    path("tabel.<str:kind>", table, name="table"),
    path("bidang-usaha/", business_fields, name="business_fields"),
    path("<int:pk>/", asset, name="asset"),
    path("<int:pk>/foto/<str:size>/", photo, name="photo"),
]
