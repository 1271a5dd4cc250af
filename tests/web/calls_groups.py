"""A call of every service of groups (see service_calls.py): service, who acts, with what."""

from potensi.web.people.queries import actor_of
from potensi.web.visits.grouping.standing import planned
from potensi.web.visits.grouping.wishes import Wishes
from potensi.web.visits.models import Group, Participant
from potensi.web.visits.services import groups


def calls(world):
    """Return (service, actor, arguments by name) by the action that its audit row names."""
    organiser, journey = actor_of(world.people.organiser), world.journey
    second = Group.objects.create(cohort=journey.cohort, number=2)
    agency = journey.guest.agency
    third = Participant.objects.create(cohort=journey.cohort, user=world.people.stranger, agency=agency, group=second)
    people = {"participant": journey.participant}
    wishes = Wishes(groups=2, each_kind=(("Staf", 1),), apart=((str(journey.guest.pk), str(third.pk)),))
    return {
        "groups.wished": (groups.wish_groups, organiser, {"cohort": journey.cohort, "wishes": wishes}),
        "groups.made": (groups.make_groups, organiser, {"cohort": journey.cohort, "plan": planned(journey.cohort)}),
        "groups.pinned": (groups.pin, organiser, people | {"pinned": True}),
        "groups.moved": (groups.move, organiser, people | {"group": second}),
        "groups.swapped": (groups.swap, organiser, people | {"other": third}),
    }
