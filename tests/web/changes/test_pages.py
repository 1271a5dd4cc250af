"""What changed, as people read it: the answer in words, the records they may open, the files."""

import io
import re

import pytest
from openpyxl import load_workbook
from web.rights import journey as journeys

from potensi.web.actor import NOBODY
from potensi.web.changes.queries import STEPS, what_changed
from potensi.web.changes.scopes import scope_of
from potensi.web.changes.story import cost_sentence, sentence

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def journey(people):
    return journeys.build(people)


def _answer(journey, day=journeys.LAST, kind="visit", key=None):
    return what_changed(scope_of(NOBODY, kind, key or str(journey.visit.pk)), day)


def _text(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_the_answer_is_one_sentence_in_both_languages(journey):
    found = _answer(journey)
    assert sentence(found, "id") == (
        "Dari kunjungan ini lahir 2 kartu praktik baik, 1 janji bawa pulang, dan 1 gagasan."
    )
    assert sentence(found, "en") == (
        "Of this visit came 2 cards of good practice, 1 promise to take something home, and 1 idea."
    )


def test_what_an_adoption_cost_is_told_only_where_it_can_be(journey):
    assert "Belum ada adopsi" in cost_sentence(_answer(journey), "id")
    type(journey.take_home).objects.update(state="adopted", closed=journeys.LAST)
    assert "Rp142.000.000 per adopsi" in cost_sentence(_answer(journey), "id")
    assert "tidak per daerah" in cost_sentence(_answer(journey, kind="region", key="3510"), "id")
    type(journey.visit).objects.filter(pk=journey.visit.pk).update(cost=None)
    assert "belum dicatat" in cost_sentence(_answer(journey), "id")


def test_a_cancelled_visit_changes_nothing(journey):
    type(journey.visit).objects.filter(pk=journey.visit.pk).update(state="cancelled")
    found = _answer(journey)
    assert found.count("visits") == found.count("observations") == 0
    assert sentence(found, "id").startswith("Belum ada kunjungan")


@pytest.mark.parametrize("step", STEPS)
def test_every_number_leads_to_its_records(journey, client, signed_in, people, step):
    page = f"/perubahan/kunjungan/{journey.visit.pk}/catatan/{step}/"
    for asker in (client, signed_in(people.organiser)):
        assert asker.get(page).status_code == 200


def test_names_and_words_are_for_those_inside(journey, client, signed_in, people):
    page = f"/perubahan/kunjungan/{journey.visit.pk}/catatan/observations/"
    outside, inside = _text(client.get(page)), _text(signed_in(people.organiser).get(page))
    assert "1 catatan." in outside
    assert "hanya terbuka bagi peserta" in outside
    assert journey.observation.saw not in outside
    assert journey.observation.saw in inside
    assert "hanya terbuka" not in inside


def test_the_workbook_holds_what_its_reader_may_open(journey, client, signed_in, people):
    page = f"/perubahan/kunjungan/{journey.visit.pk}/berkas.xlsx"
    outside, inside = client.get(page), signed_in(people.organiser).get(page)
    texts = [
        {str(cell.value) for sheet in load_workbook(io.BytesIO(answer.content)) for row in sheet for cell in row}
        for answer in (outside, inside)
    ]
    assert journey.observation.saw not in texts[0]
    assert journey.observation.saw in texts[1]
    assert journey.practice.title in texts[0]
    assert outside["Cache-Control"] == inside["Cache-Control"] == "private, no-store"


def test_the_pdf_is_a_pdf(journey, client):
    answer = client.get(f"/perubahan/kunjungan/{journey.visit.pk}/berkas.pdf")
    assert answer.content.startswith(b"%PDF")


@pytest.mark.parametrize("key", ["0", "x", "9" * 30, "-1", "1.5"])
def test_what_is_not_there_is_not_there(client, people, key):
    for kind in ("kunjungan", "angkatan", "tuan-rumah", "daerah"):
        assert client.get(f"/perubahan/{kind}/{key}/").status_code == 404


def test_hidden_visits_do_not_count_for_others(journey, people):
    everybody = what_changed(scope_of(NOBODY, "host", "3511"), journeys.LAST)
    organiser = what_changed(scope_of(people.actor("organiser"), "host", "3511"), journeys.LAST)
    assert (everybody.count("visits"), organiser.count("visits")) == (0, 1)
