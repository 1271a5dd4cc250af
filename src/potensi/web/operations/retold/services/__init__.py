"""The invented journey written down."""

from potensi.web.operations.retold.services.journey import retell

__all__ = ["retell"]
