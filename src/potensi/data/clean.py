"""What a cell says: a number in either way of writing, a sign for a missing figure, a mark of provisional ones."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import polars as pl

SIGNS = {
    "": "not_available",
    "…": "not_available",
    "...": "not_available",
    "....": "not_available",
    "na": "not_available",
    "n.a.": "not_available",
    "n.a": "not_available",
    "n/a": "not_available",
    "nan": "not_available",
    "null": "not_available",
    "-": "not_applicable",
    "–": "not_applicable",
    "—": "not_applicable",
    "−": "not_applicable",
    "rahasia": "withheld",
    "confidential": "withheld",
}
STATUS_WORDS = {
    "final": "final",
    "tetap": "final",
    "angka tetap": "final",
    "provisional": "provisional",
    "sementara": "provisional",
    "angka sementara": "provisional",
    "*": "provisional",
    "very_provisional": "very_provisional",
    "very provisional": "very_provisional",
    "sangat sementara": "very_provisional",
    "angka sangat sementara": "very_provisional",
    "**": "very_provisional",
    "derived": "derived",
    "turunan": "derived",
    "not_available": "not_available",
    "not_applicable": "not_applicable",
    "withheld": "withheld",
}
FORMULA_ERRORS = (
    "#REF!",
    "#DIV/0!",
    "#N/A",
    "#VALUE!",
    "#NAME?",
    "#NUM!",
    "#NULL!",
    "#GETTING_DATA",
    "#SPILL!",
)
_STARS = {"*": "provisional", "**": "very_provisional"}
_NUMBER = r"^[+-]?(?:\d+|\d{1,3}(?:\.\d{3})+|\d{1,3}(?:,\d{3})+)(?:[.,]\d+)?(?:[eE][+-]?\d+)?$"
_AMBIGUOUS = r"^[+-]?[1-9]\d{0,2}[.,]\d{3}$"
_YEAR = re.compile(
    r"^\s*(?:tahun|year|th\.?)?\s*\(?([12]\d{3})(?:\.0)?\)?\s*(\*{0,2}|\(\*{1,2}\)|[rR]|[xX]{1,3})\)?\s*$",
    re.IGNORECASE,
)
_YEAR_TRIED = re.compile(r"^\s*(?:tahun|year)?\s*(\d{4,6})(?:\.0)?\s*\*{0,2}\s*$", re.IGNORECASE)
FIRST_YEAR, LAST_YEAR = 1945, 2100


@dataclass(frozen=True)
class Decimals:
    """Which sign parts off decimals in the texts of a file, and how many texts show it."""

    sign: str | None
    comma: int
    point: int


def year_of(cell: Any) -> tuple[int, str] | None:
    """Return the year and the status that a cell names ("2024**" → 2024, "very_provisional"), or None."""
    if isinstance(cell, bool) or cell is None:
        return None
    if hasattr(cell, "year"):
        return int(cell.year), "final"
    match = _YEAR.match(text_of(cell))
    if not match or not FIRST_YEAR <= int(match[1]) <= LAST_YEAR:
        return None
    mark = match[2].strip("()").lower()
    return int(match[1]), _STARS.get(mark) or {"x": "provisional", "xx": "very_provisional"}.get(mark, "final")


def looks_like_year(cell: Any) -> bool:
    """Return whether a cell in a row or column of years was meant to be one ("20222", 1020)."""
    return bool(_YEAR_TRIED.match(text_of(cell)))


def text_of(cell: Any) -> str:
    """Return a cell's content as one line of text; whole numbers without ".0"."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return " ".join(str(cell).replace("\u00a0", " ").split())


def columns_of(cells: list[Any]) -> dict[str, pl.Series]:
    """Split raw cells into ``raw`` (text as found) and ``figure`` (numbers that the file itself holds as such)."""
    numeric = [float(cell) if isinstance(cell, int | float) and not isinstance(cell, bool) else None for cell in cells]
    texts = [text_of(cell) for cell in cells]
    return {"raw": pl.Series(texts, dtype=pl.String), "figure": pl.Series(numeric, dtype=pl.Float64)}


