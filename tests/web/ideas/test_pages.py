"""The pages of ideas: at a glance, waiting for whom, two who edit at once, what is hidden, files."""

import io
import re
from datetime import date

import pypdfium2
import pytest
from django.urls import reverse
from django.utils import timezone, translation
from web.conftest import BONDOWOSO, person
from web.ideas.making import TEXTS, described, promised, ready
from web.pages.reading import body_of, text_of

from potensi.language import say
from potensi.web.actor import NOBODY
from potensi.web.ideas.models import CRITERIA, Agreement, Contribution, Idea, Review
from potensi.web.ideas.queries import lists, waiting
from potensi.web.ideas.services import agreements, bases, contributions, judging, moving, texts, trials
from potensi.web.people.models import Agency

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def page(client, idea, lang="id"):
    return text_of(client.get(in_language(lang, "ideas:idea", idea)))


def in_language(lang, name, idea):
    """An address in a language, whichever the page before was in."""
    with translation.override(lang):
        return reverse(name, args=[idea.pk])


@pytest.fixture
def analyst(there, signed_in):
    return signed_in(there.people.analyst)


def since(record, days):
    """Let something have been asked some days ago."""
    type(record).objects.filter(pk=record.pk).update(asked=timezone.now() - timezone.timedelta(days=days))


def test_an_idea_tells_at_a_glance_what_matters(there, analyst):
    idea = ready(there)
    Idea.objects.filter(pk=idea.pk).update(cost="Gudang tanpa sewa.", cost_rupiah=18_500_000, stop_on=date(2031, 5, 2))
    told = page(analyst, idea)
    for part in ("Gudang kopi tua", "18,50 juta rupiah", "Gudang tanpa sewa.", TEXTS["trial"], TEXTS["wrong_if"],
                 TEXTS["stop_when"], "2 Mei 2031", "Kepala Bappeda", "Dinas Pariwisata", "setuju", "Dirancang",
                 "Satu loket"):  # fmt: skip
        assert part in told, part
    assert "Semua syarat untuk dijalankan sudah lengkap." in told


def test_it_says_for_whom_it_waits_and_for_how_long(there, analyst):
    since(there.contribution, 12)
    since(there.agreement, 1)
    told = page(analyst, there.idea)
    assert f"Menunggu jawaban {there.agency.name} selama 12 hari." in told
    assert f"Menunggu persetujuan kepala {there.agency.name} selama 1 hari." in told
    assert "Menunggu seorang penilai sejak hari ini." in told
    assert "selama 12 hari" in text_of(analyst.get(reverse("ideas:list")))


def test_everything_missing_is_named_with_who_can_supply_it(there, analyst):
    told = page(analyst, there.idea)
    name = there.agency.name
    for part in (f"Yang dapat menunjuk: {name}.", "Baru 0 dari 2", f"Yang sudah diminta: {name}.",
                 f"Yang dapat menyetujui: kepala {name}.", "Uji coba terkecil belum ditulis."):  # fmt: skip
        assert part in told, part


def test_the_button_onward_is_there_only_where_the_way_is_open(there, analyst):
    idea = ready(there)
    onward = reverse("ideas:onward", args=[idea.pk])
    assert onward in analyst.get(reverse("ideas:idea", args=[idea.pk])).content.decode()
    Idea.objects.filter(pk=idea.pk).update(wrong_if="")
    assert onward not in analyst.get(reverse("ideas:idea", args=[idea.pk])).content.decode()
    answer = analyst.post(onward, {"stage": "running"})
    assert answer.status_code == 409
    Idea.objects.filter(pk=idea.pk).update(wrong_if="Sepi.")
    assert analyst.post(onward, {"stage": "running"}).status_code == 302
    assert Idea.objects.get(pk=idea.pk).stage == "running"


def test_mine_is_what_waits_for_me(there):
    assert {each.kind for each in waiting.mine(there.act("leader"))} == {"contribution", "agreement"}
    assert {each.kind for each in waiting.mine(there.act("analyst"))} == {"contribution"}
    assert {each.kind for each in waiting.mine(there.act("stranger"))} == {"review"}
    assert waiting.mine(there.act("visitor")) == []
    assert waiting.mine(NOBODY) == []
    moving.stop(actor=there.act("analyst"), idea=there.idea, lesson="Terlalu jauh.")
    assert waiting.mine(there.act("leader")) == []


