"""English at a desk: the same pages, nothing left in Indonesian, numbers written as English writes them."""

import re
import tomllib
from importlib.resources import files

import pytest
from playwright.sync_api import expect
from web.browser import act, looks

from potensi.codes import regions
from potensi.data import samples
from potensi.data.indicators import indicators_for
from potensi.language import percent, say
from potensi.present.facts import gather, gather_all
from potensi.present.numbers import money

PATHS = (
    "/en/",
    "/en/daerah/",
    "/en/daerah/3510/",
    "/en/lapangan-usaha/c/",
    "/en/bandingkan/?d=3510&d=3511&d=3512",
    "/en/metode/",
    "/en/metode/lq/",
    "/en/tentang/",
    "/en/data/",
    "/en/data/jawa-timur-pdrb-konstan-2010/",
    "/en/akun/login/",
    "/en/akun/signup/",
    "/en/akun/password/reset/",
    "/en/orang/tautan/",
    "/en/cari/?q=kediri",
)
SIGNED_IN = ("/en/data/unggah/", "/en/orang/", "/en/orang/saya/", "/en/orang/impor/", "/en/riwayat/", "/en/akun/2fa/")


@pytest.fixture(scope="module")
def indonesian() -> set[str]:
    """Every sentence of the words that is Indonesian and not English too, and is no name.

    A region has its official name in both languages, and a data set the title that its owner gave it.
    """
    said: dict[str, set[str]] = {"id": set(), "en": set()}
    for place in files("potensi.words").iterdir():
        if place.name.endswith(".toml"):
            _collect(tomllib.loads(place.read_text("utf-8")), said)
    names = {regions().name(code, "id") for code in regions().codes()}
    names |= {say(f"datasets.sample.{price}", "id") for price in ("constant2010", "current")}
    return {text for text in said["id"] - said["en"] if "{" not in text} - names


@pytest.mark.parametrize("path", PATHS)
def test_a_page_is_english_to_its_last_word(site, visit, screenshot, indonesian, path):
    _is_english(visit(site, path, width=1280, lang="en"), indonesian, screenshot, path)


@pytest.mark.parametrize("path", SIGNED_IN)
def test_a_page_of_somebody_at_work_is_english_too(site, visit, screenshot, indonesian, path):
    page = visit(site, path, role="local_administrator", width=1280, lang="en")
    _is_english(page, indonesian, screenshot, path)


def test_the_search_for_what_is_left_can_find_something(site, visit, indonesian):
    page = visit(site, "/", width=1280)
    assert _left(page, indonesian)


def test_numbers_are_written_as_in_english(site, visit):
    panel = samples.load("jatim")
    found = gather(gather_all(panel, indicators=indicators_for("", panel)), "3510")
    text = visit(site, "/en/daerah/3510/", width=1280, lang="en").locator("main").inner_text()
    assert money(found.total, found.unit, "en") in text
    assert percent(found.growth, "en", decimals=2) in text
    assert not re.search(r"\d,\d+ ?%", text)


@pytest.mark.parametrize("path", ["/", "/daerah/3510/", "/bandingkan/?d=3510&d=3511", "/metode/lq/", "/akun/login/"])
def test_the_language_is_changed_on_the_spot_and_back(site, visit, path):
    page = visit(site, path, width=1280)
    page.locator("header").get_by_role("link", name="English").click()
    page.wait_for_url(site / f"/en{path}")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.locator("header").get_by_role("link", name="Bahasa Indonesia").click()
    page.wait_for_url(site / path)
    expect(page.locator("html")).to_have_attribute("lang", "id")


def _is_english(page, indonesian, screenshot, path) -> None:
    screenshot(page, f"english{path}")
    assert page.locator("html").get_attribute("lang") == "en"
    assert _left(page, indonesian) == set()
    looks.check(page)


def _left(page, indonesian: set[str]) -> set[str]:
    """Return what stands on a page and is a sentence of the words in Indonesian."""
    return act.texts(page) & indonesian


def _collect(table: dict, said: dict[str, set[str]]) -> None:
    if isinstance(table.get("id"), str):
        for lang in said:
            said[lang].add(" ".join(table[lang].split()))
        return
    for below in table.values():
        if isinstance(below, dict):
            _collect(below, said)
