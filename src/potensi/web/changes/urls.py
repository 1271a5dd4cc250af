"""Addresses of the app ``changes``."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "changes"
urlpatterns: list[URLPattern] = []
