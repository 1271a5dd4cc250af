"""Hosts: the kit written once, several times given at once, the calendar, answers, who adopted what."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse
from django.utils import timezone
from web.rights import world as worlds

from potensi.web.audit.models import AuditRow
from potensi.web.people.queries import actor_of
from potensi.web.refused import Forbidden, Invalid
from potensi.web.visits.models import Host, Slot, TakeHome, Visit
from potensi.web.visits.queries import hosts as queries
from potensi.web.visits.services import hosts as services
from potensi.web.visits.services.hosts import Kit, Time

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

PHONE = "0812-3450-0077"


@pytest.fixture
def world(people):
    return worlds.build(people)


@pytest.fixture
def host(world):
    return world.journey.host


@pytest.fixture
def own(world):
    return actor_of(world.people.host)


def time(day, begins=2, ends=4):
    return Time(datetime(2025, 10, day, begins, tzinfo=UTC), datetime(2025, 10, day, ends, tzinfo=UTC))


def planned(world):
    held = world.journey.visit
    days = {"starts": held.starts, "ends": held.ends, "slot": world.journey.free_slot}
    return Visit.objects.create(cohort=held.cohort, host_region=held.host_region, host=held.host, **days)


def text(answer):
    return answer.content.decode()


def test_the_kit_of_a_host_is_that_of_every_visit(world, own, host, signed_in):
    services.edit_host(actor=own, host=host, revision=1, kit=Kit(welcome="Mari datang ke loket."))
    assert "Mari datang ke loket." in text(
        signed_in(world.people.participant).get(reverse("visits:host", args=[host.pk]))
    )
    assert Visit.objects.get(pk=world.journey.visit.pk).host.welcome == "Mari datang ke loket."


def test_the_later_of_two_editors_is_shown_the_difference_and_saves_on_top(world, host, signed_in):
    address = reverse("visits:host_edit", args=[host.pk])
    first, second = signed_in(world.people.host), signed_in(world.people.leader)
    sent = {"welcome": "Selamat datang di kota.", "open": "on", "revision": 1}
    assert first.post(address, sent).status_code == 302
    answer = second.post(address, sent | {"welcome": "Selamat datang di kabupaten."})
    assert answer.status_code == 409
    shown = text(answer)
    assert "<del>kota.</del>" in shown
    assert "<ins>kabupaten.</ins>" in shown
    assert 'name="revision" value="2"' in shown
    assert Host.objects.get(pk=host.pk).welcome == "Selamat datang di kota."
    assert second.post(address, sent | {"welcome": "Selamat datang semua.", "revision": 2}).status_code == 302
    kept = [row.after["welcome"] for row in AuditRow.objects.filter(action="host.edited").order_by("pk")]
    assert kept == ["Selamat datang di kota.", "Selamat datang semua."]


def test_whom_to_call_is_told_to_visitors_and_never_to_the_public_or_the_audit(world, own, host, client, signed_in):
    services.edit_host(actor=own, host=host, revision=1, kit=Kit(contact=f"Lestari, {PHONE}"))
    address = reverse("visits:host", args=[host.pk])
    told = {
        "nobody": PHONE in text(client.get(address)),
        "stranger": PHONE in text(signed_in(world.people.stranger).get(address)),
        "participant": PHONE in text(signed_in(world.people.participant).get(address)),
        "organiser": PHONE in text(signed_in(world.people.organiser).get(address)),
        "api": PHONE in text(client.get(f"/api/v1/hosts/{host.pk}")),
    }
    assert told == {"nobody": False, "stranger": False, "participant": True, "organiser": True, "api": False}
    row = AuditRow.objects.get(action="host.edited")
    assert PHONE not in f"{row.before}{row.after}"
    assert row.after["contact_changed"] is True


def test_a_host_that_is_closed_is_seen_by_its_own_region_alone(world, own, host, client, signed_in):
    services.edit_host(actor=own, host=host, revision=1, kit=Kit(open=False))
    address = reverse("visits:host", args=[host.pk])
    assert client.get(address).status_code == 404
    assert signed_in(world.people.host).get(address).status_code == 200
    assert host.agency.name not in text(client.get(reverse("visits:hosts")))


def test_an_agency_becomes_a_host_once_and_only_by_its_own_region(world, own):
    agency = world.journey.partner
    with pytest.raises(Forbidden):
        services.make_host(actor=actor_of(world.people.stranger), agency=agency, kit=Kit())
    services.make_host(actor=own, agency=agency, kit=Kit(welcome="Mari."))
    with pytest.raises(Invalid) as refused:
        services.make_host(actor=own, agency=agency, kit=Kit())
    assert refused.value.reason == "visits_host_already"


def test_the_office_that_makes_a_host_of_its_own_agency_answers_for_it(world, own, host):
    Visit.objects.update(host=None, slot=None)
    host.delete()
    made = services.make_host(actor=own, agency=world.journey.agency, kit=Kit())
    assert made.office_id == own.held[0].office


def test_several_times_are_given_at_once_on_the_days_of_the_week_that_are_ticked(world, host, signed_in):
    sent = {"first": "2025-10-01", "last": "2025-10-31", "weekdays": ["0", "2"], "begins": "09.00", "until": "11:00"}
    address = reverse("visits:slots_new", args=[host.pk])
    answer = signed_in(world.people.host).post(address, sent | {"places": 40, "note": "  Pagi "})
    assert answer["Location"].endswith("?bulan=2025-10")
    made = Slot.objects.filter(host=host, starts__year=2025, starts__month=10)
    local = [timezone.localtime(slot.starts) for slot in made]
    assert {each.weekday() for each in local} == {0, 2}
    assert len(local) == 4 + 5
    assert {(each.hour, each.minute) for each in local} == {(9, 0)}
    assert {(slot.places, slot.note) for slot in made} == {(40, "Pagi")}


@pytest.mark.parametrize(
    ("field", "sent"),
    [
        ("last", {"last": "2025-09-30"}),
        ("last", {"last": "2027-01-01"}),
        ("weekdays", {"last": "2025-10-02", "weekdays": ["6"]}),
        ("until", {"until": "09:00"}),
        ("places", {"places": 0}),
    ],
)
def test_times_that_cannot_be_are_refused_beside_their_field(world, host, signed_in, field, sent):
    good = {"first": "2025-10-01", "last": "2025-10-31", "begins": "09:00", "until": "11:00", "places": 40}
    answer = signed_in(world.people.host).post(reverse("visits:slots_new", args=[host.pk]), good | sent)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert not Slot.objects.filter(starts__gt=datetime(2025, 9, 30, tzinfo=UTC)).exists()


def test_a_time_that_overlaps_is_left_out_and_said(own, host):
    services.make_slots(actor=own, host=host, times=[time(6)], places=10)
    given = services.make_slots(actor=own, host=host, times=[time(6, 3, 5), time(7)], places=10)
    assert (len(given.slots), given.left_out) == (1, 1)
    with pytest.raises(Invalid) as refused:
        services.make_slots(actor=own, host=host, times=[time(7, 3, 5)], places=10)
    assert refused.value.reason == "visits_slot_overlaps"
    # One that begins when the other ends shares no moment with it.
    assert len(services.make_slots(actor=own, host=host, times=[time(7, 4, 5)], places=10).slots) == 1


def test_a_slot_is_not_larger_than_its_host(own, host):
    services.edit_host(actor=own, host=host, revision=1, kit=Kit(largest=50))
    with pytest.raises(Invalid) as refused:
        services.make_slots(actor=own, host=host, times=[time(6)], places=51)
    assert refused.value.reason == "visits_slot_larger_than_host"
    assert not Slot.objects.filter(starts=time(6).starts).exists()


def test_a_taken_slot_is_neither_changed_nor_removed(world, own):
    taken = world.journey.slot
    for refused in (
        lambda: services.change_slot(actor=own, slot=taken, time=time(6), places=5),
        lambda: services.remove_slot(actor=own, slot=taken),
    ):
        with pytest.raises(Invalid) as error:
            refused()
        assert error.value.reason == "visits_slot_in_use"
    services.remove_slot(actor=own, slot=world.journey.free_slot)
    assert list(Slot.objects.values_list("pk", flat=True)) == [taken.pk]


def test_the_calendar_shows_by_which_visit_a_time_is_taken_to_whoever_may_see_the_visit(world, host, client, signed_in):
    address = reverse("visits:calendar", args=[host.pk]) + "?bulan=2025-09"
    assert world.journey.cohort.name in text(client.get(address))
    type(world.journey.programme).objects.update(public=False)
    shown = text(client.get(address))
    assert world.journey.cohort.name not in shown
    assert "terisi" in shown
    assert world.journey.cohort.name in text(signed_in(world.people.host).get(address))


def test_a_month_has_all_its_days_and_the_slots_of_local_days(own, host):
    late = Time(datetime(2025, 9, 30, 17, 30, tzinfo=UTC), datetime(2025, 9, 30, 18, tzinfo=UTC))
    services.make_slots(actor=own, host=host, times=[late], places=10)
    october = queries.month_of(own, host, date(2025, 10, 1))
    assert len(october.days) == 31
    assert [len(day.slots) for day in october.days[:2]] == [1, 0]
    assert len(october.blanks) == 2, "the first of October 2025 was a Wednesday"
    assert (october.before, october.after) == (date(2025, 9, 1), date(2025, 11, 1))


@pytest.mark.parametrize(
    "asked", ["", "2025-13", "2025-00", "25-01", "9999-01", "²025-01", "2025-1", "x", "2025-01-01"]
)
def test_a_month_that_is_none_is_this_month(asked):
    assert queries.month_asked(asked) == timezone.localdate().replace(day=1)


def test_a_host_confirms_and_the_slot_stays(world, own):
    visit = planned(world)
    answered = services.answer_visit(actor=own, visit=visit, accept=True)
    assert (answered.state, answered.slot_id, answered.revision) == ("confirmed", world.journey.free_slot.pk, 2)
    with pytest.raises(Invalid) as refused:
        services.answer_visit(actor=own, visit=visit, accept=False, why="Terlambat.")
    assert refused.value.reason == "visits_already_answered"


def test_a_host_is_told_how_many_come_without_those_who_dropped_out(world, signed_in):
    visit = planned(world)
    client, address = signed_in(world.people.host), reverse("visits:answer", args=[visit.pk])
    assert "2 orang" in text(client.get(address))
    assert "2 orang" in text(client.get(reverse("visits:host", args=[visit.host_id])))
    type(world.journey.guest).objects.filter(pk=world.journey.guest.pk).update(left=timezone.localdate())
    assert "1 orang" in text(client.get(address))
    type(world.journey.guest).objects.update(left=timezone.localdate())
    assert "0 orang" in text(client.get(address))


def test_declined_with_a_reason_the_time_is_free_again(world, own, host, signed_in):
    visit = planned(world)
    client, address = signed_in(world.people.host), reverse("visits:answer", args=[visit.pk])
    assert client.post(address, {"answer": "decline", "why": " "}).status_code == 422
    assert Visit.objects.get(pk=visit.pk).state == "planned"
    assert client.post(address, {"answer": "decline", "why": "Ada acara."}).status_code == 302
    stored = Visit.objects.get(pk=visit.pk)
    assert (stored.state, stored.slot) == ("cancelled", None)
    assert world.journey.free_slot in host.slots.filter(visit__isnull=True)
    assert AuditRow.objects.get(action="visit.answered").why == "Ada acara."


def test_who_adopted_what_counts_every_promise_and_names_those_one_may_see(world, host):
    promise = world.journey.take_home
    common = {
        "participant": promise.participant,
        "visit": promise.visit,
        "first_step": "Rapat.",
        "step_by": date(2025, 9, 29),
    }
    closed = {"state": "adopted", "closed": date(2025, 12, 1)}
    TakeHome.objects.create(region_id="3511", practice=promise.practice, title="Loket desa", **common, **closed)
    TakeHome.objects.create(region_id="3511", practice=world.journey.draft, title="Festival", **common)
    stranger, participant = actor_of(world.people.stranger), actor_of(world.people.participant)
    found = queries.adopted(participant, host)
    rows = {row.practice and row.practice.title: row.counts for row in found.practices}
    assert rows["Satu loket"] == {"open": 1, "adopted": 1, "dropped": 0}
    assert rows["Festival desa"] == {"open": 1, "adopted": 0, "dropped": 0}
    assert (len(found.shown), found.withheld) == (3, 0)
    # Bondowoso's analyst sees Bondowoso's promises, and no draft: it is counted without its name.
    found = queries.adopted(stranger, host)
    rows = {row.practice and row.practice.title: row.counts for row in found.practices}
    assert rows == {
        "Satu loket": {"open": 1, "adopted": 1, "dropped": 0},
        None: {"open": 1, "adopted": 0, "dropped": 0},
    }
    assert ({each.title for each in found.shown}, found.withheld) == ({"Loket desa", "Festival"}, 1)


def test_a_promise_tells_no_draft_card_to_who_may_not_read_it(world, host, signed_in):
    promise = world.journey.take_home
    common = {
        "participant": promise.participant,
        "visit": promise.visit,
        "first_step": "Rapat.",
        "step_by": date(2025, 9, 29),
    }
    TakeHome.objects.create(region_id="3511", practice=world.journey.draft, title="Pawai", **common)
    shown = text(signed_in(world.people.stranger).get(reverse("visits:host_adopted", args=[host.pk])))
    assert "Pawai" in shown
    assert world.journey.draft.title not in shown
