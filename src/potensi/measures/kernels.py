"""The loops that NumPy and SciPy cannot run near the machine's limit, compiled by Numba.

Each works on the rows ``first`` … ``end`` and writes into arrays that it is given, without Python's lock, so that
:func:`potensi.measures.threads.in_parts` can run several at a time; each has a literal twin in the tests. Presence is a
CSR pattern (``starts``, ``columns``): which activities each region has. The first call compiles (kept on disk where the
package's folder can be written).
"""

from __future__ import annotations

import numpy as np
from llvmlite import ir
from numba import njit, types
from numba.extending import intrinsic
from numpy.typing import NDArray

Starts = NDArray[np.int64]
Columns = NDArray[np.int32]
Floats = NDArray[np.float64]
Reals = NDArray[np.floating]
Bits = NDArray[np.uint64]

WORD = 64
# Columns of a tile: activities × tile of float32 then stays in a core's second-level cache, or nearly so.
TILE = 256
# Activities of a tile of pairs, and words of regions: both stay in the first-level cache.
PAIRS, _WORDS = 32, 256


@intrinsic
def _popcount(typing_context, word):  # type: ignore[no-untyped-def]
    """Return how many bits of a 64-bit word are set, by the processor's own instruction."""

    def generate(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        counting = builder.module.declare_intrinsic("llvm.ctpop", [ir.IntType(WORD)])
        return builder.call(counting, arguments)

    return types.uint64(types.uint64), generate


@njit(cache=True, nogil=True)
def count_kept(
    starts: Starts, columns: Columns, values: Floats, rows: Floats, tops: Floats, counts: Starts, first: int, end: int
) -> None:
    """Write how many entries of each row have value · rows ≥ tops of their column."""
    for row in range(first, end):
        kept = 0
        for place in range(starts[row], starts[row + 1]):
            if values[place] * rows[row] >= tops[columns[place]]:
                kept += 1
        counts[row] = kept


@njit(cache=True, nogil=True)
def keep_columns(
    starts: Starts,
    columns: Columns,
    values: Floats,
    rows: Floats,
    tops: Floats,
    kept_starts: Starts,
    kept: Columns,
    first: int,
    end: int,
) -> None:
    """Write the columns that :func:`count_kept` counted, row by row."""
    for row in range(first, end):
        at = kept_starts[row]
        for place in range(starts[row], starts[row + 1]):
            if values[place] * rows[row] >= tops[columns[place]]:
                kept[at] = columns[place]
                at += 1


@njit(cache=True, nogil=True)
def pack(starts: Starts, columns: Columns, bits: Bits, first: int, end: int) -> None:
    """Write presence as bits, activities × words of 64 regions, for the words ``first`` … ``end``."""
    for word in range(first, end):
        for row in range(word * WORD, min((word + 1) * WORD, len(starts) - 1)):
            bit = np.uint64(1) << np.uint64(row % WORD)
            for place in range(starts[row], starts[row + 1]):
                bits[columns[place], word] |= bit


@njit(cache=True, inline="always")
def _both(one: Bits, other: Bits):  # type: ignore[no-untyped-def]
    total = np.int64(0)
    for word in range(len(one)):
        total += np.int64(_popcount(one[word] & other[word]))  # type: ignore[call-arg]
    return total


@njit(cache=True, nogil=True)
def shared_bits(bits: Bits, together: NDArray[np.int32], first: int, end: int) -> None:
    """Write for the activities ``first`` … ``end`` and every later one how many bits both have: the upper triangle."""
    count, words = bits.shape
    for left in range(0, words, _WORDS):
        right = min(left + _WORDS, words)
        for other in range(first, count):
            theirs = bits[other, left:right]
            for row in range(first, min(end, other + 1)):
                together[row, other] += _both(bits[row, left:right], theirs)


@njit(cache=True, nogil=True)
def row_means(starts: Starts, columns: Columns, values: Floats, means: Floats, first: int, end: int) -> None:
    """Write the mean of ``values`` over what each row has; 0 for a row that has nothing."""
    for row in range(first, end):
        total = 0.0
        for place in range(starts[row], starts[row + 1]):
            total += values[columns[place]]
        means[row] = total / max(1, starts[row + 1] - starts[row])


@njit(cache=True, nogil=True)
def column_sums(starts: Starts, columns: Columns, values: Floats, sums: Floats, first: int, end: int) -> None:
    """Add the value of each row to what it has: ``sums`` has one place a column."""
    for row in range(first, end):
        for place in range(starts[row], starts[row + 1]):
            sums[columns[place]] += values[row]


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
def join(starts: Starts, columns: Columns, label: Columns) -> None:
    """Give columns that any row has together the same label, the smallest of their places (union–find)."""
    for row in range(len(starts) - 1):
        for place in range(starts[row] + 1, starts[row + 1]):
            one, other = columns[place - 1], columns[place]
            while label[one] != one:
                label[one] = label[label[one]]
                one = label[one]
            while label[other] != other:
                label[other] = label[label[other]]
                other = label[other]
            label[max(one, other)] = min(one, other)
    for c in range(len(label)):
        label[c] = label[label[c]]


@njit(cache=True, nogil=True, fastmath={"reassoc", "contract", "nsz"})
def _add_rows(totals: Reals, tile: Reals, weights: Reals, held: Columns) -> None:
    """Add the rows ``held`` of ``tile``, as they are and weighted, to both halves of ``totals``.

    Four at a time, so that ``totals`` is fetched less often; and both sums at once, since it is the tile that must come
    from farther away.
    """
    place, end = 0, len(held)
    while place + 4 <= end:
        a, b, c, d = held[place], held[place + 1], held[place + 2], held[place + 3]
        one, two, three, four = tile[a], tile[b], tile[c], tile[d]
        of_a, of_b, of_c, of_d = weights[a], weights[b], weights[c], weights[d]
        for k in range(TILE):
            totals[k] += (one[k] + two[k]) + (three[k] + four[k])
            totals[TILE + k] += (of_a * one[k] + of_b * two[k]) + (of_c * three[k] + of_d * four[k])
        place += 4
    while place < end:
        one, weight = tile[held[place]], weights[held[place]]
        for k in range(TILE):
            totals[k] += one[k]
            totals[TILE + k] += weight * one[k]
        place += 1


@njit(cache=True, nogil=True)
def density_and_opened(
    starts: Starts, columns: Columns, tiles: Reals, scales: Reals, dense: Reals, already: Reals, first: int, end: int
) -> None:
    """Write, for the regions ``first`` … ``end``, two sums over the rows of a matrix that each region has.

    ``tiles``: the matrix, TILE columns after TILE columns. ``scales``: what each row counts in the second sum, what the
    first sum is multiplied by in each column, what the second is. ``dense`` and ``already`` begin with ``first``.
    """
    width = dense.shape[1]
    weights, of_first, of_second = scales[0], scales[1], scales[2]
    totals = np.empty(2 * TILE, dtype=tiles.dtype)
    for t in range(len(tiles)):
        left, right = t * TILE, min((t + 1) * TILE, width)
        for row in range(first, end):
            totals[:] = 0
            _add_rows(totals, tiles[t], weights, columns[starts[row] : starts[row + 1]])
            for c in range(left, right):
                dense[row - first, c] = totals[c - left] * of_first[c]
                already[row - first, c] = totals[TILE + c - left] * of_second[c]


@njit(cache=True, nogil=True)
def settle(
    starts: Starts,
    columns: Columns,
    dense: Reals,
    gain: Reals,
    vectors: Reals,
    held: float,
    outlook: Floats,
    first: int,
) -> None:
    """Turn ``gain`` (what is opened already) into the gain, in place, and write the outlook of each region.

    ``vectors``: base, worth, taken, one a row. gain = base − gain − dense · taken; what a region has becomes ``held``
    (NaN or 0), or stays as it is where ``held`` is infinite. Outlook: Σ dense · worth over what the region has not.
    The rows begin with the region ``first``.
    """
    base, worth, taken = vectors[0], vectors[1], vectors[2]
    for row in range(len(dense)):
        total = 0.0
        for c in range(dense.shape[1]):
            total += dense[row, c] * worth[c]
            gain[row, c] = base[c] - gain[row, c] - dense[row, c] * taken[c]
        for place in range(starts[row + first], starts[row + first + 1]):
            c = columns[place]
            total -= dense[row, c] * worth[c]
            if not np.isinf(held):
                gain[row, c] = held
        outlook[row] = total


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


@njit(cache=True, nogil=True)
def quotients_at(
    starts: Starts,
    columns: Columns,
    values: Floats,
    rows: Floats,
    tops: Floats,
    places: Starts,
    picked: Columns,
    found: Reals,
    first: int,
) -> None:
    """Write value · rows / tops at the ``picked`` columns, 0 where no value is stored; both lists are in order."""
    for row in range(len(places) - 1):
        at, end = starts[row + first], starts[row + first + 1]
        for place in range(places[row], places[row + 1]):
            while at < end and columns[at] < picked[place]:
                at += 1
            here = at < end and columns[at] == picked[place]
            found[place] = values[at] * rows[row + first] / tops[picked[place]] if here else 0.0
