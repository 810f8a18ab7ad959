# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""Activations: functions of one tensor, element by element."""

# The generated builders do not state the types of their parameters.
# pyright: reportUnknownArgumentType=false, reportUnknownVariableType=false

from __future__ import annotations

import math

import numpy as np

from hls4mlir import ir
from hls4mlir.dialects import qnn
from hls4mlir.importers.graph_builder import Constant, GraphBuilder, Tensor, as_float32, dense_f32
from hls4mlir.importers.onnx_file import Array, shape_text
from hls4mlir.importers.onnx_node import Converter, Node, operator

_CHANNELS = 1
"""The dimension of channels, where an operator set says that parameters belong to it."""


@operator("Relu", operands=1)
def relu(graph: GraphBuilder, node: Node) -> Tensor:
    """The larger of the operand and zero."""
    node.ignore("consumed_inputs")
    return graph.unary(_operand(node), qnn.relu)


@operator("Clip", operands=(1, 3))
def clip(graph: GraphBuilder, node: Node) -> Tensor:
    """The operand between two bounds: attributes below operator set 11, operands since then."""
    node.ignore("consumed_inputs")
    if node.opset < 11:
        low, high = node.number("min", -math.inf), node.number("max", math.inf)
    else:
        low, high = _bound(node, 1, "the lower bound", -math.inf), _bound(node, 2, "the upper bound", math.inf)
    if math.isnan(low) or math.isnan(high):
        raise node.error("a bound of Clip is no number")
    return _clamp(graph, node, _operand(node), low, high)


@operator("HardSigmoid", operands=1)
def hard_sigmoid(graph: GraphBuilder, node: Node) -> Tensor:
    """`min(max(alpha * x + beta, 0), 1)`, as separate operations."""
    node.ignore("consumed_inputs")
    alpha = Constant(_number(node, "alpha", 0.2), f"{node.name}.alpha")
    beta = Constant(_number(node, "beta", 0.5), f"{node.name}.beta")
    line = graph.binary(graph.binary(_operand(node), alpha, qnn.mul), beta, qnn.add)
    return _clamp(graph, node, line, 0.0, 1.0)


@operator("LeakyRelu", operands=1)
def leaky_relu(graph: GraphBuilder, node: Node) -> Tensor:
    """The operand, times `alpha` where it is negative."""
    node.ignore("consumed_inputs")
    slope = dense_f32(_number(node, "alpha", 0.01))
    return graph.unary(_operand(node), lambda x: qnn.leaky_relu(x, slope))


@operator("PRelu", operands=2)
def prelu(graph: GraphBuilder, node: Node) -> Tensor:
    """The operand, times a slope of its own where it is negative."""
    node.ignore("consumed_inputs")
    operand, slope = graph.value(_operand(node)), node.constant(1, "the slope")
    array = as_float32(slope.array, f"the slope '{slope.name}'")
    if node.opset < 7 and array.size > 1 and len(operand.shape) > _CHANNELS:
        # Operator sets below 7 give the channels.
        array = array.reshape(-1, *(1,) * (len(operand.shape) - _CHANNELS - 1))
    if not _broadcasts_over(array, operand.shape):
        raise node.error(
            f"the slope of shape {shape_text(slope.array.shape)} does not broadcast over an operand of shape "
            f"{shape_text(operand.shape)}"
        )
    return graph.unary(operand, lambda x: qnn.leaky_relu(x, dense_f32(array)))


@operator("Abs", operands=1)
def absolute(graph: GraphBuilder, node: Node) -> Tensor:
    """The operand, times -1 where it is negative."""
    node.ignore("consumed_inputs")
    return graph.unary(_operand(node), lambda x: qnn.leaky_relu(x, dense_f32(np.array(-1.0, np.float32))))


# Real functions ----------------------------------------------------------------------------------------------------


def _unary(
    graph: GraphBuilder, node: Node, kind: str, alpha: float | None = None, gamma: float | None = None
) -> Tensor:
    try:
        function = qnn.FunctionAttr.get(kind, alpha=alpha, gamma=gamma)
    except ir.MLIRError as error:
        raise node.error(error.diagnostics[0].message if error.diagnostics else error.message) from None
    return graph.unary(_operand(node), lambda x: qnn.unary(function, x))


def _function(kind: str) -> Converter:
    """The converter of an operator without parameters."""

    def convert(graph: GraphBuilder, node: Node) -> Tensor:
        node.ignore("consumed_inputs")
        return _unary(graph, node, kind)

    return convert


def _function_of_alpha(kind: str) -> Converter:
    """The converter of an operator whose parameter `alpha` is 1 when it is not written."""

    def convert(graph: GraphBuilder, node: Node) -> Tensor:
        node.ignore("consumed_inputs")
        return _unary(graph, node, kind, alpha=_number(node, "alpha", 1.0).item())

    return convert


