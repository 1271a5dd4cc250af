"""A small site of our own on this machine, served from memory, for the tests of the services."""

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from services.fixtures import *  # noqa: F403

# A page's path to its head lines and body.
Pages = dict[str, tuple[dict[str, str], bytes]]


@pytest.fixture
def site() -> Iterator[Callable[[Pages], str]]:
    """Serve pages from memory; return the address of the site."""
    running: list[tuple[ThreadingHTTPServer, threading.Thread]] = []

    def serve(pages: Pages) -> str:
        server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(pages))
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        running.append((server, thread))
        return f"http://127.0.0.1:{server.server_address[1]}"

    yield serve
    for server, thread in running:
        server.shutdown()
        thread.join()
        server.server_close()


def _handler(pages: Pages) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        """Answer from the pages, and 404 else; write no log."""

        def do_GET(self) -> None:
            heads, body = pages.get(self.path, ({}, b""))
            self.send_response((302 if "Location" in heads else 200) if self.path in pages else 404)
            for name, value in (
                {"Content-Type": "text/html; charset=utf-8", "Content-Length": str(len(body))} | heads
            ).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            pass

    return Handler


@pytest.fixture
def page_of() -> Callable[..., bytes]:
    """Return a page's bytes: a well-made one around what is given."""

    def make(body: str, head: str = "") -> bytes:
        return (
            f'<!doctype html><html lang="id"><head><meta charset="utf-8"><title>Contoh</title>'
            f'<meta name="viewport" content="width=device-width">{head}</head><body><main><h1>Contoh</h1>{body}</main>'
        ).encode()

    return make
