"""Made-up figures of four regions in every layout and format that offices use, for the tests of reading."""

from __future__ import annotations

import csv
import random
import re
from pathlib import Path
from typing import Any

import polars as pl
import xlsxwriter

from potensi.codes import industries

REGIONS = {"3509": "Jember", "3510": "Banyuwangi", "3511": "Bondowoso", "3571": "Kediri"}
YEARS = (2020, 2021, 2022, 2023, 2024)
MARKS = {2023: "*", 2024: "**"}
STATUS = {2023: "provisional", 2024: "very_provisional"}
CODES = industries().codes()
NAMES = {code: industries().name(code) for code in CODES}
TITLE = "Produk Domestik Regional Bruto Menurut Lapangan Usaha"
BASIS = "Atas Dasar Harga Konstan 2010 (Miliar Rupiah)"
NOTES = ["Catatan: * Angka sementara ** Angka sangat sementara", "Sumber: BPS (angka buatan untuk uji)"]

Rows = list[list[Any]]
Book = dict[str, Rows]


def figures(seed: int = 3510) -> dict[tuple[str, str, int], float]:
    """Return one figure per region, industry and year; the same for the same seed."""
    rng = random.Random(seed)
    return {
        (region, code, year): round(rng.uniform(20, 9000), 2) for region in REGIONS for code in CODES for year in YEARS
    }


FIGURES = figures()


def full_name(region: str) -> str:
    """Return the name with its kind, as a title or a sheet has it."""
    return f"{'Kota' if region == '3571' else 'Kabupaten'} {REGIONS[region]}"


def total(region: str | None, code: str | None, year: int) -> float:
    """Return a published total: over industries (code None), regions (region None) or both."""
    return round(
        sum(v for (r, a, y), v in FIGURES.items() if y == year and region in (None, r) and code in (None, a)), 2
    )


def tidy() -> Book:
    """One figure a row, plain headings."""
    rows: Rows = [["region", "activity", "year", "value", "status"]]
    rows += [[r, a, y, v, STATUS.get(y, "final")] for (r, a, y), v in FIGURES.items()]
    return {"Data": rows}


def tidy_indonesian() -> Book:
    """One figure a row, names for codes, years with their stars, unit and price in columns."""
    rows: Rows = [["Kode", "Kabupaten/Kota", "Lapangan Usaha", "Tahun", "Nilai", "Satuan", "Harga"]]
    for (r, a, y), v in FIGURES.items():
        rows.append([r, full_name(r), NAMES[a], f"{y}{MARKS.get(y, '')}", v, "Miliar Rupiah", "ADHK 2010"])
    return {"Data": rows}


def years_across() -> Book:
    """One sheet a region: industries down, years across, a total below, footnotes."""
    book: Book = {}
    for region in REGIONS:
        head = ["Lapangan Usaha", *[f"{y}{MARKS.get(y, '')}" if y in MARKS else y for y in YEARS]]
        rows: Rows = [
            [f"{TITLE} {full_name(region)}, 2020–2024"],
            [BASIS],
            [],
            head,
            ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)"],
        ]
        rows += [[NAMES[a], *[FIGURES[region, a, y] for y in YEARS]] for a in CODES]
        rows += [["Produk Domestik Regional Bruto", *[total(region, None, y) for y in YEARS]], []]
        book[full_name(region)] = rows + [[note] for note in NOTES]
    return book


def years_across_long() -> Book:
    """One sheet: regions and industries both down, a region named once, years across."""
    rows: Rows = [[TITLE], [BASIS], ["Kabupaten/Kota", "Lapangan Usaha", *YEARS]]
    for region in REGIONS:
        for a in CODES:
            shown = full_name(region) if a == "A" else ""
            rows.append([shown, f"{a} {NAMES[a]}", *[FIGURES[region, a, y] for y in YEARS]])
    return {"PDRB": rows}


def years_across_sections() -> Book:
    """One sheet: years across, a region's name alone above its industries."""
    rows: Rows = [[TITLE], [BASIS], ["Lapangan Usaha", *YEARS]]
    for region in REGIONS:
        rows.append([full_name(region)])
        rows += [[NAMES[a], *[FIGURES[region, a, y] for y in YEARS]] for a in CODES]
        rows.append(["PDRB", *[total(region, None, y) for y in YEARS]])
    return {"PDRB": rows}


def industries_across() -> Book:
    """One sheet a year: regencies and cities under their headings, industries across, totals both ways."""
    book: Book = {}
    for year in YEARS:
        rows: Rows = [[TITLE], [BASIS], [f"Jawa Timur, {year}{MARKS.get(year, '')}"]]
        rows += [["Kabupaten/Kota", *NAMES.values(), "PDRB"], ["Kabupaten"]]
        for region, name in REGIONS.items():
            if region == "3571":
                rows.append(["Kota"])
            rows.append([name, *[FIGURES[region, a, year] for a in CODES], total(region, None, year)])
        rows.append(["Jumlah", *[total(None, a, year) for a in CODES], total(None, None, year)])
        book[str(year)] = [*rows, [], *[[note] for note in NOTES]]
    return book


