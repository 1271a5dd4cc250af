"""An observation is kept exactly once, changed on top of what stands there, and read by whom it is for."""

from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.utils import timezone
from web.photos.pictures import BAD_FILES, PHOTO, telling_jpeg
from web.rights.journey import build

from potensi.language import LANGUAGES, say
from potensi.web.audit.models import AuditRow
from potensi.web.edits import Outdated
from potensi.web.photos import kept
from potensi.web.photos.models import Photo
from potensi.web.refused import Forbidden, Invalid
from potensi.web.visits import rules
from potensi.web.visits.models import Observation, Participant, Visit
from potensi.web.visits.queries.observations import account_key, by_stop
from potensi.web.visits.services import observations as services
from potensi.web.visits.services.observations import LONGEST, Answers

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
API = "/api/v1/visits/observations"
ONE = UUID(int=2015)


@pytest.fixture
def journey(people):
    return build(people)


@pytest.fixture
def joko(people, signed_in):
    """The participant's browser."""
    return signed_in(people.participant)


def sheet(journey, **more):
    """What a telephone sends."""
    return {
        "stop": journey.stop.pk,
        "client_id": str(ONE),
        "saw": "Lelang pukul tiga pagi.",
        "cost": "Dua juta.",
    } | more


def photo(content=PHOTO, name="IMG.jpg"):
    return SimpleUploadedFile(name, content, "image/jpeg")


def send(people, journey, saw="Lelang.", **more):
    given = {"actor": people.actor("participant"), "stop": journey.stop, "client_id": ONE, "answers": Answers(saw=saw)}
    return services.send(**given | more).observation


def test_sent_with_its_photo_it_stands_there_once(people, journey, joko):
    first = joko.post(
        API, sheet(journey, photo=photo(telling_jpeg()), account=account_key(people.actor("participant")))
    )
    again = joko.post(API, sheet(journey, photo=photo(telling_jpeg())))
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    stored = Observation.objects.get(client_id=ONE)
    assert (stored.saw, stored.cost, stored.revision) == ("Lelang pukul tiga pagi.", "Dua juta.", 1)
    assert stored.participant == journey.participant
    assert b"Rahasia" not in kept.path_of(stored.photo.digest).read_bytes()
    assert Photo.objects.count() == 1
    assert AuditRow.objects.filter(action="observation.sent").count() == 1
    shown = joko.get(first.json()["photo"])
    assert shown.headers["Content-Type"] == "image/jpeg"
    assert b"".join(shown.streaming_content) == kept.path_of(stored.photo.digest).read_bytes()


def test_sent_again_with_other_words_nothing_is_changed(journey, joko):
    joko.post(API, sheet(journey))
    answer = joko.post(API, sheet(journey, saw="Kata lain sama sekali."))
    assert answer.status_code == 200
    assert answer.json()["saw"] == "Lelang pukul tiga pagi."
    # What is to be changed says which revision it began from.
    number, revision = answer.json()["id"], answer.json()["revision"]
    changed = joko.put(f"{API}/{number}", {"saw": "Kata lain.", "revision": revision}, "application/json")
    assert (changed.status_code, changed.json()["saw"], changed.json()["revision"]) == (200, "Kata lain.", 2)
    late = joko.put(f"{API}/{number}", {"saw": "Terlambat.", "revision": revision}, "application/json")
    assert late.status_code == 409
    assert late.json()["revision"] == 2
    assert {"field": "saw", "stored": "Kata lain.", "sent": "Terlambat."} in late.json()["differences"]


def test_the_number_of_somebody_elses_observation_is_refused_and_tells_nothing(people, journey, joko):
    journey.participant.user = people.stranger
    journey.participant.save()
    Participant.objects.create(cohort=journey.cohort, user=people.participant, agency=journey.agency)
    answer = joko.post(API, sheet(journey, client_id=str(journey.observation.client_id)))
    assert answer.status_code == 409
    assert journey.observation.saw not in answer.content.decode()


