"""Who is in charge of an idea, and from stage to stage: onward, back, stopped, under whose names."""

from __future__ import annotations

from django.utils import timezone

from potensi.web.actor import Actor
from potensi.web.audit.services import Change, service
from potensi.web.ideas import rules
from potensi.web.ideas.models import ENDED, STAGE_NAMES, STAGES, Idea
from potensi.web.ideas.services.shared import locked, plain
from potensi.web.ideas.standing import CARRIED_OUT, earlier_stages, missing, next_stage
from potensi.web.people.models import Office
from potensi.web.refused import Invalid, require


@service("idea.owner_named")
def name_owner(*, actor: Actor, idea: Idea, office: Office | None) -> Change[Idea]:
    """Name the office in charge: whoever holds it has the duty. An idea that is carried out is never without one."""
    require(rules.may_move(actor, idea))
    stored = locked(idea)
    if office is None and stored.stage in CARRIED_OUT:
        raise Invalid("ideas_owner_needed")
    if office is not None and not rules.owning_offices(stored).filter(pk=office.pk).exists():
        raise Invalid("ideas_owner_elsewhere")
    before = {"owner": _named(stored.owner)}
    stored.owner = office
    stored.save(update_fields=["owner"])
    return Change(stored, target=stored, region=stored.region_id, before=before, after={"owner": _named(office)})


@service("idea.moved")
def move(*, actor: Actor, idea: Idea, stage: str, why: str = "") -> Change[Idea]:
    """Move an idea one stage onward, or back to an earlier one with the reason.

    Onward into what is carried out it goes only with everything that running needs; see :mod:`standing`.
    """
    require(rules.may_move(actor, idea))
    stored = locked(idea)
    if stage not in STAGES or (stage != next_stage(stored) and stage not in earlier_stages(stored)):
        raise Invalid("ideas_no_such_step")
    if stage in earlier_stages(stored) and not why.strip():
        raise Invalid("ideas_why_missing")
    # Also the way on to "shown": a team that has fallen apart since does not show the idea as its own.
    if stage == next_stage(stored) and stage in CARRIED_OUT and missing(stored):
        raise Invalid("ideas_not_ready")
    before = plain(stored, "stage")
    _to(stored, stage)
    return Change(stored, target=stored, region=stored.region_id, before=before, after=plain(stored, "stage"))


@service("idea.stopped")
def stop(*, actor: Actor, idea: Idea, lesson: str) -> Change[Idea]:
    """Stop an idea, with what was learnt: a failure that is told is worth one."""
    require(rules.may_move(actor, idea))
    stored = locked(idea)
    if stored.stage == ENDED:
        raise Invalid("ideas_stopped_already")
    if not lesson.strip():
        raise Invalid("ideas_lesson_missing")
    before = plain(stored, "stage", "lesson")
    stored.lesson = lesson.strip()
    _to(stored, ENDED)
    return Change(stored, target=stored, region=stored.region_id, before=before, after=plain(stored, "stage", "lesson"))


@service("idea.naming_chosen")
def choose_naming(*, actor: Actor, idea: Idea, names: str) -> Change[Idea]:
    """Choose whose names the stages carry: our own, or those of the national innovation drive."""
    require(rules.may_move(actor, idea))
    if names not in STAGE_NAMES:
        raise Invalid("ideas_no_such_step")
    stored = locked(idea)
    before = plain(stored, "stage_names")
    stored.stage_names = names
    stored.save(update_fields=["stage_names"])
    return Change(stored, target=stored, region=stored.region_id, before=before, after=plain(stored, "stage_names"))


def _to(idea: Idea, stage: str) -> None:
    idea.stage = stage
    idea.stage_since = timezone.now()
    idea.save(update_fields=["stage", "stage_since", "lesson"])


def _named(office: Office | None) -> str | None:
    return None if office is None else f"{office.title}, {office.agency.name}"
