"""Going through a page with the keyboard alone: every stop must be seen, and none must hold one back."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Page

MOST = 400


@dataclass(frozen=True)
class Stop:
    """Where the keyboard is: the element, whether it is framed and within the window."""

    what: str
    framed: bool
    seen: bool


def tab_to(page: Page, selector: str, most: int = MOST) -> list[Stop]:
    """Press Tab until an element that fits has the focus; every stop on the way must be seen. Return the stops."""
    stops = []
    for _ in range(most):
        page.keyboard.press("Tab")
        stop = here(page)
        if stop is not None:
            _check(page, stop)
            stops.append(stop)
        if page.evaluate("selector => !!document.activeElement?.matches(selector)", selector):
            return stops
    raise AssertionError(f"Tab never came to {selector} on {page.url}; the last stops: {stops[-3:]}")


def once_round(page: Page) -> list[Stop]:
    """Press Tab from the top of a page until one is at its top again; return the stops between."""
    tab_to(page, "a.skip")
    stops = tab_to(page, "a.skip")
    assert len(stops) > 2, f"only {len(stops)} stops on {page.url}"
    return stops


def here(page: Page) -> Stop | None:
    """Return where the keyboard is, or None where nothing of the page has the focus."""
    found = page.evaluate(_HERE)
    return Stop(**found) if found else None


def _check(page: Page, stop: Stop) -> None:
    assert stop.framed, f"no frame around what has the focus on {page.url}: {stop.what}"
    assert stop.seen, f"what has the focus is out of sight on {page.url}: {stop.what}"


_HERE = """() => {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const style = getComputedStyle(element), box = element.getBoundingClientRect();
  return {
    what: element.outerHTML.slice(0, 100),
    framed: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    seen: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
  };
}"""
