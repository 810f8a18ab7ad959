"""Profiles of float models: what is recorded, what is suggested, and whether the suggestion keeps its promise."""

from __future__ import annotations

import builtins
import itertools
import json
import math
from typing import Any

import numpy as np
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

import hls4mlir
from hls4mlir.profiling import Statistics, suggest_type
from hls4mlir.types import parse_type
from test_quantization import compile_quietly, mlp, model, node, quantized_network


def decibels(exact, found):
    return 10 * math.log10(np.square(exact).mean() / np.square(found - exact).mean())


def test_statistics():
    found = Statistics.of(np.array([[0.0, -3.0], [0.25, 0.3]], np.float32))
    assert (found.count, found.zeros, found.minimum, found.maximum, found.smallest) == (
        4,
        1,
        -3.0,
        np.float32(0.3),
        0.25,
    )
    assert found.mean_abs == pytest.approx(3.55 / 4)
    assert found.exponents == {1: 1, -2: 2}
    assert found.quartiles[1] == pytest.approx(0.3)
    assert found.sparkline(-3, 1) == " █  ▄"
    zero = Statistics.of(np.zeros(3))
    assert (zero.zeros, zero.smallest, zero.largest, zero.exponents) == (3, 0.0, 0.0, {})


@given(
    st.lists(st.floats(-1e4, 1e4, width=32), min_size=1, max_size=20),
    st.floats(0, 80),
)
def test_suggested_type_holds_every_number(numbers, snr):
    array = np.array(numbers, np.float32)
    spec = suggest_type(Statistics.of(array), snr)
    step = spec.type.step
    assert spec.type.width <= 32
    assert spec.type.signed == bool((array < 0).any())
    codes = np.rint(array.astype(np.float64) / step)
    assert spec.type.low <= codes.min()
    assert codes.max() <= spec.type.high
    if spec.type.width < 32 and np.square(array.astype(np.float64)).mean() > 0:
        # The rule, and that a bit less would not do.
        share = np.square(array.astype(np.float64)).mean() * 12 / step**2
        assert 10 ** (snr / 10) <= share * (1 + 1e-9) < 4 * 10 ** (snr / 10) * (1 + 1e-6)


@pytest.fixture(scope="module")
def network():
    rng = np.random.default_rng(5)
    source, parameters = mlp(rng, [8, 16, 12, 4])
    x = rng.normal(0, 1, (500, 8)).astype(np.float32)
    value = x.astype(np.float64)
    for i, (kernel, bias) in enumerate(parameters):
        value = value @ kernel + bias
        value = np.maximum(value, 0) if i < 2 else value
    return source, x, value


def test_wider_types_are_better(network):
    """The designs keep what the profiles promise, and every 12 dB more are about 12 dB less noise."""
    source, x, exact = network
    measured = []
    for snr in (24, 36, 48, 60):
        found = hls4mlir.profile(source, x, snr=snr)
        design = compile_quietly(source, found.config())
        measured.append(decibels(exact, design.predict(x)))
        assert measured[-1] == pytest.approx(found.snr["y"], abs=0.5)
        assert measured[-1] > snr - 3
    assert all(9 < after - before < 15 for before, after in itertools.pairwise(measured)), measured


def test_contents(network):
    source, x, _ = network
    found = hls4mlir.profile(source, x)
    assert [(t.layer, t.key) for t in found.tensors][:5] == [
        ("x", "result"), ("fc0", "weight"), ("fc0", "bias"), ("fc0", "result"), ("relu0", "result"),
    ]  # fmt: skip
    assert found.samples == 500
    config = found.config()
    assert config["Inputs"].keys() == {"x"}
    assert config["LayerName"].keys() == {"fc0", "relu0", "fc1", "relu1", "fc2"}
    assert parse_type(config["LayerName"]["relu0"]["Precision"]["result"]).type.signed is False
    content = json.loads(found.to_json())
    assert content["config"] == config
    assert content["tensors"][0]["statistics"]["maximum"] == float(x.max())
    table = str(found)
    for text in (
        "fc0",
        "weight",
        config["LayerName"]["fc0"]["Precision"]["weight"],
        "40 dB",
        "█",
        "with these types: y",
    ):
        assert text in table


