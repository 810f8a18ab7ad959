# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""The widths of accumulators against a bound that is computed here, from weights and the codes that inputs can have."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import hls4mlir
from hls4mlir import ir
from hls4mlir.dialects import qnn
from hls4mlir.lowering import find_function
from hls4mlir.model import Model
from hls4mlir.types import FixedType

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared" / "models" / "qonnx"
MODELS = ["qkeras_jettagging.onnx", "TFC_2W2A.onnx", "kwsmlp_w3a3.onnx", "CNV_2W2A.onnx"]


def fixed(type_: ir.Type) -> FixedType:
    """The number type of the elements of a tensor."""
    element = qnn.FixedType(ir.RankedTensorType(type_).element_type)
    return FixedType(element.width, element.integer, element.signed)


def weights_of(module: ir.Operation) -> dict[str, tuple[np.ndarray, FixedType]]:
    """Codes, as Python integers, and number types of the weights."""
    found: dict[str, tuple[np.ndarray, FixedType]] = {}
    for op in (view.operation for view in module.regions[0].blocks[0].operations):
        if op.name == "qnn.weight":
            element = qnn.FixedType(ir.TypeAttr(op.attributes["element"]).value)
            type_ = FixedType(element.width, element.integer, element.signed)
            codes = np.asarray(op.attributes["value"]).astype(object)
            if not type_.signed:
                codes = codes % 2**type_.width
            found[ir.StringAttr(op.attributes["sym_name"]).value] = (codes, type_)
    return found


def check_accumulators(model: Model) -> int:
    """Fails where an accumulator is wider than its sums need, or has another step; counts the layers."""
    module = model.module("qnn").operation
    weights, layers = weights_of(module), 0
    for op in (view.operation for view in find_function(module).regions[0].blocks[0].operations):
        if op.name not in ("qnn.dense", "qnn.conv"):
            continue
        layers += 1
        source, result = fixed(op.operands[0].type), fixed(op.results[0].type)
        kernel, kernel_type = weights[ir.FlatSymbolRefAttr(op.attributes["weight"]).value]
        kernel = kernel.reshape(kernel.shape[0], -1)
        low = np.where(kernel > 0, kernel * source.low, kernel * source.high).sum(axis=1)
        high = np.where(kernel > 0, kernel * source.high, kernel * source.low).sum(axis=1)
        step = source.step * kernel_type.step
        bias: Any = 0
        if "bias" in op.attributes:
            codes, bias_type = weights[ir.FlatSymbolRefAttr(op.attributes["bias"]).value]
            step = min(step, bias_type.step)
            bias = codes * int(bias_type.step / step)
        scale = int(source.step * kernel_type.step / step)
        least, most = int(np.min(low * scale + bias)), int(np.max(high * scale + bias))
        signed = least < 0
        needed = max(max(most, 0).bit_length(), (~least).bit_length() if signed else 0) + signed
        assert result.step == step
        # The bound takes every number of the input's type; the compiler may know that fewer occur.
        assert result.width <= max(needed, 1), op.location
    return layers


@pytest.mark.parametrize("name", MODELS)
def test_accumulators_of_published_models(name: str) -> None:
    path = next(iter(SHARED.rglob(name)), None)
    if path is None:
        pytest.skip(f"{name} is not there")
    assert check_accumulators(hls4mlir.compile(path)) > 0


def test_accumulators_of_the_example() -> None:
    path = next(iter((ROOT / "examples").rglob("*.onnx")))
    assert check_accumulators(hls4mlir.compile(path)) > 0
