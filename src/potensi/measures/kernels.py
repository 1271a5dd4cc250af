"""The loops that NumPy and SciPy cannot run near the machine's limit, compiled by Numba.

Each works on the rows ``first`` … ``end`` and writes into arrays that it is given, without Python's lock, so that
:func:`potensi.measures.threads.in_parts` can run several at a time; each has a literal twin in the tests. Presence is a
CSR pattern (``starts``, ``columns``): which activities each region has. The first call compiles (kept on disk where the
package's folder can be written).
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from potensi.measures.lanes import load, minus, plus, plus_times, store, sum_of, times, wide_registers, zeros

Starts = NDArray[np.int64]
Columns = NDArray[np.int32]
Floats = NDArray[np.float64]
Reals = NDArray[np.floating]
# Entries by row (where each row's begin, their columns, their values), the sums of rows and of columns, and of all:
# a quotient is value · whole / (row · column).
Compared = tuple[Starts, Columns, Floats, Floats, Floats, float]

# Bytes of a row of a tile: two rows of sums then stay in the processor's registers (32 of 64 bytes, or 16 of 32), and
# activities × tile of float32 in a core's second-level cache, or nearly so.
ROW = 256 if wide_registers() else 128


@njit(cache=True, inline="always")
def entries(starts, row):  # type: ignore[no-untyped-def]
    """Return the places of a row's entries.

    Without a sign, as every column that the loops look up: for others each step would first ask whether they count from
    the end, which takes longer than the step.
    """
    return range(np.uint64(starts[row]), np.uint64(starts[row + 1]))


@njit(cache=True, nogil=True)
def add_totals(
    starts: Starts, columns: Columns, values: Floats, rows: Floats, sums: Floats, first: int, end: int
) -> None:
    """Write the sum of each row, and add every value to the sum of its column."""
    for row in range(first, end):
        total = 0.0
        for place in entries(starts, row):
            total += values[place]
            sums[np.uint64(columns[place])] += values[place]
        rows[row] = total


@njit(cache=True, nogil=True)
def quotients(compared: Compared, found: Floats, first: int, end: int) -> None:
    """Write the quotient of every entry."""
    starts, columns, values, rows, tops, whole = compared
    for row in range(first, end):
        for place in entries(starts, row):
            found[place] = values[place] * whole / (rows[row] * tops[np.uint64(columns[place])])


@njit(cache=True, nogil=True)
def quotients_at(compared: Compared, places: Starts, picked: Columns, found: Reals, first: int) -> None:
    """Write the quotient at the ``picked`` columns of the rows from ``first`` on; both lists are in order."""
    starts, columns, values, rows, tops, whole = compared
    for row in range(len(places) - 1):
        at, end = starts[row + first], starts[row + first + 1]
        for place in range(places[row], places[row + 1]):
            while at < end and columns[at] < picked[place]:
                at += 1
            here = at < end and columns[at] == picked[place]
            found[place] = (values[at] if here else 0.0) * whole / (rows[row + first] * tops[picked[place]])


@njit(cache=True, nogil=True)
def keep_columns(compared: Compared, counts: Starts, kept: Columns, first: int, end: int) -> None:
    """Write the columns of the entries that have value · whole ≥ rows · tops of their column, and how many a row has.

    They stand in ``kept`` close together from where the row ``first`` begins. Without a branch, which would be guessed
    wrong at every third entry: each column is written, and the next one over it unless it counts.
    """
    starts, columns, values, rows, tops, whole = compared
    at = starts[first]
    for row in range(first, end):
        before = at
        for place in entries(starts, row):
            kept[at] = columns[place]
            at += np.int64(values[place] * whole >= rows[row] * tops[np.uint64(columns[place])])
        counts[row] = at - before


@njit(cache=True, nogil=True)
def smaller_probability(
    together: NDArray[np.int32], ubiquity: Floats, diagonal: float, near: Floats, first: int, end: int
) -> None:
    """Write the rows ``first`` … ``end`` of together / the larger ubiquity; NaN for what nobody has."""
    for row in range(first, end):
        mine = ubiquity[row]
        for c in range(len(ubiquity)):
            least = min(mine, ubiquity[c])
            near[row, c] = together[row, c] / max(mine, ubiquity[c]) if least > 0 else np.nan
        if mine > 0:
            near[row, row] = diagonal


@njit(cache=True, nogil=True)
def row_means(starts: Starts, columns: Columns, values: Floats, means: Floats, first: int, end: int) -> None:
    """Write the mean of ``values`` over what each row has; 0 for a row that has nothing."""
    for row in range(first, end):
        total = 0.0
        for place in entries(starts, row):
            total += values[np.uint64(columns[place])]
        means[row] = total / max(1, starts[row + 1] - starts[row])


@njit(cache=True, nogil=True)
def column_sums(starts: Starts, columns: Columns, values: Floats, sums: Floats, first: int, end: int) -> None:
    """Add the value of each row to what it has: ``sums`` has one place a column."""
    for row in range(first, end):
        for place in entries(starts, row):
            sums[np.uint64(columns[place])] += values[row]


@njit(cache=True, nogil=True)
def there_and_back(starts: Starts, columns: Columns, values: Floats, sums: Floats, first: int, end: int) -> None:
    """Add to ``sums``, one place a column, the mean of ``values`` over what each row has, at all that it has.

    :func:`row_means` and :func:`column_sums` in one walk, while a row's columns are still in the nearest cache.
    """
    for row in range(first, end):
        place, last = starts[row], starts[row + 1]
        one = two = three = four = 0.0  # four sums, so that no addition waits for the one before
        while place + 4 <= last:
            one += values[columns[place]]
            two += values[columns[place + 1]]
            three += values[columns[place + 2]]
            four += values[columns[place + 3]]
            place += 4
        while place < last:
            one += values[columns[place]]
            place += 1
        mean = ((one + two) + (three + four)) / max(1, last - starts[row])
        for held in range(starts[row], last):
            sums[columns[held]] += mean


@njit(cache=True, nogil=True)
def join(starts: Starts, columns: Columns, label: Columns, apart: int) -> None:
    """Give columns that any row has together the same label, the smallest of their places (union–find).

    ``apart``: columns that any row has; once all of them hang together the other rows cannot change anything.
    """
    for row in range(len(starts) - 1):
        if apart <= 1:
            break
        for place in range(starts[row] + 1, starts[row + 1]):
            one, other = columns[place - 1], columns[place]
            while label[one] != one:
                label[one] = label[label[one]]
                one = label[one]
            while label[other] != other:
                label[other] = label[label[other]]
                other = label[other]
            if one != other:
                label[max(one, other)] = min(one, other)
                apart -= 1
    for c in range(len(label)):
        label[c] = label[label[c]]


@njit(cache=True, nogil=True)
def cut(matrix: Floats, tiles: Reals, sums: Floats, first: int, end: int) -> None:
    """Write rows of a matrix into tiles × rows × columns of a tile, with 0 for NaN, and the sum of each."""
    size, width = tiles.shape[2], matrix.shape[1]
    for row in range(first, end):
        total = 0.0
        for tile in range(len(tiles)):
            for c in range(tile * size, min((tile + 1) * size, width)):
                value = matrix[row, c]
                value = 0.0 if np.isnan(value) else value
                tiles[tile, row, c - tile * size] = value
                total += value
        sums[row] = total


@njit(cache=True, nogil=True, fastmath={"reassoc", "contract", "nsz"})
def weighted_sums(matrix: Floats, weights: Floats, sums: Floats, first: int, end: int) -> None:
    """Write Σ value · weight of its column over each row; NaN counts nothing."""
    for row in range(first, end):
        total = 0.0
        for c in range(matrix.shape[1]):
            value = matrix[row, c]
            total += 0.0 if np.isnan(value) else value * weights[c]
        sums[row] = total


@njit(cache=True, inline="always")
def _add_rows(tiles, start, weights, held):  # type: ignore[no-untyped-def]
    """Return the sum of the rows of a tile that stand in ``columns``, and of the same rows weighted.

    Places without a sign: for others each step would first ask whether they count from the end.
    """
    total, weighted = zeros(tiles, ROW), zeros(tiles, ROW)
    begin, size = np.uint64(start), np.uint64(tiles.shape[2])
    for at in range(np.uint64(len(held))):
        column = np.uint64(held[at])
        row = load(tiles, begin + column * size, ROW)
        total, weighted = plus(total, row), plus_times(weighted, row, weights[column])
    return total, weighted


@njit(cache=True, inline="always")
def _of(vectors, which, left):  # type: ignore[no-untyped-def]
    return load(vectors, which * vectors.shape[1] + left, ROW)


@njit(cache=True, inline="always")
def _finished(total, opened, vectors, left):  # type: ignore[no-untyped-def]
    """Return a region's density and gain in the columns of a tile, and what these add to its outlook."""
    dense = times(total, _of(vectors, 1, left))
    base, opened = _of(vectors, 3, left), times(opened, _of(vectors, 2, left))
    gain = minus(minus(base, opened), times(dense, _of(vectors, 5, left)))
    return dense, gain, sum_of(times(dense, _of(vectors, 4, left)))


