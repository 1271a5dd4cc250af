"""Measure what a register costs: 65 million records → panel, beside the bare GROUP BY, and Spark beside DuckDB.

    python benchmarks/records.py                        65 million on DuckDB, 5 million on both engines
    python benchmarks/records.py --records 5000000      the same with fewer records
    python benchmarks/records.py --spark-records 0      without Spark

Each measurement is a process of its own, so that its peak of memory is its own, and the processes take turns, so that
what else the machine does falls on all alike; medians of several rounds, and ratios of seconds on the clock and of
seconds of computing (both cores together).
The register is made by DuckDB from a seed: villages and codes are drawn by Zipf's law (the place of a draw is
exp(u · ln N)), days are those of 2024, and sizes are whole numbers from 1 to 200.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from importlib import metadata
from pathlib import Path

SEED = 20150914
VILLAGES, CODES = 83_000, 1_789
MEMORY = "6GB"


def generate(path: Path, records: int) -> None:
    """Write the register: region (10 digits), kbli (5 digits), date, size."""
    import duckdb

    from potensi.data.records.kbli import business_fields
    from potensi.data.records.names import provinces

    connection = duckdb.connect(config={"memory_limit": "4GB", "temp_directory": str(path.parent)})
    connection.execute("SET preserve_insertion_order = false")
    codes = business_fields()["kbli5"].head(CODES).to_list()
    # A village's place among the villages is mixed so that large ones are not all in one province.
    connection.execute(
        f"""
        COPY (
          WITH drawn AS (
            SELECT (least({VILLAGES}, floor(exp(hash(i + {SEED}) / 2.0^64 * ln({VILLAGES} + 1))))::BIGINT
                     * 7919) % 83003 AS village,
                   least({CODES}, floor(exp(hash(i + {(SEED + 1) * 1000003}) / 2.0^64 * ln({CODES} + 1))))::INT AS code,
                   hash(i + {(SEED + 2) * 1000033}) AS rest
            FROM range({records}) AS t(i))
          SELECT $provinces[village % 34 + 1] || printf('%02d%03d%03d', village // 34 % 15 + 1,
                        village // 510 % 20 * 10 + 10, village // 10200 + 1) AS region,
                 $codes[(code * 1021) % {CODES} + 1] AS kbli,
                 DATE '2024-01-01' + (rest % 366)::INT AS date,
                 (1 + rest // 366 % 200)::INT AS size
          FROM drawn) TO '{path}' (FORMAT parquet)
        """,
        {"provinces": list(provinces()), "codes": codes},
    )


BARE = """COPY (SELECT region, kbli, year(date) AS period, count(*) AS value FROM '{register}' GROUP BY ALL)
          TO '{out}' (FORMAT parquet, COMPRESSION zstd)"""
BARE_IN_ORDER = BARE.replace("GROUP BY ALL", "GROUP BY ALL ORDER BY region, kbli, period")


def work(what: str, register: str, out: str, memory: str) -> None:
    """Do one piece of work in this process and print its seconds and peak of memory as JSON."""
    start = time.perf_counter()
    if what.startswith("bare"):
        import duckdb

        limit = f"{int(float(memory.removesuffix('GB')) * 800)}MB"
        connection = duckdb.connect(config={"memory_limit": limit, "temp_directory": str(Path(out).parent)})
        connection.execute("SET preserve_insertion_order = false")
        connection.execute((BARE if what == "bare" else BARE_IN_ORDER).format(register=register, out=out))
        found: dict[str, float] = {}
    else:
        from potensi.data.records import Asked, Engine, records

        engine = Engine(what, memory=memory, threads=os.cpu_count() or 1, temp=Path(out).parent)
        account = records(register, Asked(), engine, out=out)
        found = {"records": account.records, "kept": account.kept, "cells": account.cells}
    seconds = time.perf_counter() - start
    # Linux counts in kilobytes. A Java process beside this one is not in these figures.
    used = resource.getrusage(resource.RUSAGE_SELF)
    computing = used.ru_utime + used.ru_stime
    print(json.dumps({"seconds": seconds, "computing": computing, "peak_gb": used.ru_maxrss / 1e6} | found))


def measured(works: list[str], register: Path, folder: Path, rounds: int) -> dict[str, dict[str, float]]:
    """Return for each piece of work the medians of its seconds and what it found; print them as lines of a table."""
    answers: dict[str, list[dict[str, float]]] = {what: [] for what in works}
    for _ in range(rounds):
        for what in works:
            command = [sys.executable, __file__, "--work", what, str(register), str(folder / f"{what}.parquet"), MEMORY]
            answer = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
            answers[what].append(json.loads(answer.stdout.splitlines()[-1]))
    medians = {}
    for what, found in answers.items():
        seconds = [each["seconds"] for each in found]
        medians[what] = found[0] | {
            name: statistics.median(each[name] for each in found) for name in ("seconds", "computing")
        }
        print(
            f"{what:<14} {medians[what]['seconds']:8.2f} s ({min(seconds):.2f} … {max(seconds):.2f})"
            f"   computing {medians[what]['computing']:8.2f} s   peak {max(each['peak_gb'] for each in found):.2f} GB"
        )
    return medians


def on_duckdb(folder: Path, records: int, runs: int) -> None:
    """Time the whole way on DuckDB beside the bare GROUP BY, as it comes and in the panel's order."""
    register = folder / "register.parquet"
    generate(register, records)
    print(f"\n{records:,} records, {register.stat().st_size / 1e6:,.0f} MB of Parquet, memory {MEMORY}")
    found = measured(["bare", "bare in order", "duckdb"], register, folder, runs)
    ours = found["duckdb"]
    print(f"{ours['cells']:,} cells; {ours['kept']:,} of {ours['records']:,} records kept")
    for what, aim in (("bare", " (aim ≤ 1.3)"), ("bare in order", "")):
        clock, computing = (ours[name] / found[what][name] for name in ("seconds", "computing"))
        print(f"ratio to the {what} GROUP BY: {clock:.2f} on the clock, {computing:.2f} of computing{aim}")
    register.unlink()


def on_both(folder: Path, records: int) -> None:
    """Count the same records on DuckDB and on Spark and compare every cell."""
    import polars as pl
    from polars.testing import assert_frame_equal

    register = folder / "smaller.parquet"
    generate(register, records)
    print(f"\n{records:,} records on both engines")
    measured(["duckdb", "spark"], register, folder, 1)
    frames = [pl.read_parquet(folder / f"{engine}.parquet") for engine in ("duckdb", "spark")]
    assert_frame_equal(*frames, check_exact=True)
    print(f"equal in each of {frames[0].height:,} cells")


def compare(
    records: int = 65_000_000, spark_records: int = 5_000_000, runs: int = 3, within: Path | None = None
) -> None:
    """Print everything, with versions; the records go to a temporary folder ``within`` another."""
    names = ("duckdb", "ibis-framework", "pyspark", "polars", "pyarrow")
    print(f"\nraw records; Python {platform.python_version()} on {platform.machine()}, {os.cpu_count()} cores")
    print(", ".join(f"{name} {metadata.version(name)}" for name in names))
    folder = Path(tempfile.mkdtemp(dir=within))
    try:
        if records:
            on_duckdb(folder, records, runs)
        if spark_records:
            on_both(folder, spark_records)
    finally:
        shutil.rmtree(folder)


def main() -> None:
    """Read the options and run everything, or one piece of work."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=65_000_000)
    parser.add_argument("--spark-records", type=int, default=5_000_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--folder", type=Path, default=None, help="where to write (default: a temporary folder)")
    parser.add_argument("--work", nargs=4, metavar=("WHAT", "REGISTER", "OUT", "MEMORY"), help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.work:
        work(*chosen.work)
    else:
        compare(chosen.records, chosen.spark_records, chosen.runs, chosen.folder)


if __name__ == "__main__":
    main()
