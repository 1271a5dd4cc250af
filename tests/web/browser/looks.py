"""What is looked at on every page, whoever reads it: each look returns what is wrong as lines."""

from __future__ import annotations

from playwright.sync_api import Page
from services import axe

NARROW = 360


def faults(page: Page, *, again: bool = False) -> list[str]:
    """Return everything that is wrong with a page as it stands.

    ``again``: the same page was looked at whole at another width, so that only what a width changes is looked at.
    """
    looks = (axe.violations, too_wide, fetched_outside, inline, untied_mistakes, unlabelled_language)
    return [line for look in ((too_wide,) if again else looks) for line in look(page)]


def check(page: Page, *, again: bool = False) -> None:
    """Fail the test if anything is wrong with a page, and say all of it."""
    found = faults(page, again=again)
    assert not found, f"{page.url} at {page.viewport_size}:\n" + "\n".join(found)


def too_wide(page: Page) -> list[str]:
    """Return whether one must scroll sideways, and the elements that stand out the most."""
    # By the width that the reader's screen has: a page that names none is laid out as if for a desk.
    return list(page.evaluate(_TOO_WIDE, page.viewport_size["width"]))


def fetched_outside(page: Page) -> list[str]:
    """Return what the page's text has the browser fetch, or prepare to fetch, from another place."""
    return list(page.evaluate(_OUTSIDE))


def inline(page: Page) -> list[str]:
    """Return style attributes, style elements and scripts in the page's own text: the policy would refuse them."""
    return list(page.evaluate(_INLINE))


def untied_mistakes(page: Page) -> list[str]:
    """Return mistakes that no field points to, and wrong fields that point to no mistake."""
    return list(page.evaluate(_UNTIED))


def unlabelled_language(page: Page) -> list[str]:
    """Return whether the page's language is not that of its address."""
    expected = "en" if "/en/" in page.url else "id"
    said = page.locator("html").get_attribute("lang")
    return [] if said == expected else [f"html lang={said!r}, by its address {expected!r}"]


_TOO_WIDE = """room => {
  const whole = document.scrollingElement.scrollWidth;
  if (whole <= room) return [];
  const out = [...document.body.querySelectorAll("*")].filter(each => {
    const box = each.getBoundingClientRect();
    return box.width && box.right > room + 0.5 && !each.closest(".scroll, .away, svg *");
  });
  return [`${whole} px wide where ${room} are: ` +
    out.slice(0, 5).map(each => each.outerHTML.slice(0, 90)).join(" | ")];
}"""

_OUTSIDE = """() => {
  const fetching = ["stylesheet", "preload", "prefetch", "modulepreload", "preconnect", "dns-prefetch", "prerender",
                    "icon", "apple-touch-icon", "manifest", "mask-icon"];
  const links = [...document.querySelectorAll("link[href]")]
    .filter(each => each.rel.toLowerCase().split(/\\s+/).some(word => fetching.includes(word)));
  const sources = document.querySelectorAll(
    "script[src], img[src], iframe[src], source[src], video[src], audio[src], embed[src], object[data], " +
    "image[href], use[href], form[action], input[src], [srcset], [poster]");
  const address = each => each.getAttribute("href") || each.getAttribute("src") || each.getAttribute("data") ||
    each.getAttribute("action") || each.getAttribute("srcset") || each.getAttribute("poster");
  return [...links, ...sources].filter(each => {
    const to = new URL(address(each), document.baseURI);
    return to.protocol !== "data:" && to.origin !== location.origin;
  }).map(each => `from another place: ${each.outerHTML.slice(0, 120)}`);
}"""

_INLINE = """() => [...document.querySelectorAll("[style]:not([style='']), style, script:not([src]), [onclick], [onload], [onerror]")]
  .filter(each => each.type !== "application/ld+json")
  .map(each => `written into the page: ${each.outerHTML.slice(0, 120)}`)"""

_UNTIED = """() => {
  const words = each => (each.getAttribute("aria-describedby") || "").split(/\\s+/).filter(Boolean);
  const described = new Set([...document.querySelectorAll("[aria-describedby]")].flatMap(words));
  const alone = [...document.querySelectorAll(".mistake")].filter(each => !described.has(each.id))
    .map(each => `a mistake without its field: ${each.textContent.trim().slice(0, 80)}`);
  const lost = [...document.querySelectorAll("[aria-describedby]")].filter(each =>
    words(each).some(id => !document.getElementById(id))).map(each => `describes nothing: ${each.outerHTML.slice(0, 100)}`);
  const wrong = [...document.querySelectorAll("[aria-invalid=true]")].filter(each => !words(each).length)
    .map(each => `a wrong field without words: ${each.outerHTML.slice(0, 100)}`);
  return [...alone, ...lost, ...wrong];
}"""
