"""Random histories of visits, and the same numbers counted record by record in plain Python."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone
from hypothesis import strategies as st

from potensi.web.ideas.models import Agreement, Contribution, Idea
from potensi.web.people.models import Agency, User
from potensi.web.visits.models import (
    Attendance,
    Cohort,
    Observation,
    Participant,
    Practice,
    Programme,
    Stop,
    TakeHome,
    Visit,
)

TODAY = date(2026, 3, 1)
REGIONS = ("3509", "3510", "3511")


def moment(days_ago: int) -> datetime:
    """Noon of a day before today."""
    return timezone.make_aware(datetime.combine(TODAY - timedelta(days=days_ago), datetime.min.time())) + timedelta(
        hours=12
    )


@dataclass
class Hand:
    """What draws: one of some, several times, yes or no, some days ago."""

    draw: Any

    def pick(self, items):
        """One of ``items``."""
        return self.draw(st.sampled_from(list(items)))

    def times(self, most: int, least: int = 0) -> range:
        """Several times."""
        return range(self.draw(st.integers(least, most)))

    def yes(self) -> bool:
        """Yes or no."""
        return self.draw(st.booleans())

    def ago(self) -> int:
        """Days before today, or after it."""
        return self.draw(st.integers(-20, 60))


def write(draw) -> None:
    """Write a random history down: a few visits of a few cohorts, and what came of them."""
    hand = Hand(draw)
    agencies = [Agency.objects.create(region_id=code, name=f"Dinas {n}") for code in REGIONS for n in (1, 2)]
    cohorts = []
    for number in hand.times(2, least=1):
        programme = Programme.objects.create(region_id="3500", name=f"Program {number}", public=True)
        cohorts.append(Cohort.objects.create(programme=programme, name="I", starts=TODAY, ends=TODAY))
    people = []
    for number in hand.times(6):
        user = User.objects.create_user(f"p{number}@example.id", name=f"P{number}")
        people.append(Participant.objects.create(cohort=hand.pick(cohorts), user=user, agency=hand.pick(agencies)))
    visits = [_visit(hand, cohorts) for _ in hand.times(3)]
    stops = [
        Stop.objects.create(visit=visit, title=f"T{n}", starts=moment(0), place="Kota")
        for visit in visits
        for n in hand.times(2)
    ]
    observations = [_observation(hand, stops, people) for _ in hand.times(6 if stops and people else 0)]
    practices = [_practice(hand, visits, observations) for _ in hand.times(4 if visits else 0)]
    promises = [_promise(hand, people, visits, practices) for _ in hand.times(5 if visits and people else 0)]
    for _ in hand.times(4):
        _idea(hand, agencies, practices, promises)


def _visit(hand, cohorts) -> Visit:
    return Visit.objects.create(
        cohort=hand.pick(cohorts), host_region_id=hand.pick(REGIONS), starts=TODAY, ends=TODAY,
        state=hand.pick(("planned", "held", "cancelled")), cost=hand.pick((None, 1_000_000, 7_000_001)),
    )  # fmt: skip


def _observation(hand, stops, people) -> Observation:
    stop = hand.pick(stops)
    Attendance.objects.get_or_create(stop=stop, participant=hand.pick(people), defaults={"how": "qr"})
    return Observation.objects.create(
        stop=stop, participant=hand.pick(people), client_id=uuid4(), saw="x", written=moment(hand.ago()),
        withdrawn=moment(0) if hand.yes() else None,
    )  # fmt: skip


def _practice(hand, visits, observations) -> Practice:
    practice = Practice.objects.create(
        visit=hand.pick(visits), title="P", what="x", state=hand.pick(("draft", "published", "withdrawn")),
        ask_again=hand.pick((None, TODAY - timedelta(days=hand.ago()))),
    )  # fmt: skip
    practice.observations.set([each for each in observations if hand.yes()])
    return practice


def _promise(hand, people, visits, practices) -> TakeHome:
    state = hand.pick(("open", "adopted", "dropped"))
    return TakeHome.objects.create(
        participant=hand.pick(people), region_id=hand.pick(REGIONS), visit=hand.pick(visits), title="J", first_step="x",
        practice=hand.pick([None, *practices]), step_by=TODAY - timedelta(days=hand.ago()),
        promised_by=hand.pick((None, TODAY - timedelta(days=hand.ago()))), step_done=hand.pick((None, TODAY)), state=state, closed=None if state == "open" else TODAY,
    )  # fmt: skip


def _idea(hand, agencies, practices, promises) -> None:
    idea = Idea.objects.create(
        region_id=hand.pick(REGIONS), agency=hand.pick(agencies), title="G", summary="x",
        practice=hand.pick([None, *practices]), take_home=hand.pick([None, *promises]),
        stage=hand.pick(("gathered", "running", "shown", "stopped")),
        stop_on=hand.pick((None, TODAY - timedelta(days=hand.ago()))),
    )  # fmt: skip
    states = ("asked", "promised", "declined")
    for agency in {hand.pick(agencies), hand.pick(agencies)}:
        Contribution.objects.create(idea=idea, agency=agency, state=hand.pick(states), asked=moment(hand.ago()))
    if hand.yes():
        decided = moment(0) if hand.yes() else None
        Agreement.objects.create(idea=idea, agency=hand.pick(agencies), asked=moment(hand.ago()), decided=decided)


def _late(moment_asked: datetime) -> bool:
    return (TODAY - timezone.localtime(moment_asked).date()).days > 14


def counted(kind: str, key: str) -> dict[str, int]:
    """Count everything record by record, from whole tables."""
    visits = [
        v for v in Visit.objects.all()
        if v.state != "cancelled" and {
            "visit": str(v.pk) == key,
            "cohort": str(v.cohort_id) == key,
            "host": v.host_region_id == key,
            "region": any(p.agency.region_id == key for p in v.cohort.participants.all()),
        }[kind]
    ]  # fmt: skip
    here, own = {v.pk for v in visits}, (lambda code: kind != "region" or code == key)
    people = [
        p
        for p in Participant.objects.all()
        if own(p.agency.region_id) and any(v.cohort_id == p.cohort_id for v in visits)
    ]
    observations = [
        o for o in Observation.objects.all()
        if o.stop.visit_id in here and o.withdrawn is None and own(o.participant.agency.region_id)
    ]  # fmt: skip
    promises = [t for t in TakeHome.objects.all() if t.visit_id in here and own(t.region_id)]
    practices = [
        p for p in Practice.objects.all()
        if p.visit_id in here and p.state != "withdrawn" and (
            kind != "region"
            or {o.pk for o in p.observations.all()} & {o.pk for o in observations}
            or any(t.region_id == key for t in p.take_homes.all())
        )
    ]  # fmt: skip
    ideas = [
        i for i in Idea.objects.all()
        if own(i.region_id) and ((i.practice and i.practice.visit_id in here) or (i.take_home and i.take_home.visit_id in here))
    ]  # fmt: skip
    living = [i.pk for i in ideas if i.stage not in ("stopped", "shown")]
    there = {(a.participant_id) for a in Attendance.objects.all() if a.stop.visit_id in here}
    shared = {i.agency_id for i in Idea.objects.all()} | {
        c.agency_id for c in Contribution.objects.all() if c.state == "promised"
    }
    return {
        "visits": len(visits),
        "participants": len(people),
        "present": sum(p.pk in there for p in people),
        "observations": len(observations),
        "practices": len(practices),
        "published": sum(p.state == "published" for p in practices),
        "take_homes": len(promises),
        "steps_done": sum(t.step_done is not None for t in promises),
        "adoptions": sum(t.state == "adopted" for t in promises),
        "ideas": len(ideas),
        "running": sum(i.stage in ("running", "shown") for i in ideas),
        "stopped": sum(i.stage == "stopped" for i in ideas),
        "late_steps": sum(t.state == "open" and t.step_done is None and (t.promised_by or t.step_by) < TODAY for t in promises),
        "late_practices": sum(p.state == "published" and p.ask_again is not None and p.ask_again < TODAY for p in practices),
        "late_contributions": sum(c.idea_id in living and c.state == "asked" and _late(c.asked) for c in Contribution.objects.all()),
        "late_agreements": sum(a.idea_id in living and a.decided is None and _late(a.asked) for a in Agreement.objects.all()),
        "late_ideas": sum(i.stage == "running" and i.stop_on is not None and i.stop_on < TODAY for i in ideas),
        "never_shared": len({p.agency_id for p in people} - shared),
    }  # fmt: skip


def costs(kind: str, key: str) -> tuple[int | None, int]:
    """Add up what is stated of the costs, and count the visits of which nothing is."""
    found = counted(kind, key)
    visits = [
        v for v in Visit.objects.exclude(state="cancelled")
        if {"visit": str(v.pk), "cohort": str(v.cohort_id), "host": v.host_region_id}.get(kind) == key
        or (kind == "region" and any(p.agency.region_id == key for p in v.cohort.participants.all()))
    ]  # fmt: skip
    assert len(visits) == found["visits"]
    stated = [int(v.cost) for v in visits if v.cost is not None]
    return (sum(stated) if stated else None), len(visits) - len(stated)