def test_quantized_layers_are_left_to_the_model():
    source = quantized_network(float_head=True)
    x = np.random.default_rng(0).normal(0, 1, (50, 3)).astype(np.float32)
    found = hls4mlir.profile(source, x)
    assert found.config()["LayerName"].keys() == {"head"}
    assert "(the model's own)" in str(found)
    hls4mlir.compile(source, config=found.config())


def test_every_kind_of_constant():
    parameters = {"g": [1.5, -0.3], "o": [0.2, 1], "u": [0.1, 0], "v": [2, 0.5], "d": 3.0, "w": np.eye(2)}
    nodes = [node("BatchNormalization", "x g o u v", "n", "bn"), node("Div", "n d", "q", "div")]
    nodes += [node("Gemm", "q w", "s", "gemm", alpha=0.5), node("Softmax", "s", "y", "softmax", axis=1)]
    source = model(nodes, parameters, 2)
    x = np.random.default_rng(0).normal(0, 1, (64, 2)).astype(np.float32)
    found = hls4mlir.profile(source, x)
    numbers = {(t.layer, t.key): t.statistics for t in found.tensors}
    assert numbers["bn", "scale"].maximum == pytest.approx(1.5 / math.sqrt(2 + 1e-5))
    assert numbers["div", "scale"].maximum == np.float32(1 / 3)
    assert numbers["gemm", "weight"].maximum == 0.5
    compile_quietly(source, found.config())


def test_plot(network, tmp_path):
    source, x, _ = network
    hls4mlir.profile(source, x, plot=tmp_path / "ranges.png")
    assert (tmp_path / "ranges.png").read_bytes().startswith(b"\x89PNG")
    with pytest.raises(hls4mlir.OutputError, match="cannot write the plot"):
        hls4mlir.profile(source, x, plot=tmp_path / "ranges.doc")


def test_plot_without_matplotlib(network, tmp_path, monkeypatch):
    source, x, _ = network
    original = builtins.__import__

    def refuse(name, *arguments, **keywords):
        if name.startswith("matplotlib"):
            raise ImportError(name)
        return original(name, *arguments, **keywords)

    found = hls4mlir.profile(source, x)
    monkeypatch.setattr(builtins, "__import__", refuse)
    with pytest.raises(hls4mlir.DependencyError, match=r"pip install 'hls4mlir\[report\]'"):
        found.save_plot(tmp_path / "ranges.png")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (np.zeros((3, 9)), "the input 'x' has shape (3, 9), but needs (samples, 8)"),
        ({"z": np.zeros((3, 8))}, "there is no input 'z'"),
        (np.zeros((0, 8)), "holds no samples"),
        (np.full((1, 8), np.nan), "holds numbers that are not finite"),
        (np.array(["a"]), "expected an array of numbers"),
        ({}, "the input 'x' is missing"),
    ],
)
def test_refused_data(network, data, message):
    with pytest.raises(hls4mlir.InputError) as caught:
        hls4mlir.profile(network[0], data)
    assert message in str(caught.value)


def test_refused_snr(network):
    refused: list[Any] = [math.nan, math.inf, "40", True]
    for snr in refused:
        with pytest.raises(hls4mlir.ConfigError, match="snr must be a number of decibels"):
            hls4mlir.profile(network[0], network[1], snr=snr)


def test_command_line(network, tmp_path, capsys):
    import onnx

    from hls4mlir.cli import main

    source, x, _ = network
    onnx.save(source, tmp_path / "net.onnx")
    np.save(tmp_path / "x.npy", x)
    arguments = ["profile", str(tmp_path / "net.onnx"), "--data", str(tmp_path / "x.npy")]
    with pytest.raises(SystemExit) as left:
        main([*arguments, "-o", str(tmp_path / "config.yaml"), "--plot", str(tmp_path / "ranges.svg")])
    assert not left.value.code
    assert "fc0" in capsys.readouterr().out
    config = yaml.safe_load((tmp_path / "config.yaml").read_text())
    assert config == hls4mlir.profile(source, x).config()
    assert (tmp_path / "ranges.svg").exists()
    with pytest.raises(SystemExit) as left:
        main([*arguments, "--json", "--snr", "20"])
    assert not left.value.code
    assert json.loads(capsys.readouterr().out)["target_snr"] == 20.0
