"""Matrix products of 16-bit integers, one and a half to two times as fast as float32 on x86.

A row of the left and a column of the right table are scaled so that their largest number becomes
`limit(depth)`: about 11 bits and a sign, as many as a sum of `depth` products leaves room for in 32
bits. Sums of integers are exact: in any order, on any number of threads, at any place in the table,
a row's result is the same, bit for bit; that holds for no library's product of floats.

The innermost loop is written in the compiler's own language (LLVM), for all its sums must stay in
registers, which no loop over arrays gets. It comes in two forms, which give the same bits: in
general terms, and with the one instruction that adds products of pairs to sums (VPDPWSSD) by name,
since compilers take that apart again where they count on its being slow.
"""

from typing import Any

import numpy as np
from llvmlite import binding, ir
from numba import njit
from numba.core import cgutils, codegen, config, types
from numba.extending import intrinsic


def _compiled_for(feature: str) -> bool:
    """Whether numba compiles for a processor that has `feature`, by LLVM's name of it."""
    features = getattr(config, "CPU_FEATURES", None)  # numba's variable of that name, if set
    features = codegen.get_host_cpu_features() if features is None else features
    return f"+{feature}" in features.split(",")


_FUSED = _compiled_for("avx512vnni")
# A tile of the result: its sums fill 12 of the 16 registers that every x86 with AVX2 has, or 24 of
# the 32 twice as wide ones of AVX-512.
ROWS, COLUMNS, _LANES = (12, 32, 16) if _FUSED else (6, 16, 8)
_STAY = 49_152  # numbers of the left table that stay in the second-level cache meanwhile

_I16, _I32, _SIZE, _F32 = ir.IntType(16), ir.IntType(32), ir.IntType(64), ir.FloatType()
_SUMS, _PAIRS = ir.VectorType(_I32, _LANES), ir.VectorType(_I16, 2 * _LANES)
_FLOATS, _WIDE = ir.VectorType(_F32, _LANES), ir.VectorType(_I32, 2 * _LANES)


def limit(depth: int) -> int:
    """The largest magnitude of the numbers of a product of `depth` terms.

    Examples
    --------
    >>> limit(384), limit(1536)
    (2364, 1182)
    """
    return min(int(np.sqrt((2**31 - 1) / depth)), 2**15 - 1)