@njit(cache=True, nogil=True)
def options(
    starts: Starts,
    columns: Columns,
    tiles: Reals,
    vectors: Reals,
    held: float,
    dense: Reals,
    gain: Reals,
    outlook: Floats,
    first: int,
    end: int,
) -> None:
    """Write density, gain and outlook of the regions ``first`` … ``end``, with which the three results begin.

    ``tiles``: proximities, ROW bytes after ROW bytes of columns. ``vectors``, each as wide as all tiles: what an
    activity counts in what is opened already; what density and that are multiplied by; base; worth; taken.
    Density is the sum of the rows that a region has; gain = base − opened already − density · taken; what a region has
    becomes ``held`` (NaN or 0) there, or stays as it is where ``held`` is infinite. Outlook: Σ density · worth over
    what the region has not. The columns of a row are in order.
    """
    (count, rows, size), width, weights = tiles.shape, dense.shape[1], vectors[0]
    some, at = np.empty(2 * size, dtype=tiles.dtype), np.empty(end - first, dtype=np.int64)
    for row in range(end - first):
        at[row], outlook[row] = starts[row + first], 0.0
    for tile in range(count):
        left, right = tile * size, min((tile + 1) * size, width)
        for row in range(end - first):
            last = starts[row + first + 1]
            total, opened = _add_rows(tiles, left * rows, weights, columns[starts[row + first] : last])
            near, left_over, worth = _finished(total, opened, vectors, left)
            outlook[row] += worth
            if right - left == size:
                store(dense, row * width + left, near)
                store(gain, row * width + left, left_over)
            else:
                store(some, 0, near)
                store(some, size, left_over)
                for c in range(left, right):
                    dense[row, c], gain[row, c] = some[c - left], some[c - left + size]
            place = at[row]
            while place < last and columns[place] < right:
                had = columns[place]
                outlook[row] -= dense[row, had] * vectors[4, had]
                if not np.isinf(held):
                    gain[row, had] = held
                place += 1
            at[row] = place


