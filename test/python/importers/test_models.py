"""Models of exporters in use: the import form computes what was recorded from the frameworks."""

import re

import numpy as np
import pytest

from hls4mlir import ir

from .models import (
    EXAMPLES,
    EXPORTS,
    SHARED,
    argument_attributes,
    evaluate,
    function,
    import_model,
    named,
    names,
    tensors,
)

RECORDED = {
    "qonnx/qkeras_jettagging": 256,
    "qonnx/TFC_1W1A": 32,
    "qonnx/TFC_2W2A": 32,
    "qonnx/bnn_model_fc_1layer": 16,
    "qonnx/kwsmlp_w3a3": 32,
    "onnx/three_layer_keras": 16,
}


def shared(name):
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"{path} is not there")
    return path


def run(module, x):
    """Every tensor of a model with one input, and its only result."""
    name = ir.StringAttr(argument_attributes(module)["qnn.name"]).value
    values = evaluate(module, {name: x})
    (result,) = ir.ArrayAttr(function(module).attributes["res_attrs"])
    return values, values[ir.StringAttr(ir.DictAttr(result)["qnn.name"]).value]


@pytest.mark.parametrize("name", RECORDED)
def test_recorded_results(name):
    module = import_model(shared(f"{name}.onnx"))
    golden = np.load(shared(f"{name}_golden.npz"))
    values, y = run(module, golden["x"])
    assert len(y) == RECORDED[name]
    np.testing.assert_allclose(y, golden["y"], rtol=1e-5, atol=1e-5)
    if "logits" in golden:
        np.testing.assert_allclose(values["Add_3_out0"], golden["logits"], rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize(
    "name",
    [
        "a_per_channel",
        "b_bipolar",
        "c_signed_identity",
        "d_opset9",
        "d_opset11",
        "e_dynamo",
        "e_dynamo_per_channel",
    ],
)
def test_exports_of_brevitas(name):
    golden = np.load(EXPORTS / f"{name}.npz")
    _, y = run(import_model(EXPORTS / f"{name}.onnx"), golden["x"])
    np.testing.assert_allclose(y, golden["y"], rtol=1e-5, atol=1e-5)


def test_digits():
    module = import_model(EXAMPLES / "digits" / "digits.onnx")
    golden = np.load(EXAMPLES / "digits" / "images.npz")
    _, logits = run(module, golden["x"])
    # Every scale is a power of two, so that float32 is exact here except for the batch normalization.
    np.testing.assert_array_equal(logits, golden["logits"])
    assert ir.StringAttr(function(module).attributes["sym_name"]).value == "digits"
    assert tensors(named(module, "qnn.batch_norm")) == ["bn1_out"]
    locations = [op.operation.location.name_str for op in function(module).regions[0].blocks[0].operations]
    assert [name for name in locations if re.fullmatch(r"fc\d", str(name))] == [
        "fc1",
        "fc2",
        "fc2",
        "fc2",
        "fc3",
        "fc3",
        "fc3",
    ]


def test_a_prologue_of_shapes_is_gone():
    module = import_model(shared("qonnx/TFC_2W2A.onnx"))
    kinds = names(module)
    assert kinds.count("qnn.reshape") == 1
    assert kinds.count("qnn.quantize") == 8
    assert kinds.count("qnn.div") == 1  # by the folded square root


@pytest.mark.parametrize("name", ["qonnx/CNV_2W2A", "onnx/mnist-conv_model", "onnx/conv1d_small_keras"])
def test_networks_with_convolutions(name):
    golden = np.load(shared(f"{name}_golden.npz"))
    _, y = run(import_model(shared(f"{name}.onnx")), golden["x"][:4])
    np.testing.assert_allclose(y, golden["y"][:4], rtol=1e-4, atol=1e-4)
