"""How letters leave: by a mail server that the environment names, else as files in the installation's folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit


def email_settings(url: str, folder: Path) -> dict[str, Any]:
    """Return Django's settings for ``smtp://user:password@host:port`` (``smtps`` for TLS from the start).

    Without a url letters are written into ``folder``, so that an installation works before it has a mail server.
    """
    if not url:
        return {
            "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "EMAIL_FILE_PATH": str(folder),
        }
    parts = urlsplit(url)
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname or "localhost",
        "EMAIL_PORT": parts.port or (465 if parts.scheme == "smtps" else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp" and "notls" not in parts.query,
        "EMAIL_TIMEOUT": 20,
    }
