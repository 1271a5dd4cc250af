"""Addresses of the app ``visits``: each part has its own list."""

from __future__ import annotations

from django.urls import URLPattern

from potensi.web.visits.views import (
    attendance,
    certificates,
    groups,
    hosts,
    observations,
    participants,
    practices,
    programmes,
    slots,
    stops,
    take_homes,
    visits,
)

app_name = "visits"
urlpatterns: list[URLPattern] = [
    *programmes.urls,
    *participants.urls,
    *visits.urls,
    *stops.urls,
    *groups.urls,
    *hosts.urls,
    *slots.urls,
    *attendance.urls,
    *certificates.urls,
    *observations.urls,
    *practices.urls,
    *take_homes.urls,
]
