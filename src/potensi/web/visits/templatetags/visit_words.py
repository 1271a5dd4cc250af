"""The time of day and training hours in templates of study visits."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django import template
from django.utils import timezone

from potensi.language import number
from potensi.web.templatetags.words import language

register = template.Library()


@register.filter
def clock(value: datetime) -> str:
    """Write the time of day: 14.05, in English 14:05."""
    return f"{timezone.localtime(value):{'%H.%M' if language() == 'id' else '%H:%M'}}"


@register.filter
def hours(value: Decimal) -> str:
    """Write training hours: 2, or 2,5 where there is half an hour."""
    return number(float(value), language(), decimals=0 if value == value.to_integral_value() else 1)
