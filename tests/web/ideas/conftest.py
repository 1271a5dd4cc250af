"""A small study visit with an idea of Banyuwangi, and a second agency with a head of its own."""

from types import SimpleNamespace

import pytest
from django.utils import translation
from web.conftest import BANYUWANGI, person
from web.rights import journey

from potensi.web.people.models import Membership, Office
from potensi.web.people.queries import actor_of


@pytest.fixture(autouse=True)
def in_indonesian():
    """Whichever language the test before was answered in, each begins in Indonesian."""
    with translation.override("id"):
        yield


@pytest.fixture
def there(people):
    """The journey's records (``idea``, ``agency``, ``partner`` …), people, and the actor in a role: ``there.act``."""
    made = journey.build(people)
    nina = person("nina", BANYUWANGI, "")
    office = Office.objects.create(agency=made.partner, title="Kepala Dinas Pariwisata", head=True)
    Membership.objects.create(user=nina, office=office, role="leader", since="2020-01-01")

    def act(role):
        return actor_of(nina if role == "nina" else getattr(people, role))

    return SimpleNamespace(**vars(made), people=people, nina=nina, nina_office=office, act=act)
