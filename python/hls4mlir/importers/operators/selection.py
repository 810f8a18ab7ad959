# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""Operators that select elements along an axis: the largest, the smallest, and where they stand."""

from __future__ import annotations

from hls4mlir import ir
from hls4mlir.dialects import qnn
from hls4mlir.importers.graph_builder import GraphBuilder, Tensor, Value
from hls4mlir.importers.onnx_file import shape_text
from hls4mlir.importers.onnx_node import Node, operator

__all__ = ["arg_extremum", "holds_positions", "top_k"]

_MOVING = frozenset(("qnn.concat", "qnn.repeat", "qnn.reshape", "qnn.slice", "qnn.transpose"))
"""Operations that compute nothing: their results hold what their operands hold."""


@operator("ArgMax", "ArgMin", operands=1)
def arg_extremum(graph: GraphBuilder, node: Node) -> Tensor:
    """The position of the largest or the smallest element along `axis`; of equal ones, the first."""
    operand = graph.value(node.operand(0, "the operand"))
    axis = _axis(node, operand, 0)
    keep = node.flag("keepdims", True)
    last = node.opset >= 12 and node.flag("select_last_index", False)
    positions = _select(graph, operand, axis, 1, indices=True, smallest=node.op_type == "ArgMin", last=last)
    return positions if keep else graph.drop_dimensions(positions, [axis])


@operator("TopK", operands=(1, 2))
def top_k(graph: GraphBuilder, node: Node) -> list[Tensor]:
    """The `k` largest or smallest elements along `axis`, in order, and their positions; of equal ones, the first."""
    operand = graph.value(node.operand(0, "the operand"))
    axis = _axis(node, operand, -1)
    size = operand.shape[axis]
    if node.opset < 10:
        k = node.integer("k")
    else:
        counts = node.constant(1, "the number of elements").array
        if counts.dtype.kind not in "iu" or counts.size != 1:
            raise node.error(
                f"the number of elements is a tensor of {counts.dtype} and shape {shape_text(counts.shape)}, "
                "but must be one integer"
            )
        k = int(counts.reshape(()))
    if not 1 <= k <= size:
        raise node.error(f"selects {k} of the {size} elements along axis {axis}, but can select 1 to all of them")
    smallest = node.opset >= 11 and not node.flag("largest", True)
    node.ignore("sorted")  # any order will do where none is asked for
    return [_select(graph, operand, axis, k, indices=indices, smallest=smallest) for indices in (False, True)]


def _axis(node: Node, operand: Value, default: int) -> int:
    """The axis, counted from the front."""
    rank = len(operand.shape)
    written = node.integer("axis", default)
    axis = written + rank if written < 0 else written
    if not 0 <= axis < rank:
        raise node.error(f"attribute 'axis' is {written}, but the operand has shape {shape_text(operand.shape)}")
    if axis == operand.batch:
        raise node.error("compares the samples of the batch; export the model with a batch of 1")
    return axis


def _select(
    graph: GraphBuilder, operand: Value, axis: int, k: int, *, indices: bool, smallest: bool, last: bool = False
) -> Value:
    flags = {name: True for name, on in (("indices", indices), ("smallest", smallest), ("last", last)) if on}
    return graph.result(qnn.top_k(operand.value, axis, k, **flags), operand.batch)


def holds_positions(value: ir.Value) -> bool:
    """Whether a value holds integers: positions that were selected, perhaps moved to other places since."""
    owner = value.owner
    if isinstance(owner, ir.Block):
        return False
    if owner.name in _MOVING:
        return all(map(holds_positions, owner.operands))
    return owner.name == "qnn.top_k" and "indices" in owner.attributes
