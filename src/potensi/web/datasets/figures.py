"""The figures themselves: one Parquet file a content, named by its digest, never changed once it is there."""

from __future__ import annotations

import hashlib
import os
import secrets
import time
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import polars as pl
from django.conf import settings

from potensi.panel import Panel, read_parquet
from potensi.web.datasets.models import Version
from potensi.web.disk import settle

_DAY = 86_400
_ENDING = ".parquet"
_PANELS = 6
_CODES = 256


@dataclass(frozen=True)
class Codes:
    """Which regions and activities a version holds, in order."""

    regions: tuple[str, ...]
    activities: tuple[str, ...]


def path_of(digest: str) -> Path:
    """Return where the figures with this digest are kept."""
    return Path(settings.INSTALLATION.figures, f"{digest}{_ENDING}")


def keep(panel: Panel) -> str:
    """Write a panel and return its digest.

    Under its final name the file is complete or not there at all, whenever the machine stops.
    """
    folder = Path(settings.INSTALLATION.figures)
    part = folder / f".{secrets.token_hex(8)}.part"
    try:
        panel.write_parquet(part)
        digest = hashlib.sha256(part.read_bytes()).hexdigest()
        settle(part)
        # Also where the same content is there already: it is young again, so that no cleaning takes it away.
        os.replace(part, path_of(digest))
    finally:
        part.unlink(missing_ok=True)
    settle(folder)
    return digest


def panel_of(version: Version) -> Panel:
    """Return the figures of a version with their papers. Do not change the panel: it is shared."""
    return _panel(version.digest)


@lru_cache(maxsize=_PANELS)
def _panel(digest: str) -> Panel:
    panel = read_parquet(path_of(digest))
    if panel is None:
        raise ValueError(f"{path_of(digest)} is not a panel")
    return panel


@lru_cache(maxsize=_CODES)
def codes_of(digest: str) -> Codes:
    """Return which regions and activities a file holds, without reading its figures."""
    table = pl.scan_parquet(path_of(digest))
    found = [table.select(pl.col(name).unique().sort()).collect()[name].to_list() for name in ("region", "activity")]
    return Codes(tuple(found[0]), tuple(found[1]))


def whole(digest: str) -> bool:
    """Return whether the file is there and is what its name says."""
    try:
        return hashlib.sha256(path_of(digest).read_bytes()).hexdigest() == digest
    except FileNotFoundError:
        return False


def forget_orphans(*, older_than: float = _DAY) -> int:
    """Delete what nothing refers to and is older than some seconds: figures without a version, half-written
    files, uploads that were never read to their end. Return how many files went.
    """
    known = set(Version.objects.values_list("digest", flat=True))
    folders = (Path(settings.INSTALLATION.figures), Path(settings.INSTALLATION.uploads))
    places = [place for folder in folders for place in sorted(folder.rglob("*"), reverse=True)]
    young = time.time() - older_than
    gone = 0
    for place in places:
        if place.suffix == _ENDING and place.stem in known:
            continue
        gone += _forget(place, young)
    return gone


def _forget(place: Path, young: float) -> bool:
    """Delete one old file, or an old folder that is empty by now; another process may have been first."""
    try:
        if place.stat().st_mtime > young:
            return False
        if place.is_dir():
            place.rmdir()
            return False
        place.unlink()
    except OSError:
        return False
    return True