def read_values(frame: pl.DataFrame) -> tuple[pl.DataFrame, Decimals]:
    """Add ``value``, ``sign`` (status of a missing figure), ``mark`` (status of a star) and ``fault`` to a frame.

    The frame has ``raw`` and ``figure`` (see :func:`columns_of`). ``fault`` is None or the code of the problem:
    text_in_figure, formula_error, formula_uncalculated, ambiguous_number, mixed_decimal_signs, value_not_finite.
    One way of writing decimals holds for the whole frame; "1.234" is read only where other figures show what
    the point means.
    """
    frame = frame.with_columns(
        mark=pl.col("raw").str.extract(r"\d\s*\(?(\*{1,2})\)?$").replace(_STARS),
        text=_number_text(pl.col("raw")),
    )
    isnumber = pl.col("figure").is_null() & pl.col("text").str.contains(_NUMBER)
    frame = frame.with_columns(way=pl.when(isnumber).then(_way(pl.col("text"))))
    counts = dict(frame["way"].drop_nulls().value_counts().iter_rows())
    comma, point = counts.get(",", 0), counts.get(".", 0)
    sign = None if not comma and not point else ("," if comma > point else ".")
    value = pl.coalesce("figure", _number(pl.col("text"), sign)).fill_nan(None)
    frame = frame.with_columns(
        isnumber=isnumber,
        sign=pl.col("raw").str.to_lowercase().replace_strict(SIGNS, default=None, return_dtype=pl.String),
    ).with_columns(value=value)
    frame = frame.with_columns(sign=pl.when(pl.col("figure").is_nan()).then(pl.lit("not_available")).otherwise("sign"))
    return frame.with_columns(fault=_fault(sign)), Decimals(sign, comma, point)


def _number_text(raw: pl.Expr) -> pl.Expr:
    """Return the text of a number without stars, spaces between thousands, brackets of negatives or "Rp"."""
    bare = raw.str.replace(r"\s*\(?\*{1,2}\)?$", "").str.replace(r"^(?i:rp)\.?\s*", "")
    bare = bare.str.replace(r"^[−–]\s*", "-").str.replace(r"^-\s+", "-").str.replace(r"^\((.+)\)$", "-$1")
    spaced = bare.str.replace_all(r"[ \u2009\u202f']", "")
    return pl.when(bare.str.contains(r"^-?\d{1,3}(?:[ \u2009\u202f']\d{3})+(?:[.,]\d+)?$")).then(spaced).otherwise(bare)


def _way(text: pl.Expr) -> pl.Expr:
    """Return the decimal sign that a number shows by itself; "?" where it could be either, None where it has none."""
    points, commas = text.str.count_matches(".", literal=True), text.str.count_matches(",", literal=True)
    last = text.str.extract(r"([.,])\d+(?:[eE][+-]?\d+)?$")
    other = pl.when(last == ".").then(pl.lit(",")).otherwise(pl.lit("."))
    return (
        pl.when(points + commas == 0)
        .then(None)
        .when((points > 0) & (commas > 0))
        .then(last)
        .when(points + commas > 1)
        .then(other)
        .when(text.str.contains(_AMBIGUOUS))
        .then(pl.lit("?"))
        .otherwise(last)
    )


def _number(text: pl.Expr, sign: str | None) -> pl.Expr:
    if sign == ",":
        text = text.str.replace_all(".", "", literal=True).str.replace(",", ".", literal=True)
    else:
        text = text.str.replace_all(",", "", literal=True)
    return (
        pl.when(text.str.contains(r"^[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$")).then(text).cast(pl.Float64, strict=False)
    )


def _fault(sign: str | None) -> pl.Expr:
    decided = pl.lit(sign is not None)
    return (
        pl.when(pl.col("raw").str.to_uppercase().is_in(FORMULA_ERRORS))
        .then(pl.lit("formula_error"))
        .when(pl.col("raw").str.starts_with("="))
        .then(pl.lit("formula_uncalculated"))
        .when(
            pl.col("figure").is_infinite()
            | pl.col("value").is_infinite()
            | pl.col("raw").str.contains(r"^[+-]?(?i:inf|infinity|∞)$")
        )
        .then(pl.lit("value_not_finite"))
        .when(pl.col("figure").is_not_null() | pl.col("sign").is_not_null())
        .then(None)
        .when(~pl.col("isnumber"))
        .then(pl.lit("text_in_figure"))
        .when((pl.col("way") == "?") & ~decided)
        .then(pl.lit("ambiguous_number"))
        .when(pl.col("way").is_in([",", "."]) & (pl.col("way") != pl.lit(sign)))
        .then(pl.lit("mixed_decimal_signs"))
        .when(pl.col("value").is_null())
        .then(pl.lit("text_in_figure"))
    )
