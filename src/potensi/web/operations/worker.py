"""The background worker: it does the tasks that pages queue, one at a time, until it is asked to stop."""

from __future__ import annotations

import logging
import os
import socket
import sys
from pathlib import Path
from typing import Any

from potensi.web.operations import parent, presence, upkeep
from potensi.web.operations.alone import in_use
from potensi.web.operations.start import set_up

MODULE = "potensi.web.operations.worker"
# How a task ends that the worker was asked to leave; it is taken up again at the next start.
_CUT_OFF = "builtins.SystemExit"
_COURTESY = 10
_log = logging.getLogger(__name__)


def command(*, own: int) -> list[str]:
    """Return the command line of a worker that ends with the process of number ``own``."""
    return [sys.executable, "-m", MODULE, str(own)]


def work(home: Path) -> None:
    """Take care of what a killed worker left, queue what this version has not computed yet, then do tasks."""
    from django.core.management import call_command
    from django_tasks.signals import task_finished

    from potensi.web.datasets import jobs

    task_finished.connect(_note_failure)
    folder = upkeep.folder(home)
    with in_use(home), presence.present(folder, socket.gethostname()) as place:
        jobs.recover(alone=presence.living(folder) == [place])
        jobs.recompute_outdated()
        upkeep.start(place)
        call_command("db_worker", startup_delay=False, interval=1, verbosity=0)


def _note_failure(*, task_result: Any, **_: Any) -> None:
    if task_result.errors and task_result.errors[-1].exception_class_path != _CUT_OFF:
        _log.error("a task failed: %s", task_result.errors[-1].traceback)


def main(arguments: list[str]) -> None:
    """Work as the child of another process."""
    parent.watch(int(arguments[0]))
    if hasattr(os, "nice"):
        # Whoever waits for a page comes first.
        os.nice(_COURTESY)
    set_up()
    from django.conf import settings

    work(settings.INSTALLATION.home)


if __name__ == "__main__":
    main(sys.argv[1:])
