"""The loops that NumPy and SciPy cannot run near the machine's limit, compiled by Numba.

Each has a literal twin in the tests. Presence is a CSR pattern (``starts``, ``columns``): which activities each region
has. The first call compiles (kept on disk where the package's folder can be written).
"""

from __future__ import annotations

import numpy as np
from llvmlite import ir
from numba import njit, prange, types
from numba.extending import intrinsic
from numpy.typing import NDArray

Starts = NDArray[np.int64]
Columns = NDArray[np.int32]
Singles = NDArray[np.float32]
Floats = NDArray[np.float64]
Bits = NDArray[np.uint64]

_WORD = 64
# A tile of columns for which a dense activities × tile matrix of float32 stays in a core's second-level cache.
TILE = 128
_PAIR_TILE, _WORD_TILE = 32, 256


@intrinsic
def _popcount(typing_context, word):  # type: ignore[no-untyped-def]
    """Return how many bits of a 64-bit word are set, by the processor's own instruction."""

    def generate(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        counting = builder.module.declare_intrinsic("llvm.ctpop", [ir.IntType(_WORD)])
        return builder.call(counting, arguments)

    return types.uint64(types.uint64), generate


@njit(cache=True, parallel=True)
def kept_per_row(starts: Starts, values: Floats, columns: Columns, rows: Floats, tops: Floats) -> Starts:
    """Return how many entries of each row have value / (rows · tops) ≥ 1."""
    count = np.zeros(len(starts) - 1, dtype=np.int64)
    for row in prange(len(starts) - 1):
        for place in range(starts[row], starts[row + 1]):
            if values[place] * rows[row] >= tops[columns[place]]:
                count[row] += 1
    return count


@njit(cache=True, parallel=True)
def keep_columns(
    starts: Starts, values: Floats, columns: Columns, rows: Floats, tops: Floats, kept_starts: Starts, kept: Columns
) -> None:
    """Write the columns that :func:`kept_per_row` counted into ``kept``, row by row."""
    for row in prange(len(starts) - 1):
        at = kept_starts[row]
        for place in range(starts[row], starts[row + 1]):
            if values[place] * rows[row] >= tops[columns[place]]:
                kept[at] = columns[place]
                at += 1


@njit(cache=True)
def packed(starts: Starts, columns: Columns, width: int) -> Bits:
    """Return presence as bits: activities × 64-bit words of regions."""
    words = (len(starts) - 1 + _WORD - 1) // _WORD
    bits = np.zeros((width, words), dtype=np.uint64)
    for row in range(len(starts) - 1):
        word, bit = row // _WORD, np.uint64(1) << np.uint64(row % _WORD)
        for place in range(starts[row], starts[row + 1]):
            bits[columns[place], word] |= bit
    return bits


@njit(cache=True, inline="always")
def _both(one: Bits, other: Bits):  # type: ignore[no-untyped-def]
    total = np.int64(0)
    for word in range(len(one)):
        total += np.int64(_popcount(one[word] & other[word]))  # type: ignore[call-arg]
    return total


@njit(cache=True, parallel=True)
def shared_bits(bits: Bits) -> NDArray[np.int32]:
    """Return for every pair of rows how many bits both have set: co-occurrence, exact; the upper triangle only."""
    count, words = bits.shape
    tiles = (count + _PAIR_TILE - 1) // _PAIR_TILE
    together = np.zeros((count, count), dtype=np.int32)
    for tile in prange(tiles):
        first, end = tile * _PAIR_TILE, min((tile + 1) * _PAIR_TILE, count)
        for left in range(0, words, _WORD_TILE):
            right = min(left + _WORD_TILE, words)
            for other in range(first, count):
                theirs = bits[other, left:right]
                for row in range(first, min(end, other + 1)):
                    together[row, other] += _both(bits[row, left:right], theirs)
    return together


@njit(cache=True, parallel=True)
def row_means(starts: Starts, columns: Columns, values: Floats) -> Floats:
    """Return the mean of ``values`` over what each row has; 0 for a row that has nothing."""
    means = np.zeros(len(starts) - 1)
    for row in prange(len(starts) - 1):
        total = 0.0
        for place in range(starts[row], starts[row + 1]):
            total += values[columns[place]]
        means[row] = total / max(1, starts[row + 1] - starts[row])
    return means


@njit(cache=True, parallel=True, fastmath={"reassoc", "contract", "nsz"})
def row_sums(starts: Starts, columns: Columns, matrix: Singles, first: int, end: int) -> Singles:
    """Return, for the regions ``first`` … ``end``, the sum of the rows of ``matrix`` that each region has.

    Sparse rows × a dense matrix, tile of columns by tile, so that a tile stays in cache. Result: regions × width.
    """
    width = matrix.shape[1]
    sums = np.zeros((end - first, width), dtype=np.float32)
    for left in range(0, width, TILE):
        right = min(left + TILE, width)
        tile = np.zeros((matrix.shape[0], TILE), dtype=np.float32)
        tile[:, : right - left] = matrix[:, left:right]
        for row in prange(first, end):
            total = np.zeros(TILE, dtype=np.float32)
            for place in range(starts[row], starts[row + 1]):
                source = tile[columns[place]]
                for c in range(TILE):
                    total[c] += source[c]
            sums[row - first, left:right] = total[: right - left]
    return sums
