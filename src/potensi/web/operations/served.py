"""The application as the web server's processes load it: they end when the web server is gone."""

from __future__ import annotations

from potensi.web.operations import parent
from potensi.web.wsgi import application

__all__ = ["application"]

parent.watch()
