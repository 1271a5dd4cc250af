"""A panel of the sample as the workbook that a statistical office would publish: a sheet a year."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from typing import Any

import polars as pl
import xlsxwriter

from potensi import codes
from potensi.panel import Panel

_BASIS = {"constant2010": "Konstan 2010", "current": "Berlaku"}
_STARS = {"provisional": "*", "very_provisional": "**"}
_HEADINGS = {"regency": "Kabupaten", "city": "Kota"}
_TITLE = "Produk Domestik Regional Bruto Menurut Kabupaten/Kota dan Lapangan Usaha"
_TITLE_ROWS = 4


def workbook(panel: Panel) -> bytes:
    """Return the xlsx: title rows, industries across, regencies and cities under their headings, totals.

    The totals are the sums of the rows and columns shown. Provisional years carry one or two asterisks, as in
    the publications. The same panel gives the same bytes.
    """
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.set_properties({"created": datetime(2000, 1, 1), "title": panel.papers.title})
        styles = {
            "title": book.add_format({"bold": True}),
            "head": book.add_format({"bold": True, "text_wrap": True, "valign": "top", "border": 1}),
            "figure": book.add_format({"num_format": "#,##0.00"}),
            "total": book.add_format({"num_format": "#,##0.00", "bold": True, "top": 1}),
        }
        for year in panel.periods:
            _sheet(book.add_worksheet(str(year)), panel.keep(periods=[year]), year, styles)
    return out.getvalue()


def _sheet(sheet: Any, panel: Panel, year: int, styles: dict[str, Any]) -> None:
    stars = max((_STARS.get(status, "") for status in panel.frame["status"].unique()), key=len)
    _titles(sheet, panel, f"{year}{stars}", styles)
    wide = panel.frame.pivot(on="activity", index="region", values="value").sort("region")
    kinds = dict(panel.regions.select("region", "kind").iter_rows())
    activities = panel.activity_codes
    row, heading = _TITLE_ROWS + 1, ""
    for figures in wide.iter_rows(named=True):
        if kinds[figures["region"]] != heading:
            heading = kinds[figures["region"]]
            sheet.write_string(row, 0, _HEADINGS[heading], styles["title"])
            row += 1
        values = [figures[code] for code in activities]
        name = panel.region_name(figures["region"]).removeprefix(f"{_HEADINGS[heading]} ")
        _line(sheet, row, name, [*values, sum(values)], styles["figure"])
        row += 1
    sums = [float(sum(wide[code])) for code in activities]
    whole = codes.regions().name(codes.PROVINCE_TOTAL)
    _line(sheet, row, whole, [*sums, sum(sums)], styles["total"])
    _footnotes(sheet, row + 2, panel)


def _titles(sheet: Any, panel: Panel, year: str, styles: dict[str, Any]) -> None:
    basis = _BASIS[panel.papers.price]
    sheet.write_string(0, 0, _TITLE, styles["title"])
    sheet.write_string(1, 0, f"Atas Dasar Harga {basis} ({panel.papers.unit.title()})", styles["title"])
    sheet.write_string(2, 0, f"Provinsi Jawa Timur, {year}", styles["title"])
    sheet.set_row(_TITLE_ROWS, 75)
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, len(panel.activity_codes) + 1, 14)
    sheet.freeze_panes(_TITLE_ROWS + 1, 1)
    names = [panel.activity_name(code) for code in panel.activity_codes]
    for column, text in enumerate(["Kabupaten/Kota", *names, "PDRB"]):
        sheet.write_string(_TITLE_ROWS, column, text, styles["head"])


def _line(sheet: Any, row: int, label: str, values: list[float], style: Any) -> None:
    sheet.write_string(row, 0, label, style)
    for column, value in enumerate(values, start=1):
        sheet.write_number(row, column, round(value, 2), style)


def _footnotes(sheet: Any, row: int, panel: Panel) -> None:
    lines = ["Catatan: * Angka sementara, ** Angka sangat sementara"]
    if panel.frame.filter(pl.col("status") == "derived").height:
        lines.append("Kota Batu diturunkan dengan indeks implisit.")
    for line in [*lines, f"Sumber: {panel.papers.source}"]:
        sheet.write_string(row, 0, line)
        row += 1
