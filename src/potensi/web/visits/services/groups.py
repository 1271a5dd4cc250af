"""Writing the groups of a cohort: what is wished, groups made, somebody pinned, moved, exchanged."""

from __future__ import annotations

from typing import Any

from potensi.web.actor import Actor
from potensi.web.audit.services import Change, service
from potensi.web.refused import Invalid, require
from potensi.web.visits import rules
from potensi.web.visits.grouping.kept import broken_of, grouping_kept, wishes_kept
from potensi.web.visits.grouping.standing import BY_HAND, Plan, Standing, standing, with_reasons
from potensi.web.visits.grouping.wishes import Broken, Grouping, Wishes
from potensi.web.visits.models import Cohort, Group, Participant


@service("groups.wished")
def wish_groups(*, actor: Actor, cohort: Cohort, wishes: Wishes) -> Change[Cohort]:
    """Keep what is wished of a cohort's groups; the groups themselves stay as they are."""
    require(rules.may_run(actor, cohort))
    cohort = _held(cohort)
    before = cohort.wishes
    cohort.wishes = wishes_kept(wishes)
    cohort.save(update_fields=["wishes"])
    return Change(
        cohort,
        target=cohort,
        region=cohort.programme.region_id,
        before=_told(before),
        after=_told(cohort.wishes),
    )


@service("groups.made")
def make_groups(*, actor: Actor, cohort: Cohort, plan: Plan) -> Change[Standing]:
    """Put a cohort into the groups that were found for it, unless its people, wishes or pins changed meanwhile."""
    require(rules.may_run(actor, cohort))
    cohort = _held(cohort)
    now = standing(cohort)
    if not now.members:
        raise Invalid("visits_groups_nobody")
    if (now.members, now.wishes) != (plan.members, plan.wishes):
        raise Invalid("visits_groups_changed")
    before = {"groups": len(now.groups), "broken": len(now.broken)}
    groups = _groups(now, plan.grouping.groups)
    for each in now.participants:
        each.group = groups[plan.grouping.assignment[str(each.pk)]]
    Participant.objects.bulk_update(now.participants, ["group"])
    _keep(cohort, plan.grouping)
    after = {"groups": plan.grouping.groups, "people": len(now.members), "broken": len(plan.grouping.broken)}
    return Change(standing(cohort), target=cohort, region=cohort.programme.region_id, before=before, after=after)


@service("groups.pinned")
def pin(*, actor: Actor, participant: Participant, pinned: bool) -> Change[Participant]:
    """Pin somebody into their group, so that making groups anew leaves them there, or take the pin out."""
    cohort = participant.cohort
    require(rules.may_run(actor, cohort))
    _held(cohort)
    participant = _taking_part(participant)
    if pinned and participant.group is None:
        raise Invalid("visits_groups_none_yet")
    before = {"pinned": participant.pinned}
    participant.pinned = pinned
    participant.save(update_fields=["pinned"])
    after = {"pinned": pinned, "user": participant.user_id}
    return Change(participant, target=cohort, region=cohort.programme.region_id, before=before, after=after)


@service("groups.moved")
def move(*, actor: Actor, participant: Participant, group: Group) -> Change[tuple[Broken, ...]]:
    """Move somebody into another group and pin them there; returns the wishes that this newly breaks, or breaks more.

    Whoever runs the cohort may break a wish on purpose: it is named, and kept with the reason.
    """
    cohort = participant.cohort
    require(rules.may_run(actor, cohort))
    if group.cohort_id != cohort.pk:
        raise Invalid("visits_groups_other_cohort")
    cohort = _held(cohort)
    now = standing(cohort)
    participant = _taking_part(participant)
    before = {"group": participant.group.number if participant.group else None, "pinned": participant.pinned}
    participant.group, participant.pinned = Group.objects.get(pk=group.pk), True
    participant.save(update_fields=["group", "pinned"])
    new = _counted_again(cohort, now)
    after = {"group": participant.group.number, "pinned": True, "user": participant.user_id, "broken": len(new)}
    return Change(new, target=cohort, region=cohort.programme.region_id, before=before, after=after)


@service("groups.swapped")
def swap(*, actor: Actor, participant: Participant, other: Participant) -> Change[tuple[Broken, ...]]:
    """Let two people exchange their groups and pin both there; returns the wishes that this breaks, or breaks more."""
    cohort = participant.cohort
    require(rules.may_run(actor, cohort))
    if other.cohort_id != cohort.pk:
        raise Invalid("visits_groups_other_cohort")
    cohort = _held(cohort)
    now = standing(cohort)
    one, two = _taking_part(participant), _taking_part(other)
    if one.group is None or two.group is None or one.group == two.group:
        raise Invalid("visits_groups_nothing_to_swap")
    before = {"group": [one.group.number, two.group.number]}
    one.group, two.group = two.group, one.group
    one.pinned = two.pinned = True
    Participant.objects.bulk_update([one, two], ["group", "pinned"])
    new = _counted_again(cohort, now)
    after = {"group": [one.group.number, two.group.number], "users": [one.user_id, two.user_id], "broken": len(new)}
    return Change(new, target=cohort, region=cohort.programme.region_id, before=before, after=after)


def _held(cohort: Cohort) -> Cohort:
    """Lock a cohort: whoever writes its groups does so one after the other."""
    return Cohort.objects.select_for_update(of=("self",)).select_related("programme").get(pk=cohort.pk)


def _taking_part(participant: Participant) -> Participant:
    found = Participant.objects.select_related("user", "group").get(pk=participant.pk)
    if found.left is not None:
        raise Invalid("visits_groups_left")
    return found


def _groups(now: Standing, wanted: int) -> dict[int, Group]:
    """Return the groups by number, those made that were missing; what is left over goes unless cards stand on it."""
    found = {each.number: each for each in now.groups if each.number <= wanted}
    left_over = [each for each in now.groups if each.number > wanted]
    if any(each.practices.exists() for each in left_over):
        raise Invalid("visits_groups_have_cards")
    Group.objects.filter(pk__in=[each.pk for each in left_over]).delete()
    for number in range(1, wanted + 1):
        if number not in found:
            found[number] = Group.objects.create(cohort=now.cohort, number=number)
    return found


def _keep(cohort: Cohort, grouping: Grouping) -> None:
    cohort.grouping = grouping_kept(grouping)
    cohort.save(update_fields=["grouping"])


def _counted_again(cohort: Cohort, before: Standing) -> tuple[Broken, ...]:
    """Count what is broken after a move by hand, keep it with its reasons, and return what the move added."""
    now = standing(cohort)
    counted = now.counted(now.assignment, now.wishes)
    broken = with_reasons(counted, broken_of(cohort.grouping), BY_HAND)
    _keep(cohort, Grouping(len(now.groups), {}, broken, proven=False))
    amounts = {each.wish: each.amount for each in before.broken}
    return tuple(each for each in broken if each.amount > amounts.get(each.wish, 0))


def _told(wishes: dict[str, Any]) -> dict[str, Any]:
    """Return wishes as the audit trail tells them; of named pairs it tells how many there are, and no names."""
    if not wishes:
        return {}
    each_kind = [f"{kind}: {least}" for kind, least in sorted(wishes["each_kind"].items())]
    return {**wishes, "each_kind": each_kind, "apart": len(wishes["apart"]), "together": len(wishes["together"])}
