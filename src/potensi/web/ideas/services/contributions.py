"""What agencies bring to an idea: asked for, promised (also unasked), declined with the reason."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from potensi.web.actor import Actor
from potensi.web.audit.services import Change, service
from potensi.web.edits import Outdated, differences
from potensi.web.ideas import rules
from potensi.web.ideas.models import CONTRIBUTION_KINDS, ENDED, Contribution, Idea
from potensi.web.ideas.services.shared import locked, office_in, plain
from potensi.web.people.models import Agency
from potensi.web.refused import Invalid, require

_TOLD = ("state", "kind", "wish", "what")


@service("contribution.asked")
def ask(*, actor: Actor, idea: Idea, agency: Agency, wish: str, kind: str = "other") -> Change[Contribution]:
    """Ask an agency, of this region or another, for something. One that declined may be asked again."""
    require(rules.may_edit(actor, idea))
    _open(locked(idea))
    _stands(agency)
    if not wish.strip():
        raise Invalid("ideas_wish_missing")
    stored = _stored(idea, agency)
    if stored is not None and stored.state != "declined":
        raise Invalid("ideas_asked_already")
    before = plain(stored, *_TOLD) if stored is not None else {}
    found = stored or Contribution(idea=idea, agency=agency)
    sent = {"kind": _kind(kind), "wish": wish.strip(), "what": "", "state": "asked", "asked": timezone.now()}
    _save(found, sent | {"answered": None, "answered_by_id": None})
    return _change(found, before)


@service("contribution.promised")
def promise(
    *, actor: Actor, idea: Idea, agency: Agency, what: str, kind: str = "other", revision: int = 0
) -> Change[Contribution]:
    """Promise what an agency brings, asked or not. ``revision`` is the contribution's as it was read, 0: none yet.

    Raises Outdated where somebody of the agency has answered meanwhile.
    """
    require(rules.may_answer(actor, agency))
    _open(locked(idea))
    _stands(agency)
    if not what.strip():
        raise Invalid("ideas_promise_empty")
    sent = {"kind": _kind(kind), "what": what.strip()}
    stored = _as_read(idea, agency, revision, sent)
    before = plain(stored, *_TOLD) if stored is not None else {}
    found = stored or Contribution(idea=idea, agency=agency)
    _save(found, sent | {"state": "promised"} | _answer(actor, agency))
    return _change(found, before)


@service("contribution.declined")
def decline(*, actor: Actor, contribution: Contribution, why: str, revision: int) -> Change[Contribution]:
    """Decline what an agency was asked for, or take back what it promised, with the reason."""
    require(rules.may_answer(actor, contribution.agency))
    idea = locked(contribution.idea)
    if not why.strip():
        raise Invalid("ideas_why_missing")
    sent = {"state": "declined", "what": why.strip()}
    stored = _as_read(idea, contribution.agency, revision, sent)
    if stored is None:
        raise Invalid("ideas_not_asked")
    before = plain(stored, *_TOLD)
    _save(stored, sent | _answer(actor, contribution.agency))
    return _change(stored, before)


def _stored(idea: Idea, agency: Agency) -> Contribution | None:
    return Contribution.objects.select_for_update().filter(idea=idea, agency=agency).first()


def _as_read(idea: Idea, agency: Agency, revision: int, sent: dict[str, Any]) -> Contribution | None:
    """Return what the agency has said so far, if it is what the writer has read; else raise Outdated."""
    stored = _stored(idea, agency)
    if stored is not None and stored.revision != revision:
        raise Outdated(stored, differences(stored, sent))
    return stored


def _save(contribution: Contribution, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(contribution, name, value)
    if contribution.pk:
        contribution.revision += 1
    contribution.save()


def _answer(actor: Actor, agency: Agency) -> dict[str, Any]:
    return {"answered": timezone.now(), "answered_by_id": office_in(actor, agency)}


def _change(contribution: Contribution, before: dict[str, Any]) -> Change[Contribution]:
    region = contribution.idea.region_id
    return Change(contribution, target=contribution, region=region, before=before, after=plain(contribution, *_TOLD))


def _kind(kind: str) -> str:
    if kind not in CONTRIBUTION_KINDS:
        raise Invalid("ideas_unknown_kind")
    return kind


def _open(idea: Idea) -> None:
    if idea.stage == ENDED:
        raise Invalid("ideas_stopped_already")


def _stands(agency: Agency) -> None:
    if agency.dissolved is not None:
        raise Invalid("ideas_agency_dissolved")
