"""The numbers of "what changed?" equal a direct count over the records, whatever the history."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from web.changes.histories import REGIONS, TODAY, costs, counted, write

from potensi.web.actor import SYSTEM
from potensi.web.changes.queries import STEPS, records, what_changed
from potensi.web.changes.scopes import scope_of
from potensi.web.people.seed import load_regions
from potensi.web.visits.models import Cohort, Visit

pytestmark = pytest.mark.both_databases


class Counts(TestCase):
    """Each example in a transaction of its own."""

    @classmethod
    def setUpTestData(cls):
        load_regions()

    @settings(max_examples=30, suppress_health_check=list(HealthCheck))
    @given(st.data())
    def test_every_number_equals_a_direct_count(self, data):
        write(data.draw)
        asked = [("host", code) for code in REGIONS] + [("region", code) for code in REGIONS]
        asked += [("cohort", str(pk)) for pk in Cohort.objects.values_list("pk", flat=True)]
        asked += [("visit", str(pk)) for pk in Visit.objects.values_list("pk", flat=True)]
        for kind, key in asked:
            self._equal(kind, key)

    def _equal(self, kind, key):
        scope = scope_of(SYSTEM, kind, key)
        found, expected = what_changed(scope, TODAY), counted(kind, key)
        told = {step.key: step.count for step in (*found.chain, *found.late)} | {"never_shared": found.never_shared}
        assert told == expected, (kind, key)
        assert {step: records(scope, step, TODAY).count() for step in STEPS} == expected
        assert (found.cost.stated, found.cost.unstated) == costs(kind, key)
        for name in ("participants", "observations", "take_homes", "adoptions", "ideas"):
            assert sum(getattr(row, name) for row in found.regions) == expected[name]
        adopted = expected["adoptions"]
        told = kind != "region" and adopted and found.cost.stated is not None and not found.cost.unstated
        assert found.per_adoption == (round(found.cost.stated / adopted) if told else None)
