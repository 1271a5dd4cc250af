"""The weight of a page is what was sent, and a slow network is one that the page itself can tell."""

import gzip

import pytest

from services import throttle

# Letters that do not compress to nothing, the same each time.
TEXT = "".join(chr(97 + (number * number // 7) % 26) for number in range(40_000))


@pytest.fixture
def address(site, page_of):
    """A page whose script comes compressed and whose picture was moved."""
    script = gzip.compress(f"/* {TEXT} */".encode(), mtime=0)
    picture = b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>"
    # An icon of the page's own keeps the browser from asking for /favicon.ico, which it does once only.
    head = "<link rel='icon' href='data:,'><script src='/a.js'></script>"
    pages = {
        "/": ({}, page_of("<p>Selamat datang</p><img alt='' src='/old.svg'>", head)),
        "/a.js": ({"Content-Type": "text/javascript", "Content-Encoding": "gzip"}, script),
        "/old.svg": ({"Location": "/new.svg"}, b""),
        "/new.svg": ({"Content-Type": "image/svg+xml"}, picture),
        "/empty": ({}, b"<!doctype html><title>Kosong</title>"),
    }
    address = site(pages)
    return address, {address + path: len(body) for path, (_, body) in pages.items()}


def test_bytes_are_counted_as_they_were_sent(page_at, address):
    root, sizes = address
    wire = throttle.load(page_at(360), root + "/").wire
    assert set(wire.bytes_by_address) == {root + path for path in ("/", "/a.js", "/old.svg", "/new.svg")}
    for asked, received in wire.bytes_by_address.items():
        # The body as sent, and a head of a few lines.
        assert sizes[asked] < received < sizes[asked] + 400
    assert wire.bytes_by_address[root + "/a.js"] < len(TEXT)
    assert wire.total == sum(wire.bytes_by_address.values())
    assert wire.table().splitlines()[0].endswith("/a.js")


def test_a_second_loading_is_a_first_visit_again(page_at, address):
    page = page_at(360)
    first, second = (throttle.load(page, address[0] + "/").wire for _ in range(2))
    assert first.bytes_by_address == second.bytes_by_address


def test_the_largest_paint_is_told_with_its_element(page_at, address):
    loading = throttle.load(page_at(360), address[0] + "/")
    assert loading.largest_paint_ms > 0
    assert loading.largest_element.startswith(("<h1>", "<p>"))


def test_a_page_that_paints_nothing_has_no_largest_paint(page_at, address):
    loading = throttle.load(page_at(360), address[0] + "/empty")
    assert loading.largest_paint_ms is None


def test_the_page_is_told_of_the_slow_network(page_at, address):
    page = page_at(360)
    page.goto(address[0] + "/")
    assert page.evaluate("navigator.connection.effectiveType") == "4g"
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    throttle.emulate(session, throttle.SLOW_3G)
    # The browser blurs both numbers by a tenth and rounds them, so that pages cannot tell visitors apart.
    assert 300 <= page.evaluate("navigator.connection.rtt") <= 500
    assert 0.3 <= page.evaluate("navigator.connection.downlink") <= 0.5
    assert page.evaluate("navigator.connection.effectiveType") == "3g"
    session.detach()


def test_the_slow_network_is_that_of_its_source():
    assert (throttle.SLOW_3G.download * 8, throttle.SLOW_3G.upload * 8, throttle.SLOW_3G.latency_ms) == (
        400e3,
        400e3,
        400,
    )
    assert throttle.SLOW_3G_DEVTOOLS.download == throttle.SLOW_3G.download
