"""Who may do what: programmes, cohorts, participants, visits, stops (see table.py)."""

from __future__ import annotations

from functools import partial

from web.rights.journey import FIRST, LAST, at
from web.rights.rows import Row
from web.rights.world import file

from potensi.web.people.queries import actor_of
from potensi.web.visits import agreed, enrolling
from potensi.web.visits.models import Participant, Stop
from potensi.web.visits.sheet import Person

# The wrong one takes part in the cohort, the right one organises it; the stranger has no part in it.
Of = partial(Row, right="organiser")
OPEN = "200 200 200 200"
DAYS = {"starts": FIRST.isoformat(), "ends": LAST.isoformat()}


def _pk(name):
    def found(world):
        return {"pk": getattr(world.journey, name).pk}

    found.__name__ = name
    return found


def _key(name):
    def found(world):
        return {"key": getattr(world.journey, name).pk}

    found.__name__ = f"{name}_key"
    return found


programme, hidden = _pk("programme"), _pk("hidden")
cohort, hidden_cohort = _pk("cohort"), _pk("hidden_cohort")
visit, hidden_visit = _pk("visit"), _pk("hidden_visit")
stop, hidden_stop = _pk("stop"), _pk("hidden_stop")
participant = _pk("participant")


def gone(world):
    """Somebody who dropped out."""
    there = {"cohort": world.journey.cohort, "user": world.people.visitor}
    found, _ = Participant.objects.get_or_create(**there, defaults={"agency": world.journey.agency, "left": LAST})
    Participant.objects.filter(pk=found.pk).update(left=LAST)
    return {"pk": found.pk}


def unused_stop(world):
    """A stop at which nobody was yet."""
    there = {"visit": world.journey.visit, "title": "Taman"}
    return {"pk": Stop.objects.get_or_create(**there, defaults={"starts": at(5), "place": "Kota"})[0].pk}


def unused_stop_key(world):
    """The same, as the API calls it."""
    return {"key": unused_stop(world)["pk"]}


def to_confirmed(world):
    """The visit, to be moved back from held to confirmed."""
    type(world.journey.visit).objects.filter(pk=world.journey.visit.pk).update(state="held")
    return visit(world) | {"state": "confirmed"}


def _count(world, model):
    return model._meta.model.objects.count()


def new_programme(world):
    """A programme; another name each time."""
    return {"region": "3510", "name": f"Program {_count(world, world.journey.programme)}", "aim": "Belajar."}


def edited_programme(world):
    """The programme with another aim, begun from what is stored now."""
    world.journey.programme.refresh_from_db()
    return {"name": "Belajar menjual", "aim": "Menjual.", "public": "on", "revision": world.journey.programme.revision}


def new_cohort(world):
    """A cohort; another name each time."""
    return {"name": f"Angkatan {_count(world, world.journey.cohort)}", "threshold": 80} | DAYS


def edited_cohort(world):
    """The cohort with another threshold, begun from what is stored now."""
    world.journey.cohort.refresh_from_db()
    return {"name": "Angkatan I", "threshold": 75, "revision": world.journey.cohort.revision} | DAYS


def person(world):
    """Somebody new of a known agency; another one each time."""
    email = f"rina{_count(world, world.journey.participant)}@example.id"
    return {"name": "Rina", "email": email, "region": "3510", "agency": "Dispar", "kind": "Staf"}


def moved(world):
    """Another title."""
    return {"agency": world.journey.agency.pk, "title": "Analis", "kind": "Staf"}


def left(world):
    """The day somebody dropped out."""
    Participant.objects.filter(pk=world.journey.participant.pk).update(left=None)
    return {"day": LAST.isoformat(), "why": "Sakit."}


def spreadsheet(world):
    """A list with one participant."""
    return {"file": file("Nama,E-mail,Perangkat Daerah,Daerah\nRina,rina@example.id,Dispar,3510\n", "peserta.csv")}


