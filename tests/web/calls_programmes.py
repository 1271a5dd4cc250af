"""A call of every service of programmes (see service_calls.py): service, who acts, with what."""

from datetime import date
from decimal import Decimal

from web.rights.journey import FIRST, LAST, at

from potensi.web.people.models import Region
from potensi.web.people.queries import actor_of
from potensi.web.visits.models import Participant
from potensi.web.visits.services import participants, programmes, stops, visits
from potensi.web.visits.services.stops import Session
from potensi.web.visits.services.visits import Frame
from potensi.web.visits.sheet import Person

NEW = Person("Rina", "rina@example.id", "Dinas Koperasi", "3511", "Kepala Dinas", "Kepala")


def calls(world):
    """Return (service, actor, arguments by name) by the action that its audit row names."""
    organiser, journey = actor_of(world.people.organiser), world.journey
    own, days = Region.objects.get(pk="3510"), {"starts": FIRST, "ends": LAST}
    gone = Participant.objects.create(
        cohort=journey.cohort, user=world.people.visitor, agency=journey.agency, left=date(2025, 9, 16)
    )
    free = stops.Stop.objects.create(visit=journey.visit, title="Taman", starts=at(5), place="Kota")
    programme = {"name": "Belajar di lapangan", "aim": "Belajar.", "office": None, "public": True}
    cohort = {"name": "Angkatan II", "threshold": 90} | days
    session = Session("Balai kota", at(4), "Balai kota", question="Siapa yang memutuskan?")
    there = {"participant": journey.participant}
    frame = Frame(FIRST, LAST, cost=Decimal(150_000_000))
    return {
        "programme.made": (programmes.make_programme, organiser, programme | {"region": own}),
        "programme.edited": (
            programmes.edit_programme, organiser, programme | {"programme": journey.programme, "revision": 1}
        ),
        "cohort.made": (programmes.make_cohort, organiser, cohort | {"programme": journey.programme}),
        "cohort.edited": (programmes.edit_cohort, organiser, cohort | {"cohort": journey.cohort, "revision": 1}),
        "participants.imported": (
            participants.import_participants, organiser, {"cohort": journey.cohort, "rows": [NEW], "file": "peserta.xlsx"}
        ),
        "participant.added": (
            participants.add_participant, organiser, {"cohort": journey.cohort, "person": NEW, "make_agency": True}
        ),
        "participant.changed": (
            participants.change_participant, organiser, there | {"agency": journey.agency, "title": "Analis", "kind": "Staf"}
        ),
        "participant.left": (participants.leave, organiser, there | {"day": date(2025, 9, 16), "why": "Sakit."}),
        "participant.returned": (participants.return_to, organiser, {"participant": gone}),
        "visit.made": (
            visits.make_visit, organiser,
            {"cohort": journey.cohort, "host_region": Region.objects.get(pk="3511"), "frame": frame, "why": "Dekat."},
        ),
        "visit.edited": (visits.edit_visit, organiser, {"visit": journey.visit, "revision": 1, "frame": frame}),
        "visit.moved": (visits.move_visit, organiser, {"visit": journey.visit, "state": "confirmed"}),
        "stop.made": (stops.make_stop, organiser, {"visit": journey.visit, "session": session}),
        "stop.edited": (stops.edit_stop, organiser, {"stop": journey.stop, "revision": 1, "session": session}),
        "stop.removed": (stops.remove_stop, organiser, {"stop": free}),
    }  # fmt: skip
