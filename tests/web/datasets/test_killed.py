"""Fifty processes killed at seeded moments, in the middle of an import or of a job: nothing is left half-done."""

import json
import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

TESTS = Path(__file__).parents[2]
SEED = 2015
PATIENCE = 600


@contextmanager
def database():
    """The environment of a database of the test's own: a SQLite file, or a new one on the server that is named."""
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgres"):
        yield {"DATABASE_URL": ""}
        return
    import psycopg

    name = f"killed_{os.getpid()}"
    own = urlsplit(url)._replace(path=f"/{name}").geturl()
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        try:
            yield {"DATABASE_URL": own}
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.mark.both_databases
def test_nothing_is_half_done_whenever_a_process_is_killed(tmp_path):
    server = os.environ.get("DATABASE_URL", "").startswith("postgres")
    imports, jobs = (8, 4) if server else (30, 20)
    # One thread each: what forks must not have threads of its own.
    alone = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "POLARS_MAX_THREADS": "1"}
    where = {"POTENSI_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "potensi.web.settings", "PYTHONPATH": str(TESTS)}
    with database() as named:
        done = subprocess.run(
            [sys.executable, "-m", "web.datasets.killed", str(SEED), str(imports), str(jobs)],
            env=os.environ | alone | where | named,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
        )
    assert done.returncode == 0, done.stderr[-5000:]
    seen = json.loads(done.stdout.splitlines()[-1])
    assert seen["imports"] == {"killed": imports, "faults": []}
    assert seen["jobs"]["faults"] == []
    assert seen["jobs"]["killed"] == jobs
    assert seen["jobs"]["files"] > 20
    assert seen["after"] == []
    assert seen["uploads"] == []
