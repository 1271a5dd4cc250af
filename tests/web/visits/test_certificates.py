"""Training hours per session attended; certificates from the threshold up; what anybody may verify."""

import io
import re
from datetime import timedelta
from decimal import Decimal

import pypdfium2
import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from web.rights import world as worlds

from potensi.web.people.queries import actor_of
from potensi.web.visits.models import Attendance, Certificate, Participant, Stop, Visit
from potensi.web.visits.presence import hours_of
from potensi.web.visits.queries.attendance import awards
from potensi.web.visits.services import attendance as services

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def world(people):
    return worlds.build(people)


def stops(world, *hours):
    """Make more stops: the world's own has two training hours, at which the participant was and the guest was not."""
    journey = world.journey
    at = journey.stop.starts
    return [
        Stop.objects.create(visit=journey.visit, title=f"Titik {k}", starts=at + timedelta(hours=k), place="Kota", hours=each)
        for k, each in enumerate(hours, 1)
    ]  # fmt: skip


def attend(stop, *participants):
    for each in participants:
        Attendance.objects.create(stop=stop, participant=each, how="list")


def earned(world):
    return {row.participant.pk: row for row in hours_of(world.journey.cohort)}


def issue(world):
    return services.issue_certificates(actor=actor_of(world.people.organiser), cohort=world.journey.cohort)


def pages(answer):
    with pypdfium2.PdfDocument(io.BytesIO(answer.content)) as found:
        return [" ".join(page.get_textpage().get_text_range().split()) for page in found]


