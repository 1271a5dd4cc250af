"""Measure what the project promises: medians of several runs, versions, and ratios to the peers on the same input.

Run by ``make bench``, with relatedness and raw records beside it. These numbers are of one machine on one day: compare
ratios, not seconds.
"""

from __future__ import annotations

import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib import metadata
from pathlib import Path

import quotients
import records
import relatedness

RUNS = 5
POTENSI = [sys.executable, "-m", "potensi.cli"]


def median_seconds(work: Callable[[], object], runs: int = RUNS) -> tuple[float, float, float]:
    """Return the least, the median and the greatest of several runs after one that is not counted."""
    work()
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times), statistics.median(times), max(times)


def command(*arguments: str) -> Callable[[], object]:
    """Return a run of the command line as a whole process, failing if it fails."""
    return lambda: subprocess.run([*POTENSI, *arguments], check=True, capture_output=True)


def report(name: str, times: tuple[float, float, float], aim: float) -> None:
    """Print one line: median (least … greatest) beside the aim."""
    least, middle, most = times
    print(f"{name:<58} {middle:8.3f} s  ({least:.3f} … {most:.3f})   aim < {aim:g} s")


def whole_processes(folder: Path) -> None:
    """Time the commands as a user runs them, process start and files included."""
    report("potensi --help", median_seconds(command("--help")), 0.3)
    report("potensi demo", median_seconds(command("demo", "--out", str(folder / "demo")), 3), 15)
    all_pdf = command("prospectus", "jatim", "--all-regions", "--to", "pdf", "--out", str(folder / "all"))
    report("38 prospectuses as PDF", median_seconds(all_pdf, 3), 60)


def reading(folder: Path) -> None:
    """Time reading and checking the sample from its workbook, inside one process (imports done)."""
    from potensi.data.check import check
    from potensi.data.samples import write

    workbook = next(path for path in write("jatim", folder / "sample", "xlsx") if path.suffix == ".xlsx")

    def work() -> None:
        found = check(workbook, unit="miliar rupiah", price="constant2010")
        assert not found.problems, found.problems[:3]

    report("read and check the sample from xlsx (38 × 17 × 5)", median_seconds(work), 1)


def main() -> None:
    """Run everything and print it with versions."""
    names = ("potensi", "numpy", "polars", "pandas", "econcomplex", "typst", "python-calamine")
    print(f"Python {platform.python_version()} on {platform.machine()}, {platform.system()}")
    print(", ".join(f"{name} {metadata.version(name)}" for name in names))
    folder = Path(tempfile.mkdtemp())
    try:
        whole_processes(folder)
        reading(folder)
    finally:
        shutil.rmtree(folder)
    quotients.compare(median_seconds)
    relatedness.compare()
    records.compare()


if __name__ == "__main__":
    main()
