"""The list of practice cards as a file for a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import polars as pl
from django.utils import timezone

from potensi.language import say
from potensi.present import tables
from potensi.present.story import DataSheet, Story
from potensi.present.xlsx import to_xlsx
from potensi.web.datasets.downloads import TYPES
from potensi.web.visits.merging import TEXTS
from potensi.web.visits.models import Practice
from potensi.web.visits.queries.practices import credits_of

FORMS = ("csv", "xlsx")
_MARK = "\ufeff"
_COLUMNS = (
    "title", "host_region", "visited", *TEXTS, "by", "corrected_by", "running", "running_on", "published", "url",
)  # fmt: skip
__all__ = ["FORMS", "TYPES", "file"]


def file(cards: Iterable[tuple[Practice, str]], form: str, lang: str, day: date, source: str) -> bytes:
    """Return cards, each with its address, as a file of one of FORMS."""
    rows = [_row(card, url, lang) for card, url in cards]
    names = {name: say(f"visits_practices.column.{name}", lang) for name in _COLUMNS}
    frame = pl.DataFrame(rows, schema=dict.fromkeys(_COLUMNS, pl.String)).rename(names)
    if form == "csv":
        return (_MARK + tables.as_csv(frame)).encode("utf-8")
    title = say("visits_practice_lists.list.title", lang)
    sheet = DataSheet(title, title, frame)
    return to_xlsx(Story(title, "", lang, "", day.isoformat(), source, (), tables=(sheet,)))


def _row(card: Practice, url: str, lang: str) -> dict[str, str | None]:
    by = "; ".join(f"{', '.join(each.names)} ({each.agency})" for each in credits_of(card))
    own = {name: getattr(card, name) for name in ("title", *TEXTS)}
    return own | {
        "host_region": card.visit.host_region.name,
        "visited": card.visit.starts.isoformat(),
        "by": by,
        "corrected_by": str(card.corrected_by) if card.corrected_by else None,
        "running": say(f"visits_practices.running.{card.running}", lang),
        "running_on": card.running_on.isoformat() if card.running_on else None,
        "published": timezone.localdate(card.published).isoformat() if card.published else None,
        "url": url,
    }
