"""Addresses on pages: of a region, an industry, a hit of the search, and in texts that were kept with gaps."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from potensi.web.datasets.addresses import address_of
from potensi.web.datasets.answers import DATA
from potensi.web.pages.choice import ASKED, Choice
from potensi.web.pages.find import Hit
from potensi.web.pages.industry_address import industry_address


def region_url(code: str, choice: Choice | None = None) -> str:
    """Return the address of a region's page; it keeps to the data set that was asked for."""
    return reverse("pages:region", args=[address_of(code)]) + (choice.query if choice else "")


def industry_url(code: str, choice: Choice) -> str:
    """Return the address of an industry's page."""
    return reverse("pages:industry", args=[industry_address(code, choice.activities)]) + choice.query


def compare_query(codes: Iterable[str], choice: Choice) -> str:
    """Return the part of an address that names the regions to compare, and the data set that was asked for."""
    return "?" + urlencode([*(("d", code) for code in codes), *([(ASKED, choice.asked)] if choice.asked else [])])


def compare_url(codes: Iterable[str], choice: Choice) -> str:
    """Return the address of a comparison."""
    return reverse("pages:compare") + compare_query(codes, choice)


def link_of(hit: Hit, choice: Choice | None) -> str:
    """Return where a hit of the search leads; nowhere where the figures do not hold it."""
    if choice is None:
        return ""
    if hit.kind == "region":
        return region_url(hit.code, choice) if hit.code in choice.regions else ""
    return industry_url(hit.code, choice) if hit.code in choice.activities else ""


def filled(html: str, choice: Choice, query: str = "") -> SafeString:
    """Return kept HTML with its gaps filled: addresses carry the data set that was asked for, or ``query``."""
    # Every text in it was escaped when it was made, and what is put in is escaped here.
    return mark_safe(html.replace(DATA, escape(query or choice.query)))
