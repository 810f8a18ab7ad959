# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""What is known of a design before synthesis: cycles, depths of FIFOs, resources; as text, JSON, page and trace."""

import itertools
import json
import math
import re
from html.parser import HTMLParser

import numpy as np
import pytest

import hls4mlir
from convolutional_networks import Graph
from hls4mlir import _hls4mlir, ir
from hls4mlir.errors import CompileError, ConfigError, OutputError
from hls4mlir.lowering import lower
from hls4mlir.report import Report, Resources

# A branch that takes its inputs long before it gives anything, beside one that gives at once.
RESIDUAL = """
qnn.weight @kernel dense<1> : tensor<32x32xi8> as !qnn.fixed<s4, 4>
func.func @residual(%x: tensor<1x32x!qnn.fixed<s8, 8>> {qnn.name = "x"})
    -> (tensor<1x32x!qnn.fixed<s18, 18>> {qnn.name = "y"}) {
  %long = qnn.dense %x, @kernel {qnn.reuse_factor = REUSE : i64}
    : tensor<1x32x!qnn.fixed<s8, 8>> -> tensor<1x32x!qnn.fixed<s17, 17>> loc("long")
  %y = qnn.add %long, %x : tensor<1x32x!qnn.fixed<s17, 17>>, tensor<1x32x!qnn.fixed<s8, 8>>
    -> tensor<1x32x!qnn.fixed<s18, 18>> loc("join")
  return %y : tensor<1x32x!qnn.fixed<s18, 18>>
}
"""


def stream_level(reuse_factor):
    with ir.Context():
        return lower(ir.Module.parse(RESIDUAL.replace("REUSE", str(reuse_factor))).operation, "hls4mlir-stream")


def with_depths(module, layer, depths):
    """A copy of the module with other depths behind a layer."""
    text = module.get_asm()
    changed = re.sub(rf'(stream.layer "{layer}" .* depths) \[.*?\]', rf"\1 {depths}", text)
    assert changed != text
    with ir.Context():
        return ir.Module.parse(changed).operation


def keeps(module, interval):
    """Whether a sample leaves per interval; False as well where processes wait for each other."""
    try:
        return _hls4mlir.report.simulate(module).interval == interval
    except ir.MLIRError as error:
        if "comes to a standstill" in str(error):
            return False
        raise


@pytest.mark.parametrize("reuse_factor", [256, 512, 1024])
def test_depths_are_the_smallest(reuse_factor):
    module = stream_level(reuse_factor)
    timing = _hls4mlir.report.simulate(module)
    assert timing.interval == max(layer.cycles for layer in _hls4mlir.report.list_layers(module))
    deep = 0
    for layer in _hls4mlir.report.list_layers(module):
        depths = [channel.depth for channel in layer.outputs]
        for i, depth in enumerate(depths):
            if depth is None or depth == 2:
                continue
            deep += 1
            shallower = with_depths(module, layer.name, [d or 2 for d in (*depths[:i], depth - 1, *depths[i + 1 :])])
            assert not keeps(shallower, timing.interval)
    assert deep


def skip_around(layers, features=16):
    """The stream level of products with all lanes one after the other, beside a branch that skips them.

    Every channel has a beat per sample, and a sample may follow each cycle, long before the one in front has left.
    """
    kind = f"tensor<1x{features}x!qnn.fixed<{{0}}, {{1}}>>".format
    narrow, wide, joined = kind("s8", 8), kind("s20", 20), kind("s9", 9)
    chain, last = "", "%x"
    for i in range(layers):
        chain += f"""
            %product{i} = qnn.dense {last}, @kernel : {narrow} -> {wide} loc("dense{i}")
            %quant{i} = qnn.requantize %product{i} half_even saturate : {wide} -> {narrow}"""
        last = f"%quant{i}"
    text = f"""
        qnn.weight @kernel dense<1> : tensor<{features}x{features}xi8> as !qnn.fixed<s8, 8>
        func.func @skip(%x: {narrow} {{qnn.name = "x"}}) -> ({joined} {{qnn.name = "y"}}) {{{chain}
            %y = qnn.add {last}, %x : {narrow}, {narrow} -> {joined} loc("join")
            return %y : {joined}
        }}"""
    with ir.Context():
        return lower(ir.Module.parse(text).operation, "hls4mlir-stream")


