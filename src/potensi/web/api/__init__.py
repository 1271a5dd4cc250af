"""The programming interface /api/v1/: everything that can be read on the pages, and writing by token.

``api`` is made when it is first asked for: the routers need Django set up, which
``python -m potensi.web.api`` (writes the OpenAPI document) does first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from potensi.web.api.mounted import api

__all__ = ["api"]


def __getattr__(name: str) -> Any:
    if name != "api":
        raise AttributeError(name)
    from potensi.web.api.mounted import api

    return api
