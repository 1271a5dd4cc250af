"""Addresses of the app ``assets``."""

from __future__ import annotations

from django.urls import URLPattern

from potensi.web.assets.views import change, imports, read

app_name = "assets"
urlpatterns: list[URLPattern] = [*read.urls, *change.urls, *imports.urls]
