"""Attendance: by the code on its day, once however often it is scanned; by the list; corrected with a reason."""

import threading
import time
from datetime import UTC, datetime, timedelta

import pytest
from django.db import OperationalError, connection
from django.urls import reverse
from django.utils import timezone
from web.rights import world as worlds

from potensi.present.qr import qr_svg
from potensi.web.audit.models import AuditRow
from potensi.web.people.models import Membership, Office
from potensi.web.people.queries import actor_of
from potensi.web.refused import Forbidden, Invalid
from potensi.web.visits.models import Attendance, Stop
from potensi.web.visits.presence import MARGIN, opened
from potensi.web.visits.queries.attendance import on_list
from potensi.web.visits.services import attendance as services

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def world(people):
    return worlds.build(people)


@pytest.fixture
def stop(world):
    """A stop of the visit at which nobody is marked yet: 15 September 2025, from nine until half past ten."""
    starts = datetime(2025, 9, 15, 2, tzinfo=UTC)
    return Stop.objects.create(visit=world.journey.visit, title="Pasar", starts=starts, place="Kota")


@pytest.fixture
def now(world):
    """A stop that is on now."""
    return Stop.objects.create(visit=world.journey.visit, title="Kini", starts=timezone.now(), place="Kota")


def marked(world, stop, role="participant", **more):
    what = {"stop": stop, "secret": stop.secret, "moment": stop.starts} | more
    return services.mark_present(actor=actor_of(getattr(world.people, role)), **what)


def reason(call):
    with pytest.raises(Invalid) as refused:
        call()
    return refused.value.reason


def text(answer):
    return answer.content.decode()


def test_who_scans_is_present_once_and_leaves_one_row(world, now, signed_in):
    client, address = signed_in(world.people.participant), reverse("visits:present", args=[now.secret])
    assert not Attendance.objects.filter(stop=now).exists()
    assert "Saya hadir" in text(client.get(address))
    assert not Attendance.objects.filter(stop=now).exists(), "looking at the page marks nobody"
    for _ in range(3):
        assert client.post(address).status_code == 302
    row = Attendance.objects.get(stop=now)
    assert (row.participant, row.how, row.marked_by) == (world.journey.participant, "qr", world.people.participant)
    assert AuditRow.objects.filter(action="attendance.marked").count() == 1
    assert "sudah tercatat" in text(client.get(address))


def test_whoever_is_not_signed_in_is_sent_to_sign_in_and_comes_back(now, client):
    address = reverse("visits:present", args=[now.secret])
    answer = client.get(address)
    assert answer.status_code == 302
    assert answer["Location"].endswith(f"?next={address}")


def test_whoever_is_not_of_the_cohort_is_told_so(world, now, signed_in):
    address = reverse("visits:present", args=[now.secret])
    answer = signed_in(world.people.stranger).post(address)
    assert answer.status_code == 403
    assert "hanya untuk peserta angkatan ini" in text(answer)
    with pytest.raises(Forbidden):
        marked(world, now, "organiser")
    assert not Attendance.objects.filter(stop=now).exists()


def test_whoever_dropped_out_is_not_of_the_cohort(world, now):
    type(world.journey.participant).objects.update(left=timezone.localdate())
    with pytest.raises(Forbidden):
        marked(world, now)


def test_a_code_counts_on_its_day_and_a_margin_and_says_when_it_does_not(world, stop, signed_in):
    begins, ends = opened(stop)
    assert begins == datetime(2025, 9, 14, 17, tzinfo=UTC) - MARGIN
    assert ends == datetime(2025, 9, 15, 17, tzinfo=UTC) + MARGIN
    second = timedelta(seconds=1)
    assert reason(lambda: marked(world, stop, moment=begins - second)) == "visits_code_other_day"
    assert reason(lambda: marked(world, stop, moment=ends)) == "visits_code_other_day"
    page = text(signed_in(world.people.participant).get(reverse("visits:present", args=[stop.secret])))
    assert "14 September 2025, 21.00" in page
    assert "Saya hadir" not in page
    assert marked(world, stop, moment=begins)
    Attendance.objects.filter(stop=stop).delete()
    assert marked(world, stop, moment=ends - second)


def test_a_stop_that_ends_after_midnight_counts_until_the_end_of_that_day(stop):
    stop.starts, stop.minutes = datetime(2025, 9, 15, 15, tzinfo=UTC), 240
    assert opened(stop)[1] == datetime(2025, 9, 16, 17, tzinfo=UTC) + MARGIN


def test_a_renewed_code_counts_no_more_and_says_so(world, now, signed_in):
    old = now.secret
    services.renew_secret(actor=actor_of(world.people.host), stop=now)
    now.refresh_from_db()
    assert now.secret != old
    assert reason(lambda: marked(world, now, secret=old)) == "visits_code_renewed"
    answer = signed_in(world.people.participant).get(reverse("visits:present", args=[old]))
    assert answer.status_code == 404
    assert "sudah diganti" in text(answer)
    row = AuditRow.objects.get(action="stop.secret_renewed")
    assert old not in f"{row.before}{row.after}"
    assert now.secret not in f"{row.before}{row.after}"


def test_nobody_is_marked_at_a_visit_that_was_called_off(world, now):
    type(now.visit).objects.filter(pk=now.visit_id).update(state="cancelled")
    assert reason(lambda: marked(world, now)) == "visits_visit_cancelled"


