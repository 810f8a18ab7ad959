"""Stream processors of random shapes: the simulated C++ gives the integers of numpy."""

import itertools
import math
import random
import re

import numpy as np
import pytest

from hls4mlir.csim import Simulation
from hls4mlir.ir import Context, Module
from hls4mlir.lowering import emit, lower
from hls4mlir.targets import TARGETS

BITS = 4
SAMPLES = 3
PER_DESIGN = 8


def divisors(number):
    return [i for i in range(1, number + 1) if number % i == 0]


def channel(shape, bits=BITS, beat=1):
    return f"!stream.channel<{''.join(f'{size}x' for size in shape)}!qnn.fixed<s{bits}, {bits}>, beat {beat}>"


def weight(name, values, bits):
    shape = "x".join(map(str, values.shape))
    return f"qnn.weight @{name} dense<{values.tolist()}> : tensor<{shape}xi8> as !qnn.fixed<s{bits}, {bits}>\n"


class Case:
    """One processor: its inputs, its text, and what it makes of its inputs."""

    def __init__(self, inputs, result, text, compute, beats, weights="", bits=BITS, permutation=None):
        self.inputs, self.result, self.text, self.compute = inputs, result, text, compute
        self.weights, self.bits = weights, bits
        self.input_beats, self.beat = beats
        # Of the one input, before the processor sees it.
        self.permutation = permutation


