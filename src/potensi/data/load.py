"""From a file to sheets of raw cells: which kind of file it is, and whether it can be opened at all.

Nothing is understood here. A :class:`Sheet` holds what stands in the cells, row by row, as the file has it.
"""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from potensi.data.formulas import failed_formulas
from potensi.errors import DataProblems, Problem

LARGEST_FILE = 200_000_000
LARGEST_UNPACKED = 1_000_000_000
LARGEST_RATIO = 200
BOOK_KINDS = ("xlsx", "xlsm", "xls", "ods")
KINDS = ("csv", "txt", "tsv", *BOOK_KINDS, "parquet")
_DELIMITERS = (";", "\t", ",")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MEGABYTE = 1_000_000


@dataclass(frozen=True, eq=False)
class Sheet:
    """One table of raw cells; ``name`` is None where the file has no sheets, ``rows`` are all equally long."""

    name: str | None
    rows: list[list[Any]]
    kind: str
    delimiter: str = ""


def load(path: Path) -> tuple[Sheet, ...]:
    """Return every sheet of the file with something in it.

    Raises DataProblems where the file is of an unknown or a wrong kind, empty, encrypted, broken or too large,
    and OSError where the system does not give it out.
    """
    kind = path.suffix.lower().removeprefix(".")
    size = path.stat().st_size
    if path.is_dir():
        raise IsADirectoryError(21, "is a directory", str(path))
    if kind not in KINDS:
        raise _refused("unknown_file_type", path, value=path.suffix, known=", ".join(KINDS))
    if size == 0:
        raise _refused("file_empty", path)
    if size > LARGEST_FILE:
        raise _too_large(path, size, LARGEST_FILE)
    sheets = _load(path, kind)
    filled = tuple(sheet for sheet in sheets if any(_filled(row) for row in sheet.rows))
    if not filled:
        raise _refused("file_empty", path)
    return filled


def _load(path: Path, kind: str) -> list[Sheet]:
    if kind == "parquet":
        return [_parquet(path)]
    content = path.read_bytes()
    if kind in BOOK_KINDS:
        return _book(path, kind, content)
    return [_csv(path, content)]


def _book(path: Path, kind: str, content: bytes) -> list[Sheet]:
    zipped = content.startswith(b"PK")
    if content.startswith(_OLE) and kind != "xls":
        raise _refused("file_encrypted", path)
    if not (zipped or content.startswith(_OLE) or content[:2] == b"\x09\x08"):
        raise _refused("content_not_as_named", path, value=path.suffix)
    if zipped:
        _bounded(path, content)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        names = book.sheet_names
        failed = failed_formulas(content) if zipped else {}
        return [Sheet(name, _with_errors(_padded(_rows(book, name)), failed.get(name, {})), kind) for name in names]
    except PasswordError:
        raise _refused("file_encrypted", path) from None
    except (CalamineError, OSError, ValueError) as error:
        raise _refused("file_broken", path, reason=str(error).splitlines()[0][:200]) from None


def _rows(book: CalamineWorkbook, name: str) -> list[list[Any]]:
    sheet = book.get_sheet_by_name(name)
    rows: list[list[Any]] = sheet.to_python(skip_empty_area=False)
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        if bottom - top > 500 or right - left > 500:
            continue
        for row in rows[top : bottom + 1]:
            row[left : right + 1] = [rows[top][left]] * (len(row[left : right + 1]))
    return rows


def _with_errors(rows: list[list[Any]], failed: dict[tuple[int, int], str]) -> list[list[Any]]:
    for (row, col), shown in failed.items():
        if row < len(rows) and col < len(rows[row]):
            rows[row][col] = shown
    return rows


def _bounded(path: Path, content: bytes) -> None:
    """Refuse a packed workbook that would unpack to more than any real one."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            parts = packed.infolist()
    except zipfile.BadZipFile as error:
        raise _refused("file_broken", path, reason=str(error)) from None
    size = sum(part.file_size for part in parts)
    if size > LARGEST_UNPACKED or (size > 50 * _MEGABYTE and size > LARGEST_RATIO * len(content)):
        raise _too_large(path, size, LARGEST_UNPACKED)
    if any(part.flag_bits & 1 for part in parts):
        raise _refused("file_encrypted", path)


def _csv(path: Path, content: bytes) -> Sheet:
    if b"\0" in content[:4096] and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _refused("content_not_as_named", path, value=path.suffix)
    text = _decoded(content)
    delimiter = _delimiter(text)
    csv.field_size_limit(_MEGABYTE)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise _refused("file_broken", path, reason=str(error)) from None
    return Sheet(None, _padded(rows), "csv", delimiter)


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _delimiter(text: str) -> str:
    """Return the sign that splits the most lines into the same number of fields."""
    lines = [line for line in text[: 200 * 1000].splitlines() if line.strip()][:200]
    best, found = (0, 0), ","
    for sign in _DELIMITERS:
        counts = [len(row) for row in csv.reader(lines, delimiter=sign)]
        usual = max(set(counts), key=lambda count: (count > 1, counts.count(count)), default=1)
        score = (counts.count(usual) if usual > 1 else 0, usual)
        if score > best:
            best, found = score, sign
    return found


def _parquet(path: Path) -> Sheet:
    try:
        frame = pl.read_parquet(path)
    except (pl.exceptions.PolarsError, OSError) as error:
        raise _refused("file_broken", path, reason=str(error).splitlines()[0][:200]) from None
    rows = [list(frame.columns), *([_plain(value) for value in row] for row in frame.iter_rows())]
    return Sheet(None, rows, "parquet")


def _plain(value: Any) -> Any:
    return "" if value is None else value


def _padded(rows: list[list[Any]]) -> list[list[Any]]:
    width = max((len(row) for row in rows), default=0)
    return [row if len(row) == width else row + [""] * (width - len(row)) for row in rows]


def _filled(row: list[Any]) -> bool:
    return any(cell not in ("", None) for cell in row)


def _refused(code: str, path: Path, value: str | None = None, **params: Any) -> DataProblems:
    return DataProblems([Problem(code, file=path.name, value=value, params=params)])


def _too_large(path: Path, size: int, bound: int) -> DataProblems:
    shown = {"size": str(round(size / _MEGABYTE)), "bound": str(round(bound / _MEGABYTE))}
    return _refused("file_too_large", path, **shown)
