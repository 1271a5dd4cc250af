"""An observation on a telephone without signal: nothing lost, nothing sent twice, nothing shown to somebody else."""

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import expect
from services.watch import watch
from web.browser import act, looks
from web.browser.keyboard import tab_to
from web.browser.observing import FORM, LIST, NEWS, SETTING, finish, found, leave_waiting, ready, state, write
from web.browser.served import Installed, Site, populated, served
from web.conftest import PASSWORD
from web.photos.pictures import telling_jpeg

FEW = ("--workers", "1", "--no-worker")
PHOTO = {"name": "IMG_2015.jpg", "mimeType": "image/jpeg", "buffer": telling_jpeg(6)}


@pytest.fixture(scope="module")
def place(prepared, tmp_path_factory):
    """A site of one's own with a visit, and the address of its page for writing."""
    installed = Installed(tmp_path_factory.mktemp("offline") / "potensi-data")
    shutil.copytree(prepared, installed.home)
    made = populated(installed)
    visit = installed.python(SETTING).strip()
    with served(installed, *FEW) as (address, _):
        yield Site(address, installed, **made), f"/belajar/kunjungan/{visit}/amati/"


@pytest.fixture
def phone(browser, place, keys):
    """A telephone of one's own, signed in as somebody: a function that gives its browser."""
    opened = []

    def open_context(role="participant", width=360, **options):
        site, _ = place
        size = {"width": width, "height": 740}
        state = keys(site, role) if role else None
        context = browser.new_context(
            storage_state=state, viewport=size, locale="id-ID", reduced_motion="reduce", **options
        )
        context.set_default_timeout(60_000)
        opened.append((context, watch(context)))
        return context

    yield open_context
    for context, _ in opened:
        context.close()
    for _, record in opened:
        assert not record.outside()
        assert not record.faults


@pytest.fixture
def start(place):
    """Open the page for writing, and wait until it is kept."""

    def open_page(context, lang=""):
        site, path = place
        page = context.new_page()
        page.goto(site / f"{lang}{path}")
        ready(page)
        return page

    return open_page


def test_written_without_signal_and_sent_once_with_its_photo_when_it_is_back(place, phone, start):
    context = phone()
    page = start(context)
    context.set_offline(True)
    page.locator("[name=stop]").select_option(index=1)
    write(page, "Lelang ikan pukul tiga pagi", cost="Dua juta rupiah sebulan", take_home="Jadwal lelang")
    page.locator("[name=photo]").set_input_files(PHOTO)
    page.locator("#foto").wait_for()
    page.wait_for_function(
        "() => observe.store.draft().then((draft) => draft && draft.photo && draft.take_home === 'Jadwal lelang')"
    )
    page.reload()
    ready(page)
    assert page.locator("[name=saw]").input_value() == "Lelang ikan pukul tiga pagi"
    assert "Pasar ikan" in page.locator("[name=stop] option:checked").inner_text()
    assert page.get_by_text("Siapa yang bangun pagi?").is_visible()
    assert not page.get_by_text("Mengapa cepat?").is_visible()
    assert page.locator("#foto").is_visible()
    finish(page)
    state(page, "menunggu sinyal").wait_for()
    assert page.locator("[name=saw]").input_value() == ""
    page.reload()
    assert "dengan foto" in state(page, "menunggu sinyal").inner_text()
    assert found(place, "Lelang ikan") == []
    context.set_offline(False)
    state(page, "terkirim").wait_for()
    page.reload()
    state(page, "terkirim").wait_for()
    (seen,) = found(place, "Lelang ikan")
    assert (seen["who"], seen["stop"], seen["take_home"]) == ("joko@example.id", "Pasar ikan", "Jadwal lelang")
    assert seen["photo"] == {"size": [600, 800], "exif": 0, "told": False}
    page.get_by_role("link", name="Buka: Lelang ikan").click()
    assert page.locator("main img").evaluate("image => image.decode().then(() => image.naturalWidth)") == 600


