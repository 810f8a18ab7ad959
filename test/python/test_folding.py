# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""Folding for budgets, and the cycles and memories of foldings that others have published."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
import yaml

import hls4mlir
from convolutional_networks import Graph, depthwise_separable, residual
from hls4mlir import CompileError, ConfigError, _hls4mlir, ir
from hls4mlir import config as configuration
from hls4mlir.report import Resources

pytest.importorskip("onnx")

# Published foldings ------------------------------------------------------------------------------------------------

# Matrix rows and columns, positions, lanes over rows and columns, and cycles per sample.
FOLDINGS = {
    "cnv_conv0": (64, 27, 900, 16, 3, 32400),
    "cnv_conv1": (64, 576, 784, 32, 32, 28224),
    "cnv_conv2": (128, 576, 144, 16, 32, 20736),
    "cnv_conv3": (128, 1152, 100, 16, 32, 28800),
    "cnv_conv4": (256, 1152, 9, 4, 32, 20736),
    "cnv_conv5": (256, 2304, 1, 1, 32, 18432),
    "cnv_fc6": (512, 256, 1, 1, 4, 32768),
    "cnv_fc7": (512, 512, 1, 1, 8, 32768),
    "cnv_fc8": (10, 512, 1, 5, 1, 1024),
    "tfc_fc0": (64, 784, 1, 16, 49, 64),
    "tfc_fc1": (64, 64, 1, 8, 8, 64),
    "tfc_fc3": (10, 64, 1, 10, 8, 8),
    "kws_fc0": (256, 490, 1, 32, 10, 392),
    "kws_fc1": (256, 256, 1, 32, 8, 256),
    "kws_fc3": (12, 256, 1, 1, 8, 384),
}
# Of the memory of weights of one bit: its words, their bits, and the memories of 18 kilobits that it takes; and the
# memories that hold the inputs.
MEMORIES = {
    "cnv_conv3": (288, 512, 15, 0),
    "cnv_conv4": (2304, 128, 24, 0),
    "cnv_conv5": (18432, 32, 36, 2),
    "cnv_fc6": (32768, 4, 8, 0),
    "cnv_fc7": (32768, 8, 16, 0),
}


def layer(rows, columns, positions, out_lanes, in_lanes):
    """A layer of one matrix product with these lanes, weights of one bit and inputs of two."""
    x = f"!stream.channel<{positions}x{columns}x!qnn.fixed<u2, 2>, beat {in_lanes}>"
    y = f"!stream.channel<{positions}x{rows}x!qnn.fixed<s14, 14>, beat {out_lanes}>"
    text = f"""
qnn.weight @kernel dense<0> : tensor<{rows}x{columns}xi8> as !qnn.fixed<u1, 1>
stream.graph @g(%x: {x}) -> ({y}) io stream {{
  %y = stream.layer "product" (%a = %x) : ({x}) -> {y} {{
    %p = stream.matvec %a, @kernel lanes [{out_lanes}, {in_lanes}] : {x} -> {y}
    stream.yield %p : {y}
  }}
  stream.output %y : {y}
}}
"""
    with ir.Context():
        (found,) = _hls4mlir.report.list_layers(ir.Module.parse(text).operation)
        return found


@pytest.mark.parametrize("name", FOLDINGS)
def test_published_cycles(name):
    *sizes, cycles = FOLDINGS[name]
    found = layer(*sizes)
    assert found.cycles == cycles
    assert found.lanes == (sizes[3], sizes[4])


