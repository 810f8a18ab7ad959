"""Random networks: the integer form gives the numbers that the import form means, in exact arithmetic.

They are texts of the import form, which can say what no ONNX model does; random models are in `test_testing.py`.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from hls4mlir import _hls4mlir, ir
from hls4mlir.lowering import find_function, lower, read_interface, require_exact
from hls4mlir.testing.exact import evaluate, fractions, refuses
from quantizer_texts import random_quantizer

ROUNDINGS = ("half_even", "half_away", "half_to_zero", "half_ceil", "half_floor", "floor", "ceil", "to_zero", "away")
# Powers of two, multiples of them that put values on ties, and what training leaves.
SCALES = (0.125, 0.25, 0.5, 1.0, 2.0, 0.375, 0.75, 1.5, 3.0, 0.1, 0.3333333, 0.7071)


def dense(values: Any) -> str:
    """A dense attribute of float32, exact."""
    array = np.asarray(values, dtype=np.float32)

    def spelled(part: Any) -> str:
        return f"[{', '.join(map(spelled, part))}]" if part.ndim else f"0x{int(part.view(np.uint32)):08X}"

    return f"dense<{spelled(array)}> : tensor<{'x'.join(map(str, (*array.shape, 'f32')))}>"


class Network:
    """Builds the text of a function of the import form over vectors, op by op."""

    def __init__(self, rng: np.random.Generator, width: int) -> None:
        self.rng, self.width, self.value, self.count = rng, width, "%x", 0
        self.lines: list[str] = []

    def emit(self, text: str) -> str:
        """Adds an operation; `@` stands for the current value, `#` for its type."""
        result = f"%v{self.count}"
        self.count += 1
        self.lines.append(f"  {result} = " + text.replace("@", self.value).replace("#", f"tensor<1x{self.width}xf32>"))
        return result

    def constant(self, values: Any) -> tuple[str, str]:
        text = dense(values)
        return self.emit(f"arith.constant {text}"), text.rpartition(" : ")[2]

    def pick(self, *choices: Any) -> Any:
        return choices[self.rng.integers(len(choices))]

    def scale(self, shape: tuple[int, ...] = ()) -> np.ndarray:
        return self.rng.choice(np.array(SCALES, np.float32), size=shape)

    def matmul(self) -> None:
        outputs = int(self.rng.integers(1, 5))
        kernel = self.rng.integers(-6, 7, (self.width, outputs)) * np.float32(0.25) * self.scale()
        weight, kind = self.constant(kernel)
        bits, narrow = int(self.rng.integers(1, 6)), self.pick("", "narrow ")
        scale = self.scale(self.pick((), (1, outputs), (self.width, 1)))
        zero = float(self.pick(0, 0, 1, -2))
        quantized = self.emit(
            f"qnn.quantize {weight} scale {dense(scale)} zero_point {dense(zero)} bits dense<{bits}> : tensor<i32>"
            f" {self.pick(*ROUNDINGS)} signed {narrow}: {kind}"
        )
        result = f"tensor<1x{outputs}xf32>"
        self.value = self.emit(f"qnn.matmul @, {quantized} : #, {kind} -> {result}")
        self.width = outputs

    def affine(self) -> None:
        op = self.pick("add", "sub", "mul", "div")
        shape = self.pick((), (self.width,))
        values = self.scale(shape) * np.float32(1 if op in ("mul", "div") else self.rng.integers(-4, 5))
        if op in ("mul", "div"):
            values = values * self.rng.choice(np.array([-1, 1], np.float32), size=shape)
        constant, kind = self.constant(values)
        self.value = self.emit(f"qnn.{op} @, {constant} : #, {kind} -> #")

    def batch_norm(self) -> None:
        n = self.width
        gamma = self.rng.choice(np.array([-1.5, -0.5, 0, 0.5, 1, 0.3], np.float32), n)
        beta, mean = self.rng.choice(np.array([-1, 0, 0.5, 0.21], np.float32), (2, n))
        variance = self.rng.choice(np.array([0.25, 1, 4, 0.7], np.float32), n)
        self.value = self.emit(
            f"qnn.batch_norm @ gamma {dense(gamma)} beta {dense(beta)} mean {dense(mean)} variance {dense(variance)}"
            f" epsilon {self.pick('0.0', '1.0e-5')} axis 1 : #"
        )

    def relu(self) -> None:
        self.value = self.emit("qnn.relu @ : # -> #")

    def clamp(self) -> None:
        low = self.rng.integers(-8, 3, self.pick((), (1, self.width))) * np.float32(self.pick(0.25, 0.3))
        high = self.rng.integers(3, 9, self.pick((), (1, self.width))) * np.float32(self.pick(0.5, 0.7))
        bounds = self.pick(f"low {dense(low)} ", f"high {dense(high)} ", f"low {dense(low)} high {dense(high)} ")
        self.value = self.emit(f"qnn.clamp @ {bounds}: #")

    def leaky_relu(self) -> None:
        slopes = np.array([0.01, 0.125, 0.25, 0.0, 1.0, -0.5, -1.0, 3.0], np.float32)
        slope = self.rng.choice(slopes, self.pick((), (1, self.width)))
        self.value = self.emit(f"qnn.leaky_relu @ slope {dense(slope)} : #")

    def function(self) -> None:
        """A real function, which only a quantizer may follow; of the value itself, or a product with it."""
        name = self.pick("sigmoid", "tanh", "exp", "softplus", "gelu", "sin", "elu, alpha = 0.5", "silu, alpha = 1.0")
        if name == "exp":
            self.value = self.emit(f"qnn.clamp @ high {dense(4.0)} : #")
        value = self.emit(f"qnn.unary<{name}> @ : #")
        self.value = self.emit(f"qnn.mul @, {value} : #, # -> #") if self.rng.integers(4) == 0 else value

    def quantize(self) -> None:
        if self.rng.integers(5) == 0:
            self.value = self.emit(
                f"qnn.bipolar_quantize @ scale {dense(self.scale(self.pick((), (self.width,))))} : #"
            )
            return
        if self.rng.integers(3) == 0:
            self.value = self.emit(random_quantizer(self.rng, "@", (1, self.width), dense))
            return
        bits = np.asarray(self.rng.integers(1, 7, self.pick((), (), (self.width,))))
        spelled = f"dense<{bits.tolist()}> : tensor<{''.join(f'{n}x' for n in bits.shape)}i32>"
        zero = self.rng.choice(np.array([0, 0, 1, -1, 3], np.float32), size=self.pick((), (self.width,)))
        flags = self.pick("", "signed ") + self.pick("", "narrow ")
        if flags == "narrow " and np.any(bits == 1):
            flags = ""
        self.value = self.emit(
            f"qnn.quantize @ scale {dense(self.scale(self.pick((), (), (self.width,))))} zero_point {dense(zero)}"
            f" bits {spelled} {self.pick(*ROUNDINGS)} {flags}: #"
        )

    def transpose(self) -> None:
        n = self.width
        turned = self.emit(f"qnn.reshape @ : # -> tensor<{n}x1xf32>")
        back = self.emit(f"qnn.transpose {turned} [1, 0] : tensor<{n}x1xf32> -> tensor<1x{n}xf32>")
        self.value = back


def random_network(seed: int) -> str:
    """The text of a module with one function; every affine part ends in a quantizer."""
    rng = np.random.default_rng(seed)
    inputs = int(rng.integers(1, 5))
    network = Network(rng, inputs)
    for _ in range(int(rng.integers(1, 4))):
        if rng.integers(3):
            network.matmul()
        for _ in range(int(rng.integers(0, 4))):
            network.pick(
                network.affine,
                network.batch_norm,
                network.clamp,
                network.leaky_relu,
                network.relu,
                network.transpose,
            )()
        if network.rng.integers(3) == 0:
            network.function()
        network.quantize()
    scale, zero = float(network.scale()), float(network.pick(0, 0, 2))
    kind = network.pick("s4, 2", "u5, 5", "s6, 3")
    low, high = {"s4, 2": (-8, 7), "u5, 5": (0, 31), "s6, 3": (-32, 31)}[kind]
    signature = (
        f'%x: tensor<1x{inputs}xf32> {{qnn.name = "x", qnn.input = #qnn.input<!qnn.fixed<{kind}>, scale = {scale!r},'
        f" zero_point = {zero!r}, low = {low}, high = {high}, half_even>}}"
    )
    result = f"tensor<1x{network.width}xf32>"
    body = "\n".join(network.lines)
    return (
        f'func.func @f({signature}) -> ({result} {{qnn.name = "y"}}) {{\n{body}\n'
        f"  return {network.value} : {result}\n}}\n"
    )


def agree(text: str, samples: int) -> None:
    """Fails where the integer form differs from the exact value of the import form, in any element."""
    with ir.Context():
        module = ir.Module.parse(text).operation
        lowered = lower(module, "hls4mlir-qnn")
        require_exact(lowered)
        (source,), (result,) = read_interface(lowered)
        rng = np.random.default_rng(len(text))
        codes = rng.integers(source.low, source.high + 1, (samples, *source.shape))
        codes[0], codes[-1] = source.low, source.high
        produced = _hls4mlir.interpret(lowered, [codes.astype(np.int64)])[0]
        floats = result.dequantize(produced.reshape(samples, *result.shape))
        scale, zero = Fraction(source.code_scale), Fraction(source.zero_point)
        function = find_function(module)
        for sample in range(samples):
            x = (fractions(codes[sample]) - zero) * scale
            (wanted,) = evaluate(function, [x.reshape(1, *source.shape)])
            got = floats[sample].reshape(-1).astype(np.float64)
            # Values lie on multiples of the last scale, so that equality in float32 is equality of codes.
            assert got.tolist() == wanted.reshape(-1).astype(np.float32).astype(np.float64).tolist()


def refused(seed: int, samples: int) -> bool:
    """Whether the network is refused; fails where it is accepted and differs."""
    return refuses(lambda: agree(random_network(seed), samples))


# A weight of -0.49999997 steps, which is no tie.
@example(1828)
@settings(max_examples=300, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_integer_form_is_exact(seed: int) -> None:
    refused(seed, samples=12)


def test_most_networks_are_accepted() -> None:
    assert sum(refused(seed, samples=4) for seed in range(200)) < 60


@pytest.mark.parametrize("rounding", ROUNDINGS)
@pytest.mark.parametrize("scale", ["0.5", "0.75"])
@pytest.mark.parametrize("zero_point", ["0.0", "3.0"])
def test_every_tie(rounding: str, scale: str, zero_point: str) -> None:
    """An input on halves of the step: every second value is a tie, through a shift and through thresholds."""
    text = f"""