def test_a_tab_that_was_closed_sends_when_it_is_opened_again(place, phone, start):
    context = phone()
    page = start(context)
    leave_waiting(context, page, "Ditulis lalu ditutup")
    page.close()
    context.set_offline(False)
    again = start(context)
    state(again, "Ditulis lalu ditutup").filter(has_text="terkirim").wait_for()
    assert len(found(place, "Ditulis lalu ditutup")) == 1


def test_what_waits_is_also_sent_from_the_page_where_observations_are_read(place, phone, start, screenshot):
    site, path = place
    context = phone()
    page = start(context)
    leave_waiting(context, page, "Dibaca lebih dahulu")
    page.close()
    context.set_offline(False)
    reading = context.new_page()
    reading.goto(site / path.replace("/amati/", "/pengamatan/"))
    state(reading, "Dibaca lebih dahulu").filter(has_text="terkirim").wait_for()
    screenshot(reading, "observations-sent")
    looks.check(reading)
    assert [each["who"] for each in found(place, "Dibaca lebih dahulu")] == ["joko@example.id"]
    reading.reload()
    reading.get_by_role("main").get_by_text("Dibaca lebih dahulu").wait_for()
    assert reading.locator(LIST).count() == 0


def test_signed_out_meanwhile_it_says_so_keeps_all_and_sends_after_signing_in(place, phone, start):
    site, _ = place
    context = phone()
    page = start(context)
    leave_waiting(context, page, "Ditulis sebelum keluar")
    context.clear_cookies(name="sessionid")
    context.set_offline(False)
    page.locator(NEWS).filter(has_text="sudah keluar").wait_for()
    assert state(page, "menunggu").count() == 1
    assert found(place, "Ditulis sebelum keluar") == []
    page.locator(NEWS).get_by_role("link", name="Masuk").click()
    page.get_by_label("E-mail").fill(site.people["participant"])
    page.locator("input[type=password]").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Masuk", exact=True).click()
    state(page, "terkirim").wait_for()
    assert [each["who"] for each in found(place, "Ditulis sebelum keluar")] == ["joko@example.id"]


@pytest.fixture
def left_behind(place, phone):
    """A telephone on which Joko wrote something without signal, and on which Agus has signed in since; both tabs."""
    site, path = place
    context = phone("")
    mine = context.new_page()
    act.sign_in(mine, site, "participant", PASSWORD)
    mine.goto(site / path)
    ready(mine)
    leave_waiting(context, mine, "Rahasia Joko")
    context.clear_cookies()  # before the signal is back: what waits is sent at once
    context.set_offline(False)
    mine.locator(NEWS).filter(has_text="sudah keluar").wait_for()
    theirs = context.new_page()
    act.sign_in(theirs, site, "stranger", PASSWORD)
    return mine, theirs


def test_somebody_else_on_the_same_phone_neither_sees_nor_sends_it(place, left_behind):
    site, path = place
    mine, theirs = left_behind
    # The signal comes back just when somebody else has signed in: nothing may go out under their name.
    mine.evaluate("window.dispatchEvent(new Event('online'))")
    mine.locator(NEWS).filter(has_text="Orang lain sedang masuk").wait_for()
    theirs.goto(site / path)
    ready(theirs)
    assert theirs.locator(LIST).count() == 0
    write(theirs, "Tulisan Agus")
    finish(theirs)
    state(theirs, "terkirim").wait_for()
    assert "Rahasia" not in theirs.content()
    assert found(place, "Rahasia Joko") == []
    assert [each["who"] for each in found(place, "Tulisan Agus")] == ["agus@example.id"]
    theirs.context.clear_cookies()
    act.sign_in(theirs, site, "participant", PASSWORD)
    theirs.goto(site / path)
    state(theirs, "Rahasia Joko").filter(has_text="terkirim").wait_for()
    assert [each["who"] for each in found(place, "Rahasia Joko")] == ["joko@example.id"]


