"""The workbook: every table, real numbers, and nothing that a spreadsheet would run."""

import io
import re
import zipfile

import openpyxl
import pytest
from present import made_up

from potensi.present.xlsx import to_xlsx


def opened(content):
    return openpyxl.load_workbook(io.BytesIO(content))


@pytest.fixture(scope="module")
def book():
    return opened(to_xlsx(made_up.story()))


def test_every_table_has_a_sheet_and_the_contents_come_first(book):
    expected = ["Isi", "Lapangan usaha", "Metode arti rumus", "Tabel 1", "Tabel 2", "Satuan"]
    assert [" ".join(name.split()) for name in book.sheetnames] == expected
    texts = [cell.value for row in book["Isi"].iter_rows() for cell in row if cell.value]
    assert "Potensi Kabupaten Contoh" in texts
    assert any("Sumber: BPS" in text for text in texts)
    assert sum(text.startswith(("…", "–", "0 :")) for text in texts) == 3


def test_numbers_stay_numbers_and_missing_zero_undefined_stay_apart(book):
    rows = [[cell.value for cell in row] for row in book["Lapangan usaha"].iter_rows(min_row=4)]
    head, first, withheld, zero, below = rows
    assert head == ["region", "activity", "value", "status", "lq", "steady", "count"]
    assert first[2] == 17_321.5
    assert withheld[2:5] == ["…", "withheld", "…"]
    assert zero[2] == 0
    assert zero[4] == "–"
    assert below[2] == -2.5
    assert first[0] == "3510"
    assert [type(row[6]) for row in rows[1:]] == [int, int, str, int]


def test_heads_are_frozen_columns_wide_enough_and_numbers_shaped(book):
    sheet = book["Tabel 1"]
    assert sheet.freeze_panes == "B5"
    assert sheet.print_title_rows == "$4:$4"
    assert sheet.column_dimensions["A"].width > 40
    assert sheet["B5"].number_format == "#,##0"
    assert sheet["D5"].number_format == "#,##0.00"
    assert "angka rekaan" in sheet.oddFooter.left.text


def test_years_take_no_separator():
    import polars as pl

    from potensi.present.story import DataSheet

    story = made_up.story()
    frame = pl.DataFrame({"period": [2020, 2024], "value": [1.5, 2.5]})
    changed = type(story)(**{**vars(story), "tables": (DataSheet("x", "X", frame),)})
    assert opened(to_xlsx(changed))["x"]["A5"].number_format == "0"


@pytest.mark.parametrize(
    "bad", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "http://x.example/", "mailto:a@b", "{=1}"]
)
def test_no_text_becomes_a_formula_or_a_link(bad):
    content = to_xlsx(made_up.story(injected=bad))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        whole = b"".join(archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/sheet"))
    assert b"<f>" not in whole
    # The contents sheet points to the other sheets; nothing points outside the workbook.
    assert not re.search(rb"<hyperlink [^>]*r:id", whole)
    cells = [cell for sheet in opened(content) for row in sheet.iter_rows() for cell in row]
    held = [cell for cell in cells if isinstance(cell.value, str) and bad.strip() in cell.value]
    assert held
    assert all(cell.data_type in "sf" for cell in held)


def test_sheet_names_are_made_fit_and_unique():
    import polars as pl

    from potensi.present.story import DataSheet

    story, frame = made_up.story(), pl.DataFrame({"a": [1]})
    names = ("x" * 40, "x" * 40, "a/b:c?", "History", "ISI", "'quoted'", "")
    changed = type(story)(**{**vars(story), "tables": tuple(DataSheet(name, name, frame) for name in names)})
    found = opened(to_xlsx(changed)).sheetnames
    assert len({name.casefold() for name in found}) == len(found)
    assert all(0 < len(name) <= 31 for name in found)


def test_the_same_story_gives_the_same_bytes():
    assert to_xlsx(made_up.story()) == to_xlsx(made_up.story())
