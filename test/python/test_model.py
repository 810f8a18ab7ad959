"""A compiled model: predictions, simulation, trace, IR, files, report."""

import copy
import json
import pickle
import re
import threading
from typing import Any, cast

import numpy as np
import pytest

import hls4mlir
from hls4mlir import reference
from hls4mlir.report import Report


@pytest.fixture(scope="module")
def model(make_network):
    return hls4mlir.compile(make_network())


@pytest.fixture(scope="module")
def samples():
    return np.random.default_rng(2).normal(scale=2, size=(100, 4)).astype(np.float32)


def by_hand(x):
    """The network of conftest.py, in numpy."""
    matrix = np.random.default_rng(1).integers(-7, 8, (4, 3)) / 8
    quantized = np.clip(np.rint(x / 0.25), -8, 7) * 0.25
    dense = quantized @ matrix
    added = dense + np.array([0.5, -0.25, 0.0])
    relu = np.maximum(added, 0)
    return {
        "quant_in_y": quantized,
        "dense_y": dense,
        "add_y": added,
        "relu_y": relu,
        "quant_out_y": np.clip(np.rint(relu / 0.25), 0, 15) * 0.25,
    }


# Ports --------------------------------------------------------------------------------------------------------------


def test_ports(model):
    (entry,), (result,) = model.inputs, model.outputs
    assert (entry.name, entry.shape) == ("x", (4,))
    assert (result.name, result.shape) == ("quant_out_y", (3,))
    assert result.scale is not None
    assert result.step * result.scale == 0.25
    assert result.offset == 0.0


# Running ------------------------------------------------------------------------------------------------------------


def test_predict(model, samples):
    y = model.predict(samples)
    assert (y.dtype, y.shape) == (np.float32, (100, 3))
    np.testing.assert_array_equal(y, by_hand(samples)["quant_out_y"])


def test_csim_is_predict(model, samples):
    y = model.csim(samples)
    assert y.dtype == np.float32
    np.testing.assert_array_equal(y, model.predict(samples))


def test_one_sample(model, samples):
    for run in (model.predict, model.csim):
        np.testing.assert_array_equal(run(samples[0]), model.predict(samples)[0])
    assert model.trace(samples[0])["dense_y"].shape == (3,)


@pytest.mark.parametrize("run", ["predict", "csim"])
def test_empty_batch(model, run):
    y = getattr(model, run)(np.zeros((0, 4)))
    assert (y.shape, y.dtype) == ((0, 3), np.float32)


def test_empty_batch_trace(model):
    assert model.trace(np.zeros((0, 4)))["dense_y"].shape == (0, 3)


@pytest.mark.parametrize("size", [1, 2, 63, 64, 65, 1000])
def test_batch_sizes(model, size):
    x = np.random.default_rng(size).normal(size=(size, 4))
    np.testing.assert_array_equal(model.predict(x), by_hand(x.astype(np.float32))["quant_out_y"])


def test_dictionary(model, samples):
    np.testing.assert_array_equal(model.predict({"x": samples}), model.predict(samples))


def test_layouts_and_types(model, samples):
    expected = model.predict(samples)
    np.testing.assert_array_equal(model.predict(samples.astype(np.float64)), expected)
    np.testing.assert_array_equal(model.predict(np.asfortranarray(samples)), expected)
    np.testing.assert_array_equal(model.predict(np.repeat(samples, 2, axis=0)[::2]), expected)
    np.testing.assert_array_equal(model.predict(samples.tolist()), expected)


def test_input_is_not_changed(model, samples):
    before = samples.copy()
    model.predict(samples)
    np.testing.assert_array_equal(samples, before)


@pytest.mark.parametrize("run", ["predict", "csim", "trace"])
@pytest.mark.parametrize(
    ("x", "message"),
    [
        (np.zeros((5, 3)), r"input 'x': expected an array of shape \(N, 4\) .*, found \(5, 3\)"),
        (np.zeros(5), r"found \(5,\)"),
        (np.full((2, 4), np.nan), r"element \(0, 0\) is nan"),
        (np.zeros((2, 4), complex), "expected an array of numbers"),
        ({"y": np.zeros((2, 4))}, "the model has no input 'y': accepted: x"),
    ],
)
def test_bad_data(model, run, x, message):
    with pytest.raises(hls4mlir.InputError, match=message):
        getattr(model, run)(x)


def test_trace(model, samples):
    traced = model.trace(samples)
    for name, expected in by_hand(samples).items():
        np.testing.assert_array_equal(traced[name], expected, err_msg=name)


def test_trace_is_the_reference(model, samples):
    traced = model.trace(samples)
    expected = reference.evaluate(model.module("import"), {"x": samples})
    assert expected.keys() >= traced.keys() >= by_hand(samples).keys()
    for name, array in traced.items():
        np.testing.assert_allclose(array, expected[name], rtol=1e-6, err_msg=name)


def test_remarks(model, make_network):
    """What is approximated is said, with the layer and the bound that the design states."""
    assert model.remarks == ()
    (remark,) = hls4mlir.compile(make_network(softmax=True)).remarks
    assert (remark.severity, remark.location) == ("remark", "softmax")
    message = r"layer 'softmax' computes a softmax with tables, with an error of up to (\d\.\d+e-\d+)"
    found = re.fullmatch(message, remark.message)
    assert found is not None, remark.message
    assert float(found[1]) < 2**-7


def test_softmax(make_network, samples):
    compiled = hls4mlir.compile(make_network(softmax=True))
    y = compiled.predict(samples)
    logits = compiled.trace(samples)["quant_out_y"].astype(np.float64)
    exponential = np.exp(logits - logits.max(axis=1, keepdims=True))
    np.testing.assert_allclose(y, exponential / exponential.sum(axis=1, keepdims=True), atol=2**-7)
    np.testing.assert_array_equal(compiled.csim(samples), y)


