"""Slow literal twins of the kernels: the formulas as they stand on paper, one loop a sum. NaN where 0/0."""

from __future__ import annotations

import math

NAN = float("nan")


def over(a: float, b: float) -> float:
    return a / b if b != 0 else NAN if a == 0 or math.isnan(a) else math.copysign(math.inf, a)


def row_sums(m):
    return [math.fsum(row) for row in m]


def column_sums(m):
    return [math.fsum(row[i] for row in m) for i in range(len(m[0]))]


def total(m):
    return math.fsum(row_sums(m))


def turned(m):
    return [[row[i] for row in m] for i in range(len(m[0]))]


def shares(m):
    return [[over(cell, e) for cell in row] for row, e in zip(m, row_sums(m), strict=True)]


def reference(m):
    return [over(e, total(m)) for e in column_sums(m)]


def location_quotient(m):
    ref = reference(m)
    return [[over(s, r) for s, r in zip(row, ref, strict=True)] for row in shares(m)]


def location_quotient_minus_self(m):
    whole, rows, columns = total(m), row_sums(m), column_sums(m)
    out = []
    for j, row in enumerate(m):
        others = [over(columns[i] - cell, whole - rows[j]) for i, cell in enumerate(row)]
        out.append([over(over(cell, rows[j]), other) for cell, other in zip(row, others, strict=True)])
    return out


def krugman(m):
    ref = reference(m)
    return [sum(abs(s - r) for s, r in zip(row, ref, strict=True)) for row in shares(m)]


def herfindahl(m):
    return [sum(s * s for s in row) for row in shares(m)]


def entropy(m, base=2.0):
    return [sum(0 if s == 0 else -s * math.log(s, base) for s in row) for row in shares(m)]


def hachman(m):
    ref = reference(m)
    sums = [sum(s * s / r for s, r in zip(row, ref, strict=True) if r != 0) for row in shares(m)]
    return [over(1, x) if x != 0 else NAN for x in sums]


def theil(m):
    ref = reference(m)
    return [sum(0 if s == 0 else s * math.log(s / r) for s, r in zip(row, ref, strict=True)) for row in shares(m)]


def gini(m):
    """The Gini of quotients by its other definition: the mean of all absolute differences."""
    ref = reference(m)
    out = []
    for row in shares(m):
        ratios = [s / r for s, r in zip(row, ref, strict=True) if r != 0]
        mean = sum(ratios) / len(ratios)
        gaps = sum(abs(a - b) for a in ratios for b in ratios)
        out.append(over(gaps, 2 * len(ratios) ** 2 * mean))
    return out


def rates(start, end):
    whole = over(total(end), total(start)) - 1
    by_activity = [
        whole if first == 0 else last / first - 1
        for first, last in zip(column_sums(start), column_sums(end), strict=True)
    ]
    return whole, by_activity


def shift_share(start, end):
    """national, mix, regional of every cell; a new entry is all regional."""
    whole, by_activity = rates(start, end)
    out = []
    for row0, row1 in zip(start, end, strict=True):
        line = []
        for e0, e1, r in zip(row0, row1, by_activity, strict=True):
            own = e1 if e0 == 0 else e0 * ((e1 / e0 - 1) - r)
            line.append((e0 * whole, e0 * (r - whole), own))
        out.append(line)
    return out


def esteban_marquillas(start, end):
    """competitive and allocation of every cell."""
    _, by_activity = rates(start, end)
    ref, rows = reference(start), row_sums(start)
    out = []
    for j, (row0, row1) in enumerate(zip(start, end, strict=True)):
        line = []
        for i, (e0, e1) in enumerate(zip(row0, row1, strict=True)):
            star = rows[j] * ref[i]
            gap = 0.0 if e0 == 0 else (e1 / e0 - 1) - by_activity[i]
            line.append((e1, 0.0) if e0 == 0 else (star * gap, (e0 - star) * gap))
        out.append(line)
    return out


def arcelus(start, end):
    """The eight parts of every cell that was there at first."""
    whole, by_activity = rates(start, end)
    ref, rows0, rows1 = reference(start), row_sums(start), row_sums(end)
    out = []
    for j, (row0, row1) in enumerate(zip(start, end, strict=True)):
        line = []
        for i, (e0, e1) in enumerate(zip(row0, row1, strict=True)):
            if e0 == 0:
                line.append(None)
                continue
            star, region = rows0[j] * ref[i], rows1[j] / rows0[j] - 1
            mix = by_activity[i] - whole
            effects = (whole, mix, region - whole, (e1 / e0 - 1 - region) - mix)
            line.append(tuple(base * effect for effect in effects for base in (star, e0 - star)))
        out.append(line)
    return out


def dynamic_location_quotient(start, end, years):
    """By the four geometric rates and the exponent, as it is defined."""

    def g(first, last):
        return (last / first) ** (1 / years) - 1

    whole = g(total(start), total(end))
    rows = [g(a, b) for a, b in zip(row_sums(start), row_sums(end), strict=True)]
    columns = [g(a, b) for a, b in zip(column_sums(start), column_sums(end), strict=True)]
    return [
        [
            (((1 + g(start[j][i], end[j][i])) / (1 + rows[j])) / ((1 + columns[i]) / (1 + whole))) ** years
            for i in range(len(columns))
        ]
        for j in range(len(rows))
    ]


def growth_ratios(start, end):
    whole = total(end) / total(start) - 1
    rpr, rps = [], []
    for i, (first, last) in enumerate(zip(column_sums(start), column_sums(end), strict=True)):
        rate = NAN if first == 0 else last / first - 1
        rpr.append(rate / whole if whole >= 0.01 else NAN)
        readable = rate if rate >= 0.01 else NAN
        rps.append([NAN if a[i] == 0 else (b[i] / a[i] - 1) / readable for a, b in zip(start, end, strict=True)])
    return rpr, turned(rps)


def hellinger(m):
    s = shares(m)
    return [
        [1 - math.sqrt(max(0.0, 1 - sum(math.sqrt(a * b) for a, b in zip(x, y, strict=True)))) for y in s] for x in s
    ]


def cosine(m):
    return [
        [
            over(
                sum(a * b for a, b in zip(x, y, strict=True)),
                math.sqrt(sum(a * a for a in x)) * math.sqrt(sum(b * b for b in y)),
            )
            for y in m
        ]
        for x in m
    ]


def williamson(per_head, people):
    n = sum(people)
    mean = sum(y * p for y, p in zip(per_head, people, strict=True)) / n
    return math.sqrt(sum((y - mean) ** 2 * p / n for y, p in zip(per_head, people, strict=True))) / mean
