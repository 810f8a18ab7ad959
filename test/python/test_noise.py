"""Radii of float32 noise: whatever operands within theirs give, lies within that of the result."""

import re

import numpy as np
import pytest

from hls4mlir import ir, noise, reference

SHAPE = "1x4x6x2"
KIND = f"tensor<{SHAPE}xf32>"
PARAMETERS = "zero_point dense<1.0> : tensor<f32>"
# One operation of each kind on %m, and the shape of its result.
OPERATIONS = {
    "add": (f"qnn.add %m, %c : {KIND}, tensor<2xf32> -> {KIND}", SHAPE),
    "batch_norm": (
        "qnn.batch_norm %m gamma dense<[-1.5, 0.7]> : tensor<2xf32> beta dense<0.3> : tensor<2xf32> mean dense<0.1> :"
        f" tensor<2xf32> variance dense<[2.0, 0.01]> : tensor<2xf32> epsilon 1.0e-5 axis 3 : {KIND}",
        SHAPE,
    ),
    "bipolar_quantize": (f"qnn.bipolar_quantize %m scale dense<0.5> : tensor<f32> : {KIND}", SHAPE),
    "cast": (f"qnn.cast %m to <!qnn.fixed<s6, 3>, half_even, saturate> : {KIND}", SHAPE),
    "clamp": (f"qnn.clamp %m low dense<-0.5> : tensor<f32> high dense<0.7> : tensor<f32> : {KIND}", SHAPE),
    "concat": (f"qnn.concat %m, %m axis 1 : {KIND}, {KIND} -> tensor<1x8x6x2xf32>", "1x8x6x2"),
    "convolution": (
        "qnn.convolution %m, %k strides [1, 2] padding [1, 0], [0, 1] dilations [1, 1] groups 1"
        f" : {KIND}, tensor<3x2x2x2xf32> -> tensor<1x4x3x3xf32>",
        "1x4x3x3",
    ),
    "div": (f"qnn.div %m, %c : {KIND}, tensor<2xf32> -> {KIND}", SHAPE),
    "leaky_relu": (f"qnn.leaky_relu %m slope dense<[-1.5, 0.1]> : tensor<2xf32> : {KIND}", SHAPE),
    "matmul": (f"qnn.matmul %m, %w : {KIND}, tensor<2x3xf32> -> tensor<1x4x6x3xf32>", "1x4x6x3"),
    "max": (f"qnn.max %m, %c : {KIND}, tensor<2xf32> -> {KIND}", SHAPE),
    "min": (f"qnn.min %m, %c : {KIND}, tensor<2xf32> -> {KIND}", SHAPE),
    "mul": (f"qnn.mul %m, %m : {KIND}, {KIND} -> {KIND}", SHAPE),
    "multi_threshold": (
        "qnn.multi_threshold %m thresholds dense<[[0.5, -0.5], [0.0, 1.0]]> : tensor<2x2xf32> axis 3 scale 0.3 offset"
        f" 1.0 : {KIND}",
        SHAPE,
    ),
    "pad": (
        f"qnn.pad %m low [0, 1, 0, 0] high [0, 0, 2, 0] interior [0, 0, 1, 0] : {KIND} -> tensor<1x5x13x2xf32>",
        "1x5x13x2",
    ),
    **{
        f"pool {kind}": (
            f"qnn.pool {kind} %m window [2, 2] strides [2, 1] padding [0, 0], [0, 0] dilations [1, 1]"
            f" : {KIND} -> tensor<1x2x5x2xf32>",
            "1x2x5x2",
        )
        for kind in ("max", "min", "sum")
    },
    "quantize": (
        f"qnn.quantize %m scale dense<0.3> : tensor<f32> {PARAMETERS} bits dense<3> : tensor<i32> half_even signed"
        f" : {KIND}",
        SHAPE,
    ),
    "quantize_linear": (
        f"qnn.quantize_linear %m scale dense<0.3> : tensor<f32> {PARAMETERS} range [-3, 5] : {KIND}",
        SHAPE,
    ),
    **{
        f"reduce {kind}": (f"qnn.reduce {kind} %m axes [1, 2] : {KIND} -> tensor<1x1x1x2xf32>", "1x1x1x2")
        for kind in ("max", "min", "sum")
    },
    "relu": (f"qnn.relu %m : {KIND} -> {KIND}", SHAPE),
    "repeat": (f"qnn.repeat %m factors [1, 2, 1, 1] : {KIND} -> tensor<1x8x6x2xf32>", "1x8x6x2"),
    "reshape": (f"qnn.reshape %m : {KIND} -> tensor<1x48xf32>", "1x48"),
    "slice": (
        f"qnn.slice %m offsets [0, 1, 0, 1] sizes [1, 2, 3, 1] strides [1, 1, 2, 1] : {KIND} -> tensor<1x2x3x1xf32>",
        "1x2x3x1",
    ),
    "softmax": (f"qnn.softmax %m axis 2 : {KIND}", SHAPE),
    "sub": (f"qnn.sub %m, %c : {KIND}, tensor<2xf32> -> {KIND}", SHAPE),
    "top_k": (f"qnn.top_k %m axis 2 k 3 : {KIND} -> tensor<1x4x3x2xf32>", "1x4x3x2"),
    "top_k indices": (f"qnn.top_k indices %m axis 1 k 2 : {KIND} -> tensor<1x2x6x2xf32>", "1x2x6x2"),
    "transpose": (f"qnn.transpose %m [0, 3, 1, 2] : {KIND} -> tensor<1x2x4x6xf32>", "1x2x4x6"),
    "truncate": (
        f"qnn.truncate %m scale dense<0.1> : tensor<f32> {PARAMETERS} shift dense<1> : tensor<i32> floor"
        f" to scale dense<0.2> : tensor<f32> {PARAMETERS} bits dense<4> : tensor<i32> signed : {KIND}",
        SHAPE,
    ),
    **{
        f"unary {function}": (f"qnn.unary<{function}> %m : {KIND}", SHAPE)
        for function in ("tanh", "gelu", "silu, alpha = 1.0", "sin", "sign", "softplus", "elu, alpha = 0.5")
    },
}
CONSTANTS = """
  %c = arith.constant dense<[0.3, -0.7]> : tensor<2xf32>
  %w = arith.constant dense<[[0.3, -0.7, 0.1], [1.1, 0.0, -0.9]]> : tensor<2x3xf32>
  %k = arith.constant dense<[[[[0.3, 0.1], [-0.2, 0.7]], [[0.5, -0.4], [0.3, 0.2]]], [[[0.1, 0.1], [0.2, -0.3]],
         [[0.4, 0.9], [-0.6, 0.2]]], [[[0.3, -0.1], [0.2, 0.6]], [[0.5, 0.4], [-0.3, 0.2]]]]> : tensor<3x2x2x2xf32>
"""


