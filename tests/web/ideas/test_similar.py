"""Ideas like one that is being written: found by words, assets, practice and trade; never one that is hidden."""

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from potensi.web.actor import NOBODY
from potensi.web.ideas import rules
from potensi.web.ideas.models import Basis, Idea
from potensi.web.ideas.queries.similar import Draft, draft_of, similar
from potensi.web.ideas.services import moving

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
TITLES = (
    "Kedai kopi di gudang tua",
    "Pasar ikan malam di pelabuhan",
    "Sekolah barista untuk anak petani",
    "Perpustakaan keliling di pasar",
    "Festival batik tulis di alun-alun",
    "Bank sampah di setiap kelurahan",
)


@pytest.fixture
def six(there):
    """Six ideas about different things, the first three public."""
    common = {"region_id": "3510", "agency": there.agency}
    return [
        Idea.objects.create(title=title, summary=title, visibility="public" if k < 3 else "region", **common)
        for k, title in enumerate(TITLES)
    ]


def titles(actor, draft):
    return [each.idea.title for each in similar(actor, draft)]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Kedai kopi", TITLES[0]),
        ("gudang tua jadi kedai", TITLES[0]),
        ("Pasar ikan", TITLES[1]),
        ("barista anak petani", TITLES[2]),
        ("bank sampah kelurahan", TITLES[5]),
        ("Festifal batik", TITLES[4]),
    ],
)
def test_the_likest_comes_first_also_with_a_slip_of_the_pen(there, six, typed, expected):
    there.idea.delete()
    assert titles(there.act("analyst"), Draft(title=typed))[0] == expected


def test_what_has_nothing_to_do_with_it_is_not_shown(there, six):
    assert titles(there.act("analyst"), Draft(title="Jembatan gantung")) == []
    assert titles(there.act("analyst"), Draft(title="di dan ke")) == []
    assert titles(there.act("analyst"), Draft()) == []


def test_the_same_asset_counts_and_is_told_as_the_reason(there, six):
    Basis.objects.create(idea=six[3], kind="asset", asset=there.asset, snapshot={"name": there.asset.name})
    found = similar(there.act("analyst"), Draft(title="Jembatan gantung", assets=frozenset({there.asset.pk})))
    assert {each.idea.pk: each.why for each in found} == {six[3].pk: ("asset",), there.idea.pk: ("asset",)}


def test_the_same_practice_and_the_same_business_field_count(there, six):
    Idea.objects.filter(pk=six[4].pk).update(practice=there.practice)
    type(there.asset).objects.filter(pk=there.asset.pk).update(business_field="56303")
    Basis.objects.create(idea=six[5], kind="asset", asset=there.asset, snapshot={})
    draft = Draft(title="Jembatan", practice=there.practice.pk, fields=frozenset({"56303"}))
    found = {each.idea.pk: each.why for each in similar(there.act("analyst"), draft)}
    assert found[six[4].pk] == ("practice",)
    assert found[six[5].pk] == ("field",)
    assert found[there.idea.pk] == ("practice", "field")


def test_an_idea_is_not_like_itself(there, six):
    assert six[0].pk not in [each.idea.pk for each in similar(there.act("analyst"), draft_of(six[0]))]


def test_a_failure_is_shown_with_its_lesson(there, six, signed_in):
    moving.stop(actor=there.act("analyst"), idea=six[0], lesson="Tidak ada yang datang.")
    client = signed_in(there.people.analyst)
    answer = client.get(reverse("ideas:similar"), {"title": "Kedai kopi"}, headers={"HX-Request": "true"})
    told = answer.content.decode()
    assert "Tidak ada yang datang." in told
    assert "<html" not in told
    assert "no-store" in answer["Cache-Control"]
    assert "<html" in client.get(reverse("ideas:similar"), {"title": "Kedai kopi"}).content.decode()


def test_the_public_is_shown_public_ones_alone(there, six, client):
    Basis.objects.create(idea=six[3], kind="asset", asset=there.asset, snapshot={})
    draft = Draft(title=TITLES[3], summary=TITLES[5], assets=frozenset({there.asset.pk}))
    assert TITLES[3] in titles(there.act("analyst"), draft)
    assert set(titles(NOBODY, draft)).isdisjoint(TITLES[3:])
    told = client.get(reverse("ideas:similar"), {"title": TITLES[5]}).content.decode()
    assert TITLES[5] not in told.replace(f'value="{TITLES[5]}"', "")


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(
    words=st.lists(st.sampled_from([word for title in TITLES for word in title.split()]), max_size=6), data=st.data()
)
def test_nobody_is_ever_shown_an_idea_that_they_may_not_read(there, six, words, data):
    role = data.draw(st.sampled_from(["visitor", "stranger", "analyst", "administrator", "nina"]))
    draft = Draft(
        title=" ".join(words),
        practice=data.draw(st.sampled_from([None, there.practice.pk])),
        assets=frozenset(data.draw(st.sampled_from([(), (there.asset.pk, there.hidden_asset.pk)]))),
    )
    actor = there.act(role)
    seen = set(rules.visible(actor).values_list("pk", flat=True))
    assert {each.idea.pk for each in similar(actor, draft)} <= seen


@pytest.mark.parametrize("query", ["practice=x", "practice=99999999999999999999", "besides=-1", "title=" + "a" * 5000])
def test_odd_questions_are_answered(client, there, query):
    assert client.get(f"{reverse('ideas:similar')}?{query}").status_code == 200
