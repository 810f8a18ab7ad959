"""Convolutional networks of the usual kinds, from ONNX to predictions: equal to the source in every integer."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from convolutional_networks import NETWORKS, depthwise_separable, residual, u_shaped
from hls4mlir import _hls4mlir, ir
from hls4mlir.config import load_config
from hls4mlir.importers.qonnx import import_model
from hls4mlir.lowering import apply_config, lower, read_interface
from hls4mlir.reference import evaluate

pytest.importorskip("onnx")

SHARED = Path(__file__).resolve().parents[3] / "shared" / "models" / "qonnx"


@pytest.fixture(scope="module", params=NETWORKS, ids=lambda network: network.__name__)
def case(request):
    """A network in the import form and in the integer form, samples, and the tensors of the source."""
    model = request.param()
    with ir.Context():
        module = import_model(model)
        lowered = lower(module.operation, "hls4mlir-qnn")
        traced = lower(module.operation, "hls4mlir-qnn{trace=true}")
        (entry,), _ = read_interface(lowered)
        x = np.random.default_rng(5).normal(scale=4, size=(70, *entry.shape)).astype(np.float32)
        yield lowered, traced, x, evaluate(module, {"x": x})


def predict(lowered, x):
    (entry,), results = read_interface(lowered)
    codes = _hls4mlir.Predictor(lowered).run([entry.arrange(entry.quantize(x))])
    return {result.name: result.dequantize(result.arrange(code)) for result, code in zip(results, codes, strict=True)}


def test_predictions_are_those_of_the_source(case):
    lowered, _, x, tensors = case
    for name, got in predict(lowered, x).items():
        np.testing.assert_array_equal(got, tensors[name])


def test_every_tensor_of_the_source_is_traced(case):
    _, traced, x, tensors = case
    computed = predict(traced, x)
    assert len(computed) > 8
    for name, got in computed.items():
        np.testing.assert_array_equal(got, tensors[name], err_msg=name)


@pytest.mark.parametrize("network", [residual, u_shaped, depthwise_separable])
def test_no_transposition_is_left(network):
    with ir.Context():
        lowered = lower(import_model(network()).operation, "hls4mlir-qnn")
    assert "qnn.transpose" not in str(lowered)
    (entry,), _ = read_interface(lowered)
    assert entry.permutation == (2, 0, 1)


def test_cnv_is_exact():
    """A network of 1.5 million weights: nothing is transposed, and the logits are those that were recorded."""
    path = SHARED / "CNV_2W2A.onnx"
    if not path.exists():
        pytest.skip("the model is not there")
    golden = np.load(SHARED / "CNV_2W2A_golden.npz")
    config = load_config({"Inputs": {"*": {"type": "ufixed<8,8>", "scale": 1 / 255}}})
    with ir.Context():
        module = import_model(path).operation
        apply_config(module, config, clock_ns=5.0)
        lowered = lower(module, "hls4mlir-qnn")
    assert "qnn.transpose" not in str(lowered)
    (got,) = predict(lowered, golden["x"]).values()
    np.testing.assert_allclose(got, golden["y"], rtol=1e-6, atol=1e-6)
