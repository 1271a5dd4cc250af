"""Findings are kept as they were chosen; newer figures do not alter them, and the page says where they say otherwise."""

from dataclasses import replace
from types import SimpleNamespace

import polars as pl
import pytest
from django.urls import reverse
from web.pages.reading import text_of
from web.rights import journey
from web.rights.world import figures, published

from potensi.data.understood import understood_panel
from potensi.language import say
from potensi.web.datasets import services
from potensi.web.datasets.services import Figures
from potensi.web.ideas import findings
from potensi.web.ideas.models import Basis
from potensi.web.ideas.services import bases
from potensi.web.refused import Forbidden, Invalid

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
REGION = "3510"


def other_figures(factor=3.0, activity="F"):
    """The same figures with one industry of Banyuwangi larger in the last year."""
    panel = figures().panel
    here = (pl.col("region") == REGION) & (pl.col("activity") == activity) & (pl.col("period") == panel.periods[-1])
    value = pl.when(here).then(pl.col("value") * factor).otherwise(pl.col("value"))
    changed = replace(panel, frame=panel.frame.with_columns(value.alias("value")))
    return Figures(changed, understood_panel(changed), "pdrb-baru.csv")


@pytest.fixture
def there(people):
    made = journey.build(people)
    actor = people.actor("analyst")
    dataset = published(actor, "PDRB terbuka", figures(), visibility="public")
    return SimpleNamespace(**vars(made), actor=actor, dataset=dataset, version=dataset.versions.get(), people=people)


def correct(there, content):
    """Publish a newer version."""
    version = services.bring_in(actor=there.actor, target=there.dataset, content=content)
    services.publish(actor=there.actor, version=version, why="Perbaikan.")


def stand(there, kind=findings.SHARE, idea=None):
    """Let the idea stand on a finding about construction."""
    found = findings.finding_of(there.version, REGION, f"{kind}:F")
    return bases.base_on(actor=there.actor, idea=idea or there.idea, finding=found)


def test_what_is_offered_is_of_the_region_and_can_be_asked_for_again_by_its_key(there):
    offered = findings.candidates(there.version, REGION)
    assert {each.kind for each in offered} == {findings.SECTOR, findings.SHARE, findings.GROWTH, findings.REGION}
    for each in offered:
        assert each.region == REGION
        assert findings.finding_of(there.version, REGION, each.key) == each
    assert findings.finding_of(there.version, REGION, "share:Z") is None
    assert findings.finding_of(there.version, REGION, "tidak:F") is None
    assert findings.finding_of(there.version, "9999", "share:F") is None


def test_a_share_and_a_growth_are_those_of_the_figures_themselves(there):
    frame = figures().panel.frame.filter(pl.col("region") == REGION)
    last, first = frame["period"].max(), frame["period"].min()

    def total(year, activity=None):
        rows = frame.filter(pl.col("period") == year)
        return rows.filter(pl.col("activity") == activity)["value"].sum() if activity else rows["value"].sum()

    share = findings.finding_of(there.version, REGION, "share:F")
    assert share.value == pytest.approx(total(last, "F") / total(last))
    growth = findings.finding_of(there.version, REGION, "growth:F")
    assert growth.value == pytest.approx((total(last, "F") / total(first, "F")) ** (1 / (last - first)) - 1)
    whole = findings.finding_of(there.version, REGION, "region")
    assert whole.value == pytest.approx((total(last) / total(first)) ** (1 / (last - first)) - 1)
    assert (growth.base, growth.year) == (first, last)


def test_a_snapshot_has_sentence_figure_unit_years_source_and_version(there):
    kept = stand(there).snapshot
    assert kept["sentence_id"] != kept["sentence_en"]
    assert (kept["unit"], kept["version"], kept["number"]) == ("fraction", there.version.pk, 1)
    assert kept["source"] == there.version.papers["source"]
    assert str(kept["year"]) in kept["sentence_id"]


