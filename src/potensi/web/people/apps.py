"""The app ``people``."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Accounts, regions, agencies, offices, memberships."""

    name = "potensi.web.people"
    label = "people"
