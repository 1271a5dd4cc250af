"""Ways in which registers are written: several files, spreadsheets' CSV, either decimal sign, either code system."""

import polars as pl
import pytest
from data.records import twin
from data.records.registers import cells, refused, texts, write

from potensi.data.records import Asked, records
from potensi.errors import DataProblems, UsageError


def sizes(folder, *figures):
    """Write a register with the sizes as they stand and return where it lies."""
    rows = [{"region": "3510010001", "kbli": "01111", "date": "2024-01-01", "size": each} for each in figures]
    texts(rows).write_parquet(folder / "sizes.parquet")
    return folder / "sizes.parquet"


def total(source, **asked):
    return records(source, Asked(measure="sum", **asked)).panel.frame["value"].sum()


def test_files_of_one_folder_may_part_and_order_their_columns_each_in_its_own_way(tmp_path):
    register = twin.rows(41, 300, strange=0.05)
    parts = [texts(register[:100]), texts(register[100:200]).select("size", "kbli", "region", "date")]
    parts += [texts(register[200:])]
    for number, (part, sign) in enumerate(zip(parts, ",;\t", strict=True)):
        part.write_csv(tmp_path / f"{number}.csv", separator=sign, include_bom=number == 1, line_terminator="\r\n")
    found = records(tmp_path, Asked(measure="sum", leave_out=True))
    expected, left = twin.count(register, measure="sum")
    assert cells(found.panel.frame) == {key: float(value) for key, value in expected.items()}
    assert found.records - found.kept == left["any"]
    assert {problem.file for problem in found.problems} <= {"0.csv", "1.csv", "2.csv"}


def test_headings_that_are_empty_or_twice_there_do_not_move_the_columns(tmp_path):
    head, line = "note;region;note;kbli;;date\n", "a;3510010001;b;01111;;2024-01-01\n"
    (tmp_path / "r.csv").write_text(head + line)
    assert cells(records(tmp_path / "r.csv").panel.frame) == {("3510010001", "01111", 2024): 1}
    (tmp_path / "r.csv").write_text(head.replace("note", "kbli", 1) + line)
    assert [each.code for each in refused(tmp_path / "r.csv")] == ["records_columns_ambiguous"]


def test_the_first_line_is_the_heading_whatever_it_looks_like_and_no_line_is_passed_over(tmp_path):
    path = tmp_path / "r.csv"
    path.write_text("region,kbli,date\nregion,kbli,date\n3510010001,01111,2024-01-01\n")
    with pytest.raises(DataProblems):
        records(path)
    assert records(path, Asked(leave_out=True)).records == 2
    path.write_text("region,kbli,date\n3510010001,01111\n3510010001,01111,2024-01-01\n")
    (problem,) = refused(path)
    assert (problem.code, problem.file) == ("records_line_misshapen", "r.csv")
    assert problem.params == {"line": 2, "expected": 3, "found": 2}


def test_an_empty_file_and_a_heading_alone_are_two_things(tmp_path):
    path = tmp_path / "r.csv"
    path.write_text("")
    assert [(each.code, each.file) for each in refused(path)] == [("records_file_empty", "r.csv")]
    path.write_text("region,kbli,date\n")
    with pytest.raises(UsageError, match="not one record"):
        records(path)


def test_a_register_with_decimal_commas_is_the_register(tmp_path):
    swap = str.maketrans(".,", ",.")
    register = [row | {"size": row["size"].translate(swap)} for row in twin.rows(42, 400, strange=0.05)]
    found = records(write(register, tmp_path, "csv"), Asked(measure="sum", leave_out=True))
    expected, left = twin.count(register, measure="sum", sign=",")
    assert cells(found.panel.frame) == {key: float(value) for key, value in expected.items()}
    assert left["unsized"] == sum(e.params["count"] for e in found.problems if e.code == "records_size_unreadable")