def test_what_another_account_wrote_on_this_phone_is_refused(people, journey, joko):
    answer = joko.post(API, sheet(journey, account=account_key(people.actor("host"))))
    assert answer.status_code == 409
    assert "akun lain" in answer.json()["detail"]
    page = joko.post(f"/belajar/kunjungan/{journey.visit.pk}/amati/", sheet(journey, account="0" * 24))
    assert page.status_code == 409
    assert not Observation.objects.filter(client_id=ONE).exists()


def test_keys_of_accounts_differ_and_tell_nothing(people):
    keys = {account_key(people.actor(role)) for role in ("participant", "host", "organiser")}
    assert len(keys) == 3
    assert account_key(people.actor("participant")) in keys
    from potensi.web.actor import NOBODY

    assert account_key(NOBODY) == ""


@pytest.mark.parametrize("what", sorted(BAD_FILES))
def test_a_bad_photo_is_answered_with_its_sentence_and_nothing_is_kept(what, journey, joko):
    name, content, code = BAD_FILES[what]
    answer = joko.post(API, sheet(journey, photo=photo(content, name)))
    if code == "empty":  # a part of a form without content is no file at all
        assert answer.status_code in (201, 422)
        return
    assert answer.status_code == 422, answer.content
    assert answer.json()["code"] == code
    assert answer.json()["detail"].endswith(".")
    page = joko.post(f"/belajar/kunjungan/{journey.visit.pk}/amati/", sheet(journey, photo=photo(content, name)))
    assert page.status_code == 422
    assert answer.json()["detail"] in page.content.decode().replace("&#x27;", "'")
    assert not Observation.objects.filter(client_id=ONE).exists()
    assert not Photo.objects.exists()


def test_words_are_bounded_and_something_must_have_been_seen(people, journey, joko):
    for wrong in ({"saw": ""}, {"saw": "x" * (LONGEST + 1)}, {"cost": "x" * (LONGEST + 1)}, {"client_id": "x"}):
        assert joko.post(API, sheet(journey, **wrong)).status_code == 422
    with pytest.raises(Invalid):
        send(people, journey, saw="  \n ")
    with pytest.raises(Invalid):
        send(people, journey, saw="x" * (LONGEST + 1))
    assert send(people, journey, saw="  satu\r\ndua  ").saw == "satu\ndua"


@pytest.mark.parametrize(
    ("stated", "kept_as"),
    [
        (datetime(2025, 9, 15, 3, tzinfo=UTC), "stated"),
        (datetime(2999, 1, 1, tzinfo=UTC), "received"),
        (None, "received"),
    ],
)
def test_nothing_is_written_after_it_was_received(people, journey, stated, kept_as):
    made = send(people, journey, written=stated)
    assert made.written == (stated if kept_as == "stated" else made.received)


def test_a_form_takes_a_clock_that_makes_no_sense(journey, joko):
    path = f"/belajar/kunjungan/{journey.visit.pk}/amati/"
    for place, written in enumerate(["", "kemarin", "2025-13-01", "1970-01-01T00:00:00Z", "2025-09-15T10:00:00"]):
        client = str(UUID(int=3000 + place))
        assert joko.post(path, sheet(journey, client_id=client, written=written)).status_code == 302
        made = Observation.objects.get(client_id=client)
        assert abs(made.written - timezone.now()) < timedelta(days=1)


def test_only_who_takes_part_writes_and_only_while_the_visit_stands(people, journey):
    for role in ("organiser", "host", "stranger"):
        with pytest.raises(Forbidden):
            send(people, journey, actor=people.actor(role))
    Visit.objects.filter(pk=journey.visit.pk).update(state="cancelled")
    journey.stop.visit.refresh_from_db()
    with pytest.raises(Invalid):
        send(people, journey)
    journey.participant.left = journey.cohort.ends
    journey.participant.save()
    with pytest.raises(Forbidden):
        send(people, journey)


