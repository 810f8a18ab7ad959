# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""The import form computed in numpy, as the framework does: operator by operator, in float32.

This is the oracle for what follows: it knows nothing of fixed-point numbers. The operations of the import form mean
arithmetic on real numbers; here every result is rounded to float32, so that values may differ from the exact ones by
rounding noise, and a value that lies within this noise of a tie may be quantized to the neighbouring code.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hls4mlir import _hls4mlir, ir
from hls4mlir.boundary import ROUNDING, assign
from hls4mlir.dialects import qnn
from hls4mlir.errors import InputError
from hls4mlir.functions import evaluate_function
from hls4mlir.names import choices
from hls4mlir.types import FixedType, TypeSpec

__all__ = ["Floats", "Planes", "compute", "evaluate", "evaluate_constant", "walk"]

Floats = NDArray[np.floating[Any]]
DType = type[np.float32] | type[np.float64]


def evaluate(module: ir.Module, inputs: Mapping[str, NDArray[Any]], *, dtype: DType = np.float32) -> dict[str, Floats]:
    """Computes every named tensor of a module in the import form.

    `inputs` holds an array of shape `(samples, ...)` for each argument of the function, by its name in the model; where
    an argument's type has a leading dimension of 1, the batch, the array goes without it. So do the results: arrays of
    shape `(samples, ...)` by the names of tensors in the model, and arrays without samples for tensors, like quantized
    weights, that do not depend on the inputs.

    `dtype` is what every result is rounded to. The framework's is float32; where numbers have types (`qnn.cast`) and
    sums have more bits than float32, float64 keeps them exact up to 53.

    Raises `InputError` when an input is missing, unknown, or does not fit, and `ValueError` for an operation that is
    not of the import form.
    """

    def step(operation: ir.Operation, operands: Sequence[Planes], _: bool) -> Planes:
        return (compute(operation, [x for (x,) in operands]).astype(dtype, copy=False),)

    return {name: planes[0] for name, planes in walk(module, inputs, step, dtype=dtype).items()}


Planes = tuple[NDArray[Any], ...]
"""What is known of a tensor: arrays of one shape, of which the first holds its elements."""


def walk(
    module: ir.Module,
    inputs: Mapping[str, NDArray[Any]],
    step: Callable[[ir.Operation, Sequence[Planes], bool], Planes],
    *,
    dtype: DType = np.float32,
) -> dict[str, Planes]:
    """Follows the operations of a module in the import form, as `evaluate` says, and gives every named tensor.

    `step` computes an operation from its operands, as `compute` does, and is told whether it depends on the inputs. An
    argument of the function has one plane, of the type `dtype`.
    """
    function = _function(module)
    block = function.regions[0].blocks[0]
    arguments = _attributes_of(function, "arg_attrs", len(block.arguments))
    names = [ir.StringAttr(attributes["qnn.name"]).value for attributes in arguments]
    if unknown := [name for name in inputs if name not in names]:
        raise InputError(f"there is no input '{unknown[0]}'; {choices(unknown[0], names)}")

    # Every array has a leading dimension of samples, of extent 1 where the value does not depend on the inputs.
    values: dict[ir.Value, Planes] = {}
    varying: set[ir.Value] = set()
    named: dict[str, ir.Value] = {}
    for argument, name, attributes in zip(block.arguments, names, arguments, strict=True):
        if name not in inputs:
            raise InputError(f"the input '{name}' is missing")
        values[argument] = (_samples(name, inputs[name], _shape(argument), dtype),)
        varying.add(argument)
        named.update((alias, argument) for alias in (name, *_tensor_names(attributes)))
    if len({len(planes[0]) for planes in values.values()}) > 1:
        counts = ", ".join(f"{name} has {len(planes[0])}" for name, planes in zip(names, values.values(), strict=True))
        raise InputError(f"the inputs have different numbers of samples: {counts}")

    for operation in (view.operation for view in block.operations):
        operands = list(operation.operands)
        if operation.name == "func.return":
            results = _attributes_of(function, "res_attrs", len(operands))
            varying.update(operands)
            named.update(zip((ir.StringAttr(result["qnn.name"]).value for result in results), operands, strict=True))
            break
        if any(operand in varying for operand in operands):
            varying.add(operation.result)
        rank = max(len(_shape(value)) for value in (*operands, operation.result))
        aligned = [tuple(_aligned(plane, rank) for plane in values[operand]) for operand in operands]
        computed = step(operation, aligned, operation.result in varying)
        values[operation.result] = tuple(plane.reshape(-1, *_shape(operation.result)) for plane in computed)
        named.update((name, operation.result) for name in _tensor_names(operation.attributes))

    samples = max((len(planes[0]) for planes in values.values()), default=1)
    return {
        name: tuple(
            _without_batch(plane, samples) if value in varying else np.asarray(plane[0]) for plane in values[value]
        )
        for name, value in named.items()
    }


