"""Where records lie: one file, a folder of files, or an address that the engine itself can reach."""

from __future__ import annotations

import csv
import gzip
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from potensi.errors import DataProblems, Problem

_FORMS = {".parquet": "parquet", ".csv": "csv", ".csv.gz": "csv", ".tsv": "csv"}
_DELIMITERS = ",;\t|"


@dataclass(frozen=True)
class Part:
    """Some files of a register that are read alike: the columns in their order and, of CSV, what parts off cells.

    ``columns`` are unique, and empty where only the engine can look.
    """

    files: tuple[str, ...]
    columns: tuple[str, ...] = ()
    delimiter: str = ","


@dataclass(frozen=True)
class Source:
    """A register's files, all of one form; without ``columns`` and ``size`` (bytes) where only the engine can look.

    ``columns`` are the headings of the first file as they stand; every part has these, in whatever order.
    """

    name: str
    form: str
    parts: tuple[Part, ...]
    columns: tuple[str, ...] = ()
    size: int = 0


def find(place: str | Path) -> Source:
    """Return the register in a file, in a folder and the folders in it, or behind an address (s3://, hdfs://, …).

    Raises DataProblems where there is nothing to read, where forms are mixed or where files have other columns
    than the first of them; OSError where the place cannot be had.
    """
    text = str(place)
    if "://" in text:
        return Source(text, _form(Path(text)) or "parquet", (Part((text,)),))
    root = Path(place)
    files = sorted(each for each in root.rglob("*") if _form(each)) if root.is_dir() else [root]
    forms = {_form(each) for each in files}
    if not files or None in forms:
        raise DataProblems([Problem("records_no_files", file=root.name, value=root.suffix or root.name)])
    if len(forms) > 1:
        raise DataProblems([Problem("records_forms_mixed", file=root.name, value=", ".join(sorted(map(str, forms))))])
    form = str(forms.pop())
    heads = [_parquet_head(each) if form == "parquet" else _csv_head(each) for each in files]
    problems = _unlike(files, [columns for columns, _ in heads])
    if problems:
        raise DataProblems(problems)
    size = sum(each.stat().st_size for each in files)
    return Source(root.name, form, _parts(files, heads, form), heads[0][0], size)


def _parts(files: Sequence[Path], heads: Sequence[tuple[tuple[str, ...], str]], form: str) -> tuple[Part, ...]:
    """Return the files put together by how they are read; Parquet files say themselves where a column stands."""
    alike: dict[tuple[tuple[str, ...], str], list[str]] = {}
    for path, head in zip(files, heads, strict=True):
        alike.setdefault(heads[0] if form == "parquet" else head, []).append(str(path.absolute()))
    return tuple(Part(tuple(each), _unique(columns), sign) for (columns, sign), each in alike.items())


def _unique(columns: Sequence[str]) -> tuple[str, ...]:
    """Return headings without a repeated or empty one: spreadsheets leave such, and engines want a name each."""
    seen: Counter[str] = Counter()
    names = []
    for place, name in enumerate(columns):
        seen[name] += 1
        names.append(name if name and seen[name] == 1 else f"{name or 'column'} ({place + 1})")
    return tuple(names)


def _form(path: Path) -> str | None:
    name = path.name.lower()
    return next((form for ending, form in _FORMS.items() if name.endswith(ending)), None)


def _parquet_head(path: Path) -> tuple[tuple[str, ...], str]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return tuple(pq.read_schema(path).names), ","
    except pa.ArrowInvalid as error:
        raise DataProblems([_unreadable(path.name, str(error))]) from error


def _csv_head(path: Path) -> tuple[tuple[str, ...], str]:
    """Return the headings of a CSV file and what parts off its cells."""
    try:
        line = _first_line(path)
    except (UnicodeDecodeError, gzip.BadGzipFile, EOFError) as error:
        raise DataProblems([_unreadable(path.name, str(error))]) from error
    if not line.strip():
        raise DataProblems([Problem("records_file_empty", file=path.name, value=path.name)])
    delimiter = max(_DELIMITERS, key=line.count)
    return tuple(name.strip() for name in next(csv.reader([line], delimiter=delimiter))), delimiter


def read_list(path: Path) -> pl.DataFrame:
    """Return a short list (crosswalk, regions) as texts, from CSV however its cells are parted, or from Parquet.

    Raises DataProblems where it cannot be read, OSError where it cannot be had.
    """
    try:
        if path.suffix.lower() == ".parquet":
            with path.open("rb") as file:
                table = pl.read_parquet(file)
        else:
            table = pl.read_csv(path, separator=_csv_head(path)[1], infer_schema=False)
    except (pl.exceptions.PolarsError, UnicodeDecodeError) as error:
        raise DataProblems([_unreadable(path.name, str(error))]) from error
    return table.cast({name: pl.String for name in table.columns})


def _first_line(path: Path) -> str:
    opened = gzip.open if path.name.lower().endswith(".gz") else open
    with opened(path, "rt", encoding="utf-8-sig") as file:
        return str(file.readline()).rstrip("\r\n")


def _unlike(files: Sequence[Path], heads: Sequence[tuple[str, ...]]) -> list[Problem]:
    """Return a problem for each file with other columns than the first, in whatever order they stand."""
    return [
        Problem("records_columns_differ", file=path.name, value=", ".join(head),
                params={"first": files[0].name, "columns": ", ".join(heads[0])})
        for path, head in zip(files, heads, strict=True) if sorted(head) != sorted(heads[0])
    ]  # fmt: skip


def _unreadable(file: str, reason: str) -> Problem:
    return Problem("records_unreadable", file=file, value=reason.splitlines()[0][:200].rstrip(".") if reason else file)


def unreadable(source: Source, error: Exception) -> DataProblems:
    """Return the refusal of a register whose files an engine could not read, with the line where it says which."""
    text = str(error)
    line = re.search(r"CSV Error on Line: (\d+)", text)
    cells = re.search(r"Expected Number of Columns: (\d+) Found: (\d+)", text)
    if line is None or cells is None:
        return DataProblems([_unreadable(source.name, text)])
    file = re.search(r"^\s*file = (.+)$", text, re.MULTILINE)
    params = {"line": int(line[1]), "expected": int(cells[1]), "found": int(cells[2])}
    name = Path(file[1]).name if file else source.name
    return DataProblems([Problem("records_line_misshapen", file=name, value=line[1], params=params)])
