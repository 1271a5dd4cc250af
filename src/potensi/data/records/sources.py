"""Where records lie: one file, a folder of files, or an address that the engine itself can reach."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from potensi.errors import DataProblems, Problem

_FORMS = {".parquet": "parquet", ".csv": "csv", ".csv.gz": "csv", ".tsv": "csv"}
_DELIMITERS = ",;\t|"


@dataclass(frozen=True)
class Source:
    """A register's files, all of one form; without ``columns`` and ``size`` (bytes) where only the engine can look."""

    name: str
    form: str
    files: tuple[str, ...]
    columns: tuple[str, ...] = ()
    delimiter: str = ","
    size: int = 0


def find(place: str | Path) -> Source:
    """Return the register in a file, in a folder and the folders in it, or behind an address (s3://, hdfs://, …).

    Raises DataProblems where there is nothing to read, where forms are mixed or where files have other columns
    than the first of them; OSError where the place cannot be had.
    """
    text = str(place)
    if "://" in text:
        return Source(text, _form(Path(text)) or "parquet", (text,))
    root = Path(place)
    files = sorted(each for each in root.rglob("*") if _form(each)) if root.is_dir() else [root]
    forms = {_form(each) for each in files}
    if not files or None in forms:
        raise DataProblems([Problem("records_no_files", file=root.name, value=root.suffix or root.name)])
    if len(forms) > 1:
        raise DataProblems([Problem("records_forms_mixed", file=root.name, value=", ".join(sorted(map(str, forms))))])
    form = str(forms.pop())
    heads = [_parquet_head(each) if form == "parquet" else _csv_head(each) for each in files]
    problems = _unlike(files, heads, form)
    if problems:
        raise DataProblems(problems)
    delimiter = _delimiter(_first_line(files[0])) if form == "csv" else ","
    size = sum(each.stat().st_size for each in files)
    return Source(root.name, form, tuple(str(each.absolute()) for each in files), heads[0], delimiter, size)


def _form(path: Path) -> str | None:
    name = path.name.lower()
    return next((form for ending, form in _FORMS.items() if name.endswith(ending)), None)


def _parquet_head(path: Path) -> tuple[str, ...]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return tuple(pq.read_schema(path).names)
    except pa.ArrowInvalid as error:
        raise DataProblems([_unreadable(path.name, str(error))]) from error


def _csv_head(path: Path) -> tuple[str, ...]:
    try:
        line = _first_line(path)
    except (UnicodeDecodeError, gzip.BadGzipFile) as error:
        raise DataProblems([_unreadable(path.name, str(error))]) from error
    return tuple(name.strip() for name in next(csv.reader([line], delimiter=_delimiter(line)), []))


def _first_line(path: Path) -> str:
    opened = gzip.open if path.name.lower().endswith(".gz") else open
    with opened(path, "rt", encoding="utf-8-sig") as file:
        return str(file.readline()).rstrip("\r\n")


def _delimiter(line: str) -> str:
    return max(_DELIMITERS, key=line.count)


def _unlike(files: Sequence[Path], heads: list[tuple[str, ...]], form: str) -> list[Problem]:
    """Return a problem for each file with other columns than the first; in CSV their order matters too."""

    def same(head: tuple[str, ...]) -> bool:
        return head == heads[0] if form == "csv" else set(head) == set(heads[0])

    return [
        Problem("records_columns_differ", file=path.name, value=", ".join(head),
                params={"first": files[0].name, "columns": ", ".join(heads[0])})
        for path, head in zip(files, heads, strict=True) if not same(head)
    ]  # fmt: skip


def _unreadable(file: str, reason: str) -> Problem:
    return Problem("records_unreadable", file=file, value=reason.splitlines()[0][:200] if reason else file)


def unreadable(source: Source, error: Exception) -> DataProblems:
    """Return the refusal of a register whose files an engine could not read, with the engine's first line."""
    return DataProblems([_unreadable(source.name, str(error))])
