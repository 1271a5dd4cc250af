"""What a page asks for and what goes wrong on it: no request may leave this machine, no script may fail unseen."""

from __future__ import annotations

import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Page

LOCAL_HOSTS = {"127.0.0.1", "localhost", "::1"}
WITHOUT_A_HOST = {"data", "blob", "about"}
# A page that asks these hosts is caught by its own record; alone they are the browser's, and reach nobody either way.
ERRANDS = re.compile(r"\b(google|googleapis|gstatic|gvt1|chromium)\.(com|org)\b")
TLS_GREETING = b"\x16\x03"


@dataclass
class Watch:
    """What the pages of one browser context asked for, and their faults."""

    requests: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def outside(self) -> list[str]:
        """Return the addresses asked for that are not on this machine."""
        return [address for address in self.requests if not is_local(address)]

    def check(self) -> None:
        """Fail the test if anything left the machine or went wrong on a page."""
        assert not self.outside(), "Requests that leave this machine:\n" + "\n".join(self.outside())
        assert not self.faults, "Faults on the page:\n" + "\n".join(self.faults)


def is_local(address: str) -> bool:
    """Return whether an address is on this machine or, as data: and blob:, nowhere."""
    parts = urlsplit(address)
    return parts.scheme in WITHOUT_A_HOST or parts.hostname in LOCAL_HOSTS


def watch(context: BrowserContext) -> Watch:
    """Record what every page of a context asks for, beginning now."""
    record = Watch()
    context.on("request", lambda request: record.requests.append(request.url))
    context.on("weberror", lambda fault: record.faults.append(f"script: {fault.error}"))
    context.on("console", lambda message: _hear(record, message))
    context.on("page", lambda page: _follow(record, page))
    return record


def _hear(record: Watch, message: ConsoleMessage) -> None:
    # An error page is reported on the console too, and may be just what a test is about; a refusal by the page's own
    # policy is always a mistake of the page.
    if message.type == "error" and "Content Security Policy" in message.text:
        record.faults.append(message.text)


def _follow(record: Watch, page: Page) -> None:
    page.on("websocket", lambda websocket: record.requests.append(websocket.url))


@dataclass
class Caller:
    """Somebody who connected, and what they said first."""

    words: str = "a connection without a word"


@dataclass
class Watchman:
    """A local address to which the browser is sent for every outside host; it notes who comes and answers nothing.

    It sees what a page's own record cannot: whatever connects without being a request of a page.
    """

    address: str
    callers: list[Caller] = field(default_factory=list)

    def check(self, since: int = 0) -> None:
        """Fail the test if anybody called after so many callers, the browser on an errand of its own left aside."""
        came = [caller.words for caller in self.callers[since:] if not ERRANDS.search(caller.words)]
        assert not came, "Connections that would have left this machine:\n" + "\n".join(came)


@contextmanager
def watchman() -> Iterator[Watchman]:
    """Stand watch on a free port for as long as the block lasts."""
    callers: list[Caller] = []

    class Note(socketserver.BaseRequestHandler):
        """Note whoever connects, then the first words, and hang up."""

        def handle(self) -> None:
            caller = Caller()
            callers.append(caller)
            self.request.settimeout(2)
            with suppress(OSError):
                caller.words = printable(self.request.recv(4096)) or caller.words

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Note) as listener:
        thread = threading.Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield Watchman(f"127.0.0.1:{listener.server_address[1]}", callers)
        finally:
            listener.shutdown()
            thread.join()


def printable(words: bytes) -> str:
    """Return the readable part of what was sent: the lines of a request, or the hosts named in a TLS greeting."""
    if words.startswith(TLS_GREETING):
        return "TLS to " + ", ".join(host.decode() for host in re.findall(rb"[a-z0-9-]+(?:\.[a-z0-9-]+)+", words))
    return "".join(chr(byte) if 32 <= byte < 127 else " " for byte in words).strip()
