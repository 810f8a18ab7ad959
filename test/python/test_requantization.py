# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""Random step functions: every form in which hardware may compute them gives what the thresholds give."""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor
from typing import Any

import numpy as np
import pytest
from hls4mlir._hls4mlir import Predictor, interpret, interpret_design
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from hls4mlir import ir
from hls4mlir.csim import Simulation
from hls4mlir.lowering import emit, find_function, lower
from hls4mlir.targets import find_target

FORMS = ("auto", "binary_search", "code_table", "comparators", "multiply_shift")


@st.composite
def step_functions(draw: st.DrawFn) -> tuple[str, np.ndarray]:
    """The text of a function of one qnn.threshold, and every number of its input type."""
    signed, width = draw(st.booleans()), draw(st.integers(1, 10))
    low = -(2 ** (width - 1)) if signed else 0
    high = low + 2**width - 1
    rows, count = draw(st.integers(1, 3)), draw(st.integers(1, 20))
    scale = Fraction(draw(st.integers(1, 400)), draw(st.integers(1, 400)))
    table: list[list[int]] = []
    for _ in range(rows):
        if draw(st.booleans()):  # evenly spaced, as a quantizer's
            offset = Fraction(draw(st.integers(low * 16, high * 16)), 16)
            row = [ceil(offset + k * scale) for k in range(count)]
        else:
            row = sorted(draw(st.lists(st.integers(low, high + 1), min_size=count, max_size=count)))
        table.append([min(max(value, low), high + 1) for value in row])
    step = draw(st.sampled_from((1, -1, 2)))
    steps = [step * draw(st.sampled_from((1, -1))) if abs(step) == 1 else step for _ in range(rows)]
    firsts = [count * abs(value) if value < 0 else draw(st.integers(0, 3)) for value in steps]
    result = f"!qnn.fixed<s{8}, {draw(st.integers(0, 9))}>"
    kind = f"!qnn.fixed<{'s' if signed else 'u'}{width}, {draw(st.integers(-2, 12))}>"
    lsb = int(kind.partition(", ")[2][:-1]) - width
    threshold_kind = f"!qnn.fixed<s{width + 2}, {width + 2 + lsb}>"
    text = f"""
qnn.weight @t dense<{table}> : tensor<{rows}x{count}xi{8 if width + 2 <= 8 else 16}> as {threshold_kind}
func.func @f(%x: tensor<1x{rows}x{kind}> {{qnn.name = "x"}}) -> (tensor<1x{rows}x{result}> {{qnn.name = "y"}}) {{
  %y = qnn.threshold %x, @t first {firsts} step {steps} : tensor<1x{rows}x{kind}> -> tensor<1x{rows}x{result}>
  return %y : tensor<1x{rows}x{result}>
}}
"""
    codes = np.arange(low, high + 1, dtype=np.int64)
    return text, np.repeat(codes[:, None], rows, axis=1)


@settings(max_examples=150, deadline=None)
@given(step_functions(), st.sampled_from(FORMS))
def test_every_form_gives_the_thresholds(function: tuple[str, np.ndarray], form: str) -> None:
    text, inputs = function
    with ir.Context():
        module = ir.Module.parse(text).operation
        # The verifier proves the form; the compiled code uses it where it pays, the interpreter never.
        selected = lower(module, f"qnn-select-requantization{{form={form}}}")
        (wanted,) = interpret(module, [inputs])
        (found,) = Predictor(selected).run([inputs])
    assert np.array_equal(found, wanted)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("kind", ["s61, 61", "u61, 61", "s62, 62", "u62, 62", "s64, 64", "u64, 64"])
