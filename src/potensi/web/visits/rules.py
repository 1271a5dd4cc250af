"""Who may see and change what belongs to a study visit, and why not.

Three ways in: organising it (organisers and administrators of the programme's region), taking part in it (a
participant's row in the cohort), receiving it (hosts, leaders and administrators of the host's region).
"""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from potensi.web.actor import ADMINISTRATOR, HOST, LEADER, ORGANISER, Actor
from potensi.web.people.models import Region
from potensi.web.refused import YES, Verdict, no, yes_if
from potensi.web.visits.models import (
    Certificate,
    Cohort,
    Group,
    Host,
    Observation,
    Participant,
    Practice,
    Programme,
    Slot,
    Stop,
    TakeHome,
    Visit,
)

ORGANISERS = (ORGANISER, ADMINISTRATOR)
RECEIVERS = (HOST, LEADER, ADMINISTRATOR)


def organised(actor: Actor) -> frozenset[str]:
    """Return the regions for which this actor organises programmes."""
    return frozenset(each.region for each in actor.held if each.role in ORGANISERS) | actor.regions_below


def received(actor: Actor) -> frozenset[str]:
    """Return the regions for which this actor receives visitors."""
    return frozenset(each.region for each in actor.held if each.role in RECEIVERS) | actor.regions_below


def organising_regions(actor: Actor) -> QuerySet[Region]:
    """Return those regions as records, for a choice."""
    every = Region.objects.all()
    return every if actor.system else every.filter(pk__in=organised(actor))


def own_participations(actor: Actor) -> QuerySet[Participant]:
    """Return where this actor takes part and has not dropped out."""
    every = Participant.objects.select_related("cohort__programme", "agency__region", "group")
    return every.filter(user_id=actor.user, left__isnull=True) if actor.user else every.none()


def inside(actor: Actor) -> QuerySet[Cohort]:
    """Return the cohorts that this actor organises, takes part in or receives: they see its people and words."""
    every = Cohort.objects.select_related("programme__region")
    return every if actor.system else every.filter(_inside(actor))


def visible_programmes(actor: Actor) -> QuerySet[Programme]:
    """Return the programmes this actor may see: public ones, and those with a cohort they are inside of."""
    every = Programme.objects.select_related("region", "office")
    if actor.system:
        return every
    own = Exists(inside(actor).filter(programme=OuterRef("pk")))
    return every.filter(Q(public=True) | Q(region__in=organised(actor)) | own)


def visible_cohorts(actor: Actor) -> QuerySet[Cohort]:
    """Return the cohorts whose frame (names, days, counts) this actor may see."""
    every = Cohort.objects.select_related("programme__region")
    if actor.system:
        return every
    return every.filter(Q(programme__public=True) | Q(pk__in=inside(actor).values("pk")))


def visible_visits(actor: Actor) -> QuerySet[Visit]:
    """Return the visits whose frame this actor may see: those of visible cohorts."""
    every = Visit.objects.select_related("cohort__programme__region", "host_region", "host__agency__region")
    return every if actor.system else every.filter(cohort__in=visible_cohorts(actor))


def visible_stops(actor: Actor) -> QuerySet[Stop]:
    """Return the stops of the visits that this actor may see."""
    every = Stop.objects.select_related("visit__cohort__programme__region", "visit__host_region")
    return every if actor.system else every.filter(visit__cohort__in=visible_cohorts(actor))


def visible_participants(actor: Actor) -> QuerySet[Participant]:
    """Return the participants whose names this actor may see: those of cohorts they are inside of."""
    every = Participant.objects.select_related("user", "agency__region", "group", "cohort__programme")
    return every if actor.system else every.filter(cohort__in=inside(actor))


def visible_groups(actor: Actor) -> QuerySet[Group]:
    """Return the groups of the cohorts that this actor is inside of."""
    every = Group.objects.select_related("cohort__programme__region")
    return every if actor.system else every.filter(cohort__in=inside(actor))


def visible_observations(actor: Actor) -> QuerySet[Observation]:
    """Return the observations this actor may read: of cohorts they take part in or organise, of visits they receive.

    Withdrawn ones are their writer's alone, and whoever wrote one may always read it.
    """
    every = Observation.objects.select_related("stop__visit__cohort__programme", "participant__user", "photo")
    if actor.system:
        return every
    written = Q(participant__user_id=actor.user) if actor.user else Q(pk__in=[])
    own = Participant.objects.filter(cohort=OuterRef("participant__cohort"), user_id=actor.user, left__isnull=True)
    organised_here = Q(participant__cohort__programme__region__in=organised(actor))
    received_here = Q(stop__visit__host_region__in=received(actor)) & ~Q(stop__visit__state="cancelled")
    shared = Q(withdrawn__isnull=True) & (organised_here | received_here | Exists(own))
    return every.filter(written | shared)


