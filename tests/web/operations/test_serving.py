"""``potensi serve``: from an empty folder to a page, with everything that belongs to it, and to a clean end."""

import http.client
import json
import os
import signal
import socket
import subprocess
import time

import psutil
import pytest
from web.operations.installed import POTENSI, Installed

PATIENCE = 240


def until(met, what):
    """Wait until something is so; fail after a long time, which says nothing about how fast it must be."""
    for _ in range(PATIENCE * 5):
        found = met()
        if found:
            return found
        time.sleep(0.2)
    raise AssertionError(what)


def page(port, path="/", host="localhost"):
    """Return status and text of a page, or None where nobody answers."""
    asking = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        asking.request("GET", path, headers={"Host": f"{host}:{port}"})
        answer = asking.getresponse()
        return answer.status, answer.read().decode()
    except (OSError, http.client.HTTPException):
        return None
    finally:
        asking.close()


def family(process):
    """Return the processes that a server has started, and those that they have started."""
    try:
        return psutil.Process(process.pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return []


def child(process, module):
    """Return the child that runs a module, once there is one."""
    return until(
        lambda: next((each for each in psutil.Process(process.pid).children() if _runs(each, module)), None), module
    )


def _runs(process, module):
    try:
        return module in process.cmdline()
    except psutil.Error:
        return False


@pytest.fixture
def serve(free_port):
    """Start ``potensi serve`` and end it after the test, with whatever it has started."""
    started = []

    def start(installed, *arguments):
        process = installed.start("serve", "--port", str(free_port), "--workers", "1", *arguments)
        started.append(process)
        until(lambda: process.poll() is not None or "is ready" in installed.log, "never ready")
        assert process.poll() is None, installed.log
        return process

    yield start
    for process in started:
        left = family(process)
        process.kill()
        process.wait()
        for each in left:
            if each.is_running():
                each.kill()


def test_an_empty_folder_is_enough(empty, serve, free_port):
    process = serve(empty)
    status, text = page(free_port)
    assert status == 200
    assert "Banyuwangi" in text or "Jawa Timur" in text
    assert page(free_port, "/daerah/3510/")[0] == 200
    style = text.split('rel="stylesheet" href="')[1].split('"')[0]
    assert page(free_port, style)[0] == 200
    # It says where it listens and what to do next; the doctor agrees.
    assert f"http://localhost:{free_port}/" in empty.log
    assert "potensi createadmin" in empty.log
    link = empty.run("createadmin", "wahyu@example.go.id").stdout
    assert f"http://localhost:{free_port}/" in link
    report = json.loads(empty.run("doctor", "--format", "json").stdout)
    assert report["healthy"]
    assert {"worker", "published", "static", "figures"} <= {
        each["code"] for each in report["findings"] if each["state"] == "fine"
    }
    # No demonstration unless somebody asks for it.
    assert empty.python("from potensi.web.people.models import User; print(User.objects.count())").strip() == "1"
    # Nobody restores under a running server.
    empty.run("backup", str(empty.home.parent / "b.zip"))
    assert "running" in empty.run("restore", "--replace", str(empty.home.parent / "b.zip"), code=1).stderr
    _ends_cleanly(process, empty, signal.SIGINT)
    assert list((empty.home / "workers").iterdir()) == []
    assert list((empty.home / "servers").iterdir()) == []


def _ends_cleanly(process, installed, how):
    started = family(process)
    assert len(started) >= 3
    process.send_signal(how)
    assert process.wait(PATIENCE) == 0
    assert "ended properly" in installed.log
    until(lambda: not any(each.is_running() for each in started), "children left")


def test_what_dies_is_started_again_and_nobody_outlives_the_server(installed, serve, free_port):
    process = serve(installed)
    worker = child(process, "potensi.web.operations.worker")
    worker.kill()
    again = until(lambda: next((each for each in psutil.Process(process.pid).children()
                                if each.pid != worker.pid and _runs(each, "potensi.web.operations.worker")), None),
                  "no new worker")  # fmt: skip
    assert "worker ended unexpectedly" in installed.log
    server = child(process, "potensi.web.operations.web_server")
    server.kill()
    until(lambda: "page server ended unexpectedly" in installed.log and page(free_port), "no new page server")
    started = family(process)
    assert again.pid in {each.pid for each in started}
    # A hard end of the server itself: what it started notices, and lets the port go.
    process.kill()
    process.wait()
    until(lambda: not any(each.is_running() for each in started), "children outlive the server")
    assert page(free_port) is None


def test_a_demonstration_is_marked_and_lets_every_role_in(installed, serve, free_port):
    process = serve(installed, "--demo", "--no-worker")
    told = {}
    for line in installed.log.splitlines():
        if "@contoh.invalid" in line:
            email, _, password = line.split(":", 1)[1].split()
            told[email] = password
    assert len(told) == 6
    names = installed.python(
        """
import json, sys
from django.contrib.auth import authenticate
from potensi.web.people.models import Membership
told = json.loads(sys.argv[1])
for email, password in told.items():
    user = authenticate(email=email, username=email, password=password)
    row = Membership.objects.today().get(user=user)
    print(row.role, "|", user.name, "|", row.office.agency.name)
""",
        json.dumps(told),
    ).splitlines()
    assert {line.split(" | ")[0] for line in names} == {
        "organiser",
        "participant",
        "analyst",
        "leader",
        "host",
        "administrator",
    }
    assert all("(contoh)" in part for line in names for part in line.split(" | ")[1:])
    assert not any(_runs(each, "potensi.web.operations.worker") for each in family(process))
    _answers_on_the_sign_in_page(free_port)


def _answers_on_the_sign_in_page(port):
    assert page(port, "/akun/login/")[0] == 200


def test_a_port_that_is_taken_is_one_sentence(empty, free_port):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", free_port))
        taken.listen()
        answer = empty.run("serve", "--port", str(free_port), code=1)
    assert answer.stderr.count("\n") == 1
    assert f"--port {free_port + 1}" in answer.stderr
    assert not empty.home.exists()


def test_a_room_on_one_hotspot_is_given_an_address_and_let_in(installed, serve, free_port):
    addresses = installed.python(
        "from potensi.web.operations.addresses import own_addresses; print(*own_addresses())"
    ).split()
    serve(installed, "--host", "0.0.0.0", "--no-worker")
    if addresses:
        assert f"http://{addresses[0]}:{free_port}/" in installed.log
        until(lambda: "▀" in installed.log, "no code to scan")
        assert page(free_port, host=addresses[0])[0] == 200
    assert page(free_port, host="elsewhere.example.com")[0] >= 400


def test_a_server_that_cannot_live_gives_up_in_a_sentence(installed, free_port):
    broken = Installed(installed.home, more={"PYTHONPATH": str(installed.home.parent / "broken")})
    (installed.home.parent / "broken").mkdir()
    # The page server's own library is missing: the one module of which nothing else has need.
    (installed.home.parent / "broken" / "granian.py").write_text("raise ImportError('gone')")
    answer = subprocess.run(
        [*POTENSI, "serve", "--port", str(free_port), "--no-worker"],
        env=broken.environment, capture_output=True, text=True, timeout=PATIENCE, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert answer.returncode == 1
    assert "keeps ending" in answer.stderr


def test_a_display_is_needed_to_open_a_browser(monkeypatch):
    from potensi.web.operations import addresses

    monkeypatch.setattr(addresses.sys, "platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    assert not addresses.has_display()
    monkeypatch.setenv("DISPLAY", ":0")
    assert addresses.has_display()


@pytest.mark.parametrize(
    ("host", "address"),
    [("127.0.0.1", None), ("localhost", None), ("::1", None), ("192.0.2.7", "http://192.0.2.7:8000/")],
)
def test_which_address_a_phone_types(host, address):
    from potensi.web.operations import addresses

    assert addresses.phone_address(host, 8000) == address


def test_nothing_is_left_readable_for_others(installed):
    modes = {path: path.stat().st_mode & 0o077 for path in [installed.home, *installed.home.rglob("*")]}
    open_ones = {path for path, mode in modes.items() if mode and os.path.isfile(path)}
    assert open_ones == set()