def test_wide_inputs(kind: str, form: str) -> None:
    """Inputs around and beyond what forms compute with, through the dataflow level."""
    width = int(kind[1:3])
    low, high = (-(2 ** (width - 1)), 2 ** (width - 1) - 1) if kind[0] == "s" else (0, 2**width - 1)
    thresholds = [*range(1000, 16000, 1000), high]
    codes = [low, 0, 999, 1000, 15000, 15999, high - 1, high]
    bits = np.array([code - 2**64 if code >= 2**63 else code for code in codes], np.int64)[:, None]
    stored = [code - 2**64 if code >= 2**63 else code for code in thresholds]
    source, result = f"tensor<1x1x!qnn.fixed<{kind}>>", "tensor<1x1x!qnn.fixed<u5, 5>>"
    text = f"""
qnn.weight @t dense<{[stored]}> : tensor<1x16xi64> as !qnn.fixed<{kind}>
func.func @f(%x: {source} {{qnn.name = "x"}}) -> ({result} {{qnn.name = "y"}}) {{
  %y = qnn.threshold %x, @t first [0] step [1] : {source} -> {result}
  return %y : {result}
}}
"""
    wanted = [sum(code >= threshold for threshold in thresholds) for code in codes]
    with ir.Context():
        module = lower(ir.Module.parse(text).operation, f"qnn-select-requantization{{form={form}}}")
        assert interpret(module, [bits])[0][:, 0].tolist() == wanted
        for pipeline in ("hls4mlir-stream", "hls4mlir-dataflow"):
            module = lower(module, pipeline)
        assert interpret_design(module, [bits])[0][:, 0].tolist() == wanted


def form_of(module: ir.Operation) -> str:
    """The form of the only qnn.threshold."""
    (op,) = (
        op.operation
        for op in find_function(module).regions[0].blocks[0].operations
        if op.operation.name == "qnn.threshold"
    )
    return str(op.attributes["form"])


@settings(max_examples=100, deadline=None)
# Steeper than one: at a shift of sixty, no multiplier has room.
@example(numerator=3, denominator=2, count=5, width=4)
@given(st.integers(1, 2**24), st.integers(1, 2**24), st.integers(2, 40), st.integers(4, 14))
def test_evenly_spaced_steps_are_a_multiplication(numerator: int, denominator: int, count: int, width: int) -> None:
    """Thresholds of floor(x * slope) always have a multiplier and a shift."""
    slope = Fraction(numerator, denominator)
    thresholds = [ceil(k / slope) for k in range(1, count + 1)]
    assume(thresholds[-1] < 2**width)
    storage = 8 if width < 8 else 16
    text = f"""
qnn.weight @t dense<{[thresholds]}> : tensor<1x{count}xi{storage}> as !qnn.fixed<u{width + 1}, {width + 1}>
func.func @f(%x: tensor<1x1x!qnn.fixed<u{width}, {width}>>) -> tensor<1x1x!qnn.fixed<u6, 6>> {{
  %y = qnn.threshold %x, @t first [0] step [1]
    : tensor<1x1x!qnn.fixed<u{width}, {width}>> -> tensor<1x1x!qnn.fixed<u6, 6>>
  return %y : tensor<1x1x!qnn.fixed<u6, 6>>
}}
"""
    with ir.Context():
        selected = lower(ir.Module.parse(text).operation, "qnn-select-requantization{form=multiply_shift}")
        assert form_of(selected).startswith("#qnn.multiply_shift")
        inputs = np.arange(2**width, dtype=np.int64)[:, None]
        (found,) = Predictor(selected).run([inputs])
    wanted = [min(floor(x * slope), count) for x in range(2**width)]
    assert found[:, 0].tolist() == wanted


def test_a_million_thresholds_become_a_multiplication() -> None:
    rows, count = 4096, 255
    table = (np.arange(count) * 37 + 11)[None, :] + np.arange(rows)[:, None]
    text = f"""
qnn.weight @t dense_resource<t> : tensor<{rows}x{count}xi16> as !qnn.fixed<s16, 16>
func.func @f(%x: tensor<1x{rows}x!qnn.fixed<s15, 15>>) -> tensor<1x{rows}x!qnn.fixed<u8, 8>> {{
  %y = qnn.threshold %x, @t first [0] step [1]
    : tensor<1x{rows}x!qnn.fixed<s15, 15>> -> tensor<1x{rows}x!qnn.fixed<u8, 8>>
  return %y : tensor<1x{rows}x!qnn.fixed<u8, 8>>
}}
{{-#
  dialect_resources: {{ builtin: {{ t: "0x40000000{table.astype("<i2").tobytes().hex()}" }} }}
#-}}
"""
    with ir.Context():
        module = ir.Module.parse(text).operation
        selected = lower(module, "qnn-select-requantization")
        assert form_of(selected).startswith("#qnn.multiply_shift")


