"""Addresses of the app ``ideas``: each part has its own list."""

from __future__ import annotations

from django.urls import URLPattern

from potensi.web.ideas.views import reading, steps, team, texts

app_name = "ideas"
urlpatterns: list[URLPattern] = [*reading.urls, *texts.urls, *team.urls, *steps.urls]
