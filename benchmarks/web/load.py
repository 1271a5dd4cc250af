"""How the site holds when a whole cohort is on: 142 people at once on this machine, then twice and four times as many.

``python benchmarks/web/load.py [--database sqlite|postgresql] [--seconds 60] [--users 142,284,568]``

The site is started as a user would (``potensi serve`` in an empty folder), its job is let finish, and Locust reads,
signs in and uploads from the same machine: the load generator takes its share of the same cores. Prints median, 95th
percentile, requests and failures per page.
"""

from __future__ import annotations

import argparse
import csv
import os
import subprocess
import sys
from pathlib import Path

from site_of import Site, site

HERE = Path(__file__).parent
WARM_UP = 10
AIM_MS = 200


def main() -> None:
    """Run the load on one database and print it."""
    options = arguments()
    with site(options.database) as started:
        world = make_world(started)
        for users in options.users:
            show(options.database, users, press(started, world, users, options.seconds))


def arguments() -> argparse.Namespace:
    """Return what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--users", type=lambda text: [int(n) for n in text.split(",")], default=[142, 284, 568])
    return parser.parse_args()


def make_world(started: Site) -> Path:
    """Make the people and the spreadsheet of the run."""
    from potensi.data.samples import write

    workbook = next(path for path in write("jatim", started.folder / "sample", "xlsx") if path.suffix == ".xlsx")
    world = started.folder / "world.json"
    subprocess.run([sys.executable, HERE / "world.py", world, workbook], env=started.environment, check=True)
    return world


def press(started: Site, world: Path, users: int, seconds: int) -> list[dict[str, str]]:
    """Let ``users`` people use the site for ``seconds`` and return Locust's table, a row a page."""
    stem = started.folder / f"load-{users}"
    command = [
        sys.executable, "-m", "locust", "-f", str(HERE / "locustfile.py"), "--host", started.address, "--headless",
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
