# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""Convolutions. In the import form channels are last: transpositions stand around what the model has otherwise."""

# The generated builders do not state the types of their parameters.
# pyright: reportUnknownArgumentType=false

from __future__ import annotations

from collections.abc import Sequence

from hls4mlir.dialects import qnn
from hls4mlir.importers.graph_builder import GraphBuilder, Tensor, Value
from hls4mlir.importers.onnx_file import shape_text
from hls4mlir.importers.onnx_node import CHANNELS_LAST_DOMAIN, STANDARD_DOMAINS, Node, operator
from hls4mlir.importers.operators.windows import (
    Windows,
    channels_first,
    channels_last,
    is_channels_last,
    read_kernel_shape,
    read_pads,
    read_windows,
    spatial_list,
)


@operator("Conv", operands=(2, 3), domains=(*STANDARD_DOMAINS, CHANNELS_LAST_DOMAIN), foldable=False)
def conv(graph: GraphBuilder, node: Node) -> Tensor:
    """A convolution, plus a bias per output channel."""
    last = is_channels_last(node)
    operand = channels_last(graph, node, node.operand(0, "the tensor to convolve"), last)
    kernel = graph.value(node.operand(1, "the kernel"))
    _require_rank(node, kernel, operand)
    if not last:
        kernel = graph.value(channels_last(graph, node, kernel, last))
    windows = read_windows(node, operand.shape[1:-1], read_kernel_shape(node, kernel.shape[1:-1]))
    groups = node.integer("group", 1)
    _require_groups(node, groups, operand.shape[-1], kernel.shape)
    return _finish(graph, node, _convolve(graph, operand, kernel, windows, groups), last)


