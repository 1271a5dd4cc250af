"""Invented people in invented offices, so that one can try every role; only where somebody asks for them.

Everything of theirs is marked *contoh*, and their passwords are good for one day.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta

from allauth.account.models import EmailAddress
from django.utils import timezone

from potensi.language import say
from potensi.web.actor import (
    ADMINISTRATOR,
    ANALYST,
    HOST,
    LEADER,
    ORGANISER,
    PARTICIPANT,
    SYSTEM,
    Actor,
)
from potensi.web.audit.models import AuditRow
from potensi.web.audit.services import Change, service
from potensi.web.people.models import Agency, Membership, Office, Region, User
from potensi.web.people.services import add_person, give_role, make_agency, make_office

DOMAIN = "contoh.invalid"
_OPENED = "operations.demonstration_opened"
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUPS, _IN_A_GROUP = 3, 4
_PROVINCE, _BANYUWANGI, _BONDOWOSO = "3500", "3510", "3511"
_PLACES = {
    ADMINISTRATOR: ("Wahyu Prasetya", "bappeda", _PROVINCE, False),
    ORGANISER: ("Ratna Kusumawati", "bkd", _PROVINCE, False),
    PARTICIPANT: ("Joko Susilo", "bkpsdm", _BONDOWOSO, False),
    ANALYST: ("Sari Wulandari", "bappeda", _BANYUWANGI, False),
    LEADER: ("Budi Hartawan", "bappeda", _BANYUWANGI, True),
    HOST: ("Lestari Ningrum", "disbudpar", _BANYUWANGI, False),
}


@dataclass(frozen=True)
class Account:
    """An invented account and the password it has until tomorrow."""

    role: str
    email: str
    password: str


@dataclass(frozen=True)
class Invented:
    """Who an invented person is and where they serve."""

    role: str
    name: str
    agency: str
    title: str
    region: str
    head: bool

    @property
    def email(self) -> str:
        """Their address, which leads nowhere."""
        return f"{self.role}@{DOMAIN}"


def people() -> list[Invented]:
    """Return one invented person for every role."""
    marked = "operations.demo.marked"
    return [
        Invented(
            role,
            say(marked, "id", name=name),
            say(marked, "id", name=say(f"operations.demo.agency.{agency}", "id", region=_name(region))),
            say(f"operations.demo.office.{role}", "id"),
            region,
            head,
        )
        for role, (name, agency, region, head) in _PLACES.items()
    ]


def open_for_a_day() -> list[Account]:
    """Make the invented people where they are not there yet, and give each a new password for a day."""
    return _open(actor=SYSTEM)


def close_after_a_day() -> bool:
    """Take the passwords away once a day has passed; return whether it was time."""
    last = AuditRow.objects.filter(action=_OPENED).values_list("at", flat=True).first()
    if last is None or last > timezone.now() - timedelta(days=1):
        return False
    open_ones = [user for user in _accounts() if user.has_usable_password()]
    if open_ones:
        _close(actor=SYSTEM, accounts=open_ones)
    return bool(open_ones)


@service(_OPENED)
def _open(*, actor: Actor) -> Change[list[Account]]:
    accounts = []
    for invented in people():
        user = _installed(actor, invented)
        password = _password()
        user.set_password(password)
        user.save(update_fields=["password"])
        EmailAddress.objects.update_or_create(user=user, email=user.email, defaults={"verified": True, "primary": True})
        accounts.append(Account(invented.role, user.email, password))
    return Change(accounts, region=_PROVINCE, after={"accounts": len(accounts)})


@service("operations.demonstration_closed")
def _close(*, actor: Actor, accounts: list[User]) -> Change[None]:
    for user in accounts:
        user.set_unusable_password()
        user.save(update_fields=["password"])
    return Change(None, region=_PROVINCE, after={"accounts": len(accounts)})


def _accounts() -> list[User]:
    return list(User.objects.filter(email__endswith=f"@{DOMAIN}", is_active=True))


def _installed(actor: Actor, invented: Invented) -> User:
    """Return the account of an invented person who holds their office, made as far as it is not there."""
    region = Region.objects.get(pk=invented.region)
    agency = Agency.objects.filter(region=region, name=invented.agency).first()
    agency = agency or make_agency(actor=actor, region=region, name=invented.agency)
    office = Office.objects.filter(agency=agency, title=invented.title).first()
    office = office or make_office(actor=actor, agency=agency, title=invented.title, head=invented.head)
    user = User.objects.filter(email=invented.email).first()
    today = timezone.localdate()
    about = {"actor": actor, "office": office, "role": invented.role, "since": today}
    if user is None:
        return add_person(email=invented.email, name=invented.name, **about)
    if not Membership.objects.today().filter(user=user, office=office, role=invented.role).exists():
        give_role(user=user, **about)
    return user


def _name(region: str) -> str:
    return str(Region.objects.get(pk=region))


def _password() -> str:
    groups = ("".join(secrets.choice(_LETTERS) for _ in range(_IN_A_GROUP)) for _ in range(_GROUPS))
    return "-".join(groups)
