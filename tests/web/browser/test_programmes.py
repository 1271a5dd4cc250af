"""An organiser on a phone, and in English at a desk: from a programme to a visit with a stop, by the pages alone."""

import re

import pytest
from playwright.sync_api import expect
from web.browser import looks
from web.visits.lists import good, xlsx

DAY = "2026-03-02"
PEOPLE = 142


@pytest.fixture
def by_eye(screenshot):
    """Look at a page as it stands, and keep a picture of it."""

    def look(page, name):
        looks.check(page)
        screenshot(page, f"programmes-{name}-{page.viewport_size['width']}")

    return look


@pytest.mark.parametrize(("width", "lang"), [(360, "id"), (1280, "en")])
def test_from_a_programme_to_a_stop(site, visit, by_eye, tmp_path, width, lang):
    words, prefix = _WORDS[lang], "" if lang == "id" else "/en"
    page = visit(site, f"{prefix}/belajar/program/baru/", role="organiser", width=width, lang=lang)
    _programme_and_cohort(page, words, lang)
    _participants(page, words, tmp_path, by_eye)
    page.get_by_role("link", name=f"Angkatan {lang}").click()
    _visit_and_stop(page, words, by_eye)
    by_eye(page, "visit")


def _programme_and_cohort(page, words, lang):
    page.get_by_label(words["name"]).fill(f"Program {lang}")
    page.get_by_role("button", name=words["make"]).click()
    page.get_by_role("link", name=words["cohort"]).click()
    page.get_by_label(words["name"]).fill(f"Angkatan {lang}")
    page.get_by_label(words["first"]).fill(DAY)
    page.get_by_label(words["last"]).fill(DAY)
    page.get_by_role("button", name=words["make"]).click()


def _participants(page, words, folder, by_eye):
    page.get_by_role("link", name=words["participants"]).click()
    page.get_by_role("link", name=words["bring"]).click()
    bad = xlsx(folder / "salah.xlsx", [good(1, email="rina"), good(2, region="Banyuwngi")])
    page.get_by_label(words["file"]).set_input_files(bad)
    page.get_by_role("button", name=words["look"]).click()
    expect(page.locator("ol.problems li")).to_have_count(2)
    by_eye(page, "problems")

    whole = xlsx(folder / "peserta.xlsx", [good(number) for number in range(PEOPLE)])
    page.get_by_label(words["file"]).set_input_files(whole)
    page.get_by_role("button", name=words["look"]).click()
    expect(page.locator("dl.key dd").first).to_have_text(str(PEOPLE))
    page.locator("summary").last.click()
    by_eye(page, "plan")
    page.get_by_role("button", name=words["agree"]).click()
    expect(page.get_by_role("status")).to_contain_text(str(PEOPLE))
    by_eye(page, "imported")
    page.get_by_role("link", name=words["see"]).click()
    expect(page.locator("li.card")).to_have_count(100)


def _visit_and_stop(page, words, by_eye):
    page.get_by_role("link", name=words["plan"]).click()
    first = page.locator("ol.cards > li").first
    expect(first.locator("ul li")).to_have_count(3)
    by_eye(page, "choose")
    reasons = first.locator("ul li").all_inner_texts()
    first.get_by_role("link").click()
    page.get_by_role("button", name=words["plan_it"]).click()
    for reason in reasons:
        expect(page.locator("main")).to_contain_text(reason)
    page.get_by_role("link", name=words["stop"]).click()
    page.get_by_label(words["stop_name"]).fill("Mal pelayanan publik")
    page.get_by_label(words["question"]).fill("Mengapa satu loket cukup?")
    page.get_by_label(words["time"]).fill("09:00")
    page.get_by_label(words["place"]).fill("Jalan Ahmad Yani")
    page.get_by_role("button", name=words["add"]).click()
    expect(page.get_by_role("link", name=re.compile("Mal pelayanan publik"))).to_be_visible()


def test_of_two_who_edit_the_later_sees_both_texts(site, visit, by_eye):
    one = visit(site, "/belajar/program/baru/", role="organiser")
    one.get_by_label("Nama").fill("Program bersama")
    one.get_by_label("Tujuan").fill("Belajar menjual.")
    one.get_by_role("button", name="Buat").click()
    one.get_by_role("link", name="Ubah", exact=True).click()
    two = visit(site, one.url.removeprefix(site.address), role="local_administrator")
    for page, aim in ((one, "Belajar menjual kopi."), (two, "Belajar menjual batik.")):
        page.get_by_label("Tujuan").fill(aim)
        page.get_by_role("button", name="Simpan").click()
    expect(two.get_by_role("alert")).to_be_visible()
    expect(two.locator("del")).to_have_text("kopi.")
    expect(two.locator("ins")).to_have_text("batik.")
    by_eye(two, "outdated")
    two.get_by_role("button", name="Simpan").click()
    expect(two.locator("main")).to_contain_text("Belajar menjual batik.")


_WORDS = {
    "id": {
        "name": re.compile("^Nama"), "make": "Buat", "cohort": "Buat angkatan", "first": re.compile("^Hari pertama"),
        "last": re.compile("^Hari terakhir"), "participants": "Peserta", "bring": "Masukkan daftar peserta",
        "file": re.compile("^Berkas"), "look": "Periksa berkas", "agree": "Masukkan", "see": "Lihat peserta",
        "plan": "Rencanakan kunjungan", "plan_it": "Rencanakan", "stop": "Tambah titik kunjungan",
        "stop_name": re.compile("^Nama titik"), "question": re.compile("^Satu pertanyaan"),
        "time": re.compile("^Pukul"), "place": re.compile("^Tempat"), "add": "Tambahkan",
    },
    "en": {
        "name": re.compile("^Name"), "make": "Make it", "cohort": "Make a cohort", "first": re.compile("^First day"),
        "last": re.compile("^Last day"), "participants": "Participants", "bring": "Bring in a list of participants",
        "file": re.compile("^File"), "look": "Look at the file", "agree": "Bring them in", "see": "See the participants",
        "plan": "Plan a visit", "plan_it": "Plan it", "stop": "Add a stop",
        "stop_name": re.compile("^Name of the stop"), "question": re.compile("^The one question"),
        "time": re.compile("^Time"), "place": re.compile("^Place"), "add": "Add",
    },
}  # fmt: skip
