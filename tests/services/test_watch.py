"""A request that would leave this machine is caught, however it is made; a fault on a page is heard."""

import socket
import subprocess
import sys

import pytest

from services import chromium
from services.fixtures import _started
from services.watch import is_local, watch, watchman

OUTSIDE = "potensi.invalid"


@pytest.fixture
def visit(browser, site, page_of):
    """Open a page with a body and return what was seen: the record, and who called at the watchman."""

    def open_page(body: str, head: str = "", policy: str = ""):
        before = len(_started.watchman.callers)
        heads = {"Content-Security-Policy": policy} if policy else {}
        with browser.new_context() as context:
            record = watch(context)
            page = context.new_page()
            page.goto(site({"/": (heads, page_of(body, head))}), wait_until="networkidle")
        return record, _started.watchman.callers[before:]

    return open_page


def test_a_page_of_this_machine_is_left_alone(visit):
    record, callers = visit("<p>Halo</p><img alt='' src='data:image/gif;base64,R0lGODlhAQABAAAAACw='>")
    record.check()
    assert record.requests
    assert callers == []


@pytest.mark.parametrize(
    "body",
    [
        f"<img alt='' src='http://{OUTSIDE}/a.png'>",
        f"<script src='https://{OUTSIDE}/a.js'></script>",
        f"<script>fetch('http://{OUTSIDE}/').catch(() => 0)</script>",
        f"<script>new WebSocket('ws://{OUTSIDE}/')</script>",
        f"<script>navigator.sendBeacon('http://{OUTSIDE}/', 'x')</script>",
        f"<style>@import url('http://{OUTSIDE}/a.css')</style>",
        f"<iframe title='a' src='http://{OUTSIDE}/'></iframe>",
        f"<script>open('http://{OUTSIDE}/')</script>",
    ],
)
def test_a_request_that_leaves_this_machine_is_caught(visit, body):
    record, _ = visit(body)
    assert any(OUTSIDE in address for address in record.outside())
    with pytest.raises(AssertionError, match=OUTSIDE):
        record.check()


def test_an_address_in_numbers_leads_to_the_watchman_too(visit):
    # 203.0.113.0/24 is set aside for examples: nobody is there, and nobody is asked.
    record, callers = visit("<img alt='' src='http://203.0.113.7/a.png'>")
    assert record.outside() == ["http://203.0.113.7/a.png"]
    assert any("203.0.113.7" in caller.words for caller in callers)


def test_the_watchman_hears_who_connects_and_knows_the_browser_s_errands():
    with watchman() as man:
        host, port = man.address.split(":")
        for words in (b"GET / HTTP/1.1\r\nHost: update.googleapis.com\r\n\r\n", b"\x16\x03\x01..potensi.example\0"):
            with socket.create_connection((host, int(port))) as connection:
                connection.sendall(words)
                assert connection.recv(1) == b""
        assert [caller.words[:30] for caller in man.callers] == [
            "GET / HTTP/1.1  Host: update.g",
            "TLS to potensi.example",
        ]
        with pytest.raises(AssertionError, match=r"this machine:\nTLS to potensi.example$"):
            man.check()
        man.check(since=2)


def test_a_script_that_fails_is_heard(visit):
    record, _ = visit("<script>throw new Error('rusak')</script>")
    with pytest.raises(AssertionError, match="rusak"):
        record.check()


def test_what_a_page_s_own_policy_refuses_is_heard(visit):
    record, _ = visit("<p style='color: red'>Halo</p>", policy="default-src 'self'")
    with pytest.raises(AssertionError, match="Content Security Policy"):
        record.check()


def test_a_page_that_is_not_there_is_no_fault(visit):
    record, _ = visit("<img alt='' src='/tidak-ada.png'>")
    record.check()


@pytest.mark.parametrize(
    ("address", "local"),
    [
        ("http://127.0.0.1:8000/a", True),
        ("http://localhost/a", True),
        ("http://[::1]:80/", True),
        ("data:image/png;base64,AA", True),
        ("blob:http://127.0.0.1/1", True),
        ("http://127.0.0.1.example.com/", False),
        ("https://localhost.example.com/", False),
        ("http://user@example.com:80/127.0.0.1", False),
        ("//example.com/", False),
    ],
)
def test_what_counts_as_this_machine(address, local):
    assert is_local(address) is local


def test_page_at_fails_a_test_whose_page_leaves_the_machine(tmp_path):
    """A session of its own, since the failure comes when the page is closed."""
    (tmp_path / "conftest.py").write_text("from services.fixtures import *\n")
    (tmp_path / "test_a.py").write_text(
        "def test_out(page_at):\n"
        f"    page_at(360).set_content(\"<img src='http://{OUTSIDE}/a.png'>\", wait_until='networkidle')\n"
        "def test_in(page_at):\n    page_at(360).set_content('<p>Halo</p>')\n"
    )
    answer = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:django", str(tmp_path)],
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": "tests", "CHROMIUM": chromium.find() or "", "CI": "true"},
        capture_output=True,
        text=True,
    )
    assert answer.returncode == 1, answer.stdout
    assert "2 passed, 1 error" in answer.stdout
    assert f"http://{OUTSIDE}/a.png" in answer.stdout
