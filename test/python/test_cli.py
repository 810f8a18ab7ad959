"""The command line: results on standard output, errors in one line on standard error, exit codes."""

import json
import os
import subprocess
import sys
from typing import Any

import numpy as np
import pytest

from hls4mlir import cli


@pytest.fixture
def network(tmp_path, make_network):
    path = tmp_path / "net.onnx"
    path.write_bytes(make_network().SerializeToString())
    return path


@pytest.fixture
def run(capsys):
    """Runs the command line and returns exit code, standard output and standard error."""

    def run(*arguments):
        with pytest.raises(SystemExit) as caught:
            cli.main([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return caught.value.code or 0, captured.out, captured.err

    return run


def fails(result, message, code=2):
    found, out, err = result
    assert message in err
    assert err.startswith("hls4mlir: error: ") or code != 2
    assert err.count("\n") == 1
    assert "Traceback" not in err
    assert (found, out) == (code, "")


# What works ---------------------------------------------------------------------------------------------------------


def test_version(run):
    code, out, _ = run("--version")
    assert code == 0
    assert out.startswith("hls4mlir ")


@pytest.mark.parametrize(
    "arguments", [["--help"], ["compile", "--help"], ["run", "-h"], ["report", "-h"], ["check", "-h"], ["build", "-h"]]
)
def test_help(run, arguments):
    code, out, err = run(*arguments)
    assert (code, err) == (0, "")
    assert "Usage: hls4mlir" in out


def test_compile(run, network, tmp_path):
    assert run("compile", network, "-o", tmp_path / "project", "--target", "vivado", "--io", "parallel") == (0, "", "")
    assert (tmp_path / "project" / "src" / "net.cpp").is_file()


def test_compile_says_what_is_approximated(run, tmp_path, make_network):
    path = tmp_path / "net.onnx"
    path.write_bytes(make_network(softmax=True).SerializeToString())
    code, out, err = run("compile", path, "-o", tmp_path / "project")
    assert (code, out) == (0, "")
    assert err.startswith("hls4mlir: remark: layer 'softmax' computes a softmax with tables, with an error of up to ")
    assert err.count("\n") == 1


def test_compile_with_configuration(run, network, tmp_path):
    (tmp_path / "config.yml").write_text("LayerName: {dense: {ReuseFactor: 2}}\n")
    assert run("compile", network, "-o", tmp_path / "p", "--config", tmp_path / "config.yml")[0] == 0
    code, out, _ = run("report", tmp_path / "p", "--json")
    assert code == 0
    assert json.loads(out)["interval"] == 2


def test_run(run, network, tmp_path):
    x = np.random.default_rng(0).normal(size=(5, 4)).astype(np.float32)
    np.save(tmp_path / "x.npy", x)
    np.savez(tmp_path / "x.npz", x=x)
    assert run("run", network, "--input", tmp_path / "x.npy", "--output", tmp_path / "y.npy") == (0, "", "")
    y = np.load(tmp_path / "y.npy")
    assert (y.shape, y.dtype) == ((5, 3), np.float32)
    code, out, _ = run("run", network, "--input", tmp_path / "x.npz")
    assert code == 0
    np.testing.assert_array_equal(np.loadtxt(out.splitlines(), dtype=np.float32), y)
    assert run("run", network, "--input", tmp_path / "x.npy", "--csim", "--output", tmp_path / "z.npz")[0] == 0
    np.testing.assert_array_equal(np.load(tmp_path / "z.npz")["quant_out_y"], y)


def test_report(run, network):
    code, out, err = run("report", network)
    assert (code, err) == (0, "")
    assert "Dense 4 -> 3" in out
    assert "\x1b" not in out


def test_check(run, network):
    code, out, err = run("check", network, "--samples", "20", "--seed", "3")
    assert (code, err) == (0, "")
    title, header, _, *rows = (line.split() for line in out.splitlines() if line)
    assert " ".join(title).endswith(": 20 samples, seed 3")
    assert header == ["level", "against", "samples", "tensors", "elements", "ties", "result"]
    assert [row[-1] for row in rows] == ["equal"] * len(rows)
    levels = [" ".join(row[:-5]) for row in rows]
    assert levels[:1] == ["integer form reference"]
    assert levels[-4:] == [
        "integer form, interpreted predict()",
        "dataflow predict()",
        "dataflow, interpreted predict()",
        "C++ predict()",
    ]


def test_check_as_json(run, network):
    code, out, _ = run("check", network, "--samples", "3", "--no-csim", "--json")
    outcome = json.loads(out)
    assert (code, outcome["equal"], outcome["samples"], outcome["seed"]) == (0, True, 3, 0)
    levels = [row["level"] for row in outcome["comparisons"]]
    assert levels[-3:] == ["integer form, interpreted", "dataflow", "dataflow, interpreted"]
    assert all(row["difference"] is None for row in outcome["comparisons"])


def test_check_names_the_first_difference(run, network, monkeypatch):
    from hls4mlir import check

    evaluate = check.reference.evaluate

    def wrong(module, inputs, **options):
        values = evaluate(module, inputs, **options)
        return {name: array + (name in ("add_y", "relu_y")) for name, array in values.items()}

    monkeypatch.setattr(check.reference, "evaluate", wrong)
    code, out, _ = run("check", network, "--samples", "3", "--no-csim", "--json")
    assert code == 1
    difference = json.loads(out)["comparisons"][0]["difference"]
    assert (difference["tensor"], difference["layer"]) == ("add_y", "add")
    assert (difference["wrong"], difference["elements"]) == (9, 9)
    code, out, _ = run("check", network, "--samples", "3", "--no-csim")
    assert code == 1
    assert "add_y (layer add): 9 of 9" in " ".join(out.split())


def test_check_tells_ties_of_float32_from_differences(run, make_tie, capsys):
    """0.1 in float32 is more than a tenth: 0.25 / 0.1 is no tie, but rounds to one in float32."""
    code, out, _ = run("check", make_tie(), "--samples", "4", "--no-csim", "--json")
    assert code == 0
    assert any(row["ties"] > 0 for row in json.loads(out)["comparisons"])


@pytest.fixture
def make_tie(tmp_path):
    """A model of which float32 decides ties that are none."""
    onnx = pytest.importorskip("onnx")
    from onnx import TensorProto, helper, numpy_helper

    def make():
        quant: dict[str, Any] = {"domain": "qonnx.custom_op.general", "signed": 1, "narrow": 0}
        constants = {"fine": 0.25, "coarse": 0.1, "zero": 0, "bits": 5, "many": 9, "one": np.eye(2)}
        nodes = [
            helper.make_node("Quant", ["x", "fine", "zero", "bits"], ["q"], name="q", **quant),
            helper.make_node("MatMul", ["q", "one"], ["m"], name="m"),
            helper.make_node("Quant", ["m", "coarse", "zero", "many"], ["y"], name="y", **quant),
        ]
        graph = helper.make_graph(
            nodes,
            "tie",
            [helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, 2])],
            [helper.make_tensor_value_info("y", TensorProto.FLOAT, None)],
            [numpy_helper.from_array(np.asarray(value, np.float32), name) for name, value in constants.items()],
        )
        path = tmp_path / "tie.onnx"
        onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8), path)
        return path

    return make


