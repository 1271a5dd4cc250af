"""Spoiled files: the right problem at the right cell, nothing half-imported, never a traceback."""

import random
import zipfile

import polars as pl
import pytest
from data import shapes, spoiled

from potensi.data.check import check
from potensi.data.files import read
from potensi.errors import DataProblems, UsageError
from potensi.panel import Papers, panel_from

CASES = list(spoiled.tidy_cases())
# what else follows from the one thing that is wrong: the cell is then absent where it should be
FOLLOWS = {"cells_absent", "duplicate_cell"}


def refused(path, **options):
    report = check(path, **options)
    assert report.panel is None
    with pytest.raises(DataProblems) as caught:
        read(path, **options)
    assert caught.value.problems == report.problems
    for problem in report.as_dict("id")["problems"] + report.as_dict("en")["problems"]:
        assert problem["message"]
        assert problem["hint"]
        assert problem["file"] == path.name
    return report.problems


@pytest.mark.parametrize(("name", "text", "options", "codes", "cell"), CASES, ids=[case[0] for case in CASES])
def test_a_spoiled_csv(tmp_path, name, text, options, codes, cell):
    path = tmp_path / "file.csv"
    path.write_text(text, encoding="utf-8")
    problems = refused(path, **options)
    found = {problem.code for problem in problems}
    assert codes <= found <= codes | FOLLOWS
    if cell:
        assert cell in {problem.cell for problem in problems if problem.code in codes}


def _book(change):
    sheets = shapes.sheet_per_region()
    return sheets, change(sheets)


def _set(sheet, row, col, value):
    def change(sheets):
        sheets[sheet][row][col] = value

    return change


BWI = "Kab. Banyuwangi"
BOOKS = [
    ("industry", _set(BWI, 6, 0, "2. Pertambagan"), "unknown_activity", "A7"),
    ("text", _set(BWI, 6, 2, "tidak ada"), "text_in_figure", "C7"),
    ("negative", _set(BWI, 7, 3, -4.0), "negative_value", "D8"),
    ("total", _set(BWI, 22, 1, 5.0), "activity_total_off", "B23"),
    ("year", _set(BWI, 4, 3, "20244"), "year_out_of_range", "D5"),
    ("double", _set(BWI, 6, 0, "1. Pertanian"), "duplicate_cell", "B7"),
    ("unit", _set(BWI, 1, 0, "Atas Dasar Harga Konstan 2010 (Juta Rupiah)"), "unit_mixed", None),
    ("base", _set(BWI, 1, 0, "Atas Dasar Harga Konstan 2000 (Miliar Rupiah)"), "base_year_mixed", None),
    ("price", _set(BWI, 1, 0, "Atas Dasar Harga Berlaku (Miliar Rupiah)"), "price_mixed", None),
]


@pytest.mark.parametrize(("change", "code", "cell"), [case[1:] for case in BOOKS], ids=[case[0] for case in BOOKS])
def test_a_spoiled_workbook(tmp_path, change, code, cell):
    sheets, _ = _book(change)
    path = tmp_path / "file.xlsx"
    shapes.write_xlsx(sheets, path)
    found = [(problem.code, problem.sheet, problem.cell) for problem in refused(path)]
    assert any(each[0] == code and (cell is None or each[1:] == (BWI, cell)) for each in found), found


def test_a_failed_formula_is_not_an_empty_cell(tmp_path):
    path = tmp_path / "file.xlsx"
    shapes.write_xlsx(shapes.sheet_per_region(), path, errors={(BWI, 7, 2)})
    (problem,) = [p for p in refused(path) if p.code == "formula_error"]
    assert (problem.sheet, problem.cell, problem.value) == (BWI, "C8", "#DIV/0!")