def test_who_reads_what(people, journey):
    visible = lambda role: set(rules.visible_observations(people.actor(role)))  # noqa: E731
    assert journey.observation in visible("participant")
    assert journey.observation in visible("organiser")
    assert journey.observation in visible("host")
    assert visible("stranger") == visible("visitor") == set()
    # The host of one visit does not read what was seen at another one of the same cohort.
    elsewhere = Visit.objects.create(
        cohort=journey.cohort, host_region_id="3511", starts=journey.visit.starts, ends=journey.visit.ends
    )
    Observation.objects.filter(pk=journey.observation.pk).update(stop=_stop(elsewhere))
    assert visible("host") == set()
    assert journey.observation in visible("participant")
    services.withdraw(actor=people.actor("participant"), observation=journey.observation)
    assert journey.observation in visible("participant")
    assert visible("organiser") == set()
    # Whoever dropped out still has their own words.
    Participant.objects.filter(pk=journey.participant.pk).update(left=journey.cohort.ends)
    assert journey.observation in visible("participant")


def _stop(visit):
    return visit.stops.create(title="Pasar", starts=datetime(2025, 9, 15, 6, tzinfo=UTC), place="Kota")


def test_a_withdrawn_one_is_changed_no_more(people, journey):
    own = people.actor("participant")
    services.withdraw(actor=own, observation=journey.observation)
    stored = Observation.objects.get(pk=journey.observation.pk)
    with pytest.raises(Forbidden):
        services.withdraw(actor=own, observation=stored)
    with pytest.raises(Forbidden):
        services.edit(actor=own, observation=stored, revision=1, answers=Answers(saw="x"), photo=None)


def test_words_of_both_editions_stand_in_the_audit(people, journey):
    services.edit(
        actor=people.actor("participant"),
        observation=journey.observation,
        revision=1,
        answers=Answers(saw="Loket terpadu."),
        photo=None,
    )
    row = AuditRow.objects.get(action="observation.edited")
    assert (row.before["saw"], row.after["saw"]) == ("Satu loket untuk semua izin.", "Loket terpadu.")
    with pytest.raises(Outdated):
        services.edit(
            actor=people.actor("participant"),
            observation=journey.observation,
            revision=1,
            answers=Answers(saw="Kata lain."),
            photo=None,
        )


def test_two_devices_of_one_person_are_shown_the_difference(journey, joko):
    path = f"/belajar/pengamatan/{journey.observation.pk}/ubah/"
    assert joko.post(path, {"saw": "Dari ponsel.", "revision": 1}).status_code == 302
    late = joko.post(path, {"saw": "Dari komputer.", "revision": 1})
    assert late.status_code == 409
    assert "Dari ponsel." in late.content.decode()
    assert 'value="2"' in late.content.decode()
    assert joko.post(path, {"saw": "Dari komputer.", "revision": 2}).status_code == 302
    journey.observation.refresh_from_db()
    assert journey.observation.saw == "Dari komputer."


def test_a_photo_is_replaced_kept_and_removed(journey, joko):
    path = f"/belajar/pengamatan/{journey.observation.pk}/ubah/"
    seen = lambda: Observation.objects.get(pk=journey.observation.pk)  # noqa: E731
    joko.post(path, {"saw": "a", "revision": 1, "photo": photo()})
    first = seen().photo
    assert first is not None
    joko.post(path, {"saw": "b", "revision": 2})
    assert seen().photo == first
    joko.post(path, {"saw": "b", "revision": 3, "without_photo": "on"})
    assert seen().photo is None


def test_the_list_is_by_stop_of_one_group_or_ones_own(people, journey, joko):
    other = Participant.objects.get(pk=journey.guest.pk)
    Observation.objects.create(
        stop=journey.stop, participant=other, client_id=uuid4(), saw="Nia.", written=timezone.now()
    )
    actor, visit = people.actor("participant"), journey.visit

    def words(**which):
        return {seen.saw for each in by_stop(actor, visit, **which) for seen in each.observations}

    assert words() == {"Nia.", journey.observation.saw}
    assert words(own=True) == {journey.observation.saw}
    assert words(group="1") == words()
    assert words(group="2") == set()
    assert words(stop=str(journey.hidden_stop.pk)) == set()
    for query in ("?titik=x&kelompok=9&saya=1", "?titik=9999999999999999999999", "?kelompok=²"):
        assert joko.get(f"/belajar/kunjungan/{visit.pk}/pengamatan/{query}").status_code == 200


