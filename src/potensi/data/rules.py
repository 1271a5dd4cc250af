"""What must hold of a table once its labels are understood: whole frames in, problems out.

A frame of figures has the columns of ``table.CELLS`` plus region_code and activity_code (null for totals),
value, fault and the flags ``guessed`` (a code that is only the nearest candidate), region_total, activity_total.
"""

from __future__ import annotations

from typing import Any

import polars as pl

from potensi.codes import PROVINCE_TOTAL, regions
from potensi.data.table import cell_name, problem_at
from potensi.errors import Problem
from potensi.panel import MISSING_STATUSES

_KEY = ["region_code", "activity_code", "period"]
_AXES = {"region": ("region_code", "activity_code"), "activity": ("activity_code", "region_code")}
_MOST_EXAMPLES = 3
_WORST_DECIMALS = 6


def faulty_figures(frame: pl.DataFrame, params: dict[str, Any]) -> list[Problem]:
    """Return a problem for every cell that should hold a figure and does not, and for negative figures."""
    faults = frame.filter(pl.col("fault").is_not_null())
    negative = frame.filter(pl.col("fault").is_null() & (pl.col("value") < 0))
    found = [_at(row["fault"], row, row["raw"], **params) for row in faults.iter_rows(named=True)]
    return found + [_at("negative_value", row, row["raw"]) for row in negative.iter_rows(named=True)]


def faulty_statuses(frame: pl.DataFrame, status_col: int) -> list[Problem]:
    """Return a problem for every stated status that is unknown or contradicts its value."""
    unknown = frame.filter(pl.col("final_status").is_null() & pl.col("status").is_not_null())
    known = frame.filter(pl.col("final_status").is_not_null() & pl.col("fault").is_null())
    kinds = pl.col("final_status").is_in(MISSING_STATUSES)
    wrong = known.filter(pl.col("value").is_null() != kinds)
    lines = [("unknown_status", row) for row in unknown.iter_rows(named=True)]
    lines += [("status_contradicts_value", row) for row in wrong.iter_rows(named=True)]
    return [
        problem_at(
            code,
            row["sheet"],
            row["row"],
            status_col,
            row["status"],
            **_key_of(row) | {"status": row["status"]},
        )
        for code, row in lines
    ]


def duplicates(parts: pl.DataFrame) -> list[Problem]:
    """Return a problem for every cell that another one before it already gives."""
    sure = parts.filter(~pl.col("guessed")).drop_nulls(_KEY)
    again = sure.with_columns(
        first_row=pl.col("row").first().over(_KEY),
        first_col=pl.col("col").first().over(_KEY),
        first_sheet=pl.col("sheet").first().over(_KEY),
        place=pl.int_range(pl.len()).over(_KEY),
    ).filter(pl.col("place") > 0)
    return [
        _at("duplicate_cell", row, row["raw"], first=_place(row), **_key_of(row)) for row in again.iter_rows(named=True)
    ]


def _place(row: dict[str, Any]) -> str:
    name = cell_name(row["first_row"], row["first_col"])
    return name if row["first_sheet"] is None else f"{row['first_sheet']}!{name}"


def gaps(parts: pl.DataFrame) -> list[Problem]:
    """Return what is absent where regions, activities and years are crossed.

    An activity (or region) without any cell in a year is one problem; the rest is counted in one more.
    """
    have = parts.drop_nulls(_KEY).select(_KEY).unique()
    if have.is_empty():
        return []
    sure = parts.filter(~pl.col("guessed")).drop_nulls(_KEY)  # a guessed label opens no row or column of its own
    whole = sure.select("region_code").unique().join(sure.select("activity_code").unique(), how="cross")
    whole = whole.join(sure.select("period").unique(), how="cross")
    absent = whole.join(have, on=_KEY, how="anti").sort(_KEY)
    if absent.is_empty():
        return []
    found = []
    for what in ("activity", "region"):
        here, other = _AXES[what]
        size = sure[other].n_unique()
        lost = absent.group_by(here, "period").len().filter(pl.col("len") == size).sort(here, "period")
        named = _label_of(parts, what)
        found += [
            _in_sheet(parts, f"{what}_missing_in_period", code, year, named.get(code, code))
            for code, year, _ in lost.iter_rows()
        ]
        absent = absent.join(lost, on=[here, "period"], how="anti")
    return found + _rest(absent)


def _rest(absent: pl.DataFrame) -> list[Problem]:
    if absent.is_empty():
        return []
    examples = [f"{r} × {a} × {y}" for r, a, y in absent.head(_MOST_EXAMPLES).iter_rows()]
    return [Problem("cells_absent", params={"count": absent.height, "examples": "; ".join(examples)})]


def _label_of(parts: pl.DataFrame, what: str) -> dict[str, str]:
    column, _ = _AXES[what]
    return dict(parts.unique(column, keep="first").select(column, what).iter_rows())


def _in_sheet(parts: pl.DataFrame, code: str, label: str, year: int, name: str) -> Problem:
    sheets = parts.filter(pl.col("period") == year)["sheet"].unique().to_list()
    known = {"code": label, "name": name, "year": str(year)}
    return Problem(code, sheet=sheets[0] if len(sheets) == 1 else None, value=name, params=known)


