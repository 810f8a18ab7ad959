"""Convolutional networks as designs: the C++ with FIFOs as deep as in hardware, and whether they could be shallower."""

from __future__ import annotations

import re

import numpy as np
import pytest

import hls4mlir
from convolutional_networks import NETWORKS, residual
from hls4mlir import SimulationError, _hls4mlir, ir
from hls4mlir.csim import Simulation, bound_fifos
from hls4mlir.importers.qonnx import import_model
from hls4mlir.lowering import emit, lower
from hls4mlir.reference import evaluate
from hls4mlir.targets import find_target

pytest.importorskip("onnx")

# A convolution at a time as fast as the input, and a few multipliers for each.
FOLDINGS = {"whole": {}, "folded": {"Model": {"TargetCycles": 900}}}

# As the test bench of the project, but the design is given all samples at once: one follows the other in its processes.
BENCH = """
#include "../src/net.h"
#include <fstream>
#include <iostream>
#include <iterator>
#include <vector>

template <class T> struct lanes_of {
    static const int count = 1;
    static T &at(T &element, int) { return element; }
};
template <class T, int N> struct lanes_of<beat<T, N> > {
    static const int count = N;
    static T &at(beat<T, N> &element, int lane) { return element[lane]; }
};
template <class T> void set_code(T &number, long long code) { number = from_code<T>(code); }

template <class X, class Y> void simulate(void (*top)(hls::stream<X> &, hls::stream<Y> &), char **files) {
    std::ifstream input(files[1]);
    std::vector<long long> codes((std::istream_iterator<long long>(input)), std::istream_iterator<long long>());
    hls::stream<X> x("x");
    hls::stream<Y> y("y");
    for (size_t i = 0; i < codes.size(); i += lanes_of<X>::count) {
        X element;
        for (int lane = 0; lane < lanes_of<X>::count; ++lane)
            set_code(lanes_of<X>::at(element, lane), codes[i + lane]);
        x.write(element);
    }
    top(x, y);
    std::ofstream results(files[2]);
    size_t size = y.size() / SAMPLES;
    for (size_t i = 1; !y.empty(); ++i) {
        Y element = y.read();
        for (int lane = 0; lane < lanes_of<Y>::count; ++lane)
            results << to_integer(lanes_of<Y>::at(element, lane)) << ' ';
        if (i % size == 0)
            results << std::endl;
    }
}

int main(int, char **files) { simulate(net, files); }
"""


CASES = [(network, "folded") for network in NETWORKS] + [(residual, "whole")]


@pytest.fixture(scope="module", params=CASES, ids=lambda case: f"{case[0].__name__}-{case[1]}")
def case(request):
    """A network, compiled; samples, and what the source makes of them."""
    build, folding = request.param
    network = build()
    compiled = hls4mlir.compile(network, config=FOLDINGS[folding])
    (entry,) = compiled.inputs
    x = np.random.default_rng(6).normal(scale=4, size=(5, *entry.shape)).astype(np.float32)
    with ir.Context():
        (output,) = compiled.outputs
        expected = evaluate(import_model(network), {"x": x})[output.name]
    return compiled, x, expected


def codes_of(compiled, x):
    (entry,) = compiled.inputs
    return entry.arrange(entry.quantize(x))


def values_of(compiled, codes):
    (output,) = compiled.outputs
    return output.dequantize(output.arrange(codes))


def simulate(compiled, sources, x):
    """What the C++ of `sources` makes of samples that are given to it all at once."""
    (output,) = compiled.outputs
    sources = {name: text for name, text in sources.items() if not name.startswith("tb/")}
    sources["src/net.cpp"] = bound_fifos(sources["src/net.cpp"], len(x))
    sources["tb/bench.cpp"] = BENCH.replace("SAMPLES", str(len(x)))
    return Simulation(sources, find_target("vitis"), [output.shape]).run([codes_of(compiled, x)])[0]


def test_all_levels_agree(case):
    """The source, the integer form and the processes, each compiled and interpreted, and their C++."""
    compiled, x, expected = case
    np.testing.assert_array_equal(compiled.predict(x), expected)
    with ir.Context():
        integers = ir.Module.parse(compiled.ir("qnn"))
        interpreted = _hls4mlir.interpret(integers.operation, [codes_of(compiled, x)])[0]
        processes = ir.Module.parse(compiled.ir("dataflow"))
        run = _hls4mlir.interpret_design(processes.operation, [codes_of(compiled, x)])[0]
        ran = _hls4mlir.DesignRunner(processes.operation).run([codes_of(compiled, x)])[0]
    np.testing.assert_array_equal(values_of(compiled, interpreted), expected)
    np.testing.assert_array_equal(values_of(compiled, run), expected)
    np.testing.assert_array_equal(values_of(compiled, ran), expected)
    np.testing.assert_array_equal(values_of(compiled, simulate(compiled, compiled.sources, x)), expected)


