"""Codes that a register holds and no list knows: each counted, summed, with the likeliest reason and an example."""

from __future__ import annotations

from typing import Any

import polars as pl

from potensi.data.records.asked import KBLI_DIGITS, LEVELS
from potensi.data.records.names import provinces

SCHEMA = {
    "kind": pl.String,
    "code": pl.String,
    "reason": pl.String,
    "records": pl.Int64,
    "value": pl.Float64,
    "examples": pl.String,
}
MOST = 10_000  # codes listed of each kind; all of them are counted


def strangers_frame(found: dict[str, pl.DataFrame], known: set[str], asked: Any) -> pl.DataFrame:
    """Return the unknown codes of both kinds, the commonest first: kind, code, reason, records, value, examples.

    ``value`` is the sum of their sizes, null where records are only counted. The examples are codes of the other
    kind that they stand beside.
    """
    rows = []
    for kind, table in found.items():
        for row in table.iter_rows(named=True):
            code = row["code"]
            reason = _region_reason(code, asked) if kind == "region" else _kbli_reason(code, known)
            value = None if row.get("units") is None else float(row["units"]) / 10**asked.decimals
            beside = [each for each in dict.fromkeys((row["first"], row["last"])) if each]
            rows.append((kind, code, reason, int(row["records"]), value, ", ".join(beside)))
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def _region_reason(text: str | None, asked: Any) -> str:
    code = (text or "").replace(".", "").strip()
    if not code:
        return "blank"
    if not (code.isascii() and code.isdigit()) or len(code) not in LEVELS.values():
        return "no_code"
    if code[:2] not in provinces():
        return "no_province"
    if len(code) < LEVELS[asked.level]:
        return "too_coarse"
    return "not_listed" if asked.regions else "too_coarse"


def _kbli_reason(text: str | None, known: set[str]) -> str:
    code = (text or "").strip()
    if not code:
        return "blank"
    if f"0{code}" in known:
        return "nought_lost"
    if not (code.isascii() and code.isdigit()) or len(code) > KBLI_DIGITS["kbli5"]:
        return "no_code"
    return "too_coarse" if len(code) < KBLI_DIGITS["kbli5"] else "not_listed"