def test_warning_is_one_line(run, network, tmp_path):
    (tmp_path / "config.yml").write_text("Model: {ReuseFactor: 5}\n")
    code, _, err = run("compile", network, "-o", tmp_path / "p", "--config", tmp_path / "config.yml")
    assert code == 0
    assert err.startswith("hls4mlir: warning: dense: ")
    assert err.count("\n") == 1


# What fails ---------------------------------------------------------------------------------------------------------


def test_missing_model(run, tmp_path):
    fails(run("compile", tmp_path / "absent.onnx", "-o", tmp_path / "p"), "absent.onnx")
    assert not (tmp_path / "p").exists()


def test_broken_model(run, tmp_path):
    (tmp_path / "broken.onnx").write_bytes(b"no model")
    fails(run("compile", tmp_path / "broken.onnx", "-o", tmp_path / "p"), "broken.onnx")
    assert not (tmp_path / "p").exists()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--target", "vitus"], "unknown target 'vitus': did you mean 'vitis'?"),
        (["--io", "strem"], "unknown io 'strem': did you mean 'stream'?"),
        (["--clock", "-1"], "clock_ns must be a positive number"),
        (["--clock", "fast"], "'fast' is not a valid float"),
        (["--config", "/absent.yml"], "cannot read the configuration /absent.yml: No such file"),
        (["--part", "a b"], "part 'a b' is not the name of a device"),
        (["--trget", "vitis"], "No such option"),
    ],
)
def test_bad_options(run, network, tmp_path, options, message):
    fails(run("compile", network, "-o", tmp_path / "p", *options), message)
    assert not (tmp_path / "p").exists()


def test_foreign_directory(run, network, tmp_path):
    fails(run("compile", network, "-o", tmp_path), "holds files that hls4mlir did not write")


def test_usage(run):
    fails(run("compile"), "Missing argument 'MODEL'")
    fails(run("complie", "x"), "No such command 'complie'")


@pytest.mark.parametrize("content", [None, b"", b"junk", b"\x93NUMPY\x01\x00"])
def test_bad_samples(run, network, tmp_path, content):
    if content is not None:
        (tmp_path / "x.npy").write_bytes(content)
    fails(run("run", network, "--input", tmp_path / "x.npy"), f"cannot read {tmp_path / 'x.npy'}")


