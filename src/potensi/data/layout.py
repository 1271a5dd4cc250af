"""Which layout a sheet has, and the table that comes of it."""

from __future__ import annotations

from potensi.data.crosstab import read_cross
from potensi.data.load import Sheet
from potensi.data.table import Table
from potensi.data.tidy import find_header, read_tidy


def recognise(sheet: Sheet) -> Table | None:
    """Return the figures of a sheet with the labels that they stand under, or None where no table is found."""
    tidy = find_header(sheet)
    if tidy:
        return read_tidy(sheet, *tidy)
    return read_cross(sheet)
