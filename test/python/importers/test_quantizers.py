"""Quant, IntQuant, BipolarQuant: meaning, against QONNX's own executor, and what is rejected."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hls4mlir import ModelError

from .models import build, evaluate, floats, import_model, named, names, node, tensors

DOMAINS = ["", "ai.onnx", "onnx.brevitas", "qonnx.custom_op.general", "finn.custom_op.general"]


def quant(op_type="Quant", *, domain="qonnx.custom_op.general", scale=0.25, zero_point=0.0, bits=4.0, **attributes):
    """A model of one quantizer."""
    constants = {"s": np.float32(scale), "z": np.float32(zero_point), "b": np.asarray(bits)}
    return build(
        node(op_type, "x s z b", name="q", domain=domain, **{"signed": 1, "narrow": 0, **attributes}),
        constants=constants,
    )


def bipolar(op_type="BipolarQuant", *, domain="qonnx.custom_op.general", scale=0.5):
    return build(node(op_type, "x s", name="q", domain=domain), constants={"s": np.float32(scale)})


@pytest.mark.parametrize("domain", DOMAINS)
@pytest.mark.parametrize("op_type", ["Quant", "IntQuant"])
def test_quantizers_are_found_in_every_domain(op_type, domain):
    module = import_model(quant(op_type, domain=domain))
    quantize = named(module, "qnn.quantize")
    assert quantize.location.name_str == "q"
    assert tensors(quantize) == ["y"]
    assert (
        "scale dense<2.500000e-01> : tensor<f32> zero_point dense<0.000000e+00> : tensor<f32> "
        "bits dense<4> : tensor<i32> half_even signed" in " ".join(str(quantize).split())
    )


@pytest.mark.parametrize("domain", DOMAINS)
@pytest.mark.parametrize("op_type", ["BipolarQuant", "BinaryQuant"])
def test_bipolar_quantizers_are_found_in_every_domain(op_type, domain):
    module = import_model(bipolar(op_type, domain=domain))
    assert "scale dense<5.000000e-01> : tensor<f32>" in str(named(module, "qnn.bipolar_quantize"))
    y = evaluate(module, {"x": np.array([[-0.5, -0.0, 0.0, 3.0]], np.float32)})["y"]
    np.testing.assert_array_equal(y, [[-0.5, 0.5, 0.5, 0.5]])


@pytest.mark.parametrize(
    ("written", "mode"),
    [
        ("ROUND", "half_even"),
        ("HALF_EVEN", "half_even"),
        ("HALF_UP", "half_away"),
        ("HALF_DOWN", "half_to_zero"),
        ("FLOOR", "floor"),
        ("CEIL", "ceil"),
        ("DOWN", "to_zero"),
        ("UP", "away"),
        ("round", "half_even"),
        ("Half_Up", "half_away"),
        (None, "half_even"),
    ],
)
def test_rounding_modes(written, mode):
    attributes = {} if written is None else {"rounding_mode": written}
    assert f" {mode} signed" in str(named(import_model(quant(**attributes)), "qnn.quantize"))


@given(
    scale=st.sampled_from([0.25, 1.0, 0.1, 3.0]),
    zero_point=st.sampled_from([0.0, 3.0, -1.0]),
    bits=st.sampled_from([1, 2, 3, 8, 16, 32]),
    signed=st.booleans(),
    narrow=st.booleans(),
    mode=st.sampled_from(["ROUND", "HALF_UP", "HALF_DOWN", "FLOOR", "CEIL", "DOWN", "UP"]),
    halves=st.lists(st.integers(-40, 40), min_size=4, max_size=4),
)
@settings(max_examples=100)
def test_quantizers_agree_with_qonnx_on_ties_and_ends(scale, zero_point, bits, signed, narrow, mode, halves):
    executor = pytest.importorskip("qonnx.custom_op.general.intquant")
    x = (np.array([halves], np.float32) / 2 * np.float32(scale)).astype(np.float32)
    model = quant(
        scale=scale, zero_point=zero_point, bits=float(bits), signed=signed, narrow=narrow, rounding_mode=mode
    )
    expected = executor.int_quant(x, np.float32(scale), np.float32(zero_point), np.float32(bits), signed, narrow, mode)
    np.testing.assert_array_equal(evaluate(import_model(model), {"x": x})["y"], expected)


def test_parameters_per_channel():
    scale = np.array([[0.5], [0.25], [0.1]], np.float32)
    model = build(
        node("Quant", "w s z b", "q", signed=1, narrow=1),
        node("Transpose", "q", "t"),
        node("MatMul", "x t"),
        constants={"w": floats(3, 4), "s": scale, "z": np.zeros(1, np.float32), "b": np.int64(3)},
    )
    module = import_model(model)
    quantize = named(module, "qnn.quantize")
    np.testing.assert_array_equal(np.asarray(quantize.attributes["scale"]), scale)
    assert "tensor<3x1xf32>" in str(quantize)
    q = evaluate(module, {"x": floats(2, 4)})["q"]
    np.testing.assert_array_equal(q, np.clip(np.rint(floats(3, 4) / scale), -3, 3) * scale)


def test_quantizers_of_constants_are_kept():
    model = build(
        node("Quant", "w s z b", "q", signed=1, narrow=1),
        node("Transpose", "q", "t", name="t"),
        node("MatMul", "x t"),
        constants={"w": floats(3, 4), "s": np.float32(1), "z": np.float32(0), "b": np.float32(3)},
    )
    assert names(import_model(model)) == ["arith.constant", "qnn.quantize", "qnn.transpose", "qnn.matmul"]


def test_parameters_may_be_computed_from_constants():
    model = build(
        node("Sqrt", "v", "s"),
        node("Constant", "", "z", value_float=0.0),
        node("Add", "h h", "b"),
        node("Quant", "x s z b", signed=0, narrow=0),
        constants={"v": np.float32(0.0625), "h": np.float32(2)},
    )
    assert "scale dense<2.500000e-01>" in str(named(import_model(model), "qnn.quantize"))
    assert "bits dense<4>" in str(named(import_model(model), "qnn.quantize"))


@pytest.mark.parametrize(("index", "what"), [(1, "the scale"), (2, "the zero point"), (3, "the bit width")])
def test_parameters_must_not_depend_on_the_inputs(index, what):
    operands = ["x", "s", "z", "b"]
    operands[index] = "p"
    model = build(
        node("Relu", "v", "p"),
        node("Quant", " ".join(operands), name="q", signed=1, narrow=0),
        inputs={"x": (1, 4), "v": (1,)},
        constants={"s": np.float32(1), "z": np.float32(0), "b": np.float32(4)},
    )
    with pytest.raises(ModelError, match=rf"q: {what} of Quant is computed from 'p', which depends on the inputs"):
        import_model(model)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"scale": 0.0}, r"the scale is 0\.0, but must be positive"),
        ({"scale": -1.0}, r"the scale is -1\.0, but must be positive"),
        ({"scale": np.inf}, r"the scale: element \[\] is inf; only finite numbers are supported"),
        ({"scale": [1, 2, 3]}, r"the scale of shape \[3\] does not broadcast over the operand of shape \[1, 4\]"),
        ({"scale": [[[1.0]]]}, r"the scale of shape \[1, 1, 1\] does not broadcast over the operand of shape \[1, 4\]"),
        ({"zero_point": 0.5}, r"the zero point is 0\.5, but must be an integer: codes are integers"),
        ({"zero_point": np.nan}, r"the zero point: element \[\] is nan"),
        ({"bits": 2.5}, r"the bit width is 2\.5, but must be an integer from 1 to 32"),
        ({"bits": 0.0}, r"the bit width is 0, but must be an integer from 1 to 32"),
        ({"bits": [[4, 4, 33, 4]]}, r"the bit width is 33, but must be an integer from 1 to 32"),
        ({"bits": "4"}, r"the bit width: has elements of type .*, but must hold numbers"),
        ({"signed": 2}, r"attribute 'signed' is 2, but must be 0 or 1"),
        ({"signed": 1.0}, r"attribute 'signed' of Quant is of type FLOAT, but must be INT"),
        ({"rounding_mode": "NEAREST"}, r"attribute 'rounding_mode' is 'NEAREST'; supported: ROUND, HALF_EVEN"),
        ({"mode": 1}, r"attribute 'mode' of Quant is not supported.*supported: narrow, rounding_mode, signed"),
    ],
)
def test_wrong_parameters_are_rejected(changed, message):
    with pytest.raises(ModelError, match=f"^q: {message}"):
        import_model(quant(**changed))


def test_missing_attributes_are_not_guessed():
    model = build(
        node("Quant", "x s z b", name="q", signed=1),
        constants={"s": np.float32(1), "z": np.float32(0), "b": np.float32(4)},
    )
    with pytest.raises(ModelError, match=r"^q: attribute 'narrow' of Quant is missing"):
        import_model(model)


def test_missing_operands():
    with pytest.raises(ModelError, match=r"^q: Quant has 3 operands, but takes 4"):
        import_model(build(node("Quant", "x s z", name="q"), constants={"s": np.float32(1), "z": np.float32(0)}))
    with pytest.raises(ModelError, match=r"^q: Quant needs its operand 1, the scale, but it is left out"):
        import_model(
            build(
                node("Quant", "x _ z b", name="q", signed=1, narrow=0),
                constants={"z": np.float32(0), "b": np.float32(4)},
            )
        )


def test_weights_that_are_no_numbers_are_rejected():
    weights = floats(4, 3)
    weights[2, 1] = np.nan
    model = build(
        node("BipolarQuant", "w s", "q", name="wq"),
        node("MatMul", "x q"),
        constants={"w": weights, "s": np.float32(1)},
    )
    with pytest.raises(ModelError, match=re.escape("wq: constant 'w': element [2, 1] is nan; only finite numbers")):
        import_model(model)


@pytest.mark.parametrize(
    ("op_type", "domain"),
    [
        ("FloatQuant", "qonnx.custom_op.general"),
        ("MultiThreshold", "finn.custom_op.general"),
        ("Trunc", "qonnx.custom_op.general"),
        ("QuantizeLinear", ""),
        ("LSTM", ""),
        ("Gelu", "com.microsoft"),
        ("Relu", "com.example"),
    ],
)
def test_other_operators_are_named_with_what_is_supported(op_type, domain):
    spelled = re.escape(f"{domain}::{op_type}" if domain else op_type)
    with pytest.raises(
        ModelError, match=rf"^n: operator {spelled} is not supported; supported: Abs,.*Quant.*Unsqueeze"
    ):
        import_model(build(node(op_type, "x", name="n", domain=domain)))
