"""Activations, against the onnx package's reference implementation."""

import numpy as np
import pytest

from hls4mlir import ModelError

from .models import build, check, evaluate, f32, floats, import_model, named, names, node

WIDE = floats(5, 4) * np.float32(5)
CHANNELS = floats(5, 4, 3) * np.float32(2)


def test_relu():
    assert names(check(build(node("Relu", "x")))) == ["qnn.relu"]


@pytest.mark.parametrize(
    ("operands", "bounds"),
    [("x low high", (-1, 2)), ("x low high", (0, 6)), ("x low", (-1, None)), ("x _ high", (None, 2))],
)
@pytest.mark.parametrize("opset", [11, 13])
def test_clip(operands, bounds, opset):
    constants = {key: f32(value) for key, value in zip(("low", "high"), bounds, strict=True) if value is not None}
    assert names(check(build(node("Clip", operands), constants=constants, opset=opset), x=WIDE)) == ["qnn.clamp"]


@pytest.mark.parametrize("attributes", [{"min": -1.0}, {"max": 2.0}, {"min": 0.0, "max": 6.0}])
@pytest.mark.parametrize("opset", [5, 6, 10])
def test_clip_with_attributes(attributes, opset):
    module = import_model(build(node("Clip", "x", **attributes), opset=opset))
    assert names(module) == ["qnn.clamp"]
    expected = np.clip(WIDE, attributes.get("min", -np.inf), attributes.get("max", np.inf))
    assert evaluate(module, {"x": WIDE})["y"].tolist() == expected.tolist()


def test_clip_that_is_something_else():
    assert names(check(build(node("Clip", "x low"), constants={"low": f32(0)}), x=WIDE)) == ["qnn.relu"]
    unbounded = {"low": f32(-np.inf), "high": f32(np.inf)}
    assert names(import_model(build(node("Clip", "x low high"), constants=unbounded))) == []


def test_clip_with_crossed_bounds():
    module = check(build(node("Clip", "x low high"), constants={"low": f32(3), "high": f32(1)}), x=WIDE)
    assert evaluate(module, {"x": WIDE})["y"].tolist() == np.ones_like(WIDE).tolist()


@pytest.mark.parametrize(
    ("constants", "message"),
    [
        ({"low": f32([0, 1])}, r"the lower bound of Clip has shape \[2\], but must be one number"),
        ({"low": f32(np.nan)}, r"a bound of Clip is no number"),
        ({"low": f32(np.inf)}, r"gives inf for every operand, which is no number"),
        ({"low": np.float64(0.1)}, r"the lower bound 'low': .*is not a float32"),
    ],
)
def test_clip_checks_its_bounds(constants, message):
    with pytest.raises(ModelError, match=rf"act: {message}"):
        import_model(build(node("Clip", "x low", name="act"), constants=constants))


def test_clip_needs_constant_bounds():
    model = build(node("Clip", "x low", name="act"), inputs={"x": (1, 4), "low": ()})
    with pytest.raises(ModelError, match=r"act: the lower bound of Clip is computed from 'low'"):
        import_model(model)


@pytest.mark.parametrize("attributes", [{}, {"alpha": 0.25, "beta": 0.75}, {"alpha": -1.0}])
def test_hard_sigmoid(attributes):
    module = check(build(node("HardSigmoid", "x", **attributes)), x=WIDE)
    assert names(module) == ["arith.constant", "qnn.mul", "arith.constant", "qnn.add", "qnn.clamp"]


@pytest.mark.parametrize("attributes", [{}, {"alpha": 0.125}, {"alpha": -0.5}, {"alpha": 2.0}])
def test_leaky_relu(attributes):
    assert names(check(build(node("LeakyRelu", "x", **attributes)), x=WIDE)) == ["qnn.leaky_relu"]


@pytest.mark.parametrize("slope", [(), (1,), (3,), (1, 3), (4, 1), (1, 4, 3)])
def test_prelu(slope):
    model = build(node("PRelu", "x slope"), inputs={"x": (1, 4, 3)}, constants={"slope": floats(*slope, seed=3)})
    assert names(check(model, x=CHANNELS)) == ["qnn.leaky_relu"]


def test_prelu_of_operator_set_6_has_a_slope_per_channel():
    slope = floats(4, seed=3)
    module = import_model(build(node("PRelu", "x slope"), inputs={"x": (1, 4, 3)}, constants={"slope": slope}, opset=6))
    expected = np.where(CHANNELS >= 0, CHANNELS, CHANNELS * slope[:, np.newaxis])
    assert evaluate(module, {"x": CHANNELS})["y"].tolist() == expected.tolist()


