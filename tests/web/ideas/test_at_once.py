"""Several people at once: no contribution is lost, no answer twice, nobody runs an idea while its team falls apart."""

import threading
import time

import pytest
from django.db import OperationalError, connection
from web.ideas.making import promised, ready

from potensi.web.audit.models import AuditRow
from potensi.web.edits import Outdated
from potensi.web.ideas import standing
from potensi.web.ideas.models import Contribution, Idea
from potensi.web.ideas.services import contributions, moving
from potensi.web.people.seed import load_regions
from potensi.web.refused import Invalid

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_databases]


@pytest.fixture(autouse=True)
def regions(transactional_db):
    """The regions, which the test before that emptied the tables took away."""
    load_regions()


def at_once(*acts):
    """Do several things at once and return what each came to, in their order."""
    came, gate = [None] * len(acts), threading.Barrier(len(acts))

    def do(place, act):
        gate.wait()
        try:
            came[place] = _until_answered(act)
        finally:
            connection.close()

    threads = [threading.Thread(target=do, args=(place, act)) for place, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return came


def _until_answered(act):
    """Try until the database answers: the tests' SQLite stands in memory, where nobody waits for a lock."""
    while True:
        try:
            act()
        except Outdated:
            return "outdated"
        except Invalid as error:
            return error.reason
        except OperationalError as error:
            if "locked" not in str(error):
                raise
            time.sleep(0.01)
        else:
            return "done"


def test_two_agencies_promise_at_once_and_both_are_kept(there):
    one, two = there.act("analyst"), there.act("nina")
    told = {"idea": there.idea, "what": "Dua orang."}
    came = at_once(
        lambda: contributions.promise(actor=one, agency=there.agency, revision=1, **told),
        lambda: contributions.promise(actor=two, agency=there.partner, **told),
    )
    assert came == ["done", "done"]
    kept = Contribution.objects.filter(idea=there.idea, state="promised")
    assert {each.agency_id for each in kept} == {there.agency.pk, there.partner.pk}
    assert AuditRow.objects.filter(action="contribution.promised").count() == 2


def test_two_people_of_one_agency_volunteer_at_once_and_the_second_sees_the_first(there):
    actor = there.act("nina")

    def say(what):
        return lambda: contributions.promise(actor=actor, idea=there.idea, agency=there.partner, what=what)

    came = at_once(say("Pemandu."), say("Panggung."))
    assert sorted(came) == ["done", "outdated"]
    kept = Contribution.objects.get(idea=there.idea, agency=there.partner)
    assert kept.what == ("Pemandu." if came[0] == "done" else "Panggung.")
    assert AuditRow.objects.filter(action="contribution.promised").count() == 1


def test_an_idea_does_not_run_while_an_agency_leaves(there):
    idea = ready(there)
    left = Contribution.objects.get(idea=idea, agency=there.partner)
    one, two = there.act("analyst"), there.act("nina")
    came = at_once(
        lambda: moving.move(actor=one, idea=idea, stage="running"),
        lambda: contributions.decline(actor=two, contribution=left, why="Habis.", revision=left.revision),
    )
    stored = Idea.objects.get(pk=idea.pk)
    rows = list(AuditRow.objects.filter(action__in=("idea.moved", "contribution.declined")).order_by("pk"))
    assert came[1] == "done"
    if came[0] == "done":
        # It ran first, and its page says what it has lost since.
        assert [row.action for row in rows[-2:]] == ["idea.moved", "contribution.declined"]
        assert {each.code for each in standing.missing(stored)} == {"team"}
    else:
        assert (came[0], stored.stage) == ("ideas_not_ready", "designed")


def test_a_promise_and_a_refusal_of_one_agency_do_not_both_count(there):
    promised(there, "nina", there.partner)
    stored = Contribution.objects.get(idea=there.idea, agency=there.partner)
    actor, told = there.act("nina"), {"revision": stored.revision}
    came = at_once(
        lambda: contributions.promise(actor=actor, idea=there.idea, agency=there.partner, what="Panggung.", **told),
        lambda: contributions.decline(actor=actor, contribution=stored, why="Habis.", **told),
    )
    assert sorted(came) == ["done", "outdated"]
