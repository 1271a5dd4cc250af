"""What people do in front of a page, and what is looked at on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from playwright.sync_api import Page
from web.browser.served import Site


@dataclass(frozen=True)
class Answer:
    """What was answered: status, the text of a page (a file has none), and from which address in the end."""

    status: int
    text: str
    url: str

    @property
    def is_page(self) -> bool:
        """Whether it is a page that stands alone, no file and no piece of a page."""
        return "<html" in self.text


def sign_in(page: Page, site: Site, role: str, password: str, start: str = "/") -> None:
    """Sign in through the form, beginning at the link in the head of a page."""
    page.goto(site / start)
    page.locator("header.masthead").get_by_role("link", name="Masuk", exact=True).click()
    page.get_by_label("E-mail").fill(site.people[role])
    page.locator("input[type=password]").fill(password)
    page.get_by_role("main").get_by_role("button", name="Masuk", exact=True).click()
    page.locator("header.masthead details.account").wait_for()


def fetch(site: Site, path: str, keys: dict[str, Any] | None) -> Answer:
    """Ask for a page without a browser, with the cookies of a person; redirects are followed."""
    cookies = "; ".join(f"{each['name']}={each['value']}" for each in (keys or {"cookies": []})["cookies"])
    request = Request(site / path, headers={"Cookie": cookies})
    try:
        answer = urlopen(request, timeout=60)
    except HTTPError as error:
        answer = error
    with answer:
        file = (
            answer.headers.get_content_type() != "text/html" or answer.headers.get_content_disposition() == "attachment"
        )
        return Answer(answer.status, "" if file else answer.read().decode(), answer.url)


def texts(page: Page) -> set[str]:
    """Return every piece of text on a page, its labels and title too, except what is marked as another language."""
    return set(page.evaluate(_TEXTS))


_TEXTS = """() => {
  const own = document.documentElement.lang, found = [document.title];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const foreign = each => each.closest("[lang]").lang !== own || each.closest("script, style");
  for (let node = walker.nextNode(); node; node = walker.nextNode())
    if (!foreign(node.parentElement)) found.push(node.textContent);
  for (const name of ["aria-label", "alt", "title", "placeholder"])
    for (const each of document.querySelectorAll(`[${name}]`)) if (!foreign(each)) found.push(each.getAttribute(name));
  return found.map(text => text.replace(/\\s+/g, " ").trim()).filter(Boolean);
}"""
