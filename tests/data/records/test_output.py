"""Where a panel goes: whole or not at all, never over the register, with what stands beside it of the same run."""

import os
import signal
from pathlib import Path

import pytest
import typer
from data.records import twin
from data.records.registers import write
from typer.testing import CliRunner

from potensi import cli_records
from potensi.data.records import Asked, Engine, engine, records, run, spark
from potensi.data.records.asked import ALL
from potensi.errors import UsageError
from potensi.language import LANGUAGES
from potensi.panel import read_parquet


@pytest.fixture
def register(tmp_path):
    return write(twin.rows(51, 80), tmp_path / "in", "texts")


@pytest.fixture
def out(tmp_path):
    """A panel of an earlier run, alone in its folder."""
    path = tmp_path / "out" / "p.parquet"
    path.parent.mkdir()
    path.write_text("earlier")
    return path


def refused(*arguments, **options):
    """Return the code of what a question is refused for; it is a sentence in both languages."""
    with pytest.raises(UsageError) as refusal:
        records(*arguments, **options)
    assert all(len(refusal.value.message(lang)) > 20 for lang in LANGUAGES)
    return refusal.value.code


def test_a_panel_is_a_parquet_file_in_a_folder_that_is_made_for_it(register, tmp_path):
    assert refused(register, out=tmp_path) == "records_out"
    assert refused(register, out=tmp_path / "p.csv") == "records_out"
    records(register, Asked(level="province"), out=tmp_path / "new" / "folder" / "p.parquet")
    assert [each.name for each in (tmp_path / "new" / "folder").iterdir()] == ["p.parquet"]
    assert read_parquet(tmp_path / "new" / "folder" / "p.parquet").frame["value"].sum() == 80


def test_a_panel_never_lies_over_or_among_the_records(register):
    before = register.read_bytes()
    assert refused(register, out=register) == "records_out_in_source"
    assert refused(register.parent, out=register.parent / "deeper" / "p.parquet") == "records_out_in_source"
    assert register.read_bytes() == before
    assert [each.name for each in register.parent.iterdir()] == [register.name]


@pytest.mark.parametrize("asked", [{}, {"withhold_under": 3, "by": "industry", "level": "province"}])
def test_an_earlier_panel_is_replaced_in_one_step_or_stays(register, out, monkeypatch, asked):
    def broken_off(path, goal):
        assert path.stat().st_size > 100
        assert path.parent.parent == goal.parent  # on the same disk, so that one step puts it in its place
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(run.os, "replace", broken_off)
        with pytest.raises(KeyboardInterrupt):
            records(register, Asked(**asked), out=out)
    assert [(each.name, each.read_text()) for each in out.parent.iterdir()] == [("p.parquet", "earlier")]
    records(register, Asked(**asked), out=out)
    assert read_parquet(out).frame.height > 0
    assert [each.name for each in out.parent.iterdir()] == ["p.parquet"]


def test_a_panel_made_on_another_disk_is_put_in_place_in_one_step_too(register, out, tmp_path, monkeypatch):
    moved = []

    def across(path, goal):
        if Path(path).parent != goal.parent:
            raise OSError(18, "Invalid cross-device link")
        moved.append(Path(path).name)
        Path(path).rename(goal)

    monkeypatch.setattr(run.os, "replace", across)
    records(register, Asked(level="province"), Engine(temp=tmp_path / "spill"), out=out)
    assert read_parquet(out).frame["value"].sum() == 80
    assert len(moved) == 1
    assert moved[0].startswith(".p.parquet.")
    assert [each.name for each in out.parent.iterdir()] == ["p.parquet"]


@pytest.fixture
def command():
    """Run the command line as a script does; return its exit code."""
    app = typer.Typer()
    cli_records.add_to(app)
    app.callback()(lambda: None)
    return lambda *arguments: CliRunner().invoke(app, ["records", *map(str, arguments)]).exit_code


