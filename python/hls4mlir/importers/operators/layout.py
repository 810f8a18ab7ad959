# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""Operators that move or rename elements, and those that do nothing in an inference."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from hls4mlir.importers.batch import Shape
from hls4mlir.importers.graph_builder import Constant, GraphBuilder, Tensor, Value
from hls4mlir.importers.onnx_file import Array, shape_text
from hls4mlir.importers.onnx_node import Node, operator
from hls4mlir.importers.operators.selection import holds_positions


@operator("Reshape", operands=(1, 2))
def reshape(graph: GraphBuilder, node: Node) -> Tensor:
    """The same elements under another shape: 0 keeps a dimension, -1 takes what is left."""
    operand = graph.value(node.operand(0, "the tensor to reshape"))
    if node.opset < 5:
        node.ignore("consumed_inputs")
    requested = _list(node, "shape", 5)
    if requested is None:
        raise node.error("Reshape needs the shape of its result, but it is left out")
    allow_zero = node.opset >= 14 and node.flag("allowzero", False)
    source = graph.batch.source_shape(operand.shape, operand.batch)
    return graph.reshape(operand, _reshape_target(node, source, requested, allow_zero))


def _reshape_target(node: Node, source: Shape, requested: tuple[int, ...], allow_zero: bool) -> Shape:
    """The shape that a request with 0 and -1 means for an operand of shape `source`."""

    def error(reason: str) -> Exception:
        return node.error(f"cannot reshape {shape_text(source)} to {shape_text(requested)}: {reason}")

    if requested.count(-1) > 1 or any(extent < -1 for extent in requested):
        raise error("dimensions are positive, 0, or -1 once")
    target = list(requested)
    for position, extent in enumerate(target):
        if extent == 0 and allow_zero:
            raise error("a tensor without elements is not supported")
        if extent == 0:
            if position >= len(source):
                raise error(f"there is no dimension {position} to keep")
            target[position] = source[position]
    elements = math.prod(source)
    if -1 in target:
        known = math.prod(extent for extent in target if extent != -1)
        if elements % known:
            raise error(f"{elements} elements are not a multiple of {known}")
        target[target.index(-1)] = elements // known
    if math.prod(target) != elements:
        raise error(f"the operand has {elements} elements, the result {math.prod(target)}")
    return tuple(target)


@operator("Flatten", operands=1)
def flatten(graph: GraphBuilder, node: Node) -> Tensor:
    """Two dimensions: those in front of `axis`, and the others."""
    operand = graph.value(node.operand(0, "the tensor to flatten"))
    rank = len(operand.shape)
    written = node.integer("axis", 1)
    axis = written + rank if written < 0 else written
    if not 0 <= axis <= rank:
        raise node.error(f"attribute 'axis' is {written}, but the operand has shape {shape_text(operand.shape)}")
    source = graph.batch.source_shape(operand.shape, operand.batch)
    return graph.reshape(operand, (math.prod(source[:axis]), math.prod(source[axis:])))


@operator("Transpose", operands=1)
def transpose(graph: GraphBuilder, node: Node) -> Tensor:
    """Permuted dimensions; reversed unless the node says otherwise."""
    operand = graph.value(node.operand(0, "the tensor to transpose"))
    rank = len(operand.shape)
    permutation = node.integers("perm") if node.has("perm") else tuple(reversed(range(rank)))
    if permutation is None or sorted(permutation) != list(range(rank)):
        raise node.error(
            f"attribute 'perm' is {shape_text(permutation or ())}, which does not permute the dimensions of "
            f"{shape_text(operand.shape)}"
        )
    return graph.transpose(operand, permutation)


@operator("Squeeze", operands=(1, 2))
def squeeze(graph: GraphBuilder, node: Node) -> Tensor:
    """Without the dimensions `axes`, or without any of extent 1 except the batch."""
    operand = graph.value(node.operand(0, "the tensor to squeeze"))
    source = graph.batch.source_shape(operand.shape, operand.batch)
    written = _list(node, "axes", 13)
    if written is None:
        dropped = [axis for axis, extent in enumerate(source) if extent == 1 and axis != operand.batch]
    else:
        dropped = sorted(_normalized(node, written, len(source)))
        if wrong := [axis for axis in dropped if source[axis] != 1]:
            raise node.error(f"cannot drop dimension {wrong[0]} of {shape_text(source)}: its extent is not 1")
    return graph.drop_dimensions(operand, dropped)


@operator("Unsqueeze", operands=(1, 2))
def unsqueeze(graph: GraphBuilder, node: Node) -> Tensor:
    """With dimensions of extent 1 that have the positions `axes` in the result."""
    operand = graph.value(node.operand(0, "the tensor to unsqueeze"))
    written = _list(node, "axes", 13)
    if written is None:
        raise node.error("Unsqueeze needs its axes, but they are left out")
    rank = len(operand.shape) + len(written)
    axes = _normalized(node, written, rank)
    kept = iter(enumerate(operand.shape))
    shape: list[int] = []
    batch = None
    for position in range(rank):
        if position in axes:
            shape.append(1)
            continue
        origin, extent = next(kept)
        shape.append(extent)
        batch = position if origin == operand.batch else batch
    return graph.reshape_sample(operand, tuple(shape), batch)


