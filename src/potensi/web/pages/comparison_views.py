"""Two to ten regions side by side: a form to choose them, and the comparison."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from potensi.errors import UsageError
from potensi.present.comparison import comparison_story
from potensi.present.comparison_facts import FEWEST, MOST
from potensi.present.story import Story
from potensi.web.datasets.answers_made import shared, story_page
from potensi.web.pages.caching import public
from potensi.web.pages.choice import Choice, choose
from potensi.web.pages.find import find
from potensi.web.pages.links import compare_query, filled, region_url
from potensi.web.pages.region_views import public_url
from potensi.web.pages.views import known
from potensi.web.templatetags.words import language

# More regions than this are not listed to be ticked; their names are typed.
LISTED = 300
# More names than this are not read, whatever an address holds.
_READ = 20
METHODS = {"figures": ("share", "growth_yearly", "lq"), "common": ("lq",), "alike": ("similarity",)}


@dataclass(frozen=True)
class Asked:
    """Which regions an address asks for: their codes in order, and the texts that mean none or several."""

    codes: tuple[str, ...]
    unknown: tuple[str, ...]

    @property
    def enough(self) -> bool:
        """Whether these can be compared."""
        return FEWEST <= len(self.codes) <= MOST and not self.unknown


@public
def compare(request: HttpRequest) -> HttpResponse:
    """Answer the comparison of the regions asked for, or the form and what is amiss."""
    choice = choose(request)
    asked = regions_asked(request, choice)
    context: dict[str, Any] = {"choice": choice, "asked": asked, "names": known(choice).regions}
    context |= {"fewest": FEWEST, "most": MOST, "near": _near(asked, choice)}
    context |= {"fields": _fields(asked) if choice is not None and len(choice.regions) > LISTED else None}
    if choice is not None and asked.codes and not asked.unknown:
        context |= _compared(request, choice, asked)
    return render(request, "pages/compare.html", context)


def story_of(choice: Choice, asked: Asked) -> Story:
    """Return the comparison as a story. Raises UsageError where it cannot be made."""
    return comparison_story(shared(choice.version), asked.codes, language())


def regions_asked(request: HttpRequest, choice: Choice | None) -> Asked:
    """Read the regions asked for (``d``, once each): codes or usual spellings; those that are not clear are unknown."""
    codes: list[str] = []
    unknown: list[str] = []
    for text in request.GET.getlist("d")[:_READ]:
        meant = one_meant(text, choice)
        if meant is None and text.strip():
            unknown.append(text.strip()[:80])
        elif meant is not None and meant not in codes:
            codes.append(meant)
    return Asked(tuple(codes), tuple(unknown))


def one_meant(text: str, choice: Choice | None) -> str | None:
    """Return the code of the one region of the figures that a text means, or None."""
    if choice is None:
        return None
    if text in choice.regions:
        return text
    hits = [hit for hit in find(text, known(choice)) if hit.kind == "region" and hit.exact]
    return hits[0].code if len(hits) == 1 and hits[0].code in choice.regions else None


def _fields(asked: Asked) -> list[str]:
    """Return what stands in the fields for names: what was asked for, and room for more."""
    given = [*asked.codes, *asked.unknown][:MOST]
    return given + [""] * max(FEWEST + 1 - len(given), min(2, MOST - len(given)))


def _near(asked: Asked, choice: Choice | None) -> list[tuple[str, list[str]]]:
    """Return the regions near to each text that was not clear."""
    held = choice.regions if choice else ()
    return [
        (text, [hit.name for hit in find(text, known(choice), count=4) if hit.kind == "region" and hit.code in held])
        for text in asked.unknown
    ]


def _compared(request: HttpRequest, choice: Choice, asked: Asked) -> dict[str, Any]:
    query = compare_query(asked.codes, choice)
    try:
        page = story_page(story_of(choice, asked))
    except UsageError as error:
        return {"refused": error.message(language())}
    names = known(choice).regions
    return {
        "page": page,
        "query": query,
        "url": public_url(request, choice).partition("?")[0] + query,
        "links": [(names[code], region_url(code, choice)) for code in asked.codes],
        "sections": [
            each | {"html": filled(each["html"], choice, query), "methods": METHODS.get(each["anchor"], ())}
            for each in page["sections"]
        ],
    }
