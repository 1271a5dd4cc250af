"""Accounts: made for somebody, corrected, signed in by link, erased."""

from __future__ import annotations

from datetime import date, timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db.models import Q
from django.utils import timezone

from potensi.web.actor import ADMINISTRATOR, COUNTRY, Actor
from potensi.web.audit.services import Change, forget, service
from potensi.web.people import rules, tenure
from potensi.web.people.erasing import take_name_out
from potensi.web.people.models import Agency, Membership, Office, Region, User
from potensi.web.people.services.offices import end, give, lock_administrators, shown
from potensi.web.refused import Invalid, no, require

NUMBERS = ("nip", "nik", "phone")
ERASED_DOMAIN = "erased.invalid"


@service("people.person_added")
def add_person(
    *,
    actor: Actor,
    email: str,
    name: str,
    office: Office,
    role: str,
    since: date,
    nip: str = "",
    phone: str = "",
    why: str = "",
) -> Change[User]:
    """Let a person hold an office; without an account at this address one is made, to sign in by link.

    An account that is there keeps its name and numbers: they are that person's own.
    """
    require(rules.may_change_office(actor, office))
    user, made = account(email, name=name, nip=nip, phone=phone)
    membership = give(office, user, role, since=since)
    after = shown([membership]) | {"account_made": made}
    return Change(user, target=user, region=office.agency.region_id, after=after)


@service("people.administrator_made")
def make_administrator(
    *,
    actor: Actor,
    email: str,
    name: str,
    password: str | None = None,
    region: str = COUNTRY,
    agency: str,
    office: str,
) -> Change[User]:
    """Make an administrator from the machine itself: the first one, or one more where all have gone."""
    if not actor.system:
        require(no("people_only_system"))
    user, made = account(email, name=name)
    if password:
        user.set_password(password)
        user.save(update_fields=["password"])
    # Whoever has the machine vouches for the address.
    _verify(user)
    place, _ = Agency.objects.get_or_create(region=Region.objects.get(pk=region), name=agency)
    post, _ = Office.objects.get_or_create(agency=place, title=office)
    held = Membership.objects.today().filter(user=user, office=post, role=ADMINISTRATOR).first()
    membership = held or give(post, user, ADMINISTRATOR, since=timezone.localdate())
    return Change(user, target=user, region=region, after=shown([membership]) | {"account_made": made})


@service("people.details_corrected")
def correct_person(
    *,
    actor: Actor,
    user: User,
    name: str,
    language: str = "",
    nip: str | None = None,
    nik: str | None = None,
    phone: str | None = None,
    why: str = "",
) -> Change[User]:
    """Correct a person's name, language and numbers; a number that is None stays as it is, "" removes it.

    The audit row says which were changed, never what they are.
    """
    require(rules.may_correct(actor, user))
    user = User.objects.select_for_update().get(pk=user.pk)
    wanted = {"name": " ".join(name.split()), "language": language or user.language}
    wanted |= {key: text for key, text in (("nip", nip), ("nik", nik), ("phone", phone)) if text is not None}
    changed = [key for key, text in wanted.items() if getattr(user, key) != text]
    if wanted.get("nip") and User.objects.filter(nip=wanted["nip"]).exclude(pk=user.pk).exists():
        raise Invalid("people_nip_taken")
    for key in changed:
        setattr(user, key, wanted[key])
    user.save(update_fields=changed or None)
    return Change(user, target=user, region=_region_of(user), after={"changed": changed})


@service("people.link_used")
def use_link(*, actor: Actor, user: User) -> Change[bool]:
    """Use up a sign-in link: true for the first who comes with it, false for every later one.

    A link is good as long as nobody signed in since it was sent; noting the time here, before the second factor,
    is what makes it good only once. Whoever holds the link reads that mailbox, so the address is verified too.
    """
    last = Q(last_login=user.last_login) if user.last_login else Q(last_login__isnull=True)
    now = timezone.now()
    used = User.objects.filter(last, pk=user.pk, is_active=True).update(last_login=now)
    if used:
        user.last_login = now
        _verify(user)
    return Change(bool(used), target=user, after={"used": bool(used)})


@service("people.account_erased")
def erase_account(*, actor: Actor, user: User) -> Change[None]:
    """Erase one's own account: name, address, numbers and ways to sign in are gone, offices end, records stay.

    The audit trail keeps that somebody did what they did, and no longer who. The last administrator of a region
    hands over first.
    """
    if actor.user != user.pk and not actor.system:
        require(no("people_not_yourself"))
    lock_administrators()
    yesterday = timezone.localdate() - timedelta(days=1)
    rows = Membership.objects.select_for_update().filter(user=user)
    rows = rows.filter(Q(until__isnull=True) | Q(until__gt=yesterday)).select_related("office__agency")
    before, held = shown(rows), list(rows)
    end(held, yesterday)
    for row in held:
        if row.role == ADMINISTRATOR and not tenure.is_administered(row.office.agency.region_id, yesterday):
            raise Invalid("people_last_administrator_erasing")
    take_name_out(user)
    _forget(user)
    return Change(None, target=user, region=held[0].office.agency.region_id if held else None, before=before)


def account(email: str, *, name: str, nip: str = "", phone: str = "") -> tuple[User, bool]:
    """Return the account of an address, and whether it had to be made; inside a service's transaction."""
    found = User.objects.filter(email__iexact=email.strip()).first()
    if found is not None:
        return found, False
    if nip and User.objects.filter(nip=nip).exists():
        raise Invalid("people_nip_taken")
    return User.objects.create_user(email.strip(), name=" ".join(name.split()), nip=nip, phone=phone), True


def _verify(user: User) -> None:
    address, _ = EmailAddress.objects.get_or_create(
        user=user, email=user.email.lower(), defaults={"primary": True, "verified": True}
    )
    if not address.verified:
        address.verified = True
        address.save(update_fields=["verified"])


def _forget(user: User) -> None:
    for model in (EmailAddress, Authenticator, SocialAccount):
        model.objects.filter(user=user).delete()
    forget([user, *user.tokens.all()])
    user.tokens.update(revoked=timezone.now(), name="")
    user.name = user.nip = user.nik = user.phone = ""
    user.email = f"{user.pk}@{ERASED_DOMAIN}"
    user.is_active, user.is_superuser = False, False
    user.erased = timezone.now()
    user.set_unusable_password()
    user.save()


def _region_of(user: User) -> str | None:
    held = Membership.objects.today().filter(user=user).select_related("office__agency").first()
    return held.office.agency.region_id if held else None
