"""Assets for programs: what is found, entered, refused with every reason, changed from its revision, imported."""

import pytest
from web.assets.making import ROWS, csv_file, enter

from potensi.web.assets.models import Asset

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
NEW = {"name": "Gudang kopi tua", "region": "3510", "kind": "building", "lat": -8.2191, "lon": 114.3691}
JSON = "application/json"


def test_reading_needs_no_account(client, people):
    actor = people.actor("participant")
    asset = enter(actor, business_field="10761", creative_subsector="culinary", lat=-8.2, lon=114.3)
    enter(actor, "Lahan", kind="place", visibility="region")
    enter(people.actor("stranger"), "Stasiun", "3511")
    one = client.get(f"/api/v1/assets/{asset.pk}?lang=en").json()
    assert (one["region_name"], one["business_field_name"], one["creative_subsector_name"]) == (
        "Banyuwangi Regency", "Industri Pengolahan Kopi", "Culinary",
    )  # fmt: skip
    assert client.get("/api/v1/assets").json()["count"] == 2
    assert [each["name"] for each in client.get("/api/v1/assets?region=3511").json()["items"]] == ["Stasiun"]
    second = client.get("/api/v1/assets?limit=1&offset=1").json()
    assert (second["count"], [each["name"] for each in second["items"]]) == (2, ["Stasiun"])
    for code in ("3510", "35.10", "Banyuwangi"):
        assert client.get(f"/api/v1/regions/{code}/assets").json()["count"] == 1
    assert client.get("/api/v1/regions/atlantis/assets").status_code == 404
    table = client.get("/api/v1/assets.csv?kind=building&region=3510").content.decode("utf-8-sig")
    assert "Gudang kopi tua" in table
    assert "Stasiun" not in table


def test_entering_and_every_reason_at_once(people, signed_in):
    client = signed_in(people.participant)
    made = client.post("/api/v1/assets", NEW, JSON)
    assert (made.status_code, made.json()["lat"], made.json()["revision"]) == (201, -8.2191, 1)
    wrong = NEW | {
        "name": "…",
        "kind": "candi",
        "lat": 114.3,
        "lon": -8.2,
        "seen": "2999-01-01",
        "business_field": "kopi",
    }
    answer = client.post("/api/v1/assets", wrong, JSON)
    assert answer.status_code == 422
    found = {problem["code"] for problem in answer.json()["problems"]}
    assert found == {"no_words", "not_offered", "swapped", "seen", "field_near"}
    assert client.post("/api/v1/assets", NEW, JSON).status_code == 409
    assert client.post("/api/v1/assets", NEW | {"region": "3511"}, JSON).status_code == 403
    assert Asset.objects.count() == 1


def test_editing_from_an_older_revision_is_refused(people, signed_in):
    client, asset = signed_in(people.participant), enter(people.actor("participant"))
    body = {"name": asset.name, "kind": "building", "condition": "idle", "revision": 1}
    edited = client.put(f"/api/v1/assets/{asset.pk}", body, JSON).json()
    assert (edited["condition"], edited["revision"]) == ("idle", 2)
    late = client.put(f"/api/v1/assets/{asset.pk}", body | {"condition": "good"}, JSON)
    assert (late.status_code, late.json()["code"]) == (409, "outdated")
    gone = client.post(f"/api/v1/assets/{asset.pk}/withdraw", {"why": "Dibongkar."}, JSON).json()
    assert gone["withdrawn"]
    assert client.post(f"/api/v1/assets/{asset.pk}/withdraw", {"why": "Lagi."}, JSON).status_code == 409
    assert client.post(f"/api/v1/assets/{asset.pk}/restore").json()["withdrawn"] is None


def test_an_import_says_first_what_it_would_do(people, signed_in):
    client = signed_in(people.participant)
    looked = client.post("/api/v1/assets/import", {"file": csv_file()}).json()
    assert (looked["saved"], looked["entered"], Asset.objects.count()) == (False, 3, 0)
    saved = client.post("/api/v1/assets/import", {"file": csv_file(), "save": "true"}).json()
    assert (saved["saved"], saved["entered"]) == (True, 3)
    again = client.post("/api/v1/assets/import", {"file": csv_file(), "save": "true"}).json()
    assert (again["entered"], again["changed"], again["same"], Asset.objects.count()) == (0, 0, 3, 3)
    bad = client.post("/api/v1/assets/import", {"file": csv_file([["3510", "", "candi", *ROWS[0][3:]]])})
    assert [problem["cell"] for problem in bad.json()["problems"]] == ["B2", "C2"]
