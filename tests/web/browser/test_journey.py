"""A cohort of 142 from the programme to a running idea and "what changed?", by five people in five roles.

On a phone in Indonesian and at a desk in English; every page on the way is looked at.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import Page, expect
from web.browser import looks
from web.browser.observing import NEWS
from web.browser.travellers import HOME_AGENCY, HOST, SECOND_AGENCY, list_of_142

from potensi.codes import regions

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WAYS = [pytest.param(360, "id", id="on-a-phone"), pytest.param(1280, "en", id="at-a-desk-in-English")]
TODAY = date.today()
# What a person does on a page: open it, fill in a form, press its button. Every page is looked at once it stands.


class Person:
    """Somebody in a role before a page of their own."""

    def __init__(self, site, visit, role: str, width: int, lang: str, screenshot) -> None:
        self.site, self.role, self.way = site, role, f"{lang}-{width}"
        self.prefix = "" if lang == "id" else "/en"
        self.screenshot = screenshot
        self.page: Page = visit(site, f"{self.prefix}/", role=role, width=width, lang=lang)

    def open(self, path: str) -> Page:
        """Open an address of the site."""
        path = path.removeprefix("/en")
        answer = self.page.goto(self.site / f"{self.prefix}{path}")
        assert answer.status == 200, f"{self.role} at {path}: {answer.status}"
        return self.look()

    def look(self) -> Page:
        """Look at the page as it stands: nothing too wide, no fault of access, nothing from elsewhere."""
        looks.check(self.page)
        name = re.sub(r"\W+", "-", self.page.url.split("//")[1].split("/", 1)[1]).strip("-")
        self.screenshot(self.page, f"journey-{self.way}-{self.role}-{name}"[:120])
        return self.page

    def send(self, /, button: str = "", **fields) -> Page:
        """Fill in the form that has these fields and send it."""
        form = self.page.locator("main form")
        for name in fields:
            form = form.filter(has=self.page.locator(f'[name="{name}"]'))
        form = form.first
        for name, value in fields.items():
            _fill(form.locator(f'[name="{name}"]'), value)
        return self.press(form, button)

    def press(self, form, button: str = "") -> Page:
        """Press a form's button; the page that follows has no mistake of ours."""
        # A button with a name does something of its own (looks, previews); the nameless one sends.
        sends = form.locator(button or 'button:not([type="button"]):not([name])')
        found = (sends if sends.count() else form.locator('button:not([type="button"])')).first
        with self.page.expect_navigation():
            found.click()
        mistakes = self.page.locator(".mistake, .notice.error")
        assert mistakes.count() == 0, f"{self.role} at {self.page.url}: {mistakes.all_inner_texts()}"
        return self.look()

    @property
    def number(self) -> str:
        """The number in the page's address."""
        return re.findall(r"/(\d+)/", self.page.url)[-1]


def _fill(field, value) -> None:
    kind = field.first.evaluate("each => each.type || each.tagName.toLowerCase()")
    if kind in ("radio", "checkbox") and not isinstance(value, bool):
        field.and_(field.page.locator(f'[value="{value}"]')).check()
    elif kind in ("radio", "checkbox"):
        field.first.set_checked(value)
    elif kind == "select-one":
        _choose(field, value)
    elif kind == "file":
        field.set_input_files(value)
    else:
        field.fill(str(value))


def _choose(field, value: str) -> None:
    options = field.locator("option").evaluate_all("all => all.map(each => [each.value, each.textContent.trim()])")
    meant = next((key for key, text in options if value in (key, text)), None)
    meant = meant or next((key for key, text in options if value in text), None)
    assert meant is not None, f"{value} is not among {options}"
    field.select_option(meant)


def _photo() -> dict:
    content = BytesIO()
    Image.new("RGB", (800, 600), (30, 120, 90)).save(content, "JPEG")
    return {"name": "loket.jpg", "mimeType": "image/jpeg", "buffer": content.getvalue()}


