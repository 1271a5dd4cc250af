"""The photos themselves: one file a picture, named by its digest, never changed; beside it a small one for lists."""

from __future__ import annotations

import hashlib
import os
import re
import time
from collections.abc import Collection
from pathlib import Path

from django.conf import settings

from potensi.web.disk import settle, write_whole
from potensi.web.photos.picture import Picture, smaller_of

ENDING = ".jpg"
_SMALL_ENDING = "-small.jpg"
_NAME = re.compile(r"([0-9a-f]{64})(-small)?\.jpg")


def path_of(digest: str) -> Path:
    """Return where the photo with this digest is kept."""
    return Path(settings.INSTALLATION.photos, f"{digest}{ENDING}")


def small_path_of(digest: str) -> Path:
    """Return where its small one is kept; it can be made again at any time."""
    return Path(settings.INSTALLATION.photos, f"{digest}{_SMALL_ENDING}")


def keep(picture: Picture) -> None:
    """Write a picture and its small one; when this returns, the disk has them."""
    digest = picture.digest
    write_whole(small_path_of(digest), [picture.small])
    # Also where the same content is there already: it is young again, so that no cleaning takes it away.
    write_whole(path_of(digest), [picture.content])
    settle(path_of(digest).parent)


def whole(digest: str) -> bool:
    """Return whether the file is there and is what its name says."""
    try:
        return hashlib.sha256(path_of(digest).read_bytes()).hexdigest() == digest
    except FileNotFoundError:
        return False


def small_of(digest: str) -> Path:
    """Return where the small one is, made again where it is not there (after a restore)."""
    place = small_path_of(digest)
    if not place.exists():
        write_whole(place, [smaller_of(path_of(digest).read_bytes())])
    return place


def digests() -> set[str]:
    """Return the digests of the files that are there."""
    found = (_NAME.fullmatch(name) for name in os.listdir(settings.INSTALLATION.photos))
    return {match[1] for match in found if match and not match[2]}


def forget(known: Collection[str], *, older_than: float) -> int:
    """Delete the files of digests that are not ``known``, and half-written ones, older than some seconds."""
    young, gone = time.time() - older_than, 0
    for place in Path(settings.INSTALLATION.photos).iterdir():
        match = _NAME.fullmatch(place.name)
        if match and match[1] in known:
            continue
        try:
            if place.stat().st_mtime > young:
                continue
            place.unlink()
        except OSError:
            continue
        gone += 1
    return gone
