"""Several numbers side by side as one value, for the loops of :mod:`potensi.measures.kernels` and ``pairs``.

Numba has scalars and arrays; an array's sums go to memory and back at every step. A value of lanes stays in the
processor's vector registers, however wide these are: LLVM splits it up. Each function stands for one instruction of
LLVM and works inside compiled functions only; places are counted in elements from the beginning of an array, and
nobody checks that they lie within it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from llvmlite import ir
from llvmlite.binding import get_host_cpu_features
from numba import extending, types
from numba.core import cgutils
from numba.extending import models, register_model
from numpy.typing import NDArray

# Numba asks for functions that take what it knows of the types; they are called with values.
intrinsic: Any = extending.intrinsic
Made = tuple[Any, Callable[..., Any]]

# Bytes that the processor fetches at a time: a line of the cache, or a pair of them.
LINE = 128


def wide_registers() -> bool:
    """Return whether the processor has 32 vector registers of 64 bytes rather than 16 of 32 or fewer."""
    try:
        return bool(get_host_cpu_features().get("avx512f"))
    except RuntimeError:  # LLVM knows this kind of processor, but not how to ask it
        return False


def on_lines(shape: tuple[int, ...], kind: np.dtype[Any]) -> NDArray[Any]:
    """Return zeros that begin where a line of the cache does: their lanes then touch no more lines than they fill.

    >>> on_lines((2, 3), np.dtype(np.float32)).ctypes.data % LINE
    0
    """
    room = np.zeros(int(np.prod(shape)) * kind.itemsize + LINE, dtype=np.uint8)
    start = -room.ctypes.data % LINE
    return room[start : start + len(room) - LINE].view(kind).reshape(shape)


class Lanes(types.Type):  # type: ignore[misc]
    """The type of ``count`` numbers of one ``kind``."""

    def __init__(self, kind: Any, count: int) -> None:
        self.kind, self.count = kind, count
        super().__init__(name=f"{count} × {kind}")


@register_model(Lanes)
class _Model(models.PrimitiveModel):  # type: ignore[misc]
    def __init__(self, manager: Any, lanes: Lanes) -> None:
        kind = manager.lookup(lanes.kind).get_value_type()
        super().__init__(manager, lanes, ir.VectorType(kind, lanes.count))


def _lanes(array: Any, size: Any) -> Lanes:
    """Return the type of ``size`` bytes of an array; ``size`` must be written out, since it decides the type."""
    return Lanes(array.dtype, size.literal_value * 8 // array.dtype.bitwidth)


def _at(context: Any, builder: Any, array: Any, values: Any, vector: Any) -> Any:
    """Return the address of lanes in ``values`` = (array, place, …)."""
    start = context.make_array(array)(context, builder, values[0]).data
    return builder.bitcast(builder.gep(start, [values[1]]), vector.as_pointer())


def _spread(builder: Any, value: Any, vector: Any) -> Any:
    """Return lanes that all hold ``value``."""
    first, zero = ir.IntType(32)(0), ir.Constant(ir.VectorType(ir.IntType(32), vector.count), None)
    empty = ir.Constant(vector, ir.Undefined)
    return builder.shuffle_vector(builder.insert_element(empty, value, first), empty, zero)


@intrinsic(prefer_literal=True)
def load(typing: Any, array: Any, place: Any, size: Any) -> Made:
    """Return ``size`` bytes of an array, from ``place`` on."""
    lanes = _lanes(array, size)

    def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        address = _at(context, builder, array, values, context.get_value_type(lanes))
        return builder.load(address, align=array.dtype.bitwidth // 8)

    return lanes(array, types.intp, size), generate


@intrinsic
def store(typing: Any, array: Any, place: Any, lanes: Any) -> Made:
    """Write lanes into an array, from ``place`` on."""

    def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        address = _at(context, builder, array, values, values[2].type)
        builder.store(values[2], address, align=array.dtype.bitwidth // 8)
        return context.get_dummy_value()

    return types.void(array, types.intp, lanes), generate


@intrinsic(prefer_literal=True)
def zeros(typing: Any, like: Any, size: Any) -> Made:
    """Return ``size`` bytes of zeros of the kind that the array ``like`` holds."""
    lanes = _lanes(like, size)
    return lanes(like, size), lambda context, builder, signature, values: ir.Constant(
        context.get_value_type(lanes), None
    )


def _each(instruction: str) -> Any:
    """Return the function of two values of lanes that carries out one instruction, lane by lane."""

    @intrinsic
    def work(typing: Any, one: Any, other: Any) -> Made:
        return one(one, other), lambda context, builder, signature, values: getattr(builder, instruction)(*values)

    return work


plus, minus, times = _each("fadd"), _each("fsub"), _each("fmul")
# The bits that both have; that one of them has, or both; that one of them has, not both.
both, either, unlike = _each("and_"), _each("or_"), _each("xor")


@intrinsic
def plus_times(typing: Any, total: Any, one: Any, weight: Any) -> Made:
    """Return total + one · weight, rounded once where the processor can; ``weight`` is a single number."""

    def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        scaled = builder.fmul(values[1], _spread(builder, values[2], values[1].type), flags=("contract",))
        return builder.fadd(values[0], scaled, flags=("contract",))

    return total(total, one, weight), generate


@intrinsic
def where_set(typing: Any, lanes: Any, word: Any, bits: Any) -> Made:
    """Return the lanes with ``bits`` added to each whose bit in ``word`` is set; as many lanes as ``word`` has bits."""

    def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        vector = values[0].type
        chosen = builder.sext(builder.bitcast(values[1], ir.VectorType(ir.IntType(1), vector.count)), vector)
        return builder.or_(values[0], builder.and_(chosen, _spread(builder, values[2], vector)))

    return lanes(lanes, word, bits), generate


@intrinsic
def sum_of(typing: Any, lanes: Any) -> Made:
    """Return the sum of all lanes, added up in whatever order is quickest."""

    def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        vector = values[0].type
        name = f"llvm.vector.reduce.fadd.v{lanes.count}f{lanes.kind.bitwidth}"
        kind = ir.FunctionType(vector.element, [vector.element, vector])
        adding = cgutils.get_or_insert_function(builder.module, kind, name)
        return builder.call(adding, [vector.element(0.0), values[0]], fastmath=("reassoc",))

    return lanes.kind(lanes), generate