def _bomb(path):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", b"\0" * 60_000_000)


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.pdf", b"%PDF-1.7", "unknown_file_type"),
        ("a.csv", b"", "file_empty"),
        ("b.csv", b"\n\n,,\n", "file_empty"),
        ("c.csv", b"\0\1\2\3" * 99, "content_not_as_named"),
        ("a.xlsx", b"%PDF-1.7 not a workbook", "content_not_as_named"),
        ("b.xlsx", b"PK\x03\x04 broken", "file_broken"),
        ("c.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "file_encrypted"),
        ("a.xls", b"<html><table></table></html>", "content_not_as_named"),
        ("b.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "file_broken"),
        ("a.ods", b"PK\x03\x04 broken", "file_broken"),
        ("a.parquet", b"PAR1 broken", "file_broken"),
        ("bomb.xlsx", None, "file_too_large"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_opened(tmp_path, name, content, code):
    path = tmp_path / name
    _bomb(path) if content is None else path.write_bytes(content)
    assert [problem.code for problem in refused(path)] == [code]


def test_every_problem_comes_at_once(tmp_path):
    (rows,) = shapes.tidy().values()
    draw = random.Random(1)
    for row in rows[1:]:
        row[3] = draw.choice(["abc", "-5", "#REF!"])
    path = tmp_path / "file.csv"
    path.write_text(shapes.as_csv(rows), encoding="utf-8")
    assert len(refused(path, **spoiled.OPTIONS)) == len(rows) - 1


def test_an_option_that_means_nothing_is_refused(tmp_path):
    for options in ({"price": "murah"}, {"regions": "mars"}, {"absent": "maybe"}):
        with pytest.raises(UsageError):
            check(tmp_path / "no.csv", **options)


@pytest.mark.parametrize(("absent", "value", "status"), [("zero", 0.0, "final"), ("missing", None, "not_available")])
def test_what_is_absent_is_filled_only_where_asked(tmp_path, absent, value, status):
    (rows,) = shapes.tidy().values()
    rows = [row for row in rows if row[:3] != ["3510", "C", 2022]]
    path = tmp_path / "file.csv"
    path.write_text(shapes.as_csv(rows), encoding="utf-8")
    report = check(path, absent=absent, **spoiled.OPTIONS)
    assert report.problems == ()
    assert report.understood.filled == 1
    filled = [row for row in report.panel.frame.rows() if row[:3] == ("3510", "C", 2022)]
    assert filled == [("3510", "C", 2022, value, status)]


def test_one_workbook_with_both_price_bases_is_read_by_the_one_asked_for(tmp_path):
    sheets = {}
    for name, rows in shapes.sheet_per_region().items():
        sheets[f"{name} K"] = rows
        sheets[f"{name} B"] = [
            ["Atas Dasar Harga Berlaku (Miliar Rupiah)"] if i == 1 else row for i, row in enumerate(rows)
        ]
    path = tmp_path / "file.xlsx"
    shapes.write_xlsx(sheets, path)
    assert {problem.code for problem in refused(path)} == {"price_mixed"}
    assert read(path, price="adhb").papers.price == "current"
    assert read(path, price="constant2010").frame.equals(shapes.expected())


@pytest.mark.parametrize("unit", ["orang", "usaha", "ton"])
def test_what_is_counted_needs_no_prices(tmp_path, unit):
    frame = pl.DataFrame(
        {"region": ["3510", "3509"] * 2, "activity": ["A", "A", "C", "C"], "period": 2023, "value": [5.0, 7, 1, 2]}
    )
    frame.write_csv(tmp_path / "counts.csv")
    found = check(tmp_path / "counts.csv", unit=unit)
    assert not found.problems
    assert found.panel.papers.price == ""
    assert {p.code for p in check(tmp_path / "counts.csv", unit="juta rupiah").problems} == {"price_missing"}
    assert {p.code for p in check(tmp_path / "counts.csv").problems} == {"price_missing", "unit_missing"}
    panel_from(frame, papers=Papers(unit=unit)).write_parquet(tmp_path / "own.parquet")
    assert not check(tmp_path / "own.parquet").problems
    panel_from(frame, papers=Papers(unit="juta rupiah")).write_parquet(tmp_path / "own.parquet")
    assert {p.code for p in check(tmp_path / "own.parquet").problems} == {"price_missing"}