def test_thousands_and_fractions_are_told_apart_by_the_other_figures_or_by_the_user(tmp_path):
    assert total(sizes(tmp_path, "1.234", "5,5")) == 1239.5
    assert total(sizes(tmp_path, "1.234", "5.5"), decimals=3) == 6.734
    assert total(sizes(tmp_path, "1.234.567", "1.000")) == 1_235_567
    assert total(sizes(tmp_path, "0.125", "1.000"), decimals=3) == 1.125
    (problem,) = refused(sizes(tmp_path, "1.234", "7"), measure="sum")
    assert (problem.code, problem.value, problem.params["count"]) == ("records_size_doubtful", "1.234", 1)
    assert total(sizes(tmp_path, "1.234", "7"), decimal_sign="comma") == 1241
    assert total(sizes(tmp_path, "1.234", "7"), decimal_sign="point", decimals=3) == 8.234


def test_a_figure_with_the_other_sign_is_not_read_as_something_else(tmp_path):
    (problem,) = refused(sizes(tmp_path, "1.5", "2.5", "3,25"), measure="sum")
    assert (problem.code, problem.params["count"]) == ("records_size_unreadable", 1)
    assert problem.value == '"3,25"'


def test_codes_and_years_that_are_numbers_with_gaps_are_read_as_what_they_are(tmp_path):
    rows = {
        "region": [3510010001.0, 3510010001.0, float("nan"), None, 3510010001.0],
        "kbli": [1111.0, 47111.0, 47111.0, 47111.0, 47111.5],
        "date": [2024.0, 2023.0, 2024.0, 2024.0, 2024.0],
    }
    pl.DataFrame(rows).write_parquet(tmp_path / "r.parquet")
    found = records(tmp_path / "r.parquet")
    assert cells(found.panel.frame) == {("3510010001", "01111", 2024): 1, ("3510010001", "47111", 2023): 1}
    assert found.unknown.select("kind", "code", "reason", "records").rows() == [
        ("region", None, "blank", 2), ("kbli", "47111.5", "no_code", 1),
    ]  # fmt: skip
    pl.DataFrame(rows | {"date": [2024.0, float("nan"), None, 2024.0, 2024.0]}).write_parquet(tmp_path / "r.parquet")
    assert [(each.code, each.params["count"]) for each in refused(tmp_path / "r.parquet")] == [
        ("records_date_unreadable", 2)
    ]


def test_a_size_that_is_no_number_is_not_read_whatever_the_files_statistics_say(tmp_path):
    rows = {"region": ["3510010001"] * 3, "kbli": ["01111"] * 3, "date": ["2024-01-01"] * 3}
    pl.DataFrame(rows | {"size": [1.25, float("nan"), 7.5]}).write_parquet(tmp_path / "r.parquet")
    found = records(tmp_path / "r.parquet", Asked(measure="sum", leave_out=True))
    assert found.panel.frame["value"].to_list() == [8.75]
    assert [(each.code, each.params["count"]) for each in found.problems] == [("records_size_unreadable", 1)]


def test_a_column_of_a_type_that_is_no_code_is_said_before_anything_is_counted(tmp_path):
    texts(twin.rows(47, 2)).with_columns(kbli=pl.lit(True), region=pl.lit(b"3510010001")).write_parquet(
        tmp_path / "r.parquet"
    )
    found = refused(tmp_path / "r.parquet")
    assert [(each.code, each.value) for each in found] == [
        ("records_column_type", "region"), ("records_column_type", "kbli"),
    ]  # fmt: skip


def test_sizes_below_nought_are_in_the_sum_and_said(tmp_path):
    found = records(sizes(tmp_path, "10", "-3", "-4"), Asked(measure="sum"), lang="en")
    assert found.panel.frame["value"].to_list() == [3]
    assert found.negative == 2
    assert any(step.startswith("2 records") for step in found.panel.papers.history)


