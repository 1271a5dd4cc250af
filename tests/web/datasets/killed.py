"""Kills real processes at counted moments and looks what is left; run as a program of its own.

``python -m web.datasets.killed SEED IMPORTS JOBS`` works in the installation that the environment names and prints
what it saw as JSON. A moment is a statement to the database, a commit, or a write to the disk: before, midway, after.
Moments are counted, not timed, so that a seed always draws the same ones. Each process is forked from this one,
which itself never computes (a fork has no threads of its own) and does nothing but look.
"""

import json
import os
import random
import signal
import sys
from contextlib import contextmanager
from pathlib import Path

import django

TITLE = "PDRB {0}"


class Moments:
    """Counts the moments of a process ("s": at the database, "d": at the disk) and ends it at the one of this kind and number."""

    def __init__(self, last=("", 0)):
        self.last = last
        self.kinds = ""

    def passes(self, kind):
        """Note that one more moment is there."""
        self.kinds += kind
        if (kind, self.kinds.count(kind)) == self.last:
            os.kill(os.getpid(), signal.SIGKILL)


def watch(moments):
    """Have every statement, commit and write of this process counted."""
    from django.db import connection
    from django.db.backends.base.base import BaseDatabaseWrapper

    def statement(execute, *arguments):
        moments.passes("s")
        done = execute(*arguments)
        moments.passes("s")
        return done

    connection.execute_wrappers.append(statement)
    BaseDatabaseWrapper._commit = around(BaseDatabaseWrapper._commit, "s", moments)
    os.replace = around(os.replace, "d", moments)
    os.fsync = around(os.fsync, "d", moments)
    Path.write_bytes = in_halves(moments)
    write_table_in_halves(moments)


def around(usual, kind, moments):
    """Return the function with a moment before and after it."""

    def counted(*arguments, **named):
        moments.passes(kind)
        done = usual(*arguments, **named)
        moments.passes(kind)
        return done

    return counted


