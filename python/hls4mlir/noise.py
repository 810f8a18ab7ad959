# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""How far float32 may take a framework from the real numbers that the import form means.

Every tensor is computed in float64 together with a radius: whatever order a framework adds in, as long as it rounds
each result to float32, its element lies within the radius of ours. A quantizer whose operand has a rounding bound
within its radius may give either code, and its radius then holds both: that is how a tie that float32 noise decides is
told from a difference. Elsewhere the radius of a quantized tensor is the rounding of a float32 number.

Where operands have no radius and float32 rounds nothing, whatever the order, the result has none either: a tie between
numbers that are exact, as with scales that are powers of two, is decided by the source alone.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from hls4mlir import ir
from hls4mlir.modules import layer_name
from hls4mlir.reference import Planes, compute, walk

__all__ = ["QUANTIZERS", "Bounded", "bound", "unexplained"]

Doubles = NDArray[np.float64]

# Half a step of float32 relative to the number, a little more since radii are rounded, too.
_UNIT = 2.0**-24 * 1.001
# Products and sums below this are not rounded relatively.
_TINY = 2.0**-149
# The largest number of float32, and the integers up to which it has all of them.
_LARGEST = float(np.finfo(np.float32).max)
_EXACT = 2.0**24


class Bounded(NamedTuple):
    """Elements, and how far those of a framework may be from them."""

    value: Doubles
    radius: Doubles


def bound(
    module: ir.Module, inputs: Mapping[str, NDArray[Any]], errors: Mapping[str, float] | None = None
) -> dict[str, Bounded]:
    """Computes every named tensor of a module in the import form with its radius.

    Inputs and results are as for `hls4mlir.reference.evaluate`. `errors` are absolute errors that the design makes
    itself, by the name of the layer that makes them.

    Raises as `evaluate` does, and `ValueError` for an operation for which no radius is known.
    """
    allowed = errors or {}

    def step(operation: ir.Operation, operands: Sequence[Planes], varies: bool) -> Planes:
        wide = [Bounded(*_widened(planes)) for planes in operands]
        if not varies and operation.name in QUANTIZERS:
            # On constants the framework's own float32 decides, in the design, too.
            value = compute(operation, [x.value.astype(np.float32) for x in wide]).astype(np.float64)
            return _stepped(operation, value, np.zeros_like(value))
        rule = _RULES.get(operation.name)
        if rule is None:
            raise ValueError(f"no bound of the float32 noise of {operation.name} is known")
        value, radius = rule(operation, wide)
        radius = radius + allowed.get(layer_name(operation.location), 0.0)
        # Of a number that float32 does not have, or that is none, a framework makes anything.
        return value, np.where(np.abs(value) + radius <= _LARGEST, radius, np.inf)

    with np.errstate(over="ignore", under="ignore", invalid="ignore", divide="ignore"):
        return {name: Bounded(*_widened(planes)) for name, planes in walk(module, inputs, step).items()}


def unexplained(expected: Doubles, found: NDArray[Any], radius: Doubles) -> NDArray[np.bool_]:
    """Where two numbers cannot both lie within the radius of one. It is infinite where float32 has no such number."""
    allowed = 2 * radius
    with np.errstate(invalid="ignore"):  # the same infinity on both sides
        return ~((np.abs(found - expected) <= allowed) | (found == expected) | np.isinf(allowed))


def _widened(planes: Planes) -> tuple[Doubles, Doubles]:
    value = planes[0].astype(np.float64, copy=False)
    return value, planes[1] if len(planes) > 1 else np.zeros_like(value)


def _rounded(value: Doubles, radius: Doubles, roundings: float = 1) -> Bounded:
    """A result that was rounded to float32 that many times on the way."""
    return Bounded(value, radius + roundings * (_UNIT * (np.abs(value) + radius) + _TINY))


def _rounded_where_inexact(value: Doubles, radius: Doubles, exact: NDArray[np.bool_], roundings: float = 1) -> Bounded:
    """As `_rounded`, but a number without a radius keeps none where no rounding changes it."""
    return Bounded(value, np.where((radius == 0.0) & exact, 0.0, _rounded(value, radius, roundings).radius))


def _representable(value: Doubles) -> NDArray[np.bool_]:
    """Which numbers float32 has."""
    return value.astype(np.float32) == value


