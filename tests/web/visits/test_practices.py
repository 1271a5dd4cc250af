"""Practice cards: merged so that nobody's words are lost, edited by two people, corrected by the host, asked about."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from web.rights import journey

from potensi.web.actor import NOBODY, SYSTEM
from potensi.web.audit.models import AuditRow
from potensi.web.edits import Outdated
from potensi.web.people.models import Office, User
from potensi.web.people.queries import actor_of
from potensi.web.photos.models import Photo
from potensi.web.refused import Forbidden, Invalid
from potensi.web.visits.merging import TEXTS, Voice, merged, written
from potensi.web.visits.models import Observation, Practice
from potensi.web.visits.models.learned import OBSERVED
from potensi.web.visits.practice_message import message, shortened
from potensi.web.visits.queries import practices as queries
from potensi.web.visits.queries.practices import Asked
from potensi.web.visits.services import practices as services
from potensi.web.visits.services.practices import Answer, Card

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

ANSWERS = {
    "saw": "Sembilan dinas di satu ruang.",
    "works_because": "Bupati datang setiap Senin.",
    "cost": "Dua miliar rupiah setahun.",
    "not_at_home": "Gedung kami terlalu kecil.",
    "take_home": "Satu formulir untuk semua.",
}
CARD = Card("Satu loket", "Semua izin di satu tempat.", "Semua dinas duduk bersama.")


@pytest.fixture
def there(people):
    return journey.build(people)


@pytest.fixture
def writer(people):
    return people.actor("participant")


@pytest.fixture
def guest(there):
    """What the participant from Bondowoso saw, and who they are."""
    answers = dict(ANSWERS, saw="Antrean paling lama lima menit.")
    return Observation.objects.create(
        stop=there.stop,
        participant=there.guest,
        client_id=uuid4(),
        written=datetime(2025, 9, 15, tzinfo=UTC),
        **answers,
    )


words = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=80)
voices = st.builds(
    Voice,
    st.sampled_from(("Joko, Bappeda, Banyuwangi", "Nia, Dinas (Baru), Bondowoso", "Ayu {x}, Sekda, Jember")),
    st.fixed_dictionaries(dict.fromkeys(OBSERVED, words | st.sampled_from(("Satu loket.", "a\r\nb", "{kurung}")))),
)


@given(st.lists(voices, max_size=12), st.sampled_from(("id", "en")))
def test_a_merged_card_holds_every_word_of_everybody_with_their_name(people_heard, lang):
    texts = merged(people_heard, lang)
    assert {name for fields in TEXTS.values() for name in fields} == set(OBSERVED)
    for each in people_heard:
        for text, fields in TEXTS.items():
            for name in fields:
                said = written(each.answers[name])
                lines = texts[text]
                assert said in lines
                if said:
                    after = lines[lines.index(f"– {said} (") + len(f"– {said} (") :]
                    assert each.who in after.split("\n–")[0]


def test_a_draft_merges_what_a_group_saw(there, writer, guest):
    card = services.draft_practice(
        actor=writer, visit=there.visit, observations=[guest, there.observation], title="  Satu   loket "
    )
    assert (card.title, card.state, card.group, card.revision) == ("Satu loket", "draft", there.group, 1)
    assert card.what.splitlines() == [
        "– Satu loket untuk semua izin. (Joko, Bappeda, Kabupaten Banyuwangi)",
        f"– Antrean paling lama lima menit. (Nia, {there.guest.agency}, Kabupaten Bondowoso)",
    ]
    assert all(
        answer in getattr(card, text) for text, answer in zip(list(TEXTS)[1:], list(ANSWERS.values())[1:], strict=True)
    )
    names = [name for credit in queries.credits_of(card) for name in credit.names]
    assert sorted(names) == ["Joko", "Nia"]


def test_a_card_without_a_title_bears_its_stops_and_needs_observations_of_its_visit(there, writer):
    made = services.draft_practice(actor=writer, visit=there.visit, observations=[there.observation])
    assert made.title == there.stop.title
    for chosen in ([], [Observation(pk=10**6)]):
        with pytest.raises(Invalid):
            services.draft_practice(actor=writer, visit=there.visit, observations=chosen)
    Observation.objects.filter(pk=there.observation.pk).update(withdrawn=timezone.now())
    with pytest.raises(Invalid):
        services.draft_practice(actor=writer, visit=there.visit, observations=[there.observation])


def test_later_observations_are_put_below_what_stands_there(there, writer, guest):
    card = services.draft_practice(actor=writer, visit=there.visit, observations=[there.observation])
    services.edit_practice(actor=writer, practice=card, revision=1, card=replace(CARD, what="Kata penyunting."))
    card = services.add_observations(actor=writer, practice=card, observations=[guest])
    assert card.what.startswith("Kata penyunting.\n– Antrean paling lama lima menit. (Nia,")
    assert card.observations.count() == 2
    with pytest.raises(Invalid):
        services.add_observations(actor=writer, practice=card, observations=[guest])


def test_of_two_editors_the_later_is_shown_the_difference_and_nobodys_words_vanish(there, writer, people):
    card, nia = there.draft, actor_of(there.guest.user)
    first = services.edit_practice(actor=writer, practice=card, revision=1, card=replace(CARD, what="Kata Joko."))
    with pytest.raises(Outdated) as refused:
        services.edit_practice(actor=nia, practice=card, revision=1, card=replace(CARD, what="Kata Nia."))
    assert refused.value.revision == first.revision == 2
    assert {each.field for each in refused.value.differences} == {"what"}
    services.edit_practice(actor=nia, practice=card, revision=2, card=replace(CARD, what="Kata Nia dan Joko."))
    told = [row.before["what"] + row.after["what"] for row in AuditRow.objects.filter(action="practice.edited")]
    assert any("Kata Joko." in each for each in told)
    card.refresh_from_db()
    assert (card.what, card.revision) == ("Kata Nia dan Joko.", 3)


def test_the_page_of_the_later_editor_keeps_what_they_typed(there, signed_in, people):
    url = reverse("visits:practice_edit", args=[there.draft.pk])
    joko, nia = signed_in(people.participant), signed_in(there.guest.user)
    sent = {"title": "Festival desa", "what": "Kata Joko.", "revision": 1}
    assert joko.post(url, sent).status_code == 302
    answer = nia.post(url, sent | {"what": "Kata Nia."})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "<del>Joko.</del>" in page
    assert "<ins>Nia.</ins>" in page
    assert 'name="revision" value="2"' in page
    assert "Kata Nia.</textarea>" in page
    assert nia.post(url, sent | {"what": "Kata Nia.", "revision": 2}).status_code == 302


def test_a_host_corrects_is_credited_and_what_was_corrected_shows_to_those_inside_alone(there, people, signed_in):
    url = reverse("visits:practice", args=[there.practice.pk])
    host = signed_in(people.host)
    edit = host.get(reverse("visits:practice_edit", args=[there.practice.pk]))
    assert edit["Location"] == reverse("visits:practice_correct", args=[there.practice.pk])
    sent = {"title": "Satu loket", "what": "Dua loket untuk semua izin.", "why": "Loketnya dua.", "revision": 1}
    assert host.post(edit["Location"], sent).status_code == 302
    there.practice.refresh_from_db()
    assert there.practice.corrected_by == Office.objects.get(memberships__user=people.host)
    inside, outside = host.get(url).content.decode(), signed_in(people.visitor).get(url).content.decode()
    for page in (inside, outside):
        assert there.practice.corrected_by.title in page
        assert "Dua loket untuk semua izin." in page
    for gone in ("<del>Satu</del>", "Loketnya dua."):
        assert gone in inside
        assert gone not in outside


def test_the_cohort_edits_and_the_host_does_not_edit_in_its_name(there, people):
    with pytest.raises(Forbidden):
        services.edit_practice(actor=people.actor("host"), practice=there.draft, revision=1, card=CARD)
    with pytest.raises(Forbidden):
        services.correct_practice(actor=people.actor("participant"), practice=there.draft, revision=1, card=CARD)


@pytest.fixture
def photos(there, guest):
    """A photo of the card's observation, and one of another."""
    made = [Photo.objects.create(digest=f"{n:064x}", width=800, height=600, bytes=1) for n in (1, 2)]
    Observation.objects.filter(pk=there.observation.pk).update(photo=made[0])
    Observation.objects.filter(pk=guest.pk).update(photo=made[1])
    return made