def network(name: str, first: str, constants: str = CONSTANTS) -> ir.Module:
    """The operation behind another one, `first`, in the layer "m"."""
    operation, shape = OPERATIONS[name]
    with ir.Context():
        return ir.Module.parse(f"""
func.func @net(%x: {KIND} {{qnn.name = "x"}}) -> (tensor<{shape}xf32> {{qnn.name = "y"}}) {{
{constants}
  %m = {first} loc("m")
  %y = {operation}
  return %y : tensor<{shape}xf32>
}}""")


def samples() -> np.ndarray:
    return np.random.default_rng(1).normal(size=(20, 4, 6, 2)).astype(np.float32)


def test_every_operation_has_a_rule():
    known = {name.split()[0] for name in OPERATIONS}
    computed = reference._OPERATIONS.keys()  # pyright: ignore[reportPrivateUsage]
    assert {f"qnn.{name}" for name in known} | {"arith.constant"} == computed


@pytest.mark.parametrize("error", [0.0, 1e-6, 0.03, 0.5])
@pytest.mark.parametrize("name", OPERATIONS)
def test_operands_within_their_radius_give_results_within_theirs(name, error):
    x = samples()
    module = network(name, f'qnn.mul %x, %c {{qnn.tensors = ["m"]}} : {KIND}, tensor<2xf32> -> {KIND}')
    bounds = noise.bound(module, {"x": x}, {"m": error})
    alone = network(name, f"qnn.reshape %x : {KIND} -> {KIND}")
    rng = np.random.default_rng(2)
    for _ in range(5):
        part = rng.choice([-1.0, 1.0, 0.0, rng.uniform(-1, 1)], size=x.shape)
        operand = bounds["m"].value + part * bounds["m"].radius
        found = reference.evaluate(alone, {"x": operand}, dtype=np.float64)["y"]
        # The ends of an interval are float64 numbers, too.
        assert np.all(np.abs(found - bounds["y"].value) <= bounds["y"].radius * (1 + 1e-9) + 1e-12)


