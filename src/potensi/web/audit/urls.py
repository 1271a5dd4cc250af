"""Addresses of the app ``audit``."""

from __future__ import annotations

from django.urls import URLPattern, path

from potensi.web.audit import views

app_name = "audit"
urlpatterns: list[URLPattern] = [
    path("", views.history, name="list"),
    path("<slug:kind>/<slug:key>/", views.of_object, name="object"),
]