def quantizer(
    bits: int, rounding: str, scale: str, kind: str, low: int, high: int, step: float, relu: bool = False
) -> str:
    """The text of a function that quantizes its input, which the host gives in steps of `step`."""
    body = "  %r = qnn.relu %x : tensor<1x1xf32> -> tensor<1x1xf32>\n" if relu else ""
    return f"""
func.func @f(%x: tensor<1x1xf32> {{qnn.name = "x", qnn.input = #qnn.input<!qnn.fixed<{kind}>, scale = {step!r},
    zero_point = 0.0, low = {low}, high = {high}, half_even>}}) -> (tensor<1x1xf32> {{qnn.name = "y"}}) {{
{body}  %q = qnn.quantize {"%r" if relu else "%x"} scale dense<{scale}> : tensor<f32>
    zero_point dense<0.0> : tensor<f32> bits dense<{bits}> : tensor<i32> {rounding} signed : tensor<1x1xf32>
  return %q : tensor<1x1xf32>
}}
"""


@pytest.mark.parametrize("bits", [17, 24, 31, 32])
@pytest.mark.parametrize("rounding", ["half_even", "half_ceil", "half_floor", "floor", "ceil", "half_away"])
@pytest.mark.parametrize("relu", [False, True])
def test_many_steps_are_exact(bits: int, rounding: str, relu: bool) -> None:
    """A quantizer of up to 32 bits whose scale is no power of two, on an input of 32 bits."""
    scale = np.float32(0.3)
    text = quantizer(bits, rounding, repr(float(scale)), "s32, 32", -(2**31), 2**31 - 1, 1.0, relu)
    rng = np.random.default_rng(bits)
    x = np.concatenate([rng.integers(-(2**31), 2**31, 2000), rng.integers(-50, 50, 100), [-(2**31), 2**31 - 1]])
    with ir.Context():
        lowered = lower(ir.Module.parse(text).operation, "hls4mlir-qnn")
        (found,) = interpret(lowered, [x.astype(np.int64)[:, None]])
        (again,) = Predictor(lowered).run([x.astype(np.int64)[:, None]])
    exact = Fraction(float(scale))
    low, high = -(2 ** (bits - 1)), 2 ** (bits - 1) - 1

    def quantize(value: int) -> int:
        y = Fraction(max(value, 0) if relu else value) / exact
        rounded = {"floor": floor(y), "ceil": ceil(y)}.get(rounding, floor(y + Fraction(1, 2)))
        return min(max(rounded, low), high)

    wanted: list[Any] = [quantize(int(value)) for value in x]
    assert found[:, 0].tolist() == wanted
    assert again[:, 0].tolist() == wanted


FUNCTION = """
qnn.weight @t dense<[[-30, -21, -12, -3, 6, 15, 24], [-40, -29, -18, -7, 4, 15, 26]]>
    : tensor<2x7xi8> as !qnn.fixed<s7, 5>
func.func @f(%x: tensor<1x2x!qnn.fixed<s7, 5>> {qnn.name = "x"}) -> (tensor<1x2x!qnn.fixed<s5, 3>> {qnn.name = "y"}) {
  %y = qnn.threshold %x, @t first [-2, 5] step [1, -1] : tensor<1x2x!qnn.fixed<s7, 5>> -> tensor<1x2x!qnn.fixed<s5, 3>>
  return %y : tensor<1x2x!qnn.fixed<s5, 3>>
}
"""


@pytest.mark.parametrize(("io", "target"), [("stream", "vitis"), ("parallel", "vivado")])
@pytest.mark.parametrize("form", ["binary_search", "code_table", "comparators", "multiply_shift"])
def test_emitted_code_gives_the_thresholds(form: str, io: str, target: str) -> None:
    """A rising and a falling row, in every form that hardware has for them."""
    codes = np.arange(-64, 64, dtype=np.int64)
    inputs = np.stack([codes, codes[::-1]], axis=1)
    with ir.Context():
        module = ir.Module.parse(FUNCTION).operation
        (wanted,) = interpret(module, [inputs])
        module = lower(module, f"qnn-select-requantization{{form={form}}}")
        assert form_of(module).startswith(f"#qnn.{form}")
        for pipeline in (f"hls4mlir-stream{{io={io}}}", "hls4mlir-dataflow"):
            module = lower(module, pipeline)
        sources = emit(module, target)
    (found,) = Simulation(sources, find_target(target), [(2,)]).run([inputs])
    assert np.array_equal(found, wanted)
