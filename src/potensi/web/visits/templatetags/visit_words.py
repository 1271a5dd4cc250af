"""The time of day in templates of study visits."""

from __future__ import annotations

from datetime import datetime

from django import template
from django.utils import timezone

from potensi.web.templatetags.words import language

register = template.Library()


@register.filter
def clock(value: datetime) -> str:
    """Write the time of day: 14.05, in English 14:05."""
    return f"{timezone.localtime(value):{'%H.%M' if language() == 'id' else '%H:%M'}}"
