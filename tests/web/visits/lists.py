"""Spreadsheets of participants that the tests write."""

from collections.abc import Sequence
from pathlib import Path

import xlsxwriter

HEADINGS = ["Nama", "E-mail", "Perangkat Daerah", "Daerah", "Jabatan", "Jenis Peserta"]
KINDS = ("Kepala badan kepegawaian", "Kepala perangkat daerah", "Calon pegawai")
REGIONS = [f"35{number:02d}" for number in range(1, 30)]


def good(number: int, **changes: object) -> list[object]:
    """Return a row without fault, another person for every number: from 29 regions, of three kinds."""
    row = {
        "name": f"Peserta {chr(65 + number % 26)}{number}",
        "email": f"peserta{number}@example.id",
        "agency": f"Badan Kepegawaian {number}",
        "region": REGIONS[number % len(REGIONS)],
        "title": "Kepala Badan",
        "kind": KINDS[number % 3],
    }
    return list((row | changes).values())


def xlsx(place: Path, rows: Sequence[Sequence[object]], headings: Sequence[str] = tuple(HEADINGS)) -> Path:
    """Write a workbook with headings and rows as they are: text stays text, numbers numbers."""
    with xlsxwriter.Workbook(str(place)) as book:
        sheet = book.add_worksheet("Peserta")
        for line, row in enumerate([headings, *rows]):
            for col, cell in enumerate(row):
                if isinstance(cell, (int, float)):
                    sheet.write_number(line, col, cell)
                else:
                    sheet.write_string(line, col, str(cell))
    return place
