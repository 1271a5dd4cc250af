"""What every page's template is given."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from potensi.web.templatetags.words import language


def shared(request: HttpRequest) -> dict[str, Any]:
    """Return the page's language, who is reading, and the site's public address."""
    address = settings.SITE_URL or f"{request.scheme}://{request.get_host()}"
    return {"lang": language(), "actor": getattr(request, "actor", None), "site_url": address}
