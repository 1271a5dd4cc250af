"""Chromium for the browser tests: found on the machine or installed, and started so that it stays on this machine."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from services import debian

# The browser without pages, tabs and errands of its own, which cost a whole one eight times as much for each page
# opened; Debian's package and program have one name.
SHELL = "chromium-headless-shell"
# Every name under which Debian, Fedora, Arch and Google install it; the tests are known to pass with Debian's.
NAMES = (SHELL, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC_APPLICATIONS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts")

SAY_HOW = "Chromium was not found: run `make services`, or name one in CHROMIUM=/path/to/chromium."


@lru_cache
def find() -> str | None:
    """Return the first Chromium that starts: CHROMIUM, one of the system, then Playwright's own."""
    named = os.environ.get("CHROMIUM")
    if named:
        return named if starts(named) else None
    return next(filter(starts, _installed()), None)


def _installed() -> Iterator[str]:
    yield from filter(None, map(shutil.which, NAMES))
    yield from MAC_APPLICATIONS
    # Asked last, since the answer costs the start of Playwright's driver.
    if driver_starts():
        yield managed()


def starts(path: str) -> bool:
    """Return whether a path is a browser that starts; Ubuntu's stand-in for its snap is a file that does not."""
    if not os.access(path, os.X_OK):
        return False
    try:
        return subprocess.run([path, "--version"], capture_output=True, timeout=60).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def managed() -> str:
    """Return where Playwright keeps the build that it manages, whether or not it is there."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        return playwright.chromium.executable_path


def install() -> str:
    """Return a Chromium that starts, installed if there is none; a sentence says so when that cannot be done."""
    if debian.may_install():
        # What each package is for; a bare Debian has not even the library that Playwright's driver is linked with.
        there = {"libatomic1": driver_starts, SHELL: find, "fonts-dejavu-core": has_fonts}
        missing = [package for package, is_there in there.items() if not is_there()]
        if missing and not debian.install(*missing) and SHELL in missing:
            # An older Debian has the whole browser alone.
            debian.install(*(package.removesuffix("-headless-shell") for package in missing))
        find.cache_clear()
    if not find():
        _fetch_managed()
        find.cache_clear()
    found = find()
    if not found:
        raise SystemExit(SAY_HOW)
    return found


def driver_starts() -> bool:
    """Return whether Playwright's own driver, the program between the tests and the browser, starts."""
    return subprocess.run([sys.executable, "-m", "playwright", "--version"], capture_output=True).returncode == 0


def _fetch_managed() -> None:
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], stdin=subprocess.DEVNULL)


def has_fonts() -> bool:
    """Return whether the machine has a scalable font: without one every letter is an empty box."""
    folders = [Path(folder) for folder in FONT_FOLDERS]
    return any(next(folder.rglob(f"*.{kind}"), None) for folder in folders for kind in ("ttf", "otf"))


def launch_options(watchman: str = "127.0.0.1:9") -> dict[str, Any]:
    """Return what ``chromium.launch`` is to be given; ``watchman`` is the local address that outside hosts lead to."""
    return {
        "executable_path": find(),
        # The browser's sandbox refuses root and needs rights that containers withhold; it sees our own pages only.
        "chromium_sandbox": False,
        "args": [
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-domain-reliability",
            "--disable-sync",
            "--no-pings",
            # The browser's own errands that no switch turns off, sent to a closed port: accounts, forms, components.
            "--gaia-url=http://127.0.0.1:9",
            "--autofill-server-url=http://127.0.0.1:9/",
            "--component-updater=url-source=http://127.0.0.1:9/",
            # Whatever the page or the browser itself looks for outside, it is sent to this machine.
            f"--host-resolver-rules=MAP * {watchman}, EXCLUDE localhost, EXCLUDE 127.0.0.1",
        ],
    }
