"""Files that are whole or not there, whenever the machine stops."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable
from pathlib import Path


def write_whole(place: Path, pieces: Iterable[bytes]) -> None:
    """Write a file beside its place, wait until the disk has it, and rename it; a full disk leaves nothing behind."""
    part = place.with_name(f".{place.name}.{secrets.token_hex(6)}.part")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            for piece in pieces:
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, place)
    finally:
        part.unlink(missing_ok=True)


def settle(place: Path) -> None:
    """Wait until the disk has what was written to a file, or which files a folder holds."""
    handle = os.open(place, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