def test_several_outputs(make_network, samples):
    from onnx import TensorProto, helper

    source = make_network()
    source.graph.output.append(helper.make_tensor_value_info("dense_y", TensorProto.FLOAT, None))
    compiled = hls4mlir.compile(source)
    assert [entry.name for entry in compiled.outputs] == ["quant_out_y", "dense_y"]
    y, simulated = cast("dict[str, Any]", compiled.predict(samples)), cast("dict[str, Any]", compiled.csim(samples))
    assert y.keys() == simulated.keys() == {"quant_out_y", "dense_y"}
    for name, array in y.items():
        np.testing.assert_array_equal(array, by_hand(samples)[name])
        np.testing.assert_array_equal(array, simulated[name])


def two_inputs(make_network):
    from onnx import TensorProto, helper

    source = make_network()
    source.graph.input.append(helper.make_tensor_value_info("offset", TensorProto.FLOAT, [1, 3]))
    source.graph.node.append(helper.make_node("Add", ["quant_out_y", "offset"], ["sum_y"], name="sum"))
    source.graph.output[0].name = "sum_y"
    return source


def test_several_inputs(make_network, samples):
    compiled = hls4mlir.compile(two_inputs(make_network), config={"Inputs": {"offset": {"type": "fixed<8,4>"}}})
    offset = np.random.default_rng(3).integers(-128, 128, (100, 3)) / 16
    x = {"x": samples, "offset": offset}
    np.testing.assert_array_equal(compiled.predict(x), by_hand(samples)["quant_out_y"] + offset)
    np.testing.assert_array_equal(compiled.csim(x), compiled.predict(x))
    with pytest.raises(
        hls4mlir.InputError, match=r"the model has 2 inputs: give a dictionary with the keys 'x', 'offset'"
    ):
        compiled.predict(samples)


def test_parallel_io(make_network, model, samples):
    compiled = hls4mlir.compile(make_network(), io="parallel", target="vivado")
    np.testing.assert_array_equal(compiled.predict(samples), model.predict(samples))
    np.testing.assert_array_equal(compiled.csim(samples), model.predict(samples))


def test_threads(model, samples):
    expected = model.predict(samples)
    results = [None] * 8

    def work(index):
        results[index] = model.predict(samples)

    threads = [threading.Thread(target=work, args=(index,)) for index in range(len(results))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for result in results:
        np.testing.assert_array_equal(result, expected)


def test_compiled_in_threads(make_network, samples):
    source = make_network()
    results = []
    threads = [
        threading.Thread(target=lambda: results.append(hls4mlir.compile(source).predict(samples))) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 4
    for result in results:
        np.testing.assert_array_equal(result, by_hand(samples)["quant_out_y"])


# Levels, files, report ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("level", "content"),
    [
        ("import", "qnn.matmul"),
        ("qnn", "qnn.dense"),
        ("stream", "stream.graph @net"),
        ("dataflow", "dataflow.design @net"),
    ],
)
def test_ir(model, level, content):
    text = model.ir(level)
    assert content in text
    assert str(model.module(level)) == text
    assert 'loc("dense"' not in text
    assert 'loc("dense"' in model.ir(level, locations=True)


def test_unknown_level(model):
    with pytest.raises(hls4mlir.ConfigError, match="did you mean 'dataflow'"):
        model.ir("dataflwo")


def test_sources(model):
    assert {
        "src/net.h",
        "src/net.cpp",
        "src/types.h",
        "tb/net_tb.cpp",
        "build.tcl",
        "README.md",
    } <= model.sources.keys()
    with pytest.raises(TypeError):
        model.sources["src/net.cpp"] = ""


def test_compiling_twice_gives_the_same(make_network, model):
    again = hls4mlir.compile(make_network())
    assert again.sources == model.sources
    assert again.ir("dataflow") == model.ir("dataflow")


def test_write(model, tmp_path):
    folder = model.write(tmp_path / "project")
    written = {str(file.relative_to(folder)): file.read_text() for file in folder.rglob("*") if file.is_file()}
    assert written == dict(model.sources)
    model.write(folder)


def test_report(model):
    report = model.report()
    assert (report.name, report.target, report.io, report.clock_ns) == ("net", "vitis", "stream", 5.0)
    (layer,) = [layer for layer in report.layers if layer.name == "dense"]
    assert (layer.kind, layer.lanes, layer.cycles) == ("matvec", (3, 4), 1)
    assert layer.inputs[0].shape == (4,)
    assert layer.outputs[0].shape == (3,)
    assert report.interval == max(layer.cycles for layer in report.layers)
    content = json.loads(report.to_json())
    assert content["interval"] == report.interval
    assert Report.from_dict(content) == report
    assert Report.from_dict(json.loads(model.sources["hls4mlir.json"])["report"]) == report


def test_report_text(model):
    text = str(model.report())
    assert "\x1b" not in text
    assert "net for vitis, io=stream" in text
    assert "Dense 4 -> 3" in text
    assert "one sample every" in text


def test_model_is_not_copied(model):
    for way in (copy.deepcopy, pickle.dumps):
        with pytest.raises(TypeError):
            way(model)


# The example --------------------------------------------------------------------------------------------------------


def test_digits(digits_path):
    data = np.load(digits_path.parent / "images.npz")
    compiled = hls4mlir.compile(digits_path)
    np.testing.assert_array_equal(compiled.predict(data["x"]), data["logits"])
    np.testing.assert_array_equal(compiled.csim(data["x"][:20]), data["logits"][:20])