def evaluate_constant(value: ir.Value) -> Floats:
    """Computes a value that depends on no argument of the function."""
    values: dict[ir.Value, Floats] = {}
    pending = [value]
    while pending:
        operation = pending[-1].owner
        if not isinstance(operation, ir.Operation):
            raise ValueError("the value depends on an argument of the function")
        operands = list(operation.operands)
        if missing := [operand for operand in operands if operand not in values]:
            pending.extend(missing)
            continue
        pending.pop()
        rank = max(len(_shape(value)) for value in (*operands, operation.result))
        computed = compute(operation, [_aligned(values[operand], rank) for operand in operands])
        shape = _shape(operation.result)
        values[operation.result] = computed.astype(np.float32, copy=False).reshape(-1, *shape)
    return values[value][0]


def compute(operation: ir.Operation, operands: Sequence[NDArray[Any]]) -> NDArray[Any]:
    """Computes one operation in the precision of its operands.

    Dimension 0 counts samples; behind it all operands have at least the rank of the result. Raises `ValueError` when
    the operation is not of the import form.
    """
    function = _OPERATIONS.get(operation.name)
    if function is None:
        raise ValueError(f"{operation.name} is not an operation of the import form")
    with np.errstate(all="ignore"):
        return function(operation, operands)


def _function(module: ir.Module) -> ir.Operation:
    for operation in module.body.operations:
        if operation.name == "func.func":
            return operation.operation
    raise ValueError("the module has no function")


def _attributes_of(function: ir.Operation, key: str, count: int) -> list[ir.DictAttr]:
    """The attributes of each argument or result of the function."""
    if key not in function.attributes:
        return [ir.DictAttr.get({})] * count
    return [ir.DictAttr(attribute) for attribute in ir.ArrayAttr(function.attributes[key])]


def _tensor_names(attributes: ir.DictAttr | ir.OpAttributeMap) -> list[str]:
    if "qnn.tensors" not in attributes:
        return []
    return [ir.StringAttr(name).value for name in ir.ArrayAttr(attributes["qnn.tensors"])]


def _shape(value: ir.Value) -> tuple[int, ...]:
    return tuple(ir.RankedTensorType(value.type).shape)


def _samples(name: str, array: NDArray[Any], shape: tuple[int, ...], dtype: DType) -> Floats:
    """An input with samples in front of the shape of its type."""
    expected = shape[1:] if shape[:1] == (1,) else shape
    if array.shape[1:] != expected or not array.ndim:
        needed = ", ".join(["samples", *map(str, expected)])
        raise InputError(f"the input '{name}' has shape {array.shape}, but needs ({needed})")
    return array.astype(dtype, copy=False).reshape(len(array), *shape)


def _without_batch(array: NDArray[Any], samples: int) -> NDArray[Any]:
    """All samples of a value, without the dimension of the batch."""
    array = np.broadcast_to(array, (samples, *array.shape[1:]))
    return array.reshape(samples, *array.shape[2:]) if array.shape[1:2] == (1,) else array


def _aligned(array: NDArray[Any], rank: int) -> NDArray[Any]:
    """The array with dimensions of 1 after that of the samples, so that it broadcasts to the rank of the result."""
    return array.reshape(len(array), *(1,) * (rank + 1 - array.ndim), *array.shape[1:])


# Operations ---------------------------------------------------------------------------------------------------------


def _array(operation: ir.Operation, name: str) -> NDArray[Any]:
    return np.asarray(operation.attributes[name])


