"""A bound on uploads: before the body is read where its length is known, and while it comes in."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import (
    FileUploadHandler,
    MemoryFileUploadHandler,
    SkipFile,
    TemporaryFileUploadHandler,
)
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from potensi.language import number, say
from potensi.web.errors import answer
from potensi.web.templatetags.words import language

_MEGABYTE = 1_000_000
# What the other fields and the boundaries of a form may take.
_BESIDE = 200_000


class BoundedUploadHandler(FileUploadHandler):
    """Lets go of a file that grows beyond the bound, and notes on the request that it did."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.came = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Pass the chunk on as long as all of them together stay within the bound."""
        self.came += len(raw_data)
        if self.came > limit():
            self.request.upload_too_large = True  # type: ignore[union-attr]
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the file to the handlers that keep it."""


def limit() -> int:
    """Return how many bytes an uploaded file may have."""
    return int(settings.UPLOAD_LIMIT_MB) * _MEGABYTE


def too_large_sentence(lang: str) -> str:
    """Return the sentence that says how large a file may be."""
    return say("datasets.upload.too_large", lang, bound=number(settings.UPLOAD_LIMIT_MB, lang))


def too_large(request: HttpRequest) -> bool:
    """Return whether the body is longer than any form with a file within the bound."""
    try:
        length = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return False
    return length > limit() + _BESIDE


def bound(request: HttpRequest) -> None:
    """Have the request's files bounded while they come in. Call it before anything reads the body."""
    handlers = (BoundedUploadHandler, MemoryFileUploadHandler, TemporaryFileUploadHandler)
    request.upload_handlers = [handler(request) for handler in handlers]


def bounded(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Make a view refuse too large a body before it is read, and too large a file while it comes in.

    The form's protection reads the body, so it is put off until the bound is set.
    """
    protected = csrf_protect(view)

    @csrf_exempt
    @functools.wraps(view)
    def outer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST":
            if too_large(request):
                return answer(request, 413, too_large_sentence(language()))
            bound(request)
        return protected(request, *args, **kwargs)

    return outer


def bounded_operation(run: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Bound an operation of the API: refuse too large a body before it is read, too large a file while it comes in."""

    @functools.wraps(run)
    def outer(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not too_large(request):
            bound(request)
            response = run(request, **kwargs)
            if not getattr(request, "upload_too_large", False):
                return response
        return answer(request, 413, too_large_sentence(language()))

    return outer