@pytest.mark.parametrize("name", OPERATIONS)
def test_float32_stays_within_the_radius(name):
    x = samples()
    module = network(name, f"qnn.mul %x, %c : {KIND}, tensor<2xf32> -> {KIND}")
    value, radius = noise.bound(module, {"x": x})["y"]
    assert np.all(np.abs(reference.evaluate(module, {"x": x})["y"] - value) <= radius)
    # And the radius is small: where no step or order decides, some units of the largest numbers.
    assert np.median(radius) <= 3e-5


def test_probabilities_are_numbers_up_to_one():
    """However far the logits are apart, and however far off."""
    module = network("softmax", f"qnn.reshape %x : {KIND} -> {KIND}")
    bounds = noise.bound(module, {"x": 1e4 * samples()}, {"m": 1e4})["y"]
    assert np.all((bounds.radius >= 0) & (bounds.radius <= 1.001))


def test_a_tie_may_go_either_way():
    module = network("quantize", f'qnn.reshape %x {{qnn.tensors = ["m"]}} : {KIND} -> {KIND}')
    x = np.full((1, 4, 6, 2), np.float32(0.45))  # 1.5 steps of 0.3, and a little more or less
    x[0, 0, 0, 0] = 0.5
    radius = noise.bound(module, {"x": x})["y"].radius
    assert radius[0, 0, 0, 0] < 1e-6
    assert np.all(radius.reshape(-1)[1:] > 0.29)


QUANTIZED = (
    "qnn.quantize %x scale dense<0.25> : tensor<f32> zero_point dense<0.0> : tensor<f32> bits dense<4> : tensor<i32>"
    f" half_even signed : {KIND}"
)
# Multiples of a quarter.
COARSE_CONSTANTS = re.sub(r"-?\d+\.\d+(?=[,\]])", lambda number: str(round(float(number[0]) * 4) / 4), CONSTANTS)
COARSE = (
    "add", "clamp", "concat", "convolution", "matmul", "max", "min", "mul", "pool sum", "reduce sum", "relu", "sub",
)  # fmt: skip


@pytest.mark.parametrize("name", COARSE)
def test_exact_numbers_have_no_radius(name):
    """Sums in any order are then those of float32."""
    module = network(name, QUANTIZED, COARSE_CONSTANTS)
    value, radius = noise.bound(module, {"x": samples()})["y"]
    assert not radius.any()
    np.testing.assert_array_equal(reference.evaluate(module, {"x": samples()})["y"], value)
    assert noise.bound(module, {"x": samples()}, {"m": 1e-3})["y"].radius.max() >= 1e-3


def test_sums_of_many_digits_have_a_radius():
    value, radius = noise.bound(network("matmul", QUANTIZED), {"x": samples()})["y"]
    rounded = value.astype(np.float32) != value
    assert rounded.mean() > 0.5
    assert np.all(radius[rounded] > 0)


@pytest.mark.filterwarnings("error")
def test_numbers_that_float32_lacks_have_no_bound():
    x = np.full((1, 4, 6, 2), np.float32(2e38))
    x[..., 1] = 1
    radius = noise.bound(network("add", f"qnn.add %x, %x : {KIND}, {KIND} -> {KIND}"), {"x": x})["y"].radius
    assert np.all(np.isinf(radius[..., 0]))
    assert np.all(radius[..., 1] < 1e-6)
