"""Accessibility by axe-core, on a page as it is: without a network and under the page's own content policy."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

GRAVE = ("serious", "critical")
# The size of what one taps is WCAG 2.2, level AA, which axe looks at only where it is asked to.
OPTIONS = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}

# Read once: the script is half a megabyte.
_axe = Axe()


def violations(page: Page, impacts: tuple[str, ...] = GRAVE) -> list[str]:
    """Return a line for each element that breaks a rule gravely: impact, rule, element, what is wrong, where to read.

    The script is evaluated through the browser's debugging protocol, which a page's script-src does not bind; the
    page's policy stays as strict as it is for a reader.
    """
    found = _axe.run(page, options=OPTIONS).response["violations"]
    return [line(rule, node) for rule in found if rule["impact"] in impacts for node in rule["nodes"]]


def line(rule: dict[str, Any], node: dict[str, Any]) -> str:
    """Return one finding as a line."""
    where = " ".join(str(step) for step in node["target"])
    reasons = "; ".join(check["message"] for kind in ("any", "all", "none") for check in node[kind])
    return f"{rule['impact']} {rule['id']} at {where}: {reasons} [{node['html'][:120]}] {rule['helpUrl']}"


def check(page: Page) -> None:
    """Fail the test if the page has serious or critical findings, and say which."""
    found = violations(page)
    assert not found, f"axe on {page.url}:\n" + "\n".join(found)
