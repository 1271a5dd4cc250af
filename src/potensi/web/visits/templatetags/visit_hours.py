"""Training hours in templates."""

from __future__ import annotations

from decimal import Decimal

from django import template

from potensi.present.forms import hours as shown
from potensi.web.templatetags.words import language

register = template.Library()


@register.filter
def hours(value: Decimal) -> str:
    """Write training hours: with a decimal only where they are not whole."""
    return shown(float(value), language())
