# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""An ONNX model that grows node by node, with some samples computed along the way."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from hls4mlir.testing.draws import Draw

if TYPE_CHECKING:
    import onnx

__all__ = ["GENERAL", "SAMPLES", "Doubles", "Graph", "Tensor", "as_float32"]

Doubles = NDArray[np.float64]

GENERAL = "qonnx.custom_op.general"
SAMPLES = 12
_OPSET = 21


@dataclass(frozen=True)
class Tensor:
    """A tensor of the network: its name, some samples of it, and the step that its numbers are multiples of.

    `step` is 0 where there is none; `levels` counts the codes of a quantized tensor and is 0 for another.
    """

    name: str
    values: NDArray[Any]
    step: float = 0.0
    levels: int = 0
    integers: bool = False
    """Whether the model declares it as integers."""

    @property
    def width(self) -> int:
        """Number of channels, or of elements of a vector."""
        return self.values.shape[1]

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape in the model, whose batch is 1."""
        return (1, *self.values.shape[1:])

    @property
    def spatial(self) -> tuple[int, ...]:
        """The extents of an image or a signal; nothing for a vector."""
        return self.values.shape[2:]

    def moved(self, name: str, values: NDArray[Any]) -> Tensor:
        """Elements of the tensor in other places."""
        return replace(self, name=name, values=values)


def as_float32(value: Any) -> NDArray[np.float32]:
    """The value as the model holds it."""
    return np.asarray(value, np.float32)


class Graph:
    """The nodes, constants and inputs of a model, and the draws that they are made of.

    Tensors are `[1, width]`, or images and signals `[1, channels, ...]`.
    """

    def __init__(self, draw: Draw) -> None:
        self.draw = draw
        self.version = draw.choose((2, 1))
        """Of the domain of QONNX's operators."""
        self.nodes: list[onnx.NodeProto] = []
        self.constants: dict[str, NDArray[Any]] = {}
        self.inputs: dict[str, tuple[int, ...]] = {}
        self.tensors: list[Tensor] = []
        """What may be joined: quantized tensors."""

    def model(self, outputs: list[Tensor]) -> onnx.ModelProto:
        """The nodes as a model."""
        from onnx import TensorProto, helper, numpy_helper

        kinds = {False: TensorProto.FLOAT, True: TensorProto.INT64}
        graph = helper.make_graph(
            self.nodes,
            "network",
            [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name, shape in self.inputs.items()],
            [helper.make_tensor_value_info(tensor.name, kinds[tensor.integers], None) for tensor in outputs],
            [numpy_helper.from_array(array, name) for name, array in self.constants.items()],
        )
        opsets = [helper.make_opsetid("", _OPSET), helper.make_opsetid(GENERAL, self.version)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=10)

    def node(self, kind: str, *operands: str, domain: str = "", outputs: int = 1, **attributes: Any) -> str:
        """Adds a node; gives the name of its first result, which ends in 0 where there are several."""
        from onnx import helper

        name = f"{kind.lower()}_{len(self.nodes)}"
        results = [f"{name}_y"] if outputs == 1 else [f"{name}_y{index}" for index in range(outputs)]
        self.nodes.append(helper.make_node(kind, operands, results, name=name, domain=domain, **attributes))
        return results[0]

    def constant(self, value: Any, dtype: Any = np.float32) -> str:
        """Adds an initializer; gives its name."""
        name = f"c{len(self.constants)}"
        self.constants[name] = np.asarray(value).astype(dtype)
        return name

    def chance(self, one_in: int) -> bool:
        """True once in so many times; hypothesis shrinks to false."""
        return self.draw.integer(0, one_in - 1) == one_in - 1

    def channels(self, tensor: Tensor, one_in: int = 3) -> tuple[int, ...]:
        """The shape of a parameter: one number, or one for each channel."""
        return (1, tensor.width, *(1 for _ in tensor.spatial)) if self.chance(one_in) else ()

    def near(self, values: Doubles, step: float, shape: tuple[int, ...]) -> NDArray[np.float32]:
        """Constants of the size of the values: multiples of half their step, or any."""
        size = float(np.abs(values).max(initial=0.0)) or 1.0
        parts = self.draw.integers(-8, 8, shape) / 8.0 * size
        if step and self.draw.integer(0, 2):
            return as_float32(np.rint(parts / step * 2) / 2 * step)
        return as_float32(parts)

    def keep(self, tensor: Tensor) -> Tensor:
        """Offers a quantized tensor to joins."""
        self.tensors.append(tensor)
        return tensor
