"""What a page weighs on the wire, served as ``potensi serve`` serves it: everything that it asks for, compressed."""

import pytest
from services import throttle

KILOBYTES_100 = 100_000


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("path", ["/", "/daerah/3510/", "/en/", "/en/daerah/3510/"])
def test_the_first_page_and_a_region_s_page_are_light(site, page_at, path, width):
    page = page_at(width)
    wire = throttle.load(page, site / path).wire
    assert any(address.endswith(".css") for address in wire.bytes_by_address), "without its style sheet"
    assert wire.total < KILOBYTES_100, wire.table()
