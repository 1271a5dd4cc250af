"""Registers written to files in every form that is read."""

import csv
import gzip
from datetime import date

import polars as pl
import pytest

from potensi.data.records import Asked, records
from potensi.errors import DataProblems
from potensi.language import LANGUAGES


def write(rows, folder, form):
    """Write a register and return where it lies; forms: texts, typed, csv, csv.gz, folder (two files)."""
    folder.mkdir(parents=True, exist_ok=True)
    if form == "folder":
        half = len(rows) // 2
        for number, part in enumerate((rows[:half], rows[half:])):
            texts(part).write_parquet(folder / f"part-{number}.parquet")
        return folder
    path = folder / {"texts": "r.parquet", "typed": "r.parquet", "csv": "r.csv", "csv.gz": "r.csv.gz"}[form]
    if form == "texts":
        texts(rows).write_parquet(path)
    elif form == "typed":
        typed(rows).write_parquet(path)
    else:
        opened = gzip.open if form == "csv.gz" else open
        with opened(path, "wt", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, ["kbli", "date", "size", "region", "name"], delimiter=";")
            writer.writeheader()
            writer.writerows(row | {"name": 'Toko "Maju; Jaya"'} for row in rows)
    return path


def texts(rows):
    """Return the register with every column as text."""
    return pl.DataFrame(rows, schema=dict.fromkeys(("region", "kbli", "date", "size"), pl.String))


def typed(rows):
    """Return the register as a database hands it out: codes as numbers, days as dates, sizes as decimals."""
    return texts(rows).with_columns(
        pl.col("region").cast(pl.Int64),
        pl.col("kbli").cast(pl.Int32),
        date=pl.Series([date.fromisoformat(row["date"]) for row in rows]),
        size=pl.col("size").str.to_decimal(scale=2),
    )


def cells(frame):
    """Return a panel's cells as {(region, activity, period): value}."""
    return {(r, a, p): v for r, a, p, v in frame.select("region", "activity", "period", "value").iter_rows()}


def refused(source, **asked):
    """Return the problems that a register is refused for; each is a sentence in both languages."""
    with pytest.raises(DataProblems) as refusal:
        records(source, Asked(**asked))
    for problem in refusal.value.problems:
        assert all(problem.message(lang) and problem.hint(lang) for lang in LANGUAGES)
    return refusal.value.problems