@pytest.mark.parametrize(("width", "lang"), WAYS)
def test_a_cohort_of_142_goes_from_programme_to_a_running_idea(journey_site, visit, screenshot, width, lang):
    people = {
        role: Person(journey_site, visit, role, width, lang, screenshot)
        for role in ("organiser", "host", "participant", "leader", "analyst")
    }
    organiser, host, participant = people["organiser"], people["host"], people["participant"]
    cohort = _cohort(organiser)
    _groups(organiser, cohort)
    hosting = _become_host(host)
    trip = _plan_visit(organiser, cohort)
    stop = _stop(organiser, trip)
    _confirm(host, trip, hosting)
    _be_present(organiser, participant, stop)
    _observe(participant, stop, trip)
    practice = _practice(organiser, host, trip)
    promise = _take_home(participant, trip, practice)
    asset = _asset(people["analyst"])
    idea = _idea(participant, promise, asset)
    _team(participant, people["analyst"], people["leader"], idea)
    _run(participant, people["leader"], idea)
    _what_changed(people["leader"], trip, cohort)


def _cohort(organiser: Person) -> str:
    """A programme, a cohort, and its 142 people from a spreadsheet: looked over first, then taken in."""
    organiser.open("/belajar/program/baru/")
    organiser.send(region="3500", name="Belajar menjual", aim="Melihat cara menjual apa yang kita punya.")
    organiser.open(organiser.page.locator('a[href*="angkatan-baru"]').get_attribute("href"))
    organiser.send(name="Angkatan September", starts=TODAY.isoformat(), ends=TODAY.isoformat(), threshold="80")
    cohort = organiser.number
    organiser.open(f"/belajar/angkatan/{cohort}/peserta/impor/")
    names = [entry.name_id for entry in regions().entries if entry.parent == "3500"]
    organiser.send(file={"name": "peserta.xlsx", "mimeType": XLSX, "buffer": list_of_142(names)})
    expect(organiser.page.locator(".key .value").first).to_have_text("142")
    organiser.press(organiser.page.locator('main form:has([name="rows"])'))
    organiser.open(f"/belajar/angkatan/{cohort}/")
    expect(organiser.page.locator(".key .value").first).to_have_text("142")
    return cohort


def _groups(organiser: Person, cohort: str) -> None:
    """Fourteen groups, no two of one agency in any: every wish is kept."""
    page = organiser.open(f"/belajar/angkatan/{cohort}/kelompok/")
    page.locator('main form:has([name="groups"])').locator('[name="regions_apart"]').set_checked(False)
    organiser.send('button[name="make"]', groups="14", agencies_apart=True)
    cards = organiser.page.locator("section[aria-labelledby=kelompok] > ul.cards > li")
    expect(cards).to_have_count(14)
    expect(organiser.page.locator("section[aria-labelledby=tak-terpenuhi] .notice.success")).to_be_visible()


def _become_host(host: Person) -> str:
    """The host writes its kit once and opens a time."""
    host.open("/belajar/tuan-rumah/baru/")
    host.send(welcome="Selamat datang.", getting_there="Naik kereta sampai Banyuwangi Kota.", contact="Meja kunjungan")
    return host.number


def _plan_visit(organiser: Person, cohort: str) -> str:
    """The host's region is chosen with the reasons that the figures give, or with one in words."""
    page = organiser.open(f"/belajar/angkatan/{cohort}/tuan-rumah/")
    suggested = page.locator(f'a[href*="daerah={HOST}"]')
    organiser.open(
        suggested.first.get_attribute("href")
        if suggested.count()
        else f"/belajar/angkatan/{cohort}/kunjungan-baru/?daerah={HOST}"
    )
    fields = {"starts": TODAY.isoformat(), "ends": TODAY.isoformat(), "cost": "142000000"}
    if organiser.page.locator('[name="why"]').count():
        fields["why"] = "Pelayanannya paling sering ditiru."
    choices = organiser.page.locator('[name="host"] option').evaluate_all("all => all.map(each => each.value)")
    organiser.send(host=next(each for each in choices if each), **fields)
    return organiser.number


