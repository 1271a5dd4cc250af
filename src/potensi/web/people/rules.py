"""Who may see and change agencies, offices and people, and why not."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from potensi.web.actor import ADMINISTRATOR, Actor
from potensi.web.people.models import Agency, ApiToken, Membership, Office, Region, User
from potensi.web.refused import YES, Verdict, no, yes_if


def visible_regions(actor: Actor) -> QuerySet[Region]:
    """Return the regions whose agencies this actor may see: where they hold an office, and what they administer."""
    every = Region.objects.all()
    return every if actor.system else every.filter(pk__in=actor.regions)


def administered(actor: Actor) -> QuerySet[Region]:
    """Return the regions that this actor administers."""
    every = Region.objects.all()
    return every if actor.system else every.filter(pk__in=actor.regions_below)


def visible_agencies(actor: Actor) -> QuerySet[Agency]:
    """Return the agencies this actor may see: those of :func:`visible_regions`."""
    every = Agency.objects.select_related("region")
    return every if actor.system else every.filter(region__in=actor.regions)


def visible_offices(actor: Actor) -> QuerySet[Office]:
    """Return the offices this actor may see: those of :func:`visible_agencies`."""
    every = Office.objects.select_related("agency__region")
    return every if actor.system else every.filter(agency__region__in=actor.regions)


def changeable_memberships(actor: Actor) -> QuerySet[Membership]:
    """Return the memberships in offices of the regions that this actor administers."""
    every = Membership.objects.select_related("office__agency", "user")
    return every if actor.system else every.filter(office__agency__region__in=actor.regions_below)


def visible_people(actor: Actor) -> QuerySet[User]:
    """Return the people this actor may see: themselves, and who holds or held an office where they administer.

    Erased accounts are nobody's any more.
    """
    every = User.objects.filter(erased__isnull=True)
    if actor.system:
        return every
    held = Membership.objects.filter(user=OuterRef("pk"), office__agency__region__in=actor.regions_below)
    return every.filter(Q(pk=actor.user) | Exists(held)) if actor.user else every.none()


def own_tokens(actor: Actor) -> QuerySet[ApiToken]:
    """Return the actor's own tokens."""
    return ApiToken.objects.filter(user_id=actor.user, user_id__isnull=False)


def is_known(actor: Actor) -> Verdict:
    """Whether somebody is signed in at all."""
    return yes_if(actor.known, "sign_in")


def is_member(actor: Actor) -> Verdict:
    """Whether they hold any office today: an account alone reads what everybody reads."""
    if not actor.known:
        return no("sign_in")
    return yes_if(actor.system or bool(actor.held), "people_no_office")


def may_administer(actor: Actor, region: str = "") -> Verdict:
    """Whether they may change agencies, offices and roles: of ``region``, or of any region at all."""
    if not actor.known:
        return no("sign_in")
    if not region:
        return yes_if(actor.anywhere({ADMINISTRATOR}), "people_not_administrator")
    return yes_if(actor.has({ADMINISTRATOR}, region), "people_other_region")


def may_change_office(actor: Actor, office: Office) -> Verdict:
    """Whether they may hand an office over and give or end roles in it: administrators of its region or above."""
    return may_administer(actor, office.agency.region_id)


def may_correct(actor: Actor, user: User) -> Verdict:
    """Whether they may correct somebody's name and numbers.

    Oneself always; another only where every office that they hold is in regions one administers, so that nobody
    rewrites the administrator above.
    """
    if not actor.known:
        return no("sign_in")
    if actor.system or actor.user == user.pk:
        return YES
    elsewhere = Membership.objects.today().filter(user=user).exclude(office__agency__region__in=actor.regions_below)
    inside = Membership.objects.filter(user=user, office__agency__region__in=actor.regions_below)
    return yes_if(inside.exists() and not elsewhere.exists(), "people_serves_elsewhere")


def may_have_tokens(actor: Actor) -> Verdict:
    """Whether they may make a token: people with an office, since a token acts with their rights."""
    if actor.system or actor.user is None:
        return no("sign_in")
    return is_member(actor)