func.func @f(%x: tensor<1x1xf32> {{qnn.name = "x", qnn.input = #qnn.input<!qnn.fixed<s6, 6>,
    scale = {float(scale) / 2}, zero_point = 0.0, low = -32, high = 31, half_even>}})
    -> (tensor<1x1xf32> {{qnn.name = "y"}}) {{
  %q = qnn.quantize %x scale dense<{scale}> : tensor<f32> zero_point dense<{zero_point}> : tensor<f32>
         bits dense<4> : tensor<i32> {rounding} signed : tensor<1x1xf32>
  return %q : tensor<1x1xf32>
}}
"""
    agree(text, samples=200)


@pytest.mark.parametrize("rounding", ROUNDINGS)
@pytest.mark.parametrize("scale", ["0.5", "1.0", "0.75", "1.25"])
@pytest.mark.parametrize("zero_point", ["0.0", "3.0"])
@pytest.mark.parametrize("bits", ["", "bits dense<3> : tensor<i32> signed narrow", "bits dense<3> : tensor<i32>"])
def test_every_tie_of_a_truncation(rounding: str, scale: str, zero_point: str, bits: str) -> None:
    """Of the first rounding where the input lies between multiples of the scale, and of the second."""
    text = f"""
func.func @f(%x: tensor<1x1xf32> {{qnn.name = "x", qnn.input = #qnn.input<!qnn.fixed<s6, 6>, scale = 0.5,
    zero_point = 0.0, low = -32, high = 31, half_even>}}) -> (tensor<1x1xf32> {{qnn.name = "y"}}) {{
  %q = qnn.truncate %x scale dense<{scale}> : tensor<f32> zero_point dense<{zero_point}> : tensor<f32>
         shift dense<2> : tensor<i32> {rounding} to scale dense<1.5> : tensor<f32>
         zero_point dense<0.75> : tensor<f32> {bits} : tensor<1x1xf32>
  return %q : tensor<1x1xf32>
}}
"""
    agree(text, samples=100)


def test_long_chains_of_operations() -> None:
    """More operations between a sum and the input than the stack is deep."""
    count = 100_000
    shapes = ["tensor<2x3xf32>", "tensor<3x2xf32>"]
    steps = [f"%x{i + 1} = qnn.transpose %x{i} [1, 0] : {shapes[i % 2]} -> {shapes[(i + 1) % 2]}" for i in range(count)]
    text = f"""
