"""Random convolutional networks: import form, integer form and the compiled predictor agree, in exact arithmetic."""

from __future__ import annotations

import math
import warnings
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hls4mlir import _hls4mlir, ir
from hls4mlir.lowering import find_function, lower, read_interface, require_exact
from hls4mlir.testing.exact import evaluate, fractions, refuses
from quantizer_texts import random_quantizer

SCALES = (0.25, 0.5, 1.0, 2.0, 0.75, 1.5, 0.1, 0.3333333)
ROUNDINGS = ("half_even", "half_away", "floor", "ceil", "to_zero")


def kind_of(shape: Any) -> str:
    return f"tensor<{''.join(f'{n}x' for n in shape)}f32>"


def dense(values: Any) -> str:
    """A dense attribute of float32, exact."""
    array = np.asarray(values, dtype=np.float32)
    if array.size == 1 or np.all(array == array.reshape(-1)[0]):
        word = int(array.reshape(-1)[:1].view(np.uint32)[0])
        return f"dense<0x{word:08X}> : {kind_of(array.shape)}"
    return f'dense<"0x{array.tobytes().hex().upper()}"> : {kind_of(array.shape)}'


class Network:
    """Builds the text of a function of the import form over images with the channels first, as importers do."""

    def __init__(self, rng: np.random.Generator, shape: tuple[int, ...]) -> None:
        self.rng, self.shape, self.value, self.count = rng, shape, "%x", 0
        self.lines: list[str] = []

    def pick(self, *choices: Any) -> Any:
        return choices[self.rng.integers(len(choices))]

    def emit(self, text: str, shape: tuple[int, ...] | None = None) -> str:
        """Adds an operation, which becomes the current value when its shape is given."""
        result = f"%v{self.count}"
        self.count += 1
        self.lines.append(f"  {result} = {text}")
        if shape is not None:
            self.value, self.shape = result, shape
        return result

    @property
    def kind(self) -> str:
        return kind_of(self.shape)

    def scale(self, channels: bool) -> Any:
        per_channel = (1, self.shape[1], *(1,) * (len(self.shape) - 2))
        return self.rng.choice(np.array(SCALES, np.float32), size=per_channel if channels else ())

    def transpose(self, permutation: list[int]) -> None:
        shape = tuple(self.shape[axis] for axis in permutation)
        self.emit(f"qnn.transpose {self.value} {permutation} : {self.kind} -> {kind_of(shape)}", shape)

    def channels_last(self) -> None:
        self.transpose([0, *range(2, len(self.shape)), 1])

    def channels_first(self) -> None:
        self.transpose([0, len(self.shape) - 1, *range(1, len(self.shape) - 1)])

    def windows(self, most: int, seen: bool) -> tuple[list[list[int]], list[int]]:
        """Window, strides, low and high padding and dilations that fit the input, and the extents of the result."""
        lists: list[list[int]] = [[], [], [], [], []]
        extents = []
        for size in self.shape[1:-1]:
            while True:
                k, s, d = int(self.rng.integers(1, most + 1)), int(self.rng.integers(1, 3)), self.pick(1, 1, 2)
                low, high = (int(self.rng.integers(0, 3)) if self.rng.integers(2) else 0 for _ in range(2))
                extent = (k - 1) * d + 1
                outputs = (size + low + high - extent) // s + 1
                taps = np.arange(max(outputs, 0))[:, None] * s - low + np.arange(k)[None, :] * d
                inside = ((taps >= 0) & (taps < size)).any(1)
                if outputs >= 1 and (not seen or inside.all()):
                    break
            for entries, value in zip(lists, (k, s, low, high, d), strict=True):
                entries.append(value)
            extents.append(outputs)
        return lists, extents

    def conv(self) -> None:
        channels = self.shape[1]
        groups = self.pick(1, 1, channels)
        outputs = groups * int(self.rng.integers(1, 4))
        self.channels_last()
        (window, strides, low, high, dilations), extents = self.windows(3, seen=False)
        shape = (outputs, *window, channels // groups)
        weight = self.emit(f"arith.constant {dense(self.rng.integers(-6, 7, shape) * np.float32(0.25))}")
        scale = self.rng.choice(np.array(SCALES, np.float32), size=self.pick((), (outputs, *(1,) * (len(shape) - 1))))
        kernel = self.emit(
            f"qnn.quantize {weight} scale {dense(scale)} zero_point {dense(0)} bits dense<3> : tensor<i32> half_even"
            f" signed : {kind_of(shape)}"
        )
        result = (1, *extents, outputs)
        self.emit(
            f"qnn.convolution {self.value}, {kernel} strides {strides} padding {low}, {high} dilations {dilations}"
            f" groups {groups} : {self.kind}, {kind_of(shape)} -> {kind_of(result)}",
            result,
        )
        self.channels_first()

    def pool(self) -> None:
        self.channels_last()
        reduction = self.pick("max", "min", "sum")
        (window, strides, low, high, dilations), extents = self.windows(2, seen=True)
        result = (1, *extents, self.shape[-1])
        self.emit(
            f"qnn.pool {reduction} {self.value} window {window} strides {strides} padding {low}, {high} dilations"
            f" {dilations} : {self.kind} -> {kind_of(result)}",
            result,
        )
        if reduction == "sum":
            count = self.emit(f"arith.constant {dense(math.prod(window))}")
            self.emit(f"qnn.div {self.value}, {count} : {self.kind}, tensor<f32> -> {self.kind}", self.shape)
        self.channels_first()

    def affine(self) -> None:
        op = self.pick("add", "sub", "mul")
        values = np.array(self.scale(self.pick(True, False)))
        values = values * self.rng.choice(np.array([-1, 1], np.float32), size=values.shape)
        constant = self.emit(f"arith.constant {dense(values)}")
        self.emit(
            f"qnn.{op} {self.value}, {constant} : {self.kind}, {kind_of(values.shape)} -> {self.kind}", self.shape
        )

    def relu(self) -> None:
        self.emit(f"qnn.relu {self.value} : {self.kind} -> {self.kind}", self.shape)

    def quantize(self) -> None:
        if self.rng.integers(3) == 0:
            self.emit(random_quantizer(self.rng, self.value, self.shape, dense), self.shape)
            return
        bits, flags, zero = self.pick(2, 3, 4), self.pick("", "signed "), self.pick(0, 0, 1, 3)
        scale = self.scale(self.pick(True, False))
        self.emit(
            f"qnn.quantize {self.value} scale {dense(scale)} zero_point {dense(zero)} bits dense<{bits}> : tensor<i32>"
            f" {self.pick(*ROUNDINGS)} {flags}: {self.kind}",
            self.shape,
        )

    def batch_norm(self) -> None:
        n = self.shape[1]
        gamma = self.rng.choice(np.array([-1.5, -0.5, 0.5, 1, 0.3], np.float32), n)
        beta, mean = self.rng.choice(np.array([-1, 0, 0.5], np.float32), (2, n))
        variance = self.rng.choice(np.array([0.25, 1, 4], np.float32), n)
        self.emit(
            f"qnn.batch_norm {self.value} gamma {dense(gamma)} beta {dense(beta)} mean {dense(mean)} variance"
            f" {dense(variance)} epsilon 0.0 axis 1 : {self.kind}",
            self.shape,
        )

    def pad(self) -> None:
        low, high = ([0, 0, *(int(n) for n in self.rng.integers(0, 2, len(self.shape) - 2))] for _ in range(2))
        interior = [0, 0, *(int(n) for n in self.rng.integers(0, 2, len(self.shape) - 2))]
        shape = tuple(a + n + k * (n - 1) + b for a, n, k, b in zip(low, self.shape, interior, high, strict=True))
        self.emit(
            f"qnn.pad {self.value} low {low} high {high} interior {interior} : {self.kind} -> {kind_of(shape)}", shape
        )

    def slice(self) -> None:
        offsets, sizes, strides = [0], [1], [1]
        for extent in self.shape[1:]:
            stride = self.pick(1, 1, 2)
            offset = int(self.rng.integers(0, max(1, extent - 1)))
            offsets.append(offset)
            strides.append(stride)
            sizes.append((extent - offset - 1) // stride + 1)
        self.emit(
            f"qnn.slice {self.value} offsets {offsets} sizes {sizes} strides {strides} : {self.kind} ->"
            f" {kind_of(sizes)}",
            tuple(sizes),
        )

    def repeat(self) -> None:
        factors = [1, 1, *(int(n) for n in self.rng.integers(1, 3, len(self.shape) - 2))]
        shape = tuple(n * f for n, f in zip(self.shape, factors, strict=True))
        self.emit(f"qnn.repeat {self.value} factors {factors} : {self.kind} -> {kind_of(shape)}", shape)

    def join(self) -> None:
        """Two ways from the current value come together again."""
        start, shape = self.value, self.shape
        self.quantize()
        left = self.value
        self.value = start
        self.affine()
        self.quantize()
        if self.rng.integers(2):
            op = self.pick("add", "sub", "max", "min")
            self.emit(f"qnn.{op} {left}, {self.value} : {self.kind}, {self.kind} -> {self.kind}", shape)
            return
        axis = int(self.rng.integers(1, len(shape)))
        joined = tuple(n * (2 if dim == axis else 1) for dim, n in enumerate(shape))
        self.emit(
            f"qnn.concat {left}, {self.value} axis {axis} : {self.kind}, {self.kind} -> {kind_of(joined)}", joined
        )

    def reduce(self) -> None:
        axes = self.pick([2], list(range(2, len(self.shape))), [1])
        shape = tuple(1 if dim in axes else n for dim, n in enumerate(self.shape))
        self.emit(
            f"qnn.reduce {self.pick('max', 'sum', 'min')} {self.value} axes {axes} : {self.kind} -> {kind_of(shape)}",
            shape,
        )

    def classify(self) -> None:
        features = math.prod(self.shape)
        self.emit(f"qnn.reshape {self.value} : {self.kind} -> {kind_of((1, features))}", (1, features))
        if self.rng.integers(2):
            self.quantize_flat()
        weight = self.emit(f"arith.constant {dense(self.rng.integers(-3, 4, (features, 2)))}")
        self.emit(
            f"qnn.matmul {self.value}, {weight} : {self.kind}, {kind_of((features, 2))} -> {kind_of((1, 2))}", (1, 2)
        )

    def quantize_flat(self) -> None:
        scale = self.rng.choice(np.array(SCALES[:4], np.float32), size=self.pick((), (self.shape[1],)))
        self.emit(
            f"qnn.quantize {self.value} scale {dense(scale)} zero_point {dense(0)} bits dense<3> : tensor<i32>"
            f" half_even signed : {self.kind}",
            self.shape,
        )


def random_network(seed: int) -> str:
    """The text of a module with one function, from an image with the channels first."""
    rng = np.random.default_rng(seed)
    spatial = [int(n) for n in rng.integers(1, 5, rng.integers(1, 3))]
    source = (1, int(rng.integers(1, 4)), *spatial)
    network = Network(rng, source)
    for _ in range(int(rng.integers(1, 4))):
        network.pick(
            network.conv, network.conv, network.pool, network.pad, network.slice, network.repeat, network.join
        )()
        for _ in range(int(rng.integers(0, 3))):
            network.pick(network.affine, network.batch_norm, network.relu)()
        if rng.integers(4):
            network.quantize()
    if rng.integers(3) == 0:
        network.reduce()
    if rng.integers(2):
        network.quantize()
        network.classify()
    kind = network.pick("s4, 2", "u5, 5")
    low, high = {"s4, 2": (-8, 7), "u5, 5": (0, 31)}[kind]
    zero = float(network.pick(0, 0, 2))
    signature = (
        f'%x: {kind_of(source)} {{qnn.name = "x", qnn.input = #qnn.input<!qnn.fixed<{kind}>, scale = 0.5,'
        f" zero_point = {zero!r}, low = {low}, high = {high}, half_even>}}"
    )
    body = "\n".join(network.lines)
    return (
        f'func.func @f({signature}) -> ({network.kind} {{qnn.name = "y"}}) {{\n{body}\n'
        f"  return {network.value} : {network.kind}\n}}\n"
    )


def agree(text: str, samples: int) -> ir.Operation:
    """Fails where the integer form differs from the exact value of the import form, or the predictor from it."""
    with ir.Context():
        module = ir.Module.parse(text).operation
        with warnings.catch_warnings():
            # A ReLU at the end that the host applies is as exact as one in the design.
            warnings.simplefilter("ignore", ir.MLIRWarning)
            lowered = lower(module, "hls4mlir-qnn")
        (source,), (result,) = read_interface(lowered)
        rng = np.random.default_rng(len(text))
        codes = rng.integers(source.low, source.high + 1, (samples, *source.shape))
        codes[0], codes[-1] = source.low, source.high
        arranged = source.arrange(codes.astype(np.int64))
        produced = _hls4mlir.interpret(lowered, [arranged])[0]
        (predicted,) = _hls4mlir.Predictor(lowered).run([arranged])
        np.testing.assert_array_equal(predicted.reshape(samples, -1), produced.reshape(samples, -1))
        require_exact(lowered)
        floats = result.dequantize(result.arrange(produced))
        scale, zero = Fraction(source.code_scale), Fraction(source.zero_point)
        function = find_function(module)
        for sample in range(samples):
            x = (fractions(codes[sample]) - zero) * scale
            (wanted,) = evaluate(function, [x.reshape(1, *source.shape)])
            np.testing.assert_array_equal(floats[sample].reshape(-1), wanted.reshape(-1).astype(np.float32))
    return lowered


def refused(seed: int, samples: int) -> bool:
    """Whether the network is refused; fails where it is accepted and differs."""
    return refuses(lambda: agree(random_network(seed), samples))


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_integer_form_is_exact(seed: int) -> None:
    refused(seed, samples=3)


def test_most_networks_are_accepted() -> None:
    assert sum(refused(seed, samples=2) for seed in range(60)) < 20


def test_padding_of_an_input_without_a_code_for_zero() -> None:
    """Zero lies between two codes, so that results differ at the border by what is not added there."""
    text = """
func.func @f(%x: tensor<1x2x4xf32> {qnn.name = "x", qnn.input = #qnn.input<!qnn.fixed<u2, 2>, scale = 1.0,
    zero_point = 0.5, low = 0, high = 3, half_even>}) -> (tensor<1x4x1xf32> {qnn.name = "y"}) {
  %t = qnn.transpose %x [0, 2, 1] : tensor<1x2x4xf32> -> tensor<1x4x2xf32>
  %w = arith.constant dense<[[[1.0, 2.0], [3.0, -1.0], [2.0, 2.0]]]> : tensor<1x3x2xf32>
  %c = qnn.convolution %t, %w strides [1] padding [1], [1] dilations [1] groups 1
         : tensor<1x4x2xf32>, tensor<1x3x2xf32> -> tensor<1x4x1xf32>
  return %c : tensor<1x4x1xf32>
}
"""
    lowered = agree(text, samples=8)
    assert "qnn.add" not in str(lowered)  # the host adds it


@pytest.mark.parametrize("zero", [0.0, 3.0])
def test_padding_with_the_code_of_zero(zero: float) -> None:
    text = f"""
func.func @f(%x: tensor<1x4x2xf32> {{qnn.name = "x", qnn.input = #qnn.input<!qnn.fixed<u2, 2>, scale = 1.0,
    zero_point = {zero}, low = 0, high = 3, half_even>}}) -> (tensor<1x4x1xf32> {{qnn.name = "y"}}) {{
  %w = arith.constant dense<[[[1.0, 2.0], [3.0, -1.0], [2.0, 2.0]]]> : tensor<1x3x2xf32>
  %c = qnn.convolution %x, %w strides [1] padding [1], [1] dilations [1] groups 1
         : tensor<1x4x2xf32>, tensor<1x3x2xf32> -> tensor<1x4x1xf32>
  return %c : tensor<1x4x1xf32>
}}
"""
    lowered = str(agree(text, samples=8))
    assert ("value 3" in lowered) == (zero == 3.0)


# What is pending in front of operations that move or compare elements. Constants of two channels, so that parameters
# per channel have to move along.
PENDING = {
    "clamp": "qnn.clamp %x low dense<-1.0> : tensor<f32> high dense<[0.5, 3.0]> : tensor<2xf32> : KIND",
    "clamp_without_zero": "qnn.clamp %x low dense<[1.0, 0.5]> : tensor<2xf32> high dense<3.0> : tensor<f32> : KIND",
    "relu6": "qnn.clamp %x low dense<0.0> : tensor<f32> high dense<6.0> : tensor<f32> : KIND",
    "leaky": "qnn.leaky_relu %x slope dense<[0.25, 0.5]> : tensor<2xf32> : KIND",
    "turned": "qnn.leaky_relu %x slope dense<[-1.0, 0.5]> : tensor<2xf32> : KIND",
    "offset": "qnn.add %x, %c : KIND, tensor<2xf32> -> KIND",
}
MOVES = {
    "pad": ("qnn.pad %p low [0, 1, 0] high [0, 1, 0] interior [0, 1, 0] : KIND -> RESULT", 9),
    "slice": ("qnn.slice %p offsets [0, 1, 0] sizes [1, 2, 2] strides [1, 2, 1] : KIND -> RESULT", 2),
    "repeat": ("qnn.repeat %p factors [1, 2, 1] : KIND -> RESULT", 8),
    "concat": ("qnn.concat %p, %x axis 1 : KIND, KIND -> RESULT", 8),
    "concat_same": ("qnn.concat %p, %p axis 1 : KIND, KIND -> RESULT", 8),
    "max_pool": ("qnn.pool max %p window [2] strides [1] padding [0], [0] dilations [1] : KIND -> RESULT", 3),
    "min_pool": ("qnn.pool min %p window [2] strides [1] padding [1], [1] dilations [1] : KIND -> RESULT", 5),
    "sum": ("qnn.reduce sum %p axes [1] : KIND -> RESULT", 1),
}


@pytest.mark.parametrize("move", MOVES)
@pytest.mark.parametrize("pending", PENDING)
def test_what_is_pending_moves_along(pending: str, move: str) -> None:
    moves_along(PENDING[pending], move)


# The others need the values of the function, which no fixed-point number is.
@pytest.mark.parametrize("move", ["slice", "repeat", "max_pool", "min_pool"])
def test_rising_functions_move_along(move: str) -> None:
    moves_along("qnn.unary<tanh> %x : KIND", move)


def moves_along(pending: str, move: str) -> None:
    """A quantizer behind `move`, behind what is pending, gives the exact codes."""
    operation, extent = MOVES[move]
    kind, result = "tensor<1x4x2xf32>", f"tensor<1x{extent}x2xf32>"
    body = f"  %p = {pending}\n  %m = {operation}\n".replace("KIND", kind).replace("RESULT", result)
    agree(
        f"""
func.func @f(%x: {kind} {{qnn.name = "x", qnn.input = #qnn.input<!qnn.fixed<s5, 5>, scale = 0.5,
    zero_point = 0.0, low = -16, high = 15, half_even>}}) -> ({result} {{qnn.name = "y"}}) {{
  %c = arith.constant dense<[0.5, -1.0]> : tensor<2xf32>
{body}  %q = qnn.quantize %m scale dense<0.375> : tensor<f32> zero_point dense<0.0> : tensor<f32>
         bits dense<6> : tensor<i32> half_even signed : {result}
  return %q : {result}
}}
""",
        samples=12,
    )