def text(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


def test_hours_are_counted_per_session_attended(world):
    journey = world.journey
    one, two = stops(world, Decimal("2.5"), Decimal("3.5"))
    attend(one, journey.participant, journey.guest)
    found = earned(world)
    assert {each.offered for each in found.values()} == {Decimal(8)}
    assert found[journey.participant.pk].attended == Decimal("4.5")
    assert found[journey.guest.pk].attended == Decimal("2.5")
    assert found[journey.guest.pk].missed == (journey.stop, two)
    assert found[journey.guest.pk].short_of == Decimal("3.9"), "eighty percent of eight are 6.4"


def test_visits_that_were_called_off_offer_nothing(world):
    journey = world.journey
    days = {"starts": journey.cohort.starts, "ends": journey.cohort.ends}
    off = Visit.objects.create(cohort=journey.cohort, host_region_id="3511", state="cancelled", **days)
    stop = Stop.objects.create(visit=off, title="Batal", starts=journey.stop.starts, place="Kota", hours=5)
    attend(stop, journey.guest)
    found = earned(world)[journey.guest.pk]
    assert (found.attended, found.offered, found.missed) == (0, 2, (journey.stop,))


def test_where_nothing_is_offered_nobody_has_earned_and_nobody_is_at_zero_percent(world):
    Stop.objects.update(hours=0)
    found = earned(world)[world.journey.participant.pk]
    assert (found.enough, found.share) == (False, None)
    assert issue(world) == []


def test_exactly_at_the_threshold_is_enough_and_a_tenth_of_an_hour_below_is_not(world):
    journey = world.journey
    (one,) = stops(world, Decimal("0.5"))
    type(journey.cohort).objects.update(threshold=80)
    journey.cohort.refresh_from_db()
    assert earned(world)[journey.participant.pk].enough, "2 of 2.5 are eighty percent"
    Stop.objects.filter(pk=one.pk).update(hours=Decimal("0.6"))
    assert not earned(world)[journey.participant.pk].enough
    assert issue(world) == []


def test_certificates_are_issued_to_who_earned_them_once_with_numbers_in_order(world):
    journey = world.journey
    (first,) = issue(world)
    assert first.participant == journey.participant
    assert (first.hours, first.of_hours) == (2, 2)
    assert issue(world) == []
    attend(journey.stop, journey.guest)
    (second,) = issue(world)
    assert second.participant == journey.guest
    shape = re.compile(rf"2025-{journey.cohort.pk:04d}-(\d{{3}})-[A-Z2-9]{{6}}")
    assert [shape.fullmatch(each.number)[1] for each in (first, second)] == ["001", "002"]
    assert Certificate.objects.get(pk=first.pk).number == first.number


def test_those_below_are_named_with_what_they_miss(world, signed_in):
    issue(world)
    found = awards(hours_of(world.journey.cohort))
    assert [[row.participant for row in part] for part in (found.issued, found.due, found.below)] == [
        [world.journey.participant], [], [world.journey.guest]
    ]  # fmt: skip
    shown = text(signed_in(world.people.organiser).get(reverse("visits:certificates", args=[world.journey.cohort.pk])))
    assert "0 jam pelajaran, kurang 1,6." in shown
    assert f"Tidak hadir di: {world.journey.stop.title}." in shown


def test_a_certificate_says_what_was_attended_when_it_was_issued_and_the_page_what_is_different_now(world, signed_in):
    issue(world)
    services.list_attendance(
        actor=actor_of(world.people.organiser), stop=world.journey.stop, absent=[world.journey.participant.pk], why="Keliru."
    )  # fmt: skip
    assert Certificate.objects.get().hours == 2
    shown = text(signed_in(world.people.organiser).get(reverse("visits:certificates", args=[world.journey.cohort.pk])))
    assert "menurut daftar hadir sekarang 0" in shown


def test_anybody_verifies_a_number_and_is_told_name_hours_and_cohort_and_nothing_else(world, client):
    (issued,) = issue(world)
    address = reverse("visits:certificate", args=[issued.number])
    shown = text(client.get(address)).split("<main")[1]
    user, agency = world.people.participant, issued.participant.agency.name
    for told in (user.name, "2 dari 2 jam pelajaran", world.journey.cohort.name, world.journey.programme.name):
        assert told in shown
    for secret in (user.email, user.nip, user.nik, user.phone, agency):
        assert secret not in shown
    assert client.get(reverse("visits:verify"), {"nomor": f" {issued.number.lower()} "}).status_code == 200
    unknown = client.get(reverse("visits:certificate", args=[issued.number[:-1] + "0"]))
    assert unknown.status_code == 404
    assert user.name not in text(unknown)


def test_a_participant_downloads_their_own_certificate_and_the_organiser_all(world, signed_in):
    attend(world.journey.stop, world.journey.guest)
    numbers = [each.number for each in issue(world)]
    address = reverse("visits:certificates_file", args=[world.journey.cohort.pk])
    own = pages(signed_in(world.people.participant).get(address))
    assert len(own) == 1
    assert world.people.participant.name in own[0]
    every = pages(signed_in(world.people.organiser).get(address))
    assert [any(number in page for page in every) for number in numbers] == [True, True]
    assert len(every) == 2


class TestCounts(TestCase):
    """Hours and certificates equal what a literal count over random attendance gives."""

    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(
        hours=st.lists(st.integers(0, 12), min_size=1, max_size=6),
        seen=st.lists(st.sets(st.integers(0, 5)), min_size=1, max_size=5),
        threshold=st.integers(1, 100),
    )
    def test_counts_are_those_of_a_literal_count(self, hours, seen, threshold):
        cohort, participants, sessions = _cohort(len(seen), hours, threshold)
        for each, there in zip(participants, seen, strict=True):
            attend_all = [sessions[k] for k in sorted(there) if k < len(sessions)]
            for stop in attend_all:
                attend(stop, each)
        for row in hours_of(cohort):
            there = seen[participants.index(row.participant)]
            tenths = sum(hours[k] * 5 for k in there if k < len(hours))
            whole = sum(each * 5 for each in hours)
            assert int(row.attended * 10) == tenths
            assert row.enough == (whole > 0 and tenths * 100 >= whole * threshold)


def _cohort(people, hours, threshold):
    """Make a cohort with a visit of stops of half hours, and its people."""
    from datetime import UTC, date, datetime

    from potensi.web.people.models import Agency, User
    from potensi.web.visits.models import Cohort, Programme

    programme = Programme.objects.create(region_id="3510", name="Uji")
    days = {"starts": date(2025, 9, 15), "ends": date(2025, 9, 17)}
    cohort = Cohort.objects.create(programme=programme, name="I", threshold=threshold, **days)
    visit = Visit.objects.create(cohort=cohort, host_region_id="3511", **days)
    agency = Agency.objects.create(region_id="3510", name="Dinas Uji")
    users = [User.objects.create_user(f"orang{k}@example.id") for k in range(people)]
    participants = [Participant.objects.create(cohort=cohort, user=user, agency=agency) for user in users]
    starts = datetime(2025, 9, 15, 2, tzinfo=UTC)
    sessions = [
        Stop.objects.create(visit=visit, title=str(k), starts=starts, place="Kota", hours=Decimal(each) / 2)
        for k, each in enumerate(hours)
    ]
    return cohort, participants, sessions


@pytest.mark.parametrize("name", ["attendance", "hours", "certificates", "participant's hours"])
def test_pages_ask_the_database_as_often_for_many_people_as_for_few(world, signed_in, name):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from potensi.web.people.models import User

    journey, role = world.journey, "participant" if "'" in name else "organiser"
    pk = journey.stop.pk if name == "attendance" else journey.cohort.pk
    address, client = reverse(f"visits:{name.split()[-1]}", args=[pk]), signed_in(getattr(world.people, role))

    def asked():
        with CaptureQueriesContext(connection) as found:
            assert client.get(address).status_code == 200
        return len(found)

    asked()
    few = asked()
    for k in range(30):
        user = User.objects.create_user(f"orang{k}@example.id", name=f"Orang {k}")
        each = Participant.objects.create(cohort=journey.cohort, user=user, agency=journey.partner, group=journey.group)
        if k % 2:
            attend(journey.stop, each)
    assert asked() == few
