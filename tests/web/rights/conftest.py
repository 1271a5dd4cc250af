"""The world on which the rights are tried."""

import pytest
from django.core.cache import cache
from web.rights.world import World, build


@pytest.fixture
def world(people) -> World:
    """A small world with something of everything."""
    cache.clear()
    return build(people)
