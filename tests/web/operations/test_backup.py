"""A backup comes back with the same counts and digests, on either database and from one to the other."""

import contextlib
import json
import os
import shutil
import sqlite3
import stat
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from web.operations.installed import Installed

COUNTS = """
from django.apps import apps
print({m._meta.label: m._base_manager.count() for m in apps.get_models(include_auto_created=True)
       if m._meta.label not in ("sessions.Session", "django_tasks_database.DBTaskResult", "datasets.Computation")})
"""


def manifest(place: Path) -> dict:
    with zipfile.ZipFile(place) as packed:
        return json.loads(packed.read("manifest.json"))


def said(place: Path) -> dict:
    """What a backup says of every table, and which figures it has: the same from either database."""
    members = manifest(place)["members"]
    return {name: (each["rows"], each["digest"] or each["sha256"]) for name, each in members.items()}


def test_a_backup_holds_every_table_and_figure_with_its_count_and_digest(worked_on, tmp_path):
    worked_on.run("backup", str(tmp_path / "b.zip"))
    told = manifest(tmp_path / "b.zip")
    tables = {
        name.split("/")[1].removesuffix(".jsonl"): each["rows"]
        for name, each in told["members"].items()
        if "jsonl" in name
    }
    counts = {label.lower(): count for label, count in eval(worked_on.python(COUNTS)).items()}
    assert tables == counts
    assert len([name for name in told["members"] if name.startswith("figures/")]) == 2
    assert told["left_out"] == ["datasets.computation", "django_tasks_database.dbtaskresult", "sessions.session"]
    assert "secret-key" not in told["members"]
    assert stat.S_IMODE((tmp_path / "b.zip").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.glob("*") if ".part" in path.name or ".potensi-backup" in path.name] == []


def test_it_comes_back_with_the_same_counts_and_digests(worked_on, empty, tmp_path):
    worked_on.run("backup", str(tmp_path / "b.zip"))
    answer = empty.run("restore", str(tmp_path / "b.zip"))
    assert "agrees with its manifest" in answer.stdout
    empty.run("backup", str(tmp_path / "again.zip"))
    assert said(tmp_path / "again.zip") == said(tmp_path / "b.zip")
    assert empty.python(COUNTS) == worked_on.python(COUNTS)


def test_from_sqlite_to_postgresql_and_back(worked_on, empty, fresh_database, tmp_path):
    moved = Installed(tmp_path / "moved" / "potensi-data", fresh_database())
    moved.home.parent.mkdir()
    worked_on.run("backup", str(tmp_path / "b.zip"))
    moved.run("restore", str(tmp_path / "b.zip"))
    moved.run("backup", str(tmp_path / "moved.zip"))
    assert manifest(tmp_path / "moved.zip")["database"] == "postgresql"
    assert said(tmp_path / "moved.zip") == said(tmp_path / "b.zip")
    # New rows are numbered after those that came with their numbers.
    moved.run("createadmin", "ratna@example.go.id", "--region", "3500")
    empty.run("restore", str(tmp_path / "moved.zip"))
    empty.run("backup", str(tmp_path / "back.zip"))
    assert said(tmp_path / "back.zip") == said(tmp_path / "b.zip")


def test_a_move_within_one_folder_leaves_the_figures_where_they_are(worked_on, fresh_database, tmp_path):
    worked_on.run("backup", str(tmp_path / "b.zip"))
    moved = replace(worked_on, database_url=fresh_database())
    moved.run("restore", str(tmp_path / "b.zip"))
    report = json.loads(moved.run("doctor", "--format", "json", code=None).stdout)
    states = {(each["code"], each["state"]) for each in report["findings"]}
    assert {("database", "fine"), ("figures", "fine"), ("administrators", "fine"), ("database", "note")} <= states


