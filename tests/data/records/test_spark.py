"""Spark gives what DuckDB gives, in every cell to the last digit, and says the same of what is left out."""

from fractions import Fraction

import polars as pl
import pytest
from data.records import twin
from data.records.registers import cells, texts, write
from polars.testing import assert_frame_equal

from potensi.data.records import Asked, Engine, records

pytestmark = pytest.mark.usefixtures("spark")


@pytest.mark.parametrize(
    ("form", "asked"),
    [
        ("texts", {"measure": "sum", "leave_out": True}),
        ("csv", {"by": "kbli2", "level": "district", "period": "quarter", "measure": "sum", "leave_out": True}),
        ("typed", {"by": "industry", "level": "regency", "period": "month", "measure": "sum", "withhold_under": 3}),
    ],
)
def test_both_engines_give_the_same_panel(tmp_path, form, asked):
    register = twin.rows(21, 500, strange=0 if form == "typed" else 0.08)
    path = write(register, tmp_path, form)
    same(path, Asked(**asked))


def test_both_engines_read_what_spreadsheets_and_data_frames_write(tmp_path):
    swap = str.maketrans(".,", ",.")
    register = twin.rows(23, 300, strange=0.08)
    register = [row | {"size": row["size"].translate(swap), "region": f"35.10.0{i % 3}.200{i % 9}"} for i, row in
                enumerate(register)]  # fmt: skip
    (tmp_path / "csv").mkdir()
    texts(register[:150]).write_csv(tmp_path / "csv" / "1.csv", separator=";", include_bom=True)
    texts(register[150:]).select("size", "region", "date", "kbli").write_csv(tmp_path / "csv" / "2.csv", separator="\t")
    asked = Asked(level="district", region_codes="kemendagri", measure="sum", leave_out=True)
    ours, theirs = same(tmp_path / "csv", asked)
    assert ours.panel.frame.height > 50
    assert ours.negative == theirs.negative > 0
    nan = float("nan")
    rows = {"region": [3510010001.0, 3510010001.0, nan, None], "kbli": [1111.0, 47111.5, 47111.0, 1111.0]}
    pl.DataFrame(rows | {"date": [2024.0, 2023.0, 2024.0, nan]}).write_parquet(tmp_path / "r.parquet")
    ours, _ = same(tmp_path / "r.parquet", Asked(leave_out=True))
    assert cells(ours.panel.frame) == {("3510010001", "01111", 2024): 1}


def same(path, asked):
    """Return what both engines make of a register, once it is seen to be the same."""
    ours, theirs = (records(path, asked, Engine(name)) for name in ("duckdb", "spark"))
    assert_frame_equal(ours.panel.frame, theirs.panel.frame, check_exact=True)
    assert_frame_equal(ours.unknown, theirs.unknown, check_exact=True)
    assert ours.problems == theirs.problems
    assert ours.panel.papers == theirs.panel.papers
    assert (ours.records, ours.kept, ours.withheld) == (theirs.records, theirs.kept, theirs.withheld)
    return ours, theirs


def test_spark_splits_by_a_crosswalk_as_the_twin_does(tmp_path):
    register = twin.rows(22, 200)
    used = sorted({row["kbli"] for row in register})
    crosswalk = {code: {code: Fraction(1, 4), "01111": Fraction(3, 4)} for code in used if code != "01111"}
    crosswalk["01111"] = {"01111": Fraction(1)}
    lines = [f"{code},{target},{weight}" for code, targets in crosswalk.items() for target, weight in targets.items()]
    (tmp_path / "c.csv").write_text("source,target,weight\n" + "\n".join(lines))
    path = write(register, tmp_path / "r", "texts")
    found = records(path, Asked(crosswalk=tmp_path / "c.csv", measure="sum", level="province"), Engine("spark"))
    expected, _ = twin.count(register, crosswalk=crosswalk, measure="sum", level="province")
    assert cells(found.panel.frame) == {key: float(value) for key, value in expected.items()}
