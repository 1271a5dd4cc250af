"""The programming interface: everything that can be read on the pages, and writing by token."""

from __future__ import annotations

from ninja import NinjaAPI

api = NinjaAPI(title="Potensi", version="1", urls_namespace="api", docs_url=None)
