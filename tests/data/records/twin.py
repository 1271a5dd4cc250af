"""The slow literal twin of the records' expression: one record after the other, in plain Python and exact fractions."""

import math
import random
import re
from collections import defaultdict
from datetime import date, timedelta
from fractions import Fraction

from potensi.data.records.kbli import business_fields
from potensi.data.records.names import provinces

PARTS = {"bps": ((0, 2), (2, 4), (4, 7), (7, 10)), "kemendagri": ((0, 2), (2, 4), (4, 6), (6, 10))}
LEVELS = ("province", "regency", "district", "village")
# What the statistical office calls the provinces of Papua that the home ministry's codes number otherwise.
RENUMBERED = {"91": "94", "92": "91", "93": "95", "94": "96", "95": "97", "96": "92"}
FIELDS = {row["kbli5"]: row for row in business_fields().iter_rows(named=True)}
DIRTY = (
    "",
    "  ",
    "35",
    "3510",
    "3500000000",
    "9910010001",
    "351001000X",
    "abc",
    "35.10.010.001",
    " 3510010001 ",
    "3510000001",
    "35.10.01.2001",
    "351001",
)
STRANGE_KBLI = ("", "1111", "92000", "ABCDE", " 01111", "011111", "0111")
STRANGE_DATES = (
    "",
    "2024-02-30",
    "31/31/2024",
    "kemarin",
    "1899-01-01",
    "5/11/2024",
    "20241105",
    "2024-11-05 10:00:00",
    "05-11-2024",
)
STRANGE_SIZES = ("", "1.234,5", "-3", "1e3", "0.005", "1,234.5", ".5", "seratus", "1.005", " 7 ")


def rows(seed, count, *, strange=0.0):
    """Return a seeded register as texts: region, kbli, date, size; ``strange`` is how often a value is odd."""
    draw = random.Random(seed)
    villages = [
        f"{p}{k:02d}{d:03d}{v:03d}" for p in ("35", "11") for k in (1, 10, 71) for d in (10, 20) for v in (1, 2)
    ]
    fields = draw.sample(sorted(FIELDS), 12) + ["01111", "01112"]

    def one(usual, odd):
        return draw.choice(odd) if draw.random() < strange else usual

    return [
        {
            "region": one(draw.choice(villages), DIRTY),
            "kbli": one(draw.choice(fields), STRANGE_KBLI),
            "date": one(str(date(2023, 1, 1) + timedelta(days=draw.randrange(730))), STRANGE_DATES),
            "size": one(f"{draw.randrange(100_000) / 100:.2f}", STRANGE_SIZES),
        }
        for _ in range(count)
    ]


def place(text, level, system="bps"):
    """Return the region of a level that a code lies in, or None."""
    parts, written = PARTS[system], (text or "").strip(" ")
    code = written.replace(".", "")
    ends, width = [end for _, end in parts], parts[LEVELS.index(level)][1]
    if not re.fullmatch(r"[1-9][0-9]+", code) or code[:2] not in provinces(system) or len(code) not in ends:
        return None
    other = [end - start for start, end in PARTS["kemendagri" if system == "bps" else "bps"]]
    dotted = [len(each) for each in written.split(".")]
    if (len(dotted) > 2 and dotted == other[: len(dotted)]) or len(code) < width:
        return None
    for start, end in parts[1:]:
        if end <= width and set(code[start:end]) == {"0"}:
            return None
    if level == "province":
        return (RENUMBERED.get(code[:2], code[:2]) if system == "kemendagri" else code[:2]) + "00"
    return code[:width]


def period(text, kind):
    """Return the period of a date written in one of the usual ways, or None."""
    text = (text or "").strip(" ")
    day_first = re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?:[T ].*)?", text)
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}(?:[T ].*)?", text):
        parts = text[:4], text[5:7], text[8:10]
    elif day_first:
        parts = day_first[3], day_first[2], day_first[1]
    elif re.fullmatch(r"\d{8}", text):
        parts = text[:4], text[4:6], text[6:]
    elif re.fullmatch(r"\d{4}", text) and kind == "year":
        parts = text, "1", "1"
    else:
        return None
    try:
        day = date(*map(int, parts))
    except ValueError:
        return None
    if not 1945 <= day.year <= 2100:
        return None
    half, quarter = (day.month + 5) // 6, (day.month + 2) // 3
    return {
        "year": day.year, "half": day.year * 10 + half, "quarter": day.year * 10 + quarter,
        "month": day.year * 100 + day.month,
    }[kind]  # fmt: skip


def units(text, decimals, sign="."):
    """Return a size in units of its last decimal, or None: read as a float, halves go upward."""
    text = (text or "").strip(" ").translate(str.maketrans(".,", ",.") if sign == "," else {})
    if re.match(r"[+-]?[1-9][0-9]{0,2}(,[0-9]{3})+(?![0-9,])", text):
        text = text.replace(",", "")
    if not re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?", text):
        return None
    return math.floor(float(text) * 10**decimals + 0.5)


def ways(by, crosswalk=None):
    """Return what each code counts as: code → {activity: weight}; ``crosswalk`` is code → {target: weight}."""
    if crosswalk is None:
        return {code: {row[by]: Fraction(1)} for code, row in FIELDS.items()}
    found = {}
    for code, targets in crosswalk.items():
        found[code] = defaultdict(Fraction)
        for target, weight in targets.items():
            found[code][FIELDS[target][by] if by != "own" else target] += weight
    return found


def count(
    register, *, by="kbli5", level="village", kind="year", measure="count", decimals=2, crosswalk=None, system="bps",
    sign=".",
):  # fmt: skip
    """Return the cells as {(region, activity, period): value} and what is left out, record by record."""
    cells, known = defaultdict(Fraction), ways(by, crosswalk)
    left = {"region": 0, "kbli": 0, "undated": 0, "unsized": 0, "any": 0}
    for row in register:
        where, what, when = (
            place(row["region"], level, system),
            known.get((row["kbli"] or "").strip(" ")),
            period(row["date"], kind),
        )
        size = Fraction(1) if measure == "count" else units(row["size"], decimals, sign)
        faults = {"region": where is None, "kbli": what is None, "undated": when is None, "unsized": size is None}
        for name, is_fault in faults.items():
            left[name] += is_fault
        left["any"] += any(faults.values())
        if not any(faults.values()):
            for activity, weight in what.items():
                cells[where, activity, when] += weight * size / (1 if measure == "count" else 10**decimals)
    return dict(cells), left
