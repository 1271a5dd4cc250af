"""Somebody without an account, on a phone, in Indonesian: finds Banyuwangi, understands it, takes it along."""

import re

import pytest
from playwright.sync_api import expect
from web.browser import looks

from potensi.data import samples
from potensi.data.indicators import indicators_for
from potensi.language import number, percent
from potensi.present.facts import gather, gather_all
from potensi.present.numbers import money

SCRIPTS = pytest.mark.parametrize("scripts", [True, False], ids=["with-scripts", "without-scripts"])
LARGE = 20_000


@pytest.fixture(scope="module")
def banyuwangi():
    """What the analysis says: the truth that the page is held against."""
    panel = samples.load("jatim")
    return gather(gather_all(panel, indicators=indicators_for("", panel)), "3510")


@SCRIPTS
def test_a_newcomer_finds_a_region_reads_its_figures_and_takes_the_prospectus(site, visit, banyuwangi, scripts):
    page = visit(site, "/", java_script_enabled=scripts, accept_downloads=True)
    page.get_by_role("searchbox").fill("banyuwangi")
    page.get_by_role("button", name="Cari").click()
    page.wait_for_url("**/daerah/3510/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Kabupaten Banyuwangi")

    text = page.locator("main").inner_text()
    assert money(banyuwangi.total, banyuwangi.unit, "id") in text
    assert percent(banyuwangi.growth, "id", decimals=2) in text
    for name in banyuwangi.hosts.table["name"]:
        assert name in text
    own = {code: value for code, value in banyuwangi.own.select("activity", "value").iter_rows()}
    largest = max(own, key=own.get)
    row = page.get_by_role("row", name=banyuwangi.panel.activity_name(largest, "id")).first
    assert number(own[largest], "id") in row.inner_text()

    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("Unduh prospektus")).first.click()
    content = download.value.path().read_bytes()
    assert download.value.suggested_filename.endswith(".pdf")
    assert content.startswith(b"%PDF")
    assert len(content) > LARGE


@SCRIPTS
def test_a_misspelt_name_names_the_region_that_was_meant(site, visit, scripts):
    page = visit(site, "/", java_script_enabled=scripts)
    page.get_by_role("searchbox").fill("banyuwngi")
    page.get_by_role("searchbox").press("Enter")
    page.locator("main").get_by_role("link", name="Kabupaten Banyuwangi").click()
    page.wait_for_url("**/daerah/3510/")


@SCRIPTS
def test_method_and_source_are_one_tap_away(site, visit, scripts):
    for link, heading in (
        (r"kuosien lokasi|location quotient|LQ", None),
        ("Jawa Timur: produk domestik", "Jawa Timur"),
    ):
        page = visit(site, "/daerah/3510/", java_script_enabled=scripts)
        page.locator("main").get_by_role("link", name=re.compile(link, re.IGNORECASE)).first.click()
        page.wait_for_load_state()
        expect(page.get_by_role("heading", level=1)).to_contain_text(heading or re.compile(link, re.IGNORECASE))
        page.context.close()


def test_the_message_for_whatsapp_is_copied_by_one_button(site, visit):
    page = visit(site, "/daerah/3510/", permissions=["clipboard-read", "clipboard-write"])
    message = page.locator("textarea.message").input_value()
    assert "Banyuwangi" in message
    assert "/daerah/3510/" in message
    page.get_by_role("button", name="Salin").click()
    expect(page.get_by_role("status").filter(has_text="salin")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == message


def test_without_scripts_the_message_is_there_to_be_selected(site, visit):
    page = visit(site, "/daerah/3510/", java_script_enabled=False)
    assert "Banyuwangi" in page.locator("textarea.message").input_value()
    expect(page.locator("button[data-copy]")).to_be_hidden()
    link = page.get_by_role("link", name=re.compile("WhatsApp")).last.get_attribute("href")
    assert link.startswith("https://wa.me/?text=")


def test_a_tile_of_the_map_leads_to_its_region(site, visit):
    page = visit(site, "/")
    tile = page.locator("main svg a[href$='daerah/3510/'], main a[href$='daerah/3510/']").locator("visible=true").first
    tile.click()
    page.wait_for_url("**/daerah/3510/")


MAIN = ("/", "/daerah/3510/", "/lapangan-usaha/c/", "/bandingkan/?d=3510&d=3511&d=3512", "/metode/lq/", "/data/")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("path", MAIN)
def test_the_main_pages_are_good_by_day_and_by_night(site, visit, screenshot, path, width, scheme):
    page = visit(site, path, width=width, color_scheme=scheme)
    screenshot(page, f"main{path}-{width}-{scheme}")
    looks.check(page)


@pytest.mark.parametrize("path", MAIN)
def test_letters_twice_as_large_need_no_scrolling_sideways(site, visit, path):
    """At 200 % a window of 1280 has room for 640."""
    page = visit(site, path, width=640)
    assert looks.too_wide(page) == []
