"""Processes that say that they are there: each holds a file of its own, which the system lets go when it ends."""

from __future__ import annotations

import os
import secrets
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from potensi.web.operations import alone


@contextmanager
def present(folder: Path, text: str = "") -> Iterator[Path]:
    """Be there for as long as the block runs; yield the file that says so, which holds ``text``."""
    place = folder / f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(4)}"
    with alone.held(place):
        try:
            place.write_text(text, encoding="utf-8")
            yield place
        finally:
            place.unlink(missing_ok=True)


def here(place: Path) -> bool:
    """Whether a file was made on this machine: only then can be seen whether its process lives."""
    return place.name.startswith(f"{socket.gethostname()}-")


def living(folder: Path) -> list[Path]:
    """Return the files of processes that live, or may live on another machine; remove those left behind on this one."""
    found = []
    for place in sorted(folder.glob("*")):
        if not here(place) or alone.is_held(place):
            found.append(place)
        else:
            place.unlink(missing_ok=True)
    return found
