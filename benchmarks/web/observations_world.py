"""Make a cohort at a stop in an installation, or tell what stands there of its observations.

Run in the installation's environment: ``python benchmarks/web/observations_world.py make OUT.json 142`` or
``… check OUT.json``; OUT.json is what was made, or every observation with whether its photo is whole.
"""

import json
import os
import sys
from datetime import timedelta
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "potensi.web.settings")

import django

django.setup()

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction
from django.utils import timezone

from potensi.web.people.models import Agency, User
from potensi.web.photos import kept
from potensi.web.visits.models import Cohort, Observation, Participant, Programme, Stop, Visit


def make(people: int) -> dict[str, object]:
    """Make a cohort of so many, each signed in, at a stop that is on now."""
    today = timezone.localdate()
    days = {"starts": today, "ends": today + timedelta(days=2)}
    programme = Programme.objects.create(region_id="3510", name="Belajar menjual (load)")
    cohort = Cohort.objects.create(programme=programme, name="Angkatan I", **days)
    agency = Agency.objects.create(region_id="3510", name="Dinas (load)")
    visit = Visit.objects.create(cohort=cohort, host_region_id="3510", state="confirmed", **days)
    stop = Stop.objects.create(visit=visit, title="Mal pelayanan", starts=timezone.now(), place="Kota")
    sessions = []
    for place in range(people):
        user = User.objects.create(email=f"peserta-{place}@example.id", name=f"Peserta {place}")
        Participant.objects.create(cohort=cohort, user=user, agency=agency)
        sessions.append(session(user))
    return {"stop": stop.pk, "visit": visit.pk, "sessions": sessions}


def session(user: User) -> str:
    """Return the key of a session in which ``user`` is signed in."""
    store = SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.save()
    return str(store.session_key)


def check() -> list[dict[str, object]]:
    """Return every observation: its number made on the telephone, its words, whether its photo is whole."""
    return [
        {
            "client_id": str(each.client_id),
            "saw": each.saw,
            "photo": each.photo is not None and kept.whole(each.photo.digest),
        }
        for each in Observation.objects.select_related("photo")
    ]


if sys.argv[1] == "make":
    with transaction.atomic():
        found: object = make(int(sys.argv[3]))
else:
    found = check()
Path(sys.argv[2]).write_text(json.dumps(found), encoding="utf-8")
