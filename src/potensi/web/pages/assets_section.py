"""The section of a region's page that no statistic has: its assets, counted, on a map, in a list."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from potensi.codes import regions
from potensi.language import number, say
from potensi.web.assets import queries
from potensi.web.assets.maps import map_of_region
from potensi.web.assets.models import KINDS
from potensi.web.assets.shown import card, counted

# The page stays light: so many are listed and drawn, the rest are one tap away.
SHOWN = 24
ANCHOR = "aset"


def assets_section(code: str, lang: str) -> dict[str, Any]:
    """Return what a region's page says of its assets; only what anybody may see."""
    order = {kind: place for place, kind in enumerate(KINDS)}
    every = sorted(queries.public(code), key=lambda each: (order[each.kind], each.name.casefold()))
    shown, name = every[:SHOWN], regions().name(code, lang)
    found = counted(queries.counts(every), lang)
    kinds = [
        say("assets.region.kind_count", lang, kind=word, count=number(count, lang)) for _, word, count in found["kinds"]
    ]
    lead = {"region": name, "count": number(len(every), lang), "kinds": ", ".join(kinds)}
    query = urlencode({"daerah": code})
    return found | {
        "anchor": ANCHOR,
        "name": name,
        "lead": say("assets.region.lead", lang, **lead) if every else say("assets.region.none", lang, region=name),
        "cards": [card(place, each, lang) for place, each in enumerate(shown, start=1)],
        "map": map_of_region(code, shown, lang),
        "more": len(every) > len(shown),
        "all": f"{reverse('assets:list')}?{query}",
        "enter": f"{reverse('assets:enter')}?{query}",
        "files": [(form, f"{reverse('assets:table', args=[form])}?{query}") for form in ("csv", "xlsx")],
    }
