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
        ({"zero_point": 1e19}, r"the zero point is 1e\+19, but must lie within 2147483648 of 0"),
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


def test_missing_attributes_are_those_of_the_executor():
    """As the table of attributes of QONNX's executor has them; it refuses the file, though."""
    executor = pytest.importorskip("qonnx.custom_op.general.intquant")
    declared = executor.IntQuant(node("IntQuant", "x s z b", name="q")).get_nodeattr_types()
    defaults = {name: declared[name][2] for name in ("signed", "narrow", "rounding_mode")}
    assert defaults == {"signed": 1, "narrow": 1, "rounding_mode": "ROUND"}
    constants = {"s": np.float32(1), "z": np.float32(0), "b": np.float32(4)}
    with pytest.warns(UserWarning, match=r"^q: Quant does not say whether it is narrow; taken as narrow=1"):
        module = import_model(build(node("Quant", "x s z b", name="q"), constants=constants))
    assert " half_even signed narrow" in str(named(module, "qnn.quantize"))


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
        ("QuantAvgPool2d", "qonnx.custom_op.general"),
        ("QuantizeLinear", "com.microsoft"),
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


# Trunc --------------------------------------------------------------------------------------------------------------

MODES = ["ROUND", "HALF_UP", "HALF_DOWN", "FLOOR", "CEIL", "DOWN", "UP"]
GENERAL = "qonnx.custom_op.general"


def trunc(parameters, *, version=1, domain=GENERAL, declared=True, **attributes):
    """A model of one Trunc; `parameters` are the operands behind the first."""
    constants = {f"p{index}": np.asarray(value, np.float32) for index, value in enumerate(parameters)}
    return build(
        node("Trunc", f"x {' '.join(constants)}", name="t", domain=domain, **attributes),
        constants=constants,
        domains=[(domain, version)] if declared else [],
    )


@given(
    scale=st.sampled_from([0.25, 1.0, 4.0]),
    zero_point=st.sampled_from([0.0, 3.0, -1.0, 6.0]),
    before=st.integers(1, 8),
    after=st.integers(1, 8),
    mode=st.sampled_from(MODES),
    quarters=st.lists(st.integers(-600, 600), min_size=4, max_size=4),
)
@settings(max_examples=100)
def test_trunc_of_version_1_agrees_with_qonnx(scale, zero_point, before, after, mode, quarters):
    executor = pytest.importorskip("qonnx.custom_op.general.trunc")
    x = np.array([quarters], np.float32) / 4 * np.float32(scale)
    parameters = [np.float32(value) for value in (scale, zero_point, before, after)]
    expected = executor.trunc_v1(x, *parameters, mode)
    module = import_model(trunc(parameters, rounding_mode=mode))
    np.testing.assert_array_equal(evaluate(module, {"x": x})["y"], expected)


@given(
    scale=st.sampled_from([0.25, 1.0, 0.3]),
    ratio=st.sampled_from([0.5, 1.0, 2.0, 3.0, 4.0, 5.7]),
    zero_point=st.sampled_from([0.0, 3.0, -1.0, 6.0]),
    bits=st.integers(1, 8),
    signed=st.booleans(),
    narrow=st.booleans(),
    mode=st.sampled_from(MODES),
    quarters=st.lists(st.integers(-600, 600), min_size=4, max_size=4),
)
@settings(max_examples=100)
def test_trunc_of_version_2_agrees_with_qonnx(scale, ratio, zero_point, bits, signed, narrow, mode, quarters):
    executor = pytest.importorskip("qonnx.custom_op.general.trunc")
    x = (np.array([quarters], np.float32) / 4 * np.float32(scale)).astype(np.float32)
    parameters = [np.float32(value) for value in (scale, zero_point, 8, np.float32(scale) * np.float32(ratio), bits)]
    s, z, before, result_scale, after = parameters
    expected = executor.trunc_v2(x, s, z, before, narrow, signed, result_scale, after, mode)
    module = import_model(trunc(parameters, version=2, rounding_mode=mode, signed=int(signed), narrow=int(narrow)))
    np.testing.assert_array_equal(evaluate(module, {"x": x})["y"], expected)


def test_the_domain_decides_the_version_of_trunc():
    first, second = [0.5, 0, 8, 6], [0.5, 0, 8, 2.0, 4]
    assert " bits " not in str(named(import_model(trunc(first)), "qnn.truncate"))
    assert " bits " not in str(named(import_model(trunc(first, declared=False)), "qnn.truncate"))
    assert " bits " in str(named(import_model(trunc(second, version=2)), "qnn.truncate"))
    assert " bits " in str(named(import_model(trunc(second, version=3)), "qnn.truncate"))
    with pytest.raises(ModelError, match=r"^t: Trunc of version 2 takes 6 operands, but has 5"):
        import_model(trunc(first, version=2))
    with pytest.raises(ModelError, match=r"^t: Trunc of version 1 takes 5 operands, but has 6"):
        import_model(trunc(second, declared=False))


