"""No path of services reaches running without what running needs; with it, the way is open.

Hypothesis takes random steps by random people; a plain book of our own says what should be there by now.
"""

from __future__ import annotations

from datetime import date
from itertools import count

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from potensi.web.audit.models import AuditRow
from potensi.web.edits import Outdated
from potensi.web.ideas.models import STAGES, Contribution, Idea
from potensi.web.ideas.services import agreements, contributions, moving, texts
from potensi.web.people.models import Agency, Membership, Office, User
from potensi.web.people.queries import actor_of
from potensi.web.refused import Forbidden, Invalid

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
REGION = "3510"
_NUMBERS = count(1)
NEEDS = ("agreement", "team", "owner", "words")
WHICH = st.integers(0, 2)
WORDS = st.sampled_from(["", "  ", "Dua orang."])


class Way(RuleBasedStateMachine):
    """Three agencies with a head and a clerk each; the idea is the first one's."""

    @initialize(lacking=st.sampled_from([set(), *({name} for name in NEEDS), {"team", "agreement"}]))
    def begin(self, lacking):
        """Bring up an idea, supplied with all but some of what it needs: near the edge there is most to find."""
        self._bring_up()
        for name in () if "words" in lacking else self.words:
            self.describe(name, "Dua orang.")
        if "owner" not in lacking:
            self.own(0)
        for k in (0,) if "team" in lacking else (0, 1):
            self.promise(k, k, "Dua orang.")
        # Where the head whose word counts has not agreed, another one has: that is not enough.
        counting = 0 if "agreement" not in lacking else 1
        self.decide(counting, counting, False, True)
        self.onward()
        self.onward()

    def _bring_up(self):
        number = next(_NUMBERS)
        self.agencies = [Agency.objects.create(region_id=REGION, name=f"Dinas {number}.{k}") for k in range(3)]
        self.heads = [self._holder(agency, number, head=True) for agency in self.agencies]
        self.clerks = [self._holder(agency, number, head=False) for agency in self.agencies]
        told = {"title": "Gagasan", "summary": "Ringkas."}
        self.idea = texts.write(actor=actor_of(self.clerks[0]), agency=self.agencies[0], texts=told)
        # The book: what should be there by now.
        self.owner = None
        self.brings = {}
        self.agreed = {}
        self.words = {"trial": "", "wrong_if": "", "stop_when": ""}
        self.gone = set()
        self.former = set()
        self.stage = "gathered"
        self.rows = AuditRow.objects.count()

    def _holder(self, agency, number, *, head):
        user = User.objects.create_user(f"{'h' if head else 'c'}{agency.pk}.{number}@example.id", name="Orang")
        office = Office.objects.create(agency=agency, title="Kepala" if head else "Staf", head=head)
        role = "leader" if head else "analyst"
        Membership.objects.create(user=user, office=office, role=role, since=date(2020, 1, 1))
        return user

    def _try(self, service, **what):
        try:
            done = service(**what)
        except (Forbidden, Invalid, Outdated):
            return None
        self.rows += 1
        return done

    def _lacks(self):
        """What the book says is missing."""
        lacking = {name for name, text in self.words.items() if not text.strip()}
        lacking |= set() if self.owner is not None else {"owner"}
        team = [k for k, what in self.brings.items() if what.strip() and k not in self.gone]
        lacking |= set() if len(team) >= 2 else {"team"}
        counting = {0} | ({self.owner} if self.owner is not None else set())
        return lacking | (set() if any(self.agreed.get(k) for k in counting) else {"agreement"})

    @rule(name=st.sampled_from(["trial", "wrong_if", "stop_when"]), text=WORDS)
    def describe(self, name, text):
        stored = Idea.objects.get(pk=self.idea.pk)
        told = {each: getattr(stored, each) for each in ("title", "summary", *self.words)} | {name: text}
        who = actor_of(self.clerks[0])
        if self._try(texts.edit, actor=who, idea=stored, revision=stored.revision, texts=told):
            self.words[name] = text

    @rule(k=st.none() | WHICH)
    def own(self, k):
        office = None if k is None else Office.objects.get(agency=self.agencies[k], head=True)
        if self._try(moving.name_owner, actor=actor_of(self.clerks[0]), idea=self.idea, office=office):
            self.owner = k

    @rule(k=WHICH, by=WHICH, what=WORDS)
    def promise(self, k, by, what):
        agency = self.agencies[k]
        before = Contribution.objects.filter(idea=self.idea, agency=agency).first()
        told = {"what": what, "revision": before.revision if before else 0}
        if self._try(contributions.promise, actor=actor_of(self.clerks[by]), idea=self.idea, agency=agency, **told):
            assert k == by
            self.brings[k] = what

    @rule(k=WHICH)
    def ask(self, k):
        self._try(
            contributions.ask, actor=actor_of(self.clerks[0]), idea=self.idea, agency=self.agencies[k], wish="Orang."
        ) and self.brings.pop(k, None)

    @rule(k=WHICH)
    def decline(self, k):
        stored = Contribution.objects.filter(idea=self.idea, agency=self.agencies[k]).first()
        told = {"contribution": stored, "why": "Tidak."}
        who = actor_of(self.clerks[k])
        if stored is not None and self._try(contributions.decline, actor=who, revision=stored.revision, **told):
            self.brings.pop(k, None)

    @rule(k=WHICH, by=WHICH, clerk=st.booleans(), agreed=st.booleans())
    def decide(self, k, by, clerk, agreed):
        who = actor_of(self.clerks[by] if clerk else self.heads[by])
        told = {"agency": self.agencies[k], "agreed": agreed, "note": "Karena itu."}
        if self._try(agreements.decide, actor=who, idea=self.idea, **told):
            assert k == by
            assert not clerk
            assert k not in self.former
            self.agreed[k] = agreed

    @rule(k=WHICH)
    def ask_agreement(self, k):
        who = actor_of(self.clerks[0])
        if self._try(agreements.ask_agreement, actor=who, idea=self.idea, agency=self.agencies[k]):
            self.agreed[k] = None

    @rule(k=WHICH)
    def head_leaves(self, k):
        Membership.objects.filter(user=self.heads[k]).update(until=date(2021, 1, 1))
        self.former.add(k)

    @precondition(lambda self: len(self.gone) == 0)
    @rule(k=st.integers(1, 2))
    def dissolve(self, k):
        Agency.objects.filter(pk=self.agencies[k].pk).update(dissolved=date(2025, 1, 1))
        self.agencies[k].refresh_from_db()
        self.gone.add(k)

    @rule(stage=st.sampled_from(STAGES), why=st.sampled_from(["", "Ada alasan."]))
    def move(self, stage, why):
        moved = self._try(moving.move, actor=actor_of(self.clerks[0]), idea=self.idea, stage=stage, why=why)
        self._moved(stage, moved)

    @rule()
    def onward(self):
        place = STAGES.index(self.stage) if self.stage in STAGES else len(STAGES)
        if place + 1 < len(STAGES):
            self.move(STAGES[place + 1], "")

    def _moved(self, stage, moved):
        before = STAGES.index(self.stage) if self.stage in STAGES else None
        onward = before is not None and STAGES.index(stage) == before + 1
        if onward and stage in ("running", "shown"):
            # Neither without what it needs, nor refused with it.
            assert (moved is not None) == (not self._lacks()), self._lacks()
        if moved is not None:
            assert onward or stage in STAGES[: before if before is not None else 3]
            self.stage = stage

    @rule(lesson=st.sampled_from(["", "Sepi."]))
    def stop(self, lesson):
        if self._try(moving.stop, actor=actor_of(self.clerks[0]), idea=self.idea, lesson=lesson):
            assert lesson
            self.stage = "stopped"

    def teardown(self):
        """Whatever the steps were, in the end the door to running is tried."""
        if getattr(self, "stage", "") == "designed":
            self.onward()

    @invariant()
    def as_the_book_says(self):
        if not hasattr(self, "idea"):
            return
        stored = Idea.objects.get(pk=self.idea.pk)
        assert stored.stage == self.stage
        assert not (self.stage in ("running", "shown") and stored.owner_id is None)
        assert AuditRow.objects.count() == self.rows


def test_no_path_reaches_running_without_what_it_needs():
    run_state_machine_as_test(
        Way,
        settings=settings(
            max_examples=150, stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )


def test_the_open_way_is_found():
    """The same steps in the right order reach running: so the machine above has something to find."""
    way = Way()
    way.begin(frozenset())
    way.onward()
    assert way.stage == "running"