def panels(weight: Any) -> tuple[Any, Any]:
    """A right table [depth, columns] as 16-bit panels, and the scale of each column [columns].

    A panel holds `COLUMNS` columns, two rows of each side by side.
    """
    depth, columns = weight.shape
    scale = np.abs(weight).max(axis=0) / limit(depth)
    scale[scale == 0] = 1
    whole = np.rint(weight / scale).astype(np.int16)
    paired = whole.reshape(depth // 2, 2, columns // COLUMNS, COLUMNS).transpose(2, 0, 3, 1)
    return np.ascontiguousarray(paired).reshape(columns // COLUMNS, -1), scale.astype(np.float32)


def _places(numbers: Any) -> Any:
    return ir.Constant(ir.VectorType(_I32, len(numbers)), list(numbers))


def _everywhere(builder: Any, value: Any, kind: Any) -> Any:
    """A vector with `value` in every place."""
    first = builder.insert_element(ir.Constant(kind, ir.Undefined), value, ir.Constant(_I32, 0))
    return builder.shuffle_vector(first, first, _places([0] * _LANES))


def _added_in_one(builder: Any, sums: Any, left: Any, right: Any) -> Any:
    """`sums` and two neighbouring products each, by one instruction."""
    binding.initialize_native_asmparser()
    kind = ir.FunctionType(_SUMS, [_SUMS, _SUMS, _SUMS])
    pairs = [builder.bitcast(each, _SUMS) for each in (right, left)]
    return builder.asm(kind, "vpdpwssd $3, $2, $0", "=v,0,v,v", [sums, *pairs], side_effect=False)


def _added(builder: Any, sums: Any, left: Any, right: Any) -> Any:
    """`sums` and two neighbouring products each; compilers know the latter as one (PMADDWD)."""
    both = builder.mul(builder.sext(left, _WIDE), builder.sext(right, _WIDE))
    even, odd = _places(range(0, 2 * _LANES, 2)), _places(range(1, 2 * _LANES, 2))
    pairs = [builder.shuffle_vector(both, both, each) for each in (even, odd)]
    return builder.add(sums, builder.add(*pairs))


_add = _added_in_one if _FUSED else _added
_inlined: Any = intrinsic  # its type takes the number of arguments for that of the definition


@_inlined
def _tile(typing, left, panel, rows, columns, bias, out, row, column):
    """(left @ panel) * rows[:, None] * columns + bias, into the tile of `out` at row, column."""

    def code(context, builder, signature, args):
        arrays = [
            context.make_array(kind)(context, builder, value)
            for kind, value in zip(signature.args[:6], args[:6], strict=True)
        ]
        data, at = [array.data for array in arrays], [*args[6:]]
        depth = builder.extract_value(arrays[0].shape, 1)
        sums = _summed(builder, data[0], data[1], depth, at[0])
        width = builder.extract_value(arrays[5].shape, 1)
        _stored(builder, sums, data[2:], width, at)
        return context.get_dummy_value()

    return types.void(left, panel, rows, columns, bias, out, types.intp, types.intp), code


def _summed(builder: Any, left: Any, panel: Any, depth: Any, row: Any) -> Any:
    """The sums of a tile, as places in memory that the compiler turns into registers."""
    halves = range(COLUMNS // _LANES)
    sums = [[cgutils.alloca_once(builder, _SUMS) for _ in halves] for _ in range(ROWS)]
    for one in (each for pair in sums for each in pair):
        builder.store(ir.Constant(_SUMS, [0] * _LANES), one)
    lines = [builder.add(row, ir.Constant(_SIZE, i)) for i in range(ROWS)]
    lines = [builder.gep(left, [builder.mul(line, depth)]) for line in lines]
    lines = [builder.bitcast(line, _I32.as_pointer()) for line in lines]
    panel = builder.bitcast(panel, _PAIRS.as_pointer())
    with cgutils.for_range(builder, builder.lshr(depth, ir.Constant(_SIZE, 1))) as loop:
        first = builder.mul(loop.index, ir.Constant(_SIZE, len(halves)))
        right = [
            builder.load(builder.gep(panel, [builder.add(first, ir.Constant(_SIZE, h))]), align=2)
            for h in halves
        ]
        for line, own in zip(lines, sums, strict=True):
            two = builder.load(builder.gep(line, [loop.index]), align=2)
            two = builder.bitcast(_everywhere(builder, two, _SUMS), _PAIRS)
            for h in halves:
                builder.store(_add(builder, builder.load(own[h]), two, right[h]), own[h])
    return sums


def _stored(builder: Any, sums: Any, data: Any, width: Any, at: Any) -> None:
    rows, columns, bias, out = data
    for h in range(COLUMNS // _LANES):
        column = builder.add(at[1], ir.Constant(_SIZE, h * _LANES))
        scale, shift = (
            builder.load(builder.bitcast(builder.gep(t, [column]), _FLOATS.as_pointer()), align=4)
            for t in (columns, bias)
        )
        for i, own in enumerate(sums):
            row = builder.add(at[0], ir.Constant(_SIZE, i))
            by = _everywhere(builder, builder.load(builder.gep(rows, [row])), _FLOATS)
            value = builder.fmul(
                builder.sitofp(builder.load(own[h]), _FLOATS), builder.fmul(by, scale)
            )
            place = builder.gep(out, [builder.add(builder.mul(row, width), column)])
            place = builder.bitcast(place, _FLOATS.as_pointer())
            builder.store(builder.fadd(value, shift), place, align=4)


_compiled: Any = njit(nogil=True, cache=True)


@_compiled
def product(left, scales, right, columns, bias, out):
    """out[n, m] = (left[n, d] scales[:, None]) (right columns) + bias; n is a multiple of ROWS."""
    n, depth = left.shape
    block = max(_STAY // depth // ROWS, 1) * ROWS
    for first in range(0, n, block):
        for panel in range(right.shape[0]):
            own = right[panel]
            for row in range(first, min(first + block, n), ROWS):
                _tile(left, own, scales, columns, bias, out, row, panel * COLUMNS)


@_compiled
def whole(table, most, out, scales):
    """table[n, d] as integers up to `most`, out[n, d], times a scale for each row, scales[n]."""
    for i in range(table.shape[0]):
        # Without their signs floats are ordered as their bits are, and a loop over integers is
        # compiled sixteen wide; NaN is above all else, so that it is not lost.
        row, bits, largest = table[i], table[i].view(np.int32), np.int32(0)
        for j in range(row.size):
            largest = max(largest, np.int32(bits[j] & np.int32(0x7FFFFFFF)))
        highest = np.int32(largest).view(np.float32)
        scales[i] = highest / most
        by = most / highest if highest > 0 else np.float32(0)
        for j in range(row.size):
            out[i, j] = np.int16(np.floor(row[j] * by + np.float32(0.5)))
