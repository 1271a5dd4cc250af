"""One file that holds an installation: a moment of the database, and every file of figures and photo it names."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from django.conf import settings
from django.db import connections, models

from potensi.web.operations import archive, databases, rows, tables
from potensi.web.operations.start import OperationError

_PIECE = 1024**2
FOLDER = "backups"
# The tables whose rows name files by their digest.
_FIGURES, _PHOTOS = "datasets.version", "photos.photo"


@dataclass(frozen=True)
class BackedUp:
    """A backup that was made."""

    place: Path
    size: int
    rows: int
    figures: int
    photos: int
    missing: tuple[str, ...]


class Files(Protocol):
    """What keeps files by their digest: figures, photos."""

    def path_of(self, digest: str) -> Path:
        """Return where a file is kept."""

    def whole(self, digest: str) -> bool:
        """Return whether it is there and is what its name says."""


def back_up(place: Path | None = None, *, with_secret_key: bool = False) -> BackedUp:
    """Write a backup (default: a dated file in the installation's folder) while the installation goes on working.

    A name without an ending is a folder, in which the file is dated too.

    First the database as it is at one moment, then the figures and photos that it names: those never change once
    written.
    """
    home: Path = settings.INSTALLATION.home
    place = (place or default_place(home)).absolute()
    if place.is_dir() or not place.suffix:
        place /= default_place(home).name
    if place.exists():
        raise OperationError("backup_exists", place=place)
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # What belongs to no backup yet stands beside it, so that it is the backup's disk that must have the room.
    folder = Path(tempfile.mkdtemp(prefix=".potensi-backup-", dir=place.parent))
    try:
        with databases.snapshot(folder) as using, archive.written(place) as writer:
            manifest = _fill(writer, using, with_secret_key=with_secret_key)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    counts = sum(member.rows or 0 for member in manifest.tables.values())
    missing = manifest.missing_figures + manifest.missing_photos
    return BackedUp(place, place.stat().st_size, counts, len(manifest.figures), len(manifest.photos), missing)


def back_up_before_upgrade(home: Path) -> Path:
    """Keep what is there before its tables are changed; return where."""
    return back_up(home / FOLDER / f"before-upgrade-{_stamp()}.zip").place


def default_place(home: Path) -> Path:
    """Return where a backup goes when nobody says where."""
    return home / FOLDER / f"potensi-{_stamp()}.zip"


def latest(home: Path) -> Path | None:
    """Return the youngest backup in the installation's own folder."""
    found = sorted((home / FOLDER).glob("*.zip"), key=lambda place: place.stat().st_mtime)
    return found[-1] if found else None


def _fill(writer: archive.Writer, using: str, *, with_secret_key: bool) -> archive.Manifest:
    from potensi.web.datasets import figures
    from potensi.web.photos import kept

    state = tables.state_of(connections[using])
    if not state.applied:
        raise OperationError("database_not_set_up")
    if state.unknown:
        raise OperationError("database_newer", names=", ".join(state.unknown[:3]))
    named = {tables.label(model): _add_table(writer, model, using) for model in tables.kept_models(state.applied)}
    missing_figures = _add_files(writer, named[_FIGURES], figures, archive.figures_name)
    missing_photos = _add_files(writer, named.get(_PHOTOS, set()), kept, archive.photo_name)
    if with_secret_key:
        writer.add(archive.SECRET_KEY, iter([settings.SECRET_KEY.encode()]))
    manifest = archive.Manifest(
        program=_program(),
        made=datetime.now(UTC).isoformat(timespec="seconds"),
        database=databases.vendor(),
        migrations=state.applied,
        members=writer.members,
        left_out=tuple(sorted(tables.LEFT_OUT)),
        missing_figures=missing_figures,
        missing_photos=missing_photos,
    )
    writer.finish(manifest)
    return manifest


def _add_table(writer: archive.Writer, model: type[models.Model], using: str) -> set[str]:
    """Write a table; return the digests of files that it names."""
    tally = rows.Tally()
    named: set[str] = set()
    names_files = tables.label(model) in (_FIGURES, _PHOTOS)

    def lines() -> Iterator[bytes]:
        for row in rows.read(model, using):
            tally.add(row)
            if names_files:
                named.add(row["digest"])
            yield rows.as_line(row)

    about = lambda: {"rows": tally.count, "digest": tally.digest}  # noqa: E731
    writer.add(archive.table_name(tables.label(model)), lines(), about=about)
    return named


def _add_files(
    writer: archive.Writer, digests: set[str], files: Files, name_of: Callable[[str], str]
) -> tuple[str, ...]:
    """Write the files of some digests; return those that are not there or not what their name says."""
    missing = []
    for digest in sorted(digests):
        if not files.whole(digest):
            missing.append(digest)
            continue
        with files.path_of(digest).open("rb") as file:
            # Parquet and JPEG are packed already.
            writer.add(name_of(digest), iter(partial(file.read, _PIECE), b""), pack=False)
    return tuple(missing)


def _stamp() -> str:
    return datetime.now(UTC).strftime("%Y%m%d-%H%M%S")


def _program() -> str:
    from importlib.metadata import version

    return version("potensi")


def plain(made: BackedUp) -> dict[str, Any]:
    """Return what was backed up as plain values, for JSON."""
    return {
        "file": str(made.place),
        "bytes": made.size,
        "rows": made.rows,
        "figures": made.figures,
        "photos": made.photos,
        "missing": list(made.missing),
    }
