# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""What all tests share."""

import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, settings

# How long an example takes says nothing about the code here: machines differ, and other work runs beside the tests.
# CI tries the same examples every time, so that a submission is not refused for what another one broke.
settings.register_profile(
    "hls4mlir",
    deadline=None,
    derandomize="CI" in os.environ,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("hls4mlir")

DIGITS = Path(__file__).resolve().parents[2] / "examples" / "digits" / "digits.onnx"


@pytest.fixture(scope="session")
def digits_path():
    """The model of the example."""
    return DIGITS


@pytest.fixture(scope="session")
def make_network():
    """Builds a small QONNX model; see `network`."""
    pytest.importorskip("onnx")
    return network


def network(*, quantized_input=True, softmax=False, batch=1, weights=None, shape=(4,), last=(), domain=""):
    """Quant -> MatMul `dense` -> Add -> Relu -> Quant, with 3 outputs; its tensors are named after their nodes.

    Without `quantized_input` the input goes straight into the product. `last` are more nodes, from `quant_out_y` on.
    """
    from onnx import TensorProto, helper, numpy_helper

    rng = np.random.default_rng(1)
    matrix = rng.integers(-7, 8, (shape[-1], 3)).astype(np.float32) / 8 if weights is None else weights
    constants = {
        "scale": np.float32(0.25),
        "fine": np.float32(0.125),
        "zero": np.float32(0),
        "bits": np.float32(4),
        "matrix": matrix,
        "bias": np.array([0.5, -0.25, 0.0], np.float32),
    }
    quant = {"domain": "qonnx.custom_op.general", "narrow": 0, "rounding_mode": "ROUND"}

    def node(kind, name, *inputs, **attributes):
        return helper.make_node(kind, list(inputs), [f"{name}_y"], name=name, **attributes)

    nodes = [
        node("Quant", "quant_in", "x", "scale", "zero", "bits", signed=1, **quant),
        node("Quant", "quant_matrix", "matrix", "fine", "zero", "bits", signed=1, **quant),
        node("MatMul", "dense", "quant_in_y" if quantized_input else "x", "quant_matrix_y", domain=domain),
        node("Add", "add", "dense_y", "bias"),
        node("Relu", "relu", "add_y"),
        node("Quant", "quant_out", "relu_y", "scale", "zero", "bits", signed=0, **quant),
    ]
    if not quantized_input:
        del nodes[0]
    if softmax:
        nodes.append(node("Softmax", "softmax", "quant_out_y", axis=-1))
    nodes += last
    graph = helper.make_graph(
        nodes,
        "net",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [batch, *shape])],
        [helper.make_tensor_value_info(nodes[-1].output[0], TensorProto.FLOAT, None)],
        [numpy_helper.from_array(np.asarray(array, np.float32), name) for name, array in constants.items()],
    )
    opsets = [helper.make_opsetid("", 13), helper.make_opsetid("qonnx.custom_op.general", 1)]
    return helper.make_model(graph, opset_imports=opsets, ir_version=8)
