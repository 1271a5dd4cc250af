"""Spark Connect: the command line asks a server over one port and gets what DuckDB gives, in every cell."""

import os
import socket
import subprocess
import sys
import time
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path

import polars as pl
import pytest
from data.records import twin
from data.records.registers import write
from polars.testing import assert_frame_equal
from services import java

PATIENCE = 180  # seconds until a server must listen
NO_GRPC = "Spark Connect was not tried: pip install 'pyspark[connect]'"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """The address of a Spark Connect server of this machine, deaf to any other, gone with the tests."""
    for lost, why in ((java.find() is None, java.SAY_HOW), (find_spec("grpc_status") is None, NO_GRPC)):
        if lost and os.environ.get("CI"):
            pytest.fail(why)
        if lost:
            pytest.skip(why)
    folder = tmp_path_factory.mktemp("connect")
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = {
        "spark.connect.grpc.binding.address": "127.0.0.1",
        "spark.connect.grpc.binding.port": port,
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.ui.enabled": "false",
        "spark.sql.shuffle.partitions": 1,
        "spark.default.parallelism": 1,
        "spark.local.dir": folder,
        "spark.sql.warehouse.dir": folder / "warehouse",
    }
    command = [submit(), "--class", "org.apache.spark.sql.connect.service.SparkConnectServer", "--master", "local[1]"]
    command += ["--driver-memory", "1g", *(f"--conf={name}={value}" for name, value in settings.items())]
    with java.home(), (folder / "log").open("wb") as log:
        process = subprocess.Popen([*command, "spark-internal"], stdout=log, stderr=log, cwd=folder)
    try:
        listening(process, port, folder / "log")
        yield f"sc://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(60)


def submit() -> str:
    import pyspark

    return str(Path(pyspark.__file__).parent / "bin" / "spark-submit")


def listening(process: subprocess.Popen, port: int, log: Path) -> None:
    """Wait until the server answers; fail with what it said where it does not."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        with closing(socket.socket()) as asking:
            if asking.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    pytest.fail(f"no Spark Connect server:\n{log.read_text(errors='replace')[-2000:]}")


def counted(register: Path, out: Path, *options: str) -> tuple[pl.DataFrame, str]:
    """Count a register by the command line in a process of its own; return the panel and what was said."""
    command = [sys.executable, "-m", "potensi.cli", "records", str(register), "--out", str(out), "--lang", "en"]
    done = subprocess.run([*command, *options], capture_output=True, text=True, cwd=out.parent)
    assert done.returncode == 0, done.stderr[-2000:]
    return pl.read_parquet(out), (done.stdout + done.stderr).replace(str(out.with_suffix("")), "OUT")


@pytest.mark.parametrize(
    ("form", "options"),
    [
        ("texts", ("--by", "kbli5", "--level", "village", "--measure", "sum", "--leave-out")),
        ("csv", ("--by", "industry", "--level", "regency", "--period", "quarter", "--leave-out")),
    ],
)
def test_a_server_gives_what_duckdb_gives_in_every_cell(server, tmp_path, form, options):
    register = write(twin.rows(31, 400, strange=0.06), tmp_path / "in", form)
    theirs, said = counted(register, tmp_path / "spark.parquet", "--engine", "spark", "--master", server, *options)
    ours, expected = counted(register, tmp_path / "duckdb.parquet", "--engine", "duckdb", *options)
    assert_frame_equal(theirs, ours, check_exact=True)
    assert ours.height > 20
    assert said.replace("spark", "") == expected.replace("duckdb", "")
    unknown = [(tmp_path / f"{name}.unknown.csv").read_bytes() for name in ("spark", "duckdb")]
    assert unknown[0] == unknown[1]


@pytest.mark.parametrize("master", ["sc://127.0.0.1:1", "sc://127.0.0.1:99999", "sc://:1"])
def test_no_server_is_a_sentence_and_at_once(tmp_path, master):
    register = write(twin.rows(32, 20), tmp_path, "texts")
    command = [sys.executable, "-m", "potensi.cli", "records", str(register), "--out", str(tmp_path / "o.parquet")]
    done = subprocess.run([*command, "--engine", "spark", "--master", master], capture_output=True, text=True)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert master in done.stderr