@njit(cache=True, nogil=True)
def pick(
    starts: Starts,
    columns: Columns,
    dense: Reals,
    many: int,
    places: Starts,
    picked: Columns,
    held: NDArray[np.bool_],
    first: int,
) -> None:
    """Write the columns that each region has, and the ``many`` densest that it has not, in their order.

    ``dense`` and ``places`` (where each row's picks begin) start with the region ``first``. A column that is NaN is no
    candidate; of equals the first one stays.
    """
    width = dense.shape[1]
    mark = np.empty(width, dtype=np.uint8)
    best, which = np.empty(many + 1, dtype=dense.dtype), np.empty(many + 1, dtype=np.int32)
    for row in range(len(dense)):
        mark[:] = 0
        for place in range(starts[row + first], starts[row + first + 1]):
            mark[columns[place]] = 1
        found = 0
        for c in range(width):
            value = dense[row, c]
            if mark[c] == 1 or np.isnan(value) or (found == many and not value > best[max(many - 1, 0)]):
                continue
            at = min(found, many - 1)
            while at > 0 and best[at - 1] < value:
                best[at], which[at] = best[at - 1], which[at - 1]
                at -= 1
            best[at], which[at] = value, c
            found = min(found + 1, many)
        for k in range(found):
            mark[which[k]] = 2
        place = places[row]
        for c in range(width):
            if mark[c] > 0:
                picked[place], held[place] = c, mark[c] == 1
                place += 1
