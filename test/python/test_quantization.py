"""Networks that were trained in floating point, quantized as the configuration says."""

from __future__ import annotations

import ast
import itertools
import warnings
from fractions import Fraction
from typing import Any

import numpy as np
import onnx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from onnx import TensorProto, helper, numpy_helper

import hls4mlir
from hls4mlir.check import check_model
from hls4mlir.testing.exact import assign, fractions
from hls4mlir.types import parse_type

MODES = tuple(
    f"{rounding},{overflow}"
    for rounding in ("RND", "RND_CONV", "RND_INF", "RND_MIN_INF", "RND_ZERO", "TRN", "TRN_ZERO")
    for overflow in ("SAT", "SAT_SYM", "SAT_ZERO", "WRAP", "WRAP_SM")
)


def model(nodes: list[Any], constants: dict[str, Any], width: int, name: str = "net") -> Any:
    """An ONNX model from `x` [1, width] to `y`."""
    graph = helper.make_graph(
        nodes,
        name,
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, width])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, None)],
        [numpy_helper.from_array(np.asarray(value, np.float32), key) for key, value in constants.items()],
    )
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid("qonnx.custom_op.general", 1)]
    return helper.make_model(graph, opset_imports=opsets, ir_version=8)


def node(op: str, inputs: str, output: str, name: str, **attributes: Any) -> Any:
    domain = "qonnx.custom_op.general" if op == "Quant" else ""
    return helper.make_node(op, inputs.split(), [output], name=name, domain=domain, **attributes)


def mlp(rng: np.random.Generator, widths: list[int]) -> tuple[Any, list[tuple[np.ndarray, np.ndarray]]]:
    """A float MLP with a ReLU behind every layer but the last, and its parameters."""
    nodes, constants, parameters, value = [], {}, [], "x"
    for i, (rows, columns) in enumerate(itertools.pairwise(widths)):
        kernel = rng.normal(0, 1, (rows, columns)).astype(np.float32)
        bias = rng.normal(0, 1, columns).astype(np.float32)
        constants |= {f"w{i}": kernel, f"b{i}": bias}
        parameters.append((kernel, bias))
        last = i == len(widths) - 2
        nodes.append(node("MatMul", f"{value} w{i}", f"m{i}", f"fc{i}"))
        nodes.append(node("Add", f"m{i} b{i}", "y" if last else f"a{i}", f"add{i}"))
        if not last:
            nodes.append(node("Relu", f"a{i}", f"r{i}", f"relu{i}"))
        value = f"r{i}"
    return model(nodes, constants, widths[0]), parameters


