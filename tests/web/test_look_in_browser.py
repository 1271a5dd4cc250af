"""The frame in a real browser: nothing hangs over, everything can be touched, the keyboard gets through, paper is clean."""

import pytest
from django.conf import settings
from django.urls import reverse

from potensi.web.people.seed import load_regions

pytestmark = pytest.mark.django_db(transaction=True)

PAGES = ("pages:home", "pages:regions", "pages:compare", "pages:methods", "pages:about", "pages:search", "datasets:list", "account_login")  # fmt: skip
# What hangs over the right edge, but for what scrolls by itself and for what is kept from sight.
OVERHANG = """() => [...document.querySelectorAll('body *')].filter(each => {
    const box = each.getBoundingClientRect();
    return box.width > 1 && box.right > document.documentElement.clientWidth + 1 && !each.closest('.scroll, .sections');
}).map(each => each.outerHTML.slice(0, 90))"""
# Whatever stands alone to be touched: links in a sentence are as high as their line.
SMALL = """() => [...document.querySelectorAll('.masthead a, .masthead summary, .footer nav a, button, input, select, textarea, .tabs a, .columns a, .button')]
    .filter(each => each.getClientRects().length && each.type !== 'hidden')
    .map(each => [each, (each.matches('[type=checkbox], [type=radio]') ? each.closest('label') || each.parentElement : each).getBoundingClientRect()])
    .filter(([each, box]) => box.height < 43.9 || box.width < 24).map(([each]) => each.outerHTML.slice(0, 90))"""


def addresses():
    return [reverse(name) for name in PAGES] + ["/en/metode/lq/", "/tidak-ada/"]


@pytest.fixture
def analyst(transactional_db, request):
    """Somebody who may upload; the regions are laid anew, since tests of this kind empty the database."""
    load_regions()
    return request.getfixturevalue("people").analyst


@pytest.fixture
def signed(live_server, signed_in):
    """Return a function that gives a page the session of a user."""

    def give(page, user):
        value = signed_in(user).cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}])

    return give


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (360, "dark"), (1280, "light")])
def test_nothing_hangs_over_and_everything_can_be_touched(live_server, page_at, width, scheme):
    page = page_at(width, color_scheme=scheme)
    for address in addresses():
        page.goto(live_server.url + address)
        assert page.evaluate(OVERHANG) == [], address
        assert page.evaluate(SMALL) == [], address


def test_letters_twice_as_large_still_fit_a_phone(live_server, browser):
    """The page's own policy forbids foreign styles; letters are enlarged by the reader, as a browser's setting does."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, bypass_csp=True)
    page = context.new_page()
    for address in addresses():
        page.goto(live_server.url + address)
        page.add_style_tag(content="html { font-size: 212.5% !important }")
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), address
    context.close()


def test_letters_are_large_enough_on_a_phone(live_server, page_at):
    page = page_at(360)
    page.goto(live_server.url + reverse("pages:about"))
    sizes = page.evaluate("[...document.querySelectorAll('main p, main li, main a')].map(each => parseFloat(getComputedStyle(each).fontSize))")  # fmt: skip
    assert sizes
    assert min(sizes) >= 14
    assert page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") >= 17


def test_the_first_tab_leads_past_the_menu(live_server, page_at):
    page = page_at(360)
    page.goto(live_server.url + reverse("pages:about"))
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    box = page.locator(".skip").bounding_box()
    assert box["x"] >= 0
    assert box["y"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "isi"


def test_whatever_has_the_focus_shows_it(live_server, page_at):
    page = page_at(1280)
    page.goto(live_server.url + reverse("account_login"))
    seen = set()
    for _ in range(25):
        page.keyboard.press("Tab")
        tag, style, width = page.evaluate("(() => { const e = document.activeElement, s = getComputedStyle(e); return [e.tagName, s.outlineStyle, parseFloat(s.outlineWidth)] })()")  # fmt: skip
        if tag == "BODY":
            break
        seen.add(tag)
        assert style == "solid", tag
        assert width >= 2, tag
    assert {"A", "INPUT", "BUTTON"} <= seen


def test_the_account_menu_opens_by_keyboard_and_without_a_script(live_server, page_at, analyst, signed):
    page = page_at(360, java_script_enabled=False)
    signed(page, analyst)
    page.goto(live_server.url + reverse("pages:about"))
    upload = page.get_by_role("link", name="Unggah data")
    assert not upload.is_visible()
    page.locator("details.account summary").focus()
    page.keyboard.press("Enter")
    assert upload.is_visible()
    box = page.locator("details.account ul").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 360
    upload.click()
    assert page.url.endswith(reverse("datasets:upload"))


def test_a_mistake_at_the_top_leads_to_its_field(live_server, page_at, analyst, signed):
    page = page_at(360)
    signed(page, analyst)
    page.goto(live_server.url + reverse("datasets:upload"))
    page.evaluate("document.querySelector('main form').noValidate = true")
    page.locator("main form button").last.click()
    page.locator(".notice.error li a").first.click()
    assert page.evaluate("document.querySelector(':target').matches('[aria-invalid=true]')")
    assert page.evaluate("document.querySelector(':target').getAttribute('aria-describedby').split(' ').every(id => document.getElementById(id))")  # fmt: skip


def test_paper_gets_the_text_and_not_the_menus(live_server, page_at):
    page = page_at(1280, color_scheme="dark")
    page.goto(live_server.url + reverse("pages:about"))
    page.emulate_media(media="print", color_scheme="dark")
    assert page.locator("main h1").is_visible()
    for hidden in (".sections", ".tools", ".footer nav"):
        assert not page.locator(hidden).is_visible(), hidden
    colours = page.evaluate("[getComputedStyle(document.documentElement).backgroundColor, getComputedStyle(document.querySelector('h1')).color]")  # fmt: skip
    assert colours == ["rgb(255, 255, 255)", "rgb(29, 42, 51)"]


def test_nothing_moves_for_those_who_asked_for_stillness(live_server, page_at):
    page = page_at(360, reduced_motion="reduce")
    page.goto(live_server.url + reverse("pages:about"))
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"
    assert page.evaluate("getComputedStyle(document.querySelector('main a')).transitionDuration") == "0s"


def test_a_code_to_be_scanned_is_on_white_in_the_dark_too(live_server, page_at):
    page = page_at(360, color_scheme="dark")
    page.goto(live_server.url + reverse("pages:about"))
    page.evaluate("document.querySelector('main').append(new Image())")
    assert page.evaluate("getComputedStyle(document.querySelector('main img')).backgroundColor") == "rgb(255, 255, 255)"
