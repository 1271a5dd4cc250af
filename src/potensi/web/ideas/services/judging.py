"""The judgement of several people who have no stake in an idea: invited, given, declined."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils import timezone

from potensi.web.actor import Actor
from potensi.web.audit.services import Change, service
from potensi.web.edits import hold
from potensi.web.ideas import rules
from potensi.web.ideas.models import CRITERIA, Idea, Review
from potensi.web.ideas.services.shared import locked, plain
from potensi.web.people.models import User
from potensi.web.refused import Forbidden, Invalid, no, require

LOWEST, HIGHEST = 1, 5


@service("review.invited")
def invite(*, actor: Actor, idea: Idea, reviewer: User) -> Change[Review]:
    """Invite somebody to judge an idea; whoever has a stake in it is not invited."""
    require(rules.may_invite(actor, idea))
    stored = locked(idea)
    if not reviewer.is_active:
        raise Invalid("ideas_no_such_reviewer")
    bound = rules.conflict(reviewer.pk, stored)
    if bound:
        raise Invalid(bound)
    if stored.reviews.filter(reviewer=reviewer).exists():
        raise Invalid("ideas_invited_already")
    review = Review.objects.create(idea=stored, reviewer=reviewer)
    return Change(review, target=review, region=stored.region_id, after={"invited": str(reviewer)})


@service("review.given")
def judge(*, actor: Actor, review: Review, scores: Mapping[str, int], note: str = "", revision: int) -> Change[Review]:
    """Give one's judgement, 1 to 5 a criterion, or correct it.

    Whether something binds the reviewer to the idea is looked at again, as offices change hands.
    """
    require(rules.may_judge(actor, review))
    sent = {"scores": _whole(scores), "note": note.strip()}
    stored = hold(review, revision, {"note": sent["note"]})
    if stored.conflict:
        raise Invalid("ideas_review_declined")
    before = plain(stored, "given")
    stored.scores, stored.note, stored.given = sent["scores"], sent["note"], timezone.now()
    stored.revision += 1
    stored.save(update_fields=["scores", "note", "given", "revision"])
    # That and when they judged, not how: somebody who has still to judge may be one who reads the trail.
    return Change(stored, target=stored, region=review.idea.region_id, before=before, after=plain(stored, "given"))


@service("review.declined")
def decline(*, actor: Actor, review: Review, why: str) -> Change[Review]:
    """Declare what binds one to an idea, or why one will not judge it: one's scores are kept out from then on."""
    if actor.user is None or review.reviewer_id != actor.user:
        raise Forbidden(no("ideas_not_your_review"))
    if not why.strip():
        raise Invalid("ideas_why_missing")
    stored = Review.objects.select_for_update().get(pk=review.pk)
    before = {"conflict": stored.conflict}
    stored.conflict = why.strip()
    stored.revision += 1
    stored.save(update_fields=["conflict", "revision"])
    after = {"conflict": stored.conflict}
    return Change(stored, target=stored, region=review.idea.region_id, before=before, after=after)


def _whole(scores: Mapping[str, int]) -> dict[str, int]:
    """Return a score for every criterion. Raises Invalid for one that is missing, unknown or out of range."""
    right = set(scores) == set(CRITERIA) and all(
        isinstance(each, int) and LOWEST <= each <= HIGHEST for each in scores.values()
    )
    if not right:
        raise Invalid("ideas_scores")
    return {name: scores[name] for name in CRITERIA}
