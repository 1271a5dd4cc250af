"""Signing in by an identity provider of the government's own, where the environment names one."""

from __future__ import annotations

import os
from typing import Any


def open_id_providers() -> dict[str, Any]:
    """Return allauth's providers from POTENSI_OIDC_URL, _CLIENT_ID, _SECRET and _NAME; none where they are not set."""
    url, client = os.environ.get("POTENSI_OIDC_URL", ""), os.environ.get("POTENSI_OIDC_CLIENT_ID", "")
    if not (url and client):
        return {}
    app = {
        "provider_id": "oidc",
        "name": os.environ.get("POTENSI_OIDC_NAME", "OpenID Connect"),
        "client_id": client,
        "secret": os.environ.get("POTENSI_OIDC_SECRET", ""),
        "settings": {"server_url": url},
    }
    return {"openid_connect": {"APPS": [app], "OAUTH_PKCE_ENABLED": True}}
