"""Cross tables as offices publish them: years, industries or regions across, titles above, footnotes below."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from potensi.codes import key, regions
from potensi.data.clean import columns_of, looks_like_year, text_of, year_of
from potensi.data.header import Header, find_cross_header
from potensi.data.load import Sheet
from potensi.data.papers import unit_in
from potensi.data.roles import (
    ROLES,
    activity_in,
    kind_of,
    prices_of,
    region_in,
    role_of,
    smallest_region,
    year_in,
)
from potensi.data.table import Table, cells_from, problem_at
from potensi.data.tidy import HEADINGS
from potensi.errors import Problem

_WORDS = {key(word): name.removesuffix("_code") for name, words in HEADINGS.items() for word in words.split("|")}
_SOURCES = ("sumber", "source")
_NOTES = ("catatan", "keterangan", "note", "notes", *_SOURCES)


@dataclass
class _Rows:
    """The body while it is walked: the labels that hold now, and the figure rows found so far."""

    now: dict[str, tuple[int, int, Any]] = field(default_factory=dict)
    kind: str = ""
    price: str = ""
    found: list[tuple[int, dict[str, tuple[int, int, Any]], str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def read_cross(sheet: Sheet) -> Table | None:
    """Return the figures of a cross table with their labels, or None where the sheet has no such headings."""
    header = find_cross_header(sheet.rows)
    if header is None or not header.columns:
        return None
    titles = _titles(sheet, header)
    wanted = [role for role in ROLES if role not in header.labels]
    axes = _label_columns(sheet.rows, header, wanted)
    walked = _walk(sheet.rows, header, axes, wanted)
    stated = _stated([*titles, sheet.name or ""])
    problems = _unstated(sheet, header, walked, stated, wanted)
    problems += _bare_columns(sheet, header, axes, walked)
    cells, faults = _cells(sheet, header, walked, stated)
    prices = set().union(*(prices_of(title) for title in titles))
    if len(prices) > 1 and not header.prices and not any(price for *_, price in walked.found):
        problems.append(problem_at("price_mixed", sheet.name, 0, 0, titles[0], found=", ".join(sorted(prices))))
    source = next((note for note in walked.notes if key(note).startswith(_SOURCES)), "")
    layout = {"period": "years_across", "activity": "activities_across", "region": "regions_across"}
    name = layout[next(role for role in reversed(header.labels))]
    return Table(
        sheet.name,
        name,
        cells,
        (*problems, *faults),
        titles,
        source.partition(":")[2].strip(),
        notes=tuple(walked.notes),
    )


def _titles(sheet: Sheet, header: Header) -> tuple[str, ...]:
    above = [text_of(cell) for row in sheet.rows[: header.first] for cell in row]
    corner = [text_of(cell) for row in sheet.rows[header.first : header.body] for cell in row[: header.left]]
    return tuple(dict.fromkeys(text for text in above + corner if text))


def _label_columns(rows: list[list[Any]], header: Header, wanted: list[str]) -> dict[str, int]:
    """Return which column left of the figures names which axis: by what stands in it, else by its heading."""
    axes: dict[str, int] = {}
    counts = {}
    for col in range(header.left):
        texts = {text_of(row[col]): row[col] for row in rows[header.body :] if _figures(row, header)}
        texts.pop("", None)
        roles = [role_of(cell) for cell in texts.values()]
        for role in wanted:
            counts[role, col] = roles.count(role) / max(len(texts), 1)
    for (role, col), share in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0][1])):
        if share >= 0.4 and role not in axes and col not in axes.values():
            axes[role] = col
    for col in range(header.left):
        names = [_WORDS.get(key(text_of(rows[row][col]))) for row in range(header.first, header.body)]
        named = next((name for name in names if name in wanted and name not in axes), None)
        if named and col not in axes.values():
            axes[named] = col
    return axes


def _figures(row: list[Any], header: Header) -> bool:
    return any(text_of(row[col]) for col in header.columns)


def _walk(rows: list[list[Any]], header: Header, axes: dict[str, int], wanted: list[str]) -> _Rows:
    walked = _Rows()
    for place in range(header.body, len(rows)):
        row = rows[place]
        if _only_labels(row, header):
            _heading(walked, place, row, header, axes, wanted)
            continue
        if not _figures(row, header) or header.again(row):
            continue
        for role, col in axes.items():
            col = _label_place(row, role, col, header.left)
            if text_of(row[col]) or len(axes) == 1:
                walked.now[role] = (place, col, row[col])
        walked.found.append((place, dict(walked.now), walked.kind, walked.price))
    return walked


def _label_place(row: list[Any], role: str, col: int, left: int) -> int:
    """Return where the row's label stands: a total often has no letter and its name in the column of names."""
    others = (other for other in range(left) if role_of(row[other]) == role)
    return col if text_of(row[col]) else next(others, col)


def _only_labels(row: list[Any], header: Header) -> bool:
    """Return whether a row holds no figure: nothing right of the labels, or one merged text all across."""
    texts = {text_of(cell) for cell in row} - {""}
    right = {text_of(row[col]) for col in header.columns} - {""}
    return bool(texts) and (not right or (len(texts) == 1 and len(header.columns) > 1 and bool(text_of(row[0]))))


