"""Who may do what: groups (see table.py)."""

from __future__ import annotations

from functools import partial

from web.rights.rows import Row

# The wrong one takes part in the cohort, the right one organises it; the stranger has no part in it.
Of = partial(Row, right="organiser")


def cohort(world):
    """The cohort."""
    return {"pk": world.journey.cohort.pk}


def hidden_cohort(world):
    """The cohort of a programme that is not public."""
    return {"pk": world.journey.hidden_cohort.pk}


def participant(world):
    """The participant."""
    return {"pk": world.journey.participant.pk}


def cohort_key(world):
    """The cohort, as the API calls it."""
    return {"key": world.journey.cohort.pk}


def participant_key(world):
    """The participant, as the API calls it."""
    return {"key": world.journey.participant.pk}


def _second(world):
    return world.journey.cohort.groups.get_or_create(number=2)[0]


def wishes(world):
    """Two groups."""
    return {"groups": 2, "agencies_apart": "on"}


def wishes_said(world):
    """Two groups, as JSON."""
    return {"groups": 2, "agencies_apart": True, "each_kind": {"Staf": 1}}


def pinned(world):
    """A pin."""
    return {"pinned": "1"}


def pinned_said(world):
    """A pin, as JSON."""
    return {"pinned": True}


def to_second(world):
    """The second group."""
    return {"group": _second(world).pk}


def to_second_said(world):
    """The second group by its number, as JSON; the participant is in the first."""
    _second(world)
    return {"group": 2}


def _guest_in_second(world):
    guest, own = world.journey.guest, world.journey.participant
    type(guest).objects.filter(pk=guest.pk).update(group=_second(world))
    type(own).objects.filter(pk=own.pk).update(group=world.journey.group)
    return guest


def with_guest(world):
    """The guest, who is in the second group."""
    return {"other": _guest_in_second(world).pk}


ADDRESSES = [
    Of("visits:groups", "sign-in 403 200 200", cohort),
    Of("visits:groups", "sign-in 404 404 200", hidden_cohort),
    Of("visits:group_wishes", "sign-in 403 403 200", cohort),
    Of("visits:group_wishes", "sign-in 403 403 302", cohort, "POST", wishes),
    Of("visits:make_groups", "sign-in 403 403 302", cohort, "POST"),
    Of("visits:make_groups", "sign-in 404 404 409", hidden_cohort, "POST"),
    Of("visits:group_move", "sign-in 404 403 200", participant),
    Of("visits:group_move", "sign-in 404 403 302", participant, "POST", to_second),
    Of("visits:group_swap", "sign-in 404 403 302", participant, "POST", with_guest),
    Of("visits:group_pin", "sign-in 404 403 302", participant, "POST", pinned),
]
OPERATIONS = [
    Of("visits_groups", "401 403 200 200", cohort_key),
    Of("visits_wish_groups", "401 403 403 200", cohort_key, "PUT", wishes_said),
    Of("visits_make_groups", "401 403 403 200", cohort_key, "POST"),
    Of("visits_move_to_group", "401 404 403 200", participant_key, "POST", to_second_said),
    Of("visits_swap_groups", "401 404 403 200", participant_key, "POST", with_guest),
    Of("visits_pin_to_group", "401 404 403 200", participant_key, "POST", pinned_said),
]
# Addresses that only take something, so that whoever looks there is told so (405).
ONLY_TAKE = {"visits:make_groups", "visits:group_swap", "visits:group_pin"}
