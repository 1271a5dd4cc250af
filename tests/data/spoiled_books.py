"""Good files spoiled in one known way each, and what must be said of them.

A case starts from a layout of ``wide_books.py``, changes cells or rows, and names the problems expected: code,
sheet and cell, all of them and no other. ``random_cases`` spoils cells that a seeded generator picks.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from data.wide_books import LAYOUTS, Book, place

Expected = tuple[tuple[str, str | None, str | None], ...]
STATED = {"unit": "miliar rupiah", "price": "constant2010"}


@dataclass(frozen=True)
class Case:
    """A spoiled file: what it starts from, how it is spoiled, how it is written and read, what is expected."""

    name: str
    layout: str
    spoil: Callable[[Book], None]
    expected: Expected
    kind: str = "xlsx"
    options: dict[str, Any] = field(default_factory=dict)
    form: dict[str, Any] = field(default_factory=dict)

    def book(self) -> Book:
        """Return the spoiled book."""
        book = {name: [list(row) for row in rows] for name, rows in LAYOUTS[self.layout]().items()}
        self.spoil(book)
        return book


def put(sheet: str, **cells: Any) -> Callable[[Book], None]:
    """Return the spoiling that writes values into cells."""

    def spoil(book: Book) -> None:
        for cell, value in cells.items():
            row, col = place(cell)
            line = book[sheet][row]
            line += [""] * (col + 1 - len(line))
            line[col] = value

    return spoil


def drop(sheet: str, *rows: int) -> Callable[[Book], None]:
    """Return the spoiling that deletes rows (as Excel numbers them)."""

    def spoil(book: Book) -> None:
        for row in sorted(rows, reverse=True):
            del book[sheet][row - 1]

    return spoil


def add(sheet: str, *rows: list[Any]) -> Callable[[Book], None]:
    """Return the spoiling that appends rows."""

    def spoil(book: Book) -> None:
        book[sheet].extend(list(row) for row in rows)

    return spoil


def all_of(*steps: Callable[[Book], None]) -> Callable[[Book], None]:
    """Return the spoiling that does several in turn."""

    def spoil(book: Book) -> None:
        for step in steps:
            step(book)

    return spoil


def replace_rows(sheet: str, rows: list[list[Any]]) -> Callable[[Book], None]:
    """Return the spoiling that puts other rows in a sheet's place."""

    def spoil(book: Book) -> None:
        book[sheet] = rows

    return spoil


def without(column: int, sheet: str = "", first: int = 1) -> Callable[[Book], None]:
    """Return the spoiling that deletes a column of every sheet, or of one from a row on."""

    def spoil(book: Book) -> None:
        for rows in [book[sheet]] if sheet else book.values():
            for row in rows[first - 1 :]:
                del row[column : column + 1]

    return spoil


BW = "Kabupaten Banyuwangi"
JB = "Kabupaten Jember"

