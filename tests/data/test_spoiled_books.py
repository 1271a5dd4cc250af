"""Spoiled workbooks: all the problems and no other, each at its sheet and cell; good ones give the same figures."""

import json

import pytest
from data.spoiled_books import CASES, random_cases
from data.wide_books import FIGURES, LAYOUTS, STATUS, write

from potensi.data.check import check
from potensi.data.files import read
from potensi.errors import DataProblems

EVERY = [*CASES, *random_cases()]


def refused(path, expected, **options):
    report = check(path, **options)
    assert report.panel is None
    found = [(problem.code, problem.sheet, problem.cell) for problem in report.problems]
    assert sorted(found, key=str) == sorted(expected, key=str)
    with pytest.raises(DataProblems) as raised:
        read(path, **options)
    assert raised.value.problems == report.problems
    for lang in ("id", "en"):
        text = json.loads(json.dumps(report.as_dict(lang)))
        for problem in text["problems"]:
            assert problem["message"].strip()
            assert problem["hint"].strip()
            assert problem["file"] == path.name
            assert "{" not in problem["message"] + problem["hint"]
    return report


def test_there_are_enough_spoiled_files():
    assert len({case.name for case in EVERY}) == len(EVERY) >= 60


@pytest.mark.parametrize("case", EVERY, ids=lambda case: case.name)
def test_a_spoiled_file_says_what_is_wrong_and_where(case, tmp_path):
    path = write(case.book(), tmp_path / f"file.{case.kind}", **case.form)
    refused(path, case.expected, **case.options)


def test_every_problem_is_said_at_once(tmp_path):
    book = LAYOUTS["years_across"]()
    sheet = book["Kabupaten Banyuwangi"]
    sheet[5][1], sheet[6][2], sheet[7][0], sheet[8][3] = "lima", "#REF!", "Industri Pengolahn", -4.0
    path = write(book, tmp_path / "file.xlsx")
    codes = {problem.code for problem in check(path).problems}
    assert codes >= {"text_in_figure", "formula_error", "unknown_activity", "negative_value", "activity_total_off"}


def test_candidates_are_named(tmp_path):
    case = next(case for case in CASES if case.name == "a misspelt industry")
    report = check(write(case.book(), tmp_path / "file.xlsx"))
    assert "Industri Pengolahan" in report.problems[0].message("id")
    case = next(case for case in CASES if case.name == "a misspelt region in a wide table")
    report = check(write(case.book(), tmp_path / "file2.xlsx"))
    assert "Kabupaten Banyuwangi (3510)" in report.problems[0].message("en")


STARRED = ("tidy", "tidy_indonesian", "years_across", "industries_across", "regions_across")


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_same_figures_come_out_of_every_layout(layout, kind, tmp_path):
    path = write(LAYOUTS[layout](), tmp_path / f"file.{kind}")
    panel = read(path, **({"unit": "miliar rupiah", "price": "constant2010"} if layout == "tidy" else {}))
    rows = panel.frame.select("region", "activity", "period", "value").iter_rows()
    assert {(r, a, p): v for r, a, p, v in rows} == FIGURES
    sure = {year: STATUS.get(year, "final") if layout in STARRED else "final" for year in panel.periods}
    assert dict(panel.frame.select("period", "status").unique().iter_rows()) == sure
    assert (panel.papers.unit, panel.papers.price) == ("miliar rupiah", "constant2010")


@pytest.mark.parametrize(
    ("sign", "status"),
    [("…", "not_available"), ("...", "not_available"), ("NA", "not_available"), ("-", "not_applicable"),
     ("–", "not_applicable"), ("rahasia", "withheld"), ("", "not_available")],
)  # fmt: skip
def test_the_offices_signs_are_no_problem_and_stay_apart(sign, status, tmp_path):
    book = LAYOUTS["years_across_long"]()
    book["PDRB"][9][3] = sign
    for kind in ("xlsx", "csv", "ods"):
        panel = read(write(book, tmp_path / f"file.{kind}"))
        gone = panel.frame.filter(panel.frame["value"].is_null())
        assert gone.select("region", "activity", "period", "status").rows() == [("3509", "G", 2021, status)]


def test_a_starred_figure_is_provisional(tmp_path):
    book = LAYOUTS["years_across_long"]()
    book["PDRB"][9][3] = "1.234,5**"
    row = read(write(book, tmp_path / "file.xlsx")).frame.filter(region="3509", activity="G", period=2021)
    assert row.select("value", "status").row(0) == (1234.5, "very_provisional")
