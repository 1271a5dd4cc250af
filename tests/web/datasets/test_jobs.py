"""The job: it is queued with the publication, shows how far it is, survives its worker, and says when it gives up."""

import errno
import threading
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import OperationalError
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from web.datasets.made import content, new

from potensi.web.audit.models import AuditRow
from potensi.web.datasets import jobs, queries, services
from potensi.web.datasets.models import Computation
from potensi.web.refused import Forbidden, Invalid

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
PLACE = "/data/pdrb-banyuwangi/versi/1/"


@pytest.fixture
def version(people):
    """A published version; its computation waits."""
    actor = people.actor("analyst")
    draft = services.bring_in(actor=actor, target=new(), content=content())
    return services.publish(actor=actor, version=draft, why="terbit")


@pytest.fixture
def worker(monkeypatch):
    """Run a worker until nothing waits; it keeps the test's own connection."""
    monkeypatch.setattr("django_tasks_db.management.commands.db_worker.close_old_connections", lambda: None)
    return lambda: call_command("db_worker", batch=True, interval=0, startup_delay=False, verbosity=0)


def fresh(version):
    return queries.computation_of(version)


def silent(version, **fields):
    """Make the computation one that a killed worker left behind."""
    long_ago = timezone.now() - timedelta(seconds=jobs.STALE_SECONDS + 1)
    Computation.objects.filter(version=version).update(state="running", beat=long_ago, **fields)
    DBTaskResult.objects.update(status="RUNNING", started_at=long_ago)


def test_the_worker_computes_what_was_published(version, steps, client, worker):
    assert fresh(version).state == "waiting"
    assert DBTaskResult.objects.get().status == "READY"
    worker()
    done = fresh(version)
    assert (done.state, done.done, done.total, done.tries) == ("done", 4, 4, 1)
    assert [name.split("-")[1] for name in steps.made] == ["profile", "peers", "hosts", "pages"]
    assert DBTaskResult.objects.get().status == "SUCCESSFUL"
    assert "sudah siap" in client.get(PLACE).content.decode()


def test_what_is_there_is_not_made_again(version, steps):
    (steps.folder / f"{version.pk}-peers").write_text("there")
    jobs.run(fresh(version).pk)
    assert f"{version.pk}-peers" not in steps.made
    assert (fresh(version).done, fresh(version).total) == (4, 4)
    made = len(steps.made)
    jobs.run(fresh(version).pk)
    assert len(steps.made) == made


def test_progress_is_seen_while_it_runs(version, steps, client, monkeypatch):
    seen = []
    usual = steps.__call__

    def watched(of):
        found = usual(of)
        return [
            type(s)(s.key, lambda s=s: (seen.append((fresh(of).done, fresh(of).state)), s.make()), s.ready)
            for s in found
        ]

    monkeypatch.setattr(jobs, "steps", watched)
    jobs.run(fresh(version).pk)
    assert seen == [(0, "running"), (1, "running"), (2, "running"), (3, "running")]


