"""Real functions: every entry of their tables is rounded correctly, and numpy's values are close to the real ones."""

from __future__ import annotations

import warnings
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

import hls4mlir
from hls4mlir import _hls4mlir, ir
from hls4mlir.errors import CompileError
from hls4mlir.functions import evaluate_function
from hls4mlir.importers.qonnx import import_model
from hls4mlir.lowering import find_function, lower, read_interface, require_exact
from hls4mlir.testing.exact import evaluate, fractions, round_fraction
from hls4mlir.testing.real_functions import in_domain, kinds, value_of
from importers.models import build, f32, node

ROUNDINGS = ("half_even", "half_away", "half_to_zero", "half_ceil", "half_floor", "floor", "ceil", "to_zero", "away")
KINDS = pytest.mark.parametrize(("kind", "parameters"), kinds(), ids=str)


def attribute(kind: str, parameters: tuple[float, ...]) -> str:
    """The function as an attribute of the op."""
    named = zip(("alpha", "gamma"), parameters, strict=False)
    return ", ".join([kind, *(f"{name} = {value!r}" for name, value in named)])


def network(kind: str, parameters: tuple[float, ...], input_type: str, low: int, high: int, scale: float, rest: str):
    """A module with one function: the input, the real function, and operations on it that name their result %y."""
    entry = (
        f"#qnn.input<!qnn.fixed<{input_type}>, scale = {scale!r}, zero_point = 0.0, low = {low}, high = {high},"
        " half_even>"
    )
    return f"""
func.func @f(%x: tensor<1x1xf32> {{qnn.name = "x", qnn.input = {entry}}}) -> (tensor<1x1xf32> {{qnn.name = "y"}}) {{
  %f = qnn.unary<{attribute(kind, parameters)}> %x : tensor<1x1xf32> loc("act")
  {rest}
  return %y : tensor<1x1xf32>
}}
"""


def quantize(scale: float, zero: int, bits: int, rounding: str, flags: str = "") -> str:
    return (
        f"%y = qnn.quantize %f scale dense<{scale!r}> : tensor<f32> zero_point dense<{zero}.0> : tensor<f32>"
        f" bits dense<{bits}> : tensor<i32> {rounding} {flags} : tensor<1x1xf32>"
    )


