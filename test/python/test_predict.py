# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""Floats in machine code: what it quantizes and dequantizes is what `hls4mlir.boundary` says."""

import os

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import hls4mlir
from hls4mlir import _hls4mlir, ir
from hls4mlir.boundary import ROUNDING
from hls4mlir.lowering import read_interface


def identity(type_, *, scale=0.25, zero_point=0.0, low=None, high=None, rounding="half_even", stages="", shape=(1, 3)):
    """A module whose result is its input."""
    sign, width = type_[0] == "s", int(type_[1:].split(",")[0])
    low = (-(2 ** (width - 1)) if sign else 0) if low is None else low
    high = 2 ** (width - sign) - 1 if high is None else high
    tensor = "x".join(map(str, shape)) + f"x!qnn.fixed<{type_}>"
    source = f"""
func.func @f(%x: tensor<{tensor}> {{qnn.name = "x", qnn.input = #qnn.input<!qnn.fixed<{type_}>, scale = {scale!r},
    zero_point = {zero_point!r}, low = {low}, high = {high}, {rounding}>}})
    -> (tensor<{tensor}> {{qnn.name = "y", qnn.dequantize = [{stages}]}}) {{
  return %x : tensor<{tensor}>
}}
"""
    with ir.Context():
        return ir.Module.parse(source).operation


def agree(module, x):
    """The predictor of floats against numpy around the one of codes."""
    (entry,), (output,) = read_interface(module)
    (codes,) = _hls4mlir.interpret(module, [np.ascontiguousarray(entry.quantize(x))])
    expected = output.dequantize(codes.reshape(len(x), *output.shape))
    predictor = _hls4mlir.Predictor(module, floats=True)
    assert predictor.takes_floats == [True]
    assert predictor.gives_floats == [True]
    results = predictor.predict([x])
    assert results is not None
    (found,) = results
    assert found.dtype == np.float32
    np.testing.assert_array_equal(found.reshape(expected.shape), expected)


def numbers(shape, seed, reach=200.0):
    """Anything: small and large numbers, ties, and the ends of float32."""
    random = np.random.default_rng(seed)
    x = random.normal(0, reach / 3, shape).astype(np.float32)
    ties = random.random(shape) < 0.3
    x[ties] = (random.integers(-400, 400, shape)[ties] * 0.125).astype(np.float32)
    ends = random.random(shape) < 0.05
    x[ends] = random.choice([-3.4e38, 3.4e38, 1e-45, -1e-45, 0.0, 1.8e19, -1.8e19], shape)[ends]
    return x


@pytest.mark.parametrize("rounding", ROUNDING)
@pytest.mark.parametrize("type_", ["s8, 3", "u8, 8", "s24, 10", "s25, 10", "s40, 20", "u63, 63", "u1, 1"])
def test_every_rounding_and_width(rounding, type_):
    agree(identity(type_, rounding=rounding), numbers((150, 3), 1))


@pytest.mark.parametrize("scale", [0.1, 1 / 255, 2.0**-20, 3.0])
@pytest.mark.parametrize("zero_point", [0.0, 3.0, -0.5])
def test_scales_and_zero_points(scale, zero_point):
    agree(identity("s8, 8", scale=scale, zero_point=zero_point), numbers((64, 3), 2))


def test_narrow_and_bipolar_ranges():
    agree(identity("s8, 8", low=-127, high=127), numbers((10, 3), 3))
    module = identity("s2, 2", low=-1, high=1, rounding="half_even, bipolar = true")
    agree(module, numbers((100, 3), 4))
    module = identity("s2, 2", low=-1, high=1, scale=2.0, zero_point=3.0, rounding="half_even, bipolar = true")
    agree(module, numbers((100, 3), 5))


@pytest.mark.parametrize("shape", [(1, 3), (1, 8), (1, 2, 3, 5), (2, 3), (17,)])
@pytest.mark.parametrize("count", [0, 1, 63, 64, 65, 300])
def test_every_shape(shape, count):
    sample = shape[1:] if shape[0] == 1 else shape
    agree(identity("s8, 3", shape=shape), numbers((count, *sample), 5))


