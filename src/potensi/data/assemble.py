"""Recognised tables to one panel: papers settled, labels resolved, rules applied; all or nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from potensi import codes
from potensi.data import rules
from potensi.data.clean import STATUS_WORDS, Decimals, read_values
from potensi.data.names import Label, Names, resolve
from potensi.data.papers import is_money
from potensi.data.settle import settle_price, settle_unit
from potensi.data.table import Table, problem_at
from potensi.data.understood import Understood, figures_of
from potensi.errors import Problem
from potensi.panel import ACTIVITY_SCHEMA, REGION_SCHEMA, Panel, Papers, panel_from

_FILLS: dict[str, dict[str, Any]] = {
    "zero": {"value": 0.0, "status": "final"},
    "missing": {"value": None, "status": "not_available"},
}


@dataclass(frozen=True)
class Asked:
    """The options of a reading: unit, price basis, code lists, and what an absent combination means."""

    unit: str | None = None
    price: str | None = None
    regions: str = "auto"
    activities: str = "auto"
    absent: str | None = None


@dataclass(frozen=True, eq=False)
class Made:
    """What came of the tables."""

    understood: Understood
    problems: tuple[Problem, ...]
    panel: Panel | None


def assemble(tables: list[Table], asked: Asked, file: str) -> Made:
    """Return the panel that the tables hold together, or every problem that keeps them from being one."""
    problems = [problem for table in tables for problem in table.problems]
    frame = pl.concat([table.cells for table in tables])
    frame, price, price_from, off = settle_price(frame, asked.price)
    problems += off
    unit, unit_from, off = settle_unit(frame, asked.unit)
    problems += off
    if unit and not is_money(unit):
        problems = [problem for problem in problems if problem.code != "price_missing"]
    if frame.is_empty():
        problems += [] if problems else [problem_at("no_figures", table.sheet, -1, -1) for table in tables]
        return Made(_said(tables, unit, unit_from, price, price_from), tuple(problems), None)
    frame, decimals = read_values(frame)
    frame, regions, activities = _coded(frame, asked)
    frame = _with_status(frame)
    problems += _label_problems(frame, regions, "region") + _label_problems(frame, activities, "activity")
    status_col = max(table.status_col for table in tables)
    found, totals = _ruled(frame, decimals, asked, status_col, regions.level)
    problems += found
    parts = _parts(frame)
    if parts.is_empty() and not problems:
        problems = [problem_at("no_figures", table.sheet, -1, -1) for table in tables]
    table, filled = _whole(parts, asked.absent)
    understood = replace(
        _said(tables, unit, unit_from, price, price_from),
        **_axes(parts, regions, activities),
        **figures_of(table),
        filled=filled,
        decimal_sign=decimals.sign,
        **totals,
    )
    if problems:
        return Made(understood, tuple(sorted(problems, key=_place)), None)
    papers = Papers(unit=unit, price=price, source=understood.source, title=_title(tables), history=(f"read {file}",))
    return Made(understood, (), _panel(table, papers, regions, activities))


def _said(tables: list[Table], unit: str, unit_from: str, price: str, price_from: str) -> Understood:
    return Understood(
        layouts=tuple(dict.fromkeys(table.layout for table in tables)),
        sheets=tuple(table.sheet for table in tables if table.sheet is not None),
        unit=unit,
        unit_from=unit_from,
        price=price,
        price_from=price_from,
        source=next((table.source for table in tables if table.source), ""),
    )


def _title(tables: list[Table]) -> str:
    return next((table.titles[0] for table in tables if table.titles), "")


def _coded(frame: pl.DataFrame, asked: Asked) -> tuple[pl.DataFrame, Names, Names]:
    """Add codes, the flags of totals, and whether a code is only guessed from the nearest candidate."""
    frame = frame.with_columns(
        region=pl.col("region").fill_null(""),
        activity=pl.col("activity").fill_null(""),
        kind=pl.col("kind").fill_null(""),
    )
    regions = resolve(
        list(frame.select("region", "kind").unique(maintain_order=True).iter_rows()), "region", asked.regions
    )
    labels: list[Label] = [(text, "") for text in frame["activity"].unique(maintain_order=True)]
    activities = resolve(labels, "activity", asked.activities)
    frame = frame.join(_coding(regions, "region"), on=["region", "kind"], how="left", maintain_order="left")
    frame = frame.join(_coding(activities, "activity").drop("kind"), on="activity", how="left", maintain_order="left")
    frame = frame.filter(~pl.col("activity_detail"))
    guessed = pl.col("region_guess") | pl.col("activity_guess")
    return frame.with_columns(guessed=guessed, sheet_key=pl.col("sheet")), regions, activities


def _coding(names: Names, what: str) -> pl.DataFrame:
    rows: list[tuple[Any, ...]] = [(text, kind, code, False, False, False) for (text, kind), code in names.code.items()]
    rows += [(text, kind, None, True, False, False) for text, kind in names.totals]
    rows += [(text, kind, None, False, True, False) for text, kind in names.details]
    for label, (_, params) in names.problems.items():
        rows.append((*label, next(iter(params["nearest"]), f"?{label[0]}"), False, False, True))
    columns = [what, "kind", f"{what}_code", f"{what}_total", f"{what}_detail", f"{what}_guess"]
    kinds = [pl.String] * 3 + [pl.Boolean] * 3
    return pl.DataFrame(rows, schema=dict(zip(columns, kinds, strict=True)), orient="row")


def _with_status(frame: pl.DataFrame) -> pl.DataFrame:
    words = pl.col("status").str.to_lowercase()
    known = words.replace_strict(STATUS_WORDS, default=None, return_dtype=pl.String)
    faulty = pl.col("fault").is_not_null()
    frame = frame.with_columns(
        status=pl.when(pl.col("status") != "").then("status"),
        known_status=known,
        value=pl.when(~faulty).then("value"),
    )
    return frame.with_columns(final_status=rules.final_status())


def _label_problems(frame: pl.DataFrame, names: Names, what: str) -> list[Problem]:
    """Return one problem per unknown label, at the first cell where it stands."""
    found = []
    for (text, kind), (code, params) in names.problems.items():
        here = (pl.col(what) == text) & ((pl.col("kind") == kind) | pl.lit(what == "activity"))
        first = next(frame.filter(here).head(1).iter_rows(named=True), None)
        if first is None:  # it stands only beside parts that were left out
            continue
        row, col = first[f"{what}_row"], first[f"{what}_col"]
        found.append(problem_at(code if text else f"{what}_empty", first["sheet"], row, col, text, **params))
    return found


def _ruled(
    frame: pl.DataFrame, decimals: Decimals, asked: Asked, status_col: int, level: str
) -> tuple[list[Problem], dict[str, Any]]:
    digits = rules.decimals_of(frame["value"])
    sign = {"sign": decimals.sign or "", "other": "." if decimals.sign == "," else ","}
    problems = rules.faulty_figures(frame, sign) + rules.faulty_statuses(frame, status_col)
    said: dict[str, Any] = {"decimals": digits}
    for basis in frame.partition_by("price", maintain_order=True):  # several only where none could be chosen
        parts = basis.filter(~pl.col("region_total") & ~pl.col("activity_total"))
        problems += rules.duplicates(parts)
        if asked.absent is None:
            problems += rules.gaps(parts)
        off, totals = rules.totals(basis.drop_nulls("period"), level=level, decimals=digits)
        problems += off
        said |= {f"totals_{name}": value for name, value in totals.items()}
    return problems, said


def _parts(frame: pl.DataFrame) -> pl.DataFrame:
    parts = frame.filter(~pl.col("region_total") & ~pl.col("activity_total") & ~pl.col("guessed"))
    return parts.select(
        region="region_code", activity="activity_code", period="period", value="value", status="final_status"
    )


def _whole(parts: pl.DataFrame, absent: str | None) -> tuple[pl.DataFrame, int]:
    """Return the table with absent combinations filled as asked, and how many were."""
    if absent is None:
        return parts, 0
    key = ["region", "activity", "period"]
    whole = parts.select("region").unique().join(parts.select("activity").unique(), how="cross")
    whole = whole.join(parts.select("period").unique(), how="cross").join(parts, on=key, how="anti")
    fill = [pl.lit(value, dtype=parts.schema[name]).alias(name) for name, value in _FILLS[absent].items()]
    return pl.concat([parts, whole.with_columns(fill).select(parts.columns)]), whole.height


def _axes(parts: pl.DataFrame, regions: Names, activities: Names) -> dict[str, Any]:
    return {
        "regions": parts["region"].n_unique(),
        "region_list": regions.list,
        "activities": parts["activity"].n_unique(),
        "activity_list": activities.list,
        "years": tuple(parts["period"].drop_nulls().unique().sort().to_list()),
        "parts_left_out": tuple(sorted(text for text, _ in activities.details)),
    }


def _panel(table: pl.DataFrame, papers: Papers, regions: Names, activities: Names) -> Panel:
    known = codes.region_rows() if regions.list != "own" else []
    named = codes.industry_rows() if activities.list != "own" else []
    return panel_from(
        table,
        papers=papers,
        regions=pl.DataFrame(known, schema=REGION_SCHEMA),
        activities=pl.DataFrame(named, schema=ACTIVITY_SCHEMA),
    )


def _place(problem: Problem) -> tuple[str, int, int]:
    row, column = problem.params.get("row"), problem.params.get("column")
    numbers = [place if isinstance(place, int) else 0 for place in (row, column)]
    return problem.sheet or "", numbers[0], numbers[1]