def in_ministry_codes(seed, count):
    """Return a register with the home ministry's codes of villages, two of the districts in Papua."""
    register = twin.rows(seed, count)
    districts = ("35.10.01", "35.10.02", "91.03.01", "92.01.05")
    villages = [f"{district}.{kind}00{number}" for district in districts for kind in (1, 2) for number in (1, 2)]
    return [row | {"region": villages[place % len(villages)]} for place, row in enumerate(register)]


@pytest.mark.parametrize("level", twin.LEVELS)
@pytest.mark.parametrize("dots", [True, False])
def test_the_home_ministrys_codes_roll_up_by_their_own_digits(tmp_path, level, dots):
    register = in_ministry_codes(43, 200)
    written = register if dots else [row | {"region": row["region"].replace(".", "")} for row in register]
    found = records(write(written, tmp_path, "texts"), Asked(level=level, by="industry", region_codes="kemendagri"))
    expected, _ = twin.count(register, level=level, by="industry", system="kemendagri")
    assert cells(found.panel.frame) == expected
    assert found.unknown.is_empty()
    if level == "district":
        assert found.panel.regions["region"].to_list() == ["351001", "351002", "910301", "920105"]
        assert found.panel.regions["parent"].to_list() == ["3510", "3510", "9103", "9201"]
    if (
        level == "province"
    ):  # 91 is Papua and 92 West Papua there, and not what these numbers are at the statistical office
        assert found.panel.regions["name"].to_list() == ["Jawa Timur", "Papua Barat", "Papua"]
    assert any("Kemendagri" in step for step in found.panel.papers.history)


@pytest.mark.parametrize("dots", [True, False])
def test_codes_that_look_like_the_ministrys_are_not_cut_as_the_offices_unasked(tmp_path, dots):
    register = in_ministry_codes(44, 60)
    if not dots:
        register = [row | {"region": row["region"].replace(".", "")} for row in register]
    path = write([*register, *twin.rows(45, 1)], tmp_path, "texts")
    (problem,) = refused(path, level="district")
    assert (problem.code, problem.params["count"], problem.params["alike"]) == ("records_codes_kemendagri", 17, "16")


def test_a_code_of_the_other_system_is_unknown_with_that_reason(tmp_path):
    rows = [
        {"region": code, "kbli": "01111", "date": "2024-01-01", "size": "1"}
        for code in ("3510010001", "3510010002", "35.10.01.2001", "351001", "3510")
    ]
    found = records(write(rows, tmp_path, "texts"), Asked(level="district"))
    assert dict(found.unknown.select("code", "reason").iter_rows()) == {
        "35.10.01.2001": "other_system", "351001": "other_system", "3510": "too_coarse",
    }  # fmt: skip
    ours = records(tmp_path / "r.parquet", Asked(level="district", region_codes="kemendagri"))
    assert set(ours.panel.frame["region"]) == {"351001"}


def test_a_list_of_regions_is_cut_in_its_own_system(tmp_path):
    (tmp_path / "list.csv").write_text("kode,nama\n35.10.01,Pesanggaran\n35.10.01.2001,Sumberagung\n")
    rows = [
        {"region": code, "kbli": "01111", "date": "2024-01-01", "size": "1"} for code in ("35.10.01.2001", "3510022001")
    ]
    asked = Asked(level="district", region_codes="kemendagri", regions=tmp_path / "list.csv")
    found = records(write(rows, tmp_path, "texts"), asked)
    assert found.panel.regions.select("region", "name").rows() == [("351001", "Pesanggaran")]
    assert found.unknown.select("code", "reason").rows() == [("3510022001", "not_listed")]


def test_a_count_of_records_is_a_count_to_who_asks_for_intervals(tmp_path):
    path = write(twin.rows(46, 50), tmp_path / "r", "texts")
    assert records(path, Asked(level="province")).panel.papers.measure == "count"
    pl.DataFrame({"source": ["01111"], "target": ["01111"]}).write_csv(tmp_path / "c.csv")
    split = records(path, Asked(level="province", crosswalk=tmp_path / "c.csv"))
    assert split.panel.papers.measure == "records"
