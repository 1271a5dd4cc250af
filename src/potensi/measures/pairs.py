"""In how many regions two activities are found together, counted on bits.

Every region is a row of bits, one an activity. For each activity the rows of the regions that have it are added up,
column by column, in binary numbers that lie crosswise: bit k of the counts of many activities in one word, so that one
addition without carry chains counts as many activities as a word has bits (carry-save addition: Harley & Seal; Muła,
Kurz & Lemire 2018, The Computer Journal 61). Counting what two columns of bits share, pair by pair, is its twin.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from potensi.measures.kernels import entries
from potensi.measures.lanes import both, either, load, on_lines, store, unlike, where_set, zeros
from potensi.measures.threads import in_parts

Starts = NDArray[np.int64]
Columns = NDArray[np.int32]
Bits = NDArray[np.uint64]
Counts = NDArray[np.int32]

# Bytes, words and activities of the rows that are added up at once: one register of most processors.
_SIZE, _WORDS, _WIDE = 32, 4, 256
# Regions whose rows, WIDE activities of them, stay near in the cache.
_BLOCK = 2048
# Activities that a thread counts for; the second halves of their counts must fit in the cache too.
_PART = 64
# Digits of a count: fewer than 2³² regions.
_DIGITS = 32
# Activities to and fro of the corners that are mirrored at once: a line of the cache.
_CORNER = 16
# Without a sign, as :func:`~potensi.measures.kernels.entries` says.
_ONE, _WORD = np.uint64(1), np.uint64(64)


def together(starts: Starts, columns: Columns, width: int) -> Counts:
    """Return in how many regions two of ``width`` activities are found together: activities × activities, exact.

    ``starts``, ``columns``: the CSR pattern of presence, regions × activities.

    >>> together(np.array([0, 2, 3]), np.array([0, 1, 0], dtype=np.int32), 2).tolist()
    [[2, 1], [1, 1]]
    """
    regions = len(starts) - 1
    blocks, wides = -(-regions // _BLOCK), -(-width // _WIDE)
    bits = on_lines((wides, regions, _WORDS), np.dtype(np.uint64))
    begins, having = np.zeros((blocks, width + 1), dtype=np.int64), np.empty(len(columns), dtype=np.int32)
    in_parts(blocks, lambda first, end: turn(starts, columns, bits, begins, having, first, end), part=1)
    counts = np.zeros((width, width), dtype=np.int32)
    in_parts(width, lambda first, end: count(bits, begins, having, counts, first, end), part=_PART)
    in_parts(-(-width // _CORNER), lambda first, end: mirror(counts, first, end), part=16)
    return counts


@njit(cache=True, nogil=True)
def turn(starts: Starts, columns: Columns, bits: Bits, begins: Starts, having: Columns, first: int, end: int) -> None:
    """Write, for blocks of regions, their rows of bits and which regions have each activity.

    ``bits``: wides × regions × words. ``having``: regions, by block, in it by activity, from ``begins`` on.
    """
    width, wide = begins.shape[1] - 1, np.uint64(_WIDE)
    for block in range(first, end):
        low, high = block * _BLOCK, min((block + 1) * _BLOCK, len(starts) - 1)
        begin = begins[block]
        begin[0] = starts[low]
        for place in range(np.uint64(starts[low]), np.uint64(starts[high])):
            begin[np.uint64(columns[place]) + _ONE] += 1
        for activity in range(width):
            begin[activity + 1] += begin[activity]
        at = begin[:width].copy()
        for region in range(low, high):
            for place in entries(starts, region):
                c = np.uint64(columns[place])
                bits[c // wide, np.uint64(region), c % wide // _WORD] |= _ONE << c % _WORD
                having[np.uint64(at[c])] = region
                at[c] += 1


@njit(cache=True, nogil=True)
def count(bits: Bits, begins: Starts, having: Columns, counts: Counts, first: int, end: int) -> None:
    """Write for the activities ``first`` … ``end`` in how many regions every later one is found with them."""
    wides, regions, words = bits.shape
    step = _DIGITS * words
    digits, seen = np.empty((end - first) * step, dtype=np.uint64), np.empty(end - first, dtype=np.int64)
    halves, some = digits.view(np.uint32), np.empty(32, dtype=np.int32)
    for wide in range(first // _WIDE, wides):
        for k in range(len(digits)):
            digits[k] = 0
        for k in range(len(seen)):
            seen[k] = 0
        for block in range(len(begins)):
            for k in range(end - first):
                place, last = begins[block, first + k], begins[block, first + k + 1]
                _add_up(bits, wide * regions * words, having, place, last, digits, k * step, seen[k])
                seen[k] += last - place
        for k in range(end - first):
            _read(halves, 2 * k * step, _digits(seen[k]), some, counts, first + k, wide * _WIDE)


@njit(cache=True, nogil=True)
def _digits(number: int):  # type: ignore[no-untyped-def]
    """Return how many binary digits a number has, three at the least."""
    digits = 3
    while number >> digits:
        digits += 1
    return digits


@njit(cache=True, nogil=True)
def _add_up(bits: Bits, base: int, having: Columns, place: int, last: int, digits: Bits, at: int, seen: int) -> None:
    """Add rows, ``place`` … ``last`` of ``having``, to the crosswise numbers at ``at`` that have ``seen`` already."""
    while place + 8 <= last:
        carry = _add_eight(bits, base, having, place, digits, at)
        place, seen = place + 8, seen + 8
        _carry_on(digits, at, carry, 3, _digits(seen))
    while place < last:
        carry = _row(bits, base, having[place])
        place, seen = place + 1, seen + 1
        _carry_on(digits, at, carry, 0, _digits(seen))


@njit(cache=True, nogil=True)
def _row(bits, base, region):  # type: ignore[no-untyped-def]
    return load(bits, base + _WORDS * region, _SIZE)


@njit(cache=True, nogil=True)
def _full(one, other, third):  # type: ignore[no-untyped-def]
    """Return the sum's last digit and the carry of three bits, in every lane."""
    differ = unlike(one, other)
    return unlike(differ, third), either(both(one, other), both(differ, third))


