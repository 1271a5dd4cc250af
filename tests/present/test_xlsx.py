"""The workbook: every table, no formula, three different signs, the same bytes twice."""

import io

import openpyxl
import polars as pl
import pytest
from present.made_up import INJECTIONS, story

from potensi.present.xlsx import to_xlsx


def opened(made):
    return openpyxl.load_workbook(io.BytesIO(to_xlsx(made)))


def texts(book):
    return [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]


def test_every_table_has_its_sheet_and_the_contents_lead_to_it():
    book = opened(story())
    assert book.sheetnames == ["Isi", "Lapangan usaha", "Metode arti rumus", "Tabel 1", "Tabel 2", "Satuan"]
    links = [row[0].hyperlink.location for row in book["Isi"].iter_rows() if row[0].hyperlink]
    assert links == [f"'{name}'!A1" for name in book.sheetnames[1:]]
    values = [cell.value for cell in texts(book)]
    assert "Sumber: " + story().source in values
    assert "Dicetak 24 November 2026" in values


def test_missing_undefined_and_zero_are_three_different_cells():
    sheet = opened(story())["Lapangan usaha"]
    assert [sheet.cell(row, 3).value for row in range(5, 9)] == [17_321.5, "…", 0, -2.5]
    assert [sheet.cell(row, 5).value for row in range(5, 9)] == [1.72, "…", "–", 0.5]
    assert [sheet.cell(row, 6).value for row in range(5, 9)] == [True, False, "…", True]
    legend = [cell.value for cell in texts(opened(story())) if cell.parent.title == "Isi"]
    assert all(any(text.startswith(sign) for text in legend) for sign in ("… :", "– :", "0 :"))


@pytest.mark.parametrize("text", INJECTIONS)
def test_texts_stay_texts(text):
    made = opened(story(injected=text))
    cells = texts(made)
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert text in [cell.value for cell in cells]
    assert not [cell for cell in cells if cell.hyperlink and cell.hyperlink.target]


@pytest.mark.parametrize("name", ["", "a" * 40, "history", "[x]:*?/\\'", "ISI", "Tabel 1"])
def test_any_name_becomes_a_sheet(name):
    from dataclasses import replace

    made = story()
    sheets = tuple(replace(sheet, name=name) for sheet in made.tables)
    names = opened(replace(made, tables=sheets)).sheetnames
    assert len({each.casefold() for each in names}) == len(names) == 6
    assert all(0 < len(each) <= 31 for each in names)


def test_headings_stay_in_sight_and_numbers_are_numbers():
    sheet = opened(story())["Tabel 1"]
    assert sheet.freeze_panes == "B5"
    assert sheet["C4"].value == "Bagian (%)"
    assert sheet["C5"].number_format == "#,##0.0"
    assert isinstance(sheet["C5"].value, float)


def test_the_same_story_gives_the_same_bytes():
    assert to_xlsx(story("en")) == to_xlsx(story("en"))


def test_small_integers_and_years_are_shown_as_what_they_are():
    from dataclasses import replace

    frame = pl.DataFrame({"period": [2023, 2024], "hits": [3, 4]}, schema={"period": pl.Int32, "hits": pl.Int8})
    made = story()
    sheet = opened(replace(made, tables=(replace(made.tables[0], frame=frame),)))["Lapangan usaha"]
    assert [sheet.cell(5, column).value for column in (1, 2)] == [2023, 3]
    assert [sheet.cell(5, column).number_format for column in (1, 2)] == ["0", "#,##0"]