for _name, _kind in (
    ("Acos", "acos"),
    ("Acosh", "acosh"),
    ("Asin", "asin"),
    ("Asinh", "asinh"),
    ("Atan", "atan"),
    ("Atanh", "atanh"),
    ("Ceil", "ceil"),
    ("Cos", "cos"),
    ("Cosh", "cosh"),
    ("Erf", "erf"),
    ("Exp", "exp"),
    ("Floor", "floor"),
    ("HardSwish", "hard_swish"),
    ("Log", "log"),
    ("Mish", "mish"),
    ("Reciprocal", "reciprocal"),
    ("Round", "round"),
    ("Sigmoid", "sigmoid"),
    ("Sign", "sign"),
    ("Sin", "sin"),
    ("Sinh", "sinh"),
    ("Softplus", "softplus"),
    ("Softsign", "softsign"),
    ("Sqrt", "sqrt"),
    ("Tan", "tan"),
    ("Tanh", "tanh"),
):
    operator(_name, operands=1)(_function(_kind))

for _name, _kind in (("Celu", "celu"), ("Elu", "elu"), ("Swish", "silu"), ("ThresholdedRelu", "thresholded_relu")):
    operator(_name, operands=1)(_function_of_alpha(_kind))


@operator("Gelu", operands=1)
def gelu(graph: GraphBuilder, node: Node) -> Tensor:
    """The operand times the normal distribution function of it, or its approximation by a hyperbolic tangent."""
    approximate = node.text("approximate", "none")
    kinds = {"none": "gelu", "tanh": "gelu_tanh"}
    if approximate not in kinds:
        raise node.error(f"attribute 'approximate' is '{approximate}', but must be 'none' or 'tanh'")
    return _unary(graph, node, kinds[approximate])


@operator("Selu", operands=1)
def selu(graph: GraphBuilder, node: Node) -> Tensor:
    """The scaled exponential linear unit, whose parameters have more digits since operator set 6."""
    node.ignore("consumed_inputs")
    alpha, gamma = (1.6732, 1.0507) if node.opset < 6 else (1.67326319217681884765625, 1.05070102214813232421875)
    return _unary(
        graph,
        node,
        "selu",
        alpha=_number(node, "alpha", alpha).item(),
        gamma=_number(node, "gamma", gamma).item(),
    )


@operator("Pow", operands=2)
def power(graph: GraphBuilder, node: Node) -> Tensor:
    """The operand to the power of a constant number; a square is a product."""
    node.ignore("broadcast", "axis")
    operand, exponent = _operand(node), node.constant(1, "the exponent")
    if exponent.array.size != 1:
        raise node.error(f"the exponent has shape {shape_text(exponent.array.shape)}, but must be one number")
    alpha = float(as_float32(exponent.array, f"the exponent '{exponent.name}'", integers=True).item())
    if alpha == 1:
        return operand
    if alpha == 2:
        return graph.binary(operand, operand, qnn.mul)
    return _unary(graph, node, "pow", alpha=alpha)


def _operand(node: Node) -> Tensor:
    return node.operand(0, "the operand")


def _number(node: Node, key: str, default: float) -> Array:
    """An attribute that is a finite float32."""
    value = node.number(key, default)
    if not math.isfinite(value):
        raise node.error(f"attribute '{key}' of {node.op_type} is {value}, but must be finite")
    return np.array(value, np.float32)


def _bound(node: Node, index: int, what: str, default: float) -> float:
    """A bound that is an operand of one element."""
    if node.optional_operand(index) is None:
        return default
    bound = node.constant(index, what)
    if bound.array.size != 1:
        raise node.error(f"{what} of Clip has shape {shape_text(bound.array.shape)}, but must be one number")
    if not np.isfinite(value := float(bound.array.item())):
        return value
    return float(as_float32(bound.array, f"{what} '{bound.name}'").item())


def _clamp(graph: GraphBuilder, node: Node, tensor: Tensor, low: float, high: float) -> Tensor:
    """`min(max(x, low), high)`; infinite bounds are none."""
    if low == math.inf or high == -math.inf:
        raise node.error(f"gives {min(max(0.0, low), high)} for every operand, which is no number")
    low = min(low, high)  # where the bounds cross, every operand gives the upper one
    bounds = {
        key: dense_f32(np.array(bound, np.float32))
        for key, bound in (("low", low), ("high", high))
        if math.isfinite(bound)
    }
    if not bounds:
        return tensor
    if low == 0 and "high" not in bounds:
        return graph.unary(tensor, qnn.relu)
    return graph.unary(tensor, lambda x: qnn.clamp(x, **bounds))


def _broadcasts_over(array: Array, shape: tuple[int, ...]) -> bool:
    try:
        return np.broadcast_shapes(array.shape, shape) == shape
    except ValueError:
        return False