@pytest.mark.parametrize(
    "stages",
    [
        "#qnn.affine<dense<0.3> : tensor<f64>, dense<0.1> : tensor<f64>>",
        "#qnn.affine<dense<[[0.1], [0.2], [-0.3]]> : tensor<3x1xf64>, dense<0.0> : tensor<f64>>",
        "#qnn.affine<dense<[1.0, 0.7, -3.0, 1.0e-9, 5.0]> : tensor<5xf64>,"
        " dense<[[[1.0]], [[2.0]]]> : tensor<2x1x1xf64>>",
    ],
)
def test_what_is_left_to_the_host(stages):
    agree(identity("s8, 3", stages=stages, shape=(1, 2, 3, 5)), numbers((70, 2, 3, 5), 6))


def test_results_of_64_bits_without_a_sign():
    """Their codes do not fit the host's signed integers."""
    source = """
func.func @f(%x: tensor<1x9x!qnn.fixed<u32, 32>> {qnn.name = "x", qnn.input = #qnn.input<!qnn.fixed<u32, 32>,
    scale = 1.0, zero_point = 0.0, low = 0, high = 4294967295, half_even>})
    -> (tensor<1x9x!qnn.fixed<u64, 64>> {qnn.name = "y", qnn.dequantize = []}) {
  %y = qnn.mul %x, %x : tensor<1x9x!qnn.fixed<u32, 32>>, tensor<1x9x!qnn.fixed<u32, 32>>
         -> tensor<1x9x!qnn.fixed<u64, 64>>
  return %y : tensor<1x9x!qnn.fixed<u64, 64>>
}
"""
    with ir.Context():
        module = ir.Module.parse(source).operation
    x = np.linspace(0, 2**32 - 256, 64 * 9, dtype=np.float32).reshape(64, 9)
    agree(module, x)
    outputs = _hls4mlir.Predictor(module, floats=True).predict([x])
    assert outputs is not None
    (found,) = outputs
    squares = [float(int(value) ** 2) for value in x.reshape(-1)]
    assert found.reshape(-1).tolist() == np.array(squares).astype(np.float32).tolist()


@pytest.mark.parametrize("value", [np.inf, -np.inf, np.nan])
@pytest.mark.parametrize("sample", [0, 63, 64, 199])
def test_numbers_that_are_not_finite(value, sample):
    x = np.zeros((200, 3), np.float32)
    x[sample, 1] = value
    assert _hls4mlir.Predictor(identity("s8, 3"), floats=True).predict([x]) is None


def test_arrays_of_another_type():
    with pytest.raises(TypeError, match="input 'x' must be an array of float32"):
        _hls4mlir.Predictor(identity("s8, 3"), floats=True).predict([np.zeros((2, 3), np.int64)])


@settings(max_examples=30)
@given(st.integers(0, 2**32), st.sampled_from(sorted(ROUNDING)), st.floats(2.0**-10, 10, width=32), st.integers(1, 30))
def test_any_input(seed, rounding, scale, width):
    agree(identity(f"s{width}, {width // 2}", scale=scale, rounding=rounding), numbers((80, 3), seed))


def test_threads_are_limited(digits_path):
    """Thousands would be more than the system may have."""
    model = hls4mlir.compile(digits_path)
    modules = {_hls4mlir.Predictor: model.module("qnn"), _hls4mlir.DesignRunner: model.module("dataflow")}
    for kind, level in modules.items():
        module = level.operation
        assert kind(module, threads=3).threads == 3
        assert kind(module, threads=100_000).threads <= 4 * (os.cpu_count() or 1)
        with pytest.raises(ValueError, match="threads is 0, but must be at least 1"):
            kind(module, threads=0)


@pytest.mark.parametrize("floats", [False, True])
def test_calls_of_few_samples_give_the_same(digits_path, floats):
    """They have code of their own, for the samples that do not fill a tile of many."""
    model = hls4mlir.compile(digits_path)
    (entry,) = model.inputs
    x = np.random.default_rng(3).uniform(0, 16, (130, *entry.shape)).astype(np.float32)
    predictor = _hls4mlir.Predictor(model.module("qnn").operation, threads=2, floats=floats)

    def run(count: int):
        few = x[:count]
        outputs = predictor.predict([few]) if floats else predictor.run([entry.arrange(entry.quantize(few))])
        assert outputs is not None
        return outputs[0]

    wanted = run(130)
    for count in (1, 7, 8, 9, 16, 31, 33, 64, 65, 129, 0):
        np.testing.assert_array_equal(run(count), wanted[:count])
