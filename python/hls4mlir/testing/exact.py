# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""The import form of the qnn dialect evaluated in exact rational arithmetic, as its operations define it.

An oracle for the compiler: numbers are `fractions.Fraction`, so nothing is rounded but what a quantizer rounds.
The coefficients of a batch norm, which are not rational, are float64, as `qnn.batch_norm` says; the values of real
functions have 80 digits.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from hls4mlir import _hls4mlir, ir
from hls4mlir.dialects import qnn
from hls4mlir.errors import CompileError

__all__ = [
    "REFUSALS",
    "Numbers",
    "assign",
    "clip",
    "evaluate",
    "fractions",
    "places",
    "quotient",
    "refuses",
    "round_fraction",
    "rounding_mode",
    "spread",
]


Numbers = npt.NDArray[np.object_]
"""Arrays of `fractions.Fraction`."""
Index = tuple[int, ...]


def places(shape: Iterable[int]) -> Iterator[Index]:
    """The indices of an array of that shape."""
    return itertools.product(*map(range, shape))


def fractions(values: npt.ArrayLike) -> Numbers:
    """The exact values of floats or integers, in an array of the same shape."""
    array = np.asarray(values)
    result = np.empty(array.shape, dtype=object)
    for index in places(array.shape):
        result[index] = Fraction(array[index].item())
    return result


def round_fraction(value: Fraction, mode: str) -> int:
    """`value` rounded to an integer by a rounding mode of the qnn dialect."""
    floor = math.floor(value)
    rest = value - floor
    half = Fraction(1, 2)
    if rest == 0:
        return floor
    up = {
        "half_even": rest > half or (rest == half and floor % 2 == 1),
        "half_away": rest > half or (rest == half and value > 0),
        "half_to_zero": rest > half or (rest == half and value < 0),
        "half_ceil": rest >= half,
        "half_floor": rest > half,
        "floor": False,
        "ceil": True,
        "to_zero": value < 0,
        "away": value > 0,
    }[mode]
    return floor + 1 if up else floor


def spread(op: Any, x: Numbers, *names: str) -> list[npt.NDArray[Any]]:
    """Parameters of an operation, with an element for each of the operand."""
    return [np.broadcast_to(np.array(op.attributes[name]), x.shape) for name in names]


def rounding_mode(op: Any) -> str:
    """The rounding mode of an operation."""
    return str(op.attributes["rounding"]).split()[-1].rstrip(">")


def clip(op: Any, y: Fraction, bits: int) -> Fraction:
    """Clips to QONNX's integers of that many bits."""
    signed, narrow = "is_signed" in op.attributes, "narrow" in op.attributes
    low = -(2 ** (bits - 1)) + narrow if signed else 0
    high = 2 ** (bits - 1) - 1 if signed else 2**bits - 1 - narrow
    return min(max(y, Fraction(low)), Fraction(high))


def quotient(x: Fraction, scale: Any, zero_point: Any, constant: bool) -> Fraction:
    """`x / scale + zero_point`. On constants the framework's own float32 quotient decides."""
    if constant:
        return Fraction(float(np.float32(float(x)) / scale + zero_point))
    return x / Fraction(float(scale)) + Fraction(float(zero_point))


def _quantize(op: Any, x: Numbers, constant: bool) -> Numbers:
    scale, zero_point, bits = spread(op, x, "scale", "zero_point", "bit_width")
    mode, signed = rounding_mode(op), "is_signed" in op.attributes
    result = np.empty(x.shape, dtype=object)
    for i in places(x.shape):
        y = quotient(x[i], scale[i], zero_point[i], constant)
        bipolar = int(bits[i]) == 1 and signed
        code = (1 if y >= 0 else -1) if bipolar else round_fraction(clip(op, y, int(bits[i])), mode)
        result[i] = (code - Fraction(float(zero_point[i]))) * Fraction(float(scale[i]))
    return result


def _quantize_linear(op: Any, x: Numbers, constant: bool) -> Numbers:
    scale, zero_point = spread(op, x, "scale", "zero_point")
    low, high = (ir.IntegerAttr(op.attributes[name]).value for name in ("low", "high"))
    result = np.empty(x.shape, dtype=object)
    for i in places(x.shape):
        code = round_fraction(quotient(x[i], scale[i], np.float32(0), constant), "half_even") + int(zero_point[i])
        result[i] = Fraction(min(max(code, low), high))
    return result