def test_my_own_page_leads_to_what_waits(there, signed_in):
    assert reverse("ideas:mine") in signed_in(there.people.leader).get(reverse("people:me")).content.decode()
    assert reverse("ideas:mine") not in signed_in(there.people.visitor).get(reverse("people:me")).content.decode()
    told = text_of(signed_in(there.people.stranger).get(reverse("ideas:mine")))
    assert there.idea.title in told
    assert "penilai" in told


def test_the_list_is_asked_by_stage_agency_region_words_and_waiting(there):
    act, every = there.act("analyst"), {there.idea.pk, there.public_idea.pk}

    def found(**asked):
        return {each.pk for each in lists.listed(act, lists.Asked(**asked))}

    assert found() == every
    assert found(region=BONDOWOSO) == set()
    assert found(text="pasar minggu") == {there.public_idea.pk}
    assert found(waiting=True) == {there.idea.pk}
    assert found(agency=there.partner.pk) == set()
    promised(there, "nina", there.partner)
    assert found(agency=there.partner.pk) == {there.idea.pk}
    moving.move(actor=act, idea=there.idea, stage="examined")
    assert found(stage="examined") == {there.idea.pk}
    assert {each.pk for each in lists.listed(NOBODY, lists.Asked())} == {there.public_idea.pk}


def test_a_public_idea_does_not_tell_of_an_asset_that_is_not_public(there, client, analyst):
    bases.base_on(actor=there.act("analyst"), idea=there.public_idea, asset=there.hidden_asset)
    assert there.hidden_asset.name in page(analyst, there.public_idea)
    told = page(client, there.public_idea)
    assert there.hidden_asset.name not in told
    assert say("ideas.base.hidden_asset") in told
    answer = client.get(f"/api/v1/ideas/{there.public_idea.pk}").json()
    assert [(each["hidden"], each["asset"]) for each in answer["bases"]] == [(True, None)]
    sheet = client.get(reverse("ideas:sheet", args=[there.public_idea.pk]))
    assert there.hidden_asset.name not in _pdf(body_of(sheet))[1]


def test_a_promise_that_is_not_for_the_reader_is_not_told_as_the_origin(there, client):
    Idea.objects.filter(pk=there.public_idea.pk).update(take_home=there.take_home, practice=there.draft)
    told = page(client, there.public_idea)
    assert there.take_home.title not in told
    assert there.draft.title not in told


def test_a_withdrawn_asset_stays_and_is_told_as_such(there, analyst):
    type(there.asset).objects.filter(pk=there.asset.pk).update(withdrawn=timezone.now())
    told = page(analyst, there.idea)
    assert there.asset.name in told
    assert say("ideas.base.asset_withdrawn") in told
    assert say("ideas.warning.asset_withdrawn") in told


def test_a_new_idea_begins_with_the_promise_it_comes_from(there, signed_in):
    client = signed_in(there.people.participant)
    form = client.get(f"{reverse('ideas:new')}?take_home={there.take_home.pk}").context["form"]
    assert form.initial["title"] == there.take_home.title
    assert form.initial["trial"] == there.take_home.first_step
    assert there.practice.what in form.initial["summary"]
    sent = TEXTS | {"agency": there.agency.pk, "take_home": there.take_home.pk}
    assert client.post(reverse("ideas:new"), sent).status_code == 302
    made = Idea.objects.latest("pk")
    assert (made.take_home, made.practice, made.created_by) == (
        there.take_home,
        there.practice,
        there.people.participant,
    )


def test_without_a_script_a_button_shows_ideas_like_it_and_keeps_nothing(there, analyst):
    before = Idea.objects.count()
    sent = TEXTS | {"title": "Pasar kopi", "agency": there.agency.pk, "look": "1"}
    answer = analyst.post(reverse("ideas:new"), sent)
    told = text_of(answer)
    assert there.public_idea.title in told
    assert 'value="Pasar kopi"' in answer.content.decode()
    assert Idea.objects.count() == before