SEND_AS = """async ([send, key, account]) => {
  const who = await (await fetch(key)).json(), form = new FormData();
  const sheet = { saw: "Titipan", stop: 1, account, client_id: crypto.randomUUID() };
  for (const [name, text] of Object.entries(sheet)) form.append(name, text);
  return (await fetch(send, { method: "POST", body: form, headers: { "X-CSRFToken": who.token } })).status;
}"""


def test_the_site_itself_refuses_what_another_account_wrote(place, phone, start):
    page = start(phone())
    send, key = (page.locator("#amati").get_attribute(f"data-{name}") for name in ("send", "key"))
    assert page.evaluate(SEND_AS, [send, key, "0123456789abcdef01234567"]) == 409
    assert found(place, "Titipan") == []


KEPT = """async () => {
  const found = {};
  for (const name of await caches.keys()) {
    const room = await caches.open(name);
    for (const each of await room.keys()) found[new URL(each.url).pathname] = await (await room.match(each)).text();
  }
  return found;
}"""


def test_only_the_page_its_style_and_scripts_are_kept_and_signing_out_empties_them(place, phone, start):
    site, path = place
    context = phone("")
    page = context.new_page()
    act.sign_in(page, site, "participant", PASSWORD)
    page.goto(site / path)
    ready(page)
    page.goto(site / path.replace("amati", "pengamatan"))
    page.goto(site / "/")
    page.goto(site / path)
    ready(page)
    kept = page.evaluate(KEPT)
    assert {name for name in kept if not name.startswith("/static/potensi/")} == {path}
    assert {Path(name).suffix for name in kept if name != path} <= {".css", ".js", ".svg", ".webmanifest"}
    words = ("Joko", "Satu loket untuk semua izin", site.people["participant"])
    assert [word for word in words if word in kept[path]] == []
    page.goto(site / "/")
    page.locator("header.masthead details.account summary").click()
    page.locator("header.masthead").get_by_role("button", name="Keluar").click()
    page.locator("header.masthead").get_by_role("link", name="Masuk").wait_for()
    assert page.evaluate(KEPT) == {}


def test_an_answer_that_was_lost_is_not_sent_twice_and_a_change_since_arrives(place, phone, start):
    context = phone()
    page = start(context)
    lost = []

    def lose(route):
        """Let it arrive and lose the answer, as a weak signal does."""
        if route.request.method == "POST" and not lost:
            lost.append(route.fetch())
            route.abort()
        else:
            route.continue_()

    page.route("**/api/v1/visits/observations*", lose)
    write(page, "Antrean sepuluh menit", cost="Tidak tahu")
    finish(page)
    page.locator(NEWS).filter(has_text="Belum ada sinyal").wait_for()
    assert len(lost) == 1
    assert lost[0].status == 201
    context.set_offline(True)
    page.get_by_role("button", name="Ubah: Antrean").click()
    expect(page.locator("[name=cost]")).to_have_value("Tidak tahu")
    write(page, "Antrean sepuluh menit saja", cost="Lima puluh juta")
    finish(page)
    state(page, "menunggu").wait_for()
    context.set_offline(False)
    state(page, "terkirim").wait_for()
    (seen,) = found(place, "Antrean sepuluh")
    assert (seen["saw"], seen["revision"]) == ("Antrean sepuluh menit saja", 2)