class Windows:
    """Random windows over random inputs, and their elements by numpy."""

    def __init__(self, rng, rank, channels):
        self.rng, self.channels = rng, channels
        while True:
            self.input = [rng.randint(1, 7) for _ in range(rank)]
            self.kernel = [rng.choice((1, 2, 3, 3, 4)) for _ in range(rank)]
            self.strides = [rng.choice((1, 1, 2, 3)) for _ in range(rank)]
            self.dilations = [rng.choice((1, 1, 1, 2)) for _ in range(rank)]
            self.low = [rng.choice((0, 0, 1, 2)) for _ in range(rank)]
            self.high = [rng.choice((0, 0, 1, 2)) for _ in range(rank)]
            extents = [(k - 1) * d + 1 for k, d in zip(self.kernel, self.dilations, strict=True)]
            padded = [lo + n + hi for lo, n, hi in zip(self.low, self.input, self.high, strict=True)]
            self.output = [(n - e) // s + 1 for n, e, s in zip(padded, extents, self.strides, strict=True)]
            if min(self.output) >= 1:
                return

    def text(self, code):
        return (
            f"kernel {self.kernel} strides {self.strides} dilations {self.dilations}"
            f" pad {self.low} to {self.high} code {code}"
        )

    def elements(self, x, code):
        """[samples, output.., kernel.., channels] of [samples, input.., channels]."""
        pads = [(0, 0), *zip(self.low, self.high, strict=True), (0, 0)]
        padded = np.pad(x, pads, constant_values=code)
        result = np.empty((len(x), *self.output, *self.kernel, self.channels), np.int64)
        for o in np.ndindex(*self.output):
            for k in np.ndindex(*self.kernel):
                at = tuple(i * s + j * d for i, s, j, d in zip(o, self.strides, k, self.dilations, strict=True))
                result[(slice(None), *o, *k)] = padded[(slice(None), *at)]
        return result


def window(rng, name):
    channels = rng.choice((1, 2, 4, 6))
    rank = rng.choice((1, 2, 2, 3))
    windows = Windows(rng, rank, channels)
    groups = rng.choice(divisors(channels))
    code = rng.randint(-8, 7)
    whole = rank < 3 and rng.random() < 0.5
    taps = math.prod(windows.kernel)
    beat = rng.choice(divisors(channels // groups))
    input_beat = beat
    if whole and taps > 1:
        groups, beat, input_beat = 1, taps * channels, channels
    shape = [*windows.output, groups, *windows.kernel, channels // groups]

    def compute(x):
        elements = windows.elements(x, code).reshape(len(x), *windows.output, *windows.kernel, groups, -1)
        return np.moveaxis(elements, -2, 1 + rank)

    text = f"stream.window %a groups {groups} {windows.text(code)}"
    return Case([[*windows.input, channels]], shape, text, compute, beats=([input_beat], beat))


def pool(rng, name):
    channels = rng.choice((1, 2, 4, 6))
    rank = rng.choice((1, 2, 2, 3))
    windows = Windows(rng, rank, channels)
    reduction, code = rng.choice((("max", -8), ("min", 7), ("sum", 0)))
    whole = rank < 3 and rng.random() < 0.5
    beat = channels if whole else rng.choice(divisors(channels))
    function = {"max": np.max, "min": np.min, "sum": np.sum}[reduction]

    def compute(x):
        return function(windows.elements(x, code), axis=tuple(range(1 + rank, 1 + 2 * rank)))

    text = f"stream.pool {reduction} %a {'whole' if whole else ''} {windows.text(code)}"
    bits = 12 if reduction == "sum" else BITS
    return Case(
        [[*windows.input, channels]], [*windows.output, channels], text, compute, bits=bits, beats=([beat], beat)
    )


def depthwise(rng, name):
    channels, multiplier = rng.choice((1, 2, 4, 6)), rng.choice((1, 2, 3))
    rank = rng.choice((1, 2, 2, 3))
    windows = Windows(rng, rank, channels)
    code = rng.randint(-8, 7)
    whole = rank < 3 and rng.random() < 0.5
    lanes = channels if whole else rng.choice(divisors(channels))
    numbers = np.array([rng.randint(-8, 7) for _ in range(channels * multiplier * math.prod(windows.kernel))])
    kernel = numbers.reshape(channels * multiplier, *windows.kernel, 1)
    bias = np.array([rng.randint(-8, 7) for _ in range(channels * multiplier)])

    def compute(x):
        elements = windows.elements(x, code).reshape(len(x), *windows.output, -1, channels)
        taps = kernel.reshape(channels, multiplier, -1)
        sums = np.einsum("n...kc,cmk->n...cm", elements, taps)
        return sums.reshape(len(x), *windows.output, -1) + bias

    text = f"stream.depthwise %a, @{name}_w bias @{name}_b {'whole' if whole else ''} {windows.text(code)}"
    return Case(
        [[*windows.input, channels]], [*windows.output, channels * multiplier], text, compute,
        weights=weight(f"{name}_w", kernel, 4) + weight(f"{name}_b", bias, 4), bits=16,
        beats=([lanes], lanes * multiplier),
    )  # fmt: skip


def grouped(rng, name):
    groups, outputs, inputs = rng.choice((1, 2, 3)), rng.choice((1, 2, 4)), rng.choice((1, 4, 6))
    positions = rng.randint(1, 3)
    kernel = np.array([rng.randint(-8, 7) for _ in range(groups * outputs * inputs)]).reshape(-1, inputs)
    bias = np.array([rng.randint(-8, 7) for _ in range(groups * outputs)])
    lanes = [rng.choice(divisors(outputs)), rng.choice(divisors(inputs))]

    def compute(x):
        sums = np.einsum("npgi,goi->npgo", x, kernel.reshape(groups, outputs, inputs))
        return sums.reshape(len(x), positions, -1) + bias

    text = f"stream.matvec %a, @{name}_w bias @{name}_b lanes {lanes} groups {groups}"
    return Case(
        [[positions, groups, inputs]], [positions, groups * outputs], text, compute,
        weights=weight(f"{name}_w", kernel, 4) + weight(f"{name}_b", bias, 4), bits=16,
        beats=([lanes[1]], lanes[0]),
    )  # fmt: skip


def reduce(rng, name):
    shape = [rng.randint(1, 5) for _ in range(rng.randint(1, 3))]
    if rng.random() < 0.5:
        shape[-1] = 4
    dims = sorted(rng.sample(range(len(shape)), rng.randint(1, len(shape))))
    reduction = rng.choice(("max", "min", "sum"))
    kept = [size for dim, size in enumerate(shape) if dim not in dims]
    last = shape[-1]
    if len(shape) - 1 in dims:
        input_beat, beat = rng.choice(divisors(last)), 1
    else:
        input_beat = beat = rng.choice(divisors(last))
    if all(shape[dim] == 1 for dim in dims) or last == 1:
        input_beat = beat = 1
    function = {"max": np.max, "min": np.min, "sum": np.sum}[reduction]
    bits = 12 if reduction == "sum" else BITS
    text = f"stream.reduce {reduction} %a {dims}"
    return Case(
        [shape], kept, text, lambda x: function(x, axis=tuple(dim + 1 for dim in dims)), bits=bits,
        beats=([input_beat], beat),
    )  # fmt: skip


def unchanged_beat(rng, before, after, start=1, dense=False):
    """A divisor of what runs inside of the innermost dimension that changes.

    Where that is the last one, and changes only at its ends (`dense`): of the sizes, and of where what stays begins.
    """
    if before[-1] != after[-1]:
        return rng.choice(divisors(math.gcd(before[-1], after[-1], start))) if dense else 1
    inner = 1
    for size, other in zip(reversed(before), reversed(after), strict=True):
        if size != other:
            break
        inner *= size
    # Within one dimension, beats always line up with the dimensions.
    return rng.choice(divisors(math.gcd(inner, before[-1])))


def pad(rng, name):
    shape = [rng.randint(1, 4) for _ in range(rng.randint(1, 3))] + [rng.choice((1, 4))]
    low, high, interior = ([rng.choice((0, 0, 1, 2)) for _ in shape] for _ in range(3))
    if rng.random() < 0.5:
        low[-1], high[-1], interior[-1] = rng.choice((0, 2, 4)), rng.choice((2, 4)), 0
    code = rng.randint(-8, 7)
    result = [n + (n - 1) * i + lo + hi for n, i, lo, hi in zip(shape, interior, low, high, strict=True)]

    def compute(x):
        padded = np.full((len(x), *result), code)
        places = [slice(lo, lo + (n - 1) * (i + 1) + 1, i + 1) for n, i, lo in zip(shape, interior, low, strict=True)]
        padded[(slice(None), *places)] = x
        return padded

    beat = unchanged_beat(rng, shape, result, low[-1], dense=interior[-1] == 0)
    text = f"stream.pad %a {low} to {high} interior {interior} code {code}"
    return Case([shape], result, text, compute, beats=([beat], beat))


def slice_(rng, name):
    shape = [rng.randint(1, 6) for _ in range(rng.randint(1, 3))] + [rng.choice((2, 4))]
    starts = [rng.choice((0, rng.randrange(size))) for size in shape]
    steps = [rng.choice((1, 1, 2, 3)) for _ in shape]
    result = [rng.randint(1, (n - 1 - a) // s + 1) for n, a, s in zip(shape, starts, steps, strict=True)]
    last = rng.random()
    if last < 0.4:
        starts[-1], steps[-1], result[-1] = 0, 1, shape[-1]
    elif last < 0.8:
        shape[-1] = 8
        starts[-1], steps[-1], result[-1] = rng.choice(((0, 1, 4), (2, 1, 6), (4, 1, 4), (2, 1, 2)))
    places = [slice(a, a + (n - 1) * s + 1, s) for n, a, s in zip(result, starts, steps, strict=True)]
    beat = unchanged_beat(rng, shape, result, starts[-1], dense=steps[-1] == 1)
    text = f"stream.slice %a from {starts} step {steps}"
    return Case([shape], result, text, lambda x: x[(slice(None), *places)], beats=([beat], beat))


def repeat(rng, name):
    shape = [rng.randint(1, 4) for _ in range(rng.randint(1, 3))] + [rng.choice((1, 4))]
    factors = [rng.choice((1, 2, 3)) for _ in shape]
    if rng.random() < 0.6:
        factors[-1] = 1
    result = [n * f for n, f in zip(shape, factors, strict=True)]
    beat = unchanged_beat(rng, shape, result)

    def compute(x):
        for axis, factor in enumerate(factors):
            x = np.repeat(x, factor, axis=axis + 1)
        return x

    return Case([shape], result, f"stream.repeat %a {factors}", compute, beats=([beat], beat))


def concat(rng, name):
    shape = [rng.randint(1, 4) for _ in range(rng.randint(1, 3))]
    dim = rng.randrange(len(shape))
    parts = [rng.choice((2, 4)) for _ in range(rng.randint(1, 3))]
    inputs = [[*shape[:dim], part, *shape[dim + 1 :]] for part in parts]
    result = [*shape[:dim], sum(parts), *shape[dim + 1 :]]
    common = math.gcd(*parts) if dim == len(shape) - 1 else shape[-1]
    beat = rng.choice([b for b in divisors(common) if result[-1] % b == 0])
    names = ", ".join(f"%{letter}" for letter in "abc"[: len(parts)])
    bits = rng.choice((BITS, BITS + 1))
    return Case(
        inputs, result, f"stream.concat {names} dim {dim}", lambda *x: np.concatenate(x, axis=dim + 1), bits=bits,
        beats=([beat] * len(parts), beat),
    )  # fmt: skip


def reorder(rng, name):
    shape = [rng.randint(1, 5) for _ in range(rng.randint(2, 4))]
    # The outermost dimension often stays where it is, so that its parts follow each other.
    rest = list(range(1, len(shape)))
    rng.shuffle(rest)
    permutation = [0, *rest]
    if rng.random() < 0.3:
        rng.shuffle(permutation)
    result = [shape[axis] for axis in permutation]
    beat = rng.choice((1, result[-1]))
    inner = math.prod(shape[1:])
    input_beat = rng.choice([b for b in divisors(inner) if b <= 6])
    axes = [0, *(axis + 1 for axis in permutation)]
    return Case(
        [shape], result, "stream.reorder %a", lambda x: x.transpose(axes), beats=([input_beat], beat),
        permutation=permutation,
    )  # fmt: skip


KINDS = (concat, depthwise, grouped, pad, pool, reduce, reorder, repeat, slice_, window)


def build(cases, io):
    """The text of a graph of independent layers."""
    arguments, results, layers, outputs, weights = [], [], [], [], ""
    for number, case in enumerate(cases):
        beats = [math.prod(shape) for shape in case.inputs] if io == "parallel" else case.input_beats
        beat = math.prod(case.result) if io == "parallel" else case.beat
        types = [channel(shape, beat=b) for shape, b in zip(case.inputs, beats, strict=True)]
        result = channel(case.result, case.bits, beat)
        names = [f"%x{number}_{i}" for i in range(len(types))]
        arguments += [f"{name}: {type_}" for name, type_ in zip(names, types, strict=True)]
        results.append(result)
        outputs.append(f"%y{number}")
        if case.permutation and case.permutation != sorted(case.permutation):
            order = sorted(range(len(case.result)), key=case.permutation.__getitem__)
            ordered = channel(case.result, beat=beats[0]).replace(", beat", f", order {order}, beat")
            layers.append(f"%t{number} = stream.transpose {names[0]} {case.permutation} : {types[0]} -> {ordered}\n")
            names, types = [f"%t{number}"], [ordered]
        bound = ", ".join(f"%{letter} = {name}" for letter, name in zip("abc", names, strict=False))
        # What is computed where the processor writes finds its parameters there: one per element of the last dimension.
        last = case.result[-1] if case.result else 1
        offset = np.arange(last) % 5 - 2
        weights += case.weights + weight(f"offset{number}", offset, 4)
        wide = channel(case.result, max(case.bits, 4) + 1, beat)
        results[-1] = wide
        shape = f"({', '.join(types)}) -> "
        layers.append(
            f'%y{number} = stream.layer "layer{number}" ({bound}) : {shape}{wide} {{\n'
            f"  %r = {case.text} : {', '.join(types)} -> {result}\n"
            f"  %s = stream.add %r, @offset{number} : {result} -> {wide}\n"
            f"  stream.yield %s : {wide}\n}}\n"
        )
    return (
        f"{weights}stream.graph @processors({', '.join(arguments)}) -> ({', '.join(results)}) io {io} {{\n"
        f"{''.join(layers)}stream.output {', '.join(outputs)} : {', '.join(results)}\n}}\n"
    )


@pytest.mark.parametrize("io", ["stream", "parallel"])
@pytest.mark.parametrize("seed", range(4))
def test_random_processors(seed, io):
    rng = random.Random(seed)
    kinds = itertools.cycle(KINDS)
    cases = [next(kinds)(rng, f"case{i}") for i in range(PER_DESIGN + len(KINDS))]
    text = build(cases, io)
    numbers = np.random.default_rng(seed)
    inputs = [
        [numbers.integers(-8, 8, (SAMPLES, *shape)) for shape in case.inputs]
        for case in cases
    ]  # fmt: skip
    with Context():
        module = Module.parse(text).operation
        sources = emit(lower(module, "hls4mlir-dataflow"), "vitis")
    shapes = [tuple(case.result) for case in cases]
    outputs = Simulation(sources, TARGETS["vitis"], shapes).run([array for arrays in inputs for array in arrays])
    for case, arrays, found in zip(cases, inputs, outputs, strict=True):
        expected = case.compute(*arrays)
        last = case.result[-1] if case.result else 1
        expected = expected + (np.arange(last) % 5 - 2 if case.result else -2)
        assert np.array_equal(found, expected), f"{case.text} with beats {case.input_beats} -> {case.beat}"


def said_and_counted(text):
    """For each process, the cycles that it says it takes, and the iterations of its innermost loops that are loops."""
    for process in re.split(r"(?=dataflow\.process )", text)[1:]:
        said = re.search(r"(\d+) cycles? per sample", process)
        assert said
        loops, counted = [], 0  # per open brace: iterations, and whether a loop stands inside; None for no loop
        for line in map(str.strip, process.splitlines()):
            if line.startswith("} else"):
                continue
            if line.endswith("{"):
                loop = re.match(r'dataflow\.for %\S+ (?:"\w+" )?= (\d+) to (\d+)', line)
                if loop and not re.search(r"\bunroll\b", line):
                    for outer in filter(None, loops):
                        outer[1] = True
                    loops.append([int(loop[2]) - int(loop[1]), False])
                else:
                    loops.append(None)
            elif line == "}" and loops:
                closed = loops.pop()
                if closed and not closed[1]:
                    counted += math.prod([closed[0], *(outer[0] for outer in filter(None, loops))])
        yield int(said[1]), counted


@pytest.mark.parametrize("seed", range(10, 20))
def test_cycles_are_iterations(seed):
    rng = random.Random(seed)
    kinds = itertools.cycle(KINDS)
    cases = [next(kinds)(rng, f"case{i}") for i in range(2 * len(KINDS))]
    with Context():
        text = str(lower(Module.parse(build(cases, "stream")).operation, "hls4mlir-dataflow"))
    compared = list(said_and_counted(text))
    assert len(compared) == len(cases)
    for case, (said, counted) in zip(cases, compared, strict=True):
        # A loop of one iteration is no loop; a reorder of one element has two, one that takes and one that gives.
        assert said - counted in (0, 1) or (said, counted) == (2, 0), case.text
