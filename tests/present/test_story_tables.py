"""Every table of a story as a file: what is shown and what stands behind it, with nothing that a sheet would run."""

import io
from functools import cache

import openpyxl
import polars as pl
import pytest
from present.made_up import SOURCE

from potensi.data.samples import load, load_indicators
from potensi.errors import UsageError
from potensi.language import LANGUAGES
from potensi.present.facts import gather, gather_all
from potensi.present.prospectus import prospectus_of
from potensi.present.story import Column, DataSheet, Paragraph, Section, Story, Table
from potensi.present.story_tables import table_csv, table_of, table_xlsx, tables


@cache
def malang(lang="id"):
    shared = gather_all(load("jatim"), indicators=load_indicators("jatim"))
    return prospectus_of(gather(shared, "3573"), lang)


def hostile():
    columns = (Column("Daerah"), Column("Nilai & harga", "number", 1, "%"), Column("Daerah"))
    rows = (("=1+1", 1.25, "a"), ("@x", None, "-2"), ("b", float("nan"), None))
    table = Table("Tabel <b>", columns, rows, SOURCE, "Catatan", "odd")
    frame = pl.DataFrame({"text": ["+1", "b"], "lq": [1, None]})
    sections = (Section("s", (Paragraph("p"), table, Table("Tanpa kunci", columns, rows, SOURCE))),)
    sheets = (DataSheet("Lembar", "Judul", frame, key="odd"), DataSheet("Lain", "Lain", frame))
    return Story("t", "s", "id", "", "2026-11-24", SOURCE, sections, sheets)


def test_a_story_gives_the_tables_it_shows_and_the_whole_ones():
    found = tables(malang())
    shown = [key for key, table in found.items() if table.shown]
    assert shown == ["industries", "hosts"]
    assert list(found)[:2] == shown
    assert {"cells", "years", "peers", "all_hosts", "methods", "papers"} <= set(found)
    assert found["hosts"].frame.width < found["all_hosts"].frame.width


def test_names_of_columns_are_the_same_in_both_languages_and_labels_are_not():
    one, other = tables(malang("id")), tables(malang("en"))
    assert list(one) == list(other)
    for key in one:
        assert one[key].frame.columns == other[key].frame.columns == [column.name for column in one[key].columns]
    assert one["industries"].columns[0].label != other["industries"].columns[0].label
    lq = next(column for column in one["cells"].columns if column.name == "lq")
    assert (lq.label, lq.unit) == ("Kuosien lokasi (LQ)", "tanpa satuan")


def test_figures_are_raw_and_the_source_is_there():
    table = table_of(malang(), "industries")
    assert table.frame.height == 17
    assert table.frame["value"].sum() == pytest.approx(63372.0, rel=0.01)
    assert table.frame["share"].sum() == pytest.approx(100)
    assert "BPS" in table.source
    assert "miliar rupiah" in table.source


def test_csv_keeps_missing_and_undefined_apart_and_runs_nothing():
    table = table_of(hostile(), "odd")
    assert [column.name for column in table.columns] == ["daerah", "nilai_harga", "daerah_2"]
    lines = table_csv(table).splitlines()
    assert lines == ["daerah,nilai_harga,daerah_2", "'=1+1,1.25,a", "'@x,,'-2", "b,NaN,"]


@pytest.mark.parametrize("key", ["odd", "all_odd"])
def test_xlsx_holds_one_table_with_its_source_and_no_formula(key):
    story = hostile()
    book = openpyxl.load_workbook(io.BytesIO(table_xlsx(table_of(story, key), story)))
    texts = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert not [cell for cell in texts if cell.data_type == "f"]
    whole = " ".join(str(cell.value) for cell in texts)
    assert SOURCE in whole
    assert ("=1+1" in whole) == (key == "odd")
    assert "Tanpa kunci" not in whole


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_table_can_be_had_as_both(lang):
    story = malang(lang)
    for table in tables(story).values():
        assert pl.read_csv(io.StringIO(table_csv(table)), infer_schema=False).columns == table.frame.columns
        assert table_xlsx(table, story)[:2] == b"PK"


def test_an_unknown_table_is_a_sentence():
    with pytest.raises(UsageError) as refused:
        table_of(hostile(), "../etc")
    assert "odd" in refused.value.message("id")
