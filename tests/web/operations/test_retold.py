"""The journey of 2015 retold: the right number of people of the right kinds, once, all of it marked as invented."""

from collections import Counter

import pytest

from potensi.web.actor import NOBODY
from potensi.web.assets.models import Asset
from potensi.web.changes.queries import what_changed
from potensi.web.changes.scopes import scope_of
from potensi.web.ideas.models import Idea
from potensi.web.operations import demonstration, retold
from potensi.web.visits.grouping.standing import standing
from potensi.web.visits.models import Cohort, Participant, TakeHome

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def cohort(db):
    demonstration.open_for_a_day()
    assert retold.retell()
    return Cohort.objects.get()


def test_who_travelled_is_who_travelled_in_2015(cohort):
    kinds = Counter(Participant.objects.values_list("kind", flat=True))
    assert sorted(kinds.values()) == [38, 40, 64]
    assert Participant.objects.filter(kind__contains="kabupaten").values("agency__region").distinct().count() == 38
    assert all("contoh" in f"{each.user.name} {each.agency.name}" for each in Participant.objects.all())


def test_it_is_told_once(cohort):
    assert not retold.retell()
    assert Participant.objects.count() == 142


def test_its_groups_keep_every_wish(cohort):
    now = standing(cohort)
    assert len(now.groups) == 14
    assert now.broken == ()


def test_it_leaves_something_behind_and_something_open(cohort):
    found = what_changed(scope_of(NOBODY, "cohort", str(cohort.pk)), cohort.ends)
    told = {step.key: step.count for step in found.chain}
    assert told["participants"] == 142
    assert min(told.values()) > 0, told
    assert found.scope.sample


def test_its_ideas_stand_on_assets_where_the_region_has_invented_ones(cohort):
    stand = Idea.objects.filter(bases__asset__isnull=False).distinct()
    assert stand.filter(region="3510").exists()
    regions = Asset.objects.values("region")
    assert set(stand) == set(Idea.objects.filter(region__in=regions))
    assert Asset.objects.exclude(sample=True).count() == 0


def test_what_is_late_is_late_and_nothing_was_done_before_it_was_promised(cohort):
    for each in TakeHome.objects.all():
        assert each.step_by > each.created.date()
        assert each.step_done is None or each.step_done >= each.created.date()
        assert each.closed is None or each.closed > each.created.date()
