"""What stands in one cell of a spreadsheet of people: a day, a role, a region, an office."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from potensi.codes import key, regions
from potensi.web.actor import ADMINISTRATOR, ANALYST, HOST, LEADER, ORGANISER, PARTICIPANT
from potensi.web.people.models import Region
from potensi.web.tabular import Line

EARLIEST = date(1980, 1, 1)
ROLES_BY_WORD = {
    "penyelenggara": ORGANISER, "organiser": ORGANISER, "organizer": ORGANISER, "panitia": ORGANISER,
    "peserta": PARTICIPANT, "participant": PARTICIPANT,
    "analis": ANALYST, "analyst": ANALYST,
    "pimpinan": LEADER, "leader": LEADER,
    "tuan rumah": HOST, "host": HOST,
    "administrator": ADMINISTRATOR, "admin": ADMINISTRATOR, "pengelola": ADMINISTRATOR,
}  # fmt: skip
_MONTHS = {
    "januari": 1, "january": 1, "februari": 2, "february": 2, "maret": 3, "march": 3, "april": 4, "mei": 5, "may": 5,
    "juni": 6, "june": 6, "juli": 7, "july": 7, "agustus": 8, "august": 8, "september": 9, "oktober": 10,
    "october": 10, "november": 11, "nopember": 11, "desember": 12, "december": 12,
}  # fmt: skip
_ACTING = re.compile(r"^\(?\s*(?:plt|plh|pj|acting)\b\.?\)?\s*(?=\S)", re.IGNORECASE)
_HEADS = ("sekretaris daerah", "bupati", "wali kota", "walikota", "gubernur", "inspektur", "camat", "direktur")
_LONGEST, _FORMULA = 200, ("=", "+", "@", "-", "\t", "\r")


def words_fault(text: str) -> str:
    """Return what is wrong with a name, agency or office, as a code; empty where nothing is."""
    if not text:
        return "empty"
    if text.startswith(_FORMULA):
        return "formula"
    if len(text) > _LONGEST:
        return "too_long"
    if text.startswith("#") or not any(letter.isalpha() for letter in text):
        return "no_words"
    return "control" if any(unicodedata.category(letter) in ("Cc", "Cf", "Co", "Cn") for letter in text) else ""


def date_of(cell: Any) -> date | None:
    """Return the day in a cell: a date, 2025-01-31, 31/01/2025 (day first), 31 Januari 2025."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = " ".join(str(cell).casefold().split())
    if match := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", text):
        return _day(int(match[1]), int(match[2]), int(match[3]))
    if match := re.fullmatch(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})", text):
        return _day(int(match[3]), int(match[2]), int(match[1]))
    if match := re.fullmatch(r"(\d{1,2}) ([a-z]+) (\d{4})", text):
        return _day(int(match[3]), _MONTHS.get(match[2], 0), int(match[1]))
    return None


def region_of(text: str) -> tuple[str | None, list[str]]:
    """Return the code of the region that is meant, or None and the names of the nearest."""
    if not text:
        return None, []
    code = regions().find(text)
    own = Region.objects.filter(code=code or text).values_list("code", flat=True).first()
    if own is None:
        own = Region.objects.filter(name__iexact=text).values_list("code", flat=True).first()
    if own is not None:
        return own, []
    return None, [f"{name} ({code})" for code, name, _ in regions().nearest(text)]


def acting_in(title: str) -> tuple[str, bool]:
    """Return an office without a leading "Plt.", "Plh." or "Pj.", and whether one was there."""
    rest = _ACTING.sub("", title)
    return rest, rest != title


def is_head(title: str, agency: str, short: str = "") -> bool:
    """Return whether an office leads its agency by its title: Kepala Bappeda in Bappeda, Sekretaris Daerah, Bupati."""
    wanted = key(title)
    if wanted in _HEADS or wanted in ("kepala", "head"):
        return True
    first, _, of = wanted.partition(" ")
    # "Kepala Dinas" in "Dinas Pendidikan" leads it; "Kepala Bidang Data" in it does not.
    return first in ("kepala", "head") and of in (key(agency), key(short), key(agency).split(" ")[0])


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def email_of(line: Line) -> str:
    """Return the e-mail address on a line in small letters; what is wrong with it is noted on the line."""
    text = line.text("email").lower()
    if not text:
        line.wrong("empty", "email", column="email")
        return text
    try:
        validate_email(text)
    except ValidationError:
        line.wrong("email", "email")
    return text
