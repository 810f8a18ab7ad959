# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""Operators that join, cut, surround and spread tensors."""

# The generated builders do not state the types of their parameters.
# pyright: reportUnknownArgumentType=false, reportUnknownVariableType=false

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from hls4mlir.dialects import qnn
from hls4mlir.importers.graph_builder import Constant, GraphBuilder, Tensor, Value
from hls4mlir.importers.onnx_file import shape_text
from hls4mlir.importers.onnx_node import Node, operator

_ANY_NUMBER = (1, 2**31)
_END = 2**31 - 1
"""From here on, the end of a slice means the end of the dimension."""


@operator("Concat", operands=_ANY_NUMBER)
def concat(graph: GraphBuilder, node: Node) -> Tensor:
    """The operands one behind the other along `axis`."""
    operands = [graph.value(node.operand(index, "an operand")) for index in range(len(node.inputs))]
    rank = len(operands[0].shape)
    axis = _axis(node, node.integer("axis", 1 if node.opset < 4 else None), rank)
    for operand in operands[1:]:
        if len(operand.shape) != rank or any(
            dim != axis and extent != operands[0].shape[dim] for dim, extent in enumerate(operand.shape)
        ):
            raise node.error(
                f"cannot join {shape_text(operands[0].shape)} and {shape_text(operand.shape)} along dimension {axis}"
            )
    batches = {operand.batch for operand in operands if operand.batch is not None}
    if len(batches) > 1 or axis in batches:
        raise node.error("mixes the samples of the batch; export the model with a batch of 1")
    result = qnn.concat([operand.value for operand in operands], axis)
    return graph.result(result, next(iter(batches), None))


