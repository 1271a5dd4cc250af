"""Who is using an installation's folder: locks that the system drops by itself when their holder is gone.

Serving and working share a lock; restoring needs it alone. A machine without such locks (Windows) goes without.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from potensi.web.operations.start import OperationError

try:
    import fcntl
except ImportError:  # pragma: no cover
    fcntl = None  # type: ignore[assignment]

IN_USE = "in-use.lock"
PREPARING = "preparing.lock"


@contextmanager
def in_use(home: Path) -> Iterator[None]:
    """Say, for as long as the block runs, that the installation is in use."""
    with _held(home / IN_USE, shared=True, wait=False, refusal="being_restored"):
        yield


@contextmanager
def alone(home: Path) -> Iterator[None]:
    """Have the installation alone for the block; refuse where it is being served."""
    with _held(home / IN_USE, shared=False, wait=False, refusal="being_served"):
        yield


@contextmanager
def one_at_a_time(home: Path) -> Iterator[None]:
    """Wait until nobody else prepares the same folder."""
    with _held(home / PREPARING, shared=False, wait=True, refusal=""):
        yield


@contextmanager
def held(place: Path) -> Iterator[None]:
    """Hold a file of one's own, so that others see that its owner is alive."""
    with _held(place, shared=False, wait=False, refusal="being_served"):
        yield


def is_held(place: Path) -> bool:
    """Return whether some living process holds a file."""
    if fcntl is None:  # pragma: no cover
        return place.exists()
    try:
        handle = os.open(place, os.O_RDONLY)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
    return False


@contextmanager
def _held(place: Path, *, shared: bool, wait: bool, refusal: str) -> Iterator[None]:
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(place, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if fcntl is not None:
            kind = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
            try:
                fcntl.flock(handle, kind if wait else kind | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise OperationError(refusal, place=str(place.parent)) from error
        yield
    finally:
        with contextlib.suppress(OSError):
            os.close(handle)
