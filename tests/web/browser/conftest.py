"""A real browser before real servers: two installations, and people who sign in through the form."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page
from web.browser import act
from web.browser.served import Installed, Site, populated, served
from web.conftest import PASSWORD

FEW = ("--workers", "1", "--no-worker")


@pytest.fixture(scope="session")
def prepared(tmp_path_factory) -> Path:
    """An installation with the sample, as ``potensi`` prepares it in an empty folder; to be copied, never used."""
    home = tmp_path_factory.mktemp("prepared") / "potensi-data"
    Installed(home).run("createadmin", "kepala@example.go.id", "--link")
    return home


@pytest.fixture(scope="session")
def site(prepared, tmp_path_factory) -> Iterator[Site]:
    """The sample and nothing else; people in every role. No test changes anything here that another one reads."""
    yield from _site(prepared, tmp_path_factory.mktemp("site"))


@pytest.fixture(scope="session")
def busy_site(prepared, tmp_path_factory) -> Iterator[Site]:
    """The world of the table of rights: public, region's and office's data sets, a draft, a failed computation."""
    yield from _site(prepared, tmp_path_factory.mktemp("busy"), "world")


@pytest.fixture
def journey_site(prepared, tmp_path) -> Iterator[Site]:
    """The sample and the five people of a journey: what a test does here, no other sees."""
    yield from _site(prepared, tmp_path, "travellers")


def _site(prepared: Path, folder: Path, *more: str) -> Iterator[Site]:
    installed = Installed(folder / "potensi-data")
    shutil.copytree(prepared, installed.home)
    made = populated(installed, *more)
    with served(installed, *FEW) as (address, _):
        yield Site(address, installed, **made)


@pytest.fixture(scope="session")
def keys(browser) -> Callable[[Site, str], dict]:
    """What a signed-in browser keeps of a person in a role: the form is filled in once a session."""
    kept: dict[tuple[str, str], dict] = {}

    def state(site: Site, role: str) -> dict:
        if (site.address, role) not in kept:
            context: BrowserContext = browser.new_context(locale="id-ID")
            act.sign_in(context.new_page(), site, role, PASSWORD)
            kept[site.address, role] = context.storage_state()
            context.close()
        return kept[site.address, role]

    return state


@pytest.fixture
def fetch(keys) -> Callable[..., act.Answer]:
    """Ask for a page of a site as somebody, without opening it."""
    return lambda site, path, role="": act.fetch(site, path, keys(site, role) if role else None)


@pytest.fixture
def visit(page_at, keys) -> Callable[..., Page]:
    """Open a page of a site as somebody (nobody: ""), as wide as asked; a script's complaint fails the test."""
    complaints: list[str] = []

    def open_page(
        site: Site, path: str = "/", *, role: str = "", width: int = 360, lang: str = "id", **options
    ) -> Page:
        if role:
            options["storage_state"] = keys(site, role)
        page = page_at(width, lang, **options)
        page.set_default_timeout(60_000)
        page.on("console", lambda message: _hear(complaints, page, message))
        page.goto(site / path)
        return page

    yield open_page
    assert not complaints, complaints


def _hear(complaints: list[str], page: Page, message) -> None:
    # That a page answered 403, 404, 409 or 422 is what its test is about; everything else that is an error is one.
    if message.type == "error" and "the server responded with a status of 4" not in message.text:
        complaints.append(f"{page.url}: {message.text}")
