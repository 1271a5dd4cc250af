"""An idea's texts: written, and edited."""

from __future__ import annotations

from typing import Any

from potensi.web.actor import Actor
from potensi.web.audit.services import Change, service
from potensi.web.edits import hold
from potensi.web.ideas import rules
from potensi.web.ideas.models import IDEA_TEXTS, VISIBILITIES, Idea
from potensi.web.ideas.services.shared import line, plain
from potensi.web.people.models import Agency
from potensi.web.refused import Forbidden, Invalid, no, require
from potensi.web.visits.models import Practice, TakeHome

FIELDS = (*IDEA_TEXTS, "cost_rupiah", "stop_on", "visibility")


@service("idea.written")
def write(
    *,
    actor: Actor,
    agency: Agency,
    texts: dict[str, Any],
    practice: Practice | None = None,
    take_home: TakeHome | None = None,
    sample: bool = False,
) -> Change[Idea]:
    """Bring up an idea for an agency; ``texts`` by field, ``practice`` and ``take_home`` say where it comes from."""
    require(rules.may_write(actor, agency.region_id))
    if not rules.own_agencies(actor).filter(pk=agency.pk).exists():
        raise Forbidden(no("ideas_other_agency"))
    sent = _sent(texts)
    _comes_from(agency, practice, take_home)
    idea = Idea.objects.create(
        region_id=agency.region_id,
        agency=agency,
        practice=practice or (take_home.practice if take_home and _is_out(take_home.practice) else None),
        take_home=take_home,
        created_by_id=actor.user,
        sample=sample,
        **sent,
    )
    after = plain(idea, *FIELDS, "agency", "practice", "take_home")
    return Change(idea, target=idea, region=idea.region_id, after=after)


@service("idea.edited")
def edit(*, actor: Actor, idea: Idea, revision: int, texts: dict[str, Any]) -> Change[Idea]:
    """Change an idea's texts, begun from ``revision``. Raises Outdated where somebody saved them meanwhile."""
    require(rules.may_edit(actor, idea))
    sent = _sent(texts)
    stored = hold(idea, revision, sent)
    before = plain(stored, *FIELDS)
    for name, value in sent.items():
        setattr(stored, name, value)
    stored.revision += 1
    stored.save(update_fields=[*sent, "revision"])
    return Change(stored, target=stored, region=stored.region_id, before=before, after=plain(stored, *FIELDS))


def _sent(texts: dict[str, Any]) -> dict[str, Any]:
    """Return the texts as they are stored. Raises Invalid where one without which there is no idea is empty."""
    found = {name: str(texts.get(name) or "").strip() for name in IDEA_TEXTS}
    found["title"] = line(found["title"])
    if not found["title"] or not found["summary"]:
        raise Invalid("ideas_text_missing")
    visibility = texts.get("visibility") or "region"
    if visibility not in VISIBILITIES:
        raise Invalid("ideas_unknown_visibility")
    cost = texts.get("cost_rupiah")
    if cost is not None and cost < 0:
        raise Invalid("ideas_cost_below_zero")
    return found | {"cost_rupiah": cost, "stop_on": texts.get("stop_on"), "visibility": visibility}


def _comes_from(agency: Agency, practice: Practice | None, take_home: TakeHome | None) -> None:
    if practice is not None and not _is_out(practice):
        raise Invalid("ideas_practice_not_published")
    if take_home is not None and take_home.region_id != agency.region_id:
        raise Invalid("ideas_take_home_elsewhere")


def _is_out(practice: Practice | None) -> bool:
    return practice is not None and practice.state == "published"
