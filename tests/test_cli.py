"""The command line as a script meets it: exit codes, stable columns, one-line errors, examples that run."""

import csv
import io
import json
import re
import shlex
import subprocess
import sys

import polars as pl
import pytest

from potensi import cli
from potensi.options import Lang

CELLS = [
    "region", "activity", "period", "value", "status", "lq", "dlq", "sector_class", "shift_national", "shift_mix",
    "shift_regional", "mrp_rpr", "mrp_rps", "klassen_class",
]  # fmt: skip
COMMANDS = ["demo", "sample", "check", "profile", "peers", "hosts", "catchup", "prospectus", "methods"]
# Those of relatedness and of raw records have their own tests: test_cli_engine.py, data/records/test_command.py.
ENGINE = ["relate", "opportunities", "backtest", "impact", "records"]
# Those that run an installation; what they do is tested in tests/web/operations.
RUNNING = ["serve", "worker", "createadmin", "backup", "restore", "doctor"]


@pytest.fixture
def run(monkeypatch, capsys, tmp_path):
    """Run the command line in this process, in an empty folder; return exit code, output and errors."""
    monkeypatch.chdir(tmp_path)

    def call(line: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["potensi", *shlex.split(line)])
        with pytest.raises(SystemExit) as stop:
            cli.main()
        out, err = capsys.readouterr()
        return int(stop.value.code or 0), out, err

    return call


@pytest.fixture
def tidy(tmp_path):
    """A plain tidy csv of two regions, two industries, two years."""
    rows = [("3510", "A", 2020, 10), ("3510", "B", 2020, 30), ("3509", "A", 2020, 30), ("3509", "B", 2020, 30)]
    rows += [("3510", "A", 2024, 20), ("3510", "B", 2024, 30), ("3509", "A", 2024, 30), ("3509", "B", 2024, 40)]
    text = "region,activity,year,value\n" + "\n".join(",".join(map(str, row)) for row in rows)
    (tmp_path / "tidy.csv").write_text(text + "\n")
    return "tidy.csv"


@pytest.mark.parametrize("command", COMMANDS + RUNNING + ENGINE)
def test_every_command_has_help_with_an_example(run, command):
    code, out, _ = run(f"{command} --help")
    assert code == 0
    assert f"Example: potensi {command}" in " ".join(out.split())


def test_profile_writes_the_tables_with_their_columns(run, tidy, tmp_path):
    line = f"profile {tidy} --unit 'miliar rupiah' --year 2024 --base 2020 --price constant2010 --all-regions --out o"
    code, _, err = run(line)
    assert code == 0, err
    rows = list(csv.DictReader(io.StringIO((tmp_path / "o" / "cells.csv").read_text())))
    assert set(CELLS) <= set(rows[0])
    assert list(rows[0])[:5] == CELLS[:5]
    assert (tmp_path / "o" / "regions.csv").exists()
    assert (tmp_path / "o" / "activities.csv").exists()
    cell = next(row for row in rows if (row["region"], row["activity"]) == ("3510", "A"))
    assert float(cell["lq"]) == pytest.approx((20 / 50) / (50 / 120))
    assert float(cell["shift_national"]) == pytest.approx(10 * (120 / 100 - 1))
    assert cell["period"] == "2024"


def test_without_a_unit_ratios_come_with_a_word_and_a_prospectus_does_not(run, tidy):
    code, out, err = run(f"profile {tidy} --price constant2010 --region 3510 --format csv --lang en")
    assert code == 0
    assert "unit" in err.lower()
    assert out.startswith("region,activity,period,value,status")
    code, _, err = run(f"prospectus {tidy} --price constant2010 --region 3510 --to md --lang en")
    assert code == 1
    assert "unit" in err.lower()


@pytest.mark.parametrize("fmt", ["csv", "json", "parquet", "table"])
def test_every_form_of_a_table(run, fmt, tmp_path):
    code, out, err = run(f"profile jatim --region 3510 --format {fmt} --out o")
    assert code == 0, err
    ending = "csv" if fmt == "table" else fmt
    assert (tmp_path / "o" / f"cells.{ending}").stat().st_size > 1000
    assert len(out.splitlines()) == 4


def test_json_on_the_output_is_json(run):
    code, out, _ = run("peers jatim --region 3510 --format json")
    assert code == 0
    assert len(json.loads(out)) == 5


def test_csv_on_the_output_is_csv(run):
    code, out, _ = run("hosts jatim --region banyuwangi --format csv")
    assert code == 0
    rows = list(csv.DictReader(io.StringIO(out)))
    assert all(row["region"] != "3510" for row in rows)


