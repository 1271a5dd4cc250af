"""Who may see, write, contribute to, agree to and judge ideas, and why not."""

from __future__ import annotations

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, When

from potensi.web.actor import ADMINISTRATOR, LEADER, ORGANISER, ROLES, Actor
from potensi.web.ideas.models import Agreement, Basis, Contribution, Idea, Review, Trial
from potensi.web.people.models import Agency, Membership, Office
from potensi.web.refused import YES, Verdict, no, yes_if
from potensi.web.visits.models import Participant
from potensi.web.visits.rules import inside, own_participations

INVITERS = (LEADER, ORGANISER, ADMINISTRATOR)


def visible(actor: Actor) -> QuerySet[Idea]:
    """Return the ideas this actor may read.

    Public ones are everybody's; a region's are those of who serves it, of participants from it, of the agencies
    asked to contribute, of its reviewers, and of who runs or receives the visit that it came from.
    """
    every = Idea.objects.select_related("region", "agency", "owner__agency", "practice", "take_home")
    if actor.system:
        return every
    if not actor.known:
        return every.filter(visibility="public")
    asked = Contribution.objects.filter(idea=OuterRef("pk"), agency__in=agencies(actor))
    judged = Review.objects.filter(idea=OuterRef("pk"), reviewer_id=actor.user)
    seen = Q(visibility="public") | Q(region__in=regions(actor)) | Exists(asked) | Exists(judged)
    from_visit = Q(practice__visit__cohort__in=inside(actor)) | Q(take_home__visit__cohort__in=inside(actor))
    return every.filter(seen | from_visit).distinct()


def regions(actor: Actor) -> set[str]:
    """Return the regions whose ideas are this actor's: where they serve, and where they take part from."""
    return set(actor.regions) | set(own_participations(actor).values_list("agency__region", flat=True))


def agencies(actor: Actor) -> set[int]:
    """Return the agencies this actor speaks for: of the offices they hold, and the ones they take part for."""
    return {each.agency for each in actor.held} | set(own_participations(actor).values_list("agency", flat=True))


def headed(actor: Actor) -> set[int]:
    """Return the agencies that this actor leads today, an acting head included."""
    return {each.agency for each in actor.held if each.head or (each.acting and each.role == LEADER)}


def own_agencies(actor: Actor) -> QuerySet[Agency]:
    """Return the agencies for which this actor may bring up an idea."""
    every = Agency.objects.select_related("region").filter(dissolved__isnull=True)
    return every if actor.system else every.filter(pk__in=agencies(actor))


def visible_bases(actor: Actor) -> QuerySet[Basis]:
    """Return what the ideas that this actor may read stand on."""
    return Basis.objects.select_related("idea", "asset", "version__dataset").filter(idea__in=visible(actor))


def visible_contributions(actor: Actor) -> QuerySet[Contribution]:
    """Return the contributions to the ideas that this actor may read."""
    every = Contribution.objects.select_related("idea__region", "agency__region", "answered_by")
    return every.filter(idea__in=visible(actor))


def visible_agreements(actor: Actor) -> QuerySet[Agreement]:
    """Return the agreements on the ideas that this actor may read."""
    return Agreement.objects.select_related("idea__region", "agency__region", "office").filter(idea__in=visible(actor))


def visible_trials(actor: Actor) -> QuerySet[Trial]:
    """Return the trials of the ideas that this actor may read."""
    return Trial.objects.select_related("idea__region").filter(idea__in=visible(actor))


def own_reviews(actor: Actor) -> QuerySet[Review]:
    """Return the judgements that this actor is asked for, or gave."""
    every = Review.objects.select_related("idea__region", "idea__agency", "idea__owner__agency")
    return every.filter(reviewer_id=actor.user) if actor.user else every.none()


def askable_agencies(actor: Actor, idea: Idea) -> QuerySet[Agency]:
    """Return the agencies that may be asked for something: those that still stand, the idea's region first."""
    here = Q(region=idea.region_id)
    every = Agency.objects.select_related("region").filter(dissolved__isnull=True)
    return every.order_by(Case(When(here, then=0), default=1), "region__name", "name")


def owning_offices(idea: Idea) -> QuerySet[Office]:
    """Return the offices that may own an idea: those of its region's agencies that still stand."""
    here = Office.objects.filter(agency__region=idea.region_id, agency__dissolved__isnull=True)
    return here.select_related("agency").order_by("agency__name", "-head", "title")