def test_of_many_the_first_are_shown_and_all_at_their_own_stop(people, journey, joko):
    for number in range(30):
        more = {"stop": journey.stop, "participant": journey.guest, "written": timezone.now()}
        Observation.objects.create(client_id=uuid4(), saw=f"Pengamatan {number}.", **more)
    services.withdraw(actor=people.actor("participant"), observation=journey.observation)
    address = f"/belajar/kunjungan/{journey.visit.pk}/pengamatan/"
    first = joko.get(address).content.decode()
    assert "30 pengamatan" in first
    assert first.count('class="card"') == 12
    assert f"?titik={journey.stop.pk}&amp;kelompok=" in first
    assert "Semua 30 pengamatan" in first
    every = joko.get(f"{address}?titik={journey.stop.pk}").content.decode()
    assert every.count('class="card"') == 31
    assert "Semua 30 pengamatan" not in every


def test_the_page_for_writing_names_nobody_and_says_which_page_may_be_kept(people, journey, joko):
    answer = joko.get(f"/belajar/kunjungan/{journey.visit.pk}/amati/")
    text = answer.content.decode()
    assert answer.headers["X-Potensi-Observe"] == "1"
    assert "no-store" in answer.headers["Cache-Control"]
    assert [
        word for word in (people.participant.name, people.participant.email, journey.observation.saw) if word in text
    ] == []
    assert account_key(people.actor("participant")) in text
    assert (
        joko.get(f"/belajar/titik/{journey.stop.pk}/amati/").headers["Location"].endswith(f"?titik={journey.stop.pk}")
    )
    wrong = joko.post(f"/belajar/kunjungan/{journey.visit.pk}/amati/", sheet(journey, saw=""))
    assert wrong.status_code == 422
    assert "X-Potensi-Observe" not in wrong.headers


def test_the_worker_is_a_script_for_the_whole_site(client):
    for lang in ("", "/en"):
        answer = client.get(f"{lang}/belajar/amati/pekerja.js")
        assert answer.headers["Content-Type"] == "text/javascript"
        assert answer.headers["Service-Worker-Allowed"] == "/"
        assert answer.headers["Cache-Control"] == "no-cache"
        assert "script-src 'self'" in answer.headers["Content-Security-Policy"]


def test_the_key_says_who_is_signed_in(people, client, joko):
    assert client.get("/belajar/amati/kunci/").json()["account"] == ""
    told = joko.get("/belajar/amati/kunci/")
    assert told.json()["account"] == account_key(people.actor("participant"))
    assert "no-store" in told.headers["Cache-Control"]


def test_a_fresh_key_is_needed_to_send_by_session(people, journey):
    client = Client(enforce_csrf_checks=True)
    client.force_login(people.participant, backend="django.contrib.auth.backends.ModelBackend")
    assert client.post(API, sheet(journey)).status_code == 403
    token = client.get("/belajar/amati/kunci/").json()["token"]
    assert client.post(API, sheet(journey), headers={"X-CSRFToken": token}).status_code == 201


def test_what_the_scripts_say_is_there_in_both_languages():
    from potensi.web.visits.views.observations import FILLED, WORDS

    for lang in LANGUAGES:
        assert all(say(f"visits_observe.live.{word}", lang, **FILLED.get(word, {})) for word in WORDS)


@pytest.mark.django_db(transaction=True)
def test_eight_at_once_are_one(people):
    """The same sheet sent by eight threads at once, as an impatient thumb and a weak signal do."""
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.fail("a database in memory is not shared by threads as files are")
    journey, met, barrier = build(people), [], Barrier(8)

    def one():
        client = Client(raise_request_exception=False)
        client.force_login(people.participant, backend="django.contrib.auth.backends.ModelBackend")
        barrier.wait(30)
        met.append(client.post(API, sheet(journey, photo=photo())).status_code)
        connection.close()

    threads = [Thread(target=one) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(60)
    assert len(met) == 8
    assert set(met) <= {200, 201}
    assert met.count(201) == 1
    assert Observation.objects.filter(client_id=ONE).count() == 1
    assert AuditRow.objects.filter(action="observation.sent").count() == 1
    assert Photo.objects.count() == 1
