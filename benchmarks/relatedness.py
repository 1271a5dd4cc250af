"""Relatedness and complexity: ours beside every peer, a nation's villages by stage against what the machine allows.

Everything starts from the same seeded table and ends with the same outputs: RCA, presence, proximity, ECI, PCI,
density, and the gain of every cell where the peer has one (econci has none; ours, ecomplexity and econcomplex give the
outlook too). A peer gets its own process, 300 seconds a run, and three runs where the first took less than 60; what it
found is held against ours under its conventions before its time counts. Medians are printed.

    python benchmarks/relatedness.py            all of this part
    python benchmarks/relatedness.py peers      the peers alone, some 25 minutes (most of it the peers')
    python benchmarks/relatedness.py ours       ours beside the machine's limits, streamed, linear, cold: two minutes
"""

from __future__ import annotations

import multiprocessing
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib import metadata
from pathlib import Path

import numpy as np
from numba import njit
from relatedness_peers import run_peer
from scipy.sparse import csr_array

from potensi.analysis.relate import ROWS
from potensi.measures import complexity
from potensi.measures import relatedness as rel
from potensi.measures.kernels import ROW, _add_rows, there_and_back
from potensi.measures.lanes import on_lines, store
from potensi.measures.pairs import _WIDE, _WORDS, _add_eight
from potensi.measures.space import block, indices_of, space_from, space_of
from potensi.measures.threads import cores, in_parts

SEED, FILLED, STRUCTURE = 20_261_124, 0.0977, 0.8
PEERS = ("ecomplexity", "economic-complexity", "econci", "econcomplex")
SIZES = ((3_200, 1_000), (7_000, 1_789))
# Seconds that a peer has for one run, runs of whoever is quick, and what quick is.
LIMIT, RUNS, QUICK = 300.0, 3, 60.0
OWN_RUNS = 15
NATION = (83_000, 1_789)


def made_up(regions: int, activities: int) -> csr_array:
    """Return a seeded table: sizes of regions and ubiquity of activities log-normal, 9.8 per cent of it filled.

    What a region knows and what an activity asks for are normal, and their product changes the odds: without such a
    structure complexity would have nothing to find.
    """
    random = np.random.default_rng(SEED)
    size = random.lognormal(0, 0.6, regions).astype(np.float32)
    common = random.lognormal(0, 1, activities).astype(np.float32)
    knows, asks = (random.normal(size=count).astype(np.float32) for count in (regions, activities))

    def odds(rows: slice) -> np.ndarray:
        return np.outer(size[rows], common) * np.exp(np.float32(STRUCTURE) * np.outer(knows[rows], asks))

    few, scale = odds(slice(0, 2_000)), np.float32(FILLED)
    for _ in range(30):
        scale *= FILLED / np.minimum(0.95, scale * few).mean()
    counts, columns, values = [], [], []
    for first in range(0, regions, ROWS):
        chances = odds(slice(first, first + ROWS)) * scale
        there = random.random(chances.shape, dtype=np.float32) < np.minimum(np.float32(0.95), chances)
        there[np.arange(len(there)), random.integers(0, activities, len(there))] = True
        columns.append(np.nonzero(there)[1].astype(np.int32))
        counts.append(there.sum(axis=1))
        values.append(np.ceil(random.lognormal(1, 1.2, len(columns[-1])) * 100) / 100)
    starts = np.concatenate([[0], np.cumsum(np.concatenate(counts))])
    return csr_array((np.concatenate(values), np.concatenate(columns), starts), shape=(regions, activities))


