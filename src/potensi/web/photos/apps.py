"""The app ``photos``."""

from django.apps import AppConfig


class PhotosConfig(AppConfig):
    """The app ``photos``."""

    name = "potensi.web.photos"
    label = "photos"