def test_who_edits_second_sees_both_texts_and_saves_on_top(there, analyst, signed_in):
    described(there, summary="Gudang menjadi kedai dan museum.")
    other, address = signed_in(there.people.participant), reverse("ideas:edit", args=[there.idea.pk])
    sent = TEXTS | {"summary": "Gudang menjadi rumah sangrai.", "revision": 1}
    answer = other.post(address, sent)
    told = answer.content.decode()
    assert answer.status_code == 200
    assert "museum" in told
    assert "sangrai" in told
    assert Idea.objects.get(pk=there.idea.pk).summary == "Gudang menjadi kedai dan museum."
    again = re.search(r'name="revision" value="(\d+)"', told)[1]
    assert other.post(address, sent | {"revision": again}).status_code == 302
    assert Idea.objects.get(pk=there.idea.pk).summary == "Gudang menjadi rumah sangrai."


def test_somebody_of_an_agency_who_answers_second_sees_the_first(there, signed_in):
    promised(there, "analyst", there.agency, what="Dua orang perencana.")
    address = reverse("ideas:promise", args=[there.idea.pk, there.agency.pk])
    answer = signed_in(there.people.host).post(address, {"kind": "place", "what": "Aula.", "revision": 1})
    assert "perencana" in answer.content.decode()
    assert Contribution.objects.get(pk=there.contribution.pk).what == "Dua orang perencana."


def test_scores_are_hidden_from_who_has_still_to_judge_on_page_api_and_for_the_public(there, client, signed_in):
    idea = there.idea
    Idea.objects.filter(pk=idea.pk).update(visibility="public")
    judging.invite(actor=there.act("organiser"), idea=idea, reviewer=there.people.administrator)
    given = dict.fromkeys(CRITERIA, 5)
    note = "Catatan rahasia."
    judging.judge(actor=there.act("stranger"), review=there.review, scores=given, note=note, revision=1)
    late, middle = signed_in(there.people.administrator), say("ideas.scores.middle")
    for reader in (late, client):
        told = page(reader, idea)
        assert middle not in told
        assert note not in told
        assert reader.get(f"/api/v1/ideas/{idea.pk}").json()["scores"]["spread"] is None
    told = page(signed_in(there.people.analyst), idea)
    assert middle in told
    assert say("ideas.scores.few") in told
    own = Review.objects.get(idea=idea, reviewer=there.people.administrator)
    answer = late.post(reverse("ideas:judge", args=[own.pk]), dict.fromkeys(CRITERIA, 2) | {"revision": 1})
    assert answer.status_code == 302
    told = page(client, idea)
    assert middle in told
    assert "2 sampai 5" in told


def test_reviewers_names_are_for_those_who_invite(there, client, analyst, signed_in):
    Idea.objects.filter(pk=there.idea.pk).update(visibility="public")
    name = there.people.stranger.name
    assert name in page(signed_in(there.people.organiser), there.idea)
    assert name not in page(analyst, there.idea).partition("Gagasan")[2]
    assert name not in page(client, there.idea)


def test_stages_carry_the_national_names_where_that_is_chosen(there, analyst):
    assert "Diagnose" not in page(analyst, there.idea)
    analyst.post(reverse("ideas:naming", args=[there.idea.pk]), {"names": "national"})
    told = page(analyst, there.idea)
    for name in ("Drum up", "Diagnose", "Design", "Deliver", "Display"):
        assert name in told


def test_the_day_to_stop_being_over_is_told_on_page_and_list(there, analyst):
    Idea.objects.filter(pk=there.idea.pk).update(stop_on=date(2020, 1, 1))
    sentence = say("ideas.warning.stop_passed")
    assert sentence in page(analyst, there.idea)
    assert sentence in text_of(analyst.get(reverse("ideas:list")))


def test_a_trial_s_result_and_lesson_are_told(there, analyst):
    idea = described(there)
    trial = trials.begin(actor=there.act("analyst"), idea=idea, began=date(2026, 3, 2))
    end = reverse("ideas:end_trial", args=[trial.pk])
    sent = {"ended": "2026-03-09", "result": "Sembilan tamu.", "verdict": "refuted", "lesson": ""}
    assert analyst.post(end, sent).status_code == 422
    assert analyst.post(end, sent | {"lesson": "Pasang papan nama."}).status_code == 302
    told = page(analyst, idea)
    for part in ("Sembilan tamu.", "Tidak terbukti", "Pasang papan nama.", say("ideas.warning.refuted")):
        assert part in told