def industries_across_years_down() -> Book:
    """One sheet: a row a region and year, industry letters across."""
    rows: Rows = [[BASIS], ["Kode", "Kabupaten/Kota", "Tahun", *CODES]]
    for region in REGIONS:
        for year in YEARS:
            rows.append([int(region), full_name(region), year, *[FIGURES[region, a, year] for a in CODES]])
    return {"PDRB": rows}


def regions_across() -> Book:
    """One sheet a year: industries down with their letters, regions across."""
    book: Book = {}
    for year in YEARS:
        rows: Rows = [[TITLE], [BASIS], ["", "Lapangan Usaha", *[full_name(r) for r in REGIONS], "Jumlah"]]
        for a in CODES:
            rows.append([a, NAMES[a], *[FIGURES[r, a, year] for r in REGIONS], total(None, a, year)])
        rows.append(["", "PDRB", *[total(r, None, year) for r in REGIONS], total(None, None, year)])
        book[f"{year}{MARKS.get(year, '')}".replace("*", "x")] = rows
    return book


def two_rows_of_headings() -> Book:
    """One sheet: industries down; above, a region over its five years."""
    above: list[Any] = ["Lapangan Usaha"]
    for region in REGIONS:
        above += [full_name(region), *[""] * (len(YEARS) - 1)]
    rows: Rows = [[TITLE], [BASIS], above, ["", *[y for _ in REGIONS for y in YEARS]]]
    rows += [[NAMES[a], *[FIGURES[r, a, y] for r in REGIONS for y in YEARS]] for a in CODES]
    return {"PDRB": rows}


LAYOUTS = {
    made.__name__: made
    for made in (
        tidy, tidy_indonesian, years_across, years_across_long, years_across_sections, industries_across,
        industries_across_years_down, regions_across, two_rows_of_headings,
    )
}  # fmt: skip


def write(book: Book, path: Path, *, delimiter: str = ",", encoding: str = "utf-8", comma: bool = False) -> Path:
    """Write a book as the kind of file that the path's ending names; csv takes its first sheet."""
    kind = path.suffix[1:]
    if kind == "xlsx":
        _xlsx(book, path)
    elif kind == "xls":
        _xls(book, path)
    elif kind == "ods":
        _ods(book, path)
    elif kind == "parquet":
        rows = next(iter(book.values()))
        pl.DataFrame(rows[1:], schema=[str(cell) for cell in rows[0]], orient="row").write_parquet(path)
    else:
        with path.open("w", newline="", encoding=encoding) as file:
            rows = [[_number(c) if comma else c for c in row] for row in next(iter(book.values()))]
            csv.writer(file, delimiter=delimiter).writerows(rows)
    return path


def _number(cell: Any) -> Any:
    if not isinstance(cell, float):
        return cell
    return f"{cell:,.2f}".translate(str.maketrans(",.", ".,"))


def _xlsx(book: Book, path: Path) -> None:
    with xlsxwriter.Workbook(path, {"nan_inf_to_errors": True, "strings_to_formulas": False}) as file:
        for name, rows in book.items():
            sheet = file.add_worksheet(name)
            for i, row in enumerate(rows):
                for j, cell in enumerate(row):
                    if cell != "":
                        sheet.write(i, j, cell)


def _xls(book: Book, path: Path) -> None:
    import xlwt

    file = xlwt.Workbook()
    for name, rows in book.items():
        sheet = file.add_sheet(name)
        for i, row in enumerate(rows):
            for j, cell in enumerate(row):
                if cell != "":
                    sheet.write(i, j, cell)
    file.save(str(path))


def _ods(book: Book, path: Path) -> None:
    from odf.opendocument import OpenDocumentSpreadsheet
    from odf.table import Table, TableCell, TableRow
    from odf.text import P

    file = OpenDocumentSpreadsheet()
    for name, rows in book.items():
        sheet = Table(name=name)
        for row in rows:
            line = TableRow()
            for cell in row:
                if isinstance(cell, int | float):
                    line.addElement(TableCell(valuetype="float", value=cell))
                else:
                    place = TableCell(valuetype="string") if cell else TableCell()
                    if cell:
                        place.addElement(P(text=cell))
                    line.addElement(place)
            sheet.addElement(line)
        file.spreadsheet.addElement(sheet)
    file.save(str(path))


def place(cell: str) -> tuple[int, int]:
    """Return the row and column (from 0) that Excel calls ``cell``."""
    letters, digits = re.fullmatch(r"([A-Z]+)(\d+)", cell).groups()  # type: ignore[union-attr]
    col = 0
    for letter in letters:
        col = col * 26 + ord(letter) - ord("A") + 1
    return int(digits) - 1, col - 1
