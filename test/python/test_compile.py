"""`compile()`: what is accepted, and the error for every kind of bad input."""

import numpy as np
import pytest

import hls4mlir


def onnx_file(tmp_path, model, name="net.onnx"):
    path = tmp_path / name
    path.write_bytes(model.SerializeToString())
    return path


def fails(kind, model, match, **options):
    with pytest.raises(kind) as caught:
        hls4mlir.compile(model, **options)
    message = str(caught.value)
    for part in [match] if isinstance(match, str) else match:
        assert part in message
    assert "\n" not in caught.value.message
    return message


# What is accepted ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["path", "string", "model"])
def test_kinds_of_models(tmp_path, make_network, kind):
    model = make_network()
    path = onnx_file(tmp_path, model)
    compiled = hls4mlir.compile({"path": path, "string": str(path), "model": model}[kind])
    assert compiled.name == "net"
    assert repr(compiled) == "<hls4mlir.Model 'net' for vitis, io='stream'>"


@pytest.mark.parametrize("target", ["vitis", "vivado", "quartus", "oneapi"])
@pytest.mark.parametrize("io", ["stream", "parallel"])
def test_targets(make_network, target, io):
    compiled = hls4mlir.compile(make_network(), target=target, io=io, part="xc7z020clg400-1", clock_ns=10)
    assert "src/net.cpp" in compiled.sources
    (script,) = (
        compiled.sources[name] for name in ("build.tcl", "Makefile", "CMakeLists.txt") if name in compiled.sources
    )
    assert "xc7z020clg400-1" in script
    assert "10" in script


def test_output_dir(tmp_path, make_network):
    compiled = hls4mlir.compile(make_network(), output_dir=tmp_path / "project")
    written = {str(f.relative_to(tmp_path / "project")): f.read_text() for f in tmp_path.rglob("*") if f.is_file()}
    assert written == dict(compiled.sources)


def test_default_input_type(make_network):
    (entry,) = hls4mlir.compile(make_network(quantized_input=False)).inputs
    assert (entry.name, entry.shape, entry.type, entry.scale, entry.offset) == ("x", (4,), "fixed<16,6>", 1.0, 0.0)
    assert (entry.rounding, entry.low, entry.high) == ("half_even", -(2**15), 2**15 - 1)


def test_input_type_of_a_quantizer(make_network):
    (entry,) = hls4mlir.compile(make_network()).inputs
    assert (entry.code_scale, entry.low, entry.high) == (0.25, -8, 7)


def test_input_type_of_the_configuration(make_network):
    config = {"Inputs": {"*": {"type": "ufixed<8,8>", "scale": 1 / 255}}}
    (entry,) = hls4mlir.compile(make_network(quantized_input=False), config=config).inputs
    assert (entry.type, entry.scale, entry.low, entry.high) == ("ufixed<8,8>", 1 / 255, 0, 255)


def test_symmetric_input_type(make_network):
    config = {"Inputs": {"x": {"type": "ap_fixed<8,4,AP_TRN,AP_SAT_SYM>"}}}
    (entry,) = hls4mlir.compile(make_network(quantized_input=False), config=config).inputs
    assert (entry.type, entry.rounding, entry.low, entry.high) == ("fixed<8,4>", "floor", -127, 127)


@pytest.mark.parametrize(
    "config",
    [
        {"Model": {"ReuseFactor": 4}},
        {"LayerType": {"Dense": {"ReuseFactor": 4}}},
        {"LayerType": {"MatMul": {"ReuseFactor": 4}}},
        {"LayerName": {"dense": {"ReuseFactor": 4}}},
    ],
)
def test_reuse_factor(make_network, config):
    (layer,) = [entry for entry in hls4mlir.compile(make_network(), config=config).report().layers if entry.lanes]
    assert layer.cycles == 4


def test_reuse_factor_that_no_folding_meets(make_network):
    with pytest.warns(Warning, match="dense"):
        compiled = hls4mlir.compile(make_network(), config={"Model": {"ReuseFactor": 5}})
    (layer,) = [entry for entry in compiled.report().layers if entry.lanes]
    assert layer.cycles == 4


# Bad input ----------------------------------------------------------------------------------------------------------


def test_missing_file(tmp_path):
    fails(hls4mlir.ModelError, tmp_path / "absent.onnx", ["absent.onnx", "no such file"])


def test_directory(tmp_path):
    (tmp_path / "dir.onnx").mkdir()
    fails(hls4mlir.ModelError, tmp_path / "dir.onnx", "dir.onnx")


@pytest.mark.parametrize("content", [b"", b"not a model", b"\x00" * 100, b"\x08\x07\x12"])
def test_file_that_is_no_model(tmp_path, content):
    path = tmp_path / "broken.onnx"
    path.write_bytes(content)
    fails(hls4mlir.ModelError, path, "broken.onnx")