def visible_practices(actor: Actor) -> QuerySet[Practice]:
    """Return the practice cards this actor may read: published ones, and every card where they are inside."""
    every = Practice.objects.select_related("visit__cohort__programme__region", "visit__host_region", "photo", "group")
    if actor.system:
        return every
    return every.filter(Q(state="published") | Q(visit__cohort__in=inside(actor)))


def visible_take_homes(actor: Actor) -> QuerySet[TakeHome]:
    """Return the promises this actor may read: their own, their region's, those of cohorts they are inside of."""
    every = TakeHome.objects.select_related("participant__user", "region", "practice", "visit__host_region")
    if actor.system:
        return every
    own = Q(participant__user_id=actor.user) if actor.user else Q(pk__in=[])
    return every.filter(own | Q(region__in=actor.regions) | Q(participant__cohort__in=inside(actor)))


def visible_hosts(actor: Actor) -> QuerySet[Host]:
    """Return the hosts this actor may see: open ones, and those they receive for."""
    every = Host.objects.select_related("agency__region", "office")
    return every if actor.system else every.filter(Q(open=True) | Q(agency__region__in=received(actor)))


def visible_slots(actor: Actor) -> QuerySet[Slot]:
    """Return the slots of the hosts that this actor may see."""
    every = Slot.objects.select_related("host__agency__region")
    return every if actor.system else every.filter(host__in=visible_hosts(actor))


def may_organise(actor: Actor, region: str = "") -> Verdict:
    """Whether they may make and run programmes: of ``region``, or of any region at all."""
    if not actor.known:
        return no("sign_in")
    if not region:
        return yes_if(actor.anywhere(ORGANISERS), "visits_not_organiser")
    return yes_if(actor.has(ORGANISERS, region), "visits_other_region")


def may_run(actor: Actor, cohort: Cohort) -> Verdict:
    """Whether they may run a cohort: its people, groups, visits, attendance, certificates."""
    return may_organise(actor, cohort.programme.region_id)


def may_receive(actor: Actor, region: str) -> Verdict:
    """Whether they may act as the host of a region: its slots, kit and corrections."""
    if not actor.known:
        return no("sign_in")
    return yes_if(actor.has(RECEIVERS, region), "visits_not_host")


def may_receive_anywhere(actor: Actor) -> Verdict:
    """Whether they may act as a host of any region at all."""
    if not actor.known:
        return no("sign_in")
    return yes_if(actor.anywhere(RECEIVERS), "visits_not_host")


def may_see_inside(actor: Actor, cohort: Cohort) -> Verdict:
    """Whether they may see a cohort's people and words."""
    if not actor.known:
        return no("sign_in")
    return yes_if(actor.system or inside(actor).filter(pk=cohort.pk).exists(), "visits_not_inside")


def may_take_part(actor: Actor, cohort: Cohort) -> Verdict:
    """Whether they take part in a cohort: to be present, observe, promise."""
    if not actor.known:
        return no("sign_in")
    return yes_if(own_participations(actor).filter(cohort=cohort).exists(), "visits_not_participant")


def may_edit_practice(actor: Actor, practice: Practice) -> Verdict:
    """Whether they may write on a practice card: the cohort's participants, who runs it, and the host."""
    if not actor.known:
        return no("sign_in")
    visit = practice.visit
    if may_run(actor, visit.cohort) or may_take_part(actor, visit.cohort) or may_receive(actor, visit.host_region_id):
        return YES
    return no("visits_not_inside")


def may_keep_attendance(actor: Actor, stop: Stop) -> Verdict:
    """Whether they may keep a stop's attendance list: who runs the cohort, and who is in charge of the stop."""
    if not actor.known:
        return no("sign_in")
    return yes_if(bool(may_run(actor, stop.visit.cohort)) or _in_charge(actor, stop), "visits_not_in_charge")


