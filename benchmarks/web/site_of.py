"""The site as a user starts it, for measurements: ``potensi serve`` in an empty folder, its pages made."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
START_SECONDS, JOB_SECONDS = 120, 300


@dataclass(frozen=True)
class Site:
    """A site that runs: its address, the environment it runs in, and a folder for what is measured."""

    address: str
    environment: dict[str, str]
    folder: Path


@contextmanager
def site(kind: str = "sqlite") -> Iterator[Site]:
    """Start the site on one database, wait until its pages are made, and stop and remove it at the end."""
    folder = Path(tempfile.mkdtemp(prefix="potensi-bench-"))
    try:
        with database(kind) as url:
            environment = os.environ | {"POTENSI_HOME": str(folder / "home"), "DATABASE_URL": url}
            with served(environment) as address:
                yield Site(address, environment, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def database(kind: str) -> AbstractContextManager[str]:
    """Return a context that yields a DATABASE_URL: empty for SQLite, a private server's for PostgreSQL."""
    if kind == "sqlite":
        return nullcontext("")
    sys.path.insert(0, str(ROOT / "tests"))
    from services.postgres import server

    return server()


@contextmanager
def served(environment: dict[str, str]) -> Iterator[str]:
    """Start ``potensi serve``, wait until its pages are made, and stop it at the end."""
    port = free_port()
    command = [sys.executable, "-m", "potensi.cli", "serve", "--port", str(port), "--workers", "2"]
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(f"{address}/", START_SECONDS)
        wait_for_job(environment)
        yield address
    finally:
        server.terminate()
        server.wait(30)


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(address: str, seconds: int) -> None:
    """Wait until ``address`` answers."""
    for _ in range(seconds * 2):
        try:
            urllib.request.urlopen(address, timeout=10).read()
            return
        except OSError:
            time.sleep(0.5)
    raise SystemExit(f"{address} did not answer within {seconds} s")


def wait_for_job(environment: dict[str, str]) -> None:
    """Wait until everything of the sample is computed."""
    question = (
        "import django; django.setup(); from potensi.web.datasets.models import Computation as C;"
        "print(C.objects.exclude(state='done').count(), C.objects.count())"
    )
    asked = environment | {"DJANGO_SETTINGS_MODULE": "potensi.web.settings"}
    for _ in range(JOB_SECONDS // 3):
        answer = subprocess.run([sys.executable, "-c", question], env=asked, capture_output=True, text=True, check=True)
        open_ones, all_of_them = map(int, answer.stdout.split())
        if all_of_them and not open_ones:
            return
        time.sleep(3)
    raise SystemExit("the job did not finish")
