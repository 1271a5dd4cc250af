"""An uploaded file becomes a photo, or is answered with the one sentence that says why not."""

from __future__ import annotations

from pathlib import PurePath

from django.core.files.base import File

from potensi.web.actor import Actor
from potensi.web.photos import services
from potensi.web.photos.models import Photo
from potensi.web.photos.picture import MAX_BYTES, PhotoRefused, Picture, read

# What a picture may call itself; telephones name them in many ways, and some not at all. What it is, its bytes say.
_ENDINGS = {"", ".jpg", ".jpeg", ".jpe", ".jfif", ".jif", ".png", ".webp", ".mpo"}
_OTHERS = {".svg": "drawing", ".svgz": "drawing", ".heic": "heic", ".heif": "heic", ".html": "page", ".htm": "page"}


def take(file: File, actor: Actor) -> Photo:
    """Check, clean and keep an uploaded file; raise PhotoRefused, with its sentence, where nothing was kept.

    Call it before the service that writes the record which shows the photo, never inside: decoding takes a while.
    """
    return services.keep(actor=actor, picture=picture_of(file))


def picture_of(file: File) -> Picture:
    """Check and clean an uploaded file; nothing is kept."""
    if (file.size or 0) > MAX_BYTES:
        raise PhotoRefused("too_large", bound=MAX_BYTES // 1_000_000)
    file.seek(0)
    content = file.read(MAX_BYTES + 1)
    ending = PurePath(file.name or "").suffix.lower()
    if content and ending not in _ENDINGS:
        raise PhotoRefused(_OTHERS.get(ending, "other_name"), **({} if ending in _OTHERS else {"ending": ending[:12]}))
    return read(content)
