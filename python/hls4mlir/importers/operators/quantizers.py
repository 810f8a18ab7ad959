# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""The quantizers of QONNX. They stay operations on constants too: later passes take the codes of weights from them."""

from __future__ import annotations

import numpy as np

from hls4mlir import ir
from hls4mlir.dialects import qnn
from hls4mlir.importers.graph_builder import GraphBuilder, Tensor, Value, as_float32, dense_f32
from hls4mlir.importers.onnx_file import Array, shape_text
from hls4mlir.importers.onnx_node import QUANTIZER_DOMAINS, Node, operator

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


@operator("Quant", "IntQuant", operands=4, domains=QUANTIZER_DOMAINS, foldable=False)
def quant(graph: GraphBuilder, node: Node) -> Tensor:
    """Uniform quantization; scale, zero point and bit width may differ between elements."""
    operand = graph.value(node.operand(0, "the tensor to quantize"))
    scale = _scale(node, operand)
    zero_point = _zero_point(node, operand)
    bit_width = _bit_width(node, operand)
    # The attribute was added later: files without it mean the only mode there was.
    mode = node.text("rounding_mode", "ROUND")
    if mode.upper() not in _ROUNDING_MODES:
        raise node.error(f"attribute 'rounding_mode' is '{mode}'; supported: {', '.join(_ROUNDING_MODES)}")
    return graph.result(
        qnn.quantize(
            operand.value,
            dense_f32(scale),
            dense_f32(zero_point),
            ir.DenseElementsAttr.get(bit_width),
            ir.Attribute.parse(f"#qnn<rounding {_ROUNDING_MODES[mode.upper()]}>"),
            is_signed=node.flag("signed"),
            narrow=node.flag("narrow"),
        ),
        operand.batch,
    )


@operator("BipolarQuant", "BinaryQuant", operands=2, domains=QUANTIZER_DOMAINS, foldable=False)
def bipolar_quant(graph: GraphBuilder, node: Node) -> Tensor:
    """The sign of the operand, with zero as positive, times the scale."""
    operand = graph.value(node.operand(0, "the tensor to quantize"))
    return graph.result(qnn.bipolar_quantize(operand.value, dense_f32(_scale(node, operand))), operand.batch)


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


def _scale(node: Node, operand: Value) -> Array:
    scale = as_float32(_parameter(node, 1, "the scale", operand), "the scale", integers=True)
    if (wrong := scale[scale <= 0]).size:
        raise node.error(f"the scale is {wrong[0]}, but must be positive")
    return scale


def _zero_point(node: Node, operand: Value) -> Array:
    zero_point = as_float32(_parameter(node, 2, "the zero point", operand), "the zero point", integers=True)
    if (wrong := zero_point[zero_point != np.rint(zero_point)]).size:
        raise node.error(
            f"the zero point is {wrong[0]}, but must be an integer: codes are integers, so that no code would stand "
            "for zero, and zeros of padding and of ReLU could not be represented"
        )
    return zero_point


def _bit_width(node: Node, operand: Value) -> Array:
    bit_width = as_float32(_parameter(node, 3, "the bit width", operand), "the bit width", integers=True)
    if (wrong := bit_width[(bit_width != np.rint(bit_width)) | (bit_width < 1) | (bit_width > _MAX_BIT_WIDTH)]).size:
        raise node.error(f"the bit width is {wrong[0]:g}, but must be an integer from 1 to {_MAX_BIT_WIDTH}")
    return bit_width.astype(np.int32)
