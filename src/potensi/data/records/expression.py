"""The one expression from records to cells, the same for every engine.

All arithmetic is on integers and decimals, so the order in which an engine adds makes no difference and two engines
give the same answer to the last digit: a record counts 1, a size counts as whole units of its last decimal, a weight
as millionths. Only what leaves the engine is turned into a floating-point number, in one place (writing.py).

Records are first counted by their own codes as they stand, since there are far fewer different codes than records;
codes are read, looked up and rolled up afterwards.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import TYPE_CHECKING

import ibis

from potensi.data.records.asked import DOTTED, FIRST_YEAR, KBLI_DIGITS, LAST_YEAR, OTHER_SYSTEM, SIGNS, Asked

if TYPE_CHECKING:
    import ibis.expr.types as ir

# A cell's key is one number, (place × ACTIVITIES + activity) × MOMENTS + moment: one number sorts and compares faster
# than texts. A moment is (year − FIRST_YEAR) × PARTS + the part of the year. The largest key is below 2⁶³.
ACTIVITIES, MOMENTS, PARTS = 100_000, 4_096, 16
# By how much a period is divided to give its year; what remains is the part of the year.
YEAR_IN_PERIOD = {"year": 1, "half": 10, "quarter": 10, "month": 100}
# Beyond this many units a size is no longer exact in the numbers that most files hold it in.
_LARGEST_SIZE = 2**53
_ISO = r"^\d{4}-\d{2}-\d{2}([T ].*)?$"
_DAY_FIRST = r"^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})([T ].*)?$"
_COMPACT = r"^\d{8}$"
_YEAR = r"^\d{4}$"
# A figure with thousands parted off or not; what parts off decimals and what thousands is put in.
_NUMBER = r"^[+-]?((\d+|[1-9]\d{{0,2}}({thousands}\d{{3}})+)({decimals}\d*)?|{decimals}\d+)([eE][+-]?\d{{1,3}})?$"
_OTHER = {".": ",", ",": "."}


def grouped(records: ir.Table, columns: dict[str, str], asked: Asked) -> ir.Table:
    """Return how many records there are of each region, code and period as they stand in the register.

    Columns: region, kbli (text, null where blank), period (null where the date cannot be read), records; for a sum
    also ``units`` (the sum of the sizes in units of the last decimal), ``unsized`` (records without a size) and
    ``negative`` (records with a size below nought).
    """
    parts = {
        "region": _code(records[columns["region"]], 0),
        "kbli": _code(records[columns["kbli"]], KBLI_DIGITS["kbli5"]),
        "period": period(records[columns["date"]], asked.period),
    }
    if asked.measure == "count":
        return _counted(records.select(**parts), asked.period, {})
    table = records.select(**parts, units=_units(records[columns["size"]], asked))
    sums = {
        "units": table.units.sum(),
        "unsized": table.units.isnull().cast("int64").sum(),
        "negative": (table.units < 0).ifelse(1, 0).sum(),
    }
    return _counted(table, asked.period, sums)


def _counted(table: ir.Table, kind: str, more: dict[str, ir.Value]) -> ir.Table:
    groups = table.group_by("region", "kbli", "period").agg(records=table.count(), **more)
    # Asked of the groups and not of the records, of which there are many more.
    return groups.mutate(period=in_range(groups.period, kind).ifelse(groups.period, None))


def _code(column: ir.Value, digits: int) -> ir.Value:
    """Return a code as text; a number gets back the zeros at its head that it lost, up to ``digits``."""
    if column.type().is_string():
        return column
    text = _digits(column)
    return text.lpad(digits, "0") if digits else text


def _digits(column: ir.Value) -> ir.Value:
    """Return a column of numbers as text, whole ones without decimals; what is no number is null."""
    if not column.type().is_floating():
        return column.cast("int64" if column.type().is_integer() else "decimal(38,0)").cast("string")
    whole = column.try_cast("int64")
    return (whole.cast("float64") == column).ifelse(whole.cast("string"), _as_text(column))


def _as_text(column: ir.Value) -> ir.Value:
    """Return values as texts; what is no number has no text, for engines call it by different names."""
    return (_numbers(column) if column.type().is_floating() else column).cast("string")


def _numbers(column: ir.Value) -> ir.Value:
    """Return floating-point numbers with null for what is none, or far too large.

    By way of a cast: DuckDB takes the least and greatest value that a file names for all there is, which leave out what
    is no number, and so answers every question for it with no.
    """
    return column.try_cast("int64").isnull().ifelse(None, column)


def decimal_signs(records: ir.Table, column: str) -> ir.Table:
    """Return in one row how many texts of a column show by themselves that they have a point or a comma for decimals.

    Columns: point, comma, doubtful ("1.234" can be either), example (a doubtful one).
    """
    text = records[column].strip()
    point, comma = (text.re_search(_number(sign)).fill_null(False) for sign in SIGNS.values())
    table = records.select(
        text=text, point=point & ~comma, comma=comma & ~point, doubtful=point & comma & text.re_search("[.,]")
    )
    shown = {name: table[name].ifelse(1, 0).sum() for name in ("point", "comma", "doubtful")}
    return table.agg(**shown, example=table.doubtful.ifelse(table.text, None).min())


def _number(sign: str) -> str:
    return _NUMBER.format(decimals=f"[{sign}]", thousands=f"[{_OTHER[sign]}]")


def _units(column: ir.Value, asked: Asked) -> ir.Value:
    """Return a size as a whole number of units of its last decimal, halves upward; null where it is no number.

    Integers and decimals of no more places are exact. Other numbers are multiplied and rounded as floating-point
    numbers, in steps that every engine does alike.
    """
    kind, decimals = column.type(), asked.decimals
    if kind.is_integer() or (kind.is_decimal() and (kind.scale or 0) <= decimals):
        exact = (column.cast(f"decimal(38,{decimals})") * ibis.literal(10**decimals).cast("decimal(7,0)")).cast(
            "decimal(38,0)"
        )
        fits = exact.abs() < _LARGEST_SIZE
        return fits.ifelse(exact, None).cast("int64")
    if kind.is_string():
        sign = SIGNS[asked.decimal_sign or "point"]
        text = column.strip()
        plain = text.replace(_OTHER[sign], "")
        plain = plain if sign == "." else plain.replace(sign, ".")
        number = text.re_search(_number(sign)).ifelse(plain, None).try_cast("float64")
    else:
        number = (_numbers(column) if kind.is_floating() else column).cast("float64")
    scaled = number * float(10**decimals) + 0.5
    fits = scaled.abs() < float(_LARGEST_SIZE)
    return fits.ifelse(scaled, None).floor().cast("int64")


def period(column: ir.Value, kind: str) -> ir.Value:
    """Return the period of a date as a number (2024, half 20241, quarter 20243, month 202411), or null."""
    if column.type().is_timestamp() or column.type().is_date():
        year, month = column.year().cast("int32"), column.month().cast("int32")
    else:
        year, month = _read_date(column if column.type().is_string() else _digits(column), kind)
    return {
        "year": year,
        "half": year * 10 + (month > 6).ifelse(2, 1),
        "quarter": year * 10 + (month + 2) // 3,
        "month": year * 100 + month,
    }[kind].cast("int32")


def in_range(number: ir.Value, kind: str) -> ir.Value:
    """Return whether a period lies in the years that there can be; null where there is no period."""
    return (number // YEAR_IN_PERIOD[kind]).between(FIRST_YEAR, LAST_YEAR)


def _read_date(column: ir.Value, kind: str) -> tuple[ir.Value, ir.Value]:
    """Return year and month of a date written 2024-11-05, 5/11/2024, 20241105 or, where years are asked, 2024."""
    text = column.strip()
    day_first = text.re_search(_DAY_FIRST)
    two = [text.re_extract(_DAY_FIRST, place).lpad(2, "0") for place in (1, 2)]
    written = ibis.cases(
        (text.re_search(_ISO), text.left(10)),
        (day_first, text.re_extract(_DAY_FIRST, 3) + "-" + two[1] + "-" + two[0]),
        (text.re_search(_COMPACT), text.left(4) + "-" + text.substr(4, 2) + "-" + text.substr(6, 2)),
        else_=None,
    )
    if kind == "year":
        written = text.re_search(_YEAR).ifelse(text + "-01-01", written)
    date = written.try_cast("date")
    return date.year().cast("int32"), date.month().cast("int32")


def places(groups: ir.Table, asked: Asked, provinces: Mapping[str, str], known: ir.Table | None) -> ir.Table:
    """Return each region code of the register (``raw``) with the region of the asked level that it lies in.

    ``place`` is that region's code as a number, null where the code cannot be placed: not a code's shape, no
    province of the country (``provinces`` → their codes), coarser than asked, written as the other system's codes
    are, or not in the list of ``known`` regions. ``clean`` says whether the code stands as it should, without
    blanks or dots.
    """
    table = groups.select(raw=groups.region).distinct()
    code = table.raw.replace(".", "").strip()
    digits = asked.widths[asked.level]
    lengths = [each for each in asked.widths.values() if each >= digits]
    whole = code.re_search(r"^[1-9]\d+$") & code.length().isin(lengths) & code.left(2).isin(list(provinces))
    whole &= ~table.raw.strip().re_search(DOTTED[OTHER_SYSTEM[asked.system]])
    for start, end in pairwise(sorted(asked.widths.values())):
        if end <= digits:  # noughts stand for the whole of the level above: 3500 is a province in four digits
            whole &= code.substr(start, end - start) != "0" * (end - start)
    target = code.left(digits)
    if asked.level == "province":
        renumbered = [(first, whole) for first, whole in provinces.items() if whole != f"{first}00"]
        target = target.cases(*renumbered, else_=target + "00") if renumbered else target + "00"
    placed = table.mutate(place=whole.ifelse(target, None).try_cast("int64"), clean=code == table.raw)
    if known is None:
        return placed
    listed = known.select(known=known.region.try_cast("int64")).distinct()
    joined = placed.left_join(listed, placed.place == listed.known)
    return joined.select("raw", "clean", place=joined.known)


def activities(groups: ir.Table, ways: ir.Table) -> ir.Table:
    """Return each activity code of the register (``raw``) with the number of the activity it counts as, and weight.

    A code that is split stands there once for each part; ``activity`` is null where the code is not known.
    """
    table = groups.select(raw=groups.kbli).distinct()
    code = table.raw.strip()
    table = table.mutate(code=code, clean=code == table.raw)
    return table.left_join(ways, table.code == ways.code).select("raw", "clean", "activity", "weight")


def other_system(placed: ir.Table) -> ir.Table:
    """Return in one row how many villages' codes there are, and how many can be such codes of Kemendagri's.

    Those number a district's villages from 1001 (wards), 2001 or 3001; in the statistical office's codes a nought
    stands in that place, except in districts that were split.
    """
    code = placed.raw.replace(".", "").strip()
    villages = placed.mutate(code=code).filter(code.re_search(r"^[1-9]\d{9}$"))
    seventh = villages.code.substr(6, 1)
    return villages.agg(villages=villages.count(), alike=seventh.isin(["1", "2", "3"]).ifelse(1, 0).sum())


def looked_up(codes: ir.Table, found: str) -> ir.Table:
    """Return in one row whether every code was found, and whether one stands with blanks or dots.

    With blanks or dots around them, two codes of the register can be one place or activity.
    """
    return codes.agg(whole=codes[found].notnull().all().fill_null(True), untidy=(~codes.clean).any().fill_null(False))


def cells(
    groups: ir.Table, placed: ir.Table, active: ir.Table, kind: str, *, regroup: bool, weighted: bool
) -> ir.Table:
    """Return the cells in order: key, records, and for a sum units; weighted ones are in millionths.

    Records whose codes, date or size cannot be read are not in any cell. ``regroup`` says whether several groups can
    fall into one cell.
    """
    summed = "units" in groups.columns
    known_place = placed.filter(placed.place.notnull())
    known_activity = active.filter(active.activity.notnull())
    table = groups.filter(groups.period.notnull())
    if summed:
        table = table.mutate(records=table.records - table.unsized)
        table = table.filter(table.records > 0)
    table = table.join(known_place, table.region == known_place.raw).drop("raw", "clean")
    table = table.join(known_activity, table.kbli == known_activity.raw)
    values = {name: _times(table[name], table.weight if weighted else None) for name in _values(summed)}
    base = YEAR_IN_PERIOD[kind]
    moment = (table.period // base - FIRST_YEAR) * PARTS + (table.period % base if base > 1 else 0)
    key = (table.place * ACTIVITIES + table.activity) * MOMENTS + moment.cast("int64")
    table = table.select(key=key, **values)
    if regroup:
        kinds = {name: "decimal(38,0)" if weighted or name == "units" else "int64" for name in _values(summed)}
        sums = {name: table[name].sum().cast(kind) for name, kind in kinds.items()}
        table = table.group_by("key").agg(**sums)
    return table.order_by("key")


def _values(summed: bool) -> tuple[str, ...]:
    return ("records", "units") if summed else ("records",)


def _times(value: ir.Value, weight: ir.Value | None) -> ir.Value:
    if weight is None:
        return value
    # 19 digits times 7 digits: an engine keeps the product exactly.
    return (value.cast("decimal(19,0)") * weight.cast("decimal(7,0)")).cast("decimal(28,0)")


def tallies(groups: ir.Table, placed: ir.Table, active: ir.Table, *, whole: bool) -> ir.Table:
    """Return one row: how many records there are, and how many are left out for which reason (one may have several).

    ``whole`` says that every code is known, so that nothing needs to be looked up.
    """
    table = groups.mutate(strange_region=False, strange_kbli=False)
    if not whole:
        flagged = _flagged(groups, placed, active)
        table = flagged.mutate(strange_region=flagged.place.isnull(), strange_kbli=~flagged.known)
    undated = table.period.isnull()
    summed = "units" in groups.columns
    unsized = table.unsized if summed else ibis.literal(0)
    lost = undated | table.strange_region | table.strange_kbli
    return table.agg(
        records=table.records.sum(),
        kept=lost.ifelse(0, table.records - unsized).sum(),
        undated=undated.ifelse(table.records, 0).sum(),
        unsized=unsized.sum() if summed else unsized,
        negative=table.negative.sum() if summed else unsized,
        strange_region=table.strange_region.ifelse(table.records, 0).sum(),
        strange_kbli=table.strange_kbli.ifelse(table.records, 0).sum(),
    )


def _flagged(groups: ir.Table, placed: ir.Table, active: ir.Table) -> ir.Table:
    """Return the groups with ``place`` and ``known``; a blank code joins nothing and so is not known."""
    known = active.filter(active.activity.notnull()).select(code=active.raw, known=ibis.literal(True)).distinct()
    table = groups.left_join(placed, groups.region == placed.raw).drop("raw", "clean")
    table = table.left_join(known, table.kbli == known.code)
    return table.mutate(known=table.known.fill_null(False)).drop("code")


def strangers(groups: ir.Table, placed: ir.Table, active: ir.Table, which: str, most: int) -> ir.Table:
    """Return the unknown codes of one kind ("region" or "kbli"), the commonest first.

    Columns: code, records, units (for a sum), and the first and last code of the other kind as examples.
    """
    flagged = _flagged(groups, placed, active)
    table = flagged.filter(flagged.place.isnull() if which == "region" else ~flagged.known)
    other = table.kbli if which == "region" else table.region
    sums = {"units": table.units.sum().cast("decimal(38,0)")} if "units" in groups.columns else {}
    found = table.group_by(code=table[which]).agg(
        records=table.records.sum(), **sums, first=other.min(), last=other.max()
    )
    return found.order_by(found.records.desc(), found.code).limit(most)


def faulty(records: ir.Table, column: str, fault: ir.Value, file: str) -> ir.Table:
    """Return for each file how many records have a fault in one column, with the least and greatest such value."""
    table = records.filter(fault).mutate(found=_as_text(records[column]))
    return table.group_by(file=table[file]).agg(count=table.count(), first=table.found.min(), last=table.found.max())


def size_fault(records: ir.Table, column: str, asked: Asked) -> ir.Value:
    """Return whether a record's size cannot be read."""
    return _units(records[column], asked).isnull()


def date_fault(records: ir.Table, column: str, kind: str) -> ir.Value:
    """Return whether a record's date cannot be read or cannot be."""
    return ~in_range(period(records[column], kind), kind).fill_null(False)