def _truncate(op: Any, x: Numbers, constant: bool) -> Numbers:
    scale, zero_point, shift, result_scale, result_zero_point = spread(
        op, x, "scale", "zero_point", "shift", "result_scale", "result_zero_point"
    )
    bits = spread(op, x, "bit_width")[0] if "bit_width" in op.attributes else None
    result = np.empty(x.shape, dtype=object)
    for i in places(x.shape):
        y = Fraction(round_fraction(quotient(x[i], scale[i], zero_point[i], constant), "half_even"))
        y /= Fraction(2) ** int(shift[i])
        code = round_fraction(y if bits is None else clip(op, y, int(bits[i])), rounding_mode(op))
        result[i] = (code - Fraction(float(result_zero_point[i]))) * Fraction(float(result_scale[i]))
    return result


def _multi_threshold(op: Any, x: Numbers) -> Numbers:
    thresholds = fractions(np.array(op.attributes["thresholds"]))
    axis = ir.IntegerAttr(op.attributes["axis"]).value
    scale, offset = (Fraction(ir.FloatAttr(op.attributes[name]).value) for name in ("scale", "offset"))
    result = np.empty(x.shape, dtype=object)
    for i in places(x.shape):
        row = thresholds[i[axis] if len(thresholds) > 1 else 0]
        result[i] = scale * sum(bool(x[i] >= threshold) for threshold in row) + offset
    return result


def assign(value: Fraction, width: int, integer: int, signed: bool, rounding: str, overflow: str) -> Fraction:
    """What a fixed-point variable holds after `value` is assigned to it, as `qnn.cast` and `ap_fixed` define it."""
    step = Fraction(2) ** (integer - width)
    code = round_fraction(value / step, rounding)
    low, high = (-(2 ** (width - 1)), 2 ** (width - 1) - 1) if signed else (0, 2**width - 1)
    if overflow == "saturate_symmetric" and signed and width > 1:
        low += 1
    if low <= code <= high:
        return code * step
    if overflow in ("saturate", "saturate_symmetric") or (overflow == "wrap_sign_magnitude" and not signed):
        return (low if code < low else high) * step
    if overflow == "saturate_zero":
        return Fraction(0)
    wrapped = code % 2**width
    wrapped -= 2**width if signed and wrapped >= 2 ** (width - 1) else 0
    if overflow == "wrap_sign_magnitude":
        # The sign is the lowest of the bits that are dropped, before rounding.
        sign = math.floor(value / step) >> width & 1
        wrapped = wrapped if sign == (wrapped < 0) else ~wrapped
    return wrapped * step


def _cast(op: Any, x: Numbers) -> Numbers:
    to = _hls4mlir.qnn.CastAttr(op.attributes["to"])
    result = np.empty(x.shape, dtype=object)
    for i in places(x.shape):
        value: Any = x[i]
        result[i] = assign(value, to.type.width, to.type.integer, to.type.signed, to.rounding, to.overflow)
    return result


def _batch_norm(op: Any, x: Numbers) -> Numbers:
    gamma, beta, mean, variance = (
        np.array(op.attributes[name]).reshape(-1).astype(np.float64) for name in ("gamma", "beta", "mean", "variance")
    )
    epsilon = float(np.float32(ir.FloatAttr(op.attributes["epsilon"]).value))
    axis = ir.IntegerAttr(op.attributes["axis"]).value
    shape = [1] * x.ndim
    shape[axis] = -1
    a = fractions(gamma / np.sqrt(variance + epsilon))
    return x * a.reshape(shape) + (fractions(beta) - fractions(mean) * a).reshape(shape)


def _unary(op: Any, x: Numbers) -> Numbers:
    from hls4mlir.testing.real_functions import value_of  # needs mpmath

    function = qnn.FunctionAttr(op.attributes["function"])
    result = np.empty(x.shape, dtype=object)
    for i in places(x.shape):
        value: Any = x[i]
        result[i] = value_of(function.kind, value, function.alpha, function.gamma)
    return result


def _integers(op: Any, name: str) -> list[int]:
    return [int(value) for value in op.attributes[name]]


def _kind(op: Any) -> str:
    return str(op.attributes["reduction"]).split()[-1].rstrip(">")


