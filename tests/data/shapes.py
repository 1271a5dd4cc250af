"""One small set of figures in every layout, and the writers of every format: what the readers must bring back."""

import csv
import io
import random

import polars as pl

from potensi.codes import industries, regions

REGIONS = ("3510", "3509", "3571", "3506")
YEARS = (2022, 2023, 2024)
NAMES = {code: regions().name(code) for code in REGIONS}
ACTIVITIES = tuple(industries().codes())
TITLE = ["PDRB Menurut Lapangan Usaha", "Atas Dasar Harga Konstan 2010 (Miliar Rupiah)"]
FOOT = ["Catatan: * Angka sementara, ** Angka sangat sementara", "Sumber: BPS"]


def figures():
    draw = random.Random(7)
    return {(r, a, y): round(draw.uniform(3, 9000), 2) for r in REGIONS for a in ACTIVITIES for y in YEARS}


FIGURES = figures()


def expected():
    rows = [(r, a, y, v, "final") for (r, a, y), v in FIGURES.items()]
    names = ["region", "activity", "period", "value", "status"]
    frame = pl.DataFrame(rows, schema=names, orient="row").with_columns(pl.col("period").cast(pl.Int32))
    return frame.sort("region", "activity", "period")


def _titled(lines, *more):
    return [[text] for text in (*TITLE, *more)] + [[]] + lines + [[]] + [[text] for text in FOOT]


def _name(code):
    return industries().name(code)


def tidy():
    rows = [[r, a, y, FIGURES[r, a, y]] for r, a, y in FIGURES]
    return {"Data": [["region", "activity", "year", "value"], *rows]}


def tidy_local():
    rows = [[NAMES[r], _name(a), y, v] for (r, a, y), v in FIGURES.items()]
    return {"Data": [["Kabupaten/Kota", "Lapangan Usaha", "Tahun", "Nilai"], *rows]}


def sheet_per_region():
    sheets = {}
    for r in REGIONS:
        lines = [["Lapangan Usaha", *YEARS]]
        lines += [[f"{i}. {_name(a)}", *(FIGURES[r, a, y] for y in YEARS)] for i, a in enumerate(ACTIVITIES, 1)]
        lines.append(["PDRB", *(round(sum(FIGURES[r, a, y] for a in ACTIVITIES), 2) for y in YEARS)])
        sheets[NAMES[r].replace("Kabupaten", "Kab.")] = _titled(lines, f"{NAMES[r]}, 2022-2024")
    return sheets


def sheet_per_year():
    sheets = {}
    for y in YEARS:
        lines = [["Kabupaten/Kota", *ACTIVITIES, "PDRB"]]
        for r in REGIONS:
            values = [FIGURES[r, a, y] for a in ACTIVITIES]
            lines.append([NAMES[r], *values, round(sum(values), 2)])
        sums = [round(sum(FIGURES[r, a, y] for r in REGIONS), 2) for a in ACTIVITIES]
        lines.append(["Jumlah", *sums, round(sum(sums), 2)])
        sheets[str(y)] = _titled(lines)
    return sheets


def regions_across():
    sheets = {}
    for y in YEARS:
        lines = [
            ["Lapangan Usaha", *NAMES.values()],
            *([_name(a), *(FIGURES[r, a, y] for r in REGIONS)] for a in ACTIVITIES),
        ]
        sheets[str(y)] = _titled(lines)
    return sheets


def headings():
    """Regencies under one heading and cities under another, industries across."""
    sheets = {}
    for y in YEARS:
        lines = [["Kabupaten/Kota", *map(_name, ACTIVITIES)]]
        for heading in ("Kabupaten", "Kota"):
            lines.append([heading])
            mine = [r for r in sorted(REGIONS) if NAMES[r].startswith(heading)]
            lines += [[NAMES[r].removeprefix(f"{heading} "), *(FIGURES[r, a, y] for a in ACTIVITIES)] for r in mine]
        sheets[f"Tahun {y}"] = _titled(lines)
    return sheets


def two_rows():
    """Industries above years: the upper heading stands once for its columns."""
    upper, lower = ["Kabupaten/Kota"], [""]
    for a in ACTIVITIES:
        upper += [_name(a), *[""] * (len(YEARS) - 1)]
        lower += YEARS
    lines = [upper, lower]
    lines += [[NAMES[r], *(FIGURES[r, a, y] for a in ACTIVITIES for y in YEARS)] for r in REGIONS]
    return {"PDRB": _titled(lines)}


def blocks():
    """Region and industry in two columns, the region named once; years across."""
    lines = [["Kabupaten/Kota", "Lapangan Usaha", *YEARS], ["(1)", "(2)", "(3)", "(4)", "(5)"]]
    for r in REGIONS:
        for i, a in enumerate(ACTIVITIES):
            lines.append([NAMES[r] if i == 0 else "", _name(a), *(FIGURES[r, a, y] for y in YEARS)])
    return {"PDRB": _titled(lines)}


def region_blocks():
    """Each region's name on a line of its own above its industries; years across."""
    lines = [["Lapangan Usaha", *YEARS]]
    for r in REGIONS:
        lines.append([NAMES[r]])
        lines += [[_name(a), *(FIGURES[r, a, y] for y in YEARS)] for a in ACTIVITIES]
    return {"PDRB": _titled(lines)}


LAYOUTS = {
    each.__name__: each
    for each in (
        tidy,
        tidy_local,
        sheet_per_region,
        sheet_per_year,
        regions_across,
        headings,
        two_rows,
        blocks,
        region_blocks,
    )
}


def write_xlsx(sheets, path, errors=()):
    import xlsxwriter

    with xlsxwriter.Workbook(str(path)) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for i, row in enumerate(rows):
                for j, cell in enumerate(row):
                    if (name, i, j) in errors:
                        sheet.write_formula(i, j, "=1/0", None, "#DIV/0!")
                    elif cell not in ("", None):
                        (sheet.write_number if isinstance(cell, int | float) else sheet.write_string)(i, j, cell)


def write_xls(sheets, path):
    import xlwt

    book = xlwt.Workbook()
    for name, rows in sheets.items():
        sheet = book.add_sheet(name)
        for i, row in enumerate(rows):
            for j, cell in enumerate(row):
                if cell not in ("", None):
                    sheet.write(i, j, cell)
    book.save(str(path))


def write_ods(sheets, path):
    from odf.opendocument import OpenDocumentSpreadsheet
    from odf.table import Table, TableCell, TableRow
    from odf.text import P

    book = OpenDocumentSpreadsheet()
    for name, rows in sheets.items():
        table = Table(name=name)
        for row in rows or [[]]:
            line = TableRow()
            for cell in row or [""]:
                number = isinstance(cell, int | float)
                made = TableCell(valuetype="float", value=cell) if number else TableCell(valuetype="string")
                if not number:
                    made.addElement(P(text=cell))
                line.addElement(made)
            table.addElement(line)
        book.spreadsheet.addElement(table)
    book.save(str(path))


def as_csv(rows, delimiter=",", comma=False):
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\n")
    for row in rows:
        writer.writerow(
            [
                f"{cell:,.2f}".translate(str.maketrans(",.", ".,")) if comma and isinstance(cell, float) else cell
                for cell in row
            ]
        )
    return out.getvalue()


BOOKS = {"xlsx": write_xlsx, "xls": write_xls, "ods": write_ods}
