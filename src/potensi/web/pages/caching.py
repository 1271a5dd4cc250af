"""Public pages are the same for everybody who is not signed in: kept compressed, and answered with one cheap query.

What is kept is known by its address, its language, what is published, and the state of the program. So nothing needs to
be thrown away when figures are published: the next reader asks for another key. There is no Last-Modified: after an
upgrade a page may change although its figures did not, and only the tag says so.
"""

from __future__ import annotations

import gzip
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.core.cache import cache as store
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags

from potensi.web.assets.queries import written as assets_written
from potensi.web.datasets.measures_version import measures_version
from potensi.web.datasets.models import PUBLISHED, Version
from potensi.web.pages.program import program_version
from potensi.web.templatetags.words import language

View = Callable[..., HttpResponse]
# A browser asks again each time (and gets 304): whoever signs in must not be shown the page of nobody.
PAGE = "public, no-cache"
# Pictures and files are the same for whoever is signed in, too.
FILE = "public, max-age=600"
OWN = "private, no-store"
_LARGEST = 1_000_000
_COMPRESSED = re.compile(r"text/|application/(json|problem\+json|xml|javascript)|image/svg")
_LEAST = 500
_KEPT_HEADERS = ("Content-Type", "Content-Disposition", "Content-Language")
_BROTLI_QUALITY, _GZIP_LEVEL = 9, 9


@dataclass(frozen=True)
class Kept:
    """An answer as it is kept: its headers, and its bytes as they go over the wire."""

    headers: dict[str, str]
    content: bytes
    encoding: str


def public(view: View, *, control: str = PAGE) -> View:
    """Keep a view's answers to readers who are not signed in; theirs alone are kept, and only those without fault."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not _shared(request):
            response = view(request, *args, **kwargs)
            response.headers.setdefault("Cache-Control", OWN)
            return response
        encoding = _encoding(request)
        key = _key(request, encoding)
        # The key tells everything that an answer depends on: who holds the tag made of it holds the answer.
        tag = f'"{key[-24:]}"'
        if tag in {each.removeprefix("W/") for each in parse_etags(request.headers.get("If-None-Match", ""))}:
            return _labelled(HttpResponseNotModified(), tag, control)
        kept = store.get(key)
        if kept is None:
            response = view(request, *args, **kwargs)
            if response.status_code != 200 or response.cookies:
                return response
            if response.streaming:
                return _labelled(response, tag, control)
            kept = _kept(response, encoding)
            if len(kept.content) <= _LARGEST:
                store.set(key, kept)
        return _labelled(_answered(kept), tag, control)

    return answer


def public_file(view: View) -> View:
    """Keep a file's or picture's answers likewise; a browser may show its copy for a while without asking."""
    return public(view, control=FILE)


def published_state() -> str:
    """Return a fingerprint of what is published for everybody: one short query, asked at every request."""
    rows = Version.objects.filter(state=PUBLISHED, dataset__visibility="public").order_by("pk")
    rows = rows.annotate(assets=assets_written())
    fields = ("pk", "digest", "dataset__slug", "dataset__title", "dataset__sample", "dataset__region", "assets")
    return _digest(*(str(row) for row in rows.values_list(*fields)))


def _shared(request: HttpRequest) -> bool:
    """Whether the answer is one that anybody would get."""
    if request.method not in ("GET", "HEAD") or "messages" in request.COOKIES or "Authorization" in request.headers:
        return False
    return not request.user.is_authenticated  # type: ignore[union-attr]


def _key(request: HttpRequest, encoding: str) -> str:
    address = f"{request.scheme}://{request.get_host()}{request.get_full_path()}"
    partial = request.headers.get("HX-Request", "")
    state = (published_state(), measures_version(), program_version())
    return f"page-{_digest(address, language(), encoding, partial, *state)}"


def _kept(response: HttpResponse, encoding: str) -> Kept:
    headers = {name: response.headers[name] for name in _KEPT_HEADERS if name in response.headers}
    content, kind = response.content, headers.get("Content-Type", "")
    if not encoding or len(content) < _LEAST or not _COMPRESSED.match(kind):
        return Kept(headers, content, "")
    return Kept(headers, _ENCODERS[encoding](content), encoding)


def _answered(kept: Kept) -> HttpResponse:
    response = HttpResponse(kept.content, headers=kept.headers)
    if kept.encoding:
        response.headers["Content-Encoding"] = kept.encoding
    return response


def _labelled(response: HttpResponse, tag: str, control: str) -> HttpResponse:
    response.headers["ETag"] = tag
    response.headers["Cache-Control"] = control
    patch_vary_headers(response, ("Accept-Encoding", "Accept-Language", "Authorization", "Cookie", "HX-Request"))
    return response


def _encoding(request: HttpRequest) -> str:
    accepted = {
        part.partition(";")[0].strip()
        for part in request.headers.get("Accept-Encoding", "").lower().split(",")
        if not re.search(r";\s*q=0(\.0*)?\s*$", part)
    }
    return next((name for name in _ENCODERS if name in accepted), "")


def _brotli(content: bytes) -> bytes:
    import brotli

    packed: bytes = brotli.compress(content, quality=_BROTLI_QUALITY)
    return packed


def _gzip(content: bytes) -> bytes:
    return gzip.compress(content, _GZIP_LEVEL, mtime=0)


_ENCODERS: dict[str, Callable[[bytes], bytes]] = {"br": _brotli, "gzip": _gzip}


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