def _positions(op: Any, x: Numbers, window: tuple[int, ...]) -> Iterator[tuple[Index, list[tuple[Index, Index]]]]:
    """For each output position the pairs of a window offset and the input position that it falls on, if it has one."""
    strides, low, high, dilations = (_integers(op, name) for name in ("strides", "pad_low", "pad_high", "dilations"))
    spatial = x.shape[1:-1]
    outputs = [
        (n + a + b - (k - 1) * d - 1) // s + 1
        for n, a, b, k, d, s in zip(spatial, low, high, window, dilations, strides, strict=True)
    ]
    for place in places(outputs):
        taps: list[tuple[Index, Index]] = []
        for tap in places(window):
            at = tuple(p * s + k * d - a for p, s, k, d, a in zip(place, strides, tap, dilations, low, strict=True))
            if all(0 <= i < n for i, n in zip(at, spatial, strict=True)):
                taps.append((tap, at))
        yield place, taps


def _convolution(op: Any, x: Numbers, kernel: Numbers, shape: tuple[int, ...]) -> Numbers:
    groups = ir.IntegerAttr(op.attributes["groups"]).value
    outputs, inputs = kernel.shape[0] // groups, kernel.shape[-1]
    result = np.full(shape, Fraction(0), dtype=object)
    for place, taps in _positions(op, x, kernel.shape[1:-1]):
        for n in range(len(x)):
            for o in range(kernel.shape[0]):
                first = o // outputs * inputs
                for tap, at in taps:
                    result[(n, *place, o)] += np.dot(kernel[(o, *tap)], x[(n, *at)][first : first + inputs])
    return result


def _pool(op: Any, x: Numbers, shape: tuple[int, ...]) -> Numbers:
    result = np.empty(shape, dtype=object)
    reduce = {"sum": sum, "max": max, "min": min}[_kind(op)]
    for place, taps in _positions(op, x, tuple(_integers(op, "window"))):
        for n in range(len(x)):
            for c in range(x.shape[-1]):
                result[(n, *place, c)] = reduce(x[(n, *at, c)] for _, at in taps)
    return result


def _pad(op: Any, x: Numbers, shape: tuple[int, ...]) -> Numbers:
    result = np.full(shape, Fraction(0), dtype=object)
    low, interior = _integers(op, "low"), _integers(op, "interior")
    for index in places(x.shape):
        result[tuple(a + i * (k + 1) for a, i, k in zip(low, index, interior, strict=True))] = x[index]
    return result


def _slice(op: Any, x: Numbers, shape: tuple[int, ...]) -> Numbers:
    result = np.empty(shape, dtype=object)
    offsets, strides = _integers(op, "offsets"), _integers(op, "strides")
    for index in places(shape):
        result[index] = x[tuple(o + i * s for o, i, s in zip(offsets, index, strides, strict=True))]
    return result


