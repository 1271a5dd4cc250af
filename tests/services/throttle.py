"""A page over a slow network: what it weighs on the wire, and when its largest part was painted.

Bytes may be asserted in tests; milliseconds are for benchmarks, since no test depends on a clock.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from playwright.sync_api import CDPSession, Page


@dataclass(frozen=True)
class Network:
    """A network to imitate: bytes a second each way, and the least wait from a request to its answer's head."""

    name: str
    download: float
    upload: float
    latency_ms: float


# WebPageTest's profile "3GSlow": 400 kbit/s each way, a round trip of 400 ms, no loss. The wait is laid on each
# request; the round trips of opening a connection are not imitated.
SLOW_3G = Network("slow 3G (WebPageTest)", 400_000 / 8, 400_000 / 8, 400)
# The preset "3G" of Chrome's DevTools, until 2024 "Slow 3G": the same rates, and five round trips of wait a request to
# make up for the handshakes that are not imitated. The more severe of the two by far.
SLOW_3G_DEVTOOLS = Network("slow 3G (Chrome DevTools)", 500_000 / 8 * 0.8, 500_000 / 8 * 0.8, 400 * 5)


@dataclass
class Wire:
    """What came over the wire: heads and bodies as sent, compressed ones compressed; redirects included."""

    bytes_by_address: dict[str, int] = field(default_factory=dict)
    addresses: dict[str, str] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """Bytes of everything that the page asked for."""
        return sum(self.bytes_by_address.values())

    def add(self, address: str, received: float) -> None:
        """Count bytes to an address."""
        self.bytes_by_address[address] = self.bytes_by_address.get(address, 0) + round(received)

    def table(self) -> str:
        """Return a line for each address, the heaviest first, for a failing test to print."""
        heaviest = sorted(self.bytes_by_address.items(), key=lambda item: -item[1])
        return "\n".join(f"{size:>9,} {address}" for address, size in heaviest)


@dataclass(frozen=True)
class Loading:
    """One loading of a page: milliseconds to its largest contentful paint (None: nothing was painted), and its wire."""

    address: str
    largest_paint_ms: float | None
    largest_element: str | None
    wire: Wire


def load(page: Page, address: str, network: Network | None = None) -> Loading:
    """Load an address as a first visit does, with an empty cache, and wait until it asks for nothing more."""
    with _recorded(page, network) as wire:
        page.goto(address, wait_until="networkidle")
        paint = page.evaluate(_LARGEST_PAINT)
    return Loading(page.url, paint and paint["ms"], paint and paint["element"], wire)


@contextmanager
def _recorded(page: Page, network: Network | None) -> Iterator[Wire]:
    wire = Wire()
    session = page.context.new_cdp_session(page)
    session.on("Network.requestWillBeSent", lambda event: _asked(wire, event))
    session.on(
        "Network.loadingFinished",
        lambda event: wire.add(wire.addresses.get(event["requestId"], "?"), event["encodedDataLength"]),
    )
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    if network:
        emulate(session, network)
    try:
        yield wire
    finally:
        session.detach()


def _asked(wire: Wire, event: dict) -> None:
    redirect = event.get("redirectResponse")
    if redirect:
        wire.add(redirect["url"], redirect["encodedDataLength"])
    wire.addresses[event["requestId"]] = event["request"]["url"]


def emulate(session: CDPSession, network: Network) -> None:
    """Slow a page down to a network, for as long as the session is attached."""
    session.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": network.latency_ms,
            "downloadThroughput": network.download,
            "uploadThroughput": network.upload,
            "connectionType": "cellular3g",
        },
    )


# The observer hands over the paints of the past once it is asked; two frames and a moment later it has nothing to say.
_LARGEST_PAINT = """() => new Promise(resolve => {
  const observer = new PerformanceObserver(list => {
    const last = list.getEntries().at(-1);
    resolve({ms: last.startTime, element: last.element ? last.element.outerHTML.slice(0, 120) : null});
  });
  observer.observe({type: "largest-contentful-paint", buffered: true});
  setTimeout(() => resolve(null), 1000);
})"""
