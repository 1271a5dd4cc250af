"""The empty spreadsheet that administrators fill in with people."""

from __future__ import annotations

from potensi.language import say
from potensi.web.actor import ROLES
from potensi.web.blank_sheet import BlankColumn, blank_book

_WIDTHS = {
    "name": 28, "email": 30, "nip": 22, "phone": 18, "agency": 40, "region": 26, "office": 34, "role": 20, "since": 14,
}  # fmt: skip
COLUMNS = tuple(_WIDTHS)


def blank_sheet(lang: str) -> bytes:
    """Return the workbook, with the roles to choose from."""
    roles = tuple(say(f"people.role.{role}", lang) for role in ROLES)
    columns = [BlankColumn(name, width, roles if name == "role" else ()) for name, width in _WIDTHS.items()]
    return blank_book(lang, "people", columns)
