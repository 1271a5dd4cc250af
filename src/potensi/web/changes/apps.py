"""The app ``changes``."""

from django.apps import AppConfig


class ChangesConfig(AppConfig):
    """The app ``changes``."""

    name = "potensi.web.changes"
    label = "changes"