def test_newer_figures_do_not_alter_it_and_the_page_says_that_they_say_otherwise(there, signed_in):
    basis, client = stand(there), signed_in(there.people.analyst)
    before, address = dict(basis.snapshot), reverse("ideas:idea", args=[there.idea.pk])
    assert say("ideas.base.changed") not in text_of(client.get(address))
    correct(there, other_figures())
    kept = Basis.objects.get(pk=basis.pk)
    assert kept.snapshot == before
    assert kept.version == there.version
    told = text_of(client.get(address))
    assert before["sentence_id"] in told
    assert say("ideas.base.changed") in told
    newest = there.dataset.versions.get(state="published")
    assert findings.finding_of(newest, REGION, "share:F").sentence("id") in told


def test_newer_figures_that_say_the_same_are_not_told_as_a_change(there, signed_in):
    stand(there)
    correct(there, figures("second"))
    told = text_of(signed_in(there.people.analyst).get(reverse("ideas:idea", args=[there.idea.pk])))
    assert say("ideas.base.changed") not in told


def test_a_newer_version_without_the_industry_is_silent_on_it(there):
    basis = stand(there)
    panel = figures().panel.keep(activities=["A", "C", "G"])
    correct(there, Figures(panel, understood_panel(panel), "tanpa.csv"))
    there.version.refresh_from_db()
    assert findings.later(basis.snapshot, there.version).state == "silent"


def test_withdrawn_figures_are_told_as_withdrawn(there, signed_in):
    basis = stand(there)
    services.withdraw(actor=there.actor, version=there.version, why="Salah.")
    told = text_of(signed_in(there.people.analyst).get(reverse("ideas:idea", args=[there.idea.pk])))
    assert say("ideas.base.withdrawn") in told
    assert basis.snapshot["sentence_id"] in told


def test_deleted_figures_leave_the_finding(there, signed_in):
    basis = stand(there)
    Basis.objects.filter(pk=basis.pk).update(version=None)
    told = text_of(signed_in(there.people.analyst).get(reverse("ideas:idea", args=[there.idea.pk])))
    assert basis.snapshot["sentence_id"] in told
    assert say("ideas.base.unknown") in told


def test_a_finding_of_figures_that_are_not_public_is_not_told_to_the_public(there, client, signed_in):
    there.dataset.visibility = "region"
    type(there.dataset).objects.filter(pk=there.dataset.pk).update(visibility="region")
    there.version.refresh_from_db()
    basis = stand(there, idea=there.public_idea)
    address = reverse("ideas:idea", args=[there.public_idea.pk])
    told = text_of(client.get(address))
    assert basis.snapshot["sentence_id"] not in told
    assert say("ideas.base.hidden_finding") in told
    assert basis.snapshot["sentence_id"] in text_of(signed_in(there.people.analyst).get(address))
    Basis.objects.filter(pk=basis.pk).update(version=None)
    assert basis.snapshot["sentence_id"] not in text_of(client.get(address))


def test_nobody_takes_a_finding_from_figures_that_they_may_not_see(there):
    type(there.dataset).objects.filter(pk=there.dataset.pk).update(visibility="office")
    found = findings.finding_of(there.version, REGION, "share:F")
    with pytest.raises(Forbidden):
        bases.base_on(actor=there.people.actor("participant"), idea=there.idea, finding=found)


def test_a_finding_is_of_the_idea_s_region_and_laid_under_it_once(there):
    elsewhere = findings.finding_of(there.version, "3511", "share:F")
    with pytest.raises(Invalid):
        bases.base_on(actor=there.actor, idea=there.idea, finding=elsewhere)
    stand(there)
    with pytest.raises(Invalid):
        stand(there)


def test_the_page_of_grounds_offers_and_takes_a_finding(there, signed_in):
    client, address = signed_in(there.people.analyst), reverse("ideas:grounds", args=[there.idea.pk])
    sentence = findings.finding_of(there.version, REGION, "share:F").sentence("id")
    assert sentence in text_of(client.get(address))
    assert client.post(address, {"version": there.version.pk, "finding": "share:Z"}).status_code == 404
    assert client.post(address, {}).status_code == 409
    assert client.post(address, {"version": there.version.pk, "finding": "share:F"}).status_code == 302
    assert there.idea.bases.filter(kind="finding").count() == 1
    assert client.get(f"{address}?data=tidak-ada").status_code == 404