def test_a_card_shows_a_photo_of_its_own_observations_only(there, writer, photos):
    with pytest.raises(Invalid):
        services.edit_practice(actor=writer, practice=there.practice, revision=1, card=replace(CARD, photo=photos[1]))
    card = services.edit_practice(
        actor=writer, practice=there.practice, revision=1, card=replace(CARD, photo=photos[0])
    )
    assert card.photo == photos[0]


def test_a_card_that_is_edited_without_a_word_on_its_photo_keeps_it(there, signed_in, people, photos):
    Practice.objects.filter(pk=there.practice.pk).update(photo=photos[0])
    url = reverse("visits:practice_edit", args=[there.practice.pk])
    page = signed_in(people.participant).get(url).content.decode()
    assert f'value="{photos[0].pk}"' in page
    assert f'value="{photos[1].pk}"' not in page
    assert "checked" in page
    sent = {"title": "Satu loket", "what": "Semua izin.", "revision": 1, "photo": photos[0].pk}
    assert signed_in(people.participant).post(url, sent).status_code == 302
    assert Practice.objects.get(pk=there.practice.pk).photo == photos[0]
    assert signed_in(people.participant).post(url, sent | {"photo": "", "revision": 2}).status_code == 302
    assert Practice.objects.get(pk=there.practice.pk).photo is None


