"""A full disk and a locked database: one sentence, its status, and nothing half-written; afterwards all goes on."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from web.operations.installed import POTENSI

from potensi.language import say

TESTS = Path(__file__).parents[2]

# One request after the other as an analyst's browser makes them, told as a list of status and text.
ANALYST = """
import json, os, sys
from dataclasses import replace
from pathlib import Path
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.test import Client
from potensi.web.operations import demonstration
from potensi.web.people.models import User
from web.datasets.made import FORM, csv, upload
settings.ALLOWED_HOSTS.append("testserver")
home = settings.INSTALLATION.home
accounts = {each.role: each for each in demonstration.open_for_a_day()}
client = Client(raise_request_exception=False)
client.force_login(User.objects.get(email=accounts["analyst"].email), backend="django.contrib.auth.backends.ModelBackend")
assert client.get("/data/unggah/").status_code == 200
def state():
    rows = {m._meta.label: m._base_manager.count() for m in apps.get_models(include_auto_created=True)}
    files = sorted(str(p.relative_to(home)) for f in ("figures", "uploads", "backups") for p in (home / f).rglob("*"))
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        sound = cursor.fetchone()[0]
    return [rows, files, sound]
def send(number):
    answer = client.post("/data/unggah/", FORM | {"file": upload(csv({("3510", "A", 2024): number}))})
    return [answer.status_code, answer.headers.get("Retry-After", ""), answer.content.decode()]
"""


def in_turn(installed, script, *arguments, prefix=()):
    """Run a script after the beginning that is common to all; return what it prints as JSON."""
    head = "from potensi.web.operations.start import set_up; set_up()\n"
    done = subprocess.run(
        [*prefix, sys.executable, "-c", head + ANALYST + script, *arguments],
        env=installed.environment | {"PYTHONPATH": str(TESTS)}, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_a_locked_database_is_a_sentence_and_goes_on_afterwards(installed):
    told = in_turn(
        replace(installed, more={"POTENSI_LOCK_SECONDS": "0.3"}),
        """
import sqlite3
before = state()
other = sqlite3.connect(home / "potensi.sqlite3", isolation_level=None)
other.execute("BEGIN IMMEDIATE")
refused = send(501)
reading = client.get("/").status_code
held = state()
other.execute("ROLLBACK")
print(json.dumps({"refused": refused, "reading": reading, "same": held[0] == before[0], "again": send(502)[0]}))
""",
    )
    status, retry, text = told["refused"]
    assert status == 503
    assert retry
    assert say("web.fault.database_busy", "id") in text
    assert told["reading"] == 200
    assert told["same"]
    assert told["again"] == 302


def test_a_command_that_meets_a_locked_database_says_so(installed):
    impatient = replace(installed, more={"POTENSI_LOCK_SECONDS": "0.3"})
    impatient.run("createadmin", "first@example.go.id")
    other = sqlite3.connect(installed.home / "potensi.sqlite3", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        assert "Another process" in impatient.run("createadmin", "second@example.go.id", code=1).stderr
        # A backup only reads: it does not wait for anybody.
        impatient.run("backup")
    finally:
        other.execute("ROLLBACK")
        other.close()
    impatient.run("createadmin", "second@example.go.id")


def test_who_leaves_at_the_password_is_told_so_and_nobody_is_made(installed):
    keyboard, terminal = os.openpty()
    command = [*POTENSI, "createadmin", "first@example.go.id"]
    pipes = {"stdin": terminal, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, env=installed.environment, start_new_session=True, **pipes) as asked:
        while asked.poll() is None:
            os.write(keyboard, b"\x04")  # the end of what is typed; said before the question it is not heard
            with suppress(subprocess.TimeoutExpired):
                asked.wait(0.2)
        told = asked.stderr.read()
    assert asked.returncode == 1
    assert told.splitlines()[-1].endswith("Stopped.")
    assert "Traceback" not in told
    count = (
        "from potensi.web.people.models import User; print(User.objects.filter(email='first@example.go.id').count())"
    )
    assert installed.python(count).strip() == "0"
    os.close(keyboard)
    os.close(terminal)


def test_a_database_that_cannot_grow_is_a_sentence(installed):
    told = in_turn(
        installed,
        """
before = state()
with connection.cursor() as cursor:
    cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    cursor.execute("PRAGMA page_count")
    cursor.execute(f"PRAGMA max_page_count={cursor.fetchone()[0]}")
told = [send(number) for number in range(500, 530)]
full = next(answer for answer in told if answer[0] != 302)
with connection.cursor() as cursor:
    cursor.execute("PRAGMA max_page_count=1000000")