def test_pickled_samples(run, network, tmp_path):
    np.save(tmp_path / "x.npy", np.array([{}], dtype=object), allow_pickle=True)
    fails(run("run", network, "--input", tmp_path / "x.npy"), "cannot read")


def test_samples_of_another_shape(run, network, tmp_path):
    np.save(tmp_path / "x.npy", np.zeros((2, 3)))
    fails(run("run", network, "--input", tmp_path / "x.npy"), "expected an array of shape (N, 4)")


def test_results_that_cannot_be_written(run, network, tmp_path):
    np.save(tmp_path / "x.npy", np.zeros((2, 4)))
    fails(run("run", network, "--input", tmp_path / "x.npy", "--output", "/absent/y.npy"), "cannot write /absent/y.npy")
    fails(run("run", network, "--input", tmp_path / "x.npy", "--output", "y.txt"), "ends in .npy or .npz")


def test_report_of_another_directory(run, tmp_path):
    fails(run("report", tmp_path), "is not a project that hls4mlir wrote")
    (tmp_path / "hls4mlir.json").write_text('{"files": [], "report": {"layers": 3}}')
    fails(run("report", tmp_path), "is not a project that hls4mlir wrote")


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ((), []),
        (("interval",), 0),
        (("interval",), 2**63),
        (("clock_ns",), float("inf")),
        (("clock_ns",), 10**400),
        (("clock_ns",), 0),
        (("name",), 3),
        (("vendor",), [1]),
        (("vendor",), {"CSynthesisReport": {}}),
        (("vendor",), {"tool": [], "CSynthesisReport": {}}),
        (("vendor",), {"tool": "x", "CSynthesisReport": 1}),
        (("vendor",), {"tool": "x", "CSynthesisReport": {"LUT": [1, 2]}}),
        (("vendor",), {"tool": "x", "CSynthesisReport": {"LUT": True}}),
        (("layers",), {"a": 1}),
        (("layers", 0), None),
        (("layers", 0, "cycles"), float("inf")),
        (("layers", 0, "cycles"), -1),
        (("layers", 0, "cycles"), 1.5),
        (("layers", 0, "resources"), [1]),
        (("layers", 0, "resources"), {"luts": 1}),
        (("layers", 0, "lanes"), [1]),
        (("layers",), lambda layers: layers * 2),
        (("layers", 0, "producers"), ["dense"]),
        (("layers", 0, "producers"), []),
        (("layers", 0, "inputs"), [1]),
        (("layers", 0, "outputs", 0, "shape"), ["a"]),
        (("layers", 0, "outputs", 0, "beat"), None),
    ],
)
def test_report_of_a_hostile_manifest(run, network, tmp_path, place, value):
    run("compile", network, "-o", tmp_path / "p")
    manifest = json.loads((tmp_path / "p" / "hls4mlir.json").read_text())
    *path, last = ("report", *place)
    container = manifest
    for key in path:
        container = container[key]
    container[last] = value(container[last]) if callable(value) else value
    (tmp_path / "p" / "hls4mlir.json").write_text(json.dumps(manifest))
    fails(run("report", tmp_path / "p"), "is not a project that hls4mlir wrote")


def test_names_are_no_markup(run, tmp_path, make_network):
    """Brackets in the names of layers ask for no style."""
    model = make_network()
    model.graph.node[2].name = "a[/b][red]c:smile:"
    (tmp_path / "net.onnx").write_bytes(model.SerializeToString())
    assert "a[/b][red]c:smile:" in run("report", tmp_path / "net.onnx")[1]


def test_bug_is_one_line(run, network, tmp_path, monkeypatch):
    monkeypatch.setattr("hls4mlir.compile", lambda *_args, **_options: 1 / 0)
    arguments = ["compile", network, "-o", tmp_path / "p"]
    fails(run(*arguments), "internal error: ZeroDivisionError", code=70)
    with pytest.raises(ZeroDivisionError):
        cli.main([*map(str, arguments), "--debug"])


def test_debug_shows_the_traceback(network, tmp_path):
    command = [sys.executable, "-m", "hls4mlir", "compile", tmp_path / "absent.onnx", "-o", tmp_path / "p"]
    plain = subprocess.run(command, capture_output=True, text=True, env=dict(os.environ), check=False)
    assert plain.returncode == 2
    assert plain.stderr.count("\n") == 1
    debug = subprocess.run([*command, "--debug"], capture_output=True, text=True, env=dict(os.environ), check=False)
    assert debug.returncode != 0
    assert "Traceback" in debug.stderr
