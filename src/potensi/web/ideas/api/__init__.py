"""Ideas for programs: read, written, contributed to, agreed to, judged, tried."""

from __future__ import annotations

from potensi.web.ideas.api import moving, reading, team
from potensi.web.ideas.api.common import router

__all__ = ["moving", "reading", "router", "team"]