@operator("ConvTranspose", operands=(2, 3), foldable=False)
def conv_transpose(graph: GraphBuilder, node: Node) -> Tensor:
    """The transpose of a convolution: zeros between the elements, then a convolution with the reversed kernel."""
    operand = channels_last(graph, node, node.operand(0, "the tensor to convolve"), last=False)
    kernel = graph.value(node.operand(1, "the kernel"))
    _require_rank(node, kernel, operand)
    inputs, outputs, *window = kernel.shape
    groups, rank = node.integer("group", 1), len(window)
    if groups < 1 or inputs % groups or inputs != operand.shape[-1]:
        raise node.error(
            f"the kernel {shape_text(kernel.shape)} of {groups} group(s) is for {inputs} channels, but the operand has "
            f"{operand.shape[-1]}; channels must be a multiple of the groups"
        )
    read_kernel_shape(node, window)
    strides, dilations = spatial_list(node, "strides", rank, 1), spatial_list(node, "dilations", rank, 1)
    extra = spatial_list(node, "output_padding", rank, 0, least=0)
    extents = [(size - 1) * dilation + 1 for size, dilation in zip(window, dilations, strict=True)]
    full = [
        (size - 1) * stride + extent + more
        for size, stride, extent, more in zip(operand.shape[1:-1], strides, extents, extra, strict=True)
    ]
    low, high = _transposed_pads(node, full, operand.shape[1:-1], strides)

    # [C, O/G, window..] as the kernel of a convolution, [O, window.., C/G], reversed along the window.
    grouped = graph.reshape_sample(kernel, (groups, inputs // groups, outputs, *window), None)
    turned = graph.transpose(grouped, (0, 2, *range(3, 3 + rank), 1))
    flat = graph.value(graph.reshape_sample(turned, (groups * outputs, *window, inputs // groups), None))
    reversed_kernel = graph.result(
        qnn.slice(
            flat.value,
            [0, *(size - 1 for size in window), 0],
            list(flat.shape),
            [1, *(-1 if size > 1 else 1 for size in window), 1],
        ),
        None,
    )
    # What the padding of a transposed convolution cuts off, it cuts off the result.
    before = [extent - 1 - cut for extent, cut in zip(extents, low, strict=True)]
    after = [extent - 1 + more - cut for extent, more, cut in zip(extents, extra, high, strict=True)]
    spread = graph.result(
        qnn.pad(
            operand.value,
            [0, *(max(pad, 0) for pad in before), 0],
            [0, *(max(pad, 0) for pad in after), 0],
            [0, *(stride - 1 for stride in strides), 0],
        ),
        operand.batch,
    )
    offsets = [max(-pad, 0) for pad in before]
    sizes = [size - offset - max(-pad, 0) for size, offset, pad in zip(spread.shape[1:-1], offsets, after, strict=True)]
    if any(size < extent for size, extent in zip(sizes, extents, strict=True)):
        raise node.error(f"its padding {shape_text((*low, *high))} leaves nothing of the result {shape_text(full)}")
    cut = graph.result(
        qnn.slice(
            spread.value,
            [0, *offsets, 0],
            [spread.shape[0], *sizes, spread.shape[-1]],
            [1] * len(spread.shape),
        ),
        spread.batch,
    )
    ones, zeros = (1,) * rank, (0,) * rank
    windows = Windows(tuple(window), ones, zeros, zeros, dilations)
    return _finish(graph, node, _convolve(graph, cut, reversed_kernel, windows, groups), last=False)


def _transposed_pads(
    node: Node, full: Sequence[int], spatial: Sequence[int], strides: Sequence[int]
) -> tuple[Sequence[int], Sequence[int]]:
    """How much is cut off a transposed convolution, of extents `full` without padding, in front and behind."""
    rank = len(full)
    mode = node.text("auto_pad", "NOTSET")
    wanted = node.integers("output_shape")
    if wanted is None and mode in ("SAME_UPPER", "SAME_LOWER"):
        wanted = tuple(size * stride for size, stride in zip(spatial, strides, strict=True))
    if wanted is None:
        return read_pads(node, rank) if mode == "NOTSET" else ((0,) * rank, (0,) * rank)
    node.ignore("pads")  # computed from the shape of the result
    if len(wanted) != rank:
        raise node.error(f"attribute 'output_shape' is {shape_text(wanted)}, but there are {rank} spatial dimensions")
    total = [size - want for size, want in zip(full, wanted, strict=True)]
    if any(cut < 0 for cut in total):
        raise node.error(
            f"a result of extents {shape_text(wanted)} is larger than the {shape_text(full)} that the windows reach"
        )
    half = [cut // 2 for cut in total]
    rest = [cut - part for cut, part in zip(total, half, strict=True)]
    return (half, rest) if mode == "SAME_UPPER" else (rest, half)


def _require_rank(node: Node, kernel: Value, operand: Value) -> None:
    if len(kernel.shape) != len(operand.shape):
        raise node.error(
            f"the kernel has shape {shape_text(kernel.shape)}, but an operand of rank {len(operand.shape)} needs one "
            "of the same rank"
        )


def _require_groups(node: Node, groups: int, channels: int, kernel: Sequence[int]) -> None:
    """Raises unless a kernel `[O, window.., C / groups]` fits the channels of the operand."""
    if groups < 1 or channels % groups or kernel[0] % groups:
        raise node.error(
            f"attribute 'group' is {groups}, but must divide the {channels} channels of the operand and the "
            f"{kernel[0]} of the result"
        )
    if kernel[-1] * groups != channels:
        raise node.error(
            f"the operand has {channels} channels, but the kernel is for {kernel[-1] * groups}: {kernel[-1]} in each "
            f"of {groups} group(s)"
        )


def _convolve(graph: GraphBuilder, operand: Value, kernel: Value, windows: Windows, groups: int) -> Value:
    return graph.result(
        qnn.convolution(
            operand.value,
            kernel.value,
            list(windows.strides),
            list(windows.low),
            list(windows.high),
            list(windows.dilations),
            groups,
        ),
        operand.batch,
    )


def _finish(graph: GraphBuilder, node: Node, result: Value, last: bool) -> Tensor:
    """The bias added, and the channels where the model has them."""
    bias = node.optional_operand(2)
    if bias is not None:
        shape = graph.value(bias).shape
        if shape != (result.shape[-1],):
            raise node.error(f"the bias has shape {shape_text(shape)}, but the result has {result.shape[-1]} channels")
        result = graph.binary(result, bias, qnn.add)
    return result if last else channels_first(graph, result)