def decimals_of(values: pl.Series) -> int:
    """Return to how many decimals figures are published: enough for 95 of 100 of them."""
    figures = values.drop_nulls()
    for digits in range(_WORST_DECIMALS):
        close = (figures - figures.round(digits)).abs() <= 1e-9 * figures.abs().clip(1.0)
        if len(figures) == 0 or close.mean() >= 0.95:  # type: ignore[operator]
            return digits
    return _WORST_DECIMALS


def totals(frame: pl.DataFrame, *, level: str, decimals: int) -> tuple[list[Problem], dict[str, Any]]:
    """Compare published totals with the sums of their parts.

    A sum of n rounded figures may differ from its rounded total by (n + 1) / 2 units of the last decimal. Where
    a part is missing there is nothing to compare; a province is compared only where all its regencies are there.
    Returns the problems, and how many totals were compared, agreed and could not be compared.
    """
    industries = frame.filter(~pl.col("activity_total"))
    by_activity = _compared(
        industries,
        frame.filter(pl.col("activity_total")),
        ["sheet_key", "region", "kind", "period"],
        decimals,
    )
    rows = frame.filter(pl.col("region_total") & ~pl.col("activity_total"))
    rows = rows.filter(_comparable(frame, rows, level))
    by_region = _compared(
        frame.filter(~pl.col("region_total")).unique(_KEY, keep="first"),
        rows,
        ["activity_code", "period"],
        decimals,
    )
    both = pl.concat([by_activity.with_columns(what=pl.lit("activity")), by_region.with_columns(what=pl.lit("region"))])
    compared = both.filter(pl.col("sum").is_not_null())
    wrong = compared.filter((pl.col("value") - pl.col("sum")).abs() > pl.col("tolerance"))
    found = [_off(row, decimals) for row in wrong.iter_rows(named=True)]
    every = frame.filter(pl.col("region_total") | pl.col("activity_total")).height
    said: dict[str, Any] = {
        "found": every,
        "compared": compared.height,
        "agree": compared.height - wrong.height,
    }
    said["tolerance"] = round(float(compared["tolerance"].max() or 0.0), 6)  # type: ignore[arg-type]
    return found, said


def _compared(parts: pl.DataFrame, wholes: pl.DataFrame, by: list[str], decimals: int) -> pl.DataFrame:
    """Return each total with the sum of its parts: null where one is missing."""
    joined = [pl.when(pl.col("value").is_null().any()).then(None).otherwise(pl.col("value").sum()).alias("sum")]
    sums = parts.group_by(by).agg(*joined, n=pl.len())
    half = 0.5 * 10.0**-decimals
    tolerance = pl.max_horizontal((pl.col("n") + 1) * half, 1e-9 * pl.col("value").abs())
    known = wholes.filter(pl.col("value").is_not_null())
    return known.join(sums, on=by, how="inner", nulls_equal=True).with_columns(tolerance=tolerance + 1e-9)


def _comparable(frame: pl.DataFrame, rows: pl.DataFrame, level: str) -> pl.Series:
    """Return which rows of the whole region have all their parts in the table."""
    here = set(frame.filter(~pl.col("region_total"))["region_code"].drop_nulls())
    known, verdict = regions(), {}
    for label in rows["region"].unique().to_list():
        code = known.find(label)
        children = {entry.code for entry in known.entries if entry.parent == code}
        stranger = code is not None and code != PROVINCE_TOTAL and level == "regency"
        verdict[label] = not stranger and (code is None or (bool(children) and children <= here))
    return rows["region"].replace_strict(verdict, default=False, return_dtype=pl.Boolean)


def _off(row: dict[str, Any], decimals: int) -> Problem:
    numbers = {
        name: round(value, decimals)
        for name, value in (("total", row["value"]), ("sum", row["sum"]), ("gap", row["value"] - row["sum"]))
    }
    tolerance = float(f"{row['tolerance']:.3g}")
    named = {
        "name": row["region"] if row["what"] == "activity" else row["activity"],
        "year": str(row["period"]),
    }
    return _at(f"{row['what']}_total_off", row, row["raw"], **named, **numbers, tolerance=tolerance)


def _key_of(row: dict[str, Any]) -> dict[str, Any]:
    return {"region": row["region"], "activity": row["activity"], "period": row["period"]}


def _at(code: str, row: dict[str, Any], value: Any, **params: Any) -> Problem:
    return problem_at(code, row["sheet"], row["row"], row["col"], value, **params)


def final_status() -> pl.Expr:
    """Return the status of a figure: as stated, as its stars or its year's stars say, or final."""
    figure = pl.coalesce("known_status", "mark", "period_mark", pl.lit("final"))
    missing = pl.coalesce("known_status", "sign", pl.lit("not_available"))
    known = pl.when(pl.col("value").is_not_null()).then(figure).otherwise(missing)
    return pl.when(pl.col("status").is_not_null() & pl.col("known_status").is_null()).then(None).otherwise(known)
