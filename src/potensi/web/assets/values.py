"""What somebody says of an asset, made into what is kept, with everything that cannot be right.

The form, the spreadsheet and the API hand over the same texts by the same names, so that one mistake has one sentence
wherever it is made (``words/assets_sheet.toml``, ``problem.CODE``).
"""

from __future__ import annotations

import dataclasses
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from potensi.codes import key, regions
from potensi.language import LANGUAGES, number, say
from potensi.web.assets import lists, places
from potensi.web.assets.models import CONDITIONS, KINDS, VISIBILITIES
from potensi.web.people.cells import date_of

# How long each text may be; what is longer than the database's column would be cut off in silence elsewhere.
LENGTHS = {"name": 160, "place": 200, "owner": 160, "description": 4000, "evidence": 2000}
TEXTS = tuple(LENGTHS)
FIELDS = (
    "name", "kind", "description", "place", "lat", "lon", "owner", "business_field", "creative_subsector", "condition",
    "evidence", "seen", "visibility",
)  # fmt: skip
EARLIEST = date(1900, 1, 1)
_DEFAULTS = {"condition": "unknown", "visibility": "public"}


@dataclass(frozen=True)
class Fault:
    """One thing that cannot be right: in which field, its code, the parameters of its sentences."""

    field: str
    code: str
    params: Mapping[str, Any] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True)
class Understood:
    """The values by field, ready to be kept, and what is wrong."""

    values: dict[str, Any]
    faults: tuple[Fault, ...]


def understood(raw: Mapping[str, Any], region: str, today: date) -> Understood:
    """Return what ``raw`` says of an asset of ``region``; only the fields that it names are looked at."""
    read = _Reading(raw, region, today)
    for name in FIELDS:
        if name in raw and name not in ("lat", "lon"):
            read.take(name)
    if "lat" in raw or "lon" in raw:
        read.point()
    return Understood(read.values, tuple(read.faults))


def same_name(name: str) -> str:
    """Return a name as two of one kind in one region are held to be the same: without case, blanks, punctuation."""
    return key(name) or name.strip().casefold()


def choice_name(name: str, code: str, lang: str) -> str:
    """Return what a kind, condition or visibility is called."""
    return say(f"assets.{name}.{code}", lang)


def degrees(value: float, lang: str) -> str:
    """Return degrees with the decimals that they have, at most six."""
    return number(value, lang, decimals=len(f"{value:.6f}".rstrip("0").partition(".")[2]))


def offered(name: str, lang: str) -> list[tuple[str, str]]:
    """Return the choices of a field with what they are called."""
    if name == "creative_subsector":
        return [(code, each.name(lang)) for code, each in lists.creative_subsectors().items()]
    return [(code, choice_name(name, code, lang)) for code in _CHOICES[name]]


_CHOICES = {"kind": KINDS, "condition": CONDITIONS, "visibility": VISIBILITIES}


class _Reading:
    """Takes one field after the other, collecting values and faults."""

    def __init__(self, raw: Mapping[str, Any], region: str, today: date) -> None:
        self.raw, self.region, self.today = raw, region, today
        self.values: dict[str, Any] = {}
        self.faults: list[Fault] = []

    def take(self, name: str) -> None:
        readers: dict[str, Callable[[str], None]] = {name: self._text for name in TEXTS}
        readers |= {name: self._choice for name in _CHOICES}
        readers |= {"creative_subsector": self._subsector, "business_field": self._field, "seen": self._seen}
        readers[name](name)

    def point(self) -> None:
        lat, lon = self._plain("lat"), self._plain("lon")
        if not lon and (pair := places.pair_of(lat)):
            lat, lon = pair
        self.values |= {"lat": None, "lon": None}
        if not lat and not lon:
            return
        if not lat or not lon:
            return self._wrong("lon" if lat else "lat", "half_a_point")
        north, east = places.degrees_of(lat), places.degrees_of(lon)
        for name, value, text in (("lat", north, lat), ("lon", east, lon)):
            if value is None:
                self._wrong(name, "degrees", shown=text[:40])
        if north is None or east is None:
            return None
        self._placed(round(north, 6), round(east, 6))

    def _placed(self, lat: float, lon: float) -> None:
        found = places.misplaced(lat, lon, self.region)
        self.values |= {"lat": lat, "lon": lon}
        if found is not None:
            names = regions()
            about = {"region": names.name(found.region), "near": names.name(found.near), "km": found.km}
            self._wrong("lat", found.code, lat=lat, lon=lon, **about)

    def _plain(self, name: str) -> str:
        value = self.raw.get(name)
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        return " ".join(str("" if value is None else value).split())

    def _wrong(self, name: str, code: str, **params: Any) -> None:
        self.faults.append(Fault(name, code, params))

    def _text(self, name: str) -> None:
        text = str(self.raw.get(name) or "").replace("\r\n", "\n").strip()
        text = text if name in ("description", "evidence") else " ".join(text.split())
        self.values[name] = text
        if len(text) > LENGTHS[name]:
            self._wrong(name, "too_long", most=LENGTHS[name])
        elif any(unicodedata.category(sign) in ("Cc", "Cs", "Co", "Cn") for sign in text.replace("\n", "")):
            self._wrong(name, "control")
        elif name == "name" and not text:
            self._wrong(name, "empty")
        elif name == "name" and not any(sign.isalnum() for sign in text):
            self._wrong(name, "no_words")

    def _choice(self, name: str) -> None:
        text = self._plain(name)
        if not text and name in _DEFAULTS:
            self.values[name] = _DEFAULTS[name]
            return
        found = next((code for code in _CHOICES[name] if key(text) in _labels(name, code)), "")
        self.values[name] = found
        if not text:
            self._wrong(name, "empty")
        elif not found:
            self._wrong(name, "not_offered", offered=name)

    def _subsector(self, name: str) -> None:
        text = self._plain(name)
        code = lists.subsector_of(text) if text else ""
        self.values[name] = code or ""
        if code is None:
            self._wrong(name, "not_offered", offered=name)

    def _field(self, name: str) -> None:
        """Take a five-digit code, also with its name behind it; a spreadsheet drops the first zero of one."""
        text = self._plain(name)
        first = text.split(" ")[0].strip(".:–-")
        code = first.zfill(lists.FIELD_DIGITS) if first.isdigit() and len(first) >= lists.FIELD_DIGITS - 1 else ""
        known = code in lists.business_fields()
        self.values[name] = code if known else ""
        if text and not known:
            near = "; ".join(f"{each.code} {each.name_id}" for each in lists.fields_like(text, 3))
            self._wrong(name, "field_near" if near else "field_unknown", shown=text[:60], near=near)

    def _seen(self, name: str) -> None:
        value = self.raw.get(name)
        if isinstance(value, datetime):
            value = value.date()
        text = self._plain(name)
        day = value if isinstance(value, date) else (date_of(text) if text else None)
        self.values[name] = day
        if text and (day is None or not EARLIEST <= day <= self.today):
            self._wrong(name, "seen")


def _labels(name: str, code: str) -> set[str]:
    return {key(code), *(key(choice_name(name, code, lang)) for lang in LANGUAGES)}
