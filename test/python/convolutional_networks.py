"""Convolutional networks of the usual kinds, as QONNX models of random weights."""

from __future__ import annotations

import numpy as np


class Graph:
    """Builds a QONNX model of random weights, node by node; every scale is a power of two, so that float32 is exact."""

    def __init__(self, *shape: int, seed: int = 0) -> None:
        from onnx import helper

        self.helper = helper
        self.rng = np.random.default_rng(seed)
        self.shape, self.nodes, self.constants = shape, [], {}

    def constant(self, array) -> str:
        name = f"c{len(self.constants)}"
        self.constants[name] = np.asarray(array, np.float32)
        return name

    def integers(self, values) -> str:
        name = self.constant([])
        self.constants[name] = np.asarray(values, np.int64)
        return name

    def node(self, kind: str, *inputs: str, domain: str = "", **attributes) -> str:
        name = f"{kind.lower()}_{len(self.nodes)}"
        self.nodes.append(self.helper.make_node(kind, list(inputs), [name], name=name, domain=domain, **attributes))
        return name

    def quant(self, x: str, bits: int = 4, signed: int = 0, scale: float = 0.25) -> str:
        parameters = [self.constant(value) for value in (scale, 0.0, bits)]
        return self.node(
            "Quant",
            x,
            *parameters,
            domain="qonnx.custom_op.general",
            signed=signed,
            narrow=0,
            rounding_mode="ROUND",
        )

    def weight(self, *shape: int) -> str:
        return self.quant(self.constant(self.rng.integers(-8, 8, shape) / 8), bits=4, signed=1, scale=0.125)

    def conv(self, x: str, outputs: int, inputs: int, size: int = 3, group: int = 1, stride: int = 1) -> str:
        pad = size // 2
        return self.node(
            "Conv",
            x,
            self.weight(outputs, inputs // group, size, size),
            self.constant(self.rng.integers(-4, 5, outputs) / 4),
            pads=[pad] * 4,
            strides=[stride] * 2,
            group=group,
        )

    def layer(self, x: str, outputs: int, inputs: int, **attributes) -> str:
        """A convolution, rectified and quantized."""
        return self.quant(self.node("Relu", self.conv(x, outputs, inputs, **attributes)))

    def model(self, output: str):
        from onnx import TensorProto, numpy_helper

        helper = self.helper
        graph = helper.make_graph(
            self.nodes,
            "net",
            [helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, *self.shape])],
            [helper.make_tensor_value_info(output, TensorProto.FLOAT, None)],
            [numpy_helper.from_array(array, name) for name, array in self.constants.items()],
        )
        opsets = [helper.make_opsetid("", 13), helper.make_opsetid("qonnx.custom_op.general", 1)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=8)


def residual():
    """Two blocks that add what they are given to what they compute, the second one with a stride."""
    g = Graph(3, 8, 8, seed=1)
    x = g.layer(g.quant("x", bits=8, signed=1, scale=0.125), 8, 3)
    y = g.quant(g.conv(g.layer(x, 8, 8), 8, 8), bits=5, signed=1)
    x = g.quant(g.node("Relu", g.node("Add", x, y)))
    y = g.quant(g.conv(g.layer(x, 12, 8, stride=2), 12, 12), bits=5, signed=1)
    z = g.quant(g.conv(x, 12, 8, size=1, stride=2), bits=5, signed=1, scale=0.5)
    x = g.quant(g.node("Relu", g.node("Add", z, y)))
    x = g.node("Flatten", g.node("GlobalAveragePool", x))
    return g.model(g.node("MatMul", x, g.weight(12, 4)))


def u_shaped():
    """Down with a pool, up by repetition and by a transposed convolution, joined with what was kept on the way."""
    g = Graph(2, 8, 8, seed=2)
    a = g.layer(g.quant("x", bits=8, signed=1, scale=0.125), 4, 2)
    b = g.layer(g.node("MaxPool", a, kernel_shape=[2, 2], strides=[2, 2]), 6, 4)
    c = g.layer(g.node("AveragePool", b, kernel_shape=[2, 2], strides=[2, 2]), 8, 6)
    up = g.node("ConvTranspose", c, g.weight(8, 6, 2, 2), strides=[2, 2])
    b = g.layer(g.node("Concat", g.quant(up, bits=5, signed=1, scale=0.5), b, axis=1), 6, 12)
    scales = g.constant([1, 1, 2, 2])
    up = g.node(
        "Resize", b, "", scales, mode="nearest", coordinate_transformation_mode="asymmetric", nearest_mode="floor"
    )
    return g.model(g.conv(g.node("Concat", up, a, axis=1), 2, 10, size=1))


def depthwise_separable():
    """Depthwise convolutions with strides, each followed by one over the channels."""
    g = Graph(3, 16, 16, seed=3)
    x = g.layer(g.quant("x", bits=8, signed=1, scale=0.125), 8, 3, stride=2)
    for inputs, outputs, stride in ((8, 12, 1), (12, 16, 2)):
        x = g.layer(x, inputs, inputs, group=inputs, stride=stride)
        x = g.layer(x, outputs, inputs, size=1)
    x = g.node("ReduceMean", x, axes=[2, 3], keepdims=0)
    return g.model(g.node("MatMul", x, g.weight(16, 5)))


def super_resolution():
    """Channels become pixels."""
    g = Graph(1, 6, 7, seed=4)
    x = g.quant("x", bits=8, signed=1, scale=0.125)
    y = g.layer(g.layer(x, 8, 1), 4, 8)
    y = g.node("DepthToSpace", g.quant(g.conv(y, 4, 4), bits=6, signed=1), blocksize=2, mode="CRD")
    kept = g.node("Resize", x, "", g.constant([1, 1, 2, 2]), mode="nearest")
    return g.model(g.node("Add", y, kept))


NETWORKS = [residual, u_shaped, depthwise_separable, super_resolution]