def _repeat(op: Any, x: Numbers, shape: tuple[int, ...]) -> Numbers:
    result = np.empty(shape, dtype=object)
    factors = _integers(op, "factors")
    for index in places(shape):
        result[index] = x[tuple(i // f for i, f in zip(index, factors, strict=True))]
    return result


def _top_k(op: Any, x: Numbers) -> Numbers:
    axis, k = (ir.IntegerAttr(op.attributes[name]).value for name in ("axis", "k"))
    sign = 1 if "smallest" in op.attributes else -1
    shape = list(x.shape)
    shape[axis] = k
    result = np.empty(shape, dtype=object)
    for row in places([1 if dim == axis else extent for dim, extent in enumerate(x.shape)]):
        line = x[(*row[:axis], slice(None), *row[axis + 1 :])]
        positions = list(range(len(line)))
        if "last" in op.attributes:
            positions.reverse()
        positions.sort(key=lambda i, line=line: sign * line[i])
        selected = [Fraction(i) if "indices" in op.attributes else line[i] for i in positions[:k]]
        result[(*row[:axis], slice(None), *row[axis + 1 :])] = selected
    return result


# What has no exact form is refused, or approximated where exact=True refuses it, and says so.
REFUSALS = (
    "62 bits on a common step",
    "at most 61 are supported",
    "exact=True allows none",
    "multiplies values whose offsets lie on no step of their codes",
    "need more than 62 bits",
    "needs a table of",
    "needs an exact value in its",
    "no common step within 62",
    "thresholds for each of",
    "to be exact they need",
)


def refuses(compile_and_compare: Callable[[], object]) -> bool:
    """Whether a network is refused for a known reason; what else is wrong with it fails."""
    try:
        compile_and_compare()
    except CompileError as error:
        message = str(error)
    else:
        return False
    assert any(reason in message for reason in REFUSALS), message
    return True


def evaluate(
    function: Any, inputs: list[Numbers], observe: Callable[[Any, list[Numbers]], None] | None = None
) -> list[Numbers]:
    """The results of a function of the import form for one sample.

    `inputs` are the exact values of the arguments, in their shapes. `observe` is told every operation that depends on
    them, with its operands.
    """
    block = function.regions[0].blocks[0]
    values: dict[Any, Numbers] = dict(zip(list(block.arguments), inputs, strict=True))
    y: Numbers
    constants: set[Any] = set()
    for op in block.operations:
        operation = op.operation
        x = [values[operand] for operand in operation.operands]
        constant = all(operand in constants for operand in operation.operands)
        match operation.name:
            case "arith.constant":
                y = fractions(np.array(operation.attributes["value"]))
            case "qnn.quantize":
                y = _quantize(operation, x[0], constant)
            case "qnn.quantize_linear":
                y = _quantize_linear(operation, x[0], constant)
            case "qnn.truncate":
                y = _truncate(operation, x[0], constant)
            case "qnn.multi_threshold":
                y = _multi_threshold(operation, x[0])
            case "qnn.cast":
                y = _cast(operation, x[0])
            case "qnn.bipolar_quantize":
                scale = fractions(np.array(operation.attributes["scale"]))
                y = fractions(np.where(x[0] >= 0, 1.0, -1.0)) * scale
            case "qnn.matmul":
                y = np.matmul(x[0], x[1])
            case "qnn.add":
                y = x[0] + x[1]
            case "qnn.sub":
                y = x[0] - x[1]
            case "qnn.mul":
                y = x[0] * x[1]
            case "qnn.div":
                y = x[0] / x[1]
            case "qnn.batch_norm":
                y = _batch_norm(operation, x[0])
            case "qnn.clamp":
                y = x[0]
                if "low" in operation.attributes:
                    y = np.maximum(y, fractions(np.array(operation.attributes["low"])))
                if "high" in operation.attributes:
                    y = np.minimum(y, fractions(np.array(operation.attributes["high"])))
            case "qnn.leaky_relu":
                y = np.where(x[0] >= 0, x[0], x[0] * fractions(np.array(operation.attributes["slope"])))
            case "qnn.relu":
                y = np.maximum(x[0], fractions(np.zeros(())))
            case "qnn.reshape":
                y = x[0].reshape(tuple(operation.results[0].type.shape))
            case "qnn.top_k":
                y = _top_k(operation, x[0])
            case "qnn.transpose":
                y = np.transpose(x[0], _integers(operation, "permutation"))
            case "qnn.unary":
                y = _unary(operation, x[0])
            case "qnn.convolution":
                y = _convolution(operation, x[0], x[1], tuple(operation.results[0].type.shape))
            case "qnn.pool":
                y = _pool(operation, x[0], tuple(operation.results[0].type.shape))
            case "qnn.reduce":
                axes = tuple(_integers(operation, "axes"))
                y = {"sum": np.sum, "max": np.max, "min": np.min}[_kind(operation)](x[0], axis=axes, keepdims=True)
            case "qnn.pad":
                y = _pad(operation, x[0], tuple(operation.results[0].type.shape))
            case "qnn.slice":
                y = _slice(operation, x[0], tuple(operation.results[0].type.shape))
            case "qnn.repeat":
                y = _repeat(operation, x[0], tuple(operation.results[0].type.shape))
            case "qnn.concat":
                y = np.concatenate(x, ir.IntegerAttr(operation.attributes["axis"]).value)
            case "qnn.max":
                y = np.maximum(x[0], x[1])
            case "qnn.min":
                y = np.minimum(x[0], x[1])
            case "func.return":
                return x
            case name:
                raise NotImplementedError(name)
        values[operation.results[0]] = y
        if observe is not None and not constant:
            observe(operation, x)
        if constant:
            constants.add(operation.results[0])
    raise ValueError("the function has no return")
