"""The methods, read off the measures' cards."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from potensi.language import say
from potensi.measures.catalogue import GRAINS, Card, cards
from potensi.present.methods import FIELDS, label
from potensi.web.pages.caching import public
from potensi.web.templatetags.words import language

_LISTED = ("needs", "guards", "variants")


@public
def methods(request: HttpRequest) -> HttpResponse:
    """Answer the list of methods, by what they speak of."""
    lang = language()
    groups = [
        (grain, [(card.name, label(card, lang), card.text("reading", lang)) for card in cards() if card.grain == grain])
        for grain in GRAINS
    ]
    return render(request, "pages/methods.html", {"groups": groups})


@public
def method(request: HttpRequest, name: str) -> HttpResponse:
    """Answer one method: how it is read, its formula, what it needs, when it is refused, its source."""
    card = next((card for card in cards() if card.name == name), None)
    if card is None:
        raise Http404(name)
    lang = language()
    other = label(card, "en" if lang == "id" else "id")
    context = {
        "card": card,
        "label": label(card, lang),
        "other": other if other != label(card, lang) else "",
        "reading": card.text("reading", lang),
        "facts": _facts(card, lang),
        "near": [(each.name, label(each, lang)) for each in cards() if each.grain == card.grain and each is not card],
    }
    return render(request, "pages/method.html", context)


def _facts(card: Card, lang: str) -> list[tuple[str, str, list[str]]]:
    """Return what the card states: the field, what it is called, and its one or more texts."""
    found = []
    for field in FIELDS:
        value = card.text(field, lang)
        texts = list(value) if field in _LISTED else [_in_words(str(value), lang)]
        if any(texts):
            found.append((field, say(f"methods.{field}", lang), texts))
    return found


def _in_words(text: str, lang: str) -> str:
    """Return a text of a card, which may be a phrase without an author, in the reader's language."""
    return say("pages.methods.by_definition", lang) if text == "by definition" else text
