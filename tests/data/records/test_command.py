"""The command ``potensi records`` as a script meets it."""

import pytest
import typer
from data.records import twin
from data.records.registers import cells, write
from typer.testing import CliRunner

from potensi import cli_records
from potensi.errors import DataProblems, UsageError
from potensi.language import LANGUAGES
from potensi.panel import read_parquet


@pytest.fixture
def run():
    """Run the command; return exit code and output, or raise what it raises."""
    app = typer.Typer()
    cli_records.add_to(app)
    app.callback()(lambda: None)

    def call(*arguments):
        answer = CliRunner().invoke(app, ["records", *map(str, arguments)], catch_exceptions=False)
        return answer.exit_code, answer.output

    return call


@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_writes_a_panel_and_accounts_for_what_is_not_in_it(run, tmp_path, lang):
    register = twin.rows(9, 300, strange=0.1)
    source, out = write(register, tmp_path / "r", "csv"), tmp_path / "p.parquet"
    code, said = run(
        source, "--out", out, "--by", "kbli2", "--level", "regency", "--period", "quarter", "--leave-out",
        "--column", "region=region", "--memory", "1GB", "--threads", 1, "--lang", lang,
    )  # fmt: skip
    expected, left = twin.count(register, by="kbli2", level="regency", kind="quarter")
    assert code == 0
    assert cells(read_parquet(out).frame) == {key: float(value) for key, value in expected.items()}
    assert f"{300 - left['any']} " in said.splitlines()[0]
    assert "1111" in said
    assert (tmp_path / "p.unknown.csv").read_text().startswith("kind,code,reason,records,value,examples")


def test_it_withholds_and_lists_the_totals_that_give_cells_away(run, tmp_path):
    source, out = write(twin.rows(2, 60), tmp_path / "r", "texts"), tmp_path / "p.parquet"
    code, said = run(
        source, "--out", out, "--by", "industry", "--level", "district", "--withhold-under", 3, "--lang", "en"
    )
    assert code == 0
    assert "withheld" in read_parquet(out).frame["status"]
    assert "fewer than 3 records are withheld" in said
    assert (tmp_path / "p.totals.csv").read_text().startswith("period,region,activity")


def test_bad_dates_refuse_the_register_with_all_of_them_counted(run, tmp_path):
    register = [row | {"date": "kemarin"} for row in twin.rows(1, 3)] + twin.rows(2, 5)
    with pytest.raises(DataProblems) as refused:
        run(write(register, tmp_path / "r", "texts"), "--out", tmp_path / "p.parquet")
    (problem,) = refused.value.problems
    assert (problem.code, problem.file, problem.params["count"]) == ("records_date_unreadable", "r.parquet", 3)
    assert "kemarin" in problem.message("id")
    assert not (tmp_path / "p.parquet").exists()


def test_an_option_that_means_nothing_is_a_sentence(run, tmp_path):
    for line in (
        ["--column", "region"], ["--by", "kbli6"], ["--level", "rt"], ["--engine", "pandas"], ["--memory", "banyak"],
        ["--by", "own"], ["--absent", "nol"], ["--decimals", "9"],
    ):  # fmt: skip
        with pytest.raises(UsageError) as refused:
            run(write(twin.rows(1, 2), tmp_path / "r", "texts"), "--out", tmp_path / "p.parquet", *line)
        assert all(len(refused.value.message(lang)) > 20 for lang in LANGUAGES)
