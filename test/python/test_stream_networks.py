"""Networks in the integer form, through all levels to the simulated C++, against numpy: branches and joins."""

import math

import numpy as np
import pytest

from hls4mlir import SimulationError
from hls4mlir.csim import Simulation
from hls4mlir.ir import Context, Module
from hls4mlir.lowering import emit, lower
from hls4mlir.targets import TARGETS

SAMPLES = 2


class Value:
    """A tensor of the network: its name, its codes for all samples (batch first), and its type, whose step is one."""

    def __init__(self, name, array, signed, bits):
        self.name, self.array, self.signed, self.bits = name, array, signed, bits

    @property
    def shape(self):
        return self.array.shape[1:]

    @property
    def number(self):
        return f"!qnn.fixed<{'s' if self.signed else 'u'}{self.bits}, {self.bits}>"

    @property
    def type(self):
        return f"tensor<{'x'.join(map(str, (1, *self.shape)))}x{self.number}>"


class Network:
    """Text in the integer form, and what it computes."""

    def __init__(self, seed, *shape):
        self.rng = np.random.default_rng(seed)
        self.weights, self.lines, self.count = "", [], 0
        self.x = Value("%x", self.rng.integers(0, 16, (SAMPLES, *shape)), signed=False, bits=4)

    def emit(self, text, result_type_of, inputs, array, signed, bits):
        self.count += 1
        value = Value(f"%v{self.count}", array, signed, bits)
        types = ", ".join(entry.type for entry in inputs)
        arrow = f" : {types} -> {result_type_of(value)}"
        self.lines.append(f'  {value.name} = {text}{arrow} loc("layer{self.count}")')
        return value

    def op(self, text, inputs, array, signed, bits):
        return self.emit(text, lambda value: value.type, inputs, array, signed, bits)

    def constant(self, shape):
        name = f"w{self.weights.count('qnn.weight')}"
        array = self.rng.integers(-4, 4, shape)
        text = f"dense<{array.tolist()}> : tensor<{'x'.join(map(str, shape))}xi8>"
        self.weights += f"qnn.weight @{name} {text} as !qnn.fixed<s3, 3>\n"
        return name, array

    def conv(self, x, outputs, kernel, *, strides=None, pad=None, groups=1, reuse=None):
        rank, channels = len(kernel), x.shape[-1]
        strides, pad = strides or [1] * rank, pad or [0] * rank
        name, weight = self.constant((outputs, *kernel, channels // groups))
        bias_name, bias = self.constant((outputs,))
        windows = self.windows(x.array, kernel, strides, pad, 0)
        windows = windows.reshape(*windows.shape[: 1 + rank], -1, groups, channels // groups)
        taps = weight.reshape(groups, outputs // groups, -1, channels // groups)
        array = np.einsum("n...kgc,gokc->n...go", windows, taps)
        array = array.reshape(*array.shape[:-2], outputs) + bias
        bits = x.bits + 4 + math.ceil(math.log2(math.prod(kernel) * channels // groups + 1))
        attribute = f" {{qnn.reuse_factor = {reuse} : i64}}" if reuse else ""
        text = (
            f"qnn.conv {x.name}, @{name} bias @{bias_name} strides {strides} padding {pad}, {pad}"
            f" dilations {[1] * rank} groups {groups}{attribute}"
        )
        return self.op(text, [x], array, signed=True, bits=bits)

    @staticmethod
    def windows(array, kernel, strides, pad, code):
        rank = len(kernel)
        array = np.pad(array, [(0, 0), *((p, p) for p in pad), (0, 0)], constant_values=code)
        view = np.lib.stride_tricks.sliding_window_view(array, kernel, axis=tuple(range(1, 1 + rank)))
        view = view[(slice(None), *(slice(None, None, stride) for stride in strides))]
        return np.moveaxis(view, 1 + rank, -1)  # channels last

    def quantize(self, x, shift):
        """u4, in steps of 2^shift that count as one from there on."""
        array = np.clip(x.array >> shift, 0, 15)
        stepped = f"tensor<{'x'.join(map(str, (1, *x.shape)))}x!qnn.fixed<u4, {4 + shift}>>"
        value = self.emit(f"qnn.requantize {x.name} floor saturate", lambda _: stepped, [x], array, False, 4)
        self.count += 1
        result = Value(f"%v{self.count}", array, signed=False, bits=4)
        self.lines.append(f"  {result.name} = qnn.reinterpret {value.name} : {stepped} -> {result.type}")
        return result

    def block(self, x, outputs, kernel=(3, 3), *, shift=6, **options):
        return self.quantize(self.conv(x, outputs, list(kernel), **options), shift)

    def add(self, a, b):
        return self.op(f"qnn.add {a.name}, {b.name}", [a, b], a.array + b.array, False, max(a.bits, b.bits) + 1)

    def pool(self, x, reduction, window, strides, pad=None):
        pad = pad or [0] * len(window)
        windows = self.windows(x.array, window, strides, pad, 0)
        axes = tuple(range(1 + len(window), 1 + 2 * len(window)))
        array = windows.max(axes) if reduction == "max" else windows.sum(axes)
        bits = x.bits if reduction == "max" else ((2**x.bits - 1) * math.prod(window)).bit_length()
        text = f"qnn.pool {reduction} {x.name} window {window} strides {strides} padding {pad}, {pad}"
        return self.op(f"{text} dilations {[1] * len(window)}", [x], array, False, bits)

    def reduce(self, x, axes):
        array = x.array.sum(tuple(axes), keepdims=True)
        size = math.prod(x.shape[axis - 1] for axis in axes)
        return self.op(f"qnn.reduce sum {x.name} axes {axes}", [x], array, False, ((2**x.bits - 1) * size).bit_length())

    def concat(self, *values):
        names = ", ".join(value.name for value in values)
        array = np.concatenate([value.array for value in values], axis=-1)
        return self.op(f"qnn.concat {names} axis {values[0].array.ndim - 1}", values, array, False, 4)

    def repeat(self, x, factors):
        array = x.array
        for axis, factor in enumerate(factors):
            array = np.repeat(array, factor, axis=axis)
        return self.op(f"qnn.repeat {x.name} factors {factors}", [x], array, x.signed, x.bits)

    def reshape(self, x, shape):
        return self.op(f"qnn.reshape {x.name}", [x], x.array.reshape(SAMPLES, *shape), x.signed, x.bits)

    def transpose(self, x, permutation):
        return self.op(f"qnn.transpose {x.name} {permutation}", [x], x.array.transpose(permutation), x.signed, x.bits)

    def compile(self, y, io="stream"):
        argument, result = f'%x: {self.x.type} {{qnn.name = "x"}}', f'{y.type} {{qnn.name = "y"}}'
        body = "\n".join([*self.lines, f"  return {y.name} : {y.type}"])
        text = f"{self.weights}func.func @network({argument}) -> ({result}) {{\n{body}\n}}\n"
        with Context():
            module = Module.parse(text).operation
        stream = lower(module, f"hls4mlir-stream{{io={io}}}")
        return stream, emit(lower(stream, "hls4mlir-dataflow"), "vitis")

    def check(self, y, io="stream"):
        _, sources = self.compile(y, io)
        found = Simulation(sources, TARGETS["vitis"], [y.shape]).run([self.x.array])[0]
        assert np.array_equal(found, y.array)


def residual(net):
    x = net.block(net.x, 8, pad=[1, 1], reuse=9 * 4)
    y = net.block(x, 8, pad=[1, 1], reuse=72)
    y = net.block(y, 8, pad=[1, 1], reuse=144)
    x = net.quantize(net.add(x, y), 1)
    x = net.pool(x, "max", [2, 2], [2, 2])
    return net.block(net.quantize(net.reduce(x, [1, 2]), 4), 5, (1, 1), shift=4)


def u_shaped(net):
    top = net.block(net.x, 4, pad=[1, 1], reuse=36)
    middle = net.block(net.pool(top, "max", [2, 2], [2, 2]), 8, pad=[1, 1], reuse=144)
    bottom = net.block(net.pool(middle, "sum", [2, 2], [2, 2]), 8, pad=[1, 1], reuse=288)
    up = net.concat(net.repeat(bottom, [1, 2, 2, 1]), middle)
    up = net.concat(net.repeat(net.block(up, 4, pad=[1, 1], reuse=144), [1, 2, 2, 1]), top)
    return net.block(up, 2, (1, 1))


def depthwise_separable(net):
    x = net.block(net.x, 6, strides=[2, 2], pad=[1, 1], reuse=27)
    for outputs, reuse in ((8, 9), (12, 1), (8, 36)):
        x = net.block(x, x.shape[-1], pad=[1, 1], groups=x.shape[-1], shift=4, reuse=reuse)
        x = net.block(x, outputs, (1, 1), reuse=4)
    x = net.block(x, 8, pad=[1, 1], groups=2, reuse=36)
    return net.pool(x, "sum", [3, 3], [1, 1], [1, 1])


def super_resolution(net):
    x = net.block(net.x, 8, (5, 5), pad=[2, 2], reuse=75)
    x = net.block(x, 8, pad=[1, 1], reuse=96)
    height, width, _ = x.shape
    # Depth to space: blocks of 2 x 2 pixels come from the channels.
    x = net.reshape(x, (height, width, 2, 2, 2))
    x = net.reshape(net.transpose(x, [0, 1, 3, 2, 4, 5]), (2 * height, 2 * width, 2))
    return net.block(x, 1, pad=[1, 1], reuse=2)


NETWORKS = {network.__name__: network for network in (residual, u_shaped, depthwise_separable, super_resolution)}


@pytest.mark.parametrize("name", NETWORKS)
def test_network(name):
    net = Network(7, 8, 8, 3)
    net.check(NETWORKS[name](net))


def test_one_dimension():
    net = Network(8, 16, 3)
    x = net.block(net.x, 4, (3,), pad=[1], reuse=3)
    x = net.pool(x, "max", [2], [2])
    net.check(net.block(x, 4, (3,), strides=[2], reuse=6))


def test_parallel():
    net = Network(9, 5, 4, 2)
    x = net.block(net.x, 3, (2, 3), pad=[1, 1])
    x = net.pool(x, "max", [2, 2], [1, 2])
    net.check(net.block(x, 4, (3, 1), groups=1), io="parallel")


def test_unreduced_reuse_is_whole_windows():
    net = Network(10, 6, 6, 2)
    stream, _ = net.compile(net.block(net.x, 3))
    assert "beat 18" in str(stream)


def test_deadlock_names_processes_and_fifos():
    net = Network(11, 8, 8, 3)
    y = residual(net)
    _, sources = net.compile(y)
    # The skip connection passes two convolutions, whose windows hold rows back.
    top = sources["src/network.cpp"]
    skip = next(line.split("=")[1].split()[0] for line in top.splitlines() if "STREAM" in line and "fork_out" in line)
    depth = next(line for line in top.splitlines() if f"variable={skip} " in line)
    for fifo in ("0", "1"):
        name = skip[:-1] + fifo
        line = next(line for line in top.splitlines() if f"variable={name} " in line)
        sources["src/network.cpp"] = sources["src/network.cpp"].replace(
            line, f"#pragma HLS STREAM variable={name} depth=2"
        )
    assert depth
    with pytest.raises(SimulationError, match=r"deadlock(?s:.*)process '\w+' writes FIFO '\w+' from '\w+' to '\w+'"):
        Simulation(sources, TARGETS["vitis"], [y.shape]).run([net.x.array])
