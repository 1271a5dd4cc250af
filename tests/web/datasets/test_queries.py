"""Which version speaks for a region, and the sample that is there from the start."""

import pytest
from django.test.utils import CaptureQueriesContext
from web.datasets.made import content, new, panel

from potensi.web.actor import NOBODY
from potensi.web.audit.models import AuditRow
from potensi.web.datasets import figures, queries, services
from potensi.web.datasets.models import Dataset, Version

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def published(people):
    """Publish figures as a data set of Banyuwangi's."""

    def publish(found=None, **about):
        actor = people.actor("analyst")
        draft = services.bring_in(actor=actor, target=new(**about), content=content(found))
        return services.publish(actor=actor, version=draft, why="terbit")

    return publish


def test_the_sample_is_published_once(client):
    loaded = services.load_sample()
    assert len(loaded) == 2
    assert services.load_sample() == []
    assert Dataset.objects.filter(sample=True, visibility="public", region="3500").count() == 2
    assert Version.objects.filter(state="published").count() == 2
    assert AuditRow.objects.filter(action="dataset.sample_loaded", user=None, region="3500").count() == 2
    page = client.get("/data/").content.decode()
    assert page.count("contoh") >= 2
    assert "harga konstan 2010" in page
    main = queries.main_version()
    assert main.papers["price"] == "constant2010"
    assert len(queries.regions_of(main)) == 38
    assert len(queries.activities_of(main)) == 17
    detail = client.get(f"/data/{main.dataset.slug}/").content.decode()
    assert "Data contoh ini" in detail
    assert "2023, 2024" in detail


def test_a_withdrawn_sample_stays_withdrawn(people):
    version = services.load_sample()[0]
    services.withdraw(actor=people.actor("administrator"), version=version, why="tidak perlu")
    assert services.load_sample() == []
    assert Version.objects.get(pk=version.pk).state == "withdrawn"


def test_a_corrected_sample_becomes_a_new_version(monkeypatch):
    from potensi.data import samples

    services.load_sample()
    usual = samples.load

    def corrected(name, price):
        return usual(name, price=price).with_step("corrected")

    monkeypatch.setattr(samples, "load", corrected)
    assert [version.number for version in services.load_sample()] == [2, 2]
    assert services.load_sample() == []


def test_ones_own_figures_come_before_the_sample(published):
    services.load_sample()
    own = published(panel(regions=[f"35{number}" for number in range(10, 30)]))
    assert queries.main_version("3510") == own
    assert queries.main_version("3578").dataset.sample
    assert queries.main_version("3510", "B").dataset.sample
    assert queries.main_version("9999") is None
    assert queries.main_version(activity="A") == own


def test_a_table_that_compares_few_regions_does_not_stand_in_for_one_that_compares_many(published):
    services.load_sample()
    few = published()
    assert len(queries.regions_of(few)) < 19
    assert queries.main_version("3510").dataset.sample


def test_newer_before_older_and_constant_prices_before_current(published):
    first = published(title="Satu")
    second = published(title="Dua")
    assert queries.main_version("3510") == second
    published(panel(price="current"), title="Berlaku")
    assert queries.main_version("3510") == second
    published(panel(regions=["3510"]), title="Sendiri")
    assert queries.main_version("3510") == second
    assert first.pk != second.pk


def test_what_is_not_public_or_not_published_speaks_for_nobody(people, published):
    version = published(visibility="region")
    assert queries.main_version("3510") is None
    assert queries.published(NOBODY) == []
    assert queries.published(people.actor("participant")) == [version]
    services.bring_in(actor=people.actor("analyst"), target=new(title="Rancangan"), content=content())
    assert queries.main_version("3510") is None


def test_asking_is_cheap(published, django_assert_num_queries, monkeypatch):
    version = published()
    queries.main_version("3510")
    with django_assert_num_queries(1):
        assert queries.main_version("3510") == version
    monkeypatch.setattr(figures, "codes_of", lambda digest: pytest.fail("read again"))
    assert queries.main_version("3510") == version


def test_the_list_takes_few_queries_however_many_there_are(published, client):
    from django.db import connection

    published(title="Satu")
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get("/data/")
    for title in ("Dua", "Tiga", "Empat"):
        published(title=title)
    with CaptureQueriesContext(connection) as more:
        client.get("/data/")
    assert len(more) == len(few)
