"""Practice cards and what is taken home, for programs: the same rules, and of two who edit the later begins again."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from web.rights import world as worlds

from potensi.web.visits.models import Practice, TakeHome

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def world(people):
    return worlds.build(people)


@pytest.fixture
def ask(world):
    """Ask the API as somebody."""

    def asked(role, method, path, data=None):
        headers = {"Authorization": f"Bearer {world.token(role)}"} if role else {}
        body = json.dumps(data) if data is not None else ""
        return Client().generic(method, f"/api/v1{path}", body, "application/json", headers=headers)

    return asked


def test_a_card_from_observations_to_the_hosts_answer(world, ask):
    there, today = world.journey, timezone.localdate()
    made = ask("participant", "POST", f"/visits/{there.visit.pk}/practices", {"observations": [there.observation.pk]})
    assert made.status_code == 201
    card = made.json()
    assert (card["state"], card["title"], card["revision"]) == ("draft", "Mal pelayanan", 1)
    assert card["by"] == [{"agency": "Bappeda, Kabupaten Banyuwangi", "names": ["Joko"]}]
    own, new = f"/practices/{card['id']}", {"title": "Satu pintu", "what": "Semua izin.", "revision": 1}
    assert ask("participant", "PUT", own, new).json()["revision"] == 2
    late = ask("organiser", "PUT", own, new | {"what": "Beberapa izin."})
    assert (late.status_code, late.json()["revision"], late.json()["code"]) == (409, 2, "outdated")
    assert late.json()["differences"] == [{"field": "what", "stored": "Semua izin.", "sent": "Beberapa izin."}]
    assert ask("", "GET", own).status_code == 404
    assert ask("participant", "POST", f"{own}/publish").json()["state"] == "published"
    corrected = ask("host", "POST", f"{own}/correct", new | {"revision": 3, "why": "Namanya lain."}).json()
    assert "Bappeda" in corrected["corrected_by"]
    answered = ask("host", "POST", f"{own}/running", {"running": "running", "on": today.isoformat()}).json()
    assert answered["ask_again"] > (today + timedelta(days=170)).isoformat()
    found = ask("", "GET", "/practices?q=satu%20pintu&running=running").json()
    assert [each["id"] for each in found["items"]] == [card["id"]]
    wrong = ask("host", "POST", f"{own}/running", {"running": "running", "on": "2199-01-01"})
    assert (wrong.status_code, wrong.json()["code"]) == (409, "visits_running_day")


def test_observations_of_elsewhere_make_no_card(world, ask):
    before = Practice.objects.count()
    answer = ask("participant", "POST", f"/visits/{world.journey.visit.pk}/practices", {"observations": [10**6]})
    assert (answer.status_code, answer.json()["code"]) == (409, "visits_practice_no_observations")
    assert Practice.objects.count() == before


def test_a_promise_with_what_the_region_has_for_it(world, ask):
    there, today = world.journey, timezone.localdate()
    path = f"/visits/{there.visit.pk}/take-homes"
    said = {"title": "Loket desa", "first_step": "Rapat.", "step_by": today.isoformat(), "step_who": "Camat"}
    said |= {"practice": there.practice.pk, "needs": {"industries": ["A"], "kinds": ["building"]}}
    promise = ask("participant", "POST", path, said).json()
    assert [each["what"] for each in promise["ingredients"]["items"]] == ["industry", "kind"]
    assert (promise["stand"], promise["late_days"], promise["version"]) == ("due", 0, 1)
    for wrong, code in (
        ({"step_by": (today + timedelta(days=15)).isoformat()}, "visits_promise_within"),
        ({"practice": 10**6}, "visits_promise_practice"),
        ({"step_office": 10**6}, "visits_promise_office"),
        ({"needs": {"fields": ["00000"]}}, "visits_promise_needs"),
        ({"step_who": ""}, "visits_promise_who"),
    ):
        answer = ask("participant", "POST", path, said | wrong)
        assert (answer.status_code, answer.json()["code"]) == (409, code)
    own = f"/take-homes/{promise['id']}"
    edited = ask("participant", "PUT", own, {**said, "money": "Nol.", "needs": None, "revision": 1}).json()
    assert edited["ingredients"] == promise["ingredients"]
    late = ask("leader", "PUT", own, {**said, "money": "Satu.", "revision": 1})
    assert (late.status_code, late.json()["differences"][0]["stored"]) == (409, "Nol.")
    assert ask("leader", "POST", f"{own}/step", {"on": today.isoformat()}).json()["stand"] == "stepped"
    closing = {"state": "adopted", "on": today.isoformat(), "outcome": "Jalan."}
    assert ask("leader", "POST", f"{own}/close", closing).json()["stand"] == "adopted"
    assert TakeHome.objects.get(pk=promise["id"]).outcome == "Jalan."
    found = ask("host", "GET", f"/take-homes?visit={there.visit.pk}&stand=late").json()
    assert [each["id"] for each in found["items"]] == [there.take_home.pk]
    assert ask("participant", "GET", "/take-homes?mine=true").json()["count"] == 2
    assert ask("stranger", "GET", "/take-homes").json()["count"] == 0
