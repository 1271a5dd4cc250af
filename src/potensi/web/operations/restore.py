"""Back from a backup: all of it or nothing, into an installation that holds nothing yet (or with a copy kept first).

The tables are made and filled beside the present ones (SQLite: another file; PostgreSQL: one transaction), read back,
compared with the manifest, brought up to this program's version, and only then put in their place.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import DatabaseError, connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from potensi.web.disk import settle, write_whole
from potensi.web.operations import alone, archive, backup, databases, rows, tables
from potensi.web.operations.start import OperationError

_MIGRATIONS = "django_migrations"
_SPARE = 64 * 1024**2


@dataclass(frozen=True)
class Restored:
    """What came back, and where what was there before is kept."""

    rows: int
    figures: int
    photos: int
    made: str
    program: str
    missing: tuple[str, ...]
    kept: Path | None


def restore(place: Path, *, replace: bool = False) -> Restored:
    """Bring an installation back from a backup; ``replace`` what is there, after a copy of it was made."""
    home: Path = settings.INSTALLATION.home
    with alone.alone(home), archive.opened(place) as reader:
        manifest = reader.manifest
        _check_fits(manifest, home)
        reader.check()
        kept = _keep_present(home, replace=replace)
        with _files_put(reader):
            _tables_put(reader)
        _put_secret_key(reader, home)
    counts = sum(member.rows or 0 for member in manifest.tables.values())
    missing = manifest.missing_figures + manifest.missing_photos
    files = len(manifest.figures), len(manifest.photos)
    return Restored(counts, *files, manifest.made, manifest.program, missing, kept)


def _check_fits(manifest: archive.Manifest, home: Path) -> None:
    if tables.unknown_to_this_program(manifest.migrations):
        raise OperationError("backup_newer", program=manifest.program)
    known = {tables.label(model) for model in tables.kept_models(manifest.migrations)}
    if known != set(manifest.tables):
        odd = min(known ^ set(manifest.tables))
        raise OperationError("backup_damaged", place=archive.table_name(odd))
    # Tables take more room as rows and indexes than as lines; a file that claims more than there is ends here.
    if 2 * manifest.size + _SPARE > shutil.disk_usage(home).free:
        raise OperationError("disk_too_small", place=home)


def _keep_present(home: Path, *, replace: bool) -> Path | None:
    """Refuse to write over somebody's work; with ``replace`` back it up first and return where that is."""
    if not _occupied():
        return None
    if not replace:
        raise OperationError("installation_not_empty", place=home)
    place = home / backup.FOLDER / f"before-restore-{secrets.token_hex(4)}.zip"
    try:
        return backup.back_up(place).place
    except (DatabaseError, OperationError):
        return _keep_as_it_is(home)


def _keep_as_it_is(home: Path) -> Path:
    """Keep a database that cannot be read any more as the file that it is."""
    if databases.vendor() != databases.SQLITE:
        raise OperationError("present_unreadable")
    connections["default"].close()
    source = Path(connections["default"].settings_dict["NAME"])
    place = home / backup.FOLDER / f"unreadable-{secrets.token_hex(4)}.sqlite3"
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    for ending in ("", "-wal"):
        with contextlib.suppress(FileNotFoundError):
            shutil.copyfile(f"{source}{ending}", f"{place}{ending}")
    return place


def _occupied() -> bool:
    """Whether anybody has an account here or brought in figures; an installation as it comes holds neither."""
    try:
        state = tables.state_of(connections["default"])
        if not state.applied:
            return False
        found = {tables.label(model): model for model in tables.models_at(state.applied)}
        people, sets = (found.get(name) for name in ("people.user", "datasets.dataset"))
        somebody = people is not None and people._base_manager.exists()
        return (
            bool(state.unknown) or somebody or (sets is not None and sets._base_manager.filter(sample=False).exists())
        )
    except DatabaseError:
        return True


@contextlib.contextmanager
def _files_put(reader: archive.Reader) -> Iterator[None]:
    """Put figures and photos in their place; take the new ones away again where the block fails."""
    new: list[Path] = []
    try:
        for name, place, whole in _files(reader.manifest):
            if not whole:
                new.append(place)
                write_whole(place, reader.pieces(name))
        for folder in {place.parent for place in new}:
            settle(folder)
        yield
    except BaseException:
        for place in new:
            place.unlink(missing_ok=True)
        raise


