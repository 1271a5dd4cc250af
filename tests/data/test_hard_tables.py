"""Tables as they come: labels in two languages, page breaks, lettered rows, a sheet an industry, unseen losses."""

import pytest
from data import shapes

from potensi import codes
from potensi.data.check import check

YEARS = [2020, 2021, 2022]
CODES = codes.industries().codes()
NAMES = [codes.industries().name(code) for code in CODES]
TITLES = [
    ["PDRB Kabupaten Banyuwangi Menurut Lapangan Usaha"],
    ["Atas Dasar Harga Konstan 2010 (Miliar Rupiah)"],
]


def figure(place, year):
    return 100.25 * (place + 1) + year - 2000


def wide():
    """Titles in rows 1–2, headings in row 3, industries in rows 4–20, the total in row 21."""
    rows = [[name, *[figure(i, year) for year in YEARS]] for i, name in enumerate(NAMES)]
    sums = [sum(figure(i, year) for i in range(17)) for year in YEARS]
    return [*map(list, TITLES), ["Lapangan Usaha", *YEARS], *rows, ["PDRB", *sums]]


def checked(tmp_path, rows, **options):
    sheets = rows if isinstance(rows, dict) else {"S": rows}
    shapes.write_xlsx(sheets, tmp_path / "file.xlsx")
    report = check(tmp_path / "file.xlsx", **options)
    return report, [(problem.code, problem.cell) for problem in report.problems]


def same(report, found):
    assert found == []
    assert report.panel.frame.height == 17 * len(YEARS)
    assert report.panel.frame.filter(activity="G", period=2021)["value"].to_list() == [figure(6, 2021)]
    assert report.understood.reconciled is not False


def test_labels_in_a_second_language_at_the_right_are_no_figures(tmp_path):
    rows = wide()
    rows[2].append("Industry")
    for row, code in zip(rows[3:], [*CODES, ""], strict=True):
        row.append(codes.industries().name(code, "en") if code else "GRDP")
    same(*checked(tmp_path, rows))


def test_headings_repeated_at_a_page_break_are_no_row(tmp_path):
    rows = wide()
    rows[10:10] = [["Lanjutan Tabel"], list(rows[2]), ["(1)", "(2)", "(3)", "(4)"]]
    same(*checked(tmp_path, rows))


def test_letters_before_the_names_and_a_total_without_one(tmp_path):
    rows = wide()
    for row, code in zip(rows[2:], ["", *CODES, ""], strict=True):
        row.insert(0, code)
    report, found = checked(tmp_path, rows)
    same(report, found)
    assert report.understood.totals_agree == len(YEARS)


def test_industries_across_with_their_total_are_not_taken_for_a_tidy_table(tmp_path):
    rows = [["region", "year", *CODES, "PDRB"]]
    for year in YEARS:
        values = [figure(i, year) for i in range(17)]
        rows.append(["3510", year, *values, sum(values)])
    same(*checked(tmp_path, rows, unit="miliar rupiah", price="constant2010"))


def test_a_sheet_an_industry_named_in_its_title(tmp_path):
    rows = {
        code.replace(",", ""): [
            [f"Lapangan Usaha: {NAMES[i]}"],
            ["Kabupaten/Kota", *YEARS],
            ["Kabupaten Banyuwangi", *[figure(i, year) for year in YEARS]],
        ]
        for i, code in enumerate(CODES)
    }
    same(*checked(tmp_path, rows, unit="miliar rupiah", price="constant2010"))


def test_a_column_of_figures_without_a_heading_is_not_lost_unseen(tmp_path):
    rows = wide()
    rows[2][2] = ""
    assert checked(tmp_path, rows)[1] == [("heading_missing", "C3")]


def test_a_row_of_figures_without_a_label_is_not_lost_unseen(tmp_path):
    rows = wide()
    rows[8][0] = ""
    assert ("activity_empty", "A9") in checked(tmp_path, rows)[1]


def test_a_column_of_averages_is_said(tmp_path):
    rows = wide()
    for row, cell in zip(rows[2:], ["Rata-rata", *[1.5] * 18], strict=True):
        row.append(cell)
    assert checked(tmp_path, rows)[1] == [("year_unreadable", "E3")]


def test_a_sheet_read_twice_is_a_doubling_and_no_wrong_total(tmp_path):
    _, found = checked(tmp_path, {"S": wide(), "S (2)": wide()})
    assert {code for code, _ in found} == {"duplicate_cell"}
    assert len(found) == 17 * len(YEARS)