def test_a_run_that_the_system_ends_leaves_the_earlier_panel_and_nothing_else(register, out, command, monkeypatch):
    def ended(*_):
        os.kill(os.getpid(), signal.SIGTERM)
        raise RuntimeError("an engine's own word for it")

    before = signal.getsignal(signal.SIGTERM)
    monkeypatch.setattr(run, "_put_in_place", ended)
    assert command(register, "--out", out) == 128 + signal.SIGTERM
    assert [(each.name, each.read_text()) for each in out.parent.iterdir()] == [("p.parquet", "earlier")]
    assert signal.getsignal(signal.SIGTERM) is before


def test_what_stands_beside_a_panel_is_of_the_same_run(register, out, command):
    small = ("--by", "industry", "--level", "district", "--withhold-under", 3)
    strange = write([*twin.rows(52, 60), twin.rows(52, 1)[0] | {"kbli": "99999"}], out.parent.parent / "odd", "texts")
    assert command(strange, "--out", out, *small) == 0
    assert {each.name for each in out.parent.iterdir()} == {"p.parquet", "p.unknown.csv", "p.totals.csv"}
    assert command(register, "--out", out) == 0
    assert [each.name for each in out.parent.iterdir()] == ["p.parquet"]


def test_an_engine_spills_beside_the_answer_or_where_it_is_told(register, out, tmp_path, monkeypatch):
    seen = []

    def watched(given, spill, stack):
        seen.append(spill.parent.parent)
        return engine_itself(given, spill, stack)

    engine_itself = engine._duckdb
    monkeypatch.setattr(engine, "_duckdb", watched)
    records(register, out=out)
    records(register, None, Engine(temp=tmp_path / "room"), out=out)
    assert seen == [out.parent, tmp_path / "room"]


def test_little_memory_and_a_stray_address_are_sentences():
    for options in (
        {"memory": "100MB"}, {"master": "yarn"}, {"name": "spark", "master": "local[x]"},
        {"name": "spark", "master": "cluster.example:7077"},
    ):  # fmt: skip
        with pytest.raises(UsageError) as refusal:
            Engine(**options)
        assert all(len(refusal.value.message(lang)) > 20 for lang in LANGUAGES)
    for master in ("local", "local[*]", "local[4,2]", "yarn", "spark://one:7077,two:7077", "sc://h", "k8s://https://h"):
        assert Engine("spark", master=master).master == master


def test_no_java_and_no_cluster_are_sentences_before_anything_starts(tmp_path, monkeypatch):
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(UsageError, match="Java 17"):
        spark._need_java()
    monkeypatch.delenv("JAVA_HOME")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UsageError, match="Java 17"):
        spark._need_java()
    for master in ("spark://127.0.0.1:1", "spark://127.0.0.1:1,127.0.0.1:2", "spark://127.0.0.1:99999"):
        with pytest.raises(UsageError, match="No Spark answers"):
            spark._knock(master)


def test_what_spark_says_is_told_without_where_in_its_code():
    error = RuntimeError("An error occurred while calling o1.x.\n: org.Odd\n  Too little memory.\n\tat a.b(C.java:1)")
    assert spark.reason(error) == "Too little memory"
    assert spark.reason(RuntimeError()) == "RuntimeError"


def test_papers_do_not_tell_what_the_panel_withholds(tmp_path):
    rows = [{"region": "3510010001", "kbli": "01111", "date": "2024-01-01", "size": "1"}] * 2
    asked = Asked(by="industry", level="province", withhold_under=3)
    alone = records(write(rows, tmp_path, "texts"), asked, lang="en")
    assert (ALL, ALL) in set(alone.totals_withheld.select("region", "activity").iter_rows())
    assert not any(" 2 " in step for step in alone.panel.papers.history)
    # Four cells of two records each, in two rows and two columns: were it known that all four are under the bound,
    # each would have to be two.
    square = [
        row | {"region": region, "kbli": kbli}
        for row in rows for region in ("3510010001", "1101010001") for kbli in ("01111", "47111")
    ]  # fmt: skip
    around = (("3510010001", "56101"), ("1101010001", "56101"), ("1201010001", "01111"), ("1201010001", "47111"))
    rest = [row | {"region": region, "kbli": kbli} for row in rows * 5 for region, kbli in around]
    found = records(write(square + rest, tmp_path, "texts"), asked, lang="en")
    assert found.withheld == (4, 0)
    (step,) = [each for each in found.panel.papers.history if "withheld" in each]
    assert "(4 cells in all)" in step
