"""What machines read first: robots.txt and the list of pages."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse, translate_url
from django.utils import translation
from django.utils.html import escape

from potensi.language import LANGUAGES
from potensi.measures.catalogue import cards
from potensi.web.pages.caching import public_file
from potensi.web.pages.choice import choose
from potensi.web.pages.links import industry_url, region_url

# No list of pages may hold more.
MOST = 50_000
# Pages for people at work, and the endless ones: what is searched and compared.
_CLOSED = ("/akun/", "/orang/", "/riwayat/", "/cari/", "/bandingkan/", "/api/")


@public_file
def robots(request: HttpRequest) -> HttpResponse:
    """Answer what crawlers may read."""
    lines = ["User-agent: *"]
    lines += [f"Disallow: {prefix}{path}" for prefix in ("", "/en") for path in _CLOSED]
    lines += [f"Sitemap: {_site(request)}/sitemap.xml", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@public_file
def sitemap(request: HttpRequest) -> HttpResponse:
    """Answer every public page, in each language."""
    site = _site(request)
    with translation.override("id"):
        paths = list(islice(_paths(request), MOST // len(LANGUAGES)))
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">']
    for lang in LANGUAGES:
        lines += [f"<url><loc>{escape(site + translate_url(path, lang))}</loc></url>" for path in paths]
    return HttpResponse("\n".join([*lines, "</urlset>", ""]), content_type="application/xml; charset=utf-8")


def _paths(request: HttpRequest) -> Iterator[str]:
    for name in ("home", "regions", "industries", "methods", "about"):
        yield reverse(f"pages:{name}")
    choice = choose(request)
    if choice is not None:
        yield from (region_url(code) for code in choice.regions)
        yield from (industry_url(code, choice) for code in choice.activities)
    yield from (reverse("pages:method", args=[card.name]) for card in cards())


def _site(request: HttpRequest) -> str:
    return settings.SITE_URL or f"{request.scheme}://{request.get_host()}"
