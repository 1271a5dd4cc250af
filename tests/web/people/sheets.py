"""Spreadsheets of people that the tests write."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path

import xlsxwriter

INDONESIAN = ["Nama", "E-mail", "NIP", "Telepon", "Perangkat Daerah", "Daerah", "Jabatan", "Peran", "Mulai"]
ENGLISH = ["Name", "Email", "NIP", "Phone", "Agency", "Region", "Office", "Role", "Since"]


def nip(number: int, year: int = 1987) -> str:
    """Return a valid NIP, another for every number."""
    return f"{year}0315201001{1 + number % 2}{number:03d}"


def good_row(number: int, **changes: object) -> list[object]:
    """Return a row without fault, another person for every number."""
    row = {
        "name": f"Pegawai {chr(65 + number % 26)}{number}",
        "email": f"pegawai{number}@example.id",
        "nip": nip(number),
        "phone": f"0812345{number:05d}",
        "agency": "Badan Kepegawaian" if number % 2 else "Dinas Pariwisata",
        "region": "Kabupaten Banyuwangi" if number % 3 else "3511",
        "office": f"Perencana {number}",
        "role": "peserta",
        "since": "01/07/2025",
    }
    return list((row | changes).values())


def xlsx(place: Path, rows: Sequence[Sequence[object]], headings: Sequence[str] = tuple(INDONESIAN)) -> Path:
    """Write a workbook with headings and rows as they are: text stays text, numbers numbers."""
    with xlsxwriter.Workbook(str(place)) as book:
        sheet = book.add_worksheet("Orang")
        for line, row in enumerate([headings, *rows]):
            for col, cell in enumerate(row):
                if isinstance(cell, (int, float)):
                    sheet.write_number(line, col, cell)
                else:
                    sheet.write_string(line, col, str(cell))
    return place


def text(rows: Sequence[Sequence[object]], headings: Sequence[str] = tuple(INDONESIAN), delimiter: str = ";") -> str:
    """Return the same as csv."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows([headings, *rows])
    return out.getvalue()
