"""The commands of relatedness as a script meets them: tables on disk, sentences on the error stream, exit codes."""

import json
import re
import shlex
import sys
from importlib import resources

import numpy as np
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
    assert err == err.strip() + "\n", "nothing of the bar is left where no terminal is"
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


def test_backtest_shows_how_many_of_ten_and_writes_shares(run, tmp_path):
    panel = pl.concat([long_of(np.roll(VALUES, k // 3, axis=1), 2018 + k) for k in range(6)])
    panel.write_parquet(tmp_path / "moved.parquet")
    code, out, err = run("backtest moved.parquet --years 1 --from 2020 --to 2021 --out o --lang en")
    assert code == 0, err
    words = " ".join(out.split())
    right = pl.read_csv(tmp_path / "o" / "scores.csv").row(0, named=True)
    assert right["score"] == "density"
    of_ten = f"{10 * right['precision_10']:.2f}"
    assert f"right in {of_ten} of 10 cases" in words
    assert words.count(of_ten) > 1  # the table says it as the sentence does
    assert {path.stem for path in (tmp_path / "o").iterdir()} == {"scores", "lifts", "calibration", "windows"}


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
    assert "Derived multiplier" in out
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


@pytest.mark.parametrize("lang", ["id", "en"])
@pytest.mark.parametrize(
    ("amount", "shown"),
    [("1500000", 1.5e6), ("1.500.000", 1.5e6), ("1,500,000", 1.5e6), ("1,5", 1.5), ("1500.5", 1500.5)],
)
def test_an_amount_is_read_in_either_way_of_writing(run, amount, shown, lang):
    code, out, err = run(f"impact --region 3510 --activity I --amount {amount} --format csv --lang {lang}")
    assert code == 0, err
    own = pl.read_csv(out.encode()).filter(pl.col("activity") == "I")["output"].item()
    assert own == pytest.approx(shown, rel=0.01)


@pytest.mark.parametrize(
    ("amount", "word"),
    [("1.500", "ribuan"), ("1,500", "ribuan"), ("seratus", "bukan angka"), ("nan", "bukan angka"), ("0", "lebih dari nol"),
     ("-5", "lebih dari nol"), ("inf", "bukan angka")],
)  # fmt: skip
def test_an_amount_that_can_mean_two_or_nothing_is_refused(run, amount, word):
    code, out, err = run(f"impact --region 3510 --activity I --amount {amount} --lang id")
    assert (code, out) == (2, "")
    assert word in err
    assert len(err.splitlines()) == 1


def test_a_table_of_one_s_own_gives_jobs_and_type_two(run, tmp_path):
    source = resources.files("potensi.data.samples").joinpath("indonesia_io_2020")
    (tmp_path / "io").mkdir()
    for name in ("flows.csv", "datapackage.json", "industries.csv"):
        (tmp_path / "io" / name).write_bytes(source.joinpath(name).read_bytes())
    papers = json.loads((tmp_path / "io" / "datapackage.json").read_text())
    (tmp_path / "io" / "datapackage.json").write_text(json.dumps(papers | {"household_income": 12_000_000_000}))
    industries = pl.read_csv(tmp_path / "io" / "industries.csv").with_columns(jobs=pl.col("output") // 50)
    industries.write_csv(tmp_path / "io" / "industries.csv")
    code, out, err = run("impact --region 3510 --activity I --amount 100 --table io --lang en")
    assert code == 0, err
    assert out.count("type II") == 2
    assert "additional job" in out
    code, out, err = run("impact --region 3510 --activity I --amount 100 --table nowhere --lang id")
    assert (code, out) == (2, "")
    assert "nowhere" in err


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_register_as_csv_or_workbook_is_read_like_its_parquet(run, tmp_path, ending):
    """Rows that are not there are zero, as in the Parquet file, and both that and the missing unit are said."""
    frame = long_of(VALUES)
    frame.write_csv(tmp_path / "jobs.csv")
    frame.write_excel(tmp_path / "jobs.xlsx")
    run("relate jobs.parquet --out one")
    code, _, err = run(f"relate jobs.{ending} --out other --lang id")
    assert code == 0, err
    assert "Satuan angka tidak disebut" in err
    assert "dihitung nol" in err
    for name in ("cells/*", "regions", "activities", "pairs"):
        one, other = (pl.read_parquet(tmp_path / folder / f"{name}.parquet") for folder in ("one", "other"))
        assert one.equals(other, null_equal=True), name
    for line in ("opportunities jobs.{} --region R007 --count 2", "backtest jobs.{}"):
        code, _, err = run(line.format(ending) + " --unit orang --absent zero --lang en")
        assert code == 0, err
        assert "unit" not in err
        assert "zero" not in err
    # Where absent means missing, every region lacks something, and that is said too.
    code, _, err = run(f"relate jobs.{ending} --out third --unit orang --absent missing --lang en")
    assert code == 2
    assert "at least 3 are needed" in err


BROKEN = {
    "negative": {"value": -5.0},
    "infinite": {"value": float("inf")},
    "no region": {"region": None},
    "no activity": {"activity": None},
    "no year": {"period": None},
}


@pytest.mark.parametrize("lang", ["id", "en"])
@pytest.mark.parametrize("command", ["relate {} --out o", "opportunities {} --region R007", "backtest {}"])
def test_bad_panels_end_in_a_sentence_and_leave_nothing(run, tmp_path, command, lang):
    good = long_of(VALUES)
    for name, change in BROKEN.items():
        column, value = next(iter(change.items()))
        row = pl.when(pl.int_range(pl.len()) == 3).then(pl.lit(value)).otherwise(pl.col(column))
        good.with_columns(row.alias(column)).write_parquet(tmp_path / f"{name}.parquet")
        good.with_columns(row.alias(column)).write_csv(tmp_path / f"{name}.csv")
    good.with_columns(pl.lit("banyak").alias("value")).write_parquet(tmp_path / "text.parquet")
    good.with_columns(pl.lit("banyak").alias("value")).write_csv(tmp_path / "text.csv")
    pl.concat([good, good[3:4]]).write_parquet(tmp_path / "twice.parquet")
    pl.concat([good, good[3:4]]).write_csv(tmp_path / "twice.csv")
    good.head(0).write_parquet(tmp_path / "no rows.parquet")
    for name, content in {"empty.parquet": b"", "empty.csv": b"", "half.parquet": b"PAR1", "no.xlsx": b"no"}.items():
        (tmp_path / name).write_bytes(content)
    bad = sorted(path.name for path in tmp_path.iterdir() if path.is_file() and path.stem != "jobs")
    assert len(bad) == 19
    for name in [*bad, "nowhere.parquet", "nowhere.csv"]:
        code, out, err = run(command.format(f"'{name}'") + f" --lang {lang}")
        assert code in (1, 2), name
        assert out == "", name
        assert "Traceback" not in err, name
        assert "{" not in err, name
        assert err.strip(), name
    assert not (tmp_path / "o").exists()


def test_a_year_that_nobody_stated_is_not_called_zero(run, tmp_path):
    long_of(VALUES).drop("period").write_parquet(tmp_path / "undated.parquet")
    code, out, _ = run("relate undated.parquet --out o --lang en")
    assert code == 0
    assert "year not stated" in out.splitlines()[0]
    code, out, _ = run("opportunities undated.parquet --region R007 --count 1 --pictures p --lang id")
    assert code == 0
    assert "tahun tidak disebut" in out
    assert (tmp_path / "p" / "R007-space-id-360.svg").exists()
    assert "Ruang kegiatan R007, tahun tidak disebut" in (tmp_path / "p" / "R007-space-id-360.svg").read_text()


def test_opportunities_say_of_whom_and_of_which_year_they_are(run, tmp_path):
    pl.concat([long_of(VALUES, 2020), long_of(VALUES, 2024)]).write_parquet(tmp_path / "two.parquet")
    code, out, _ = run("opportunities two.parquet --region R007 --count 1 --lang en")
    assert code == 0
    assert out.startswith("Options of R007, 2024 (among 45 regions × 70 activities)")
