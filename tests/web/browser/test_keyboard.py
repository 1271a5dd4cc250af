"""Without a mouse: every stop is seen, Enter and Space do what a tap does, nothing holds one back."""

import pytest
from playwright.sync_api import expect
from web.browser import mending
from web.browser.keyboard import here, once_round, tab_to
from web.browser.test_analyst import XLSX
from web.conftest import PASSWORD

TODAY = "() => new Date().toLocaleDateString('en-CA', {timeZone: 'Asia/Jakarta'})"


def test_the_first_stop_leads_past_the_menus(site, visit):
    page = visit(site, "/", width=1280)
    tab_to(page, "a.skip", 1)
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_the_search_is_reached_and_sent(site, visit):
    page = visit(site, "/", width=1280)
    tab_to(page, "main input[type=search]")
    page.keyboard.type("banyuwangi")
    page.keyboard.press("Enter")
    page.wait_for_url("**/daerah/3510/")


@pytest.mark.parametrize("width", [360, 1280])
def test_a_tile_of_the_map_is_reached_and_opened(site, visit, width):
    page = visit(site, "/", width=width)
    tab_to(page, "main a[href$='daerah/3510/']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/daerah/3510/")


@pytest.mark.parametrize("path", ["/", "/daerah/3510/", "/bandingkan/?d=3510&d=3511", "/akun/login/"])
@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_holds_the_keyboard_back(site, visit, path, width):
    once_round(visit(site, path, width=width))


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_what_is_folded_is_opened_and_folded_again(busy_site, visit, key):
    page = visit(busy_site, "/data/unggah/", role="analyst", width=1280)
    details = page.locator("main details").first
    tab_to(page, "main summary")
    for opened in (True, False):
        page.keyboard.press(key)
        assert details.evaluate("each => each.open") == opened
    tab_to(page, "main button[type=submit]", 3)


def test_somebody_signs_in_and_out(busy_site, visit):
    page = visit(busy_site, "/", width=1280)
    tab_to(page, "header a[href^='/akun/login/']")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    tab_to(page, "main input[type=email]")
    page.keyboard.type(busy_site.people["organiser"])
    tab_to(page, "main input[type=password]")
    page.keyboard.type(PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    tab_to(page, "header details.account summary")
    page.keyboard.press("Enter")
    tab_to(page, "header details.account button")
    page.keyboard.press("Space")
    expect(page.locator("header").get_by_role("link", name="Masuk")).to_be_visible()


def test_figures_are_uploaded_and_published(busy_site, visit):
    page = visit(busy_site, "/data/unggah/", role="analyst", width=1280)
    tab_to(page, "input[type=file]")
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Space")
    content = mending.book(mending.truth())
    chooser.value.set_files({"name": "pdrb.xlsx", "mimeType": XLSX, "buffer": content})
    tab_to(page, "input[name=title]")
    page.keyboard.type("PDRB dengan papan ketik")
    for name, words in (("unit", "miliar"), ("price", "harga konstan 2010")):
        tab_to(page, f"select[name={name}]")
        page.keyboard.type(words)
    tab_to(page, "input[name=source]")
    page.keyboard.type("Badan Pusat Statistik")
    tab_to(page, "main button[type=submit]")
    page.keyboard.press("Enter")
    page.wait_for_url("**/versi/1/")
    tab_to(page, "textarea[name=why]")
    page.keyboard.type("Terbitan pertama")
    page.keyboard.press("Tab")
    assert "Terbitkan" in here(page).what
    page.keyboard.press("Enter")
    expect(page.get_by_text("menunggu giliran")).to_be_visible()


def test_an_administrator_hands_an_office_over(busy_site, visit):
    page = visit(busy_site, "/orang/perangkat-daerah/", role="local_administrator", width=1280)
    _follow(page, "Bappeda 3510")
    _follow(page, "participant joko")
    _follow(page, "Serah terima")
    tab_to(page, "input[name=email]")
    page.keyboard.type(busy_site.people["organiser"])
    tab_to(page, "textarea[name=why], input[name=why]")
    page.keyboard.type("Mutasi")
    tab_to(page, "main button[type=submit]")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    now = page.get_by_role("region", name="Sekarang")
    expect(now).to_contain_text("Ratna")
    expect(now).not_to_contain_text("Joko")


def _follow(page, words) -> None:
    """Go to the link with such words and press Enter."""
    link = page.get_by_role("main").get_by_role("link", name=words).first
    href = link.get_attribute("href")
    tab_to(page, f'main a[href="{href}"]')
    with page.expect_navigation():
        page.keyboard.press("Enter")


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("visits:visit-GET-visit", "organiser"),
        ("visits:groups-GET-cohort", "organiser"),
        ("visits:practice_new-GET-visit", "participant"),
        ("visits:take_home_new-GET-visit", "participant"),
        ("ideas:idea-GET-idea", "participant"),
        ("assets:enter-GET-nothing", "analyst"),
        ("changes:visit-GET-visit", ""),
    ],
)
def test_nothing_of_a_visit_holds_the_keyboard_back(busy_site, visit, name, role):
    once_round(visit(busy_site, busy_site.addresses[name], role=role, width=360))


def test_a_practice_becomes_a_promise_and_the_promise_an_idea(busy_site, visit):
    page = visit(busy_site, busy_site.addresses["visits:practice-GET-published"], role="participant", width=360)
    _press(page, 'main a[href*="/bawa-pulang/"]')
    _type(page, title="Satu loket dengan papan ketik", first_step="Rapat dengan camat.", step_who="Camat")
    _press(page, "main form button:not([name])")
    expect(page.get_by_role("main")).to_contain_text("Rapat dengan camat.")
    _press(page, 'main a[href*="/gagasan/baru/"]')
    _type(page, title="Loket bersama dengan papan ketik", summary="Satu loket untuk semua izin.")
    _press(page, "main form button:not([name])")
    expect(page.get_by_role("heading", level=1)).to_have_text("Loket bersama dengan papan ketik")


def _type(page, **texts) -> None:
    """Go to each field in turn and type over what stands there."""
    for name, text in texts.items():
        tab_to(page, f'main [name="{name}"]')
        page.keyboard.press("Control+A")
        page.keyboard.type(text)


def _press(page, selector: str) -> None:
    """Go to a link or button and press Enter."""
    tab_to(page, selector)
    with page.expect_navigation():
        page.keyboard.press("Enter")
