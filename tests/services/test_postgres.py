"""The tests' own PostgreSQL: found, started for an account that may, answering, and gone without a trace."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

import psycopg
import pytest

from services import debian, postgres


def folder_of(url: str) -> Path:
    """Return the folder of the server that an address leads to."""
    return Path(unquote(urlsplit(url).netloc.partition("@")[2]))


def test_it_answers_and_leaves_nothing_behind():
    with postgres.server() as url:
        folder = folder_of(url)
        pid = pid_in(folder)
        os.kill(pid, 0)
        with psycopg.connect(url) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
            assert connection.execute("SELECT current_database()").fetchone() == ("potensi",)
            assert connection.execute("SHOW server_encoding").fetchone() == ("UTF8",)
            assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
    assert gone(pid)
    assert not folder.exists()


def pid_in(folder: Path) -> int:
    """Return the process id that a server noted in its folder."""
    return int((folder / "data" / "postmaster.pid").read_text().split()[0])


def gone(pid: int) -> bool:
    """Return whether a process has ended; one that only waits to be collected by its parent has."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


def test_it_is_stopped_when_the_tests_fail():
    seen = []

    def fail() -> None:
        with postgres.server() as url:
            seen.append((folder_of(url), pid_in(folder_of(url))))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    folder, pid = seen[0]
    assert gone(pid)
    assert not folder.exists()


def test_two_servers_do_not_meet(postgres_url):
    with postgres.server() as other:
        assert other != postgres_url
        with psycopg.connect(other, autocommit=True) as connection:
            connection.execute("CREATE TABLE only_here ()")
        with psycopg.connect(postgres_url) as connection:
            assert connection.execute("SELECT to_regclass('only_here')").fetchone() == (None,)


def test_django_understands_its_address(postgres_url):
    import dj_database_url

    parsed = dj_database_url.parse(postgres_url)
    assert parsed["ENGINE"] == "django.db.backends.postgresql"
    assert Path(parsed["HOST"]) == folder_of(postgres_url)
    assert (parsed["NAME"], parsed["USER"]) == ("potensi", "potensi")


def command(*arguments: str) -> list[str]:
    """Return the command line that runs a Python script beside a server."""
    return [sys.executable, "-m", "services.postgres", "--", sys.executable, "-c", *arguments]


ENVIRONMENT = os.environ | {"PYTHONPATH": "tests"}
CONNECT = "import os, psycopg; print(psycopg.connect(os.environ['DATABASE_URL']).execute('SELECT 6 * 7').fetchone()[0])"


def test_a_command_is_run_beside_a_server_and_its_code_is_handed_on():
    answer = subprocess.run(command(CONNECT + "; raise SystemExit(5)"), env=ENVIRONMENT, capture_output=True, text=True)
    assert (answer.stdout, answer.returncode) == ("42\n", 5)


def test_a_command_without_a_command_says_how():
    answer = subprocess.run(
        [sys.executable, "-m", "services.postgres"], env=ENVIRONMENT, capture_output=True, text=True
    )
    assert answer.returncode == 1
    assert answer.stderr == "usage: python -m services.postgres -- COMMAND …\n"


def test_a_command_that_is_told_to_end_stops_its_server():
    script = "import os, time; print(os.environ['DATABASE_URL'], flush=True); time.sleep(60)"
    with subprocess.Popen(command(script), env=ENVIRONMENT, stdout=subprocess.PIPE, text=True) as process:
        folder = folder_of(process.stdout.readline().strip())
        pid = pid_in(folder)
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 128 + signal.SIGTERM
    assert gone(pid)
    assert not folder.exists()


def test_a_server_that_cannot_start_says_why(monkeypatch):
    monkeypatch.setattr(postgres, "SETTINGS", ("no_such_setting=1",))
    with pytest.raises(RuntimeError, match="no_such_setting"), postgres.server():
        pass


def test_programs_are_found_by_version(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(postgres, "FOLDERS", (f"{tmp_path}/*/bin",))
    assert postgres.find() is None
    for version, programs in (("9.6", postgres.PROGRAMS), ("15", postgres.PROGRAMS), ("17", ("initdb",))):
        (tmp_path / version / "bin").mkdir(parents=True)
        for name in programs:
            (tmp_path / version / "bin" / name).touch()
    assert postgres.find() == tmp_path / "15" / "bin"


def test_root_installs_the_server_and_others_are_told_how(monkeypatch):
    answers = iter([None, Path("/there")])
    asked = []
    monkeypatch.setattr(postgres, "find", lambda: next(answers, None))
    monkeypatch.setattr(debian, "may_install", lambda: True)
    monkeypatch.setattr(debian, "install", lambda *packages: asked.append(packages))
    assert postgres.install() == Path("/there")
    assert asked == [("postgresql",)]
    monkeypatch.setattr(debian, "may_install", lambda: False)
    with pytest.raises(SystemExit, match="make services"):
        postgres.install()
