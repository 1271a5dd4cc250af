"""Which state of the pages' own code and templates makes an answer."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from django.contrib.staticfiles.storage import staticfiles_storage

from potensi import web


@cache
def program_version() -> str:
    """Return a fingerprint of the web's templates, code and collected files, read once in a process."""
    digest = hashlib.sha256()
    root = Path(web.__file__).parent
    for path in sorted(path for path in root.rglob("*") if path.suffix in (".py", ".html", ".css", ".js")):
        digest.update(path.relative_to(root).as_posix().encode() + path.read_bytes())
    digest.update(str(getattr(staticfiles_storage, "manifest_hash", "")).encode())
    return digest.hexdigest()[:16]
