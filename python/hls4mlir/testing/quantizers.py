# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""Quantizers of every kind for random networks, of weights and of what is computed."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hls4mlir.testing.graph import GENERAL, SAMPLES, Doubles, Graph, Tensor, as_float32

__all__ = ["Quantizers"]

MODES = ("ROUND", "HALF_UP", "HALF_DOWN", "FLOOR", "CEIL", "DOWN", "UP", "HALF_EVEN")


class Quantizers(Graph):
    """A graph with quantizers, whose scales put numbers on ties and outside of the range, and not only there."""

    def input(self, shape: tuple[int, ...]) -> Tensor:
        """An input, quantized as a rule; otherwise it has the type that inputs have by default."""
        name = f"x{len(self.inputs)}"
        self.inputs[name] = shape
        values = self.draw.integers(-512, 512, (SAMPLES, *shape[1:])) / 256.0
        tensor = Tensor(name, values, step=2.0**-10)
        return tensor if self.chance(6) else self.quantize(tensor)

    def weights(self, shape: tuple[int, int], *, per_row: bool = False) -> tuple[str, Doubles, float]:
        """A kernel behind a Quant: some weights lie on ties, some outside of the range.

        Scales may differ between columns, which are the outputs of a product, or between rows.
        """
        bits = self.draw.integer(1, 6)
        each = (shape[0], 1) if per_row else (1, shape[1])
        scale = self.scale_of_weights(each if self.chance(3) else ())
        # Multiples of half the scale, rounded to float32 where the scale is no power of two.
        halves = self.draw.integers(-(2**bits) - 2, 2**bits + 2, shape)
        kernel = as_float32(halves * np.float32(0.5) * scale)
        narrow, signed = self.draw.integer(0, 1), 1
        zero = float(self.draw.choose((0, 0, 0, 1, -2)))
        name = self.quant(self.constant(kernel), scale, zero, bits, signed, narrow)
        code = self.codes(kernel / scale + zero, bits, signed, narrow)
        return name, (code - zero) * scale.astype(np.float64), float(scale.reshape(-1)[0])

    def bipolar_weights(self, shape: tuple[int, int]) -> tuple[str, Doubles, float]:
        """A kernel of one positive and one negative number."""
        scale = self.scale_of_weights((1, shape[1]) if self.chance(4) else ())
        kernel = as_float32(self.draw.integers(-3, 3, shape) / 4.0)
        name = self.node("BipolarQuant", self.constant(kernel), self.constant(scale), domain=GENERAL)
        return name, np.where(kernel >= 0, 1.0, -1.0) * scale.astype(np.float64), float(scale.reshape(-1)[0])

    def linear_weights(self, shape: tuple[int, int]) -> tuple[str, Doubles, float]:
        """Integers with DequantizeLinear, as tools for quantization after training write them."""
        per_axis = self.chance(3)
        scale = self.scale_of_weights((shape[1],) if per_axis else ())
        unsigned = self.chance(3)
        low, high = (0, 255) if unsigned else (-128, 127)
        size = 100 if self.chance(3) else 8
        codes = np.clip(self.draw.integers(-size, size, shape) + (128 if unsigned else 0), low, high)
        kind = np.uint8 if unsigned else np.int8
        zero = 128 if unsigned else int(self.draw.choose((0, 0, 3)))
        operands = [self.constant(codes, kind), self.constant(scale), self.constant(np.full(scale.shape, zero), kind)]
        name = self.node("DequantizeLinear", *operands, axis=1)
        return name, (codes - zero) * scale.astype(np.float64), float(scale.reshape(-1)[0])

    def scale_of_weights(self, shape: tuple[int, ...]) -> NDArray[np.float32]:
        """Powers of two, and others."""
        powers = np.array([0.5, 0.25, 0.125, 1.0], np.float32)
        others = np.array([0.1, 0.375, 0.3333333, 0.0625, 1.5, 0.7071], np.float32)
        table = powers if self.draw.integer(0, 2) else np.concatenate([powers, others])
        return as_float32(table[self.draw.integers(0, len(table) - 1, shape)])

    def activation(self, tensor: Tensor) -> Tensor:
        """A quantizer of any kind."""
        kinds = (self.quantize, self.quantize, self.quantize, self.bipolar, self.linear, self.thresholds, self.truncate)
        return self.draw.choose(kinds)(tensor)

    def quant(self, name: str, scale: Any, zero: Any, bits: Any, signed: int, narrow: int, mode: str = "ROUND") -> str:
        """A node of QONNX's uniform quantizer."""
        operands = [self.constant(value) for value in (scale, zero, bits)]
        return self.node("Quant", name, *operands, domain=GENERAL, signed=signed, narrow=narrow, rounding_mode=mode)

    def codes(self, y: Any, bits: Any, signed: int, narrow: int) -> Doubles:
        """Roughly what a quantizer gives: the rounding mode changes little of how large results are."""
        if np.all(np.asarray(bits) == 1) and signed:
            return np.where(np.asarray(y) >= 0, 1.0, -1.0)
        reach = np.exp2(np.asarray(bits, np.float64) - signed)
        low = narrow - reach if signed else np.zeros_like(reach)
        return np.clip(np.rint(y), low, reach - 1 - (0 if signed else narrow))

    def scale(self, tensor: Tensor, levels: float, shape: tuple[int, ...]) -> NDArray[np.float32]:
        """Scales with which the range holds about half to twice the values, often so that ties are met."""
        size = float(np.abs(tensor.values).max(initial=0.0)) or 1.0
        goal = size / max(levels, 1.0) * self.draw.choose((1.0, 2.0, 0.5))
        kind = self.draw.choose(("power", "grid", "grid", "any"))
        if kind == "grid" and tensor.step:
            factors = self.draw.integers(0, 2, shape)
            base = tensor.step * 2.0 ** max(round(math.log2(goal / tensor.step)), 0)
            scale = base * np.array([1.0, 2.0, 1.5])[factors]
        elif kind == "any":
            scale = goal * (1.0 + self.draw.integers(-8, 8, shape) / 21.0)
        else:
            scale = np.exp2(np.rint(math.log2(goal)) + self.draw.integers(-1, 1, shape))
        return np.maximum(as_float32(scale), np.float32(1e-6))

    def quantize(self, tensor: Tensor) -> Tensor:
        """QONNX's uniform quantizer."""
        shape = self.channels(tensor)
        signed = 1 if float(tensor.values.min()) < 0 and not self.chance(5) else self.draw.integer(0, 1)
        fewest = 1 if signed else 2
        widths: Any = self.draw.integer(fewest, 7)
        if shape and self.chance(3):
            widths = self.draw.integers(fewest, 6, shape)
        narrow = self.draw.integer(0, 1)
        levels = float(2.0 ** (np.max(widths) - signed))
        scale = self.scale(tensor, levels, shape)
        zero = as_float32(np.array([0, 0, 0, 1, -1, 3])[self.draw.integers(0, 5, self.channels(tensor, 5))])
        mode = self.draw.choose(MODES)
        name = self.quant(tensor.name, scale, zero, widths, signed, narrow, mode)
        code = self.codes(tensor.values / scale + zero, widths, signed, narrow)
        step = float(scale.reshape(-1)[0]) if scale.size == 1 else float(scale.min())
        return self.keep(Tensor(name, (code - zero) * scale, step, 2 ** int(np.max(widths))))

    def bipolar(self, tensor: Tensor) -> Tensor:
        """The sign."""
        shape = self.channels(tensor, 5)
        scale = self.scale_of_weights(shape)
        name = self.node("BipolarQuant", tensor.name, self.constant(scale), domain=GENERAL)
        values = np.where(tensor.values >= 0, 1.0, -1.0) * scale
        return self.keep(Tensor(name, values, float(scale.min()), 2))

    def linear(self, tensor: Tensor) -> Tensor:
        """QuantizeLinear and DequantizeLinear, perhaps with a Clip between them."""
        per_axis = tensor.width > 1 and self.chance(4)
        unsigned = self.draw.integer(0, 1)
        low, high = (0, 255) if unsigned else (-128, 127)
        kind = np.uint8 if unsigned else np.int8
        bounds = None
        if self.draw.integer(0, 1):
            bounds = (0, 15) if unsigned else (-8, 7)
        levels = 8.0 if bounds else 128.0
        scale = self.scale(tensor, levels, (tensor.width,) if per_axis else ())
        zeros = np.array([0, 3, 8, 128] if unsigned else [0, 0, 1, -5])[self.draw.integers(0, 3, scale.shape)]
        operands = [self.constant(scale), self.constant(zeros, kind)]
        name = self.node("QuantizeLinear", tensor.name, *operands, axis=1)
        along = (-1, *(1 for _ in tensor.spatial)) if per_axis else ()
        scales, offsets = scale.reshape(along).astype(np.float64), zeros.reshape(along)
        codes = np.clip(np.rint(tensor.values / scales) + offsets, low, high)
        if bounds:
            name = self.node("Clip", name, *(self.constant(bound, kind) for bound in bounds))
            codes = np.clip(codes, *bounds)
        name = self.node("DequantizeLinear", name, *operands, axis=1)
        step = float(scale.reshape(-1)[0])
        return self.keep(Tensor(name, (codes - offsets) * scales, step, 16 if bounds else 256))

    def thresholds(self, tensor: Tensor) -> Tensor:
        """MultiThreshold, with thresholds that numbers meet exactly."""
        rows = tensor.width if self.chance(2) else 1
        count = self.draw.integer(1, 7)
        thresholds = self.near(tensor.values, tensor.step, (rows, count))
        if not self.chance(4):
            thresholds = np.sort(thresholds, axis=1)
        scale, bias = self.draw.choose((1.0, 0.5, 2.0, 0.3)), self.draw.choose((0.0, -1.0, 0.5, -4.0))
        name = self.node(
            "MultiThreshold",
            tensor.name,
            self.constant(thresholds),
            domain=GENERAL,
            out_dtype="INT8",
            out_scale=scale,
            out_bias=bias,
            data_layout="NCHW"[: len(tensor.shape)],
        )
        along = (rows, *(1 for _ in tensor.spatial), count)
        counts = (tensor.values[..., None] >= thresholds.reshape(along)).sum(-1)
        return self.keep(Tensor(name, counts * np.float32(scale) + np.float64(bias), scale, count + 1))

    def truncate(self, tensor: Tensor) -> Tensor:
        """Trunc behind a quantizer, of fewer bits; the version of the domain says which Trunc it is."""
        tensor = self.quantize(tensor)
        scale = as_float32(tensor.step)
        zero = float(self.draw.choose((0, 0, 2, -3)))
        drop = self.draw.integer(0, 3)
        bits = self.draw.integer(2, 6)
        mode = self.draw.choose(MODES)
        y = (np.rint(tensor.values / scale) + zero) / 2.0**drop
        if self.version == 1:
            operands = [self.constant(value) for value in (scale, zero, drop + 4, 4)]
            name = self.node("Trunc", tensor.name, *operands, domain=GENERAL, rounding_mode=mode)
            return self.keep(Tensor(name, (np.rint(y) - zero) * float(scale), float(scale), tensor.levels))
        result = as_float32(scale * np.float32(2.0**drop * self.draw.choose((1.0, 1.0, 1.2))))
        operands = [self.constant(value) for value in (scale, zero, 8, result, bits)]
        name = self.node("Trunc", tensor.name, *operands, domain=GENERAL, rounding_mode=mode, signed=1, narrow=0)
        codes = self.codes(y, bits, 1, 0)
        values = (codes - zero / 2.0**drop) * float(result)
        return self.keep(Tensor(name, values, float(result), 2**bits))
