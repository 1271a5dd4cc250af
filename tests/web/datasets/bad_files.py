"""Files that must not get in, each made here."""

import io
import random
import struct
import zipfile
import zlib

import openpyxl
from web.datasets.made import REGIONS, YEARS, csv

MEGABYTE = 1_000_000


def book(*lines, **parts):
    """Return an xlsx of these rows; ``parts`` (name → bytes) are put beside its own."""
    sheet_book = openpyxl.Workbook()
    for line in lines or [row.split(",") for row in csv().decode().splitlines()]:
        sheet_book.active.append([_typed(cell) for cell in line])
    out = io.BytesIO()
    sheet_book.save(out)
    if parts:
        with zipfile.ZipFile(out, "a") as packed:
            for name, content in parts.items():
                packed.writestr(name, content)
    return out.getvalue()


def _typed(cell):
    try:
        return float(cell)
    except ValueError:
        return cell


def bomb(size=400 * MEGABYTE):
    """Return an xlsx whose sheet unpacks to far more than it takes packed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book())) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if not name.startswith("xl/worksheets/"):
                new.writestr(name, old.read(name))
        with new.open("xl/worksheets/sheet1.xml", "w") as sheet:
            for _ in range(size // MEGABYTE):
                sheet.write(b" " * MEGABYTE)
    return out.getvalue()


def lying_bomb(size=500 * MEGABYTE):
    """Return an xlsx whose sheet says that it is small and unpacks to more than the memory allowed."""
    head, tail = _sheet_around(b"<row r='1'><c r='A1' t='inlineStr'><is><t>", b"</t></is></c></row>")
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = [packer.compress(head)]
    packed += [packer.compress(b"a" * MEGABYTE) for _ in range(size // MEGABYTE)]
    packed += [packer.compress(tail), packer.flush()]
    return _with_raw(b"".join(packed), said=len(head) + len(tail))


def _sheet_around(before, after):
    space = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return b"<worksheet xmlns='" + space + b"'><sheetData>" + before, after + b"</sheetData></worksheet>"


def _with_raw(packed, said):
    """Return a zip whose last entry is given packed, with a length that somebody made up."""
    name, out = b"xl/worksheets/sheet1.xml", io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book())) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for each in old.namelist():
            if each.encode() != name:
                new.writestr(each, old.read(each))
    whole = out.getvalue()
    end = whole.rindex(b"PK\5\6")
    count, size, start = struct.unpack("<HII", whole[end + 10 : end + 20])
    directory = whole[start : start + size]
    fields = struct.pack("<HHHHHIIIHH", 20, 0, 8, 0, 33, 0, len(packed), said, len(name), 0)
    local = b"PK\3\4" + fields + name + packed
    central = b"PK\1\2" + struct.pack("<H", 20) + fields + struct.pack("<HHHII", 0, 0, 0, 0, start) + name
    new_start, new_size = start + len(local), size + len(central)
    ending = b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, count + 1, count + 1, new_size, new_start, 0)
    return whole[:start] + local + directory + central + ending


def far_corners():
    """Return an xlsx of two cells, in the first and the last place a sheet has."""
    sheet_book = openpyxl.Workbook()
    sheet_book.active["A1"] = 1
    sheet_book.active["XFD1048576"] = 2
    out = io.BytesIO()
    sheet_book.save(out)
    return out.getvalue()


def endless_line():
    """Return a csv with one line of a million fields and a million short lines."""
    return b"," * MEGABYTE + b"\n" + b"1\n" * MEGABYTE


def encrypted():
    """Return what an xlsx with a password is: the container of older office files."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000 + "EncryptedPackage".encode("utf-16-le")


def many_errors(rows=10_000, faults=3_000, seed=7):
    """Return a csv of ten thousand rows, three thousand of them wrong in one of five ways, and how many each."""
    draw = random.Random(seed)
    lines = ["region,activity,year,value,unit,price_basis"]
    activities = [f"A{n:04d}" for n in range(rows // (len(REGIONS) * len(YEARS)) + 1)]
    cells = [(r, a, y) for a in activities for r in REGIONS for y in YEARS][:rows]
    wrong = {place: n % 5 for n, place in enumerate(draw.sample(range(rows), faults))}
    for place, (region, activity, year) in enumerate(cells):
        value = str(round(draw.uniform(1, 900), 2))
        kind = wrong.get(place)
        value = {0: "abc", 1: f"n{place}", 2: "-5"}.get(kind, value)
        region = f"Kabupaten Antah {place % 2}" if kind == 3 else region
        year = "20x4" if kind == 4 else year
        lines.append(f"{region},{activity},{year},{value},miliar rupiah,constant2010")
    return "\n".join(lines).encode()
