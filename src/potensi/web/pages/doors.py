"""The ways in on the first page: for each kind of person one sentence, and a link to what there is for them."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse

# Who, and the name of the address that is theirs. A door whose address is not there is not shown.
_DOORS = (
    ("organiser", "pages:regions", ""),
    ("visitor", "pages:search", ""),
    ("planner", "pages:regions", ""),
    ("leader", "pages:compare", ""),
    ("investor", "pages:industries", ""),
    ("analyst", "datasets:list", ""),
    ("methods", "pages:methods", ""),
)


@dataclass(frozen=True)
class Door:
    """One way in: for whom (``words/pages.toml`` says the rest), and where it leads."""

    who: str
    href: str


def doors() -> list[Door]:
    """Return the ways in that lead somewhere."""
    found = []
    for who, name, anchor in _DOORS:
        try:
            found.append(Door(who, reverse(name) + anchor))
        except NoReverseMatch:
            continue
    return found
