# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""What convolutions and pools have in common: windows that move over the spatial dimensions, and where channels are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hls4mlir.importers.graph_builder import GraphBuilder, Tensor, Value
from hls4mlir.importers.onnx_file import MAX_ELEMENTS, shape_text
from hls4mlir.importers.onnx_node import CHANNELS_LAST_DOMAIN, Node

__all__ = [
    "Windows",
    "channels_first",
    "channels_last",
    "is_channels_last",
    "read_kernel_shape",
    "read_pads",
    "read_windows",
    "spatial_list",
]


@dataclass(frozen=True)
class Windows:
    """Windows of `shape` elements; one number per spatial dimension, padding in front (`low`) and behind (`high`)."""

    shape: tuple[int, ...]
    strides: tuple[int, ...]
    low: tuple[int, ...]
    high: tuple[int, ...]
    dilations: tuple[int, ...]


def is_channels_last(node: Node) -> bool:
    """Whether the operator has the channels in the last dimension."""
    return node.proto.domain == CHANNELS_LAST_DOMAIN


def channels_last(graph: GraphBuilder, node: Node, tensor: Tensor, last: bool) -> Value:
    """The operand of a convolution or pool as `[N, spatial.., C]`; it is so already when `last` is set."""
    operand = graph.value(tensor)
    rank = len(operand.shape)
    if rank < 3:
        raise node.error(
            f"the operand has shape {shape_text(operand.shape)}, but needs samples, channels and spatial dimensions"
        )
    if operand.batch not in (None, 0):
        raise node.error(f"dimension {operand.batch} of the operand holds the samples of the batch, not dimension 0")
    return operand if last else graph.value(graph.transpose(operand, (0, *range(2, rank), 1)))


def channels_first(graph: GraphBuilder, result: Value) -> Tensor:
    """`[N, spatial.., C]` as `[N, C, spatial..]`."""
    rank = len(result.shape)
    return graph.transpose(result, (0, rank - 1, *range(1, rank - 1)))


def spatial_list(node: Node, key: str, rank: int, default: int, *, least: int = 1) -> tuple[int, ...]:
    """An attribute with one number, of at least `least`, for each of `rank` spatial dimensions."""
    values = node.integers(key)
    if values is None:
        return (default,) * rank
    if len(values) != rank:
        raise node.error(f"attribute '{key}' is {shape_text(values)}, but the operand has {rank} spatial dimension(s)")
    if any(not least <= value <= MAX_ELEMENTS for value in values):
        raise node.error(f"attribute '{key}' is {shape_text(values)}, but its entries must be {least} or more")
    return values


def read_kernel_shape(node: Node, kernel: Sequence[int]) -> tuple[int, ...]:
    """The window of a convolution; the attribute repeats what the shape of the kernel says."""
    written = node.integers("kernel_shape")
    if written is not None and written != tuple(kernel):
        raise node.error(
            f"attribute 'kernel_shape' is {shape_text(written)}, but the window of the kernel is {shape_text(kernel)}"
        )
    return tuple(kernel)


def read_pads(node: Node, rank: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The attribute `pads`: what stands in front of each spatial dimension, then what stands behind."""
    pads = node.integers("pads") or (0,) * (2 * rank)
    if len(pads) != 2 * rank or any(not 0 <= pad <= MAX_ELEMENTS for pad in pads):
        raise node.error(
            f"attribute 'pads' is {shape_text(pads)}, but must have {2 * rank} entries that are not negative"
        )
    return pads[:rank], pads[rank:]


def read_windows(
    node: Node,
    spatial: Sequence[int],
    window: tuple[int, ...],
    *,
    pools: bool = False,
    ceil_mode: bool = False,
    dilated: bool = True,
) -> Windows:
    """The windows that a node moves over spatial dimensions of the extents `spatial`.

    With `ceil_mode`, padding is added behind for the last window that begins inside of the operand or of the padding in
    front. Raises when a window does not fit.
    """
    rank = len(spatial)
    strides = spatial_list(node, "strides", rank, 1)
    dilations = spatial_list(node, "dilations", rank, 1) if dilated else (1,) * rank
    mode = node.text("auto_pad", "NOTSET")
    extents = [(size - 1) * dilation + 1 for size, dilation in zip(window, dilations, strict=True)]
    if mode == "NOTSET":
        low, high = read_pads(node, rank)
    elif mode == "VALID":
        node.ignore("pads")
        low = high = (0,) * rank
    elif mode in ("SAME_UPPER", "SAME_LOWER"):
        node.ignore("pads")
        total = [
            (-(-size // stride) - 1) * stride + extent - size
            for size, stride, extent in zip(spatial, strides, extents, strict=True)
        ]
        # One element left out is the last one; of more, some leave out as many in front.
        if pools and min(total) < -1:
            raise node.error(
                f"attribute 'auto_pad' is '{mode}', but strides {shape_text(strides)} leave out elements between "
                f"windows {shape_text(window)}, and runtimes disagree about which; give 'pads' instead"
            )
        total = [max(0, pad) for pad in total]
        smaller, larger = tuple(pad // 2 for pad in total), tuple(pad - pad // 2 for pad in total)
        low, high = (smaller, larger) if mode == "SAME_UPPER" else (larger, smaller)
    else:
        raise node.error(f"attribute 'auto_pad' is '{mode}'; supported: NOTSET, SAME_UPPER, SAME_LOWER and VALID")
    for dim, (size, extent, before, after) in enumerate(zip(spatial, extents, low, high, strict=True)):
        if extent > size + before + after:
            dilation = f", {extent} with dilation {dilations[dim]}" if dilations[dim] != 1 else ""
            raise node.error(
                f"a window of {window[dim]} elements{dilation} does not fit spatial dimension {dim} of the operand, "
                f"which has {size}, with padding {size + before + after}"
            )
    if ceil_mode:
        grown: list[int] = []
        for size, stride, extent, before, after in zip(spatial, strides, extents, low, high, strict=True):
            count = -(-(size + before + after - extent) // stride) + 1
            if (count - 1) * stride >= size + before:
                count -= 1
            grown.append(max(after, (count - 1) * stride + extent - size - before))
        high = tuple(grown)
    return Windows(window, strides, low, high, dilations)