def test_a_tidy_table_whose_values_have_another_heading(tmp_path):
    rows = [["region", "activity", "year", "banyaknya"], ["3510", "A", 2020, 1.5], ["3510", "B", 2020, 2.5]]
    report, found = checked(tmp_path, rows, unit="ton", price="current")
    assert [code for code, _ in found] == ["column_missing"]
    assert "value" in report.problems[0].message("en")


def test_a_formula_that_was_never_calculated_is_no_empty_cell(tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    shapes.write_xlsx({"S": wide()}, tmp_path / "file.xlsx")
    book = openpyxl.load_workbook(tmp_path / "file.xlsx")
    book["S"]["C7"] = "=B7*1.05"
    book.save(tmp_path / "file.xlsx")
    (problem,) = check(tmp_path / "file.xlsx").problems
    assert (problem.code, problem.sheet, problem.cell) == ("formula_uncalculated", "S", "C7")
    assert problem.value == "=B7*1.05"


def test_a_formula_written_out_in_a_csv_is_no_figure(tmp_path):
    (tmp_path / "file.csv").write_text("region,activity,year,value\n3510,A,2020,=SUM(D3:D4)\n3510,B,2020,1.5\n")
    (problem,) = check(tmp_path / "file.csv", unit="ton", price="current").problems
    assert (problem.code, problem.cell) == ("formula_uncalculated", "D2")


@pytest.mark.parametrize("labels", [["K12", "K13"], ["A0111", "A0112"]])
def test_codes_of_one_s_own_are_read_and_none_is_dropped(tmp_path, labels):
    rows = [["region", "activity", "year", "value"], *[["3510", label, 2020, 1.5] for label in labels]]
    report, found = checked(tmp_path, rows, unit="ton", price="current")
    assert found == []
    assert report.panel.activity_codes == labels


def test_a_table_of_totals_alone_holds_no_figures(tmp_path):
    rows = [["region", "activity", "year", "value"], ["3510", "PDRB", 2020, 1.5], ["3509", "PDRB", 2020, 2.5]]
    report, found = checked(tmp_path, rows, unit="ton", price="current")
    assert report.panel is None
    assert [code for code, _ in found] == ["no_figures"]


@pytest.mark.parametrize("heading", ["", "Total", "…"])
def test_the_first_column_of_figures_is_not_taken_for_labels(tmp_path, heading):
    rows = wide()
    rows[2][1] = heading
    assert checked(tmp_path, rows)[1] == [("heading_missing", "B3")]


def test_a_column_that_numbers_the_rows_is_no_figure(tmp_path):
    rows = wide()
    for row, number in zip(rows[2:], ["No", *range(1, 18), ""], strict=True):
        row.insert(0, number)
    same(*checked(tmp_path, rows))


def test_an_unknown_region_beside_parts_alone_ends_in_no_traceback(tmp_path):
    rows = [["region", "activity", "year", "value"], ["3510", "A", 2020, 9.5], ["3509", "A", 2020, 9.5]]
    rows += [["Banyuwagni", "A.1 Tanaman Pangan", 2020, 2.5]]
    assert checked(tmp_path, rows, unit="ton", price="current")[1] in ([], [("unknown_region", "A4")])


@pytest.mark.parametrize("value", ["inf", "-Infinity", "∞"])
def test_infinity_in_words_is_infinite(tmp_path, value):
    (tmp_path / "file.csv").write_text(f"region,activity,year,value\n3510,A,2020,{value}\n3510,B,2020,1.5\n")
    (problem,) = check(tmp_path / "file.csv", unit="ton", price="current").problems
    assert (problem.code, problem.cell) == ("value_not_finite", "D2")


@pytest.mark.parametrize(
    ("name", "status"), [("2021", "final"), ("2021x", "provisional"), ("2021xx", "very_provisional")]
)
def test_a_sheet_s_name_says_the_year_and_how_sure_it_is(tmp_path, name, status):
    rows = [*TITLES, ["Kode", *NAMES], ["3510", *[figure(i, 2021) for i in range(17)]]]
    report, found = checked(tmp_path, {name: rows})
    assert found == []
    assert report.panel.frame["status"].unique().to_list() == [status]
    assert report.panel.periods == [2021]