def test_what_somebody_worked_on_is_not_written_over_unless_asked_and_then_kept(worked_on, installed, tmp_path):
    worked_on.run("backup", str(tmp_path / "b.zip"))
    refused = worked_on.run("restore", str(tmp_path / "b.zip"), code=1)
    assert "--replace" in refused.stderr
    worked_on.run("createadmin", "later@example.go.id")
    before = worked_on.python(COUNTS)
    answer = worked_on.run("restore", "--replace", str(tmp_path / "b.zip"))
    kept = next(path for path in (worked_on.home / "backups").iterdir() if path.name.startswith("before-restore"))
    assert str(kept) in answer.stdout
    assert worked_on.python(COUNTS) != before
    worked_on.run("restore", "--replace", str(kept))
    assert worked_on.python(COUNTS) == before


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_a_restore_that_fails_at_the_end_changes_nothing(worked_on, database, request, tmp_path):
    target = worked_on
    worked_on.run("backup", str(tmp_path / "b.zip"))
    if database == "postgresql":
        target = replace(
            worked_on, home=tmp_path / "pg" / "potensi-data", database_url=request.getfixturevalue("fresh_database")()
        )
        target.home.parent.mkdir()
    target.run("createadmin", "later@example.go.id")
    before, files = target.python(COUNTS), sorted(path.name for path in target.home.rglob("*.parquet"))
    shutil.rmtree(target.home / "results", ignore_errors=True)
    told = target.python(
        """
import sys
from pathlib import Path
from potensi.web.operations import restore, tables
def fail(*_, **__): raise OSError(28, "No space left on device")
restore.call_command = fail
try: restore.restore(Path(sys.argv[1]), replace=True)
except OSError as error: print("failed", error.errno)
""",
        str(tmp_path / "b.zip"),
    )
    assert "failed 28" in told
    assert target.python(COUNTS) == before
    assert sorted(path.name for path in target.home.rglob("*.parquet")) == files
    assert [path for path in target.home.iterdir() if ".part" in path.name] == []


def test_a_restore_into_a_folder_with_a_broken_database_keeps_the_broken_file(worked_on, tmp_path):
    worked_on.run("backup", str(tmp_path / "b.zip"))
    place = worked_on.home / "potensi.sqlite3"
    for ending in ("-wal", "-shm"):
        Path(f"{place}{ending}").unlink(missing_ok=True)
    spoiled = place.read_bytes()[:4096] + os.urandom(200_000)
    place.write_bytes(spoiled)
    assert worked_on.run("doctor", code=1).stdout
    answer = worked_on.run("restore", "--replace", str(tmp_path / "b.zip"))
    kept = next((worked_on.home / "backups").glob("unreadable-*.sqlite3"))
    assert str(kept) in answer.stdout
    assert kept.read_bytes() == spoiled
    assert "administrator" in worked_on.run("doctor", code=1).stdout


def test_a_backup_of_an_earlier_version_is_brought_up_to_this_one(worked_on, empty, tmp_path):
    # The tables of datasets as they were before the migration that added what a computation notes of itself.
    worked_on.python(
        "from django.core.management import call_command; call_command('migrate', 'datasets', '0002', verbosity=0)"
    )
    worked_on.run("backup", str(tmp_path / "old.zip"))
    told = manifest(tmp_path / "old.zip")
    assert ["datasets", "0003_states_and_tries"] not in told["migrations"]
    empty.run("restore", str(tmp_path / "old.zip"))
    assert "60 changes" not in empty.run("doctor", code=1).stdout
    states = json.loads(empty.run("doctor", "--format", "json", code=1).stdout)["findings"]
    assert ("database", "fine") in {(each["code"], each["state"]) for each in states}
    assert empty.python(COUNTS) == installed_counts(worked_on)


def installed_counts(old):
    """The counts of an installation of the earlier version, once it is of this one."""
    old.python("from django.core.management import call_command; call_command('migrate', verbosity=0)")
    return old.python(COUNTS)


