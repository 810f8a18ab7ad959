# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""Softmax in the integer form is within one step of the true one, and within the bound that it states."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hls4mlir import _hls4mlir, ir
from hls4mlir.lowering import find_function, lower


def design(shape, result, *, axis=1, bits=8, step=2.0**-3, factors=None, offsets=None):
    """The integer form of a softmax over signed codes of `bits` bits, and its operation.

    `factors` and `offsets` broadcast over the input and are applied to it first.
    """
    tensor = "x".join(map(str, shape)) + "xf32"
    low, high = -(2 ** (bits - 1)), 2 ** (bits - 1) - 1
    lines, value = [], "%x"
    for name, what in (("mul", factors), ("add", offsets)):
        if what is None:
            continue
        array = np.asarray(what, np.float32)
        type_ = "x".join([*map(str, array.shape), "f32"])
        text = str(array.tolist())
        lines.append(f"%{name}c = arith.constant dense<{text}> : tensor<{type_}>")
        lines.append(f"%{name} = qnn.{name} {value}, %{name}c : tensor<{tensor}>, tensor<{type_}> -> tensor<{tensor}>")
        value = f"%{name}"
    source = f"""
func.func @f(%x: tensor<{tensor}> {{qnn.name = "x", qnn.input = #qnn.input<!qnn.fixed<s{bits}, {bits}>,
    scale = {step!r}, zero_point = 0.0, low = {low}, high = {high}, half_even>}})
    -> (tensor<{tensor}> {{qnn.name = "y"}}) {{
  {chr(10).join(lines)}
  %y = qnn.softmax {value} axis {axis} as !qnn.fixed<{result}> : tensor<{tensor}>
  return %y : tensor<{tensor}>
}}
"""
    with ir.Context():
        module = lower(ir.Module.parse(source).operation, "hls4mlir-qnn")
    operations = find_function(module).regions[0].blocks[0].operations
    (softmax,) = [op.operation for op in operations if op.operation.name == "qnn.table_softmax"]
    return module, softmax


def true_softmax(x, axis):
    """In float64, whose own error is 2^-50."""
    exponentials = np.exp(x - x.max(axis, keepdims=True))
    return exponentials / exponentials.sum(axis, keepdims=True)


def check(shape, result, codes, *, axis=1, step=2.0**-3, factors=None, offsets=None, **options):
    """Compares the design on codes of shape `(samples, *shape)` with the true softmax; returns its operation."""
    module, softmax = design(shape, result, axis=axis, step=step, factors=factors, offsets=offsets, **options)
    sign, width, integer = result[0], *map(int, result[1:].split(","))
    unit = 2.0 ** (integer - width)
    (y,) = _hls4mlir.Predictor(module).run([codes.reshape(len(codes), *shape)])
    logits = codes * step
    if factors is not None:
        logits = logits * np.asarray(factors, np.float32).astype(np.float64)
    if offsets is not None:
        logits = logits + np.asarray(offsets, np.float32).astype(np.float64)
    largest = (2 ** (width - (sign == "s")) - 1) * unit
    expected = np.minimum(true_softmax(logits, axis + 1), largest)
    bound = ir.FloatAttr(softmax.attributes["error_bound"]).value
    assert unit / 2 <= bound <= unit
    assert np.abs(y.reshape(codes.shape) * unit - expected).max() <= bound + 2.0**-45
    return module, softmax


RESULTS = ("u16, 1", "u8, 0", "u8, 1", "s8, 1", "u4, 1", "u3, -1", "s16, 6", "u24, 1", "u32, 1", "u1, 1", "s2, 2")


@pytest.mark.parametrize("result", RESULTS)
@pytest.mark.parametrize("step", [2.0**-3, 0.3, 1.0, 7.0, 2.0**-12])
def test_every_input_of_three_elements(result, step):
    codes = np.array(list(product(range(-8, 8), repeat=3))).reshape(-1, 1, 3)
    check((1, 3), result, codes, bits=4, step=step)


