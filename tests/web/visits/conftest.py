"""What the tests of study visits share: figures that suggest hosts."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from web.rights.world import figures, published

from potensi.analysis.hosts import hosts
from potensi.web.datasets.models import Version


@dataclass(frozen=True)
class Suggesting:
    """Public figures, a region that they suggest a host to, that host, and the codes of the reasons."""

    version: Version
    viewpoint: str
    host: str
    codes: list[str]


@pytest.fixture
def world_of_figures(people) -> Suggesting:
    """Public figures of six regencies; who is suggested is asked of the analysis itself."""
    content = figures()
    for viewpoint in content.panel.region_codes:
        found = hosts(content.panel, region=viewpoint)
        if found.table.height:
            host = found.table["region"][0]
            codes = [each.code for each in found.reasons_of(host)]
            break
    dataset = published(people.actor("analyst"), "PDRB terbuka", content, visibility="public")
    return Suggesting(dataset.versions.get(), viewpoint, host, codes)