def may_show_code(actor: Actor, stop: Stop) -> Verdict:
    """Whether they may show a stop's QR code and renew it: those who keep its list, and the host."""
    if not actor.known:
        return no("sign_in")
    host = bool(may_receive(actor, stop.visit.host_region_id))
    return yes_if(host or bool(may_keep_attendance(actor, stop)), "visits_not_in_charge")


def may_see_hours(actor: Actor, cohort: Cohort) -> Verdict:
    """Whether they may see training hours and certificates: who runs the cohort all, a participant their own."""
    if not actor.known:
        return no("sign_in")
    return YES if may_run(actor, cohort) else may_take_part(actor, cohort)


def visible_certificates(actor: Actor) -> QuerySet[Certificate]:
    """Return the certificates this actor may hold in hands: those of cohorts they organise, and their own."""
    every = Certificate.objects.select_related("participant__user", "participant__agency__region")
    if actor.system:
        return every
    mine = Q(participant__user_id=actor.user) if actor.user else Q(pk__in=())
    return every.filter(mine | Q(participant__cohort__programme__region__in=organised(actor)))


def may_see_contact(actor: Actor, host: Host) -> Verdict:
    """Whether they may read whom to call at a host: organisers, its visitors and its own people; never the public."""
    if not actor.known:
        return no("sign_in")
    visits = Visit.objects.filter(host=host, cohort__in=inside(actor))
    allowed = actor.anywhere(ORGANISERS) or bool(may_receive(actor, host.agency.region_id)) or visits.exists()
    return yes_if(allowed, "visits_not_inside")


def _in_charge(actor: Actor, stop: Stop) -> bool:
    return stop.office_id is not None and any(held.office == stop.office_id for held in actor.held)


def may_change_observation(actor: Actor, observation: Observation) -> Verdict:
    """Whether they may change or withdraw an observation: who wrote it, while it is not withdrawn."""
    if not actor.known:
        return no("sign_in")
    if actor.user is None or observation.participant.user_id != actor.user:
        return no("visits_observation_not_yours")
    return yes_if(observation.withdrawn is None, "visits_observation_withdrawn")


def may_draft_practice(actor: Actor, visit: Visit) -> Verdict:
    """Whether they may merge observations into a card and write on it: the cohort's participants, and who runs it."""
    if not actor.known:
        return no("sign_in")
    if may_run(actor, visit.cohort) or may_take_part(actor, visit.cohort):
        return YES
    return no("visits_practice_not_writer")


def may_publish_practice(actor: Actor, practice: Practice) -> Verdict:
    """Whether they may publish or withdraw a card: who runs the cohort, its group, and those whose words it holds."""
    if not actor.known:
        return no("sign_in")
    if may_run(actor, practice.visit.cohort):
        return YES
    own = own_participations(actor).filter(cohort=practice.visit.cohort_id)
    written = Exists(Observation.objects.filter(participant=OuterRef("pk"), practices=practice.pk))
    there = own.filter(Q(group__isnull=False, group=practice.group_id) | written)
    return yes_if(there.exists(), "visits_practice_not_author")


def may_correct_practice(actor: Actor, practice: Practice) -> Verdict:
    """Whether they may correct a card and say whether it still runs: the host."""
    return may_receive(actor, practice.visit.host_region_id)


def may_promise(actor: Actor, visit: Visit) -> Verdict:
    """Whether they may promise what they take home: the cohort's participants, for their own region."""
    return may_take_part(actor, visit.cohort)


def may_read_promises(actor: Actor) -> Verdict:
    """Whether they may look for promises at all: whoever is signed in; which of them, the rows say."""
    return yes_if(actor.known, "sign_in")


def may_keep_promise(actor: Actor, promise: TakeHome) -> Verdict:
    """Whether they may edit and close a promise: who gave it, the office of its first step, leaders of its region."""
    if not actor.known:
        return no("sign_in")
    given = actor.user is not None and promise.participant.user_id == actor.user
    in_office = any(each.office == promise.step_office_id for each in actor.held)
    if actor.system or given or in_office or actor.has((LEADER, ADMINISTRATOR), promise.region_id):
        return YES
    return no("visits_promise_not_yours")


def _inside(actor: Actor) -> Q:
    own = Participant.objects.filter(cohort=OuterRef("pk"), user_id=actor.user, left__isnull=True)
    received_here = Visit.objects.filter(cohort=OuterRef("pk"), host_region__in=received(actor)).exclude(
        state="cancelled"
    )
    return Q(programme__region__in=organised(actor)) | Exists(own) | Exists(received_here)
