"""A photo as an answer. There is no public address of photos: each app serves its own, after its own rules."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseNotModified

from potensi.web.photos import kept
from potensi.web.photos.models import Photo

WHOLE, SMALL = "whole", "small"
SIZES = (WHOLE, SMALL)
# What a digest names never changes; only this reader's own browser may keep it.
_KEPT = "private, max-age=31536000, immutable"
_POLICY = "default-src 'none'; frame-ancestors 'none'"


def photo_response(request: HttpRequest, photo: Photo, size: str = WHOLE) -> HttpResponse:
    """Answer with a photo, whole or small. The caller has checked that this reader may see it."""
    if size not in SIZES:
        raise Http404
    tag = f'"{photo.digest[:32]}-{size}"'
    known = request.headers.get("If-None-Match") == tag
    response: HttpResponse = HttpResponseNotModified() if known else _file(photo, size)
    response.headers["ETag"] = tag
    response.headers["Cache-Control"] = _KEPT
    response.headers["Content-Security-Policy"] = _POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _file(photo: Photo, size: str) -> HttpResponse:
    try:
        place = kept.small_of(photo.digest) if size == SMALL else kept.path_of(photo.digest)
        file = place.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(file, content_type=photo.media_type)
    response.headers["Content-Disposition"] = f'inline; filename="foto-{photo.digest[:12]}{kept.ENDING}"'
    return response
