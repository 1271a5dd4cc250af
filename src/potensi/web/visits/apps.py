"""The app ``visits``."""

from django.apps import AppConfig


class VisitsConfig(AppConfig):
    """The app ``visits``."""

    name = "potensi.web.visits"
    label = "visits"