def test_publishing_asks_again_in_half_a_year_and_withdrawing_needs_a_reason(there, writer, people):
    card = services.publish_practice(actor=writer, practice=there.draft)
    assert card.ask_again == services.half_a_year_after(timezone.localdate())
    assert list(queries.published()) == [card, there.practice]
    with pytest.raises(Invalid):
        services.publish_practice(actor=writer, practice=card)
    with pytest.raises(Invalid):
        services.withdraw_practice(actor=writer, practice=card, why=" ")
    services.withdraw_practice(actor=writer, practice=card, why="Salah tempat.")
    assert card not in queries.published()
    with pytest.raises(Invalid):
        services.edit_practice(actor=writer, practice=card, revision=3, card=CARD)
    assert services.publish_practice(actor=writer, practice=card).published == card.published


def test_only_the_group_the_observers_and_the_organiser_publish(there, people):
    other = User.objects.create_user("lain@example.id", name="Lain")
    there.cohort.participants.create(user=other, agency=there.agency)
    with pytest.raises(Forbidden):
        services.publish_practice(actor=actor_of(other), practice=there.draft)
    with pytest.raises(Forbidden):
        services.publish_practice(actor=people.actor("host"), practice=there.draft)
    Practice.objects.filter(pk=there.draft.pk).update(group=None)
    there.draft.refresh_from_db()
    with pytest.raises(Forbidden):
        services.publish_practice(actor=people.actor("participant"), practice=there.draft)
    there.draft.observations.add(there.observation)
    services.publish_practice(actor=people.actor("participant"), practice=there.draft)


