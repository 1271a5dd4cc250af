"""From one edition of a classification to another: each old code, the new codes it becomes, and by what weights.

Weights are held in millionths, so that a record that is split is split without loss: the weights of one code
always add up to exactly 1. A fraction that has no end ("1/3") is rounded, the largest remainders first.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from fractions import Fraction
from pathlib import Path

import polars as pl

from potensi.codes import key
from potensi.data.records.kbli import WHOLE, ways
from potensi.data.records.sources import read_list
from potensi.errors import Problem

_MEANT = {
    "source": {"source", "from", "old", "dari", "lama", "kode lama", "asal", "code", "kbli 2015", "kbli2015"},
    "target": {"target", "to", "new", "ke", "baru", "kode baru", "tujuan", "kbli 2020", "kbli2020"},
    "weight": {"weight", "share", "bobot", "porsi"},
}
_SCHEMA = {"code": pl.String, "target": pl.String, "weight": pl.Int64}
_MOST_EXAMPLES = 3


def read_crosswalk(path: Path) -> tuple[pl.DataFrame, list[Problem]]:
    """Return a crosswalk's code, target and weight (millionths), and everything that is wrong with it.

    The file is CSV or Parquet with the columns source, target and weight ("0.25" or "1/3"); without weights every
    source has one target. The weights of a source must add up to 1, allowing each one its rounding in the sixth
    decimal; a pair may stand there once.
    """
    table = read_list(path)
    roles = {role: [name for name in table.columns if key(name) in names] for role, names in _MEANT.items()}
    problems = [
        Problem("records_column_missing", file=path.name, value=role,
                params={"role": role, "columns": ", ".join(table.columns)})
        for role in ("source", "target") if len(roles[role]) != 1
    ]  # fmt: skip
    if problems:
        return pl.DataFrame(schema=_SCHEMA), problems
    weight = pl.col(roles["weight"][0]) if roles["weight"] else pl.lit("1")
    rows = table.select(
        code=pl.col(roles["source"][0]).str.strip_chars(),
        target=pl.col(roles["target"][0]).str.strip_chars(),
        weight=weight.str.strip_chars(),
    ).drop_nulls(["code", "target"])
    return _weighed(rows, path.name)


def _weighed(rows: pl.DataFrame, file: str) -> tuple[pl.DataFrame, list[Problem]]:
    read: dict[str, list[tuple[str, Fraction]]] = {}
    bad, again, seen = [], [], set()
    for code, target, text in rows.iter_rows():
        weight = fraction(text)
        if weight is None or not 0 < weight <= 1:
            bad.append(f"{code} → {target}: {text}")
            continue
        if (code, target) in seen:
            again.append(f"{code} → {target}")
        seen.add((code, target))
        read.setdefault(code, []).append((target, weight))
    sums = {code: sum((weight for _, weight in pairs), Fraction(0)) for code, pairs in read.items()}
    off = [
        f"{code}: {float(total):.6g}"
        for code, total in sums.items()
        if abs(total - 1) > Fraction(len(read[code]), 2 * WHOLE)
    ]
    named = (("records_weight_unreadable", bad), ("records_crosswalk_twice", again), ("records_weights_off", off))
    problems = [_listed(code, file, lines) for code, lines in named if lines]
    if problems:
        return pl.DataFrame(schema=_SCHEMA), problems
    shares = [
        (code, target, part) for code, pairs in read.items() for target, part in zip(*_millionths(pairs), strict=True)
    ]
    return pl.DataFrame(shares, schema=_SCHEMA, orient="row"), []


def _listed(code: str, file: str, lines: list[str]) -> Problem:
    examples = "; ".join(lines[:_MOST_EXAMPLES])
    return Problem(code, file=file, value=lines[0], params={"count": len(lines), "examples": examples})


def fraction(text: str | None) -> Fraction | None:
    """Return a weight written as "0.25", "0,25" or "1/4"; None for anything else."""
    written = (text or "").replace(",", ".")
    try:
        return Fraction(written) if "/" in written else Fraction(Decimal(written))
    except (ValueError, InvalidOperation, ZeroDivisionError, OverflowError):
        return None


def _millionths(pairs: list[tuple[str, Fraction]]) -> tuple[list[str], list[int]]:
    """Return the targets and their weights in millionths that add up to a whole, the largest remainders rounded up."""
    total = sum(weight for _, weight in pairs)
    exact = [weight / total * WHOLE for _, weight in pairs]
    parts = [int(each) for each in exact]
    order = sorted(range(len(pairs)), key=lambda place: (parts[place] - exact[place], pairs[place][0]))
    for place in order[: WHOLE - sum(parts)]:
        parts[place] += 1
    return [target for target, _ in pairs], parts


def through(crosswalk: pl.DataFrame, by: str, file: str) -> tuple[pl.DataFrame, list[Problem]]:
    """Return what each source code is counted as (code, activity, weight): the crosswalk, then the roll-up.

    A target that KBLI 2020 does not know is a problem; ``by`` "own" takes the targets as they stand.
    """
    if by == "own":
        return crosswalk.rename({"target": "activity"}), []
    rolled = crosswalk.join(ways(by).drop("weight"), left_on="target", right_on="code", how="left")
    strange = rolled.filter(pl.col("activity").is_null())["target"].unique().sort().to_list()
    if strange:
        return pl.DataFrame(), [_listed("records_target_unknown", file, strange)]
    return rolled.group_by("code", "activity").agg(pl.col("weight").sum()).filter(pl.col("weight") > 0), []
