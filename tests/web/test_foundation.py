"""The ground that every page stands on: who acts, the service decorator, refusals as pages."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from potensi.web.actor import ADMINISTRATOR, ANALYST, NOBODY
from potensi.web.audit.models import AuditRow
from potensi.web.audit.services import SERVICES, Change, service
from potensi.web.people.models import Membership, Office, Region
from potensi.web.people.queries import actor_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_every_region_of_the_lists_is_a_row():
    assert Region.objects.get(pk="3510").parent_id == "3500"
    assert Region.objects.get(pk="3500").parent_id == "0000"
    assert Region.objects.filter(parent="3500").count() == 38


def test_rights_derive_from_memberships_held_today(people):
    actor = people.actor("analyst")
    assert actor.has({ANALYST}, "3510")
    assert not actor.has({ANALYST}, "3511")
    assert not actor.has({ADMINISTRATOR}, "3510")
    Membership.objects.filter(user=people.analyst).update(until=timezone.localdate() - timedelta(days=1))
    assert not people.actor("analyst").has({ANALYST}, "3510")


def test_an_administrator_of_a_province_administers_its_regencies(people):
    actor = people.actor("administrator")
    assert actor.has({ADMINISTRATOR}, "3510")
    assert not actor.has({ANALYST}, "3510")
    assert not actor.has({ADMINISTRATOR}, "3300")
    assert not people.actor("local_administrator").has({ADMINISTRATOR}, "3500")


def test_an_inactive_account_is_nobody(people):
    people.analyst.is_active = False
    assert actor_of(people.analyst) is NOBODY


def test_a_service_writes_one_audit_row_or_nothing(people):
    @service("test.renamed")
    def rename(*, actor, office, title, why=""):
        before = {"title": office.title}
        office.title = title
        office.save()
        if not title:
            raise ValueError("no title")
        return Change(office, target=office, region=office.agency.region_id, before=before, after={"title": title})

    try:
        office = Office.objects.get(title="Kepala Bappeda")
        assert rename(actor=people.actor("leader"), office=office, title="Kepala Badan", why="perda baru") == office
        row = AuditRow.objects.get()
        assert (row.user, row.action, row.region, row.why) == (people.leader, "test.renamed", "3510", "perda baru")
        assert row.office == "Kepala Badan, Bappeda 3510" or row.office == "Kepala Bappeda, Bappeda 3510"
        assert row.changed == [("title", "Kepala Bappeda", "Kepala Badan")]
        with pytest.raises(ValueError, match="no title"):
            rename(actor=people.actor("leader"), office=office, title="")
        assert AuditRow.objects.count() == 1
        assert Office.objects.get(pk=office.pk).title == "Kepala Badan"
    finally:
        del SERVICES["test.renamed"]


def test_a_membership_cannot_end_before_it_began(people):
    from django.db import IntegrityError, transaction

    row = Membership.objects.get(user=people.analyst)
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.filter(pk=row.pk).update(until=date(2019, 1, 1))


def test_what_is_not_there_is_a_page_with_a_sentence(client):
    answer = client.get("/tidak-ada/")
    assert answer.status_code == 404
    assert "Alamat ini tidak ada" in answer.content.decode()
    assert answer["Content-Security-Policy"].startswith("default-src 'none'")
    assert "does not exist" in client.get("/en/nothing/").content.decode()


def test_a_fault_met_outside_any_view_has_its_sentence_too(client, people, monkeypatch):
    from django.contrib.sessions.backends.db import SessionStore
    from django.db import OperationalError

    client.force_login(people.analyst, backend="django.contrib.auth.backends.ModelBackend")
    client.raise_request_exception = False

    def locked(*_):
        raise OperationalError("database is locked")

    monkeypatch.setattr(SessionStore, "load", locked)
    answer = client.get("/orang/saya/")
    assert answer.status_code == 503
    assert "Basis data sedang sibuk" in answer.content.decode()


def test_a_host_that_is_not_ours_is_refused_in_a_sentence(client, settings):
    settings.ALLOWED_HOSTS = ["localhost"]
    answer = client.get("/", headers={"host": "evil.example"})
    assert answer.status_code == 400
    assert "evil.example" not in answer.content.decode()
