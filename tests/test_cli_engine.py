"""The commands of relatedness as a script meets them: tables on disk, sentences on the error stream, exit codes."""

import re
import shlex
import sys

import polars as pl
import pytest
from analysis.made import long_of, values_of

from potensi import cli

COMMANDS = ["relate"]
VALUES = values_of(45, 70, seed=5)


@pytest.fixture
def run(monkeypatch, capsys, tmp_path):
    """Run the command line in this process, in an empty folder; return exit code, output and errors."""
    monkeypatch.chdir(tmp_path)
    long_of(VALUES).write_parquet(tmp_path / "jobs.parquet")

    def call(line: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["potensi", *shlex.split(line)])
        with pytest.raises(SystemExit) as stop:
            cli.main()
        out, err = capsys.readouterr()
        return int(stop.value.code or 0), out, err

    return call


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example_that_runs(run, command):
    code, out, _ = run(f"{command} --help")
    assert code == 0
    example = re.search(r"Example: potensi (.+)", " ".join(out.split()))
    code, _, err = run(example[1])
    assert code == 0, err


def test_relate_writes_tables_that_are_read_back(run, tmp_path):
    code, out, err = run("relate jobs.parquet --out o --candidates 5 --lang en")
    assert code == 0, err
    lines = out.splitlines()
    assert "45 regions × 70 activities, 2024" in lines[0]
    assert all((tmp_path / line).exists() for line in lines[1:])
    cells = pl.read_parquet(tmp_path / "o" / "cells" / "*.parquet")
    assert set(cells.columns) == {"region", "activity", "rca", "presence", "density", "distance", "cog"}


def test_relate_says_what_it_refuses(run):
    code, _, err = run("relate jatim --out o --lang id")
    assert code == 0
    assert "17 kegiatan" in err
    code, _, err = run("relate jobs.parquet --out o --conventions harvard --lang en")
    assert code == 2
    assert "economic-complexity" in err
