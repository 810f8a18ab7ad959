# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""Pools and reductions. An average is a sum that is divided by the number of elements, exactly."""

# The generated builders do not state the types of their parameters.
# pyright: reportUnknownArgumentType=false, reportUnknownVariableType=false

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np

from hls4mlir import ir
from hls4mlir.dialects import qnn
from hls4mlir.importers.graph_builder import Constant, GraphBuilder, Tensor, Value
from hls4mlir.importers.onnx_file import Array, shape_text
from hls4mlir.importers.onnx_node import CHANNELS_LAST_DOMAIN, STANDARD_DOMAINS, Converter, Node, operator
from hls4mlir.importers.operators.windows import (
    Windows,
    channels_first,
    channels_last,
    is_channels_last,
    read_windows,
    spatial_list,
)

_DOMAINS = (*STANDARD_DOMAINS, CHANNELS_LAST_DOMAIN)


@operator("MaxPool", operands=1, domains=_DOMAINS, foldable=False)
def max_pool(graph: GraphBuilder, node: Node) -> Tensor:
    """The largest element of each window; padding takes no part."""
    node.ignore("storage_order")  # about the second result, which is not supported
    last = is_channels_last(node)
    operand = channels_last(graph, node, node.operand(0, "the tensor to pool"), last)
    windows = _pool_windows(node, operand, dilated=node.opset >= 10)
    result = _pool(graph, "max", operand, windows)
    return result if last else channels_first(graph, result)


@operator("AveragePool", operands=1, domains=_DOMAINS, foldable=False)
def average_pool(graph: GraphBuilder, node: Node) -> Tensor:
    """The mean of each window; padding counts as zeros where the node says so, and takes no part otherwise."""
    last = is_channels_last(node)
    operand = channels_last(graph, node, node.operand(0, "the tensor to pool"), last)
    counts_padding = node.opset >= 7 and node.flag("count_include_pad", False)
    windows = _pool_windows(node, operand, dilated=node.opset >= 19)
    counts = _counts(node, operand.shape[1:-1], windows, counts_padding)
    divisor = Constant(counts, f"{node.name}.count")
    result = graph.binary(_pool(graph, "sum", operand, windows), divisor, qnn.div)
    return result if last else channels_first(graph, result)


def _pool_windows(node: Node, operand: Value, *, dilated: bool) -> Windows:
    spatial = operand.shape[1:-1]
    if not node.has("kernel_shape"):
        raise node.error(f"attribute 'kernel_shape' of {node.op_type} is missing")
    window = spatial_list(node, "kernel_shape", len(spatial), 1)
    ceil_mode = node.has("ceil_mode") and node.flag("ceil_mode", False)
    return read_windows(node, spatial, window, pools=True, ceil_mode=ceil_mode, dilated=dilated)


def _pool(graph: GraphBuilder, kind: str, operand: Value, windows: Windows) -> Value:
    return graph.result(
        qnn.pool(
            _reduction(kind),
            operand.value,
            list(windows.shape),
            list(windows.strides),
            list(windows.low),
            list(windows.high),
            list(windows.dilations),
        ),
        operand.batch,
    )


def _reduction(kind: str) -> ir.Attribute:
    return ir.Attribute.parse(f"#qnn<reduction {kind}>")


def _counts(node: Node, spatial: Sequence[int], windows: Windows, counts_padding: bool) -> Array:
    """How many elements each average is over: one number, or one per position, `[1, spatial.., 1]`."""
    per_dimension: list[Array] = []
    # What a rounded-up number of windows adds behind is no padding of the source.
    pads = (node.integers("pads") or ()) if node.text("auto_pad", "NOTSET") == "NOTSET" else ()
    written = pads[len(spatial) :] or windows.high
    for dim, size in enumerate(spatial):
        stride, dilation, window = windows.strides[dim], windows.dilations[dim], windows.shape[dim]
        low, high = windows.low[dim], windows.high[dim]
        outputs = (size + low + high - (window - 1) * dilation - 1) // stride + 1
        begin, end = (-low, size + min(high, written[dim])) if counts_padding else (0, size)
        taps = np.arange(outputs)[:, None] * stride - low + np.arange(window)[None, :] * dilation
        per_dimension.append(((taps >= begin) & (taps < end)).sum(1))
    if any((count == 0).any() for count in per_dimension):
        raise node.error(f"has a window that lies in the padding alone: windows {shape_text(windows.shape)}")
    if all((count == count[0]).all() for count in per_dimension):
        return np.array(math.prod(int(count[0]) for count in per_dimension), np.float32)
    counts = np.ones((), np.int64)
    for count in per_dimension:
        counts = np.multiply.outer(counts, count)
    return counts.astype(np.float32).reshape(1, *counts.shape, 1)


