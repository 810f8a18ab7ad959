# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""Products and sums."""

# The generated builders do not state the types of their parameters.
# pyright: reportUnknownArgumentType=false, reportUnknownVariableType=false

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from hls4mlir import ir
from hls4mlir.dialects import qnn
from hls4mlir.importers.constant_folding import legacy_broadcast_shape
from hls4mlir.importers.graph_builder import Constant, GraphBuilder, Tensor
from hls4mlir.importers.onnx_file import shape_text
from hls4mlir.importers.onnx_node import Converter, Node, operator


@operator("MatMul", operands=2)
def matmul(graph: GraphBuilder, node: Node) -> Tensor:
    """The product in numpy's sense: a vector counts as a row on the left and as a column on the right."""
    lhs, rhs = graph.value(node.operand(0, "the left factor")), graph.value(node.operand(1, "the right factor"))
    if not lhs.shape or not rhs.shape:
        raise node.error(f"cannot multiply {shape_text(lhs.shape)} by {shape_text(rhs.shape)}; MatMul takes no scalars")
    row, column = len(lhs.shape) == 1, len(rhs.shape) == 1
    if row:
        lhs = graph.value(graph.reshape_sample(lhs, (1, *lhs.shape), None if lhs.batch is None else lhs.batch + 1))
    if column:
        rhs = graph.value(graph.reshape_sample(rhs, (*rhs.shape, 1), rhs.batch))
    product = graph.matmul(lhs, rhs)
    dropped = [len(product.shape) - 2] * row + [len(product.shape) - 1] * column
    return graph.drop_dimensions(product, dropped)


@operator("Gemm", operands=(2, 3))
def gemm(graph: GraphBuilder, node: Node) -> Tensor:
    """`alpha * A * B + beta * C`, as separate operations; factors of one are left out."""
    lhs: Tensor = node.operand(0, "A")
    rhs: Tensor = node.operand(1, "B")
    for what, operand in (("A", lhs), ("B", rhs)):
        if len(shape := graph.value(operand).shape) != 2:
            raise node.error(f"operand {what} of Gemm has shape {shape_text(shape)}, but must have two dimensions")
    if node.flag("transA", False):
        lhs = graph.transpose(lhs, (1, 0))
    if node.flag("transB", False):
        rhs = graph.transpose(rhs, (1, 0))
    if node.opset < 7:
        # Operator sets below 7 say whether C broadcasts; one that does not has the shape of the result.
        node.flag("broadcast", False)
    alpha, beta = node.number("alpha", 1.0), node.number("beta", 1.0)
    # A factor of weights that are not quantized is part of them: no multiplier follows the product.
    if alpha != 1 and isinstance(node.operand(1, "B"), Constant):
        rhs, alpha = graph.binary(rhs, _scalar(alpha, f"{node.name}.alpha"), qnn.mul), 1.0
    result = graph.matmul(lhs, rhs)
    if alpha != 1:
        result = graph.binary(result, _scalar(alpha, f"{node.name}.alpha"), qnn.mul)
    addend = node.optional_operand(2)
    if addend is None or beta == 0:
        return result
    shape = result.shape
    if beta != 1:
        addend = graph.binary(addend, _scalar(beta, f"{node.name}.beta"), qnn.mul)
    result = graph.binary(result, addend, qnn.add)
    if result.shape != shape:
        raise node.error(
            f"operand C of shape {shape_text(graph.value(addend).shape)} does not broadcast over the product of "
            f"shape {shape_text(shape)}"
        )
    return result


def _elementwise(build: Callable[[ir.Value, ir.Value], ir.Value]) -> Converter:
    """The converter of an operator with two operands that broadcast."""

    def convert(graph: GraphBuilder, node: Node) -> Tensor:
        lhs, rhs = node.operand(0, "on the left"), node.operand(1, "on the right")
        if node.opset < 7:
            rhs = _align(graph, node, lhs, rhs)
        return graph.binary(lhs, rhs, build)

    return convert


def _align(graph: GraphBuilder, node: Node, lhs: Tensor, rhs: Tensor) -> Tensor:
    """The right operand under a shape that broadcasts as numpy does, as operator sets below 7 want it."""
    node.ignore("consumed_inputs")
    broadcast, aligned = node.flag("broadcast", False), node.has("axis")
    axis = node.integer("axis", 0)
    left, right = graph.value(lhs).shape, graph.value(rhs).shape
    if not broadcast:
        if left != right:
            raise node.error(
                f"operands have shapes {shape_text(left)} and {shape_text(right)}, but must have the same one, since "
                f"attribute 'broadcast' is not set in operator set {node.opset}"
            )
        return rhs
    if not aligned:
        return rhs
    shape = legacy_broadcast_shape(left, right, axis)
    return graph.reshape_sample(rhs, shape, rhs.batch if not isinstance(rhs, Constant) else None)


for _name, _build in (("Add", qnn.add), ("Sub", qnn.sub), ("Mul", qnn.mul), ("Div", qnn.div)):
    operator(_name, operands=2)(_elementwise(_build))


@operator("Neg", operands=1)
def neg(graph: GraphBuilder, node: Node) -> Tensor:
    """The operand times -1."""
    node.ignore("consumed_inputs")
    return graph.binary(node.operand(0, "the operand"), _scalar(-1.0, f"{node.name}.factor"), qnn.mul)


def _scalar(value: float, name: str) -> Constant:
    return Constant(np.array(value, np.float32), name)
