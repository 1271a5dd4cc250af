"""Rows of a table as lines of JSON, the same from either database and without losing anything.

A table's digest is taken of what its rows say, in no order: the same rows have the same digest on SQLite and on
PostgreSQL, however each of them keeps numbers, times and nested values.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import models

from potensi.web.operations.start import OperationError
from potensi.web.operations.tables import columns_of, label

Row = dict[str, Any]
_AT_ONCE = 1000


@dataclass
class Tally:
    """How many rows a table has, and their digest."""

    count: int = 0
    _digests: list[bytes] = field(default_factory=list)

    def add(self, row: Row) -> None:
        """Count one row in."""
        self.count += 1
        self._digests.append(hashlib.sha256(_canonical(row)).digest())

    @property
    def digest(self) -> str:
        """The digest of all rows, in whatever order they came."""
        return hashlib.sha256(b"".join(sorted(self._digests))).hexdigest()


def read(model: type[models.Model], using: str) -> Iterator[Row]:
    """Yield every row of a table as plain values, in the order of its key."""
    columns = columns_of(model)
    names = [column.attname for column in columns]
    found = model._base_manager.using(using).order_by("pk").values_list(*names)
    for values in found.iterator(chunk_size=_AT_ONCE):
        yield {column.column: _plain(value) for column, value in zip(columns, values, strict=True)}


def write(model: type[models.Model], rows: Iterator[Row], using: str) -> None:
    """Write rows into a table, as they are: no value is made anew."""
    columns = columns_of(model)
    for column in columns:
        # These models are made for this one purpose; what "now" was is in the row.
        if isinstance(column, models.DateField):
            column.auto_now = column.auto_now_add = False
    batch: list[models.Model] = []
    for row in rows:
        batch.append(_object(model, columns, row))
        if len(batch) >= _AT_ONCE:
            model._base_manager.using(using).bulk_create(batch)
            batch.clear()
    model._base_manager.using(using).bulk_create(batch)


def as_line(row: Row) -> bytes:
    """Return a row as one line."""
    return json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _object(model: type[models.Model], columns: list[Any], row: Row) -> models.Model:
    if set(row) != {column.column for column in columns}:
        raise OperationError("backup_damaged", place=label(model))
    return model(**{column.attname: _value(model, column, row) for column in columns})


def _value(model: type[models.Model], column: Any, row: Row) -> Any:
    found = row[column.column]
    if isinstance(column, models.JSONField) or found is None:
        return found
    limit = column.max_length if isinstance(column, models.CharField) else None
    if limit is not None and isinstance(found, str) and len(found) > limit:
        # SQLite does not mind, PostgreSQL does: say it before anything is written.
        place = f"{label(model)}.{column.column}"
        raise OperationError("backup_too_long", place=place, record=row[model._meta.pk.column], limit=limit)
    return _reader(column)(found)


def _reader(column: Any) -> Callable[[Any], Any]:
    if isinstance(column, models.BinaryField):
        return base64.b64decode
    if isinstance(column, models.DurationField):
        return lambda microseconds: timedelta(microseconds=microseconds)
    return column.to_python  # type: ignore[no-any-return]


def _plain(value: Any) -> Any:
    match value:
        case datetime():
            return (value.astimezone(UTC) if value.tzinfo else value).isoformat()
        case date() | time():
            return value.isoformat()
        case timedelta():
            return value // timedelta(microseconds=1)
        case UUID() | Decimal():
            return str(value)
        case bytes() | memoryview():
            return base64.b64encode(value).decode()
    return value


def _canonical(row: Row) -> bytes:
    return json.dumps(_same(row), ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def _same(value: Any) -> Any:
    """Return a nested value with every whole number written the same way (1.0 and 1 are one number to PostgreSQL)."""
    if isinstance(value, dict):
        return {key: _same(below) for key, below in value.items()}
    if isinstance(value, list):
        return [_same(below) for below in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value
