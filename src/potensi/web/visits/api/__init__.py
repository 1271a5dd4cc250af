"""Study visits for programs: the routers of all parts."""

from __future__ import annotations

from ninja import Router

from potensi.web.visits.api.attendance import router as attendance
from potensi.web.visits.api.groups import router as groups
from potensi.web.visits.api.hosts import router as hosts
from potensi.web.visits.api.observations import router as observations
from potensi.web.visits.api.practices import router as practices
from potensi.web.visits.api.programmes import router as programmes
from potensi.web.visits.api.take_homes import router as take_homes
from potensi.web.visits.api.visits import router as visits

router = Router()
for part in (programmes, visits, groups, hosts, attendance, observations, practices, take_homes):
    router.add_router("", part)