# fmt: off
CASES = (
    # tidy tables: rows 2–426, regions in blocks of 85 rows, industries in blocks of 5 years
    Case("text where a figure belongs", "tidy", put("Data", D5="seratus"), (("text_in_figure", "Data", "D5"),), options=STATED),
    Case("a failed formula", "tidy", put("Data", D5="#REF!"), (("formula_error", "Data", "D5"),), options=STATED),
    Case("division by zero in a csv", "tidy", put("Data", D9="#DIV/0!"), (("formula_error", None, "D9"),), "csv", STATED),
    Case("infinity in a csv", "tidy", put("Data", D9="inf"), (("value_not_finite", None, "D9"),), "csv", STATED),
    Case("a negative figure", "tidy", put("Data", D7=-12.5), (("negative_value", "Data", "D7"),), options=STATED),
    Case("a misspelt region", "tidy_indonesian", all_of(without(0), put("Data", A90="Kabupaten Banyuwagni")), (("unknown_region", "Data", "A90"),)),
    Case("a bare name of regency and city", "tidy_indonesian", all_of(without(0), put("Data", A260="Kediri")), (("ambiguous_region", "Data", "A260"), ("cells_absent", None, None))),
    Case("a code that is no region", "tidy", put("Data", A30="3599"), (("unknown_region", "Data", "A30"), ("cells_absent", None, None)), options=STATED),
    Case("a misspelt industry", "tidy_indonesian", put("Data", C12="Industri Pengolahn"), (("unknown_activity", "Data", "C12"),)),
    Case("a row without its region", "tidy", put("Data", A12=""), (("region_empty", "Data", "A12"), ("cells_absent", None, None)), options=STATED),
    Case("a year with a digit too many", "tidy", put("Data", C8=20222), (("year_out_of_range", "Data", "C8"), ("cells_absent", None, None)), options=STATED),
    Case("a year in words", "tidy", put("Data", C8="dua ribu"), (("year_unreadable", "Data", "C8"), ("cells_absent", None, None)), options=STATED),
    Case("a doubled row", "tidy", add("Data", ["3510", "A", 2020, 5.0, "final"]), (("duplicate_cell", "Data", "D342"),), options=STATED),
    Case("a row left out", "tidy", drop("Data", 10), (("cells_absent", None, None),), options=STATED),
    Case("an unknown status", "tidy", put("Data", E10="ditebak"), (("unknown_status", "Data", "E10"),), options=STATED),
    Case("a figure said to be missing", "tidy", put("Data", E10="not_available"), (("status_contradicts_value", "Data", "E10"),), options=STATED),
    Case("a missing figure said to be final", "tidy", put("Data", D10="", E10="derived"), (("status_contradicts_value", "Data", "E10"),), options=STATED),
    Case("no unit and no price", "tidy", put("Data"), (("unit_missing", None, None), ("price_missing", None, None)), "csv"),
    Case("no price", "tidy", put("Data"), (("price_missing", None, None),), options={"unit": "juta rupiah"}),
    Case("constant prices of no year", "tidy", put("Data"), (("base_year_missing", None, None),), options={"unit": "juta rupiah", "price": "adhk"}),
    Case("two units", "tidy_indonesian", put("Data", F20="Juta Rupiah"), (("unit_mixed", "Data", "E20"),)),
    Case("two price bases", "tidy_indonesian", put("Data", G20="ADHB"), (("price_mixed", "Data", "E20"), ("cells_absent", None, None))),
    Case("two base years", "tidy_indonesian", put("Data", G20="ADHK 2000"), (("base_year_mixed", "Data", "E20"), ("cells_absent", None, None))),
    Case("a price basis that is none", "tidy_indonesian", put("Data", G20="murah"), (("unknown_price", "Data", "G20"), ("cells_absent", None, None))),
    Case("the option contradicts the price stated", "tidy_indonesian", put("Data"), (("price_contradicts", "Data", "E2"),), options={"price": "adhb"}),
    Case("the option contradicts the unit stated", "tidy_indonesian", put("Data"), (("unit_contradicts", "Data", "E2"),), options={"unit": "juta rupiah"}),
    Case("comma and point for decimals", "tidy", put("Data", D6="1,234.56"), (("mixed_decimal_signs", None, "D6"),), "csv", STATED, {"delimiter": ";", "comma": True}),
    Case("no column of years", "tidy", without(2), (("column_missing", "Data", "A1"),), options=STATED),
    Case("no column of values", "tidy", put("Data", D1="banyaknya"), (("column_missing", "Data", "A1"),), options=STATED),
    Case("headings alone", "tidy", replace_rows("Data", [["region", "activity", "year", "value"]]), (("no_figures", "Data", None),), options=STATED),
    Case("no headings at all", "tidy", drop("Data", 1), (("no_header", "Data", None),), options=STATED),
    Case("prose", "tidy", replace_rows("Data", [["Yth. Bapak Bupati"], ["Terlampir data PDRB."]]), (("no_header", "Data", None),)),
    # industries down, years across, a sheet a region: headings in row 4, industries in rows 6–22, the total in row 23
    Case("text in a wide table", "years_across", put(BW, D11="tidak tahu"), (("text_in_figure", BW, "D11"),)),
    Case("a failed formula in a wide table", "years_across", put(JB, B6="#N/A"), (("formula_error", JB, "B6"),)),
    Case("a total that does not add up", "years_across", put(BW, C23=1.0), (("activity_total_off", BW, "C23"),)),
    Case("an industry mistyped tenfold", "years_across", put(BW, C7=99999.99), (("activity_total_off", BW, "C23"),)),
    Case("an industry missing from a sheet", "years_across", drop(BW, 7), (("cells_absent", None, None), ("activity_total_off", BW, "B22"), ("activity_total_off", BW, "C22"), ("activity_total_off", BW, "D22"), ("activity_total_off", BW, "E22"), ("activity_total_off", BW, "F22"))),
    Case("a misspelt industry in a wide table", "years_across", put(JB, A9="Pengadaan Listrk dan Gas"), (("unknown_activity", JB, "A9"),)),
    Case("an industry twice", "years_across", put(JB, A7="Pertanian, Kehutanan, dan Perikanan"), (*tuple(("duplicate_cell", JB, f"{c}7") for c in "BCDEF"), ("cells_absent", None, None))),
    Case("a heading that is no year", "years_across", put(BW, D4="20222"), (("year_out_of_range", BW, "D4"), ("region_missing_in_period", None, None))),
    Case("one sheet at current prices", "years_across", put(BW, A2="Atas Dasar Harga Berlaku (Miliar Rupiah)"), (("price_mixed", BW, "B6"),)),
    Case("one sheet of another base year", "years_across", put(BW, A2="Atas Dasar Harga Konstan 2000 (Miliar Rupiah)"), (("base_year_mixed", BW, "B6"),)),
    Case("one sheet in another unit", "years_across", put(BW, A2="Atas Dasar Harga Konstan 2010 (Juta Rupiah)"), (("unit_mixed", BW, "B6"),)),
    Case("a negative industry", "years_across", put(BW, B6=-1.0), (("negative_value", BW, "B6"), ("activity_total_off", BW, "B23"))),
    # a sheet a year, industries across: headings in row 4, "Kabupaten" in row 5, regencies in 6–8, "Kota" in 9, city in 10
    Case("an industry missing in one year", "industries_across", without(2, "2022", 4), (("activity_missing_in_period", "2022", None), *tuple(("activity_total_off", "2022", f"R{r}") for r in (6, 7, 8, 10, 11)))),
    Case("a region missing in one year", "industries_across", drop("2022", 7), (("region_missing_in_period", "2022", None), *((("region_total_off", "2022", f"{chr(66 + i)}10")) for i in range(17)))),
    Case("a region total that does not add up", "industries_across", put("2021", C11=5.0), (("region_total_off", "2021", "C11"), ("activity_total_off", "2021", "S11"))),
    Case("a misspelt region in a wide table", "industries_across", put("2021", A7="Banyuwagni"), (("unknown_region", "2021", "A7"),)),
    Case("a misspelt heading", "industries_across", put("2021", D4="Industri Pengolahn"), (("unknown_activity", "2021", "D4"),)),
    Case("two sheets of the same year", "industries_across", lambda book: book.update({"2021 (2)": [list(r) for r in book["2021"]]}), tuple(("duplicate_cell", "2021 (2)", f"{chr(66 + c)}{r}") for r in (6, 7, 8, 10) for c in range(17))),
    Case("text under industries", "industries_across", put("2020", C8="segera"), (("text_in_figure", "2020", "C8"),)),
    # long tables
    Case("a failed formula in a long table", "years_across_long", put("PDRB", D10="#VALUE!"), (("formula_error", "PDRB", "D10"),)),
    Case("an own years-down table with a bad year", "industries_across_years_down", put("PDRB", C5="20222"), (("year_out_of_range", "PDRB", "C5"), ("region_missing_in_period", "PDRB", None))),
)
# fmt: on
_FAULTS = (
    ("tidak ada data", "text_in_figure"),
    ("#REF!", "formula_error"),
    ("#DIV/0!", "formula_error"),
    ("12,5,5", "text_in_figure"),
    (-3.25, "negative_value"),
)


def random_cases(seed: int = 2024, count: int = 24) -> list[Case]:
    """Return cases whose place and fault are picked at random, from wide tables without totals."""
    rng = random.Random(seed)
    cases = []
    for number in range(count):
        layout = rng.choice(["tidy", "years_across_long", "industries_across_years_down", "two_rows_of_headings"])
        sheet, rows, columns = {
            "tidy": ("Data", (2, 341), (3, 3)),
            "years_across_long": ("PDRB", (4, 71), (2, 6)),
            "industries_across_years_down": ("PDRB", (3, 22), (3, 19)),
            "two_rows_of_headings": ("PDRB", (5, 21), (1, 20)),
        }[layout]
        cell = f"{chr(65 + rng.randint(*columns))}{rng.randint(*rows)}"
        value, code = rng.choice(_FAULTS)
        kind = rng.choice(["xlsx", "ods", "csv"])
        where = None if kind == "csv" else sheet
        options = STATED if layout == "tidy" else {}
        name = f"seed {seed} no. {number}: {value} in {layout}.{kind} at {cell}"
        cases.append(Case(name, layout, put(sheet, **{cell: value}), ((code, where, cell),), kind, options))
    return cases
