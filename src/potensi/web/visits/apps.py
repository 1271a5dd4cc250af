"""The app ``visits``."""

from django.apps import AppConfig


class VisitsConfig(AppConfig):
    """The app ``visits``."""

    name = "potensi.web.visits"
    label = "visits"

    def ready(self) -> None:
        """Take an erased person's name out of the cards that hold their sentences."""
        from potensi.web.people import erasing
        from potensi.web.visits.services.erasing import take_name_out

        erasing.register(take_name_out)