def test_trunc_in_the_standard_domain_is_told_by_its_operands():
    assert " bits " not in str(named(import_model(trunc([1, 0, 8, 6], domain="", declared=False)), "qnn.truncate"))
    assert " bits " in str(named(import_model(trunc([1, 0, 8, 4, 6], domain="", declared=False)), "qnn.truncate"))


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ([1e-38, 0, 8, 3e38, 4], r"the scale of the result is 2\^254 times that of the operand; supported: 2\^-62 to"),
        ([3e38, 0, 8, 1e-38, 4], r"the scale of the result is 2\^-254 times that of the operand"),
        ([1e-45, 0, 8, 1, 4], r"the scale of the result is 2\^149 times that of the operand"),
        ([1, 2.0**100, 8, 2.0**-62, 4], "the zero point of the result: element .* is not a float32"),
    ],
)
@pytest.mark.filterwarnings("error")
def test_scales_that_are_too_far_apart_for_trunc(parameters, message):
    with pytest.raises(ModelError, match=f"^t: {message}"):
        import_model(trunc(parameters, version=2))


def test_trunc_without_attributes_rounds_down():
    assert " floor to " in str(named(import_model(trunc([1, 0, 8, 6])), "qnn.truncate"))
    assert " bits dense<4> : tensor<i32> signed " in str(
        named(import_model(trunc([1, 0, 8, 4, 4], version=2)), "qnn.truncate")
    )


@pytest.mark.parametrize(
    ("parameters", "version", "message"),
    [
        ([0, 0, 8, 6], 1, r"the scale is 0\.0, but must be positive"),
        ([1, 0.5, 8, 6], 1, r"the zero point is 0\.5, but must be an integer"),
        ([1, 0, 8.5, 6], 1, r"the bit width is 8\.5, but must be an integer from 1 to 62"),
        ([1, 0, 8, 63], 1, r"the bit width of the result is 63, but must be an integer from 1 to 62"),
        ([1, 0, 8, -1, 4], 2, r"the scale of the result is -1\.0, but must be positive"),
        ([1, 0, 8, 1, 33], 2, r"the bit width of the result is 33, but must be an integer from 1 to 32"),
    ],
)
def test_wrong_parameters_of_trunc(parameters, version, message):
    with pytest.raises(ModelError, match=rf"^t: {message}"):
        import_model(trunc(parameters, version=version))


# MultiThreshold -----------------------------------------------------------------------------------------------------


def multi_threshold(thresholds, *, shape=(1, 4), **attributes):
    return build(
        node("MultiThreshold", "x t", name="m", domain=GENERAL, **attributes),
        inputs={"x": shape},
        constants={"t": np.asarray(thresholds, np.float32)},
    )


@pytest.mark.parametrize(
    ("shape", "layout", "axis"),
    [
        ((1, 3), "", 1),
        ((1, 3), "NC", 1),
        ((1, 3, 2), "NCW", 1),
        ((1, 2, 3), "NWC", 2),
        ((1, 3, 2, 4), "", 1),
        ((1, 3, 2, 4), "NCHW", 1),
        ((1, 2, 4, 3), "NHWC", 3),
    ],
)
def test_multi_threshold_agrees_with_qonnx(shape, layout, axis):
    executor = pytest.importorskip("qonnx.custom_op.general.multithreshold")
    thresholds = np.random.default_rng(1).integers(-4, 5, (3, 5)).astype(np.float32) / 2
    attributes = {"data_layout": layout} if layout else {}
    model = multi_threshold(thresholds, shape=shape, out_dtype="INT4", out_scale=0.5, out_bias=-1.0, **attributes)
    x = np.random.default_rng(2).integers(-6, 7, (7, *shape[1:])).astype(np.float32) / 2
    y = evaluate(import_model(model), {"x": x})["y"]
    expected = executor.multithreshold(np.swapaxes(x, 1, axis), thresholds, 0.5, -1.0)
    np.testing.assert_array_equal(y, np.swapaxes(expected, 1, axis))


def test_thresholds_that_all_channels_share_need_no_layout():
    module = import_model(multi_threshold([[0.0, 1.0]], shape=(1, 3, 2)))
    y = evaluate(module, {"x": np.array([[[-1, 0], [0.5, 1], [2, 0]]], np.float32)})["y"]
    np.testing.assert_array_equal(y, [[[0, 1], [1, 2], [2, 1]]])


@pytest.mark.parametrize(
    ("model", "message"),
    [
        (
            multi_threshold([[0.0], [1.0], [2.0]], shape=(1, 3, 2)),
            r"does not say which of the 3 dimensions of \[1, 3, 2\]",
        ),
        (
            multi_threshold([[0.0]] * 3, shape=(1, 3), data_layout="NHWC"),
            r"attribute 'data_layout' is 'NHWC', but must",
        ),
        (
            multi_threshold([[0.0]] * 3, shape=(1, 3), data_layout="NW"),
            r"attribute 'data_layout' is 'NW', but must have",
        ),
        (
            multi_threshold([[0.0]] * 2, shape=(1, 3)),
            r"the thresholds have shape \[2, 1\], but need one row for each of 3",
        ),
        (multi_threshold([0.0, 1.0], shape=(1, 3)), r"the thresholds have shape \[2\], but need one row for each of 3"),
        (multi_threshold([[np.inf]], shape=(1, 3)), r"the thresholds: element \[0, 0\] is inf; only finite numbers"),
    ],
)
def test_wrong_thresholds(model, message):
    with pytest.raises(ModelError, match=f"^m: {message}"):
        import_model(model)


def test_float_quant_is_refused_with_what_to_do():
    model = build(
        node("FloatQuant", "x s e m b v", name="f", domain=GENERAL),
        constants={name: np.float32(1) for name in "semb"} | {"v": np.float32(1)},
    )
    with pytest.raises(
        ModelError, match=r"^f: FloatQuant rounds to floating-point numbers .*Train or export the model"
    ):
        import_model(model)
