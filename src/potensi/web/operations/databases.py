"""Other databases for a while: a snapshot to read at leisure, an empty file to fill."""

from __future__ import annotations

import contextlib
import copy
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from potensi.web.operations.start import OperationError

SQLITE, POSTGRESQL = "sqlite", "postgresql"
_ALIAS = "beside"


def vendor() -> str:
    """Return which of the two databases this installation has."""
    found = connections["default"].vendor
    if found not in (SQLITE, POSTGRESQL):
        raise OperationError("database_unsupported", name=found)
    return found


@contextmanager
def snapshot(folder: Path) -> Iterator[str]:
    """Yield the alias of a connection that sees the database as it is now, whatever is written meanwhile.

    Nobody has to wait for it: SQLite's own copy goes into ``folder``; PostgreSQL has a transaction for it.
    """
    if vendor() == SQLITE:
        copied = folder / "snapshot.sqlite3"
        _copy(Path(connections["default"].settings_dict["NAME"]), copied)
        with _another(_at(copied)):
            yield _ALIAS
        return
    with _another(connections["default"].settings_dict), transaction.atomic(using=_ALIAS):
        with connections[_ALIAS].cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield _ALIAS


@contextmanager
def instead(place: Path) -> Iterator[BaseDatabaseWrapper]:
    """Let the one connection that everything uses lead to a new SQLite file for a while; yield it.

    Not a further connection: migrations, ours and others', write to the one that there always is. Whoever writes to
    this one waits for the disk at the end, and once.
    """
    connection = connections["default"]
    connection.close()
    before = connection.settings_dict
    connection.settings_dict = _at(place)
    try:
        yield connection
    finally:
        connection.close()
        connection.settings_dict = before


@contextmanager
def _another(settings: dict[str, Any]) -> Iterator[None]:
    connections.databases[_ALIAS] = copy.deepcopy(settings)
    try:
        yield
    finally:
        connections[_ALIAS].close()
        with contextlib.suppress(AttributeError):
            del connections[_ALIAS]
        del connections.databases[_ALIAS]


def _at(place: Path) -> dict[str, Any]:
    """Return how to connect to another SQLite file, which is one plain file whenever nobody is connected."""
    options = {"init_command": "PRAGMA journal_mode=DELETE; PRAGMA synchronous=OFF; PRAGMA foreign_keys=ON"}
    return connections["default"].settings_dict | {"NAME": place, "OPTIONS": options}


def _copy(source: Path, target: Path) -> None:
    """Copy a SQLite database that others write to, in one step that sees one moment."""
    with (
        connections["default"].wrap_database_errors,
        contextlib.closing(sqlite3.connect(f"file:{_quoted(source)}?mode=ro", uri=True, timeout=60)) as old,
        contextlib.closing(sqlite3.connect(target)) as new,
    ):
        old.backup(new, pages=-1)
        # One file, whatever kind of journal the original keeps.
        new.execute("PRAGMA journal_mode=DELETE")


def _quoted(place: Path) -> str:
    from urllib.parse import quote

    return quote(str(place))