def run(text: str, low: int, high: int) -> tuple[Any, list[int], list[float], list[str]]:
    """The lowered module, its codes and its floats for all codes of the input, and the names of its operations."""
    with ir.Context(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        lowered = lower(ir.Module.parse(text).operation, "hls4mlir-qnn")
        (_, (result,)) = read_interface(lowered)
        codes = np.arange(low, high + 1, dtype=np.int64).reshape(-1, 1)
        produced = _hls4mlir.interpret(lowered, [codes])[0].reshape(-1, 1)
        block = find_function(lowered).regions[0].blocks[0]
        names = [op.operation.name for op in block.operations]
        return lowered, produced[:, 0].tolist(), result.dequantize(produced)[:, 0].tolist(), names


def occurring(kind: str, parameters: tuple[float, ...], low: int, high: int, step: Fraction) -> tuple[int, int]:
    """The codes in [low, high] at which the function has a value, which are neighbours."""
    codes = [code for code in range(low, high + 1) if in_domain(kind, code * step, *parameters)]
    positive = [code for code in codes if code > 0]
    return (positive[0], positive[-1]) if len(codes) != codes[-1] - codes[0] + 1 else (codes[0], codes[-1])


@KINDS
@pytest.mark.parametrize(
    ("input_type", "scale", "step", "zero", "bits", "rounding", "flags"),
    [
        ("s8, 4", 2.0**-4, 0.00784313725, 0, 8, "half_even", "signed"),
        ("s8, 3", 0.0371, 2.0**-6, 3, 8, "half_away", ""),
        ("s6, 3", 0.125, 0.25, 0, 5, "floor", "signed narrow"),
        ("u7, 2", 0.03125, 0.1, -2, 6, "to_zero", "signed"),
    ],
)
def test_entries_are_rounded_correctly(kind, parameters, input_type, scale, step, zero, bits, rounding, flags):
    width, signed = int(input_type[1]), input_type[0] == "s"
    low, high = (-(2 ** (width - 1)), 2 ** (width - 1) - 1) if signed else (0, 2**width - 1)
    unit = Fraction(scale)
    low, high = occurring(kind, parameters, low, high, unit)
    text = network(kind, parameters, input_type, low, high, scale, quantize(step, zero, bits, rounding, flags))
    _, _, got, names = run(text, low, high)
    assert names[0] in ("qnn.lookup", "qnn.threshold", "qnn.requantize")
    least = (-(2 ** (bits - 1)) + ("narrow" in flags)) if "signed" in flags else 0
    most = 2 ** (bits - 1) - 1 if "signed" in flags else 2**bits - 1
    s = Fraction(float(np.float32(step)))
    for code, value in zip(range(low, high + 1), got, strict=True):
        y = value_of(kind, code * unit, *parameters) / s + zero
        wanted = (round_fraction(min(max(y, Fraction(least)), Fraction(most)), rounding) - zero) * s
        assert value == np.float32(float(wanted)), (code, float(y))


@pytest.mark.parametrize(
    ("kind", "x", "parameters", "low", "high"),
    [
        ("celu", -900, (0.5,), Fraction(-1, 2), 0),
        ("elu", -900, (0.75,), Fraction(-3, 4), 0),
        ("erf", 40, (), 0, 1),
        ("erf", -40, (), -1, 0),
        ("gelu", 60, (), 0, 60),
        ("gelu", -60, (), -60, 0),
        ("gelu_tanh", -60, (), -60, 0),
        ("mish", 300, (), 0, 300),
        ("selu", -900, (2.0, 1.5), -3, 0),
        ("sigmoid", 300, (), 0, 1),
        ("silu", 300, (1.0,), 0, 300),
        ("silu", -300, (1.0,), -300, 0),
        ("softplus", 300, (), 300, 301),
        ("tanh", 300, (), 0, 1),
        ("tanh", -300, (), -1, 0),
    ],
)
def test_limits_are_not_reached(kind, x, parameters, low, high):
    """Not by the numbers that tables are compared with, nor by a table with a threshold at the limit."""
    assert low < value_of(kind, Fraction(x), *parameters) < high


@pytest.mark.parametrize(
    ("kind", "threshold", "reached"),
    [("erf", 1.0, 0), ("sigmoid", 0.0, 1), ("sigmoid", 1.0, 0), ("tanh", -1.0, 1), ("tanh", 1.0, 0)],
)
def test_thresholds_at_limits(kind, threshold, reached):
    """Far out, where a float64 number would be rounded to the limit."""
    rest = (
        f"%y = qnn.multi_threshold %f thresholds dense<{threshold}> : tensor<1x1xf32> axis 1 scale 1.0 offset 0.0"
        " : tensor<1x1xf32>"
    )
    _, _, got, _ = run(network(kind, (), "s4, 4", -8, 7, 200.0, rest), -8, 7)
    assert got == [reached] * 16


@pytest.mark.parametrize("rounding", ROUNDINGS)
@pytest.mark.parametrize(
    ("kind", "scale", "step"),
    [
        ("hard_swish", 0.75, 0.75),
        ("reciprocal", 1.0, 0.25),
        ("sigmoid", 1.0, 1.0),
        ("softsign", 1.0, 0.25),
        ("sqrt", 0.25, 1.0),
    ],
)
def test_ties_are_recognized(kind, scale, step, rounding):
    """The functions give odd multiples of half a step for some arguments, which every mode rounds in its own way."""
    low, high = occurring(kind, (), -32, 63, Fraction(scale))
    text = network(kind, (), "s7, 7", low, high, scale, quantize(step, 0, 8, rounding, "signed"))
    _, _, got, _ = run(text, low, high)
    ties = 0
    for code, value in zip(range(low, high + 1), got, strict=True):
        y = value_of(kind, code * Fraction(scale)) / Fraction(step)
        ties += y.denominator == 2
        assert value == float(round_fraction(min(max(y, Fraction(-128)), Fraction(127)), rounding) * Fraction(step))
    assert ties


@pytest.mark.parametrize("rounding", ROUNDINGS)
@pytest.mark.parametrize(("kind", "parameters"), [("sigmoid", ()), ("tanh", ()), ("gelu", ()), ("silu", (1.0,))])
def test_values_next_to_a_bound_are_on_its_side(kind, parameters, rounding):
    """Far from zero, values are closer to a multiple of the step than hundreds of digits show."""
    text = network(kind, parameters, "s8, 8", -128, 127, 32.0, quantize(32.0, 0, 9, rounding, "signed"))
    _, _, got, _ = run(text, -128, 127)
    small = {"ceil": 1, "away": 1}.get(rounding, 0)
    below = {"floor": -1, "away": -1}.get(rounding, 0)
    for code, value in zip(range(-128, 128), got, strict=True):
        if code == 0:
            wanted = small if kind == "sigmoid" else 0
        elif kind == "sigmoid":
            wanted = small
        elif kind == "tanh":
            wanted = small if code > 0 else below
        else:  # x, just above zero for a negative number, just below x for a positive one
            wanted = below if code < 0 else code - (rounding in ("floor", "to_zero"))
        assert value == wanted * 32.0, code


@pytest.mark.parametrize("factor", [1.0, -0.75])
@pytest.mark.parametrize(("step", "bits"), [(0.125, 4), (0.0017, 10)])
def test_wide_inputs_become_thresholds(factor, step, bits):
    """A rising or a falling function of 24 bits has no table, but few steps."""
    rest = quantize(step, 0, bits, "half_even", "signed").replace("%f", "%g")
    rest = f"%c = arith.constant dense<{factor}> : tensor<f32>\n  %g = qnn.mul %f, %c : # , tensor<f32> -> #\n  {rest}"
    rest = rest.replace("#", "tensor<1x1xf32>")
    text = network("tanh", (), "s24, 4", -(2**23), 2**23 - 1, 2.0**-20, rest)
    with ir.Context():
        lowered = lower(ir.Module.parse(text).operation, "hls4mlir-qnn")
        ((source,), (result,)) = read_interface(lowered)
        rng = np.random.default_rng(5)
        codes = rng.integers(source.low, source.high + 1, (400, 1))
        produced = _hls4mlir.interpret(lowered, [codes.astype(np.int64)])[0].reshape(-1, 1)
        got = result.dequantize(produced)[:, 0].tolist()
    assert "qnn.threshold" in str(lowered)
    for code, value in zip(codes[:, 0].tolist(), got, strict=True):
        s = Fraction(float(np.float32(step)))
        y = value_of("tanh", Fraction(code, 2**20)) * Fraction(factor) / s
        low, high = Fraction(-(2 ** (bits - 1))), Fraction(2 ** (bits - 1) - 1)
        assert value == np.float32(float(round_fraction(min(max(y, low), high), "half_even") * s))


@pytest.mark.parametrize(
    ("expression", "factor"),
    [
        ("%s = qnn.unary<sigmoid> %x : #\n %f = qnn.mul %x, %s : #, # -> #", lambda x: value_of("silu", x, 1.0)),
        (
            "%s = qnn.unary<softplus> %x : #\n %t = qnn.unary<tanh> %s : #\n %f = qnn.mul %t, %x : #, # -> #",
            lambda x: value_of("mish", x),
        ),
        (
            "%s = qnn.unary<sigmoid> %x : #\n %f = qnn.sub %x, %s : #, # -> #",
            lambda x: x - value_of("sigmoid", x),
        ),
    ],
)
def test_functions_of_the_same_codes_are_one_table(expression, factor):
    text = network("tanh", (), "s6, 3", -32, 31, 0.125, quantize(0.0371, 0, 8, "half_even", "signed"))
    kept = text.replace(
        '%f = qnn.unary<tanh> %x : tensor<1x1xf32> loc("act")', expression.replace("#", "tensor<1x1xf32>")
    )
    assert kept != text
    _, _, got, names = run(kept, -32, 31)
    assert names == ["qnn.lookup", "func.return"]
    s = Fraction(float(np.float32(0.0371)))
    for code, value in zip(range(-32, 32), got, strict=True):
        y = factor(Fraction(code, 8)) / s
        wanted = round_fraction(min(max(y, Fraction(-128)), Fraction(127)), "half_even") * s
        assert value == np.float32(float(wanted))


SCALAR = "tensor<1x1xf32>"
BINARY = f"{SCALAR}, {SCALAR} -> {SCALAR}"


def chain(steps: list[str]) -> str:
    """sigmoid(x) of 8 bits in steps of 1/8 as %f, and the steps, the last of which gives %y."""
    text = network("sigmoid", (), "s8, 5", -128, 127, 0.125, "STEPS")
    return text.replace("STEPS", "\n  ".join(steps))


@pytest.mark.parametrize("count", [3, 30])
def test_squares_of_squares(count):
    """Each is one more function, so that their number does not double; they end in one exact table."""
    steps = [
        f"%m{i} = qnn.mul {f'%m{i - 1}' if i else '%f'}, {f'%m{i - 1}' if i else '%f'} : {BINARY}" for i in range(count)
    ]
    last = quantize(2.0**-8, 0, 8, "floor").replace("%f ", f"%m{count - 1} ")
    _, codes, _, names = run(chain([*steps, last]), -128, 127)
    assert len(names) == 2
    for x, code in zip(range(-128, 128), codes, strict=True):
        y = value_of("sigmoid", Fraction(x, 8))
        for _ in range(count):
            y = Fraction(int(y * y * 2**200), 2**200)  # the error is far below the distance to a multiple of the step
        assert code == int(y * 2**8)


def test_combinations_do_not_double_for_ever():
    """In a chain of (y * y + y) / 2, what is pending becomes numbers before its description fills the memory."""
    steps, value = [f"%c = arith.constant dense<0.5> : {SCALAR}"], "%f"
    for i in range(5):
        steps += [
            f"%m{i} = qnn.mul {value}, {value} : {BINARY}",
            f"%a{i} = qnn.add %m{i}, {value} : {BINARY}",
            f"%h{i} = qnn.mul %a{i}, %c : {BINARY}",
        ]
        value = f"%h{i}"
    steps.append(f"%y = qnn.reshape {value} : {SCALAR} -> {SCALAR}")
    lowered, _, got, names = run(chain(steps), -128, 127)
    # A table of what four steps give; the fifth is computed from it, and makes of its error at most 3/2 of it.
    assert names == ["qnn.lookup", "qnn.mul", "qnn.get_weight", "qnn.mul", "qnn.add", "func.return"]
    lookup = find_function(lowered).regions[0].blocks[0].operations[0].operation
    bound = Fraction(ir.FloatAttr(lookup.attributes["error_bound"]).value)
    assert 0 < bound <= Fraction(1, 2**15)
    float32 = Fraction(1, 2**24)  # the host rounds the result
    for x, value in zip(range(-128, 128), got, strict=True):
        y = value_of("sigmoid", Fraction(x, 8))
        for _ in range(5):
            y = (y * y + y) / 2
            y = Fraction(int(y * 2**200), 2**200)  # far below what is asked
        assert abs(Fraction(value) - y) <= bound * Fraction(3, 2) + float32


@pytest.mark.parametrize(("rounding", "small"), [("floor", 0), ("half_even", 0), ("ceil", 1)])
def test_powers_of_more_bits_than_are_computed(rounding, small):
    """(x^64)^63 of fractions with seven bits: only their signs count."""
    text = network(
        "pow",
        (64.0,),
        "s8, 1",
        -128,
        127,
        2.0**-7,
        f"%g = qnn.unary<pow, alpha = 63.0> %f : {SCALAR}\n  "
        + quantize(1.0, 0, 8, rounding, "signed").replace("%f ", "%g "),
    )
    _, codes, _, _ = run(text, -128, 127)
    assert codes == [1 if x == -128 else 0 if x == 0 else small for x in range(-128, 128)]


@pytest.mark.parametrize("alpha", [63.0, 64.0])
def test_powers_of_one(alpha):
    text = network("pow", (alpha,), "s2, 2", -1, 1, 1.0, quantize(1.0, 0, 8, "half_even", "signed"))
    _, codes, _, _ = run(text, -1, 1)
    assert codes == [-1 if alpha % 2 else 1, 0, 1]


def test_roots_of_large_squares():
    text = network(
        "pow",
        (60.0,),
        "u4, 4",
        0,
        15,
        1.0,
        f"%g = qnn.unary<pow, alpha = 0.03125> %f : {SCALAR}\n  "
        f"%h = qnn.mul %g, %g : {BINARY}\n  " + quantize(1.0, 0, 8, "half_even").replace("%f ", "%h "),
    )
    _, codes, _, _ = run(text, 0, 15)
    assert codes == [round(min(x**3.75, 255)) for x in range(16)]


@KINDS
def test_values_that_no_quantizer_follows(kind, parameters):
    """The design delivers 16 bits, rounded to nearest, and says how far they are off."""
    unit = Fraction(1, 8)
    low, high = occurring(kind, parameters, -40, 40, unit)
    lowered, codes, _, _ = run(
        network(
            kind, parameters, "s8, 5", low, high, 0.125, "%y = qnn.reshape %f : tensor<1x1xf32> -> tensor<1x1xf32>"
        ),
        low,
        high,
    )
    ((result,),) = [read_interface(lowered)[1]]
    bounds = [op for op in find_function(lowered).regions[0].blocks[0].operations if op.operation.name == "qnn.lookup"]
    step = Fraction(result.step)
    largest = Fraction(0)
    for code, produced in zip(range(low, high + 1), codes, strict=True):
        y = value_of(kind, code * unit, *parameters)
        assert produced == round_fraction(y / step, "half_even"), (code, float(y))
        largest = max(largest, abs(y - produced * step))
    assert largest <= step / 2
    if not bounds or "error_bound" not in bounds[0].operation.attributes:
        assert largest == 0
        with ir.Context():
            require_exact(lowered)
        return
    assert ir.FloatAttr(bounds[0].operation.attributes["error_bound"]).value == pytest.approx(float(largest), rel=1e-6)
    with pytest.raises(CompileError, match=r"act: lookup has an error of up to"):
        require_exact(lowered)


@pytest.mark.parametrize(
    ("kind", "low", "message"),
    [
        ("log", 0, "has no value for the code 0 of its input: log of 0.* is finite for positive numbers only; clamp"),
        ("sqrt", -3, "has no value for the code -3 of its input: sqrt of -3.* is defined from 0 on only"),
        ("reciprocal", -3, "has no value for the code 0 of its input: reciprocal of 0.* is not finite at 0"),
    ],
)
def test_domains(kind, low, message):
    text = network(kind, (), "s4, 4", low, 7, 1.0, quantize(0.3, 0, 4, "half_even", "signed"))
    with ir.Context(), pytest.raises(CompileError, match=message):
        lower(ir.Module.parse(text).operation, "hls4mlir-qnn")


@KINDS
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_functions_in_numpy(kind, parameters, dtype):
    x = np.array([0.0, 0.125, 0.5, 1.0, 1.5, 2.75, 7.0, -0.25, -0.75, -1.0, -3.5, -9.0], dtype)
    x = x[[in_domain(kind, Fraction(float(value)), *parameters) for value in x]]
    result = evaluate_function(kind, x, *parameters)
    assert result.dtype == dtype
    expected = [float(value_of(kind, Fraction(float(value)), *parameters)) for value in x]
    tolerance = 64 * np.finfo(dtype).eps
    np.testing.assert_allclose(result, expected, rtol=tolerance, atol=tolerance)


def activations(batch_norm: bool) -> Any:
    """Two layers with activations between them; a batch norm makes tables of a row per channel."""
    rng = np.random.default_rng(1)
    domain = {"domain": "qonnx.custom_op.general"}
    quantizer = "scale zero bits"
    nodes = [
        node("Quant", f"x {quantizer}", "xq", signed=1, narrow=0, rounding_mode="ROUND", **domain),
        node("Sigmoid", "xq", "s"),
        node("Mul", "xq s", "silu"),
        node("Quant", f"silu {quantizer}", "a", signed=1, narrow=0, rounding_mode="ROUND", **domain),
        node("MatMul", "a w", "m"),
        node("Mul", "m factor", "n") if batch_norm else node("Identity", "m", "n"),
        node("Quant", "n wide zero bits", "nq", signed=1, narrow=0, rounding_mode="ROUND", **domain),
        node("PRelu", "nq slope", "p"),
        node("Tanh", "p", "t"),
        node("Quant", "t fine zero bits", "y", signed=1, narrow=0, rounding_mode="FLOOR", **domain),
    ]
    constants = {
        "scale": f32(0.0625),
        "wide": f32(0.25),
        "fine": f32(1 / 127),
        "zero": f32(0),
        "bits": f32(8),
        "w": f32(rng.integers(-4, 5, (6, 4)) / 4),
        "factor": f32([0.3, -1.0, 2.0, 0.5]),
        "slope": f32([0.25, 0.1, -0.5, 1.0]),
    }
    return build(*nodes, inputs={"x": (1, 6)}, constants=constants, domains=[("qonnx.custom_op.general", 1)])


@pytest.mark.parametrize("target", ["vitis", "vivado"])
@pytest.mark.parametrize("io", ["stream", "parallel"])
def test_emitted_code_looks_up_the_same_numbers(target, io):
    model = hls4mlir.compile(activations(batch_norm=True), target=target, io=io, config={"Model": {"ReuseFactor": 6}})
    x = np.random.default_rng(2).normal(scale=3, size=(200, 6)).astype(np.float32)
    predicted = model.predict(x)
    assert len(np.unique(predicted)) > 20
    assert np.array_equal(predicted, model.csim(x))
    assert "stream.lookup" in model.ir("stream")
    assert any("table_index(" in text for text in model.sources.values())


@pytest.mark.parametrize("batch_norm", [False, True])
def test_predictions_are_those_of_the_real_functions(batch_norm):
    source = activations(batch_norm)
    model = hls4mlir.compile(source, exact=True)
    x = np.random.default_rng(3).normal(scale=3, size=(40, 6)).astype(np.float32)
    module = import_model(source)
    function = find_function(module.operation)
    for sample, got in zip(x, model.predict(x), strict=True):
        (wanted,) = evaluate(function, [fractions(sample.reshape(1, -1))])
        assert got.tolist() == wanted.reshape(-1).astype(np.float32).tolist()
