"""Which figures a public page shows: those asked for by ``?data=``, else the main ones that hold the region."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.http import Http404, HttpRequest

from potensi.web.datasets import queries
from potensi.web.datasets.figures import codes_of
from potensi.web.datasets.models import Version

ASKED = "data"


@dataclass(frozen=True)
class Choice:
    """The version shown. ``asked`` is the data set's slug where the address names one, else empty."""

    version: Version
    asked: str = ""

    @property
    def query(self) -> str:
        """What addresses on the page carry on so that the choice stays: "?data=…" or nothing."""
        return f"?{urlencode({ASKED: self.asked})}" if self.asked else ""

    @property
    def sample(self) -> bool:
        """Whether the figures are the demonstration that came along."""
        return self.version.dataset.sample

    @cached_property
    def regions(self) -> tuple[str, ...]:
        """The codes of the regions in these figures."""
        return codes_of(self.version.digest).regions

    @cached_property
    def activities(self) -> tuple[str, ...]:
        """The codes of the industries in these figures."""
        return codes_of(self.version.digest).activities


def choose(request: HttpRequest, region: str = "") -> Choice | None:
    """Return the figures to show, those that hold ``region``; None where nothing fitting is published.

    A data set asked for that is not there, or not for this reader, answers 404.
    """
    asked = request.GET.get(ASKED, "").strip()
    if not asked:
        version = queries.main_version(region=region or None)
        return None if version is None else Choice(version)
    version = next((each for each in queries.published(request.actor) if each.dataset.slug == asked), None)
    if version is None:
        raise Http404(asked)
    return Choice(version, asked)


def chosen(request: HttpRequest, region: str = "") -> Choice:
    """Return the figures to show, or answer 404 where nothing is published yet."""
    choice = choose(request, region)
    if choice is None:
        raise Http404("nothing published")
    return choice


def others(request: HttpRequest, shown: Choice, region: str) -> list[Version]:
    """Return the other published versions that hold a region and that this reader may see."""
    found = [version for version in queries.published(request.actor) if version.pk != shown.version.pk]
    return [version for version in found if region in codes_of(version.digest).regions]
