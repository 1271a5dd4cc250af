"""Programmes, cohorts, participants, visits and stops: what may be done, what not, and two who edit at once."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.utils import timezone
from web.rights.journey import FIRST, LAST, at, build

from potensi.web.audit.models import AuditRow
from potensi.web.edits import Outdated
from potensi.web.people.models import Office, Region
from potensi.web.people.queries import actor_of
from potensi.web.refused import Forbidden, Invalid
from potensi.web.visits import rules
from potensi.web.visits.models import Attendance, Cohort, Observation, Participant, Programme, Slot, Stop, Visit
from potensi.web.visits.queries import programmes as queries
from potensi.web.visits.queries import visits as reading
from potensi.web.visits.services import participants, programmes, stops, visits
from potensi.web.visits.services.stops import Session
from potensi.web.visits.services.visits import Frame
from potensi.web.visits.sheet import Person
from potensi.web.visits.states import NEXT

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
DAYS = Frame(FIRST, LAST)


@pytest.fixture
def journey(people):
    """A whole visit."""
    return build(people)


@pytest.fixture
def organiser(people, journey):
    """Who runs it."""
    return people.actor("organiser")


def refused(reason, service, **what):
    """Check that a service refuses for a reason and leaves nothing, no audit row either."""
    before = AuditRow.objects.count()
    with pytest.raises(Invalid) as raised:
        service(**what)
    assert raised.value.reason == reason
    assert all(raised.value.message(lang) for lang in ("id", "en"))
    assert AuditRow.objects.count() == before


# Programmes and cohorts


def test_a_programme_is_its_regions_and_its_office_is_of_there(people, organiser):
    own, elsewhere = Region.objects.get(pk="3510"), Office.objects.get(memberships__user=people.stranger)
    made = programmes.make_programme(actor=organiser, region=own, name="  Program   baru ", aim=" Belajar. ")
    assert (made.name, made.aim, made.region_id) == ("Program baru", "Belajar.", "3510")
    what = {"actor": organiser, "region": own}
    refused("visits_programme_office", programmes.make_programme, name="X", office=elsewhere, **what)
    refused("visits_name_taken", programmes.make_programme, name="program BARU", **what)
    with pytest.raises(Forbidden):
        programmes.make_programme(actor=organiser, region=Region.objects.get(pk="3511"), name="X")


def test_of_two_who_edit_a_programme_the_later_is_told_and_nothing_vanishes(organiser, journey):
    first = {"name": "Belajar menjual", "aim": "Belajar menjual kopi.", "office": None, "public": True}
    second = first | {"aim": "Belajar menjual batik."}
    programme = journey.programme
    programmes.edit_programme(actor=organiser, programme=programme, revision=1, **first)
    with pytest.raises(Outdated) as raised:
        programmes.edit_programme(actor=organiser, programme=programme, revision=1, **second)
    assert {each.field for each in raised.value.differences} == {"aim"}
    programmes.edit_programme(actor=organiser, programme=programme, revision=raised.value.revision, **second)
    programme.refresh_from_db()
    assert (programme.aim, programme.revision) == ("Belajar menjual batik.", 3)
    rows = AuditRow.objects.filter(action="programme.edited").order_by("pk")
    assert [row.after["aim"] for row in rows] == ["Belajar menjual kopi.", "Belajar menjual batik."]
    assert rows[1].before["aim"] == "Belajar menjual kopi."


def test_the_page_shows_the_later_one_both_texts_and_takes_the_second_try(people, signed_in, journey):
    address = f"/belajar/program/{journey.programme.pk}/ubah/"
    one, two = signed_in(people.organiser), signed_in(people.local_administrator)
    sent = {"name": "Belajar menjual", "public": "on", "revision": 1}
    assert one.post(address, sent | {"aim": "Menjual kopi."}).status_code == 302
    shown = two.post(address, sent | {"aim": "Menjual batik."})
    page = shown.content.decode()
    assert shown.status_code == 200
    assert "<del>kopi.</del>" in page
    assert "<ins>batik.</ins>" in page
    assert 'name="revision" value="2"' in page
    assert two.post(address, sent | {"aim": "Menjual batik.", "revision": 2}).status_code == 302
    journey.programme.refresh_from_db()
    assert journey.programme.aim == "Menjual batik."


def test_a_cohorts_days_hold_its_visits_and_each_other(organiser, journey):
    same = {"actor": organiser, "cohort": journey.cohort, "revision": 1, "name": "Angkatan I", "threshold": 80}
    refused("visits_cohort_leaves_visit", programmes.edit_cohort, starts=FIRST, ends=FIRST, **same)
    refused("visits_ends_before_it_begins", programmes.edit_cohort, starts=LAST, ends=FIRST, **same)
    refused("visits_threshold", programmes.edit_cohort, starts=FIRST, ends=LAST, **(same | {"threshold": 0}))
    new = {"actor": organiser, "programme": journey.programme, "starts": FIRST, "ends": LAST}
    refused("visits_name_taken", programmes.make_cohort, name="angkatan i", **new)


# Who sees what


def test_the_frame_is_everybodys_and_the_names_are_not(client, signed_in, people, journey):
    for path in (f"/belajar/angkatan/{journey.cohort.pk}/", f"/belajar/kunjungan/{journey.visit.pk}/"):
        page = client.get(path).content.decode()
        assert "Angkatan I" in page
        assert "Nia" not in page
        assert "Mengapa?" in page or "kunjungan" not in path
    assert (
        "Nia" in signed_in(people.participant).get(f"/belajar/angkatan/{journey.cohort.pk}/peserta/").content.decode()
    )


def test_who_is_in_charge_is_shown_inside_alone(client, signed_in, people, journey):
    Stop.objects.filter(pk=journey.stop.pk).update(in_charge="Ibu Lastri")
    path = f"/belajar/titik/{journey.stop.pk}/"
    assert "Lastri" not in client.get(path).content.decode()
    assert "Lastri" in signed_in(people.participant).get(path).content.decode()
    assert journey.stop.secret not in signed_in(people.participant).get(path).content.decode()
    api = f"/api/v1/stops/{journey.stop.pk}"
    assert client.get(api).json()["in_charge"] is None


def test_counts_leave_out_who_dropped_out(journey):
    Participant.objects.filter(pk=journey.guest.pk).update(left=LAST)
    frame = queries.frame(journey.cohort)
    assert (frame.people, frame.left, frame.agencies, frame.regions, frame.kinds) == (1, 1, 1, 1, (("Staf", 1),))


# Participants


def test_being_a_participant_gives_rights_in_the_cohort_alone_and_dropping_out_ends_them(people, organiser, journey):
    person = Person("Tamu", people.visitor.email, "Dispar", "3510")
    made = participants.add_participant(actor=organiser, cohort=journey.cohort, person=person)
    actor = people.actor("visitor")
    assert actor.held == ()
    assert rules.may_see_inside(actor, journey.cohort)
    assert not rules.may_see_inside(actor, journey.hidden_cohort)
    assert not rules.may_run(actor, journey.cohort)
    participants.leave(actor=organiser, participant=made, day=LAST, why="Sakit.")
    assert not rules.may_see_inside(actor, journey.cohort)
    refused("visits_left_already", participants.leave, actor=organiser, participant=made, day=LAST)
    refused(
        "visits_takes_part_already", participants.add_participant, actor=organiser, cohort=journey.cohort, person=person
    )
    participants.return_to(actor=organiser, participant=made)
    assert rules.may_see_inside(actor, journey.cohort)
    refused("visits_not_left", participants.return_to, actor=organiser, participant=made)


def test_an_agency_that_is_not_there_is_made_only_when_agreed(organiser, journey):
    person = Person("Rina", "rina@example.id", "Dinas Koperasi", "3511")
    what = {"actor": organiser, "cohort": journey.cohort, "person": person}
    refused("visits_agency_unknown", participants.add_participant, **what)
    made = participants.add_participant(**what, make_agency=True)
    assert (made.agency.name, made.agency.region_id) == ("Dinas Koperasi", "3511")


def test_the_form_asks_before_it_makes_an_agency(people, signed_in, journey):
    client, address = signed_in(people.organiser), f"/belajar/angkatan/{journey.cohort.pk}/peserta/baru/"
    sent = {"name": "Rina", "email": "Rina@Example.id", "region": "Kab. Bondowoso", "agency": "Dinas Koperasi"}
    assert "Dinas Koperasi" in client.post(address, sent).context["form"].errors["agency"][0]
    assert client.post(address, sent | {"make_agency": "on"}).status_code == 302
    found = journey.cohort.participants.get(user__email="rina@example.id")
    assert found.agency.region_id == "3511"
    assert "email" in client.post(address, sent).context["form"].errors
    wrong = sent | {"region": "Atlantis", "email": "x@example.id", "name": "Rina 198703152010012012"}
    assert set(client.post(address, wrong).context["form"].errors) == {"region", "name"}


def test_an_audit_row_names_no_participant_so_that_an_erased_one_is_gone(organiser, journey):
    participants.leave(actor=organiser, participant=journey.participant, day=LAST)
    row = AuditRow.objects.get(action="participant.left")
    assert row.target_name == "Angkatan I"
    assert "Joko" not in str(row.before) + str(row.after)
    assert row.after["users"] == [journey.participant.user_id]


# Visits


def test_a_visit_keeps_its_reasons_and_the_figures_they_come_from(world_of_figures, organiser, journey):
    region = Region.objects.get(pk=world_of_figures.host)
    visit = visits.make_visit(
        actor=organiser, cohort=journey.cohort, host_region=region, frame=DAYS, viewpoint=world_of_figures.viewpoint
    )
    assert visit.version == world_of_figures.version
    assert (visit.reasons["suggested"], visit.reasons["region"]) == (True, world_of_figures.viewpoint)
    assert [each["code"] for each in visit.reasons["reasons"]] == world_of_figures.codes
    assert visit.reasons["rank"] >= 1


def test_a_region_that_is_not_suggested_needs_a_reason_in_words(organiser, journey):
    what = {"actor": organiser, "cohort": journey.cohort, "host_region": Region.objects.get(pk="3511"), "frame": DAYS}
    refused("visits_why_this_host", visits.make_visit, **what)
    refused("visits_why_this_host", visits.make_visit, why="  ", **what)
    made = visits.make_visit(why="Pasarnya dikenal.", **what)
    assert made.reasons == {"region": "", "suggested": False, "why": "Pasarnya dikenal."}
    assert made.version is None


def test_days_host_and_slot_must_fit(organiser, journey):
    own, why = Region.objects.get(pk="3510"), {"why": "Dekat."}
    there = {"actor": organiser, "cohort": journey.cohort, "host_region": own} | why

    def no(reason, **frame):
        refused(reason, visits.make_visit, frame=Frame(**({"starts": FIRST, "ends": LAST} | frame)), **there)

    no("visits_ends_before_it_begins", starts=LAST, ends=FIRST)
    no("visits_outside_cohort", starts=FIRST - timedelta(1))
    no("visits_outside_cohort", ends=LAST + timedelta(1))
    no("visits_cost", cost=Decimal(-1))
    no("visits_slot_taken", slot=journey.slot)
    other = {"slot": journey.free_slot, "starts": LAST}
    no("visits_slot_other_day", **other)
    Slot.objects.filter(pk=journey.free_slot.pk).update(places=1)
    no("visits_slot_small", slot=journey.free_slot)
    elsewhere = there | {"host_region": Region.objects.get(pk="3511")}
    refused("visits_host_elsewhere", visits.make_visit, frame=Frame(FIRST, LAST, host=journey.host), **elsewhere)
    type(journey.host).objects.filter(pk=journey.host.pk).update(open=False)
    journey.host.refresh_from_db()
    no("visits_host_closed", host=journey.host)


def test_a_slot_brings_its_host_and_is_free_again_when_the_visit_is_called_off(organiser, journey):
    visit = visits.make_visit(
        actor=organiser, cohort=journey.cohort, host_region=Region.objects.get(pk="3510"),
        frame=Frame(FIRST, LAST, slot=journey.free_slot), why="Dekat.",
    )  # fmt: skip
    assert visit.host == journey.host
    assert journey.free_slot not in reading.free_slots(organiser, "3510")
    refused("visits_why_cancelled", visits.move_visit, actor=organiser, visit=visit, state="cancelled")
    visits.move_visit(actor=organiser, visit=visit, state="cancelled", why="Banjir.")
    assert journey.free_slot in reading.free_slots(organiser, "3510")
    refused("visits_visit_cancelled", visits.edit_visit, actor=organiser, visit=visit, revision=2, frame=DAYS)


@pytest.mark.parametrize("state", sorted(NEXT))
@pytest.mark.parametrize("to", sorted(NEXT))
def test_a_visit_moves_as_its_states_allow(organiser, journey, state, to):
    visit = Visit.objects.create(cohort=journey.cohort, host_region_id="3510", starts=FIRST, ends=LAST, state=state)
    what = {"actor": organiser, "visit": visit, "state": to, "why": "Alasan."}
    if to in NEXT[state]:
        assert visits.move_visit(**what).state == to
    else:
        refused("visits_state_impossible", visits.move_visit, **what)


def test_what_has_not_begun_was_not_held_and_what_was_used_is_not_called_off(organiser, journey):
    later = timezone.localdate() + timedelta(days=30)
    cohort = Cohort.objects.create(programme=journey.programme, name="II", starts=later, ends=later)
    visit = Visit.objects.create(cohort=cohort, host_region_id="3510", starts=later, ends=later)
    refused("visits_not_yet", visits.move_visit, actor=organiser, visit=visit, state="held")
    Visit.objects.filter(pk=journey.visit.pk).update(state="confirmed")
    refused("visits_visit_used", visits.move_visit, actor=organiser, visit=journey.visit, state="cancelled", why="X")


def test_editing_a_visit_keeps_its_stops_within_and_its_own_slot(organiser, journey):
    what = {"actor": organiser, "visit": journey.visit, "revision": 1}
    refused("visits_stop_left_outside", visits.edit_visit, frame=Frame(LAST, LAST), **what)
    kept = Frame(FIRST, LAST, slot=journey.slot, cost=Decimal(5))
    edited = visits.edit_visit(frame=kept, **what)
    assert (edited.slot, edited.cost, edited.revision) == (journey.slot, 5, 2)
    with pytest.raises(Outdated) as raised:
        visits.edit_visit(frame=Frame(FIRST, LAST, slot=journey.slot, cost=Decimal(6)), **what)
    assert [each.field for each in raised.value.differences] == ["cost"]


# Stops


def test_a_stop_is_within_its_visit_and_whole(organiser, journey):
    def no(reason, **what):
        session = Session(**({"title": "Taman", "starts": at(3), "place": "Kota"} | what))
        refused(reason, stops.make_stop, actor=organiser, visit=journey.visit, session=session)

    no("visits_stop_outside", starts=datetime(2025, 9, 14, 3, tzinfo=UTC))
    no("visits_stop_outside", starts=datetime(2025, 9, 17, 16, 30, tzinfo=UTC), minutes=60)
    no("visits_stop_outside", starts=datetime(9999, 12, 31, 23, 59, tzinfo=UTC))
    no("visits_minutes", minutes=4)
    no("visits_hours", hours=Decimal(-1))
    no("visits_half_a_point", lat=-8.2)
    Visit.objects.filter(pk=journey.visit.pk).update(state="cancelled")
    no("visits_visit_cancelled")


def test_a_stop_that_nobody_used_is_removed_and_any_other_stays(organiser, journey):
    refused("visits_stop_used", stops.remove_stop, actor=organiser, stop=journey.stop)
    Attendance.objects.filter(stop=journey.stop).delete()
    refused("visits_stop_used", stops.remove_stop, actor=organiser, stop=journey.stop)
    free = stops.make_stop(actor=organiser, visit=journey.visit, session=Session("Taman", at(3), "Kota"))
    stops.remove_stop(actor=organiser, stop=free)
    assert not Stop.objects.filter(pk=free.pk).exists()
    row = AuditRow.objects.get(action="stop.removed")
    assert (row.target_id, row.before["title"]) == (str(free.pk), "Taman")


def test_of_two_who_edit_a_stop_the_later_is_told(organiser, journey):
    one, two = (Session("Mal pelayanan", at(2), "Kota", question=text) for text in ("Siapa?", "Berapa?"))
    stops.edit_stop(actor=organiser, stop=journey.stop, revision=1, session=one)
    with pytest.raises(Outdated):
        stops.edit_stop(actor=organiser, stop=journey.stop, revision=1, session=two)
    journey.stop.refresh_from_db()
    assert journey.stop.question == "Siapa?"


def test_training_hours_offered_leave_out_what_was_called_off(journey):
    assert reading.hours_offered(journey.cohort) == 2
    Stop.objects.create(visit=journey.visit, title="Taman", starts=at(6), place="Kota", hours=Decimal("1.5"))
    off = Visit.objects.create(cohort=journey.cohort, host_region_id="3511", starts=FIRST, ends=LAST, state="cancelled")
    Stop.objects.create(visit=off, title="Pasar", starts=at(7), place="Kota", hours=3)
    assert reading.hours_offered(journey.cohort) == Decimal("3.5")
    assert reading.hours_of_visit(journey.visit) == Decimal("3.5")


# A participant's telephone


def test_a_participant_is_shown_what_is_on_and_then_what_comes_next(people, journey):
    second = Stop.objects.create(visit=journey.visit, title="Taman", starts=at(6), place="Kota", question="Siapa?")
    actor = people.actor("participant")
    for now, stop, today in (
        (at(1), journey.stop, [journey.stop, second]),
        (at(2) + timedelta(minutes=30), journey.stop, [journey.stop, second]),
        (at(4), second, [journey.stop, second]),
        (at(12), None, [journey.stop, second]),
        (at(1) - timedelta(days=2), journey.stop, []),
    ):
        (coming,) = reading.coming(actor, now)
        assert (coming.stop, list(coming.today)) == (stop, today)
        assert coming.attended == {journey.stop.pk}
    Participant.objects.filter(user=people.participant).update(left=LAST)
    assert reading.coming(actor, at(1)) == []
    assert reading.coming(people.actor("visitor"), at(1)) == []


def test_a_visit_called_off_is_not_what_comes_next(people, journey):
    Visit.objects.filter(pk=journey.visit.pk).update(state="cancelled")
    (coming,) = reading.coming(people.actor("participant"), at(1))
    assert (coming.stop, coming.today, coming.visits) == (None, (), ())
    assert not coming.participant.left


def test_what_was_written_and_who_was_there_is_counted_once_each(journey):
    third = Participant.objects.create(cohort=journey.cohort, user=journey.asset.region.agencies.first().offices.first()
                                       .memberships.first().user, agency=journey.agency)  # fmt: skip
    Attendance.objects.create(stop=journey.stop, participant=journey.guest, how="list")
    for participant, withdrawn in ((journey.guest, None), (third, at(9))):
        Observation.objects.create(
            stop=journey.stop,
            participant=participant,
            client_id=uuid4(),
            saw="Ramai.",
            written=at(3),
            withdrawn=withdrawn,
        )
    (stop,) = reading.stops_of(journey.visit)
    assert (stop.present, stop.written) == (2, 2)


@pytest.mark.parametrize("role", ["participant", "host", "leader", "analyst", "stranger", "visitor"])
def test_nobody_else_changes_anything(people, journey, role):
    actor, day = people.actor(role), date(2025, 9, 16)
    session = Session("Taman", at(3), "Kota")
    calls = [
        (programmes.edit_programme, {"programme": journey.programme, "revision": 1, "name": "X", "aim": "", "office": None, "public": True}),
        (programmes.make_cohort, {"programme": journey.programme, "name": "X", "starts": FIRST, "ends": LAST}),
        (programmes.edit_cohort, {"cohort": journey.cohort, "revision": 1, "name": "X", "starts": FIRST, "ends": LAST, "threshold": 80}),
        (participants.change_participant, {"participant": journey.guest, "agency": journey.agency, "title": "", "kind": ""}),
        (participants.leave, {"participant": journey.guest, "day": day}),
        (participants.return_to, {"participant": journey.guest}),
        (visits.make_visit, {"cohort": journey.cohort, "host_region": journey.visit.host_region, "frame": DAYS, "why": "X"}),
        (visits.edit_visit, {"visit": journey.visit, "revision": 1, "frame": DAYS}),
        (visits.move_visit, {"visit": journey.visit, "state": "confirmed"}),
        (stops.make_stop, {"visit": journey.visit, "session": session}),
        (stops.edit_stop, {"stop": journey.stop, "revision": 1, "session": session}),
        (stops.remove_stop, {"stop": journey.stop}),
    ]  # fmt: skip
    for service, what in calls:
        with pytest.raises(Forbidden):
            service(actor=actor, **what)
    assert not AuditRow.objects.exists()


def test_an_administrator_of_the_province_runs_what_a_regency_organises(people, journey):
    actor = people.actor("administrator")
    assert rules.may_run(actor, journey.cohort)
    assert Programme.objects.filter(pk=journey.hidden.pk)[0] in queries.programmes(actor)
    assert actor_of(people.stranger).user is not None
    assert journey.hidden not in queries.programmes(people.actor("stranger"))