def test_an_agency_elsewhere_is_asked_and_answers_on_the_page(there, analyst, signed_in):
    iwan = person("iwan", BONDOWOSO, "analyst")
    agency = Agency.objects.get(region=BONDOWOSO)
    sent = {"agency": agency.pk, "kind": "other", "wish": "Bibit kopi."}
    assert analyst.post(reverse("ideas:ask", args=[there.idea.pk]), sent).status_code == 302
    client = signed_in(iwan)
    assert "Bibit kopi." in page(client, there.idea)
    answer = {"kind": "other", "what": "Seribu bibit.", "revision": 1}
    assert client.post(reverse("ideas:promise", args=[there.idea.pk, agency.pk]), answer).status_code == 302
    assert f"{agency.name}, Kabupaten Bondowoso" in page(analyst, there.idea)


def test_a_head_decides_on_the_page_and_a_no_needs_its_reason(there, signed_in):
    client, address = signed_in(there.people.leader), reverse("ideas:decide", args=[there.idea.pk])
    sent = {"agency": there.agency.pk, "agreed": "no", "note": ""}
    assert client.post(address, sent).status_code == 422
    assert client.post(address, sent | {"note": "Belum ada izin."}).status_code == 302
    assert Agreement.objects.get(pk=there.agreement.pk).agreed is False
    assert "Belum ada izin." in page(client, there.idea)


def test_the_sheet_is_one_page_however_much_is_written(there, analyst):
    long = "Kata yang cukup panjang untuk mengisi baris. " * 80
    idea = described(there, summary=long, cost=long, trial=long, wrong_if=long, stop_when=long)
    for number in range(12):
        agency = Agency.objects.create(region_id="3510", name=f"Dinas Nomor {number}")
        contributions.ask(actor=there.act("analyst"), idea=idea, agency=agency, wish=long[:900])
    agreements.ask_agreement(actor=there.act("analyst"), idea=idea, agency=agency)
    for lang in ("id", "en"):
        pages, told = _pdf(body_of(analyst.get(in_language(lang, "ideas:sheet", idea))))
        assert pages == 1
        assert TEXTS["title"] in told


def test_the_list_comes_as_a_table_of_what_the_reader_may_see(there, client, analyst):
    address = reverse("ideas:table", args=["csv"])
    told = body_of(client.get(address)).decode()
    assert told.startswith("\ufeff")
    assert there.public_idea.title in told
    assert there.idea.title not in told
    assert there.idea.title in body_of(analyst.get(address)).decode()
    assert there.idea.title not in body_of(analyst.get(f"{address}?stage=running")).decode()
    book = body_of(analyst.get(reverse("ideas:table", args=["xlsx"])))
    from python_calamine import CalamineWorkbook

    rows = [row for name in CalamineWorkbook.from_filelike(io.BytesIO(book)).sheet_names
            for row in CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_name(name).to_python()]  # fmt: skip
    assert any(there.idea.title in map(str, row) for row in rows)
    assert analyst.get(reverse("ideas:table", args=["docx"])).status_code == 404


def test_english_says_it_in_english(there, analyst):
    told = page(analyst, there.idea, "en")
    for part in ("The smallest test", "Waiting for whom", "What is missing before it may run"):
        assert part in told


def test_texts_by_hand_are_escaped(there, analyst):
    texts.edit(actor=there.act("analyst"), idea=there.idea, revision=1, texts=TEXTS | {"title": "<script>x</script>"})
    assert "<script>x" not in analyst.get(reverse("ideas:idea", args=[there.idea.pk])).content.decode()


def _pdf(content):
    """Return how many pages a PDF has, and its text."""
    with pypdfium2.PdfDocument(content) as opened:
        found = [each.get_textpage().get_text_range() for each in opened]
    return len(found), " ".join(" ".join(found).split())