def test_the_code_holds_the_whole_address_and_is_read_back(world, now, signed_in, settings):
    settings.SITE_URL = "https://potensi.example.id/"
    answer = signed_in(world.people.host).get(reverse("visits:code", args=[now.pk]))
    address = f"https://potensi.example.id{reverse('visits:present', args=[now.secret])}"
    assert answer.context["address"] == address
    assert qr_svg(address) in text(answer)
    assert "no-store" in answer["Cache-Control"]


def test_the_holder_of_the_office_in_charge_shows_the_code_and_keeps_the_list(world, now, signed_in):
    visitor, office = world.people.visitor, Office.objects.get(memberships__user=world.people.stranger)
    client = signed_in(visitor)
    assert client.get(reverse("visits:code", args=[now.pk])).status_code == 403
    Stop.objects.filter(pk=now.pk).update(office=office)
    Membership.objects.create(user=visitor, office=office, role="analyst", since=timezone.localdate())
    assert client.get(reverse("visits:code", args=[now.pk])).status_code == 200
    assert client.get(reverse("visits:attendance", args=[now.pk])).status_code == 200


def test_the_list_takes_all_ticks_at_once_without_a_script(world, stop, signed_in):
    client, address = signed_in(world.people.organiser), reverse("visits:attendance", args=[stop.pk])
    both = [world.journey.participant.pk, world.journey.guest.pk]
    assert "<script" not in text(client.get(address)).split("<main")[1]
    assert client.post(address, {"present": both}).status_code == 302
    assert {(row.participant_id, row.how) for row in stop.attendance.all()} == {(pk, "list") for pk in both}
    assert client.post(address, {"present": both, "shown": both}).status_code == 302
    assert AuditRow.objects.filter(action="attendance.listed").count() == 1, "nothing changed, so nothing was written"


def test_everybody_is_marked_by_one_tick(world, stop, signed_in):
    signed_in(world.people.organiser).post(reverse("visits:attendance", args=[stop.pk]), {"everybody": "1"})
    assert stop.attendance.count() == 2


def test_a_correction_needs_its_reason_and_keeps_what_was_ticked(world, stop, signed_in):
    marked(world, stop)
    client, address = signed_in(world.people.organiser), reverse("visits:attendance", args=[stop.pk])
    sent = {"present": [world.journey.guest.pk], "shown": [world.journey.participant.pk]}
    answer = client.post(address, sent)
    assert answer.status_code == 422
    assert answer.context["ticked"] == {world.journey.guest.pk}
    assert stop.attendance.count() == 1
    assert client.post(address, sent | {"why": "Salah pindai."}).status_code == 302
    assert [row.participant for row in stop.attendance.all()] == [world.journey.guest]
    row = AuditRow.objects.get(action="attendance.listed")
    assert (row.why, row.before["present"]) == ("Salah pindai.", str(world.journey.participant.pk))


def test_who_scans_while_the_list_is_open_stays_present(world, stop, signed_in):
    marked(world, stop)
    sent = {"present": [world.journey.guest.pk]}  # the page was made before the participant scanned
    signed_in(world.people.organiser).post(reverse("visits:attendance", args=[stop.pk]), sent)
    assert {row.how for row in stop.attendance.all()} == {"qr", "list"}


def test_nobody_of_another_cohort_and_nobody_who_left_is_listed(world, stop):
    organiser, guest = actor_of(world.people.organiser), world.journey.guest

    def listed(**who):
        return services.list_attendance(actor=organiser, stop=stop, **who)

    assert reason(lambda: listed(present=[guest.pk + 1000])) == "visits_people_elsewhere"
    assert reason(lambda: listed(present=[guest.pk], absent=[guest.pk], why="x")) == "visits_both_present_and_absent"
    type(guest).objects.filter(pk=guest.pk).update(left=timezone.localdate())
    assert reason(lambda: listed(present=[guest.pk])) == "visits_people_left"
    assert guest not in {row.participant for row in on_list(stop)}


def test_a_participant_is_shown_their_own_attendance_and_not_the_list(world, stop, signed_in):
    client, address = signed_in(world.people.participant), reverse("visits:attendance", args=[stop.pk])
    assert "belum tercatat" in text(client.get(address))
    marked(world, stop)
    shown = text(client.get(address))
    assert "sudah tercatat" in shown
    assert world.journey.guest.user.name not in shown.split("<main")[1]


@pytest.mark.django_db(transaction=True)
def test_twelve_scans_at_once_mark_once(world, stop):
    actor, answers = actor_of(world.people.participant), []

    def scan():
        try:
            answers.append(_until_answered(actor, stop))
        finally:
            connection.close()

    threads = [threading.Thread(target=scan) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == ["marked", *["visits_already_present"] * 11]
    assert Attendance.objects.filter(stop=stop).count() == 1
    assert AuditRow.objects.filter(action="attendance.marked").count() == 1


def _until_answered(actor, stop):
    """Scan until the database answers: the tests' SQLite stands in memory, where nobody waits for a lock."""
    while True:
        try:
            services.mark_present(actor=actor, stop=stop, secret=stop.secret, moment=stop.starts)
        except Invalid as error:
            return error.reason
        except OperationalError as error:
            if "locked" not in str(error):
                raise
            time.sleep(0.01)
        else:
            return "marked"
