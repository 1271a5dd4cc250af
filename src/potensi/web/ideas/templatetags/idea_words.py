"""What other apps' pages show of ideas."""

from __future__ import annotations

from typing import Any

from django import template

from potensi.language import number, say
from potensi.web.ideas.queries.waiting import mine
from potensi.web.templatetags.words import language

register = template.Library()


@register.inclusion_tag("ideas/parts/waiting_for_me.html")
def ideas_waiting(actor: Any) -> dict[str, Any]:
    """Show how much about ideas waits for this reader, and the way there; nothing where nothing does."""
    count = len(mine(actor))
    lang = language()
    form = "one" if count == 1 else "many"
    return {"count": count, "text": say(f"ideas.mine.{form}", lang, count=number(count, lang))}
