"""The app ``photos``."""

from django.apps import AppConfig


class PhotosConfig(AppConfig):
    """Photos, cleaned and kept by their digest."""

    name = "potensi.web.photos"
    label = "photos"