def in_halves(moments):
    """Return a ``Path.write_bytes`` with a moment when half is written."""

    def write_bytes(self, content):
        with self.open("wb") as file:
            file.write(content[: len(content) // 2])
            file.flush()
            moments.passes("d")
            file.write(content[len(content) // 2 :])
        return len(content)

    return write_bytes


def write_table_in_halves(moments):
    """Have pyarrow's Parquet files written in two halves too."""
    import io

    import pyarrow.parquet

    usual = pyarrow.parquet.write_table

    def write_table(table, place, **options):
        whole = io.BytesIO()
        usual(table, whole, **options)
        Path(place).write_bytes(whole.getvalue())

    pyarrow.parquet.write_table = write_table


def forked(act, last=("", 0)):
    """Run ``act`` in a process that is killed at the moment ``last``: its kind, and which one of that kind.

    Return the signal that ended it (0: none) and, where it came to its end, the kinds of its moments.
    """
    from django.db import connections

    connections.close_all()
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            moments = Moments(last)
            watch(moments)
            act()
            connections.close_all()
            os.write(writing, moments.kinds.encode())
            code = 0
        finally:
            os._exit(code)
    os.close(writing)
    with os.fdopen(reading) as answer:
        kinds = answer.read()
    _, status = os.waitpid(child, 0)
    if os.WIFEXITED(status) and os.WEXITSTATUS(status):
        raise RuntimeError("a process failed that nobody killed")
    return (os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0), kinds


def bring_in(title):
    """Take in a file as an upload does and publish it."""
    from web.datasets.made import csv, new, upload

    from potensi.web.actor import SYSTEM
    from potensi.web.datasets import apart, intake, services
    from potensi.web.datasets.papers import stated

    def in_this_process(place, options, _answer):
        found = apart.find(place, options.as_arguments())
        return intake.Reading(found.report, found.excerpts)

    intake._read_apart = in_this_process
    report = intake.read(upload(csv()), intake.Options()).report
    panel = stated(report.panel, {"source": "Badan Pusat Statistik", "title": title})
    content = services.Figures(panel, report.understood, report.file)
    draft = services.bring_in(actor=SYSTEM, target=new(title), content=content)
    services.publish(actor=SYSTEM, version=draft, why="terbit")


def publish_small():
    """Publish the figures of two regions, so that there is a job that takes long enough to be killed in."""
    from web.datasets.made import content, new, panel

    from potensi.web.actor import SYSTEM
    from potensi.web.datasets import services

    small = panel(regions=["3510", "3511"], activities=["A", "C"], periods=[2022, 2024])
    draft = services.bring_in(actor=SYSTEM, target=new("Kecil"), content=content(small))
    services.publish(actor=SYSTEM, version=draft, why="terbit")


def work():
    """Work off the queue, as a worker does that has just been started."""
    from django.core.management import call_command

    from potensi.web.datasets import jobs

    jobs.recover(alone=True)
    call_command("db_worker", batch=True, interval=0, startup_delay=False, verbosity=0)


def left_behind():
    """Return everything that is not as it must be between two acts, whenever a process ended."""
    from django.conf import settings
    from django_tasks_db.models import DBTaskResult

    from potensi.web.audit.models import AuditRow
    from potensi.web.datasets.figures import whole
    from potensi.web.datasets.models import Computation, Dataset, Version

    versions = list(Version.objects.all())
    come_out = [version for version in versions if version.published]
    tasks = {str(key) for key in DBTaskResult.objects.values_list("pk", flat=True)}
    queued = dict(Computation.objects.values_list("version", "task"))
    faults = [f"version {each.pk} without its figures" for each in versions if not whole(each.digest)]
    files = settings.INSTALLATION.figures.glob("*.parquet")
    faults += [f"half a file {file.name}" for file in files if not whole(file.stem)]
    for action, rows in (("dataset.brought_in", versions), ("dataset.published", come_out)):
        noted = sorted(AuditRow.objects.filter(action=action).values_list("target_id", flat=True))
        if noted != sorted(str(version.pk) for version in rows):
            faults.append(f"{action}: {noted} noted")
    faults += [f"{each} has no version" for each in Dataset.objects.filter(versions=None)]
    faults += [f"version {each.pk} is not queued" for each in come_out if queued.get(each.pk) not in tasks]
    return faults


@contextmanager
def only(title):
    """Have nothing in the queue but the computation of one data set."""
    from django_tasks_db.models import DBTaskResult

    from potensi.web.datasets.models import Computation

    others = Computation.objects.exclude(version__dataset__title=title)
    DBTaskResult.objects.filter(pk__in=[each.task for each in others]).update(status="SUCCESSFUL")
    others.update(state="done")
    yield Computation.objects.filter(version__dataset__title=title)


def results():
    """Return every finished file of the results: its name and content."""
    from django.conf import settings

    folder = settings.INSTALLATION.results
    return {
        str(place.relative_to(folder)): place.read_bytes()
        for place in folder.rglob("*")
        if place.is_file() and not place.name.endswith(".part")
    }


def kill_imports(draw, count):
    """Kill ``count`` imports, at every moment at the disk and drawn ones at the database; look what was left behind."""
    _, kinds = forked(lambda: bring_in(TITLE.format("utuh")))
    faults = left_behind()
    moments = [("d", number + 1) for number in range(kinds.count("d"))]
    moments += [("s", number + 1) for number in sorted(draw.sample(range(kinds.count("s")), k=count - len(moments)))]
    for turn, last in enumerate(moments):
        ended, _ = forked(lambda turn=turn: bring_in(TITLE.format(turn)), last)
        faults += [] if ended == signal.SIGKILL else [f"import {turn} was not killed"]
        faults += [f"import killed at {last} of {kinds}: {fault}" for fault in left_behind()]
    return {"killed": len(moments), "faults": faults}


def kill_jobs(draw, count):
    """Kill the worker ``count`` times; each time it is started again it goes on where it was, or it says so."""
    forked(publish_small)
    with only("Kecil") as computations:
        _, kinds = forked(work)
        whole, killed, given_up = results(), 0, 0
        faults = [] if computations.get().state == "done" else ["the undisturbed job is not done"]
        while killed < count:
            given_up += go_on(computations)
            kind = draw.choice("sd")
            ended, _ = forked(work, (kind, draw.randint(1, kinds.count(kind) // 2)))
            killed += ended == signal.SIGKILL
            now = results()
            faults += [f"{name} is not what it was" for name in now if now[name] != whole.get(name)]
            if computations.get().state == "done" and now.keys() != whole.keys():
                faults.append("done before all was there")
            faults += left_behind()
        while computations.get().state != "done" and given_up < count:
            given_up += go_on(computations)
            forked(work)
        faults += [] if results() == whole else ["the results differ from those of an undisturbed job"]
    return {"killed": killed, "files": len(whole), "given_up": given_up, "faults": faults}


def go_on(computations):
    """Begin anew where the job is done; where it gave up, have it begun once more. Return whether it had given up."""
    from potensi.web.actor import SYSTEM
    from potensi.web.datasets import services

    computation = computations.get()
    if computation.state == "done":
        begin_again(computations)
    if computation.state != "failed":
        return False
    assert computation.failure == "worker_lost"
    services.compute_again(actor=SYSTEM, version=computation.version)
    return True


def begin_again(computations):
    """Forget what was computed, and queue it as if it had just been published."""
    import shutil

    from django.conf import settings
    from django.db import transaction

    from potensi.web.datasets import jobs

    for place in settings.INSTALLATION.results.iterdir():
        shutil.rmtree(place)
    computations.update(state="failed")
    with transaction.atomic():
        jobs.queue(computations.get().version)


def main(seed, imports, jobs):
    """Do it all and print what was seen."""
    django.setup()
    from django.core.management import call_command

    # Loaded here, so that no forked process loads it again.
    from web.datasets import made  # noqa: F401

    from potensi.web.datasets import answers_made, apart, figures  # noqa: F401
    from potensi.web.datasets.measures_version import measures_version
    from potensi.web.people.seed import load_regions

    call_command("migrate", verbosity=0)
    load_regions()
    measures_version()  # read once, whatever happens to the sources while this runs
    draw = random.Random(seed)
    seen = {"imports": kill_imports(draw, imports), "jobs": kill_jobs(draw, jobs)}
    gone = figures.forget_orphans(older_than=-1)
    from django.conf import settings

    uploads = [str(place) for place in settings.INSTALLATION.uploads.iterdir()]
    print(json.dumps(seen | {"gone": gone, "uploads": uploads, "after": left_behind()}))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
