"""Data sets for programs: what the pages show, as JSON and files, and writing by token."""

import io

import polars as pl
import pytest
from django.test import Client, override_settings
from web.datasets.made import content, csv, new, panel, upload

from potensi.web.audit.models import AuditRow
from potensi.web.datasets import services
from potensi.web.datasets.models import Version
from potensi.web.people.services import make_token

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
API = "/api/v1/datasets"
ABOUT = {"title": "PDRB Banyuwangi", "region": "3510", "visibility": "public", "source": "BPS"}


@pytest.fixture
def program(people):
    """Return a client that acts for somebody by token."""

    def by_token(role):
        token = make_token(actor=people.actor(role), name="uji")
        return Client(headers={"Authorization": f"Bearer {token}"})

    return by_token


@pytest.fixture
def version(people):
    """A published version."""
    actor = people.actor("analyst")
    draft = services.bring_in(actor=actor, target=new(), content=content())
    return services.publish(actor=actor, version=draft, why="terbit")


def test_everything_on_the_pages_can_be_read(version, client):
    listed = client.get(API).json()
    assert listed["count"] == 1
    assert listed["items"][0] == client.get(f"{API}/pdrb-banyuwangi").json()
    assert listed["items"][0]["current"] == 1
    (only,) = client.get(f"{API}/pdrb-banyuwangi/versions").json()["items"]
    assert only == client.get(f"{API}/pdrb-banyuwangi/versions/1").json()
    assert only["papers"]["unit"] == "miliar rupiah"
    assert only["digest"] == version.digest
    assert only["computation"] == {"state": "waiting", "done": 0, "total": 0}
    figures = client.get(f"{API}/pdrb-banyuwangi/versions/1/figures?limit=5&offset=1").json()
    assert figures["count"] == 27
    assert figures["items"] == panel().frame.slice(1, 5).to_dicts()
    some = client.get(f"{API}/pdrb-banyuwangi/versions/1/figures?region=3510&activity=A&period=2024").json()
    assert some["count"] == 1
    parquet = client.get(f"{API}/pdrb-banyuwangi/versions/1/figures.parquet")
    assert pl.read_parquet(io.BytesIO(parquet.content)).equals(panel().frame)
    assert client.get(f"{API}/pdrb-banyuwangi/versions/1/figures.csv").content.startswith(b"\xef\xbb\xbfregion,")
    assert client.get(f"{API}/pdrb-banyuwangi/versions/1/figures.exe").status_code == 422


def test_a_program_uploads_publishes_and_withdraws(program):
    analyst = program("analyst")
    answer = analyst.post(API, ABOUT | {"file": upload(csv())})
    assert answer.status_code == 201, answer.content
    assert (answer.json()["state"], answer.json()["number"]) == ("draft", 1)
    place = f"{API}/pdrb-banyuwangi/versions"
    published = analyst.post(f"{place}/1/publish", {"why": "terbit"}, content_type="application/json")
    assert (published.status_code, published.json()["state"]) == (200, "published")
    second = analyst.post(place, {"file": upload(csv({("3510", "A", 2024): 5})), "source": "BPS"})
    assert second.json()["number"] == 2
    found = analyst.get(f"{API}/pdrb-banyuwangi/comparison?a=1&b=2").json()
    assert found["counts"] == {"changed": 1}
    assert found["items"][0]["new"] == 5
    assert analyst.delete(f"{place}/2").status_code == 204
    changed = analyst.patch(f"{API}/pdrb-banyuwangi", {"title": "Baru"}, content_type="application/json")
    assert changed.json()["title"] == "Baru"
    gone = analyst.post(f"{place}/1/withdraw", {"why": "keliru"}, content_type="application/json")
    assert gone.json()["current"] is None
    actions = AuditRow.objects.filter(action__startswith="dataset.").order_by("pk").values_list("action", flat=True)
    assert [action.removeprefix("dataset.") for action in actions] == [
        "brought_in", "published", "brought_in", "discarded", "edited", "withdrawn"
    ]  # fmt: skip


def test_a_refused_file_comes_back_with_every_problem(program, folders):
    before = folders()
    bad = csv({("3510", "A", 2024): "abc", ("3511", "C", 2023): -5})
    analyst = program("analyst")
    for place, status in ((f"{API}/check", 200), (API, 422)):
        answer = analyst.post(f"{place}?lang=id", ABOUT | {"file": upload(bad)})
        assert answer.status_code == status
        problems = answer.json()["problems"]
        assert [(each["code"], each["cell"]) for each in problems] == [
            ("text_in_figure", "D13"),
            ("negative_value", "D24"),
        ]
        assert problems[0]["message"] == 'Isi "abc" bukan angka.'
    report = analyst.post(f"{API}/check", {"file": upload(csv())}).json()
    assert report["usable"]
    assert report["understood"]["regions"] == 3
    assert not Version.objects.exists()
    assert folders() == before


def test_what_does_not_fit_the_file_is_said(program):
    analyst = program("analyst")
    answer = analyst.post(f"{API}/check", {"file": upload(csv()), "sheet": "X"})
    assert (answer.status_code, answer.json()["code"]) == (422, "unknown_sheet")
    assert analyst.post(f"{API}/check", {"file": upload(csv()), "price": "murah"}).status_code == 422
    answer = analyst.post(API, ABOUT | {"source": "", "file": upload(csv())})
    assert (answer.status_code, answer.json()["code"]) == (409, "datasets_source_needed")
    assert analyst.post(API, ABOUT | {"region": "9999", "file": upload(csv())}).status_code == 404


@override_settings(UPLOAD_LIMIT_MB=1)
def test_a_file_beyond_the_bound_is_refused(program):
    analyst = program("analyst")
    for content_ in (csv() + b"#" * 1_100_000, csv() + b"#" * 2_000_000):
        answer = analyst.post(f"{API}/check", {"file": upload(content_)})
        assert answer.status_code == 413
        assert answer["Content-Type"] == "application/problem+json"
        assert "1 MB" in answer.json()["detail"]


def test_others_data_are_not_there(people, program, client):
    actor = people.actor("analyst")
    draft = services.bring_in(actor=actor, target=new(visibility="region"), content=content())
    services.publish(actor=actor, version=draft, why="terbit")
    places = ("", "/versions", "/versions/1", "/versions/1/figures", "/versions/1/figures.csv", "/comparison?a=1&b=1")
    for place in places:
        for reader in (client, program("stranger")):
            assert reader.get(f"{API}/pdrb-banyuwangi{place}").status_code == 404, place
        assert program("participant").get(f"{API}/pdrb-banyuwangi{place}").status_code == 200, place
    assert client.get(API).json()["items"] == []


def test_who_may_only_read_writes_nothing(version, program, client):
    place = f"{API}/pdrb-banyuwangi/versions"
    reader = program("participant")
    rows = AuditRow.objects.count()
    calls = (
        ("post", API, ABOUT | {"file": upload(csv())}, {}),
        ("post", place, {"file": upload(csv())}, {}),
        ("post", f"{place}/1/withdraw", {"why": "x"}, {"content_type": "application/json"}),
        ("patch", f"{API}/pdrb-banyuwangi", {"title": "x"}, {"content_type": "application/json"}),
        ("delete", f"{place}/1", None, {}),
    )
    for method, address, body, how in calls:
        assert getattr(reader, method)(address, body, **how).status_code == 403, address
        assert getattr(client, method)(address, body, **how).status_code == 401, address
    assert AuditRow.objects.count() == rows
