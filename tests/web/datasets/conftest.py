"""Computing is replaced by steps of the tests' own here: what is computed has its own tests."""

import pytest
from django.conf import settings

from potensi.web.datasets import figures, jobs


class Steps:
    """Steps that write one small file each; the tests look at what was made and may make one fail."""

    def __init__(self, folder):
        self.folder = folder
        self.made = []
        self.fails = {}
        self.names = ("profile", "peers", "hosts", "pages")

    def __call__(self, version):
        from potensi.web.datasets.answers import Step

        return [self._step(Step, f"{version.pk}-{name}") for name in self.names]

    def _step(self, step, key):
        place = self.folder / key

        def make():
            if error := self.fails.get(key.split("-")[1]):
                raise error
            self.made.append(key)
            place.write_text(key)

        return step(key, make, place.exists)


@pytest.fixture(autouse=True)
def steps(monkeypatch, tmp_path):
    """Steps of the tests' own."""
    own = Steps(tmp_path)
    monkeypatch.setattr(jobs, "steps", own)
    monkeypatch.setattr(jobs, "measures", lambda: "measures-1")
    return own


@pytest.fixture
def folders():
    """The names of all files that an installation keeps of figures and uploads, now."""

    def names():
        places = (settings.INSTALLATION.figures, settings.INSTALLATION.uploads)
        return {path for place in places for path in place.rglob("*")}

    return names


@pytest.fixture(autouse=True)
def nothing_remembered():
    """Every test reads its own files."""
    figures._panel.cache_clear()
    figures.codes_of.cache_clear()
