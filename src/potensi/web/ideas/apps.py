"""The app ``ideas``."""

from django.apps import AppConfig


class IdeasConfig(AppConfig):
    """The app ``ideas``."""

    name = "potensi.web.ideas"
    label = "ideas"

    def ready(self) -> None:
        """Let an asset's page name the ideas that stand on it."""
        from potensi.web.assets import standing
        from potensi.web.ideas.on_assets import ideas_on

        standing.register(ideas_on)
