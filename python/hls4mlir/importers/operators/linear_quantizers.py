# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""The quantizers of ONNX itself: QuantizeLinear, DequantizeLinear, and Clip between them.

Tensors of integers are tensors of the same numbers in the import form. `Value.integers` tells them apart, so that an
operator that would wrap around on them is not taken for the one on floats.
"""

# The generated builders do not state the types of their parameters.
# pyright: reportUnknownArgumentType=false

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from hls4mlir import ir
from hls4mlir.dialects import qnn
from hls4mlir.importers.graph_builder import Constant, GraphBuilder, Tensor, Value, as_float32, dense_f32
from hls4mlir.importers.onnx_file import Array, shape_text
from hls4mlir.importers.onnx_node import INTEGER_OPERATORS, OPERATORS, Converter, Node, Operator, operator

_INTEGER = re.compile(r"u?int(\d+)")
_MAX_QUANTIZED_BITS = 16
_SUPPORTED = "int2 to int16 and uint2 to uint16"

# Integers up to here are float32 numbers.
_EXACT_FLOAT32 = 1 << 24

# What an integer that the design computes with may be: one of 32 bits, with or without a sign.
_LOWEST_INTEGER, _HIGHEST_INTEGER = -(1 << 31), (1 << 32) - 1

# Operators that move or rename elements, whatever these are.
_MOVING = ("Flatten", "Identity", "Reshape", "Squeeze", "Transpose", "Unsqueeze")


class _Parameters(NamedTuple):
    """Scale and zero point of a node, in shapes that broadcast over its operand."""

    scale: Array
    zero_point: Array
    integers: str
    """Type of the zero point; empty when there is none."""


@operator("QuantizeLinear", operands=(2, 3))
def quantize_linear(graph: GraphBuilder, node: Node) -> Tensor:
    """The codes of floats: `saturate(half_even(x / scale) + zero_point)`, with the range of the zero point's type."""
    operand = graph.value(node.operand(0, "the tensor to quantize"))
    parameters = _parameters(node, operand.shape)
    node.ignore("saturate")  # of floats of eight bits
    integers = parameters.integers or _output_type(node)
    low, high = _range(node, integers)
    result = graph.result(
        qnn.quantize_linear(
            operand.value,
            dense_f32(parameters.scale),
            dense_f32(as_float32(parameters.zero_point, "the zero point", integers=True)),
            low,
            high,
        ),
        operand.batch,
    )
    result.integers = integers
    return result


@operator("Clip", operands=(1, 3), table=INTEGER_OPERATORS)
def clip(graph: GraphBuilder, node: Node) -> Tensor:
    """Tighter ends of the range of the quantizer in front: how fewer bits than those of the type are written."""
    operand = graph.value(node.operand(0, "the tensor to clip"))
    source = None if isinstance(owner := operand.value.owner, ir.Block) else owner.operation
    if source is None or source.name != "qnn.quantize_linear":
        raise node.error(f"Clip on computed integers ({operand.integers}) must follow a QuantizeLinear directly")
    low, high = (ir.IntegerAttr(source.attributes[name]).value for name in ("low", "high"))
    least, most = (_bound(node, index, what, default) for index, what, default in _bounds(low, high))
    result = graph.result(
        qnn.quantize_linear(
            source.operands[0],
            source.attributes["scale"],
            source.attributes["zero_point"],
            min(max(low, least), most),
            min(max(high, least), most),
        ),
        operand.batch,
    )
    result.integers = operand.integers
    return result


def _bounds(low: int, high: int) -> tuple[tuple[int, str, int], ...]:
    return (1, "the minimum", low), (2, "the maximum", high)


def _bound(node: Node, index: int, what: str, default: int) -> int:
    if node.optional_operand(index) is None:
        return default
    array = node.constant(index, what).array
    if array.size != 1 or _INTEGER.fullmatch(str(array.dtype)) is None:
        raise node.error(f"{what} has shape {shape_text(array.shape)} of {array.dtype}, but must be one integer")
    return int(array.reshape(())[()])


def dequantize_linear(graph: GraphBuilder, node: Node) -> Tensor:
    """The floats that codes stand for: `(code - zero_point) * scale`.

    Codes of weights stay integers: they are what the design computes with, and the scale moves on.
    """
    codes = node.operand(0, "the tensor to dequantize")
    shape = codes.array.shape if isinstance(codes, Constant) else codes.shape
    parameters = _parameters(node, shape)
    integers = str(codes.array.dtype) if isinstance(codes, Constant) else codes.integers
    if _INTEGER.fullmatch(integers) is None:
        raise node.error(f"DequantizeLinear takes integers, but its operand is of type {integers or 'float32'}")
    if parameters.integers and parameters.integers != integers:
        raise node.error(f"the zero point is of type {parameters.integers}, but the operand of type {integers}")
    zero_point = parameters.zero_point
    if isinstance(codes, Constant):
        offsets: Tensor = _integers(graph, _narrowed(node, codes.array, "the operand") - zero_point, codes.name)
    elif zero_point.any():
        offsets = graph.binary(codes, _integers(graph, zero_point, f"{node.name}.zero_point"), qnn.sub)
    else:
        offsets = codes
    return graph.binary(offsets, Constant(parameters.scale, f"{node.name}.scale"), qnn.mul)


