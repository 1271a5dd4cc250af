"""Personal numbers and roles in templates."""

from __future__ import annotations

from collections.abc import Iterable

from django import template

from potensi.language import say
from potensi.web.people.numbers import masked as mask
from potensi.web.templatetags.words import language

register = template.Library()


@register.filter
def masked(number: str) -> str:
    """Write a personal number without giving it away; a dash where none is kept."""
    return mask(number) if number else "–"


@register.filter
def role_name(role: str) -> str:
    """Write a role in the page's language."""
    return say(f"people.role.{role}", language())


@register.filter
def role_names(roles: Iterable[str]) -> str:
    """Write roles in the page's language, separated by commas."""
    return ", ".join(role_name(role) for role in roles)