def compile_quietly(source: Any, config: dict[str, Any]) -> hls4mlir.Model:
    """Compiles; weights that lie outside of their types are meant to here."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return hls4mlir.compile(source, config=config)


def brought(values: np.ndarray, text: str) -> np.ndarray:
    spec = parse_type(text)
    kind = spec.type
    result = np.empty(values.shape, object)
    for i in np.ndindex(values.shape):
        value: Any = values[i]
        result[i] = assign(value, kind.width, kind.integer, kind.signed, spec.rounding, spec.overflow)
    return result


types = st.builds(
    lambda width, integer, signed, modes: f"ap_{'' if signed else 'u'}fixed<{width},{integer},{modes}>",
    st.integers(2, 12),
    st.integers(-2, 8),
    st.booleans(),
    st.sampled_from(MODES),
)


@settings(max_examples=60, deadline=None)
@given(
    st.integers(0, 2**32 - 1),
    st.lists(st.integers(1, 5), min_size=2, max_size=4),
    st.lists(st.fixed_dictionaries({}, optional=dict.fromkeys(("weight", "bias", "result"), types)), min_size=3),
    st.lists(st.one_of(st.none(), types), min_size=3, max_size=3),
    st.lists(st.one_of(st.none(), types), min_size=3, max_size=3),
)
def test_random_networks_are_those_of_fixed_point_variables(seed, widths, layers, accumulators, activations):
    """Every number is that of exact arithmetic in which variables have the configured types, as an integer."""
    rng = np.random.default_rng(seed)
    source, parameters = mlp(rng, widths)
    base = "ap_fixed<9,4,RND_CONV,SAT>"
    names: dict[str, Any] = {}
    for i in range(len(parameters)):
        precision = {"weight": base, "bias": base, "result": base, **layers[i]}
        if accumulators[i]:
            precision["accum"] = accumulators[i]
        names[f"fc{i}"] = {"Precision": precision}
        if i + 1 < len(parameters):
            names[f"relu{i}"] = {"Precision": {"result": activations[i] or "auto"}}
    compiled = compile_quietly(source, {"LayerName": names, "Inputs": {"x": {"type": "fixed<5,3>"}}})

    codes = rng.integers(-16, 16, (6, widths[0]))
    found = compiled.predict((codes / 4).astype(np.float32))
    value = fractions(codes) / 4
    for i, (kernel, bias) in enumerate(parameters):
        precision = names[f"fc{i}"]["Precision"]
        weights, biases = (brought(fractions(a), precision[k]) for a, k in ((kernel, "weight"), (bias, "bias")))
        value = value @ weights + biases
        for key in ("accum", "result"):
            if key in precision:
                value = brought(value, precision[key])
        if i + 1 < len(parameters):
            value = np.maximum(value, Fraction(0))
            if activations[i]:
                value = brought(value, activations[i])
    wanted = value.astype(np.float32)
    assert found.tolist() == wanted.tolist()


def test_emitted_code_agrees():
    rng = np.random.default_rng(1)
    source, _ = mlp(rng, [4, 6, 3])
    config = {
        "Model": {"Precision": "ap_fixed<10,4,AP_TRN,AP_WRAP>"},
        "LayerName": {"fc0": {"Precision": {"accum": "ap_fixed<12,5,AP_RND,AP_SAT_SYM>"}}},
        "Inputs": {"x": {"type": "fixed<8,3>"}},
    }
    compiled = compile_quietly(source, config)
    x = rng.normal(0, 1, (50, 4)).astype(np.float32)
    assert np.array_equal(compiled.predict(x), compiled.csim(x))


def test_check_knows_precisions():
    """Every tensor of the design is that of the network with the configured types, also at ties of long sums."""
    source, _ = mlp(np.random.default_rng(2), [6, 20, 10])
    compiled = compile_quietly(source, {"Model": {"Precision": "fixed<18,6>"}})
    outcome = check_model(compiled, samples=200)
    assert outcome.equal, outcome.to_dict()


# Which numbers have which type ---------------------------------------------------------------------------------------


def casts(compiled: hls4mlir.Model) -> list[str]:
    """The types in the network with its precision applied, as `layer type modes`, in order."""
    from hls4mlir import _hls4mlir
    from hls4mlir.lowering import find_function, layer_name, lower

    applied = lower(compiled.module("import").operation, "func.func(qnn-apply-precision)")
    found = []
    for op in find_function(applied).regions[0].blocks[0].operations:
        if op.operation.name == "qnn.cast":
            to = _hls4mlir.qnn.CastAttr(op.operation.attributes["to"])
            sign = "s" if to.type.signed else "u"
            found.append(f"{layer_name(op.operation.location)} {sign}{to.type.width},{to.type.integer}")
    return found


@pytest.fixture
def network():
    return mlp(np.random.default_rng(0), [3, 2, 2])[0]


def test_model_level(network):
    compiled = compile_quietly(network, {"Model": {"Precision": "fixed<12,5>"}})
    # Weights, biases, results of both layers, the ReLU; accumulators are exact.
    assert (
        casts(compiled) == ["fc0 s12,5", "add0 s12,5", "add0 s12,5", "relu0 s12,5"] + ["fc1 s12,5"] + ["add1 s12,5"] * 2
    )
    assert compiled.inputs[0].type == "fixed<12,5>"


def test_levels_and_keys(network):
    config = {
        "Model": {"Precision": {"default": "fixed<12,5>", "accum": "fixed<30,12>", "bias": "fixed<13,5>"}},
        "LayerType": {"Dense": {"Precision": {"weight": "fixed<9,2>"}}, "Relu": {"Precision": "ufixed<10,4>"}},
        "LayerName": {"fc1": {"Precision": {"weight": "fixed<8,2>", "accum": "auto"}}},
    }
    assert casts(compile_quietly(network, config)) == [
        "fc0 s9,2", "add0 s13,5", "add0 s30,12", "add0 s12,5", "relu0 u10,4", "fc1 s8,2", "add1 s13,5", "add1 s12,5",
    ]  # fmt: skip


def test_name_default_wins_over_type(network):
    config = {
        "Model": {"Precision": "fixed<12,5>"},
        "LayerType": {"MatMul": {"Precision": {"weight": "fixed<9,2>"}}},
        "LayerName": {"fc1": {"Precision": "fixed<7,3>"}},
    }
    assert casts(compile_quietly(network, config))[-3:] == ["fc1 s7,3", "add1 s7,3", "add1 s7,3"]


def test_auto_is_exact():
    kernel, bias = np.array([[0.5, -1.25], [3, 0]]), np.array([0.75, 1])
    source = model([node("MatMul", "x w", "m", "fc"), node("Add", "m b", "y", "add")], {"w": kernel, "b": bias}, 2)
    for config in ({}, {"Model": {"Precision": "auto"}}, {"LayerName": {"fc": {"Precision": {"result": "auto"}}}}):
        compiled = hls4mlir.compile(source, config={**config, "Inputs": {"x": {"type": "fixed<8,4>"}}})
        assert casts(compiled) == []
        x = np.array([[1.5, -2.0625]], np.float32)
        assert np.array_equal(compiled.predict(x), (x @ kernel + bias).astype(np.float32))


def test_float_weights_without_a_type_say_what_to_write():
    kernel = np.array([[1e-20], [1.0]])
    source = model([node("MatMul", "x w", "y", "fc/1")], {"w": kernel}, 2)
    with pytest.raises(hls4mlir.CompileError) as caught:
        hls4mlir.compile(source)
    hint = "config={'LayerName': {'fc/1': {'Precision': {'weight': 'fixed<16,6>'}}}}"
    assert f"give them a type: {hint}" in str(caught.value)
    hls4mlir.compile(source, config=ast.literal_eval(hint.removeprefix("config=")))


def test_weights_outside_of_their_type_are_told_of():
    source = model([node("MatMul", "x w", "y", "fc")], {"w": np.array([[0.5], [2.0]])}, 2)
    with pytest.warns(match="1 of 2 constants lie outside of"):
        compiled = hls4mlir.compile(source, config={"LayerName": {"fc": {"Precision": {"weight": "fixed<8,1>"}}}})
    assert compiled.predict(np.ones((1, 2), np.float32))[0, 0] == 0.5 + 127 / 128


def test_softmax_result():
    nodes = [node("MatMul", "x w", "m", "fc"), node("Softmax", "m", "y", "softmax", axis=1)]
    source = model(nodes, {"w": np.eye(3)}, 3)
    for text, wanted in (
        ("ufixed<8,0>", "ufixed<8,0>"),  # saturates below one, as the table does
        ("fixed<16,6>", "ufixed<11,1>"),  # ten fraction bits hold all results without a sign
        ("ufixed<12,4>", "ufixed<9,1>"),
        ("fixed<9,1>", "fixed<9,1>"),
    ):
        config = {"LayerName": {"softmax": {"Precision": {"result": text}}}}
        compiled = hls4mlir.compile(source, config=config)
        assert compiled.outputs[0].type == wanted
        y = compiled.predict(np.array([[0.0, 1.0, 2.0], [20.0, 0, 0]], np.float32))
        exact = np.exp([0, 1, 2]) / np.exp([0, 1, 2]).sum()
        assert np.abs(y[0] - exact).max() < 2.0**-7
        assert y[1, 0] == (1.0 if "6" in text or "4" in text else 1.0 - 2.0**-8)


def test_wrapping_softmax_result():
    source = model([node("Softmax", "x", "y", "softmax", axis=1)], {}, 2)
    config = {"LayerName": {"softmax": {"Precision": {"result": "ap_ufixed<8,0,AP_RND,AP_WRAP>"}}}}
    compiled = hls4mlir.compile(source, config={**config, "Inputs": {"x": {"type": "fixed<12,6>"}}})
    assert compiled.predict(np.array([[31.0, -31.0]], np.float32))[0, 0] == 0.0  # one wraps to zero


def test_batch_normalization():
    parameters = {"g": [1.5, -0.3], "o": [0.2, 1], "u": [0.1, 0], "v": [2, 0.5]}
    source = model([node("BatchNormalization", "x g o u v", "y", "bn")], parameters, 2)
    config = {
        "LayerName": {"bn": {"Precision": {"scale": "fixed<8,2>", "bias": "fixed<9,3>", "result": "fixed<10,4>"}}},
        "Inputs": {"x": {"type": "fixed<8,3>"}},
    }
    compiled = hls4mlir.compile(source, config=config)
    g, o, u, v = (np.array(parameters[k], np.float32).astype(np.float64) for k in "gouv")
    scale = g / np.sqrt(v + np.float64(np.float32(1e-5)))
    codes = np.random.default_rng(0).integers(-128, 128, (20, 2))
    factor = brought(fractions(scale.astype(np.float32)), "fixed<8,2>")
    offset = brought(fractions((o - u * scale).astype(np.float32)), "fixed<9,3>")
    wanted = brought(fractions(codes) / 32 * factor + offset, "fixed<10,4>")
    assert compiled.predict((codes / 32).astype(np.float32)).tolist() == wanted.astype(np.float32).tolist()


def test_gemm_with_factors():
    rng = np.random.default_rng(0)
    constants = {"w": rng.normal(0, 1, (2, 3)), "c": rng.normal(0, 1, 2)}
    source = model([node("Gemm", "x w c", "y", "gemm", transB=1, alpha=0.3, beta=0.7)], constants, 3)
    config = {"Model": {"Precision": "fixed<10,3>"}, "Inputs": {"x": {"type": "fixed<6,3>"}}}
    compiled = hls4mlir.compile(source, config=config)
    alpha, beta = (Fraction(float(np.float32(f))) for f in (0.3, 0.7))
    w, c = (fractions(constants[key].astype(np.float32)) for key in "wc")
    codes = rng.integers(-32, 32, (10, 3))
    # The factors are part of the constants that are quantized.
    weights, bias = brought(w.T * alpha, "fixed<10,3>"), brought(c * beta, "fixed<10,3>")
    wanted = brought(fractions(codes) / 8 @ weights + bias, "fixed<10,3>")
    assert compiled.predict((codes / 8).astype(np.float32)).tolist() == wanted.astype(np.float32).tolist()


def test_division_and_product_by_constants():
    nodes = [node("Div", "x d", "q", "div"), node("Mul", "q s", "y", "mul")]
    source = model(nodes, {"d": 3.0, "s": [0.3, -0.7]}, 2)
    config = {"Model": {"Precision": "fixed<12,4>"}, "Inputs": {"x": {"type": "fixed<8,4>"}}}
    compiled = hls4mlir.compile(source, config=config)
    codes = np.random.default_rng(0).integers(-128, 128, (20, 2))
    third = brought(np.array([Fraction(1, 3)], object), "fixed<12,4>")
    scale = brought(fractions(np.array([0.3, -0.7], np.float32)), "fixed<12,4>")
    wanted = brought(brought(fractions(codes) / 16 * third, "fixed<12,4>") * scale, "fixed<12,4>")
    assert compiled.predict((codes / 16).astype(np.float32)).tolist() == wanted.astype(np.float32).tolist()


# The model's own quantizers win --------------------------------------------------------------------------------------


def quantized_network(*, float_head: bool = False) -> Any:
    """Quantizers everywhere; with `float_head` a last layer without."""
    rng = np.random.default_rng(3)
    constants: dict[str, Any] = {"s": 0.25, "t": 0.3, "z": 0.0, "b": 4.0, "w": rng.normal(0, 1, (3, 4))}
    constants |= {"c": rng.normal(0, 1, 4), "v": rng.normal(0, 1, (4, 2))}
    nodes = [
        node("Quant", "x s z b", "xq", "xq", signed=1, narrow=0, rounding_mode="ROUND"),
        node("Quant", "w t z b", "wq", "wq", signed=1, narrow=1, rounding_mode="ROUND"),
        node("MatMul", "xq wq", "m", "fc"),
        node("Add", "m c", "a", "add"),
        node("Relu", "a", "r", "relu"),
        node("Quant", "r t z b", "q" if float_head else "y", "rq", signed=0, narrow=0, rounding_mode="ROUND"),
    ]
    if float_head:
        nodes.append(node("MatMul", "q v", "y", "head"))
    return model(nodes, constants, 3)


def test_quantized_model_is_untouched():
    source = quantized_network()
    plain = hls4mlir.compile(source)
    with pytest.warns(hls4mlir.ConfigWarning, match="Model -> Precision changes nothing: the model's own quantizers"):
        configured = hls4mlir.compile(source, config={"Model": {"Precision": "fixed<4,2>"}})
    for level in ("import", "qnn", "stream", "dataflow"):
        assert configured.ir(level) == plain.ir(level)


def test_only_the_float_part_is_quantized():
    source = quantized_network(float_head=True)
    compiled = hls4mlir.compile(source, config={"Model": {"Precision": "fixed<10,4>"}})
    assert casts(compiled) == ["head s10,4", "head s10,4"]


def test_deliberate_precision_of_a_quantized_layer():
    config = {"LayerName": {"fc": {"Precision": {"accum": "ap_fixed<6,4,AP_TRN,AP_WRAP>"}}}}
    assert casts(hls4mlir.compile(quantized_network(), config=config)) == ["add s6,4"]


def test_quantized_weights_cannot_be_given_a_type():
    with pytest.raises(hls4mlir.ConfigError) as caught:
        hls4mlir.compile(quantized_network(), config={"LayerName": {"fc": {"Precision": {"weight": "fixed<8,1>"}}}})
    assert str(caught.value) == (
        "LayerName -> fc -> Precision -> weight: layer 'fc' (MatMul) has no weight to configure; its weights are"
        " quantized by the model itself, whose quantizers win; it has: bias, result, accum"
    )


@pytest.mark.parametrize(
    ("config", "message"),
    [
        (
            {"LayerName": {"add0": {"Precision": "fixed<8,3>"}}},
            "LayerName -> add0 -> Precision: layer 'add0' (Add) has no precision to configure; it is the bias of 'fc0',"
            " where its precision is configured",
        ),
        (
            {"LayerName": {"relu0": {"Precision": {"weight": "fixed<8,3>"}}}},
            "LayerName -> relu0 -> Precision -> weight: layer 'relu0' (Relu) has no weight to configure; it has: res",
        ),
        (
            {"LayerType": {"Relu": {"Precision": {"accum": "fixed<8,3>"}}}},
            "LayerType -> Relu -> Precision -> accum: layer 'relu0' (Relu) has no accum to configure; it has: result",
        ),
        ({"LayerName": {"fc2": {"Precision": "fixed<8,3>"}}}, "LayerName: the model has no layer 'fc2': did you mean"),
        (
            {"Model": {"Precision": "fixed<70,3>"}},
            "Model -> Precision: an input has at most 63 bits, found fixed<70,3>; give 'x' a type in Inputs",
        ),
        (
            {"LayerName": {"x": {"Precision": {"result": "ap_fixed<8,3,TRN,WRAP>"}}}},
            "LayerName -> x -> Precision -> result: inputs are saturated by the host",
        ),
    ],
)
def test_refused(network, config, message):
    with pytest.raises(hls4mlir.ConfigError) as caught:
        compile_quietly(network, config)
    assert message in str(caught.value)


def test_input_precision(network):
    for config in (
        {"LayerType": {"InputLayer": {"Precision": "fixed<9,4>"}}},
        {"LayerName": {"x": {"Precision": {"result": "fixed<9,4>"}}}},
    ):
        compiled = compile_quietly(network, {"Model": {"Precision": "fixed<12,5>"}, **config})
        assert compiled.inputs[0].type == "fixed<9,4>"
    # Inputs speaks of inputs alone and wins.
    config = {"Model": {"Precision": "fixed<12,5>"}, "Inputs": {"*": {"type": "ufixed<8,8>"}}}
    assert compile_quietly(network, config).inputs[0].type == "ufixed<8,8>"


# A configuration to start from ---------------------------------------------------------------------------------------


def test_config_from_model(network):
    assert hls4mlir.config_from_model(network, "model", default_precision="fixed<20,8>", default_reuse_factor=2) == {
        "Model": {"Precision": "fixed<20,8>", "ReuseFactor": 2}
    }
    assert hls4mlir.config_from_model(network, "type") == {
        "Model": {"Precision": "fixed<16,6>", "ReuseFactor": 1},
        "LayerType": {"Dense": {"Precision": "fixed<16,6>", "ReuseFactor": 1}, "Relu": {"Precision": "fixed<16,6>"}},
        "Inputs": {"x": {"type": "fixed<16,6>", "scale": 1.0}},
    }
    types = {"weight": "fixed<16,6>", "bias": "fixed<16,6>", "result": "fixed<16,6>", "accum": "auto"}
    assert hls4mlir.config_from_model(network)["LayerName"] == {
        "fc0": {"Precision": types, "ReuseFactor": 1},
        "relu0": {"Precision": {"result": "fixed<16,6>"}},
        "fc1": {"Precision": types, "ReuseFactor": 1},
    }


@pytest.mark.parametrize("granularity", ["model", "type", "name"])
def test_config_from_model_compiles_to_the_same(network, granularity):
    plain = compile_quietly(network, {"Model": {"Precision": "fixed<14,5>", "ReuseFactor": 1}})
    config = hls4mlir.config_from_model(network, granularity, default_precision="fixed<14,5>")
    assert compile_quietly(network, config).ir("qnn") == plain.ir("qnn")


@pytest.mark.parametrize("granularity", ["type", "name"])
def test_config_from_quantized_model(granularity):
    source = quantized_network()
    config = hls4mlir.config_from_model(source, granularity, default_precision="fixed<4,2>")
    del config["Model"]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        compiled = hls4mlir.compile(source, config=config)
    assert casts(compiled) == []


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"granularity": "layer"}, "unknown granularity 'layer'"),
        ({"default_precision": "fixd<8,3>"}, "default_precision: cannot read the type 'fixd<8,3>'"),
        ({"default_reuse_factor": 0}, "default_reuse_factor must be a positive integer, found 0"),
    ],
)
def test_config_from_model_refuses(network, arguments, message):
    with pytest.raises(hls4mlir.ConfigError, match=message):
        hls4mlir.config_from_model(network, **arguments)


def test_reference_assigns_as_the_exact_oracle():
    """The host's assignment, on which profiles and checks rest, is that of exact arithmetic in every mode."""
    from hls4mlir.boundary import assign as assign_floats

    rng = np.random.default_rng(0)
    values = np.concatenate([rng.integers(-200, 201, 200) / 8, rng.normal(0, 6, 50)])
    for modes in MODES:
        for kind in ("ap_fixed<5,3", "ap_ufixed<4,2", "ap_fixed<1,1", "ap_fixed<4,6"):
            text = f"{kind},{modes}>"
            wanted = brought(fractions(values), text).astype(np.float64)
            assert assign_floats(values, parse_type(text)).tolist() == wanted.tolist(), text


def test_onnx_is_not_changed(network):
    before = network.SerializeToString()
    hls4mlir.config_from_model(network)
    assert network.SerializeToString() == before
    assert isinstance(network, onnx.ModelProto)
