"""What a page showed of a spreadsheet, carried to the write that follows it: signed, so that it is the same.

Between showing and agreeing nothing is kept here: the rows travel in the form, and only who was shown them, for the
same cohort and within a day, can send them back.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core import signing
from django.core.signing import BadSignature

from potensi.web.actor import Actor
from potensi.web.people.matching import AgencyKey
from potensi.web.visits.enrolling import Plan
from potensi.web.visits.sheet import FIELDS, Person

_SALT, _A_DAY = "potensi.visits.participants", 86_400


def sealed(cohort: int, actor: Actor, rows: Sequence[Person], plan: Plan, file: str) -> str:
    """Return rows, and the new agencies that were shown with them, as one signed text."""
    columns = [(name, cell.rstrip("0123456789")) for name, cell in rows[0].at.items()] if rows else []
    found = {
        "for": [cohort, actor.user],
        "file": file,
        "sheet": rows[0].sheet if rows else None,
        "columns": columns,
        "agencies": sorted(map(list, plan.agencies)),
        "rows": [[*(getattr(row, name) for name in FIELDS), _line(row)] for row in rows],
    }
    return signing.dumps(found, salt=_SALT, compress=True)


def opened(cohort: int, actor: Actor, text: str) -> tuple[list[Person], set[AgencyKey], str]:
    """Return rows, the agencies agreed to and the file's name. Raises BadSignature for anything not sealed for them."""
    found: dict[str, Any] = signing.loads(text, salt=_SALT, max_age=_A_DAY)
    if found["for"] != [cohort, actor.user]:
        raise BadSignature("sealed for another")
    rows = [_person(row, found["sheet"], found["columns"]) for row in found["rows"]]
    return rows, {(region, name) for region, name in found["agencies"]}, found["file"]


def _line(row: Person) -> str:
    return next(iter(row.at.values()), "").lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")


def _person(row: list[Any], sheet: str | None, columns: list[list[str]]) -> Person:
    *texts, line = row
    at = {name: f"{column}{line}" for name, column in columns}
    return Person(**dict(zip(FIELDS, texts, strict=True)), sheet=sheet, at=at)
