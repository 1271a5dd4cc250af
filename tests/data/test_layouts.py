"""The same figures in every layout and format give the same panel."""

import polars as pl
import pytest
from data import shapes

from potensi.data.check import check
from potensi.data.files import read


@pytest.mark.parametrize("format", shapes.BOOKS)
@pytest.mark.parametrize("layout", shapes.LAYOUTS)
def test_every_layout_in_every_workbook_gives_the_same_panel(tmp_path, layout, format):
    path = tmp_path / f"file.{format}"
    shapes.BOOKS[format](shapes.LAYOUTS[layout](), path)
    options = {"unit": "miliar rupiah", "price": "constant2010"} if layout.startswith("tidy") else {}
    report = check(path, **options)
    assert [(p.code, p.sheet, p.cell, p.value) for p in report.problems] == []
    assert report.panel.frame.equals(shapes.expected())
    assert report.panel.papers.unit == "miliar rupiah"
    assert report.panel.papers.price == "constant2010"


ONE_SHEET = ("tidy", "tidy_local", "two_rows", "blocks", "region_blocks")


@pytest.mark.parametrize(
    ("delimiter", "comma", "encoding"),
    [(",", False, "utf-8"), (";", True, "cp1252"), (";", True, "utf-8-sig"), ("\t", False, "utf-16")],
)
@pytest.mark.parametrize("layout", ONE_SHEET)
def test_every_layout_of_one_table_in_every_kind_of_csv(tmp_path, layout, delimiter, comma, encoding):
    (rows,) = shapes.LAYOUTS[layout]().values()
    path = tmp_path / "file.csv"
    path.write_bytes(shapes.as_csv(rows, delimiter, comma).encode(encoding))
    back = read(path, unit="miliar rupiah", price="adhk2010")
    assert back.frame.equals(shapes.expected())


def test_a_parquet_of_somebody_else(tmp_path):
    rows = [(r, a, y, v) for (r, a, y), v in shapes.FIGURES.items()]
    frame = pl.DataFrame(rows, schema=["region_code", "sector_code", "year", "value"], orient="row")
    frame.write_parquet(tmp_path / "file.parquet")
    back = read(tmp_path / "file.parquet", unit="miliar rupiah", price="constant2010")
    assert back.frame.equals(shapes.expected())
