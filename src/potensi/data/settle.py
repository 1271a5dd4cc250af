"""Which unit and which price basis a file has: stated by it, or by option, and never guessed."""

from __future__ import annotations

from typing import Any

import polars as pl

from potensi.data.table import problem_at
from potensi.errors import Problem


def settle_price(frame: pl.DataFrame, asked: str | None) -> tuple[pl.DataFrame, str, str, list[Problem]]:
    """Return the figures of one price basis, that basis, where it comes from ("file", "option", ""), and problems.

    Several labelled bases are fine where ``asked`` picks one. "constant" stands for a constant basis whose year
    nobody said: it is settled by the other side where that one says it.
    """
    stated = _stated(frame, "price")
    if not stated:
        return _from_option(frame, asked)
    if asked is None:
        return _from_file(frame, stated)
    fits = [price for price in stated if price == asked or (_constant(price, asked) and "constant" in (price, asked))]
    if len(fits) != 1:
        first = _first(frame, "price", stated[0])
        code = "price_contradicts" if not fits else "base_year_mixed"
        return frame, "", "", [_at(code, first, stated[0], asked=asked, found=", ".join(stated))]
    price = max(asked, fits[0])
    if price == "constant":
        return frame, "", "", [Problem("base_year_missing", value=fits[0])]
    chosen = frame.filter(pl.col("price").is_null() | (pl.col("price") == fits[0])) if len(stated) > 1 else frame
    return chosen, price, "file" if price == fits[0] else "option", []


def _from_option(frame: pl.DataFrame, asked: str | None) -> tuple[pl.DataFrame, str, str, list[Problem]]:
    if asked is None:
        return frame, "", "", [Problem("price_missing")]
    if asked == "constant":
        return frame, "", "", [Problem("base_year_missing", value=asked)]
    return frame, asked, "option", []


def _from_file(frame: pl.DataFrame, stated: list[str]) -> tuple[pl.DataFrame, str, str, list[Problem]]:
    first = _first(frame, "price", stated[-1])
    if len(stated) > 1:
        code = "base_year_mixed" if all(price.startswith("constant") for price in stated) else "price_mixed"
        return frame, "", "", [_at(code, first, stated[-1], found=", ".join(stated))]
    if stated[0] == "constant":
        return frame, "", "", [_at("base_year_missing", first, stated[0])]
    return frame, stated[0], "file", []


def settle_unit(frame: pl.DataFrame, asked: str | None) -> tuple[str, str, list[Problem]]:
    """Return the unit, where it comes from, and problems: several, none, or one other than the option says."""
    stated = _stated(frame, "unit")
    if len(stated) > 1:
        first = _first(frame, "unit", stated[-1])
        return "", "", [_at("unit_mixed", first, stated[-1], found=", ".join(stated))]
    if not stated:
        return (asked, "option", []) if asked else ("", "", [Problem("unit_missing")])
    if asked and asked != stated[0]:
        return "", "", [_at("unit_contradicts", _first(frame, "unit", stated[0]), stated[0], asked=asked)]
    return stated[0], "file", []


def _constant(price: str, other: str) -> bool:
    return price.startswith("constant") and other.startswith("constant")


def _stated(frame: pl.DataFrame, what: str) -> list[str]:
    return frame[what].drop_nulls().unique(maintain_order=True).to_list()


def _first(frame: pl.DataFrame, what: str, value: str) -> dict[str, Any]:
    return frame.filter(pl.col(what) == value).row(0, named=True)


def _at(code: str, row: dict[str, Any], value: str, **params: Any) -> Problem:
    return problem_at(code, row["sheet"], row["row"], row["col"], value, **params)