def _quantize(operation: ir.Operation, operands: Sequence[Floats]) -> NDArray[Any]:
    (x,) = operands
    scale, zero_point, bits = (_array(operation, name) for name in ("scale", "zero_point", "bit_width"))
    low, high = _code_bounds(operation)
    y = x / scale + zero_point
    code = _round(operation, np.clip(y, low.astype(np.float32), high.astype(np.float32))).astype(np.float32)
    bipolar = np.where(y >= 0, np.float32(1), np.float32(-1))
    return (np.where((bits == 1) & ("is_signed" in operation.attributes), bipolar, code) - zero_point) * scale


def _code_bounds(operation: ir.Operation) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Lowest and highest code of QONNX's integers."""
    narrow = "narrow" in operation.attributes
    reach = 2 ** _array(operation, "bit_width").astype(np.int64)
    if "is_signed" in operation.attributes:
        return -(reach // 2) + narrow, reach // 2 - 1
    return np.zeros_like(reach), reach - 1 - narrow


def _round(operation: ir.Operation, y: NDArray[Any]) -> NDArray[Any]:
    mode = str(operation.attributes["rounding"]).removeprefix("#qnn<rounding ").removesuffix(">")
    return ROUNDING[mode](y)


def _quantize_linear(operation: ir.Operation, operands: Sequence[Floats]) -> NDArray[Any]:
    (x,) = operands
    scale, zero_point = _array(operation, "scale"), _array(operation, "zero_point")
    low, high = (ir.IntegerAttr(operation.attributes[name]).value for name in ("low", "high"))
    # Integers up to 2^24 are float32 numbers, and so are the sums of what is left of a larger quotient.
    return np.clip(np.clip(np.rint(x / scale), low - zero_point, high - zero_point) + zero_point, low, high)


def _truncate(operation: ir.Operation, operands: Sequence[Floats]) -> NDArray[Any]:
    (x,) = operands
    scale, zero_point, shift, result_scale, result_zero_point = (
        _array(operation, name) for name in ("scale", "zero_point", "shift", "result_scale", "result_zero_point")
    )
    y = np.rint(x / scale + zero_point) / np.exp2(shift.astype(np.float32))
    if "bit_width" in operation.attributes:
        low, high = _code_bounds(operation)
        y = np.clip(y, low.astype(np.float32), high.astype(np.float32))
    return (_round(operation, y).astype(np.float32) - result_zero_point) * result_scale


def _multi_threshold(operation: ir.Operation, operands: Sequence[Floats]) -> NDArray[Any]:
    (x,) = operands
    thresholds = _array(operation, "thresholds")
    axis = ir.IntegerAttr(operation.attributes["axis"]).value + 1
    scale, offset = (ir.FloatAttr(operation.attributes[name]).value for name in ("scale", "offset"))
    along = [1] * x.ndim
    along[axis] = -1
    count: NDArray[Any] = np.zeros(x.shape, np.float32)
    for index in range(thresholds.shape[1]):
        count += x >= thresholds[:, index].reshape(along)
    count *= np.float32(scale)
    count += np.float32(offset)
    return count


def _cast(operation: ir.Operation, operands: Sequence[Floats]) -> NDArray[Any]:
    (x,) = operands
    to = _hls4mlir.qnn.CastAttr(operation.attributes["to"])
    spec = TypeSpec(FixedType(to.type.width, to.type.integer, to.type.signed), to.rounding, to.overflow)
    return assign(x, spec)


def _bipolar_quantize(operation: ir.Operation, operands: Sequence[Floats]) -> NDArray[Any]:
    (x,) = operands
    return np.where(x >= 0, np.float32(1), np.float32(-1)) * _array(operation, "scale")


def _batch_norm(operation: ir.Operation, operands: Sequence[Floats]) -> NDArray[Any]:
    (x,) = operands
    axis = ir.IntegerAttr(operation.attributes["axis"]).value + 1
    along = [1] * x.ndim
    along[axis] = -1
    gamma, beta, mean, variance = (
        _array(operation, name).reshape(along) for name in ("gamma", "beta", "mean", "variance")
    )
    epsilon = np.float32(ir.FloatAttr(operation.attributes["epsilon"]).value)
    return (x - mean) / np.sqrt(variance + epsilon) * gamma + beta


def _clamp(operation: ir.Operation, operands: Sequence[Floats]) -> NDArray[Any]:
    (x,) = operands
    if "low" in operation.attributes:
        x = np.maximum(x, _array(operation, "low"))
    return np.minimum(x, _array(operation, "high")) if "high" in operation.attributes else x


def _leaky_relu(operation: ir.Operation, operands: Sequence[Floats]) -> NDArray[Any]:
    (x,) = operands
    return np.where(x >= 0, x, x * _array(operation, "slope"))


def _integers(operation: ir.Operation, name: str) -> tuple[int, ...]:
    return tuple(ir.DenseI64ArrayAttr(operation.attributes[name]))


def _windows(operation: ir.Operation, x: Floats, window: Sequence[int], padding: float) -> NDArray[np.float32]:
    """The elements of all windows over `[samples, N, spatial.., C]`: the window's dimensions follow at the end."""
    strides, low, high, dilations = (
        _integers(operation, name) for name in ("strides", "pad_low", "pad_high", "dilations")
    )
    around = [(0, 0), (0, 0), *zip(low, high, strict=True), (0, 0)]
    padded = np.pad(x, around, constant_values=padding)
    extents = [(size - 1) * dilation + 1 for size, dilation in zip(window, dilations, strict=True)]
    axes = tuple(range(2, 2 + len(window)))
    view = np.lib.stride_tricks.sliding_window_view(padded, extents, axes)
    chosen = (slice(None), slice(None), *(slice(None, None, stride) for stride in strides), slice(None))
    return view[(*chosen, *(slice(None, None, dilation) for dilation in dilations))]


def _convolution(operation: ir.Operation, operands: Sequence[Floats]) -> NDArray[Any]:
    x, kernel = operands[0], operands[1][0]
    groups = ir.IntegerAttr(operation.attributes["groups"]).value
    window = kernel.shape[1:-1]
    views = _windows(operation, x, window, 0.0)
    taps = tuple(range(-len(window), 0))
    channels = views.ndim - len(window) - 1
    results: list[NDArray[Any]] = []
    for part, weights in zip(np.split(views, groups, channels), np.split(kernel, groups), strict=True):
        results.append(np.tensordot(part, weights, ((channels, *taps), (-1, *range(1, 1 + len(window))))))
    return np.concatenate(results, -1)


_REDUCTIONS: dict[str, Callable[..., NDArray[Any]]] = {"sum": np.sum, "max": np.max, "min": np.min}


def _kind(operation: ir.Operation) -> str:
    return str(operation.attributes["reduction"]).removeprefix("#qnn<reduction ").removesuffix(">")


def _pool(operation: ir.Operation, operands: Sequence[Floats]) -> NDArray[Any]:
    window = _integers(operation, "window")
    neutral = {"sum": 0.0, "max": -np.inf, "min": np.inf}[_kind(operation)]
    views = _windows(operation, operands[0], window, neutral)
    return _REDUCTIONS[_kind(operation)](views, axis=tuple(range(-len(window), 0)))


def _reduce(operation: ir.Operation, operands: Sequence[Floats]) -> NDArray[Any]:
    axes = tuple(axis + 1 for axis in _integers(operation, "axes"))
    return _REDUCTIONS[_kind(operation)](operands[0], axis=axes, keepdims=True)


def _slice(operation: ir.Operation, operands: Sequence[Floats]) -> NDArray[Any]:
    x = operands[0]
    offsets, sizes, strides = (_integers(operation, name) for name in ("offsets", "sizes", "strides"))
    for axis, (offset, size, stride) in enumerate(zip(offsets, sizes, strides, strict=True)):
        x = np.take(x, offset + np.arange(size) * stride, axis + 1)
    return x


def _pad(operation: ir.Operation, operands: Sequence[Floats]) -> NDArray[Any]:
    (x,) = operands
    low, high, interior = (_integers(operation, name) for name in ("low", "high", "interior"))
    shape = [len(x), *(size + between * (size - 1) for size, between in zip(x.shape[1:], interior, strict=True))]
    spread = np.zeros(shape, x.dtype)
    spread[(slice(None), *(slice(None, None, between + 1) for between in interior))] = x
    return np.pad(spread, [(0, 0), *zip(low, high, strict=True)])


def _repeat(operation: ir.Operation, operands: Sequence[Floats]) -> NDArray[Any]:
    x = operands[0]
    for axis, factor in enumerate(_integers(operation, "factors")):
        x = np.repeat(x, factor, axis + 1)
    return x


def _concat(operation: ir.Operation, operands: Sequence[Floats]) -> NDArray[Any]:
    samples = max(map(len, operands))
    parts = [np.broadcast_to(operand, (samples, *operand.shape[1:])) for operand in operands]
    return np.concatenate(parts, ir.IntegerAttr(operation.attributes["axis"]).value + 1)


def _softmax(operation: ir.Operation, operands: Sequence[Floats]) -> NDArray[Any]:
    (x,) = operands
    axis = ir.IntegerAttr(operation.attributes["axis"]).value + 1
    exponentials = np.exp(x - x.max(axis, keepdims=True))
    return exponentials / exponentials.sum(axis, keepdims=True)


def _top_k(operation: ir.Operation, operands: Sequence[Floats]) -> NDArray[Any]:
    (x,) = operands
    axis, k = (ir.IntegerAttr(operation.attributes[name]).value for name in ("axis", "k"))
    axis += 1
    keys = x if "smallest" in operation.attributes else -x
    # Equal elements stay in the order in which a stable sort finds them.
    if "last" in operation.attributes:
        order = x.shape[axis] - 1 - np.argsort(np.flip(keys, axis), axis, kind="stable")
    else:
        order = np.argsort(keys, axis, kind="stable")
    order = np.take(order, np.arange(k), axis)
    return order if "indices" in operation.attributes else np.take_along_axis(x, order, axis)


def _transpose(operation: ir.Operation, operands: Sequence[Floats]) -> NDArray[Any]:
    (x,) = operands
    permutation = list(ir.DenseI64ArrayAttr(operation.attributes["permutation"]))
    return np.transpose(x, (0, *(axis + 1 for axis in permutation)))


def _unary(operation: ir.Operation, operands: Sequence[Floats]) -> NDArray[Any]:
    function = qnn.FunctionAttr(operation.attributes["function"])
    return evaluate_function(function.kind, operands[0], function.alpha, function.gamma)


_OPERATIONS: dict[str, Callable[[ir.Operation, Sequence[Floats]], NDArray[Any]]] = {
    "arith.constant": lambda operation, _: _array(operation, "value"),
    "qnn.add": lambda _, operands: operands[0] + operands[1],
    "qnn.batch_norm": _batch_norm,
    "qnn.bipolar_quantize": _bipolar_quantize,
    "qnn.cast": _cast,
    "qnn.clamp": _clamp,
    "qnn.concat": _concat,
    "qnn.convolution": _convolution,
    "qnn.div": lambda _, operands: operands[0] / operands[1],
    "qnn.leaky_relu": _leaky_relu,
    "qnn.matmul": lambda _, operands: operands[0] @ operands[1],
    "qnn.max": lambda _, operands: np.maximum(operands[0], operands[1]),
    "qnn.min": lambda _, operands: np.minimum(operands[0], operands[1]),
    "qnn.mul": lambda _, operands: operands[0] * operands[1],
    "qnn.multi_threshold": _multi_threshold,
    "qnn.pad": _pad,
    "qnn.pool": _pool,
    "qnn.quantize": _quantize,
    "qnn.quantize_linear": _quantize_linear,
    "qnn.reduce": _reduce,
    "qnn.relu": lambda _, operands: np.maximum(operands[0], np.float32(0)),
    "qnn.repeat": _repeat,
    "qnn.reshape": lambda _, operands: operands[0],
    "qnn.slice": _slice,
    "qnn.softmax": _softmax,
    "qnn.sub": lambda _, operands: operands[0] - operands[1],
    "qnn.top_k": _top_k,
    "qnn.transpose": _transpose,
    "qnn.truncate": _truncate,
    "qnn.unary": _unary,
}
