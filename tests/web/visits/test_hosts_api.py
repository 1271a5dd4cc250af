"""Hosts, attendance and certificates for programs."""

import json

import pytest
from django.test import Client
from django.utils import timezone
from web.rights import world as worlds

from potensi.web.visits.models import Attendance, Certificate, Slot, Stop, Visit

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def world(people):
    return worlds.build(people)


@pytest.fixture
def ask(world):
    """Ask for something as somebody; return the status and what was answered."""

    def call(role, path, data=None, method=""):
        headers = {"Authorization": f"Bearer {world.token(role)}"} if role else {}
        body = "" if data is None else json.dumps(data)
        how = method or ("GET" if data is None else "POST")
        answer = Client().generic(how, f"/api/v1{path}", body, "application/json", headers=headers)
        return answer.status_code, json.loads(answer.content) if answer.content else None

    return call


def test_several_times_are_given_all_or_none(world, ask):
    path = f"/hosts/{world.journey.host.pk}/times"
    good = {"starts": "2025-10-06T09:00:00+07:00", "ends": "2025-10-06T11:00:00+07:00"}
    before = Slot.objects.count()
    status, answer = ask("host", path, {"times": [good, good | {"ends": "2025-10-06T08:00:00+07:00"}], "places": 9})
    assert status == 409
    assert "selesai sebelum mulai" in answer["detail"]
    assert Slot.objects.count() == before
    status, answer = ask("host", path, {"times": [good, good], "places": 9})
    assert (status, len(answer["items"]), answer["left_out"]) == (201, 1, 1)
    status, answer = ask("", path)
    assert [each["taken"] for each in answer["items"]] == [True, False, False]


def test_a_visit_is_answered_once(world, ask):
    held = world.journey.visit
    days = {"starts": held.starts, "ends": held.ends}
    visit = Visit.objects.create(cohort=held.cohort, host_region=held.host_region, **days)
    assert ask("host", f"/visits/{visit.pk}/answer", {"accept": False})[0] == 409
    assert ask("host", f"/visits/{visit.pk}/answer", {"accept": True}) == (200, {"id": visit.pk, "state": "confirmed"})
    assert ask("host", f"/visits/{visit.pk}/answer", {"accept": True})[0] == 409


def test_who_scanned_is_present_and_told_so_the_second_time(world, ask):
    stop = Stop.objects.create(visit=world.journey.visit, title="Kini", starts=timezone.now(), place="Kota")
    status, answer = ask("participant", "/attendance", {"secret": stop.secret})
    assert (status, answer["stop"]) == (201, stop.pk)
    status, answer = ask("participant", "/attendance", {"secret": stop.secret})
    assert status == 409
    assert "sudah tercatat" in answer["detail"]
    assert ask("participant", "/attendance", {"secret": "tidak-ada"})[0] == 404
    assert Attendance.objects.filter(stop=stop).count() == 1


def test_the_list_is_kept_and_corrected_with_a_reason(world, ask):
    path, journey = f"/stops/{world.journey.stop.pk}/attendance", world.journey
    correction = {"present": [journey.guest.pk], "absent": [journey.participant.pk]}
    assert ask("organiser", path, correction)[0] == 409
    assert ask("organiser", path, correction | {"why": "Keliru."}) == (200, {"added": 1, "removed": 1})
    _, answer = ask("organiser", path)
    assert {row["name"]: row["present"] for row in answer["items"]} == {
        world.people.participant.name: False,
        "Nia": True,
    }
    assert answer["present"] == 1


def test_a_participant_is_told_their_own_hours_and_the_organiser_everybodys(world, ask):
    path = f"/cohorts/{world.journey.cohort.pk}/hours"
    own, every = ask("participant", path)[1]["items"], ask("organiser", path)[1]["items"]
    assert [row["participant"] for row in own] == [world.journey.participant.pk]
    assert {row["participant"]: (row["attended"], row["offered"], row["needed"]) for row in every} == {
        world.journey.participant.pk: (2.0, 2.0, 1.6),
        world.journey.guest.pk: (0.0, 2.0, 1.6),
    }


def test_certificates_are_issued_once_and_verified_by_anybody(world, ask):
    path = f"/cohorts/{world.journey.cohort.pk}/certificates"
    (number,) = ask("organiser", path, {})[1]["new"]
    assert ask("organiser", path, {})[1]["new"] == []
    assert Certificate.objects.count() == 1
    status, answer = ask("", f"/certificates/{number}")
    assert status == 200
    assert set(answer) == {"number", "name", "hours", "of_hours", "programme", "cohort"}
    assert (answer["name"], answer["hours"]) == (world.people.participant.name, 2.0)
