"""Reading people: who acts, what they hold, and who holds an office."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone

from potensi.web.actor import ADMINISTRATOR, NOBODY, Actor, Held
from potensi.web.people.bookkeeping import token_used
from potensi.web.people.models import Agency, ApiToken, Membership, Office, User
from potensi.web.people.tenure import below, digest_of


@dataclass(frozen=True)
class Holder:
    """Somebody who holds an office: their memberships there at one time as one line.

    ``ending`` names each membership with its role, for ending it.
    """

    user: User
    roles: tuple[str, ...]
    since: date
    until: date | None
    acting: bool
    ending: tuple[tuple[int, str], ...]


@dataclass
class Post:
    """An office with who holds it today, who will, and who did."""

    office: Office
    now: list[Holder] = field(default_factory=list)
    coming: list[Holder] = field(default_factory=list)
    gone: list[Holder] = field(default_factory=list)


def actor_of(user: User | None) -> Actor:
    """Return the actor that a signed-in person is today; NOBODY for nobody."""
    if user is None or not user.is_active:
        return NOBODY
    rows = Membership.objects.today().filter(user=user).select_related("office__agency")
    held = tuple(_held(row) for row in rows)
    above = {each.region for each in held if each.role == ADMINISTRATOR}
    return Actor(user=user.pk, name=str(user), held=held, regions_below=below(above))


def actor_of_token(text: str) -> Actor | None:
    """Return the actor whose token this is, or None where it is nobody's, revoked, or its person cannot sign in.

    It is looked up by its digest, so that how long the answer takes says nothing about the tokens there are.
    """
    tokens = ApiToken.objects.select_related("user").filter(revoked__isnull=True, user__is_active=True)
    token = tokens.filter(digest=digest_of(text)).first()
    if token is None:
        return None
    token_used(token)
    return actor_of(token.user)


def agencies(visible: QuerySet[Agency], *, text: str = "", region: str = "") -> QuerySet[Agency]:
    """Return those of the visible agencies whose name, short or former name holds ``text``."""
    found = visible.filter(region=region) if region else visible
    for word in text.split():
        named = Q(name__icontains=word) | Q(short__icontains=word) | Q(former_names__name__icontains=word)
        found = found.filter(named)
    return found.distinct().order_by("region_id", "dissolved", "name")


def people(visible: QuerySet[User], *, text: str = "", region: str = "") -> QuerySet[User]:
    """Return those of the visible people whose name or e-mail address holds every word of ``text``."""
    found = visible.filter(memberships__office__agency__region=region) if region else visible
    for word in text.split():
        found = found.filter(Q(name__icontains=word) | Q(email__icontains=word))
    return found.distinct().order_by("name", "email").prefetch_related("memberships__office__agency__region")


def posts(agency: Agency) -> list[Post]:
    """Return an agency's offices with their holders, the head first."""
    offices = agency.offices.order_by("-head", "title").prefetch_related("memberships__user")
    return [post(office) for office in offices]


def post(office: Office) -> Post:
    """Return one office with its holders: today's, coming ones, and former ones, the latest first."""
    today, found = timezone.localdate(), Post(office)
    for holder in _holders(office.memberships.all()):
        if holder.since > today:
            found.coming.append(holder)
        elif holder.until is not None and holder.until < today:
            found.gone.append(holder)
        else:
            found.now.append(holder)
    return found


def head_names(offices: Iterable[Office]) -> dict[int, list[Holder]]:
    """Return today's holders of each office."""
    rows = Membership.objects.today().filter(office__in=[each.pk for each in offices]).select_related("user")
    found: dict[int, list[Membership]] = {}
    for row in rows:
        found.setdefault(row.office_id, []).append(row)
    return {office: _holders(each) for office, each in found.items()}


def account_by_email(email: str) -> User | None:
    """Return the account that signs in with this address."""
    return User.objects.filter(email__iexact=email.strip(), is_active=True).first()


def _holders(rows: Iterable[Membership]) -> list[Holder]:
    """Return memberships as holders: one line for a person, a time and a way (acting or not)."""
    lines: dict[tuple[int, date, date | None, bool], list[Membership]] = {}
    for row in rows:
        lines.setdefault((row.user_id, row.since, row.until, row.acting), []).append(row)
    found = [
        Holder(
            user=each[0].user,
            roles=tuple(sorted(row.role for row in each)),
            since=since,
            until=until,
            acting=acting,
            ending=tuple((row.pk, row.role) for row in each),
        )
        for (_, since, until, acting), each in lines.items()
    ]
    return sorted(found, key=lambda holder: (-holder.since.toordinal(), holder.acting, str(holder.user)))


def _held(row: Membership) -> Held:
    office = row.office
    return Held(
        membership=row.pk,
        office=office.pk,
        title=office.title,
        agency=office.agency_id,
        agency_name=office.agency.name,
        region=office.agency.region_id,
        role=row.role,
        acting=row.acting,
        head=office.head,
    )