def sealed(world):
    """The same list, as it was shown to whoever asks."""
    actor = actor_of(getattr(world.people, world.asking, world.people.visitor))
    rows = [Person("Rina", "rina@example.id", "Dispar", "3510", at={"name": "A2"})]
    plan = enrolling.plan(world.journey.cohort, rows)
    return {"rows": agreed.sealed(world.journey.cohort.pk, actor, rows, plan, "peserta.csv")}


def new_visit(world):
    """A visit to Bondowoso."""
    return {"why": "Dekat."} | DAYS


def edited_visit(world):
    """The visit with another cost, begun from what is stored now."""
    world.journey.visit.refresh_from_db()
    return {"cost": "150.000.000", "revision": world.journey.visit.revision} | DAYS


def why(world):
    """A reason."""
    return {"why": "Perbaikan."}


def said_visit(world):
    """A visit to Bondowoso, as JSON."""
    return new_visit(world) | {"host_region": "3511", "cost": 150_000_000}


def to_confirmed_key(world):
    """The visit that was held, as the API calls it."""
    return {"key": to_confirmed(world)["pk"]}


def said_state(world):
    """Back to confirmed, as JSON."""
    return {"state": "confirmed"}


def said_stop(world):
    """A stop, as JSON."""
    when = {"starts": at(5).isoformat(), "minutes": 60, "hours": 1.5}
    return {"title": "Balai kota", "place": "Balai kota", "question": "Siapa yang memutuskan?"} | when


def new_stop(world):
    """A stop."""
    day = {"day": FIRST.isoformat(), "time": "13:00", "minutes": 60, "hours": "2"}
    return {"title": "Balai kota", "place": "Balai kota", "question": "Siapa yang memutuskan?"} | day


def edited_stop(world):
    """The stop at another place, begun from what is stored now."""
    world.journey.stop.refresh_from_db()
    return new_stop(world) | {"revision": world.journey.stop.revision}


