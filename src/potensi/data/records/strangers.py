"""Codes that a register holds and no list knows: each counted, summed, with the likeliest reason and an example."""

from __future__ import annotations

import re

import polars as pl

from potensi.data.records.asked import DOTTED, KBLI_DIGITS, OTHER_SYSTEM, SYSTEMS, Asked
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


def strangers_frame(found: dict[str, pl.DataFrame], known: set[str], asked: Asked) -> pl.DataFrame:
    """Return the unknown codes of both kinds, the commonest first: kind, code, reason, records, value, examples.

    ``value`` is the sum of their sizes, null where records are only counted or are fewer than cells may have. The
    examples are codes of the other kind that they stand beside.
    """
    rows = []
    for kind, table in found.items():
        for row in table.iter_rows(named=True):
            code = row["code"]
            reason = _region_reason(code, asked) if kind == "region" else _kbli_reason(code, known)
            told = row.get("units") is not None and row["records"] >= asked.withhold_under
            value = float(row["units"]) / 10**asked.decimals if told else None
            beside = [each for each in dict.fromkeys((row["first"], row["last"])) if each]
            rows.append((kind, code, reason, int(row["records"]), value, ", ".join(beside)))
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def _region_reason(text: str | None, asked: Asked) -> str:
    code = (text or "").replace(".", "").strip()
    if not code:
        return "blank"
    if not (code.isascii() and code.isdigit()):
        return "no_code"
    if _of_the_other_system((text or "").strip(), asked):
        return "other_system"
    if len(code) not in asked.widths.values():
        return "no_code"
    if code[:2] not in provinces(asked.system):
        return "no_province"
    if len(code) < asked.widths[asked.level]:
        return "too_coarse"
    return "not_listed" if asked.regions else "too_coarse"


def _of_the_other_system(text: str, asked: Asked) -> bool:
    """Return whether a code has as many digits, or dots in such places, as the codes of the other system only."""
    other = OTHER_SYSTEM[asked.system]
    return re.match(DOTTED[other], text) is not None or len(text.replace(".", "")) == SYSTEMS[other]["district"]


def _kbli_reason(text: str | None, known: set[str]) -> str:
    code = (text or "").strip()
    if not code:
        return "blank"
    if f"0{code}" in known:
        return "nought_lost"
    if not (code.isascii() and code.isdigit()) or len(code) > KBLI_DIGITS["kbli5"]:
        return "no_code"
    return "too_coarse" if len(code) < KBLI_DIGITS["kbli5"] else "not_listed"
