"""A region's assets on its page: counted, on the map, at once when one is written, and the page stays light."""

import re
from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from web.assets.making import enter
from web.pages.reading import text_of

from potensi.web.assets import services
from potensi.web.assets.models import CONDITIONS, KINDS
from potensi.web.assets.queries import counts, public
from potensi.web.pages.assets_section import SHOWN

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
PAGE = "/daerah/3510/"
ON_THE_WIRE = 100_000


def section(answer) -> str:
    return re.search(r'<section aria-labelledby="aset">.*?</section>', answer.content.decode(), re.S)[0]


def test_the_section_says_what_there_is(client, sample, people):
    actor = people.actor("participant")
    assert "Belum ada aset Kabupaten Banyuwangi" in text_of(client.get(PAGE))
    asset = enter(actor, lat=-8.2, lon=114.3, condition="idle", creative_subsector="culinary")
    enter(actor, "Sanggar", kind="skill", creative_subsector="performing_arts")
    enter(actor, "Rahasia", kind="skill", visibility="region")
    enter(people.actor("stranger"), "Stasiun", "3511", lat=-7.9, lon=113.8)
    found = section(client.get(PAGE))
    for part in ("2 aset", "1 keahlian, 1 bangunan", "1 di antaranya tidak terpakai", f'href="/aset/{asset.pk}/"', "<svg",
                 "Kuliner", "Seni Pertunjukan", "/aset/tabel.csv?daerah=3510"):  # fmt: skip
        assert part in found, part
    assert "Rahasia" not in found
    assert "Stasiun" not in found
    assert "Regional assets" in section(client.get(f"/en{PAGE}"))


def test_the_public_page_notices_every_write(client, sample, people):
    actor, seen = people.actor("participant"), []

    def look() -> str:
        answer = client.get(PAGE)
        seen.append(answer["ETag"])
        assert client.get(PAGE, headers={"if-none-match": answer["ETag"]}).status_code == 304
        return section(answer)

    assert "Gudang" not in look()
    asset = enter(actor, lat=-8.2, lon=114.3)
    assert "Gudang kopi tua" in look()
    services.edit(actor=actor, asset=asset, revision=1, values={"name": "Gudang kopi 1919"})
    assert "Gudang kopi 1919" in look()
    services.withdraw(actor=actor, asset=asset, why="Dibongkar.")
    assert "Gudang" not in look()
    services.restore(actor=actor, asset=asset)
    assert "Gudang" in look()
    assert len(set(seen)) == 5


def test_a_page_with_very_many_assets_stays_light(client, sample, people):
    actor = people.actor("participant")
    for number in range(120):
        place = {"lat": -8.1 - number % 11 / 25, "lon": 114.0 + number % 13 / 40}
        enter(actor, f"Aset {number}", kind=KINDS[number % 6], description="Uraian. " * 40, **place)
    answer = client.get(PAGE, headers={"accept-encoding": "gzip"})
    assert len(answer.content) < ON_THE_WIRE
    plain = section(client.get(PAGE))
    assert plain.count('href="/aset/') == SHOWN + 3
    assert "24 dari 120 aset" in plain


@settings(deadline=None, max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(KINDS), st.sampled_from(CONDITIONS), st.booleans()), max_size=12))
def test_counts_are_those_of_the_records(people, made):
    from potensi.web.assets.models import Asset

    Asset.objects.all().delete()
    for number, (kind, condition, shown) in enumerate(made):
        visibility = "public" if shown else "region"
        enter(people.actor("participant"), f"Aset {number}", kind=kind, condition=condition, visibility=visibility)
    found = counts(list(public("3510")))
    assert found.total == sum(shown for _, _, shown in made)
    assert dict(found.kinds) == Counter(kind for kind, _, shown in made if shown)
    assert dict(found.conditions) == Counter(condition for _, condition, shown in made if shown)