func.func @f(%x0: {shapes[0]} {{qnn.name = "x", qnn.input = #qnn.input<!qnn.fixed<s6, 6>,
    scale = 1.0, zero_point = 0.0, low = -32, high = 31, half_even>}}) -> ({shapes[0]} {{qnn.name = "y"}}) {{
  {chr(10).join(steps)}
  %r = qnn.clamp %x{count} low dense<1.0> : tensor<f32> : {shapes[0]}
  %y = qnn.add %r, %x0 : {shapes[0]}, {shapes[0]} -> {shapes[0]}
  return %y : {shapes[0]}
}}
"""
    with ir.Context():
        lowered = lower(ir.Module.parse(text).operation, "qnn-lower-to-integer")
        (y,) = _hls4mlir.interpret(lowered, [np.array([[[-32, 0, 1], [2, 3, 31]]])])
    assert y.reshape(1, 6).tolist() == [[-31, 1, 2, 4, 6, 62]]


@pytest.mark.parametrize("rounding", ROUNDINGS)
@pytest.mark.parametrize("zero_point", ["-1.0", "1.0", "2.0", "3.0"])
def test_truncation_of_many_codes_behind_a_rectifier(rounding: str, zero_point: str) -> None:
    """By a multiplication: the lowest code is that of zero, and in units of the result the zero point is a fraction."""
    text = f"""