@njit(cache=True, nogil=True)
def _add_eight(bits, base, having, place, digits, at):  # type: ignore[no-untyped-def]
    """Add eight rows to the three last digits; return what is carried on to the fourth."""
    one, two, four = load(digits, at, _SIZE), load(digits, at + _WORDS, _SIZE), load(digits, at + 2 * _WORDS, _SIZE)
    one, left = _full(one, _row(bits, base, having[place]), _row(bits, base, having[place + 1]))
    one, right = _full(one, _row(bits, base, having[place + 2]), _row(bits, base, having[place + 3]))
    two, low = _full(two, left, right)
    one, left = _full(one, _row(bits, base, having[place + 4]), _row(bits, base, having[place + 5]))
    one, right = _full(one, _row(bits, base, having[place + 6]), _row(bits, base, having[place + 7]))
    two, high = _full(two, left, right)
    four, carry = _full(four, low, high)
    store(digits, at, one)
    store(digits, at + _WORDS, two)
    store(digits, at + 2 * _WORDS, four)
    return carry


@njit(cache=True, nogil=True)
def _carry_on(digits, at, carry, first, last):  # type: ignore[no-untyped-def]
    """Add the carry to the digits ``first`` … ``last``."""
    for digit in range(first, last):
        here = load(digits, at + digit * _WORDS, _SIZE)
        store(digits, at + digit * _WORDS, unlike(here, carry))
        carry = both(carry, here)


@njit(cache=True, nogil=True)
def _read(halves: NDArray[np.uint32], at: int, digits: int, some: Counts, counts: Counts, row: int, left: int) -> None:
    """Write the crosswise numbers at ``at`` as numbers into a row of ``counts``, from ``left`` to its end at most."""
    width = counts.shape[1]
    for begin in range(left, min(left + _WIDE, width), 32):
        numbers = zeros(counts, 128)
        for digit in range(digits):
            half = halves[at + 2 * _WORDS * digit + (begin - left) // 32]
            numbers = where_set(numbers, half, np.int32(1 << digit))
        if begin + 32 <= width:
            store(counts, row * width + begin, numbers)
        else:
            store(some, 0, numbers)
            for k in range(width - begin):
                counts[row, begin + k] = some[k]


@njit(cache=True, nogil=True)
def mirror(counts: Counts, first: int, end: int) -> None:
    """Copy what stands right of the diagonal to the other side, for strips of CORNER rows."""
    width = len(counts)
    for top in range(first * _CORNER, end * _CORNER, _CORNER):
        for left in range(top, width, _CORNER):
            for column in range(np.uint64(left), np.uint64(min(left + _CORNER, width))):
                for row in range(np.uint64(top), np.uint64(min(top + _CORNER, column))):
                    counts[column, row] = counts[row, column]
