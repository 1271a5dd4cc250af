"""Tables as a script or a terminal wants them: csv, json, parquet, or a table for the eye."""

from __future__ import annotations

import io
import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl

from potensi.language import number

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


def as_table(frame: pl.DataFrame, lang: str, title: str = "") -> Any:
    """Return the frame as a Rich table with numbers in the reader's locale."""
    from rich.table import Table

    table = Table(title=title or None, title_justify="left", header_style="bold")
    for name, dtype in frame.schema.items():
        table.add_column(name, justify="right" if dtype.is_numeric() else "left", overflow="fold")
    for row in frame.iter_rows():
        cells = zip(row, frame.columns, strict=True)
        table.add_row(*[_shown(value, lang, whole=name in ("period", "year")) for value, name in cells])
    return table


def _shown(value: Any, lang: str, *, whole: bool) -> str:
    if isinstance(value, bool) or whole or isinstance(value, str):
        return str(value)
    if isinstance(value, float):
        return number(value, lang, decimals=3 if abs(value) < 100 else 1)
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