func.func @f(%x: tensor<1x1xf32> {{qnn.name = "x", qnn.input = #qnn.input<!qnn.fixed<s17, 17>,
    scale = 0.30000001192092896, zero_point = 0.0, low = -65536, high = 65535, half_even>}})
    -> (tensor<1x1xf32> {{qnn.name = "y"}}) {{
  %r = qnn.relu %x : tensor<1x1xf32> -> tensor<1x1xf32>
  %t = qnn.truncate %r scale dense<0.3> : tensor<f32> zero_point dense<{zero_point}> : tensor<f32>
         shift dense<2> : tensor<i32> {rounding} to scale dense<1.2> : tensor<f32>
         zero_point dense<0.0> : tensor<f32> bits dense<17> : tensor<i32> signed : tensor<1x1xf32>
  return %t : tensor<1x1xf32>
}}
"""
    agree(text, samples=50)


def random_padding(seed: int) -> str:
    """Zeros around and between numbers whose scales, offsets and bounds differ along any of three dimensions."""
    rng = np.random.default_rng(seed)
    shape = [1, *rng.integers(1, 4, 2).tolist()]
    value, affine = "%x", True
    lines: list[str] = []

    def kind(extents: list[int]) -> str:
        return f"tensor<{'x'.join(map(str, extents))}xf32>"

    def parameter(choices: Any) -> str:
        varies = rng.integers(0, 2, 3)
        return dense(rng.choice(np.array(choices, np.float32), np.where(varies, shape, 1)))

    def emit(text: str) -> str:
        lines.append(f"  %v{len(lines)} = {text}")
        return f"%v{len(lines) - 1}"

    for _ in range(int(rng.integers(0, 4))):
        op = rng.choice(["add", "clamp", "mul", "quantize", "relu"])
        if op == "quantize":
            parameters = f"scale {parameter(SCALES)} zero_point {parameter([0, 0, 1, -2])} bits dense<4> : tensor<i32>"
            value, affine = emit(f"qnn.quantize {value} {parameters} half_even signed : {kind(shape)}"), True
        elif op == "clamp":
            bounds = f"low {parameter([-3, -1, 0])} high {parameter([1, 2.5, 6])}"
            value, affine = emit(f"qnn.clamp {value} {bounds} : {kind(shape)}"), False
        elif op == "relu":
            value, affine = emit(f"qnn.relu {value} : {kind(shape)} -> {kind(shape)}"), False
        else:
            numbers = parameter(SCALES if op == "mul" else (0.0, 0.0, 1.0, -0.5))
            constant, of = emit(f"arith.constant {numbers}"), numbers.rpartition(" : ")[2]
            value = emit(f"qnn.{op} {value}, {constant} : {kind(shape)}, {of} -> {kind(shape)}")
    low, high, between = (rng.integers(0, 3, 3) * [0, 1, 1] for _ in range(3))
    padded = (low + (np.array(shape) - 1) * (between + 1) + 1 + high).tolist()
    zeros = f"low {low.tolist()} high {high.tolist()} interior {between.tolist()}"
    value = emit(f"qnn.pad {value} {zeros} : {kind(shape)} -> {kind(padded)}")
    source, shape = kind(shape), padded
    if not affine or rng.integers(2):
        parameters = f"scale {parameter(SCALES)} zero_point {dense(0.0)} bits dense<5> : tensor<i32>"
        value = emit(f"qnn.quantize {value} {parameters} floor signed : {kind(shape)}")
    zero_point = float(rng.choice([0, 0, 3]))
    body = "\n".join(lines)
    return f"""
