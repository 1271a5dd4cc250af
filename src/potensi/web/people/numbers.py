"""Personal numbers: whether one can be right, and how it is shown without giving it away."""

from __future__ import annotations

import re
from datetime import date

DOT = "•"
_SHOWN_AT_START, _SHOWN_AT_END, _LONG = 4, 2, 10
_OLDEST, _YOUNGEST_AT_ENTRY, _OLDEST_AT_ENTRY = 1930, 15, 70
NIP_LENGTH, NIK_LENGTH = 18, 16


def masked(text: str) -> str:
    """Return a number as it may be shown: its first four and last two digits, dots between; a short one all dots."""
    if len(text) < _LONG:
        return DOT * len(text)
    hidden = len(text) - _SHOWN_AT_START - _SHOWN_AT_END
    return f"{text[:_SHOWN_AT_START]}{DOT * hidden}{text[-_SHOWN_AT_END:]}"


def digits(text: str) -> str:
    """Return a number without the blanks, dots and hyphens that people write into it."""
    return re.sub(r"[\s.\-–'’`]", "", text)


def nip_fault(text: str) -> str:
    """Return what is wrong with a civil servant's number (NIP), as a code; empty where nothing is.

    Eighteen digits: day of birth (8), year and month of entry (6), sex (1 or 2), a counter (3). For employees by
    contract the two digits after the year of entry are no month, so that they are not looked at.
    """
    if not (text.isascii() and text.isdigit() and len(text) == NIP_LENGTH):
        return "nip_length"
    try:
        born = date(int(text[:4]), int(text[4:6]), int(text[6:8]))
    except ValueError:
        return "nip_birth"
    entered = int(text[8:12])
    if born.year < _OLDEST or not _YOUNGEST_AT_ENTRY <= entered - born.year <= _OLDEST_AT_ENTRY:
        return "nip_birth"
    return "" if text[14] in "12" else "nip_sex"


def nik_fault(text: str) -> str:
    """Return what is wrong with a citizen's number (NIK): sixteen digits, the day of birth raised by 40 for women."""
    if not (text.isascii() and text.isdigit() and len(text) == NIK_LENGTH):
        return "nik_length"
    day, month = int(text[6:8]) % 40, int(text[8:10])
    return "" if 1 <= day <= 31 and 1 <= month <= 12 else "nik_birth"


def phone_of(text: str) -> str | None:
    """Return a telephone number as it is kept (08…, 031…, or +65… abroad), or None where it cannot be one."""
    plain = re.sub(r"[()/]", "", digits(text))
    if plain.startswith("+") and not plain.startswith("+62"):
        return plain if re.fullmatch(r"\+[1-9]\d{6,14}", plain) else None
    plain = plain.removeprefix("+")
    if plain.startswith("62"):
        plain = "0" + plain[2:].removeprefix("0")
    elif plain.startswith("8"):
        plain = f"0{plain}"
    return plain if re.fullmatch(r"0[1-9]\d{6,12}", plain) else None