def test_prelu_rejects_a_slope_that_enlarges():
    model = build(node("PRelu", "x slope", name="act"), constants={"slope": floats(2, 1)})
    with pytest.raises(ModelError, match=r"act: the slope of shape \[2, 1\] does not broadcast over .* \[1, 4\]"):
        import_model(model)


def test_abs_is_a_leaky_relu():
    module = check(build(node("Abs", "x")), x=WIDE)
    assert "slope dense<-1.000000e+00>" in str(named(module, "qnn.leaky_relu"))


@pytest.mark.parametrize(("op_type", "key"), [("LeakyRelu", "alpha"), ("HardSigmoid", "beta")])
def test_attributes_must_be_finite(op_type, key):
    with pytest.raises(ModelError, match=rf"act: attribute '{key}' of {op_type} is inf, but must be finite"):
        import_model(build(node(op_type, "x", name="act", **{key: float("inf")})))


SIMPLE = (
    *("Asinh", "Atan", "Ceil", "Cos", "Cosh", "Erf", "Exp", "Floor", "HardSwish", "Mish", "Round", "Sigmoid", "Sign"),
    *("Sin", "Sinh", "Softplus", "Softsign", "Tan", "Tanh"),
)


@pytest.mark.parametrize("op_type", SIMPLE)
def test_functions(op_type):
    model = build(node(op_type, "x"), opset=18)
    module = check(model, rtol=1e-4, atol=1e-5)
    assert names(module) == ["qnn.unary"]


@pytest.mark.parametrize("op_type", ["Acos", "Asin", "Atanh"])
def test_functions_between_minus_one_and_one(op_type):
    assert names(check(build(node(op_type, "x")), x=np.tanh(WIDE) * f32(0.99), rtol=1e-4)) == ["qnn.unary"]


@pytest.mark.parametrize("op_type", ["Log", "Sqrt", "Reciprocal", "Acosh"])
def test_functions_of_positive_numbers(op_type):
    assert names(check(build(node(op_type, "x")), x=np.abs(WIDE) + f32(1))) == ["qnn.unary"]


@pytest.mark.parametrize(
    ("op_type", "opset", "attributes"),
    [
        ("Celu", 12, {}),
        ("Celu", 12, {"alpha": 0.5}),
        ("Elu", 13, {}),
        ("Elu", 13, {"alpha": 0.25}),
        ("Gelu", 20, {}),
        ("Gelu", 20, {"approximate": "tanh"}),
        ("Selu", 13, {}),
        ("Selu", 13, {"alpha": 1.5, "gamma": 2.0}),
        ("ThresholdedRelu", 13, {}),
        ("ThresholdedRelu", 13, {"alpha": 0.5}),
    ],
)
def test_functions_with_parameters(op_type, opset, attributes):
    module = check(build(node(op_type, "x", **attributes), opset=opset), x=WIDE, rtol=1e-4, atol=1e-5)
    assert names(module) == ["qnn.unary"]


@pytest.mark.parametrize("opset", [1, 6])
def test_selu_has_more_digits_since_operator_set_6(opset):
    module = import_model(build(node("Selu", "x"), opset=opset))
    alpha = "alpha = 1.67320" if opset == 1 else "alpha = 1.67326"
    assert alpha in str(named(module, "qnn.unary"))


@pytest.mark.parametrize(
    ("exponent", "expected"),
    [
        (1, []),
        (2, ["qnn.mul"]),
        (3, ["qnn.unary"]),
        (0.5, ["qnn.unary"]),
        (-1.5, ["qnn.unary"]),
    ],
)
def test_pow(exponent, expected):
    module = check(build(node("Pow", "x e"), constants={"e": f32(exponent)}), x=np.abs(WIDE) + f32(0.5), rtol=1e-4)
    assert names(module) == expected


def test_pow_needs_one_exponent():
    with pytest.raises(ModelError, match=r"act: the exponent has shape \[4\], but must be one number"):
        import_model(build(node("Pow", "x e", name="act"), constants={"e": floats(4)}))


def test_gelu_rejects_other_approximations():
    with pytest.raises(ModelError, match=r"act: attribute 'approximate' is 'sigmoid', but must be 'none' or 'tanh'"):
        import_model(build(node("Gelu", "x", name="act", approximate="sigmoid"), opset=20))


@pytest.mark.parametrize(
    ("op_type", "attributes", "message"),
    [
        ("Celu", {"alpha": -1.0}, r"act: alpha of celu is -1\.0+e\+00, but must be positive"),
        ("Elu", {"alpha": 1e6}, r"act: alpha of elu is 1\.0+e\+06, but must lie within"),
    ],
)
def test_parameters_out_of_range(op_type, attributes, message):
    with pytest.raises(ModelError, match=message):
        import_model(build(node(op_type, "x", name="act", **attributes)))
