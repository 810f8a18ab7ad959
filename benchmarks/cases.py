# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""The networks that are measured: the digits example, a wide MLP made here, and the shared models where they exist."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
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

    `expected` is what the source framework's executor gives for the samples, where that is on record.
    """

    name: str
    model: Path
    samples: NDArray[np.float32]
    config: dict[str, Any] = field(default_factory=dict[str, Any])
    expected: NDArray[np.float32] | None = None


def find_cases(names: Sequence[str]) -> list[Case]:
    """All cases at hand, or those called `names`."""
    digits = ROOT / "examples" / "digits"
    cases = [Case("digits", digits / "digits.onnx", np.load(digits / "images.npz")["x"]), wide_mlp()]
    manifest = SHARED_MODELS / "manifest.json"
    if manifest.is_file():
        for name, entry in json.loads(manifest.read_text()).items():
            if entry["group"] == "qonnx":
                golden = np.load(SHARED_MODELS / entry["golden"])
                model, config = SHARED_MODELS / entry["model"], {"Inputs": entry["inputs"]}
                cases.append(Case(name, model, golden["x"], config, golden["y"]))
    return [case for case in cases if case.name in names] if names else cases


def wide_mlp() -> Case:
    """An MLP 784-512-512-10 in QONNX: weights of 6 bits, activations of 8, random, with scales of powers of two."""
    generator = np.random.default_rng(SEED)
    initializers: list[onnx.TensorProto] = []
    nodes: list[onnx.NodeProto] = []

    def constant(name: str, array: object) -> str:
        initializers.append(numpy_helper.from_array(np.asarray(array, np.float32), name))
        return name

    def quantize(operand: str, result: str, scale: float, bits: int, signed: bool) -> str:
        parameters = [
            constant(f"{result}_{what}", value) for what, value in (("scale", scale), ("zero", 0), ("bits", bits))
        ]
        nodes.append(
            helper.make_node(
                "Quant",
                [operand, *parameters],
                [result],
                name=result,
                domain="qonnx.custom_op.general",
                signed=int(signed),
                narrow=0,
                rounding_mode="ROUND",
            )
        )
        return result

    value = quantize("image", "pixels", 2.0**-8, 8, signed=False)
    for index, (inputs, outputs) in enumerate(pairwise(WIDE_SIZES)):
        weights = generator.normal(0, inputs**-0.5, (inputs, outputs))
        kernel = quantize(constant(f"weights_{index}", weights), f"kernel_{index}", 2.0**-8, 6, signed=True)
        nodes.append(helper.make_node("MatMul", [value, kernel], [f"dense_{index}"], name=f"dense_{index}"))
        if outputs == WIDE_SIZES[-1]:
            value = f"dense_{index}"
            break
        nodes.append(helper.make_node("Relu", [f"dense_{index}"], [f"relu_{index}"], name=f"relu_{index}"))
        value = quantize(f"relu_{index}", f"activation_{index}", 2.0**-7, 8, signed=False)
    graph = helper.make_graph(
        nodes,
        "wide_mlp",
        [helper.make_tensor_value_info("image", TensorProto.FLOAT, [1, WIDE_SIZES[0]])],
        [helper.make_tensor_value_info(value, TensorProto.FLOAT, [1, WIDE_SIZES[-1]])],
        initializers,
    )
    opsets = [helper.make_opsetid("", 13), helper.make_opsetid("qonnx.custom_op.general", 1)]
    GENERATED.mkdir(parents=True, exist_ok=True)
    path = GENERATED / "wide_mlp.onnx"
    onnx.save(helper.make_model(graph, opset_imports=opsets, ir_version=9), path)
    return Case("wide_mlp", path, generator.random((256, WIDE_SIZES[0]), np.float32))