@pytest.mark.parametrize(
    ("line", "code", "word"),
    [
        ("profile jatim --region Banyuwagi", 2, "Banyuwangi"),
        ("profile jatim", 2, "--region"),
        ("profile jatim --region 3510 --year 1999", 2, "1999"),
        ("prospectus jatim --region 3510 --to doc", 2, "docx"),
        ("methods lqq", 2, "lq"),
        ("peers jatim --region 3510 --indicators nowhere.csv", 1, "nowhere.csv"),
        ("profile nowhere.xlsx --region 3510", 1, "nowhere.xlsx"),
    ],
)
@pytest.mark.parametrize("lang", ["id", "en"])
def test_what_goes_wrong_is_one_line_without_a_traceback(run, line, code, word, lang):
    found, _, err = run(f"{line} --lang {lang}")
    assert found == code
    assert word in err
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("line", "indonesian", "english"),
    [
        ("relatt", 'Perintah "relatt" tidak ada. Mungkin', 'no command "relatt". Perhaps you mean: relate.'),
        ("relate x --outt y", "Pilihan --outt tidak dikenal. Mungkin", "option --outt is not known. Perhaps"),
        ("demo -q", "Pilihan -q tidak dikenal.", "The option -q is not known."),
        ("relate", "Belum disebut: panel.", "Not stated: panel."),
        ("relate x", "Belum disebut: --out.", "Not stated: --out."),
        ("demo --out", "Setelah --out belum ada nilainya.", "There is no value after --out."),
        ("demo --help=3", "--help tidak memakai nilai", "--help takes no value"),
        ("sample a b c", "Kelebihan: b c.", "Too many: b c."),
        (
            "peers jatim --region 3510 --year abc",
            "Nilai --year harus bilangan bulat.",
            "--year must be a whole number.",
        ),
        (
            "hosts jatim --region 3510 --max-km x",
            "Nilai --max-km harus bilangan,",
            "value of --max-km must be a number,",
        ),
        ("serve --port 0", "Nilai --port paling kecil 1.", "value of --port must be at least 1."),
        ("serve --port 70000", "Nilai --port paling besar 65535.", "value of --port must be at most 65535."),
        (
            "check a --format x",
            'Nilai "x" untuk --format tidak dikenal; pilih dari: table, csv',
            "choose from: table, csv",
        ),
    ],
)
def test_a_call_that_cannot_be_is_told_in_the_reader_s_language(run, monkeypatch, line, indonesian, english):
    for lang, sentence in (("id", indonesian), ("en", english)):
        monkeypatch.setattr(cli, "LANG", Lang(lang))
        code, out, err = run(line)
        assert (code, out) == (cli.USAGE, "")
        assert sentence in err
        assert "Traceback" not in err


def test_sample_lists_and_writes(run, tmp_path):
    assert "jatim" in run("sample")[1]
    code, out, _ = run("sample jatim --out s --format csv")
    assert code == 0
    assert all((tmp_path / line).exists() for line in out.split())


def test_catchup_and_hosts_speak(run):
    assert run("catchup jatim --region 3510 --by 2029")[0] == 0
    code, out, _ = run("hosts jatim --region 3510 --lang en")
    assert code == 0
    assert "straight line" in " ".join(out.split())


def test_methods_lists_every_column_and_shows_one(run, tmp_path):
    code, out, _ = run("methods --format csv --lang en")
    assert code == 0
    names = set(pl.read_csv(io.StringIO(out))["name"])
    assert set(CELLS[5:]) <= names
    assert "Rumus" in run("methods lq")[1]


@pytest.mark.parametrize("lang", ["id", "en"])
def test_a_prospectus_in_every_form(run, lang, tmp_path):
    code, out, err = run(f"prospectus jatim --region 3510 --to pdf,pptx,html,xlsx,md,docx --lang {lang} --out o")
    assert code == 0, err
    paths = out.split()
    assert len(paths) == 6
    assert all((tmp_path / path).stat().st_size > 2000 for path in paths)
    assert not list((tmp_path / "o").glob("*.part"))


def test_the_demo_ends_with_four_lines_and_what_to_open(run, tmp_path):
    code, out, err = run("demo --out o")
    assert code == 0, err
    lines = out.strip().splitlines()
    assert len([line for line in lines[1:-1] if line]) == 4
    assert "prospektus-3510.pdf" in lines[-1]
    names = {path.name for path in (tmp_path / "o").iterdir()}
    assert {f"prospektus-3510.{kind}" for kind in ("pdf", "pptx", "html", "xlsx")} <= names
    assert {"cells.csv", "regions.csv", "activities.csv", "bab-ii-3510.md", "bab-ii-3510.docx"} <= names


def test_every_command_s_example_runs(run, tmp_path, monkeypatch):
    from potensi.data.samples import write

    workbook = next(path for path in write("jatim", tmp_path / "w", "xlsx") if "constant" in path.name)
    (tmp_path / "pdrb.xlsx").write_bytes(workbook.read_bytes())
    for command in COMMANDS:
        _, text, _ = run(f"{command} --help")
        example = re.search(r"Example: potensi (.+)", " ".join(text.split()))
        code, _, err = run(example[1])
        assert code == 0, (example[1], err)


def test_every_command_is_named_here():
    assert [
        command.name or command.callback.__name__ for command in cli.app.registered_commands
    ] == COMMANDS + RUNNING + ENGINE


def test_importing_and_help_load_nothing_heavy():
    code = (
        "import sys, potensi, potensi.cli; "
        "print(sorted({'polars','numpy','altair','pptx','typst','django','granian'} & set(sys.modules)))"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert out.strip() == "[]"