def test_an_upgrade_makes_a_backup_first(worked_on):
    worked_on.python(
        "from django.core.management import call_command; call_command('migrate', 'datasets', '0002', verbosity=0)"
    )
    answer = worked_on.run("createadmin", "later@example.go.id")
    kept = next((worked_on.home / "backups").glob("before-upgrade-*.zip"))
    assert str(kept) in answer.stdout
    assert ["datasets", "0003_states_and_tries"] not in manifest(kept)["migrations"]


def test_a_database_of_a_later_version_is_left_alone(worked_on, tmp_path):
    earlier = tmp_path / "earlier.zip"
    worked_on.run("backup", str(earlier))
    place = worked_on.home / "potensi.sqlite3"
    with contextlib.closing(sqlite3.connect(place, isolation_level=None)) as database:
        database.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('people', '0099_later', '2030-01-01')"
        )
    for command in (["createadmin", "x@example.go.id"], ["backup", str(tmp_path / "b.zip")]):
        assert "later version" in worked_on.run(*command, code=1).stderr
    assert not (tmp_path / "b.zip").exists()
    # Going back to the program of before: what it cannot read is kept as the file that it is.
    worked_on.run("restore", "--replace", str(earlier))
    kept = next((worked_on.home / "backups").glob("unreadable-*.sqlite3"))
    with contextlib.closing(sqlite3.connect(kept)) as database:
        assert database.execute("SELECT 1 FROM django_migrations WHERE name = '0099_later'").fetchone()
    worked_on.run("createadmin", "x@example.go.id")


def test_the_secret_key_comes_along_only_when_asked(worked_on, empty, tmp_path):
    worked_on.run("backup", "--with-secret-key", str(tmp_path / "b.zip"))
    empty.run("restore", str(tmp_path / "b.zip"))
    key = (empty.home / "secret-key").read_text()
    assert key == (worked_on.home / "secret-key").read_text()
    assert stat.S_IMODE((empty.home / "secret-key").stat().st_mode) == 0o600


def test_a_folder_gets_a_dated_file(worked_on, tmp_path):
    worked_on.run("backup", str(tmp_path / "new" / "folder"))
    (place,) = (tmp_path / "new" / "folder").iterdir()
    assert place.name.startswith("potensi-2")
    assert place.suffix == ".zip"


def test_a_backup_is_never_written_over(worked_on, tmp_path):
    (tmp_path / "b.zip").write_text("mine")
    assert "exists" in worked_on.run("backup", str(tmp_path / "b.zip"), code=1).stderr
    assert (tmp_path / "b.zip").read_text() == "mine"


def test_missing_and_damaged_figures_are_named_and_the_rest_is_saved(worked_on, empty, tmp_path):
    gone, spoiled = sorted((worked_on.home / "figures").glob("*.parquet"))
    gone.unlink()
    spoiled.write_bytes(spoiled.read_bytes()[:-1] + b"x")
    answer = worked_on.run("backup", str(tmp_path / "b.zip"), code=1)
    assert gone.stem in answer.stdout
    assert spoiled.stem in answer.stdout
    answer = empty.run("restore", str(tmp_path / "b.zip"), code=1)
    assert gone.stem in answer.stdout
    findings = json.loads(empty.run("doctor", "--format", "json", code=1).stdout)["findings"]
    assert ("figures", "wrong") in {(each["code"], each["state"]) for each in findings}


def test_a_text_that_postgresql_cannot_hold_is_named(worked_on, fresh_database, tmp_path):
    with sqlite3.connect(worked_on.home / "potensi.sqlite3") as database:
        database.execute("UPDATE people_agency SET short = ? WHERE id = 1", ["x" * 41])
    worked_on.run("backup", str(tmp_path / "b.zip"))
    moved = Installed(tmp_path / "moved" / "potensi-data", fresh_database())
    moved.home.parent.mkdir()
    answer = moved.run("restore", str(tmp_path / "b.zip"), code=1)
    assert "people.agency.short" in answer.stderr
    assert "40" in answer.stderr
    assert list(moved.home.rglob("*.parquet")) == []