def _stop(organiser: Person, trip: str) -> str:
    """A stop with the one question to answer there."""
    organiser.open(f"/belajar/kunjungan/{trip}/titik-baru/")
    texts = {"title": "Satu ruang untuk semua izin", "place": "Gedung pelayanan", "question": "Mengapa di sini cepat?"}
    day = {"day": TODAY.isoformat()} if organiser.page.locator('[name="day"]').count() else {}
    organiser.send(time="09:00", minutes="90", hours="3", **texts, **day)
    organiser.open(f"/belajar/kunjungan/{trip}/")
    return re.findall(r"/titik/(\d+)/", organiser.page.locator('a[href*="/titik/"]').first.get_attribute("href"))[0]


def _confirm(host: Person, trip: str, hosting: str) -> None:
    host.open(f"/belajar/tuan-rumah/{hosting}/")
    page = host.open(f"/belajar/kunjungan/{trip}/jawaban/")
    host.press(page.locator("main form").first, 'button[value="confirm"]')


def _be_present(organiser: Person, participant: Person, stop: str) -> None:
    """The code on the wall leads whoever scans it to one button."""
    page = organiser.open(f"/belajar/titik/{stop}/kehadiran/")
    organiser.open(f"/belajar/titik/{stop}/kode/")
    secret = journey_secret(organiser, stop)
    page = participant.open(f"/belajar/hadir/{secret}/")
    participant.press(page.locator("main form").first)
    expect(participant.page.locator(".notice.success")).to_be_visible()


def journey_secret(organiser: Person, stop: str) -> str:
    """Return what the code says, as a telephone would read it off the screen."""
    from web.browser.reading_codes import read

    return read(organiser.page.locator(".qr").screenshot()).rstrip("/").rsplit("/", 1)[1]


def _observe(participant: Person, stop: str, trip: str) -> None:
    """Five short answers and a photo, sent."""
    page = participant.open(f"/belajar/titik/{stop}/amati/")
    form = page.locator("form#lembar")
    form.locator('[name="saw"]').fill("Enam dinas duduk di satu ruang.")
    form.locator('[name="works_because"]').fill("Wewenang diserahkan ke meja depan.")
    form.locator('[name="take_home"]').fill("Satu daftar berkas.")
    form.locator('[name="photo"]').set_input_files(_photo())
    form.locator("p.actions button").last.click()
    page.locator(f"{NEWS}.success").wait_for()
    page = participant.open(f"/belajar/kunjungan/{trip}/pengamatan/")
    expect(page.locator("main")).to_contain_text("Enam dinas duduk di satu ruang.")
    expect(page.locator("main img").first).to_be_visible()


def _practice(organiser: Person, host: Person, trip: str) -> str:
    """The observation becomes a card; the host corrects it and says that it still runs; anybody may read it."""
    organiser.open(f"/belajar/kunjungan/{trip}/praktik/baru/")
    box = organiser.page.locator('main form input[type="checkbox"]').first.get_attribute("name")
    organiser.send(**{"title": "Satu ruang untuk semua izin", box: True})
    practice = organiser.number
    organiser.open(f"/belajar/praktik/{practice}/")
    organiser.press(organiser.page.locator('main form[action*="terbitkan"]'))
    host.open(f"/belajar/praktik/{practice}/koreksi/")
    host.send(limits="Tidak jalan bila kepala dinas belum melepas tanda tangan.")
    host.open(f"/belajar/praktik/{practice}/masih-berjalan/")
    host.send(running="running")
    page = host.open(f"/belajar/praktik/{practice}/")
    expect(page.locator("main")).to_contain_text("Joko Susilo")
    expect(page.locator("main")).to_contain_text("belum melepas tanda tangan")
    return practice


def _take_home(participant: Person, trip: str, practice: str) -> str:
    participant.open(f"/belajar/kunjungan/{trip}/bawa-pulang/?praktik={practice}")
    step = (TODAY + timedelta(days=10)).isoformat()
    texts = {"title": "Satu ruang di kecamatan", "rules": "Surat edaran bupati.", "first_step": "Rapat dengan camat."}
    participant.send(practice=practice, step_by=step, step_who="Camat dan dinas", **texts)
    assert re.search(r"/belajar/bawa-pulang/\d+/$", participant.page.url)
    expect(participant.page.locator("main")).to_contain_text("Rapat dengan camat.")
    return participant.number


