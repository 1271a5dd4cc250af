"""What an import would do with one row, kept between looking it over and importing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Entry:
    """One row, ready to be imported: a new asset (``asset`` None), or which fields of one it changes.

    ``revision`` is the one that the row was set against, ``before`` what the changed fields were in it; ``alike`` names
    others that may be the same asset.
    """

    region: str
    values: Mapping[str, Any]
    asset: int | None = None
    revision: int = 0
    changes: tuple[str, ...] = ()
    alike: tuple[str, ...] = ()
    before: Mapping[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Return the entry as plain values, for keeping it between looking over and importing."""
        plain = {name: value.isoformat() if isinstance(value, date) else value for name, value in self.values.items()}
        return asdict(self) | {"values": plain, "before": {}}


@dataclass(frozen=True)
class Imported:
    """How many assets an import entered, changed, and found as they were."""

    entered: int
    changed: int
    same: int


def entry_of(plain: Mapping[str, Any]) -> Entry:
    """Return an entry from the plain values of ``Entry.as_json``."""
    values = dict(plain["values"])
    if values.get("seen"):
        values["seen"] = date.fromisoformat(values["seen"])
    return Entry(**{**plain, "values": values, "changes": tuple(plain["changes"]), "alike": tuple(plain["alike"])})
