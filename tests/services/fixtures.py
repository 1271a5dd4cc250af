"""The browser and the database server as pytest fixtures: import all of it in the conftest of tests that use them.

A test that uses ``page_at`` fails if a request leaves this machine, a script fails, or the page's own policy refuses
something of the page. The event loop of Playwright is visible in tests that use the browser, and in no other.
"""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from services import chromium, postgres
from services.watch import Watch, Watchman, watch, watchman

__all__ = [
    "browser",
    "page_at",
    "postgres_url",
    "pytest_runtest_protocol",
    "pytest_sessionfinish",
    "screenshot",
]

PHONE, DESK = 360, 1280
LOCALES = {"id": "id-ID", "en": "en-US"}
UNSAFE = "DJANGO_ALLOW_ASYNC_UNSAFE"


@dataclass
class _Started:
    """The one browser of this process, once a test has asked for it."""

    browser: Browser | None = None
    watchman: Watchman | None = None
    loop: asyncio.AbstractEventLoop | None = None
    stack: ExitStack = field(default_factory=ExitStack)


_started = _Started()


@pytest.fixture(scope="session")
def browser() -> Browser:
    """The browser of this process, started when a test first asks for it."""
    # One a process, however many conftests import this fixture: Playwright cannot be started twice in a thread.
    if _started.browser is None:
        if chromium.find() is None:
            _fail_or_skip(chromium.SAY_HOW)
        _started.watchman = _started.stack.enter_context(watchman())
        playwright = _started.stack.enter_context(sync_playwright())
        _started.loop = asyncio.get_running_loop()
        options = chromium.launch_options(_started.watchman.address)
        _started.browser = playwright.chromium.launch(**options)
        _started.stack.callback(_started.browser.close)
    return _started.browser


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The DATABASE_URL of an empty database on a PostgreSQL server that lives as long as the session."""
    if postgres.find() is None:
        _fail_or_skip(postgres.SAY_HOW)
    with postgres.server() as url:
        yield url


def _fail_or_skip(sentence: str) -> None:
    if os.environ.get("CI"):
        pytest.fail(sentence)
    pytest.skip(sentence)


@pytest.fixture
def page_at(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Open a page as wide as asked: ``page_at(360)``, ``page_at(1280, "en")``, ``page_at(360, color_scheme="dark")``.

    Each page has a context of its own, as a new visitor has; further arguments go to Playwright's ``new_context``. A
    test that expects a fault opens its page with ``browser.new_context`` and ``services.watch`` itself.
    """
    assert _started.watchman is not None
    callers_before = len(_started.watchman.callers)
    opened: list[tuple[BrowserContext, Watch]] = []

    def open_page(width: int = PHONE, language: str = "id", **options: Any) -> Page:
        context = browser.new_context(**(_visitor(width, language) | options))
        opened.append((context, watch(context)))
        return context.new_page()

    yield open_page
    for context, _ in opened:
        context.close()
    for _, record in opened:
        record.check()
    _started.watchman.check(callers_before)


def _visitor(width: int, language: str) -> dict[str, Any]:
    phone = width < 600
    return {
        "viewport": {"width": width, "height": 740 if phone else 800},
        "is_mobile": phone,
        "has_touch": phone,
        "locale": LOCALES[language],
        "timezone_id": "Asia/Jakarta",
        "reduced_motion": "reduce",
    }


@pytest.fixture(scope="session")
def screenshot() -> Callable[[Page, str], Path | None]:
    """Keep a picture of a page under a name, in the folder that POTENSI_SCREENSHOTS names; do nothing without it."""

    def keep(page: Page, name: str) -> Path | None:
        folder = os.environ.get("POTENSI_SCREENSHOTS")
        if not folder:
            return None
        path = Path(folder) / (re.sub(r"[^\w.-]+", "-", name) + ".png")
        path.parent.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=path, full_page=True)
        return path

    return keep


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[Any]:
    """Let a test that uses the browser, and its fixtures, call Django; hide Playwright's loop from all other tests."""
    if "browser" not in getattr(item, "fixturenames", ()):
        return (yield)
    with _beside_playwright():
        return (yield)


@contextmanager
def _beside_playwright() -> Iterator[None]:
    # Between Playwright's calls its event loop waits in another greenlet of this thread, which to Django and to
    # asyncio.run looks like code running in the loop. Django's answer for such a case is this variable.
    before = os.environ.get(UNSAFE)
    os.environ[UNSAFE] = "true"
    asyncio._set_running_loop(_started.loop)
    try:
        yield
    finally:
        asyncio._set_running_loop(None)
        if before is None:
            del os.environ[UNSAFE]
        else:
            os.environ[UNSAFE] = before


def pytest_sessionfinish() -> None:
    """Close the browser, if there is one; a second call finds nothing to do."""
    if _started.loop is not None:
        asyncio._set_running_loop(_started.loop)
        try:
            _started.stack.close()
        finally:
            asyncio._set_running_loop(None)
            _started.browser = _started.watchman = _started.loop = None
