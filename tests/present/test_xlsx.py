"""The workbook: every table, no formula, three different signs, the same bytes twice."""

import io

import openpyxl
import pytest
from present.made_up import INJECTIONS, story

from potensi.present.xlsx import to_xlsx


def opened(made):
    return openpyxl.load_workbook(io.BytesIO(to_xlsx(made)))


def texts(book):
    return [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]


def test_every_table_has_its_sheet_and_the_contents_lead_to_it():
    book = opened(story())
    assert book.sheetnames == ["Isi", "Tabel 1", "Tabel 2", "Lapangan usaha", "Metode arti rumus", "Satuan"]
    links = [row[0].hyperlink.location for row in book["Isi"].iter_rows() if row[0].hyperlink]
    assert links == [f"'{name}'!A1" for name in book.sheetnames[1:]]
    values = [cell.value for cell in texts(book)]
    assert "Sumber: " + story().source in values
    assert "Dicetak 24 November 2026" in values


def test_missing_undefined_and_zero_are_three_different_cells():
    sheet = opened(story())["Lapangan usaha"]
    assert [sheet.cell(row, 3).value for row in range(4, 8)] == [17_321.5, "…", 0, -2.5]
    assert [sheet.cell(row, 5).value for row in range(4, 8)] == [1.72, "…", "–", 0.5]
    assert [sheet.cell(row, 6).value for row in range(4, 8)] == [True, False, "…", True]
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
    assert sheet.freeze_panes == "B4"
    assert sheet["C3"].value == "Bagian (%)"
    assert sheet["C4"].number_format == "#,##0.0"
    assert isinstance(sheet["C4"].value, float)


def test_the_same_story_gives_the_same_bytes():
    assert to_xlsx(story("en")) == to_xlsx(story("en"))