def simulate_rate(module, samples=1000):
    """Cycles per sample of the second half of `samples`, each simulated in full."""
    ends = [end for _, end in _hls4mlir.report.simulate(module, samples).activities[-1]]
    return (ends[-1] - ends[samples // 2 - 1]) / (samples - samples // 2)


@pytest.mark.parametrize("layers", [1, 3, 9, 20])
def test_samples_on_their_way(layers):
    """A FIFO beside a long branch holds all samples on it: with a place less, those after the first ones are slower."""
    module = skip_around(layers)
    timing = _hls4mlir.report.simulate(module)
    assert timing.interval == 1
    assert simulate_rate(module) == 1
    fork = _hls4mlir.report.list_layers(module)[0]
    depths = [channel.depth or 0 for channel in fork.outputs]
    (deep,) = [i for i, depth in enumerate(depths) if depth > 2]
    assert depths[deep] >= timing.first_latency - 3
    depths[deep] -= 1
    shallower = with_depths(module, fork.name, depths)
    assert simulate_rate(shallower) > 1
    assert _hls4mlir.report.simulate(shallower).interval == 2


@pytest.mark.parametrize("depth", [2, 5, 10, 23])
def test_interval_is_the_rate_of_many_samples(depth):
    """What is said to be the interval, rounded up, is what a thousand samples take each, whatever FIFOs hold."""
    module = with_depths(skip_around(9), "x_fork", [2, depth])
    assert _hls4mlir.report.simulate(module).interval == math.ceil(simulate_rate(module))


@pytest.fixture(scope="module")
def model(digits_path):
    return hls4mlir.compile(digits_path, config={"Model": {"ReuseFactor": 16}})


def test_sums_and_shares(model):
    report = model.report()
    assert report.resources == sum((layer.resources for layer in report.layers), Resources())
    assert report.resources.lut > 0
    assert report.interval == max(layer.cycles for layer in report.layers)
    assert report.first_latency >= report.interval
    slowest = [layer for layer in report.layers if report.share(layer) == 1]
    assert tuple(layer.name for layer in slowest) == report.bottlenecks
    names = {layer.name for layer in report.layers} | {entry.name for entry in model.inputs}
    assert all(producer in names for layer in report.layers for producer in layer.producers)


def test_json(model, tmp_path):
    report = model.report()
    file = report.save(tmp_path / "report.json")
    assert Report.from_dict(json.loads(file.read_text())) == report


class Page(HTMLParser):
    """Checks that tags are closed, and collects what a page refers to."""

    def __init__(self):
        super().__init__()
        self.open, self.references, self.tags = [], [], set()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.references += [value for name, value in attrs if name in ("href", "src")]
        if tag not in ("meta", "br", "path", "rect", "link"):
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.add(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_page(model, tmp_path):
    report = model.report()
    text = report.save(tmp_path / "report.html").read_text(encoding="utf-8")
    page = Page()
    page.feed(text)
    assert page.open == []
    assert page.references == []
    assert "script" not in page.tags
    for layer in report.layers:
        assert f"<th scope=row>{layer.name}" in text
    assert f"one every {report.interval:,} cycles" in text


def test_text(model, tmp_path):
    report = model.report()
    text = report.save(tmp_path / "report.txt").read_text()
    assert text == f"{report}\n"
    for header in ("LUT", "BRAM18", "share", "latency"):
        assert header in text


def test_unwritable(model, tmp_path):
    with pytest.raises(OutputError, match="cannot write the report"):
        model.report().save(tmp_path / "missing" / "report.html")
    with pytest.raises(OutputError, match="cannot write the trace"):
        model.trace_pipeline(tmp_path / "missing" / "trace.json")
    with pytest.raises(ConfigError, match="samples must be 1 or more"):
        model.trace_pipeline(tmp_path / "trace.json", samples=0)


def test_trace(model, tmp_path):
    events = json.loads(model.trace_pipeline(tmp_path / "trace.json", samples=3).read_text())["traceEvents"]
    report = model.report()
    names = [event["args"]["name"] for event in events if event["name"] == "thread_name"]
    assert names == [layer.name for layer in report.layers]
    for thread, layer in enumerate(report.layers, start=1):
        slices = [event for event in events if event["ph"] == "X" and event["tid"] == thread]
        assert [event["name"] for event in slices] == ["sample 0", "sample 1", "sample 2"]
        assert all(event["dur"] >= layer.cycles for event in slices)
        ends = [event["ts"] + event["dur"] for event in slices]
        assert all(later - earlier >= layer.cycles for earlier, later in itertools.pairwise(ends))


# Targets ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("io", ["stream", "parallel"])
@pytest.mark.parametrize("cycles", [1, 7, 64, 1000])
def test_target_cycles(digits_path, io, cycles):
    compiled = hls4mlir.compile(digits_path, io=io, config={"Model": {"TargetCycles": cycles}})
    report = compiled.report()
    assert report.interval <= cycles
    data = np.load(digits_path.parent / "images.npz")
    np.testing.assert_array_equal(compiled.predict(data["x"][:64]), data["logits"][:64])


def test_one_pipeline_takes_a_sample_per_cycle():
    """In which nothing waits, also where a branch is longer than another one."""
    g = Graph(2, 3, 3, seed=8)
    x = g.quant("x", bits=4, signed=1)
    y = g.layer(g.layer(g.layer(x, 2, 2), 2, 2), 2, 2)
    model = g.model(g.node("Add", x, y))
    report = hls4mlir.compile(model, io="parallel").report()
    assert report.interval == 1
    assert report.first_latency == report.steady_latency > len(report.layers)


def test_target_is_cheaper_when_slower(digits_path):
    def luts(cycles):
        report = hls4mlir.compile(digits_path, config={"Model": {"TargetCycles": cycles}}).report()
        return report.resources.lut + 200 * report.resources.dsp + 150 * report.resources.bram18

    assert luts(1) > luts(16) > luts(256)


def test_target_samples_per_second(digits_path):
    report = hls4mlir.compile(digits_path, clock_ns=10, config={"Model": {"TargetFPS": 1e6}}).report()
    assert report.interval <= 100
    assert report.samples_per_second >= 1e6


@pytest.mark.parametrize("rate", [1e-9, 1e-300, 5e-324])
def test_target_that_is_hardly_one(make_network, rate):
    """Fewer samples than there can be cycles between are as few as can be."""
    slowest = hls4mlir.compile(make_network(), config={"Model": {"TargetCycles": 2**31 - 1}}).report()
    assert hls4mlir.compile(make_network(), config={"Model": {"TargetFPS": rate}}).report() == slowest


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"TargetCycles": 0}, "TargetCycles must be a positive integer"),
        ({"TargetCycles": True}, "TargetCycles must be a positive integer"),
        ({"TargetCycles": 2**31}, "TargetCycles must be at most 2,147,483,647, found 2147483648"),
        ({"TargetCycles": 10**5000}, "TargetCycles must be at most 2,147,483,647, found a value of type int"),
        ({"TargetFPS": "fast"}, "TargetFPS must be a positive number"),
        ({"TargetFPS": float("inf")}, "TargetFPS must be a positive number"),
        ({"TargetFPS": 1e9}, "more than one per cycle of 5 ns; the most is 2e\\+08"),
        ({"TargetFPS": 1e3, "TargetCycles": 5}, "Model states TargetCycles and TargetFPS"),
        ({"ReuseFactor": 2, "TargetCycles": 5}, "Model states TargetCycles and ReuseFactor"),
    ],
)
def test_wrong_targets(make_network, options, message):
    with pytest.raises(ConfigError, match=message):
        hls4mlir.compile(make_network(), config={"Model": options})


def test_target_out_of_reach(make_network):
    config = {"Model": {"TargetCycles": 2}, "LayerName": {"dense": {"ReuseFactor": 4}}}
    with pytest.raises(CompileError, match="takes 4 cycles per sample at best, but the target is 2"):
        hls4mlir.compile(make_network(), config=config)
