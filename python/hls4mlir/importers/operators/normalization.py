# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""Batch normalization and softmax."""

from __future__ import annotations

import math

import numpy as np

from hls4mlir.dialects import qnn
from hls4mlir.importers.graph_builder import GraphBuilder, Tensor, as_float32, dense_f32
from hls4mlir.importers.onnx_file import Array, shape_text
from hls4mlir.importers.onnx_node import CHANNELS_LAST_DOMAIN, STANDARD_DOMAINS, Node, operator


@operator("BatchNormalization", operands=5, domains=(*STANDARD_DOMAINS, CHANNELS_LAST_DOMAIN), foldable=False)
def batch_normalization(graph: GraphBuilder, node: Node) -> Tensor:
    """Normalization with the recorded statistics."""
    operand = graph.value(node.operand(0, "the tensor to normalize"))
    _require_inference(node)
    if len(operand.shape) < 2:
        raise node.error(f"the operand has shape {shape_text(operand.shape)}, but needs a dimension of channels")
    axis = len(operand.shape) - 1 if node.proto.domain == CHANNELS_LAST_DOMAIN else 1
    if operand.batch == axis:
        raise node.error(f"dimension {axis}, that of the channels, holds the samples of the batch")
    if node.opset < 9 and not node.flag("spatial", True) and len(operand.shape) > 2:
        raise node.error(
            "attribute 'spatial' is 0: one normalization per element is not supported, only one per channel"
        )
    channels = operand.shape[axis]
    gamma, beta, mean, variance = (
        _parameter(node, index, what, channels)
        for index, what in ((1, "the scale"), (2, "the bias"), (3, "the mean"), (4, "the variance"))
    )
    epsilon = node.number("epsilon", 1e-5)
    if not math.isfinite(epsilon) or (variance.astype(np.float64) + epsilon <= 0).any():
        raise node.error(
            f"variance plus epsilon must be positive, but the smallest variance is {variance.min()} and epsilon is "
            f"{epsilon:g}"
        )
    return graph.result(
        qnn.batch_norm(
            operand.value,
            dense_f32(gamma),
            dense_f32(beta),
            dense_f32(mean),
            dense_f32(variance),
            epsilon,
            axis=axis,
        ),
        operand.batch,
    )


def _require_inference(node: Node) -> None:
    """Raises when the node computes its statistics from the data."""
    node.ignore("momentum", "consumed_inputs")
    if node.opset >= 14:
        training = node.flag("training_mode", False)
    elif node.opset >= 7:
        # The additional results are what tells the modes apart.
        training = sum(bool(name) for name in node.proto.output) > 1
    else:
        training = not node.flag("is_test", False)
    if training:
        raise node.error("is in training mode; only inference with recorded statistics is supported")


def _parameter(node: Node, index: int, what: str, channels: int) -> Array:
    """One number per channel."""
    constant = node.constant(index, what)
    array = as_float32(constant.array, f"{what} '{constant.name}'")
    if array.shape != (channels,):
        raise node.error(
            f"{what} has shape {shape_text(array.shape)}, but the operand has {channels} channels, which needs "
            f"{shape_text((channels,))}"
        )
    return array


@operator("Softmax", operands=1, foldable=False)
def softmax(graph: GraphBuilder, node: Node) -> Tensor:
    """Softmax along one axis; below operator set 13, over all dimensions from `axis` on."""
    operand = graph.value(node.operand(0, "the operand"))
    rank = len(operand.shape)
    written = node.integer("axis", -1 if node.opset >= 13 else 1)
    axis = written + rank if written < 0 else written
    if not 0 <= axis < rank:
        raise node.error(f"attribute 'axis' is {written}, but the operand has shape {shape_text(operand.shape)}")
    merged = axis < rank - 1 and node.opset < 13 and math.prod(operand.shape[axis + 1 :]) > 1
    if operand.batch is not None and (operand.batch == axis or (node.opset < 13 and operand.batch > axis)):
        raise node.error("normalizes over the samples of the batch; export the model with a batch of 1")
    if not merged:
        return graph.result(qnn.softmax(operand.value, axis), operand.batch)
    # The dimensions in front of the axis stay as they are: a softmax is the same on each of them.
    flat = (*operand.shape[:axis], math.prod(operand.shape[axis:]))
    rows = graph.value(graph.reshape_sample(operand, flat, operand.batch))
    return graph.reshape_sample(graph.result(qnn.softmax(rows.value, axis), rows.batch), operand.shape, operand.batch)