def _grid(x: Bounded) -> float:
    """The largest power of two of which all elements without a radius are multiples."""
    numbers = x.value[(x.radius == 0.0) & (x.value != 0.0)]
    if not numbers.size:
        return 1.0
    mantissa, exponent = np.frexp(numbers)
    whole = np.abs(mantissa * 2.0**53).astype(np.int64)
    return float(np.ldexp((whole & -whole).astype(np.float64), exponent - 53).min())


def _sums_exactly(unit: float, largest: Doubles) -> NDArray[np.bool_]:
    """Where float32 rounds no sum of multiples of `unit`, in any order, if the sum of all magnitudes is `largest`."""
    return (largest <= _EXACT * unit) & (unit >= _TINY)


# Rules --------------------------------------------------------------------------------------------------------------

Rule = Callable[[ir.Operation, Sequence[Bounded]], Bounded]


def _evaluate(operation: ir.Operation, operands: Sequence[Doubles]) -> Doubles:
    return compute(operation, operands).astype(np.float64, copy=False)


def _constant(operation: ir.Operation, operands: Sequence[Bounded]) -> Bounded:
    value = _evaluate(operation, [x.value for x in operands])
    return Bounded(value, np.zeros_like(value))


def _moving(operation: ir.Operation, operands: Sequence[Bounded]) -> Bounded:
    """Elements change places; between them may stand zeros."""
    return Bounded(
        _evaluate(operation, [x.value for x in operands]), _evaluate(operation, [x.radius for x in operands])
    )


def _clamp(operation: ir.Operation, operands: Sequence[Bounded]) -> Bounded:
    """Bounds that are float32 numbers."""
    (x,) = operands
    value, low, high = (_evaluate(operation, [end]) for end in (x.value, x.value - x.radius, x.value + x.radius))
    return Bounded(value, np.maximum(high - value, value - low))


def _extremum(operation: ir.Operation, operands: Sequence[Bounded]) -> Bounded:
    """The larger or smaller of two numbers is off by what the further off of them is."""
    radius = np.maximum(operands[0].radius, operands[1].radius)
    return Bounded(_evaluate(operation, [x.value for x in operands]), radius)


def _leaky_relu(operation: ir.Operation, operands: Sequence[Bounded]) -> Bounded:
    (x,) = operands
    steepest = np.maximum(1.0, np.abs(np.asarray(operation.attributes["slope"], np.float64)))
    value = _evaluate(operation, [x.value])
    return _rounded_where_inexact(value, x.radius * steepest, _representable(value))


def _sum(operation: ir.Operation, operands: Sequence[Bounded]) -> Bounded:
    value = _evaluate(operation, [x.value for x in operands])
    radius = np.broadcast_to(sum(x.radius for x in operands), value.shape)
    return _rounded_where_inexact(value, radius, _representable(value))


def _product(terms: Callable[[ir.Operation, Sequence[Bounded]], int]) -> Rule:
    """Sums of that many products of the two operands."""

    def rule(operation: ir.Operation, operands: Sequence[Bounded]) -> Bounded:
        count = terms(operation, operands)
        value = _evaluate(operation, [x.value for x in operands])
        sizes = [np.abs(x.value) for x in operands]
        largest = _evaluate(operation, [size + x.radius for size, x in zip(sizes, operands, strict=True)])
        spread = np.maximum(largest - _evaluate(operation, sizes), 0.0)
        first, second = operands
        exact = _representable(value) if count == 1 else _sums_exactly(_grid(first) * _grid(second), largest)
        for marked, other in ((first, second), (second, first)):
            if marked.radius.any():
                marks = [(marked.radius > 0.0).astype(np.float64), np.ones_like(other.value)]
                exact &= _evaluate(operation, marks if marked is first else marks[::-1]) == 0.0
        noise = spread + (count + 1) * (_UNIT * largest + _TINY)
        return Bounded(value, _unless_partly_infinite(largest, np.where(exact, 0.0, noise)))

    return rule


def _unless_partly_infinite(largest: Doubles, radius: Doubles) -> Doubles:
    """The radius of a sum, of which a part may be too large for float32 where the sum of all magnitudes is."""
    return np.where(largest <= _LARGEST, radius, np.inf)


def _reduction(operation: ir.Operation, operands: Sequence[Bounded]) -> Bounded:
    """The sum, or the largest or smallest element, of a window or of whole dimensions."""
    (x,) = operands
    value = _evaluate(operation, [x.value])
    if "min" in str(operation.attributes["reduction"]):
        return Bounded(value, -_evaluate(operation, [-x.radius]))
    radius = _evaluate(operation, [x.radius])
    if "max" in str(operation.attributes["reduction"]):
        return Bounded(value, radius)
    largest = _evaluate(operation, [np.abs(x.value) + x.radius])
    most = _evaluate(operation, [np.ones_like(x.value)]).max()
    exact = (radius == 0.0) & _sums_exactly(_grid(x), largest)
    noise = radius + most * (_UNIT * largest + _TINY)
    return Bounded(value, _unless_partly_infinite(largest, np.where(exact, 0.0, noise)))


