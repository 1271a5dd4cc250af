"""How light the site is: bytes on the wire and largest contentful paint of its pages on a slow network.

``python benchmarks/web/light.py``: each page as a first visit at 360 px, empty cache, five times; medians, with the
least and the greatest. The networks are imitated by Chromium (tests/services/throttle.py says where their figures come
from); the milliseconds depend on this machine too, the bytes do not.
"""

from __future__ import annotations

import statistics
import sys

from site_of import ROOT, site

sys.path.insert(0, str(ROOT / "tests"))

from playwright.sync_api import Browser, sync_playwright
from services import chromium
from services.throttle import SLOW_3G, SLOW_3G_DEVTOOLS, Network, load

RUNS = 5
PAGES = ("/", "/daerah/3510/", "/en/daerah/3510/", "/lapangan-usaha/", "/bandingkan/?d=3510&d=3511")
NETWORKS = (SLOW_3G, SLOW_3G_DEVTOOLS)
PHONE = {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True, "locale": "id-ID"}


def main() -> None:
    """Print a line a page and network."""
    with site() as started, sync_playwright() as playwright:
        browser = playwright.chromium.launch(**chromium.launch_options())
        for network in NETWORKS:
            print(f"\n{network.name}: aim for the largest paint < 4,000 ms; for the wire < 100,000 bytes")
            for path in PAGES:
                measure(browser, started.address + path, path, network)
        browser.close()


def measure(browser: Browser, address: str, path: str, network: Network) -> None:
    """Print the medians of one page."""
    loadings = []
    for _ in range(RUNS):
        context = browser.new_context(**PHONE)
        loadings.append(load(context.new_page(), address, network))
        context.close()
    paints = [each.largest_paint_ms or float("nan") for each in loadings]
    spread = f"{min(paints):,.0f} … {max(paints):,.0f}"
    print(f"{path:<32}{loadings[0].wire.total:>9,} bytes {statistics.median(paints):>8,.0f} ms  ({spread})")


if __name__ == "__main__":
    main()
