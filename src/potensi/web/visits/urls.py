"""Addresses of the app ``visits``: each part has its own list."""

from __future__ import annotations

from django.urls import URLPattern

from potensi.web.visits.views import programmes

app_name = "visits"
urlpatterns: list[URLPattern] = [
    *programmes.urls,
]