def test_truncated_file(tmp_path, make_network):
    content = make_network().SerializeToString()
    for length in range(1, len(content), max(len(content) // 12, 1)):
        path = tmp_path / "short.onnx"
        path.write_bytes(content[:length])
        fails(hls4mlir.Error, path, "")


@pytest.mark.parametrize(
    ("model", "message"),
    [
        ("model.h5", "Keras models cannot be imported yet; supported now: ONNX and QONNX"),
        ("model.pt", "PyTorch models cannot be imported yet"),
        ("model.txt", "'model.txt' does not end in .onnx; supported now"),
        ("a\0b.onnx", "a\0b.onnx"),
        (3, "a model cannot be a int; supported now"),
        (None, "a model cannot be a NoneType; supported now"),
    ],
)
def test_other_kinds_of_models(model, message):
    fails(hls4mlir.ModelError, model, message)


def test_model_of_another_framework():
    layer = type("Sequential", (), {"__module__": "keras.models"})
    fails(hls4mlir.ModelError, layer(), "Keras models cannot be imported yet")


def test_weights(make_network):
    fails(hls4mlir.ModelError, make_network(), "an ONNX model contains its weights", weights="weights.h5")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"target": "vitus"}, "unknown target 'vitus': did you mean 'vitis'? Accepted: vitis, vivado, quartus, oneapi"),
        ({"target": None}, "unknown target None"),
        ({"io": "streem"}, "unknown io 'streem': did you mean 'stream'? Accepted: stream, parallel"),
        ({"io": "io_stream"}, "did you mean 'stream'?"),
        ({"part": "x; rm -rf /"}, "part 'x; rm -rf /' is not the name of a device, such as"),
        ({"part": ""}, "part '' is not the name of a device"),
        ({"clock_ns": 0}, "clock_ns must be a positive number of nanoseconds, found 0"),
        ({"clock_ns": float("nan")}, "clock_ns must be a positive number of nanoseconds, found nan"),
        ({"clock_ns": "5"}, "clock_ns must be a positive number of nanoseconds, found '5'"),
        ({"clock_ns": 1e-300}, "clock_ns must be from 0.001 to 1e+09 nanoseconds, found 1e-300"),
        ({"clock_ns": float("inf")}, "clock_ns must be from 0.001 to 1e+09 nanoseconds, found inf"),
        ({"clock_ns": 10**400}, "clock_ns must be from 0.001 to 1e+09 nanoseconds, found 1000000"),
        ({"clock_ns": True}, "clock_ns must be a positive number of nanoseconds, found True"),
    ],
)
def test_bad_options(make_network, options, message):
    fails(hls4mlir.TargetError, make_network(), message, **options)


@pytest.mark.parametrize(
    ("config", "message"),
    [
        ({"Modle": {}}, "unknown key 'Modle' in the configuration: did you mean 'Model'?"),
        ({"LayerName": {"dens": {"ReuseFactor": 1}}}, "the model has no layer 'dens': did you mean 'dense'?"),
        ({"LayerType": {"Gemm": {}}}, "the model has no layer of type 'Gemm'"),
        ({"LayerName": {"relu": {"ReuseFactor": 2}}}, "layer 'relu' (Relu) has no multipliers to share"),
        ({"Inputs": {"y": {"type": "int<8>"}}}, "the model has no input 'y': accepted: x, *"),
        ({"Inputs": {"x": {"type": "fixed<16;6>"}}}, "cannot read the type 'fixed<16;6>' at position 9"),
    ],
)
def test_bad_configuration(make_network, config, message):
    fails(hls4mlir.ConfigError, make_network(), message, config=config)


def test_unsupported_operator(make_network):
    from onnx import helper

    extra = helper.make_node("Hardmax", ["quant_out_y"], ["hardmax_y"], name="my_hardmax")
    fails(hls4mlir.ModelError, make_network(last=[extra]), ["my_hardmax", "Hardmax is not supported; supported: "])


def test_unsupported_attribute(make_network):
    from onnx import helper

    extra = helper.make_node(
        "Quant", ["quant_out_y", "scale", "zero", "bits"], ["again_y"], name="again", domain="qonnx.custom_op.general",
        signed=1, narrow=0, rounding_mode="SIDEWAYS",
    )  # fmt: skip
    fails(hls4mlir.ModelError, make_network(last=[extra]), ["again", "SIDEWAYS"])


def test_scale_that_is_not_constant(make_network):
    from onnx import helper

    extra = helper.make_node(
        "Quant", ["quant_out_y", "relu_y", "zero", "bits"], ["again_y"], name="again", domain="qonnx.custom_op.general",
        signed=1, narrow=0, rounding_mode="ROUND",
    )  # fmt: skip
    fails(hls4mlir.ModelError, make_network(last=[extra]), ["again", "scale", "constant"])


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_weights_that_are_not_finite(make_network, value):
    weights = np.ones((4, 3), np.float32)
    weights[1, 2] = value
    fails(hls4mlir.ModelError, make_network(weights=weights), ["matrix", "finite"])


def test_output_dir_that_cannot_be_written(tmp_path, make_network):
    (tmp_path / "thesis.tex").write_text("years of work")
    fails(hls4mlir.OutputError, make_network(), "holds files that hls4mlir did not write", output_dir=tmp_path)
    fails(hls4mlir.OutputError, make_network(), "cannot write the project", output_dir="/proc/project")
    assert [entry.name for entry in tmp_path.iterdir()] == ["thesis.tex"]


def test_exact(make_network):
    hls4mlir.compile(make_network(), exact=True)
    message = fails(hls4mlir.CompileError, make_network(softmax=True), "softmax: ", exact=True)
    assert "exact=True" in message


def test_compile_error_names_the_layer(make_network):
    """What the compiler cannot do is reported with the layer, in one line first."""
    from onnx import helper

    extra = helper.make_node("MatMul", ["quant_out_y", "relu_y"], ["square_y"], name="square")
    with pytest.raises(hls4mlir.Error) as caught:
        hls4mlir.compile(make_network(shape=(3, 4), last=[extra]))
    assert "square" in caught.value.message
    assert "\n" not in caught.value.message
