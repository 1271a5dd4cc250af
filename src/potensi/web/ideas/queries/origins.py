"""Where an idea may come from: a published practice, or something that a participant takes home."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from potensi.web.actor import Actor
from potensi.web.ideas.models import Idea
from potensi.web.visits import rules as visit_rules
from potensi.web.visits.models import Practice, TakeHome
from potensi.web.visits.models.learned import MUST_CHANGE


def practices(actor: Actor) -> QuerySet[Practice]:
    """Return the practices that an idea may come from: published ones, which anybody may read."""
    return visit_rules.visible_practices(actor).filter(state="published").order_by("title")


def take_homes(actor: Actor) -> QuerySet[TakeHome]:
    """Return the promises that an idea may come from: those that this actor may read and that are not dropped."""
    return visit_rules.visible_take_homes(actor).exclude(state="dropped").order_by("title")


def prefilled(take_home: TakeHome | None, practice: Practice | None) -> dict[str, Any]:
    """Return what an idea begins with where it comes from a promise or a practice; the writer changes it freely."""
    card = practice or (take_home.practice if take_home is not None else None)
    found: dict[str, Any] = {}
    if card is not None and card.state == "published":
        found = {"title": card.title, "summary": card.what, "cost": card.cost, "practice": card.pk}
    if take_home is not None:
        said = (getattr(take_home, name).strip() for name in MUST_CHANGE)
        changes = "\n".join(text for text in said if text)
        found |= {"title": take_home.title, "trial": take_home.first_step, "take_home": take_home.pk}
        found["summary"] = "\n\n".join(text for text in (found.get("summary", ""), changes) if text)
        if take_home.money.strip():
            found["cost"] = take_home.money
    return found


def shown_origins(actor: Actor, idea: Idea) -> dict[str, Any]:
    """Return where an idea comes from, as far as this actor may read it."""
    practice = visit_rules.visible_practices(actor).filter(pk=idea.practice_id).first() if idea.practice_id else None
    found = visit_rules.visible_take_homes(actor).filter(pk=idea.take_home_id) if idea.take_home_id else None
    return {"practice": practice, "take_home": found.first() if found is not None else None}