def long_form(table: csr_array):  # type: ignore[no-untyped-def]
    """Return the table as Arrow: region, activity, period, value."""
    import pyarrow as pa

    rows = np.repeat(np.arange(table.shape[0], dtype=np.int32), np.diff(table.indptr))
    regions, activities = ([f"{letter}{k:06}" for k in range(n)] for letter, n in zip("DK", table.shape, strict=True))
    return pa.table(
        {
            "region": pa.DictionaryArray.from_arrays(pa.array(rows), pa.array(regions)),
            "activity": pa.DictionaryArray.from_arrays(pa.array(table.indices), pa.array(activities)),
            "period": pa.array(np.full(len(rows), 2024, dtype=np.int32)),
            "value": table.data,
        }
    )


def timed(work: Callable[[], object], runs: int) -> float:
    """Return the median of several runs after one that is not counted."""
    return statistics.median(run_times(work, runs))


def run_times(work: Callable[[], object], runs: int) -> list[float]:
    """Return the seconds of several runs after one that is not counted."""
    work()
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return times


def complete(table: csr_array) -> object:
    """Ours from values through the gain of every cell: all that a peer gives, RCA on the cells that are not zero."""
    space = space_of(rel.presence_of_values(table))
    return rel.quotients_of_values(table), space.has, space.proximity, space.indices, block(space)


# ------------------------------------------------------------------ peers


def peer_seconds(name: str, table: csr_array) -> list[float] | str:
    """Return the seconds of a peer's runs, or why there are none."""
    answer, theirs = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.get_context("spawn").Process(target=run_peer, args=(name, table, RUNS, QUICK, theirs))
    process.start()
    theirs.close()
    found: list[float] | str
    try:
        # Beside the runs the table must be made and the answer compared.
        found = answer.recv() if answer.poll(LIMIT + RUNS * QUICK) else f"not within {LIMIT:.0f} s"
    except EOFError:
        found = "stopped with an error (out of memory, or its answer is another)"
    if process.is_alive():
        process.kill()
    process.join()
    if not isinstance(found, str) and min(found) > LIMIT:
        return f"not within {LIMIT:.0f} s"
    return found


def beside_peers() -> None:
    """Print ours and every peer at the sizes that peers finish: medians, least and greatest.

    Ours is run before each peer and after the last, so that a slow quarter of an hour of the machine is in all of them.
    """
    for shape in SIZES:
        table, ours, theirs = made_up(*shape), [], {}
        for name in (*PEERS, None):
            ours += run_times(lambda table=table: complete(table), OWN_RUNS)  # type: ignore[misc]
            if name:
                theirs[name] = peer_seconds(name, table)
        middle = statistics.median(ours)
        print(f"\n{shape[0]:,} × {shape[1]:,}, {table.nnz:,} values, from values through the gain of every cell")
        print(f"{'ours':<26} {middle:9.4f} s ({min(ours):.4f} … {max(ours):.4f}), {len(ours)} runs")
        for name, found in theirs.items():
            shown = found if isinstance(found, str) else against(found, middle)
            print(f"{name + ' ' + metadata.version(name):<26} {shown}", flush=True)


def against(times: list[float], ours: float) -> str:
    """Return a peer's median with the least and the greatest of its runs, and how many times ours it is."""
    middle = statistics.median(times)
    runs = f"({min(times):.2f} … {max(times):.2f}), {len(times)} run{'s' if len(times) > 1 else ''}"
    return f"{middle:9.3f} s {runs}   {middle / ours:7.1f} × ours"


# ------------------------------------------------------------------ stages


@njit(nogil=True)
def _add_in_turn(tiles, found, weights, order, rounds):  # type: ignore[no-untyped-def]
    for _ in range(rounds):
        total, weighted = _add_rows(tiles, 0, weights, order)
        store(found, 0, total)
        store(found, tiles.shape[2], weighted)


@njit(nogil=True)
def _count_in_turn(bits, digits, held, rounds):  # type: ignore[no-untyped-def]
    for _ in range(rounds):
        carry = _add_eight(bits, 0, held, 0, digits, 0)
        store(digits, 3 * _WORDS, carry)