@operator("Identity", operands=1, foldable=False)
def identity(graph: GraphBuilder, node: Node) -> Tensor:
    """The operand."""
    return node.operand(0, "the operand")


@operator("Dropout", operands=(1, 3))
def dropout(graph: GraphBuilder, node: Node) -> Tensor:
    """The operand: an inference drops nothing."""
    if node.opset < 12:
        node.ignore("ratio", "consumed_inputs")
    node.ignore("seed")
    training = node.opset < 7 and not node.flag("is_test", False)
    if len(node.inputs) == 3 and node.optional_operand(2) is not None:
        training = bool(node.constant(2, "the training mode").array.any())
    if training:
        raise node.error("is in training mode; only inference is supported")
    return node.operand(0, "the operand")


@operator("Cast", operands=1)
def cast(graph: GraphBuilder, node: Node) -> Tensor:
    """The operand: what depends on the inputs of the model is of float, or holds positions, which are integers."""
    from onnx import TensorProto

    node.ignore("saturate", "round_mode")  # of no effect on float
    names = {number: name for name, number in TensorProto.DataType.items()}
    target = node.text("to").upper() if node.opset < 6 else names.get(number := node.integer("to"), str(number))
    operand = node.operand(0, "the operand")
    is_exact = target == "FLOAT"
    if target in ("INT32", "INT64"):
        is_exact = isinstance(operand, Value) and holds_positions(operand.value)
    if not is_exact:
        raise node.error(
            f"casts '{node.proto.input[0]}' to {target}; supported are FLOAT, INT32 and INT64 for positions, and "
            "every type for constants"
        )
    return operand


@operator("Shape", operands=1)
def shape(graph: GraphBuilder, node: Node) -> Tensor:
    """The shape of a tensor is a constant."""
    operand = node.operand(0, "the operand")
    extents = _source_shape(graph, operand)
    if node.opset >= 15:
        end = node.integer("end", len(extents)) if node.has("end") else None
        extents = extents[slice(node.integer("start", 0), end)]
    return Constant(np.array(extents, np.int64), node.proto.output[0])


@operator("Size", operands=1)
def size(graph: GraphBuilder, node: Node) -> Tensor:
    """The number of elements of a tensor is a constant."""
    operand = node.operand(0, "the operand")
    return Constant(np.array(math.prod(_source_shape(graph, operand)), np.int64), node.proto.output[0])


@operator("Constant", operands=0, foldable=False)
def constant(graph: GraphBuilder, node: Node) -> Tensor:
    """A tensor that is written in the node."""
    readers: dict[str, Callable[[str], Array]] = {
        "value": node.tensor,
        "value_float": lambda key: np.array(node.number(key), np.float32),
        "value_floats": lambda key: np.array(node.numbers(key), np.float32),
        "value_int": lambda key: np.array(node.integer(key), np.int64),
        "value_ints": lambda key: np.array(node.integers(key), np.int64),
        "value_string": lambda key: np.array(node.text(key), np.object_),
        "value_strings": lambda key: np.array(node.texts(key), np.object_),
    }
    written = [key for key in readers if node.has(key)]
    if len(written) != 1:
        found = ", ".join(attribute.name for attribute in node.proto.attribute) or "none"
        raise node.error(f"needs exactly one of the attributes {', '.join(readers)}, but has {found}")
    return Constant(readers[written[0]](written[0]), node.proto.output[0])


def _source_shape(graph: GraphBuilder, tensor: Tensor) -> Shape:
    """The shape of a tensor in the source model."""
    if isinstance(tensor, Value):
        return graph.batch.source_shape(tensor.shape, tensor.batch)
    return tuple(tensor.array.shape)


def _integers(node: Node, index: int, what: str) -> tuple[int, ...]:
    """A constant operand that is a list of integers."""
    array = node.constant(index, what).array
    if array.dtype.kind not in "iu" or array.ndim > 1:
        raise node.error(
            f"{what} is a tensor of {array.dtype} and shape {shape_text(array.shape)}, not a list of int64"
        )
    return tuple(int(value) for value in array.reshape(-1))


def _list(node: Node, what: str, since: int) -> tuple[int, ...] | None:
    """A list of integers, if given: an operand from the operator set `since` on, an attribute before."""
    if node.opset < since and node.optional_operand(1) is not None:
        raise node.error(f"'{what}' is an operand, but must be an attribute below operator set {since}")
    if node.opset < since:
        return node.integers(what)
    return None if node.optional_operand(1) is None else _integers(node, 1, f"the {what}")


def _normalized(node: Node, axes: tuple[int, ...], rank: int) -> frozenset[int]:
    """The axes counted from the front."""
    normalized = frozenset(axis + rank if axis < 0 else axis for axis in axes)
    if len(normalized) != len(axes) or not normalized <= frozenset(range(rank)):
        raise node.error(f"axes {shape_text(axes)} are not distinct dimensions of a tensor of rank {rank}")
    return normalized
