"""Sentences, numbers and dates in templates; loaded everywhere as builtins, so that no template holds a sentence."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import template
from django.urls import translate_url
from django.utils import timezone
from django.utils.translation import get_language

from potensi.language import LANGUAGES, number
from potensi.language import percent as percent_of
from potensi.language import say as sentence

register = template.Library()


def language() -> str:
    """Return the language of the page being made."""
    current = (get_language() or "id")[:2]
    return current if current in LANGUAGES else "id"


@register.simple_tag
def say(key: str, **params: Any) -> str:
    """Write the sentence ``key`` in the page's language."""
    return sentence(key, language(), **params)


@register.simple_tag
def say_of(prefix: str, key: Any, **params: Any) -> str:
    """Write the sentence ``prefix.key``: for words chosen by a value (a role, a state)."""
    return sentence(f"{prefix}.{key}", language(), **params)


@register.filter
def count(value: float | int | None, decimals: int = 0) -> str:
    """Write a number as the reader does."""
    return number(value, language(), decimals=decimals)


@register.filter
def percent(value: float | None, decimals: int = 1) -> str:
    """Write a fraction as a percentage."""
    return percent_of(value, language(), decimals=decimals)


@register.filter
def day(value: date | datetime | None) -> str:
    """Write a date: 24 November 2026."""
    if value is None:
        return "…"
    from babel.dates import format_date

    local = timezone.localtime(value) if isinstance(value, datetime) else value
    return format_date(local, "d MMMM y", locale=language())


@register.filter
def moment(value: datetime | None) -> str:
    """Write a date with the time of day: 24 November 2026, 14.05."""
    if value is None:
        return "…"
    from babel.dates import format_datetime

    return format_datetime(
        timezone.localtime(value), "d MMMM y, HH.mm" if language() == "id" else "d MMMM y, HH:mm", locale=language()
    )


@register.simple_tag(takes_context=True)
def same_page_in(context: dict[str, Any], lang: str) -> str:
    """Write this page's address in the other language."""
    return translate_url(context["request"].get_full_path(), lang)