@njit(nogil=True)
def _walk_in_turn(starts, columns, values, sums, rounds):  # type: ignore[no-untyped-def]
    for _ in range(rounds):
        there_and_back(starts, columns, values, sums, 0, len(starts) - 1)


def on_all_cores(work: Callable[[int, int], object]) -> float:
    """Return the least seconds of three in which every core does ``work`` once."""
    work(0, 0)
    times = []
    for _ in range(3):
        start = time.perf_counter()
        in_parts(cores(), work, part=1)
        times.append(time.perf_counter() - start)
    return min(times)


def limits(activities: int) -> dict[str, float]:
    """Return what all cores can do a second.

    Bytes from memory; bytes of a tile in cache, added up; rows of bits near by, added up; steps there and back over
    columns near by.
    """
    large = np.ones(32_000_000)
    memory = on_all_cores(lambda first, end: large.sum())
    weights, rounds, kind = np.ones(activities, np.float32), 2_000, np.dtype(np.float32)
    tiles = [on_lines((1, activities, ROW // 4), kind) for _ in range(cores())]
    for tile in tiles:
        tile[:] = 1  # what was never written is one and the same page, and always near
    order, found = np.arange(activities, dtype=np.int32), np.zeros(ROW // 2, np.float32)
    cache = on_all_cores(lambda first, end: _add_in_turn(tiles[first], found.copy(), weights, order, rounds))
    held, turns = np.arange(8, dtype=np.int32), 4_000_000
    bits, digits = np.ones((1, 8, _WORDS), np.uint64), np.zeros(4 * _WORDS, np.uint64)
    rows = on_all_cores(lambda first, end: _count_in_turn(bits.copy(), digits.copy(), held, turns))
    near, values, walks = np.arange(512, dtype=np.uint16), np.ones(512), 200_000
    starts = np.arange(0, 513, 64)
    steps = on_all_cores(lambda first, end: _walk_in_turn(starts, near.copy(), values.copy(), np.zeros(512), walks))
    return {
        "memory": cores() * large.nbytes / memory,
        "cache": cores() * rounds * tiles[0].nbytes / cache,
        "rows": cores() * turns * 8 / rows,
        "steps": cores() * walks * 512 / steps,
    }


def stages(table: csr_array) -> None:
    """Print each stage of a nation's villages, and the share of what the machine allows that it reaches."""
    can, runs, (regions, activities) = limits(table.shape[1]), 3, table.shape
    has = rel.presence_of_values(table)
    near = rel.proximity(rel.co_occurrence(has))
    indices = indices_of(has)
    space = space_from(has, near, indices)
    present, wides = len(has.columns), -(-activities // _WIDE)
    least = {
        "presence": 2 * table.nnz * 12 / can["memory"],
        "co-occurrence": float(has.ubiquity @ (wides - np.arange(activities) // _WIDE)) / can["rows"],
        "complexity": products(has) * present / can["steps"],
        "density, outlook, gain": present * activities * 4 / can["cache"],
    }
    work: dict[str, Callable[[], object]] = {
        "presence": lambda: rel.presence_of_values(table),
        "co-occurrence": lambda: rel.co_occurrence(has),
        "complexity": lambda: indices_of(has),
        "density, outlook, gain": lambda: block(space),
    }
    print(f"\n{regions:,} × {activities:,}, {table.nnz:,} values, {present:,} present; limits a second, all cores:")
    print(", ".join(f"{name} {value / 1e9:.1f} G" for name, value in can.items()))
    for name, stage in work.items():
        found = timed(stage, runs)
        print(f"{name:<24} {found:8.3f} s   {least[name] / found:6.0%} of the machine's limit", flush=True)
    print(
        f"{'all, through the gain':<24} {timed(lambda: complete(table), runs):8.3f} s   peak {peak_gb():.2f} GB",
        flush=True,
    )


def products(has: rel.Presence) -> int:
    """Return how often the index walks over all that is present."""
    walked, walk = [0], complexity.there_and_back

    def counting(part: rel.Presence) -> Callable[[np.ndarray], np.ndarray]:
        work = walk(part)

        def counted(values: np.ndarray) -> np.ndarray:
            walked[0] += 1
            return work(values)

        return counted

    complexity.there_and_back = counting
    try:
        indices_of(has)
    finally:
        complexity.there_and_back = walk
    return walked[0]


def peak_gb() -> float:
    """Return the most memory this process has had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


def in_own_process(code: str, **environment: str) -> tuple[float, float]:
    """Return seconds and peak memory (GB) of a Python process that runs ``code``.

    The peak is the new process's own: ``ru_maxrss`` of a child begins with its parent's memory at the fork.
    """
    own = "[line.split()[1] for line in open('/proc/self/status') if line.startswith('VmHWM')][0]"
    script = f"import atexit\natexit.register(lambda: print({own}))\n{code}"
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", script], env=os.environ | environment, capture_output=True, text=True, check=True
    )
    return time.perf_counter() - start, float(done.stdout.split()[-1]) / 1e6


def streamed(table: csr_array, folder: Path) -> None:
    """Print `potensi relate` on the nation's Parquet file as a whole process, and its memory."""
    import pyarrow.parquet as pq

    source = folder / "villages.parquet"
    pq.write_table(long_form(table), source, row_group_size=1 << 20)
    code = f"from potensi.cli import app; app(['relate', {str(source)!r}, '--out', {str(folder / 'out')!r}])"
    seconds, peak = in_own_process(code)
    print(
        f"{'potensi relate, whole process, best 50':<40} {seconds:6.1f} s   peak {peak:.2f} GB   (aim < 30 s, < 1 GB)"
    )


def linear() -> None:
    """Print seconds a thousand regions with blocks of fixed size: the same from 7,000 to 330,000."""
    print("\nblocks of 4,096 regions, nothing kept: seconds a thousand regions")
    for regions in (7_000, 83_000, 330_000):
        table = made_up(regions, NATION[1])

        def work(table: csr_array = table) -> None:
            space = space_of(rel.presence_of_values(table))
            for first in range(0, table.shape[0], ROWS):
                block(space, first=first, end=first + ROWS)

        found = timed(work, 1)
        print(f"{regions:>8,}: {found:7.2f} s, {1000 * found / regions:.4f} s a thousand", flush=True)


def draws() -> None:
    """Print the seconds of 200 draws of regions at the size of Indonesia's regencies."""
    from potensi.measures.resampling import Draws, uncertainty

    table = made_up(514, NATION[1])
    found = timed(lambda: uncertainty(table, region=0, draws=Draws(replicates=200)), 1)
    print(f"\n200 draws at 514 × {NATION[1]:,}: {found:.1f} s   (aim < 20 s)", flush=True)


def cold_start(folder: Path) -> None:
    """Print how long the first answer takes where nothing is compiled yet, and where everything is."""
    code = (
        "import numpy as np; from potensi.measures.space import space_of, block; "
        "from potensi.measures.relatedness import presence_of_values; from scipy.sparse import csr_array; "
        "block(space_of(presence_of_values(csr_array(np.random.default_rng(1).random((400, 400))))))"
    )
    cold, _ = in_own_process(code, NUMBA_CACHE_DIR=str(folder / "nothing"))
    warm, _ = in_own_process(code)
    print(f"\nfirst answer (400 × 400) in a new process: {cold:.1f} s compiling, {warm:.1f} s compiled before")


def ours_alone() -> None:
    """Print what needs no peer."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        cold_start(folder)
        table = made_up(*NATION)
        stages(table)
        streamed(table, folder)
    linear()
    draws()


def compare() -> None:
    """Print everything."""
    ours_alone()
    beside_peers()


if __name__ == "__main__":
    {"peers": beside_peers, "ours": ours_alone}.get(sys.argv[1] if len(sys.argv) > 1 else "", compare)()
