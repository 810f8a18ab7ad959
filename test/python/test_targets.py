"""One design, printed for every target: the same integers on a thousand samples, corners included, and no warnings."""

import math
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hls4mlir._hls4mlir import DesignRunner
from onnx import TensorProto, helper, numpy_helper

import hls4mlir
from hls4mlir.boundary import quantize_inputs
from hls4mlir.csim import Simulation, find_number_headers
from hls4mlir.errors import SimulationError
from hls4mlir.lowering import emit
from hls4mlir.targets import TARGETS

SAMPLES = 1000


def samples_of(entry, seed):
    """Samples at the ends of the input's range, one step within and around zero, in turns; then random ones."""
    low, high = entry.low, entry.high
    near = [low, low + 1, -1, 0, 1, high - 1, high]
    size = math.prod(entry.shape)
    corners = [np.resize(np.clip([a, b], low, high), size) for a in near for b in near]
    random = np.random.default_rng(seed).integers(low, high + 1, (SAMPLES - len(corners), size))
    codes = np.concatenate([np.array(corners), random])
    return ((codes - entry.zero_point) * entry.code_scale).astype(np.float32).reshape(SAMPLES, *entry.shape)


def check(model):
    x = {entry.name: samples_of(entry, seed) for seed, entry in enumerate(model.inputs)}
    codes, _ = quantize_inputs(model.inputs, x)
    assert min(map(np.min, codes)) == model.inputs[0].low
    dataflow = model.module("dataflow").operation
    shapes = [output.shape for output in model.outputs]
    found = {name: Simulation(emit(dataflow, name), TARGETS[name], shapes).run(codes) for name in TARGETS}
    results = DesignRunner(dataflow).run(codes)
    found["machine code"] = [array.reshape(-1, *shape) for array, shape in zip(results, shapes, strict=True)]
    expected = model.by_name(model.predict(x))
    for name, results in found.items():
        for output, values, first in zip(model.outputs, results, found["vitis"], strict=True):
            np.testing.assert_array_equal(values, first, err_msg=f"{name} against vitis")
            numbers = output.dequantize(output.arrange(values))
            np.testing.assert_array_equal(numbers, expected[output.name], err_msg=f"{name} against predict()")


def residual_network():
    """Convolutions around a skip connection, a pool, scales that are no powers of two, and a table at the end."""
    rng = np.random.default_rng(7)
    nodes, constants = [], {}

    def constant(name, value):
        constants[name] = numpy_helper.from_array(np.asarray(value, np.float32), name)
        return name

    def quant(name, x, scale, bits, signed):
        entries = [constant(f"{name}_{key}", value) for key, value in (("s", scale), ("z", 0), ("b", bits))]
        attributes: dict[str, Any] = {"signed": signed, "narrow": 0, "rounding_mode": "ROUND"}
        nodes.append(helper.make_node("Quant", [x, *entries], [name], domain="qonnx.custom_op.general", **attributes))
        return name

    def convolution(name, x, channels, outputs, scale):
        shape = (outputs, channels, 3, 3)
        weight = quant(f"{name}_w", constant(f"{name}_k", rng.normal(0, 0.4, shape)), scale, 4, 1)
        nodes.append(helper.make_node("Conv", [x, weight], [name], kernel_shape=[3, 3], pads=[1, 1, 1, 1]))
        nodes.append(helper.make_node("Relu", [name], [f"{name}_r"]))
        return quant(f"{name}_q", f"{name}_r", 0.17 * scale, 5, 0)

    x = quant("x_q", "x", 0.11, 6, 1)
    first = convolution("conv1", x, 2, 4, 0.13)
    second = convolution("conv2", first, 4, 4, 0.09)
    nodes.append(helper.make_node("Add", [first, second], ["sum"]))
    nodes.append(helper.make_node("MaxPool", ["sum"], ["pool"], kernel_shape=[2, 2], strides=[2, 2]))
    quant("pool_q", "pool", 0.05, 6, 0)
    nodes.append(helper.make_node("Sigmoid", ["pool_q"], ["gate"]))
    quant("y", "gate", 1 / 256, 8, 0)
    graph = helper.make_graph(
        nodes, "residual", [helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, 2, 6, 6])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, [1, 4, 3, 3])], list(constants.values()),
    )  # fmt: skip
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)])


def test_one_pipeline(make_network):
    check(hls4mlir.compile(make_network(), io="parallel"))


def test_residual():
    check(hls4mlir.compile(residual_network()))


@pytest.mark.parametrize("name", ["quartus", "oneapi"])
def test_a_design_that_blocks(name):
    model = hls4mlir.compile(residual_network(), target=name)
    top = re.sub(
        r"ihc::buffer<\d+>|, \d+>;", lambda found: re.sub(r"\d+", "1", found[0]), model.sources["src/residual.cpp"]
    )
    simulation = Simulation({**model.sources, "src/residual.cpp": top}, TARGETS[name], [model.outputs[0].shape])
    with pytest.raises(SimulationError) as error:
        simulation.run([np.zeros((1, 72), np.int64)])
    assert "deadlock: no process can go on" in str(error.value)
    waiting = re.findall(r"process '(\w+)' (?:reads|writes) FIFO '\w+' from '\w+'", str(error.value))
    assert waiting
    for layer in waiting:
        assert f"src/layers/{layer}.h" in model.sources
    assert re.search(
        r"process '\w+' writes FIFO '\w+' from '\w+'( to '\w+')? \(1 elements\), which is full", str(error.value)
    )


def test_digits(digits_path):
    check(hls4mlir.compile(digits_path))


def test_what_a_target_lacks_is_said():
    """Divisions of arrays that no bits of an address make."""
    assert not hls4mlir.compile(residual_network()).remarks
    remarks = hls4mlir.compile(residual_network(), target="quartus").remarks
    assert remarks
    assert all("Intel HLS Compiler has no directive for this array" in remark.message for remark in remarks)
    assert len(set(remarks)) == len(remarks)


COMPILERS = {"g++": ["-Wno-uninitialized", "-Wno-maybe-uninitialized"], "clang++-22": []}


@pytest.mark.parametrize("compiler", COMPILERS)
@pytest.mark.parametrize("name", TARGETS)
def test_examples_are_clean(compiler, name, digits_path, tmp_path):
    if shutil.which(compiler) is None:
        pytest.skip(f"needs {compiler}")
    target = TARGETS[name]
    includes = ["-isystem", str(find_number_headers(target)), "-isystem", str(target.stand_in_headers)]
    warnings = ["-Wall", "-Wextra", "-Werror", "-Wno-unknown-pragmas", "-Wno-unused-label", *COMPILERS[compiler]]
    examples = digits_path.parent.parent
    for example, folders in (("digits/digits.onnx", ("src", "tb")), ("digits_cnn/digits_cnn.onnx", ("src",))):
        model = hls4mlir.compile(examples / example, target=name)
        folder = model.write(tmp_path / Path(example).stem)
        files = [str(path.relative_to(folder)) for part in folders for path in (folder / part).glob("*.cpp")]
        command = [compiler, f"-std={target.standard}", "-fsyntax-only", *warnings, *includes, *files]
        process = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        assert (process.returncode, process.stderr) == (0, "")
