# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""The quantizers of QONNX. They stay operations on constants too: later passes take the codes of weights from them.

Real files leave out what their exporter took for granted. What is missing is taken as QONNX's executor declares it in
its tables of attributes (version 1.0.0), although it refuses to run such files: `signed` is 1, `narrow` is 1 for Quant
and 0 for Trunc, `rounding_mode` is ROUND for Quant and FLOOR for Trunc. A missing `narrow` of Quant is warned of, since
QONNX's documentation says 0 there.
"""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np

from hls4mlir import ir
from hls4mlir.dialects import qnn
from hls4mlir.importers.graph_builder import GraphBuilder, Tensor, Value, as_float32, dense_f32
from hls4mlir.importers.onnx_file import Array, shape_text
from hls4mlir.importers.onnx_node import QUANTIZER_DOMAINS, STANDARD_DOMAINS, Node, operator

_ROUNDING_MODES = {
    "ROUND": "half_even",
    "HALF_EVEN": "half_even",
    "HALF_UP": "half_away",
    "HALF_DOWN": "half_to_zero",
    "FLOOR": "floor",
    "CEIL": "ceil",
    "DOWN": "to_zero",
    "UP": "away",
}

_MAX_BIT_WIDTH = 32
_MAX_TRUNCATED_BIT_WIDTH = 62

# That of qnn.quantize (dialects/QNN/QNNImportOps.cpp).
_MAX_ZERO_POINT = 1 << 31

# The dimension of the channels where a MultiThreshold does not say; see `multi_threshold`.
_CHANNELS_BY_RANK = {2: 1, 4: 1}


@operator("Quant", "IntQuant", operands=4, domains=QUANTIZER_DOMAINS, foldable=False)
def quant(graph: GraphBuilder, node: Node) -> Tensor:
    """Uniform quantization; scale, zero point and bit width may differ between elements."""
    operand = graph.value(node.operand(0, "the tensor to quantize"))
    scale = _scale(node, operand)
    zero_point = _zero_point(node, operand)
    if (wrong := zero_point[np.abs(zero_point) > _MAX_ZERO_POINT]).size:
        raise node.error(f"the zero point is {wrong[0]:g}, but must lie within {_MAX_ZERO_POINT} of 0")
    bit_width = _bit_width(node, operand)
    if not node.has("narrow"):
        warnings.warn(
            f"{node.name}: {node.op_type} does not say whether it is narrow; taken as narrow=1, as QONNX's executor "
            "has it: the lowest code of a signed number, the highest of an unsigned one, is not used",
            stacklevel=2,
        )
    return graph.result(
        qnn.quantize(
            operand.value,
            dense_f32(scale),
            dense_f32(zero_point),
            ir.DenseElementsAttr.get(bit_width),
            _rounding(node, "ROUND"),
            is_signed=node.flag("signed", True),
            narrow=node.flag("narrow", True),
        ),
        operand.batch,
    )


@operator("BipolarQuant", "BinaryQuant", operands=2, domains=QUANTIZER_DOMAINS, foldable=False)
def bipolar_quant(graph: GraphBuilder, node: Node) -> Tensor:
    """The sign of the operand, with zero as positive, times the scale."""
    operand = graph.value(node.operand(0, "the tensor to quantize"))
    return graph.result(qnn.bipolar_quantize(operand.value, dense_f32(_scale(node, operand))), operand.batch)


@operator("Trunc", operands=(5, 6), domains=QUANTIZER_DOMAINS, foldable=False)
def trunc(graph: GraphBuilder, node: Node) -> Tensor:
    """Drops the lowest bits of quantized numbers.

    Version 1 has the operands x, scale, zero point, bit width, bit width of the result. Its result is multiplied by the
    scale of the operand, and it does not clip. Version 2 has the operands x, scale, zero point, bit width (not used),
    scale of the result, bit width of the result; the ratio of the scales, rounded to a power of two, says how many bits
    go, and the result is clipped.

    The version is that of the operator's domain, 1 where the model does not import it. The standard domain, where some
    exporters put the operator, has versions of other operators: there the number of operands decides.
    """
    operand = graph.value(node.operand(0, "the tensor to truncate"))
    scale, zero_point = _scale(node, operand), _zero_point(node, operand)
    standard = node.proto.domain in STANDARD_DOMAINS
    version = len(node.inputs) - 4 if standard else min(node.opset, 2)
    if len(node.inputs) != version + 4:
        raise node.error(f"Trunc of version {version} takes {version + 4} operands, but has {len(node.inputs)}")
    if version == 1:
        before = _bit_width(node, operand, 3, "the bit width", _MAX_TRUNCATED_BIT_WIDTH)
        after = _bit_width(node, operand, 4, "the bit width of the result", _MAX_TRUNCATED_BIT_WIDTH)
        shift, result_scale, result_zero_point = before - after, scale, zero_point
        clipping: dict[str, Any] = {}
    else:
        result_scale = _scale(node, operand, 4, "the scale of the result")
        shift = _dropped_bits(node, scale, result_scale)
        what = "the zero point of the result"
        result_zero_point = as_float32(np.ldexp(zero_point.astype(np.float64), -shift), what)
        clipping = {
            "bit_width": ir.DenseElementsAttr.get(_bit_width(node, operand, 5, "the bit width of the result")),
            "is_signed": node.flag("signed", True),
            "narrow": node.flag("narrow", False),
        }
    result = qnn.truncate(
        operand.value,
        dense_f32(scale),
        dense_f32(zero_point),
        ir.DenseElementsAttr.get(shift),
        _rounding(node, "FLOOR"),
        dense_f32(result_scale),
        dense_f32(result_zero_point),
        **clipping,
    )
    return graph.result(result, operand.batch)


def _dropped_bits(node: Node, scale: Array, result_scale: Array) -> Array:
    """The ratio of scales, in bits; the ratio itself may be no float32 number."""
    wide, result_wide = (np.log2(array.astype(np.float64)) for array in (scale, result_scale))
    shift = np.rint(result_wide - wide).astype(np.int32)
    if (wrong := shift[np.abs(shift) > _MAX_TRUNCATED_BIT_WIDTH]).size:
        raise node.error(
            f"the scale of the result is 2^{wrong[0]} times that of the operand; supported: 2^-"
            f"{_MAX_TRUNCATED_BIT_WIDTH} to 2^{_MAX_TRUNCATED_BIT_WIDTH}"
        )
    return shift


@operator("MultiThreshold", operands=2, domains=QUANTIZER_DOMAINS, foldable=False)
def multi_threshold(graph: GraphBuilder, node: Node) -> Tensor:
    """How many thresholds of its channel a number reaches, times `out_scale`, plus `out_bias`.

    `data_layout` says which dimension holds the channels. Without it that is dimension 1 of tensors with two or four
    dimensions. With three, QONNX 1.0.0 takes the last one and later versions dimension 1, so that it has to be said
    unless all channels share their thresholds. `out_dtype` annotates the result and changes nothing of it.
    """
    operand = graph.value(node.operand(0, "the tensor to compare"))
    what = "the thresholds"
    thresholds = as_float32(node.constant(1, what).array, what, integers=True)
    node.ignore("out_dtype")
    axis = _channel_axis(node, operand, shared=thresholds.ndim == 2 and thresholds.shape[0] == 1)
    if thresholds.ndim != 2 or thresholds.shape[0] not in (1, operand.shape[axis]):
        raise node.error(
            f"{what} have shape {shape_text(thresholds.shape)}, but need one row for each of {operand.shape[axis]} "
            f"channels (dimension {axis} of {shape_text(operand.shape)}), or one for all"
        )
    if operand.batch == axis and len(thresholds) > 1:
        raise node.error(f"dimension {axis} holds the batch and cannot hold the channels of thresholds")
    scale, bias = (ir.FloatAttr.get(ir.F32Type.get(), node.number(*entry)) for entry in _THRESHOLD_RESULT)
    return graph.result(qnn.multi_threshold(operand.value, dense_f32(thresholds), axis, scale, bias), operand.batch)


_THRESHOLD_RESULT = (("out_scale", 1.0), ("out_bias", 0.0))


def _channel_axis(node: Node, operand: Value, *, shared: bool) -> int:
    """The dimension along which thresholds differ; any, when all channels share theirs."""
    rank = len(operand.shape)
    layout = node.text("data_layout", "")
    if not layout:
        if shared or rank in _CHANNELS_BY_RANK:
            return _CHANNELS_BY_RANK.get(rank, 0)
        raise node.error(
            f"does not say which of the {rank} dimensions of {shape_text(operand.shape)} holds the channels, and "
            "versions of QONNX differ in what they assume: set attribute 'data_layout', for example to NCW or NWC"
        )
    if len(layout) != rank or layout.count("C") != 1:
        raise node.error(
            f"attribute 'data_layout' is '{layout}', but must have one letter for each dimension of "
            f"{shape_text(operand.shape)}, with C for the channels"
        )
    return layout.index("C")


@operator("FloatQuant", operands=(1, 6), domains=QUANTIZER_DOMAINS, foldable=False)
def float_quant(_: GraphBuilder, node: Node) -> Tensor:
    """Refused: minifloats."""
    raise node.error(
        "FloatQuant rounds to floating-point numbers of few bits, whose step grows with their size; designs compute "
        "with fixed-point numbers, which have one step. Train or export the model with integer quantizers (Quant; in "
        "Brevitas the Int quantizers, not the Float ones), of as many bits as the range has of the smallest step"
    )


def _rounding(node: Node, default: str) -> ir.Attribute:
    """The rounding mode; the attribute was added later than the operators, with a default."""
    mode = node.text("rounding_mode", default)
    if mode.upper() not in _ROUNDING_MODES:
        raise node.error(f"attribute 'rounding_mode' is '{mode}'; supported: {', '.join(_ROUNDING_MODES)}")
    return ir.Attribute.parse(f"#qnn<rounding {_ROUNDING_MODES[mode.upper()]}>")


def _parameter(node: Node, index: int, what: str, operand: Value) -> Array:
    """A parameter of the quantizer: constant, and of a shape that broadcasts over the operand's."""
    array = node.constant(index, what).array
    try:
        fits = np.broadcast_shapes(array.shape, operand.shape) == operand.shape
    except ValueError:
        fits = False
    if not fits:
        raise node.error(
            f"{what} of shape {shape_text(array.shape)} does not broadcast over the operand of shape "
            f"{shape_text(operand.shape)}"
        )
    return array


def _scale(node: Node, operand: Value, index: int = 1, what: str = "the scale") -> Array:
    scale = as_float32(_parameter(node, index, what, operand), what, integers=True)
    if (wrong := scale[scale <= 0]).size:
        raise node.error(f"{what} is {wrong[0]}, but must be positive")
    return scale


def _zero_point(node: Node, operand: Value) -> Array:
    zero_point = as_float32(_parameter(node, 2, "the zero point", operand), "the zero point", integers=True)
    if (wrong := zero_point[zero_point != np.rint(zero_point)]).size:
        raise node.error(
            f"the zero point is {wrong[0]}, but must be an integer: codes are integers, so that no code would stand "
            "for zero, and zeros of padding and of ReLU could not be represented"
        )
    return zero_point


def _bit_width(
    node: Node, operand: Value, index: int = 3, what: str = "the bit width", most: int = _MAX_BIT_WIDTH
) -> Array:
    bit_width = as_float32(_parameter(node, index, what, operand), what, integers=True)
    if (wrong := bit_width[(bit_width != np.rint(bit_width)) | (bit_width < 1) | (bit_width > most)]).size:
        raise node.error(f"{what} is {wrong[0]:g}, but must be an integer from 1 to {most}")
    return bit_width.astype(np.int32)
