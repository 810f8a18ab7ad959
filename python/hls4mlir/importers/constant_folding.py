# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""Evaluating operators of which every operand is constant, with the onnx package's own reference implementation.

Exporters leave such subgraphs everywhere: shape computations in front of a Reshape, the square root of a variance.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from hls4mlir.errors import ModelError
from hls4mlir.importers.onnx_file import MAX_ELEMENTS, Array, require_size, shape_text

if TYPE_CHECKING:
    import onnx

__all__ = ["fold"]

_RANDOM = frozenset(
    ("Bernoulli", "Multinomial", "RandomNormal", "RandomNormalLike", "RandomUniform", "RandomUniformLike")
)

_NOT_AS_DEFINED = {"BatchNormalization": 14, "Hardmax": 13, "LogSoftmax": 13, "Softmax": 13}
"""Where the reference implementation does not follow the definition below some operator set: it takes a batch
normalization to be in training mode, and a softmax to have one axis."""

_PROPAGATED_ELEMENTS = 1024
"""Operands up to this size are shown to shape inference, since they may be shapes."""

_LEGACY_BROADCAST = frozenset(("Add", "And", "Div", "Equal", "Greater", "Less", "Mul", "Or", "Pow", "Sub", "Xor"))


def fold(node: onnx.NodeProto, operands: list[Array | None], opset: int) -> list[Array]:
    """The results of a node of the standard domain. Operands that are left out are `None`.

    Raises `ModelError`, without the name of the node, when the operator does not exist in the operator set, when the
    node does not fit it, or when the results are too large.
    """
    if node.op_type in _RANDOM:
        raise ModelError(f"operator {node.op_type} gives random numbers, which is not supported")
    if opset < _NOT_AS_DEFINED.get(node.op_type, 0):
        raise ModelError(f"operator {node.op_type} on constants is not supported in operator set {opset}")
    node, operands, opset = _modernize(node, operands, opset)
    _check(node, operands, opset)
    model = _model_of(node, operands, opset)
    _require_results_of_sane_size(model, operands)
    from onnx.reference import ReferenceEvaluator

    feeds = {name: array for name, array in zip(node.input, operands, strict=True) if array is not None}
    try:
        with np.errstate(all="ignore"):
            results: list[Any] = list(ReferenceEvaluator(model).run(None, feeds))  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType]
    except Exception as error:  # the evaluator raises whatever its numpy code does
        detail = str(error).splitlines()[0] if str(error) else type(error).__name__
        shapes = ", ".join(shape_text(array.shape) for array in operands if array is not None)
        raise ModelError(f"{node.op_type} of constants of shapes {shapes} cannot be evaluated: {detail}") from None
    for result in results:
        if not isinstance(result, np.ndarray | np.generic):
            raise ModelError(f"{node.op_type} of constants gives a {type(result).__name__}, but must give a tensor")
    arrays: list[Array] = [np.asarray(result) for result in results]
    for array in arrays:
        if array.size:
            require_size("result", array.shape)
    return arrays


def _check(node: onnx.NodeProto, operands: list[Array | None], opset: int) -> None:
    """Raises unless the operator exists and the node has the operands and attributes that it takes."""
    from onnx import defs

    try:
        schema = defs.get_schema(node.op_type, opset, "")
    except defs.SchemaError:
        raise ModelError(f"operator {node.op_type} does not exist in operator set {opset}") from None
    fewest, most = schema.min_input, schema.max_input
    if not fewest <= len(operands) <= most:
        expected = f"{fewest}" if fewest == most else f"{fewest} to {most}"
        raise ModelError(f"{node.op_type} has {len(operands)} operands, but takes {expected}")
    for attribute in node.attribute:
        if attribute.name not in schema.attributes:
            known = ", ".join(sorted(schema.attributes)) or "none"
            raise ModelError(
                f"attribute '{attribute.name}' of {node.op_type} is not supported in operator set {opset}; "
                f"supported: {known}"
            )


