"""People and places that the web's tests share: one province, two regencies, somebody in every role."""

from dataclasses import dataclass
from datetime import date

import pytest
from django.test import Client
from django.utils import translation
from services.fixtures import *  # noqa: F403

from potensi.web.actor import Actor
from potensi.web.people.models import Agency, Membership, Office, Region, User
from potensi.web.people.queries import actor_of
from potensi.web.people.seed import load_regions

PROVINCE, BANYUWANGI, BONDOWOSO = "3500", "3510", "3511"
PASSWORD = "kopi-ijen-2015"


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The test database knows the regions, as every installation does."""
    with django_db_blocker.unblock():
        load_regions()


@dataclass(frozen=True)
class People:
    """Somebody in every role, each in an office of their own."""

    administrator: User  # of the province
    analyst: User  # of Banyuwangi, as are the next four
    leader: User
    organiser: User
    participant: User
    host: User
    local_administrator: User
    stranger: User  # an analyst of Bondowoso
    visitor: User  # an account without any office

    def actor(self, role: str) -> Actor:
        """Return the actor that the person in a role is."""
        return actor_of(getattr(self, role))


def person(name: str, region: str, role: str, title: str = "", *, head: bool = False) -> User:
    """Make a person who holds an office with a role in a region's planning agency."""
    user = User.objects.create_user(f"{name}@example.id", PASSWORD, name=name.title())
    if role:
        agency, _ = Agency.objects.get_or_create(
            region_id=region, name=f"Bappeda {region}", defaults={"short": "Bappeda"}
        )
        office, _ = Office.objects.get_or_create(agency=agency, title=title or f"{role} {name}", head=head)
        Membership.objects.create(user=user, office=office, role=role, since=date(2020, 1, 1))
    return user


@pytest.fixture(autouse=True)
def in_indonesian():
    """Begin every test in Indonesian, whatever language the one before ended in: addresses follow the language."""
    with translation.override("id"):
        yield


@pytest.fixture
def people(db) -> People:
    """Somebody in every role."""
    # A test with transactions of its own leaves an empty database behind.
    if not Region.objects.exists():
        load_regions()
    return People(
        administrator=person("wahyu", PROVINCE, "administrator"),
        analyst=person("sari", BANYUWANGI, "analyst"),
        leader=person("budi", BANYUWANGI, "leader", "Kepala Bappeda", head=True),
        organiser=person("ratna", BANYUWANGI, "organiser"),
        participant=person("joko", BANYUWANGI, "participant"),
        host=person("lestari", BANYUWANGI, "host"),
        local_administrator=person("dewi", BANYUWANGI, "administrator"),
        stranger=person("agus", BONDOWOSO, "analyst"),
        visitor=person("tamu", BANYUWANGI, ""),
    )


@pytest.fixture
def signed_in():
    """Return a client signed in as a user."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in
