"""Tables as a script or a terminal wants them: csv, json, parquet, or a table for the eye."""

from __future__ import annotations

import io
import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import polars as pl

from potensi.language import number, say

# What a terminal shows of each table; every column comes with --format csv, json or parquet.
VIEWS = {
    "profile": ("activity", "value", "share", "lq", "dlq", "sector_class", "sector_class_agreement", "shift_regional",
                "overlay_pattern"),
    "peers": ("region", "name", "similarity", "size_ratio", "ahead_count", "ahead_judged"),
    "hosts": ("region", "name", "similarity", "regional_shift", "distance_km", "hours", "stability"),
    "catchup": ("measure", "name", "period", "value", "peer_value", "years_behind", "pace_needed_level",
                "status"),
    "methods": ("name", "label", "unit", "range"),
    "opportunities": ("rank", "activity", "density", "rca", "pci", "cog", "growth", "distance_class", "regions_with",
                      "rank_low", "rank_high"),
    "backtest": ("score", "kind", "cases", "entries", "roc_area", "precision_area", "precision_10", "precision_10_low",
                 "precision_10_high"),
    "lifts": ("score", "kind", "against", "precision_10_against", "lift", "lift_low", "lift_high",
              "lift_low_activities", "lift_high_activities"),
    "impact": ("activity", "output", "output_low", "output_high", "value_added", "compensation", "status"),
}  # fmt: skip
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def as_csv(frame: pl.DataFrame) -> str:
    """Return the frame as csv: empty for missing, NaN for undefined, texts that a sheet would run as formulas
    preceded by an apostrophe."""
    return _without_formulas(frame).write_csv()


def as_json(frame: pl.DataFrame) -> str:
    """Return the frame as a JSON list of rows: null for missing, "NaN" for undefined."""
    rows = [{name: _json_value(value) for name, value in row.items()} for row in frame.to_dicts()]
    return json.dumps(rows, ensure_ascii=False, indent=1)


def as_parquet(frame: pl.DataFrame) -> bytes:
    """Return the frame as the bytes of a Parquet file."""
    buffer = io.BytesIO()
    frame.write_parquet(buffer)
    return buffer.getvalue()


def write(frame: pl.DataFrame, path: Path, fmt: str) -> Path:
    """Write the frame as ``path`` with the ending of ``fmt`` (csv, json or parquet) and return where it went."""
    target = path.with_suffix(f".{fmt}")
    forms: dict[str, Callable[[pl.DataFrame], str | bytes]] = {"csv": as_csv, "json": as_json, "parquet": as_parquet}
    content = forms[fmt](frame)
    target.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return target


def as_table(frame: pl.DataFrame, lang: str, view: str = "") -> Any:
    """Return the frame as a Rich table with numbers in the reader's locale; ``view`` names one of VIEWS."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    frame = frame.select(name for name in VIEWS.get(view, frame.columns) if name in frame.columns)
    table = Table(header_style="bold", box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)
    rows = [
        [_shown(value, lang, whole=name in ("period", "year")) for name, value in zip(frame.columns, row, strict=True)]
        for row in frame.iter_rows()
    ]
    for place, (name, dtype) in enumerate(frame.schema.items()):
        # No word is broken: a column is at least as wide as its longest one.
        words = " ".join(row[place] for row in rows).split()
        widest = max(map(len, words), default=1)
        side: Literal["left", "right"] = "right" if dtype.is_numeric() else "left"
        table.add_column(_word("heading", name, lang), justify=side, overflow="fold", min_width=widest)
    for row in rows:
        table.add_row(*row)
    return table


def _word(kind: str, name: str, lang: str) -> str:
    """Return the word for a heading or an identifier; what has none stands for itself."""
    try:
        return say(f"columns.{kind}.{name}", lang)
    except (KeyError, TypeError):
        return name.replace("_", " ") if kind == "heading" else name


def _shown(value: Any, lang: str, *, whole: bool) -> str:
    if isinstance(value, str):
        return _word("value", value, lang)
    if isinstance(value, bool) or whole:
        return str(value)
    if isinstance(value, float):
        return number(value, lang, decimals=2 if abs(value) < 1000 else 0)
    if value is None or isinstance(value, int):
        return number(value, lang)
    return str(value)


def _json_value(value: Any) -> Any:
    return "NaN" if isinstance(value, float) and math.isnan(value) else value


def _without_formulas(frame: pl.DataFrame) -> pl.DataFrame:
    texts = [name for name, dtype in frame.schema.items() if dtype == pl.String]
    risky = {name: pl.col(name).str.slice(0, 1).is_in(FORMULA_STARTS) for name in texts}
    return frame.with_columns(
        pl.when(test).then(pl.lit("'") + pl.col(name)).otherwise(pl.col(name)).alias(name)
        for name, test in risky.items()
    )