def test_the_host_answers_whether_it_still_runs(there, people):
    host, today = people.actor("host"), timezone.localdate()
    ahead = services.half_a_year_after(today)
    Practice.objects.filter(pk=there.practice.pk).update(ask_again=today - timedelta(days=3))
    assert list(queries.overdue(host, today)) == [there.practice]
    assert list(queries.overdue(people.actor("organiser"), today)) == [there.practice]
    assert list(queries.overdue(people.actor("stranger"), today)) == []
    assert list(queries.overdue(NOBODY, today)) == []
    refused = (
        Answer("unknown", today, ahead),
        Answer("running", today + timedelta(days=1), ahead),
        Answer("running", there.visit.starts - timedelta(days=1), ahead),
        Answer("running", today, today),
        Answer("running", today, None),
    )
    for answer in refused:
        with pytest.raises(Invalid):
            services.answer_running(actor=host, practice=there.practice, answer=answer)
    card = services.answer_running(actor=host, practice=there.practice, answer=Answer("stopped", today, None))
    assert (card.running, card.running_on, card.ask_again) == ("stopped", today, None)
    assert list(queries.overdue(host, today)) == []
    with pytest.raises(Invalid):
        services.answer_running(actor=host, practice=there.draft, answer=Answer("running", today, ahead))


def test_the_answer_form_asks_again_in_half_a_year_by_itself(there, people, signed_in):
    url = reverse("visits:practice_running", args=[there.practice.pk])
    host, today = signed_in(people.host), timezone.localdate()
    assert host.post(url, {"running": "changed", "on": today - timedelta(days=1)}).status_code == 302
    there.practice.refresh_from_db()
    assert there.practice.running_on == today - timedelta(days=1)
    assert there.practice.ask_again == services.half_a_year_after(today)
    assert host.post(url, {"running": "running", "on": today + timedelta(days=1)}).status_code == 422
    assert host.post(url, {"running": "running", "on": today, "ask_again": today}).status_code == 422
    page = host.get(reverse("visits:practice", args=[there.practice.pk])).content.decode()
    assert "menjawab: Berjalan dengan perubahan" in page


def test_what_has_stopped_is_not_asked_about_again(there, people, signed_in):
    """The form comes with a day to ask again; stopped, it is left out."""
    url, today = reverse("visits:practice_running", args=[there.practice.pk]), timezone.localdate()
    sent = {"running": "stopped", "on": today, "ask_again": services.half_a_year_after(today)}
    assert signed_in(people.host).post(url, sent).status_code == 302
    there.practice.refresh_from_db()
    assert (there.practice.running, there.practice.ask_again) == ("stopped", None)


@pytest.mark.parametrize(
    ("day", "later"),
    [(date(2025, 8, 31), date(2026, 2, 28)), (date(2023, 8, 31), date(2024, 2, 29)), (date(2025, 1, 15), date(2025, 7, 15))],
)  # fmt: skip
def test_half_a_year_later_is_a_day_that_exists(day, later):
    assert services.half_a_year_after(day) == later


def test_anybody_finds_cards_by_words_and_host(there):
    def found(**asked):
        return list(queries.published(Asked(**asked)))

    assert found(text="LOKET banyuwangi") == [there.practice]
    assert found(text="loket bondowoso") == []
    assert found(region="3510") == [there.practice]
    assert found(region="3511") == []
    assert found(running="stopped") == []
    assert [each.pk for each in queries.host_regions()] == ["3510"]


def test_the_list_shows_drafts_and_what_is_overdue_to_those_concerned_alone(client, there, people, signed_in):
    Practice.objects.filter(pk=there.practice.pk).update(ask_again=timezone.localdate() - timedelta(days=1))
    url = reverse("visits:practices")
    for reader, shown in ((client, False), (signed_in(people.stranger), False), (signed_in(people.host), True)):
        page = reader.get(url).content.decode()
        assert ("Festival desa" in page) is shown
        assert ("Menunggu jawaban" in page) is shown


def test_what_is_overdue_stands_on_the_hosts_and_the_organisers_page(there, people, signed_in):
    Practice.objects.filter(pk=there.practice.pk).update(ask_again=timezone.localdate() - timedelta(days=1))
    pages = [reverse("visits:host", args=[there.host.pk]), reverse("visits:programme", args=[there.programme.pk])]
    answer = reverse("visits:practice_running", args=[there.practice.pk])
    for url in pages:
        for role, shown, answers in (("host", True, True), ("organiser", True, False), ("stranger", False, False)):
            page = signed_in(getattr(people, role)).get(url).content.decode()
            assert ("Menunggu jawaban" in page) is shown
            assert (answer in page) is answers


