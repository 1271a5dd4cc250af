"""Whole addresses, for codes to be scanned and printed."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse


def whole_address(request: HttpRequest, name: str, *args: Any) -> str:
    """Return the whole address of a page: under the installation's own address, where it has been told it."""
    path = reverse(name, args=args)
    start = settings.SITE_URL.rstrip("/") if settings.SITE_URL else ""
    return f"{start}{path}" if start else request.build_absolute_uri(path)
