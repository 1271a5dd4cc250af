"""How the site holds when a whole cohort is on: 142 people at once on this machine, then twice and four times as many.

``python benchmarks/load/run.py [--database sqlite|postgresql] [--seconds 60] [--users 142,284,568]``

The site is started as a user would (``potensi serve`` in an empty folder), its job is let finish, and Locust reads,
signs in and uploads from the same machine: the load generator takes its share of the same cores. Prints median, 95th
percentile, requests and failures per page.
"""

from __future__ import annotations

import argparse
import csv
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
START_SECONDS, JOB_SECONDS, WARM_UP = 120, 300, 10
AIM_MS = 200


def main() -> None:
    """Run the load on one database and print it."""
    options = arguments()
    folder = Path(tempfile.mkdtemp(prefix="potensi-load-"))
    try:
        with database(options.database) as url:
            environment = os.environ | {"POTENSI_HOME": str(folder / "home"), "DATABASE_URL": url}
            with site(environment) as address:
                world = make_world(environment, folder)
                for users in options.users:
                    show(options.database, users, press(address, world, users, options.seconds, folder))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def arguments() -> argparse.Namespace:
    """Return what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--users", type=lambda text: [int(n) for n in text.split(",")], default=[142, 284, 568])
    return parser.parse_args()


def database(kind: str):
    """Return a context that yields a DATABASE_URL: empty for SQLite, a private server's for PostgreSQL."""
    if kind == "sqlite":
        return nullcontext("")
    sys.path.insert(0, str(ROOT / "tests"))
    from services.postgres import cluster

    return cluster()


@contextmanager
def site(environment: dict[str, str]) -> Iterator[str]:
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


def make_world(environment: dict[str, str], folder: Path) -> Path:
    """Make the people and the spreadsheet of the run."""
    from potensi.data.samples import write

    workbook = next(path for path in write("jatim", folder / "sample", "xlsx") if path.suffix == ".xlsx")
    world = folder / "world.json"
    subprocess.run([sys.executable, HERE / "world.py", world, workbook], env=environment, check=True)
    return world


def press(address: str, world: Path, users: int, seconds: int, folder: Path) -> list[dict[str, str]]:
    """Let ``users`` people use the site for ``seconds`` and return Locust's table, a row a page."""
    stem = folder / f"load-{users}"
    command = [
        sys.executable, "-m", "locust", "-f", str(HERE / "locustfile.py"), "--host", address, "--headless",
        "--users", str(users), "--spawn-rate", str(max(1, users // WARM_UP)), "--run-time", f"{seconds + WARM_UP}s",
        "--reset-stats", "--csv", str(stem), "--only-summary", "--exit-code-on-error", "0",
    ]  # fmt: skip
    log = stem.with_suffix(".log")
    with log.open("w") as out:
        subprocess.run(command, env=os.environ | {"LOAD_WORLD": str(world)}, stdout=out, stderr=out, check=True)
    with Path(f"{stem}_failures.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            print(f"  failure: {row['Name']}: {row['Error']} ({row['Occurrences']} times)")
    with Path(f"{stem}_stats.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def show(kind: str, users: int, rows: list[dict[str, str]]) -> None:
    """Print one table."""
    print(f"\n{kind}, {users} people at once (aim for reading: 95 % under {AIM_MS} ms)")
    print(f"{'page':<36}{'requests':>9}{'failed':>8}{'a second':>10}{'median ms':>11}{'p95 ms':>9}")
    for row in rows:
        name = row["Name"]
        print(
            f"{name:<36}{row['Request Count']:>9}{row['Failure Count']:>8}{float(row['Requests/s']):>10.1f}"
            f"{float(row['Median Response Time'] or 0):>11.0f}{float(row['95%'] or 0):>9.0f}"
        )


if __name__ == "__main__":
    main()