# Depths -------------------------------------------------------------------------------------------------------------


class Depths:
    """The FIFOs of a design, with other depths on trial."""

    def __init__(self, compiled):
        self.compiled = compiled
        self.text = compiled.ir("stream")
        layers = compiled.report().layers
        self.chosen = {
            (layer.name, i): channel.depth
            for layer in layers
            for i, channel in enumerate(layer.outputs)
            if channel.depth is not None
        }
        # What leads from where a stream parts towards where the parts are joined.
        self.skips = [
            (layer.name, i)
            for layer in layers
            if layer.kind == "fork"
            for i, _ in enumerate(layer.outputs)
            if (layer.name, i) in self.chosen
        ]
        assert self.skips

    def module(self, fifo, depth):
        """The stream level with this depth."""
        name, place = fifo

        def change(match):
            depths = match[2].split(", ")
            depths[place] = str(depth)
            return f"{match[1]}[{', '.join(depths)}]"

        text, count = re.subn(rf'(stream\.layer "{name}" .* depths )\[(.*?)\]', change, self.text)
        assert count == 1
        with ir.Context():
            return ir.Module.parse(text).operation

    def run(self, fifo, depth):
        """Cycles between samples with this depth, or why the design comes to a standstill."""
        try:
            return _hls4mlir.report.simulate(self.module(fifo, depth)).interval
        except ir.MLIRError as error:
            if "comes to a standstill" not in str(error):
                raise
            return str(error)

    def design(self, fifo, depth):
        """The dataflow level with this depth."""
        return lower(self.module(fifo, depth), "hls4mlir-dataflow")

    def sources(self, fifo, depth):
        """The C++ with this depth."""
        return emit(self.design(fifo, depth), "vitis")


@pytest.fixture(scope="module", params=FOLDINGS)
def residual_depths(request) -> Depths:
    return Depths(hls4mlir.compile(residual(), config=FOLDINGS[request.param]))


def test_no_fifo_could_be_shallower(residual_depths):
    """One place less in any FIFO, on a branch or not: the samples follow each other more slowly, or not at all."""
    depths = residual_depths
    interval = depths.compiled.report().interval
    assert interval == max(layer.cycles for layer in depths.compiled.report().layers)
    deep = {fifo for fifo, depth in depths.chosen.items() if depth > 2}
    assert deep & set(depths.skips)
    for fifo in deep:
        assert depths.run(fifo, depths.chosen[fifo]) == interval
        slower = depths.run(fifo, depths.chosen[fifo] - 1)
        assert isinstance(slower, str) or slower > interval, fifo


def test_too_shallow_branches_stall(residual_depths):
    """A branch that would block does so in all simulations, and each names it."""
    depths, stalled = residual_depths, 0
    x = np.random.default_rng(7).normal(scale=4, size=(3, *depths.compiled.inputs[0].shape)).astype(np.float32)
    for name, place in depths.skips:
        blocking = [d for d in range(2, depths.chosen[name, place]) if isinstance(depths.run((name, place), d), str)]
        if not blocking:
            continue
        stalled += 1
        assert f"'{name}' waits for room in its channel of depth {blocking[-1]}" in depths.run(
            (name, place), blocking[-1]
        )
        # One place more is enough for samples to flow.
        codes, flowing = codes_of(depths.compiled, x), depths.design((name, place), blocking[-1] + 1)
        for enough in (
            simulate(depths.compiled, depths.sources((name, place), blocking[-1] + 1), x),
            _hls4mlir.DesignRunner(flowing.operation).run([codes])[0],
        ):
            np.testing.assert_array_equal(values_of(depths.compiled, enough), depths.compiled.predict(x))
        # In C++ a process has read before it waits for room, so that each of the other branch holds something more.
        message = rf"deadlock(?s:.*)process '{name}' writes FIFO '{name}_out{place}' from '{name}' to '\w+'"
        with pytest.raises(SimulationError, match=message):
            simulate(depths.compiled, depths.sources((name, place), blocking[0]), x)
        with pytest.raises(ir.MLIRError) as caught:
            _hls4mlir.DesignRunner(depths.design((name, place), blocking[0]).operation).run([codes])
        assert f"'{name}', in sample 0, waits to write FIFO '{name}_out{place}'" in str(caught.value.diagnostics[0])
    assert stalled