def _heading(
    walked: _Rows, place: int, row: list[Any], header: Header, axes: dict[str, int], wanted: list[str]
) -> None:
    col = next(col for col, cell in enumerate(row) if text_of(cell))
    cell = row[col]
    role = role_of(cell)
    if key(text_of(cell)).split(" ")[0:1] and key(text_of(cell)).split(" ")[0] in _NOTES:
        walked.notes.append(text_of(cell))
    elif kind_of(cell):
        walked.kind = kind_of(cell) or ""
    elif role in wanted and role not in axes:
        walked.now[role] = (place, col, cell)
    elif role in axes and col == axes[role]:
        walked.found.append((place, walked.now | {role: (place, col, cell)}, walked.kind, walked.price))
    elif (prices_of(cell) and walked.found == []) or (prices_of(cell) and walked.price):
        walked.price = next(iter(prices_of(cell)))
    else:
        walked.notes.append(text_of(cell))


def _stated(titles: list[str]) -> dict[str, Any]:
    """Return what the title rows and the sheet's name say: year, region, price basis, unit."""
    prices = set().union(*(prices_of(title) for title in titles))
    dated = {price for price in prices if price != "constant"}
    best = dated if len(dated) == 1 and not any(p == "current" for p in dated) else prices
    return {
        "period": _year([found for title in reversed(titles) if (found := year_in(title))]),
        "region": smallest_region([name for title in reversed(titles) if (name := region_in(title))]),
        "activity": next((name for title in reversed(titles) if (name := activity_in(title))), None),
        "price": best.copy().pop() if len(best) == 1 else None,
        "unit": next((unit for title in titles if (unit := unit_in(title))), None),
    }


def _year(found: list[tuple[int, str]]) -> tuple[int, str] | None:
    """Return the year said nearest to the figures, with the stars that any of its mentions carries."""
    marked = [each for each in found if each[0] == found[0][0] and each[1] != "final"]
    return next(iter(marked or found), None)


def _unstated(sheet: Sheet, header: Header, walked: _Rows, stated: dict[str, Any], wanted: list[str]) -> list[Problem]:
    lost = [
        role for role in wanted if not stated.get(role) and not any(role in labels for _, labels, *_ in walked.found)
    ]
    return [problem_at(f"{role}_not_stated", sheet.name, header.first, 0) for role in lost]


def _bare_columns(sheet: Sheet, header: Header, axes: dict[str, int], walked: _Rows) -> list[Problem]:
    """Return a problem for every column of figures without a heading that is understood: it would be lost unseen."""
    heads = sheet.rows[header.lowest]
    others = [col for col in range(len(heads)) if col not in header.columns and col not in axes.values()]
    bare = []
    for col in others:
        cells = [sheet.rows[place][col] for place, *_ in walked.found]
        if columns_of(cells)["figure"].count() and not (col < header.left and _numbering(cells)):
            bare.append(col)
    return [problem_at("heading_missing", sheet.name, header.lowest, col, text_of(heads[col])) for col in bare]


def _numbering(cells: list[Any]) -> bool:
    """Return whether a column left of the figures numbers the rows or gives codes: whole numbers, one a label."""
    texts = [text_of(cell) for cell in cells if text_of(cell)]
    counted = [str(place) for place in range(1, len(texts) + 1)]
    ones = [text for text in texts if text == "1"]
    return (
        texts == counted
        or (len(ones) > 1 and set(texts) <= set(counted))
        or all(regions().find(text) is not None for text in texts)
    )


def _cells(sheet: Sheet, header: Header, walked: _Rows, stated: dict[str, Any]) -> tuple[Any, list[Problem]]:
    """Cross rows with columns: one line a figure cell, and the headings and labels that are no years."""
    lines: dict[str, list[Any]] = {}
    raw, faults = [], {}
    for place, labels, kind, price in walked.found:
        for col in header.columns:
            under = {role: (cells[col][0], col, cells[col][1]) for role, cells in header.labels.items() if col in cells}
            line, fault = _line(labels | under, stated)
            if fault:
                row, label_col, text = fault
                faults[fault] = problem_at(line["fault"], sheet.name, row, label_col, text)
            line |= {"sheet": sheet.name, "row": place, "col": col, "kind": kind}
            line |= {"price": header.prices.get(col) or price or stated["price"], "unit": stated["unit"]}
            raw.append(sheet.rows[place][col])
            for name, value in line.items():
                lines.setdefault(name, []).append(value)
    lines.pop("fault", None)
    return cells_from(lines | columns_of(raw)), list(faults.values())


def _line(labels: dict[str, tuple[int, int, Any]], stated: dict[str, Any]) -> tuple[dict[str, Any], Any]:
    line: dict[str, Any] = {"fault": None}
    for role in ("region", "activity"):
        row, col, cell = labels.get(role, (-1, -1, stated.get(role)))
        line |= {role: text_of(cell), f"{role}_row": row, f"{role}_col": col}
    row, col, cell = labels.get("period", (-1, -1, None))
    year = year_of(cell) if "period" in labels else stated["period"]
    line |= {"period": year[0] if year else None, "period_mark": _mark(year)}
    if year or "period" not in labels:
        return line, None
    line["fault"] = "year_out_of_range" if looks_like_year(cell) else "year_unreadable"
    return line, (row, col, text_of(cell))


def _mark(year: tuple[int, str] | None) -> str | None:
    return year[1] if year and year[1] != "final" else None