def _quotient(operation: ir.Operation, operands: Sequence[Bounded]) -> Bounded:
    """The divisor is constant as a rule, and zero is no divisor."""
    value = _evaluate(operation, [x.value for x in operands])
    numerator, divisor = operands
    smallest = np.maximum(np.abs(divisor.value) - divisor.radius, 0.0)
    radius = (numerator.radius + np.abs(value) * divisor.radius) / smallest
    # Frameworks may as well multiply by the reciprocal.
    exact = _representable(value) & _representable(1.0 / divisor.value)
    return _rounded_where_inexact(value, np.nan_to_num(radius, nan=np.inf), exact)


def _monotone(operation: ir.Operation, operands: Sequence[Bounded]) -> Bounded:
    """A step that only rises or only falls: its ends are those of the operand's interval."""
    (x,) = operands
    value, low, high = (_evaluate(operation, [end]) for end in (x.value, x.value - x.radius, x.value + x.radius))
    return _stepped(operation, value, np.maximum(np.abs(high - value), np.abs(low - value)))


def _stepped(operation: ir.Operation, value: Doubles, radius: Doubles) -> Bounded:
    """The result of a quantizer, a code that is multiplied by a scale: rounded unless the product is a float32."""

    def scaled(scale: str, zero_point: str) -> NDArray[np.bool_]:
        step, zero = (np.asarray(operation.attributes[name], np.float64) for name in (scale, zero_point))
        return _representable((np.rint(value / step + zero) - zero) * step)

    match operation.name:
        case "qnn.quantize":
            exact = scaled("scale", "zero_point")
        case "qnn.truncate":
            exact = scaled("result_scale", "result_zero_point")
        case "qnn.multi_threshold":
            scale, offset = (ir.FloatAttr(operation.attributes[name]).value for name in ("scale", "offset"))
            product = np.rint((value - offset) / scale) * scale if scale else np.zeros_like(value)
            exact = _representable(product) & _representable(product + offset)
        case _:
            exact = _representable(value)
    return _rounded_where_inexact(value, radius, exact, 2)


def _quantizer(operation: ir.Operation, operands: Sequence[Bounded]) -> Bounded:
    """As `_monotone`, of a quotient that is rounded, and to which the zero point is added with rounding."""
    (x,) = operands
    zero_point, scale = (np.asarray(operation.attributes[name], np.float64) for name in ("zero_point", "scale"))
    noise = _UNIT * (2.0 * (np.abs(x.value) + x.radius) + np.abs(zero_point) * scale)
    quotient = x.value / scale
    # The double of a quotient is the quotient, or float32 would not have it: then the product gives the dividend back.
    exact = _representable(quotient) & (quotient * scale == x.value)
    exact &= _representable(quotient + zero_point) & (quotient + zero_point - zero_point == quotient)
    return _monotone(operation, [Bounded(x.value, np.where((x.radius == 0.0) & exact, 0.0, x.radius + noise))])


def _batch_norm(operation: ir.Operation, operands: Sequence[Bounded]) -> Bounded:
    """Frameworks multiply by a coefficient that they may have rounded before, in some order."""
    (x,) = operands
    value = _evaluate(operation, [x.value])
    largest = np.abs(
        _evaluate(operation, [np.abs(x.value) + x.radius]) - _evaluate(operation, [np.zeros_like(x.value)])
    )
    mean = np.abs(_evaluate(operation, [np.zeros_like(x.value)]))
    slope = np.abs(_evaluate(operation, [np.ones_like(x.value)]) - _evaluate(operation, [np.zeros_like(x.value)]))
    beta = np.abs(np.asarray(operation.attributes["beta"], np.float64)).max()
    return Bounded(value, slope * x.radius + 6 * (_UNIT * (largest + mean + 2 * beta) + _TINY))