def held_agencies(actor: Actor) -> QuerySet[Agency]:
    """Return the agencies in which this actor holds an office today: for them they may promise and decline."""
    return Agency.objects.select_related("region").filter(pk__in={each.agency for each in actor.held})


def may_write(actor: Actor, region: str = "") -> Verdict:
    """Whether they may bring up ideas: in ``region``, or anywhere at all."""
    if not actor.known:
        return no("sign_in")
    if not region:
        return yes_if(actor.system or bool(agencies(actor)), "ideas_no_agency")
    return yes_if(actor.system or actor.has(ROLES, region) or region in regions(actor), "ideas_other_region")


def may_edit(actor: Actor, idea: Idea) -> Verdict:
    """Whether they may write on an idea: its agency's people, the owner, who made it, the contributing agencies."""
    if not actor.known:
        return no("sign_in")
    if actor.system or actor.user == idea.created_by_id or actor.has({ADMINISTRATOR}, idea.region_id):
        return YES
    own = agencies(actor)
    if idea.agency_id in own or (idea.owner is not None and idea.owner.agency_id in own):
        return YES
    promised = idea.contributions.filter(agency__in=own, state="promised").exists()
    return yes_if(promised, "ideas_not_yours")


def may_move(actor: Actor, idea: Idea) -> Verdict:
    """Whether they may move an idea to another stage or name its owner: its agency's people, its owner, its maker."""
    if not actor.known:
        return no("sign_in")
    own = agencies(actor)
    mine = actor.user == idea.created_by_id or idea.agency_id in own
    owned = idea.owner_id is not None and idea.owner_id in {each.office for each in actor.held}
    return yes_if(actor.system or mine or owned or actor.has({ADMINISTRATOR}, idea.region_id), "ideas_not_yours")


def may_answer(actor: Actor, agency: Agency) -> Verdict:
    """Whether they may say what an agency contributes: whoever holds an office in it."""
    if not actor.known:
        return no("sign_in")
    return yes_if(actor.system or agency.pk in {each.agency for each in actor.held}, "ideas_other_agency")


def may_agree(actor: Actor, agency: Agency) -> Verdict:
    """Whether they may agree for an agency: its head, or who acts as its head today."""
    if not actor.known:
        return no("sign_in")
    return yes_if(actor.system or agency.pk in headed(actor), "ideas_not_head")


def conflict(user: int, idea: Idea) -> str:
    """Return the reason that keeps somebody from judging an idea, or nothing.

    Who made it, serves or takes part for its agency, its owner's or a contributing one has a stake in it.
    """
    if user == idea.created_by_id:
        return "ideas_conflict_own"
    concerned = set(idea.contributions.exclude(state="declined").values_list("agency", flat=True)) | {idea.agency_id}
    if idea.owner is not None:
        concerned.add(idea.owner.agency_id)
    serves = Membership.objects.today().filter(user_id=user, office__agency__in=concerned).exists()
    takes_part = Participant.objects.filter(user_id=user, agency__in=concerned, left__isnull=True).exists()
    return "ideas_conflict_agency" if serves or takes_part else ""


def may_invite(actor: Actor, idea: Idea) -> Verdict:
    """Whether they may invite people to judge an idea: leaders, organisers, administrators of its region."""
    if not actor.known:
        return no("sign_in")
    return yes_if(actor.has(INVITERS, idea.region_id), "ideas_not_inviter")


def may_judge(actor: Actor, review: Review) -> Verdict:
    """Whether they may give a judgement: whoever is asked for it, as long as nothing binds them to the idea.

    The bonds are looked at anew each time: offices change hands between the invitation and the judgement.
    """
    if not actor.known:
        return no("sign_in")
    if actor.user is None or review.reviewer_id != actor.user:
        return no("ideas_not_your_review")
    bound = conflict(actor.user, review.idea)
    return no(bound) if bound else YES


def may_see_scores(actor: Actor, idea: Idea) -> Verdict:
    """Whether they may see the scores so far.

    Somebody who has still to judge sees none before giving their own. While others have, only the idea's region and
    those who have given theirs see them; once all are in, whoever reads the idea.
    """
    if actor.system:
        return YES
    reviews = list(idea.reviews.all())
    waiting = {each.reviewer_id for each in reviews if each.given is None and not each.conflict}
    if actor.user in waiting:
        return no("ideas_judge_first")
    given = {each.reviewer_id for each in reviews if each.given is not None}
    inside = actor.known and (actor.belongs_to(idea.region_id) or actor.user in given)
    return yes_if(inside or not waiting, "ideas_scores_not_in")
