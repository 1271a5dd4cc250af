"""The app ``assets``."""

from django.apps import AppConfig


class AssetsConfig(AppConfig):
    """The app ``assets``."""

    name = "potensi.web.assets"
    label = "assets"
