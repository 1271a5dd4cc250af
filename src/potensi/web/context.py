"""What every page's template is given."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest

from potensi.web.actor import NOBODY
from potensi.web.datasets.rules import may_upload
from potensi.web.people.rules import may_administer
from potensi.web.templatetags.words import language


def shared(request: HttpRequest) -> dict[str, Any]:
    """Return the page's language, who is reading, what they may (asked only where it is shown), the site's address."""
    actor = getattr(request, "actor", None) or NOBODY
    may = {"upload": partial(may_upload, actor), "administer": partial(may_administer, actor)}
    return {"lang": language(), "actor": actor, "may": may, "site_url": settings.SITE_URL or _address(request)}


def _address(request: HttpRequest) -> str:
    """Return the address that was asked; nothing where its name is none of ours, which an error page then says."""
    try:
        return f"{request.scheme}://{request.get_host()}"
    except DisallowedHost:
        return ""
