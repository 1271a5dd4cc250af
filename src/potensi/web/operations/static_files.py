"""Style sheets, scripts and pictures, collected into the installation's folder when they are not those of before."""

from __future__ import annotations

import hashlib
from pathlib import Path

_MARK = "static.digest"


def collect(home: Path) -> int | None:
    """Collect and compress the files that pages refer to; return how many, or None where nothing has changed."""
    from django.core.management import call_command

    digest, count = _digest()
    mark = home / _MARK
    if collected(home) and mark.exists() and mark.read_text(encoding="ascii") == digest:
        return None
    call_command("collectstatic", interactive=False, verbosity=0)
    mark.write_text(digest, encoding="ascii")
    return count


def collected(home: Path) -> bool:
    """Return whether they have been collected at all."""
    return (home / "static" / "staticfiles.json").exists()


def current(home: Path) -> bool:
    """Return whether what was collected are the files of this very program."""
    mark = home / _MARK
    return collected(home) and mark.exists() and mark.read_text(encoding="ascii") == _digest()[0]


def _digest() -> tuple[str, int]:
    from importlib.metadata import version

    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders

    whole = hashlib.sha256(f"{settings.STORAGES['staticfiles']['BACKEND']} {version('whitenoise')}".encode())
    count = 0
    for finder in get_finders():
        for name, storage in sorted(finder.list([]), key=lambda found: str(found[0])):
            with storage.open(name) as file:
                whole.update(f"\0{name}\0".encode() + hashlib.sha256(file.read()).digest())
            count += 1
    return whole.hexdigest(), count
