"""Who holds an office: roles given and ended, an office handed over, an acting head for a while.

What is owned by an office (data sets, targets) is never touched here: a change of post moves the duty.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from potensi.web.actor import ADMINISTRATOR, LEADER, ROLES, Actor
from potensi.web.audit.services import Change, service
from potensi.web.people import rules, tenure
from potensi.web.people.models import Agency, Membership, MembershipQuerySet, Office, User
from potensi.web.refused import Invalid, require

EARLIEST, LATEST = 1945, 2100
_DAY = timedelta(days=1)


@service("people.role_given")
def give_role(
    *, actor: Actor, office: Office, user: User, role: str, since: date, until: date | None = None, why: str = ""
) -> Change[Membership]:
    """Let somebody hold an office with a role from ``since`` (until a day, if one is set)."""
    require(rules.may_change_office(actor, office))
    membership = give(office, user, role, since=since, until=until)
    return Change(membership, target=office, region=office.agency.region_id, after=shown([membership]))


@service("people.role_ended")
def end_role(*, actor: Actor, memberships: Sequence[Membership], last_day: date, why: str) -> Change[None]:
    """End roles that one person holds in one office: ``last_day`` is the last on which they hold.

    One that has not begun by then is taken back wholly. Nobody can end the last administrator of a region.
    """
    office = memberships[0].office
    require(rules.may_change_office(actor, office))
    reason(why)
    possible(last_day)
    lock_administrators()
    rows = _locked(office).filter(pk__in=[each.pk for each in memberships])
    rows = rows.filter(Q(until__isnull=True) | Q(until__gt=last_day))
    before = shown(rows)
    if not before:
        raise Invalid("people_role_over")
    end(rows, last_day)
    _still_administered(office, before["roles"], last_day + _DAY)
    after = {"users": before["users"], "until": last_day.isoformat()}
    return Change(None, target=office, region=office.agency.region_id, before=before, after=after)


@service("people.office_handed_over")
def hand_over(
    *,
    actor: Actor,
    office: Office,
    to_user: User,
    since: date,
    acting: bool = False,
    why: str,
    from_user: User | None = None,
) -> Change[list[Membership]]:
    """Hand an office over: who holds it ends the day before ``since``, ``to_user`` has the same roles from then on.

    Everything that belongs to the office stays with it. Where several people share an office, ``from_user`` says
    who hands over; the others keep theirs.
    """
    require(rules.may_change_office(actor, office))
    reason(why)
    possible(since)
    lock_administrators()
    held = _locked(office).filter(Q(until__isnull=True) | Q(until__gte=since))
    old = [row for row in held if from_user is None or row.user_id in (from_user.pk, to_user.pk)]
    roles = _roles(old) or tenure.roles_of(office, since - _DAY)
    if not roles:
        raise Invalid("people_office_without_role")
    if any(row.since >= since for row in old):
        raise Invalid("people_handover_too_early", day=max(row.since for row in old).isoformat())
    before = shown(old)
    end(old, since - _DAY)
    new = [give(office, to_user, role, since=since, acting=acting) for role in roles]
    _still_administered(office, roles, since)
    return Change(new, target=office, region=office.agency.region_id, before=before, after=shown(new))


@service("people.acting_appointed")
def appoint_acting(
    *, actor: Actor, office: Office, user: User, since: date, until: date, why: str
) -> Change[list[Membership]]:
    """Let somebody act for an office (pelaksana tugas) until a day, on which it ends by itself.

    They have the roles that go with the office; a regular holder, if there is one, keeps theirs.
    """
    require(rules.may_change_office(actor, office))
    reason(why)
    roles = tenure.roles_of(office, since) or ((LEADER,) if office.head else ())
    if not roles:
        raise Invalid("people_office_without_role")
    new = [give(office, user, role, since=since, until=until, acting=True) for role in roles]
    return Change(new, target=office, region=office.agency.region_id, after=shown(new))


def give(
    office: Office, user: User, role: str, *, since: date, until: date | None = None, acting: bool = False
) -> Membership:
    """Write one membership after checking that it can be; inside a service's transaction."""
    possible(since, until)
    if role not in ROLES:
        raise Invalid("people_unknown_role")
    if not user.is_active:
        raise Invalid("people_account_closed")
    dissolved = Agency.objects.values_list("dissolved", flat=True).get(pk=office.agency_id)
    if dissolved and (until is None or until > dissolved):
        raise Invalid("people_agency_dissolved")
    if until is not None and until < since:
        raise Invalid("people_ends_before_it_begins")
    overlapping = _locked(office).filter(Q(until__isnull=True) | Q(until__gte=since))
    if until is not None:
        overlapping = overlapping.filter(since__lte=until)
    if overlapping.filter(user=user, role=role).exists():
        raise Invalid("people_role_already")
    if office.head and not acting and overlapping.filter(acting=False).exclude(user=user).exists():
        raise Invalid("people_head_taken")
    return Membership.objects.create(user=user, office=office, role=role, since=since, until=until, acting=acting)


def end(rows: Sequence[Membership] | QuerySet[Membership], last_day: date) -> None:
    """End memberships on ``last_day``; those that would only begin later are taken back."""
    keys = [row.pk for row in rows]
    Membership.objects.filter(pk__in=keys, since__gt=last_day).delete()
    Membership.objects.filter(pk__in=keys).update(until=last_day)


def lock_administrators() -> None:
    """Hold every open administrator's membership until the transaction ends.

    Else two administrators who end each other at the same moment would both find that one remains.
    """
    list(Membership.objects.select_for_update().filter(role=ADMINISTRATOR, until__isnull=True).values_list("pk"))


def shown(rows: Sequence[Membership] | QuerySet[Membership]) -> dict[str, Any]:
    """Return memberships as the audit row keeps them: people by their account's number, never by name."""
    found = list(rows)
    if not found:
        return {}
    return {
        "users": sorted({row.user_id for row in found}),
        "roles": list(_roles(found)),
        "since": min(row.since for row in found).isoformat(),
        "until": max((row.until.isoformat() for row in found if row.until), default=None),
        "acting": any(row.acting for row in found),
    }


def reason(why: str) -> None:
    """Raise Invalid where no reason is given."""
    if not why.strip():
        raise Invalid("people_why_missing")


def possible(*days: date | None) -> None:
    """Raise Invalid for a day on which nobody can hold an office: a slip of the keys, most often."""
    for day in days:
        if day is not None and not EARLIEST <= day.year <= LATEST:
            raise Invalid("people_day_impossible", earliest=str(EARLIEST), latest=str(LATEST))


def _roles(rows: Sequence[Membership]) -> tuple[str, ...]:
    return tuple(sorted({row.role for row in rows}))


def _locked(office: Office) -> MembershipQuerySet:
    return Membership.objects.select_for_update().filter(office=office)


def _still_administered(office: Office, roles: Sequence[str], day: date) -> None:
    if ADMINISTRATOR in roles and not tenure.is_administered(office.agency.region_id, day):
        raise Invalid("people_last_administrator")
