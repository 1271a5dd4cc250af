"""What is read for relatedness, and what must be said of how; what an error says of where and how much."""

from pathlib import Path

import polars as pl
import pytest
from analysis.made import long_of, values_of

from potensi.data.source import Reading, panel_of, source_of
from potensi.errors import DataProblems, Problem
from potensi.panel import Panel, Papers, panel_from

VALUES = values_of(8, 6)


def test_a_plain_parquet_file_stays_a_file_and_any_other_becomes_a_panel(tmp_path):
    frame = long_of(VALUES)
    frame.write_parquet(tmp_path / "plain.PARQUET")
    source, said = source_of(str(tmp_path / "plain.PARQUET"))
    assert (source, said) == (tmp_path / "plain.PARQUET", ())
    frame.rename({"region": "daerah", "activity": "lapangan usaha", "period": "tahun", "value": "nilai"}).write_parquet(
        tmp_path / "named.parquet"
    )
    source, said = source_of(str(tmp_path / "named.parquet"), Reading(unit="orang"))
    assert isinstance(source, Panel)
    assert said == ("errors.absent_as_zero",)
    assert source.frame["value"].sum() == VALUES.sum()


@pytest.mark.parametrize(
    "named",
    [
        {"region": "country_code", "activity": "hs_code", "value": "export_value", "period": "year"},
        {"region": "Country", "activity": "Product", "value": "Exports", "period": "Year"},
        {"region": "negara", "activity": "kode produk", "value": "nilai ekspor", "period": "tahun"},
        {"region": "municipality", "activity": "occupation", "value": "jobs", "period": "period"},
    ],
)
def test_tables_of_trade_and_jobs_are_read_by_their_own_headings(tmp_path, named):
    long_of(VALUES).rename(named).write_csv(tmp_path / "trade.csv")
    source, _ = source_of(str(tmp_path / "trade.csv"), Reading(unit="orang"))
    assert source.frame["value"].sum() == VALUES.sum()


def test_what_is_taken_for_granted_is_said_and_what_is_stated_is_not(tmp_path):
    long_of(VALUES).write_csv(tmp_path / "jobs.csv")
    path = str(tmp_path / "jobs.csv")
    source, said = source_of(path, lang="en")
    assert said == ("errors.unit_unstated", "errors.absent_as_zero")
    assert source.papers.unit == "unit not stated"
    source, said = source_of(path, Reading(unit="orang", absent="zero"))
    assert (source.papers.unit, said) == ("orang", ())
    source, said = source_of(path, Reading(unit="orang", absent="missing"))
    assert source.frame["value"].null_count() == (VALUES == 0).sum()
    with pytest.raises(DataProblems) as stop:
        source_of(path, Reading(unit="miliar rupiah"))
    assert [problem.code for problem in stop.value.problems] == ["price_missing"]


def test_other_problems_are_named_alone(tmp_path):
    frame = long_of(VALUES).with_columns(value=pl.when(pl.int_range(pl.len()) == 2).then(-1.0).otherwise("value"))
    frame.write_csv(tmp_path / "bad.csv")
    with pytest.raises(DataProblems) as stop:
        source_of(str(tmp_path / "bad.csv"))
    assert [problem.code for problem in stop.value.problems] == ["negative_value"]


@pytest.mark.parametrize("column", ["region", "activity"])
def test_a_row_that_names_nothing_is_no_region_or_activity_of_its_own(tmp_path, column):
    frame = long_of(VALUES).with_columns(
        pl.when(pl.int_range(pl.len()) == 2).then(None).otherwise(pl.col(column)).alias(column)
    )
    frame.write_csv(tmp_path / "bad.csv")
    with pytest.raises(DataProblems) as stop:
        source_of(str(tmp_path / "bad.csv"), Reading(unit="orang", absent="zero"))
    assert [problem.code for problem in stop.value.problems] == [f"{column}_empty"]


def test_product_without_a_price_basis_is_at_current_prices_for_impact_and_a_stated_one_stays(tmp_path):
    rows = [(region, code, 2020, 5.0) for region in ("3510", "3509", "3508") for code in ("A", "B", "C")]
    frame = pl.DataFrame(rows, schema=["region", "activity", "year", "value"], orient="row")
    frame.write_csv(tmp_path / "grdp.csv")
    assert panel_of(str(tmp_path / "grdp.csv"), Reading(unit="miliar rupiah")).papers.price == "current"
    own = panel_from(
        frame.rename({"year": "period"}).with_columns(pl.col("period").cast(pl.Int32)),
        papers=Papers(unit="miliar rupiah", price="constant2010"),
    )
    own.write_parquet(tmp_path / "own.parquet")
    assert panel_of(str(tmp_path / "own.parquet")).papers.price == "constant2010"
    assert panel_of("jatim").papers.price == "current"


def test_an_error_says_where_and_does_not_flood():
    many = DataProblems([Problem("text_in_figure", file="a.csv", cell=f"B{k}", value="x") for k in range(2, 1202)])
    for lang, rest in (("id", "1.180"), ("en", "1,180")):
        lines = many.message(lang).splitlines()
        assert len(lines) == 22
        assert lines[1].startswith("- B2: ")
        assert rest in lines[-1]
        assert "potensi check a.csv" in lines[-1]
    few = DataProblems([Problem("text_in_figure", sheet="PDRB", cell="C9", value="x"), Problem("unit_missing")])
    assert few.message("en").splitlines()[1].startswith("- PDRB!C9: ")
    assert few.message("en").splitlines()[2].startswith("- The file")
    assert Path("a.csv").name in many.message()