for _table in (OPERATORS, INTEGER_OPERATORS):
    operator("DequantizeLinear", operands=(2, 3), foldable=False, table=_table)(dequantize_linear)


def _keeping_integers(found: Operator) -> Operator:
    """The same operator for integers, whose result has the type of its operand."""

    def convert(graph: GraphBuilder, node: Node) -> Tensor | Sequence[Tensor]:
        operand, result = node.operand(0, "the operand"), found.convert(graph, node)
        for tensor in (result,) if isinstance(result, (Constant, Value)) else result:
            if isinstance(operand, Value) and isinstance(tensor, Value):
                tensor.integers = operand.integers
        return result

    keeping: Converter = convert
    return Operator(keeping, found.domains, found.operands, found.foldable)


def keep_integers() -> None:
    """Lets the operators that only move elements do so with integers; they must have been registered before."""
    INTEGER_OPERATORS.update((name, _keeping_integers(OPERATORS[name])) for name in _MOVING)


def _narrowed(node: Node, integers: Array, what: str) -> Array:
    """Integers of any type in one with a sign. Raises where one has more than 32 bits."""
    if integers.dtype.itemsize > 4:  # unsigned ones would wrap around
        wrong = integers[(integers < _LOWEST_INTEGER) | (integers > _HIGHEST_INTEGER)]
        if wrong.size:
            raise node.error(f"{what} has the element {wrong[0]} of {integers.dtype}; supported: integers of 32 bits")
    return integers.astype(np.int64)


def _integers(graph: GraphBuilder, values: Array, name: str) -> Tensor:
    """Integers as a constant of float32 numbers; as the sum of two where one has not the digits."""
    if np.abs(values).max(initial=0) <= _EXACT_FLOAT32:
        return Constant(values.astype(np.float32), name)
    coarse: Array = values >> 16 << 16
    high, low = (Constant(part.astype(np.float32), name) for part in (coarse, values - coarse))
    return graph.binary(high, low, qnn.add)


def _parameters(node: Node, shape: tuple[int, ...]) -> _Parameters:
    """Scale and zero point: one, or one for each index along `axis`."""
    scale = node.constant(1, "the scale").array
    if scale.dtype != np.float32:
        raise node.error(f"the scale is of type {scale.dtype}; supported: float32")
    scale = as_float32(scale, "the scale")
    if (wrong := scale[scale <= 0]).size:
        raise node.error(f"the scale is {wrong[0]}, but must be positive")
    zero_point, integers = np.zeros_like(scale, np.int64), ""
    if node.optional_operand(2) is not None:
        written = node.constant(2, "the zero point").array
        integers = str(written.dtype)
        if _INTEGER.fullmatch(integers) is None:
            raise node.error(f"the zero point is of type {integers}; supported: {_SUPPORTED}, and int32 of constants")
        if written.shape != scale.shape and (written.size, scale.size) != (1, 1):
            shapes = f"{shape_text(written.shape)}, but the scale {shape_text(scale.shape)}"
            raise node.error(f"the zero point has shape {shapes}; they must have the same one")
        zero_point = _narrowed(node, written, "the zero point")
    if node.opset >= 21 and node.integer("block_size", 0) != 0:
        raise node.error("attribute 'block_size' is not supported: scales must be those of a tensor or of an axis")
    if node.opset >= 23:
        _require_float32(node, "precision" if node.op_type == "QuantizeLinear" else "output_dtype")
    axis = node.integer("axis", 1) if node.opset >= 13 else 0
    if scale.size == 1:
        return _Parameters(scale.reshape(()), zero_point.reshape(()), integers)
    rank = len(shape)
    position = axis + rank if axis < 0 else axis
    if node.opset < 13 or not 0 <= position < rank or scale.shape != (shape[position],):
        per_axis = f", or one for each index along dimension {axis}" if node.opset >= 13 else ""
        raise node.error(
            f"the scale of shape {shape_text(scale.shape)} does not fit the operand of shape {shape_text(shape)}: "
            f"there must be one{per_axis}"
        )
    along = [1] * rank
    along[position] = -1
    return _Parameters(scale.reshape(along), zero_point.reshape(along), integers)


def _require_float32(node: Node, key: str) -> None:
    """Raises when an attribute that names a type of floats names another one than float32."""
    from onnx import TensorProto

    if (found := node.integer(key, 0)) not in (0, TensorProto.FLOAT):
        raise node.error(f"attribute '{key}' is {_type_name(found)}; supported: FLOAT")


def _output_type(node: Node) -> str:
    """The type of the codes where there is no zero point."""
    written = node.integer("output_dtype", 0) if node.opset >= 21 else 0
    return _type_name(written).lower() if written else "uint8"


def _type_name(number: int) -> str:
    from onnx import TensorProto

    return {value: name for name, value in TensorProto.DataType.items()}.get(number, str(number))


def _range(node: Node, integers: str) -> tuple[int, int]:
    """Lowest and highest code of a type."""
    found = _INTEGER.fullmatch(integers)
    if found is None or int(found[1]) > _MAX_QUANTIZED_BITS:
        raise node.error(f"quantizes to {integers}; supported: {_SUPPORTED}")
    levels = 1 << int(found[1])
    return (0, levels - 1) if integers.startswith("u") else (-levels // 2, levels // 2 - 1)
