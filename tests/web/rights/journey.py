"""A small study visit, from the programme to an idea: Banyuwangi's people learn from their own planning agency.

The organiser, the participant and the host are the ones of ``people``; a second participant comes from Bondowoso.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

from potensi.web.assets.models import Asset
from potensi.web.ideas.models import Agreement, Basis, Contribution, Idea, Review
from potensi.web.people.models import Agency, Office, User
from potensi.web.visits.models import (
    Attendance,
    Cohort,
    Group,
    Host,
    Observation,
    Participant,
    Practice,
    Programme,
    Slot,
    Stop,
    TakeHome,
    Visit,
)

REGION, OTHER_REGION = "3510", "3511"
FIRST, LAST = date(2025, 9, 15), date(2025, 9, 17)


def at(hour: int) -> datetime:
    """A moment of the first day of the visit."""
    return datetime(2025, 9, 15, hour, tzinfo=UTC)


@dataclass
class Journey:
    """Everything of one visit."""

    programme: Programme
    hidden: Programme  # not public, with a cohort of its own
    cohort: Cohort
    hidden_cohort: Cohort
    group: Group
    participant: Participant  # people.participant
    guest: Participant  # from Bondowoso
    host: Host
    slot: Slot  # taken by the visit
    free_slot: Slot
    visit: Visit
    hidden_visit: Visit
    stop: Stop
    hidden_stop: Stop
    attendance: Attendance
    observation: Observation  # the participant's own
    practice: Practice  # published
    draft: Practice
    take_home: TakeHome  # the participant's own, for Banyuwangi
    asset: Asset  # public
    hidden_asset: Asset  # for the region alone
    agency: Agency  # Banyuwangi's planning agency
    partner: Agency  # a second agency of Banyuwangi, without people
    idea: Idea  # Banyuwangi's, for the region alone
    public_idea: Idea
    contribution: Contribution  # asked of the planning agency
    agreement: Agreement  # waited for from the planning agency's head
    review: Review  # asked of the stranger


def build(people) -> Journey:
    """Write the visit's records down."""
    office = Office.objects.get(memberships__user=people.organiser)
    agency = office.agency
    partner = Agency.objects.create(region_id=REGION, name="Dinas Pariwisata", short="Dispar")
    frame = _frame(people, office)
    learned = _learned(frame)
    ideas = _ideas(people, agency, learned["practice"], learned["take_home"])
    return Journey(agency=agency, partner=partner, **frame, **learned, **ideas)


def _frame(people, office) -> dict:
    """Programme, cohort, people, host, visit, stop: once for everybody, once hidden."""
    own, make = {"region_id": REGION, "office": office}, Programme.objects.create
    programme = make(name="Belajar menjual", aim="Belajar menjual.", **own)
    hidden = make(name="Uji jalan", public=False, **own)
    days = {"starts": FIRST, "ends": LAST}
    cohort = Cohort.objects.create(programme=programme, name="Angkatan I", **days)
    hidden_cohort = Cohort.objects.create(programme=hidden, name="Angkatan uji", **days)
    group = Group.objects.create(cohort=cohort, number=1)
    nia, there = User.objects.create_user("nia@example.id", name="Nia"), Agency.objects.get(region=OTHER_REGION)
    in_group = {"cohort": cohort, "group": group}
    host_office = Office.objects.get(memberships__user=people.host)
    host = Host.objects.create(agency=office.agency, office=host_office, welcome="Selamat datang.")
    slot, free_slot = (Slot.objects.create(host=host, starts=at(h), ends=at(h + 2), places=150) for h in (2, 6))
    taken = {"host": host, "slot": slot, "state": "held", "cost": 142_000_000}
    visit = Visit.objects.create(cohort=cohort, host_region_id=REGION, **taken, **days)
    hidden_visit = Visit.objects.create(cohort=hidden_cohort, host_region_id=OTHER_REGION, **days)
    return {
        "programme": programme,
        "hidden": hidden,
        "cohort": cohort,
        "hidden_cohort": hidden_cohort,
        "group": group,
        "participant": Participant.objects.create(user=people.participant, agency=office.agency, kind="Staf", **in_group),
        "guest": Participant.objects.create(user=nia, agency=there, kind="Kepala", **in_group),
        "host": host,
        "slot": slot,
        "free_slot": free_slot,
        "visit": visit,
        "hidden_visit": hidden_visit,
        "stop": Stop.objects.create(visit=visit, title="Mal pelayanan", starts=at(2), place="Kota", question="Mengapa?"),
        "hidden_stop": Stop.objects.create(visit=hidden_visit, title="Pasar", starts=at(3), place="Kota", question="Siapa?"),
    }  # fmt: skip


def _learned(frame) -> dict:
    """Who was there, what was seen, what of it is good practice, what is taken home."""
    stop, visit, participant = frame["stop"], frame["visit"], frame["participant"]
    observation = Observation.objects.create(
        stop=stop, participant=participant, client_id=UUID(int=1), saw="Satu loket untuk semua izin.", written=at(3)
    )
    texts = {"what": "Satu loket untuk semua izin.", "works_because": "Semua dinas duduk bersama."}
    card = texts | {"visit": visit, "group": frame["group"]}
    practice = Practice.objects.create(title="Satu loket", state="published", published=at(9), **card)
    practice.observations.add(observation)
    promise = {"title": "Satu loket di kecamatan", "first_step": "Rapat dengan camat.", "step_by": date(2025, 9, 29)}
    return {
        "attendance": Attendance.objects.create(stop=stop, participant=participant, how="list"),
        "observation": observation,
        "practice": practice,
        "draft": Practice.objects.create(title="Festival desa", **card),
        "take_home": TakeHome.objects.create(
            participant=participant, region_id=REGION, visit=visit, practice=practice, **promise
        ),
    }


def _ideas(people, agency, practice, take_home) -> dict:
    """Assets, and ideas that stand on them."""
    asset = Asset.objects.create(region_id=REGION, name="Gudang kopi tua", kind="building", lat=-8.2, lon=114.3)
    common = {"region_id": REGION, "agency": agency, "summary": "Gudang menjadi kedai kopi."}
    common |= {"created_by": people.participant}
    idea = Idea.objects.create(title="Kedai di gudang tua", practice=practice, take_home=take_home, **common)
    Basis.objects.create(idea=idea, kind="asset", asset=asset, snapshot={"name": asset.name})
    return {
        "asset": asset,
        "hidden_asset": Asset.objects.create(region_id=REGION, name="Lahan", kind="place", visibility="region"),
        "idea": idea,
        "public_idea": Idea.objects.create(title="Pasar kopi Minggu", visibility="public", **common),
        "contribution": Contribution.objects.create(idea=idea, agency=agency, wish="Izin memakai gudang"),
        "agreement": Agreement.objects.create(idea=idea, agency=agency),
        "review": Review.objects.create(idea=idea, reviewer=people.stranger),
    }
