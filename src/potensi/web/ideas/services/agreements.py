"""The agreement of an agency's head that an idea may run: asked for, and decided."""

from __future__ import annotations

from django.utils import timezone

from potensi.web.actor import Actor
from potensi.web.audit.services import Change, service
from potensi.web.ideas import rules
from potensi.web.ideas.models import ENDED, Agreement, Idea
from potensi.web.ideas.services.shared import head_office_in, locked, plain
from potensi.web.ideas.standing import involved
from potensi.web.people.models import Agency
from potensi.web.refused import Invalid, require

_TOLD = ("agreed", "note")


@service("agreement.asked")
def ask_agreement(*, actor: Actor, idea: Idea, agency: Agency) -> Change[Agreement]:
    """Ask the head of an agency that has to do with an idea to agree that it runs; after a no, also anew."""
    require(rules.may_edit(actor, idea))
    stored = _concerned(idea, agency)
    there = _stored(stored, agency)
    if there is not None and there.agreed is not False:
        raise Invalid("ideas_agreed_already" if there.agreed else "ideas_asked_already")
    before = plain(there, *_TOLD) if there is not None else {}
    found = there or Agreement(idea=idea, agency=agency)
    found.asked, found.decided, found.agreed = timezone.now(), None, None
    found.office, found.decided_by, found.note = None, None, ""
    found.save()
    after = {"agency": str(agency)} | plain(found, *_TOLD)
    return Change(found, target=found, region=idea.region_id, before=before, after=after)


@service("agreement.decided")
def decide(*, actor: Actor, idea: Idea, agency: Agency, agreed: bool, note: str = "") -> Change[Agreement]:
    """Decide as an agency's head, or acting head, whether an idea may run: asked or not; a no with its reason."""
    require(rules.may_agree(actor, agency))
    stored = _concerned(idea, agency)
    if not agreed and not note.strip():
        raise Invalid("ideas_why_missing")
    there = _stored(stored, agency)
    before = plain(there, *_TOLD) if there is not None else {}
    found = there or Agreement(idea=idea, agency=agency)
    found.decided, found.agreed, found.note = timezone.now(), agreed, note.strip()
    found.office_id, found.decided_by_id = head_office_in(actor, agency), actor.user
    found.save()
    return Change(found, target=found, region=idea.region_id, before=before, after=plain(found, *_TOLD))


def _concerned(idea: Idea, agency: Agency) -> Idea:
    """Return the idea, held, where the agency's head has a say in it and it still goes on."""
    stored = locked(idea)
    if stored.stage == ENDED:
        raise Invalid("ideas_stopped_already")
    if agency.pk not in involved(stored):
        raise Invalid("ideas_agency_not_in_it")
    return stored


def _stored(idea: Idea, agency: Agency) -> Agreement | None:
    return Agreement.objects.select_for_update().filter(idea=idea, agency=agency).first()
