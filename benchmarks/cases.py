# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""The networks that are measured: the digits example, an MLP and a CNN made here, and the shared models at hand."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

__all__ = ["ROOT", "Case", "find_cases"]

ROOT = Path(__file__).resolve().parent.parent
SHARED_MODELS = ROOT.parent / "shared" / "models"
GENERATED = ROOT / "build" / "bench"

WIDE_SIZES = (784, 512, 512, 10)
SEED = 20240229


@dataclass(frozen=True)
class Case:
    """A model, samples for its input (batch first), and the configuration that it is compiled with.

    `expected` is what the source framework's executor gives for the samples, where that is on record. `io` is hls4ml's
    io_type for the model where it can be only one.
    """

    name: str
    model: Path
    samples: NDArray[np.float32]
    config: dict[str, Any] = field(default_factory=dict[str, Any])
    expected: NDArray[np.float32] | None = None
    io: str | None = None


def find_cases(names: Sequence[str]) -> list[Case]:
    """All cases at hand, or those called `names`."""
    digits = ROOT / "examples" / "digits"
    cases = [Case("digits", digits / "digits.onnx", np.load(digits / "images.npz")["x"]), wide_mlp(), mnist_cnn()]
    manifest = SHARED_MODELS / "manifest.json"
    if manifest.is_file():
        for name, entry in json.loads(manifest.read_text()).items():
            if entry["group"] == "qonnx":
                golden = np.load(SHARED_MODELS / entry["golden"])
                model, config = SHARED_MODELS / entry["model"], {"Inputs": entry["inputs"]}
                cases.append(Case(name, model, golden["x"], config, golden["y"]))
    return [case for case in cases if case.name in names] if names else cases


class Network:
    """A model in QONNX, built node by node: random weights, scales of powers of two."""

    def __init__(self, name: str, shape: Sequence[int]) -> None:
        self.name, self.shape = name, shape
        self.generator = np.random.default_rng(SEED)
        self.initializers: list[onnx.TensorProto] = []
        self.nodes: list[onnx.NodeProto] = []

    def constant(self, name: str, array: object) -> str:
        """An array; returns its name, as the other methods do that of their results."""
        self.initializers.append(numpy_helper.from_array(np.asarray(array, np.float32), name))
        return name

    def node(self, kind: str, result: str, *operands: str, **attributes: Any) -> str:
        """An operation of ONNX."""
        self.nodes.append(helper.make_node(kind, operands, [result], name=result, **attributes))
        return result

    def quantize(self, operand: str, result: str, scale: float, bits: int, signed: bool) -> str:
        """A quantizer: codes of `bits` bits, worth `scale` each."""
        values = (("scale", scale), ("zero", 0), ("bits", bits))
        parameters = [self.constant(f"{result}_{what}", value) for what, value in values]
        return self.node(
            "Quant",
            result,
            operand,
            *parameters,
            domain="qonnx.custom_op.general",
            signed=int(signed),
            narrow=0,
            rounding_mode="ROUND",
        )

    def weights(self, name: str, scale: float, shape: Sequence[int], fan_in: int) -> str:
        """Quantized weights of 6 bits."""
        array = self.generator.normal(0, fan_in**-0.5, shape)
        return self.quantize(self.constant(f"weights_{name}", array), f"kernel_{name}", scale, 6, signed=True)

    def finish(self, value: str, outputs: int) -> Case:
        """The case, with images between 0 and 1 as samples."""
        graph = helper.make_graph(
            self.nodes,
            self.name,
            [helper.make_tensor_value_info("image", TensorProto.FLOAT, [1, *self.shape])],
            [helper.make_tensor_value_info(value, TensorProto.FLOAT, [1, outputs])],
            self.initializers,
        )
        opsets = [helper.make_opsetid("", 13), helper.make_opsetid("qonnx.custom_op.general", 1)]
        GENERATED.mkdir(parents=True, exist_ok=True)
        path = GENERATED / f"{self.name}.onnx"
        onnx.save(helper.make_model(graph, opset_imports=opsets, ir_version=9), path)
        return Case(self.name, path, self.generator.random((256, *self.shape), np.float32))


def wide_mlp() -> Case:
    """An MLP 784-512-512-10: weights of 6 bits, activations of 8."""
    network = Network("wide_mlp", WIDE_SIZES[:1])
    value = network.quantize("image", "pixels", 2.0**-8, 8, signed=False)
    for index, (inputs, outputs) in enumerate(pairwise(WIDE_SIZES)):
        kernel = network.weights(str(index), 2.0**-8, (inputs, outputs), inputs)
        value = network.node("MatMul", f"dense_{index}", value, kernel)
        if outputs == WIDE_SIZES[-1]:
            break
        value = network.node("Relu", f"relu_{index}", value)
        value = network.quantize(value, f"activation_{index}", 2.0**-7, 8, signed=False)
    return network.finish(value, WIDE_SIZES[-1])


def mnist_cnn() -> Case:
    """Two convolutions of 16 channels, each rectified and pooled, and a dense layer: 6 bits everywhere.

    The layers and widths of hls4ml's example network for QKeras on MNIST.
    """
    network = Network("mnist_cnn", (1, 28, 28))
    value = network.quantize("image", "pixels", 2.0**-8, 8, signed=False)
    channels, side = 1, 28
    for index in range(2):
        kernel = network.weights(f"conv_{index}", 2.0**-5, (16, channels, 3, 3), 9 * channels)
        # The baseline's tools ask for every attribute, also where it is what ONNX takes without it.
        attributes = {"kernel_shape": [3, 3], "strides": [1, 1], "pads": [0] * 4, "dilations": [1, 1], "group": 1}
        value = network.node("Conv", f"conv_{index}", value, kernel, **attributes)
        value = network.node("Relu", f"relu_{index}", value)
        value = network.quantize(value, f"activation_{index}", 2.0**-4, 6, signed=False)
        value = network.node("MaxPool", f"pool_{index}", value, kernel_shape=[2, 2], strides=[2, 2], pads=[0] * 4)
        channels, side = 16, (side - 2) // 2
    size = channels * side * side
    value = network.node("Reshape", "flat", value, _shape(network, (1, size)))
    kernel = network.weights("dense", 2.0**-8, (size, 10), size)
    return replace(network.finish(network.node("MatMul", "dense", value, kernel), 10), io="stream")


def _shape(network: Network, shape: Sequence[int]) -> str:
    network.initializers.append(numpy_helper.from_array(np.asarray(shape, np.int64), "shape"))
    return "shape"
