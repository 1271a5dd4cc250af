"""Every page of the URL table, as everybody who may read it sees it, on a phone and on a desk."""

import re

import pytest
from django.urls import reverse
from web.browser import looks
from web.rights.allauth_addresses import ALLAUTH, FORMER
from web.rights.rows import ANONYMOUS
from web.rights.table import ADDRESS_ROWS
from web.rights.table import ONLY_TAKE as TAKEN
from web.rights.walk import addresses

WIDTHS = (360, 1280)
READ = [row for row in ADDRESS_ROWS if row.method == "GET" and not row.name.startswith("api:")]
ACCOUNTS = [each for each in ALLAUTH if each.name not in FORMER]
# Addresses that only take something; whoever looks there is told so (405).
ONLY_TAKE = {
    *(f"datasets:{name}" for name in ("publish", "discard", "withdraw", "compute_again")),
    "people:revoke_token",
    *TAKEN,
}
# What is new in every answer, who reads it, and where a sign-in leads to.
_ANEW = re.compile(
    r'name="csrfmiddlewaretoken" value="[^"]*"|<span class="who">[^<]*</span>|[?&]next=[^"&]*'
    r'|<input type="hidden" name="next"[^>]*>|\s+'
)


@pytest.fixture(scope="session")
def looked_at() -> set[str]:
    """The parts of pages looked at already: what is the same for somebody else is not looked at again."""
    return set()


@pytest.fixture
def look(busy_site, visit, fetch, looked_at, screenshot):
    """Look at a page as somebody, at every width; a file or what was seen already is left aside."""

    def at(path: str, role: str, name: str) -> None:
        answer = fetch(busy_site, path, role)
        parts = {part for part in _parts(answer.text) if part not in looked_at}
        if not answer.is_page or not parts:
            return
        page = visit(busy_site, path, role=role, width=WIDTHS[0])
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            screenshot(page, f"{name}-{role or ANONYMOUS}-{width}")
            looks.check(page, again=width != WIDTHS[0])
            assert page.locator(".mistake").count() == 0, "a page that nobody has filled in yet has no mistakes"
        page.context.close()
        looked_at.update(parts)

    return at


def test_every_address_is_walked_or_only_takes_something():
    walked = {row.name for row in READ} | {each.name for each in ALLAUTH}
    there = {each.name or each.route for each in addresses() if not each.name.startswith("api:")}
    assert there - walked == ONLY_TAKE


@pytest.mark.parametrize("row", READ, ids=str)
def test_a_page_is_good_for_everybody_who_may_read_it(busy_site, look, row):
    for who, answer in row.expected.items():
        if answer == "200":
            look(busy_site.addresses[str(row)], "" if who == ANONYMOUS else who, str(row))


@pytest.mark.parametrize("each", ACCOUNTS, ids=lambda each: each.name)
@pytest.mark.parametrize("role", ["", "visitor"], ids=["anonymous", "visitor"])
def test_the_pages_of_accounts_are_good(look, each, role):
    look(reverse(each.name, kwargs=each.args), role, each.name)


def _parts(text: str) -> list[str]:
    """Return the head of a page with its menus, and what stands below, without what is new in every answer."""
    head, _, below = _ANEW.sub(" ", text).partition("<main")
    return [re.sub(r'<head>.*</head>|aria-current="\w+"|<a href="[^"]*" lang="\w+"', "", head), below]
