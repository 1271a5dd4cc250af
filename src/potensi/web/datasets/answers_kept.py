"""Where answers are kept: files of one folder a data version and state of the program, each written whole or not."""

from __future__ import annotations

import logging
import shutil
import threading
from collections.abc import Callable
from pathlib import Path

from django.conf import settings

from potensi.web.datasets.measures_version import measures_version
from potensi.web.datasets.models import Version
from potensi.web.disk import write_whole

_DIGEST = 16
# Two readers who ask for the same answer at once wait for one maker; different answers rarely share a lock.
_LOCKS = tuple(threading.Lock() for _ in range(64))
_log = logging.getLogger(__name__)


def folder(version: Version) -> Path:
    """Return the folder of what this state of the program computes of ``version``."""
    results: Path = settings.INSTALLATION.results
    return results / f"{version.digest[:_DIGEST]}-{measures_version()}"


def put(place: Path, content: bytes) -> None:
    """Keep an answer: nobody ever reads half of it, and a full disk leaves nothing."""
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_whole(place, (content,))


def kept(place: Path, make: Callable[[], bytes]) -> bytes:
    """Return the file's content; where it is not there yet, make it, keep it and return it.

    A disk that cannot take it is noted in the log: whoever reads gets the answer all the same.
    """
    found = _read(place)
    if found is not None:
        return found
    with _LOCKS[hash(place) % len(_LOCKS)]:
        found = _read(place)
        if found is not None:
            return found
        content = make()
        try:
            put(place, content)
        except OSError as error:
            _log.warning("an answer was made and could not be kept: %s", error)
        return content


def clear_outdated() -> int:
    """Remove what other states of the program computed; return how many folders went. For after an upgrade."""
    results: Path = settings.INSTALLATION.results
    outdated = [place for place in results.iterdir() if not place.name.endswith(f"-{measures_version()}")]
    for place in outdated:
        shutil.rmtree(place, ignore_errors=True)
    return len(outdated)


def _read(place: Path) -> bytes | None:
    try:
        return place.read_bytes()
    except FileNotFoundError:
        return None
