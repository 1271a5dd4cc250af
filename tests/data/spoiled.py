"""Good files spoiled on purpose: each case changes one thing, and says what must be said of it and where.

A case is (name, kind, change, options, expected): ``change`` gets the rows (or sheets) of a good file and a seeded
source of chance and spoils them in place; it returns the cell that is wrong, or None where no cell is.
"""

import random

from data import shapes

OPTIONS = {"unit": "miliar rupiah", "price": "constant2010"}
SEED = 20


def cell(row, col):
    return f"{'ABCDEFGHIJKLMNOPQRSTUVWXYZ'[col]}{row + 1}"


def put(col, value):
    """Spoil one body row of a tidy table, drawn by chance."""

    def change(rows, draw):
        row = draw.randrange(1, len(rows))
        rows[row][col] = value
        return cell(row, col)

    return change


def header(col, value):
    def change(rows, draw):
        rows[0][col] = value

    return change


def doubled(rows, draw):
    rows.append(list(draw.choice(rows[1:])))
    return cell(len(rows) - 1, 3)


def without(test):
    def change(rows, draw):
        rows[1:] = [row for row in rows[1:] if not test(row)]

    return change


def column(name, *values):
    """Add a column: every row the first value, one row drawn by chance the last."""

    def change(rows, draw):
        for row in rows[1:]:
            row.append(values[0])
        rows[0].append(name)
        if len(values) > 1:
            rows[-1][-1] = values[1]
        place = 4 if name == "status" or values[-1] == "entah" else 3
        return cell(len(rows) - 1, place) if len(values) > 1 else None

    return change


def ambiguous(rows, draw):
    for row in rows[1:]:
        row[3] = 12
    rows[5][3] = "1.234"
    return "D6"


def total(name, col, by):
    """Append a total of one group that is off by 5."""

    def change(rows, draw):
        mine = [row for row in rows[1:] if all(row[i] == v for i, v in by.items())]
        line = list(mine[0])
        line[col], line[3] = name, round(sum(row[3] for row in mine) + 5, 2)
        rows.append(line)
        return cell(len(rows) - 1, 3)

    return change


def unchanged(rows, draw):
    return None


def emptied(rows, draw):
    del rows[1:]


def swept(rows, draw):
    rows[:] = [["catatan rapat"], ["hadir semua"]]


TIDY = [
    ("typo_region", put(0, "Kab. Bnyuwangi"), {"unknown_region"}),
    ("wrong_code", put(0, "3599"), {"unknown_region"}),
    ("bare_name", put(0, "Kediri"), {"ambiguous_region"}),
    ("no_region", put(0, ""), {"region_empty"}),
    ("typo_industry", put(1, "Pertanain dan Kehutanan"), {"unknown_activity"}),
    ("industry_z", put(1, "Z"), {"unknown_activity"}),
    ("no_industry", put(1, ""), {"activity_empty"}),
    ("year_typo", put(2, "20244"), {"year_out_of_range"}),
    ("year_early", put(2, 1202), {"year_out_of_range"}),
    ("year_words", put(2, "dua ribu"), {"year_unreadable"}),
    ("year_empty", put(2, ""), {"year_unreadable"}),
    ("text", put(3, "belum ada"), {"text_in_figure"}),
    ("letter_o", put(3, "12O5"), {"text_in_figure"}),
    ("groups", put(3, "12.34.5"), {"text_in_figure"}),
    ("formula", put(3, "#REF!"), {"formula_error"}),
    ("division", put(3, "#DIV/0!"), {"formula_error"}),
    ("negative", put(3, "-12.5"), {"negative_value"}),
    ("brackets", put(3, "(12.5)"), {"negative_value"}),
    ("comma", put(3, "12,55"), {"mixed_decimal_signs"}),
    ("indonesian", put(3, "1.234,5"), {"mixed_decimal_signs"}),
    ("infinite", put(3, "1e999"), {"value_not_finite"}),
    ("ambiguous", ambiguous, {"ambiguous_number"}),
    ("doubled", doubled, {"duplicate_cell"}),
    ("industry_lost", without(lambda row: row[1] == "C" and row[2] == 2023), {"activity_missing_in_period"}),
    ("region_lost", without(lambda row: row[0] == "3510" and row[2] == 2024), {"region_missing_in_period"}),
    ("cell_lost", without(lambda row: row[:3] == ["3510", "C", 2022]), {"cells_absent"}),
    ("no_value_column", header(3, "catatan"), {"column_missing"}),
    ("no_year_column", header(2, "catatan"), {"column_missing"}),
    ("no_activity_column", header(1, "catatan"), {"column_missing"}),
    ("no_region_column", header(0, "catatan"), {"column_missing"}),
    ("two_units", column("unit", "miliar rupiah", "juta rupiah"), {"unit_mixed"}),
    ("other_unit", column("unit", "juta rupiah"), {"unit_contradicts"}),
    ("other_price", column("price", "ADHB"), {"price_contradicts"}),
    ("strange_price", column("price", "constant2010", "entah"), {"unknown_price"}),
    ("strange_status", column("status", "final", "perkiraan"), {"unknown_status"}),
    ("withheld_figure", column("status", "final", "withheld"), {"status_contradicts_value"}),
    ("industries_off", total("PDRB", 1, {0: "3510", 2: 2023}), {"activity_total_off"}),
    ("regions_off", total("Jumlah", 0, {1: "C", 2: 2023}), {"region_total_off"}),
    ("no_rows", emptied, {"no_figures"}),
    ("no_table", swept, {"no_header"}),
]  # fmt: skip
PAPERS = [
    ("no_unit", unchanged, {"price": "constant2010"}, {"unit_missing"}),
    ("no_price", unchanged, {"unit": "juta rupiah"}, {"price_missing"}),
    ("no_papers", unchanged, {}, {"unit_missing", "price_missing"}),
    ("no_base_year", unchanged, {"unit": "juta rupiah", "price": "adhk"}, {"base_year_missing"}),
    ("two_prices", column("price", "ADHK 2010", "ADHB"), {"unit": "juta rupiah"}, {"price_mixed", "cells_absent"}),
    ("two_bases", column("price", "constant2000", "constant2010"), {"unit": "x"}, {"base_year_mixed", "cells_absent"}),
]


def tidy_cases():
    """Every case of a tidy csv as (name, text of the file, options, expected codes, cell)."""
    cases = [(name, change, OPTIONS, codes) for name, change, codes in TIDY] + PAPERS
    for place, (name, change, options, codes) in enumerate(cases):
        (rows,) = shapes.tidy().values()
        rows = [list(row) for row in rows]
        where = change(rows, random.Random(SEED + place))
        yield name, shapes.as_csv(rows), options, codes, where
