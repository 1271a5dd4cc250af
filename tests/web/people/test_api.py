"""People for programs: by token, one's regions alone, no personal number, two writes."""

import pytest
from django.test import Client
from django.utils import timezone

from potensi.web.audit.models import AuditRow
from potensi.web.people import queries, services
from potensi.web.people.models import Agency, ApiToken, Membership, User

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases, pytest.mark.urls("web.people.api_urls")]


@pytest.fixture
def by_token(people):
    """Return a client that acts as the person in a role, by a token of theirs."""

    def client(role: str) -> Client:
        text = services.make_token(actor=people.actor(role), name="uji")
        return Client(headers={"Authorization": f"Bearer {text}"})

    return client


def key(kind: str, people) -> int:
    office = Membership.objects.get(user=people.host).office
    return office.pk if kind == "offices" else office.agency_id


def test_a_token_says_who_one_is_and_is_noted_as_used(people, by_token):
    found = by_token("analyst").get("/api/p/me").json()
    assert (found["name"], found["regions"]) == ("Sari", ["3510"])
    assert [held["role"] for held in found["offices"]] == ["analyst"]
    assert ApiToken.objects.get().last_used is not None
    assert Client().get("/api/p/me").status_code == 401


def test_agencies_and_todays_holders_of_ones_regions_by_name_alone(people, by_token):
    User.objects.update(nip="198703152010011012", nik="3510014503870002", phone="081234567890")
    client = by_token("participant")
    listed = client.get("/api/p/agencies").json()
    assert [agency["region"] for agency in listed["items"]] == ["3510"]
    whole = client.get(f"/api/p/agencies/{key('agencies', people)}")
    names = {holder["name"] for office in whole.json()["offices"] for holder in office["holders"]}
    assert {"Sari", "Budi", "Lestari"} <= names
    office = client.get(f"/api/p/offices/{key('offices', people)}")
    assert [holder["name"] for holder in office.json()["holders"]] == ["Lestari"]
    for answer in (whole, office):
        for personal in ("@", "198703152010011012", "1987", "081234567890", "3510014503870002"):
            assert personal not in answer.content.decode()


@pytest.mark.parametrize("role", ["stranger"])
def test_another_regions_are_not_there(people, by_token, role):
    client = by_token(role)
    for kind in ("agencies", "offices"):
        assert client.get(f"/api/p/{kind}/{key(kind, people)}").status_code == 404
    body = {"email": "tamu@example.id", "since": "2026-01-01", "why": "x"}
    answer = client.post(f"/api/p/offices/{key('offices', people)}/hand-over", body, content_type="application/json")
    assert answer.status_code == 404


def test_accounts_without_an_office_and_nobody_get_nothing(people, signed_in):
    for client, status in ((Client(), 401), (signed_in(people.visitor), 403)):
        assert client.get("/api/p/agencies").status_code == status
        assert client.get(f"/api/p/agencies/{key('agencies', people)}").status_code == 404


def test_an_office_is_handed_over_by_token(people, by_token):
    place, today = f"/api/p/offices/{key('offices', people)}/hand-over", timezone.localdate().isoformat()
    body = {"email": "tamu@example.id", "since": today, "why": "SK 7"}
    assert by_token("participant").post(place, body, content_type="application/json").status_code == 403
    client = by_token("local_administrator")
    wrong = client.post(place, body | {"email": "tidak@example.id"}, content_type="application/json")
    assert wrong.status_code == 409
    for day in ("0001-01-01", "9999-12-31"):
        assert client.post(place, body | {"since": day}, content_type="application/json").status_code == 409
    assert client.post(place, body | {"since": "kemarin"}, content_type="application/json").status_code == 422
    done = client.post(place, body, content_type="application/json")
    assert [holder["name"] for holder in done.json()["holders"]] == ["Tamu"]
    assert queries.actor_of(people.visitor).held
    row = AuditRow.objects.get(action="people.office_handed_over")
    assert (row.user, row.why) == (people.local_administrator, "SK 7")


def test_an_agency_is_renamed_by_token(people, by_token):
    place = f"/api/p/agencies/{key('agencies', people)}/rename"
    body = {"name": "Bapperida", "since": "2026-01-01", "why": "Perda 3"}
    assert by_token("leader").post(place, body, content_type="application/json").status_code == 403
    done = by_token("local_administrator").post(place, body, content_type="application/json").json()
    assert (done["name"], done["former_names"]) == ("Bapperida", [{"name": "Bappeda 3510", "until": "2025-12-31"}])
    assert Agency.objects.get(region="3510").name == "Bapperida"
