"""Make the people of a load run in an installation and write what the users of ``locustfile.py`` need to know.

Run in the installation's environment: ``python benchmarks/web/world.py OUT.json UPLOAD.xlsx``.
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
from django.utils import timezone

from potensi.codes import industries, regions
from potensi.web.actor import ANALYST, PARTICIPANT
from potensi.web.people.models import Agency, Membership, Office, User

SIGNED_IN = 40


def main() -> None:
    """Write the world of one load run."""
    agency, _ = Agency.objects.get_or_create(region_id="3510", name="Bappeda (load)")
    office, _ = Office.objects.get_or_create(agency=agency, title="Staf (load)")
    sessions = [session(member(office, place, PARTICIPANT)) for place in range(SIGNED_IN)]
    world = {
        "regions": [entry.code for entry in regions().entries if entry.parent == "3500"],
        "industries": [industry_path(entry.code) for entry in industries().entries],
        "sessions": sessions,
        "token": token(member(office, SIGNED_IN, ANALYST)),
        "upload": sys.argv[2],
        "check": "/api/v1/datasets/check",
        "check_fields": {"unit": "miliar rupiah", "price": "constant2010"},
    }
    Path(sys.argv[1]).write_text(json.dumps(world), encoding="utf-8")


def member(office: Office, place: int, role: str) -> User:
    """Return a person who holds ``office``."""
    user, new = User.objects.get_or_create(email=f"load-{place}@example.id", defaults={"name": f"Load {place}"})
    if new:
        Membership.objects.create(user=user, office=office, role=role, since=timezone.localdate() - timedelta(days=1))
    return user


def session(user: User) -> str:
    """Return the key of a session in which ``user`` is signed in."""
    store = SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.save()
    assert store.session_key is not None
    return store.session_key


def token(user: User) -> str:
    """Return a token with which a program acts as ``user``."""
    from potensi.web.people.queries import actor_of
    from potensi.web.people.services import make_token

    made = make_token(actor=actor_of(user), name="load")
    return made if isinstance(made, str) else made[1]


def industry_path(code: str) -> str:
    """Return the address of an industry's page."""
    from django.urls import reverse

    return reverse("pages:industry", args=[code])


main()