@operator("GlobalMaxPool", operands=1, foldable=False)
def global_max_pool(graph: GraphBuilder, node: Node) -> Tensor:
    """The largest element of each channel."""
    return _global(graph, node, "max")


@operator("GlobalAveragePool", operands=1, foldable=False)
def global_average_pool(graph: GraphBuilder, node: Node) -> Tensor:
    """The mean of each channel."""
    return _global(graph, node, "mean")


def _global(graph: GraphBuilder, node: Node, kind: str) -> Tensor:
    operand = graph.value(node.operand(0, "the tensor to pool"))
    if len(operand.shape) < 3:
        raise node.error(
            f"the operand has shape {shape_text(operand.shape)}, but needs samples, channels and spatial dimensions"
        )
    return _reduce(graph, node, operand, range(2, len(operand.shape)), kind)


def _reduction_of(kind: str, since: int) -> Converter:
    """The converter of a reduction; `since` is the operator set in which its axes became an operand."""

    def convert(graph: GraphBuilder, node: Node) -> Tensor:
        operand = graph.value(node.operand(0, "the tensor to reduce"))
        rank = len(operand.shape)
        if node.opset >= since:
            axes = None if node.optional_operand(1) is None else node.constant(1, "the axes").array
            written = None if axes is None else tuple(int(axis) for axis in np.asarray(axes).reshape(-1))
            nothing = node.flag("noop_with_empty_axes", False)
        else:
            written, nothing = node.integers("axes"), False
        keep = node.flag("keepdims", True)
        if not written and nothing:
            return operand
        axes = sorted(axis + rank if axis < 0 else axis for axis in (written or range(rank)))
        if len(set(axes)) != len(axes) or not set(axes) <= set(range(rank)):
            raise node.error(f"axes {shape_text(written or ())} are not distinct dimensions of a tensor of rank {rank}")
        if not written and operand.batch is not None:
            axes.remove(operand.batch)
        if operand.batch in axes:
            raise node.error(f"reduces dimension {operand.batch}, which holds the samples of the batch")
        result = _reduce(graph, node, operand, axes, kind)
        return result if keep else graph.drop_dimensions(graph.value(result), axes)

    return convert


def _reduce(graph: GraphBuilder, node: Node, operand: Value, axes: Sequence[int], kind: str) -> Tensor:
    """The reduction of ascending axes, which stay as dimensions of extent 1."""
    reduction = _reduction("sum" if kind == "mean" else kind)
    result = graph.result(qnn.reduce(reduction, operand.value, list(axes)), operand.batch)
    if kind != "mean":
        return result
    count = math.prod(operand.shape[axis] for axis in axes)
    return graph.binary(result, Constant(np.array(count, np.float32), f"{node.name}.count"), qnn.div)


for _name, _kind, _since in (
    ("ReduceMax", "max", 18),
    ("ReduceMean", "mean", 18),
    ("ReduceMin", "min", 18),
    ("ReduceSum", "sum", 13),
):
    operator(_name, operands=(1, 2))(_reduction_of(_kind, _since))


def _variadic(build: Callable[[ir.Value, ir.Value], ir.Value], *, mean: bool = False) -> Converter:
    """The converter of an operator that combines any number of operands, broadcasting."""

    def convert(graph: GraphBuilder, node: Node) -> Tensor:
        if node.opset < 6:
            node.ignore("consumed_inputs")
        result: Tensor = node.operand(0, "the first operand")
        for index in range(1, len(node.inputs)):
            result = graph.binary(result, node.operand(index, "an operand"), build)
        if mean and len(node.inputs) > 1:
            result = graph.binary(
                result, Constant(np.array(len(node.inputs), np.float32), f"{node.name}.count"), qnn.div
            )
        return result

    return convert


_ANY_NUMBER = (1, 2**31)

for _name, _build in (("Max", qnn.max), ("Min", qnn.min), ("Sum", qnn.add)):
    operator(_name, operands=_ANY_NUMBER)(_variadic(_build))
operator("Mean", operands=_ANY_NUMBER)(_variadic(qnn.add, mean=True))
