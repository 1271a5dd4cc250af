"""The Indonesian standard industrial classification (KBLI 2020): codes, their parents, their industry of the 17."""

from __future__ import annotations

from functools import cache
from importlib import resources
from io import BytesIO

import polars as pl

from potensi.codes import industry_rows
from potensi.data.records.asked import KBLI_DIGITS
from potensi.panel import ACTIVITY_SCHEMA

WHOLE = 1_000_000  # a weight of one, in millionths


@cache
def kbli() -> pl.DataFrame:
    """Return the list: code (a section's letter, or two to five digits), parent, industry, name_id."""
    text = resources.files("potensi").joinpath("lists", "kbli2020.csv").read_bytes()
    return pl.read_csv(BytesIO(text), infer_schema=False)


def business_fields() -> pl.DataFrame:
    """Return every five-digit code with its wholes: columns kbli5, kbli4, kbli3, kbli2, section, industry."""
    listed = kbli()
    sections = listed.filter(pl.col("code").str.len_chars() == 2).select(kbli2="code", section="parent")
    fields = listed.filter(pl.col("code").str.len_chars() == 5).select("industry", kbli5="code")
    shorter = [pl.col("kbli5").str.head(digits).alias(name) for name, digits in KBLI_DIGITS.items() if digits < 5]
    return fields.with_columns(shorter).join(sections, on="kbli2", how="left").sort("kbli5")


def ways(by: str) -> pl.DataFrame:
    """Return what each five-digit code is counted as: columns code, activity, weight (all of it, in millionths)."""
    return business_fields().select(code="kbli5", activity=pl.col(by), weight=pl.lit(WHOLE, pl.Int64))


def ancestors(by: str) -> pl.DataFrame:
    """Return an activity and the wholes that it is published under, the nearest first, the whole of all last."""
    if by == "own":
        return pl.DataFrame(schema={"activity": pl.String})
    names = [*KBLI_DIGITS, "section", "industry"]
    above = names[names.index(by) + 1 :]
    return business_fields().select(pl.col(by).alias("activity"), *above).unique("activity").sort("activity")


def activity_names(codes: list[str], by: str) -> pl.DataFrame:
    """Return the rows of a panel's table of activities; a code without a title in the list is named by itself."""
    if by == "industry":
        return pl.DataFrame(industry_rows(), schema=ACTIVITY_SCHEMA).filter(pl.col("activity").is_in(codes))
    rows = pl.DataFrame({"activity": codes}, schema={"activity": pl.String}).join(
        kbli().select("name_id", "parent", activity="code"), on="activity", how="left"
    )
    named = rows.with_columns(pl.col("name_id").fill_null(pl.col("activity")), name_en=pl.lit(None, pl.String))
    return named.select(list(ACTIVITY_SCHEMA))