ADDRESSES = [
    Of("visits:programmes", OPEN),
    Of("visits:programme", OPEN, programme),
    Of("visits:programme", "404 404 404 200", hidden),
    Of("visits:programme_new", "sign-in 403 403 200"),
    Of("visits:programme_new", "sign-in 403 403 302", method="POST", data=new_programme),
    Of("visits:programme_edit", "sign-in 403 403 200", programme),
    Of("visits:programme_edit", "sign-in 403 403 302", programme, "POST", edited_programme),
    Of("visits:cohort_new", "sign-in 403 403 200", programme),
    Of("visits:cohort_new", "sign-in 403 403 302", programme, "POST", new_cohort),
    Of("visits:cohort", OPEN, cohort),
    Of("visits:cohort", "404 404 404 200", hidden_cohort),
    Of("visits:cohort_edit", "sign-in 403 403 200", cohort),
    Of("visits:cohort_edit", "sign-in 403 403 302", cohort, "POST", edited_cohort),
    Of("visits:participants", "sign-in 403 200 200", cohort),
    Of("visits:participants", "sign-in 404 404 200", hidden_cohort),
    Of("visits:participant_new", "sign-in 403 403 200", cohort),
    Of("visits:participant_new", "sign-in 403 403 302", cohort, "POST", person),
    Of("visits:participants_import", "sign-in 403 403 200", cohort),
    Of("visits:participants_import", "sign-in 403 403 200", cohort, "POST", spreadsheet, writes=False),
    Of("visits:participants_agreed", "sign-in 403 403 200", cohort, "POST", sealed),
    Of("visits:participants_blank", "sign-in 403 403 200", cohort),
    Of("visits:participant_edit", "sign-in 404 403 200", participant),
    Of("visits:participant_edit", "sign-in 404 403 302", participant, "POST", moved),
    Of("visits:participant_leave", "sign-in 404 403 200", participant),
    Of("visits:participant_leave", "sign-in 404 403 302", participant, "POST", left),
    Of("visits:participant_return", "sign-in 404 403 200", gone),
    Of("visits:participant_return", "sign-in 404 403 302", gone, "POST", why),
    Of("visits:visit_choose", "sign-in 403 403 200", cohort),
    Of("visits:visit_new", "sign-in 403 403 200", cohort, query="daerah=3511"),
    Of("visits:visit_new", "sign-in 403 403 302", cohort, query="daerah=Atlantis", about="unknown", writes=False),
    Of("visits:visit_new", "sign-in 403 403 302", cohort, "POST", new_visit, query="daerah=3511"),
    Of("visits:visit", OPEN, visit),
    Of("visits:visit", "404 404 404 200", hidden_visit),
    Of("visits:visit_edit", "sign-in 403 403 200", visit),
    Of("visits:visit_edit", "sign-in 403 403 302", visit, "POST", edited_visit),
    Of("visits:visit_move", "sign-in 403 403 200", to_confirmed),
    Of("visits:visit_move", "sign-in 403 403 302", to_confirmed, "POST", why),
    Of("visits:stop", OPEN, stop),
    Of("visits:stop", "404 404 404 200", hidden_stop),
    Of("visits:stop_new", "sign-in 403 403 200", visit),
    Of("visits:stop_new", "sign-in 403 403 302", visit, "POST", new_stop),
    Of("visits:stop_edit", "sign-in 403 403 200", stop),
    Of("visits:stop_edit", "sign-in 403 403 302", stop, "POST", edited_stop),
    Of("visits:stop_remove", "sign-in 403 403 200", stop),
    Of("visits:stop_remove", "sign-in 403 403 409", stop, "POST", why, about="used"),
    Of("visits:stop_remove", "sign-in 403 403 302", unused_stop, "POST", why),
]
OPERATIONS = [
    Of("visits_programmes", OPEN),
    Of("visits_programme", OPEN, _key("programme")),
    Of("visits_programme", "404 404 404 200", _key("hidden")),
    Of("visits_make_programme", "401 403 403 201", method="POST", data=new_programme),
    Of("visits_make_cohort", "401 403 403 201", _key("programme"), "POST", new_cohort),
    Of("visits_cohort", OPEN, _key("cohort")),
    Of("visits_cohort", "404 404 404 200", _key("hidden_cohort")),
    Of("visits_participants", "401 403 200 200", _key("cohort")),
    Of("visits_add_participant", "401 403 403 201", _key("cohort"), "POST", person),
    Of("visits_import_participants", "401 403 403 200", _key("cohort"), "POST", spreadsheet),
    Of(
        "visits_import_participants",
        "401 403 403 200",
        _key("cohort"),
        "POST",
        spreadsheet,
        "dry_run=true",
        writes=False,
    ),
    Of("visits_suggested_hosts", "401 403 403 200", _key("cohort")),
    Of("visits_visits", OPEN),
    Of("visits_make_visit", "401 403 403 201", _key("cohort"), "POST", said_visit),
    Of("visits_visit", OPEN, _key("visit")),
    Of("visits_visit", "404 404 404 200", _key("hidden_visit")),
    Of("visits_move_visit", "401 403 403 200", to_confirmed_key, "POST", said_state),
    Of("visits_stops", OPEN, _key("visit")),
    Of("visits_make_stop", "401 403 403 201", _key("visit"), "POST", said_stop),
    Of("visits_stop", OPEN, _key("stop")),
    Of("visits_stop", "404 404 404 200", _key("hidden_stop")),
    Of("visits_remove_stop", "401 403 403 409", _key("stop"), "DELETE", about="used"),
    Of("visits_remove_stop", "401 403 403 204", unused_stop_key, "DELETE"),
]
# Addresses that only take something, so that whoever looks there is told so (405).
ONLY_TAKE = {"visits:participants_agreed"}
