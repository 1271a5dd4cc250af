"""Invented assets of twelve regions and more of East Java for the demonstration, all marked *contoh*."""

from __future__ import annotations

from importlib import resources

from django.utils import timezone

from potensi.errors import DataProblems
from potensi.web.actor import Actor
from potensi.web.assets.entries import Imported
from potensi.web.assets.matching import plan
from potensi.web.assets.services import import_assets
from potensi.web.assets.sheet import read_assets

_FILE = "demo_assets.csv"


def load_sample_assets(actor: Actor) -> Imported:
    """Import the invented assets as anybody imports theirs; a second time changes nothing.

    Raises DataProblems where they cannot be imported, such as after one was withdrawn.
    """
    with resources.as_file(resources.files("potensi.web.assets").joinpath(_FILE)) as place:
        read = read_assets(place, timezone.localdate())
    found = plan(actor, read.rows, _FILE)
    if read.problems or found.problems:
        raise DataProblems([*read.problems, *found.problems])
    if not found.new and not found.changed:
        return Imported(0, 0, len(found.same))
    return import_assets(actor=actor, entries=found.entries, file=_FILE, sample=True)
