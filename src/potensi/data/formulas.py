"""Formulas of an xlsx that failed or were never calculated: readers of values show both as empty cells."""

from __future__ import annotations

import io
import re
import zipfile
from xml.etree import ElementTree

_CELL = re.compile(
    rb'<c\b(?=[^>]*\bt="e")[^>]*\br="([A-Z]{1,3})(\d{1,7})"[^>]*>(?:<f\b.*?(?:</f>|/>))?<v>([^<]*)</v>',
    re.DOTALL,
)
_UNCALCULATED = re.compile(
    rb'<c\b(?![^>]*\bt="str")[^>]*\br="([A-Z]{1,3})(\d{1,7})"[^>]*>\s*'
    rb"<f\b[^>]*?(?:/>|>([^<]*)</f>)\s*(?:<v\s*/>|<v></v>)?\s*</c>"
)
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def failed_formulas(content: bytes) -> dict[str, dict[tuple[int, int], str]]:
    """Return, per sheet of an xlsx, the places (row, column from 0) of formulas without a result.

    A failed one shows its error ("#DIV/0!"), one that was never calculated itself ("=B7*1.05").
    """
    found = {}
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        for name, part in _parts(packed).items():
            text = packed.read(part)
            cells = [(*place, shown) for *place, shown in _CELL.findall(text)] if b't="e"' in text else []
            if b"<f" in text:
                cells += [(*place, b"=" + shown) for *place, shown in _UNCALCULATED.findall(text)]
            if cells:
                found[name] = {
                    (int(row) - 1, _column(letters)): shown.decode(errors="replace") for letters, row, shown in cells
                }
    return found


def _parts(packed: zipfile.ZipFile) -> dict[str, str]:
    names = set(packed.namelist())
    if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= names:
        return {}
    try:
        links = {
            each.get("Id"): each.get("Target", "")
            for each in ElementTree.fromstring(packed.read("xl/_rels/workbook.xml.rels"))
        }
        book = ElementTree.fromstring(packed.read("xl/workbook.xml"))
    except ElementTree.ParseError:
        return {}
    sheets = {
        each.get("name", ""): links.get(each.get(_RELATION), "") for each in book.iter() if each.tag.endswith("}sheet")
    }
    parts = {name: target.lstrip("/") if target.startswith("/") else f"xl/{target}" for name, target in sheets.items()}
    return {name: part for name, part in parts.items() if part in names}


def _column(letters: bytes) -> int:
    place = 0
    for letter in letters:
        place = place * 26 + letter - ord("A") + 1
    return place - 1
