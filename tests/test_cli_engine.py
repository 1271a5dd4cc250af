"""The commands of relatedness as a script meets them: tables on disk, sentences on the error stream, exit codes."""

import re
import shlex
import sys

import polars as pl
import pytest
from analysis.made import long_of, values_of

from potensi import cli

COMMANDS = ["relate", "opportunities", "backtest", "impact"]
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


def test_opportunities_are_explained_and_their_proof_is_beside_them(run, tmp_path):
    frames = [long_of(VALUES * (1 + 0.1 * k), 2018 + k) for k in range(6)]
    pl.concat(frames).write_parquet(tmp_path / "years.parquet")
    code, out, err = run("opportunities years.parquet --region R007 --count 3 --lang en")
    assert code == 0, err
    words = " ".join(out.split())
    assert words.count("of what usually goes with it is there, above all") == 3
    assert words.count("Similar regions that do it already") == 3
    assert "Cannot be tested with these data: only 0 activities" in words
    code, out, _ = run("opportunities jobs.parquet --region R007 --lang id")
    assert "Tidak dapat diuji dengan data ini: hanya ada satu tahun" in out


def test_opportunities_as_csv_are_a_table_alone(run):
    code, out, _ = run(
        "opportunities jobs.parquet --region R007 --format csv --weights density=1,complexity=1 --draws 20"
    )
    assert code == 0
    frame = pl.read_csv(out.encode())
    assert len(frame) == 10
    assert (frame["rank_low"] <= frame["rank_high"]).all()
    for bad in ("density=much", "luck=1"):
        code, _, err = run(f"opportunities jobs.parquet --region R007 --weights {bad} --lang en")
        assert code == 2
        assert "Traceback" not in err


def test_backtest_says_what_it_cannot_test(run):
    code, out, _ = run("backtest jobs.parquet --lang en")
    assert code == 0
    assert "one year only" in out
    code, _, err = run("backtest jatim --from 2021 --to 2022 --lang en")
    assert code == 2
    assert "overlap" in err


def test_impact_is_said_to_be_derived(run):
    code, out, err = run("impact --region banyuwangi --activity I --amount 100 --lang en")
    assert code == 0
    assert "derived, not observed" in err
    assert "Multiplier" in out
    code, out, _ = run("impact --region 3510 --activity I --amount 100 --format csv")
    assert set(pl.read_csv(out.encode())["status"]) == {"derived"}


def test_opportunities_are_drawn_on_request(run, tmp_path):
    code, out, err = run("opportunities jobs.parquet --region R007 --pictures p --lang en")
    assert code == 0, err
    drawn = [line for line in out.splitlines() if line.endswith(".svg")]
    assert drawn == [f"p/R007-2024-{name}-en-{width}.svg" for name in ("space", "frontier") for width in (360, 1280)]
    assert all((tmp_path / name).exists() for name in drawn)
    code, out, err = run("opportunities jatim --region 3510 --pictures p --format csv --lang id")
    assert code == 0
    assert ".svg" not in out
    assert "--base" in err
    assert (tmp_path / "p" / "3510-2024-space-id-360.svg").exists()