@operator("Split", operands=(1, 2))
def split(graph: GraphBuilder, node: Node) -> Sequence[Tensor]:
    """Parts of the operand along `axis`: as large as the node says, or equal ones."""
    operand = graph.value(node.operand(0, "the tensor to split"))
    axis = _axis(node, node.integer("axis", 0), len(operand.shape))
    extent, parts = operand.shape[axis], len(node.proto.output)
    _require_unbatched(node, operand, axis)
    written = _operand(node, 1, "the sizes of the parts") if node.opset >= 13 else node.integers("split")
    if node.opset >= 18 and node.has("num_outputs"):
        parts = node.integer("num_outputs")
    if written is None:
        size = -(-extent // parts) if node.opset >= 18 else extent // parts
        written = (*(size,) * (parts - 1), extent - size * (parts - 1))
    if sum(written) != extent or any(size < 1 for size in written) or len(written) < len(node.proto.output):
        raise node.error(
            f"cannot split dimension {axis} of {shape_text(operand.shape)} into {len(node.proto.output)} part(s) of "
            f"sizes {shape_text(written)}"
        )
    starts = np.cumsum((0, *written[:-1]))
    return [_slice(graph, operand, {axis: (int(start), size, 1)}) for start, size in zip(starts, written, strict=True)][
        : len(node.proto.output)
    ]


@operator("Slice", operands=(1, 5))
def slice_(graph: GraphBuilder, node: Node) -> Tensor:
    """Elements from `starts` to `ends` in `steps` along `axes`; ends are clipped, negative ones count from behind."""
    operand = graph.value(node.operand(0, "the tensor to cut"))
    rank = len(operand.shape)
    if node.opset >= 10:
        starts, ends = _operand(node, 1, "the starts"), _operand(node, 2, "the ends")
        axes, steps = _operand(node, 3, "the axes"), _operand(node, 4, "the steps")
    else:
        starts, ends, axes, steps = node.integers("starts"), node.integers("ends"), node.integers("axes"), None
    if starts is None or ends is None:
        raise node.error("Slice needs starts and ends, but they are left out")
    axes = tuple(range(len(starts))) if axes is None else axes
    steps = (1,) * len(starts) if steps is None else steps
    if not len(starts) == len(ends) == len(axes) == len(steps):
        raise node.error(f"has {len(starts)} starts, {len(ends)} ends, {len(axes)} axes and {len(steps)} steps")
    cuts: dict[int, tuple[int, int, int]] = {}
    for start, end, written, step in zip(starts, ends, axes, steps, strict=True):
        axis = _axis(node, written, rank)
        if step == 0 or axis in cuts:
            raise node.error(f"slices dimension {axis} twice" if step else "has a step of 0")
        if axis == operand.batch and (start, step) == (0, 1) and end >= (graph.batch.size or _END):
            continue
        _require_unbatched(node, operand, axis)
        taken = range(operand.shape[axis])[slice(start, None if -end > _END else end, step)]
        if not len(taken):
            raise node.error(
                f"takes nothing of dimension {axis} of {shape_text(operand.shape)}: from {start} to {end} in steps of "
                f"{step}"
            )
        if len(taken) != operand.shape[axis] or taken.step < 0:
            cuts[axis] = (taken.start, len(taken), taken.step)
    return _slice(graph, operand, cuts)


def _slice(graph: GraphBuilder, operand: Value, cuts: dict[int, tuple[int, int, int]]) -> Value:
    """The operand with some dimensions cut: first element, number of elements, step."""
    whole = [cuts.get(axis, (0, extent, 1)) for axis, extent in enumerate(operand.shape)]
    offsets, sizes, steps = ([cut[part] for cut in whole] for part in range(3))
    return graph.result(qnn.slice(operand.value, offsets, sizes, steps), operand.batch)


@operator("Pad", operands=(1, 4))
def pad(graph: GraphBuilder, node: Node) -> Tensor:
    """The operand with constants, its edge or its reflection around it; negative amounts cut elements off."""
    operand = graph.value(node.operand(0, "the tensor to pad"))
    rank = len(operand.shape)
    mode = node.text("mode", "constant")
    if mode not in ("constant", "edge", "reflect", "wrap"):
        raise node.error(f"attribute 'mode' is '{mode}'; supported: constant, edge, reflect and wrap")
    if node.opset >= 11:
        amounts = _operand(node, 1, "the amounts") or ()
        number = None if node.optional_operand(2) is None else node.constant(2, "the constant").array.reshape(-1)
        value = 0.0 if number is None or mode != "constant" else float(number[0])
        axes = _operand(node, 3, "the axes")
    else:
        amounts, value, axes = node.integers("pads" if node.opset >= 2 else "paddings") or (), 0.0, None
        value = node.number("value", 0.0)
    dims = tuple(range(rank)) if axes is None else tuple(_axis(node, axis, rank) for axis in axes)
    if len(amounts) != 2 * len(dims):
        raise node.error(f"has {len(amounts)} amounts, but needs {2 * len(dims)} for {len(dims)} dimension(s)")
    low, high = [0] * rank, [0] * rank
    for position, dim in enumerate(dims):
        low[dim], high[dim] = amounts[position], amounts[position + len(dims)]
        if low[dim] or high[dim]:
            _require_unbatched(node, operand, dim)
    kept = {
        dim: (max(0, -low[dim]), extent - max(0, -low[dim]) - max(0, -high[dim]), 1)
        for dim, extent in enumerate(operand.shape)
    }
    if any(size < 1 for _, size, _ in kept.values()):
        raise node.error(f"cuts off all of {shape_text(operand.shape)} by the amounts {shape_text(amounts)}")
    result = _slice(graph, operand, kept)
    low, high = [max(0, amount) for amount in low], [max(0, amount) for amount in high]
    if mode == "constant":
        return _pad_constant(graph, node, result, low, high, value)
    for dim in range(rank):
        if low[dim] or high[dim]:
            result = _extend(graph, node, result, dim, low[dim], high[dim], mode)
    return result


def _pad_constant(
    graph: GraphBuilder, node: Node, operand: Value, low: Sequence[int], high: Sequence[int], value: float
) -> Value:
    """Zeros around a tensor; another constant is subtracted before and added again behind."""
    if not np.isfinite(value):
        raise node.error(f"pads with {value}; only finite numbers are supported, except as the padding of a MaxPool")
    shift = Constant(np.array(value, np.float32), f"{node.name}.value")
    shifted = operand if value == 0 else graph.binary(operand, shift, qnn.sub)
    padded = graph.result(qnn.pad(shifted.value, low, high, [0] * len(low)), operand.batch)
    return padded if value == 0 else graph.binary(padded, shift, qnn.add)


def _extend(graph: GraphBuilder, node: Node, operand: Value, dim: int, low: int, high: int, mode: str) -> Value:
    """A tensor that goes on along a dimension as its elements say."""
    extent = operand.shape[dim]
    most = {"edge": low + high, "reflect": extent - 1, "wrap": extent}[mode]
    if max(low, high) > most:
        raise node.error(
            f"pads dimension {dim} of {shape_text(operand.shape)} by {low} and {high} in mode '{mode}', which has "
            f"{most} elements to give"
        )
    if mode == "edge":
        factors = [[count if axis == dim else 1 for axis in range(len(operand.shape))] for count in (low, high)]
        ends = [_slice(graph, operand, {dim: (start, 1, 1)}) for start in (0, extent - 1)]
        front, behind = (
            graph.result(qnn.repeat(end.value, factor), operand.batch) if factor[dim] else None
            for end, factor in zip(ends, factors, strict=True)
        )
    elif mode == "reflect":
        front = _slice(graph, operand, {dim: (low, low, -1)}) if low else None
        behind = _slice(graph, operand, {dim: (extent - 2, high, -1)}) if high else None
    else:
        front = _slice(graph, operand, {dim: (extent - low, low, 1)}) if low else None
        behind = _slice(graph, operand, {dim: (0, high, 1)}) if high else None
    parts = [part.value for part in (front, operand, behind) if part is not None]
    return graph.result(qnn.concat(parts, dim), operand.batch)


@operator("Upsample", operands=(1, 2))
def upsample(graph: GraphBuilder, node: Node) -> Tensor:
    """Every element several times."""
    operand = graph.value(node.operand(0, "the tensor to enlarge"))
    mode = node.text("mode", "nearest")
    if mode != "nearest":
        raise node.error(f"attribute 'mode' is '{mode}'; supported: nearest")
    scales = node.numbers("scales") if node.opset < 9 else _numbers(node, 1, "the scales")
    return _repeat(graph, node, operand, scales)


@operator("Resize", operands=(1, 4))
def resize(graph: GraphBuilder, node: Node) -> Tensor:
    """Every element several times: enlarging to the nearest element, by integers."""
    operand = graph.value(node.operand(0, "the tensor to resize"))
    mode = node.text("mode", "nearest")
    if mode != "nearest":
        raise node.error(f"attribute 'mode' is '{mode}'; supported: nearest")
    node.ignore("cubic_coeff_a", "exclude_outside", "extrapolation_value", "antialias")  # of other modes
    # Operator set 10 has neither attribute and means the combination of these two.
    first = node.opset == 10
    transformation = node.text("coordinate_transformation_mode", "asymmetric" if first else "half_pixel")
    nearest = node.text("nearest_mode", "floor" if first else "round_prefer_floor")
    axes = node.integers("axes")
    if node.text("keep_aspect_ratio_policy", "stretch") != "stretch":
        raise node.error("attribute 'keep_aspect_ratio_policy' must be 'stretch'; others are not supported")
    index = 1 if first else 2
    scales = None if node.optional_operand(index) is None else _numbers(node, index, "the scales") or None
    sizes = None if scales is not None or node.optional_operand(3) is None else _operand(node, 3, "the sizes")
    rank = len(operand.shape)
    dims = tuple(range(rank)) if axes is None else tuple(_axis(node, axis, rank) for axis in axes)
    source = graph.batch.source_shape(operand.shape, operand.batch)
    if sizes is not None and len(sizes) == len(dims):
        scales = tuple(size / source[dim] for size, dim in zip(sizes, dims, strict=True))
    if scales is None or len(scales) != len(dims):
        raise node.error(f"needs {len(dims)} scales or sizes, one per dimension")
    every = [1.0] * rank
    for dim, scale in zip(dims, scales, strict=True):
        every[dim] = scale
    result = _repeat(graph, node, operand, every)
    for dim, factor in enumerate(every):
        if not _repeats(int(factor), operand.shape[dim], transformation, nearest):
            raise node.error(
                f"enlarges dimension {dim} by {int(factor)} with coordinate_transformation_mode '{transformation}' and "
                f"nearest_mode '{nearest}', which does not repeat each element {int(factor)} times; only that is "
                "supported"
            )
    return result


def _repeats(factor: int, extent: int, transformation: str, nearest: str) -> bool:
    """Whether resizing to the nearest element is repetition; raises nothing for modes that do not exist."""
    target = np.arange(factor * extent)
    if factor == 1 and transformation != "tf_crop_and_resize":
        return True
    match transformation:
        case "half_pixel" | "half_pixel_symmetric" | "pytorch_half_pixel":
            place = (target + 0.5) / factor - 0.5
        case "asymmetric":
            place = target / factor
        case "align_corners":
            place = target * ((extent - 1) / (factor * extent - 1))
        case _:
            return False
    match nearest:
        case "round_prefer_floor":
            chosen = np.ceil(place - 0.5)
        case "round_prefer_ceil":
            chosen = np.floor(place + 0.5)
        case "floor":
            chosen = np.floor(place)
        case "ceil":
            chosen = np.ceil(place)
        case _:
            return False
    return bool((np.clip(chosen, 0, extent - 1) == target // factor).all())


def _repeat(graph: GraphBuilder, node: Node, operand: Value, scales: Sequence[float]) -> Value:
    if len(scales) != len(operand.shape) or any(scale < 1 or scale != int(scale) for scale in scales):
        raise node.error(
            f"enlarges {shape_text(operand.shape)} by {', '.join(f'{scale:g}' for scale in scales)}; supported are "
            "integers of 1 and more, one per dimension"
        )
    factors = [int(scale) for scale in scales]
    for axis, factor in enumerate(factors):
        if factor != 1:
            _require_unbatched(node, operand, axis)
    return graph.result(qnn.repeat(operand.value, factors), operand.batch)


@operator("DepthToSpace", operands=1)
def depth_to_space(graph: GraphBuilder, node: Node) -> Tensor:
    """Channels rearranged into squares of `blocksize`."""
    operand = graph.value(node.operand(0, "the operand"))
    mode = node.text("mode", "DCR")
    n, channels, height, width, block = _blocks(node, operand)
    if channels % block**2:
        raise node.error(f"attribute 'blocksize' is {block}, but its square does not divide {channels} channels")
    if mode not in ("DCR", "CRD"):
        raise node.error(f"attribute 'mode' is '{mode}'; supported: DCR and CRD")
    depth = channels // block**2
    apart = (n, block, block, depth, height, width) if mode == "DCR" else (n, depth, block, block, height, width)
    order = (0, 3, 4, 1, 5, 2) if mode == "DCR" else (0, 1, 4, 2, 5, 3)
    blocks = graph.transpose(graph.reshape_sample(operand, apart, operand.batch), order)
    return graph.reshape_sample(blocks, (n, depth, height * block, width * block), operand.batch)


@operator("SpaceToDepth", operands=1)
def space_to_depth(graph: GraphBuilder, node: Node) -> Tensor:
    """Squares of `blocksize` rearranged into channels."""
    operand = graph.value(node.operand(0, "the operand"))
    n, channels, height, width, block = _blocks(node, operand)
    if height % block or width % block:
        raise node.error(f"attribute 'blocksize' is {block}, which does not divide the extents {height} and {width}")
    apart = (n, channels, height // block, block, width // block, block)
    blocks = graph.transpose(graph.reshape_sample(operand, apart, operand.batch), (0, 3, 5, 1, 2, 4))
    return graph.reshape_sample(blocks, (n, channels * block**2, height // block, width // block), operand.batch)


def _blocks(node: Node, operand: Value) -> tuple[int, ...]:
    """The four extents of the operand, and the block size."""
    block = node.integer("blocksize")
    if len(operand.shape) != 4 or block < 1:
        raise node.error(
            f"the operand has shape {shape_text(operand.shape)} and attribute 'blocksize' is {block}, but "
            f"{node.op_type} needs four dimensions and a positive size"
        )
    if operand.batch not in (None, 0):
        raise node.error(f"dimension {operand.batch} of the operand holds the samples of the batch, not dimension 0")
    return (*operand.shape, block)


def _axis(node: Node, written: int, rank: int) -> int:
    axis = written + rank if written < 0 else written
    if not 0 <= axis < rank:
        raise node.error(f"axis {written} is no dimension of a tensor of rank {rank}")
    return axis


def _require_unbatched(node: Node, operand: Value, axis: int) -> None:
    if operand.batch == axis:
        raise node.error(f"changes dimension {axis}, which holds the samples of the batch")


def _operand(node: Node, index: int, what: str) -> tuple[int, ...] | None:
    """A constant operand that is a list of integers, if given."""
    if node.optional_operand(index) is None:
        return None
    array = node.constant(index, what).array
    if array.dtype.kind not in "iu" or array.ndim > 1:
        raise node.error(
            f"{what} is a tensor of {array.dtype} and shape {shape_text(array.shape)}, not a list of integers"
        )
    return tuple(int(value) for value in array.reshape(-1))


def _numbers(node: Node, index: int, what: str) -> tuple[float, ...]:
    """A constant operand that is a list of numbers."""
    array = node.constant(index, what).array
    if array.dtype.kind not in "fiu" or array.ndim > 1 or not np.isfinite(array.astype(np.float64)).all():
        raise node.error(
            f"{what} is a tensor of {array.dtype} and shape {shape_text(array.shape)}, not a list of numbers"
        )
    return tuple(float(value) for value in array.reshape(-1))
