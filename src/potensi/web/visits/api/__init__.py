"""Study visits for programs: the routers of all parts."""

from __future__ import annotations

from ninja import Router

from potensi.web.visits.api.groups import router as groups
from potensi.web.visits.api.programmes import router as programmes

router = Router()
for part in (programmes, groups):
    router.add_router("", part)
