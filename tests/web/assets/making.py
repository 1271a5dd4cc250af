"""Assets and spreadsheets of assets that the tests make."""

import csv
import io

import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile

from potensi.web.assets import services

HEADINGS = ["daerah", "nama aset", "jenis", "uraian", "lintang", "bujur", "kondisi", "subsektor ekonomi kreatif"]
ROWS = [
    ["3510", "Gudang kopi tua", "bangunan", "Atap utuh.", "-8,2191", "114,3691", "tidak terpakai", ""],
    ["Kabupaten Banyuwangi", "Batik Gajah Oling", "kerajinan", "", "-8.21", "114.36", "baik", "Kriya"],
    ["3510", "=HYPERLINK(1)", "keahlian", "", "", "", "", ""],
]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def enter(actor, name="Gudang kopi tua", region="3510", **values):
    """Enter an asset as a person does."""
    given = {"name": name, "kind": "building"} | values
    return services.enter(actor=actor, region=region, values=given)


def csv_file(rows=ROWS, headings=HEADINGS, name="aset.csv", delimiter=";"):
    """A csv as a browser sends it."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows([headings, *rows])
    return SimpleUploadedFile(name, out.getvalue().encode("utf-8"), "text/csv")


def xlsx_bytes(rows=ROWS, headings=HEADINGS):
    """A workbook: text stays text, numbers numbers."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Aset")
        for line, row in enumerate([headings, *rows]):
            for col, cell in enumerate(row):
                if isinstance(cell, (int, float)):
                    sheet.write_number(line, col, cell)
                else:
                    sheet.write_string(line, col, cell)
    return out.getvalue()


def xlsx_file(rows=ROWS, headings=HEADINGS, name="aset.xlsx"):
    """The same as a browser sends it."""
    return SimpleUploadedFile(name, xlsx_bytes(rows, headings), XLSX)


def carried_of(answer):
    """What the page of looking over carries to the confirmation."""
    return answer.context["carried"]
