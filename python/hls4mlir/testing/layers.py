# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""Layers of random networks: products, convolutions, pools, and what stands between them and a quantizer."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hls4mlir.testing.draws import Draw
from hls4mlir.testing.graph import Doubles, Tensor, as_float32
from hls4mlir.testing.quantizers import Quantizers

__all__ = ["Layers"]


class Layers(Quantizers):
    """A graph with layers, on vectors and, with the channels first, on signals and images."""

    # Products --------------------------------------------------------------------------------------------------------

    def dense(self, tensor: Tensor, outputs: int = 0) -> Tensor:
        """A product with quantized weights, perhaps with a bias."""
        outputs = outputs or self.draw.integer(1, 5)
        kind = self.draw.choose(("quant", "quant", "bipolar", "linear"))
        if kind == "bipolar":
            weight, kernel, step = self.bipolar_weights((tensor.width, outputs))
        elif kind == "linear":
            weight, kernel, step = self.linear_weights((tensor.width, outputs))
        else:
            weight, kernel, step = self.weights((tensor.width, outputs))
        values = tensor.values @ kernel
        step *= tensor.step
        if self.chance(3):
            bias = self.near(values, step, (outputs,))
            name = self.node("Gemm", tensor.name, weight, self.constant(bias))
            return Tensor(name, values + bias, step)
        result = Tensor(self.node("MatMul", tensor.name, weight), values, step)
        if self.chance(3):
            bias = self.near(values, step, (outputs,))
            result = Tensor(self.node("Add", result.name, self.constant(bias)), values + bias, step)
        return result

    def conv(
        self, tensor: Tensor, outputs: int = 0, *, size: int = 0, stride: int = 0, depthwise: bool = False
    ) -> Tensor:
        """A convolution with quantized weights: strides, padding that may be uneven, dilation, groups.

        With a `size`, which is odd, padding keeps the extents, but for the stride.
        """
        rank = len(tensor.spatial)
        if depthwise or (not outputs and self.chance(3)):
            groups = tensor.width
            outputs = outputs or groups * self.draw.integer(1, 2)
        else:
            groups, outputs = 1, outputs or self.draw.integer(1, 4)
        if size:
            kernel, pads, dilations = [size] * rank, [size // 2] * (2 * rank), [1] * rank
        else:
            kernel = [self.draw.integer(1, min(3, extent)) for extent in tensor.spatial]
            pads = [self.draw.integer(0, size - 1) if self.chance(2) else 0 for size in (*kernel, *kernel)]
            dilations = [
                2 if self.chance(5) and 2 * (size - 1) < extent + before + after else 1
                for size, extent, before, after in zip(kernel, tensor.spatial, pads[:rank], pads[rank:], strict=True)
            ]
        strides = [stride or self.draw.integer(1, 2) for _ in kernel]
        shape = (tensor.width // groups, *kernel)
        name, flat, step = self.weights((outputs, math.prod(shape)), per_row=True)
        operands = [tensor.name, self.node("Reshape", name, self.constant([outputs, *shape], np.int64))]
        windows = _windows(tensor.values, kernel, strides, pads, dilations)
        values = _contract(windows, flat.reshape(outputs, *shape), groups)
        step *= tensor.step
        if self.chance(3):
            bias = self.near(values, step, (outputs,))
            operands.append(self.constant(bias))
            values = values + bias.reshape(-1, *(1 for _ in kernel))
        result = self.node(
            "Conv", *operands, kernel_shape=kernel, strides=strides, pads=pads, dilations=dilations, group=groups
        )
        return Tensor(result, values, step)

    def conv_transpose(self, tensor: Tensor, outputs: int = 0) -> Tensor:
        """A transposed convolution that makes an image larger."""
        rank, outputs = len(tensor.spatial), outputs or self.draw.integer(1, 3)
        strides = [self.draw.integer(1, 2) for _ in tensor.spatial]
        kernel = [max(stride, self.draw.integer(1, 3)) for stride in strides]
        pads = [self.draw.integer(0, (size - 1) // 2) for size in (*kernel, *kernel)]
        shape = (tensor.width, outputs, *kernel)
        name, flat, step = self.weights((tensor.width, math.prod(shape[1:])))
        weight = self.node("Reshape", name, self.constant(shape, np.int64))
        result = self.node("ConvTranspose", tensor.name, weight, kernel_shape=kernel, strides=strides, pads=pads)
        # The input with zeros between its elements, convolved with the reversed kernel.
        extents = [(extent - 1) * stride + 1 for extent, stride in zip(tensor.spatial, strides, strict=True)]
        spread = np.zeros((*tensor.values.shape[:2], *extents))
        spread[(..., *(slice(None, None, stride) for stride in strides))] = tensor.values
        around = [(size - 1 - pad) for size, pad in zip((*kernel, *kernel), pads, strict=True)]
        reversed_kernel = np.flip(np.moveaxis(flat.reshape(shape), 1, 0), tuple(range(2, 2 + rank)))
        values = _contract(_windows(spread, kernel, [1] * rank, around, [1] * rank), reversed_kernel, 1)
        return Tensor(result, values, step * tensor.step)

    # Pools and reductions ---------------------------------------------------------------------------------------------

    def pool(self, tensor: Tensor) -> Tensor:
        """The largest of a window, or its mean, in which padding may count."""
        kernel = [min(self.draw.integer(1, 3), extent) for extent in tensor.spatial]
        strides = [self.draw.integer(1, 2) for _ in kernel]
        pads = [self.draw.integer(0, size // 2) if self.chance(4) else 0 for size in (*kernel, *kernel)]
        ones = [1] * len(kernel)
        axes = tuple(range(2 + len(kernel), 2 + 2 * len(kernel)))
        if self.chance(3):
            counted = self.draw.integer(0, 1)
            sums = _windows(tensor.values, kernel, strides, pads, ones).sum(axes)
            inside = _windows(np.ones_like(tensor.values), kernel, strides, pads, ones).sum(axes)
            name = self.node(
                "AveragePool",
                tensor.name,
                kernel_shape=kernel,
                strides=strides,
                pads=pads,
                count_include_pad=counted,
            )
            return Tensor(name, sums / (math.prod(kernel) if counted else inside), tensor.step / math.prod(kernel))
        windows = _windows(tensor.values, kernel, strides, pads, ones, -np.inf)
        name = self.node("MaxPool", tensor.name, kernel_shape=kernel, strides=strides, pads=pads)
        return tensor.moved(name, windows.max(axes))

    def reduce(self, tensor: Tensor) -> Tensor:
        """One number for each channel."""
        axes = tuple(range(2, tensor.values.ndim))
        count = math.prod(tensor.spatial)
        kind = self.draw.choose(
            ("GlobalAveragePool", "GlobalMaxPool", "ReduceMean", "ReduceSum", "ReduceMax", "ReduceMin")
        )
        if kind.startswith("Global"):
            name = self.node("Flatten", self.node(kind, tensor.name))
        else:
            name = self.node(kind, tensor.name, self.constant(axes, np.int64), keepdims=0)
        if kind.endswith(("Max", "MaxPool", "Min")):
            compute = np.min if kind.endswith("Min") else np.max
            return tensor.moved(name, compute(tensor.values, axes))
        total = tensor.values.sum(axes)
        if kind == "ReduceSum":
            return Tensor(name, total, tensor.step)
        return Tensor(name, total / count, tensor.step / count)

    # Where elements go ------------------------------------------------------------------------------------------------

    def flatten(self, tensor: Tensor) -> Tensor:
        """The elements of an image as a vector."""
        return tensor.moved(self.node("Flatten", tensor.name), tensor.values.reshape(len(tensor.values), -1))

    def move(self, tensor: Tensor) -> Tensor:
        """A reshape and a transpose that cancel; of an image, two transposes."""
        if tensor.spatial:
            back = list(range(len(tensor.shape)))
            there = [0, *back[2:], 1]
            turned = self.node("Transpose", tensor.name, perm=there)
            return tensor.moved(
                self.node("Transpose", turned, perm=[there.index(axis) for axis in back]), tensor.values
            )
        shape = self.constant([1, tensor.width, 1], np.int64)
        turned = self.node("Transpose", self.node("Reshape", tensor.name, shape), perm=[0, 2, 1])
        return tensor.moved(self.node("Flatten", turned), tensor.values)

    def pad(self, tensor: Tensor) -> Tensor:
        """Zeros around an image."""
        around = [(0, 0), (0, 0), *((self.draw.integer(0, 1), self.draw.integer(0, 1)) for _ in tensor.spatial)]
        amounts = [low for low, _ in around] + [high for _, high in around]
        name = self.node("Pad", tensor.name, self.constant(amounts, np.int64))
        return tensor.moved(name, np.pad(tensor.values, around))

    def cut(self, tensor: Tensor) -> Tensor:
        """A part of an image, perhaps every second row."""
        axis = self.draw.integer(1, len(tensor.shape) - 1)
        extent = tensor.shape[axis]
        if extent == 1:
            return tensor
        start, step = self.draw.integer(0, 1), self.draw.integer(1, 2)
        operands = [self.constant([value], np.int64) for value in (start, extent, axis, step)]
        part = (*(slice(None) for _ in range(axis)), slice(start, None, step))
        return tensor.moved(self.node("Slice", tensor.name, *operands), tensor.values[part])

    def enlarge(self, tensor: Tensor) -> Tensor:
        """Every element repeated, or channels that become pixels."""
        if len(tensor.spatial) == 2 and tensor.width % 4 == 0 and self.chance(2):
            return self.depth_to_space(tensor)
        scales = [1.0, 1.0, *(2.0 for _ in tensor.spatial)]
        modes: dict[str, Any] = {
            "mode": "nearest",
            "coordinate_transformation_mode": "asymmetric",
            "nearest_mode": "floor",
        }
        name = self.node("Resize", tensor.name, "", self.constant(scales), **modes)
        values = tensor.values
        for axis in range(2, values.ndim):
            values = np.repeat(values, 2, axis)
        return tensor.moved(name, values)

    def depth_to_space(self, tensor: Tensor) -> Tensor:
        """Four channels become a square of pixels."""
        mode = self.draw.choose(("DCR", "CRD"))
        name = self.node("DepthToSpace", tensor.name, blocksize=2, mode=mode)
        n, channels, rows, columns = tensor.values.shape
        parts = (2, 2, channels // 4) if mode == "DCR" else (channels // 4, 2, 2)
        order = (0, 3, 4, 1, 5, 2) if mode == "DCR" else (0, 1, 4, 2, 5, 3)
        spread = np.transpose(np.reshape(tensor.values, (n, *parts, rows, columns)), order)
        return tensor.moved(name, np.reshape(spread, (n, channels // 4, 2 * rows, 2 * columns)))

    def shuffle(self, tensor: Tensor) -> Tensor:
        """The channels in two parts, which are joined the other way around, one of them quantized again."""
        if tensor.width < 2:
            return tensor
        first = self.draw.integer(1, tensor.width - 1)
        sizes = self.constant([first, tensor.width - first], np.int64)
        name = self.node("Split", tensor.name, sizes, outputs=2, axis=1)
        left = tensor.moved(name, tensor.values[:, :first])
        right = self.quantize(tensor.moved(name[:-1] + "1", tensor.values[:, first:]))
        return self.concat(right, left)

    def concat(self, left: Tensor, right: Tensor) -> Tensor:
        """The channels of both."""
        values = np.concatenate([left.values, right.values], 1)
        step = min(left.step, right.step)
        return Tensor(self.node("Concat", left.name, right.name, axis=1), values, step)

    # Joins ------------------------------------------------------------------------------------------------------------

    def join(self, tensor: Tensor) -> Tensor:
        """Two tensors of one shape, of which one may be another input."""
        if tensor.levels == 0:
            return tensor
        fitting = [other for other in self.tensors if other.shape == tensor.shape]
        other = self.input(tensor.shape) if not fitting or self.chance(6) else self.draw.choose(fitting)
        return self.combine(tensor, other)

    def combine(self, tensor: Tensor, other: Tensor) -> Tensor:
        """A sum, difference, product, minimum or maximum."""
        kind = self.draw.choose(("Add", "Add", "Sub", "Mul", "Max", "Min"))
        functions = {"Add": np.add, "Sub": np.subtract, "Mul": np.multiply, "Max": np.maximum, "Min": np.minimum}
        step = tensor.step * other.step if kind == "Mul" else min(tensor.step, other.step)
        values = functions[kind](tensor.values, other.values)
        return Tensor(self.node(kind, tensor.name, other.name), values, step)

    # Between a product and its quantizer ------------------------------------------------------------------------------

    def relu(self, tensor: Tensor) -> Tensor:
        """The larger of a number and zero."""
        return Tensor(self.node("Relu", tensor.name), np.maximum(tensor.values, 0.0), tensor.step)

    def affine(self, tensor: Tensor) -> Tensor:
        """A sum or product with a constant; also with negative factors."""
        kind = self.draw.choose(("Add", "Sub", "Mul", "Div"))
        shape = self.channels(tensor)
        if kind in ("Add", "Sub"):
            constant = self.near(tensor.values, tensor.step, shape)
            values = tensor.values + constant if kind == "Add" else tensor.values - constant
            step = tensor.step
        else:
            factors = np.array([0.5, 2.0, -1.0, -0.25, 0.3, 1.5, -0.7], np.float32)
            constant = as_float32(factors[self.draw.integers(0, len(factors) - 1, shape)])
            values = tensor.values * constant if kind == "Mul" else tensor.values / constant
            factor = abs(float(constant.reshape(-1)[0]))
            step = tensor.step * (factor if kind == "Mul" else 1 / factor)
        return Tensor(self.node(kind, tensor.name, self.constant(constant)), values, step)

    def batch_norm(self, tensor: Tensor) -> Tensor:
        """A batch normalization, whose coefficients may be negative or zero."""
        n = tensor.width
        gammas, variances = np.array([1, -0.5, 0.3, 2, -1.5, 0]), np.array([1, 0.25, 4, 0.7])
        gamma = as_float32(gammas[self.draw.integers(0, len(gammas) - 1, (n,))])
        variance = as_float32(variances[self.draw.integers(0, len(variances) - 1, (n,))])
        mean, beta = (self.near(tensor.values, tensor.step, (n,)) for _ in range(2))
        epsilon = self.draw.choose((0.0, 1e-5))
        parameters = [self.constant(array) for array in (gamma, beta, mean, variance)]
        name = self.node("BatchNormalization", tensor.name, *parameters, epsilon=epsilon)
        along = (-1, *(1 for _ in tensor.spatial))
        slope = (gamma / np.sqrt(variance.astype(np.float64) + epsilon)).reshape(along)
        values = (tensor.values - mean.reshape(along)) * slope + beta.reshape(along)
        return Tensor(name, values, tensor.step * abs(float(slope.reshape(-1)[0])))

    def function(self, tensor: Tensor) -> Tensor:
        """A function of one number: of any where it is piecewise linear, of numbers with few codes elsewhere."""
        name = self.draw.choose(tuple(_FUNCTIONS))
        if name not in _PIECEWISE and not tensor.levels:
            tensor = self.quantize(tensor)
        attributes, compute = _FUNCTIONS[name](self.draw)
        operands = [self.constant(value) for value in attributes.pop("operands", ())]
        return Tensor(self.node(name, tensor.name, *operands, **attributes), compute(tensor.values))

    def prelu(self, tensor: Tensor) -> Tensor:
        """A rectifier with a slope for each channel."""
        slopes = np.array([0.25, 0.1, 0.0, 1.0, -0.5])
        slope = slopes[self.draw.integers(0, len(slopes) - 1, (tensor.width, *(1 for _ in tensor.spatial)))]
        name = self.node("PRelu", tensor.name, self.constant(slope))
        return Tensor(name, np.where(tensor.values >= 0, tensor.values, tensor.values * slope), tensor.step / 4)

    # Ends -------------------------------------------------------------------------------------------------------------

    def choice(self, tensor: Tensor) -> Tensor:
        """Probabilities, the largest numbers, or which it is, along the channels."""
        kind = self.draw.choose(("Softmax", "ArgMax", "ArgMin", "TopK"))
        if kind == "Softmax":
            shifted = np.exp(tensor.values - tensor.values.max(1, keepdims=True))
            return Tensor(self.node(kind, tensor.name, axis=1), shifted / shifted.sum(1, keepdims=True))
        if kind == "TopK":
            count = self.draw.integer(1, tensor.width)
            largest = self.draw.integer(0, 1)
            name = self.node(kind, tensor.name, self.constant([count], np.int64), outputs=2, axis=1, largest=largest)
            ordered = np.sort(tensor.values, 1)
            return Tensor(name, np.flip(ordered, 1)[:, :count] if largest else ordered[:, :count])
        last = self.draw.integer(0, 1)
        name = self.node(kind, tensor.name, axis=1, keepdims=self.draw.integer(0, 1), select_last_index=last)
        return Tensor(name, np.zeros((len(tensor.values), 1)), integers=True)


def _windows(
    values: Doubles,
    kernel: list[int],
    strides: list[int],
    pads: list[int],
    dilations: list[int],
    padding: float = 0.0,
) -> Doubles:
    """What each position of a window sees: `(samples, channels, positions ..., kernel ...)`."""
    rank = len(kernel)
    around = [(0, 0), (0, 0), *zip(pads[:rank], pads[rank:], strict=True)]
    padded = np.pad(values, around, constant_values=padding)
    reach = [(size - 1) * dilation + 1 for size, dilation in zip(kernel, dilations, strict=True)]
    axes = tuple(range(2, 2 + rank))
    windows = np.lib.stride_tricks.sliding_window_view(padded, reach, axes)  # pyright: ignore[reportCallIssue, reportArgumentType]
    steps = [slice(None, None, stride) for stride in strides]
    taps = [slice(None, None, dilation) for dilation in dilations]
    return windows[(slice(None), slice(None), *steps, *taps)]


def _contract(windows: Doubles, kernel: Doubles, groups: int) -> Doubles:
    """The sums of a convolution, with a kernel of shape `(outputs, inputs of a group, ...)`."""
    rank = kernel.ndim - 2
    axes = [1, *range(2 + rank, 2 + 2 * rank)], [1, *range(2, 2 + rank)]
    parts = zip(np.split(windows, groups, axis=1), np.split(kernel, groups), strict=True)
    return np.concatenate([np.moveaxis(np.tensordot(part, k, axes), -1, 1) for part, k in parts], axis=1)


_Function = tuple[dict[str, Any], Callable[[NDArray[Any]], NDArray[Any]]]


def _clip(draw: Draw) -> _Function:
    low, high = draw.choose((-1.0, 0.0, -0.3)), draw.choose((1.0, 6.0, 0.7))
    return {"operands": (low, high)}, lambda x: np.clip(x, low, high)


def _leaky_relu(draw: Draw) -> _Function:
    alpha = draw.choose((0.25, 0.1, 0.01))
    return {"alpha": alpha}, lambda x: np.where(x >= 0, x, alpha * x)


# Of functions only the size of the results matters here.
_FUNCTIONS: dict[str, Callable[[Draw], _Function]] = {
    "Clip": _clip,
    "LeakyRelu": _leaky_relu,
    "HardSigmoid": lambda _: ({}, lambda x: np.clip(0.2 * x + 0.5, 0, 1)),
    "Abs": lambda _: ({}, np.abs),
    "Neg": lambda _: ({}, np.negative),
    "Elu": lambda _: ({}, lambda x: np.where(x > 0, x, np.expm1(np.minimum(x, 0)))),
    "HardSwish": lambda _: ({}, lambda x: x * np.clip(x / 6 + 0.5, 0, 1)),
    "Sigmoid": lambda _: ({}, lambda x: 1 / (1 + np.exp(-np.clip(x, -60, 60)))),
    "Softplus": lambda _: ({}, lambda x: np.logaddexp(0, x)),
    "Softsign": lambda _: ({}, lambda x: x / (1 + np.abs(x))),
    "Tanh": lambda _: ({}, np.tanh),
}

_PIECEWISE = frozenset(("Abs", "Clip", "HardSigmoid", "LeakyRelu", "Neg"))