@pytest.mark.parametrize("name", MEMORIES)
def test_published_memories(name):
    depth, width, blocks, inputs = MEMORIES[name]
    rows, columns, _, out_lanes, in_lanes, _ = FOLDINGS[name]
    assert (depth, width) == (rows * columns // (out_lanes * in_lanes), out_lanes * in_lanes)
    assert layer(*FOLDINGS[name][:-1]).resources.bram18 == blocks + inputs


def test_all_lanes_need_no_memory():
    assert layer(16, 32, 9, 16, 32).resources.bram18 == 0


# Budgets -----------------------------------------------------------------------------------------------------------


def compiled(budget, network=residual, part="xczu3eg-sbva484-1-e", **options):
    config = {"Model": {"Budget": budget, **options}}
    return hls4mlir.compile(network(), part=part, config=config)


def fits(resources: Resources, budget):
    names = {"LUT": "lut", "FF": "ff", "DSP": "dsp", "BRAM18": "bram18", "URAM": "uram"}
    return all(getattr(resources, names[name]) <= most for name, most in budget.items())


@pytest.mark.parametrize(
    ("network", "sizes"), [(residual, (8_000, 12_000, 20_000)), (depthwise_separable, (3_600, 5_000, 8_000))]
)
def test_more_room_is_faster(network, sizes):
    intervals = []
    for tables in sizes:
        budget = {"LUT": tables, "BRAM18": 20}
        report = compiled(budget, network).report()
        assert fits(report.resources, budget)
        intervals.append(report.interval)
    assert intervals[0] > intervals[1] > intervals[2]


def test_room_is_used():
    """A cycle less than the best that fits does not fit."""
    report = compiled({"LUT": 12_000}).report()
    with pytest.raises(CompileError, match=r"lookup tables of 12000, for a target of \d+ cycles per sample; (\d+) are"):
        compiled({"LUT": 12_000}, TargetCycles=report.interval // 2)
    assert compiled({"LUT": 12_000}, TargetCycles=report.interval).report().interval <= report.interval


def test_the_fastest_that_fits(digits_path):
    """No target of fewer cycles keeps the budget, though slower ones that take more blocks lie between."""

    def blocks(cycles):
        return hls4mlir.compile(digits_path, config={"Model": {"TargetCycles": cycles}}).report().resources.dsp

    best = hls4mlir.compile(digits_path, config={"Model": {"Budget": {"DSP": 1}}}).report()
    assert best.resources.dsp <= 1
    assert blocks(best.interval) <= 1
    assert all(blocks(cycles) > 1 for cycles in range(1, best.interval))
    assert any(blocks(cycles) > 1 for cycles in range(best.interval + 1, 6 * best.interval))


def test_documented_budget(digits_path):
    """The budget that the manual shows can be kept by the network that the repository comes with."""
    root = Path(__file__).parents[2]
    for text in ((root / "docs" / "configuration.md").read_text(), configuration.__doc__ or ""):
        (budget,) = re.findall(r"`Budget: (\{.*?\})`", text)
        model = yaml.safe_load(f"Budget: {budget}")
        report = hls4mlir.compile(digits_path, config={"Model": model}).report()
        assert fits(report.resources, model["Budget"])


def test_part_of_the_device():
    report = compiled(0.25).report()
    assert fits(report.resources, {"LUT": 17_640, "FF": 35_280, "DSP": 90, "BRAM18": 108, "URAM": 0})
    with pytest.raises(ConfigError, match="what the device has is not known; state counts"):
        compiled(0.25, part="xcfancy")


def test_predictions_do_not_depend_on_the_budget():
    x = np.random.default_rng(1).normal(size=(8, 3, 8, 8)).astype(np.float32)
    np.testing.assert_array_equal(compiled({"LUT": 20_000}).csim(x), hls4mlir.compile(residual()).predict(x))


@pytest.mark.parametrize("tables", [7_000, 7_500, 10_000, 22_000])
def test_fifos_find_room(tables):
    """What a fast folding would take with its FIFOs, a slower one does not."""
    assert compiled({"LUT": tables}).report().resources.lut <= tables


def test_no_folding_leaves_room_for_the_fifos():
    processors = (
        r"(?s)does not fit its budget with any folding.*of the budget, \d+ lookup tables are set aside for FIFOs"
    )
    with pytest.raises(CompileError, match=processors):
        compiled({"LUT": 6_850})


def test_unreachable_budget():
    message = (
        r"(?s)does not fit its budget with any folding: what comes closest, for \d+ cycles per sample, takes \d+ "
        r"lookup tables of 500.*'\w+' alone takes \d+ lookup tables"
    )
    with pytest.raises(CompileError, match=message):
        compiled({"LUT": 500})


@pytest.mark.parametrize(
    ("budget", "message"),
    [
        ({}, "Model -> Budget names no resource; there are LUT, FF, DSP, BRAM18, URAM"),
        ({"LUTs": 5}, "unknown key 'LUTs' in Model -> Budget: did you mean 'LUT'?"),
        ({"LUT": -1}, "Model -> Budget -> LUT must be an integer of 0 or more, found -1"),
        ({"LUT": True}, "Model -> Budget -> LUT must be an integer of 0 or more, found True"),
        ({"DSP": 10**30}, "Model -> Budget -> DSP must be at most 4,611,686,018,427,387,904, found 1000000"),
        ({"DSP": 1.5}, "Model -> Budget -> DSP must be an integer of 0 or more, found 1.5"),
        (0, "Model -> Budget must be counts, such as {LUT: 20000}, or a part of the device"),
        (1.5, "more than 0 and at most 1; found 1.5"),
        (True, "more than 0 and at most 1; found True"),
        ("all", "more than 0 and at most 1; found 'all'"),
    ],
)
def test_wrong_budgets(budget, message):
    with pytest.raises(ConfigError) as error:
        compiled(budget)
    assert message in str(error.value)


# Padding -----------------------------------------------------------------------------------------------------------


def primes():
    """Sizes that divide into nothing."""
    g = Graph(3, 6, 6, seed=5)
    x = g.layer(g.quant("x", bits=8, signed=1, scale=0.125), 23, 3)
    x = g.layer(g.layer(x, 23, 23, size=1), 7, 23)
    x = g.node("Flatten", g.node("GlobalAveragePool", x))
    return g.model(g.node("MatMul", x, g.weight(7, 13)))


@pytest.mark.parametrize("io", ["stream", "parallel"])
@pytest.mark.parametrize("target", [700, 2_000, 10_000, 30_000])
def test_padded_products(io, target):
    """Zeros around the weights change nothing but lanes."""
    model = primes()
    design = hls4mlir.compile(model, io=io, config={"Model": {"TargetCycles": target}})
    report = design.report()
    assert report.interval <= target
    padded = [layer for layer in report.layers if "padded with zeros" in layer.description]
    assert bool(padded) == (target < 30_000)
    x = np.random.default_rng(3).normal(scale=4, size=(3, 3, 6, 6)).astype(np.float32)
    np.testing.assert_array_equal(design.csim(x), hls4mlir.compile(model).predict(x))


def test_padded_products_fit_their_budget():
    budget = {"DSP": 0, "LUT": 12_000}
    report = hls4mlir.compile(primes(), config={"Model": {"TargetCycles": 10_000, "Budget": budget}}).report()
    assert any("padded with zeros" in layer.description for layer in report.layers)
    assert fits(report.resources, budget)


# What is read as it arrives ------------------------------------------------------------------------------------------


def test_reductions_read_more_than_they_send():
    """As fast with a target as without, where the largest of 16 elements is found and 16 are summed."""
    g = Graph(16, seed=6)
    x = g.quant("x", bits=8, signed=1)
    y = g.quant(g.node("MatMul", x, g.weight(16, 16)), bits=6, signed=1)
    model = g.model(g.node("ReduceSum", g.node("Relu", y), g.integers([1]), keepdims=0))
    fastest = hls4mlir.compile(model).report().interval
    assert fastest == 1
    assert hls4mlir.compile(model, config={"Model": {"TargetCycles": fastest}}).report().interval == fastest
    model = g.model(g.node("ArgMax", y, axis=1, keepdims=0))
    fastest = hls4mlir.compile(model).report().interval
    assert hls4mlir.compile(model, config={"Model": {"TargetCycles": fastest}}).report().interval == fastest


# Windows -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("network", [residual, depthwise_separable])
def test_targets_that_need_whole_windows(network):
    """As fast as the pixels arrive: windows, pools and depthwise convolutions that see all of a window at a time."""
    fastest = hls4mlir.compile(network()).report().interval
    report = hls4mlir.compile(network(), config={"Model": {"TargetCycles": fastest}}).report()
    assert report.interval == fastest
    whole = {layer.kind for layer in report.layers if layer.lanes and layer.lanes[1] == 9}
    assert whole == ({"depthwise", "window"} if network is depthwise_separable else {"window"})


# Positions side by side ----------------------------------------------------------------------------------------------


def test_parallelization_factor():
    """Of the 8 x 8 positions of a convolution, 4 at a time, each in as many cycles as its reuse factor says."""
    factors = {"ReuseFactor": 9, "ParallelizationFactor": 4}
    config = {"Model": {"ReuseFactor": 8}, "LayerName": {"conv_2": factors, "conv_6": {"ParallelizationFactor": 2}}}
    design = hls4mlir.compile(residual(), io="parallel", config=config)
    cycles = {layer.name: layer.cycles for layer in design.report().layers}
    assert (cycles["conv_2"], cycles["conv_6"], cycles["conv_10"]) == (64 // 4 * 9, 64 // 2 * 8, 64 * 8)
    x = np.random.default_rng(2).normal(scale=4, size=(3, 3, 8, 8)).astype(np.float32)
    np.testing.assert_array_equal(design.csim(x), hls4mlir.compile(residual()).predict(x))


def test_parallelization_of_covered_products():
    """All lanes of a position, and some of the positions: a step for each group of positions."""
    config = {"LayerName": {"conv_6": {"ParallelizationFactor": 4}}}
    design = hls4mlir.compile(residual(), io="parallel", config=config)
    cycles = {layer.name: layer.cycles for layer in design.report().layers}
    assert (cycles["conv_6"], cycles["conv_10"]) == (64 // 4, 1)
    x = np.random.default_rng(2).normal(scale=4, size=(2, 3, 8, 8)).astype(np.float32)
    np.testing.assert_array_equal(design.csim(x), hls4mlir.compile(residual()).predict(x))


@pytest.mark.parametrize(
    ("io", "message"),
    [
        ("stream", "'conv_6' asks for a parallelization factor of 3, but in io stream positions follow each other"),
        ("parallel", "'conv_6' asks for a parallelization factor of 3, which does not divide the 8 positions"),
    ],
)
def test_unmet_parallelization(io, message):
    config = {"Model": {"ReuseFactor": 8}, "LayerName": {"conv_6": {"ParallelizationFactor": 3}}}
    with pytest.warns(UserWarning, match=message):
        hls4mlir.compile(residual(), io=io, config=config)


def test_hopeless_parallel():
    g = Graph(3, 32, 32)
    y = g.layer(g.quant("x", bits=8, signed=1, scale=0.125), 32, 3)
    message = r"(?s)is hopeless in io parallel: 884736 products side by side, about \d+ lookup tables.*'conv_\d+' alone"
    with pytest.raises(CompileError, match=message):
        hls4mlir.compile(g.model(y), io="parallel")
