"""What the public pages' templates need beside sentences: names of measures, whole addresses, lists, counts."""

from __future__ import annotations

from collections.abc import Sized
from typing import Any

from django import template
from django.conf import settings

from potensi.language import number
from potensi.measures.catalogue import card
from potensi.present.numbers import listing
from potensi.web.datasets.answers import TABLE_FORMS
from potensi.web.templatetags.words import language

register = template.Library()


@register.simple_tag
def measure(name: str) -> str:
    """Write what a measure is called."""
    return str(card(name).text("label", language()))


@register.simple_tag(takes_context=True)
def absolute(context: dict[str, Any], path: str) -> str:
    """Write a path as a whole address, as it is passed on to others."""
    return settings.SITE_URL + path if settings.SITE_URL else context["request"].build_absolute_uri(path)


@register.simple_tag
def joined(parts: list[str]) -> str:
    """Write a list as a sentence does: a, b, and c."""
    return listing(parts, language())


@register.simple_tag
def count_of(things: Sized) -> str:
    """Write how many there are."""
    return number(len(things), language())


@register.simple_tag
def table_forms() -> tuple[str, ...]:
    """Return the forms in which a table can be taken along."""
    return TABLE_FORMS
