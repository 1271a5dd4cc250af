"""The app ``datasets``."""

from django.apps import AppConfig


class DatasetsConfig(AppConfig):
    """Data sets, versions, computations."""

    name = "potensi.web.datasets"
    label = "datasets"
