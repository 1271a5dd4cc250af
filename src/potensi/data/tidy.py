"""Tidy tables: one figure a row, its region, activity and year beside it in columns with known headings."""

from __future__ import annotations

from typing import Any

from potensi.codes import key
from potensi.data.clean import FIRST_YEAR, LAST_YEAR, columns_of, text_of, year_of
from potensi.data.header import row_role
from potensi.data.load import Sheet
from potensi.data.names import code_list
from potensi.data.papers import price_of, unit_of
from potensi.data.table import Table, cells_from, problem_at
from potensi.errors import Problem

# The first heading found in this order is taken; for codes and names see _label_column.
HEADINGS = {
    "region_code": "region_code|kode|kode daerah|kode wilayah|kode kabupaten kota|kode bps"
    "|region code|province_code|kode provinsi|country_code|location_code|kode negara",
    "region": "region|daerah|wilayah|kabupaten kota|kabupaten|kabkota|kab kota|provinsi|province|nama daerah"
    "|nama wilayah|nama kabupaten kota|kecamatan|region_name|country|location|municipality|county|negara|name|nama",
    "activity_code": "sector_code|activity_code|kode lapangan usaha|kode sektor|kode industri|kode kbli|kbli|kategori"
    "|product_code|industry_code|occupation_code|commodity_code|hs_code|sitc_code|isic_code|kode produk",
    "activity": "activity|sector|sektor|lapangan usaha|industri|industry|komoditas|commodity|lapangan_usaha|kegiatan"
    "|product|occupation|produk",
    "period": "period|year|tahun|periode",
    "value": "value|nilai|pdrb|angka|jumlah|grdp|export_value|exports|employment|jobs|nilai ekspor|ekspor|tenaga kerja",
    "status": "status|status angka",
    "unit": "unit|satuan",
    "price": "price_basis|price|harga|dasar harga|basis harga|jenis harga",
}
_KNOWN = {key(text): name for name, texts in HEADINGS.items() for text in texts.split("|")}
_NEEDED = (("region", "region_code"), ("activity", "activity_code"), ("period",), ("value",))
_SEARCHED = 40


def find_header(sheet: Sheet) -> tuple[int, dict[str, int]] | None:
    """Return the row of the headings and the column of each, or None where the sheet is not tidy.

    A row is a tidy header where it names three of region, activity, year and value, and neither it nor the
    row below has years, industries or regions across.
    """
    for row, cells in enumerate(sheet.rows[:_SEARCHED]):
        columns: dict[str, int] = {}
        for col, cell in enumerate(cells):
            name = _KNOWN.get(key(text_of(cell))) if isinstance(cell, str) else None
            if name:
                columns.setdefault(name, col)
        named = sum(any(name in columns for name in names) for names in _NEEDED)
        if named == len(_NEEDED) or (named >= 3 and not any(map(row_role, sheet.rows[row : row + 2]))):
            return row, columns
    return None


def missing_columns(columns: dict[str, int]) -> list[str]:
    """Return the needed columns that a tidy table does not have."""
    return [names[0] for names in _NEEDED if not any(name in columns for name in names)]


def read_tidy(sheet: Sheet, header: int, columns: dict[str, int]) -> Table:
    """Return the figures below a tidy header; years, statuses and bases that mean nothing are problems."""
    lost = missing_columns(columns)
    titles = tuple(text_of(cell) for row in sheet.rows[:header] for cell in row if text_of(cell))
    if lost:
        problems = tuple(problem_at("column_missing", sheet.name, header, 0, column=name) for name in lost)
        return Table(sheet.name, "tidy", cells_from({"raw": []}), problems, titles)
    body = [(i, row) for i, row in enumerate(sheet.rows[header + 1 :], header + 1) if _is_row(row, columns)]
    where = [i for i, _ in body]
    raw = {name: [row[col] for _, row in body] for name, col in columns.items()}
    region, activity = _label_column(raw, "region"), _label_column(raw, "activity")
    years, problems = _mapped(raw["period"], where, columns["period"], sheet, _year)
    price, faults = _mapped(raw.get("price", []), where, columns.get("price", 0), sheet, _price)
    values = columns_of(raw["value"])
    size = len(body)
    cells = {
        "sheet": [sheet.name] * size,
        "row": where,
        "col": [columns["value"]] * size,
        "raw": values["raw"],
        "figure": values["figure"],
        "region": [text_of(cell) for cell in raw[region]],
        "region_row": where,
        "region_col": [columns[region]] * size,
        "activity": [text_of(cell) for cell in raw[activity]],
        "activity_row": where,
        "activity_col": [columns[activity]] * size,
        "period": [found[0] if found else None for found in years],
        "period_mark": [found[1] if found else None for found in years],
    }
    if "price" in raw:
        cells["price"] = price
    if "unit" in raw:
        units = {cell: unit_of(text_of(cell)) for cell in set(raw["unit"])}
        cells["unit"] = [units[cell] for cell in raw["unit"]]
    if "status" in raw:
        cells["status"] = [text_of(cell) for cell in raw["status"]]
    return Table(
        sheet.name,
        "tidy",
        cells_from(cells),
        (*problems, *faults),
        titles,
        status_col=columns.get("status", -1),
    )


def _is_row(row: list[Any], columns: dict[str, int]) -> bool:
    """Return whether a row is a figure: a footnote fills the first column alone."""
    filled = sum(row[col] not in ("", None) for col in columns.values())
    return filled > 1 or (filled == 1 and row[columns["value"]] not in ("", None))


def _label_column(raw: dict[str, list[Any]], what: str) -> str:
    """Return which column names an axis: the codes where most of them are known or there are no names."""
    if f"{what}_code" not in raw or what not in raw:
        return what if what in raw else f"{what}_code"
    known = code_list(what)
    labels = list(dict.fromkeys(raw[f"{what}_code"]))[:200]
    found = sum(known.find(label) is not None for label in labels)
    return f"{what}_code" if found * 2 >= len(labels) else what


def _mapped(
    cells: list[Any], where: list[int], col: int, sheet: Sheet, read: Any
) -> tuple[list[Any], tuple[Problem, ...]]:
    """Read every distinct cell once; a string result is the code of a problem."""
    read_once = {cell: read(cell) for cell in set(cells)}
    faults = {cell: made[1] for cell, made in read_once.items() if made[0] is None and made[1]}
    problems = [
        problem_at(faults[cell], sheet.name, row, col, text_of(cell))
        for row, cell in zip(where, cells, strict=bool(cells))
        if cell in faults
    ]
    return [read_once[cell][0] for cell in cells], tuple(problems)


def _year(cell: Any) -> tuple[tuple[int, str] | None, str]:
    found = year_of(cell)
    if found:
        return found, ""
    digits = text_of(cell).removesuffix(".0").lstrip("-")
    whole = digits.isdigit() and not FIRST_YEAR <= int(digits) <= LAST_YEAR
    return None, "year_out_of_range" if whole else "year_unreadable"


def _price(cell: Any) -> tuple[str | None, str]:
    found = price_of(text_of(cell))
    return found, "" if found or not text_of(cell) else "unknown_price"
