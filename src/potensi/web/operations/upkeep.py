"""What a worker does besides its tasks: signs of life, lost work queued again, leftovers removed."""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from potensi.web.operations import alone, presence

BEAT_SECONDS = 10
_SILENCE = 6
_MINUTE, _DAY = 60.0, 86_400.0
_FORGET_TASKS_DAYS = 30
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Beat:
    """A worker's last sign of life: seconds ago, on which machine, and whether that worker lives."""

    seconds: float
    machine: str
    alive: bool


def folder(home: Path) -> Path:
    """Return where workers leave their signs of life."""
    return home / "workers"


def beat(place: Path) -> None:
    """Leave a sign of life."""
    os.utime(place)


def last_beat(home: Path) -> Beat | None:
    """Return the latest sign of life of any worker; None where there never was one."""
    places = sorted(folder(home).glob("*"), key=lambda place: place.stat().st_mtime)
    if not places:
        return None
    last = places[-1]
    seconds = max(0.0, time.time() - last.stat().st_mtime)
    held = alone.is_held(last) or not presence.here(last)
    return Beat(seconds, last.read_text(encoding="utf-8"), held and seconds < _SILENCE * BEAT_SECONDS)


def start(place: Path) -> None:
    """Look after everything in the background of this process."""
    threading.Thread(target=_look_after, args=(place,), name="upkeep", daemon=True).start()


def chores() -> None:
    """Remove what nobody needs any more: orphans, old sessions, old tasks, what other versions computed."""
    from django.core.management import call_command

    from potensi.web.datasets import answers_kept, figures
    from potensi.web.operations import demonstration
    from potensi.web.photos import services as photos

    figures.forget_orphans()
    photos.forget_unused()
    answers_kept.clear_outdated()
    call_command("clearsessions")
    call_command("prune_db_task_results", min_age_days=_FORGET_TASKS_DAYS, verbosity=0)
    demonstration.close_after_a_day()


def _look_after(place: Path) -> None:
    from potensi.web.datasets import jobs

    recovered = cleaned = time.monotonic() - _DAY
    while True:
        now = time.monotonic()
        _safely(lambda: beat(place))
        if now - recovered >= _MINUTE:
            recovered = now
            _safely(jobs.recover)
        if now - cleaned >= _DAY / 24:
            cleaned = now
            _safely(chores)
        time.sleep(BEAT_SECONDS)


def _safely(act: Callable[[], object]) -> None:
    from django.db import Error, connections

    # What fails now is tried again at its next turn; the worker's tasks must not suffer.
    try:
        act()
    except (Error, OSError) as error:
        _log.warning("upkeep had to wait: %s", error)
    finally:
        connections.close_all()
