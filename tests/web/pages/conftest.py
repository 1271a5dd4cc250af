"""Published figures for the public pages: the sample, and small panels of one's own."""

from dataclasses import asdict, replace

import pytest
from django.core.cache import cache
from django.utils import timezone

from potensi.data import samples
from potensi.data.indicators import indicators_for
from potensi.present.facts import gather, gather_all
from potensi.web.datasets import figures
from potensi.web.datasets.models import PUBLISHED, Dataset, Version


@pytest.fixture(autouse=True)
def _nothing_kept():
    """No page of an earlier test is answered."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def publish(db):
    """Return a function that publishes a panel and returns its version."""

    def published(panel, slug="contoh", *, sample=False, region="3500", **more):
        dataset = Dataset.objects.create(slug=slug, title=f"PDRB {slug}", region_id=region, sample=sample, **({"visibility": "public"} | more))  # fmt: skip
        understood = {"regions": len(panel.region_codes), "activity_list": "industries"}
        return Version.objects.create(
            dataset=dataset, number=1, digest=figures.keep(panel), file_name="angka.xlsx", papers=asdict(panel.papers),
            understood=understood, state=PUBLISHED, published=timezone.now(),
        )  # fmt: skip

    return published


@pytest.fixture
def sample(publish):
    """The East Java sample, published for everybody."""
    return publish(samples.load("jatim"), sample=True)


@pytest.fixture
def small(publish):
    """Four regions with three industries: enough to compare, and quickly computed."""
    panel = samples.load("jatim").keep(regions=["3509", "3510", "3511", "3512"], activities=["A", "C", "M,N"])
    return publish(panel, "kecil")


@pytest.fixture(scope="session")
def shared():
    """What the analysis says of the sample: the truth that pages are held against."""
    panel = samples.load("jatim")
    return gather_all(panel, indicators=indicators_for("", panel))


@pytest.fixture(scope="session")
def banyuwangi(shared):
    """The analysis of Banyuwangi."""
    return gather(shared, "3510")


@pytest.fixture
def hostile(publish):
    """A panel whose names try to be more than names."""
    panel = samples.load("jatim").keep(regions=["3509", "3510", "3511"], activities=["A", "C"])
    swap = {"3509": "blok A/1", "3510": 'x"><script>alert(1)</script>', "3511": "../../etc"}
    frame = panel.frame.with_columns(region=panel.frame["region"].replace(swap)).sort("region", "activity", "period")
    names = panel.regions.filter(panel.regions["region"].is_in(list(swap)))
    names = names.with_columns(region=names["region"].replace(swap), name=names["region"].replace(
        {"3509": "=HYPERLINK(\"http://x\")", "3510": "<img src=x onerror=alert(1)>", "3511": "@@data@@{{ 7*7 }}"}))  # fmt: skip
    return publish(replace(panel, frame=frame, regions=names), "nakal")