def test_the_list_of_a_visit_leads_to_a_new_card(there, people, signed_in):
    url, new = reverse("visits:practices"), reverse("visits:practice_new", args=[there.visit.pk])
    page = signed_in(people.participant).get(url, {"kunjungan": there.visit.pk}).content.decode()
    assert new in page
    assert "Satu loket" in page
    assert new not in signed_in(people.stranger).get(url, {"kunjungan": there.visit.pk}).content.decode()
    elsewhere = signed_in(people.administrator).get(url, {"kunjungan": there.hidden_visit.pk}).content.decode()
    assert "Satu loket" not in elsewhere


def test_the_list_can_be_taken_along_with_every_name(client, there):
    answer = client.get(reverse("visits:practices_file", args=["csv"]), {"q": "loket"})
    text = answer.content.decode("utf-8-sig")
    assert text.splitlines()[0].startswith("Nama praktik,Tuan rumah,")
    assert "Joko (Bappeda, Kabupaten Banyuwangi)" in text
    assert reverse("visits:practice", args=[there.practice.pk]) in text
    assert client.get(reverse("visits:practices_file", args=["xlsx"])).content[:2] == b"PK"
    assert client.get(reverse("visits:practices_file", args=["exe"])).status_code == 404


def test_a_file_of_many_cards_takes_no_query_for_each(client, there, writer, django_assert_max_num_queries):
    for _ in range(12):
        card = services.draft_practice(actor=writer, visit=there.visit, observations=[there.observation])
        services.publish_practice(actor=writer, practice=card)
    with django_assert_max_num_queries(8):
        answer = client.get(reverse("visits:practices_file", args=["csv"]))
    assert answer.content.decode().count("Joko (Bappeda, Kabupaten Banyuwangi)") == 13


def test_a_public_card_has_what_a_message_shows_of_a_link_and_a_text_without_names(client, there):
    page = client.get(reverse("visits:practice", args=[there.practice.pk])).content.decode()
    assert '<meta property="og:title" content="Satu loket">' in page
    assert "Joko" in page
    text = message(there.practice, "id", "https://contoh.id/praktik/1/")
    assert "Joko" not in text
    assert text.endswith("https://contoh.id/praktik/1/")
    there.practice.what = "– Satu loket untuk semua izin. (Joko, Bappeda, Banyuwangi)\n– " + "panjang " * 200
    there.practice.works_because = there.practice.cost = "kata " * 400
    text = message(there.practice, "en", "https://contoh.id/praktik/1/")
    assert "Joko" not in text
    assert len(text) < 1000
    assert shortened("– Ada (rumah, hotel) di sini. (Joko, Bappeda, Banyuwangi)") == "Ada (rumah, hotel) di sini."


def test_observations_lie_side_by_side_by_stop_and_group(there, people, signed_in, guest):
    client, url = signed_in(people.participant), reverse("visits:practice_new", args=[there.visit.pk])
    page = client.get(url, {"titik": there.stop.pk, "kelompok": there.group.pk}).content.decode()
    assert "Satu loket untuk semua izin." in page
    assert "Antrean paling lama lima menit." in page
    assert client.post(url, {"title": "x"}).status_code == 422
    answer = client.post(url, {"observations": [there.observation.pk, guest.pk]})
    made = Practice.objects.latest("pk")
    assert answer["Location"] == reverse("visits:practice_edit", args=[made.pk])
    assert made.observations.count() == 2
    more = client.get(reverse("visits:practice_observations", args=[there.practice.pk])).content.decode()
    assert "Antrean paling lama lima menit." in more
    assert f'id="amat-{guest.pk}"' in more
    assert f'id="amat-{there.observation.pk}"' not in more


def test_the_system_leaves_no_office_behind(there):
    card = services.correct_practice(actor=SYSTEM, practice=there.practice, revision=1, card=CARD)
    assert card.corrected is not None
    assert card.corrected_by is None
