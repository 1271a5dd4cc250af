"""A program brings an idea from the first sentence to running, and is told why it may not."""

import hashlib
import json

import pytest
from django.test import Client
from web.ideas.making import TEXTS

from potensi.web.ideas.models import CRITERIA, Idea
from potensi.web.people.models import ApiToken, Office

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def call(there):
    """Call an operation as somebody: ``call("analyst", "POST", "/ideas", {...})`` gives status and answer."""

    def do(role, method, path, body=None):
        user, token = there.nina if role == "nina" else getattr(there.people, role), f"token-of-{role}"
        digest = hashlib.sha256(token.encode()).hexdigest()
        ApiToken.objects.get_or_create(user=user, name=role, digest=digest)
        headers = {"Authorization": f"Bearer {token}", "Accept-Language": "en"}
        sent = json.dumps(body if body is not None else {})
        answer = Client().generic(method, f"/api/v1{path}", sent, "application/json", headers=headers)
        return answer.status_code, answer.json()

    return do


def test_from_the_first_sentence_to_running(there, call):
    status, made = call("analyst", "POST", "/ideas", TEXTS | {"agency": there.agency.pk})
    assert status == 201
    at = f"/ideas/{made['id']}"
    assert {each["code"] for each in made["missing"]} == {"owner", "team", "agreement"}
    assert call("analyst", "POST", f"{at}/bases", {"asset": there.asset.pk})[0] == 200
    assert call("analyst", "POST", f"{at}/contributions/{there.partner.pk}/ask", {"wish": "Tempat."})[0] == 200
    assert call("nina", "PUT", f"{at}/contributions/{there.partner.pk}", {"what": "Tempat.", "revision": 1})[0] == 200
    assert call("analyst", "PUT", f"{at}/contributions/{there.agency.pk}", {"what": "Dua orang."})[0] == 200
    for stage in ("examined", "designed"):
        assert call("analyst", "POST", f"{at}/stage", {"stage": stage})[0] == 200
    status, refused = call("analyst", "POST", f"{at}/stage", {"stage": "running"})
    assert (status, "cannot run yet" in refused["detail"]) == (409, True)
    head = Office.objects.get(memberships__user=there.people.leader)
    assert call("analyst", "PUT", f"{at}/owner", {"office": head.pk})[0] == 200
    status, asked = call("analyst", "POST", f"{at}/agreements/{there.agency.pk}/ask")
    assert (status, [each["kind"] for each in asked["waiting"]]) == (200, ["agreement"])
    assert call("leader", "PUT", f"{at}/agreements/{there.agency.pk}", {"agreed": True})[0] == 200
    status, running = call("analyst", "POST", f"{at}/stage", {"stage": "running"})
    assert (status, running["stage"], running["missing"], running["waiting"]) == (200, "running", [], [])


def test_who_edits_on_an_old_revision_is_told_so_and_nothing_is_lost(there, call):
    at = f"/ideas/{there.idea.pk}"
    assert call("analyst", "PUT", at, TEXTS | {"revision": 1})[0] == 200
    status, told = call("participant", "PUT", at, TEXTS | {"title": "Lain", "revision": 1})
    assert (status, [each["stored"] for each in told["differences"]]) == (409, [TEXTS["title"]])
    assert Idea.objects.get(pk=there.idea.pk).title == TEXTS["title"]


def test_a_judgement_out_of_range_is_refused_and_a_right_one_is_told_with_its_spread(there, call):
    at = f"/ideas/{there.idea.pk}/review"
    assert call("stranger", "PUT", at, {"scores": dict.fromkeys(CRITERIA, 6)})[0] == 409
    status, told = call("stranger", "PUT", at, {"scores": dict.fromkeys(CRITERIA, 4)})
    assert status == 200
    assert told["scores"]["given"] == 1
    assert {each["name"]: each["median"] for each in told["scores"]["spread"]} == dict.fromkeys(
        (*CRITERIA, "overall"), 4
    )
    assert call("stranger", "POST", f"{at}/decline", {"why": "Saudara pengusul."})[1]["scores"]["spread"] == []


def test_the_list_is_cut_in_parts_and_tells_what_each_waits_for(there, call):
    status, found = call("leader", "GET", "/ideas?limit=1&waiting=true")
    assert (status, found["count"]) == (200, 1)
    assert {each["kind"] for each in found["items"][0]["waiting"]} == {"contribution", "agreement", "review"}
    assert call("visitor", "GET", "/ideas")[1]["count"] == 1
    assert call("leader", "GET", "/ideas/similar?title=Kedai+gudang")[1][0]["idea"] == there.idea.pk