def test_what_is_refused_stays_with_the_reason_and_can_be_mended(place, phone, start):
    page = start(phone())
    write(page, "Foto yang bukan foto")
    page.locator("[name=photo]").set_input_files(
        {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": b"PK\x03\x04zip"}
    )
    finish(page)
    refused = state(page, "ditolak")
    refused.wait_for()
    assert "bukan foto yang bisa dibaca" in refused.inner_text()
    looks.check(page)
    page.get_by_role("button", name="Ubah: Foto yang bukan foto").click()
    expect(page.locator("[name=saw]")).to_have_value("Foto yang bukan foto")
    page.get_by_role("button", name="Hapus foto").click()
    finish(page)
    state(page, "terkirim").wait_for()
    assert [each["photo"] for each in found(place, "Foto yang bukan foto")] == [None]


def test_a_busy_site_is_waited_for_and_what_is_not_wanted_is_deleted(place, phone, start):
    page = start(phone())
    page.route("**/api/v1/visits/observations*", lambda route: route.fulfill(status=503, json={"detail": "sibuk"}))
    write(page, "Tidak jadi dikirim")
    finish(page)
    page.locator(NEWS).filter(has_text="Situs sedang sibuk").wait_for()
    page.get_by_role("button", name="Hapus: Tidak jadi dikirim").click()
    assert state(page, "Tidak jadi dikirim").count() == 1
    page.get_by_role("button", name="Ya, hapus").click()
    state(page, "Tidak jadi dikirim").wait_for(state="detached")
    page.unroute("**/api/v1/visits/observations*")
    page.reload()
    ready(page)
    assert page.locator(LIST).count() == 0
    assert found(place, "Tidak jadi dikirim") == []


def test_a_full_phone_is_told_and_the_words_stay_on_the_page(place, phone, start):
    context = phone()
    page = start(context)
    tools = context.new_cdp_session(page)
    tools.send("Storage.overrideQuotaForOrigin", {"origin": place[0].address, "quotaSize": 1})
    context.set_offline(True)
    write(page, "Tidak muat di ponsel")
    page.locator(NEWS).filter(has_text="penuh").wait_for()
    finish(page)
    page.locator(NEWS).filter(has_text="penuh").wait_for()
    assert page.locator("[name=saw]").input_value() == "Tidak muat di ponsel"
    # With a signal it goes out as an ordinary form, without being kept.
    context.set_offline(False)
    finish(page)
    page.wait_for_url("**/pengamatan/")
    assert len(found(place, "Tidak muat di ponsel")) == 1


def test_without_scripts_it_is_an_ordinary_form(place, phone):
    site, path = place
    page = phone(java_script_enabled=False).new_page()
    page.goto(site / path)
    write(page, "Tanpa skrip")
    page.locator("[name=photo]").set_input_files({"name": "a.jpg", "mimeType": "image/jpeg", "buffer": b"bukan"})
    finish(page)
    assert "bukan foto yang bisa dibaca" in page.locator(".mistake").inner_text()
    assert page.locator("[name=saw]").input_value() == "Tanpa skrip"
    page.locator("[name=photo]").set_input_files(PHOTO)
    finish(page)
    assert page.url.endswith("/pengamatan/")
    assert "Tanpa skrip" in page.locator("main").inner_text()
    (seen,) = found(place, "Tanpa skrip")
    assert seen["photo"] == {"size": [600, 800], "exif": 0, "told": False}


def test_by_keyboard_alone(place, phone, start):
    page = start(phone())
    tab_to(page, "[name=stop]")
    page.keyboard.press("ArrowDown")
    tab_to(page, "[name=saw]")
    page.keyboard.type("Dengan papan ketik")
    tab_to(page, f"{FORM} .actions button:not([type])")
    page.keyboard.press("Enter")
    state(page, "terkirim").wait_for()
    assert page.evaluate("document.activeElement.id") == "berita"
    assert [each["stop"] for each in found(place, "Dengan papan ketik")] == ["Pasar ikan"]


@pytest.mark.parametrize(("lang", "width"), [("", 360), ("/en", 1280)])
def test_the_page_is_good_at_every_state(place, phone, start, screenshot, lang, width):
    context = phone(width=width)
    page = start(context, lang)
    looks.check(page)
    context.set_offline(True)
    write(page, f"Keadaan {width}", take_home="x" * 590)
    page.locator("[name=photo]").set_input_files(PHOTO)
    page.locator("#foto").wait_for()
    screenshot(page, f"observe-written-{width}")
    looks.check(page)
    finish(page)
    state(page, f"Keadaan {width}").wait_for()
    page.locator(NEWS).filter(has_text="signal" if lang else "sinyal").wait_for()
    screenshot(page, f"observe-waiting-{width}")
    looks.check(page)
    context.set_offline(False)
    state(page, "sent" if lang else "terkirim").wait_for()
    screenshot(page, f"observe-sent-{width}")
    looks.check(page)
