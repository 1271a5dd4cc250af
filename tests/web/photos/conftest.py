"""A folder of photos of each test's own."""

from dataclasses import replace

import pytest


@pytest.fixture
def folder(settings, tmp_path):
    """The folder in which this test's photos are kept."""
    settings.INSTALLATION = replace(settings.INSTALLATION, home=tmp_path / "installation")
    settings.INSTALLATION.prepare()
    return settings.INSTALLATION.photos
