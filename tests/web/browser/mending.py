"""A workbook with faults that people make, and an analyst who mends only what the page names, as the page says it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from io import BytesIO

from openpyxl import Workbook
from playwright.sync_api import Page

from potensi.data import samples

REGIONS, INDUSTRIES, YEARS = ("3510", "3511", "3512"), ("A", "C", "G"), range(2020, 2025)
SHEET, TOTAL = "PDRB", "Produk Domestik Regional Bruto"
MISTYPED, MISSPELT, WRONG_TOTAL, TWICE = "C2", "A7", "E13", 14
Table = list[list[object]]


def truth() -> Table:
    """Return the table as its publisher printed it: industries of three regions, with their sums."""
    panel = samples.load("jatim").keep(regions=list(REGIONS), activities=list(INDUSTRIES), periods=list(YEARS))
    values = {(r, a, y): v for r, a, y, v in panel.frame.select("region", "activity", "period", "value").iter_rows()}
    table: Table = [["Kabupaten/Kota", "Lapangan usaha", *YEARS]]
    for region in REGIONS:
        rows = [[round(values[region, industry, year], 2) for year in YEARS] for industry in INDUSTRIES]
        name = panel.region_name(region)
        for industry, row in zip(INDUSTRIES, rows, strict=True):
            table.append([name, panel.activity_name(industry, "id"), *row])
        table.append([name, TOTAL, *(round(sum(year), 2) for year in zip(*rows, strict=True))])
    return table


def spoiled() -> Table:
    """Return the table as somebody typed it: a letter in a number, a misspelt name, a wrong sum, a row twice."""
    table = truth()
    table.append(list(table[9]))
    _put(table, MISTYPED, "12.16l,15")
    _put(table, MISSPELT, "Kabupaten Bondowso")
    _put(table, WRONG_TOTAL, 99_999)
    return table


def book(table: Table) -> bytes:
    """Return a table as an xlsx file."""
    made = Workbook()
    sheet = made.active
    sheet.title = SHEET
    for row in table:
        sheet.append(row)
    content = BytesIO()
    made.save(content)
    return content.getvalue()


@dataclass(frozen=True)
class Said:
    """One line of the page of problems: its kind, the cells that it names, its sentence."""

    kind: str
    cells: tuple[str, ...]
    sentence: str


def problems(page: Page) -> list[Said]:
    """Read from the page what is wrong and where."""
    found = []
    for section in page.locator("section.problem").all():
        kind = section.get_attribute("aria-labelledby")
        for line in section.locator("p:has(> b), li:has(> b)").all():
            place = line.locator("b").text_content()
            cells = [cell for part in re.findall(r"[A-Z]+\d+(?:–[A-Z]+\d+)?", place) for cell in _run(part)]
            assert SHEET in place
            found.append(Said(kind, tuple(cells), line.text_content()))
    return found


def mended(table: Table, said: list[Said], paper: Table) -> Table:
    """Return the table mended as the page says: what was mistyped is looked up on paper; sums only when alone."""
    table = [list(row) for row in table]
    gone = set()
    for each in said:
        for cell in each.cells:
            row, column = place(cell)
            match each.kind:
                case "text_in_figure":
                    table[row][column] = paper[row][column]
                case "unknown_region":
                    table[row][column] = re.search(r"dimaksud: (.+?) \(\d{4}\)", each.sentence)[1]
                case "duplicate_cell":
                    gone.add(row)
                case "activity_total_off" if {other.kind for other in said} == {each.kind}:
                    table[row][column] = _number(re.search(r"adalah ([\d.,]+),", each.sentence)[1])
    return [row for count, row in enumerate(table) if count not in gone]


def place(cell: str) -> tuple[int, int]:
    """Return row and column, from 0, of a cell as Excel names it."""
    letter, row = re.match(r"([A-Z])(\d+)$", cell).groups()
    return int(row) - 1, ord(letter) - ord("A")


def _run(cells: str) -> list[str]:
    first, _, last = cells.partition("–")
    return [f"{first[0]}{row}" for row in range(int(first[1:]), int((last or first)[1:]) + 1)]


def _put(table: Table, cell: str, value: object) -> None:
    row, column = place(cell)
    table[row][column] = value


def _number(text: str) -> float:
    return float(text.replace(".", "").replace(",", "."))