def _softmax(operation: ir.Operation, operands: Sequence[Bounded]) -> Bounded:
    (x,) = operands
    axis = ir.IntegerAttr(operation.attributes["axis"]).value + 1
    value = _evaluate(operation, [x.value])
    size = np.abs(x.value).max(axis, keepdims=True)
    reach = x.radius.max(axis, keepdims=True) + 2 * _UNIT * size
    radius = np.fmin(value * np.expm1(2 * reach), 1.0)  # none is larger than one
    return _rounded(value, radius, x.value.shape[axis] + 4)


def _unary(operation: ir.Operation, operands: Sequence[Bounded]) -> Bounded:
    """A function between the ends of the operand's interval, and what implementations in float32 lose of it.

    They add and multiply numbers of the size of the operand, or of one, as a rule, and are off by some units.
    """
    (x,) = operands
    value = _evaluate(operation, [x.value])
    reach = np.zeros_like(value)
    for part in (-1.0, -0.75, -0.5, -0.25, 0.25, 0.5, 0.75, 1.0):
        off = np.abs(_evaluate(operation, [x.value + part * x.radius]) - value)
        reach = np.maximum(reach, np.nan_to_num(off, nan=np.inf))
    lost = 8 * _UNIT * (np.abs(value) + np.maximum(np.abs(x.value), 1.0))
    # Where a function turns between these points it makes little more than what they show.
    return Bounded(value, 1.5 * reach + lost)


def _top_k(operation: ir.Operation, operands: Sequence[Bounded]) -> Bounded:
    """The largest elements are off by as much as any; which they are is certain where they stand apart."""
    (x,) = operands
    value = _evaluate(operation, [x.value])
    axis, k = (ir.IntegerAttr(operation.attributes[name]).value for name in ("axis", "k"))
    axis += 1
    if "indices" not in operation.attributes:
        return Bounded(value, np.broadcast_to(x.radius.max(axis, keepdims=True), value.shape))
    sign = 1.0 if "smallest" in operation.attributes else -1.0
    order = np.argsort(sign * x.value, axis, kind="stable")
    keys = np.take_along_axis(sign * x.value, order, axis)
    radius = np.take_along_axis(x.radius, order, axis)
    # Gaps between what an element and those in front of it may be, and those behind it.
    front = np.maximum.accumulate(keys + radius, axis)
    behind = np.flip(np.minimum.accumulate(np.flip(keys - radius, axis), axis), axis)
    count = int(x.value.shape[axis])
    apart = np.take(front, range(count - 1), axis) < np.take(behind, range(1, count), axis)
    edge = np.ones([1 if dim == axis else extent for dim, extent in enumerate(keys.shape)], bool)
    alone = np.concatenate([edge, apart], axis) & np.concatenate([apart, edge], axis)
    return Bounded(value, np.where(np.take(alone, range(k), axis), 0.0, float(count)))


def _contracted(_: ir.Operation, operands: Sequence[Bounded]) -> int:
    return operands[0].value.shape[-1]


def _taps(_: ir.Operation, operands: Sequence[Bounded]) -> int:
    """Products in an element of a convolution: the kernel is [samples, outputs, window.., inputs of a group]."""
    return math.prod(operands[1].value.shape[2:])


QUANTIZERS = frozenset(
    ("qnn.bipolar_quantize", "qnn.multi_threshold", "qnn.quantize", "qnn.quantize_linear", "qnn.truncate")
)
"""Operations of which float32 decides ties, on constants too."""

_RULES: dict[str, Rule] = {
    "arith.constant": _constant,
    "qnn.add": _sum,
    "qnn.batch_norm": _batch_norm,
    "qnn.bipolar_quantize": _monotone,
    "qnn.cast": _monotone,
    "qnn.clamp": _clamp,
    "qnn.concat": _moving,
    "qnn.convolution": _product(_taps),
    "qnn.div": _quotient,
    "qnn.leaky_relu": _leaky_relu,
    "qnn.matmul": _product(_contracted),
    "qnn.max": _extremum,
    "qnn.min": _extremum,
    "qnn.mul": _product(lambda _operation, _operands: 1),
    "qnn.multi_threshold": _monotone,
    "qnn.pad": _moving,
    "qnn.pool": _reduction,
    "qnn.quantize": _quantizer,
    "qnn.quantize_linear": _quantizer,
    "qnn.reduce": _reduction,
    "qnn.relu": _clamp,
    "qnn.repeat": _moving,
    "qnn.reshape": _moving,
    "qnn.slice": _moving,
    "qnn.softmax": _softmax,
    "qnn.sub": _sum,
    "qnn.top_k": _top_k,
    "qnn.transpose": _moving,
    "qnn.truncate": _quantizer,
    "qnn.unary": _unary,
}