@pytest.mark.parametrize("result", RESULTS)
@pytest.mark.parametrize("size", [1, 2, 5, 64, 1000])
@pytest.mark.parametrize(("bits", "step"), [(8, 2.0**-3), (16, 2.0**-10), (16, 0.01), (24, 2.0**-20)])
def test_random_inputs(result, size, bits, step):
    low, high = -(2 ** (bits - 1)), 2 ** (bits - 1)
    random = np.random.default_rng([size, bits])
    spread = random.integers(low, high, (20, 1, size))
    # One large element, all others where their exponentials almost vanish: there rounding adds up.
    peak = np.full((40, 1, size), 0)
    peak[:, 0, 0] = np.minimum(np.linspace(0, 25, 40) / step, high - 1).astype(np.int64)
    near = np.clip((random.normal(0, 1, (20, 1, size)) / step).astype(np.int64), low, high - 1)
    ends = np.where(random.random((20, 1, size)) < 0.5, low, high - 1)
    check((1, size), result, np.concatenate([spread, peak, near, ends]), bits=bits, step=step)


@pytest.mark.parametrize("axis", [0, 1, 2, 3])
def test_every_axis(axis):
    codes = np.random.default_rng(axis).integers(-128, 128, (70, 1, 3, 4, 5))
    check((1, 3, 4, 5), "u16, 1", codes, axis=axis)


@pytest.mark.parametrize(
    ("factors", "offsets"),
    [
        ([0.3, -0.7, 0.0], None),
        ([1.0, 2.0, -4.0], None),
        (-1.0, None),
        (0.0, None),
        ([[0.1], [0.2]], None),
        (None, [0.1, -3.7, 1e-6]),
        (0.37, [0.1, 0.2, 0.3]),
        ([0.123, 0.7, 31.0], [5.0, 0.3, -0.1]),
    ],
)
@pytest.mark.parametrize("result", ["u16, 1", "u8, 0", "s24, 1"])
def test_scales_and_offsets_that_differ(factors, offsets, result):
    codes = np.random.default_rng(0).integers(-32, 32, (200, 1, 2, 3))
    check((1, 2, 3), result, codes, axis=2, bits=6, factors=factors, offsets=offsets)


def tables(softmax, module):
    """Entries and types of the tables."""
    operations = {op.operation.name: op for op in ()}
    found = []
    for operation in module.regions[0].blocks[0].operations:
        if operation.operation.name == "qnn.weight" and operations == {}:
            name = ir.StringAttr(operation.operation.attributes["sym_name"]).value
            if f"@{name}" in str(softmax):
                entry = str(ir.TypeAttr(operation.operation.attributes["element"]).value)
                found.append((len(np.asarray(operation.operation.attributes["value"])), entry))
    return found


def test_narrow_logits_take_one_small_table():
    module, softmax = design((1, 10), "u8, 0", bits=4)
    assert tables(softmax, module) == [(16, "!qnn.fixed<u13, 1>")]


def test_wide_logits_take_two_tables():
    module, softmax = design((1, 10), "u16, 1", bits=24, step=2.0**-20)
    (coarse, _), (fine, _) = tables(softmax, module)
    assert coarse <= 2**11
    assert fine <= 2**11


def test_logits_whose_step_no_double_holds():
    """All exponentials are one: the tables drop what they differ in."""
    tensor = "tensor<1x3xf32>"
    factors = [f"%x{i + 1} = qnn.mul %x{i}, %c : {tensor}, {tensor} -> {tensor}" for i in range(10)]
    source = f"""
func.func @f(%x0: {tensor} {{qnn.input = #qnn.input<!qnn.fixed<s16, 16>, scale = 1.0, zero_point = 0.0,
    low = -32768, high = 32767, half_even>}}) -> {tensor} {{
  %c = arith.constant dense<1.0e-38> : {tensor}
  {chr(10).join(factors)}
  %y = qnn.softmax %x10 axis 1 as !qnn.fixed<u16, 1> : {tensor}
  return %y : {tensor}
}}
"""
    with ir.Context():
        module = lower(ir.Module.parse(source).operation, "hls4mlir-qnn")
    (got,) = _hls4mlir.interpret(module, [np.array([[-32768, 32767, 0]])])
    assert got.reshape(-1).tolist() == [round(2**15 / 3)] * 3


@settings(max_examples=40)
@given(st.data())
def test_any_design(data):
    bits = data.draw(st.integers(1, 20))
    size = data.draw(st.integers(1, 12))
    width = data.draw(st.integers(1, 30))
    sign = data.draw(st.sampled_from("us"))
    integer = data.draw(st.integers(-2, min(2, width)))
    step = data.draw(st.floats(2.0**-17, 100.0, width=32))
    seed = data.draw(st.integers(0, 2**32))
    codes = np.random.default_rng(seed).integers(-(2 ** (bits - 1)), 2 ** (bits - 1), (64, 1, size))
    check((1, size), f"{sign}{width}, {integer}", codes, bits=bits, step=step)