print(json.dumps({"full": full, "sound": state()[2], "again": send(700)[0]}))
""",
    )
    assert told["full"][0] == 507
    assert say("web.fault.disk_full", "id") in told["full"][2]
    assert told["sound"] == "ok"
    assert told["again"] == 302


def small_disks():
    """The ways in which this machine lets us have a small disk of our own; without any, that test does not exist."""
    found = []
    for prefix in ((), ("unshare", "--map-root-user", "--mount")):
        if shutil.which("mount") and (not prefix or shutil.which("unshare")):
            trial = [
                *prefix,
                "sh",
                "-c",
                'd=$(mktemp -d) && mount -t tmpfs -o size=1m tmpfs "$d" && umount "$d"; rmdir "$d"',
            ]
            if subprocess.run(trial, capture_output=True).returncode == 0:
                found.append(prefix)
                break
    return found


@pytest.mark.parametrize("prefix", small_disks(), ids=lambda prefix: "unshare" if prefix else "mount")
def test_a_disk_that_is_really_full_is_a_sentence_and_nothing_is_left(installed, tmp_path, prefix):
    disk = tmp_path / "disk"
    disk.mkdir()
    shutil.rmtree(installed.home / "results", ignore_errors=True)
    script = tmp_path / "script.sh"
    # Whatever mounts it, it is gone when the script ends.
    script.write_text(
        f'mount -t tmpfs -o size=16m tmpfs "{disk}" || exit 9\n'
        f"trap 'umount \"{disk}\"' EXIT\n"
        f'cp -r "{installed.home}" "{disk}/potensi-data" && export POTENSI_HOME="{disk}/potensi-data"\n'
        f'"$@"\n'
    )
    told = in_turn(
        installed,
        f"""
import subprocess
before = state()
filler = home.parent / "filler"
def fill():
    with filler.open("wb", buffering=0) as file:
        for size in (65536, 4096, 1):
            try:
                while True: file.write(b"x" * size)
            except OSError: pass
fill()
refused = send(501)
full = state()
backup = subprocess.run({POTENSI!r} + ["backup"], capture_output=True, text=True)
left = sorted(str(path) for path in (home / "backups").rglob("*"))
doctor = json.loads(subprocess.run({POTENSI!r} + ["doctor", "--format", "json"], capture_output=True, text=True).stdout)
filler.unlink()
again = send(502)[0]
after = subprocess.run({POTENSI!r} + ["backup"], capture_output=True, text=True)
print(json.dumps({{"refused": refused, "same": full == before, "backup": [backup.returncode, backup.stderr], "left": left,
                  "again": again, "sound": state()[2], "after": after.returncode,
                  "disk": [each["state"] for each in doctor["findings"] if each["code"] == "disk"]}}))
""",
        prefix=[*prefix, "sh", str(script)],
    )
    assert told["refused"][0] == 507
    assert say("web.fault.disk_full", "id") in told["refused"][2]
    assert told["same"]
    assert told["backup"][0] == 1
    assert "disk is full" in told["backup"][1]
    assert "Traceback" not in told["backup"][1]
    assert told["left"] == []
    assert told["disk"] == ["wrong"]
    assert told["again"] == 302
    assert told["sound"] == "ok"
    assert told["after"] == 0


def test_a_database_that_is_away_is_a_sentence(installed, tmp_path):
    away = replace(installed, database_url=f"postgresql://nobody@/potensi?host={tmp_path}")
    for command in (["createadmin", "x@example.go.id"], ["backup"], ["restore", str(tmp_path / "x.zip")]):
        (tmp_path / "x.zip").touch()
        answer = away.run(*command, code=1)
        assert answer.stderr.strip()
    report = json.loads(away.run("doctor", "--format", "json", code=1).stdout)
    assert ("database", "wrong") in {(each["code"], each["state"]) for each in report["findings"]}


def test_a_wrong_setting_is_a_sentence(installed):
    for more in ({"DATABASE_URL": "nonsense"}, {"POTENSI_TIME_ZONE": "Mars/Olympus"}, {"POTENSI_LOCK_SECONDS": "soon"}):
        answer = replace(installed, more=more).run("doctor", code=1)
        assert answer.stderr.count("\n") == 1
        assert "environment variables" in answer.stderr


def test_a_folder_that_cannot_be_made_is_a_sentence(installed):
    (installed.home.parent / "file").touch()
    answer = replace(installed, home=installed.home.parent / "file" / "below").run("doctor", code=1)
    assert answer.stderr.count("\n") == 1
    assert os.fspath(installed.home.parent / "file") in answer.stderr
