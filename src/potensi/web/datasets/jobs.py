"""Computing what the pages show of a version: in the background, step by step, resumed where it stopped.

The rows written here are the machine's own book-keeping (how far, alive or not), no act of anybody: they leave no
audit row. Every step writes a file of its own, complete or not at all, and is left out where it is there already.
"""

from __future__ import annotations

import errno
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import Error, connection, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from potensi.web.datasets.models import (
    DONE,
    FAILED,
    PUBLISHED,
    RUNNING,
    WAITING,
    Computation,
    Version,
)

if TYPE_CHECKING:
    from potensi.web.datasets.answers import Step

BEAT_SECONDS = 10
STALE_SECONDS = 60
TRIES = 3
_FULL = (errno.ENOSPC, errno.EDQUOT)


@task()
def compute(computation: int) -> None:
    """Compute what the pages show of a version (the row's key); the worker calls it."""
    run(computation)


def queue(version: Version) -> Computation:
    """Note that a version is to be computed by today's measures, and queue the task. Call it inside a transaction."""
    computation, _ = Computation.objects.get_or_create(version=version, measures=measures())
    if computation.state in (WAITING, FAILED) and not _queued(computation):
        _enqueue(computation, tries=0)
    return computation


def run(key: int) -> None:
    """Do one computation to its end, unless it is done, given up, or in the hands of another worker that lives."""
    computation = _claim(key)
    if computation is None:
        return
    try:
        with _beating(key):
            _work(computation)
    except Exception as error:
        Computation.objects.filter(pk=key).update(state=FAILED, failure=_reason(error), finished=timezone.now())
        raise
    Computation.objects.filter(pk=key).update(state=DONE, failure="", finished=timezone.now())


def recover(*, alone: bool = False) -> int:
    """Queue again what a killed worker left behind; give up after a few tries. Return how many were taken care of.

    A worker calls it when it starts and now and then; with ``alone`` it knows that no other worker is alive.
    """
    open_ones = Computation.objects.filter(state__in=(WAITING, RUNNING)).values_list("pk", flat=True)
    return sum(_recovered(key, alone) for key in list(open_ones))


def recompute_outdated() -> int:
    """Queue every published version that today's measures have not computed yet; return how many there were."""
    current = Computation.objects.filter(measures=measures()).values("version")
    outdated = Version.objects.filter(state=PUBLISHED).exclude(pk__in=current)
    for version in outdated:
        with transaction.atomic():
            queue(version)
    return len(outdated)


def looks_dead(computation: Computation) -> bool:
    """Whether an unfinished computation has given no sign of life for too long, or has lost its task."""
    if computation.over or (computation.state == RUNNING and not _silent(computation)):
        return False
    return not _queued(computation)


def measures() -> str:
    """Return the fingerprint of the code and cards that compute."""
    from potensi.web.datasets.measures_version import measures_version

    return measures_version()


def steps(version: Version) -> list[Step]:
    """Return the steps of a computation (loaded here: they draw and print, which a web process does not need)."""
    from potensi.web.datasets import answers

    return answers.steps(version)


def _claim(key: int) -> Computation | None:
    with transaction.atomic():
        computation = Computation.objects.select_for_update().filter(pk=key).first()
        if computation is None or computation.over:
            return None
        if computation.state == RUNNING and not _silent(computation):
            return None
        now = timezone.now()
        Computation.objects.filter(pk=key).update(
            state=RUNNING, started=computation.started or now, beat=now, tries=F("tries") + 1, failure=""
        )
    return computation


def _work(computation: Computation) -> None:
    todo = steps(computation.version)
    own = Computation.objects.filter(pk=computation.pk)
    ready = [step.ready() for step in todo]
    own.update(total=len(todo), done=sum(ready), beat=timezone.now())
    for step, there in zip(todo, ready, strict=True):
        if not there:
            step.make()
            own.update(done=F("done") + 1, beat=timezone.now())


@contextmanager
def _beating(key: int) -> Iterator[None]:
    """Give signs of life while a step takes its time."""
    stopped = threading.Event()

    def beat() -> None:
        try:
            while not stopped.wait(BEAT_SECONDS):
                _beat(key)
        finally:
            connection.close()

    thread = threading.Thread(target=beat, name=f"beat of computation {key}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stopped.set()
        thread.join()


def _beat(key: int) -> None:
    # A beat that is lost (a busy database) does no harm: the next one comes before anybody misses it.
    try:
        Computation.objects.filter(pk=key, state=RUNNING).update(beat=timezone.now())
    except Error:
        connection.close()


def _recovered(key: int, alone: bool) -> bool:
    """Take care of one unfinished computation; return whether there was something to do."""
    with transaction.atomic():
        computation = Computation.objects.select_for_update().filter(pk=key).first()
        if computation is None or computation.over or _queued(computation):
            return False
        if not alone and not _silent(computation):
            return False
        _bury(computation)
        if computation.tries >= TRIES:
            Computation.objects.filter(pk=key).update(state=FAILED, failure="worker_lost", finished=timezone.now())
        else:
            _enqueue(computation, tries=computation.tries)
    return True


def _enqueue(computation: Computation, *, tries: int) -> None:
    queued = compute.enqueue(computation.pk)
    Computation.objects.filter(pk=computation.pk).update(
        state=WAITING, task=queued.id, tries=tries, failure="", finished=None
    )
    computation.refresh_from_db()


def _queued(computation: Computation) -> bool:
    """Whether its task waits for a worker."""
    return _task(computation).filter(status=TaskResultStatus.READY).exists()


def _silent(computation: Computation) -> bool:
    """Whether nothing was heard of it for too long: neither a beat, nor a worker that has just taken the task."""
    since = timezone.now() - timedelta(seconds=STALE_SECONDS)
    if computation.state == RUNNING:
        return computation.beat is None or computation.beat < since
    recent = Q(status=TaskResultStatus.RUNNING, started_at__gte=since)
    return not _task(computation).filter(recent).exists()


def _bury(computation: Computation) -> None:
    """Close the task of a worker that is gone, so that the queue shows no work that nobody does."""
    left = _task(computation).filter(status=TaskResultStatus.RUNNING)
    left.update(status=TaskResultStatus.FAILED, finished_at=timezone.now())


def _task(computation: Computation) -> QuerySet[DBTaskResult]:
    return DBTaskResult.objects.filter(pk=computation.task or None)


def _reason(error: Exception) -> str:
    """Return the name of the sentence that says why it failed."""
    if isinstance(error, OSError) and error.errno in _FULL:
        return "disk_full"
    if isinstance(error, Error):
        return "database"
    return "step"
