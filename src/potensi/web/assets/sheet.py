"""A spreadsheet of assets as rows, with everything wrong with it at once; nothing is written here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from potensi.errors import Problem
from potensi.web.assets.values import FIELDS, Fault, degrees, offered, understood
from potensi.web.people.cells import region_of
from potensi.web.tabular import Line, Shape, SheetProblem, read_list

# What a column is called, by what it holds; compared without case, punctuation and joining words ("of", "dan").
HEADINGS: dict[str, tuple[str, ...]] = {
    "region": ("daerah", "kabupaten kota", "kab kota", "kabupaten", "kota", "region", "regency", "city", "kode daerah"),
    "name": ("nama", "nama aset", "aset", "name", "name asset", "asset"),
    "kind": ("jenis", "jenis aset", "kind", "type"),
    "description": ("uraian", "keterangan", "deskripsi", "description"),
    "place": ("lokasi", "tempat", "alamat", "place", "address", "location"),
    "lat": ("lintang", "latitude", "lat", "garis lintang", "koordinat lintang", "koordinat", "titik"),
    "lon": ("bujur", "longitude", "lon", "long", "lng", "garis bujur", "koordinat bujur"),
    "owner": ("pemilik", "owner", "milik"),
    "business_field": ("bidang usaha", "kbli", "kode kbli", "bidang usaha kbli", "business field",
                       "business field kbli"),
    "creative_subsector": ("subsektor ekonomi kreatif", "subsektor", "subsektor ekraf", "ekraf", "creative sub sector",
                           "creative subsector", "creative economy sub sector"),
    "condition": ("kondisi", "keadaan", "condition"),
    "evidence": ("bukti", "sumber", "evidence", "source"),
    "seen": ("terakhir dilihat", "terlihat", "tanggal dilihat", "dilihat", "tanggal", "last seen", "seen", "date"),
    "visibility": ("siapa yang dapat melihat", "siapa dapat melihat", "keterbukaan", "who may see it", "who may see",
                   "visibility"),
}  # fmt: skip
SHAPE = Shape(HEADINGS, ("region", "name", "kind"), "assets_sheet")
# Texts that a spreadsheet would run as formulas come back from our own files with this before them.
_APOSTROPHE, _FORMULA = "'", ("=", "+", "-", "@")


@dataclass(frozen=True)
class AssetProblem(SheetProblem):
    """Something wrong with what is said of an asset; its sentences stand in ``words/assets_sheet.toml``."""

    words: str = "assets_sheet"

    def _sentence(self, kind: str, lang: str, surface: str) -> str:
        about = {
            name: degrees(value, lang) if isinstance(value, float) else value for name, value in self.params.items()
        }
        if about.get("offered") in HEADINGS:
            about["offered"] = ", ".join(name for _, name in offered(about["offered"], lang))
        return SheetProblem(self.code, self.file, self.sheet, self.cell, self.value, about, self.words)._sentence(
            kind, lang, surface
        )


@dataclass(frozen=True)
class Row:
    """One asset as the spreadsheet has it: the values of the fields that it fills in; ``at`` names the cells."""

    region: str
    values: Mapping[str, Any]
    sheet: str | None
    at: Mapping[str, str]


@dataclass(frozen=True)
class ReadAssets:
    """The rows that could be read, everything wrong with the others, and the columns nobody looked at."""

    rows: tuple[Row, ...]
    problems: tuple[Problem, ...] = ()
    unread: tuple[str, ...] = ()


def read_assets(path: Path, today: date) -> ReadAssets:
    """Read a spreadsheet of assets: its first sheet with the headings. None can have been seen after ``today``."""
    listed = read_list(path, SHAPE)
    rows: list[Row] = []
    problems = list(listed.problems)
    for line in listed.lines:
        row = _row(line, today)
        problems += line.problems
        rows += [row] if not line.problems else []
    return ReadAssets(tuple(rows), tuple(problems), listed.unread)


def problem_of(fault: Fault, value: Any = "", **where: Any) -> AssetProblem:
    """Return a fault as a problem that can be told, wherever it was made."""
    return AssetProblem(fault.code, value=str(value), params={"column": fault.field, **fault.params}, **where)


def _row(line: Line, today: date) -> Row:
    region = _region(line)
    raw = {name: _freed(line.raw(name)) for name in FIELDS if name in line.at}
    # An empty cell says nothing of an asset that is there, and leaves the usual value to a new one.
    filled = {name: value for name, value in raw.items() if str(value).strip() or name in ("name", "kind")}
    found = understood(filled, region, today)
    for fault in found.faults:
        where = {"file": line.file, "sheet": line.sheet, "cell": line.at.get(fault.field)}
        line.problems.append(problem_of(fault, line.text(fault.field), **where))
    return Row(region, found.values, line.sheet, line.at)


def _region(line: Line) -> str:
    text = line.text("region")
    code, near = region_of(text)
    if code is None:
        fault = "region_near" if near else ("region_unknown" if text else "empty")
        line.wrong(fault, "region", near=", ".join(near), column="region")
    return code or ""


def _freed(value: Any) -> Any:
    """Take away the apostrophe that keeps a spreadsheet from running a text."""
    if isinstance(value, str) and value.startswith(_APOSTROPHE) and value[1:].startswith(_FORMULA):
        return value[1:]
    return value