def _files(manifest: archive.Manifest) -> Iterator[tuple[str, Path, bool]]:
    """Yield each file of a backup: its name there, its place here, and whether it is here already, whole."""
    from potensi.web.datasets import figures
    from potensi.web.photos import kept

    for digest in manifest.figures:
        yield archive.figures_name(digest), figures.path_of(digest), figures.whole(digest)
    for digest in manifest.photos:
        yield archive.photo_name(digest), kept.path_of(digest), kept.whole(digest)


def _tables_put(reader: archive.Reader) -> None:
    if databases.vendor() == databases.SQLITE:
        _put_into_new_file(reader)
        return
    connection = connections["default"]
    with transaction.atomic():
        _drop(connection)
        _fill(reader, connection)


def _put_into_new_file(reader: archive.Reader) -> None:
    target = Path(connections["default"].settings_dict["NAME"])
    part = target.with_name(f".{target.name}.{secrets.token_hex(6)}.part")
    try:
        with databases.instead(part) as connection:
            _fill(reader, connection)
        settle(part)
        _empty_journal(target)
        os.replace(part, target)
        settle(target.parent)
    finally:
        for ending in ("", "-journal"):
            Path(f"{part}{ending}").unlink(missing_ok=True)


def _empty_journal(database: Path) -> None:
    """Fold a database's journal into it: beside another file of the same name it would be somebody else's."""
    if database.exists():
        # Where the file is no database any more there is nothing to fold in; a copy of it was kept.
        with contextlib.suppress(sqlite3.Error), contextlib.closing(sqlite3.connect(database)) as old:
            old.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    for ending in ("-wal", "-shm"):
        Path(f"{database}{ending}").unlink(missing_ok=True)


def _fill(reader: archive.Reader, connection: BaseDatabaseWrapper) -> None:
    """Make the tables that the backup had, fill them, compare, and bring them up to this program's version."""
    using, migrations = connection.alias, reader.manifest.migrations
    tables.migrate_to(connection, migrations)
    every = tables.models_at(migrations)
    with transaction.atomic(using=using):
        _empty(connection, every)
        kept = [model for model in every if tables.label(model) not in tables.LEFT_OUT]
        for model in kept:
            rows.write(model, reader.lines(archive.table_name(tables.label(model))), using)
        connection.check_constraints()
        _count_on(connection, kept)
        for model in kept:
            _compare(reader.manifest, model, using)
    call_command("migrate", database=using, interactive=False, verbosity=0)


def _empty(connection: BaseDatabaseWrapper, every: list[type[models.Model]]) -> None:
    """Delete the rows that migrations themselves have written."""
    connection.check_constraints()
    names = [model._meta.db_table for model in every]
    statements = connection.ops.sql_flush(no_style(), names, reset_sequences=True, allow_cascade=True)
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _count_on(connection: BaseDatabaseWrapper, kept: list[type[models.Model]]) -> None:
    """Let new rows be numbered after those that were written with their numbers."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), kept):
            cursor.execute(statement)


def _compare(manifest: archive.Manifest, model: type[models.Model], using: str) -> None:
    tally = rows.Tally()
    for row in rows.read(model, using):
        tally.add(row)
    stated = manifest.tables[tables.label(model)]
    if (tally.count, tally.digest) != (stated.rows, stated.digest):
        raise OperationError("backup_differs", place=tables.label(model))


def _drop(connection: BaseDatabaseWrapper) -> None:
    state = tables.state_of(connection)
    ours = {model._meta.db_table for model in tables.models_at(state.applied)} | {_MIGRATIONS}
    with connection.cursor() as cursor:
        present = ours & set(connection.introspection.table_names(cursor))
        for name in sorted(present):
            cursor.execute(f"DROP TABLE {connection.ops.quote_name(name)} CASCADE")


def _put_secret_key(reader: archive.Reader, home: Path) -> None:
    if archive.SECRET_KEY in reader.manifest.members:
        write_whole(home / "secret-key", reader.pieces(archive.SECRET_KEY))