def _asset(analyst: Person) -> str:
    analyst.open("/aset/baru/")
    analyst.send(
        region="3511", name="Gudang kopi tua", kind="building", place="Dekat stasiun", lat="-7.91", lon="113.82"
    )
    return analyst.number


def _idea(participant: Person, promise: str, asset: str) -> str:
    page = participant.open(f"/belajar/bawa-pulang/{promise}/")
    participant.open(page.locator('main a[href*="/gagasan/baru/"]').get_attribute("href"))
    texts = {
        "title": "Ruang izin bersama di gudang tua",
        "summary": "Gudang kosong menjadi ruang izin bersama seminggu sekali.",
        "cost": "Meja dan pegawai yang sudah ada.",
        "trial": "Empat hari Senin di satu kecamatan.",
        "wrong_if": "Kurang dari dua puluh warga datang pada Senin keempat.",
        "stop_when": "Setelah delapan Senin.",
    }
    participant.send(**texts)
    idea = participant.number
    participant.open(f"/gagasan/{idea}/dasar/")
    participant.send(asset=asset)
    page = participant.open(f"/gagasan/{idea}/")
    expect(page.locator("main")).to_contain_text("Gudang kopi tua")
    return idea


def _team(participant: Person, analyst: Person, leader: Person, idea: str) -> None:
    """Two agencies say what they bring; the head agrees."""
    participant.open(f"/gagasan/{idea}/pemilik/")
    participant.send(office="Kepala dinas")
    participant.open(f"/gagasan/{idea}/minta/")
    participant.send(agency=SECOND_AGENCY, kind="people", wish="Satu petugas setiap Senin.")
    for person, what in ((analyst, "Satu petugas setiap Senin."), (leader, "Ruang dan meja.")):
        agency = SECOND_AGENCY if person is analyst else HOME_AGENCY
        page = person.open(f"/gagasan/{idea}/")
        link = page.locator('main a[href*="/sumbang/"]').filter(has_text=re.compile(r"\S")).first
        person.open(link.get_attribute("href"))
        expect(person.page.locator("main")).to_contain_text(agency)
        person.send(kind="people", what=what)
    participant.open(f"/gagasan/{idea}/minta-persetujuan/")
    participant.send(agency=HOME_AGENCY)
    leader.open(f"/gagasan/{idea}/setuju/")
    leader.send(agreed="yes")


def _run(participant: Person, leader: Person, idea: str) -> None:
    """Gathered, examined, designed, running: the last step is open only now that nothing is missing."""
    for _ in range(3):
        page = participant.open(f"/gagasan/{idea}/")
        participant.press(page.locator('main form[action*="/maju/"]'))
    page = leader.open(f"/gagasan/{idea}/")
    expect(page.locator("ol.stages [aria-current=step]")).to_have_text(re.compile("Dijalankan|Running"))


def _what_changed(reader: Person, trip: str, cohort: str) -> None:
    """Every number, and the records behind it."""
    for path in (f"/perubahan/kunjungan/{trip}/", f"/perubahan/angkatan/{cohort}/", "/perubahan/daerah/3511/"):
        page = reader.open(path)
        told = {
            re.findall(r"/catatan/(\w+)/", each.get_attribute("href"))[0]: int(each.locator("b").inner_text())
            for each in page.locator("ol.chain:not(.late) a").all()
        }
        people = 1 if "daerah" in path else 142
        assert told == {
            "visits": 1, "participants": people, "present": 1, "observations": 1, "practices": 1, "published": 1,
            "take_homes": 1, "steps_done": 0, "adoptions": 0, "ideas": 1, "running": 1, "stopped": 0,
        }  # fmt: skip
    page = reader.open(f"/perubahan/kunjungan/{trip}/catatan/ideas/")
    expect(page.locator("main")).to_contain_text("Ruang izin bersama di gudang tua")