def test_the_page_shows_how_far_it_is_with_and_without_scripts(version, client):
    Computation.objects.update(state="running", done=2, total=8, beat=timezone.now())
    page = client.get(PLACE).content.decode()
    assert "2 dari 8 langkah" in page
    assert '<progress max="8" value="2"' in page
    assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in page
    assert "Muat ulang" in page
    piece = client.get(f"{PLACE}kemajuan/", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in piece
    assert 'hx-trigger="every 2s"' in piece
    whole = client.get(f"{PLACE}kemajuan/").content.decode()
    assert "<html" in whole
    Computation.objects.update(state="done", done=8)
    assert "hx-get" not in client.get(f"{PLACE}kemajuan/", headers={"HX-Request": "true"}).content.decode()


def test_a_killed_worker_s_job_is_queued_again(version, steps, worker):
    silent(version, tries=1)
    assert jobs.looks_dead(fresh(version))
    assert jobs.recover() == 1
    again = fresh(version)
    assert (again.state, again.tries) == ("waiting", 1)
    assert sorted(DBTaskResult.objects.values_list("status", flat=True)) == ["FAILED", "READY"]
    assert jobs.recover() == 0
    worker()
    assert (fresh(version).state, fresh(version).tries) == ("done", 2)


def test_a_killed_worker_that_had_only_taken_the_task(version):
    long_ago = timezone.now() - timedelta(seconds=jobs.STALE_SECONDS + 1)
    DBTaskResult.objects.update(status="RUNNING", started_at=timezone.now())
    assert jobs.recover() == 0
    DBTaskResult.objects.update(started_at=long_ago)
    assert jobs.recover() == 1


def test_a_living_worker_is_left_alone_unless_there_can_be_none(version):
    Computation.objects.update(state="running", beat=timezone.now(), tries=1)
    DBTaskResult.objects.update(status="RUNNING", started_at=timezone.now())
    assert not jobs.looks_dead(fresh(version))
    assert jobs.recover() == 0
    jobs.run(fresh(version).pk)
    assert fresh(version).state == "running"
    assert jobs.recover(alone=True) == 1


def test_a_lost_task_is_queued_again(version):
    DBTaskResult.objects.all().delete()
    assert jobs.recover() == 1
    assert DBTaskResult.objects.get().status == "READY"


def test_after_three_tries_it_says_so_and_can_be_begun_again(version, people, signed_in, client):
    silent(version, tries=3)
    assert jobs.recover() == 1
    assert (fresh(version).state, fresh(version).failure) == ("failed", "worker_lost")
    assert "terhenti tiga kali" in client.get(PLACE).content.decode()
    assert "Siapkan lagi" not in client.get(PLACE).content.decode()
    assert "Siapkan lagi" in signed_in(people.analyst).get(PLACE).content.decode()
    with pytest.raises(Forbidden):
        services.compute_again(actor=people.actor("stranger"), version=version)
    assert signed_in(people.analyst).post(f"{PLACE}hitung/").status_code == 302
    assert (fresh(version).state, fresh(version).tries) == ("waiting", 0)
    assert AuditRow.objects.first().action == "dataset.computed_again"
    with pytest.raises(Invalid):
        services.compute_again(actor=people.actor("analyst"), version=version)


def test_looking_at_the_page_finds_a_dead_job(version, client):
    silent(version, tries=1)
    page = client.get(f"{PLACE}kemajuan/", headers={"HX-Request": "true"}).content.decode()
    assert "menunggu giliran" in page
    assert fresh(version).state == "waiting"


@pytest.mark.parametrize(
    ("error", "code", "sentence"),
    [
        (OSError(errno.ENOSPC, "full"), "disk_full", "penyimpanan server penuh"),
        (OperationalError("gone"), "database", "Basis data terputus"),
        (ZeroDivisionError(), "step", "tidak dapat diselesaikan"),
    ],
)
def test_a_failing_step_is_told_in_a_sentence(version, steps, client, error, code, sentence):
    steps.fails["hosts"] = error
    with pytest.raises(type(error)):
        jobs.run(fresh(version).pk)
    failed = fresh(version)
    assert (failed.state, failed.failure, failed.done) == ("failed", code, 2)
    assert sentence in client.get(PLACE).content.decode()


def test_new_measures_compute_what_is_published_once_more(version, people, monkeypatch):
    old = services.bring_in(actor=people.actor("analyst"), target=version.dataset, content=content())
    jobs.run(fresh(version).pk)
    assert jobs.recompute_outdated() == 0
    monkeypatch.setattr(jobs, "measures", lambda: "measures-2")
    assert jobs.recompute_outdated() == 1
    assert jobs.recompute_outdated() == 0
    assert not Computation.objects.filter(version=old).exists()
    assert list(Computation.objects.order_by("pk").values_list("measures", "state")) == [
        ("measures-1", "done"),
        ("measures-2", "waiting"),
    ]


def test_publication_and_queue_are_one_transaction(people, monkeypatch):
    actor = people.actor("analyst")
    draft = services.bring_in(actor=actor, target=new(), content=content())

    def broken(*_args, **_named):
        raise OperationalError("the queue is away")

    monkeypatch.setattr(type(jobs.compute), "enqueue", broken)
    with pytest.raises(OperationalError):
        services.publish(actor=actor, version=draft, why="terbit")
    draft.refresh_from_db()
    assert draft.state == "draft"
    assert not Computation.objects.exists()
    assert not AuditRow.objects.filter(action="dataset.published").exists()


def test_a_long_step_keeps_giving_signs_of_life(version, monkeypatch):
    from potensi.web.datasets.answers import Step

    beaten, calls = threading.Semaphore(0), []

    def beat(key):
        calls.append(key)
        beaten.release()

    def make():
        assert beaten.acquire(timeout=30)
        assert beaten.acquire(timeout=30)

    monkeypatch.setattr(jobs, "_beat", beat)
    monkeypatch.setattr(jobs, "BEAT_SECONDS", 0.01)
    monkeypatch.setattr(jobs, "steps", lambda _: [Step("long", make, lambda: False)])
    key = fresh(version).pk
    jobs.run(key)
    assert set(calls) == {key}
    beats = len(calls)
    assert fresh(version).state == "done"
    assert not any(thread.name.startswith("beat of") for thread in threading.enumerate())
    assert len(calls) == beats


def test_a_beat_is_written_while_it_runs_and_only_then(version):
    long_ago = timezone.now() - timedelta(hours=1)
    Computation.objects.update(state="running", beat=long_ago)
    jobs._beat(fresh(version).pk)
    assert fresh(version).beat > long_ago
    Computation.objects.update(state="done", beat=long_ago)
    jobs._beat(fresh(version).pk)
    assert fresh(version).beat == long_ago
