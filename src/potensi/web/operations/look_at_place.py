"""Looking at where an installation is kept: folder, disk, key, served files, figures, photos, backups."""

from __future__ import annotations

import os
import shutil
import stat
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from potensi.web.installation import Installation
from potensi.web.operations import backup, static_files
from potensi.web.operations.findings import Finding, fine, note, wrong

_MEGA, _DAY = 1024**2, 86_400
_TOO_LITTLE, _LITTLE = 200 * _MEGA, 1024 * _MEGA
_BACKUP_DAYS = 7
_KEY_LENGTH = 32
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def versions() -> Iterator[Finding]:
    """Which program, on what."""
    from importlib.metadata import version

    python = ".".join(map(str, sys.version_info[:3]))
    yield fine("versions", potensi=version("potensi"), python=python, django=version("django"))


def folder() -> Iterator[Finding]:
    """Whether the folder can be written and is read by nobody else."""
    home = _installation().home
    try:
        with tempfile.TemporaryFile(dir=home):
            pass
    except OSError as error:
        yield wrong("folder", place=home, reason=error.strerror)
        return
    if os.name == "posix" and home.stat().st_mode & _OTHERS:
        yield note("folder", place=home)
    else:
        yield fine("folder", place=home)


def disk() -> Iterator[Finding]:
    """Whether there is room left."""
    free = shutil.disk_usage(_installation().home).free
    megabytes = free // _MEGA
    if free < _TOO_LITTLE:
        yield wrong("disk", megabytes=megabytes)
    else:
        yield (note if free < _LITTLE else fine)("disk", megabytes=megabytes)


def secret_key() -> Iterator[Finding]:
    """Where the key that signs sessions comes from, and whether others can read it."""
    if len(settings.SECRET_KEY) < _KEY_LENGTH:
        yield wrong("secret_key", "short", length=_KEY_LENGTH)
    elif os.environ.get("POTENSI_SECRET_KEY"):
        yield fine("secret_key", "stated")
    else:
        place = _installation().home / "secret-key"
        readable = os.name == "posix" and place.exists() and bool(place.stat().st_mode & _OTHERS)
        yield wrong("secret_key", "readable", place=place) if readable else fine("secret_key", "kept", place=place)


def served_files() -> Iterator[Finding]:
    """Whether style sheets and scripts were collected from this very program."""
    home = _installation().home
    if not static_files.collected(home):
        yield wrong("static")
    else:
        yield fine("static") if static_files.current(home) else note("static")


def figures() -> Iterator[Finding]:
    """Whether every file of figures is there and is what its name says, and which nothing refers to."""
    from potensi.web.datasets import figures as kept
    from potensi.web.datasets.models import Version

    named = set(Version.objects.values_list("digest", flat=True))
    spoiled = sorted(digest for digest in named if not kept.whole(digest))
    if spoiled:
        yield wrong("figures", count=len(spoiled), names=", ".join(digest[:12] for digest in spoiled[:5]))
    else:
        yield fine("figures", count=len(named))
    there = {place.stem for place in _installation().figures.glob("*.parquet")}
    if there - named:
        yield note("figures", count=len(there - named))


def photos() -> Iterator[Finding]:
    """Whether every photo is there and is what its name says, and which nothing refers to."""
    from potensi.web.photos import kept
    from potensi.web.photos.models import Photo
    from potensi.web.photos.services import unused

    named = set(Photo.objects.values_list("digest", flat=True))
    spoiled = sorted(digest for digest in named if not kept.whole(digest))
    if spoiled:
        yield wrong("photos", count=len(spoiled), names=", ".join(digest[:12] for digest in spoiled[:5]))
    else:
        yield fine("photos", count=len(named))
    left = len(kept.digests() - named) + unused().count()
    if left:
        yield note("photos", count=left)


def backups() -> Iterator[Finding]:
    """How old the youngest backup in the installation's own folder is."""
    last = backup.latest(_installation().home)
    if last is None:
        yield note("backups", "none", place=_installation().home / backup.FOLDER)
        return
    days = int((time.time() - last.stat().st_mtime) // _DAY)
    yield (note if days > _BACKUP_DAYS else fine)("backups", place=last, days=days)


def _installation() -> Installation:
    found: Installation = settings.INSTALLATION
    return found


def home() -> Path:
    """Return the installation's folder."""
    return _installation().home
