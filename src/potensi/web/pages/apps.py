"""The app ``pages``."""

from django.apps import AppConfig


class PagesConfig(AppConfig):
    """Public pages."""

    name = "potensi.web.pages"
    label = "pages"
