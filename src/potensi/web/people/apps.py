"""The app ``people``."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """The app ``people``."""

    name = "potensi.web.people"
    label = "people"

    def ready(self) -> None:
        """Listen to what allauth does to accounts."""
        from potensi.web.people.events import listen

        listen()
