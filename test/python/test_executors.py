# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""Executors of the source: where those of other packages are at fault, ours are not."""

import numpy as np
import pytest
from onnx import TensorProto, helper

from hls4mlir.executors import run_onnx
from hls4mlir.importers.onnx_file import OnnxFile


def execute(node, x):
    """What one node makes of a sample."""
    inputs = [helper.make_tensor_value_info("x", TensorProto.FLOAT, x.shape)]
    outputs = [helper.make_empty_tensor_value_info("y")]
    graph = helper.make_graph([node], "net", inputs, outputs)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 19)], ir_version=9)
    return run_onnx(OnnxFile.load(model))({"x": x})["y"][0]


X = np.arange(10, dtype=np.float32).reshape(1, 1, 2, 5)


@pytest.mark.parametrize(
    ("kind", "attributes", "expected"),
    [
        ("MaxPool", {"kernel_shape": [2, 2], "pads": [0, 1, 0, 0]}, [[5, 6, 7, 8, 9]]),
        ("AveragePool", {"kernel_shape": [2, 2], "pads": [0, 1, 0, 0]}, [[2.5, 3, 4, 5, 6]]),
        (
            "AveragePool",
            {"kernel_shape": [2, 2], "pads": [0, 0, 1, 0], "count_include_pad": 1},
            [[3, 4, 5, 6], [2.75, 3.25, 3.75, 4.25]],
        ),
        ("AveragePool", {"kernel_shape": [1, 2], "dilations": [1, 3]}, [[1.5, 2.5], [6.5, 7.5]]),
    ],
)
def test_pools_with_uneven_padding_and_dilation(kind, attributes, expected):
    pytest.importorskip("onnxruntime")
    assert execute(helper.make_node(kind, ["x"], ["y"], **attributes), X)[0].tolist() == expected