func.func @f(%x: {source} {{qnn.name = "x", qnn.input = #qnn.input<!qnn.fixed<s5, 5>, scale = 0.5,
    zero_point = {zero_point}, low = -16, high = 15, half_even>}}) -> ({kind(shape)} {{qnn.name = "y"}}) {{
{body}
  return {value} : {kind(shape)}
}}
"""


def refused_padding(seed: int) -> bool:
    """Whether the network is refused; fails where it is accepted and differs."""
    return refuses(lambda: agree(random_padding(seed), samples=8))


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_padding_of_numbers_with_many_scales(seed: int) -> None:
    refused_padding(seed)


def test_most_paddings_are_accepted() -> None:
    assert sum(refused_padding(seed) for seed in range(100)) < 20


def test_padding_of_numbers_without_quantizer() -> None:
    """Each row has a scale of its own, the row of zeros in front of them any."""
    text = f"""
func.func @f(%x: tensor<1x3x2xf32> {{qnn.name = "x", qnn.input = #qnn.input<!qnn.fixed<s8, 8>, scale = 1.0,
    zero_point = 0.0, low = -128, high = 127, half_even>}}) -> (tensor<1x4x2xf32> {{qnn.name = "y"}}) {{
  %c = arith.constant {dense([[0.5], [3.0], [7.0]])}
  %s = qnn.mul %x, %c : tensor<1x3x2xf32>, tensor<3x1xf32> -> tensor<1x3x2xf32>
  %p = qnn.pad %s low [0, 1, 0] high [0, 0, 0] interior [0, 0, 0] : tensor<1x3x2xf32> -> tensor<1x4x2xf32>
  return %p : tensor<1x4x2xf32>
}}
"""
    agree(text, samples=20)
