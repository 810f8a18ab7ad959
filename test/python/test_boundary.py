"""Quantization and dequantization on the host, and the checks of what users hand in."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import hls4mlir
from hls4mlir.boundary import Affine, Clamp, Input, LeakyRelu, Output, quantize_inputs

ROUNDING = ["half_even", "half_away", "half_to_zero", "half_ceil", "half_floor", "floor", "ceil", "to_zero", "away"]


def make(name="x", shape=(3,), scale=1.0, zero_point=0.0, low=-128, high=127, rounding="half_even", bipolar=False):
    return Input(name, shape, "fixed<8,8>", scale, -scale * zero_point, scale, zero_point, low, high, rounding, bipolar)


def one(entry, values):
    return entry.quantize(np.array(values, np.float32)).tolist()


# The table of the modes in dialects/QNN/QNNAttrs.td.
@pytest.mark.parametrize(
    ("rounding", "codes"),
    [
        ("half_even", [-2, 2, -2, 2]),
        ("half_away", [-3, 3, -2, 2]),
        ("half_to_zero", [-2, 2, -2, 2]),
        ("half_ceil", [-2, 3, -2, 2]),
        ("half_floor", [-3, 2, -2, 2]),
        ("floor", [-3, 2, -3, 2]),
        ("ceil", [-2, 3, -2, 3]),
        ("to_zero", [-2, 2, -2, 2]),
        ("away", [-3, 3, -3, 3]),
    ],
)
def test_rounding_table(rounding, codes):
    assert one(make(rounding=rounding), [-2.5, 2.5, -2.3, 2.3]) == codes


def exact_round(value, mode):
    """Rounds a Fraction, from the definition of the mode."""
    down, up = math.floor(value), math.ceil(value)
    if mode in ("floor", "ceil"):
        return down if mode == "floor" else up
    toward, away = (down, up) if value >= 0 else (up, down)
    if mode in ("to_zero", "away"):
        return toward if mode == "to_zero" else away
    if value - down != Fraction(1, 2):
        return down if value - down < Fraction(1, 2) else up
    ties = {"half_even": down if down % 2 == 0 else up, "half_away": away, "half_to_zero": toward}
    return {**ties, "half_ceil": up, "half_floor": down}[mode]


floats = st.floats(-200, 200, width=32) | st.integers(-400, 400).map(lambda i: i / 2)


@given(st.sampled_from(ROUNDING), floats)
def test_rounding_is_exact(rounding, value):
    expected = min(max(exact_round(Fraction(float(np.float32(value))), rounding), -128), 127)
    assert one(make(rounding=rounding), [value]) == [expected]


@pytest.mark.parametrize("rounding", ROUNDING)
def test_next_to_a_tie(rounding):
    below = np.nextafter(np.float32(0.5), np.float32(0))
    for value in (below, -below):
        assert one(make(rounding=rounding), [value]) == [exact_round(Fraction(float(value)), rounding)]


def test_quotient_is_float32():
    # 0.3 / 0.1 is 3.0000000000000004 in float64 but exactly 3 in float32; 3.5 steps tie in float32 alone.
    scale = 0.1
    value = np.float32(0.35)
    quotient = value / np.float32(scale)
    assert float(quotient) == 3.5
    assert float(value) / scale != 3.5
    assert one(make(scale=scale, rounding="floor"), [value]) == [3]
    assert one(make(scale=scale, rounding="half_even"), [value]) == [4]


def test_zero_point_and_clip():
    entry = make(scale=0.5, zero_point=3.0, low=0, high=15)
    assert one(entry, [-10, -1.5, 0, 1, 6, 100]) == [0, 0, 3, 5, 15, 15]


def test_bipolar_with_a_zero_point():
    """The sign is that of the quotient with the zero point."""
    assert one(make(bipolar=True, scale=2.0, zero_point=3.0), [-8, -6.5, -6, -4]) == [-1, -1, 1, 1]


def test_bipolar():
    assert one(make(bipolar=True), [-1, -0.0, 0.0, 1e-30, -1e-30]) == [-1, 1, 1, 1, -1]


def test_wide_range_saturates_exactly():
    entry = make(low=-(2**62), high=2**62 - 1)
    assert one(entry, [3e38, -3e38, 2.0**62, -(2.0**62), 2.0**61]) == [2**62 - 1, -(2**62), 2**62 - 1, -(2**62), 2**61]


def test_overflowing_quotient_saturates():
    assert one(make(scale=2.0**-120), [3e38, -3e38, 0.0]) == [127, -128, 0]


def test_shapes():
    entry = make(shape=(2, 3))
    codes, batched = quantize_inputs([entry], np.ones((4, 2, 3)))
    assert (codes[0].shape, codes[0].dtype, batched) == ((4, 2, 3), np.int64, True)
    codes, batched = quantize_inputs([entry], np.ones((2, 3), np.int8))
    assert (codes[0].shape, batched) == ((1, 2, 3), False)
    codes, batched = quantize_inputs([entry], np.ones((0, 2, 3)))
    assert (codes[0].shape, batched) == ((0, 2, 3), True)
    codes, batched = quantize_inputs([entry], [[[1, 2, 3], [4, 5, 6]]])
    assert codes[0].tolist() == [[[1, 2, 3], [4, 5, 6]]]
    assert quantize_inputs([make(shape=())], np.ones(5))[0][0].shape == (5,)


def test_several_inputs():
    entries = [make("a", (2,)), make("b", (3,))]
    codes, batched = quantize_inputs(entries, {"b": np.full((4, 3), 2), "a": np.ones((4, 2))})
    assert batched
    assert [c.shape for c in codes] == [(4, 2), (4, 3)]
    assert (codes[0] == 1).all()
    codes, batched = quantize_inputs(entries, {"b": np.ones(3), "a": np.ones(2)})
    assert not batched


class Hostile:
    def __array__(self, *_args, **_kwargs):
        raise RuntimeError("no array here")


@pytest.mark.parametrize(
    ("entries", "x", "message"),
    [
        (
            [make()],
            np.ones((4, 2)),
            "input 'x': expected an array of shape (N, 3) for N samples (or (3,) for one), found (4, 2)",
        ),
        ([make()], np.ones((4, 3, 1)), "found (4, 3, 1)"),
        ([make()], np.float32(1), "found ()"),
        ([make()], np.ones(4), "found (4,)"),
        ([make()], np.array(["a", "b", "c"]), "input 'x': expected an array of numbers, found dtype <U1"),
        ([make()], np.ones(3, np.complex64), "found dtype complex64"),
        ([make()], [[1, 2, 3], [1, 2]], "input 'x': cannot make an array of it"),
        ([make()], None, "found dtype object"),
        ([make()], Hostile(), "cannot make an array of it: no array here"),
        ([make()], np.array([1, math.nan, 2]), "element (0, 1) is nan, which is no finite float32 number"),
        ([make()], np.array([[1, 2, 3], [1, 2, -math.inf]]), "element (1, 2) is -inf"),
        ([make()], np.array([1, 2, 1e39]), "element (0, 2) is inf, which is no finite float32"),
        ([make()], {"y": np.ones(3)}, "the model has no input 'y': accepted: x"),
        ([make("first")], {"frist": np.ones(3)}, "the model has no input 'frist': did you mean 'first'?"),
        ([make()], {}, "no data for input 'x'"),
        ([make("a"), make("b")], {"a": np.ones(3)}, "no data for input 'b'"),
        (
            [make("a"), make("b")],
            np.ones((2, 3)),
            "the model has 2 inputs: give a dictionary with the keys 'a', 'b'",
        ),
        (
            [make("a"), make("b")],
            {"a": np.ones((2, 3)), "b": np.ones((4, 3))},
            "the inputs differ in the number of samples: 'a' has 2, 'b' has 4",
        ),
        ([make("a"), make("b")], {"a": np.ones((1, 3)), "b": np.ones(3)}, "'b' has one, without batch dimension"),
    ],
)
def test_rejected(entries, x, message):
    with pytest.raises(hls4mlir.InputError) as caught:
        quantize_inputs(entries, x)
    assert message in str(caught.value)


def test_dequantize():
    plain = Output("y", (2,), "fixed<8,3>", 2.0**-5)
    assert plain.dequantize(np.array([[1, -128]])).tolist() == [[2.0**-5, -4.0]]
    assert plain.dequantize(np.array([[1]])).dtype == np.float32
    assert (plain.scale, plain.offset) == (1.0, 0.0)

    affine = Affine(np.array([2.0, 3.0]), np.array(-1.0))
    scaled = Output("y", (2,), "fixed<8,8>", 1.0, (affine, Affine(np.array(10.0), np.array(1.0))))
    assert scaled.dequantize(np.array([[1, 2], [0, 1]])).tolist() == [[11.0, 51.0], [-9.0, 21.0]]
    assert (np.asarray(scaled.scale).tolist(), scaled.offset) == ([20.0, 30.0], -9.0)

    relu = Output("y", (2,), "fixed<8,8>", 1.0, (affine, Clamp(np.array(0.0))))
    assert relu.dequantize(np.array([[0, 2]])).tolist() == [[0.0, 5.0]]
    assert relu.scale is None
    assert relu.offset is None
    clipped = Output("y", (2,), "fixed<8,8>", 1.0, (affine, Clamp(high=np.array([2.0, 4.0]))))
    assert clipped.dequantize(np.array([[2, 2], [-2, -2]])).tolist() == [[2.0, 4.0], [-5.0, -7.0]]
    leaky = Output("y", (2,), "fixed<8,8>", 1.0, (affine, LeakyRelu(np.array([0.5, -0.5]))))
    assert leaky.dequantize(np.array([[2, 2], [-2, -2]])).tolist() == [[3.0, 5.0], [-2.5, 3.5]]
    assert leaky.scale is None


def test_dequantize_in_float64():
    # A sum that float32 would round twice: 2^24 + 1 is no float32, but (2^24 + 1) - 2^24 is exactly 1.
    output = Output("y", (1,), "fixed<32,32>", 1.0, (Affine(np.array(1.0), np.array(-(2.0**24))),))
    assert output.dequantize(np.array([[2**24 + 1]])).tolist() == [[1.0]]


def test_dequantize_64_bits_without_a_sign():
    output = Output("y", (2,), "ufixed<64,64>", 1.0)
    assert output.dequantize(np.array([[-1, 2**62]])).tolist() == [[2.0**64, 2.0**62]]
