"""The app ``ideas``."""

from django.apps import AppConfig


class IdeasConfig(AppConfig):
    """The app ``ideas``."""

    name = "potensi.web.ideas"
    label = "ideas"