def _model_of(node: onnx.NodeProto, operands: list[Array | None], opset: int) -> onnx.ModelProto:
    """A model of this one node, which takes the operands as inputs."""
    from onnx import TypeProto, helper

    inputs = [
        helper.make_tensor_value_info(name, helper.np_dtype_to_tensor_dtype(array.dtype), array.shape)
        for name, array in zip(node.input, operands, strict=True)
        if array is not None
    ]
    unique = list({info.name: info for info in inputs}.values())
    outputs = [helper.make_value_info(name, TypeProto()) for name in node.output if name]
    graph = helper.make_graph([node], "fold", unique, outputs)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)])


def _require_results_of_sane_size(model: onnx.ModelProto, operands: list[Array | None]) -> None:
    """Raises when shape inference says that the result has too many elements, before any memory is asked for."""
    import onnx
    from onnx import numpy_helper, shape_inference

    node = model.graph.node[0]
    shown = onnx.ModelProto()
    shown.CopyFrom(model)
    for name, array in zip(node.input, operands, strict=True):
        if array is not None and array.size <= _PROPAGATED_ELEMENTS and not array.dtype.hasobject:
            shown.graph.initializer.append(numpy_helper.from_array(array, name))
    try:
        inferred = shape_inference.infer_shapes(shown, data_prop=True)
    except Exception:
        return  # the evaluation itself will say what is wrong
    for output in inferred.graph.output:
        dims = output.type.tensor_type.shape.dim
        if (count := math.prod(dim.dim_value for dim in dims if dim.HasField("dim_value"))) > MAX_ELEMENTS:
            raise ModelError(f"the result of {node.op_type} has {count} elements; at most {MAX_ELEMENTS} are supported")


def _modernize(
    node: onnx.NodeProto, operands: list[Array | None], opset: int
) -> tuple[onnx.NodeProto, list[Array | None], int]:
    """The same computation where the reference implementation starts later than the operator set of the model."""
    import onnx

    attributes = {attribute.name: attribute for attribute in node.attribute}
    modern = onnx.NodeProto()
    modern.CopyFrom(node)
    modern.domain = ""
    del modern.attribute[:]
    if opset < 7 and node.op_type in _LEGACY_BROADCAST and len(operands) == 2:
        lhs, rhs = operands
        if lhs is None or rhs is None:
            raise ModelError(f"{node.op_type} needs two operands")
        broadcast = attributes.pop("broadcast", None)
        axis = attributes.pop("axis", None)
        attributes.pop("consumed_inputs", None)
        modern.attribute.extend(attributes.values())
        if broadcast is not None and broadcast.i and axis is not None:
            rhs = rhs.reshape(legacy_broadcast_shape(lhs.shape, rhs.shape, axis.i))
        return modern, [lhs, rhs], 7
    if opset < 5 and node.op_type == "Reshape" and "shape" in attributes and len(operands) == 1:
        modern.input.append("shape")
        return modern, [operands[0], np.array(attributes["shape"].ints, np.int64)], 5
    if opset < 6 and node.op_type == "Cast" and "to" in attributes and attributes["to"].s:
        names = dict(onnx.TensorProto.DataType.items())
        target = attributes["to"].s.decode(errors="replace").upper()
        if target not in names:
            raise ModelError(f"attribute 'to' of Cast is '{target}', which is not a type")
        modern.attribute.append(onnx.helper.make_attribute("to", int(names[target])))
        return modern, operands, 6
    modern.attribute.extend(node.attribute)
    return modern, operands, opset


def legacy_broadcast_shape(lhs: tuple[int, ...], rhs: tuple[int, ...], axis: int) -> tuple[int, ...]:
    """The shape under which the second operand broadcasts as numpy does, when it was to be aligned at `axis`.

    Operator sets below 7 align the second operand with any run of dimensions of the first.
    """
    axis += len(lhs) if axis < 0 else 0
    trailing = len(lhs) - axis - len(rhs)
    if axis < 0 or trailing < 0:
        raise ModelError(f"attribute 'axis' aligns {len(rhs)} dimensions with {len(lhs)} from dimension {axis} on")
    return (*rhs, *(1,) * trailing)
